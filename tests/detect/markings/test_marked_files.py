"""From a file in a mail to the marking: every place where people put one, and files that only speak of markings."""

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.detect.interface import Context
from dlp_service.detect.markings import MarkingDetector
from dlp_service.extract.interface import Document
from dlp_service.extract.local import LocalReader
from dlp_service.levels import load_levels
from dlp_service.mail import parse
from dlp_service.values import Finding, PartText
from tests.detect.markings.marked_files import (
    LIST,
    MARKED,
    PLAIN,
    TITLE,
    book,
    cells,
    core,
    deck,
    grid_of,
    head,
    part,
    remark,
    tabs,
    word,
)  # fmt: skip
from tests.detect.markings.test_label_carriers import read, with_file
from tests.extract.builders import paragraph, shape
from tests.extract.probes import mails, opendocument, pdf, plain, presentation, rich, spreadsheet, web, wordprocessing
from tests.extract.test_calendars import calendar

DETECTOR = MarkingDetector("", {}, load_levels())


def findings(content: bytes, name: str) -> tuple[tuple[PartText, ...], tuple[Finding, ...]]:
    """Return the texts of a mail with a file, and what the stage of markings says of them."""
    extraction = read(with_file(content, name))
    return extraction.texts, tuple(
        item for item in DETECTOR.detect(extraction.texts, Context(), Budget.unlimited()) if item.marking
    )


def markings(content: bytes, name: str) -> list[tuple[str, str, str, str]]:
    """Return (path, where, scheme, level) of the markings, without mentions."""
    return [
        (item.path, item.where, item.marking.scheme, item.marking.level)
        for item in findings(content, name)[1]
        if item.marking and not item.marking.is_mention
    ]


@pytest.mark.parametrize("case", MARKED.values(), ids=MARKED)
def test_a_marking_is_found_where_people_put_it(case):
    texts, found = findings(case.content, case.name)
    (item,) = found
    assert not item.marking.is_mention
    assert (item.path, item.where) == (f"2/{case.name}{case.path}", case.where)
    assert (item.marking.scheme, item.marking.level) == (case.scheme, case.level)
    assert item.confidence >= (0.6 if case.where == "file_name" or case.span == "TopSecret" else 0.7)
    spans = [text.text[item.start : item.end] for text in texts if (text.path, text.where) == (item.path, item.where)]
    assert case.span in spans


# --- files that speak of markings ----------------------------------------------------------------

DISCUSSION = (
    paragraph("There are three levels: OFFICIAL, SECRET and TOP SECRET.")
    + paragraph("Documents marked SECRET//NOFORN must be kept in a safe.")
    + "".join(map(paragraph, ["TOP SECRET", "Its loss would cause grave damage.", "SECRET", "Its loss would harm us.", "OFFICIAL", "Most of our work."]))
)  # fmt: skip
GUIDE = "".join(
    map(paragraph, ["Style guide", "Write the marking at the top, like this:", "OFFICIAL-SENSITIVE", "Example:", "SECRET//NOFORN", "Wrong: SECRET - NOFORN"])
)  # fmt: skip
LEVELS = [["OFFICIAL", "routine"], ["SECRET", "serious"], ["TOP SECRET", "gravest"]]
REGISTER = [["Pump list", "OFFICIAL-SENSITIVE", "Hale"], ["Menu", "OFFICIAL", "Fenn"], ["War plan", "SECRET//NOFORN", "Poll"]]  # fmt: skip
CHOICE = '<dataValidations><dataValidation type="list" sqref="A1"><formula1>"OFFICIAL,SECRET,TOP SECRET"</formula1></dataValidation></dataValidations>'
PROMPT = shape("Insert the classification, e.g. OFFICIAL-SENSITIVE", "ftr")

