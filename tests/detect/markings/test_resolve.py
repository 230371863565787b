import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp_service.detect.markings.resolve import ordinal
from dlp_service.levels import load_levels
from tests.detect.markings.read import findings, markings

LEVELS = load_levels()
CAVEATS = (
    *("NOFORN", "UK EYES ONLY", "ORCON", "SI", "TK", "CODEWORD RELAY", "ATOMAL", "RD", "FOUO", "CUI", "SP-CTI"),
    *("COMMERCIAL", "EMBARGOED", "EXPIRES 2020-01-01", "DOWNTO OFFICIAL", "RELIDO", "REL TO USA, GBR"),
)


def test_the_highest_marking_comes_first():
    assert [level for _, level, _, _ in markings("(U) a.\n(S//NF) b.\n(C) c.")] == [
        "SECRET",
        "CONFIDENTIAL",
        "UNCLASSIFIED",
    ]


def test_a_bare_word_takes_the_scheme_of_the_structure_around_it():
    assert markings("SECRET\n\n(S//NF) One.\n(U) Two.")[1][0] == "us"


def test_a_bare_word_takes_the_senders_nation():
    assert [markings("SECRET\n\nText.", nation=nation)[0][0] for nation in ("GBR", "USA", "NZL", "")] == [
        "uk",
        "us",
        "nz",
        "any",
    ]


def test_a_nation_that_does_not_use_the_word_does_not_claim_it():
    assert markings("RESTRICTED\n\nText.", nation="CAN")[0][0] == "any"


def test_each_distinct_marking_is_one_finding():
    assert len(markings("SECRET//NOFORN\n\nText.\n\nSECRET//NOFORN")) == 1


def test_caveats_raise_the_ordinal_within_bounds():
    assert ordinal("us", "SECRET", ("NOFORN", "ORCON"), LEVELS) == 88
    assert ordinal("us", "TOP SECRET", ("SI", "NOFORN"), LEVELS) == 100
    assert ordinal("us", "CONFIDENTIAL", ("SI",), LEVELS) == 80
    assert ordinal("uk", "OFFICIAL", ("FOR PUBLIC RELEASE",), LEVELS) == 0
    assert ordinal("us", "UNCLASSIFIED", ("FOUO",), LEVELS) == 30


@pytest.mark.parametrize(
    ("scheme", "level", "caveats", "expected"),
    [
        # eyes-only and its equals: five more, once
        ("us", "SECRET", ("NOFORN",), 85),
        ("us", "SBU", ("SBU NOFORN",), 35),
        ("us", "LES", ("LES NOFORN",), 40),
        ("uk", "OFFICIAL-SENSITIVE", ("UK EYES ONLY",), 45),
        ("uk", "SECRET", ("UK/US EYES ONLY",), 85),
        ("uk", "SECRET", ("FIVE EYES ONLY", "UK EYES ALPHA"), 85),
        ("ca", "PROTECTED B", ("CANADIAN EYES ONLY",), 55),
        ("nz", "RESTRICTED", ("NZEO",), 50),
        ("au", "PROTECTED", ("RI:AUSTEO",), 60),
        ("au", "PROTECTED", ("RI:AGAO",), 60),
        ("fr", "SECRET", ("SPECIAL FRANCE",), 85),
        # narrow distribution: three more, once
        ("us", "SECRET", ("ORCON",), 83),
        ("us", "SECRET", ("ORCON-USGOV",), 83),
        ("us", "UNCLASSIFIED", ("EXDIS", "NODIS"), 8),
        ("au", "SECRET", ("SH:ORCON",), 83),
        ("uk", "OFFICIAL-SENSITIVE", ("RECIPIENTS ONLY",), 43),
        # compartments, programmes, codewords: five more, and never below 80
        ("us", "CONFIDENTIAL", ("SI",), 80),
        ("us", "SECRET", ("SI-G ABCD",), 85),
        ("us", "SECRET", ("HCS-P", "NOFORN", "ORCON"), 93),
        ("us", "SECRET", ("SAR-BUTTER POPCORN",), 85),
        ("us", "SECRET", ("CODEWORD",), 85),
        ("us", "SECRET", ("KLONDIKE",), 85),
        ("us", "SECRET", ("ENDSEAL",), 85),
        ("us", "TOP SECRET", ("UMBRA",), 100),
        ("us", "SECRET", ("RD-CNWDI",), 85),
        ("uk", "SECRET", ("CODEWORD RELAY",), 85),
        ("uk", "OFFICIAL-SENSITIVE", ("STRAP 1",), 80),
        ("au", "PROTECTED", ("C:RELAY",), 80),
        ("nato", "NATO CONFIDENTIAL", ("ATOMAL",), 80),
        ("nato", "NATO SECRET", ("BOHEMIA",), 85),
        # levels among the caveats, and what is classified by law
        ("us", "UNCLASSIFIED", ("SSI",), 35),
        ("us", "UNCLASSIFIED", ("OUO",), 30),
        ("us", "UNCLASSIFIED", ("CUI", "SP-CTI"), 40),
        ("us", "SECRET", ("CUI", "SP-CTI"), 80),
        ("us-cui", "CUI", ("PRVCY",), 35),
        ("us-cui", "CUI", ("SP-PRVCY",), 40),
        ("us", "CLASSIFIED", (), 60),
        ("us", "CLASSIFIED", ("RD",), 60),
        ("us", "UNCLASSIFIED", ("FRD-SIGMA 14 18",), 60),
        ("us", "SECRET", ("RD",), 80),
        # descriptors, conditions, lists
        ("uk", "OFFICIAL-SENSITIVE", ("COMMERCIAL", "PERSONAL DATA"), 40),
        ("us", "SECRET", ("REL TO USA, GBR", "FGI DEU", "RELIDO", "RSEN"), 80),
        ("au", "PROTECTED", ("EXPIRES 2020-01-01", "DOWNTO OFFICIAL"), 55),
        ("uk", "SECRET", ("EMBARGOED",), 80),
        # released to the public: OFFICIAL only, and no embargo ends by itself
        ("uk", "OFFICIAL", ("FOR PUBLIC RELEASE",), 0),
        ("uk", "OFFICIAL", ("FOR PUBLIC RELEASE", "EMBARGOED"), 15),
        ("uk", "OFFICIAL-SENSITIVE", ("FOR PUBLIC RELEASE",), 40),
        ("uk", "SECRET", ("FOR PUBLIC RELEASE",), 80),
        # never above the top
        ("us", "TOP SECRET", ("SI", "NOFORN", "ORCON"), 100),
    ],
)
def test_what_a_caveat_adds(scheme, level, caveats, expected):
    assert ordinal(scheme, level, caveats, LEVELS) == expected


@given(
    st.sampled_from(sorted(LEVELS.ordinals)), st.lists(st.sampled_from(CAVEATS), max_size=5), st.sampled_from(CAVEATS)
)
def test_another_caveat_never_lowers_the_ordinal(level, caveats, added):
    before, after = ordinal(*level, tuple(caveats), LEVELS), ordinal(*level, (*caveats, added), LEVELS)
    assert LEVELS.ordinals[level] <= before <= after <= 100


def test_a_codeword_is_masked_in_what_others_see():
    (found,) = findings("UK SECRET - BRAMBLE - UK EYES ONLY\n\nText.")
    assert found.marking is not None
    assert "CODEWORD BRAMBLE" in found.marking.caveats
    assert "BRAMBLE" not in found.masked_quote
    assert "BRAMBLE" not in found.detail
