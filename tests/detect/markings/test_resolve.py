from dlp_service.detect.markings.resolve import ordinal
from dlp_service.levels import load_levels
from tests.detect.markings.read import findings, markings

LEVELS = load_levels()


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


def test_a_codeword_is_masked_in_what_others_see():
    (found,) = findings("UK SECRET - BRAMBLE - UK EYES ONLY\n\nText.")
    assert found.marking is not None
    assert "CODEWORD BRAMBLE" in found.marking.caveats
    assert "BRAMBLE" not in found.masked_quote
    assert "BRAMBLE" not in found.detail
