"""
NATO: C-M(2002)49 and AC/35-D/2002, in English and French, with special categories and release statements.

    marking  = "NATO" ["/" activity] level [category] [release]
             / "COSMIC TOP SECRET" ... / level "OTAN" ... / "//" marking           ; the last inside US banners
    category = "ATOMAL" / "BOHEMIA" / "BALK"
    release  = "RELEASABLE TO" names / names "," "NATO ONLY"
    portion  = "(" ("NU" / "NR" / "NC" / "NS" / "CTS") ["-A" / "-B" / "-BALK"] ")"

A line that gives the marking in both languages is one marking.
"""

from __future__ import annotations

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
)
from dlp_service.detect.markings.schemes.countries import NATIONS
from dlp_service.detect.markings.schemes.spellings import spellings
from dlp_service.detect.markings.signs import spread
from dlp_service.detect.markings.tokens import LINE, WORD, Token

_SPELLINGS = spellings("nato")
_LEVELS = Phrases(_SPELLINGS["levels"])
_WHOLE = Phrases(_SPELLINGS["whole"])
_PORTIONS = {
    "NU": "NATO UNCLASSIFIED", "NR": "NATO RESTRICTED", "NC": "NATO CONFIDENTIAL", "NS": "NATO SECRET", "CTS": "COSMIC TOP SECRET",
    "NSA": "NATO SECRET", "NSAT": "NATO SECRET", "NCA": "NATO CONFIDENTIAL", "CTSA": "COSMIC TOP SECRET",
}  # fmt: skip
_CATEGORIES = Phrases(_SPELLINGS["categories"])
_SPECIAL = frozenset({"ATOMAL", "BOHEMIA", "BALK"})
_SUFFIXES = {"A": "ATOMAL", "B": "BOHEMIA", "BALK": "BALK", "AT": "ATOMAL"}
_RELEASE = Phrases(_SPELLINGS["release"])
_SEPARATORS = frozenset({"-", "//", "/", ",", LINE, "_", ":", "("})
_MOST = 8
_LONGEST_LIST = 24


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read a NATO marking or portion mark at `at`."""
    if tokens[at].kind == "(":
        return _portion(tokens, at)
    begin = at + 1 if tokens[at].kind == "//" else at
    caveats: list[str] = []
    found = _level(tokens, begin, caveats)
    if found is None:
        return None
    level, head = found
    is_caps = is_all_caps(tokens, begin, head)
    end = _tail(tokens, head, caveats)
    end = _other_language(tokens, end, level, caveats)
    return Reading("nato", level, tuple(dict.fromkeys(caveats)), at, end, Shape.FORM, is_caps)


def _level(tokens: Tokens, at: int, caveats: list[str]) -> tuple[str, int] | None:
    found = _WHOLE.match(tokens, at)
    if found:
        return found
    if tokens[at].text != "NATO":
        if tokens[at - 1].kind == "//" and tokens[at].text in _PORTIONS and at:
            return _abbreviation(tokens, at, caveats)
        return None
    after = at + 1
    activity = tokens[after + 1] if tokens[after].kind in {"/", "-"} else tokens[after]
    if tokens[after].kind in {"/", "-"} and activity.kind == WORD and _LEVELS.match(tokens, after + 2):
        caveats.append(activity.text)
        after += 2
    else:
        after = skip(tokens, after, {"-", "_", LINE}, 1)
    return _LEVELS.match(tokens, after)


def _abbreviation(tokens: Tokens, at: int, caveats: list[str]) -> tuple[str, int] | None:
    word = tokens[at]
    level = _PORTIONS.get(word.text)
    if level is None or not word.raw.isupper():
        return None
    if (word.text.endswith("A") and len(word.text) > 2) or word.text == "NSAT":
        caveats.append("ATOMAL")
    end = at + 1
    while tokens[end].kind == "-" and tokens[end + 1].text in _SUFFIXES:
        caveats.append(_SUFFIXES[tokens[end + 1].text])
        end += 2
    return level, end


def _tail(tokens: Tokens, end: int, caveats: list[str]) -> int:
    for _ in range(_MOST):
        begin = skip(tokens, end, _SEPARATORS)
        crossed = any(token.kind == LINE for token in tokens[end:begin])
        joined = begin > end + (1 if crossed else 0)
        opened = tokens[begin - 1].kind == "("
        release = _RELEASE.match(tokens, begin)
        if release and (is_all_caps(tokens, begin, release[1]) or tokens[begin].raw[0].isupper()):
            names, stop = release_names(tokens, skip(tokens, release[1], {":"}, 1))
            if not names:
                return end
            caveats.append(f"RELEASABLE TO {names}")
        else:
            found = _CATEGORIES.match(tokens, begin)
            if not found or not is_all_caps(tokens, begin, found[1]) or not (joined or found[0] in _SPECIAL):
                only = _nato_only(tokens, begin) if joined else ("", 0)
                if not only[1]:
                    return end
                caveats.append(only[0])
                stop = only[1]
            else:
                if crossed and not ends_line(tokens, found[1]):
                    return end
                caveats.append(found[0])
                stop = found[1]
        end = stop + 1 if opened and tokens[stop].kind == ")" else stop
    return end


def release_names(tokens: Tokens, at: int) -> tuple[str, int]:
    """Return the names of a release list in capitals, as `A, B AND C`, and the index after it."""
    words: list[str] = []
    end = at
    done = at
    while end < at + _LONGEST_LIST:
        token = tokens[end]
        if token.kind == WORD and _is_name(token, words) and not (words and gap(tokens, end) > 2):
            words.append(token.text)
            end += 1
            if token.text not in {"AND", "OF", "THE", "ET", "LA", "LE"}:
                done = end
        elif token.kind in {",", "/", "&"} and words:
            words.append({"/": ",", "&": "AND"}.get(token.kind, token.kind))
            end += 1
        elif token.kind == LINE and words and words[-1] in {",", "AND"} and tokens[end + 1].kind == WORD:
            end += 1
        else:
            break
    kept = words[: sum(1 for token in tokens[at:done] if token.kind != LINE)]
    return " ".join(kept).replace(" ,", ","), done


def _is_name(token: Token, words: list[str]) -> bool:
    if token.raw.lower() in {"and", "of", "the", "et"}:
        return bool(words) or token.raw.lower() == "the"
    return token.raw[0].isupper() and (
        token.is_caps or not words or words[-1] in {",", "AND", "OF", "THE"} or token.text in NATIONS
    )


def _nato_only(tokens: Tokens, at: int) -> tuple[str, int]:
    """Read `AUSTRALIA, SWEDEN, NATO ONLY`."""
    names, end = release_names(tokens, at)
    if names.endswith("NATO ONLY") and is_all_caps(tokens, at, end):
        return names, end
    return "", 0


def _other_language(tokens: Tokens, end: int, level: str, caveats: list[str]) -> int:
    """Return the index after the same marking in the other language, where it follows."""
    begin = skip(tokens, end, {"/", "-", LINE, "|"}, 2)
    if begin == end:
        return end
    again: list[str] = []
    found = _level(tokens, begin, again)
    if found is None or found[0] != level:
        return end
    return _tail(tokens, found[1], caveats)


def _portion(tokens: Tokens, at: int) -> Reading | None:
    begin = skip(tokens, at + 1, {"//"}, 1)
    caveats: list[str] = []
    found = _abbreviation(tokens, begin, caveats)
    if found is None:
        return None
    level, end = found
    end = _tail(tokens, end, caveats)
    if tokens[end].kind != ")":
        return None
    shape = Shape.FORM if caveats or begin > at + 1 else Shape.WORD
    return Reading("nato", level, tuple(caveats), at, end + 1, shape, is_portion=True)


_SIGNS = (
    spread("COSMI"),
    r"\bNATO\b",
    r"\bOTAN\b",
    "DIFFUS",
)

SCHEME = Scheme(
    "nato",
    _WHOLE.firsts | {"NATO", "(", "//", "OTAN"},
    parse,
    _LEVELS.words | _WHOLE.words | _CATEGORIES.words | _RELEASE.words | {"NATO", "OTAN"},
    frozenset({"RELEASABLE", "ATOMAL", "BOHEMIA", "UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET"}),
    signs=_SIGNS,
)
