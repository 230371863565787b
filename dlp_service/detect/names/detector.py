"""
People's names: PERSON_NAME, one key per person, the sender and recipients as context.

A tagger reads the sentences, our own reading the ranks, lists and tables;
`confidence.py` says how sure each combination is.  Only the tagger is slow, so
only it has a cap; what lies beyond the cap is still read for ranks, lists and tables.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from dlp_service.budget import Budget
from dlp_service.detect.courtesy import correspondents, courtesy
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.masking import outline
from dlp_service.detect.names.casing import title_cased
from dlp_service.detect.names.confidence import Judge, confidence
from dlp_service.detect.names.correspondents import Roles, roles_of
from dlp_service.detect.names.forms.letters import polite_words
from dlp_service.detect.names.layout import paragraphs
from dlp_service.detect.names.people import PersonName, read_name
from dlp_service.detect.names.public_people import OFFICE_REACH, PUBLIC, public_people
from dlp_service.detect.names.reading import How, Page, Reading, again, beside, known_by, names_a_thing, read_page
from dlp_service.detect.names.small_letters import is_written_small, may_name
from dlp_service.detect.names.tagger import BATCH_CHARS, CachedTagger, NameTagger, Tagged
from dlp_service.detect.names.unwrapped import Unwrapped, unwrapped
from dlp_service.detect.spans import Spans
from dlp_service.errors import OutOfTime
from dlp_service.textmap import pieces
from dlp_service.values import Finding, PartText, Role, Stage

MAX_READINGS = 20_000
"""Names read in one message by our own rules at most: a list of that length is a roster long before its end."""
BETWEEN_CHECKS = 64
"""Names between two looks at the clock."""
MAX_LATE = 1_000
"""Names that are reported where the time is over: a tenth of a second's work."""
MAX_TAGGED_CHARS = 200_000
"""
The tagger reads this much of a message, bodies first: three to four seconds of one core,
and more than 99.9 % of mails hold.  A longer message leaves the stage unfinished, which the policy sees.
"""
MAX_PARAGRAPH = 4_000
SHEETS = frozenset({"cell", "hidden"})
_READ_FIRST = {"subject": 0, "body": 1, "note": 2, "comment": 2}
_HAS_CAPITAL = re.compile(r"[^\W\d_a-z]")
_EDGES = re.compile(r"^[\W\d_]+|(?:['’]s)?[\W\d_]+$|['’]s$")
_SMALL_WORDS = re.compile(r"[^\W\d_]+(?:['’.-]?[ '’-][^\W\d_]+)*")
_BESIDE_CODE = frozenset("-/\\@_+=<|")
_OF_CODE = frozenset("@=<>{}\\")
"""No name holds one of these: what does is an address, markup or a line of a program."""
MAX_ALIAS = 30
IN_LISTS = frozenset({How.COLUMN, How.ROSTER_FORM, How.SHAPE_COLUMN, How.LISTED})
_ALIAS = re.compile(
    r"[\s,(–-]*(?:n[ée]e?|born|formerly|previously|maiden name|now|geb\.|geborene[r]?|a\.?k\.?a\.?|also known as|alias|known as|or rather)"
    r"[\s(]*",
    re.IGNORECASE,
)
"""What stands between two names of one person."""
LEAST_ALONE = 0.28
"""What the tagger is less sure of is nobody by itself; it only says how sure to be of what our own reading found there."""
SURE_SMALL = 0.6
"""So sure the tagger must be of a name in small letters: below it, more such words of public texts are nobody than somebody."""
_UNTAGGED = frozenset({"property", "file_name"})


@dataclass(slots=True)
class _Page:
    """One text with what was read in it."""

    text: PartText
    tagged: list[Tagged] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    pieces: dict[int, Page] = field(default_factory=dict)
    """What was read, by where it begins in the text."""


