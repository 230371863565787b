"""The table of docs/markings/releasability.md does what it says, and no caveat of a grammar is missing from it."""

import re
import tomllib
from pathlib import Path

import pytest

from dlp_service.levels import load_levels
from dlp_service.policy.releasability import load_nations
from dlp_service.values import Marking

ROOT = Path(__file__).parents[2]
GRAMMARS = ROOT / "dlp_service" / "detect" / "markings" / "schemes" / "tables"
TABLE, LEVELS = load_nations(), load_levels()
NATIONS = frozenset(code for code in TABLE.names.words.values() if code not in TABLE.communities)
DEFAULT_LEVELS = {
    "us-cui": "CUI",
    "nato": "NATO SECRET",
    "eu": "EU SECRET",
    "de": "GEHEIM",
    "no": "HEMMELIG",
    "at": "GEHEIM",
}
PAGE = (ROOT / "docs" / "markings" / "releasability.md").read_text("utf-8")


def rows():
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 5 and cells[0] in {*(scheme for scheme, _ in LEVELS.ordinals), "any"}:
            names = re.findall(r"`([^`]+)`", cells[1]) + [""] * ("no caveat" in cells[1])
            for name in names:
                yield cells[0], name, cells[1].startswith("level "), cells[2], cells[3], cells[4]


CASES = list(rows())


def marking(scheme, name, *, is_level):
    level = name if is_level else DEFAULT_LEVELS.get(scheme, "SECRET")
    return Marking(scheme, level, LEVELS.ordinal(scheme, level) or 80, () if is_level or not name else (name,))


def stated(cell):
    if cell == "every":
        return NATIONS
    words = [] if cell == "none" else cell.split()
    return frozenset().union(*(TABLE.communities.get(word, {word}) for word in words))


def is_admitted(found, nation="", communities=(), *, is_own=False):
    return not TABLE.excluding(found, nation, communities, is_own=is_own)


@pytest.mark.parametrize(("scheme", "name", "is_level", "nations", "besides", "note"), CASES)
def test_a_row_does_what_it_says(scheme, name, is_level, nations, besides, note):
    made = marking(scheme, name, is_level=is_level)
    found = TABLE.restrictions(made)
    readers = frozenset(nation for nation in NATIONS if is_admitted(found, nation))
    assert readers == stated(nations)
    assert is_admitted(found) is (nations == "every"), "a recipient of unknown nation"
    named = [word for word in besides.split(", ") if word]
    for word in named:
        if word not in {"own", "not CONTRACTOR"}:
            assert is_admitted(found, "", (word,))
    if nations != "every":
        assert is_admitted(found, "RUS", is_own=True) is ("own" in named)
        assert not is_admitted(found, "", ("SOME OTHER BODY",))
    reader = min(readers, default="")
    if reader:
        assert is_admitted(found, reader, ("CONTRACTOR",)) is ("not CONTRACTOR" not in named)
    assert TABLE.notes([made]) == ((f"{(name.removeprefix('RI:'))}: {note}",) if note else ())


def test_the_table_is_long_enough_to_mean_something():
    assert len(CASES) > 150
    assert {scheme for scheme, *_ in CASES} == {*(scheme for scheme, _ in LEVELS.ordinals), "any"}


SECTIONS = ("controls", "caveats", "categories", "systems", "programs", "atomic", "foreign", "descriptors")
"""Sections that hold caveats in whatever scheme."""


OF_ONE_SCHEME = {
    "au": ("own", "shared"),
    "nz": ("own", "shared"),
    "ca": ("own", "other"),
    "nato": ("activities",),
}
"""Sections of caveats whose names mean something else in other schemes."""
SUBJECTS = {("us-cui", "categories"), ("uk", "descriptors")}
"""Sections that say what a text is about: too many for rows, and none may restrict anybody."""


def grammar_caveats():
    for path in sorted(GRAMMARS.glob("*.toml")):
        data, scheme = tomllib.loads(path.read_text("utf-8")), path.stem.replace("_", "-")
        for section in SECTIONS:
            for name in data.get(section, {}):
                yield scheme, name, (scheme, section) in SUBJECTS
        for section in OF_ONE_SCHEME.get(scheme, ()):
            for name in data[section]:
                yield scheme, name, False


GRAMMAR = list(dict.fromkeys(grammar_caveats()))


@pytest.mark.parametrize(
    ("scheme", "caveat"), [(scheme, name) for scheme, name, is_subject in GRAMMAR if not is_subject]
)
def test_every_caveat_that_a_grammar_knows_has_a_row(scheme, caveat):
    known = {(row[0], row[1]) for row in CASES}
    assert (scheme, caveat) in known, f"say in docs/markings/releasability.md what {caveat} does"


def test_what_a_text_is_about_restricts_nobody():
    subjects = [(scheme, name) for scheme, name, is_subject in GRAMMAR if is_subject]
    assert len(subjects) > 20
    for scheme, name in subjects:
        for caveat in (name, f"SP-{name}"):
            assert TABLE.restrictions(Marking(scheme, "SECRET", 80, (caveat,))) == (), caveat


def test_every_entry_of_the_data_has_a_row():
    rows_of = {name.removeprefix("RI:") for _, name, *_ in CASES}
    elsewhere = {"NF", "US ONLY", "UK EYES A", "UK EYES B", "AUSTRALIAN EYES ONLY", "NEW ZEALAND EYES ONLY", "RD-N"}
    for name in (*TABLE.only, *TABLE.home_unless_released, *TABLE.no_contractors):
        assert name in rows_of | elsewhere, name
