"""
Canada: Protected A, B, C and the classified levels, in English, in French, and in both.

    marking   = level *(separator caveat) [condition]          ; SECRET - CANADIAN EYES ONLY, PROTECTED B (when completed)
    bilingual = marking separator marking                       ; PROTECTED B / PROTÉGÉ B: one marking
    form      = "PROTECTED" condition ["-"] ("A" / "B" / "C")   ; PROTECTED WHEN COMPLETED - B

The three letters make PROTECTED Canadian.  CONFIDENTIAL, SECRET and TOP SECRET belong to many nations: they are
Canada's with CANADIAN EYES ONLY, a release list that begins with CAN, or their French name beside them.
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
from dlp_service.detect.markings.schemes.spellings import spellings
from dlp_service.detect.markings.schemes.tail import Controls, Tail, company, national_prefix, read_tail, stands_apart
from dlp_service.detect.markings.tokens import END, LINE, WORD

_SPELLINGS = spellings("ca")
_LEVELS = Phrases(_SPELLINGS["levels"])
_SHARED = Phrases(_SPELLINGS["shared"])
_PROTECTED = Phrases(_SPELLINGS["protected"])
_EYES = Phrases(_SPELLINGS["own"])
_LETTERS = frozenset("ABC")
_NATION = frozenset({"CAN", "CDN", "CANADA", "CANADIAN"})
_CLOSING = {"(": ")", "[": "]"}
_QUOTES = frozenset("\"'-_")
_BETWEEN_LANGUAGES = frozenset({"/", "//", "-", "|", "*", LINE, "\u25a0", "\u25fc", ",", "("})
_FRENCH = frozenset({"CONFIDENTIEL", "TRES"})


def _released(names: list[str], is_listed: bool) -> str:
    del is_listed
    return f"REL TO {', '.join(names)}"


def _special(tokens: Tokens, at: int) -> tuple[str, int]:
    """Read CEO behind slashes or at the end of the line, where it is no chief executive."""
    if tokens[at].raw != "CEO" or not at:
        return "", 0
    is_slashed = tokens[at - 1].kind in {"//", "/"}
    is_last = tokens[at - 1].kind in {"-", ",", "("} and tokens[at + 1].kind in {LINE, END, ")", "]"}
    return ("CANADIAN EYES ONLY", at + 1) if is_slashed or is_last else ("", 0)


_CONTROLS = Controls(_EYES, Phrases(_SPELLINGS["other"]), "CAN", "CODEWORD ", _released, _special)


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read a Canadian marking at `at`."""
    if at and tokens[at - 1].kind == "-" and tokens[at - 1].end == tokens[at].start:
        return None
    if tokens[at].kind in _CLOSING:
        return _short(tokens, at)
    form = _form(tokens, at)
    if form is not None:
        return form
    before, begin = national_prefix(tokens, at, _NATION, _EYES)
    level, head = _level(tokens, begin)
    if not level:
        return None
    tail = read_tail(tokens, head, _CONTROLS)
    is_own = level.startswith("PROTECTED") or bool(before) or tail.is_own or "CANADIAN EYES ONLY" in tail.caveats
    name, stop, last = _condition(tokens, tail.end)
    again, is_bilingual = _other_language(tokens, tail.end if not name else stop, level, begin)
    if again:
        tail.caveats += [caveat for caveat in again.caveats if caveat not in tail.caveats]
        stop = last = again.end
        name, stop, last = (name, stop, last) if name else _condition(tokens, stop)
        stop = last = _condition_again(tokens, last) if name else stop
        is_own = is_own or is_bilingual or again.is_own
    is_named = begin > at and not before and is_all_caps(tokens, at, head) and stands_apart(tokens, last)
    if not (is_own or is_named):
        return None
    return _reading(tokens, at, begin, head, level, tail, (name, stop, last), before=bool(before))


def _short(tokens: Tokens, at: int) -> Reading | None:
    """Read `[PROT B]`: the short form needs its brackets, for a Prot A is a protein."""
    if tokens[at + 1].raw != "PROT":
        return None
    letter = skip(tokens, at + 2, {".", "-"}, 1)
    if tokens[letter].raw not in _LETTERS or tokens[letter + 1].kind != _CLOSING[tokens[at].kind]:
        return None
    level = f"PROTECTED {tokens[letter].raw}"
    return Reading("ca", level, (), at, letter + 2, Shape.FORM, bracket=tokens[at].kind)


def _reading(
    tokens: Tokens, at: int, begin: int, head: int, level: str, tail: Tail, end: tuple[str, int, int], *, before: bool
) -> Reading | None:
    name, stop, last = end
    caveats = [*(["CANADIAN EYES ONLY"] if before else []), *tail.caveats, *([name] if name else [])]
    is_run_on = last == head and level == "PROTECTED A" and _runs_on(tokens, head)
    if is_run_on:
        return None
    is_caps = is_all_caps(tokens, begin, head)
    private = tuple(tail.private)
    named = tuple(dict.fromkeys(caveats))
    return Reading("ca", level, named, at, last, Shape.FORM, is_caps, span_last=stop, private=private)


