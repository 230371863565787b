"""What page descriptions say in words beside what they draw: texts that stand for marked content (ISO 32000-2 section 14.9)."""

from __future__ import annotations

import re

from dlp_service.extract.pdf.filters import TooManyFilters, Unreadable
from dlp_service.extract.pdf.strings import text_of
from dlp_service.extract.pdf.syntax import Ref, parse_object
from dlp_service.extract.pdf.table import Stream, Table
from dlp_service.values import GapReason

CONTENT_BYTES = 16 * 1024 * 1024
FORM_BYTES = 32 * 1024 * 1024
MAX_SAID = 5000
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

    def said(self, page: int) -> tuple[list[str], bool]:
        """Return the texts that a page's description says, and whether drawn texts may be replaced by others."""
        contents = self.table.resolve(self.table.dictionary(Ref(page)).get("Contents"))
        pieces = contents if isinstance(contents, list) else [contents]
        content = b"\n".join(self._content(piece) for piece in pieces[:1000])
        found: dict[str, None] = {}
        for match in _SAID.finditer(content):
            value, _ = parse_object(content, match.end(), min(len(content), match.end() + 100_000))
            found[text_of(value).strip()] = None
            if len(found) >= MAX_SAID:
                break
        return [text for text in found if any(map(str.isalnum, text))], self.has_form or REPLACEMENT in content

    def _forms_have(self) -> bool:
        room, is_found = FORM_BYTES, False
        for number in self.table.having(b"/Form"):
            content = self._content(Ref(number))
            room -= len(content)
            is_found = is_found or REPLACEMENT in content
            if room < 0:
                break
        return is_found

    def taken_unread(self) -> list[GapReason]:
        """Return why descriptions looked at since the last call could not be read, and forget it."""
        reasons, self.unread = list(self.unread), {}
        return reasons

    def _content(self, piece: object) -> bytes:
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
        return content
