"""An old Excel workbook while it is read: what its sheets need of the whole, and the sheets."""

from __future__ import annotations

from dataclasses import dataclass, field

from dlp_service.extract.compound.biff import BIFF8, short_string
from dlp_service.extract.compound.compound import Storage
from dlp_service.extract.office.sheetformat import BUILT_IN, NumberFormat, general

EXACT = 1e15
"""Whole numbers below this are exact as they are kept."""


@dataclass(slots=True)
class Sheet:
    """One sheet being read; rows are kept by number, because a record may come in any order."""

    name: str
    is_hidden: bool = False
    is_macro: bool = False
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    unseen: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    headers: list[str] = field(default_factory=list)
    footers: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)
    boxes: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    drawing: list[bytes] = field(default_factory=list)
    object_kind: int = 0
    object_id: int = 0
    formula_at: tuple[int, int] = (0, 0)
    size: int = 0
    count: int = 0

    def put(self, row: int, column: int, text: str) -> None:
        """Set a cell."""
        if text.strip():
            self.rows.setdefault(row, {})[column] = " ".join(text.split())
            self.size += len(text) + 1
            self.count += 1


@dataclass(slots=True)
class Workbook:
    """One workbook being read: what the sheets need of the globals, and the sheets."""

    storage: Storage
    version: int = BIFF8
    codec: str = "cp1252"
    is_1904: bool = False
    strings: list[str] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=lambda: dict(BUILT_IN))
    formats: dict[int, NumberFormat] = field(default_factory=dict)
    fonts: list[bool] = field(default_factory=list)
    styles: list[tuple[int, bool]] = field(default_factory=list)
    listed: dict[int, tuple[str, int, int]] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    drawing: list[bytes] = field(default_factory=list)

    def string(self, data: bytes, at: int, count_size: int = 2) -> str:
        """Return a string inside one record."""
        return short_string(data, at, self.codec, self.version, count_size)

    def number(self, value: float, style: int) -> str:
        """Return a number as a person sees it, by its cell's format."""
        number = self.styles[style][0] if style < len(self.styles) else 0
        code = self.codes.get(number, "")
        raw = f"{value:.0f}" if abs(value) < EXACT and value == int(value) else repr(value)
        if not code or code.casefold() == "general":
            return general(raw)
        if number not in self.formats:
            self.formats[number] = NumberFormat(code, is_1904=self.is_1904)
        return self.formats[number].number(raw)

    def is_hidden(self, style: int) -> bool:
        """Say whether a cell's style shows nothing: white on white, or letters too small."""
        return style < len(self.styles) and self.styles[style][1]
