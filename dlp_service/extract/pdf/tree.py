"""Which object belongs to which page: the page tree (ISO 32000-2 section 7.7.3), walked without trusting it."""

from __future__ import annotations

from dataclasses import dataclass, field

from dlp_service.extract.pdf.syntax import Ref
from dlp_service.extract.pdf.table import Table

MAX_ANNOTATIONS = 100_000
"""What more annotations of a page say is read all the same, and stands at the document."""


@dataclass(slots=True)
class PageTree:
    """The numbers of page objects in order, the page (from 1) of each page and annotation, and the pages outside the tree."""

    pages: list[int] = field(default_factory=list)
    page_of: dict[int, int] = field(default_factory=dict)
    loose: list[int] = field(default_factory=list)


def read_tree(table: Table, limit: int) -> PageTree:
    """Return up to `limit` pages; a node that is met again is not entered again."""
    found = PageTree()
    seen: set[int] = set()
    pending = [table.root.get("Pages")]
    while pending and len(found.pages) < limit:
        node = pending.pop()
        if not isinstance(node, Ref) or node.number in seen:
            continue
        seen.add(node.number)
        dictionary = table.dictionary(node)
        if "Kids" in dictionary:
            pending += reversed(table.array(dictionary["Kids"]))
        elif dictionary:
            _add(found, node.number, table)
    found.loose = [
        number
        for number in table.having(b"/Page", b"/Template")
        if number not in seen and table.dictionary(Ref(number)).get("Type") in {"Page", "Template"}
    ]
    return found


def _add(found: PageTree, number: int, table: Table) -> None:
    found.pages.append(number)
    page = len(found.pages)
    found.page_of[number] = page
    for annotation in table.array(table.dictionary(Ref(number)).get("Annots"))[:MAX_ANNOTATIONS]:
        if isinstance(annotation, Ref):
            found.page_of.setdefault(annotation.number, page)
