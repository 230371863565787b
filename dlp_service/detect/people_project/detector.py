"""The detector of people in company: reads what others found, segment by segment."""

from __future__ import annotations

from collections.abc import Iterator

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.people_project.chances import NAME
from dlp_service.detect.people_project.projects import on_projects
from dlp_service.detect.people_project.roster import MIN_IDENTIFIERS, identified, may_be_roster, rosters
from dlp_service.detect.people_project.rows import Rows
from dlp_service.detect.people_project.vulnerable import may_be_vulnerable, vulnerable
from dlp_service.detect.segments import Segment, Sightings, segments
from dlp_service.errors import OutOfTime
from dlp_service.values import NATIONAL_IDENTIFIERS, Finding, PartText, Stage


class PeopleProjectDetector:
    """Combines people, terms and identifiers: PERSONNEL_ON_PROJECT, ROSTER, VULNERABLE_PERSONS, NAMES_WITH_IDENTIFIERS."""

    name = NAME
    stage = Stage.PEOPLE_PROJECT

    def combine(
        self, texts: tuple[PartText, ...], findings: tuple[Finding, ...], context: Context, budget: Budget
    ) -> tuple[Finding, ...]:
        """
        Return the combined findings; `members` are the places of the people, `count` how many distinct ones.

        Raises:
            StageUnfinished: at the deadline, which is looked at before each segment, or past `MAX_ROWS` rows of
                one list, with everything found until then.
        """
        sightings = Sightings.of(findings, NATIONAL_IDENTIFIERS)
        found = list(on_projects(texts, findings, sightings, context))
        reason = ""
        try:
            for segment in segments(texts, sightings):
                budget.check()
                found.extend(_lists(segment))
        except OutOfTime as error:
            reason = str(error)
        if reason:
            raise StageUnfinished(reason, tuple(found))
        return tuple(found)


def _lists(segment: Segment) -> Iterator[Finding]:
    """Yield what a segment is a list of; it is read row by row only where a quick look found a reason."""
    is_numbered = len(segment.identifiers) >= MIN_IDENTIFIERS
    is_at_risk = may_be_vulnerable(segment)
    is_roster = may_be_roster(segment)
    if not (is_numbered or is_at_risk or is_roster):
        return
    rows = Rows.of(segment)
    if not rows.entries:
        return
    if is_numbered:
        yield from identified(segment, rows)
    if is_roster:
        yield from rosters(segment, rows)
    if is_at_risk:
        yield from vulnerable(segment, rows)
