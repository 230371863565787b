from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.markings import MarkingDetector
from dlp_service.levels import load_levels
from dlp_service.values import PartText
from tests.detect.markings.read import markings

GUID = "11111111-2222-3333-4444-555555555555"


def test_a_label_keeps_its_own_name():
    text = f"MSIP_Label_{GUID}_Name=Internal Only;"
    assert markings(text, "header") == [("label", "Internal Only", (), text[:-1])]


def test_a_declared_guid_is_the_level_it_was_declared_to_be():
    detector = MarkingDetector("", {GUID: ("uk", "OFFICIAL-SENSITIVE")}, load_levels())
    part = PartText("1", "property", f"MSIP_Label_{GUID}_Enabled=true")
    (found,) = detector.detect((part,), Context(), Budget.unlimited())
    assert found.marking is not None
    assert (found.marking.scheme, found.marking.level, found.marking.ordinal) == ("uk", "OFFICIAL-SENSITIVE", 40)


def test_what_a_label_shows_is_read_by_the_grammars():
    assert markings('SIO-Label: marking="NATO SECRET"; label="AA=="', "header") == [
        ("nato", "NATO SECRET", (), 'marking="NATO SECRET"')
    ]


def test_an_authority_block_counts_where_no_banner_names_the_level():
    block = "Classified By: A. Clerk\nReason: 1.4(c)\nDeclassify On: 20501231"
    assert markings(block)[0][:2] == ("us", "CLASSIFIED")
    assert [level for _, level, _, _ in markings(f"SECRET//NOFORN\n\n{block}")] == ["SECRET"]


def test_an_empty_authority_block_says_nothing():
    assert markings("Classified By:\nDerived From:\nDeclassify On:\n") == []
