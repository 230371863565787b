"""What holds for every message: more evidence never says less, the order of texts is nothing, and cost grows with length."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp_service.budget import Budget
from dlp_service.detect.people_project import PeopleProjectDetector
from dlp_service.values import Finding, PartText
from tests.detect.people_project.marked import CONTEXT, combine, marked

ROWS = (
    "[Abel Thackray], DV, born 06/01/1982",
    "Cpl [ORR, Bettina]  25629887  berth 12",
    "{CINDERPATH} for [Conrad Iwu] and [Delphine Stark].",
    "[Ezra Millward] - room 14",
    "Detainees, do not forward:",
    "The quiz starts at eight.",
    "NI AR 10 10 10 A for [Gaurav Menon]",
    "Name\tNationality\tPassport",
    "",
    "KALINOWSKI, Pia  28906609",
    "Separately, the invoice for {Tideglass} is late.",
    "[Hanna Quist] (patients: see below)",
)
texts = st.lists(st.sampled_from(ROWS), min_size=1, max_size=14).map("\n".join)


def strongest(findings):
    """Return the best confidence of each kind."""
    found = {}
    for finding in findings:
        found[finding.info_type] = max(found.get(finding.info_type, 0.0), finding.confidence)
    return found


def says_no_less(more, less):
    after, before = strongest(more), strongest(less)
    return all(after.get(kind, 0.0) >= confidence - 0.002 for kind, confidence in before.items())


@settings(deadline=None, max_examples=150)
@given(texts, st.data())
def test_another_person_removes_no_finding_and_lowers_no_confidence(text, data):
    part = marked(text)
    starts = [line for line in range(len(part[0].text)) if line == 0 or part[0].text[line - 1] == "\n"]
    start = data.draw(st.sampled_from(starts or [0]))
    end = min(start + 3, len(part[0].text))
    if end == start or "\n" in part[0].text[start:end]:
        return
    person = Finding("PERSON_NAME", "names", 0.97, "1", "body", start, end, value="someone new")
    assert says_no_less(combine([part], extra=[person]), combine([part]))


@settings(deadline=None, max_examples=100)
@given(texts, st.integers(0, 300))
def test_another_term_removes_no_finding_and_lowers_no_confidence(text, at):
    part = marked(text)
    start = min(at, max(0, len(part[0].text) - 1))
    term = Finding("PROJECT_TERM", "terms", 0.99, "1", "body", start, start + 1, weight=0.9, value="another")
    assert says_no_less(combine([part], extra=[term]), combine([part]))


@settings(deadline=None, max_examples=100)
@given(texts, st.integers(0, 300))
def test_another_identifier_removes_no_finding_and_lowers_no_confidence(text, at):
    part = marked(text)
    start = min(at, max(0, len(part[0].text) - 1))
    number = Finding("PASSPORT_NUMBER", "identifiers", 0.95, "1", "body", start, start + 1, value="another")
    assert says_no_less(combine([part], extra=[number]), combine([part]))


@settings(deadline=None, max_examples=60)
@given(st.lists(texts, min_size=2, max_size=3), st.randoms())
def test_the_order_of_texts_does_not_matter(bodies, chance):
    parts = [marked(text, f"2/{number}.docx") for number, text in enumerate(bodies)]
    shuffled = list(parts)
    chance.shuffle(shuffled)
    assert strongest(combine(shuffled)) == strongest(combine(parts))


def calls(part, findings):
    """Count the calls of functions while a text is read: what it costs, without a clock."""
    count = 0

    def note(_frame, event, _argument):
        nonlocal count
        count += event in {"call", "c_call"}

    detector, budget = PeopleProjectDetector(), Budget.unlimited()
    sys.setprofile(note)
    try:
        detector.combine((part,), tuple(findings), CONTEXT, budget)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "12345678 ", "patients ", "DV ", "Service No\t", "RANK NAME DOB\n", "O+ ", "\n\n", "a\n\n", "née", "Xx Yy 12345678\n",
        "A1 = Aaa Bbb\n", "On Monday, Bob wrote:\n", "From: a\nTo: b\n", "[Abel Thackray] {CINDERPATH} ", "[Abel Thackray]\t12345678\n",
        "{CINDERPATH}, ", "[Abel Thackray] ", "Cpl [ORR, Bettina]  25629887\n", "asylum [Abel Thackray]\n",
    ],
)  # fmt: skip
def test_the_work_grows_no_faster_than_the_text(piece):
    first = "[Abel Thackray], [Bettina Orr]\n"
    sizes = [calls(*marked(first + piece * number)) for number in (500, 1000, 2000)]
    assert sizes[2] - sizes[1] <= 2.5 * max(sizes[1] - sizes[0], 200)


def test_nothing_in_particular_is_read_in_a_text_without_particulars():
    text, findings = marked("[Abel Thackray] and [Bettina Orr] met for a walk along the river today.\n" * 70)
    assert calls(text, findings) <= 12 * len(findings) + 200


def test_an_empty_text_and_no_findings_give_nothing():
    assert combine([(PartText("1", "body", ""), [])]) == ()