class _Name(NamedTuple):
    """A name on its page, before persons are joined."""

    page: _Page
    start: int
    end: int
    name: PersonName
    how: frozenset[How]
    tagged: float = 0.0


class NameDetector:
    """Finds people's names; `tagger` is any `NameTagger`, `judge` says how sure each name is."""

    name = "names"
    stage = Stage.NAMES

    def __init__(self, tagger: NameTagger, judge: Judge = confidence) -> None:
        self._tagger = CachedTagger(tagger)
        self._judge = judge

    def detect(self, texts: tuple[PartText, ...], context: Context, budget: Budget) -> tuple[Finding, ...]:
        """
        Return one finding per name and place, `value` being the person's key.

        Raises:
            StageUnfinished: at the deadline or past `MAX_TAGGED_CHARS`, with everything read until then.
        """
        pages = [_Page(text) for text in texts]
        reason = ""
        try:
            left = MAX_READINGS
            for page in pages:
                left -= _read(page, budget, left)
            reason = self._tag(pages, budget)
            left -= _say_again(pages, budget, left)
            if left <= 0:
                reason = f"more than {MAX_READINGS} names were found"
        except OutOfTime as error:
            reason = str(error)
            _keep_first(pages, MAX_LATE)
        findings = tuple(_findings(pages, context, self._judge))
        if reason:
            raise StageUnfinished(reason, findings)
        return findings

    def read_ahead(self, texts: Iterable[PartText], budget: Budget) -> None:
        """
        Let the tagger read the sentences of many short texts before `detect` asks for them: each of its calls costs as much as a page.

        A text that fills a call by itself is left for its own turn.
        """
        short = (text for text in texts if len(text.text) < BATCH_CHARS)
        sentences = [title_cased(unwrapped(t.text[start:end]).text) for t in short for start, end in sentences_of(t)]
        self._tagger.read_ahead(sentences, budget)

    def _tag(self, pages: Iterable[_Page], budget: Budget) -> str:
        """Tag the pages in order of interest; return why it stopped early, or nothing."""
        places: list[tuple[_Page, int, Unwrapped]] = []
        texts: list[str] = []
        left = MAX_TAGGED_CHARS
        reason = ""
        for page in sorted(pages, key=lambda page: _READ_FIRST.get(page.text.where, 3)):
            for start, end in sentences_of(page.text):
                if end - start > left:
                    reason = f"names were read in sentences up to {MAX_TAGGED_CHARS} characters"
                    continue
                left -= end - start
                plain = unwrapped(page.text.text[start:end])
                places.append((page, start, plain))
                texts.append(title_cased(plain.text))

        def take(number: int, found: tuple[Tagged, ...]) -> None:
            page, offset, plain = places[number]
            for tagged in found:
                start, end = plain.span(tagged.start, tagged.end)
                page.tagged.append(Tagged(offset + start, offset + end, tagged.is_person, tagged.confidence))

        self._tagger.tag(texts, budget, take)
        return reason


def _say_again(pages: Sequence[_Page], budget: Budget, most: int) -> int:
    """
    Add the surnames that stand alone of people who are named in full anywhere in the message, until there are `most`.

    Returns how many were added.
    """
    surfaces = {page.text.text[r.start : r.end] for page in pages for r in page.readings if r.how is not How.ASKED}
    surfaces.update(page.text.text[t.start : t.end] for page in pages for t in page.tagged if _is_sure(t))
    surnames = {word for surface in surfaces for word in known_by(surface)}
    added = 0
    for page in pages if surnames else ():
        people = [tagged for tagged in page.tagged if _is_sure(tagged)]
        known = Spans([*_places(page.readings), *((tagged.start, tagged.end) for tagged in people)])
        for offset, piece in pieces(page.text.text):
            budget.check()
            if added >= most:
                return added
            found = list(again(piece, surnames, _shifted(known, offset) if offset else known.overlap))
            page.readings += [Reading(offset + r.start, offset + r.end, r.how) for r in found]
            added += len(found)
    return added


