"""
A file made readable again: the same bytes, with a page tree and a cross-reference table of what was found in them.

For files cut off before their catalogue, and for pages that no page tree shows any more.
"""

from __future__ import annotations

from collections.abc import Sequence

from dlp_service.extract.pdf.table import Table


def rebuilt(table: Table, pages: Sequence[int]) -> bytes:
    """Return a file whose pages are the page objects of these numbers; inherited entries keep coming from their old parents."""
    out = bytearray(table.content)
    out += b"\n"
    offsets: dict[int, int] = {}
    for number, place in table.current.items():
        if place.header >= 0:
            offsets[number] = place.header
            continue
        offsets[number] = len(out)
        out += b"%d 0 obj\n" % number + place.content[place.start : place.end] + b"\nendobj\n"
    root = max(offsets, default=0) + 1
    kids = b" ".join(b"%d 0 R" % number for number in pages)
    for number, body in (
        (root, b"<</Type/Catalog/Pages %d 0 R>>" % (root + 1)),
        (root + 1, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids)),
    ):
        offsets[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    return bytes(out) + _references(offsets, root, len(out))


def _references(offsets: dict[int, int], root: int, start: int) -> bytes:
    """Return a cross-reference table (section 7.5.4) in runs of following numbers, and the trailer."""
    lines = [b"xref\n0 1\n0000000000 65535 f \n"]
    run: list[int] = []
    for number in [*sorted(offsets), -1]:
        if run and number != run[-1] + 1:
            lines.append(b"%d %d\n" % (run[0], len(run)))
            lines += [b"%010d 00000 n \n" % offsets[item] for item in run]
            run = []
        run.append(number)
    return b"".join(lines) + b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (root + 2, root, start)
