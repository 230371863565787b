"""
Packings of ZIP entries that no library here knows: shrink, implode, and deflate64 (APPNOTE 5.1, 5.3 and method 9).

Archives of the early nineties use the first two, Windows the last for large files.  They are unpacked bit by bit, at about a
megabyte a second; the budget is looked at between chunks.
"""

from __future__ import annotations

from collections.abc import Iterator

from dlp_service.extract.archives.bits import Bits, Code, canonical, shannon_fano
from dlp_service.extract.archives.unpack import CHUNK

CONTROL = 256
WINDOW = 65_536


def unshrink(content: bytes, start: int, end: int, size: int) -> Iterator[bytes]:
    """
    Yield what LZW with partial clearing packed.

    A code is a string's beginning and its last byte.  Clearing frees the codes that no other builds upon; freed codes are
    given out again, lowest first.
    """
    bits, width = Bits(content, start, end), 9
    parents: list[int] = [-1] * 8192
    last: list[int] = [*range(256), *[0] * (8192 - 256)]
    free, previous, first, made = 257, -1, 0, 0
    out = bytearray()
    while made < size:
        code = bits.take(width)
        if code == CONTROL:
            order = bits.take(width)
            if order == 1:
                width = min(13, width + 1)
            elif order == 2:
                _clear(parents)
                free = 257
            continue
        spelt = _spelt(code, parents, last, previous, first)
        first = spelt[0]
        if previous >= 0:
            while free < 8192 and parents[free] >= 0:
                free += 1
            if free < 8192:
                parents[free], last[free] = previous, first
        previous = code
        out += spelt
        made += len(spelt)
        if len(out) >= CHUNK:
            yield bytes(out)
            out.clear()
    yield bytes(out)


def _clear(parents: list[int]) -> None:
    used = {parent for parent in parents[257:] if parent >= 0}
    for code in range(257, 8192):
        if code not in used:
            parents[code] = -1


def _spelt(code: int, parents: list[int], last: list[int], previous: int, first: int) -> bytes:
    """Spell a code out; one that is not given out yet is the string before it and that string's first byte."""
    tail = bytearray()
    if code > CONTROL and parents[code] < 0:
        if previous < 0:
            raise ValueError(code)
        tail.append(first)
        code = previous
    while code > CONTROL:
        if parents[code] < 0 or len(tail) > 8192:
            raise ValueError(code)
        tail.append(last[code])
        code = parents[code]
    tail.append(last[code])
    return bytes(reversed(tail))


def explode(content: bytes, start: int, end: int, size: int, flags: int) -> Iterator[bytes]:
    """Yield what implode packed: a sliding window and two or three Shannon-Fano trees."""
    low_bits = 7 if flags & 2 else 6
    position = start
    codes: list[Code] = []
    for count in (256, 64, 64) if flags & 4 else (64, 64):
        code, position = _tree(content, position, count)
        codes.append(code)
    *literals, lengths, distances = codes
    bits, out, shortest = Bits(content, position, end), _Window(), 3 if literals else 2
    while out.made < size:
        if bits.take(1):
            out.put(literals[0].next(bits) if literals else bits.take(8))
        else:
            low = bits.take(low_bits)
            distance = (distances.next(bits) << low_bits | low) + 1
            length = lengths.next(bits)
            out.copy(distance, shortest + length + (bits.take(8) if length == 63 else 0))
        if len(out.fresh) >= CHUNK:
            yield out.flush()
    yield out.flush()


def _tree(content: bytes, position: int, count: int) -> tuple[Code, int]:
    size = content[position] + 1
    lengths: list[int] = []
    for pair in content[position + 1 : position + 1 + size]:
        lengths += [(pair & 15) + 1] * ((pair >> 4) + 1)
    if len(lengths) != count:
        raise ValueError(lengths)
    return shannon_fano(lengths), position + 1 + size