def _level(tokens: Tokens, at: int) -> tuple[str, int]:
    """Return the level at `at` and the index after it; the letter may stand in quotes or behind a hyphen."""
    found = _LEVELS.match(tokens, at) or _SHARED.match(tokens, at)
    if found and (found[0] != "PROTECTED A" or tokens[found[1] - 1].raw == "A"):
        return found
    word = _PROTECTED.match(tokens, at)
    if word:
        letter = skip(tokens, word[1], _QUOTES, 1)
        if tokens[letter].raw in _LETTERS and letter > word[1]:
            return f"PROTECTED {tokens[letter].raw}", skip(
                tokens, letter + 1, {tokens[letter - 1].kind} & set("\"'"), 1
            )
    return "", at


def _form(tokens: Tokens, at: int) -> Reading | None:
    """Read `PROTECTED WHEN COMPLETED - B` and `PROTÉGÉ B une fois rempli`, whose letter ends the line."""
    word = _PROTECTED.match(tokens, at)
    if word is None:
        return None
    name, end, _ = common.condition(tokens, word[1])
    letter = skip(tokens, end, {"-", "/", ":", "(", ","}, 1)
    if not name or tokens[letter].raw not in _LETTERS or not stands_apart(tokens, letter + 1):
        return None
    end = letter + 1 + (tokens[letter - 1].kind == "(" and tokens[letter + 1].kind == ")")
    level = f"PROTECTED {tokens[letter].raw}"
    begin = skip(tokens, end, _BETWEEN_LANGUAGES, 2)
    if begin > end and (again := _form(tokens, begin)) is not None and again.level == level:
        end = again.last
    return Reading("ca", level, (name,), at, end, Shape.FORM, is_all_caps(tokens, at, word[1]))


def _other_language(tokens: Tokens, end: int, level: str, first: int) -> tuple[Tail | None, bool]:
    """Return what follows the same level in the other language, and whether the languages differ."""
    begin = skip(tokens, end, _BETWEEN_LANGUAGES, 3)
    if begin == end:
        return None, False
    found, head = _level(tokens, begin)
    if found != level:
        return None, False
    crossed = any(token.kind == LINE for token in tokens[end:begin])
    tail = read_tail(tokens, head, _CONTROLS)
    if crossed and not (ends_line(tokens, tail.end) or tokens[tail.end].kind == "("):
        return None, False
    differ = tokens[begin].text != tokens[first].text
    return (tail, differ) if differ or tail.caveats else (None, False)


def _condition(tokens: Tokens, at: int) -> tuple[str, int, int]:
    """Read a condition as all schemes have it, or one in brackets on the next line."""
    is_below = tokens[at].kind == LINE and tokens[at + 1].kind == "("
    found = common.condition(tokens, at + is_below)
    return found if found[0] else ("", at, at)


def _condition_again(tokens: Tokens, end: int) -> int:
    """Return the index after the same condition in the other language, where it follows."""
    for _ in range(2):
        begin = skip(tokens, end, {"/", "-", "|", ",", "("}, 2)
        name, stop, _ = common.condition(tokens, begin)
        end = stop if name and begin > end else end
    return end + (tokens[end].kind == ")")


def _runs_on(tokens: Tokens, at: int) -> bool:
    """Say whether the A before `at` is an article: `PROTECTED A WITNESS`."""
    return tokens[at].kind == WORD and gap(tokens, at) <= 2 and tokens[at].text not in {"AND", "ET"}


_SIGNS = (
    r"(?i:\bprot[e\x{e9}\x{c9}]g[e\x{e9}\x{c9}]e?[ \x{a0}_-]{0,2}[\"']?[abc]\b)",
    r"\bP[A-Z\x{c9}]{3,6}[E\x{c9}] [ABC]\b",
    r"(?i:\bprotected[ _-][\"']?[abc]\b)",
    r"(?i:\bprot[e\x{e9}]g[e\x{e9}]e? (?:une fois|lorsqu))",
    r"(?i:\bprotected when )",
    r"(?i:canadian eyes)",
    r"(?i:aux canadiens)",
    r"(?i:non.classifi[e\x{e9}])",
    r"[\[(]PROT[. -]{0,2}[ABC][\])]",
)

SCHEME = Scheme(
    "ca",
    _LEVELS.firsts | _SHARED.firsts | _EYES.firsts | _NATION | frozenset(_CLOSING),
    parse,
    _LEVELS.words | _SHARED.words | _EYES.words,
    frozenset({"PROTECTED", "CANADIAN", "CANADIENS", "PROTEGE"}),
    signs=_SIGNS,
    company=company(_CONTROLS, frozenset({"CEO"}), _LEVELS.firsts | _SHARED.firsts),
)
