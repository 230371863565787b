"""
European Union: Council Decision 2013/488/EU and the Commission's 2015/444, whose levels have a name in two languages.

    marking  = pair *(separator designator) [until]             ; RESTREINT UE/EU RESTRICTED
    pair     = french [separator english] / english [separator french]
    portion  = "(" short ")"
    short    = ("TS" / "S" / "C" / "R") "-UE/EU-" the same letter, or one half of it
    designator = "RELEASABLE TO" [":"] names / "LIMITE" / "ATOMAL" / "CRYPTO" / codeword
    until    = "UNTIL" date-or-event ["AND" marking "THEREAFTER"]

Both names of a level are one marking.  UNTIL is reported and never lowers.  LIMITE is no level but a distribution
marking of the Council; it counts where a marking stands, for DATE LIMITE is ordinary French.
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
from dlp_service.detect.markings.schemes.nato import release_names
from dlp_service.detect.markings.schemes.spellings import spellings
from dlp_service.detect.markings.schemes.tail import as_written
from dlp_service.detect.markings.signs import spread
from dlp_service.detect.markings.tokens import END, LINE, WORD

_SPELLINGS = spellings("eu")
_NAMES = Phrases(_SPELLINGS["levels"])
_EURATOM = Phrases(_SPELLINGS["euratom"])
_DISTRIBUTION = Phrases(_SPELLINGS["distribution"])
_CAVEATS = Phrases(_SPELLINGS["caveats"])
_RELEASE = Phrases(
    ("RELEASABLE TO", "RELEASEABLE TO", "REL TO", "COMMUNICABLE A", "COMMUNICABLE AU", "COMMUNICABLE AUX")
)
_SHORT = {"R": "EU RESTRICTED", "C": "EU CONFIDENTIAL", "S": "EU SECRET", "TS": "EU TOP SECRET"}
_SEPARATORS = frozenset({"-", "/", "//", ",", ":", ";", "|", LINE, "_", "(", "["})
_BETWEEN_LANGUAGES = frozenset({"/", "//", "\\", "-", "|", LINE, "_", "("})
_CLOSING = {"(": ")", "[": "]"}
_HIGH = frozenset({"EU SECRET", "EU TOP SECRET"})
_LANGUAGES = frozenset(
    [
        "BG",
        "CS",
        "DA",
        "DE",
        "EL",
        "EN",
        "ES",
        "ET",
        "FI",
        "FR",
        "GA",
        "HR",
        "HU",
        "IT",
        "LT",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SK",
        "SL",
        "SV",
    ]
)
_MOST = 8
_LONGEST_EVENT = 16


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read a marking of the Union at `at`."""
    if tokens[at].kind in _CLOSING:
        return _tag(tokens, at)
    if at and tokens[at - 1].kind == "-" and tokens[at - 1].end == tokens[at].start:
        return None
    level, head, caveats = _level(tokens, at)
    if not level:
        return _limited(tokens, at)
    private: list[str] = []
    end = _tail(tokens, head, level, caveats, private)
    end = _until(tokens, end, caveats)
    name, stop, last = common.condition(tokens, end)
    named = (*caveats, name) if name else tuple(caveats)
    is_caps = is_all_caps(tokens, at, head)
    return Reading("eu", level, named, at, last, Shape.FORM, is_caps, span_last=stop, private=tuple(private))


def _level(tokens: Tokens, at: int) -> tuple[str, int, list[str]]:
    """Return the level at `at` in one language or both, the index after it, and what its name says besides."""
    old = _EURATOM.match(tokens, at)
    if old:
        return f"EU{old[0].removeprefix('EURA')}", old[1], ["EURA"]
    found = _NAMES.match(tokens, at)
    if found:
        level, end = found
        begin = skip(tokens, end, _BETWEEN_LANGUAGES, 2)
        other = _NAMES.match(tokens, begin)
        if other and other[0] == level and tokens[begin].text != tokens[at].text:
            end = other[1] + (tokens[begin - 1].kind == "(" and tokens[other[1]].kind == ")")
        return level, end, []
    level, end = _short(tokens, at)
    return (level, end, []) if tokens[at].is_caps or len(tokens[at].raw) == 1 else ("", at, [])


def _short(tokens: Tokens, at: int) -> tuple[str, int]:
    """Read `R-UE/EU-R`, with the signs that file names and damage leave of it."""
    letter = tokens[at].raw
    level = _SHORT.get(letter)
    if level is None:
        return "", at
    signs = {"-", "_", "/"}
    for word in ("UE", "EU", letter):
        at = skip(tokens, at + 1, signs, 1)
        if tokens[at].raw != word:
            return "", at
    return level, at + 1


def _half(tokens: Tokens, at: int) -> tuple[str, int]:
    """Read one half of the abbreviation, which only brackets make a marking: `R-UE`, `EU-R`."""
    words = [token.raw for token in tokens[at : at + 3]]
    if len(words) == 3 and words[1] == "-" and "UE" in words[2:] and words[0] in _SHORT:
        return _SHORT[words[0]], at + 3
    if len(words) == 3 and words[:2] == ["EU", "-"] and words[2] in _SHORT:
        return _SHORT[words[2]], at + 3
    return "", at