def _shifted(spans: Spans, offset: int) -> Callable[[int, int], bool]:
    return lambda start, end: spans.overlap(offset + start, offset + end)


def _keep_first(pages: Iterable[_Page], most: int) -> None:
    """Leave of what was read the first names: what each costs from here on is time that is over."""
    for page in pages:
        page.readings = sorted(page.readings, key=lambda r: r.start)[: max(most, 0)]
        most -= len(page.readings)
        page.tagged = sorted(page.tagged, key=lambda t: t.start)[: max(most, 0)]
        most -= len(page.tagged)


def _is_sure(tagged: Tagged) -> bool:
    return tagged.is_person and tagged.confidence >= LEAST_ALONE


def sentences_of(text: PartText) -> Iterable[tuple[int, int]]:
    """
    Yield what a tagger should read: paragraphs with a capital letter or a word like a given name, and all of a text in small letters.

    Of sheets only cells of several words are read.
    """
    if text.where in _UNTAGGED:
        return
    if text.where in SHEETS:
        yield from _wordy_cells(text.text)
        return
    is_small = is_written_small(text.text)
    for start, end in paragraphs(text.text):
        if end - start <= MAX_PARAGRAPH:
            if is_small or _HAS_CAPITAL.search(text.text, start, end) or may_name(text.text, start, end):
                yield start, end
            continue
        for offset, piece in pieces(text.text[start:end], size=MAX_PARAGRAPH):
            if is_small or _HAS_CAPITAL.search(piece) or may_name(piece, 0, len(piece)):
                yield start + offset, start + offset + len(piece)


def _wordy_cells(text: str) -> Iterable[tuple[int, int]]:
    for match in re.finditer(r"[^\t\n]+", text):
        if match[0].count(" ") >= 2 and _HAS_CAPITAL.search(match[0]):
            for offset, piece in pieces(match[0], size=MAX_PARAGRAPH):
                yield match.start() + offset, match.start() + offset + len(piece)


def _read(page: _Page, budget: Budget, most: int) -> int:
    """Collect what our own reading finds, piece by piece, until there are `most`; return how many there are."""
    is_sheet = page.text.where in SHEETS
    for offset, piece in pieces(page.text.text):
        budget.check()
        if len(page.readings) >= most:
            break
        page.pieces[offset] = known = Page(piece)
        for number, found in enumerate(read_page(known, is_sheet=is_sheet), 1):
            if not number % BETWEEN_CHECKS:
                budget.check()
            page.readings.append(Reading(offset + found.start, offset + found.end, found.how, found.name))
    return len(page.readings)


def _findings(pages: Iterable[_Page], context: Context, judge: Judge) -> Iterable[Finding]:
    names = [name for page in pages for name in _merged(page)]
    if not names:
        return
    known = correspondents(context)
    by_page = _by_page(names)
    polite = {n: courtesy(g[0].page.text, context, g[-1].start) for n, g in by_page.items()}
    writers = (
        () if known.is_anyone else [n.name for k, group in by_page.items() for n in _within_any(group, polite[k].own)]
    )
    links = [pair for group in by_page.values() for pair in _called_one(group)]
    roles = roles_of((name.name for name in names), known, writers, links)
    repeated = Counter(roles.people[name.name] for name in names)
    public = _public(names, roles)
    for number, group in by_page.items():
        around = Spans(polite[number].spans)
        for name in group:
            key = roles.people[name.name]
            role = Role.CONTEXT if around.overlap(name.start, name.start + 1) else roles.role(name.name)
            is_public = role is Role.EVIDENCE and key in public
            surface = name.page.text.text[name.start : name.end]
            sure = judge(surface, name.name, name.how, repeated[key], name.tagged)
            found = _finding(name, key, role, sure)
            yield replace(found, role=Role.CONTEXT, detail=PUBLIC) if is_public else found


