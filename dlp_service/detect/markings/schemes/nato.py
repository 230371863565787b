"""
NATO: C-M(2002)49 and AC/35-D/2002, in English and French, with special categories and release statements.

    marking  = "NATO" ["/" activity] level [category] [release]
             / "COSMIC TOP SECRET" ... / level "OTAN" ... / mission level
             / "//" marking *("//" control)                                         ; inside US documents
    category = "ATOMAL" / "BOHEMIA" / "BALK" / "-" ("STAFF" / "MEDICAL" / ...)
    release  = "RELEASABLE TO" names / names "," "NATO ONLY"
    portion  = "(" ("NU" / "NR" / "NC" / "NS" / "CTS" / "N" activity letter) ["-A" / "-B" / "-BALK"] ")"

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
from dlp_service.detect.markings.schemes import common
from dlp_service.detect.markings.schemes.countries import NATIONS
from dlp_service.detect.markings.schemes.spellings import spellings
from dlp_service.detect.markings.schemes.us_items import CONTROLS
from dlp_service.detect.markings.signs import spread
from dlp_service.detect.markings.tokens import LINE, WORD, Token

_SPELLINGS = spellings("nato")
_LEVELS = Phrases(_SPELLINGS["levels"])
_WHOLE = Phrases(_SPELLINGS["whole"])
_PORTIONS = {
    "NU": "NATO UNCLASSIFIED", "NR": "NATO RESTRICTED", "NC": "NATO CONFIDENTIAL", "NS": "NATO SECRET", "CTS": "COSMIC TOP SECRET",
    "NSA": "NATO SECRET", "NSAT": "NATO SECRET", "NCA": "NATO CONFIDENTIAL", "CTSA": "COSMIC TOP SECRET",
}  # fmt: skip
_ACTIVITIES = Phrases(_SPELLINGS["activities"])
_MISSIONS = Phrases(_SPELLINGS["missions"])
_BY_LETTER = {"U": "NATO UNCLASSIFIED", "R": "NATO RESTRICTED", "C": "NATO CONFIDENTIAL", "S": "NATO SECRET"}
_AGENCIES = frozenset({"NSA", "NCA"})
"""Portion marks that are also initials of other things: they need other marks or a banner beside them."""
_CATEGORIES = Phrases(_SPELLINGS["categories"])
_SPECIAL = frozenset({"ATOMAL", "BOHEMIA", "BALK"})
_SUFFIXES = {"A": "ATOMAL", "B": "BOHEMIA", "BALK": "BALK", "AT": "ATOMAL"}
_RELEASE = Phrases(_SPELLINGS["release"])
_BEFORE_NAMES = frozenset({",", "AND", "OF", "THE", "ET"})
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
    name, stop, last = common.condition(tokens, end)
    named = (*caveats, name) if name else tuple(caveats)
    return Reading("nato", level, tuple(dict.fromkeys(named)), at, last, Shape.FORM, is_caps, span_last=stop)


def _level(tokens: Tokens, at: int, caveats: list[str]) -> tuple[str, int] | None:
    found = _WHOLE.match(tokens, at)
    if found:
        return found
    if tokens[at].text in {"NATO", "OTAN"}:
        return _after_nato(tokens, at + 1, caveats)
    mission = _MISSIONS.match(tokens, at)
    if mission and tokens[at].is_caps and (level := _LEVELS.match(tokens, mission[1])):
        caveats.append(mission[0])
        return level
    if at and tokens[at - 1].kind == "//" and tokens[at].text in _PORTIONS:
        return _abbreviation(tokens, at, caveats)
    return None


def _after_nato(tokens: Tokens, at: int, caveats: list[str]) -> tuple[str, int] | None:
    """Read an activity, known or after a slash, and the level."""
    begin = skip(tokens, at, {"/", "-"}, 1)
    activity = _ACTIVITIES.match(tokens, begin)
    if activity is None and begin > at and tokens[begin].kind == WORD and not _LEVELS.match(tokens, begin):
        activity = tokens[begin].text, begin + 1
    level = _LEVELS.match(tokens, activity[1]) if activity else None
    if activity and level:
        caveats.append(activity[0])
        return level
    return _LEVELS.match(tokens, skip(tokens, at, {"-", "_", LINE}, 1))


def _abbreviation(tokens: Tokens, at: int, caveats: list[str]) -> tuple[str, int] | None:
    word = tokens[at]
    level = _PORTIONS.get(word.text)
    if not word.raw.isupper():
        return None
    if level is None:
        return _activity_portion(tokens, at, caveats)
    if (word.text.endswith("A") and len(word.text) > 2) or word.text == "NSAT":
        caveats.append("ATOMAL")
    end = at + 1
    while tokens[end].kind == "-" and tokens[end + 1].text in _SUFFIXES:
        caveats.append(_SUFFIXES[tokens[end + 1].text])
        end += 2
    return level, end


def _activity_portion(tokens: Tokens, at: int, caveats: list[str]) -> tuple[str, int] | None:
    """Read `NKFORS`, `N/KFOR S`: the portion forms of NATO with an activity."""
    word = tokens[at].raw
    activity, level, end = word[1:-1], _BY_LETTER.get(word[-1]), at + 1
    if word == "N" and tokens[at + 1].kind == "/" and tokens[at + 2].kind == WORD:
        activity, level, end = tokens[at + 2].raw, _BY_LETTER.get(tokens[at + 3].raw), at + 4
    elif word[0] != "N":
        return None
    if level is None or activity not in _ACTIVITIES.firsts:
        return None
    caveats.append(activity)
    return level, end


def _tail(tokens: Tokens, end: int, caveats: list[str]) -> int:
    for _ in range(_MOST):
        begin = skip(tokens, end, _SEPARATORS)
        name, stop = _qualifier(tokens, end, begin)
        if not name:
            break
        caveats.append(name)
        end = stop + 1 if tokens[begin - 1].kind == "(" and tokens[stop].kind == ")" else stop
    return end


def _qualifier(tokens: Tokens, end: int, begin: int) -> tuple[str, int]:
    """Return the qualifier at `begin`, with the separators from `end` before it, and the index after it."""
    crossed = any(token.kind == LINE for token in tokens[end:begin])
    joined = begin > end + (1 if crossed else 0)
    release = _RELEASE.match(tokens, begin)
    if release and (is_all_caps(tokens, begin, release[1]) or tokens[begin].raw[0].isupper()):
        names, stop = release_names(tokens, skip(tokens, release[1], {":"}, 1))
        return (f"RELEASABLE TO {names}", stop) if names else ("", end)
    found = _CATEGORIES.match(tokens, begin)
    if found and is_all_caps(tokens, begin, found[1]):
        stands = joined or found[0] in _SPECIAL or ends_line(tokens, found[1])
        return found if stands and not (crossed and not ends_line(tokens, found[1])) else ("", end)
    if joined and any(token.kind in {"//", "/"} for token in tokens[end:begin]):
        control = CONTROLS.match(tokens, begin)
        if control and is_all_caps(tokens, begin, control[1]):
            return control
    return _nato_only(tokens, begin) if joined or not crossed else ("", end)


def release_names(tokens: Tokens, at: int) -> tuple[str, int]:
    """Return the names of a release list in capitals, as `A, B AND C`, and the index after it."""
    words: list[str] = []
    end = at
    done = at
    while end < at + _LONGEST_LIST:
        token = tokens[end]
        if token.kind == WORD and _is_name(token, words) and not (words and gap(tokens, end) > 2):
            words.append(token.text.removeprefix("L'"))
            end += 1
            if token.text not in {"AND", "OF", "THE", "ET", "LA", "LE"}:
                done = end
        elif token.kind in {",", "/", "&"} and words and not (token.kind == "/" and _begins(tokens, end + 1)):
            words.append({"/": ",", "&": "AND"}.get(token.kind, token.kind))
            end += 1
        elif token.kind == LINE and words and words[-1] in {",", "AND"} and tokens[end + 1].kind == WORD:
            end += 1
        else:
            break
    kept = words[: sum(1 for token in tokens[at:done] if token.kind != LINE)]
    return " ".join(kept).replace(" ,", ","), done


def _begins(tokens: Tokens, at: int) -> bool:
    """Say whether another marking begins at `at`, the same in the other language for one."""
    return _WHOLE.match(tokens, at) is not None or tokens[at].text in {"NATO", "OTAN", "COSMIC"}


def _is_name(token: Token, words: list[str]) -> bool:
    if token.raw.lower() in {"and", "of", "the", "et"}:
        return bool(words) or token.raw.lower() == "the"
    raw = token.raw[2:] if token.raw[:2].lower() == "l'" else token.raw
    return raw[:1].isupper() and (
        raw.isupper() or token.is_caps or not words or words[-1] in _BEFORE_NAMES or token.text in NATIONS
    )


def _nato_only(tokens: Tokens, at: int) -> tuple[str, int]:
    """Read `AUSTRALIA, SWEDEN, NATO ONLY`."""
    if tokens[at].kind != WORD or not tokens[at].is_caps:
        return "", 0
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
    stop = _tail(tokens, found[1], again)
    has_release = any(name.startswith("RELEASABLE TO ") for name in caveats)
    caveats.extend(name for name in again if not (has_release and name.startswith("RELEASABLE TO ")))
    return stop


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
    is_form = (caveats or begin > at + 1) and tokens[begin].raw not in _AGENCIES
    shape = Shape.FORM if is_form else Shape.WORD
    return Reading("nato", level, tuple(caveats), at, end + 1, shape, is_portion=True)


_SIGNS = (
    spread("COSMI"),
    r"\bNATO\b",
    r"\bOTAN\b",
    "DIFFUS",
    r"\(N[SC]AT?\)",
    r"\((?://)?N/?(?:ISAF|KFOR|SFOR|IFOR|PFP|EAPC) ?[URCS]\b",
)

SCHEME = Scheme(
    "nato",
    _WHOLE.firsts | _MISSIONS.firsts | {"NATO", "(", "//", "OTAN"},
    parse,
    _LEVELS.words | _WHOLE.words | _CATEGORIES.words | _RELEASE.words | {"NATO", "OTAN"},
    frozenset({"RELEASABLE", "COSMIC", "ATOMAL", "BOHEMIA", "UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET"}),
    signs=_SIGNS,
)