def _tag(tokens: Tokens, at: int) -> Reading | None:
    """Read `(R-UE/EU-R)` before a paragraph, and `[EU-R]` in a subject."""
    level, end = _short(tokens, at + 1)
    if not level:
        level, end = _half(tokens, at + 1)
    if not level:
        return None
    caveats: list[str] = []
    private: list[str] = []
    end = _tail(tokens, end, level, caveats, private)
    if tokens[end].kind != _CLOSING[tokens[at].kind]:
        return None
    if tokens[at].kind == "[":
        return Reading("eu", level, tuple(caveats), at, end + 1, Shape.FORM, private=tuple(private), bracket="[")
    return Reading("eu", level, tuple(caveats), at, end + 1, Shape.FORM, is_portion=True, private=tuple(private))


def _tail(tokens: Tokens, end: int, level: str, caveats: list[str], private: list[str]) -> int:
    """Add the designators that follow a level; return the index after the last."""
    for _ in range(_MOST):
        begin = skip(tokens, end, _SEPARATORS)
        between = [token.kind for token in tokens[end:begin]]
        if between.count(LINE) > 1:
            break
        name, stop = _designator(tokens, begin, is_apart=bool(between))
        if not stop and LINE not in between and level in _HIGH:
            name, stop = _codeword(tokens, begin)
            private.extend([name] if stop else [])
        if not stop or (LINE in between and not ends_line(tokens, stop)):
            break
        caveats.extend([] if name in caveats else [name])
        end = stop + 1 if between and between[-1] in {"(", "["} and tokens[stop].kind in {")", "]"} else stop
    return end


def _designator(tokens: Tokens, at: int, *, is_apart: bool) -> tuple[str, int]:
    release = _RELEASE.match(tokens, at)
    if release:
        names, stop = release_names(tokens, skip(tokens, release[1], {":"}, 1))
        return (f"RELEASABLE TO {names}", stop) if names else ("", 0)
    found = _CAVEATS.match(tokens, at)
    if found and is_all_caps(tokens, at, found[1]) and (is_apart or ends_line(tokens, found[1])):
        return found
    return "", 0


def _codeword(tokens: Tokens, at: int) -> tuple[str, int]:
    """Take one word in capitals behind a dash or slashes that ends the line."""
    is_set_apart = tokens[at - 1].kind == "//" or (tokens[at - 1].kind == "-" and gap(tokens, at) > 0)
    word = tokens[at]
    is_word = word.kind == WORD and word.raw.isupper() and word.raw.isalpha() and len(word.raw) >= 4
    return (f"CODEWORD {word.text}", at + 1) if is_word and is_set_apart and ends_line(tokens, at + 1) else ("", 0)


def _until(tokens: Tokens, at: int, caveats: list[str]) -> int:
    """Read `until 31 December 2031 and EU RESTRICTED thereafter`; return the index after it."""
    begin = skip(tokens, at, {"(", ",", "-"}, 1)
    if tokens[begin].text not in {"UNTIL", "JUSQU'AU", "TILL"}:
        return at
    start = end = begin + 1
    after, stop = "", begin
    while end < start + _LONGEST_EVENT and tokens[end].kind not in {LINE, END, ")", ";", "|"}:
        if tokens[end].text in {"AND", "ET", "THEN"} and (found := _level(tokens, end + 1))[0]:
            after, stop = found[0], found[1]
            break
        end += 1
    while end > start and tokens[end - 1].kind != WORD:
        end -= 1
    if end == start:
        return at
    caveats.append(f"EXPIRES {as_written(tokens, start, end)}")
    if after:
        caveats.append(f"DOWNTO {after}")
        end = stop + (tokens[stop].text in {"THEREAFTER", "AFTERWARDS", "ENSUITE"})
    return end + (tokens[begin - 1].kind == "(" and tokens[end].kind == ")")


def _limited(tokens: Tokens, at: int) -> Reading | None:
    """Read LIMITE; with the language of the document behind it, as the Council's footers have it, it is no other word."""
    found = _DISTRIBUTION.match(tokens, at)
    if found is None:
        return None
    end = found[1]
    has_language = tokens[end].raw in _LANGUAGES and ends_line(tokens, end + 1)
    shape = Shape.FORM if has_language or end > at + 1 else Shape.WORD
    return Reading("eu", found[0], (), at, end + has_language, shape, is_all_caps(tokens, at, end), span_last=end)


_SIGNS = (
    r"\bUE[ /_-]{1,3}EU\b",
    r"(?i:(?:restreint|confidentiel|secret) ue\b)",
    r"(?i:\b(?:eu|eura) (?:restricted|confidential|secret|top secret)\b)",
    spread("LIMIT"),
    r"[\[(](?:TS|S|C|R)-UE[\])]",
    r"[\[(]EU-(?:TS|S|C|R)[\])]",
)

SCHEME = Scheme(
    "eu",
    frozenset(_CLOSING) | _NAMES.firsts | _EURATOM.firsts | _DISTRIBUTION.firsts | frozenset(_SHORT),
    parse,
    _NAMES.words | _EURATOM.words | _DISTRIBUTION.words | _CAVEATS.words | _RELEASE.words,
    frozenset({"RESTREINT", "CONFIDENTIEL"}),
    signs=_SIGNS,
)
