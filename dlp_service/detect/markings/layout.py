"""
Stage 3a: where a reading stands in its text.

A person tells a marking from a mention by place first: alone on a line, at the head or foot, in a field,
in a heading.  `Page` knows the lines of a piece of text, `Place` what surrounds one reading.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from itertools import accumulate
from typing import TypeVar, cast

from dlp_service.detect.markings.normalise import Normalised

_Found = TypeVar("_Found")
_DECORATION = " \t*_=~#`|.\u00b7-+<>\"'\x00\u2022\u2611\u2612\u2713\u2714\u26a0\ufe0f"
_BRACKETS = frozenset("[](){}")
_SPEAKER = re.compile(r"^\s*(?:[A-Z][A-Za-z.]{0,15}>+|@[A-Z][\w.-]{1,30}[,:]?(?=\s)|\[[A-Z]{1,4}\d{1,4}\])\s*")
"""Who said it: initials before the sign of a quote, the number of a comment, a name that a comment is addressed to."""
_NOTES = re.compile(r"^\s*(?:speaker(?:'s)?\s)?notes?\s*:\s*", re.IGNORECASE)
_PICTURE = 4
"""Code points of a small picture and what chooses its colour."""
_FURNITURE = re.compile(
    r"""^(?:
        (?:page|copy|sheet|slide|version|issue|draft|rev|v)\b[ .:#]*(?:no\.?\s*)?\d*(?:\.\d+)?\s*(?:(?:of|/)\s*\d+)?(?:\s*copies)?
      | section\s+\d+\s+of\s+\d+(?:\s+[A-Z0-9 ]{1,40})?
      | \d{1,4}\s*(?:of|/)\s*\d{1,4} | -?\s*\d{1,4}\s*-?
      | \d{1,2}[ ./-](?:\d{1,2}|[a-z]{3,9})[ ./-]\d{2,4} | \d{4}-\d\d-\d\d
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
_WIDE = re.compile(r"\t|\s{3,}|\s\|\s")
_MAY_BE_WIDE = re.compile(r"\s(?:(?<=\t)|\|\s|\s\s)")
"""Matches where `_WIDE` does; the engine finds the next space at once, not the next of three alternatives."""
_SUBJECT_FIELD = re.compile(
    r"^\W{0,4}(?:subject|subj|re|betreff|betr\.?|objet|emne|onderwerp|oggetto|asunto|assunto|.mne)\s*:\s*",
    re.IGNORECASE,
)
_SUBJECT_PREFIX = re.compile(
    r"^\s*(?:(?:re|fwd?|fw|aw|wg|tr|antw(?:ort)?|weitergeleitet|doorst|rv|vb|rep|sv|vs|accepted|declined|tentative|automatic reply|auto|read|not read|delivered|relayed|undeliverable|recall|cancell?ed|updated|out of office|antwort|weiterleitung|rif|ynt)\s*(?:\[\d+\])?\s*:\s*"
    r"|\[(?:external|ext|seemail|trusted|e?xternal sender|internal|spam|suspicious|bulk|encrypt|secure|ticket[^\]]{0,20}|#?\d+)\]\s*)+",
    re.IGNORECASE,
)
_SUBJECT_SUFFIX = re.compile(
    r"(?:\s*(?:\[(?:ticket|ref|case|id|issue|external|ext|secure|encrypted?|#)[^\]]{0,30}\]|\(fwd\)|#\d{3,10}))+\s*$",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*(?:[-*+]|\(?\d{1,3}(?:\.\d{1,3}){0,4}[.)]?|[a-zA-Z][.)]|[ivx]{1,4}[.)])\s+$")
_MARKED = re.compile(
    r"^[ \t]*(?:\d{1,3}[.)][ \t]+)?\((?://)?(?:TS|S|C|U|NS|NC|CTS)//[^()\n]{1,80}\)[ \t]+\S|^\W*(?:classified by|derived from|declassify on)[ \t]*:"
    r"|^[ \t*]*copy[ \t]+(?:no\.?[ \t]*)?\d+[ \t]+of[ \t]+\d+",
    re.IGNORECASE | re.MULTILINE,
)
_LABELS = re.compile(
    r"(?i)mark|class|level|label|caveat|grad|security|sensitivity|handl|should|wrong|example|instead|change"
)
"""Words before a colon that are no name but say something of what follows."""
_AUTHOR = re.compile(r"^(?:[^\W\d_a-z][\w'\u2019-]*[.,]? ){1,4}[^\W\d_a-z][\w'\u2019-]*[.,]?: ")
"""The name before a comment: two to five words in capitals or with capital letters."""
_SHORT_LINE = 60
SENTENCE_REACH = 240
MAX_COLUMN = 256
"""Tables of levels are narrow, and finding a column costs as many steps as there are before it."""


class Place:
    """
    The surroundings of one reading, `start..end` of a page's text.

    `before` and `after` are the rest of its line without decoration and page furniture, `raw_before` and
    `raw_after` as they stand; what lies further away is worked out when a rule asks for it.  `is_subject` holds for
    subject lines and for subject fields of quoted messages.
    """

    def __init__(self, page: Page, start: int, end: int) -> None:
        self._page = page
        self._first, self._last = page.line_of(start), page.line_of(max(start, end - 1))
        self._line_start = page.starts[self._first]
        self._start = start
        raw_before = page.text[max(self._line_start, start - SENTENCE_REACH) : start]
        self.where = page.where
        self._end = end
        self.is_subject = page.where == "subject"
        field = None if self.is_subject or not raw_before else _SUBJECT_FIELD.match(raw_before)
        if field:
            self.is_subject = True
            raw_before = raw_before[field.end() :]
        if self.is_subject and raw_before and (prefix := _SUBJECT_PREFIX.match(raw_before)):
            raw_before = raw_before[prefix.end() :]
        if self.where == "comment" and (author := _AUTHOR.match(raw_before)) and not _LABELS.search(author[0]):
            raw_before = raw_before[author.end() :]
        if raw_before and (speaker := _SPEAKER.match(raw_before)):
            raw_before = raw_before[speaker.end() :]
        if self.where == "note" and (heading := _NOTES.match(raw_before)):
            raw_before = raw_before[heading.end() :]
        self.raw_before = raw_before
        self.before = "" if not raw_before or _BULLET.match(raw_before) else rest_of_line(raw_before)

    @cached_property
    def raw_after(self) -> str:
        """The rest of the line as it stands."""
        rest = self._page.text[self._end : min(self._page.end_of(self._last), self._end + SENTENCE_REACH)].rstrip("\n")
        if self.is_subject and rest and (suffix := _SUBJECT_SUFFIX.search(rest)):
            return rest[: suffix.start()]
        return rest

    @cached_property
    def after(self) -> str:
        """The rest of the line without decoration and page furniture."""
        return rest_of_line(self.raw_after) if self.raw_after else ""

    @property
    def is_alone(self) -> bool:
        """Say whether nothing else stands on the line."""
        return not self.before and not self.after

    @property
    def is_first(self) -> bool:
        """Say whether the line is the first of the part with text."""
        return self._first == self._page.head

    @property
    def is_last(self) -> bool:
        """Say whether the line is the last of the part with text."""
        return self._last == self._page.foot

    @property
    def is_repeated(self) -> bool:
        """Say whether the text begins and ends with this line."""
        return self._page.is_framed and (self.is_first or self.is_last)

    @property
    def is_in_marked_text(self) -> bool:
        """Say whether the text has paragraph marks, an authority block or a copy number, as only marked documents do."""
        return self._page.is_marked

    def has_line(self, line: str) -> bool:
        """Say whether a line of the text, decoration aside, reads just so."""
        return line in self._page.first_lines

    def has_word(self, word: str) -> bool:
        """Say whether the word stands somewhere in the text, written just so."""
        return word in self._page.words

    @property
    def is_quoted(self) -> bool:
        """Say whether the line was quoted with `>`."""
        return self._page.normalised.is_quoted(self._line_start)

    @property
    def previous(self) -> str:
        """Return the line before, empty where blank."""
        return self._page.line(self._first - 1).strip()

    @property
    def following(self) -> str:
        """Return the line after, empty where blank."""
        return self._page.line(self._last + 1).strip()

    @property
    def introduction(self) -> str:
        """Return the last line with text before, at most one blank line away."""
        return self._page.introduction(self._first)

    @property
    def cells(self) -> tuple[str, str]:
        """Return what stands in the same column in the rows above and below, empty where nothing does."""
        return self._page.cell(self._first - 1, self._column), self._page.cell(self._last + 1, self._column)

    def own_column(self, head: re.Pattern[str]) -> tuple[str, ...]:
        """Return the cells of the same column that follow on one another up to a head, at most six either way."""
        own = self._page.cell(self._first, self._column)
        around = (self._page.cells(self._first, self._column, step, head) for step in (-1, 1))
        return (own, *(text for cells in around for text in cells))

    @property
    def _column(self) -> int:
        return self._page.text.count("\t", self._line_start, self._start)

    @property
    def is_cell(self) -> bool:
        """Say whether the reading fills one of several cells of a row."""
        sides = self.raw_before.rpartition("\t"), self.raw_after.partition("\t")
        is_row = bool(sides[0][1] or sides[1][1])
        return is_row and not sides[0][2].strip(_DECORATION) and not sides[1][0].strip(_DECORATION)

    @property
    def block(self) -> tuple[str, ...]:
        """Return the lines of the paragraph, at most six either way."""
        return self._page.block(self._first)

    @property
    def block_head(self) -> str:
        """Return the first line of the block."""
        return self._page.block_head(self._first)

    @property
    def line(self) -> str:
        """Return the first line of the reading as a whole."""
        return self._page.line(self._first)

    @property
    def column(self) -> tuple[list[str], list[str]]:
        """Return the lines with text above, nearest first, and below: three each, with at most one blank line between."""
        return self._page.near(self._first, -1), self._page.near(self._last, 1)

    def lines_above(self, most: int) -> list[str]:
        """Return up to `most` lines above as they stand, the nearest first."""
        return self._page.lines_from(self._first, -1, most)

    def lines_below(self, most: int) -> list[str]:
        """Return up to `most` lines below as they stand, the nearest first."""
        return self._page.lines_from(self._last, 1, most)

    def above_twin(self, most: int) -> list[str]:
        """Return the lines above the first line of the text that reads like this one; empty where this is the first."""
        first = self._page.first_lines.get(self.line.strip(_DECORATION), self._first)
        return self._page.lines_from(first, -1, most) if first < self._first else []

    @property
    def start(self) -> int:
        """Where the reading begins in the text of its page."""
        return self._start

    @property
    def first_line(self) -> str:
        """The first line of the text of its page."""
        return self._page.line(max(0, self._page.head))

    @property
    def is_like_first(self) -> bool:
        """Say whether the line reads like the first of the text."""
        return self.line.strip(_DECORATION) == self.first_line.strip(_DECORATION)

    def once(self, find: Callable[[str], _Found]) -> _Found:
        """Return what `find` gives for the text of the page; it is asked once."""
        return self._page.once(find)

    @property
    def lead(self) -> str:
        """Return the start of the sentence up to the reading; it may begin on the line before."""
        previous = "" if self.is_subject else self.previous
        text = f"{previous[-SENTENCE_REACH:]} {self.raw_before}" if previous else self.raw_before
        return _SENTENCE_END.split(text)[-1].strip()

    @property
    def sentence_before(self) -> str:
        """Return the sentence before the one of the reading, as far as its line and the one above hold it."""
        sentences = _SENTENCE_END.split(f"{self.previous[-SENTENCE_REACH:]} {self.raw_before}")
        return sentences[-2].strip() if len(sentences) > 1 else ""

    @property
    def trail(self) -> str:
        """Return the rest of the sentence, its closing sign included."""
        following = "" if self.is_subject else self.following
        text = f"{self.raw_after} {following[:SENTENCE_REACH]}" if following else self.raw_after
        found = _SENTENCE_END.search(text)
        return (text[: found.end()] if found else text).strip()


def _is_picture(text: str) -> bool:
    """Say whether a text is one or two signs that are no letters: a lock, a warning sign."""
    return len(text) <= _PICTURE and not text.isascii() and not any(char.isalnum() for char in text)


def rest_of_line(text: str) -> str:
    """
    Return what a reader would call text: no rules, bullets, page or copy numbers, dates.

    >>> rest_of_line("      Page 2 of 9 "), rest_of_line(" - minutes"), rest_of_line(" ***")
    ('', 'minutes', '')
    """
    plain = text.strip(_DECORATION)
    if not plain or plain in _BRACKETS or _FURNITURE.match(plain) or _is_picture(plain):
        return ""
    if _MAY_BE_WIDE.search(plain) and all(
        not piece.strip(_DECORATION) or _FURNITURE.match(piece.strip(_DECORATION)) for piece in _WIDE.split(plain)
    ):
        return ""
    return plain


class Page:
    """The lines of one piece of normalised text; `is_start` and `is_end` say whether it begins and ends the part."""

    def __init__(self, normalised: Normalised, where: str, *, is_start: bool, is_end: bool) -> None:
        self.normalised = normalised
        self.text = normalised.text
        self.where = where
        self._rows = self.text.split("\n")
        self.starts = list(accumulate((len(row) + 1 for row in self._rows[:-1]), initial=0))
        self._found: dict[Callable[[str], object], object] = {}
        self.head = self._edge(range(len(self._rows))) if is_start else -1
        self.foot = self._edge(range(len(self._rows) - 1, -1, -1)) if is_end else -1

    @cached_property
    def is_marked(self) -> bool:
        """Whether the text has the furniture of marked documents, worked out when first asked for."""
        return _MARKED.search(self.text) is not None

    @cached_property
    def words(self) -> frozenset[str]:
        """The words in small letters, worked out when first asked for."""
        return frozenset(re.findall(r"\b[a-z]+\b", self.text))

    @cached_property
    def first_lines(self) -> dict[str, int]:
        """The number of the first line that reads so, for short lines without decoration."""
        found: dict[str, int] = {}
        for number, line in enumerate(self._rows):
            if len(line) <= _SHORT_LINE:
                found.setdefault(line.strip(_DECORATION), number)
        return found

    def once(self, find: Callable[[str], _Found]) -> _Found:
        """Return what `find` gives for the text; it is asked once."""
        if find not in self._found:
            self._found[find] = find(self.text)
        return cast("_Found", self._found[find])

    @property
    def is_framed(self) -> bool:
        """Say whether the first and the last line with text read the same."""
        if self.head < 0 or self.foot <= self.head:
            return False
        return self.line(self.head).strip(_DECORATION) == self.line(self.foot).strip(_DECORATION)

    def _edge(self, lines: range) -> int:
        return next((line for line in lines if self.line(line).strip(_DECORATION)), -1)

    def line(self, number: int) -> str:
        """Return the text of a line without its end; empty outside the page."""
        return self._rows[number] if 0 <= number < len(self._rows) else ""

    def cell(self, line: int, column: int) -> str:
        """Return the text of a cell of a row; empty where the row has no such column, or one too far to the right."""
        if column > MAX_COLUMN:
            return ""
        cells = self.line(line).split("\t", column + 1)
        return cells[column].strip() if column < len(cells) else ""

    def cells(self, line: int, column: int, step: int, head: re.Pattern[str]) -> list[str]:
        """Return the cells of a column from `line` on in one direction, six at most and none behind an empty one or a head."""
        found: list[str] = []
        while len(found) < 6 and (text := self.cell(line := line + step, column)) and not head.match(text):
            found.append(text)
        return found

    def line_of(self, position: int) -> int:
        """Return the number of the line at a position."""
        return bisect_right(self.starts, position) - 1

    def end_of(self, number: int) -> int:
        """Return the position after the last character of a line, its end included; the text's end at most."""
        return self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)

    def place(self, start: int, end: int) -> Place:
        """Return the surroundings of `start..end`."""
        return Place(self, start, end)

    def introduction(self, line: int) -> str:
        """Return the last line with text among the two before `line`."""
        for number in range(line - 1, max(-1, line - 3), -1):
            text = self.line(number).strip()
            if text:
                return text[-SENTENCE_REACH:]
        return ""

    def near(self, line: int, step: int) -> list[str]:
        """Return up to three lines with text from `line` on in one direction, at most one blank line between them."""
        found: list[str] = []
        blank = 0
        while len(found) < 3 and blank < 2 and 0 <= (line := line + step) < len(self.starts):
            text = self.line(line)[:SENTENCE_REACH].strip()
            blank = 0 if text else blank + 1
            if text:
                found.append(text)
        return found

    def lines_from(self, line: int, step: int, most: int) -> list[str]:
        """Return up to `most` lines as they stand from the one after `line` on in one direction, cut to a sentence's length."""
        last = max(-1, line - most - 1) if step < 0 else min(len(self.starts), line + most + 1)
        return [self.line(number)[:SENTENCE_REACH] for number in range(line + step, last, step)]

    def block(self, line: int) -> tuple[str, ...]:
        """Return the neighbouring lines of the same paragraph, at most six either way."""
        high, last = line + 1, min(len(self._rows), line + 7)
        while high < last and self._rows[high].strip():
            high += 1
        return tuple(row[:SENTENCE_REACH] for row in self._rows[self._block_start(line) : high])

    def block_head(self, line: int) -> str:
        """Return the first line of the block."""
        return self._rows[self._block_start(line)][:SENTENCE_REACH]

    def _block_start(self, line: int) -> int:
        low, first = line, max(0, line - 6)
        while low > first and self._rows[low - 1].strip():
            low -= 1
        return low


_SENTENCE_END = re.compile(r"[.!?][\"')\]]*(?:\s|$)")
