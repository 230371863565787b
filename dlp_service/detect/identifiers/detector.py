"""The detector: places, their check digits, their surroundings, and one kind for each place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dlp_service.budget import Budget
from dlp_service.detect.identifiers import contact
from dlp_service.detect.identifiers.boundaries import Boundary, boundary
from dlp_service.detect.identifiers.pattern import Pattern
from dlp_service.detect.identifiers.plain import Plain, plain
from dlp_service.detect.identifiers.roles import Roles, TextRoles
from dlp_service.detect.identifiers.scanner import Scanner
from dlp_service.detect.identifiers.surroundings import Judgement, Surroundings
from dlp_service.detect.identifiers.tables import PATTERNS
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.masking import outline
from dlp_service.errors import OutOfTime
from dlp_service.textmap import pieces
from dlp_service.values import Finding, PartText, Stage

OVERLAP = 256
MAX_OF_KIND = 10_000
"""Findings of one kind in one message; more say nothing new."""
_MAX_GROUP = 64
"""Claims that are settled together; a longer chain of overlaps is made of digits without end."""
_LEAST = 0.05
"""Below this a second reading of a place is not reported."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A valid place, before its surroundings were read."""

    pattern: Pattern
    start: int
    end: int
    is_soft: bool


@dataclass(frozen=True, slots=True)
class _Judged:
    """A claim and how sure it is."""

    claim: _Claim
    confidence: float
    judgement: Judgement


class IdentifierDetector:
    """Finds the identifiers of the tables; `nation` (ISO 3166 alpha-3) is whose telephone numbers need no country code."""

    name = "identifiers"
    stage = Stage.IDENTIFIERS

    def __init__(self, nation: str = "", patterns: tuple[Pattern, ...] = PATTERNS) -> None:
        self._patterns = (*patterns, *contact.national(nation))
        self._scanner = Scanner(self._patterns)

    def detect(self, texts: tuple[PartText, ...], context: Context, budget: Budget) -> tuple[Finding, ...]:
        """
        Return the findings in order; `value` is the identifier without separators.

        A place that could be two kinds is reported as the likelier, and as the other with what is left of certainty.

        Raises:
            StageUnfinished: out of time, or more than `MAX_OF_KIND` of one kind; with the findings made until then.
        """
        found: list[Finding] = []
        counts: Counter[str] = Counter()
        roles = Roles(context)
        try:
            for text in texts:
                budget.check()
                found.extend(self._in(text, roles, counts, budget))
        except OutOfTime as error:
            raise StageUnfinished(str(error), tuple(found)) from error
        beyond = sorted(kind for kind, number in counts.items() if number > MAX_OF_KIND)
        if beyond:
            raise StageUnfinished(f"more than {MAX_OF_KIND} findings of {', '.join(beyond)}", tuple(found))
        return tuple(found)

    def _in(self, text: PartText, roles: Roles, counts: Counter[str], budget: Budget) -> Iterator[Finding]:
        made = plain(text.text, text.where, budget)
        surroundings = Surroundings(made.text, text.where)
        answers = roles.of(text, made)
        full = {kind for kind, number in counts.items() if number > MAX_OF_KIND}
        for group in _groups(self._claims(made, text.where, full, budget)):
            budget.check()
            if all(claim.pattern.info_type in full for claim in group):
                continue
            for judged in _settled(group, surroundings):
                kind = judged.claim.pattern.info_type
                counts[kind] += 1
                if counts[kind] > MAX_OF_KIND:
                    full.add(kind)
                else:
                    yield self._finding(text, made, judged, answers)

    def _claims(self, made: Plain, where: str, full: set[str], budget: Budget) -> Iterator[_Claim]:
        """Yield the valid places of a text in order of start, the longest first, each row once at a place."""
        seen: set[str] = set()
        done: set[tuple[int, int, int]] = set()
        pending: list[_Claim] = []
        for offset, piece in pieces(made.text, overlap=OVERLAP):
            budget.check()
            pending += self._in_piece(made, offset, len(piece), where, (seen, full), done)
            pending.sort(key=lambda claim: (claim.start, -claim.end))
            settled = offset + len(piece) - OVERLAP if offset + len(piece) < len(made.text) else len(made.text)
            ready = next((n for n, claim in enumerate(pending) if claim.start >= settled), len(pending))
            yield from pending[:ready]
            pending = pending[ready:]
        yield from pending

    def _in_piece(
        self,
        made: Plain,
        offset: int,
        size: int,
        where: str,
        known: tuple[set[str], set[str]],
        done: set[tuple[int, int, int]],
    ) -> Iterator[_Claim]:
        earlier = set(done)
        done.clear()
        for place in self._scanner.scan(made.raw[offset : offset + size], *known):
            start, end = offset + place.start, offset + place.end
            length = place.pattern.measure(made.text[start:end])
            if not length:
                continue
            end = start + len(made.text[start : start + length].rstrip())
            key = (id(place.pattern), start, end)
            if start >= offset + size - 2 * OVERLAP:
                done.add(key)
            if key in earlier:
                continue
            edge = boundary(made.text, start, end, where, place.pattern)
            if edge is not Boundary.INSIDE:
                yield _Claim(place.pattern, start, end, edge is Boundary.SOFT)

    def _finding(self, text: PartText, made: Plain, judged: _Judged, roles: TextRoles) -> Finding:
        claim = judged.claim
        surface = made.text[claim.start : claim.end]
        start, end = made.map.start(claim.start), made.map.end(claim.end)
        kind = claim.pattern.info_type
        return Finding(
            info_type=kind,
            detector=self.name,
            confidence=round(judged.confidence, 3),
            path=text.path,
            where=text.where,
            start=start,
            end=end,
            role=roles.role(kind, surface, claim.start),
            masked_quote=outline(text.text[start:end]),
            value=_value(kind, surface),
            detail=f"{claim.pattern.form}, {judged.judgement.value}",
        )


