"""
People in company: with a project, in a roster, on a list of the vulnerable.

One leaked mail named the people of a weapons programme and carried no marking.  A name is
nothing, a project term little; together they are the finding.  A list of the same length for a
quiz night is nothing again: what turns a list into a roster is what stands beside the names.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice

import re2

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.segments import SHEETS, Line, Place, Segment, Sightings, document, segments
from dlp_service.textmap import pieces
from dlp_service.values import NATIONAL_IDENTIFIERS, Finding, PartText, Role, Span, Stage

MIN_PEOPLE = 2
MIN_WEIGHT = 0.5
SHORT_TEXT = 2000
"""Up to this many characters a text is one thought: the question above and the quoted answer below it."""
REACH = 400
MIN_ROSTER = 5
MIN_FACTS = 3
MIN_VULNERABLE = 3
MIN_IDENTIFIERS = 3
SURE_IDENTIFIER = 0.6
MIN_CHANCE = 0.3
"""People on a project are reported when it is at least this likely that two of the names are people."""
MIN_LIST_CHANCE = 0.4
MAX_MEMBERS = 200
_ROSTER_HEADINGS = re.compile(
    r"\b(?:service (?:no|num|number)|svc ?(?:no|num)|army no|personnel (?:no|number)|passport(?: (?:no|number))?"
    r"|nationality|citizenship|clearances?|vetting|sc/dv|dv|security (?:level|status)|berth|cabin|bunk|billet|barracks?"
    r"|room(?: (?:no|number))?|accommodation|blood (?:group|type)|next of kin|nok|dob|date of birth|ni(?:no| no| number)?"
    r"|national insurance(?: number)?|nhs(?: no| number)?|ssn|edipi|dod id|weapon|visa|rank)\b"
)
_FACT = re.compile(
    r"(?i:\b(?:room|rm|cabin|berth|bunk|billet|barracks?|dorm|hut)\s*(?:no\.?\s*)?[a-z]?-?\d+[a-z]?\b)"
    r"|\b(?:SC|DV|CTC|BPSS|TS/SCI|EDV)(?=[\s,;)\t]|$)|(?i:\b(?:sc|dv|security)[- ]cleared\b)"
    r"|(?<![\w.:/+-])(?:[A-Z]{1,2}\d{6,7}[A-Z]?|\d{8})(?![\w./:-])"
    r"|(?i:\b(?:british|american|canadian|australian|french|german|dutch|polish|norwegian|danish|italian|spanish|afghan"
    r"|iraqi|iranian|syrian|russian|ukrainian|chinese|indian|pakistani|turkish|estonian|latvian|lithuanian|irish|new zealand)"
    r" (?:national|citizen|passport)s?\b)"
)
_VULNERABLE = re2.compile(
    r"(?i)\b(?:asylum|refugees?|resettle(?:d|ment|es)|evacuees?|detainees?|prisoners?|internees?|interpreters?"
    r"|informants?|informers?|human sources?|covert sources?|chis|arap|acrs|patients|patient (?:name|no|number|id|list)s?"
    r"|witnesses|applicants?|trafficked|safeguarding (?:case|list)s?|torture survivors?|protected persons?)\b"
)
_VULNERABLE_HEADINGS = re.compile(
    r"(?:^|[\t,;|])\s*(?:source|patient|agent|applicant|detainee|case)s?(?: name)?\s*(?=[\t,;|]|$)", re.IGNORECASE
)


class PeopleProjectDetector:
    """Combines people, terms and identifiers: PERSONNEL_ON_PROJECT, ROSTER, VULNERABLE_PERSONS, NAMES_WITH_IDENTIFIERS."""

    name = "people_project"
    stage = Stage.PEOPLE_PROJECT

    def combine(
        self, texts: tuple[PartText, ...], findings: tuple[Finding, ...], context: Context, budget: Budget
    ) -> tuple[Finding, ...]:
        """
        Return the combined findings; `members` are the places of the people, `count` how many distinct ones.

        Raises:
            OutOfTime: checked before each segment.
        """
        del context
        sightings = Sightings.of(findings, NATIONAL_IDENTIFIERS)
        if not sightings.people:
            return ()
        found = list(_on_projects(texts, findings, sightings))
        for segment in segments(texts, sightings):
            budget.check()
            found.extend(_lists(segment))
        return tuple(found)


def _on_projects(texts: Iterable[PartText], findings: Iterable[Finding], sightings: Sightings) -> Iterator[Finding]:
    """Yield one finding for each text that carries a term with people near it."""
    by_place = {(text.path, text.where): text for text in texts}
    terms: dict[Place, list[Finding]] = {}
    for finding in findings:
        is_heavy = finding.info_type == "PROJECT_TERM" and finding.weight >= MIN_WEIGHT
        if is_heavy and finding.role is Role.EVIDENCE:
            terms.setdefault((finding.path, finding.where), []).append(finding)
    for place, here in terms.items():
        near = _near(by_place[place], here, by_place.values(), sightings)
        chance = at_least(MIN_PEOPLE, _best(near))
        if chance >= MIN_CHANCE:
            yield _personnel(here, near, chance)


def _near(home: PartText, terms: list[Finding], texts: Iterable[PartText], sightings: Sightings) -> list[Finding]:
    """Return the people near the terms of one text: in it, or in a text that it introduces."""
    near: list[Finding] = []
    for text in texts:
        people = sightings.people.get((text.path, text.where), [])
        if not people:
            continue
        if text is home:
            near.extend(_in_reach(home, terms, people))
        elif _introduces(home, text):
            near.extend(people)
    return near


def _in_reach(text: PartText, terms: list[Finding], people: list[Finding]) -> list[Finding]:
    if text.where in SHEETS or len(text.text) <= SHORT_TEXT:
        return people
    starts = [term.start for term in terms]
    return [
        person for person in people if any(_is_close(text.text, t, person) for t in _nearest(terms, starts, person))
    ]


def _nearest(terms: list[Finding], starts: list[int], person: Finding) -> list[Finding]:
    """Return the terms before and after a person; those further away cannot be closer."""
    index = bisect_left(starts, person.start)
    return terms[max(0, index - 1) : index + 1]


def _is_close(text: str, term: Finding, person: Finding) -> bool:
    """Say whether term and person stand in one paragraph, or within `REACH` characters of each other."""
    first, second = sorted((term, person), key=lambda finding: finding.start)
    gap = second.start - first.end
    return gap <= REACH or (gap <= SHORT_TEXT and "\n\n" not in text[first.end : second.start])


def _introduces(home: PartText, text: PartText) -> bool:
    """Say whether a term at `home` names what `text` is about: the subject, the file's or sheet's own text, a covering note."""
    is_whole = text.where in SHEETS or len(text.text) <= SHORT_TEXT
    if not is_whole:
        return False
    if home.where == "subject":
        return True
    if document(home.path) == document(text.path) and home.path:
        is_same_unit = home.path == text.path or "!" not in home.path
        return is_same_unit or home.where in {"file_name", "property", "page_header", "footer"}
    return home.where == "body" and text.where in SHEETS and len(home.text) <= SHORT_TEXT


def _personnel(terms: list[Finding], people: list[Finding], chance: float) -> Finding:
    heaviest = max(terms, key=lambda term: (term.weight, -term.start))
    count = len({person.value for person in people})
    return Finding(
        info_type="PERSONNEL_ON_PROJECT",
        detector=PeopleProjectDetector.name,
        confidence=round(min(chance, heaviest.confidence), 3),
        path=heaviest.path,
        where=heaviest.where,
        start=heaviest.start,
        end=heaviest.end,
        masked_quote=heaviest.masked_quote,
        weight=heaviest.weight,
        count=count,
        value=heaviest.value,
        detail=f"{count} people are named with a project term of weight {heaviest.weight:g}",
        members=_members(people),
        owner=heaviest.owner,
        disclose=heaviest.disclose,
    )


def at_least(number: int, chances: Iterable[float]) -> float:
    """
    Return the chance that at least `number` of independent events happen.

    >>> round(at_least(2, [0.5, 0.5, 0.5]), 3)
    0.5
    """
    exactly = [1.0] + [0.0] * (number - 1)
    for chance in chances:
        for count in range(number - 1, 0, -1):
            exactly[count] = exactly[count] * (1 - chance) + exactly[count - 1] * chance
        exactly[0] *= 1 - chance
    return max(0.0, 1 - sum(exactly))


def _best(people: Iterable[Finding]) -> list[float]:
    """Return the best confidence in each distinct person, highest first."""
    best: dict[str, float] = {}
    for person in people:
        best[person.value] = max(best.get(person.value, 0.0), person.confidence)
    return sorted(best.values(), reverse=True)


def _members(people: Iterable[Finding]) -> tuple[Span, ...]:
    return tuple(Span(p.path, p.where, p.start, p.end) for p in people)[:MAX_MEMBERS]


def _lists(segment: Segment) -> Iterator[Finding]:
    people = segment.people
    chances = _best(people.values())
    identifiers = {f.value for line in segment.lines for f in line.identifiers if f.confidence >= SURE_IDENTIFIER}
    if _all(MIN_PEOPLE, chances) and len(identifiers) >= MIN_IDENTIFIERS:
        detail = f"{len(people)} people are named with {len(identifiers)} national identifiers"
        yield _list("NAMES_WITH_IDENTIFIERS", people, detail, (MIN_PEOPLE, 0.9))
    if _all(MIN_ROSTER, chances) and (facts := _facts(segment)):
        yield _list("ROSTER", people, f"{len(people)} people are listed with {facts}", (MIN_ROSTER, 0.85))
    if _all(MIN_VULNERABLE, chances) and _is_of_vulnerable(segment):
        yield _list(
            "VULNERABLE_PERSONS", people, f"{len(people)} people are listed as people at risk", (MIN_VULNERABLE, 0.8)
        )


def _all(number: int, chances: list[float]) -> float:
    """
    Return how likely a list is one of at least `number` people, 0 where it is not likely enough.

    The entries of a list stand or fall together: their mean confidence is the list's, not the product.
    """
    surest = chances[:number]
    mean = sum(surest) / number
    return mean if len(surest) == number and mean >= MIN_LIST_CHANCE else 0.0


def _facts(segment: Segment) -> str:
    """Return in words what makes the list a roster, or nothing."""
    with_people = [line for line in segment.lines if line.people]
    heading = _header(segment)
    if heading and len(with_people) >= MIN_FACTS:
        headings = set(_ROSTER_HEADINGS.findall(heading)) - {"rank"}
        if headings:
            return "columns of personal particulars"
    facts = sum(_count_facts(line) for line in with_people)
    return f"{facts} service numbers, berths or clearances" if facts >= MIN_FACTS else ""


def _count_facts(line: Line) -> int:
    """Count the particulars in a line: at most one for each person in it."""
    sure = sum(f.confidence >= SURE_IDENTIFIER for f in line.identifiers)
    wanted = max(0, len(line.people) - sure)
    facts = (fact for _, piece in pieces(line.text) for fact in _FACT.finditer(piece))
    return min(len(line.people), sure) + sum(1 for _ in islice(facts, wanted))


def _header(segment: Segment) -> str:
    """Return the folded header row: the first line of a table, when it names nobody."""
    first = segment.lines[0]
    is_header = segment.is_table and not first.people and any(s in first.text for s in "\t,;|")
    return re.sub(r"[_.*]+", " ", first.text.casefold()) if is_header else ""


def _is_of_vulnerable(segment: Segment) -> bool:
    """Say whether a word for people at risk names the list, heads a column, or stands in rows with people."""
    header = _header(segment)
    if _VULNERABLE.search(segment.title) or _VULNERABLE.search(header) or _VULNERABLE_HEADINGS.search(header):
        return True
    with_word = [line for line in segment.lines if any(_VULNERABLE.search(piece) for _, piece in pieces(line.text))]
    in_rows = sum(bool(line.people) for line in with_word)
    is_prose = not segment.is_table or len(segment.lines) < MIN_VULNERABLE
    return in_rows >= (1 if is_prose else 2) or any(not line.people and len(line.text) <= 120 for line in with_word)


def _list(info_type: str, people: dict[str, Finding], detail: str, sure: tuple[int, float]) -> Finding:
    """Return a finding on the people of a list; `sure` is how many must be people, and the most it can be sure."""
    found = list(people.values())
    first = found[0]
    inside = [f for f in found if (f.path, f.where) == (first.path, first.where)]
    return Finding(
        info_type=info_type,
        detector=PeopleProjectDetector.name,
        confidence=round(min(sure[1], _all(sure[0], _best(found))), 3),
        path=first.path,
        where=first.where,
        start=min(f.start for f in inside),
        end=max(f.end for f in inside),
        masked_quote=first.masked_quote,
        count=len(people),
        detail=detail,
        members=_members(found),
    )
