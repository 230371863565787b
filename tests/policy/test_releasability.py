"""Caveats to readers: the nations and communities that a marking admits."""

import pytest

from dlp_service.errors import ConfigError
from dlp_service.policy.releasability import DATA, load_nations
from dlp_service.values import Marking

TABLE = load_nations()
FIVE = {"AUS", "CAN", "GBR", "NZL", "USA"}


def admitted(scheme, *caveats, ordinal=80, level="SECRET", communities=()):
    """Return which of some nations (and an unknown one, as `?`) may read a marking."""
    found = TABLE.restrictions(Marking(scheme, level, ordinal, caveats))
    nations = ("AUS", "CAN", "CHE", "DEU", "FRA", "GBR", "NLD", "NZL", "SWE", "USA", "RUS", "")
    return {nation or "?" for nation in nations if all(TABLE.admits(item, nation, communities) for item in found)}


@pytest.mark.parametrize(
    ("scheme", "caveats", "readers"),
    [
        ("uk", ("UK EYES ONLY",), {"GBR"}),
        ("uk", ("UK/US EYES ONLY",), {"GBR", "USA"}),
        ("uk", ("UK / US EYES ONLY",), {"GBR", "USA"}),
        ("uk", ("FIVE EYES ONLY",), FIVE),
        ("uk", ("AUSCANNZUKUS EYES ONLY",), FIVE),
        ("uk", ("CANUKUS EYES ONLY",), {"CAN", "GBR", "USA"}),
        ("uk", ("UK EYES ALPHA",), {"GBR"}),
        ("uk", ("REL EU",), {"GBR", "DEU", "FRA", "NLD", "SWE"}),
        ("uk", ("REL-EU",), {"GBR", "DEU", "FRA", "NLD", "SWE"}),
        ("us", ("NOFORN",), {"USA"}),
        ("us", ("SBU NOFORN",), {"USA"}),
        ("us-cui", ("LES NOFORN",), {"USA"}),
        ("us", ("REL TO USA, GBR",), {"USA", "GBR"}),
        ("us", ("REL TO USA, FVEY",), FIVE),
        ("us", ("REL TO USA, ACGU",), FIVE - {"NZL"}),
        ("us", ("REL TO USA, TEYE",), {"AUS", "GBR", "USA"}),
        ("us", ("REL TO USA, AUSTRALIA AND NEW ZEALAND",), {"USA", "AUS", "NZL"}),
        ("us", ("REL TO USA, NATO", "NOFORN"), {"USA"}),
        ("us", ("REL TO USA, GBR", "REL TO USA, CAN"), {"USA"}),
        ("us", ("REL TO USA, NATO",), {"USA", "CAN", "DEU", "FRA", "GBR", "NLD", "SWE"}),
        ("us", ("USA/GBR EYES ONLY",), {"USA", "GBR"}),
        ("us", ("RD",), {"USA"}),
        ("us", ("RD-CNWDI", "REL TO USA, GBR"), {"USA", "GBR"}),
        ("us", ("JOINT CAN GBR USA",), {"CAN", "GBR", "USA"}),
        ("us", ("JOINT CAN GBR USA", "REL TO USA, FVEY"), FIVE),
        ("us", ("DISPLAY ONLY DEU",), {"USA"}),
        ("us", ("DISPLAY ONLY DEU", "REL TO USA, GBR"), {"USA", "GBR"}),
        ("us-cui", ("FED ONLY",), {"USA"}),
        ("au", ("RI:AUSTEO",), {"AUS"}),
        ("au", ("RI:AGAO",), {"AUS"}),
        ("au", ("RI:REL AUS/CAN",), {"AUS", "CAN"}),
        ("nz", ("NZEO",), {"NZL"}),
        ("nz", ("REL TO NZL, GBR",), {"NZL", "GBR"}),
        ("ca", ("CANADIAN EYES ONLY",), {"CAN"}),
        ("fr", ("SPECIAL FRANCE",), {"FRA"}),
        ("eu", ("RELEASABLE TO SWITZERLAND",), {"CHE", "DEU", "FRA", "NLD", "SWE"}),
    ],
)
def test_a_caveat_admits_exactly_its_readers(scheme, caveats, readers):
    assert admitted(scheme, *caveats) == readers


@pytest.mark.parametrize(
    "caveat",
    [
        *("RECIPIENTS ONLY", "COMMERCIAL", "HMG USE ONLY", "STAFF", "DL ONLY", "CHAIR EYES ONLY", "UK PREFIX", "ORCON"),
        *("SI", "SI-G ABCD", "FGI DEU GBR", "RELIDO", "CODEWORD RELAY", "SH:CABINET", "WHEN ATTACHED", "ATOMAL"),
    ],
)
def test_handling_caveats_and_codewords_exclude_nobody(caveat):
    assert TABLE.restrictions(Marking("uk", "SECRET", 80, (caveat,))) == ()


def test_nato_markings_need_a_member_or_a_release():
    members = {"CAN", "DEU", "FRA", "GBR", "NLD", "SWE", "USA"}
    assert admitted("nato", level="NATO SECRET") == members
    assert admitted("nato", "RELEASABLE TO AUSTRALIA", level="NATO SECRET") == members | {"AUS"}
    assert admitted("nato", "ATOMAL", level="COSMIC TOP SECRET", ordinal=100) == members
    assert admitted("nato", "SWE, DEU, NATO ONLY", level="NATO SECRET") == members


def test_nato_unclassified_goes_where_official_goes():
    assert TABLE.restrictions(Marking("nato", "NATO UNCLASSIFIED", 10)) == ()


@pytest.mark.parametrize(
    ("communities", "caveat", "is_admitted"),
    [
        (("FVEY",), "FIVE EYES ONLY", True),
        (("fvey",), "FIVE EYES ONLY", True),
        (("FVEY",), "REL TO USA, AUS, CAN, GBR, NZL", True),
        (("FVEY",), "REL TO USA, GBR", False),
        (("NATO",), "REL TO USA, NATO", True),
        (("NATO",), "REL TO USA, FVEY", False),
        (("ISAF",), "REL TO USA, ISAF", True),
        (("ISAF",), "REL TO USA, NATO", False),
        ((), "REL TO USA, ISAF", False),
    ],
)
def test_a_body_without_a_nation_is_judged_by_its_communities(communities, caveat, is_admitted):
    (restriction,) = TABLE.restrictions(Marking("us", "SECRET", 80, (caveat,)))
    assert TABLE.admits(restriction, "", communities) is is_admitted


def test_the_table_has_the_members_of_2024():
    assert len(TABLE.communities["NATO"]) == 32
    assert len(TABLE.communities["EU"]) == 27
    assert TABLE.communities["FVEY"] == FIVE


def test_nations_go_by_code_or_name():
    nations, communities = TABLE.readers("DEU; uk / Republic of Korea, Bosnia and Herzegovina & U.S.")
    assert nations == {"DEU", "GBR", "KOR", "BIH", "USA"}
    assert communities == frozenset()


def test_no_word_stands_for_two_nations():
    words = [word for line in DATA.read_text().partition("[nations]")[2].splitlines() for word in line.split('"')[1::2]]
    assert len(words) == len(set(words)) > 500


@pytest.mark.parametrize(
    "text",
    ['[communities]\nNATO = ["ZZZ"]\n[nations]\nGBR = ["GB"]', "[nations]\nGBR = []", "[notions]\n", "x"],
)
def test_a_broken_table_is_refused(tmp_path, text):
    path = tmp_path / "nations.toml"
    path.write_text(text)
    with pytest.raises(ConfigError):
        load_nations(path)
