"""
Blocks of labelled lines: the classification authority block and the CUI designation indicator.

They say that something is classified or controlled without naming the level in a banner.  A block needs two
different labels with values close together; a single label is a sentence about one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dlp_service.budget import Budget
from dlp_service.detect.markings.layout import Page
from dlp_service.detect.markings.schemes.cui import listed

_AUTHORITY = {
    "classified by": "by", "class by": "by", "cl by": "by", "derivatively classified by": "by", "derivative classifier": "by", "original classifier": "by", "classifier": "by",
    "classification authority": "by", "original classification authority": "by", "classified by and office": "by",
    "derived from": "from", "derived by": "from", "drv from": "from", "drv fm": "from", "drv": "from", "multiple sources": "from", "classification derived from": "from", "classification guide": "from",
    "reason": "reason", "reasons": "reason", "cl reason": "reason", "classification reason": "reason", "classified reason": "reason", "reason for classification": "reason", "reason(s)": "reason",
    "declassify on": "until", "decl on": "until", "declass on": "until", "decl": "until", "declass": "until", "declassified on": "until", "declassification date": "until",
    "declassify": "until", "declassification": "until", "declassification instructions": "until", "review on": "until", "downgrade to": "down", "downgrade on": "down",
}  # fmt: skip
_CONTROLLED = {
    "controlled by": "by", "cui category": "category", "cui categories": "category", "cui category(ies)": "category", "cui category(s)": "category", "category": "kind", "categories": "kind",
    "distribution": "limit", "distribution statement": "limit", "dissemination": "limit", "limited dissemination control": "limit", "limited dissemination controls": "limit",
    "dissemination control": "limit", "dissemination controls": "limit", "ldc": "limit", "ldcs": "limit", "ldc/distribution statement": "limit", "distribution/ldc": "limit",
    "distribution/dissemination control": "limit", "distribution/dissemination controls": "limit", "distribution/limited dissemination control": "limit",
    "distribution statement/ldc": "limit", "limited dissemination": "limit", "poc": "contact", "point of contact": "contact",
}  # fmt: skip
_NAMING = frozenset({"category", "kind", "limit"})
"""Fields of a designation block whose values are caveats."""
_LABELS = "|".join(sorted((re.escape(name) for name in (*_AUTHORITY, *_CONTROLLED)), key=len, reverse=True))
_FIELD = re.compile(
    rf"(?:^|(?<=[\s,;.(|=\"'>]))(?P<label>{_LABELS})(?:\s*:[ \t]*|(?P<gap>\t\s*|[ ]{{2,}})(?=\S))", re.IGNORECASE
)
_EMPTY = re.compile(
    r"^[\W_]*(?:n/?a|none|tbd|xx+|name|date|source|<[^>]*>|\[[^\]]*\]|\{[^}]*\}|name(?: and| ?[,/])? ?(?:position|title|office|grade|rank)s?|mm/?dd/?yy(?:yy)?)?[\W_]*$",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(
    r"^[<\[{(](?:name|date|insert|source|yyyy\w*|tbd|xx+|enter|list|title|phone)|^YYYY-?MM-?DD\b|^XX+\b|^TBD\b"
    r"|^(?:cites?|identif(?:y|ies|ication)|list|enter|insert|name of|the name|state|give|fill|concise(?:ly)?|duration|date or event|must|should|shall|use|used|always|the source|the date|the reason|the office|who|what|which|specify|provide)\b",
    re.IGNORECASE,
)
"""How a value tells what to write there."""
_NOTICE = re.compile(
    r"(?:this (?:document|e-?mail|message|material|page|file)|the attached \w+) contains (formerly )?restricted data\b(?: as defined in the atomic energy act)?",
    re.IGNORECASE,
)
"""The notice that 10 CFR 1045 puts on documents with Restricted Data."""
_HEADING = re.compile(
    r"^[^A-Za-z0-9]*(?:\(U\)\s*)?(?P<name>(?P<formerly>FORMERLY )?RESTRICTED DATA)\b[\W_]*(?P<rest>.*)"
)
_LAW = re.compile(
    r"atomic energy act|unauthori[sz]ed disclosure (?:is )?subject to|handle as restricted data", re.IGNORECASE
)
_DESIGN_NOTICE = re.compile(
    r"critical nuclear weapon design information\W{1,4}(?:dod )?(?:directive|instruction|manual|dodd|dodi)\b",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"\b[1-6]\.[1-9]\b|^\(?[a-h]\)?\W*$", re.IGNORECASE)
"""A paragraph of the executive order, as reasons cite it: 1.4(c), 1.5 (a), 3.3(h)."""
_INSTRUCTION = re.compile(r"^\W*(?:\d|X\d|OADR|MR\b|source marked|N/A to)", re.IGNORECASE)

_CHECK_EVERY = 256
_FEWEST = 2
_MOST_NOTICE = 2_000
_NOTICE_LINES = 4
_NEAR = 3
_MOST_LINES = 12
_MOST_VALUE = 300
_DECORATION = " \t*_-#|>(.0123456789"


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
    value: str
    is_led: bool

    @property
    def is_empty(self) -> bool:
        """Say whether the field waits to be filled in."""
        return bool(_EMPTY.match(self.value) or _TEMPLATE.match(self.value))


def blocks(page: Page, lines: list[int], budget: Budget) -> Iterator[Block]:
    """
    Yield the blocks and notices that begin on one of `lines`, in order.

    Raises:
        OutOfTime: the budget ran out.
        Cancelled: the caller went away.
    """
    yield from _notices(page, _paced(lines, budget))
    fields = [field for line in _paced(lines, budget) for field in _fields(page, line)]
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


def _paced(lines: list[int], budget: Budget) -> Iterator[int]:
    """Yield the lines, and look at the budget every few hundred: each costs some microseconds."""
    for number, line in enumerate(lines, 1):
        if number % _CHECK_EVERY == 0:
            budget.check()
        yield line


def _notices(page: Page, lines: Iterable[int]) -> Iterator[Block]:
    """Yield the notices of atomic energy information: a heading with the words of the law under it, or a sentence."""
    done = -1
    for line in lines:
        text = page.line(line)[:_MOST_NOTICE]
        if line <= done or not text:
            continue
        base = page.starts[line]
        heading = _HEADING.match(text)
        if heading and _LAW.search(" ".join([heading["rest"], *_following(page, line)])):
            done = line + _NOTICE_LINES
            name = "FRD" if heading["formerly"] else "RD"
            yield Block("us", "CLASSIFIED", base + heading.start("name"), _notice_end(page, line, heading), (name,))
        elif notice := _NOTICE.search(text):
            yield Block("us", "CLASSIFIED", base + notice.start(), base + notice.end(), ("FRD" if notice[1] else "RD",))
        elif design := _DESIGN_NOTICE.search(text):
            yield Block("us", "CLASSIFIED", base + design.start(), base + design.end(), ("RD-CNWDI",))


def _notice_end(page: Page, line: int, heading: re.Match[str]) -> int:
    """Return where the notice under a heading ends: with the sentence that says what the document contains, if any."""
    for number, text in enumerate(_following(page, line), line + 1):
        if found := _NOTICE.search(text):
            return page.starts[number] + found.end()
    return page.starts[line] + heading.end("name")


def _following(page: Page, line: int) -> list[str]:
    return [page.line(number)[:_MOST_VALUE] for number in range(line + 1, line + 1 + _NOTICE_LINES)]


def _fields(page: Page, line: int) -> Iterator[_Field]:
    text = page.line(line)
    if len(text) > 2_000:
        return
    found = [
        match for match in _FIELD.finditer(text) if not (match["gap"] and text[: match.start()].strip(_DECORATION))
    ]
    if not found or (len(found) == 1 and _leads_on(text[: found[0].start()])):
        return
    base = page.starts[line]
    is_led = _leads_on(text[: found[0].start()])
    for number, match in enumerate(found):
        stop = found[number + 1].start() if number + 1 < len(found) else len(text)
        value = text[match.end() : min(stop, match.end() + _MOST_VALUE)]
        value = value.rstrip(" \t,;.|)") if number + 1 < len(found) else value.rstrip()
        start = base + match.start("label")
        yield _Field(line, match["label"].lower(), start, base + match.end() + len(value), value, is_led)


def _leads_on(before: str) -> bool:
    """Say whether words stand before a label, other than the name of a property."""
    plain = before.strip(_DECORATION)
    return bool(plain) and not plain.endswith(("=", '"'))


def _block(group: list[_Field]) -> Iterator[Block]:
    filled = [field for field in group if not field.is_empty]
    own = [field for field in filled if field.label in _AUTHORITY]
    if _is_authority({_AUTHORITY[field.label]: field for field in own}):
        yield Block("us", "CLASSIFIED", own[0].start, own[-1].end)
        return
    own = [field for field in filled if field.label in _CONTROLLED]
    controlled = {_CONTROLLED[field.label] for field in own}
    if ("category" in controlled and len(controlled) >= 2) or ({"by", "limit"} <= controlled and len(controlled) >= 3):
        named = [name for field in own if _CONTROLLED[field.label] in _NAMING for name in listed(field.value)]
        yield Block("us-cui", "CUI", own[0].start, own[-1].end, tuple(dict.fromkeys(named)))


def _is_authority(fields: dict[str, _Field]) -> bool:
    """
    Say whether fields make an authority block: two of them, of which one names who or from what.

    Words before the first field, or a reason that cites no paragraph, are running text about other things
    (`classified by: colour`) unless a declassification instruction follows.
    """
    cites = "reason" in fields and _PARAGRAPH.search(fields["reason"].value) is not None
    if len(fields) < _FEWEST:
        return False
    if not fields.keys() & {"by", "from"}:
        return {"reason", "until"} <= fields.keys() and (cites or _INSTRUCTION.match(fields["until"].value) is not None)
    if any(field.is_led for field in fields.values()) or fields.keys() == {"by", "reason"}:
        return cites or "until" in fields
    return True
