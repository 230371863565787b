"""What page descriptions say in words beside what they draw: texts that stand for marked content (ISO 32000-2 section 14.9)."""

from __future__ import annotations

import re

from dlp_service.extract.job import Over
from dlp_service.extract.pdf.filters import TooManyFilters, Unreadable
from dlp_service.extract.pdf.strings import text_of
from dlp_service.extract.pdf.syntax import Ref, parse_object, unsaid
from dlp_service.extract.pdf.table import Stream, Table
from dlp_service.values import GapReason

CONTENT_BYTES = 16 * 1024 * 1024
FORM_BYTES = 32 * 1024 * 1024
MAX_SAID = 5000
"""Each is looked for in the page's own text."""

MAX_PIECES = 10_000
PACKED_NOTHING = 32
"""A stream of more bytes than this that unpacks to nothing held something: packed nothing takes a few."""

BLANK = b"\0\t\n\f\r "
REPLACEMENT = b"/ActualText"
_SAID = re.compile(rb"/(?:Alt|E|ActualText)(?=[\0\t\n\f\r ]*[(<](?!<))")


class Marked:
    """Looks into page descriptions; forms are looked at once for the whole file."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.unread: dict[GapReason, None] = {}
        self.has_form = self._forms_have() or any(True for _ in table.having(REPLACEMENT))

    def said(self, page: int, over: Over) -> tuple[list[str], bool]:
        """Return the texts that a page's description says, and whether drawn texts may be replaced by others."""
        contents = self.table.resolve(self.table.dictionary(Ref(page)).get("Contents"))
        pieces = contents if isinstance(contents, list) else [contents]
        if len(pieces) > MAX_PIECES:
            over(f"a page in more than {MAX_PIECES} pieces")
        content = b"\n".join(self._content(piece, over) for piece in pieces[:MAX_PIECES])
        found: dict[str, None] = {}
        # A text that never ends holds all that follow, and each of them is read as well.
        room = CONTENT_BYTES
        for match in _SAID.finditer(content):
            if len(found) >= MAX_SAID or room < 0:
                over("more texts in a page's description than are read")
                break
            value, end = parse_object(content, match.end(), len(content))
            room -= end - match.end()
            found[text_of(value).strip()] = None
        return [text for text in found if any(map(str.isalnum, text))], self.has_form or REPLACEMENT in content

    def _forms_have(self) -> bool:
        room, is_found = FORM_BYTES, False
        for number in self.table.having(b"/Form"):
            content = self._content(Ref(number))
            room -= len(content)
            # Where not all is looked at there may be replacements: pages are then looked at more closely, maybe for nothing.
            is_found = is_found or REPLACEMENT in content or len(content) > CONTENT_BYTES or room < 0
            if room < 0:
                break
        return is_found

    def taken_unread(self) -> list[GapReason]:
        """Return why descriptions looked at since the last call could not be read, and forget it."""
        reasons, self.unread = list(self.unread), {}
        return reasons

    def _content(self, piece: object, over: Over = unsaid) -> bytes:
        stream = self.table.resolve(piece)
        if not isinstance(stream, Stream):
            return b""
        try:
            content = self.table.data(stream, CONTENT_BYTES)
        except TooManyFilters:
            self.unread[GapReason.OVER_LIMIT] = None
            return b""
        except Unreadable:
            self.unread[GapReason.DAMAGED] = None
            return b""
        if not content and len(stream.raw.strip(BLANK)) > PACKED_NOTHING:
            self.unread[GapReason.DAMAGED] = None
        if len(content) > CONTENT_BYTES:
            over(f"a page's description of more than {CONTENT_BYTES} bytes")
        return content
