"""
Numbers of list paragraphs in old Word documents: they are in no text, and "(c) not to be shown to visitors" needs its "(c)".

A paragraph names a list and a level, itself or through its style; lists say how levels count and look
(MS-DOC sections 2.4.6.3 and 2.9.131).
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from dlp_service.extract.compound.docchars import Piece, modifiers, runs
from dlp_service.extract.job import Over

STYLES, PARAGRAPHS, LISTS, USES = 1, 13, 73, 74
LEVEL_OF, LIST_OF = 0x260A, 0x460B
LEVELS = 9
BULLET, NO_NUMBER, UPPER_ROMAN, LOWER_ROMAN, UPPER_LETTER, LOWER_LETTER, ORDINAL, PADDED = 23, 255, 1, 2, 3, 4, 5, 22
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
MAX_NUMBER = 4000
MAX_MARKS = 100_000
MAX_BASES = 16
MAX_TEXT = 256


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts: its first number, its kind of number, and its text with places for numbers."""

    start: int
    kind: int
    is_legal: bool
    text: str


@dataclass(slots=True)
class Lists:
    """The lists of a document, and for each use of one the list and the levels that it changes."""

    levels: dict[int, list[Level]] = field(default_factory=dict)
    uses: list[tuple[int, dict[int, Level], dict[int, int]]] = field(default_factory=list)
    counters: dict[int, list[int]] = field(default_factory=dict)
    started: set[tuple[int, int]] = field(default_factory=set)

    def all_levels(self) -> Iterator[Iterable[Level]]:
        """Yield the levels of each list, and those that each use of one changes."""
        yield from self.levels.values()
        for _, changed, _ in self.uses:
            yield changed.values()

    def next(self, use: int, level: int) -> str:
        """Count a paragraph and return its number as it shows, empty for a bullet."""
        if not 0 < use <= len(self.uses) or level >= LEVELS:
            return ""
        number, changed, starts = self.uses[use - 1]
        levels = [changed.get(at, known) for at, known in enumerate(self.levels.get(number, ()))]
        if level >= len(levels):
            return ""
        counters = self.counters.setdefault(number, [-1] * LEVELS)
        if level in starts and (use, level) not in self.started:
            self.started.add((use, level))
            counters[level] = starts[level]
        else:
            counters[level] = levels[level].start if counters[level] < 0 else counters[level] + 1
        for above in range(level):
            # A level that was left out counts as begun: what comes back to it later is its second.
            counters[above] = levels[above].start if counters[above] < 0 else counters[above]
        for deeper in range(level + 1, LEVELS):
            counters[deeper] = -1
        return _shown(levels, level, counters)


def list_marks(
    main: bytes, slot: Callable[[int], bytes], after: Callable[[int], bytes], pieces: list[Piece], over: Over
) -> dict[int, str]:
    """
    Return the number of each list paragraph by the place in the text where the paragraph begins.

    `slot` returns a table of the document, `after` what follows it; `over` is told of numbers that were left out.
    """
    lists = Lists()
    try:
        _read_lists(slot(LISTS), after(LISTS), lists)
        _read_uses(slot(USES), lists)
    except struct.error:
        pass  # lists that are cut off number what they can
    if not lists.uses:
        return {}
    if any(len(level.text) >= MAX_TEXT for levels in lists.all_levels() for level in levels):
        over(f"a number of a list with more than {MAX_TEXT} letters")
    styles = _styles(slot(STYLES))
    found: list[tuple[int, int, int]] = []
    to_text = _places(pieces)
    for start, _, raw in runs(main, slot(PARAGRAPHS), 13, over):
        use, level = _use_of(raw, styles)
        place = to_text(start) if use > 0 else -1
        if place >= 0:
            found.append((place, use, level))
        if len(found) > MAX_MARKS:
            over(f"more than {MAX_MARKS} paragraphs with numbers")
            break
    marks: dict[int, str] = {}
    for place, use, level in sorted(found):
        mark = lists.next(use, level)
        if mark.strip():
            marks[place] = mark + " "
    return marks


def _places(pieces: list[Piece]) -> Callable[[int], int]:
    by_place = sorted(pieces, key=lambda piece: piece.place)
    starts = [piece.place for piece in by_place]

    def to_text(place: int) -> int:
        index = bisect_right(starts, place) - 1
        if index < 0:
            return -1
        piece = by_place[index]
        at = piece.start + (place - piece.place) // piece.width
        return at if at < piece.end else -1

    return to_text


