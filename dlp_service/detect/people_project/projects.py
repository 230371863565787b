"""
PERSONNEL_ON_PROJECT: distinct named people near a term of weight .5 or more.

Near is one sentence, paragraph, sheet or short text, the question above and its answer below, a subject, file name or covering
note and what it introduces.  A term here and people there, in a paragraph that turns to something else, in another sheet or
further down a thread, are not near.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dlp_service.detect.courtesy import correspondents, courtesy
from dlp_service.detect.interface import Context
from dlp_service.detect.names.mailboxes import read_mailbox
from dlp_service.detect.people_project.chances import NAME, at_least, members, span_of, who
from dlp_service.detect.people_project.thread import Thread
from dlp_service.detect.people_project.vocabulary import LEISURE, SHIFT, SUPPORT, words_in
from dlp_service.detect.segments import SHEETS, Place, Sightings, document
from dlp_service.detect.spans import Spans
from dlp_service.values import Finding, PartText, Role, Span

MIN_PEOPLE = 2
MIN_WEIGHT = 0.5
MIN_CHANCE = 0.3
"""People on a project are reported when it is at least this likely that two of the names are people."""
SHORT_TEXT = 2000
"""Up to this many characters a text is one thought."""
SHORT_MESSAGE = 500
"""A message of a thread up to this long is a question, an answer or a covering note: it goes with the next."""
REACH = 400
WINDOW = 300
"""What is read around a term for sites, travel, nationality and clearance."""
APART = 0.35
"""How near people are who stand where the text has turned to something else."""
INTRODUCED = 0.97
SUPPORTED = 0.15
"""By so much the remaining doubt shrinks for each kind of support, three at most."""
MAX_ADDRESSES = 2000
_SHIPS = (
    "tug|barge|lighter|frigate|destroyer|corvette|vessel|ferry|trawler|submarine|ship|boat|launch|yacht|dredger|cutter"
)
_SHIP_BEFORE = re.compile(
    rf"\b(?:HMS|HMAS|HMCS|HMNZS|USS|USNS|RFA|MV|RV|[Tt]he (?:{_SHIPS}))\s+(?:(?:Sir|Lady|Lord|Captain|Admiral|King|Queen|Prince|Princess)\s+)?$"
)
_THING_BEHIND = re.compile(
    rf"\s{{0,2}}(?:\(the (?:{_SHIPS})\b|(?:Ltd|Limited|plc|PLC|Inc|LLC|LLP|GmbH|AG|B\.?V|Corp|& (?:Sons?|Co|Partners)|and Sons|Group|Industries"
    r"|Engineering|Tooling|Steel|Shipyard|Works|works|Marine|Systems|College|School|Hospital|Street|Road|Lane|Avenue|House|Bridge|Airport|Barracks"
    r"|Prize|Award|Medal|Trust|Foundation|Institute|Centre|class)\b)"
)
_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n\s*\n|\n[>\s]*[-*•]")


_BLANK = re.compile(r"\n[ \t>\r]*\n")


@dataclass(slots=True)
class _Cluster:
    """People near the terms of one or more texts."""

    terms: list[Finding]
    chances: dict[str, float] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    support: int = 0

    def add(self, person: Finding, nearness: float) -> None:
        """Take a person in who is this near."""
        chance = person.confidence * nearness
        self.chances[who(person)] = max(chance, self.chances.get(who(person), 0.0))
        self.spans.append(span_of(person))

    def join(self, other: _Cluster) -> None:
        """Take in another cluster of the same people."""
        self.terms += other.terms
        self.spans += other.spans
        self.support = max(self.support, other.support)
        for key, chance in other.chances.items():
            self.chances[key] = max(chance, self.chances.get(key, 0.0))


def on_projects(
    texts: Sequence[PartText], findings: Iterable[Finding], sightings: Sightings, context: Context
) -> Iterator[Finding]:
    """Yield one finding for each group of people near terms; the same people in two texts are one group."""
    terms: dict[Place, list[Finding]] = {}
    addresses: dict[Place, list[Finding]] = {}
    for finding in findings:
        if finding.role is not Role.EVIDENCE:
            continue
        if finding.info_type == "PROJECT_TERM" and finding.weight >= MIN_WEIGHT:
            terms.setdefault((finding.path, finding.where), []).append(finding)
        elif finding.info_type == "EMAIL_ADDRESS":
            addresses.setdefault((finding.path, finding.where), []).append(finding)
    if not terms:
        return
    people = _with_addresses(texts, sightings.people, addresses, context) if addresses else sightings.people
    by_place = {(text.path, text.where): text for text in texts}
    clusters = [_cluster(by_place[place], here, texts, people) for place, here in terms.items()]
    for cluster in _merged(cluster for cluster in clusters if cluster.chances):
        yield from _personnel(cluster)


def _cluster(
    home: PartText, terms: list[Finding], texts: Iterable[PartText], people: Mapping[Place, list[Finding]]
) -> _Cluster:
    """Return the people near the terms of one text: in it, or in a text that it introduces."""
    cluster = _Cluster(list(terms))
    for text in texts:
        here = [p for p in people.get((text.path, text.where), ()) if not _is_thing(text.text, p)]
        if not here:
            continue
        if text is home:
            _take_near(cluster, home, terms, here)
        elif _introduces(home, text, terms):
            nearness = APART if _turns_away(home, text) else INTRODUCED
            for person in here:
                cluster.add(person, nearness)
    if cluster.chances:
        cluster.support = _support(home.text, terms)
    return cluster


def _take_near(cluster: _Cluster, text: PartText, terms: list[Finding], people: list[Finding]) -> None:
    if text.where in SHEETS:
        for person in people:
            cluster.add(person, 1.0)
        return
    page = _Page(text.text)
    starts = [term.start for term in terms]
    for person in people:
        index = bisect_left(starts, person.start)
        nearness = max((page.nearness(term, person) for term in terms[max(0, index - 1) : index + 1]), default=0.0)
        if nearness:
            cluster.add(person, nearness)


def _is_thing(text: str, person: Finding) -> bool:
    """Say whether a name is that of a firm, a ship, a place or a prize, by the words right before and behind it."""
    before = text[max(0, person.start - 32) : person.start]
    last = text.rfind(" ", person.start, person.end)
    is_firm = last > 0 and _THING_BEHIND.match(text, last) is not None
    return is_firm or bool(_THING_BEHIND.match(text, person.end) or _SHIP_BEFORE.search(before))


class _Page:
    """A text in which terms and people stand: its messages, paragraphs and sentences."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.thread = Thread(text)
        self._leisure: list[int] | None = None

    def nearness(self, term: Finding, person: Finding) -> float:
        """Return 0..1: 1 in one paragraph, less where a message, a turn or a distance lies between."""
        first, second = (term, person) if term.start <= person.start else (person, term)
        gap = second.start - first.end
        messages = (self.thread.number(first.start), self.thread.number(second.start))
        if messages[0] != messages[1]:
            return self._across(term, person, messages)
        between = self.text[first.end : second.start] if gap > 0 else ""
        is_paragraph = "\n\n" not in between.replace("\r", "") if gap <= SHORT_TEXT else False
        if gap > REACH and not is_paragraph and self.thread.size(messages[0]) > SHORT_TEXT:
            return 0.0
        return APART if self._turns(between, term, person) else 1.0

    def _across(self, term: Finding, person: Finding, messages: tuple[int, int]) -> float:
        """A message goes with the one next to it where one of the two is short; else they are not near."""
        low, high = messages
        sizes = [self.thread.size(low), self.thread.size(high)]
        between = sum(self.thread.size(number) for number in range(low + 1, min(high, low + 3)))
        is_next = high == low + 1 or (high == low + 2 and between <= SHORT_MESSAGE // 2)
        if not is_next or min(sizes) > SHORT_MESSAGE or max(sizes) > SHORT_TEXT:
            return 0.0
        return APART if self._is_leisure(person.start, term.start) else 0.95

    def _turns(self, between: str, term: Finding, person: Finding) -> bool:
        """Say whether the text turns to something else between term and person."""
        if not _SENTENCE_END.search(between):
            return False
        if SHIFT.search(between[:REACH]):
            return True
        if _BLANK.search(between) and len(between) > REACH:
            return self._is_leisure(person.start, term.start, _BLANK)
        return not self._heads(term, person) and self._is_leisure(person.start, term.start)

    def _heads(self, term: Finding, person: Finding) -> bool:
        """Say whether the term stands in a line that ends with a colon: what is listed below belongs to it, food and seats too."""
        end = self.text.find("\n", term.end, term.end + REACH)
        return 0 <= end < person.start and self.text[term.end : end].rstrip().endswith(":")

    def _is_leisure(self, at: int, away: int, ends: re.Pattern[str] = _SENTENCE_END) -> bool:
        """Say whether the sentence (the paragraph) at `at` speaks of ordinary life, and is not that at `away`."""
        start, end = self._unit(at, ends)
        if start <= away < end:
            return False
        return bool(LEISURE.search(self.text[start:end]))

    def _unit(self, at: int, ends: re.Pattern[str]) -> tuple[int, int]:
        low = max(0, at - REACH)
        starts = [low + found.end() for found in ends.finditer(self.text[low:at])]
        after = ends.search(self.text, at, min(len(self.text), at + REACH))
        return (starts[-1] if starts else low), (after.end() if after else min(len(self.text), at + REACH))


def _introduces(home: PartText, text: PartText, terms: Sequence[Finding]) -> bool:
    """Say whether a term at `home` names what `text` is about: the subject, the file's or sheet's own text, a covering note."""
    is_whole = text.where in SHEETS or len(text.text) <= SHORT_TEXT
    if not is_whole:
        return False
    if home.where == "subject":
        return True
    if document(home.path) == document(text.path) and home.path:
        is_same_unit = home.path == text.path or "!" not in home.path
        return is_same_unit or home.where in {"file_name", "property", "page_header", "footer"}
    is_note = home.where == "body" and len(home.text) <= SHORT_TEXT and "/" not in home.path
    is_enclosed = text.where in SHEETS or (text.where == "body" and "/" in text.path)
    # A note of several messages introduces an attachment in its newest only.
    return is_note and is_enclosed and any(Thread(home.text).number(term.start) == 0 for term in terms[:1])


def _turns_away(home: PartText, text: PartText) -> bool:
    """Say whether the people stand in a text of ordinary life, though a note or subject names a project."""
    if home.where in {"cell", "hidden", "comment"} or home.path == text.path:
        return False
    return bool(LEISURE.search(f"{text.path.rpartition('/')[2]}\n{text.text[:SHORT_TEXT]}"))


def _support(text: str, terms: Sequence[Finding]) -> int:
    """Count the different words for sites, nationality, travel and clearance around the first terms, three at most."""
    words: set[str] = set()
    for term in terms[:5]:
        around = text[max(0, term.start - WINDOW) : term.start] + " " + text[term.end : term.end + WINDOW]
        words |= words_in(SUPPORT, around)
    return min(3, len(words))


def _with_addresses(
    texts: Iterable[PartText],
    people: Mapping[Place, list[Finding]],
    addresses: Mapping[Place, list[Finding]],
    context: Context,
) -> dict[Place, list[Finding]]:
    """Add the people who are only written as an address that spells their name, unless they are known or in a header line."""
    every = dict(people)
    named = {who(person) for found in people.values() for person in found}
    known = correspondents(context)
    left = MAX_ADDRESSES
    for text in texts:
        place = (text.path, text.where)
        found = [address for address in addresses.get(place, ()) if who(address) not in named][:left]
        left -= len(found)
        zones = Spans(courtesy(text, context).spans) if found else Spans(())
        added = []
        for address in found:
            mailbox = read_mailbox(address.value or text.text[address.start : address.end])
            is_told = mailbox.confidence > 0 and not known.knows(mailbox.name)
            if is_told and not zones.overlap(address.start, address.end):
                sure = min(mailbox.confidence, address.confidence)
                value = mailbox.name.key
                added.append(replace(address, info_type="PERSON_NAME", detector=NAME, confidence=sure, value=value))
        if added:
            every[place] = sorted([*every.get(place, []), *added], key=lambda person: person.start)
    return every


def _merged(clusters: Iterable[_Cluster]) -> list[_Cluster]:
    """Join the clusters that have a person in common."""
    owner: dict[str, _Cluster] = {}
    merged: list[_Cluster] = []
    for cluster in clusters:
        others = list({id(owner[key]): owner[key] for key in cluster.chances if key in owner}.values())
        for other in others:
            cluster.join(other)
            merged.remove(other)
        merged.append(cluster)
        owner.update(dict.fromkeys(cluster.chances, cluster))
    return merged


def _personnel(cluster: _Cluster) -> Iterator[Finding]:
    """Yield the finding on a cluster, where two of its names are likely enough people."""
    chance = at_least(MIN_PEOPLE, cluster.chances.values())
    if chance < MIN_CHANCE:
        return
    heaviest = max(cluster.terms, key=lambda term: (term.weight, term.confidence, -term.start))
    sure = min(chance, heaviest.confidence)
    sure = 1 - (1 - sure) * (1 - SUPPORTED) ** cluster.support
    count = len(cluster.chances)
    names = len({term.value for term in cluster.terms})
    projects = "a project term" if names == 1 else f"{names} project terms, the heaviest"
    yield Finding(
        info_type="PERSONNEL_ON_PROJECT",
        detector=NAME,
        confidence=round(sure, 3),
        path=heaviest.path,
        where=heaviest.where,
        start=heaviest.start,
        end=heaviest.end,
        masked_quote=heaviest.masked_quote,
        weight=heaviest.weight,
        count=count,
        value=heaviest.value,
        detail=f"{count} people are named with {projects} of weight {heaviest.weight:g}",
        members=members(cluster.spans),
        owner=heaviest.owner,
        disclose=heaviest.disclose,
    )
