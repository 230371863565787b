r"""
X-Protective-Marking of the Australian Email Protective Marking Standard (2012.3, 2018.x, 2024.1).

    value  = "VER=" version ", NS=" namespace ", SEC=" level *(", " key "=" text) ", ORIGIN=" address
    text   = any characters; "\," is a comma and "\\" a backslash

White space may follow each comma, since the field is folded there.  Until 2012 the level could be a dissemination
limiting marker (DLM) instead.  What differs from the standard is still read, with less confidence; the reason says in what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dlp_service.detect.markings.labels.interface import Field, Fields, Label, Says, graded, told, value_label
from dlp_service.detect.markings.labels.words import Words

KEYS = frozenset({"x-protective-marking", "protective-marking", "protectivemarking"})
MAX_PAIRS = 500
LONGEST = 998
"""Characters of the whole field, name included (RFC 5322 section 2.1.1, which the standard repeats)."""
LEVELS = {
    "UNOFFICIAL": "UNOFFICIAL", "OFFICIAL": "OFFICIAL", "OFFICIAL:SENSITIVE": "OFFICIAL: Sensitive", "OFFICIAL-SENSITIVE": "OFFICIAL: Sensitive",
    "UNCLASSIFIED": "UNCLASSIFIED", "PROTECTED": "PROTECTED", "CONFIDENTIAL": "CONFIDENTIAL", "SECRET": "SECRET", "TOP-SECRET": "TOP SECRET",
    "HIGHLY-PROTECTED": "PROTECTED",
}  # fmt: skip
"""With the values of 2005 and 2012 that have no name of their own any more."""
NAMESPACE = "gov.au"
LIMITED = {
    "FOR-OFFICIAL-USE-ONLY": ("FOUO", ()), "SENSITIVE": ("OFFICIAL: Sensitive", ()),
    "SENSITIVE:PERSONAL": ("OFFICIAL: Sensitive", ("PERSONAL-PRIVACY",)), "SENSITIVE:LEGAL": ("OFFICIAL: Sensitive", ("LEGAL-PRIVILEGE",)),
    "SENSITIVE:CABINET": ("OFFICIAL: Sensitive", ("SH:CABINET",)),
}  # fmt: skip
"""The markers of 2012, with the level and the marker that replaced each in 2018."""
RANKS = {
    "VER": 0,
    "NS": 1,
    "SEC": 2,
    "DLM": 2,
    "CAVEAT": 3,
    "EXPIRES": 4,
    "DOWNTO": 4,
    "ACCESS": 4,
    "NOTE": 5,
    "ORIGIN": 6,
}
"""The order of the keys; the standard's two grammars disagree about EXPIRES and ACCESS."""
ONCE = frozenset({"VER", "NS", "SEC", "EXPIRES", "DOWNTO", "NOTE", "ORIGIN"})
CAVEATS = frozenset({"C", "FG", "RI", "SH"})
_QUALIFIES = frozenset({"CAVEAT", "ACCESS", "EXPIRES", "DOWNTO"})
_PAIR = re.compile(r"((?:[^,\\]|\\.|\\\Z)*)(?:,|\Z)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_VERSION = re.compile(r"\d{4}\.\d{1,2}")


@dataclass(frozen=True, slots=True)
class Pair:
    """One `KEY=text` with its place in the value; the text is unescaped."""

    key: str
    text: str
    start: int
    end: int


def read(fields: Fields, words: Words) -> Iterator[Label]:
    """Yield the marking of each field."""
    for field in fields:
        if field.key in KEYS:
            yield from _marking(field, words)


def _marking(field: Field, words: Words) -> Iterator[Label]:
    # Everything before the first key is a bracket or nothing.
    pairs = pairs_of(field.value)
    levels = [pair for pair in pairs if pair.key in {"SEC", "DLM"}]
    if not levels:
        text = field.value.strip().strip("[]")
        if text:
            yield value_label(field, words.says(text), 0.93, "X-Protective-Marking")
        return
    # A company that uses the syntax has levels of its own.
    is_own = all(pair.text.lower().endswith(NAMESPACE) for pair in pairs if pair.key == "NS")
    ranked = [(_level(pair, words) if is_own else words.says(pair.text), pair) for pair in levels]
    says, governing = max(ranked, key=lambda item: words.height(item[0]) or 0)
    caveats, private = _caveats(pairs)
    says = Says(says.scheme, says.level, (*says.caveats, *caveats), (*says.private, *private), is_read=says.is_read)
    faults = [*_faults(field, pairs), *([] if says.is_read else ["a level that it does not name"])]
    reason = "X-Protective-Marking"
    if faults:
        reason += f", which differs from the standard by {faults[0]}"
    yield Label(
        says,
        field.part,
        field.value_start + governing.start,
        field.value_start + max(governing.end, *(pair.end for pair in pairs if pair.key in _QUALIFIES), governing.end),
        graded(0.85 if faults else 0.97, says),
        told(reason, says),
        claims=(field,),
    )


def pairs_of(value: str) -> list[Pair]:
    r"""
    Split a value at its commas; an escaped comma is text.

    >>> [(pair.key, pair.text) for pair in pairs_of(r"SEC=OFFICIAL, NOTE=a\, b\\")]
    [('SEC', 'OFFICIAL'), ('NOTE', 'a, b\\')]
    """
    found: list[Pair] = []
    position = 0
    while position < len(value) and len(found) < MAX_PAIRS:
        match = _PAIR.match(value, position)
        assert match is not None
        raw = match[1]
        body = raw.strip(" \t\r\n[]") if not found else raw.strip().removesuffix("]")
        start = position + raw.index(body) if body else position
        key, equals, text = body.partition("=")
        if equals:
            found.append(Pair(key.strip().upper(), _ESCAPED.sub(r"\1", text).strip(), start, start + len(body)))
        elif body:
            found.append(Pair("", body, start, start + len(body)))
        position = max(match.end(), position + 1)
    return found


def _level(pair: Pair, words: Words) -> Says:
    name = _plain(pair.text)
    if pair.key == "DLM" and name in LIMITED:
        level, caveats = LIMITED[name]
        return Says("au", level, caveats)
    level = LEVELS.get(name, "")
    return Says("au", level) if level else words.says(pair.text)


def _plain(text: str) -> str:
    """Return the name of a level as `LEVELS` has it."""
    return re.sub(r"\s+", "-", re.sub(r"\s*([:-])\s*", r"\1", text.upper()))


def _caveats(pairs: list[Pair]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the caveats, and those of them that are codewords."""
    found: dict[str, None] = {}
    private: list[str] = []
    for pair in pairs:
        text = " ".join(pair.text.upper().split())
        if pair.key in {"CAVEAT", "ACCESS"}:
            found[text] = None
            if text.startswith("C:"):
                private.append(text)
        elif pair.key == "EXPIRES":
            found[f"EXPIRES {' '.join(pair.text.split())}"] = None
        elif pair.key == "DOWNTO":
            found[f"DOWNTO {LEVELS.get(_plain(pair.text), text)}"] = None
    return tuple(found), tuple(private)


def _faults(field: Field, pairs: list[Pair]) -> list[str]:
    """Return what the standard forbids, the worst first."""
    keys = [pair.key for pair in pairs]
    ranks = [RANKS[key] for key in keys if key in RANKS]
    tests = (
        (field.is_cut, "its length"),
        (any(key not in RANKS for key in keys), "a part that it does not know"),
        (any(keys.count(key) > 1 for key in ONCE), "a part given twice"),
        (any(pair.key == "CAVEAT" and _type(pair) not in CAVEATS for pair in pairs), "a type of caveat"),
        (("EXPIRES" in keys) != ("DOWNTO" in keys), "an expiry without its level, or a level without it"),
        (any(pair.key == "VER" and not _VERSION.fullmatch(pair.text) for pair in pairs), "its version"),
        (not field.is_property and not {"VER", "NS"} <= set(keys), "a version or namespace left out"),
        (ranks != sorted(ranks), "the order of its parts"),
        (field.end - field.start > LONGEST, "its length"),
    )
    return [name for is_so, name in tests if is_so]


def _type(pair: Pair) -> str:
    return pair.text.partition(":")[0].strip().upper()
