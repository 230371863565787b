"""
What stays where findings of one place disagree: the one rule, in four sentences.

1. A listed term beats a name: a PERSON_NAME wholly inside a PROJECT_TERM is dropped, for the operator knows better.
2. An identifier beats a name: a PERSON_NAME wholly inside an identifier is dropped, `Paddington` in `paddington@example.org`.
3. One place holds one identifier: of those that overlap the surest stays, then the longest, then the first.
4. Everything else stays side by side, because it says different things: a marking over a name, a protected person and the same
   name, an excerpt with whatever it holds.

Detectors settle on their own what concerns one info type; an entry of the allow-list changes a finding's role and removes
nothing (`allowed.py`).  Nothing here looks at text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from dlp_service.detect.spans import Spans
from dlp_service.values import IDENTIFIERS, Finding

TERM, NAME = "PROJECT_TERM", "PERSON_NAME"
Place = tuple[str, str]


def resolve_overlaps(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that stay; the same whatever order they come in, and in n log n."""
    every = list(findings)
    kept = every if sum(f.info_type in IDENTIFIERS for f in every) < 2 else _one_identifier_a_place(every)
    stronger = _spans(f for f in kept if f.info_type == TERM or f.info_type in IDENTIFIERS)
    return [finding for finding in kept if not _is_inside(finding, stronger)]


def _spans(findings: Iterable[Finding]) -> dict[Place, Spans]:
    places: dict[Place, list[tuple[int, int]]] = {}
    for finding in findings:
        places.setdefault((finding.path, finding.where), []).append((finding.start, finding.end))
    return {place: Spans(spans) for place, spans in places.items()}


def _is_inside(finding: Finding, stronger: dict[Place, Spans]) -> bool:
    if finding.info_type != NAME:
        return False
    spans = stronger.get((finding.path, finding.where))
    return spans is not None and spans.cover(finding.start, finding.end)


def _one_identifier_a_place(findings: list[Finding]) -> list[Finding]:
    taken: dict[Place, list[tuple[int, int]]] = {}
    dropped: set[int] = set()
    identifiers = [n for n, finding in enumerate(findings) if finding.info_type in IDENTIFIERS]
    for number in sorted(identifiers, key=lambda n: _precedence(findings[n])):
        finding = findings[number]
        spans = taken.setdefault((finding.path, finding.where), [])
        at = bisect_left(spans, (finding.start, finding.end))
        before_overlaps = at > 0 and spans[at - 1][1] > finding.start
        if before_overlaps or (at < len(spans) and spans[at][0] < finding.end):
            dropped.add(number)
        else:
            spans.insert(at, (finding.start, finding.end))
    return [finding for number, finding in enumerate(findings) if number not in dropped]


def _precedence(finding: Finding) -> tuple[float, int, int, str]:
    return -finding.confidence, finding.start - finding.end, finding.start, finding.info_type
