import re
from importlib import resources

import pytest

from dlp_service.recipients.domains import Suffixes, normalise_rule, parents
from dlp_service.recipients.tables import OPEN, load_tables

TABLES = load_tables()
SUFFIXES = Suffixes()
PSL = resources.files("publicsuffixlist").joinpath("public_suffix_list.dat").read_text(encoding="utf-8")
ICANN, PRIVATE = PSL.split("===END ICANN DOMAINS===")
WORDS = ("gov", "gob", "gouv", "govt", "gub", "gv", "gc", "go", "mil", "edu", "ac", "sch", "int")
NO_COUNTRY = {"eu", "xn--e1a4c", "xn--qxa6a"}


def rules(text):
    return {normalise_rule(line.split()[0]) for line in text.splitlines() if line and not line.startswith("//")}


def country_code_domains():
    """Return every top-level domain of a country: two letters, or the list says whose script it is (`: CN`)."""
    two = {rule.removeprefix("*.") for rule in rules(ICANN) if re.fullmatch(r"(?:\*\.)?[a-z]{2}", rule)}
    last = {rule.rpartition(".")[2] for rule in rules(ICANN)}
    return {tld: tld for tld in two | {tld for tld in last if len(tld) == 2}} | dict(
        re.findall(r"^// (xn--[a-z0-9]+) .*:\s*([A-Z]{2})\s*$", ICANN, re.MULTILINE)
    )


def is_restricted(host):
    return TABLES.is_restricted(host, SUFFIXES.suffix(host), SUFFIXES)


def test_every_country_code_domain_has_a_name_and_a_code():
    found = country_code_domains()
    assert len(found) > 300
    for tld, country in found.items():
        entry = TABLES.countries[tld]
        assert entry.name
        assert tld in NO_COUNTRY or re.fullmatch("[A-Z]{3}", entry.code), tld
        assert entry.code == TABLES.countries[country.lower()].code


def test_what_iso_and_the_domain_spell_differently():
    assert {tld: TABLES.countries[tld].code for tld in ("uk", "su", "eu", "ac")} == {
        "uk": "GBR",
        "su": "RUS",
        "eu": "",
        "ac": "SHN",
    }


def test_every_second_level_that_is_called_like_a_public_one_was_decided_about():
    for rule in rules(PSL):
        word, _, tld = rule.partition(".")
        if word in WORDS and len(tld) == 2:
            assert rule in TABLES.zones, rule


def test_countries_of_zones_are_those_of_their_domains():
    for zone in TABLES.zones.values():
        tld = zone.name.rpartition(".")[2]
        if zone.country and "." in zone.name and tld in TABLES.countries:
            assert zone.country == TABLES.countries[tld].code, zone


def test_a_private_register_gives_names_to_anyone_whatever_it_is_called():
    for zone in (TABLES.zones[rule] for rule in rules(PRIVATE) & TABLES.zones.keys() if rule[-3] == "."):
        # Registers of the state that the list keeps in its private section.
        assert zone.kind == OPEN or zone.country in {"NLD", "RUS"}, zone


PUBLIC = """
    navy.mil nasa.gov x.gov.uk x.mod.uk x.police.uk x.nhs.uk x.gov.au x.govt.nz x.mil.nz x.gc.ca x.gov.on.ca x.gouv.qc.ca
    x.gob.mx x.gouv.fr x.bund.de x.admin.ch zh.ch x.gv.at x.go.jp x.lg.jp x.go.kr x.mil.kr x.gov.hu x.mil.no x.dep.no
    x.gov.pl x.mil.pl x.idf.il x.pol.tr x.mi.th x.go.id x.jus.br x.gov.np x.europa.eu x.nato.int un.int x.edu x.gov.nl x.gov.ru
    x.xn--mxtq1m.xn--j6w193g x.ac.uk x.gov.scot x.parliament.uk
"""
OPEN_TO_ALL = """
    x.gv.uy x.gv.vc x.go.it x.ac.se x.edu.pl x.sch.ac x.int.in x.army x.navy x.museum gov.us gov-uk.com x.gov.example
    x.com mil.com x.isa.us gov.ml.example x.nrw x.xn--c1avg.xn--90a3ac
"""


@pytest.mark.parametrize("host", PUBLIC.split())
def test_names_of_public_bodies_are_restricted(host):
    assert is_restricted(host)


@pytest.mark.parametrize("host", OPEN_TO_ALL.split())
def test_what_only_looks_like_a_public_zone_is_open_to_all(host):
    assert not is_restricted(host)


def test_names_in_use_are_all_where_nobody_else_can_hold_one():
    assert len(TABLES.in_use) > 9000
    for name in TABLES.in_use:
        zone = TABLES.zone(name)
        assert zone.kind not in {OPEN, "sector", "infrastructure"}, name
        assert SUFFIXES.registrable(name) == name
    assert {"nasa.gov", "hackney.gov.uk", "army.mil"} <= TABLES.in_use
    assert not any(name.rpartition(".")[2] in {"com", "org", "ml"} for name in TABLES.in_use)


def test_names_of_the_operator_are_in_use_and_never_surely_real():
    tables = load_tables(government=["harbourworks.gov.example"], popular=["croissant.example"])
    assert {"harbourworks.gov.example", "croissant.example"} <= tables.in_use - TABLES.in_use
    assert tables.known == TABLES.known


def test_listed_hosts_under_mil_are_registrable_names():
    assert all(list(parents(host))[1:] == ["mil"] for host in TABLES.mil_hosts)
    assert len(TABLES.mil_hosts) == len(set(TABLES.mil_hosts)) > 150


def test_the_names_and_zones_stay_small():
    folder = resources.files("dlp_service.recipients").joinpath("data")
    files = ("names_in_use.txt", "government_zones.csv", "countries.txt", "well_known.txt")
    assert sum(len(folder.joinpath(name).read_bytes()) for name in files) < 600_000


def test_tables_of_words_lie_one_within_the_other():
    """What is too common under a neighbouring suffix is so under any, and no such word tells with another glued to it."""
    assert TABLES.commonest <= TABLES.generic <= TABLES.pieces
    assert TABLES.government_words <= TABLES.pieces
