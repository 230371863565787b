"""Form fields: what was typed in, and what the form itself says (ISO 32000-2 section 12.7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dlp_service.extract.pdf.strings import first_text, text_of
from dlp_service.extract.pdf.syntax import Dictionary, Name
from dlp_service.extract.pdf.table import Stream, Table

MAX_PARENTS = 32
MAX_OPTIONS = 20_000
"""Product rule: a list of more choices than a country has places is none that anybody chooses from."""

VALUE_BYTES = 4 * 1024 * 1024
INVISIBLE = 0x23
"""Annotation flags invisible, hidden and no view (section 12.5.3): the value is there and not shown."""

PASSWORD = 1 << 13
OFF = frozenset({"Off", ""})


def is_field(item: Dictionary) -> bool:
    """Say whether a dictionary is a form field or the widget that shows one."""
    return (
        item.get("Subtype") == "Widget"
        or isinstance(item.get("FT"), Name)
        or ("T" in item and ("TU" in item or ("Kids" in item and "S" not in item)))
    )


def field_texts(item: Dictionary, table: Table) -> Iterator[tuple[str, str]]:
    """
    Give the texts of a field with where they belong: its value as `name: value`, everything unseen as `hidden`.

    A value belongs to the field that states it, so that the widgets of one field do not repeat it.
    """
    name = full_name(item, table)
    label = first_text(item, "TU") or name
    is_secret = bool(_flags(item, "F") & INVISIBLE or (item.get("FT") == "Tx" and _flags(item, "Ff") & PASSWORD))
    for value in values(item.get("V"), table):
        yield "hidden" if is_secret else "body", f"{label}: {value}" if label else value
    unseen = [name, first_text(item, "TU"), text_of(table.resolve(item.get("TM")))]
    unseen += values(item.get("DV"), table)
    unseen += options(table.array(item.get("Opt")), table)
    look = table.dictionary(item.get("MK"))
    unseen += [text_of(table.resolve(look.get(key))) for key in ("CA", "RC", "AC")]
    yield "hidden", "\n".join(dict.fromkeys(text.strip() for text in unseen if text.strip()))


def _flags(item: Dictionary, key: str) -> int:
    flags = item.get(key)
    return flags if isinstance(flags, int) else 0


def full_name(item: Dictionary, table: Table) -> str:
    """Return a field's name with those of its parents, empty for a widget that has none of its own."""
    names = [text_of(table.resolve(item.get("T")))]
    parent = table.dictionary(item.get("Parent"))
    for _ in range(MAX_PARENTS):
        if not parent or not names[0]:
            break
        names.append(text_of(table.resolve(parent.get("T"))))
        parent = table.dictionary(parent.get("Parent"))
    return ".".join(name for name in reversed(names) if name)


def values(value: Any, table: Table) -> list[str]:  # noqa: ANN401 - any PDF object
    """Return a field's values: texts, long texts in streams, the states of buttons, several choices."""
    value = table.resolve(value)
    if isinstance(value, Stream):
        text = text_of(table.words(value, VALUE_BYTES, "a form value"))
        return [text] if text.strip() else []
    if isinstance(value, Name):
        return [] if value in OFF else [str(value)]
    if isinstance(value, list):
        return [text for item in _bounded(value, table) if (text := text_of(table.resolve(item)))]
    text = text_of(value)
    return [text] if text.strip() else []


def options(items: list[Any], table: Table) -> list[str]:
    """Return the choices of a list: as shown and, where it differs, as sent."""
    found: list[str] = []
    for item in _bounded(items, table):
        choice = table.resolve(item)
        pair = choice if isinstance(choice, list) else [choice]
        if len(pair) > 2:
            table.over("a choice with more than two texts")
        found += [text for part in pair[:2] if (text := text_of(table.resolve(part)))]
    return found


def _bounded(items: list[Any], table: Table) -> list[Any]:
    if len(items) > MAX_OPTIONS:
        table.over(f"more than {MAX_OPTIONS} choices in a form field")
    return items[:MAX_OPTIONS]
