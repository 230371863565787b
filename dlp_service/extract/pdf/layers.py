"""Layers (optional content, ISO 32000-2 section 8.11) that are off when the file is opened."""

from __future__ import annotations

from dlp_service.extract.pdf.strings import text_of
from dlp_service.extract.pdf.syntax import Ref
from dlp_service.extract.pdf.table import Table


def hidden_layers(table: Table) -> frozenset[str]:
    """Return the names of layers that the default configuration turns off, and that no layer of the same name turns on."""
    properties = table.dictionary(table.root.get("OCProperties"))
    default = table.dictionary(properties.get("D"))
    groups = {item.number for item in table.array(properties.get("OCGs"))[:10_000] if isinstance(item, Ref)}
    off = {item.number for item in table.array(default.get("OFF"))[:10_000] if isinstance(item, Ref)}
    if default.get("BaseState") == "OFF":
        on = {item.number for item in table.array(default.get("ON"))[:10_000] if isinstance(item, Ref)}
        off |= groups - on
    names = {number: text_of(table.resolve(table.dictionary(Ref(number)).get("Name"))) for number in groups | off}
    return frozenset(names[number] for number in off) - {names[number] for number in groups - off}
