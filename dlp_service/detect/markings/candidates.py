"""
Which pieces of a text are worth reading, decided at the speed of one automaton pass.

Almost all mail carries no marking.  One RE2 automaton looks for the stems of level words as written, damaged,
spaced or in look-alike letters, and for the signs of every scheme; it is generous, the grammars are strict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import re2

from dlp_service.detect.markings.signs import STEMS, spread
from dlp_service.textmap import clean

_MARK = r"\((?://)?(?:TS|S|C|U|R|CUI|SBU|LES|FOUO|OUO|LOU|NU|NR|NC|NS|NSAT|CTSA?|[A-Z]{3} [TSCRU]{1,2})(?:[/-][^()\n]{0,120})?\)"
"""A paragraph mark, written for both engines: finding the many of one text is quicker without leaving Python's."""
_SHARED = (
    r"(?i:top[ \t_-]{0,3}\r?\n?[ \t>]{0,4}secret)", r"(?i:(?:nato|uk|cosmic)[ /_-]{1,3}(?:top|secret|conf|restr|uncl|offic))",
    r"(?i:(?:secret|confidential|unclassified|restricted) ?//)", r"//[A-Z]{2,6} ?[A-Z/]",
    r"(?i:\b(?:classification|marking|classified|grading|class|handling|caveats?|security(?:label|class)?|sensitivity|label|gsc?)\b[\"']? {0,4}[:=])",
    r"(?i:(?:classified by|derived from|declassify on|declassification (?:date|instr)|controlled by|cui category|decl on|drv from|class by|restricted data|weapon design))",
    r"(?i:(?:label|marking|classification)=)",
)  # fmt: skip
"""Levels in any case, blocks and fields, which belong to no scheme alone."""
_DAMAGED = (
    r"[\x{ff21}-\x{ff5a}\x{1d400}-\x{1d7ff}\x{24b6}-\x{24e9}\x{1d00}-\x{1d2b}\x{a730}\x{a731}\x{a4d0}-\x{a4f7}\x{13a0}-\x{13f4}\x{2c80}-\x{2ce3}\x{1f130}-\x{1f189}]{2}",
    r"[\x{1f1e6}-\x{1f1ff}]{3}", r"(?:[A-Z][\x{0300}-\x{036f}]){2}", r"[A-Z_]\x08[A-Z]", r"\x{202e}",
    r"=\?[0-9A-Za-z_.:-]{2,40}\?[BbQq]\?", r"\b[A-Z](?:[ \t_.*|/\x{a0}\x{b7}\x{2000}-\x{200a}\x{202f}\x{3000}-]{1,5}[A-Z0135$]){4}", "(?:SSS?EEE?CC|CCC?OOO?NN|RRR?EEE?SS|OOO?FFFF|PPP?RRR?OO|UUU?NNN?CC|NNN?AAA?TT|TTT?OOO?PP|GGG?EEE?HH|DDD?III?EE|CCC?UUU?II|TTT?LLL?PP)",
    "SE[A-Z0-9(]?RET|SEC[A-Z0-9]?ET|SCERET|SERCET|SECERT", "OFF[A-Z0-9|!(]{1,4}[A1]L|SENS[A-Z0-9|!]{0,3}TIV|SEN[A-Z]{2,3}TIVE|[C(]TIVELY|[A-Z]TECTED|PRO[A-Z0-9(]{1,3}TED",
    spread("CUI"), spread("DIENST"), spread("EBRAUC"), r"[A-Z0-9](?:<[^<>\n]{1,40}>){1,2}[A-Z0-9]", r"[A-Z0-9]&(?:[a-zA-Z]{2,16}|#[0-9]{2,5}|#[xX][0-9a-fA-F]{2,4});[A-Z0-9]",
    r"(?:&#(?:[4-9][0-9]|[xX][45][0-9A-Fa-f]);){4}|(?:=[45][0-9A-F]){4}",
    r"PROT(?:E\x{0301}|\x{00c3}|=C3|=C9|[?\x{fffd}])",
)  # fmt: skip
"""
What holds a marking once it is made plain: letters of other alphabets and styles, struck, reversed, typed apart or twice,
encoded words, accents that were lost.
"""
_MARKS = re.compile(_MARK)
_OPTIONS = re2.Options()
_OPTIONS.max_mem = 64 << 20
_OPTIONS.never_capture = True
_EDGE_WORDS = re2.compile(
    r"(?i:secret|confiden|restrict|official|classif|protect|sensitive|nato|cosmic|noforn|cui\b|fouo)", _OPTIONS
)
_BLOCK_LABELS = re2.compile(
    r"(?i:classified by|\bcl(?:ass)? by|derived (?:from|by)|\bdrv(?: from| fm)?\b|declassif|\bdecl(?:ass)?(?: on)?:|cl reason|controlled by|cui categor|\breason: ?1\.|restricted data|weapon design information)",
    _OPTIONS,
)
_EDGES = frozenset({"footer", "page_header", "property", "header"})
_SHORTER = ("SECRET", "OFFICIAL", "SENSITIVE", "PROTECTED", "NOFORN")
_LINE_BREAK = r"[-=]?\r?\n[ \t>]{0,4}"


def _wrapped(word: str) -> str:
    """Return the pattern of a word broken at a line end where no half of it holds a stem."""
    return "|".join(f"{word[:at]}{_LINE_BREAK}{word[at:]}" for at in range(2, len(word) - 1))


class Candidates:
    """
    Finds the places worth reading for a set of schemes, given their signs; safe to call from several threads.

    >>> candidates = Candidates(())
    >>> candidates.has_any("Lunch is at twelve, officially.", "body"), candidates.has_any("5ECRET//N0FORN", "body")
    (False, True)
    """

    def __init__(self, signs: Iterable[str]) -> None:
        patterns = dict.fromkeys(
            [*(spread(stem) for stem in STEMS), *_SHARED, *_DAMAGED, *map(_wrapped, _SHORTER), *signs]
        )
        self._anything = re2.compile("|".join([_MARK, *patterns]), _OPTIONS)
        self._but_marks = re2.compile("|".join(patterns), _OPTIONS)

    @property
    def program_size(self) -> int:
        """How many instructions the automaton has; it must stay small to stay fast."""
        return int(self._anything.programsize)

    def has_any(self, text: str, where: str) -> bool:
        """Say whether any grammar could read something in `text`."""
        text = clean(text)
        return bool(self._anything.search(text)) or (where in _EDGES and bool(_EDGE_WORDS.search(text)))

    def spans(self, text: str, where: str) -> list[tuple[int, int]]:
        """Return where candidates begin and end, in order; at headers and footers any case of a level word is one."""
        text = clean(text)
        octets = text.encode() if text.isascii() else text  # the places of octets are not counted once more
        found = [match.span() for match in self._but_marks.finditer(octets)]
        others = [match.span() for match in _EDGE_WORDS.finditer(octets)] if where in _EDGES else []
        if "(" in text:
            others.extend(match.span() for match in _MARKS.finditer(text))
        return sorted([*found, *others]) if others else found


def has_block_label(text: str) -> bool:
    """Say whether `text` holds a label of an authority or designation block."""
    return bool(_BLOCK_LABELS.search(clean(text)))
