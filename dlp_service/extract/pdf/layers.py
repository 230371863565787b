"""Layers (optional content, ISO 32000-2 section 8.11) that are off when the file is opened."""

from __future__ import annotations

from dlp_service.extract.pdf.strings import text_of
from dlp_service.extract.pdf.syntax import Ref
from dlp_service.extract.pdf.table import Table


def layers_off(table: Table) -> tuple[set[int], set[int]]:
    """Return the layers that the default configuration turns off, and those that it leaves on, by object number."""
    properties = table.dictionary(table.root.get("OCProperties"))
    default = table.dictionary(properties.get("D"))
    groups = _numbers(properties.get("OCGs"), table)
    off = _numbers(default.get("OFF"), table)
    if default.get("BaseState") == "OFF":
        off |= groups - _numbers(default.get("ON"), table)
    return off, groups - off


def _numbers(value: object, table: Table) -> set[int]:
    return {item.number for item in table.array(value) if isinstance(item, Ref)}


def hidden_layers(table: Table) -> frozenset[str]:
    """Return the names of layers that are off and that no layer of the same name turns on."""
    off, on = layers_off(table)
    names = {number: text_of(table.resolve(table.dictionary(Ref(number)).get("Name"))) for number in off | on}
    return frozenset(names[number] for number in off) - {names[number] for number in on}


def hidden_forms(table: Table) -> list[int]:
    """Return the forms that are in a layer as a whole, or in a group of layers, all of them off."""
    off, _ = layers_off(table)
    if not off:
        return []
    found = []
    for number in table.having(b"/OC"):
        form = table.dictionary(Ref(number))
        layer = form.get("OC")
        group = table.dictionary(layer).get("OCGs")
        members = (
            [layer]
            if group is None
            else [group]
            if isinstance(group, Ref) and not table.array(group)
            else table.array(group)
        )
        numbers = {item.number for item in members if isinstance(item, Ref)}
        if form.get("Subtype") == "Form" and numbers and numbers <= off:
            found.append(number)
    return found


def without_streams(table: Table, numbers: list[int]) -> bytes:
    """Return the file with the data of these streams blanked: pdfium draws nothing for them."""
    content = bytearray(table.content)
    for number in numbers:
        stream = table.current[number].stream
        if stream and table.current[number].header >= 0:
            content[stream[0] : stream[1]] = bytes(stream[1] - stream[0])
    return bytes(content)
