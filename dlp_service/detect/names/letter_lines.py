"""
The lines of a letter without their quote marks, and where one of them may say who wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dlp_service.detect.names.letter_words import ATTRIBUTION_STEMS

MAX_FIELD = 24
_QUOTES = " \t>|\xa0"
_MARKS = "*_ \t"
_PLAIN_STEMS = frozenset(filter(str.isascii, ATTRIBUTION_STEMS))


@dataclass(slots=True)
class Line:
    """A line without its quote marks; `depth` counts them, `gap` says that a blank line stands before."""

    start: int
    end: int
    text: str
    depth: int
    gap: bool
    word: str


class Lines(Sequence[Line]):
    """The lines that are not blank; most are prose and only their text is looked at, so a `Line` is made when asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.texts: list[str] = []
        self.gaps: list[bool] = []
        self.starts: list[int] = []
        self._made: dict[int, Line] = {}
        self._is_odd: bool | None = None
        gap = True
        begin = 0
        for raw in text.split("\n"):
            plain = raw.lstrip(_QUOTES)
            start = begin + len(raw) - len(plain)
            plain = plain.rstrip()
            if plain:
                self.texts.append(plain)
                self.gaps.append(gap)
                self.starts.append(start)
                gap = False
            else:
                gap = True
            begin += len(raw) + 1

    def is_said(self, number: int, lines: int) -> bool:
        """Say whether so many lines from one on hold a word of attribution, or one ends with an address and a colon."""
        texts = self.texts[number : number + lines]
        said = self._text[self.starts[number] : self.starts[number + len(texts) - 1] + len(texts[-1])]
        if ">:" in said and any(text.endswith(">:") for text in texts):
            return True
        if said.isascii():
            stems = _PLAIN_STEMS
        elif self._has_odd_letters():
            return True
        else:
            stems = ATTRIBUTION_STEMS
        lowered = said.lower()
        return any(map(lowered.__contains__, stems))

    def _has_odd_letters(self) -> bool:
        """Say whether small letters of the text are of another number, or another letter: then any word may be there."""
        if self._is_odd is None:
            self._is_odd = len(self._text.lower()) != len(self._text) or "\u017f" in self._text
        return self._is_odd

    def __len__(self) -> int:
        """Return how many lines are not blank."""
        return len(self.texts)

    def __getitem__(self, number: int) -> Line:  # type: ignore[override]  # no slices are asked for
        """Return one line."""
        line = self._made.get(number)
        if line is None:
            start, plain = self.starts[number], self.texts[number]
            begin = self._text.rfind("\n", 0, start) + 1
            depth = self._text.count(">", begin, start) if start > begin else 0
            line = Line(start, start + len(plain), plain, depth, self.gaps[number], first_word(plain))
            self._made[number] = line
        return line


def first_word(line: str) -> str:
    """Return the first word of a line in small letters, without marks around it."""
    return line[:MAX_FIELD].lstrip(_MARKS).partition(" ")[0].rstrip(",:!.\t").lower()
