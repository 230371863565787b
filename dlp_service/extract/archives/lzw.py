"""Unix compress (.Z): Lempel-Ziv-Welch with codes of 9 to 16 bits, as `compress` of 1985 wrote it."""

from __future__ import annotations

from collections.abc import Iterator

from dlp_service.extract.archives.unpack import TooMuchMemory

HEADER = 3
FIRST_BITS = 9
CLEAR = 256
CHUNK = 65_536
TABLE_BYTES = 64 * 1024 * 1024


def unpack_lzw(content: bytes) -> Iterator[bytes]:
    """
    Yield what a .Z file holds.

    Codes come in groups of eight; when the width changes or the table is cleared, the rest of the group is
    padding.  All strings of the table together are about as long as what came out, and at most `TABLE_BYTES`.

    Raises:
        ValueError: a code that was never given out, or a width beyond 16 bits.
        TooMuchMemory: a long run of one byte has made the strings too long.
    """
    flags = content[2]
    most, has_clear = flags & 31, bool(flags & 128)
    if not FIRST_BITS <= most <= 16:
        raise ValueError(most)
    table = _fresh(has_clear)
    previous, out, room, kept = b"", bytearray(), 1 << most, 0
    for code in _codes(content, most, has_clear, table):
        if code == CLEAR and has_clear:
            del table[CLEAR + 1 :]
            previous, kept = b"", 0
            continue
        if code < len(table):
            entry = table[code]
        elif code == len(table) and previous:
            entry = previous + previous[:1]
        else:
            raise ValueError(code)
        out += entry
        if previous and len(table) < room:
            table.append(previous + entry[:1])
            kept += len(previous) + 1
            if kept > TABLE_BYTES:
                raise TooMuchMemory
        previous = entry
        if len(out) >= CHUNK:
            yield bytes(out)
            out.clear()
    yield bytes(out)


def _fresh(has_clear: bool) -> list[bytes]:
    return [bytes([value]) for value in range(256)] + ([b""] if has_clear else [])


def _codes(content: bytes, most: int, has_clear: bool, table: list[bytes]) -> Iterator[int]:
    """Yield codes, as wide as the table wants them; it grows while they are taken."""
    bits, position = FIRST_BITS, HEADER
    while position < len(content):
        group = int.from_bytes(content[position : position + bits], "little")
        whole = len(content) - position >= bits
        count = 8 if whole else (len(content) - position) * 8 // bits
        position += bits
        for _ in range(count):
            code = group & ((1 << bits) - 1)
            group >>= bits
            yield code
            if code == CLEAR and has_clear:
                bits = FIRST_BITS
                break
            # The writer widens its codes one entry later than the reader's table shows.
            if len(table) >= (1 << bits) and bits < most:
                bits += 1
                break
