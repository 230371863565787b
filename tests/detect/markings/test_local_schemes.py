"""A scheme that an organisation describes as data is read like one that ships."""

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.markings import MarkingDetector
from dlp_service.levels import load_levels
from dlp_service.scheme_tables import Level, SchemeTable
from dlp_service.values import PartText

HARBOUR = SchemeTable(
    "harbour",
    (
        Level("HARBOUR INNER", ("HARBOUR INNER", "HRBR-INNER"), 42, "uk/OFFICIAL-SENSITIVE"),
        Level("KEEP", ("KEEP",), 80, is_ordinary=True),
        Level("H3", ("H3",), 90),
    ),
    {"PILOTS ONLY": ("PILOTS ONLY",)},
)
LEVELS = load_levels().with_scheme(HARBOUR.name, HARBOUR.ordinals, HARBOUR.equal)


def read(text, where="body"):
    detector = MarkingDetector("GBR", {}, LEVELS, (HARBOUR,))
    found = detector.detect((PartText("1", where, text),), Context(), Budget.unlimited())
    return [
        (f.marking.scheme, f.marking.level, f.marking.ordinal, *f.marking.caveats)
        for f in found
        if not f.marking.is_mention
    ]


def test_levels_spellings_and_caveats_of_a_local_scheme():
    assert read("HARBOUR INNER - PILOTS ONLY\n\nText.") == [("harbour", "HARBOUR INNER", 42, "PILOTS ONLY")]
    assert read("Tides [HRBR-INNER]", "subject") == [("harbour", "HARBOUR INNER", 42)]
    assert read("H3\n\nText.") == [("harbour", "H3", 90)]


def test_an_ordinary_word_needs_the_place_of_a_marking():
    assert read("KEEP\n\nText.") == [("harbour", "KEEP", 80)]
    assert read("Please KEEP the receipts.") == []


def test_the_schemes_that_ship_are_read_beside_it():
    assert read("OFFICIAL-SENSITIVE\n\nText.") == [("uk", "OFFICIAL-SENSITIVE", 40)]


def test_without_the_table_nothing_of_it_is_read():
    detector = MarkingDetector("GBR", {}, load_levels())
    assert detector.detect((PartText("1", "body", "HARBOUR INNER\n\nText."),), Context(), Budget.unlimited()) == ()
