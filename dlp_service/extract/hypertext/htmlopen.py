"""
Which elements are open in HTML, as far as it matters to what is seen.

Nothing is remembered outside of elements that hide or that have a ground of their own, so most documents cost nothing here.  An end tag
looks at its own name only: stray ones are counted out, and time stays in the length of the markup.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dlp_service.extract.hypertext.htmlnames import BLOCKS, CELLS, SELF_CLOSING, VOID


@dataclass(slots=True)
class OpenElements:
    """
    Elements open inside the first one that hides or paints.

    `contexts` are those that do: how many were open with it, whether it hides, whether it paints; `hiding` and
    `painting` count them.
    """

    opened: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    contexts: list[tuple[int, bool, bool]] = field(default_factory=list)
    hiding: int = 0
    painting: int = 0

    def enter(self, name: str, *, hides: bool, paints: bool, is_white: bool) -> None:
        """Open an element; one with white text hides it where no ground is painted."""
        self._imply(name)
        if name in VOID or not (self.contexts or hides or paints):
            return
        self.opened.append(name)
        self.counts[name] = self.counts.get(name, 0) + 1
        if hides or paints:
            hides = hides and not (is_white and self.painting)
            self.contexts.append((len(self.opened), hides, paints))
            self.hiding += hides
            self.painting += paints

    def leave(self, name: str) -> None:
        """Close an element and those open in it; the end of one opened before all these closes them all."""
        if self.counts.get(name):
            while self.opened and self._pop() != name:
                pass
        elif (name in BLOCKS or name in CELLS) and name not in {"p", "br"}:
            while self.opened:
                self._pop()

    def _imply(self, name: str) -> None:
        """Close what a start tag closes without saying so."""
        while self.opened:
            last = self.opened[-1]
            is_sibling = last == name and name in SELF_CLOSING
            is_cell = last in CELLS and name in CELLS and last != "tr"
            if not (is_sibling or is_cell or (last == "p" and name in BLOCKS and name != "br")):
                return
            self._pop()

    def _pop(self) -> str:
        if self.contexts and self.contexts[-1][0] >= len(self.opened):
            _, hides, paints = self.contexts.pop()
            self.hiding -= hides
            self.painting -= paints
        name = self.opened.pop()
        self.counts[name] -= 1
        if not self.contexts:
            self.opened.clear()
            self.counts.clear()
        return name