def _public(names: Sequence[_Name], roles: Roles) -> frozenset[str]:
    """Return the people whom any text may name; a rank in the services or a place in a list says it is somebody else."""
    listed = public_people()
    found: dict[str, bool] = {}
    for name in names:
        key = roles.people[name.name]
        if not found.get(key, True):
            continue
        text = name.page.text.text
        before, surface = text[max(0, name.start - OFFICE_REACH) : name.start], text[name.start : name.end]
        is_listed = listed.names(key, before, surface, is_only=key not in roles.others)
        found[key] = is_listed and IN_LISTS.isdisjoint(name.how)
    return frozenset(key for key, is_public in found.items() if is_public)


def _within_any(names: Iterable[_Name], spans: Iterable[tuple[int, int]]) -> Iterator[_Name]:
    own = Spans(spans)
    return (name for name in names if own.overlap(name.start, name.start + 1))


def _by_page(names: Iterable[_Name]) -> dict[int, list[_Name]]:
    pages: dict[int, list[_Name]] = {}
    for name in names:
        pages.setdefault(id(name.page), []).append(name)
    return pages


def _called_one(names: Sequence[_Name]) -> Iterator[tuple[PersonName, PersonName]]:
    """Yield neighbours that the text calls one person: `Lucinda Farthingale née Crane`."""
    for one, other in pairwise(names):
        if 0 < other.start - one.end <= MAX_ALIAS and _ALIAS.fullmatch(one.page.text.text, one.end, other.start):
            yield one.name, other.name


def _finding(name: _Name, key: str, role: Role, sure: float) -> Finding:
    text = name.page.text
    surface = text.text[name.start : name.end]
    return Finding(
        info_type="PERSON_NAME",
        detector=NameDetector.name,
        confidence=sure,
        path=text.path,
        where=text.where,
        start=name.start,
        end=name.end,
        role=role,
        masked_quote=outline(surface),
        value=key,
        detail=_recognised_by(name.how),
    )


@cache
def _recognised_by(how: frozenset[How]) -> str:
    return f"a person's name, recognised by {', '.join(sorted(how))}"


def _merged(page: _Page) -> Iterable[_Name]:
    """Join what the tagger and our own reading found at one place; the longer span stays."""
    text = page.text.text
    tagged: dict[tuple[int, int], float] = {}
    doubtful: list[tuple[int, int, float]] = []
    barred: list[tuple[int, int]] = []
    for start, end, is_person, sure in page.tagged:
        if not is_person:
            barred.append((start, end))
        elif sure < LEAST_ALONE:
            doubtful.append((start, end, sure))
        elif (span := _trimmed(text, start, end)) is not None:
            if sure < SURE_SMALL and text[span[0] : span[1]].islower():
                doubtful.append((*span, sure))
            else:
                tagged[span] = sure
    doubtful.sort()
    people = sorted(tagged)
    own = [r for r in page.readings if not (r.how is How.SPELT and _holds_several(people, r))]
    sentences = [Reading(*span, How.TAGGER, confidence=sure) for span, sure in tagged.items()]
    # What is said again depends on other texts: it may add names here, and never stand in the way of one.
    spans = sentences + [r for r in own if r.how is not How.AGAIN]
    spans += _enumerated(page, _places(spans), barred)
    if said := _apart(spans, (r for r in own if r.how is How.AGAIN)):
        spans += said
        spans += _apart(spans, _enumerated(page, _places(spans), barred))
    group: list[Reading] = []
    reach = -1
    for reading in sorted(spans, key=lambda r: (r.start, -r.end)):
        if group and reading.start >= reach:
            yield _joined(page, group, doubtful)
            group = []
        group.append(reading)
        reach = max(reach, reading.end) if len(group) > 1 else reading.end
    if group:
        yield _joined(page, group, doubtful)


def _places(readings: Iterable[Reading]) -> list[tuple[int, int]]:
    return [(reading.start, reading.end) for reading in readings]


