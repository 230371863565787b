"""The detector of people in company: reads what others found, segment by segment."""

from __future__ import annotations

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.people_project.chances import NAME
from dlp_service.detect.people_project.completed import complete
from dlp_service.detect.people_project.hits import Looks
from dlp_service.detect.people_project.projects import MIN_WEIGHT, on_projects
from dlp_service.detect.people_project.reader import MAX_ROWS, read_rows
from dlp_service.detect.people_project.roster import MIN_IDENTIFIERS, identified, rosters
from dlp_service.detect.people_project.rows import Rows
from dlp_service.detect.people_project.vulnerable import vulnerable
from dlp_service.detect.segments import Place, Segment, Sightings, segments
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
            StageUnfinished: at the deadline, which is looked at between pieces and before each segment, or past `MAX_ROWS` rows of
                one list, with everything found until then.
        """
        sightings = Sightings.of(findings, NATIONAL_IDENTIFIERS)
        looks = Looks(texts, sightings, budget)
        found: list[Finding] = []
        reason = ""
        try:
            if sightings.people and (_has_term(findings) or any(looks.of((t.path, t.where)).risks for t in texts)):
                complete(texts, findings, sightings)
            for segment in segments(texts, sightings, looks.is_worth_reading):
                budget.check()
                listed, rows = _lists(segment, looks)
                found += listed
                if listed and rows is not None:
                    _remember(sightings, rows)
                if rows is not None and rows.is_capped:
                    reason = f"a list has more than {MAX_ROWS} rows"
        except OutOfTime as error:
            reason = str(error)
        found.extend(on_projects(texts, findings, sightings, context))
        if reason:
            raise StageUnfinished(reason, tuple(found))
        return tuple(found)


def _has_term(findings: tuple[Finding, ...]) -> bool:
    return any(finding.info_type == "PROJECT_TERM" and finding.weight >= MIN_WEIGHT for finding in findings)


def _remember(sightings: Sightings, rows: Rows) -> None:
    """Let the entries of a list whose names were not recognised count as people near a term, and its headings not."""
    places: dict[Place, list[Finding]] = {}
    for entry in rows.entries:
        if entry.unread is not None:
            person = entry.as_finding()
            places.setdefault((person.path, person.where), []).append(person)
    for path, where, _ in rows.misread:
        places.setdefault((path, where), [])
    for place, added in places.items():
        known = [p for p in sightings.people.get(place, ()) if (*place, p.start) not in rows.misread]
        starts = {person.start for person in known}
        known += [person for person in added if person.start not in starts]
        sightings.people[place] = sorted(known, key=lambda person: person.start)


def _lists(segment: Segment, looks: Looks) -> tuple[list[Finding], Rows | None]:
    """Return what a segment is a list of; it is read row by row only where a quick look found a reason."""
    is_numbered = len(segment.identifiers) >= MIN_IDENTIFIERS
    is_at_risk = looks.may_be_at_risk(segment)
    is_roster = looks.may_be_roster(segment)
    if not (is_numbered or is_at_risk or is_roster):
        return [], None
    rows = read_rows(segment, looks)
    if not rows.entries:
        return [], rows
    found: list[Finding] = []
    if is_numbered or is_roster:
        found += identified(segment, rows)
        found += rosters(segment, rows)
    if is_at_risk:
        found += vulnerable(segment, rows)
    return found, rows
