"""
Which addresses and numbers only say who writes to whom.

The addresses of the sender and the recipients, and what stands in mail header lines, quoted ones too, in greetings
and in signature blocks, is context.  A number of a person's own, as on a passport, is evidence wherever it stands.

The few lines above a place are looked at first, which is cheap and knows the footers of mailing lists; where they say nothing,
the courtesy zones decide that names have too.
"""

from __future__ import annotations

import re
from functools import cached_property

from dlp_service.detect.courtesy import courtesy
from dlp_service.detect.identifiers.plain import Plain
from dlp_service.detect.interface import Context
from dlp_service.detect.names.words import CLOSINGS
from dlp_service.detect.spans import Spans
from dlp_service.textmap import PIECE_CHARS
from dlp_service.values import CONTACT_IDENTIFIERS, PartText, Role

_MAX_LINES = 8
_MAX_LINE = 90
_REACH = 700
_MAX_BLOCK = 400
_PROSE = frozenset({"body", "note", "comment"})
_HEADER = re.compile(
    r"[ >|*]*(?:from|to|cc|bcc|reply-to|resent-[a-z]+|sender|return-path|delivered-to|received|message-id|sent by|on behalf of"
    r"|von|an|de|\xe0|van|aan|da|od|do)\*?\s*:",
    re.IGNORECASE,
)
_WROTE = (
    "wrote",
    "writes",
    "schrieb",
    "a \xe9crit",
    "schreef",
    "escribi\xf3",
    "ha scritto",
    "napisa\u0142",
    "napisa\u0142(a)",
)
_OPENS = re.compile(rf"(?:--|__|___) ?|[-_=]{{8,}}|(?:{CLOSINGS})[ \t,.!]*", re.IGNORECASE)
"""The line above a signature: a mark or a closing."""
_BLANK = re.compile(r"\n[ \t>|\r]*\n")
_WORD = re.compile(r"[^\W\d_]{2,}")


class Roles:
    """What is known of a message's correspondents."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.addresses = frozenset(a.strip(" <>").lower() for a in (context.sender, *context.recipients) if a)
        split = (frozenset(_WORD.findall(name.lower())) for name in (context.sender_name, *context.visible_names))
        self.names = tuple(dict.fromkeys(words for words in split if len(words) > 1))

    def of(self, text: PartText, made: Plain) -> TextRoles:
        """Return what answers for one text, which was `made` plain."""
        return TextRoles(self, text, made)


class TextRoles:
    """Answers for one text."""

    def __init__(self, roles: Roles, text: PartText, made: Plain) -> None:
        self._roles = roles
        self._text = text
        self._made = made
        self._where = text.where
        self._block: tuple[int, bool] = (-1, False)
        self._line: tuple[int, int, bool] = (-1, -1, False)

    def role(self, kind: str, surface: str, start: int) -> Role:
        """Return the role of one finding that begins at `start`."""
        if kind not in CONTACT_IDENTIFIERS:
            return Role.EVIDENCE
        if self._where == "header" or surface.lower() in self._roles.addresses:
            return Role.CONTEXT
        if self._where not in _PROSE:
            return Role.EVIDENCE
        return Role.CONTEXT if self._is_courtesy(start) or self._is_in_zone(start) else Role.EVIDENCE

    def _is_in_zone(self, start: int) -> bool:
        place = self._made.map.start(start)
        return self._zones.overlap(place, place + 1)

    @cached_property
    def _zones(self) -> Spans:
        # In a longer text, no letter any more, the lines above are enough.
        is_letter = len(self._text.text) <= PIECE_CHARS
        return Spans(courtesy(self._text, self._roles.context).spans if is_letter else ())

    def _is_courtesy(self, start: int) -> bool:
        text = self._made.text
        line_start = max(text.rfind("\n", max(0, start - _REACH), start) + 1, start - _REACH)
        end = text.find("\n", start, start + _MAX_LINE)
        if end < 0:
            return self._is_courteous(line_start, text[line_start : start + _MAX_LINE])
        # A line often holds several addresses, or one that two rows find.
        if self._line[:2] != (line_start, end):
            self._line = (line_start, end, self._is_courteous(line_start, text[line_start:end]))
        return self._line[2]

    def _is_courteous(self, line_start: int, line: str) -> bool:
        if _HEADER.match(line) or line.rstrip(": \t\r").lower().endswith(_WROTE):
            return True
        return len(line) <= _MAX_LINE and (self._is_below_opening(line_start) or self._is_of_known(line_start, line))

    def _is_below_opening(self, line_start: int) -> bool:
        """Say whether a signature that began above reaches down to this line: it ends at its first blank line."""
        text, end, is_after_blank = self._made.text, line_start - 1, False
        for _ in range(_MAX_LINES):
            start = text.rfind("\n", max(0, end - _MAX_LINE), max(0, end)) + 1
            line = text[start : max(0, end)].strip(" \t>|\r")
            if (line and is_after_blank and not _OPENS.fullmatch(line)) or (not start and end > _MAX_LINE):
                return False
            if line and _OPENS.fullmatch(line):
                return True
            is_after_blank = not line
            if start == 0:
                break
            end = start - 1
        return False

    def _is_of_known(self, line_start: int, line: str) -> bool:
        """Say whether the lines without a blank one between hold all words of a correspondent's name."""
        if not self._roles.names:
            return False
        low = max(0, line_start - _MAX_BLOCK)
        above = self._made.text[low:line_start]
        start = low + max((match.end() for match in _BLANK.finditer(above)), default=0)
        if self._block[0] != start:
            words = frozenset(_WORD.findall((self._made.text[start:line_start] + line).lower()))
            self._block = (start, any(name <= words for name in self._roles.names))
        return self._block[1]