def _apart(known: Iterable[Reading], others: Iterable[Reading]) -> list[Reading]:
    """Return the others that share no letter with a known one."""
    taken = Spans(_places(known))
    return [other for other in others if not taken.overlap(other.start, other.end)]


def _holds_several(people: Sequence[tuple[int, int]], reading: Reading) -> bool:
    """Say whether the tagger saw two people, one after the other, where spelling alone sees one."""
    first = bisect_left(people, (reading.start, 0))
    inside = people[first : first + 2]
    return len(inside) == 2 and inside[0][1] <= inside[1][0] and inside[1][1] <= reading.end


def _enumerated(page: _Page, known: Sequence[tuple[int, int]], barred: Sequence[tuple[int, int]]) -> Iterator[Reading]:
    """Yield the names enumerated with known ones, from those pieces of the text that hold any."""
    known, barred = sorted(known), sorted(barred)
    for offset, piece in pieces(page.text.text):
        here, away = (_within(spans, offset, offset + len(piece)) for spans in (known, barred))
        if here:
            read = page.pieces.get(offset) or Page(piece)
            yield from (Reading(offset + r.start, offset + r.end, r.how) for r in beside(read, here, away))


def _within(spans: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Return the sorted spans that begin between `start` and `end`, counted from `start`."""
    first, last = bisect_left(spans, (start, 0)), bisect_left(spans, (end, 0))
    return [(s - start, min(e, end) - start) for s, e in spans[first:last]]


def _joined(page: _Page, group: list[Reading], doubtful: Sequence[tuple[int, int, float]]) -> _Name:
    """
    Return one name for overlapping readings: a spelt-out name from columns first, then the longest span.

    Where the tagger was sure of nobody, what it held `doubtful` there is its word.
    """
    text = page.text.text
    best = group[0] if len(group) == 1 else max(group, key=lambda r: (bool(r.name), r.end - r.start, -r.start))
    how = {r.how for r in group}
    if names_a_thing(text, best.start, best.end):
        how.add(How.ELSEWHERE)
    sure = max([r.confidence for r in group]) or _doubt(best, doubtful)
    name = read_name(best.name or text[best.start : best.end])
    return _Name(page, best.start, best.end, name, frozenset(how), sure)


def _doubt(name: Reading, doubtful: Sequence[tuple[int, int, float]]) -> float:
    """Return how sure the tagger was of the surest span inside a name, 0 where there is none; spans never overlap."""
    at = max(0, bisect_left(doubtful, (name.start, 0, 0.0)) - 1)
    most = 0.0
    while at < len(doubtful) and doubtful[at][0] < name.end:
        if doubtful[at][1] > name.start:
            most = max(most, doubtful[at][2])
        at += 1
    return most


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return a tagged span without the punctuation around it, or None where no word of a name is left."""
    surface = text[start:end]
    # One that begins and ends with letters, as nearly all do, has nothing to be cut.
    if not (surface[:1].isalpha() and surface[-2:].isalpha()):
        head = _EDGES.match(surface)
        if head and head.start() == 0 and not surface[0].isalpha():
            start += head.end()
            surface = text[start:end]
        tail = re.search(r"(?:['’]s)?[\W\d_]*$", surface)
        if tail:
            end = start + tail.start()
        surface = text[start:end]
    if len(surface) < 2 or not _OF_CODE.isdisjoint(surface) or not any(map(str.isalpha, surface)):
        return None
    if surface.islower() and not _is_of_words(text, start, end):
        return None
    if surface.lower() in polite_words():
        return None
    return start, end


def _is_of_words(text: str, start: int, end: int) -> bool:
    """Say whether a span is words alone with nothing of a path, an option or an address directly beside it."""
    is_apart = text[start - 1 : start] not in _BESIDE_CODE and text[end : end + 1] not in _BESIDE_CODE
    return is_apart and _SMALL_WORDS.fullmatch(text, start, end) is not None