def _use_of(raw: bytes, styles: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Return the use of a list and the level that a paragraph's format names; zero is no list."""
    if len(raw) < 4:
        return (0, 0)
    size, at = (2 * raw[0] - 1, 1) if raw[0] else (2 * raw[1], 2)
    use, level = styles.get(int.from_bytes(raw[at : at + 2], "little"), (0, 0))
    return _listed(raw[at + 2 : at + size], use, level)


def _listed(changes: bytes, use: int, level: int) -> tuple[int, int]:
    for code, operand in modifiers(changes):
        if code == LEVEL_OF and operand:
            level = operand[0]
        elif code == LIST_OF and len(operand) == 2:
            use = int.from_bytes(operand, "little", signed=True)
    return use, level


def _styles(data: bytes) -> dict[int, tuple[int, int]]:
    """Return use and level of the paragraph styles that number their paragraphs."""
    own: dict[int, tuple[int, bytes]] = {}
    try:
        size, count, base_size = struct.unpack_from("<HHH", data)
        at = 2 + size
        for index in range(count):
            length = struct.unpack_from("<H", data, at)[0]
            _read_style(data[at + 2 : at + 2 + length], base_size, index, own)
            at += 2 + length
    except struct.error:
        pass  # styles that are cut off number nothing
    found: dict[int, tuple[int, int]] = {}
    for index in own:
        chain = [index]
        while len(chain) < MAX_BASES and own.get(chain[-1], (0xFFF, b""))[0] in own:
            chain.append(own[chain[-1]][0])
        use, level = 0, 0
        for style in reversed(chain):
            use, level = _listed(own[style][1], use, level)
        if use > 0:
            found[index] = (use, level)
    return found


def _read_style(data: bytes, base_size: int, index: int, own: dict[int, tuple[int, bytes]]) -> None:
    if len(data) < base_size + 4:
        return
    kind = struct.unpack_from("<H", data, 2)[0]
    if kind & 0xF != 1:
        return
    at = base_size + 2 + 2 * struct.unpack_from("<H", data, base_size)[0] + 2
    size = int.from_bytes(data[at : at + 2], "little")
    own[index] = (kind >> 4, data[at + 4 : at + 2 + size])


def _read_lists(table: bytes, following: bytes, lists: Lists) -> None:
    count = struct.unpack_from("<h", table)[0]
    at = 0
    for index in range(max(0, count)):
        number, flags = struct.unpack_from("<I22xB", table, 2 + 28 * index)
        levels: list[Level] = []
        for _ in range(1 if flags & 1 else LEVELS):
            level, at = _level(following, at)
            levels.append(level)
        lists.levels[number] = levels


def _level(data: bytes, at: int) -> tuple[Level, int]:
    start, kind, flags, characters, paragraphs = struct.unpack_from("<iBB18xBB", data, at)
    at += 28 + characters + paragraphs
    count = struct.unpack_from("<H", data, at)[0]
    text = data[at + 2 : at + 2 + 2 * count].decode("utf-16-le", "replace")
    return Level(max(0, start), kind, bool(flags & 4), text[:MAX_TEXT]), at + 2 + 2 * count


def _read_uses(data: bytes, lists: Lists) -> None:
    count = struct.unpack_from("<I", data)[0]
    heads = [struct.unpack_from("<I8xB", data, 4 + 16 * index) for index in range(min(count, len(data) // 16))]
    lists.uses += [(number, {}, {}) for number, _ in heads]
    at = 4 + 16 * len(heads)
    for (_, changes), (_, levels, starts) in zip(heads, lists.uses, strict=True):
        at += 4
        for _ in range(changes):
            start, flags = struct.unpack_from("<iI", data, at)
            at += 8
            if flags & 0x20:
                levels[flags & 0xF], at = _level(data, at)
            if flags & 0x10:
                starts[flags & 0xF] = levels[flags & 0xF].start if flags & 0x20 else max(0, start)


def _shown(levels: list[Level], level: int, counters: list[int]) -> str:
    own = levels[level]
    if own.kind in {BULLET, NO_NUMBER}:
        return ""
    pieces = []
    for char in own.text:
        at = ord(char)
        if at >= LEVELS:
            pieces.append(char)
        elif at < len(levels):
            value = counters[at] if counters[at] >= 0 else levels[at].start
            pieces.append(numeral(value, 0 if own.is_legal else levels[at].kind))
    return "".join(pieces)


def numeral(value: int, kind: int) -> str:
    """
    Return a number the way its kind is written.

    >>> [numeral(4, kind) for kind in (0, 1, 2, 3, 4, 22)], numeral(28, 4)
    (['4', 'IV', 'iv', 'D', 'd', '04'], 'bb')
    """
    if kind in {UPPER_ROMAN, LOWER_ROMAN} and 0 < value < MAX_NUMBER:
        roman = "".join(_roman(value))
        return roman.upper() if kind == UPPER_ROMAN else roman
    if kind in {UPPER_LETTER, LOWER_LETTER} and 0 < value < MAX_NUMBER:
        letters = chr((value - 1) % 26 + 97) * ((value - 1) // 26 + 1)
        return letters.upper() if kind == UPPER_LETTER else letters
    return f"{value:02d}" if kind == PADDED else str(value)


def _roman(value: int) -> Iterator[str]:
    for number, letters in ROMAN:
        while value >= number:
            yield letters
            value -= number
