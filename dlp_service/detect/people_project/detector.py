"""The detector of people in company: reads what others found, segment by segment."""

from __future__ import annotations

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.people_project.chances import NAME
from dlp_service.detect.people_project.particulars import GATE
from dlp_service.detect.people_project.projects import on_projects
from dlp_service.detect.people_project.roster import MIN_IDENTIFIERS, MIN_ROSTER, identified, may_be_roster, rosters
from dlp_service.detect.people_project.rows import Rows
from dlp_service.detect.people_project.vulnerable import may_be_vulnerable, vulnerable
from dlp_service.detect.segments import Place, Segment, Sightings, segments
from dlp_service.errors import OutOfTime
from dlp_service.textmap import pieces
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
        found: list[Finding] = []
        reason = ""
        try:
            for segment in segments(texts, sightings, is_list):
                budget.check()
                listed, rows = _lists(segment)
                found += listed
                if listed and rows is not None:
                    _remember(sightings, rows)
        except OutOfTime as error:
            reason = str(error)
        found.extend(on_projects(texts, findings, sightings, context))
        if reason:
            raise StageUnfinished(reason, tuple(found))
        return tuple(found)


def is_list(text: str) -> bool:
    """Say whether a text in which nobody was recognised may be a list of people: particulars, one after the other."""
    found = 0
    for _, piece in pieces(text):
        found += len(GATE.findall(piece))
        if found >= MIN_ROSTER:
            return True
    return False


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


def _lists(segment: Segment) -> tuple[list[Finding], Rows | None]:
    """Return what a segment is a list of; it is read row by row only where a quick look found a reason."""
    is_numbered = len(segment.identifiers) >= MIN_IDENTIFIERS
    is_at_risk = may_be_vulnerable(segment)
    is_roster = may_be_roster(segment)
    if not (is_numbered or is_at_risk or is_roster):
        return [], None
    rows = Rows.of(segment)
    if not rows.entries:
        return [], rows
    found: list[Finding] = []
    if is_numbered or is_roster:
        found += identified(segment, rows)
        found += rosters(segment, rows)
    if is_at_risk:
        found += vulnerable(segment, rows)
    return found, rows
