"""How much is read of hostile texts, counted and not timed."""

import random

import pytest

from benchmarks.markings import HOSTILE, exponent, hostile, portion_message
from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.markings import MarkingDetector, windows
from dlp_service.detect.markings.blocks import blocks
from dlp_service.detect.markings.detector import pieces
from dlp_service.detect.markings.extents import Extents
from dlp_service.detect.markings.layout import Page
from dlp_service.detect.markings.normalise import normalise
from dlp_service.detect.markings.schemes import shipped
from dlp_service.errors import Cancelled
from dlp_service.levels import load_levels
from dlp_service.values import PartText


def work(text):
    """Return what was read of a text, the readings it gave, and the slices of its way back."""
    seen, readings, slices = windows.Seen(), 0, 0
    for low, high, is_end in pieces(text):
        if seen.windows > windows.MAX_READINGS:
            break
        page = Page(normalise(text[low:high]), "body", is_start=low == 0, is_end=is_end)
        slices += len(page.normalised.starts)
        readings += sum(1 for _ in windows.readings(page, None, seen, Budget.unlimited(), shipped()))
    return seen, readings, slices


@pytest.mark.parametrize("name", [name for name in HOSTILE if name != "different words"])
def test_what_is_repeated_is_read_once(name):
    small, large = hostile(name, 150_000), hostile(name, 600_000)
    (seen, readings, slices), (more_seen, more_readings, more_slices) = work(small), work(large)
    assert slices <= len(small)
    assert more_slices <= len(large)
    assert readings <= len(small) // 6 + 10
    assert more_readings <= 5 * readings + 10
    # Four times the text gives hardly a window more: only where pieces are cut does something new stand.
    assert more_seen.characters <= 2 * seen.characters + 4_000
    assert seen.characters <= 2 * len(small)


def test_windows_of_different_texts_are_bounded():
    seen, _, _ = work(hostile("different words", 300_000))
    assert seen.windows <= windows.MAX_READINGS + 1
    assert seen.characters <= (windows.MAX_READINGS + 1) * (windows.BEFORE + windows.AROUND + 2 * windows.MOST)


def test_paragraph_marks_before_prose_are_read_once_each():
    text = portion_message(random.Random(7))
    work(text)
    seen, readings, _ = work(text)
    assert readings == 61
    assert seen.windows == 1


@pytest.mark.parametrize("name", ["(S)", "entities", "letters apart", "block labels", "octets"])
def test_the_budget_is_looked_at_all_along(name):
    looked = 0

    def clock():
        nonlocal looked
        looked += 1
        return 0.0

    text = hostile(name, 300_000)
    MarkingDetector("", {}, load_levels()).detect((PartText("1", "body", text),), Context(), Budget(1.0, clock=clock))
    assert looked >= len(text) // (2 * windows.STRETCH)


def test_a_call_cancelled_while_blocks_are_read_stops():
    budget = Budget()
    budget.cancelled.set()
    text = hostile("block labels", 10_000)
    page = Page(normalise(text), "body", is_start=True, is_end=True)
    with pytest.raises(Cancelled):
        list(blocks(page, list(range(len(page.starts))), budget))


def test_extents_hold_what_one_of_them_holds():
    chance = random.Random(5)
    given = [(low, low + chance.randrange(40)) for low in chance.choices(range(1_000), k=60)]
    asked = [(low, low + chance.randrange(12)) for low in range(1_050)]
    extents = Extents(given)
    assert [extents.hold(*span) for span in asked] == [
        any(low <= start and end <= high for low, high in given) for start, end in asked
    ]


def test_a_call_cancelled_while_a_text_is_made_plain_stops():
    budget = Budget()
    budget.cancelled.set()
    with pytest.raises(Cancelled):
        normalise("&nbsp;" * 5_000, "body", budget)


@pytest.mark.parametrize(
    "text",
    [
        "<b" * 50_000, "<b " * 50_000, "&" * 100_000, "&amp;" * 20_000, "=" * 100_000, "=?" * 50_000, "=?a?q?" * 20_000, "=?utf-8?b?" + "A" * 100_000, "\\" * 100_000, "{\\rtf1" + "{" * 100_000, "\u202e" * 50_000,
        "\u202e" + "A" * 100_000, "*" * 100_000, "A*" * 50_000, "\x08" * 100_000, "S " * 50_000, "S-" * 50_000, "SECRET" * 20_000, "SS" * 50_000, "PROT?G" * 20_000, "\u00c3" * 100_000, ">" * 100_000, "> " * 50_000,
        "(" * 50_000 + "S" + ")" * 50_000, "[[" * 50_000, "A" * 1_000_000, "\n" * 100_000, "SEC RET " * 20_000, "OFF|" * 30_000,
    ],
)  # fmt: skip
def test_long_and_deep_texts_are_read_to_the_end_or_reported(text):
    detector = MarkingDetector("", {}, load_levels())
    try:
        found = detector.detect((PartText("1", "body", f"SECRET//NOFORN\n\n{text}"),), Context(), Budget.unlimited())
    except StageUnfinished as error:
        found = error.findings
    assert any(item.start == 0 for item in found)


def test_the_exponent_of_a_square_is_two():
    assert exponent([1, 2, 4], [5, 20, 80]) == 2.0
