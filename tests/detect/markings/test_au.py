import pytest

from tests.detect.markings.read import markings, mentions

TEXT = "\n\nThe meeting is on Friday.\n"


@pytest.mark.parametrize(
    ("line", "level", "caveats"),
    [
        ("OFFICIAL: Sensitive", "OFFICIAL: Sensitive", ()),
        ("OFFICIAL:Sensitive", "OFFICIAL: Sensitive", ()),
        ("OFFICIAL: Senstive", "OFFICIAL: Sensitive", ()),
        ("OFFICIAL: Sensitive//Personal-Privacy", "OFFICIAL: Sensitive", ("PERSONAL-PRIVACY",)),
        ("OFFICIAL: Sensitive, Legal privilege", "OFFICIAL: Sensitive", ("LEGAL-PRIVILEGE",)),
        ("OFFICIAL: SENSITIVE//LEGISLATIVE SECRECY", "OFFICIAL: Sensitive", ("LEGISLATIVE-SECRECY",)),
        ("OFFICIAL: Sensitive – NSW Government", "OFFICIAL: Sensitive", ("NSW GOVERNMENT",)),
        ("PROTECTED", "PROTECTED", ()),
        ("PROTECTED//CABINET", "PROTECTED", ("SH:CABINET",)),
        ("PROTECTED NATIONAL CABINET", "PROTECTED", ("SH:NATIONAL-CABINET",)),
        ("PROTECTED Sensitive: Cabinet", "PROTECTED", ("SH:CABINET",)),
        ("UNCLASSIFIED, Sensitive: Personal", "OFFICIAL: Sensitive", ("PERSONAL-PRIVACY",)),
        ("SECRET//AUSTEO", "SECRET", ("RI:AUSTEO",)),
        ("SECRET AGAO", "SECRET", ("RI:AGAO",)),
        ("SECRET//REL AUS/CAN/GBR", "SECRET", ("RI:REL AUS/CAN/GBR",)),
        ("SECRET//REL TO AUS, NZL", "SECRET", ("REL TO AUS, NZL",)),
        ("TOP SECRET//KESTREL//AUSTEO", "TOP SECRET", ("C:KESTREL", "RI:AUSTEO")),
        ("TOP SECRET//DELICATE SOURCE//AUSTEO", "TOP SECRET", ("SH:DELICATE-SOURCE", "RI:AUSTEO")),
        ("SECRET//ORCON//AGAO", "SECRET", ("SH:ORCON", "RI:AGAO")),
        ("SECRET//AUSTEO//EXCLUSIVE FOR the Secretary", "SECRET", ("RI:AUSTEO", "SH:EXCLUSIVE-FOR THE SECRETARY")),
        ("SECRET//ACCOUNTABLE MATERIAL", "SECRET", ("SH:ACCOUNTABLE-MATERIAL",)),
        ("OFFICIAL: Sensitive\nLegal privilege", "OFFICIAL: Sensitive", ("LEGAL-PRIVILEGE",)),
        ("TOP SECRET//SI/TK//REL AUS/USA", "TOP SECRET", ("SI", "TK", "RI:REL AUS/USA")),
        ("AUSTEO SECRET", "SECRET", ("RI:AUSTEO",)),
        ("AUS SECRET", "SECRET", ()),
        ("SECRET//FVEY//AUSTEO", "SECRET", ("FVEY", "RI:AUSTEO")),
        ("UNOFFICIAL", "UNOFFICIAL", ()),
    ],
)
def test_text_form(line, level, caveats):
    assert markings(line + TEXT) == [("au", level, caveats, line)]


