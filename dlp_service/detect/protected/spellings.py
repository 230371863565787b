"""
The ways the name of one listed person may be written, as what a text is asked for.

Everything a list is compared by is made here, for lists in plain words and for hashed ones alike, so that both give
the same answers.  A surname has a number, and what a text says of a person is looked up in steps: the number of a
surname by its spelling, then the person by that number and a given name or an initial.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from dlp_service.detect.names.romanised import FOREIGN, LONG_FORMS, readings, skeletons
from dlp_service.detect.names.words import PARTICLES, RANKS, SUFFIXES, TITLES
from dlp_service.detect.protected.sieve import LONG, shortened
from dlp_service.detect.protected.tokens import read_words
from dlp_service.organisation import Person

MOST = 24
"""Spellings of one name; the ways to write it multiply."""
MIN_NUMBER = 4
MOST_WORDS = 5
_LETTERS = re.compile(rb"[^0-9]+")
_OTHER_TITLES = """
    hptm hauptmann oberst oberstlt oberstleutnant oblt oberleutnant leutnant feldwebel ofw hfw stfw uffz stuffz kptlt fkpt kkpt kapitän
    brigadegeneral generalmajor generalleutnant herr frau herrn fr cne capitaine cdt commandant lcl lieutenant ltn adj adjudant adc mcl
    m mme mlle mlles maître kap kapitein majoor kol kolonel luitenant aoo sgtmaj korp dhr mevr mevrouw mw capt capitán capitan tte teniente cte
    comandante coronel sr sra srta cap capitano tenente magg maggiore colonnello sig sigra dott kpt kapitan por ppor mjr płk
    ppłk sierż pan pani kaptajn kaptein kapten løjtnant löjtnant överste oberstløytnant major hr fru kommandørkaptajn orlogskaptajn
    капитан майор полковник подполковник лейтенант сержант генерал адмирал мичман пан пані
