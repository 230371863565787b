"""What RTF groups save and restore, and the places that text runs into."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

DELETED = 1
VANISHED = 2
PALE = 4
TINY = 8
HTML_OFF = 16
UNSEEN = DELETED | VANISHED | PALE | TINY


@dataclass(slots=True, eq=False)
class Sink:
    """
    Where text goes: a place of the document (`where`), a value with a `kind` of its own, or nowhere.

    `data` is what a picture or an object holds: hexadecimal digits as they stood, binary pieces as they came.
    """

    where: str = ""
    kind: str = ""
    pieces: list[str] = field(default_factory=list)
    data: list[tuple[bool, bytes]] = field(default_factory=list)
    depth: int = 0
    name: str = ""

    def text(self) -> str:
        """Return the text, pairs of surrogates joined."""
        joined = "".join(self.pieces)
        try:
            joined.encode()
        except UnicodeEncodeError:
            return joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return joined


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """One group's settings; groups share the value until one of them changes something."""

    sink: Sink
    codec: str
    fallback: int = 1
    bits: int = 0
    is_table: bool = False

    def to(self, sink: Sink) -> State:
        """Return the state with text going elsewhere."""
        return State(sink, self.codec, self.fallback, self.bits, self.is_table)

    def with_bit(self, bit: int, *, is_on: bool) -> State:
        """Return the state with one of the bits set or cleared; itself where nothing changes."""
        bits = self.bits | bit if is_on else self.bits & ~bit
        return self if bits == self.bits else replace(self, bits=bits)
