"""
United States: the banner line and portion marks of the IC Markings System (CAPCO), and older controls.

    banner    = ["//" foreign] level *("//" category)
    category  = item *("/" item)                  ; SCI, SAP, AEA, FGI, dissemination, non-IC, in fixed order
    item      = control ["-" compartment *(" " sub)] / list
    portion   = "(" banner in abbreviations ")"

Controls of unpublished systems stand between known ones: an unknown item is kept as it is written and never costs
the level.  A banner without `//` (`SECRET NOFORN`) is read when a known control follows.
"""

from __future__ import annotations

from dataclasses import replace

from dlp_service.detect.markings.reading import (
    Phrases,
    Reading,
    Scheme,
    Shape,
    Tokens,
    ends_line,
    gap,
    is_all_caps,
    skip,
    starts_line,
)
from dlp_service.detect.markings.schemes import common
from dlp_service.detect.markings.schemes.countries import COMMUNITIES, TRIGRAPHS, nation_list
from dlp_service.detect.markings.schemes.spellings import spellings
from dlp_service.detect.markings.schemes.us_items import WORDS, Tail
from dlp_service.detect.markings.signs import spread
from dlp_service.detect.markings.tokens import LINE, WORD

_STANDALONE = Phrases(spellings("us")["standalone"])
_PORTIONS = {
    "TS": "TOP SECRET", "S": "SECRET", "C": "CONFIDENTIAL", "U": "UNCLASSIFIED", "R": "RESTRICTED", "SBU": "SBU", "LES": "LES",
    "FOUO": "FOUO", "OUO": "FOUO", "LOU": "SBU",
}  # fmt: skip
_FOREIGN_LEVELS = {"TS": "TOP SECRET", "S": "SECRET", "C": "CONFIDENTIAL", "R": "RESTRICTED", "U": "UNCLASSIFIED"}
_CAVEAT_LABELS = frozenset({"CAVEAT", "CAVEATS"})
_NO_CAVEATS = frozenset({"NONE", "NA", "N", "NIL", "UNCLASSIFIED"})
_ALLIED_LEVELS = {
    "GBR": ("uk", Phrases(("OFFICIAL-SENSITIVE", "OFFICIAL"))),
    "AUS": ("au", Phrases({"PROTECTED": ("PROTECTED",), "OFFICIAL": ("OFFICIAL",), "OFFICIAL: Sensitive": ("OFFICIAL: SENSITIVE", "OFFICIAL SENSITIVE")})),
    "CAN": ("ca", Phrases({f"PROTECTED {letter}": (f"PROTECTED {letter}", f"PROTEGE {letter}") for letter in "ABC"})),
    "NZL": ("nz", Phrases(("IN-CONFIDENCE", "SENSITIVE"))),
}  # fmt: skip
"""Levels that only the owner of foreign information has: they keep their scheme, beside the caveat that says whose they are."""
_FIRST_CONTROLS = frozenset({"NOFORN", "ORCON"})
_FEWEST_OWNERS = 2
"""Owners that make a line which begins with JOINT one of two nations, not one about a joint matter."""


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read an American banner or portion mark at `at`."""
    if tokens[at].kind == "(":
        return _portion(tokens, at)
    if tokens[at].kind == "//":
        return _foreign_banner(tokens, at, at + 1, is_portion=False) or _slashed(tokens, at)
    if tokens[at].text == "JOINT":
        return _foreign_banner(tokens, at, at, is_portion=False)
    found = common.LEVEL_WORDS.match(tokens, at)
    if found:
        return _banner(tokens, at, *found)
    if tokens[at].raw in {"TS", "S", "C", "U"} and tokens[at + 1].kind == "//":
        return _open_portion(tokens, at)
    found = _STANDALONE.match(tokens, at)
    return _standalone(tokens, at, *found) if found else _controls(tokens, at)


def _controls(tokens: Tokens, at: int) -> Reading | None:
    """
    Read a line of controls above its level, or one that lost its level: `NOFORN`, `ORCON/NOFORN`.

    What is controlled so is classified, or CUI.
    """
    if tokens[at].text not in _FIRST_CONTROLS or not starts_line(tokens, at):
        return None
    tail = Tail(tokens, at, is_portion=False)
    tail.read_from(at)
    if not ends_line(tokens, tail.at) or not is_all_caps(tokens, at, tail.at):
        return None
    found = common.LEVEL_WORDS.match(tokens, tail.at + 1) if tokens[tail.at].kind == LINE else None
    if found and ends_line(tokens, found[1]) and is_all_caps(tokens, tail.at + 1, found[1]):
        return Reading("us", found[0], tuple(tail.caveats), at, found[1], Shape.FORM, private=tuple(tail.private))
    return Reading("us", "CLASSIFIED", tuple(tail.caveats), at, tail.at, Shape.TERM, private=tuple(tail.private))


def _slashed(tokens: Tokens, at: int) -> Reading | None:
    """Read `//SECRET//NOFORN//`: slashes before a level of one's own are a slip, and part of the line."""
    found = common.LEVEL_WORDS.match(tokens, at + 1) if starts_line(tokens, at) and not gap(tokens, at + 1) else None
    reading = _banner(tokens, at + 1, *found) if found else None
    return replace(reading, first=at) if reading else None


