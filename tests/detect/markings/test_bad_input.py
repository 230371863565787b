from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.markings import MarkingDetector
from dlp_service.detect.markings.detector import pieces
from dlp_service.errors import Cancelled
from dlp_service.levels import load_levels
from dlp_service.values import PartText

PLACES = ("subject", "body", "header", "footer", "page_header", "property", "cell", "file_name", "hidden")
BITS = (
    "SECRET", "TOP SECRET", "OFFICIAL", "-", "SENSITIVE", "//", "/", "NOFORN", "(", ")", "[", "]", "S", "C", "U", "TS", "CUI", "NATO", "UK", "REL TO", "USA,", "\n", " ", "  ",
    ">", "&nbsp;", "<br>", "\u200b", "\u2014", "\ud800", "\x00", "S E C R E T", "COSMIC", "Classified By: x", "Declassify On: 1", "WHEN ATTACHED", "SEC=", "TLP:RED", "MSIP_Label_", ":", "SI-G ABCD", "FGI", "JOINT",
    "SAR-X", "EYES ONLY", "RELEASABLE TO", "\u0421\u0415CRET", "is", "this", "?", "\t", ",", "5ECRET", "SAR-", "EMBARGOED UNTIL",
)  # fmt: skip


def detect(text, where="body"):
    detector = MarkingDetector("", {}, load_levels())
    return detector.detect((PartText("1", where, text),), Context(), Budget.unlimited())


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(BITS), max_size=40).map("".join), st.sampled_from(PLACES))
def test_any_heap_of_markings_gives_spans_inside_the_text(text, where):
    for found in detect(text, where):
        assert 0 <= found.start < found.end <= len(text)
        assert 0 <= found.confidence <= 1
        assert found.marking is not None
        assert 0 <= found.marking.ordinal <= 100


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=300), st.sampled_from(PLACES))
def test_any_text_gives_spans_inside_it(text, where):
    for found in detect(text, where):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    "text", ["", "\x00", "\ud800SECRET//NOFORN\udfff", "\ufffe", "\n" * 50, "(" * 5000, "SECRET//" * 4000, "&" * 999]
)
def test_strange_text_is_no_error(text):
    assert isinstance(detect(text), tuple)


def test_a_marking_beside_a_lone_surrogate_is_read():
    assert [found.marking.level for found in detect("\ud800\nSECRET//NOFORN\n") if found.marking] == ["SECRET"]


def test_pieces_cover_the_text_without_overlap():
    text = "a line\n" * 30_000 + "x" * 200_000
    cut = list(pieces(text))
    assert cut[0][0] == 0
    assert cut[-1][1] == len(text)
    assert all(left[1] == right[0] for left, right in pairwise(cut))
    assert [is_last for *_, is_last in cut] == [False] * (len(cut) - 1) + [True]


def test_a_marking_deep_in_a_long_text_is_read():
    text = "Nothing to see here.\n" * 20_000 + "SECRET//NOFORN\n" + "Nothing to see here.\n" * 20_000
    (found,) = detect(text)
    assert text[found.start : found.end] == "SECRET//NOFORN"


def test_a_budget_that_ran_out_gives_what_was_found():
    ticks = iter([0.0, 0.0, 9.0, 9.0, 9.0])
    budget = Budget(deadline=5.0, clock=lambda: next(ticks))
    detector = MarkingDetector("", {}, load_levels())
    parts = tuple(PartText(str(number), "body", "SECRET//NOFORN\n\nText.") for number in range(4))
    with pytest.raises(StageUnfinished) as caught:
        detector.detect(parts, Context(), budget)
    assert [found.path for found in caught.value.findings] == ["0", "1"]


def test_a_cancelled_call_stops():
    budget = Budget()
    budget.cancelled.set()
    with pytest.raises(Cancelled):
        MarkingDetector("", {}, load_levels()).detect((PartText("1", "body", "x"),), Context(), budget)
