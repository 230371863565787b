"""
Which places of a text are courtesy, not content.

Names in mail header lines (also quoted ones), greetings and signature blocks
say who writes to whom, which the envelope knows already.  The zones are kept small on
purpose: a list of people below "Kind regards" is content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp_service.detect.layout import Cell, lines, unquoted
from dlp_service.detect.people import Known, read_name
from dlp_service.detect.words import CLOSINGS, GREETINGS

MAX_SIGNATURE_LINES = 7
MAX_SIGNATURE_LINE = 80
MAX_GREETING = 60
_HEADER_LINE = re.compile(
    r"\*?(?:from|sent|to|cc|bcc|reply-to|resent-from|resent-to|sender|date|von|gesendet|an|de|envoyé|à|objet|betreff|subject)\*?\s*:\*? ",
    re.IGNORECASE,
)
_PEOPLE_LINE = re.compile(
    r"\*?(?:from|to|cc|bcc|reply-to|resent-from|resent-to|resent-cc|sender|return-path|delivered-to|von|an|de|à)\*?\s*:",
    re.IGNORECASE,
)
_WROTE = re.compile(r".{0,200}(?:wrote|schrieb|a écrit|schreef)\s*:\s*$|^-+ ?(?:original|forwarded) .*", re.IGNORECASE)
_GREETING = re.compile(rf"(?:{GREETINGS})\b", re.IGNORECASE)
_GREETING_END = re.compile(r"[,:;!.–\n]|\s-\s")
_CLOSING = re.compile(rf"(?:{CLOSINGS})[\s,.!]*$", re.IGNORECASE)
_NAME_ALONE = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w'’.-]*){0,2}\s?[,\-–:]")


def courtesy(text: str, where: str, known: Known) -> tuple[tuple[int, int], ...]:
    """Return the spans whose names are context, in order; `known` are the sender and the recipients."""
    if where == "header":
        return ((0, len(text)),) if _PEOPLE_LINE.match(text) else ()
    if where not in {"body", "note", "comment"}:
        return ()
    return tuple(_Zones(known).of(text))


class _Zones:
    """Walks the lines once, remembering whether it is in a signature or among quoted header lines."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.signature_left = 0
        self.is_opening = True
        self.is_marked = False
        self.last_end = 0

    def of(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the courtesy spans of one text."""
        for line in lines(text):
            plain = unquoted(line)
            is_after_blank = text.count("\n", self.last_end, line.start) > 1
            self.last_end = line.end
            yield from self._line(line, plain, is_after_blank=is_after_blank)

    def _line(self, line: Cell, plain: Cell, *, is_after_blank: bool) -> Iterator[tuple[int, int]]:
        if _HEADER_LINE.match(plain.text) or _WROTE.match(plain.text):
            self.is_opening, self.signature_left = True, 0
            yield line.start, line.end
            return
        if line.text in {"--", "-- ", "__", "___"}:
            self.signature_left, self.is_marked = MAX_SIGNATURE_LINES, True
            return
        if self.signature_left and self._goes_on(plain, is_after_blank=is_after_blank):
            self.signature_left -= 1
            yield line.start, line.end
            return
        self.signature_left = 0
        if _CLOSING.fullmatch(plain.text):
            self.signature_left, self.is_marked = MAX_SIGNATURE_LINES, False
        elif self._is_own_name(plain.text):
            self.signature_left, self.is_marked = MAX_SIGNATURE_LINES - 1, True
            yield line.start, line.end
        else:
            yield from self._greeting(plain)
        self.is_opening = False

    def _goes_on(self, plain: Cell, *, is_after_blank: bool) -> bool:
        """Say whether a signature reaches over this line: short, and not past a blank line once it has begun."""
        if len(plain.text) > MAX_SIGNATURE_LINE:
            return False
        has_begun = self.is_marked or self.signature_left < MAX_SIGNATURE_LINES
        return not (is_after_blank and has_begun)

    def _is_own_name(self, line: str) -> bool:
        """Say whether a signature begins here: a short line that begins with the name of someone we know."""
        if len(line) > MAX_SIGNATURE_LINE:
            return False
        head = re.split(r"[|,–(]| - ", line, maxsplit=1)[0].strip()
        if not 1 < len(head.split()) <= 5:
            return False
        name = read_name(head)
        return name.is_named and self.known.knows(name)

    def _greeting(self, plain: Cell) -> Iterator[tuple[int, int]]:
        """Yield the greeting at the start of a line: a word of greeting with what follows, or names and a comma."""
        greeting = _GREETING.match(plain.text)
        if greeting:
            end = _GREETING_END.search(plain.text, greeting.end())
            reach = end.start() if end else len(plain.text)
            if reach <= MAX_GREETING:
                yield plain.start, plain.start + reach
        elif self.is_opening and (name := _NAME_ALONE.match(plain.text)):
            is_alone = name.end() == len(plain.text)
            if is_alone or self.known.knows(read_name(name[0].rstrip(" ,-–:"))):
                yield plain.start, plain.start + name.end()