@pytest.mark.parametrize(
    ("tag", "level", "caveats"),
    [
        ("[SEC=OFFICIAL]", "OFFICIAL", ()),
        ("[SEC=OFFICIAL:Sensitive, ACCESS=Personal-Privacy]", "OFFICIAL: Sensitive", ("PERSONAL-PRIVACY",)),
        ("[ACCESS=Legal-Privilege, SEC=OFFICIAL:Sensitive]", "OFFICIAL: Sensitive", ("LEGAL-PRIVILEGE",)),
        ("[SEC=SECRET, CAVEAT=RI:REL AUS/NZL/GBR]", "SECRET", ("RI:REL AUS/NZL/GBR",)),
        ("[SEC=TOP-SECRET, CAVEAT=C:KESTREL, CAVEAT=RI:AUSTEO]", "TOP SECRET", ("C:KESTREL", "RI:AUSTEO")),
        (
            "[SEC=PROTECTED, CAVEAT=SH:CABINET, EXPIRES=2027-05-11T19:30:00+10:00, DOWNTO=OFFICIAL:Sensitive]",
            "PROTECTED",
            ("SH:CABINET", "EXPIRES 2027-05-11T19:30:00+10:00", "DOWNTO OFFICIAL: Sensitive"),
        ),
        (
            r"[SEC=SECRET, CAVEAT=SH:EXCLUSIVE-FOR Quill\, J, EXPIRES=after the vote, DOWNTO=OFFICIAL]",
            "SECRET",
            ("SH:EXCLUSIVE-FOR QUILL, J", "EXPIRES after the vote", "DOWNTO OFFICIAL"),
        ),
        (r"[SEC=SECRET, CAVEAT=FG:A\\B]", "SECRET", ("FG:A\\B",)),
        ("[SEC=OFFICIAL:Sensitive,\r\n ACCESS=Legal-Privilege]", "OFFICIAL: Sensitive", ("LEGAL-PRIVILEGE",)),
        ("[SEC=UNCLASSIFIED, DLM=Sensitive:Personal]", "OFFICIAL: Sensitive", ("PERSONAL-PRIVACY",)),
        ("[SEC=UNCLASSIFIED, DLM=For-Official-Use-Only]", "FOUO", ()),
        ("[SEC=PROTECTED, DLM=Sensitive:Cabinet]", "PROTECTED", ("SH:CABINET",)),
        ("[DLM=For-Official-Use-Only]", "FOUO", ()),
        ("[DLM=Sensitive:Legal]", "OFFICIAL: Sensitive", ("LEGAL-PRIVILEGE",)),
        ("[SEC=CONFIDENTIAL]", "CONFIDENTIAL", ()),
        ("[SEC=HIGHLY-PROTECTED]", "PROTECTED", ("HIGHLY PROTECTED",)),
        ("[SEC=RESTRICTED]", "PROTECTED", ("RESTRICTED",)),
        ("[SEC=STAFF-IN-CONFIDENCE]", "OFFICIAL: Sensitive", ("STAFF-IN-CONFIDENCE",)),
        ("[SEC=OFFICIAL:Sensitive:Personal]", "OFFICIAL: Sensitive", ("PERSONAL",)),
        ("[sec=official:sensitive]", "OFFICIAL: Sensitive", ()),
        ("[SEC: PROTECTED]", "PROTECTED", ()),
    ],
)
def test_subject_form(tag, level, caveats):
    assert markings(f"Leave roster {tag}", "subject") == [("au", level, caveats, tag)]


def test_a_subject_that_was_cut_keeps_its_level():
    assert markings("Roster [SEC=SECRET, CAVEAT=RI:AUSTEO", "subject") == [
        ("au", "SECRET", ("RI:AUSTEO",), "SEC=SECRET, CAVEAT=RI:AUSTEO")
    ]


def test_each_marking_of_a_subject_counts():
    found = markings("Re: roster [SEC=OFFICIAL] [SEC=PROTECTED, CAVEAT=SH:CABINET]", "subject")
    assert [(level, caveats) for _, level, caveats, _ in found] == [("PROTECTED", ("SH:CABINET",)), ("OFFICIAL", ())]


def test_paragraph_marks_of_one_letter_belong_to_the_nation_of_the_others():
    text = "PROTECTED\n\n(O) One.\n(O:S) Two.\n(P) Three.\n(S) Four.\n\nPROTECTED"
    assert {(scheme, level) for scheme, level, _, _ in markings(text)} == {
        ("au", "PROTECTED"),
        ("au", "OFFICIAL: Sensitive"),
        ("au", "OFFICIAL"),
        ("au", "SECRET"),
    }


@pytest.mark.parametrize(
    "text",
    ["Best regards\n(O) 555 0100\n(C) 555 0101", "(O) one thing\n(P) another", "(C) Carrots\n(P) Peas\n(S) Spinach"],
)
def test_letters_alone_are_no_paragraph_marks(text):
    assert markings(text) == []


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("OFFICIAL: SENSITIVE", "uk"),
        ("TOP SECRET//SI//ORCON//REL TO USA, AUS", "us"),
        ("SECRET//REL TO USA, AUS", "us"),
        ("SECRET", "any"),
    ],
)
def test_shared_levels_need_an_australian_control(text, scheme):
    assert [found[0] for found in markings(text + TEXT)] == [scheme]


@pytest.mark.parametrize(
    "text", ["PROTECTED AREA: no fires", "UNOFFICIAL GUIDE TO THE FESTIVAL", "The SEC= parameter is 5"]
)
def test_ordinary_words_are_no_markings(text):
    assert markings(text + TEXT) == []


def test_unofficial_marks_need_other_marks_beside_them():
    assert {level for _, level, _, _ in markings("(UO) Lunch.\n(O) Meeting.\n(P) Tender.")} == {
        "UNOFFICIAL",
        "OFFICIAL",
        "PROTECTED",
    }
    assert markings("(UO) Lunch.\n") == []


@pytest.mark.parametrize(
    "subject",
    [
        "Is this [SEC=PROTECTED] or not?",
        "How to use [SEC=OFFICIAL] tags",
        "[SEC=OFFICIAL] and [SEC=PROTECTED] explained",
    ],
)
def test_a_subject_about_a_tag_is_no_marking(subject):
    assert markings(subject, "subject") == []
    assert mentions(subject, "subject")


def test_a_tag_leads_a_subject_that_names_other_levels():
    subject = "[SEC=OFFICIAL] New rules for PROTECTED and SECRET printing"
    assert [level for _, level, _, _ in markings(subject, "subject")] == ["OFFICIAL"]
    assert set(mentions(subject, "subject")) == {"PROTECTED", "SECRET"}