"""
"""Ranks and forms of address in languages of allied and neighbouring forces, beside those of `words`."""
TITLE_WORDS = frozenset(_OTHER_TITLES.split()) | frozenset(
    word for title in f"{RANKS}|{TITLES}".casefold().split("|") for word in title.replace("/", " ").split()[-1:]
)
"""The last words of ranks and titles."""

_SHORT_FORMS = re.compile(r"([aou])e(?=[^aeiou\W])")
_SHORT_FORMS_OF_GIVEN = re.compile(r"([aou])e(?=[^aeioul\W])")
_SLAVIC_ENDS = re.compile(r"(?<=[bcdfghklmnprstvz])(?:iy|ii|yi|ij|yy|y|i)$")
_GLIDE_ENDS = re.compile(r"(?<=[aeo])[yij]$")
_GLIDES = re.compile(r"^(?:y|i|j)(?=[aeu])")
_TITLE = re.compile(rf"^(?:(?:{RANKS}|{TITLES})\b\.?\s+)+", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’`\-‐‑][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Parts:
    """A listed name taken apart, as it is written: one given name, what stands between, and the words of the surname."""

    given: str = ""
    middle: tuple[str, ...] = ()
    surname: tuple[str, ...] = ()


def parts_of(text: str) -> Parts:
    """
    Take a listed name apart: titles and suffixes off, surname found by comma, capitals, particle or position.

    >>> parts_of("Cdr Lucian J. Garside"), parts_of("VAN DER BERG, Petra").surname
    (Parts(given='Lucian', middle=('J',), surname=('Garside',)), ('VAN', 'DER', 'BERG'))
    """
    titled = _TITLE.match(text)
    before, comma, after = text[titled.end() if titled else 0 :].partition(",")
    tokens, rest = _tokens(before), _tokens(after) if comma else []
    if tokens and rest:
        return Parts(rest[0], tuple(rest[1:]), tuple(tokens))
    if len(tokens) < 2:
        return Parts(surname=tuple(tokens)) if titled else Parts(given="".join(tokens))
    if tokens[0].isupper() and len(tokens[0]) > 2 and not any(t.isupper() and len(t) > 2 for t in tokens[1:]):
        return Parts(tokens[1], tuple(tokens[2:]), (tokens[0],))
    if len(tokens[-1]) == 1 and len(tokens[0]) > 1:
        return Parts(tokens[-1], (), tuple(tokens[:-1]))
    first = next((i for i, token in enumerate(tokens) if i and token.casefold() in PARTICLES), len(tokens) - 1)
    first = min(first, len(tokens) - 1)
    return Parts(tokens[0], tuple(tokens[1:first]), tuple(tokens[first:]))


def _tokens(text: str) -> list[str]:
    tokens = _TOKEN.findall(text)
    while len(tokens) > 1 and tokens[-1].casefold() in SUFFIXES:
        tokens.pop()
    return tokens


def _folded(text: str) -> bytes:
    return read_words(text).letters


TITLES_FOLDED = frozenset(map(_folded, TITLE_WORDS))


@dataclass(slots=True)
class Listed:
    """
    What a list is asked for: `keys` by kind and text, and the words that a sieve lets pass.

    A kind and a text are one string of bytes, parted by a blank.
    """

    keys: dict[bytes, list[int]] = field(default_factory=dict)
    whole: set[bytes] = field(default_factory=set)
    heads: set[bytes] = field(default_factory=set)
    near: set[bytes] = field(default_factory=set)
    beside: set[bytes] = field(default_factory=lambda: set(TITLES_FOLDED))
    surnames: dict[bytes, int] = field(default_factory=dict)
    most_words: int = 2
    surname_number: Callable[[bytes], int] | None = None
    """How surnames are numbered where lists of several files must agree; in turn otherwise."""

    def add(self, number: int, person: Person) -> None:
        """Add a person under a number."""
        name = parts_of(person.name)
        if name.surname:
            self._name(number, name)
        elif name.given:
            for spelt in spellings(name.given, is_given=False):
                self.put(b"single", spelt, number)
                self.whole.add(spelt)
        self._number(number, person.service_number)
        self._address(number, person.address)

    def _name(self, number: int, name: Parts) -> None:
        joined = "".join(name.surname)
        sid = self._surname_number(_folded(joined))
        self._surname(sid, name, joined)
        self.put(b"bearer", b"%d" % sid, number)
        initial = _folded(name.given)
        for first in spellings(name.given, is_given=True) if initial else ():
            if len(first) > 1:
                self.put(b"given", b"%d %s" % (sid, first), number)
                self.beside.add(first)
            for kind in (b"initial", b"only") if len(initial) == 1 else (b"initial",):
                self.put(kind, b"%d %s" % (sid, first[:1]), number)
        plain = _folded(joined)
        if not initial or plain[0] >= FOREIGN:
            return
        locals_ = {initial[:1] + plain, plain + initial[:1], initial + plain, plain + initial}
        for local in locals_:
            self.put(b"local", local, number)
            self.whole.add(local)

    def _surname_number(self, surname: bytes) -> int:
        if self.surname_number:
            return self.surname_number(surname)
        return self.surnames.setdefault(surname, len(self.surnames))

    def _surname(self, sid: int, name: Parts, joined: str) -> None:
        spelt = set(spellings(joined, is_given=False))
        if name.middle and len(name.middle[-1]) > 1:
            # A second surname may stand where a middle name does: Garcia Marquez.
            spelt |= spellings(name.middle[-1] + joined, is_given=False)
        self.whole |= spelt
        core = "".join(word for word in name.surname if word.casefold() not in PARTICLES)
        for word in spellings(core, is_given=False) - spelt if core else ():
            # Van den Bosch is filed under Bosch; with the given name only, which is why it has a kind of its own.
            self.put(b"core", word, sid)
            self.whole.add(word)
        words = len(read_words(" ".join(name.surname)))
        if words > 2:
            self.heads |= spellings(name.surname[0], is_given=False)
            self.most_words = max(self.most_words, min(words, MOST_WORDS))
        for word in spelt:
            self.put(b"surname", word, sid)
            if len(word) >= LONG and word[0] < FOREIGN:
                for short in shortened(word):
                    self.put(b"near", short, sid)
                    self.near.add(short)

    def _number(self, number: int, service_number: str) -> None:
        plain = _folded(service_number)
        if len(plain) >= MIN_NUMBER:
            self.put(b"number", plain, number)
            self.whole.add(plain)
            self.most_words = MOST_WORDS
            letters = _LETTERS.match(plain)
            if letters:
                self.heads.add(letters[0])

    def _address(self, number: int, address: str) -> None:
        local, at, domain = address.rpartition("@")
        if at:
            plain = _folded(local)
            self.put(b"address", plain + b"@" + _folded(domain), number)
            self.whole.add(plain)

    def put(self, kind: bytes, text: bytes, number: int) -> None:
        """Have a kind and a text stand for a number."""
        numbers = self.keys.setdefault(kind + b" " + text, [])
        if number not in numbers[-1:]:
            numbers.append(number)


def spellings(name: str, *, is_given: bool) -> frozenset[bytes]:
    """
    Return the spellings of a name, folded: as it is, with and without umlauts, romanised, and its skeletons.

    >>> sorted(s.decode() for s in spellings("Müller", is_given=False) if s.isascii())
    ['mueller', 'muller']
    >>> sorted(s.decode() for s in spellings("Yuri", is_given=True) if s.isascii())[:4]
    ['iuri', 'iurii', 'iurij', 'iuriy']
    """
    found: dict[str, None] = {}
    for reading in sorted(readings(name)) or [name]:
        small = reading.lower()
        plain = _folded(small).decode("latin-1")
        found[plain] = None
        long = "".join(LONG_FORMS.get(letter, letter) for letter in small)
        found[_folded(long).decode("latin-1")] = None
        found[(_SHORT_FORMS_OF_GIVEN if is_given else _SHORT_FORMS).sub(r"\1", plain)] = None
        if plain.isascii():
            found.update(dict.fromkeys(_slavic(plain)))
    main = next(iter(found))
    more = skeletons(main) if main.isascii() else frozenset()
    own = {_folded(name)}
    return frozenset({word.encode("latin-1") for word in list(found)[:MOST] if word} | more | own)


def _slavic(word: str) -> Iterable[str]:
    """Yield how the schemes for Cyrillic differ over a word that is in our letters already."""
    ends = [word]
    if len(word) > 3 and _SLAVIC_ENDS.search(word):
        ends += [_SLAVIC_ENDS.sub(end, word) for end in ("y", "i", "iy", "ii", "ij")]
    elif len(word) > 3 and _GLIDE_ENDS.search(word):
        ends += [_GLIDE_ENDS.sub(end, word) for end in ("y", "i", "j")]
    for spelt in ends:
        yield spelt
        yield spelt.replace("kh", "h")
        if _GLIDES.search(spelt):
            for start in ("y", "i", "j"):
                yield _GLIDES.sub(start, spelt)
            if spelt[1] == "e":
                yield spelt[1:]
