from datetime import date

import pytest

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.terms.detector import TermDetector
from dlp_service.organisation import Term
from dlp_service.values import Disclose, PartText

TERMS = (
    Term("CINDERPATH", 0.9, owner="owner@example.org", variants=("Cinder Path",)),
    Term("ORCHID LANTERN", 0.9, variants=("O/LANTERN",), disclose=Disclose.OWNER),
    Term("Hangar 9", 0.3, variants=("H9",)),
    Term("GREYHOUND", 0.8, valid_until=date(2026, 3, 1)),
    Term("Blue", 0.2),
    Term("Blue Moon", 0.7),
    Term("Москва-5", 0.5),
)
DETECTOR = TermDetector(TERMS)


def found(text, today=date(2026, 11, 1)):
    texts = (PartText("1", "body", text),)
    findings = DETECTOR.detect(texts, Context(today=today), Budget.unlimited())
    return [(text[f.start : f.end], f.value) for f in findings]


@pytest.mark.parametrize(
    "text",
    ["CINDERPATH", "cinder path", "CINDER-PATH's", "Cinder\u2011Path", "c i n d e r p a t h", "(cinder_path)", "cin\u00addp".replace("\u00addp", "\u00adderpath"), "ＣＩＮＤＥＲＰＡＴＨ", "\u0421INDERPATH", "cinder\npath", "CINDERPATH2", "cinderpaths"],
)  # fmt: skip
def test_a_term_is_found_in_any_spelling(text):
    assert [value for _, value in found(text)] == ["CINDERPATH"]


@pytest.mark.parametrize(
    "text", ["xcinderpath", "KH9", "H90", "H 9", "hangar 90", "jack o lantern", "orchid\n\nlantern", "orchid\tlantern", "orchid, lantern"]
)  # fmt: skip
def test_parts_of_words_and_words_apart_are_no_term(text):
    assert found(text) == []


def test_spans_show_the_text_as_it_was_written():
    assert found("at Hangar\u00a09 (H9), O/Lantern") == [
        ("Hangar\u00a09", "Hangar 9"),
        ("H9", "Hangar 9"),
        ("O/Lantern", "ORCHID LANTERN"),
    ]


def test_the_longest_of_overlapping_terms_stays():
    assert found("a blue moon") == [("blue moon", "Blue Moon")]


def test_other_scripts_are_terms_too():
    assert found("отчёт МОСКВА 5 готов") == [("МОСКВА 5", "Москва-5")]


def test_an_expired_term_is_silent_from_the_next_day():
    assert found("greyhound", today=date(2026, 3, 1)) == [("greyhound", "GREYHOUND")]
    assert found("greyhound", today=date(2026, 3, 2)) == []


def test_a_finding_carries_weight_owner_and_disclosure_but_no_text():
    text = PartText("1.2/a.csv", "cell", "x\tOrchid Lantern")
    (finding,) = DETECTOR.detect((text,), Context(), Budget.unlimited())
    assert (finding.info_type, finding.weight, finding.disclose) == ("PROJECT_TERM", 0.9, Disclose.OWNER)
    assert finding.masked_quote == "O***** L******"
    assert "rchid" not in finding.detail


def test_a_term_across_the_cut_of_two_pieces_is_found_once():
    text = "a" * 65_530 + " CINDERPATH " + "b" * 70_000
    assert len(found(text)) == 1
    text = "a" * 65_000 + " " + "c" * 530 + " cinder path " + "d" * 70_000
    assert len(found(text)) == 1


def test_no_terms_find_nothing():
    assert TermDetector(()).detect((PartText("1", "body", "x"),), Context(), Budget.unlimited()) == ()


def test_at_the_deadline_the_findings_so_far_are_kept():
    ticks = iter([0.0, 0.0, 0.0, 9.0, 9.0])
    budget = Budget.of(5.0, clock=lambda: next(ticks, 9.0))
    texts = tuple(PartText(str(n), "body", "CINDERPATH") for n in range(5))
    with pytest.raises(StageUnfinished) as caught:
        DETECTOR.detect(texts, Context(), budget)
    assert 0 < len(caught.value.findings) < 5


def test_a_text_of_nothing_but_terms_is_read_to_the_cap_which_is_said():
    text = "CINDERPATH " * 20_000
    with pytest.raises(StageUnfinished, match="more than 10000 places") as stopped:
        TermDetector((Term("CINDERPATH", 0.9),)).detect((PartText("1", "body", text),), Context(), Budget.unlimited())
    assert 10_000 < len(stopped.value.findings) < 20_000
