"""
Words that no grammar knows after a level: they never lose it.

A compartment, a codeword or a national caveat cannot be listed, and a reader that knows only the published ones
would let `TOP SECRET ZYGOTE` pass as a heading.  `extended` therefore takes unknown capitals after a level into
the reading, as caveats that nobody but the analyst sees.  Headlines look the same (`TOP SECRET PARTY PLAN`), so
it also says what kind of words they are; the place decides then what they are worth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dlp_service.detect.markings.reading import Phrases, Reading, Shape, Tokens, gap
from dlp_service.detect.markings.schemes.ordinary import is_ordinary
from dlp_service.detect.markings.tokens import WORD

_LEVELS = frozenset(
    {
        "OFFICIAL-SENSITIVE",
        "CONFIDENTIAL",
        "SECRET",
        "TOP SECRET",
        "NATO CONFIDENTIAL",
        "NATO SECRET",
        "COSMIC TOP SECRET",
    }
)
"""Levels whose loss would let a message pass; the lower ones are too common in headings."""
_HIGH = frozenset({"SECRET", "TOP SECRET"})
_CLOSING = {"[": "]", "(": ")"}
_TIGHT = frozenset("-/")
_SEPARATORS = frozenset({"-", "/", "//", ":", "|", ","})
_CONTROLS = Phrases(
    (
        "UK EYES ONLY", "UK/US EYES ONLY", "FIVE EYES ONLY", "UKEO", "STRAP", "AUSTEO", "AGAO", "NOFORN", "ORCON", "RELIDO", "PROPIN", "WNINTEL", "NOCONTRACT",
        "ATOMAL", "CNWDI", "LIMDIS", "EXDIS", "NODIS", "CANUKUS", "AUSCANNZUKUS", "COMINT", *(f"STRAP{number}" for number in range(1, 10)),
    )
)  # fmt: skip
"""Caveats of any scheme that ordinary headings never have: each is a caveat of its own among unknown words."""
_PARTS = Phrases(("EYES ONLY", "FVEY", "ACGU", "CODEWORD"))
"""Words that make a caveat of the unknown words around them: `ZYGOTE EYES ONLY`."""
_MOST_WORDS = 6
_MOST_TOGETHER = 3
_LONGEST = 20
"""Letters of a word; what is longer is code."""
_SET_APART, _RUN_ON = 0.7, 0.5
"""
The most confidence: with a control, a known form, a bracket, or a separator between level and words; and without.

Downstream a finding counts in full from one half on, so even the weaker one holds a message back.
"""


@dataclass(frozen=True, slots=True)
class Extended:
    """
    A reading with the unknown words after it.

    `has_control` says that one of the words is a control of some scheme, `is_tight` that a slash without spaces
    ties them to the level.
    """

    reading: Reading
    has_control: bool
    words: tuple[str, ...]
    is_tight: bool = False

    @property
    def is_ordinary(self) -> bool:
        """Say whether one of the words belongs to ordinary language."""
        return any(is_ordinary(word) for word in self.words)


def extended(tokens: Tokens, reading: Reading) -> Extended | None:
    """Return the reading with the unknown capitals that follow it on its line; None where none do."""
    if (
        reading.level not in _LEVELS
        or not reading.is_caps
        or reading.is_portion
        or reading.bracket
        or reading.span_last not in {0, reading.last}
    ):
        return None
    groups, end = _groups(tokens, reading.last)
    if not groups:
        return None
    has_control = _has_control(tokens, reading.last, end)
    names = tuple(_caveat(reading, group) for group in groups)
    bracket = tokens[reading.first - 1].kind if reading.first else ""
    is_boxed = bracket in _CLOSING and tokens[end].kind == _CLOSING[bracket]
    is_apart = has_control or is_boxed or reading.shape is Shape.FORM or tokens[reading.last].kind != WORD
    result = replace(
        reading,
        caveats=(*reading.caveats, *names),
        private=(*reading.private, *names),
        first=reading.first - is_boxed,
        last=end + is_boxed,
        span_last=0,
        shape=Shape.FORM if has_control else reading.shape,
        bracket=bracket if is_boxed else "",
        most=_SET_APART if is_apart else _RUN_ON,
    )
    is_tight = (
        tokens[reading.last].kind in {"/", "//"} and not gap(tokens, reading.last) and not gap(tokens, reading.last + 1)
    )
    return Extended(result, has_control, tuple(word for group in groups for word in group), is_tight)


def _caveat(reading: Reading, words: list[str]) -> str:
    """Return unknown words as a caveat: a codeword in the British form, else as they are written."""
    name = " ".join(words)
    is_codeword = reading.scheme == "uk" and reading.level in _HIGH
    is_named = words[0] == "CODEWORD" or words[-1] == "ONLY" or name in _CONTROLS.words
    return f"CODEWORD {name}" if is_codeword and not is_named else name


def _groups(tokens: Tokens, at: int) -> tuple[list[list[str]], int]:
    """
    Return the unknown words by the separators between them, and the index after the last one taken.

    A group of ordinary words after a separator is the title, not a caveat, and ends the marking before it; so does
    a long one.  Neither holds of a group with a control in it (`UK ZYGOTE EYES ONLY`).
    """
    groups: list[list[str]] = []
    end = at
    while sum(map(len, groups)) < _MOST_WORDS:
        begin = end + 1 if tokens[end].kind in _SEPARATORS or tokens[end].kind in _CLOSING else end
        words, stop = _group(tokens, begin)
        if tokens[end].kind in _CLOSING:
            if tokens[stop].kind != _CLOSING[tokens[end].kind]:
                break
            stop += 1
        is_title = len(words) > _MOST_TOGETHER or (begin > end and any(is_ordinary(word) for word in words))
        if not words or (is_title and not _has_control(tokens, begin, stop)):
            break
        groups.append(words)
        end = stop
    return groups, end


def _has_control(tokens: Tokens, first: int, last: int) -> bool:
    return any(_CONTROLS.match(tokens, at) or _PARTS.match(tokens, at) for at in range(first, last))


def _group(tokens: Tokens, at: int) -> tuple[list[str], int]:
    """
    Return the capital words at `at` with nothing between them but spaces or tight hyphens and slashes.

    A control is a group of its own.
    """
    control = _CONTROLS.match(tokens, at)
    if control:
        return control[0].split(), control[1]
    words: list[str] = []
    end = at
    while _is_capital(tokens, end) and not _CONTROLS.match(tokens, end):
        words.append(tokens[end].raw)
        end += 1
        if tokens[end].kind in _TIGHT and gap(tokens, end) == 0 and gap(tokens, end + 1) == 0:
            end += _is_capital(tokens, end + 1)
    return (words, end) if any(word.isalpha() and len(word) > 1 for word in words) else ([], at)


def _is_capital(tokens: Tokens, at: int) -> bool:
    """Say whether a word in capitals stands at `at`; a number may follow one."""
    token = tokens[at]
    return token.kind == WORD and len(token.raw) <= _LONGEST and (token.raw.isupper() or token.raw.isdigit())