SPOKEN = {
    "a document about levels": ("a.docx", word(DISCUSSION)),
    "a style guide": ("a.docx", word(GUIDE, word__footer1_xml=part("ftr", paragraph("How to mark OFFICIAL-SENSITIVE documents")))),
    "a table of levels in a document": ("a.docx", word(cells(["Level", "Meaning"], *LEVELS))),
    "a table of levels on a slide": ("a.pptx", deck(TITLE, grid_of(*map(tuple, LEVELS)))),
    "levels as bullets": ("a.pptx", deck(TITLE, *(shape(level) for level, _ in LEVELS))),
    "a prompt of a layout": ("a.pptx", deck(slideLayout=PROMPT)),
    "a register": ("a.xlsx", book(["Title", "Classification", "Owner"], *REGISTER)),
    "a register with the level first": ("a.xlsx", book(["Marking", "Title"], *([level, title] for title, level, _ in REGISTER))),
    "a register with the level last": ("a.xlsx", book(["Title", "Protective marking"], *([title, level] for title, level, _ in REGISTER))),
    "a register of one level": ("a.xlsx", book(["Marking", "Title"], *(["SECRET//NOFORN", f"Map {number}"] for number in range(20)))),
    "a register of one row": ("a.xlsx", book(["Title", "Marking", "Date"], ["Pump list", "NATO SECRET", "4 May"])),
    "a register without a head": ("a.csv", b"Pump list,NATO SECRET,Hale\nMenu,NATO RESTRICTED,Fenn\n"),
    "a register in a document": ("a.docx", word(cells(["Title", "Marking"], *([title, level] for title, level, _ in REGISTER)))),
    "a list of persons": ("a.xlsx", book(["Name", "Clearance"], ["Hale", "NATO SECRET"], ["Fenn", "UK SECRET"])),
    "values of a list": ("a.xlsx", book(["Markings"], ["NATO RESTRICTED"], ["NATO SECRET"])),
    "values to choose from": ("a.xlsx", book(["Pump", "4"], after=CHOICE)),
    "a title about levels": ("a.docx", word(docProps__core_xml=core(title="Guide to NATO SECRET", keywords="levels, training"))),
    "a question in a comment": ("a.docx", word(word__comments_xml=remark("Is SECRET right here?"))),
    "advice in a comment": ("a.docx", word(word__comments_xml=remark("Should be: NATO SECRET", "JH"))),
    "a file name about levels": ("Guide_to_OFFICIAL-SENSITIVE.docx", word()),
    "access to an entry of a calendar": ("a.ics", calendar("SUMMARY:pumps", "CLASS:PUBLIC")),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content"), SPOKEN.values(), ids=SPOKEN)
def test_a_file_that_speaks_of_levels_carries_none(name, content):
    assert markings(content, name) == []


def test_a_guide_that_is_marked_itself_carries_its_own_level_only():
    guide = word(GUIDE, word__header1_xml=head(paragraph("OFFICIAL")))
    assert markings(guide, "a.docx") == [("2/a.docx", "page_header", "uk", "OFFICIAL")]


def test_a_register_that_is_marked_itself_carries_its_own_level_only():
    register = book(["Register", "", "", "NATO RESTRICTED"], [], ["Title", "Marking", "Owner"], *REGISTER, *LIST)
    assert markings(register, "a.xlsx") == [("2/a.xlsx!Stock", "cell", "nato", "NATO RESTRICTED")]


def test_a_banner_above_a_register_is_the_marking_of_the_sheet():
    register = book(["NATO SECRET"], [], ["Marking", "Title"], *([level, title] for title, level, _ in REGISTER))
    assert markings(register, "a.xlsx") == [("2/a.xlsx!Stock", "cell", "nato", "NATO SECRET")]


def test_every_part_of_a_document_tells_its_own_marking():
    document = word(
        paragraph("NATO RESTRICTED") + PLAIN,
        word__header1_xml=head(tabs("Pump report", "SECRET//NOFORN")),
        word__comments_xml=remark("OFFICIAL-SENSITIVE: names"),
        docProps__core_xml=core(subject="NATO SECRET"),
    )
    assert sorted(markings(document, "a.docx")) == [
        ("2/a.docx", "body", "nato", "NATO RESTRICTED"),
        ("2/a.docx", "comment", "uk", "OFFICIAL-SENSITIVE"),
        ("2/a.docx", "page_header", "us", "SECRET"),
        ("2/a.docx", "property", "nato", "NATO SECRET"),
    ]


def test_the_class_of_a_meeting_is_the_label_of_a_calendar_and_no_marking():
    assert markings(calendar("SUMMARY:pumps", "CLASS:CONFIDENTIAL"), "a.ics") == [
        ("2/a.ics", "property", "label", "Company-Confidential")
    ]


# --- no text is left out -------------------------------------------------------------------------

PROBES = [
    made
    for module in (wordprocessing, spreadsheet, presentation, opendocument, pdf, web, rich, mails, plain)
    for made in module.FILES
    if made.__name__ != "make"  # The same text in one charset after another.
]
JOINED = {"pptx": {"field"}, "html": {"text of no size", "character data section"}, "svg": {"text span"}, "rtf": {"field result", "Unicode destination"}, "txt": {"end of a long line"}}  # fmt: skip
"""Places of the probes whose word touches another one, so that no marking stands there."""


@pytest.mark.parametrize("make", PROBES, ids=lambda made: made.__name__)
def test_every_text_that_is_read_is_looked_at(make):
    probe = make()
    reading = LocalReader(Limits(), parse).read(Document("", probe.content, file_name=probe.name), Budget.unlimited())
    deaf = set()
    for place, word_there in probe.places.items():
        texts = tuple(
            PartText(text.path, text.where, text.text.replace(word_there, "SECRET//NOFORN"))
            for text in reading.texts
            if word_there in text.text
        )
        if texts and not DETECTOR.detect(texts, Context(), Budget.unlimited()):
            deaf.add(place)
    assert reading.texts
    assert deaf <= JOINED.get(probe.format, set())
