"""Bits of a packed stream, lowest first, and prefix codes over them."""

from __future__ import annotations

from collections.abc import Sequence

QUICK_BITS = 9
MAX_BITS = 16


class Bits:
    """A stream of bits, lowest bit of each byte first; behind its end `held` has zeros that do not `count`."""

    __slots__ = ("_content", "_end", "_position", "count", "held")

    def __init__(self, content: bytes, start: int, end: int) -> None:
        self._content = content
        self._position = start
        self._end = min(end, len(content))
        self.held = 0
        self.count = 0

    def need(self, count: int) -> None:
        """Hold at least `count` bits, as far as there are any."""
        while self.count < count and self._position < self._end:
            piece = self._content[self._position : min(self._position + 32, self._end)]
            self._position += len(piece)
            self.held |= int.from_bytes(piece, "little") << self.count
            self.count += 8 * len(piece)

    def take(self, count: int) -> int:
        """
        Take bits as a number.

        Raises:
            EOFError: there are not that many.
        """
        self.need(count)
        if self.count < count:
            raise EOFError
        value = self.held & ((1 << count) - 1)
        self.held >>= count
        self.count -= count
        return value

    def align(self) -> None:
        """Skip to the next byte."""
        self.take(self.count & 7)


class Code:
    """A prefix code: for each symbol its length and its bits, in the order in which they are read (first bit lowest)."""

    __slots__ = ("_long", "_quick")

    def __init__(self, codes: Sequence[tuple[int, int, int]]) -> None:
        self._quick: list[tuple[int, int]] = [(0, 0)] * (1 << QUICK_BITS)
        self._long: dict[tuple[int, int], int] = {}
        for symbol, length, bits in codes:
            if length > QUICK_BITS:
                self._long[length, bits] = symbol
                continue
            for filler in range(bits, 1 << QUICK_BITS, 1 << length):
                self._quick[filler] = (symbol, length)

    def next(self, bits: Bits) -> int:
        """
        Take one symbol.

        Raises:
            EOFError, ValueError: the bits end, or are no code.
        """
        bits.need(MAX_BITS)
        symbol, length = self._quick[bits.held & ((1 << QUICK_BITS) - 1)]
        if not length:
            symbol, length = self._slowly(bits.held)
        if bits.count < length:
            raise EOFError
        bits.held >>= length
        bits.count -= length
        return symbol

    def _slowly(self, held: int) -> tuple[int, int]:
        for length in range(QUICK_BITS + 1, MAX_BITS + 1):
            symbol = self._long.get((length, held & ((1 << length) - 1)))
            if symbol is not None:
                return symbol, length
        raise ValueError(held)


def canonical(lengths: Sequence[int]) -> Code:
    """
    Return the code that deflate gives to symbols by the lengths of their codes (RFC 1951 section 3.2.2).

    Raises:
        ValueError: there are more codes than fit.
    """
    code, codes = 0, []
    for length in range(1, MAX_BITS + 1):
        for symbol, own in enumerate(lengths):
            if own == length:
                codes.append((symbol, length, _reversed(code, length)))
                code += 1
        if code > 1 << length:
            raise ValueError(lengths)
        code <<= 1
    return Code(codes)


def shannon_fano(lengths: Sequence[int]) -> Code:
    """Return the code that PKZIP's implode gives: the last of the longest has the lowest (APPNOTE 5.3.8)."""
    ordered = sorted(range(len(lengths)), key=lambda symbol: lengths[symbol])
    code = step = last = 0
    codes = []
    for symbol in reversed(ordered):
        code += step
        if lengths[symbol] != last:
            last = lengths[symbol]
            step = 1 << (MAX_BITS - last)
        codes.append((symbol, last, _reversed(code & 0xFFFF, MAX_BITS) & ((1 << last) - 1)))
    return Code(codes)


def _reversed(code: int, length: int) -> int:
    return int(f"{code:0{length}b}"[::-1], 2)
