"""Caveats to readers: the nations and communities that a marking admits."""

import pytest

from dlp_service.errors import ConfigError
from dlp_service.policy.nations import Names
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
        *("RECIPIENTS ONLY", "COMMERCIAL", "STAFF", "DL ONLY", "CHAIR EYES ONLY", "UK PREFIX", "ORCON", "IT ONLY"),
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


def test_an_only_list_that_names_nato_adds_to_the_members():
    members = {"CAN", "DEU", "FRA", "GBR", "NLD", "SWE", "USA"}
    assert admitted("nato", "AUSTRALIA, SWEDEN, NATO ONLY", level="NATO SECRET") == members | {"AUS"}
    assert admitted("nato", "GBR, USA ONLY", level="NATO SECRET") == {"GBR", "USA"}
    assert admitted("nato", "UK EYES ONLY", "RELEASABLE TO AUSTRALIA", level="NATO SECRET") == {"GBR"}


def test_a_list_on_nato_unclassified_takes_nothing_from_the_members():
    found = admitted("nato", "RELEASABLE TO AUSTRALIA", level="NATO UNCLASSIFIED", ordinal=10)
    assert found == {"AUS", "CAN", "DEU", "FRA", "GBR", "NLD", "SWE", "USA"}


def test_an_eyes_only_caveat_does_not_make_its_nation_a_reader_of_the_eu():
    assert admitted("eu", "UK EYES ONLY", level="EU SECRET") == set()


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


@pytest.mark.parametrize(
    ("text", "nations"),
    [
        ("Korea, Republic of", {"KOR"}),
        ("NORTH KOREA, KOREA, DEMOCRATIC PEOPLE'S REPUBLIC OF", {"PRK"}),
        ("GUINEA-BISSAU, GUINEA", {"GNB", "GIN"}),
        ("GBR-USA", {"GBR", "USA"}),
        ("USA, AND", {"USA", "AND"}),
        ("USA AND GBR", {"USA", "GBR"}),
        ("COCOS (KEELING) ISLANDS", {"CCK"}),
    ],
)
def test_names_with_signs_in_them_are_read_whole(text, nations):
    assert TABLE.readers(text) == (nations, frozenset())


class Counting(dict):
    """A table of words that counts how often it is asked."""

    asked = 0

    def __contains__(self, key):
        self.asked += 1
        return super().__contains__(key)


@pytest.mark.parametrize("sign", [" ", ", ", "/", " AND "])
@pytest.mark.parametrize("name", ["DEU", "BOSNIA AND HERZEGOVINA", "KOREA", "NOWHERE", "X-Y-Z"])
def test_a_long_list_costs_as_much_as_its_words(sign, name):
    asked = []
    for length in (1_000, 2_000):
        words = Counting(TABLE.names.words)
        names = Names(TABLE.communities, words)
        names.readers(sign.join([name] * length))
        asked.append(words.asked)
    assert 0 < asked[1] <= 2 * asked[0] + 20
    assert asked[0] <= 1_000 * 24


@pytest.mark.parametrize(
    "form", ["REL TO USA, {}", "JOINT {}", "{} EYES ONLY", "{} ONLY", "{} USE ONLY", "RELEASABLE TO {}"]
)
def test_a_list_of_a_thousand_nations_is_read_and_shown_short(form):
    caveat = form.format(", ".join(["DEU", "FRA"] * 500))
    (restriction,) = TABLE.restrictions(Marking("us", "SECRET", 80, (caveat,)))
    assert {"DEU", "FRA"} <= restriction.nations
    assert len(restriction.shown) <= 80


@pytest.mark.parametrize(
    "caveat", ["", " ", "REL TO", "REL TO ,", "ONLY", "EYES ONLY", "USE ONLY", "JOINT", "REL TO \ud800", "-" * 5_000]
)
def test_no_caveat_breaks_the_reading(caveat):
    for scheme in ("uk", "us", "nato", "any", "harbour"):
        assert isinstance(TABLE.restrictions(Marking(scheme, "SECRET", 80, (caveat,))), tuple)


def test_a_paragraphs_bare_rel_means_the_list_of_the_banner():
    banner, portion = Marking("us", "SECRET", 80, ("REL TO USA, GBR",)), Marking("us", "SECRET", 80, ("REL",))
    assert TABLE.all_restrictions([banner, portion]) == TABLE.restrictions(banner)
    assert TABLE.all_restrictions([portion]) == TABLE.restrictions(portion)
    british = Marking("uk", "SECRET", 80, ("REL EU",))
    assert {item.caveat for item in TABLE.all_restrictions([british, portion])} == {"REL EU", "REL"}


def test_a_codeword_is_not_shown_with_the_nations_beside_it():
    (restriction,) = TABLE.restrictions(Marking("any", "SECRET", 80, ("UK RELAY EYES ONLY",)))
    assert restriction.shown == "GBR/… EYES ONLY"


def test_a_list_of_a_scheme_of_ones_own_admits_our_own_people():
    (restriction,) = TABLE.restrictions(Marking("harbour", "HARBOUR INNER", 42, ("RELEASABLE TO NORWAY",)))
    assert TABLE.admits(restriction, "GBR", (), is_own=True)
    assert not TABLE.admits(restriction, "GBR", ())


def test_no_word_stands_for_two_nations():
    words = [word for line in DATA.read_text().partition("[nations]")[2].splitlines() for word in line.split('"')[1::2]]
    assert len(words) == len(set(words)) > 500


@pytest.mark.parametrize(
    "text",
    [
        '[communities]\nNATO = ["ZZZ"]\n[nations]\nGBR = ["GB"]',
        "[nations]\nGBR = []",
        "[notions]\n",
        "x",
        '[communities]\nNATO = []\n[owners]\nuk = "GBX"\n[nations]\nGBR = ["GB"]',
    ],
)
def test_a_broken_table_is_refused(tmp_path, text):
    path = tmp_path / "nations.toml"
    path.write_text(text)
    with pytest.raises(ConfigError):
        load_nations(path)
