"""
Lines of a page and which of them run along its top or bottom.

A running header is a line near the edge that neighbouring pages repeat but for numbers; where there is nothing to compare, a line
inside the margin that a gap sets off from the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

BAND = 0.13
"""Running lines are looked for in this part of a page's height from each edge."""

MARGIN = 0.085
"""Closer to the edge than one inch on A4 and letter: ordinary text does not begin there."""

GAP = 0.03
SHIFT = 0.02
MAX_RUNNING = 6
NEIGHBOURS = 2
"""Left and right pages may have headers of their own, so that a page is compared with the next but one too."""

_NUMBERS = re.compile(r"[0-9]+|\b[ivxlc]+\b")
_PAGE_NUMBER = re.compile(r"(?i)\W*(?:page|seite|p\.|pg\.?|blatt|sheet|folio)?\W*#\W*(?:(?:of|von|/|de|sur)\W*#\W*)?$")
_HYPHEN = re.compile(r"([^\W\d_]?)[\ufffe\x02\xad]\s*(?=([^\W\d_])?)")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its distance from the top of the page as shown, as a part of its height."""

    text: str
    top: float


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page: what is seen, line by line, and what is not."""

    number: int
    lines: tuple[Line, ...] = ()
    hidden: str = ""
    edges: dict[bool, list[tuple[float, int, str]]] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What runs along the top and bottom, once somebody has asked: every neighbour does."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """The lines of a page by what they are."""

    header: str
    body: str
    footer: str


def joined(text: str) -> str:
    """
    Return text with words joined that a line end had divided, and without characters that show nothing.

    A hyphen between small letters was put in by the layout; any other may belong to the word, as in a marking.

    >>> joined("infor\\ufffemation OFFICIAL\\ufffeSENSITIVE")
    'information OFFICIAL-SENSITIVE'
    """
    if text.isascii() and text.isprintable():
        return text
    text = _HYPHEN.sub(_rejoined, text)
    return _INVISIBLE.sub("", text)


def _rejoined(found: re.Match[str]) -> str:
    before, after = found[1], found[2] or ""
    return before if before.islower() and after.islower() else before + "-"


def sorted_lines(page: Page, neighbours: Sequence[Page]) -> Sorted:
    """Return a page's lines as header, body and footer, told by what its neighbours have at the same place."""
    header = _running(page, neighbours, is_top=True)
    footer = _running(page, neighbours, is_top=False) - header
    return Sorted(
        "\n".join(page.lines[index].text for index in sorted(header)),
        "\n".join(line.text for index, line in enumerate(page.lines) if index not in header and index not in footer),
        "\n".join(page.lines[index].text for index in sorted(footer)),
    )


def _edge(page: Page, *, is_top: bool) -> list[tuple[float, int, str]]:
    """Return the `MAX_RUNNING` outermost lines inwards: distance from the edge, index, and the text without its numbers."""
    if is_top not in page.edges:
        if is_top:
            near = sorted([(line.top, index) for index, line in enumerate(page.lines) if line.top <= BAND])
        else:
            near = sorted([(1 - line.top, index) for index, line in enumerate(page.lines) if 1 - line.top <= BAND])
        page.edges[is_top] = [(distance, index, _key(page.lines[index].text)) for distance, index in near[:MAX_RUNNING]]
    return page.edges[is_top]


def _key(text: str) -> str:
    return _NUMBERS.sub("#", " ".join(text.casefold().split()))


def _running(page: Page, neighbours: Sequence[Page], *, is_top: bool) -> set[int]:
    edge = _edge(page, is_top=is_top)
    known: dict[str, list[float]] = {}
    for other in neighbours:
        for distance, _, key in _edge(other, is_top=is_top):
            known.setdefault(key, []).append(distance)
    found = set()
    for position, (distance, index, key) in enumerate(edge):
        is_repeated = any(abs(distance - there) <= SHIFT for there in known.get(key, ()))
        if is_repeated or (position == 0 and distance <= MARGIN and _PAGE_NUMBER.match(key)):
            found.add(index)
    return found if neighbours else _set_off(page, edge, is_top=is_top)


def _set_off(page: Page, edge: list[tuple[float, int, str]], *, is_top: bool) -> set[int]:
    """Return lines inside the margin with a gap between them and the text."""
    distances = sorted(line.top if is_top else 1 - line.top for line in page.lines)
    count = 0
    for position, distance in enumerate(distances[: MAX_RUNNING // 2]):
        following = distances[position + 1] if position + 1 < len(distances) else 1.0
        if distance <= MARGIN and following - distance >= GAP:
            count = position + 1
    return {index for _, index, _ in edge[:count]}
