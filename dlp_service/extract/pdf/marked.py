"""What page descriptions say in words beside what they draw: texts that stand for marked content (ISO 32000-2 section 14.9)."""

from __future__ import annotations

import re

from dlp_service.extract.pdf.filters import Unreadable
from dlp_service.extract.pdf.strings import text_of
from dlp_service.extract.pdf.syntax import Ref, parse_object
from dlp_service.extract.pdf.table import Stream, Table

CONTENT_BYTES = 16 * 1024 * 1024
FORM_BYTES = 32 * 1024 * 1024
MAX_SAID = 5000
REPLACEMENT = b"/ActualText"
_SAID = re.compile(rb"/(?:Alt|E|ActualText)(?=[\0\t\n\f\r ]*[(<](?!<))")


class Marked:
    """Looks into page descriptions; forms are looked at once for the whole file."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.has_form = any(True for _ in table.having(REPLACEMENT)) or self._forms_have()

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
        room = FORM_BYTES
        for number in self.table.having(b"/Form"):
            content = self._content(Ref(number))
            room -= len(content)
            if REPLACEMENT in content:
                return True
            if room < 0:
                break
        return False

    def _content(self, piece: object) -> bytes:
        stream = self.table.resolve(piece)
        if not isinstance(stream, Stream):
            return b""
        try:
            return self.table.data(stream, CONTENT_BYTES)
        except Unreadable:
            return b""
