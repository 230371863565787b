"""
United States: Controlled Unclassified Information (32 CFR 2002.20, NARA marking handbook).

    banner  = ("CUI" / "CONTROLLED") ["//" category *("/" category)] ["//" control *("/" control)]
    portion = "(CUI" ["//" ...] ")"

Specified categories begin with `SP-`; the limited dissemination controls are a closed list.
"""

from __future__ import annotations

from dlp_service.detect.markings.reading import Phrases, Reading, Scheme, Shape, Tokens, is_all_caps, skip
from dlp_service.detect.markings.schemes.countries import nation_list
from dlp_service.detect.markings.schemes.spellings import spellings
from dlp_service.detect.markings.tokens import LINE, WORD

_SPELLINGS = spellings("us_cui")
_HEADS = Phrases(_SPELLINGS["heads"])
_CONTROLS = Phrases(_SPELLINGS["controls"])
_MOST_ITEMS = 24


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read a CUI banner, or a portion mark where a bracket opens at `at`."""
    is_portion = tokens[at].kind == "("
    begin = at + 1 if is_portion else at
    contains = tokens[begin].text == "CONTAINS" and begin > 0 and tokens[begin - 1].kind in {"[", "("}
    found = _HEADS.match(tokens, begin + 1 if contains else begin)
    if found is None:
        return None
    name, end = found
    caveats, end = _items(tokens, end)
    if name == "CONTROLLED" and not caveats:
        return None
    if is_portion:
        if tokens[end].kind != ")":
            return None
        end += 1
    shape = Shape.FORM if caveats or is_portion or contains else Shape.TERM
    is_caps = is_all_caps(tokens, begin + 1 if contains else begin, found[1])
    return Reading("us-cui", "CUI", caveats, at, end, shape, is_caps, is_portion)


def _items(tokens: Tokens, at: int) -> tuple[tuple[str, ...], int]:
    caveats: list[str] = []
    for _ in range(_MOST_ITEMS):
        begin = skip(tokens, at, {"/", "//"}, 2)
        if begin == at:
            break
        item, end = _item(tokens, skip(tokens, begin, {LINE}, 1))
        if not item:
            break
        if item not in caveats:
            caveats.append(item)
        at = end
    return tuple(caveats), at


def _item(tokens: Tokens, at: int) -> tuple[str, int]:
    if tokens[at].text == "REL" and tokens[at + 1].text == "TO":
        nations, end = nation_list(tokens, at + 2)
        return (f"REL TO {', '.join(nations)}", end) if nations else ("", at)
    found = _CONTROLS.match(tokens, at)
    if found:
        name, end = found
        nations, after = nation_list(tokens, end) if name == "DISPLAY ONLY" else ([], end)
        return (f"{name} {', '.join(nations)}", after) if nations else (name, end)
    if tokens[at].kind != WORD or not (tokens[at].is_caps or tokens[at].raw.isdigit()):
        return "", at
    name, end = tokens[at].text, at + 1
    while tokens[end].kind == "-" and tokens[end + 1].kind == WORD and tokens[end + 1].is_caps:
        name += f"-{tokens[end + 1].text}"
        end += 2
    return name, end


_SIGNS = (
    r"\bCUI\b",
    r"\bC[ .]?[UV][ .]?[I1l|]\b",
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
