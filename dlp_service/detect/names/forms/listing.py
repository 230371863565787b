"""Names in lists: line by line, after labels with a colon, and enumerated beside each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import re2

from dlp_service.detect.names.forms.grammar import Name, Page, Shape, begins_no_name, is_plain_word, parse
from dlp_service.detect.names.forms.lexicon import Kind
from dlp_service.detect.names.forms.surroundings import names_a_thing
from dlp_service.detect.names.forms.values import How, Reading
from dlp_service.detect.names.words import PARTICLES
from dlp_service.detect.spans import Spans

MIN_LISTED = 3
MAX_ITEMS = 200
WELL_SPELT = 1.5
MAX_LEAD = 16
MAX_BREAKS = 8
"""Line breaks between the first and the third of three full names in five lines, each with a blank line behind it."""
_STOPS = frozenset(",.")
_LEAD = re.compile(
    r"[ \t>|*•·–-]*(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.):]?[ \t]+)?(?:[A-Za-z'’]{1,3} )?(?:[dlLD]['’])?[\"“]?"
)
_BEGINS = re.compile(_LEAD.pattern + r"(?=[A-ZÀ-ÖØ-ÞĀ-Ž])")
_ENDS = re.compile(r"[ \u00a0]*(?:$|\n|[\t,;|:(<–/]| [-–—(<|]|  | ?\d| ?\+)")
_AND = "and|AND|und|UND|et|ET|y|e|i|en|og|och|ve|with|plus|or|oraz|a|și|ir|un|ja"
_BETWEEN_ITEMS = re.compile(
    rf"(?:[ ]?\([^()\n]{{1,60}}\))?[ \u00a0]*(?:[,;/|&+][ \u00a0]*(?:(?:{_AND})[ \u00a0]+)?|(?:{_AND})[ \u00a0]+)"
)
_SEPARATORS = frozenset(",;/&+")
_CONJUNCTIONS = frozenset(_AND.split("|"))
_BLANKS = frozenset(" \u00a0")
_BETWEEN_BEGINS = _BLANKS | _SEPARATORS | {"(", "|"} | {word[0] for word in _CONJUNCTIONS}
_SEPARATED = re.compile(rf"\b(?:{_AND})$")
_CAPITAL = re.compile(r"(?<![\w@./'’-])[^\W\d_a-z]")
_KIN = re2.compile(
    r"\b(?i:(?:step)?(?:sons?|daughters?|brothers?|sisters?)|wife|husband|mother|father|fianc[ée]e?|partner|children|twins?"
    r"|widow|nephew|niece|cousin|uncle|aunt)(?: is|,|:| -)? (\p{Lu})"
)
MAX_BACK = 4
BACK = 48
_NUMBER = re.compile(r"\d[\d ()./-]{6}")
_QUOTED = re.compile(r" [\"“”'‘(][^\W\d_]{2,12}[\"”'’)] [^\W\d_]")
_QUOTED_ENTRY = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’-]{1,30}" + _QUOTED.pattern)
_CONTACT = re.compile(r"[ \u00a0\t,;:|<(–-]{1,4}(?:\(?\+?\d[\d ()./-]{6,}|<?[\w.+-]{1,60}@\w)")
_LABEL_END = re.compile(r"[ ]?[:\t–-][ \t]*")


def listed(page: Page) -> Iterator[Reading]:
    """Yield the names of plain lists: at least three lines, one after the other, that begin with a name, most of them well spelt."""
    entries = list(_entries(page))
    # Behind a tab or a name in quotation marks a name may go on where `entries` does not see it.
    if _is_clustered(page.text, entries) or "\t" in page.text or _has_quoted_entry(page.text):
        yield from _lists(page, entries)
        return
    for line_start in entries:
        if not _may_contact(page.text, line_start):
            continue
        if (entry := _entry(page, line_start, in_list=False)) is not None:
            yield from _contacted(page, entry, _named(page, entry))


def _has_quoted_entry(text: str) -> bool:
    # The search that begins with a blank is three times as quick, and nearly always says no.
    return _QUOTED.search(text) is not None and _QUOTED_ENTRY.search(text) is not None


class _Entry(NamedTuple):
    """A line whose first word with a capital, at `start`..`end`, may begin a name."""

    line_start: int
    line_end: int
    start: int
    end: int
    may_begin: bool


def _entries(page: Page) -> Iterator[int]:
    """Yield where the lines begin that may begin with a name of several words."""
    text = page.text
    last = -1
    for start, end in page.leading:
        at = text.rfind("\n", max(0, start - MAX_LEAD - 1), start) + 1
        is_near = at > 0 or start <= MAX_LEAD
        if not is_near or at == last or not (start == at or _LEAD.fullmatch(text, at, start)):
            continue
        if _particle_at(text, at, start) != start or not begins_no_name(page, start, end):
            last = at
            yield at


def _is_clustered(text: str, entries: Sequence[int]) -> bool:
    """Say whether three entries stand so near each other that with lines of one word between they may be one list."""
    return any(
        text.count("\n", one, other) <= MAX_BREAKS
        and all(map(_BEGINS.match, text[one:other].replace("\n\n", "\n").rstrip("\n").split("\n")))
        for one, other in zip(entries, entries[2:], strict=False)
    )


def _entry(page: Page, at: int, *, in_list: bool) -> _Entry | None:
    """Return the first line from `at` on that holds a word with a capital."""
    text = page.text
    span = page.first_capital(at)
    if span is None:
        return None
    start, end = span
    line_start = text.rfind("\n", at, start) + 1 or at
    line_end = text.find("\n", end)
    may_begin = (in_list or text[end : end + 1] in _STOPS or page.goes_on(end)) and (
        start - line_start <= MAX_LEAD and (start == line_start or _LEAD.fullmatch(text, line_start, start) is not None)
    )
    return _Entry(line_start, len(text) if line_end < 0 else line_end, start, end, may_begin)


def _lists(page: Page, entries: Sequence[int]) -> Iterator[Reading]:
    """Yield the names of all lists: outside of one only `entries` can begin it, inside each line is looked at."""
    run: list[Name] = []
    last_end = line_end = -1
    number = 0
    while True:
        while number < len(entries) and entries[number] < line_end:
            number += 1
        if not run and number == len(entries):
            return
        entry = _entry(page, max(line_end, 0) if run else entries[number], in_list=bool(run))
        if entry is None:
            break
        line_end = entry.line_end
        name = _named(page, entry)
        yield from _contacted(page, entry, name)
        is_next = last_end >= 0 and entry.line_start - last_end <= 2
        if run and not (name and is_next):
            yield from _run(run)
            run = []
        if name:
            run.append(name)
            last_end = line_end
    yield from _run(run)


def _named(page: Page, entry: _Entry) -> Name | None:
    if not entry.may_begin:
        return None
    return _line_name(page, _particle_at(page.text, entry.line_start, entry.start), entry.line_end)


def _may_contact(text: str, line_start: int) -> bool:
    """Say at little cost whether a line holds an address or a number."""
    end = text.find("\n", line_start)
    line_end = len(text) if end < 0 else end
    return text.find("@", line_start, line_end) >= 0 or _NUMBER.search(text, line_start, line_end) is not None


def _contacted(page: Page, entry: _Entry, name: Name | None) -> Iterator[Reading]:
    """Yield a name with a number or an address behind it."""
    is_several = name is not None and name.shape is not Shape.SINGLE and name.score > -1
    if name is not None and is_several and _CONTACT.match(page.text, name.after, entry.line_end):
        yield Reading(name.start, name.end, How.LABELLED, name.spelt_out)


def _particle_at(text: str, line_start: int, start: int) -> int:
    """Return where the particle before the first capital of a line begins, or the capital."""
    at = text.rfind(" ", line_start, max(line_start, start - 1)) + 1 or line_start
    return at if start > at and text[at : start - 1] in PARTICLES else start


def _run(run: Sequence[Name]) -> Iterator[Reading]:
    full = [name for name in run if name.shape is not Shape.SINGLE or name.is_ranked]
    if len(full) < MIN_LISTED or len(full) < 0.6 * len(run):
        return
    if sum(name.score > 0 for name in full) < 0.34 * len(full):
        return
    for name in run:
        if name.shape is not Shape.SINGLE or name.is_ranked or name.score > 0:
            yield Reading(name.start, name.end, How.LISTED, name.spelt_out)


def _line_name(page: Page, start: int, stop: int) -> Name | None:
    name = parse(page, start, min(stop, start + 90), comma=True)
    if name is None:
        return None
    rest = name.after
    while (hit := page.ranks.get(rest + 1)) is not None and hit.kind <= Kind.RANK:
        rest = hit.end
    if not (_ENDS.match(page.text, rest, stop) or rest >= stop):
        return None
    return None if names_a_thing(page.text, name.start, name.end) else name


def labelled(page: Page) -> Iterator[Reading]:
    """Yield the names enumerated after a label: `Apologies: A, B and C`."""
    text = page.text
    for hit in page.found:
        if hit.kind != Kind.LABEL:
            continue
        colon = _LABEL_END.match(text, hit.end)
        if colon is None:
            continue
        stop = text.find("\n", colon.end())
        stop = len(text) if stop < 0 else stop
        yield from items(page, colon.end(), stop)


def kin(page: Page) -> Iterator[Reading]:
    """Yield the names after words of kinship: `wife Shukria, sons Edris and Mustafa`."""
    for match in _KIN.finditer(page.text):
        stop = page.text.find("\n", match.end())
        found = list(_enumerated(page, match.start(1), len(page.text) if stop < 0 else stop))
        for name in found:
            if name.score > WELL_SPELT / 2 and not is_plain_word(name.surname, alone=not name.given, first=True):
                yield Reading(name.start, name.end, How.LABELLED, name.spelt_out)


def items(page: Page, start: int, stop: int) -> Iterator[Reading]:
    """Yield the names of an enumeration from `start` on, until something else than a name and a separator comes."""
    found = list(_enumerated(page, start, stop))
    for name in found:
        if is_item(name, alone=len(found) == 1):
            yield Reading(name.start, name.end, How.LABELLED, name.spelt_out)


def _enumerated(page: Page, start: int, stop: int) -> Iterator[Name]:
    at = start
    has_semicolon = ";" in page.text[start:stop]
    for _ in range(MAX_ITEMS):
        name = parse(page, at, min(stop, at + 80), comma=has_semicolon)
        if name is None or names_a_thing(page.text, name.start, name.end):
            return
        yield name
        between = _BETWEEN_ITEMS.match(page.text, name.after, stop)
        if between is None:
            return
        at = between.end()


def is_item(name: Name, *, alone: bool) -> bool:
    """Say whether an item of a labelled enumeration is a person."""
    if name.is_ranked:
        return True
    if name.shape is Shape.SINGLE:
        return not alone and name.score > 0 and not is_plain_word(name.surname, alone=True, first=True)
    return name.score > -2.5


def beside(page: Page, known: Iterable[tuple[int, int]], barred: Sequence[tuple[int, int]]) -> Iterator[Reading]:
    """
    Yield names enumerated with a known one: `A B, C D and E F` where one of the three was recognised.

    A span in `barred` (what the tagger took for a place or an organisation) needs two people beside it.
    """
    recognised = sorted(known)
    runs = list(_runs_beside(page, recognised))
    if not runs:
        return
    text = page.text
    sure, elsewhere = Spans(recognised), Spans(barred)
    for start, end, run in runs:
        has_full = any(" " in text[s:e] for s, e in [(start, end), *((n.start, n.end) for n in run)])
        unknown = [name for name in run if not sure.overlap(name.start, name.end)]
        is_people = len(run) + 1 - len(unknown) >= 2
        for name in unknown:
            is_single = name.shape is Shape.SINGLE and not name.is_ranked
            if elsewhere.overlap(name.start, name.end) and not is_people and name.score < WELL_SPELT:
                continue
            if is_single and not (is_people and has_full and name.score > 0.5):
                continue
            if name.score > -2 and not is_plain_word(name.surname, alone=is_single, first=False):
                yield Reading(name.start, name.end, How.BESIDE)


def _runs_beside(page: Page, recognised: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, list[Name]]]:
    """Yield the recognised names that stand in an enumeration, with the other names of it; each enumeration once."""
    reach = -1
    for start, end in recognised:
        if start < reach:
            continue
        ahead = list(_following(page, end)) if _may_go_on(page.text, end) else []
        run = [*_preceding(page, start), *ahead] if _is_separated(page.text, start) else ahead
        reach = ahead[-1].end if ahead else end
        if run:
            yield start, end, run


def _may_go_on(text: str, end: int) -> bool:
    """Say by one or two letters whether what stands between the items of an enumeration may begin at `end`."""
    following = text[end : end + 1]
    return (text[end + 1 : end + 2] if following in _BLANKS else following) in _BETWEEN_BEGINS


def _following(page: Page, end: int) -> Iterator[Name]:
    """Yield the names that go on an enumeration after start..end."""
    for _ in range(MAX_ITEMS):
        between = _BETWEEN_ITEMS.match(page.text, end, min(len(page.text), end + 80))
        if between is None:
            return
        name = parse(page, between.end(), min(len(page.text), between.end() + 80))
        if name is None or names_a_thing(page.text, name.start, name.end):
            return
        yield name
        end = name.after


def _follows_capital(page: Page, at: int) -> bool:
    """Say whether the word before one with a blank between has a capital: then the one is the end of something longer."""
    before = page.text.rfind(" ", max(0, at - 30), at - 1) + 1
    return page.text[before : before + 1].isupper()


def _is_separated(text: str, start: int) -> bool:
    """Say whether what stands between the items of an enumeration ends at `start`."""
    core = text[max(0, start - BACK) : start].rstrip(" \u00a0")
    last = core[-1:]
    if not last.isalpha():
        return last in _SEPARATORS
    word = core.rsplit(maxsplit=1)[-1]
    return word in _CONJUNCTIONS if word.isalpha() else _SEPARATED.search(core) is not None


def _preceding(page: Page, start: int) -> Iterator[Name]:
    """Yield the names of an enumeration before `start`, last first."""
    for _ in range(MAX_BACK):
        if not _is_separated(page.text, start):
            return
        window = max(0, start - BACK)
        for match in _CAPITAL.finditer(page.text, window, start):
            name = parse(page, match.start(), start)
            is_cut = page.text[match.start() - 2 : match.start() - 1].isalpha()
            if (
                name is not None
                and not (is_cut and name.shape is Shape.SINGLE and _follows_capital(page, match.start()))
                and _BETWEEN_ITEMS.fullmatch(page.text, name.after, start)
            ):
                break
        else:
            return
        if names_a_thing(page.text, name.start, name.end):
            return
        yield name
        start = match.start()
