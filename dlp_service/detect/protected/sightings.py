"""
Who on a list is named in a text, and by what.

Around every word that may be a listed surname the words before and after it are read as people write names: given
name first or last, initials, middle names, titles, cells of a table, the local part of an address.  Where a surname
stands with a given name that is not the listed one, somebody else is meant, and nobody is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dlp_service.detect.names.likeness import given_likeness
from dlp_service.detect.names.romanised import FOREIGN
from dlp_service.detect.names.words import COMMON_WORDS, PARTICLES, SURNAMES_THAT_ARE_WORDS
from dlp_service.detect.protected.noname import BRAND_SURNAMES, PLACE_SURNAMES, SENTENCE_WORDS, THING_SURNAMES
from dlp_service.detect.protected.register import Register
from dlp_service.detect.protected.sieve import Anchor, Sifting
from dlp_service.detect.protected.sighted_numbers import is_whole_number
from dlp_service.detect.protected.sighting import Sighting, Span, strongest
from dlp_service.detect.protected.spellings import TITLES_FOLDED
from dlp_service.detect.protected.tokens import (
    AT,
    CAPITAL,
    CAPITALS,
    CELL,
    COMMA,
    DIGIT,
    DOT,
    HYPHEN,
    NEWLINE,
    OTHER,
    SPACE,
    Words,
)

MOST_BEARERS = 8
MOST_CHAIN = 4
SHORT_TITLE = 4
_TITLES = TITLES_FOLDED
_PARTICLES = frozenset(word.encode() for word in PARTICLES)
_NO_NAMES = frozenset(word.encode() for word in COMMON_WORDS | SENTENCE_WORDS) - _TITLES
_OTHER_THINGS = frozenset(
    word.encode()
    for words in (SURNAMES_THAT_ARE_WORDS, COMMON_WORDS, SENTENCE_WORDS, PLACE_SURNAMES, BRAND_SURNAMES, THING_SURNAMES)
    for word in words
)
"""Names that people also write for a thing or a place: alone they need a title."""
_NOT_BEFORE = frozenset(
    b"a an in point mount mt lake port fort cape camp castle saint st san santa loch glen river villa hotel hms uss rue calle".split()
)
"""After these a surname alone is a thing or a place."""
_NOT_AFTER = frozenset(b"family families twins brothers sisters clan household street road lane valley".split())
_TIGHT = SPACE | HYPHEN | DOT
_ENDS = NEWLINE | CELL | OTHER
_LOOSE = _TIGHT | NEWLINE | CELL


_Seen = tuple[Span, str, tuple[int, ...]]
"""The words of a given name, what it agrees by, and whom it makes of a surname."""


def sightings(words: Words, register: Register, sifting: Sifting | None = None) -> list[Sighting]:
    """Return who is seen, in order; each place once for each person, by the strongest way."""
    sifting = sifting or register.sieve.sift(words)
    if not sifting.anchors:
        return []
    reader = _Reader(words, register, sifting)
    found: list[Sighting] = []
    for anchor in sifting.anchors:
        if reader.is_worth(anchor):
            found += reader.at(anchor)
    return strongest(found)


class _Reader:
    """Reads the surroundings of anchors in the words of one text."""

    def __init__(self, words: Words, register: Register, sifting: Sifting) -> None:
        self.words = words
        self.givens = sifting.given
        self.pairs = sifting.pairs
        self.letters = words.letters
        self.gaps = words.gaps
        self.shapes = words.shapes
        self.ask = register.ask

    def is_worth(self, anchor: Anchor) -> bool:
        """Say whether anybody can be seen: a surname in small letters needs a given name near, or to be in an address."""
        if anchor.is_near or any(self.shapes[n] & (CAPITAL | DIGIT) for n in range(anchor.first, anchor.last + 1)):
            return True
        low, high = max(0, anchor.first - MOST_CHAIN - 1), min(len(self.words), anchor.last + MOST_CHAIN)
        if any(self.gaps[number] & AT for number in range(anchor.first, min(high + 1, anchor.last + MOST_CHAIN))):
            return True
        around = range(low, high)
        return not self.givens.isdisjoint(around) or not self.pairs.isdisjoint(around) or self._has_initial(around)

    def _has_initial(self, around: range) -> bool:
        return any(self.shapes[number] & CAPITAL for number in around)

    def given(self, surname: int, first: int, last: int) -> tuple[int, ...]:
        """Return whom a word, or two, make of a surname as given name."""
        if first not in (self.givens if first == last else self.pairs):
            return ()
        text = self.text(first, last)
        return self.ask(b"given", b"%d %s" % (surname, text)) if len(text) > 1 else ()

    def at(self, anchor: Anchor) -> Iterator[Sighting]:
        """Yield who is seen at an anchor."""
        first, last = anchor.first, anchor.last
        inner = 0
        for number in range(first + 1, last + 1):
            inner |= self.gaps[number]
        if inner & ~(_TIGHT | NEWLINE):
            return
        text = self.text(first, last)
        if anchor.is_near:
            exact = self.ask(b"surname", text)
            numbers = {number for short in _shortened(text) for number in self.ask(b"near", short)} - {*exact}
            if numbers:
                yield from self._surname(first, last, tuple(sorted(numbers)), is_near=True)
            return
        if any(48 <= code <= 57 for code in text):
            yield from self._number(first, last, text, inner)
        if self.gaps[last + 1] & AT:
            yield from self._address(first, last, text)
        surnames = self.ask(b"surname", text)
        if surnames:
            yield from self._surname(first, last, surnames, is_near=False)
        core = self.ask(b"core", text)
        if core:
            yield from self._surname(first, last, core, is_near=False, may_be_alone=False)
        single = self.ask(b"single", text) if self.shapes[first] & CAPITAL and text not in _OTHER_THINGS else ()
        if single:
            yield Sighting(first, last, "full name", single)

    def text(self, first: int, last: int) -> bytes:
        """Return the letters of some words, joined."""
        return self.letters[int(self.words.starts[first]) : int(self.words.ends[last])]

    # --- numbers and addresses -------------------------------------------------------------------

    def _number(self, first: int, last: int, text: bytes, inner: int) -> Iterator[Sighting]:
        if is_whole_number(self.words, first, last, text, inner):
            people = self.ask(b"number", text)
            if people:
                yield Sighting(first, last, "service number", people)

    def _address(self, first: int, last: int, text: bytes) -> Iterator[Sighting]:
        domain, end = b"", last
        while (
            end + 1 < len(self.words)
            and len(domain) < 256
            and self.gaps[end + 1] in ({AT} if end == last else {DOT, HYPHEN})
        ):
            end += 1
            domain += self.text(end, end)
            people = self.ask(b"address", text + b"@" + domain)
            if people and self.gaps[end + 1] not in {DOT, HYPHEN}:
                yield Sighting(first, end, "e-mail address", people)
                return
        if first and self.gaps[first] in {DOT, HYPHEN}:
            return
        people = self.ask(b"local", text)
        if people:
            yield Sighting(first, last, "e-mail address", people)

    # --- names -----------------------------------------------------------------------------------

    def _surname(
        self, first: int, last: int, surnames: tuple[int, ...], *, is_near: bool, may_be_alone: bool = True
    ) -> Iterator[Sighting]:
        name = _Surroundings(self, first, last)
        but = " but for a letter" if is_near else ""
        found = False
        for surname in surnames:
            seen = name.given(surname) or name.initial(surname)
            if seen:
                found = True
                (start, end), how, people = seen
                yield Sighting(
                    min(first, start), max(last, name.end(end)), how + but, people, (start, end), (first, last)
                )
        if found or not may_be_alone or not name.is_alone():
            return
        if is_near and not name.has_title:
            return
        bearers = tuple(person for surname in surnames for person in self.ask(b"bearer", b"%d" % surname))
        if bearers:
            how = f"rank and surname{but}" if is_near else "surname"
            yield Sighting(first, last, how, bearers[:MOST_BEARERS], surname=(first, last))

    def is_initial(self, number: int) -> bool:
        """Say whether a word is a letter that stands for a name: a capital, or any in the local part of an address."""
        size = int(self.words.ends[number] - self.words.starts[number])
        if self.shapes[number] & DIGIT:
            return False
        if size == 1 or (size == 2 and self.text(number, number)[0] >= FOREIGN and self.gaps[number + 1] & DOT):
            return bool(self.shapes[number] & CAPITAL)
        return False

    def is_name(self, number: int) -> bool:
        """Say whether a word may be part of a name by its looks: a capital, and no word that is capitalised everywhere."""
        if not self.shapes[number] & CAPITAL or self.shapes[number] & DIGIT:
            return False
        text = self.text(number, number)
        return len(text) > 1 and text not in _NO_NAMES and text not in _TITLES

    def is_title(self, number: int) -> bool:
        """Say whether a word is the last of a rank or title; short ones are words of some language in small letters."""
        text = self.text(number, number)
        return text in _TITLES and (bool(self.shapes[number] & CAPITAL) or len(text) > SHORT_TITLE)


class _Surroundings:
    """The words around one surname."""

    def __init__(self, reader: _Reader, first: int, last: int) -> None:
        self.reader = reader
        self.first, self.last = first, last
        self.has_title = False
        self.chain = self._chain()
        """What stands before the surname and belongs to the name, nearest first."""

    def _chain(self) -> list[int]:
        reader, number = self.reader, self.first - 1
        chain: list[int] = []
        while number >= 0 and len(chain) < MOST_CHAIN:
            gap = reader.gaps[number + 1]
            size = int(reader.words.ends[number] - reader.words.starts[number])
            if gap & ~_TIGHT:
                break
            if reader.is_title(number) and not (size == 1 and reader.is_initial(number)):
                self.has_title = True
                break
            # A full stop and a blank end a sentence, but not after an initial.
            if gap & DOT and gap & SPACE and size > 1 and not reader.is_initial(number):
                break
            if not (reader.is_name(number) or reader.is_initial(number) or reader.text(number, number) in _PARTICLES):
                break
            chain.append(number)
            number -= 1
        return chain

    @property
    def is_in_address(self) -> bool:
        """Say whether the surname stands in the local part of an e-mail address."""
        gaps = self.reader.gaps
        end = self.last + 1
        return bool(
            gaps[end] == AT or (end < len(self.reader.words) and gaps[end] in {DOT, HYPHEN} and gaps[end + 1] == AT)
        )

    @property
    def has_other_before(self) -> bool:
        """Say whether another given name, or part of a longer surname, stands before."""
        return bool(self.chain) and any(self.reader.is_name(number) for number in self.chain)

    def given(self, surname: int) -> _Seen | None:
        """Return span, kind and people where a listed given name stands beside the surname."""
        return self._given_before(surname) or self._given_after(surname)

    def _given_before(self, surname: int) -> _Seen | None:
        reader, near = self.reader, self.first - 1
        tried = list(self.chain)
        if near >= 0 and near not in tried and self._may_adjoin(near):
            tried.insert(0, near)
            # Middle names stand in the cell of the given name.
            while (
                reader.gaps[self.first] & CELL and near > 0 and reader.gaps[near] == SPACE and len(tried) < MOST_CHAIN
            ):
                near -= 1
                tried.append(near)
        for number in tried:
            for start in (number, number - 1):
                # Anne Marie is Annemarie.
                if start < 0 or (start < number and reader.gaps[number] & ~(SPACE | HYPHEN)):
                    continue
                people = reader.given(surname, start, number)
                if people and self._is_own(number):
                    return (start, number), "full name", people
        return None

    def _may_adjoin(self, number: int) -> bool:
        """Say whether the word before may be a given name though it is not part of the chain: small, or in another cell."""
        gap = self.reader.gaps[self.first]
        if gap & ~_LOOSE or (gap & DOT and gap & SPACE):
            return False
        return not (gap & (NEWLINE | CELL) and self._begins_other(number))

    def _begins_other(self, number: int) -> bool:
        """Say whether the word before a border goes with what is before it, and the surname with what is after it."""
        reader = self.reader
        is_last = bool(reader.gaps[number] & (COMMA | CELL)) and not reader.gaps[number] & NEWLINE
        after = reader.gaps[self.last + 1]
        has_own = self.last + 1 < len(reader.words) and after & (COMMA | CELL | SPACE) and not after & (NEWLINE | OTHER)
        own = bool(has_own and (reader.is_name(self.last + 1) or reader.is_initial(self.last + 1)))
        return bool(reader.gaps[self.first] & NEWLINE and (is_last or own))

    def _is_own(self, number: int) -> bool:
        """Say whether the surname is whole: Nwosu-Garside is no Garside, and Lucian Garside-Hale neither."""
        reader = self.reader
        if number != self.first - 1 and reader.gaps[self.first] == HYPHEN:
            return False
        after = self.last + 1
        return not (after < len(reader.words) and reader.gaps[after] == HYPHEN and reader.is_name(after))

    def _given_after(self, surname: int) -> _Seen | None:
        reader, number = self.reader, self.last + 1
        if number >= len(reader.words) or reader.gaps[number] & ~(SPACE | COMMA | CELL | HYPHEN | DOT):
            return None
        gap = reader.gaps[number]
        if gap & DOT and gap & SPACE:
            return None
        for end in (number, number + 1):
            if end >= len(reader.words) or (end > number and reader.gaps[end] & ~(SPACE | HYPHEN)):
                continue
            people = reader.given(surname, number, end)
            if people and not self._is_list(number):
                return (number, end), "full name", people
        return None

    def end(self, last: int) -> int:
        """Return the last word of a name whose given name follows the surname: particles may stand behind it."""
        reader = self.reader
        while (
            last > self.last
            and last + 1 < len(reader.words)
            and reader.gaps[last + 1] == SPACE
            and reader.text(last + 1, last + 1) in _PARTICLES
        ):
            last += 1
        return last

    def _is_list(self, number: int) -> bool:
        """Say whether the given name after the surname begins the next item: Tom Garside, Lucian Hale."""
        reader = self.reader
        if self.has_other_before:
            return True
        if self.first and reader.gaps[self.first] == HYPHEN and reader.is_name(self.first - 1):
            return True
        if not reader.gaps[number] & COMMA or reader.shapes[self.first] & CAPITALS:
            return False
        after = number + 1
        return after < len(reader.words) and reader.gaps[after] == SPACE and reader.is_name(after)

    def initial(self, surname: int) -> _Seen | None:
        """Return span, kind and people where the listed initial stands beside the surname."""
        return self._initial_before(surname) or self._initial_after(surname)

    def _initial_before(self, surname: int) -> _Seen | None:
        reader = self.reader
        if self.chain:
            number = self.chain[-1]
            kind = b"initial" if reader.is_initial(number) or self._is_initials(number) else b"only"
            if not self._is_own(number):
                return None
        elif self.first and reader.gaps[self.first] & _TIGHT and self.is_in_address:
            number, kind = self.first - 1, b"initial"
            if len(reader.text(number, number)) != 1:
                return None
        else:
            return None
        people = reader.ask(kind, b"%d %s" % (surname, reader.text(number, number)[:1]))
        return ((number, number), "initial and surname", people) if people else None

    def _is_initials(self, number: int) -> bool:
        """Say whether a word is two or three initials without stops: LJ Garside."""
        reader = self.reader
        size = int(reader.words.ends[number] - reader.words.starts[number])
        is_capitals = bool(reader.shapes[number] & CAPITALS) and not reader.shapes[self.first] & CAPITALS
        return is_capitals and size in {2, 3} and number == self.first - 1

    def _initial_after(self, surname: int) -> _Seen | None:
        reader, number = self.reader, self.last + 1
        if number >= len(reader.words) or self.has_other_before or self.chain:
            return None
        gap = reader.gaps[number]
        if gap & ~(SPACE | COMMA | CELL | DOT | HYPHEN) or (gap & DOT and gap & SPACE):
            return None
        size = len(reader.text(number, number))
        is_in_address = size == 1 and self.is_in_address and gap & ~SPACE
        is_run = (
            size in {2, 3}
            and gap & COMMA
            and reader.shapes[number] & CAPITALS
            and not reader.shapes[self.first] & CAPITALS
        )
        if not (reader.is_initial(number) or is_in_address or is_run):
            return None
        people = reader.ask(b"initial", b"%d %s" % (surname, reader.text(number, number)[:1]))
        return ((number, number), "initial and surname", people) if people else None

    def is_alone(self) -> bool:
        """Say whether the surname stands for a person without a given name: capitalised, and not somebody else's."""
        reader = self.reader
        text = reader.text(self.first, self.last)
        if self.chain or self._has_other_after() or self._is_part() or self._is_wrapped() or self._is_stacked():
            return False
        if (
            reader.gaps[self.first] & CELL
            and not reader.gaps[self.first] & (NEWLINE | OTHER)
            and reader.is_name(self.first - 1)
        ):
            return False
        if self.is_in_address:
            return reader.gaps[self.last + 1] == AT and not (self.first and reader.gaps[self.first] in {DOT, HYPHEN})
        if not (reader.shapes[self.first] | reader.shapes[self.last]) & CAPITAL:
            return False
        if reader.gaps[self.first] == SPACE and reader.text(self.first - 1, self.first - 1) in _NOT_BEFORE:
            return False
        return self.has_title or text not in _OTHER_THINGS

    def _is_wrapped(self) -> bool:
        """Say whether another's name runs over the end of a line of prose; in a list each line stands for itself."""
        reader, before, after = self.reader, self.first - 1, self.last + 1
        gaps = reader.gaps
        if before >= 0 and gaps[self.first] & NEWLINE and not gaps[self.first] & ~(NEWLINE | SPACE):
            return not (gaps[before] | gaps[after]) & _ENDS and reader.is_name(before)
        if after < len(reader.words) and gaps[after] & NEWLINE and not gaps[after] & ~(NEWLINE | SPACE):
            return not (gaps[self.first] | gaps[after + 1]) & _ENDS and reader.is_name(after)
        return False

    def _is_stacked(self) -> bool:
        """Say whether another's given name stands in the line above, the two lines a block between blank ones."""
        reader, before, after = self.reader, self.first - 1, self.last + 1
        gaps = reader.gaps
        if before < 0 or not gaps[self.first] & NEWLINE or gaps[self.first] & ~(NEWLINE | SPACE):
            return False
        begins = before == 0 or (gaps[before] & NEWLINE and gaps[before] & OTHER)
        ends = after == len(reader.words) or (gaps[after] & NEWLINE and gaps[after] & OTHER)
        if not (begins and ends and reader.is_name(before)):
            return False
        text = reader.text(before, before)
        # Of other alphabets only skeletons are left, which no list of names knows.
        return text[0] >= FOREIGN or given_likeness(text.decode("latin-1").capitalize()) > 0

    def _is_part(self) -> bool:
        """Say whether a hyphen ties the surname to another."""
        reader, after = self.reader, self.last + 1
        return bool(
            (self.first and reader.gaps[self.first] == HYPHEN)
            or (after < len(reader.words) and reader.gaps[after] == HYPHEN)
        )

    def _has_other_after(self) -> bool:
        """Say whether another's given name or initial follows, or a word that makes a place of it: Garside Road."""
        reader, number = self.reader, self.last + 1
        if number >= len(reader.words):
            return False
        gap = reader.gaps[number]
        is_shouted = bool(reader.shapes[self.first] & CAPITALS and reader.shapes[number] & CAPITALS)
        if gap == SPACE:
            if reader.is_initial(number) or reader.text(number, number) in _NOT_AFTER:
                return True
            is_capital = bool(reader.shapes[number] & CAPITAL) and not reader.shapes[number] & DIGIT
            return is_capital and not is_shouted and not reader.is_title(number)
        if gap & COMMA and not gap & (NEWLINE | OTHER):
            # In a sentence a small word goes before: they saw Garside, Tom says.
            is_sentence = reader.gaps[self.first] == SPACE and not reader.shapes[self.first - 1] & (CAPITAL | DIGIT)
            is_roster = not is_sentence or self.has_title or bool(reader.shapes[self.first] & CAPITALS)
            return is_roster and (reader.is_initial(number) or reader.is_name(number))
        if gap & CELL and not gap & (NEWLINE | OTHER):
            return reader.is_initial(number) or (reader.is_name(number) and self._adjoins_cell())
        return False

    def _adjoins_cell(self) -> bool:
        """Say whether the surname is a cell of its own."""
        return bool(self.reader.gaps[self.first] & (NEWLINE | CELL | OTHER))


def _shortened(word: bytes) -> Iterable[bytes]:
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