def _standalone(tokens: Tokens, at: int, level: str, end: int) -> Reading:
    """Read a control that stands without a level: `SENSITIVE BUT UNCLASSIFIED`, `FOUO//LES`."""
    tail = Tail(tokens, end, is_portion=False)
    tail.read()
    name, stop, last = common.condition(tokens, tail.at)
    caveats = (*tail.caveats, name) if name else tuple(tail.caveats)
    shape = Shape.FORM if caveats else Shape.TERM
    return Reading(
        "us",
        level,
        caveats,
        at,
        last,
        shape,
        is_all_caps(tokens, at, end),
        span_last=stop,
        private=tuple(tail.private),
    )


def _open_portion(tokens: Tokens, at: int) -> Reading | None:
    """Read `S//NF` without brackets, as subjects have it."""
    tail = Tail(tokens, at + 1, is_portion=True)
    tail.read()
    if not tail.caveats or not set(tail.caveats).isdisjoint(tail.private):
        return None
    return Reading("us", _PORTIONS[tokens[at].raw], tuple(tail.caveats), at, tail.at, Shape.FORM)


def _banner(tokens: Tokens, at: int, level: str, end: int) -> Reading | None:
    tail = Tail(tokens, end, is_portion=False)
    tail.read()
    is_labelled = _caveat_line(tokens, at, tail)
    if tail.at == end and not is_labelled:
        return None
    if level == "RESTRICTED" and not tail.has_double:
        return None
    name, stop, last = common.condition(tokens, tail.at)
    caveats = (*tail.caveats, name) if name else tuple(tail.caveats)
    return Reading(
        "us",
        level,
        caveats,
        at,
        last,
        Shape.FORM,
        is_all_caps(tokens, at, end),
        span_last=stop,
        private=tuple(tail.private),
    )


def _caveat_line(tokens: Tokens, at: int, tail: Tail) -> bool:
    """Read the `Caveats:` line that the marking tool of the Department of Defense puts under `Classification:`."""
    label = tail.at + 1
    if not (at and tokens[at - 1].kind == ":" and tokens[tail.at].kind == LINE):
        return False
    if tokens[label].text not in _CAVEAT_LABELS or tokens[label + 1].kind != ":":
        return False
    begin = skip(tokens, label + 2, {"/", "//"}, 2)
    is_none = tokens[begin].text in _NO_CAVEATS and (ends_line(tokens, begin + 1) or tokens[begin + 1].kind == "/")
    end, known = tail.at, len(tail.caveats)
    if not is_none:
        tail.read_from(begin)
    if len(tail.caveats) == known:  # it only repeats the banner
        tail.at = end
    return True