class _Window:
    """What came out: `fresh` since the last flush, and as much before it as may be referred to."""

    __slots__ = ("fresh", "made", "old")

    def __init__(self) -> None:
        self.fresh = bytearray()
        self.old = b""
        self.made = 0

    def put(self, byte: int) -> None:
        self.fresh.append(byte)
        self.made += 1

    def copy(self, distance: int, length: int) -> None:
        """Repeat what came out `distance` bytes ago; before the beginning there are zeros."""
        self.made += length
        fresh = self.fresh
        if distance > len(fresh):
            back = distance - len(fresh)
            kept = self.old[-back:] if back <= len(self.old) else bytes(back - len(self.old)) + self.old
            taken = kept[:length]
            fresh += taken
            length -= len(taken)
        while length > 0:
            begin = len(fresh) - distance
            piece = fresh[begin : begin + length]
            fresh += piece
            length -= len(piece)

    def flush(self) -> bytes:
        done = bytes(self.fresh)
        self.old = (self.old + done)[-WINDOW:]
        self.fresh.clear()
        return done


LENGTH_BASES = (
    *range(3, 11),
    *range(11, 19, 2),
    *range(19, 35, 4),
    *range(35, 67, 8),
    *range(67, 131, 16),
    *range(131, 258, 32),
    3,
)
LENGTH_BITS = (0,) * 8 + (1,) * 4 + (2,) * 4 + (3,) * 4 + (4,) * 4 + (5,) * 4 + (16,)
DISTANCE_BITS = (0, 0, *(half // 2 for half in range(30)))
CODE_ORDER = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)


def _distance_bases() -> tuple[int, ...]:
    bases: list[int] = []
    base = 1
    for extra in DISTANCE_BITS:
        bases.append(base)
        base += 1 << extra
    return tuple(bases)


DISTANCE_BASES = _distance_bases()
FIXED = (canonical([8] * 144 + [9] * 112 + [7] * 24 + [8] * 8), canonical([5] * 32))


def inflate64(content: bytes, start: int, end: int) -> Iterator[bytes]:
    """Yield what deflate64 packed: deflate with a window of 64 KiB and a longest match of 65,538 bytes."""
    bits, out, is_last = Bits(content, start, end), _Window(), False
    while not is_last:
        is_last = bool(bits.take(1))
        kind = bits.take(2)
        if kind == 0:
            bits.align()
            size, check = bits.take(16), bits.take(16)
            if size ^ check != 0xFFFF:
                raise ValueError(size)
            for _ in range(size):
                out.put(bits.take(8))
        elif kind == 3:
            raise ValueError(kind)
        else:
            literals, distances = FIXED if kind == 1 else _codes(bits)
            yield from _block(bits, literals, distances, out)
        yield out.flush()


def _block(bits: Bits, literals: Code, distances: Code, out: _Window) -> Iterator[bytes]:
    while (symbol := literals.next(bits)) != CONTROL:
        if symbol < CONTROL:
            out.put(symbol)
        else:
            length = LENGTH_BASES[symbol - 257] + bits.take(LENGTH_BITS[symbol - 257])
            code = distances.next(bits)
            distance = DISTANCE_BASES[code] + bits.take(DISTANCE_BITS[code])
            if distance > out.made:
                raise ValueError(distance)
            out.copy(distance, length)
        if len(out.fresh) >= CHUNK:
            yield out.flush()


def _codes(bits: Bits) -> tuple[Code, Code]:
    literals, distances, count = bits.take(5) + 257, bits.take(5) + 1, bits.take(4) + 4
    widths = [0] * 19
    for index in CODE_ORDER[:count]:
        widths[index] = bits.take(3)
    code = canonical(widths)
    lengths: list[int] = []
    while len(lengths) < literals + distances:
        symbol = code.next(bits)
        if symbol < 16:
            lengths.append(symbol)
        elif symbol == 16:
            lengths += lengths[-1:] * (3 + bits.take(2))
        else:
            lengths += [0] * (3 + bits.take(3) if symbol == 17 else 11 + bits.take(7))
    return canonical(lengths[:literals]), canonical(lengths[literals : literals + distances])
