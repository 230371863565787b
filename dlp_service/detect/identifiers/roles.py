"""
Which addresses and numbers only say who writes to whom.

The addresses of the sender and the recipients, and what stands in mail header lines, quoted ones too, in greetings
and in signature blocks, is context.  A number of a person's own, as on a passport, is evidence wherever it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right

import re2

from dlp_service.detect.identifiers.plain import Plain
from dlp_service.detect.identifiers.scanner import latin
from dlp_service.detect.interface import Context
from dlp_service.detect.words import CLOSINGS
from dlp_service.values import CONTACT_IDENTIFIERS, Role

_MAX_LINES = 8
_MAX_LINE = 90
_REACH = 700
_MAX_BLOCK = 400
_PROSE = frozenset({"body", "note", "comment"})
_HEADER = re.compile(
    r"[ >|*]*(?:from|to|cc|bcc|reply-to|resent-[a-z]+|sender|return-path|delivered-to|received|message-id|sent by|on behalf of|von|an|de|\xe0|van|aan|da|od|do)"
    r"\*?\s*:|.{0,200}(?:wrote|writes|schrieb|a \xe9crit|schreef|escribi\xf3|ha scritto|napisa\u0142\(?a?\)?)\s*:?\s*$",
    re.IGNORECASE,
)
_OPENS = re2.compile(
    rf"(?im)^[ \t>|]*(?:(?:--|__|___) ?|[-_=]{{8,}}|(?:{CLOSINGS})[ \t,.!]*)\r?$".encode("latin-1", "ignore"), latin()
)
"""The line above a signature: a mark or a closing."""
_BLANK = re.compile(r"\n[ \t>|\r]*\n")
_WORD = re.compile(r"[^\W\d_]{2,}")


class Roles:
    """What is known of a message's correspondents."""

    def __init__(self, context: Context) -> None:
        self.addresses = frozenset(a.strip(" <>").lower() for a in (context.sender, *context.recipients) if a)
        split = (frozenset(_WORD.findall(name.lower())) for name in (context.sender_name, *context.visible_names))
        self.names = tuple(dict.fromkeys(words for words in split if len(words) > 1))

    def of(self, made: Plain, where: str) -> TextRoles:
        """Return what answers for one text."""
        return TextRoles(self, made, where)


class TextRoles:
    """Answers for one text; where its signatures begin is looked for when the first contact is found."""

    def __init__(self, roles: Roles, made: Plain, where: str) -> None:
        self._roles = roles
        self._made = made
        self._where = where
        self._opens: list[int] | None = None
        self._block: tuple[int, bool] = (-1, False)

    def role(self, kind: str, surface: str, start: int) -> Role:
        """Return the role of one finding that begins at `start`."""
        if kind not in CONTACT_IDENTIFIERS:
            return Role.EVIDENCE
        if self._where == "header" or surface.lower() in self._roles.addresses:
            return Role.CONTEXT
        return Role.CONTEXT if self._where in _PROSE and self._is_courtesy(start) else Role.EVIDENCE

    def _is_courtesy(self, start: int) -> bool:
        text = self._made.text
        line_start = max(text.rfind("\n", max(0, start - _REACH), start) + 1, start - _REACH)
        end = text.find("\n", start, start + _MAX_LINE)
        line = text[line_start : end if end >= 0 else start + _MAX_LINE]
        if _HEADER.match(line):
            return True
        return len(line) <= _MAX_LINE and (self._is_below_opening(line_start) or self._is_of_known(line_start, line))

    def _is_below_opening(self, line_start: int) -> bool:
        """Say whether a signature that began above reaches down to this line: it ends at its first blank line."""
        if self._opens is None:
            self._opens = [match.end() for match in _OPENS.finditer(self._made.raw)]
        at = bisect_right(self._opens, line_start) - 1
        if at < 0 or line_start - self._opens[at] > _REACH:
            return False
        between = self._made.text[self._opens[at] : line_start]
        return between.count("\n") <= _MAX_LINES and not _BLANK.search(between.lstrip(" \t>|\r\n"))

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
