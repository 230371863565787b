"""Earlier revisions of an incrementally updated file (ISO 32000-2 section 7.5.6): the same bytes, up to an earlier end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dlp_service.extract.job import Over
from dlp_service.extract.pdf.forms import is_field
from dlp_service.extract.pdf.syntax import Ref
from dlp_service.extract.pdf.table import Stream, Table
from dlp_service.values import PartText

PAGE_KEYS = ("Contents", "Resources", "MediaBox", "CropBox", "Parent", "Type", "Rotate")

_END = re.compile(rb"startxref[\0\t\n\f\r ]{1,16}([0-9]{1,10})[\0\t\n\f\r ]{1,16}%%EOF")
_SECTION = re.compile(rb"[\0\t\n\f\r ]{0,16}(?:xref|[0-9]{1,10}[\0\t\n\f\r ]{1,8}[0-9]{1,5}[\0\t\n\f\r ]{1,8}obj)")


def revisions(content: bytes, limit: int, over: Over) -> list[bytes]:
    """
    Return up to `limit` earlier states of a file, the latest first.

    An end counts when its offset leads to a cross-reference section: the first end of a linearised file does not,
    and that of a PDF inside another leads elsewhere.
    """
    first = max(0, content.find(b"%PDF-", 0, 1024))
    ends = [
        found.end()
        for found in _END.finditer(content)
        if 0 < int(found[1]) < found.start() and _SECTION.match(content, first + int(found[1]))
    ]
    if len(ends) - 1 > limit:
        over(f"more than {limit} earlier revisions")
    return [content[:end] for end in ends[:-1][::-1][:limit]]


def draws_alike(old: Table, current: Table) -> bool:
    """
    Say whether the pages of an earlier state cannot show anything else: no object differs that pages are drawn from.

    Signing, filling in a form and setting a property update a file without touching what its pages say.
    """
    infos = {info.number for trailer in old.trailers if isinstance(info := trailer.get("Info"), Ref)}
    for number in current.replaced:
        before, after = old.get(number), current.get(number)
        if number in old.current and number not in infos and before != after and not _is_beside(before, after):
            return False
    return True


def _is_beside(before: object, after: object) -> bool:
    """Say whether two states of an object differ only in what no page is drawn from."""
    if isinstance(before, Stream):
        return before.dictionary.get("Type") in {"Metadata", "XRef", "ObjStm"}
    if not isinstance(before, dict) or is_field(before) or before.get("Type") in {"Annot", "Sig", "Outlines"}:
        return isinstance(before, dict)
    if "Fields" in before or "Rect" in before:
        return True
    keys = {"Catalog": ("Pages", "OCProperties"), "Page": PAGE_KEYS}.get(str(before.get("Type")))
    return keys is not None and isinstance(after, dict) and all(before.get(key) == after.get(key) for key in keys)


def new_texts(old: Iterable[PartText], current: Iterable[PartText]) -> Iterator[PartText]:
    """
    Give what an earlier revision says and the current one does not, line by line, as `hidden`.

    >>> was = [PartText("a.pdf!p1", "body", "Dear Ann\\nthe  budget is 7")]
    >>> list(new_texts(was, [PartText("a.pdf!p1", "body", "dear ann\\nit is 8")]))
    [PartText(path='a.pdf!p1', where='hidden', text='the  budget is 7')]
    """
    known = {_key(line) for text in current for line in text.text.split("\n")}
    for text in old:
        lines = []
        for line in text.text.split("\n"):
            key = _key(line)
            if key and key not in known:
                known.add(key)
                lines.append(line)
        if lines:
            yield PartText(text.path, "hidden", "\n".join(lines))


def _key(line: str) -> str:
    return " ".join(line.casefold().split())
