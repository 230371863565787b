"""
Blocks of labelled lines: the classification authority block and the CUI designation indicator.

They say that something is classified or controlled without naming the level in a banner.  A block needs two
different labels with values close together; a single label is a sentence about one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dlp_service.detect.markings.layout import Page

_AUTHORITY = {
    "classified by": "by", "cl by": "by", "derived from": "from", "drv from": "from", "derivatively classified by": "by", "reason": "reason", "reasons": "reason",
    "classification reason": "reason", "classified reason": "reason", "reason for classification": "reason", "declassify on": "until", "decl on": "until", "declass on": "until",
    "decl": "until", "declassified on": "until", "downgrade to": "down", "multiple sources": "from",
}  # fmt: skip
_CONTROLLED = {
    "controlled by": "by", "cui category": "category", "cui categories": "category", "cui category(ies)": "category", "category": "kind", "categories": "kind", "distribution": "limit",
    "distribution statement": "limit", "dissemination": "limit", "limited dissemination control": "limit", "limited dissemination controls": "limit", "dissemination control": "limit", "ldc": "limit",
    "distribution/dissemination control": "limit", "distribution/dissemination controls": "limit", "distribution/limited dissemination control": "limit", "poc": "contact", "point of contact": "contact",
}  # fmt: skip
_LABELS = "|".join(sorted((re.escape(name) for name in (*_AUTHORITY, *_CONTROLLED)), key=len, reverse=True))
_FIELD = re.compile(rf"(?:^|(?<=[\s,;.(|]))(?P<label>{_LABELS})\s*:[ \t]*", re.IGNORECASE)
_EMPTY = re.compile(r"^[\W_]*(?:n/?a|none|tbd|xx+|name|date|source|<[^>]*>|\[[^\]]*\])?[\W_]*$", re.IGNORECASE)
_TEMPLATE = re.compile(r"^[<\[{](?:name|date|insert|source|yyyy\w*|tbd|xx+)|^YYYYMMDD\b|^XX+\b|^TBD\b", re.IGNORECASE)
_NOTICE = re.compile(
    r"(?:this (?:document|e-?mail|message|material|page|file)|the attached \w+) contains (formerly )?restricted data\b(?: as defined in the atomic energy act)?",
    re.IGNORECASE,
)
"""The notice that 10 CFR 1045 puts on documents with Restricted Data."""

_MOST_NOTICE = 2_000
_NEAR = 3
_MOST_LINES = 12
_MOST_VALUE = 300


class Block(NamedTuple):
    """One block: the scheme and level it stands for, and its extent in the normalised text."""

    scheme: str
    level: str
    start: int
    end: int
    caveats: tuple[str, ...] = ()


class _Field(NamedTuple):
    line: int
    label: str
    start: int
    end: int
    is_empty: bool


def blocks(page: Page, lines: list[int]) -> Iterator[Block]:
    """Yield the blocks that begin on one of `lines`, in order."""
    for line in lines:
        if notice := _NOTICE.search(page.line(line)[:_MOST_NOTICE]):
            base = page.starts[line]
            yield Block("us", "CLASSIFIED", base + notice.start(), base + notice.end(), ("FRD" if notice[1] else "RD",))
    fields = [field for line in lines for field in _fields(page, line)]
    at = 0
    while at < len(fields):
        group = [fields[at]]
        while (
            at + 1 < len(fields)
            and fields[at + 1].line - group[-1].line <= _NEAR
            and fields[at + 1].line - group[0].line <= _MOST_LINES
        ):
            at += 1
            group.append(fields[at])
        at += 1
        yield from _block(group)


def _fields(page: Page, line: int) -> Iterator[_Field]:
    text = page.line(line)
    if ":" not in text or len(text) > 2_000:
        return
    found = list(_FIELD.finditer(text))
    if not found or (len(found) == 1 and text[: found[0].start()].strip(" \t*_-#|>(.0123456789")):
        return
    base = page.starts[line]
    for number, match in enumerate(found):
        stop = found[number + 1].start() if number + 1 < len(found) else len(text)
        value = (
            text[match.end() : min(stop, match.end() + _MOST_VALUE)].rstrip(" \t,;.|)")
            if number + 1 < len(found)
            else text[match.end() : min(stop, match.end() + _MOST_VALUE)].rstrip()
        )
        yield _Field(
            line,
            match["label"].lower(),
            base + match.start("label"),
            base + match.end() + len(value),
            bool(_EMPTY.match(value) or _TEMPLATE.match(value)),
        )


def _block(group: list[_Field]) -> Iterator[Block]:
    filled = [field for field in group if not field.is_empty]
    authority = {_AUTHORITY[field.label] for field in filled if field.label in _AUTHORITY}
    if (len(authority) >= 2 and authority & {"by", "from"}) or {"reason", "until"} <= authority:
        own = [field for field in filled if field.label in _AUTHORITY]
        yield Block("us", "CLASSIFIED", own[0].start, own[-1].end)
        return
    controlled = {_CONTROLLED[field.label] for field in filled if field.label in _CONTROLLED}
    if ("category" in controlled and len(controlled) >= 2) or ({"by", "limit"} <= controlled and len(controlled) >= 3):
        own = [field for field in filled if field.label in _CONTROLLED]
        yield Block("us-cui", "CUI", own[0].start, own[-1].end)
