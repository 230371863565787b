"""Compound files, built in the test that needs them: sectors of 512 bytes, and one allocation table as long as needed."""

import struct

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR, MINI, CUTOFF = 512, 64, 4096
Tree = dict[str, "bytes | Tree"]


def compound(tree: Tree, clsid: bytes = bytes(16)) -> bytes:
    """Return a compound file of streams (bytes) and storages (dictionaries)."""
    entries: list[list] = [["Root Entry", 5, FREE, FREE, FREE, 0, 0, clsid]]
    streams: list[tuple[int, bytes]] = []
    _hang(tree, 0, entries, streams)
    mini, body, chains, minis = b"", b"", [], []
    for index, content in streams:
        entries[index][6] = len(content)
        if not content:
            entries[index][5] = END
        elif len(content) < CUTOFF:
            count = -(-len(content) // MINI)
            entries[index][5] = len(mini) // MINI
            minis += [*range(len(mini) // MINI + 1, len(mini) // MINI + count), END]
            mini += content.ljust(count * MINI, b"\0")
        else:
            entries[index][5] = len(chains)
            body += _sectors(content, chains)
    entries[0][5], entries[0][6] = (len(chains), len(mini)) if mini else (END, 0)
    body += _sectors(mini, chains)
    first_mini = len(chains) if minis else END
    table = struct.pack(f"<{len(minis)}I", *minis)
    body += _sectors(table.ljust(-(-len(table) // SECTOR) * SECTOR, b"\xff"), chains)
    first_directory = len(chains)
    directory = b"".join(_entry(entry) for entry in entries)
    body += _sectors(directory, chains)
    fats = 1
    while fats * 128 < len(chains) + fats:
        fats += 1
    places = [*range(len(chains), len(chains) + fats)]
    chains += [FAT] * fats
    fat = struct.pack(f"<{len(chains)}I", *chains).ljust(fats * SECTOR, b"\xff")
    header = _header(fats, first_directory, first_mini, -(-len(table) // SECTOR))
    listed = struct.pack("<109I", *(places + [FREE] * 109)[:109])
    return header + listed + body + fat


def _header(fats: int, directory: int, first_mini: int, minis: int) -> bytes:
    return struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"), 62, 3, 0xFFFE, 9, 6, 0, fats, directory, 0, CUTOFF, first_mini, minis, END, 0,
    )  # fmt: skip


def _sectors(content: bytes, chains: list[int]) -> bytes:
    count = -(-len(content) // SECTOR)
    if count:
        chains += [*range(len(chains) + 1, len(chains) + count), END]
    return content.ljust(count * SECTOR, b"\0")


def _hang(tree: Tree, owner: int, entries: list[list], streams: list[tuple[int, bytes]]) -> None:
    """Hang the entries of a storage under it, each the right sibling of the one before."""
    last = None
    for name, content in tree.items():
        index = len(entries)
        entries.append([name, 2 if isinstance(content, bytes) else 1, FREE, FREE, FREE, 0, 0, bytes(16)])
        if last is None:
            entries[owner][4] = index
        else:
            entries[last][3] = index
        last = index
        if isinstance(content, bytes):
            streams.append((index, content))
        else:
            _hang(content, index, entries, streams)


def _entry(entry: list) -> bytes:
    name, kind, left, right, child, start, size, clsid = entry
    raw = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII16s4x16xIQ", raw, len(raw) + 2, kind, 1, left, right, child, clsid, start, size)


def property_set(format_id: str, properties: dict[int, tuple[int, bytes]], code_page: int = 1252) -> bytes:
    """Return a property set of one section; values are a type and its bytes."""
    values = {1: (2, struct.pack("<Hxx", code_page))} | properties
    body, offsets = b"", b""
    start = 8 + 8 * len(values)
    for number, (kind, raw) in values.items():
        offsets += struct.pack("<II", number, start + len(body))
        value = raw if number == 0 else struct.pack("<I", kind) + raw
        body += value.ljust(-(-len(value) // 4) * 4, b"\0")
    section = struct.pack("<II", 8 + len(offsets) + len(body), len(values)) + offsets + body
    return struct.pack("<HHI16xI16sI", 0xFFFE, 0, 0, 1, bytes.fromhex(format_id), 48) + section


def narrow(text: str, codec: str = "cp1252") -> tuple[int, bytes]:
    """Return a narrow string value of a property set."""
    raw = text.encode(codec) + b"\0"
    return 30, struct.pack("<I", len(raw)) + raw


SUMMARY = "e0859ff2f94f6810ab9108002b27b3d9"
USER_DEFINED = "05d5cdd59c2e1b10939708002b2cf9ae"