def _value(kind: str, surface: str) -> str:
    return surface.lower() if kind == contact.EMAIL else "".join(c for c in surface if c.isalnum()).upper()


def _groups(claims: Iterable[_Claim]) -> Iterator[list[_Claim]]:
    """Yield the claims that overlap one another."""
    group: list[_Claim] = []
    end = -1
    for claim in claims:
        if group and (claim.start >= end or len(group) >= _MAX_GROUP):
            yield group
            group = []
        group.append(claim)
        end = max(end, claim.end) if len(group) > 1 else claim.end
    if group:
        yield group


def _settled(group: list[_Claim], surroundings: Surroundings) -> Iterator[_Judged]:
    """
    Yield the readings of one place: the surest, the longest among equals; then what else it could be.

    A second reading of exactly the same characters keeps what the first leaves of certainty; one of a part, or one
    that reaches over, is dropped.
    """
    if len(group) == 1:
        only = _judged(group[0], surroundings, frozenset())
        if only.confidence >= _LEAST:
            yield only
        return
    kinds = frozenset(claim.pattern.cue for claim in group)
    judged = [found for claim in group if (found := _judged(claim, surroundings, kinds)).confidence >= _LEAST]
    judged.sort(key=lambda found: (-found.confidence, found.claim.start - found.claim.end))
    kept: list[_Judged] = []
    for found in judged:
        over = [other for other in kept if _overlap(found.claim, other.claim)]
        if not over:
            kept.append(found)
            continue
        first = over[0]
        is_same = (first.claim.start, first.claim.end) == (found.claim.start, found.claim.end)
        left = min(found.confidence, 1 - first.confidence)
        is_other = all(other.claim.pattern.info_type != found.claim.pattern.info_type for other in over)
        if is_same and is_other and left >= _LEAST:
            kept.append(_Judged(found.claim, left, found.judgement))
    yield from sorted(kept, key=lambda found: found.claim.start)


def _judged(claim: _Claim, surroundings: Surroundings, kinds: frozenset[str]) -> _Judged:
    pattern = claim.pattern
    if not pattern.needs_words:
        return _Judged(claim, pattern.alone, Judgement.FORM)
    judgement = surroundings.judge(pattern.cue, claim.start, claim.end, kinds - {pattern.cue})
    if judgement.is_named:
        return _Judged(claim, pattern.beside, judgement)
    against = min(pattern.against, pattern.alone)
    is_against = judgement is Judgement.AGAINST or claim.is_soft
    return _Judged(claim, against if is_against else pattern.alone, judgement)


def _overlap(one: _Claim, other: _Claim) -> bool:
    return one.start < other.end and other.start < one.end