def _foreign_banner(tokens: Tokens, at: int, begin: int, *, is_portion: bool) -> Reading | None:
    """Read a banner that starts with `//`: `//DEU SECRET//REL TO USA, DEU`, `//JOINT SECRET CAN GBR USA`."""
    is_joint = tokens[begin].text == "JOINT"
    end = begin + 1 if is_joint else begin
    nations: list[str] = []
    while not is_joint and _is_owner(tokens[end].text):
        nations.append(tokens[end].text)
        end += 1
    found = common.LEVEL_WORDS.match(tokens, end)
    if found is None and tokens[end].text in _FOREIGN_LEVELS and at < begin:
        found = _FOREIGN_LEVELS[tokens[end].text], end + 1
    scheme = "us"
    if found is None and len(nations) == 1 and at < begin:
        scheme, allied = _ALLIED_LEVELS.get(nations[0], (scheme, _STANDALONE))
        found = allied.match(tokens, end) if scheme != "us" else None
    if found is None or not (is_joint or nations):
        return None
    level, end = found
    if is_joint:
        nations, end = nation_list(tokens, end)
        if at == begin and len(nations) < _FEWEST_OWNERS:
            return None
    tail = Tail(tokens, end, is_portion=is_portion)
    names = [name for name in nations if name != "FGI"]
    tail.caveats.append(" ".join(["JOINT" if is_joint else "FGI", *names]))
    tail.read()
    caveats, private = tuple(tail.caveats), tuple(tail.private)
    return Reading(
        scheme, level, caveats, at, tail.at, Shape.FORM, is_all_caps(tokens, begin, end), is_portion, private=private
    )


def _is_owner(word: str) -> bool:
    """Say whether a word names the owner of foreign information; NATO has a grammar of its own."""
    return (word in TRIGRAPHS or word in COMMUNITIES or word == "FGI") and word != "NATO"


def _portion(tokens: Tokens, at: int) -> Reading | None:
    """Read `(S//NF)`; the closing bracket belongs to it."""
    begin = at + 1
    if tokens[begin].kind == "//":
        foreign = _foreign_banner(tokens, at, begin + 1, is_portion=True)
        return _closed(tokens, foreign) if foreign else None
    word = tokens[begin]
    level = _PORTIONS.get(word.text)
    if level is None or word.kind != WORD or not word.raw.isupper() or gap(tokens, begin) > 1:
        return None
    if level == "RESTRICTED" and tokens[begin + 1].kind != "//":
        return None
    tail = Tail(tokens, begin + 1, is_portion=True)
    tail.read()
    shape = Shape.FORM if tail.caveats else Shape.TERM if len(word.raw) > 1 else Shape.WORD
    return _closed(
        tokens,
        Reading("us", level, tuple(tail.caveats), at, tail.at, shape, is_portion=True, private=tuple(tail.private)),
    )


def _closed(tokens: Tokens, reading: Reading) -> Reading | None:
    return replace(reading, last=reading.last + 1) if tokens[reading.last].kind == ")" else None


_SIGNS = (
    spread("NOFOR"),
    spread("OFORN"),
    spread("ORCON"),
    r"\b(?:TS|S|C|U)//[A-Z]",
    r"\bFOUO\b",
    r"\bS[ ]?B[ ]?U\b",
    r"\bLES\b",
    "LAW ENFORCEMENT",
    "OFFICIAL USE",
)

SCHEME = Scheme(
    "us",
    frozenset({"(", "//", "TS", "S", "C", "U", "JOINT"})
    | _FIRST_CONTROLS
    | common.LEVEL_WORDS.firsts
    | _STANDALONE.firsts,
    parse,
    common.WORDS
    | WORDS
    | _STANDALONE.words
    | frozenset({"REL", "TO", "EYES", "ONLY", "USA", "GBR", "AUS", "CAN", "NZL", "FVEY", "DISPLAY"}),
    common.LONG_WORDS | {"NOFORN", "RELIDO", "PROPIN"},
    signs=_SIGNS,
)
