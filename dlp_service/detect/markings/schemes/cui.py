"""
United States: Controlled Unclassified Information (32 CFR 2002.20, NARA marking handbook and registry).

    banner  = ("CUI" / "CONTROLLED") ["//" category *("/" category)] ["//" control *("/" control)]
    portion = "(CUI" ["//" ...] ")"

Specified categories begin with `SP-`; categories and limited dissemination controls are closed lists that NARA keeps.
The lists serve to read other separators (`CUI - SP-CTI`) and titles (`CUI Category: Export Controlled`); a banner with
slashes keeps what is on neither.
"""

from __future__ import annotations

import re

from dlp_service.detect.markings.reading import (
    Phrases,
    Reading,
    Scheme,
    Shape,
    Tokens,
    ends_line,
    is_all_caps,
    skip,
    starts_line,
)
from dlp_service.detect.markings.schemes import common
from dlp_service.detect.markings.schemes.countries import nation_list
from dlp_service.detect.markings.schemes.spellings import spellings
from dlp_service.detect.markings.tokens import LINE, WORD

_SPELLINGS = spellings("us_cui")
_HEADS = Phrases(_SPELLINGS["heads"])
_CONTROLS = Phrases(_SPELLINGS["controls"])
_CATEGORIES = Phrases(_SPELLINGS["categories"])
_NAMES = {
    spelling: name
    for section in ("controls", "categories")
    for name, all_ in _SPELLINGS[section].items()
    for spelling in all_
}
_LOOSE = frozenset({"-", "(", "[", ":", ","})
_APART = frozenset({"-", ":", "|", "/", "//"})
_CLOSING = frozenset({")", "]"})
_ITEM_ENDS = frozenset({"/", "//", ")", "]", ",", ".", ";", "|", "-"})
_MOST_ITEMS = 24
_LIST = re.compile(r"\s*(?:[,;/|&]|\band\b)\s*", re.IGNORECASE)
_RELEASE = re.compile(r"(REL TO|DISPLAY ONLY)\s+([A-Z]{2,5}(?:,\s*[A-Z]{3,5})*)")


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read a CUI banner, or a portion mark where a bracket opens at `at`."""
    is_portion = tokens[at].kind == "("
    begin = at + 1 if is_portion else at
    contains = tokens[begin].text == "CONTAINS"
    found = _HEADS.match(tokens, begin + 1 if contains else begin)
    if found is None or (contains and not _is_notice(tokens, begin, found[1])):
        return None
    name, end = found
    caveats, end = _items(tokens, end)
    is_word = name == "CONTROLLED" and not caveats
    if is_word and not (starts_line(tokens, at) and ends_line(tokens, end) and tokens[at].raw.isupper()):
        return None
    if is_portion:
        if tokens[end].kind != ")":
            return None
        end += 1
    condition, stop, last = common.condition(tokens, end)
    if condition:
        caveats = (*caveats, condition)
    shape = Shape.WORD if is_word else Shape.FORM if caveats or is_portion or contains else Shape.TERM
    is_caps = is_all_caps(tokens, begin + 1 if contains else begin, found[1])
    return Reading("us-cui", "CUI", caveats, at, last, shape, is_caps, is_portion, span_last=stop)


def _is_notice(tokens: Tokens, at: int, end: int) -> bool:
    """Say whether `Contains CUI` stands in brackets or apart at the head of its line, not in a sentence."""
    if at and tokens[at - 1].kind in {"[", "("}:
        return True
    return starts_line(tokens, at) and (ends_line(tokens, end) or tokens[end].kind in _APART)


def _items(tokens: Tokens, at: int) -> tuple[tuple[str, ...], int]:
    caveats: list[str] = []
    for _ in range(_MOST_ITEMS):
        begin = skip(tokens, at, {"/", "//"}, 2)
        if begin > at:
            item, end = _item(tokens, skip(tokens, begin, {LINE}, 1))
        else:
            item, end = _loose(tokens, at)
        if not item:
            break
        if item not in caveats:
            caveats.append(item)
        at = end
    return tuple(caveats), at


def _loose(tokens: Tokens, at: int) -> tuple[str, int]:
    """Read an item after another separator than slashes: only one of the closed lists, and nothing more after it."""
    begin = at + 1 if tokens[at].kind in _LOOSE else at
    is_listed = tokens[begin].text == "SP" or _CATEGORIES.match(tokens, begin) or _CONTROLS.match(tokens, begin)
    if begin == at or not is_listed or not tokens[begin].is_caps:
        return "", at
    item, end = _item(tokens, begin)
    if tokens[at].kind in {"(", "["} and tokens[end].kind in _CLOSING:
        return item, end + 1
    return (item, end) if ends_line(tokens, end) or tokens[end].kind in _ITEM_ENDS else ("", at)


def _item(tokens: Tokens, at: int) -> tuple[str, int]:
    if tokens[at].text == "REL" and tokens[at + 1].text == "TO":
        nations, end = nation_list(tokens, at + 2)
        return (f"REL TO {', '.join(nations)}", end) if nations else ("", at)
    found = _CONTROLS.match(tokens, at)
    if found:
        name, end = found
        nations, after = nation_list(tokens, end) if name == "DISPLAY ONLY" else ([], end)
        return (f"{name} {', '.join(nations)}", after) if nations else (name, end)
    titled = _CATEGORIES.match(tokens, at)
    if titled:
        return titled
    if tokens[at].kind != WORD or not (tokens[at].is_caps or tokens[at].raw.isdigit()):
        return "", at
    name, end = tokens[at].text, at + 1
    while tokens[end].kind == "-" and tokens[end + 1].kind == WORD and tokens[end + 1].is_caps:
        name += f"-{tokens[end + 1].text}"
        end += 2
    return name, end


def listed(value: str) -> tuple[str, ...]:
    """
    Return the categories and limited dissemination controls that the value of a designation block names.

    >>> listed("CTI, SP-EXPT and General Privacy"), listed("REL TO USA, GBR"), listed("Distribution statement D")
    (('CTI', 'SP-EXPT', 'PRVCY'), ('REL TO USA, GBR',), ())
    """
    plain = " ".join(value.split())
    found = [f"{match[1]} {match[2]}" for match in _RELEASE.finditer(plain)]
    for piece in _LIST.split(_RELEASE.sub("", plain)):
        name = re.sub(r"^(?:CUI)?/*|[().:]|\s+$", "", piece.strip().upper())
        specified = name.startswith("SP-")
        known = _NAMES.get(name.removeprefix("SP-").strip())
        if known:
            found.append(f"SP-{known}" if specified else known)
    return tuple(dict.fromkeys(found))


_SIGNS = (
    r"(?:\b|_)CUI(?:\b|_)",
    r"\bC[ .]?[UV][ .]?[I1l|]\b",
    r"(?m:^CONTROLLED[ \t]*\r?$)",
    r"CONTR[O0]L[L1]ED(?:/|\s+UNCL)",
)

SCHEME = Scheme(
    "us-cui",
    _HEADS.firsts | {"(", "CONTAINS"},
    parse,
    _HEADS.words | _CONTROLS.words | {"SP", "CTI", "PRVCY", "TAX", "EXPT", "PROPIN", "PROCURE"},
    frozenset({"INFORMATION"}),
    signs=_SIGNS,
)
