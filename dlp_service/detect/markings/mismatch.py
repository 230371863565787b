"""
Where a machine label and the visible markings of one item disagree.

An item is the message, a mail inside it, or an attachment with all its members.  The highest label is compared with the
highest visible marking, by height, and only where both are known: a label alone or a text alone contradicts nothing.
The finding carries no marking, for the two it compares are findings already.
"""

from __future__ import annotations

from collections.abc import Iterable

from dlp_service.levels import LevelTable
from dlp_service.values import Finding, PartText, Role

INFO_TYPE = "LABEL_MISMATCH"
LABEL, VISIBLE = "MACHINE_LABEL", "CLASSIFICATION_MARKING"
SURE = 0.5
"""From this confidence on a marking or label is held against the other."""
_HINTS = frozenset({"file_name"})


def mismatches(texts: Iterable[PartText], findings: tuple[Finding, ...], levels: LevelTable) -> tuple[Finding, ...]:
    """Return a finding at the label of each item whose visible markings are of another height."""
    carried = [item for item in findings if _is_carried(item) and _height(item, levels) is not None]
    if not any(item.info_type == LABEL for item in carried):
        return ()
    mails = mails_inside(texts)
    by_item: dict[str, dict[str, list[Finding]]] = {}
    for finding in carried:
        kinds = by_item.setdefault(item_of(finding.path, mails), {LABEL: [], VISIBLE: []})
        kinds[finding.info_type].append(finding)
    found = (_compared(kinds[LABEL], kinds[VISIBLE], levels) for kinds in by_item.values())
    return tuple(item for item in found if item)


def _is_carried(finding: Finding) -> bool:
    marking = finding.marking
    return (
        finding.info_type in {LABEL, VISIBLE}
        and finding.role is Role.EVIDENCE
        and marking is not None
        and not marking.is_mention
        and finding.confidence >= SURE
        and finding.where not in _HINTS
    )


def _height(finding: Finding, levels: LevelTable) -> int | None:
    marking = finding.marking
    if marking is None or levels.ordinal(marking.scheme, marking.level) is None:
        return None
    return levels.height(marking.scheme, marking.level)


def mails_inside(texts: Iterable[PartText]) -> tuple[str, ...]:
    """Return the paths of mails that are parts of the message, the innermost first: they have fields or a subject of their own."""
    paths = {part.path for part in texts if part.path and "/" not in part.path and part.where in {"header", "subject"}}
    return tuple(sorted(paths, key=len, reverse=True))


def item_of(path: str, mails: tuple[str, ...]) -> str:
    """
    Return the item that a path belongs to; empty is the message itself.

    >>> item_of("1.2/old.zip/a.docx!p1", ()), item_of("1", ()), item_of("3.1.2", ("3",))
    ('1.2/old.zip', '', '3')
    """
    number, slash, rest = path.partition("/")
    if slash:
        return f"{number}/{rest.partition('/')[0].partition('!')[0]}"
    number = number.partition("!")[0]
    return next((mail for mail in mails if number == mail or number.startswith(f"{mail}.")), "")


def _compared(labels: list[Finding], visible: list[Finding], levels: LevelTable) -> Finding | None:
    if not labels or not visible:
        return None
    label = max(labels, key=lambda item: (_height(item, levels) or 0, item.confidence))
    text = max(visible, key=lambda item: (_height(item, levels) or 0, item.confidence))
    if _height(label, levels) == _height(text, levels):
        return None
    assert label.marking is not None
    assert text.marking is not None
    return Finding(
        info_type=INFO_TYPE,
        detector=label.detector,
        confidence=min(label.confidence, text.confidence),
        path=label.path,
        where=label.where,
        start=label.start,
        end=label.end,
        masked_quote=label.masked_quote,
        detail=f"the label says {label.marking.level}, the text is marked {text.marking.level}",
    )
