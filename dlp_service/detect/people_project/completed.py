"""
Names of which only a part was recognised, or nothing: read by their shape beside those that were.

`Gemma Trewhella` of whom `Gemma` was recognised is a named person like any other; so is a pair of words spelt like
one in an enumeration or a column of people.  It is looked for only in messages with a project term or a word for people
at risk: elsewhere a name more or less changes nothing.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from dlp_service.detect.names.likeness import given_likeness, likeness
from dlp_service.detect.names.people import agree, read_name
from dlp_service.detect.names.public_people import public_people
from dlp_service.detect.names.reading import has_common_word
from dlp_service.detect.people_project.chances import NAME
from dlp_service.detect.people_project.particulars import rank
from dlp_service.detect.segments import MIN_CONFIDENCE, Place, Sightings, is_named_person
from dlp_service.detect.spans import Spans
from dlp_service.detect.terms.ordinary import ordinary_words
from dlp_service.values import Finding, PartText, Role

MAX_READ = 20_000
"""So many characters of one text are looked at for names by shape; the work of a message stays small."""
MAX_NAMES = 2_000
BESIDE = 60
"""A pair of words this near a recognised name, in one enumeration with it, is a name."""
PLAIN_WORD = -3.2
"""A word less like a name than this is none where it is an ordinary word, too."""
PLAIN_PAIR = -3.5
SHAPED, SHAPED_WELL = 0.6, 0.75
"""What a pair of words is worth that only its shape and its neighbours tell to be a name."""
MOST = 0.93
TITLED = 0.8
"""What a single name is worth behind a rank or a title."""
MAX_TITLE = 16
IN_COLUMN = 0.5
"""By so much the doubt in a name shrinks that stands in one column with two others."""
MIN_COLUMN = 3
MAX_INITIALS = 3
SHORT = 2
"""Words of two letters are names where they are known ones only."""
_U, _L = "A-ZÀ-ÖØ-ÞĀ-ŽČŠŽ", "a-zß-öø-ÿā-ž"
_WORD = rf"[{_U}][{_L}{_U}'’]*[{_L}](?:[-‐][{_U}][{_L}'’]+)*"
_GAP = r"(?:[ \xa0]{1,2}|[ \t]*\r?\n[>| ]*)"
"""Between the words of a name: a blank, or the end of a line of the mail, quoted or not."""
_PARTICLE = r"(?:(?:van|von|de|der|den|del|di|da|dos|la|le|el|al|bin|ibn|ben|du|af|av)[ -]){1,2}"
_REST = re.compile(rf"(?:[-‐][{_U}][{_L}'’]+)?{_GAP}(?:[{_U}]\. )?(?:{_PARTICLE})?({_WORD})(?![\w@])")
_FIRST = re.compile(rf"(?<![\w@.'’-])({_WORD}|(?:[{_U}]\.? ?){{1,3}}){_GAP}?(?:{_PARTICLE})?$")
_HYPHEN = re.compile(rf"({_WORD}[-‐])$")
_MAX_WORD = 36
_PAIR = re.compile(rf"(?<![\w@.'’-])({_WORD}) (?:[{_U}]\. )?(?:{_PARTICLE})?({_WORD})(?![\w@]| [{_U}][{_L}])")
_ENDED = re.compile(r"[.!?:](?=\s)(?<!\b[A-Z]\.)(?<!\b(?:Mr|Ms|Dr)\.)|\n\s*\n")
_JOINED = re.compile(rf"({_WORD} {_WORD}), ({_WORD})$")
_PLACE_BEFORE = re.compile(r"\b(?:via|in|at|near|bei|chez) $")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|\n\s*)$")


def complete(texts: Iterable[PartText], findings: Sequence[Finding], sightings: Sightings) -> None:
    """Complete the people of `sightings` by the shape of the words beside them."""
    names: dict[Place, list[Finding]] = {}
    taken: dict[Place, list[tuple[int, int]]] = {}
    for finding in findings:
        place = (finding.path, finding.where)
        is_name = finding.info_type == "PERSON_NAME"
        if is_name and finding.role is Role.EVIDENCE and finding.value and finding.confidence >= MIN_CONFIDENCE:
            names.setdefault(place, []).append(finding)
        elif finding.info_type == "PROJECT_TERM" or is_name:
            taken.setdefault(place, []).append((finding.start, finding.end))
    for text in texts:
        home = (text.path, text.where)
        here = names.get(home, ())
        if here and len(here) <= MAX_NAMES:
            reader = _Reader(text.text, here, Spans(taken.get(home, ())), sightings.people.get(home, ()))
            sightings.people[home] = reader.read()


class _Reader:
    """Completes the names of one text."""

    def __init__(self, text: str, names: Sequence[Finding], taken: Spans, people: Sequence[Finding]) -> None:
        self.text = text
        self.names = names
        self.taken = taken
        self.whole = Spans((n.start, n.end) for n in names if " " in text[n.start : n.end])
        self.people = list(people)
        self.keys: dict[str, str] = {}
        for name in names:
            if name.entity:
                self.keys.setdefault(name.value, name.entity)

    def read(self) -> list[Finding]:
        """Return the people in order of position."""
        whole: list[Finding] = []
        replaced: set[tuple[int, int]] = set()
        for name in self.names:
            completed = list(self._completed(name)) if not whole or name.start >= whole[-1].end else []
            whole += completed
            replaced |= {(name.start, name.end)} if completed else set()
        spans = Spans((person.start, person.end) for person in whole)
        left = [p for p in self.people if (p.start, p.end) not in replaced and not spans.cover(p.start, p.end)]
        self.people = _in_order([*left, *whole])
        givens = {person.value.partition(" ")[0] for person in self.people}
        self.people = [person for person in self.people if not self._is_called(person, givens)]
        return _in_columns(self.text, _in_order([*self.people, *self._by_shape()]))

    def _is_called(self, person: Finding, givens: set[str]) -> bool:
        """Say whether somebody is only called by a given name that another name has, behind a word that begins a sentence."""
        first, _, last = person.value.partition(" ")
        before = self.text[max(0, person.start - 4) : person.start]
        is_begun = last in givens and _SENTENCE_START.search(before) is not None
        return is_begun and first != last and given_likeness(first.capitalize()) < PLAIN_WORD

    def _completed(self, name: Finding) -> Iterator[Finding]:
        """Yield the name made whole, or two that were read as one over a comma."""
        surface = self.text[name.start : name.end]
        if joined := _JOINED.match(surface):
            given, surname = joined[1].split()
            rest = self._rest(name.end)
            if rest and given_likeness(given) > given_likeness(surname):
                yield self._named(name, name.start, name.start + joined.end(1), name.confidence, is_new=True)
                yield self._named(name, name.start + joined.start(2), rest, name.confidence, is_new=True)
            return
        if self.text[name.end : name.end + 1].isalnum():
            return
        is_part = not any(character.isspace() for character in surface) and not rank(surface) and _may_be_name(surface)
        if not is_part or _PLACE_BEFORE.search(self.text[max(0, name.start - 6) : name.start]):
            return
        if name.confidence < TITLED and self._is_titled(name):
            yield replace(name, confidence=TITLED)
            return
        start, end = self._before(name.start), self._rest(name.end)
        if end and (not start or given_likeness(surface) > likeness(surface) - 3):
            whole = self._named(name, name.start, end, _surer(name.confidence, self.text[name.end : end]))
        elif start:
            start -= 1
            whole = self._named(name, start, name.end, _surer(name.confidence, self.text[start : name.start]))
        else:
            return
        if " " in whole.value and whole.value not in public_people().full:
            yield whole

    def _is_titled(self, name: Finding) -> bool:
        """Say whether a rank or a title stands right before a single name, and no other name behind it."""
        token = self.text[max(0, name.start - MAX_TITLE) : name.start].rpartition("\n")[2].split()[-1:]
        is_title = bool(token) and read_name(f"{token[0]} {self.text[name.start : name.end]}").given == ""
        return is_title and token[0][0].isupper() and not self._rest(name.end)

    def _rest(self, end: int) -> int:
        """Return where a name goes on to that ends in a surname right behind, or 0."""
        found = _REST.match(self.text, end)
        is_one = found is not None and _may_be_name(found[1]) and not self._is_others(*found.span(1))
        return found.end() if found is not None and is_one else 0

    def _is_others(self, start: int, end: int) -> bool:
        """Say whether a word is part of a term, of somebody who is context, or of a name of several words."""
        return self.taken.cover(start, end) or self.whole.overlap(start, end)

    def _before(self, start: int) -> int:
        """Return one more than where a name begins whose given name stands right before, or 0."""
        low = max(0, start - _MAX_WORD)
        found = _FIRST.search(self.text[low:start]) or _HYPHEN.search(self.text[low:start])
        if found is None or self._is_others(low + found.start(1), low + found.end(1)):
            return 0
        word = found[1].strip(" .-")
        is_initials = word.isupper() and len(word.replace(".", "").replace(" ", "")) <= MAX_INITIALS
        if not is_initials and (not _may_be_name(word) or rank(word)):
            return 0
        is_first = _SENTENCE_START.search(self.text[max(0, low + found.start() - 4) : low + found.start()])
        if is_first and not is_initials and given_likeness(word) < -1:
            return 0
        return low + found.start() + 1

    def _named(self, name: Finding, start: int, end: int, confidence: float, *, is_new: bool = False) -> Finding:
        value = read_name(" ".join(self.text[start:end].replace(">", " ").split())).key
        entity = self.keys.get(value, "")
        if not entity and not is_new and _is_same(name.value, value):
            entity = name.entity
        if entity:
            self.keys.setdefault(value, entity)
        confidence = round(confidence, 3)
        return replace(name, start=start, end=end, value=value, entity=entity or value, confidence=confidence)

    def _by_shape(self) -> Iterator[Finding]:
        """Yield the pairs of words that stand in one enumeration with a name, and are spelt like one."""
        known = [person for person in self.people if is_named_person(person)]
        if not known:
            return
        spans = Spans([(person.start, person.end) for person in known])
        starts = [person.start for person in known]
        for found in _PAIR.finditer(self.text, 0, MAX_READ):
            begin, end = found.span()
            if spans.overlap(begin, end) or any(self.taken.cover(*found.span(n)) for n in (1, 2)):
                continue
            alike = likeness(found[1]) + likeness(found[2])
            if alike < PLAIN_PAIR or not (_may_be_name(found[1]) and _may_be_name(found[2])):
                continue
            at = bisect_left(starts, begin)
            if any(self._is_beside(begin, end, person) for person in known[max(0, at - 1) : at + 1]):
                sure = SHAPED_WELL if alike > 1 else SHAPED
                yield self._named(replace(known[0], detector=NAME, entity="", value=""), begin, end, sure, is_new=True)

    def _is_beside(self, begin: int, end: int, person: Finding) -> bool:
        """Say whether two spans stand in one enumeration: near, with a comma or the end of a line between, in one sentence."""
        column = _column(self.text, begin)
        if column >= 0:
            return column == _column(self.text, person.start)
        between = self.text[end : person.start] if end <= person.start else self.text[person.end : begin]
        is_listed = len(between) <= BESIDE and (between.split() in _AND or any(mark in between for mark in ",;\n\t&/|"))
        return is_listed and not _ENDED.search(between)


def _in_order(people: Iterable[Finding]) -> list[Finding]:
    return sorted(people, key=lambda person: person.start)


_AND = [[word] for word in ("and", "und", "et", "y", "e", "og", "och", "i", "oraz", "en", "+", "with", "mit", "avec")]


def _is_same(short: str, full: str) -> bool:
    """Say whether a name read in part may be the full one."""
    if " " not in short:
        return short in full.split() or any(part.startswith(short) or part.endswith(short) for part in full.split())
    given, _, surname = short.partition(" ")
    other, _, last = full.partition(" ")
    return surname == last and agree(given, other)


def _may_be_name(word: str) -> bool:
    plain = word.replace("’", "'").removesuffix("'s")
    if has_common_word(plain) or (len(plain) <= SHORT and likeness(plain) < 1):
        return False
    return likeness(plain) > PLAIN_WORD or not ordinary_words() & {part.casefold() for part in plain.split("-")}


def _surer(confidence: float, added: str) -> float:
    """Return how sure a name is with another word: surer by how much that one is spelt like a name."""
    word = max(added.replace(">", " ").split(), key=len, default="").strip(".")
    odds = math.log(max(confidence, 0.5) / (1 - min(confidence, 0.99))) + 0.5 + max(0.0, min(2.0, likeness(word)))
    return max(confidence, min(MOST, 1 / (1 + math.exp(-odds))))


def _in_columns(text: str, people: list[Finding]) -> list[Finding]:
    """Return the people, those surer who stand in one column of a table with two others."""
    columns: Counter[int] = Counter()
    places: Mapping[int, int] = {p.start: _column(text, p.start) for p in people if p.confidence < SHAPED}
    columns.update(places.values())
    return [
        replace(person, confidence=round(1 - (1 - person.confidence) * IN_COLUMN, 3))
        if columns[places.get(person.start, -1)] >= MIN_COLUMN and places.get(person.start, -1) >= 0
        else person
        for person in people
    ]


def _column(text: str, at: int) -> int:
    """Return the number of the tab-separated column of a place, -1 outside tables."""
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[begin : end if end >= 0 else len(text)]
    return text.count("\t", begin, at) if "\t" in line and len(line) < 2_000 else -1
