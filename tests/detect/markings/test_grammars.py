import pytest

from dlp_service.detect.markings.schemes import shipped


def read(text):
    """Return (scheme, level, caveats) of everything the grammars read, wherever it stands."""
    return [(r.scheme, r.level, r.caveats) for r in shipped().readings(shipped().tokens(text), len(text) + 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OFFICIAL-SENSITIVE", ("uk", "OFFICIAL-SENSITIVE", ())),
        ("official - sensitive", ("uk", "OFFICIAL-SENSITIVE", ())),
        ("UK SECRET - BRAMBLE - UK EYES ONLY", ("uk", "SECRET", ("UK PREFIX", "CODEWORD BRAMBLE", "UK EYES ONLY"))),
        ("OFFICIAL-SENSITIVE - NHS USE ONLY - HR", ("uk", "OFFICIAL-SENSITIVE", ("NHS USE ONLY", "HR"))),
        ("PROTECT - STAFF", ("uk", "PROTECT", ("STAFF",))),
        ("OFFICIAL - FOR PUBLIC RELEASE", ("uk", "OFFICIAL", ("FOR PUBLIC RELEASE",))),
    ],
)
def test_uk(text, expected):
    assert read(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TOP SECRET//SI-G ABCD/TK//NOFORN", ("us", "TOP SECRET", ("SI-G ABCD", "TK", "NOFORN"))),
        ("SECRET//REL TO USA, GBR", ("us", "SECRET", ("REL TO USA, GBR",))),
        ("//JOINT SECRET CAN USA//REL TO USA, CAN", ("us", "SECRET", ("JOINT CAN USA", "REL TO USA, CAN"))),
        ("SECRET//SAR-BUTTER POPCORN//NOFORN", ("us", "SECRET", ("SAR-BUTTER POPCORN", "NOFORN"))),
        ("CONFIDENTIAL//FRD-SIGMA 14 18//NOFORN", ("us", "CONFIDENTIAL", ("FRD-SIGMA 14 18", "NOFORN"))),
        ("(TS//SI//OC/NF)", ("us", "TOP SECRET", ("SI", "ORCON", "NOFORN"))),
        ("SECRET//NOFORN//20291123", ("us", "SECRET", ("NOFORN",))),
        ("SECRET//USA/GBR EYES ONLY", ("us", "SECRET", ("USA/GBR EYES ONLY",))),
        ("CUI//SP-CTI/PRVCY//FED ONLY", ("us-cui", "CUI", ("SP-CTI", "PRVCY", "FED ONLY"))),
        ("(CUI)", ("us-cui", "CUI", ())),
    ],
)
def test_us(text, expected):
    assert read(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NATO SECRET ATOMAL", ("nato", "NATO SECRET", ("ATOMAL",))),
        ("COSMIC TOP SECRET - BOHEMIA", ("nato", "COSMIC TOP SECRET", ("BOHEMIA",))),
        ("NATO RESTRICTED / DIFFUSION RESTREINTE OTAN", ("nato", "NATO RESTRICTED", ())),
        (
            "NATO UNCLASSIFIED RELEASABLE TO SWEDEN, JAPAN",
            ("nato", "NATO UNCLASSIFIED", ("RELEASABLE TO SWEDEN, JAPAN",)),
        ),
        ("(CTS-A)", ("nato", "COSMIC TOP SECRET", ("ATOMAL",))),
    ],
)
def test_nato(text, expected):
    assert read(text) == [expected]


@pytest.mark.parametrize("unknown", ["ZARF", "XQ-7", "HAZEL NUT"])
def test_an_unknown_control_never_costs_the_level(unknown):
    assert read(f"TOP SECRET//SI/{unknown}//NOFORN") == [("us", "TOP SECRET", ("SI", unknown, "NOFORN"))]


def test_an_unknown_word_after_a_level_leaves_the_level():
    assert read("NATO SECRET WOMBAT") == [("nato", "NATO SECRET", ())]


@pytest.mark.parametrize(
    "damaged",
    ["5ECRET//N0FORN", "S E C R E T // N O F O R N", "SEC RET//NOFORN", "SECREI//NOFRON", "SECRET / / NOFORN"],
)
def test_damage_is_repaired(damaged):
    assert read(damaged) == [("us", "SECRET", ("NOFORN",))]


@pytest.mark.parametrize(
    "word", ["SECRETS", "OFFICIALS", "PROJECT", "SECRETLY", "CONFIDENTIALITY", "CLASSIFIEDS", "OFFICIALDOM"]
)
def test_a_word_of_its_own_is_not_a_misprint_of_a_level(word):
    assert read(word) == []


def test_a_bare_level_word_has_no_scheme():
    assert read("SECRET") == [("any", "SECRET", ())]
