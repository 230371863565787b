"""
Which addresses and numbers only say who writes to whom.

The addresses of the sender and the recipients, and what stands in mail header lines, quoted ones too, in greetings
and in signature blocks, is context.  A number of a person's own, as on a passport, is evidence wherever it stands.
"""

from __future__ import annotations

import re

from dlp_service.detect.interface import Context
from dlp_service.detect.words import CLOSINGS
from dlp_service.values import CONTACT_IDENTIFIERS, PartText, Role

_MAX_LINES = 7
_MAX_LINE = 90
_REACH = 700
_HEADER = re.compile(
    r"[ >|*]*(?:from|to|cc|bcc|reply-to|resent-[a-z]+|sender|return-path|delivered-to|received|message-id|sent by|on behalf of|von|an|de|\xe0|van|aan|da|od|do)"
    r"\*?\s*:|.{0,200}(?:wrote|writes|schrieb|a \xe9crit|schreef|escribi\xf3|ha scritto|napisa\u0142\(?a?\)?)\s*:?\s*$",
    re.IGNORECASE,
)
_MARK = re.compile(r"(?:--|__|___) ?|[-_=]{8,}")
_CLOSING = re.compile(rf"(?:{CLOSINGS})[\s,.!]*", re.IGNORECASE)
_QUOTING = " \t>|"


class Roles:
    """Answers for one message, looking at the few lines above a place only."""

    def __init__(self, context: Context) -> None:
        self._addresses = frozenset(a.strip(" <>").lower() for a in (context.sender, *context.recipients) if a)
        names = (context.sender_name, *context.visible_names)
        split = (frozenset(re.findall(r"[^\W\d_]{2,}", name.lower())) for name in names)
        self._names = tuple(dict.fromkeys(words for words in split if len(words) > 1))

    def role(self, text: PartText, kind: str, surface: str, start: int) -> Role:
        """Return the role of one finding that begins at `start`."""
        if kind not in CONTACT_IDENTIFIERS:
            return Role.EVIDENCE
        if text.where == "header" or surface.lower() in self._addresses:
            return Role.CONTEXT
        is_prose = text.where in {"body", "note", "comment"}
        return Role.CONTEXT if is_prose and self._is_courtesy(text.text, start) else Role.EVIDENCE

    def _is_courtesy(self, text: str, start: int) -> bool:
        line_start = text.rfind("\n", 0, start) + 1
        end = text.find("\n", start, start + _MAX_LINE)
        line = text[max(line_start, start - 200) : end if end >= 0 else start + _MAX_LINE]
        if _HEADER.match(line):
            return True
        return len(line) <= _MAX_LINE and self._is_signature(text[max(0, line_start - _REACH) : line_start], line)

    def _is_signature(self, above: str, line: str) -> bool:
        """Say whether the lines above begin a signature: a mark, a closing, or the name of someone we know."""
        if self._is_known(line):
            return True
        for number, each in enumerate(reversed(above.split("\n")[-_MAX_LINES - 2 :])):
            plain = each.strip(_QUOTING + "\r")
            if not number and not each:
                continue  # what stands before the line break
            if _CLOSING.fullmatch(plain) or _MARK.fullmatch(plain):
                return True
            if len(plain) > _MAX_LINE or (not plain and not self._begins(above, number)):
                return False
            if plain and self._is_known(plain):
                return True
        return False

    def _begins(self, above: str, number: int) -> bool:
        """Say whether the line above a blank one closes a letter: a signature often stands below a blank line."""
        lines = above.split("\n")[: -number - 1]
        last = next((line.strip(_QUOTING + "\r") for line in reversed(lines) if line.strip(_QUOTING + "\r")), "")
        return _CLOSING.fullmatch(last) is not None or _MARK.fullmatch(last) is not None

    def _is_known(self, line: str) -> bool:
        """Say whether a short line holds all words of the name of the sender or of a recipient."""
        if not self._names or len(line) > _MAX_LINE:
            return False
        words = frozenset(re.findall(r"[^\W\d_]{2,}", line.lower()))
        return any(name <= words for name in self._names)
