"""
Listed terms made ready to be looked for: two automata, the terms behind them, and the words for near-spellings.

Everything is an array or a string of bytes, so that an index of a million terms is read from a file as it is
(`dlp_service/term_file.py`) and takes no Python object a term.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from daachorse import CharwiseDoubleArrayAhoCorasick

from dlp_service.detect.terms.letters import look, skeleton, words_of
from dlp_service.detect.terms.near import LONGEST, NearIndex
from dlp_service.detect.terms.ordinary import ranked_words
from dlp_service.detect.terms.spelt import SPLIT_FROM
from dlp_service.detect.terms.windows import SHORTEST, Windows, windows_of
from dlp_service.organisation import Term
from dlp_service.values import Disclose

Section = bytes | npt.NDArray[Any]
CRITICAL = 0.8
NEAR_FROM, NEAR_FROM_ASKED = 8, 5
"""Letters a term must have for near-spellings: of itself when it is critical, or when its entry asks for them."""
NEAR_WORD = 5
SHARED_MOST = 16
"""A word that more terms than this have in common (`project`) is not looked for with a letter wrong."""
_DISCLOSE = tuple(Disclose)
_CORPUS_WORDS = 20_000
MANY = 50_000
"""Keys from which an automaton that text leads on waits for memory more than it reads."""
_BEGINNING, _LED_ON = 5, 0.1


def is_slow(keys: Collection[str]) -> bool:
    """Say whether an automaton over keys would be slow: there are many, and they begin as text does, so that its words lead it on."""
    if len(keys) < MANY:
        return False
    beginnings = {key[:_BEGINNING] for key in keys}
    text = [skeleton(word) for word in ranked_words()[:_CORPUS_WORDS] if len(word) >= _BEGINNING]
    return sum(word[:_BEGINNING] in beginnings for word in text) > _LED_ON * len(text)


class Strings:
    """Many strings in one."""

    def __init__(self, blob: bytes | memoryview, ends: npt.NDArray[np.int64]) -> None:
        self.blob = blob
        self.ends = ends

    @classmethod
    def of(cls, strings: Iterable[str]) -> Strings:
        """Pack strings."""
        packed = [string.encode("utf-8", "surrogatepass") for string in strings]
        return cls(b"".join(packed), np.cumsum([0, *map(len, packed)], dtype=np.int64))

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, number: int) -> str:
        return bytes(self.blob[self.ends[number] : self.ends[number + 1]]).decode("utf-8", "surrogatepass")


class Groups:
    """Lists of numbers by number: what `ends` cuts `items` into."""

    def __init__(self, items: npt.NDArray[np.int32], ends: npt.NDArray[np.int64]) -> None:
        self.items = items
        self.ends = ends

    @classmethod
    def of(cls, groups: Iterable[list[int]]) -> Groups:
        """Pack lists of numbers."""
        lists = list(groups)
        flat = np.fromiter((item for group in lists for item in group), dtype=np.int32)
        return cls(flat, np.cumsum([0, *map(len, lists)], dtype=np.int64))

    def __getitem__(self, number: int) -> list[int]:
        found: list[int] = self.items[self.ends[number] : self.ends[number + 1]].tolist()
        return found


class Patterns:
    """
    An automaton over keys, and the spellings each key stands for; of very many keys it has those that `windows` does not find.

    Of the automaton's keys that end at one place it reports the longest; `shorter` leads from there to the next that is its end.
    So what a text costs does not grow with how many terms are nested in one another.
    """

    def __init__(
        self,
        matcher: CharwiseDoubleArrayAhoCorasick | None,
        sizes: npt.NDArray[np.int32],
        shorter: npt.NDArray[np.int32],
        spellings: Groups,
        windows: Windows | None = None,
    ) -> None:
        self.matcher = matcher
        self.sizes = sizes
        self.shorter = shorter
        self.spellings = spellings
        self.windows = windows

    @classmethod
    def of(
        cls, numbered: Iterable[tuple[str, int]], between: str, by_windows: Callable[[Collection[str]], bool]
    ) -> Patterns:
        """Build from (key, number of the spelling); a key may come several times; `between` words stand in what is read."""
        numbers: dict[str, list[int]] = {}
        for key, number in numbered:
            held = numbers.setdefault(key, [])
            if number not in held:
                held.append(number)
        windows = None
        if by_windows(numbers):
            numbers, windows = _in_windows(numbers)
        keys = list(numbers)
        sizes = np.fromiter(map(len, keys), dtype=np.int32)
        spellings = Groups.of(numbers.values())
        if windows is not None:
            del keys[len(keys) - len(windows) :]
        if not keys:
            return cls(None, sizes, np.zeros(0, np.int32), spellings, windows)
        # Ordinary words show the automaton which of its states are met most, and it keeps those together.
        corpus = [between.join(ranked_words()[:_CORPUS_WORDS])]
        matcher = CharwiseDoubleArrayAhoCorasick(keys, corpus=corpus, use_prefilter=True)
        shorter = np.fromiter((_next_shorter(matcher, key) for key in keys), dtype=np.int32)
        return cls(matcher, sizes, shorter, spellings, windows)

    def ends_in(self, text: str) -> Iterator[tuple[int, Iterable[int]]]:
        """Yield each place where a key ends, and the keys that end there, longest first."""
        met = self.matcher.find_overlapping_no_suffix(text) if self.matcher is not None else ()
        if self.windows is None:
            for _, end, key in met:
                yield end, self.chain(key)
            return
        ending: dict[int, list[int]] = {}
        for end, key in self.windows.ends_in(text):
            ending.setdefault(end, []).append(len(self.shorter) + key)
        for _, end, key in met:
            ending.setdefault(end, []).extend(self.chain(key))
        for end, keys in ending.items():
            yield end, sorted(keys, key=self.sizes.take, reverse=True)

    def chain(self, key: int) -> Iterator[int]:
        """Yield a key and those that are its end, longest first."""
        while key >= 0:
            yield key
            key = int(self.shorter[key])


def _in_windows(numbers: dict[str, list[int]]) -> tuple[dict[str, list[int]], Windows | None]:
    """Return keys with those of the automaton in front, and the others made ready."""
    raw = {key: letters for key in numbers if len(letters := key.encode("utf-8", "surrogatepass")) >= SHORTEST}
    if not raw:
        return numbers, None
    windows, is_kept = windows_of(list(raw.values()))
    found = dict.fromkeys(itertools.compress(raw, is_kept))
    return {key: numbers[key] for key in (*(key for key in numbers if key not in found), *found)}, windows


def _next_shorter(automaton: CharwiseDoubleArrayAhoCorasick, key: str) -> int:
    ending = [number for start, end, number in automaton.find_overlapping(key) if end == len(key) and start > 0]
    return ending[0] if ending else -1


@dataclass(frozen=True)
class TermIndex:
    """
    The terms by number, their spellings by number, and what finds them.

    `first` is the number of each term's own spelling, its variants follow; `term_of` says whose a spelling is.  Words
    with near-spellings are `near_words`; `near_uses` are pairs of a spelling and the place of the word in it, -1 for all its words as one.
    """

    spellings: Strings
    owners: Strings
    term_of: npt.NDArray[np.int32]
    first: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float64]
    owner_of: npt.NDArray[np.int32]
    disclosed: npt.NDArray[np.uint8]
    until: npt.NDArray[np.int32]
    long: Patterns
    short: Patterns
    near_words: Strings
    near_uses: Groups
    near: NearIndex | None

    @classmethod
    def build(cls, terms: Iterable[Term], by_windows: Callable[[Collection[str]], bool] = is_slow) -> TermIndex:
        """
        Make terms ready; ten thousand take a tenth of a second, a million a quarter of a minute.

        `by_windows` says of keys whether they are found by their rare letters and not by an automaton; what is found is the same.
        """
        listed = tuple(terms)
        spellings = [
            (spelling, number) for number, term in enumerate(listed) for spelling in (term.term, *term.variants)
        ]
        first = np.cumsum([0, *(1 + len(term.variants) for term in listed)], dtype=np.int32)[:-1]
        owners = {owner: number for number, owner in enumerate(dict.fromkeys(term.owner for term in listed))}
        long, short = _patterns((spelling for spelling, _ in spellings), by_windows)
        words, uses = _near_words(listed, spellings)
        return cls(
            spellings=Strings.of(spelling for spelling, _ in spellings),
            owners=Strings.of(owners),
            term_of=np.array([number for _, number in spellings], dtype=np.int32),
            first=first,
            weights=np.array([term.weight for term in listed], dtype=np.float64),
            owner_of=np.array([owners[term.owner] for term in listed], dtype=np.int32),
            disclosed=np.array([_DISCLOSE.index(term.disclose) for term in listed], dtype=np.uint8),
            until=np.array([(term.valid_until or date.max).toordinal() for term in listed], dtype=np.int32),
            long=long,
            short=short,
            near_words=Strings.of(words),
            near_uses=Groups.of(uses),
            near=NearIndex.of(words) if words else None,
        )

    def __len__(self) -> int:
        return len(self.first)

    def term(self, spelling: int) -> Term:
        """Return the term of a spelling, without its variants."""
        number = int(self.term_of[spelling])
        until = int(self.until[number])
        return Term(
            self.spellings[int(self.first[number])],
            float(self.weights[number]),
            self.owners[int(self.owner_of[number])],
            (),
            None if until == date.max.toordinal() else date.fromordinal(until),
            _DISCLOSE[int(self.disclosed[number])],
        )

    def is_live(self, spelling: int, today: int) -> bool:
        """Say whether the term of a spelling holds on a day, given as its ordinal."""
        return bool(self.until[self.term_of[spelling]] >= today)

    def sections(self) -> dict[str, Section]:
        """Return all there is, by name, for a file."""
        near = self.near
        return {
            **{name: getattr(self, name) for name in _ARRAYS},
            **{f"{name}.{part}": getattr(getattr(self, name), part) for name in _STRINGS for part in ("blob", "ends")},
            **{f"{name}.{part}": item for name in _PATTERNS for part, item in _pattern_sections(getattr(self, name))},
            "near_uses.items": self.near_uses.items,
            "near_uses.ends": self.near_uses.ends,
            "near.hashes": near.hashes if near else np.zeros(0, np.uint32),
            "near.numbers": near.numbers if near else np.zeros(0, np.int32),
        }

    @classmethod
    def from_sections(cls, bytes_of: Callable[[str], bytes], array_of: Callable[[str], npt.NDArray[Any]]) -> TermIndex:
        """Put together what `sections` gave."""

        def strings(name: str) -> Strings:
            return Strings(array_of(f"{name}.blob").data, array_of(f"{name}.ends"))

        def groups(name: str) -> Groups:
            return Groups(array_of(f"{name}.items"), array_of(f"{name}.ends"))

        def patterns(name: str) -> Patterns:
            sizes, shorter = array_of(f"{name}.sizes"), array_of(f"{name}.shorter")
            automaton = bytes_of(f"{name}.automaton")
            matcher = CharwiseDoubleArrayAhoCorasick.deserialize(automaton) if automaton else None
            windows = Windows.from_arrays(lambda part: array_of(f"{name}.windows.{part}"))
            return Patterns(matcher, sizes, shorter, groups(f"{name}.spellings"), windows)

        hashes = array_of("near.hashes")
        parts: dict[str, Any] = {
            **{name: array_of(name) for name in _ARRAYS},
            **{name: strings(name) for name in _STRINGS},
            **{name: patterns(name) for name in _PATTERNS},
            "near_uses": groups("near_uses"),
            "near": NearIndex(hashes, array_of("near.numbers")) if len(hashes) else None,
        }
        return cls(**parts)


_ARRAYS = ("term_of", "first", "weights", "owner_of", "disclosed", "until")
_STRINGS = ("spellings", "owners", "near_words")
_PATTERNS = ("long", "short")


def _pattern_sections(patterns: Patterns) -> Iterator[tuple[str, Section]]:
    yield "automaton", patterns.matcher.serialize() if patterns.matcher else b""
    yield "sizes", patterns.sizes
    yield "shorter", patterns.shorter
    yield "spellings.items", patterns.spellings.items
    yield "spellings.ends", patterns.spellings.ends
    for part in Windows.SECTIONS:
        yield f"windows.{part}", getattr(patterns.windows, part) if patterns.windows else np.zeros(0, np.uint8)


def _patterns(spellings: Iterable[str], by_windows: Callable[[Collection[str]], bool]) -> tuple[Patterns, Patterns]:
    long: list[tuple[str, int]] = []
    short: list[tuple[str, int]] = []
    for number, spelling in enumerate(spellings):
        # Outside ASCII a capital may look like another letter than its small letter does: each is a key.
        cases = (spelling,) if spelling.isascii() else (spelling, spelling.upper(), spelling.lower(), spelling.title())
        for case in cases:
            folded = look(case).text
            letters = sum(c.isalnum() for c in folded)
            if letters >= SPLIT_FROM or any("\u0e00" <= c <= "\u9fff" for c in folded):
                long.append((skeleton(folded), number))
            elif letters:
                short.append((f" {' '.join(words_of(folded))} ", number))
    return Patterns.of(long, "", by_windows), Patterns.of(short, " ", by_windows)


def is_near_spelt(term: Term, letters: int) -> bool:
    """Say whether a spelling of a term, of so many letters, is also looked for with one of them wrong."""
    if term.near is None:
        return term.weight >= CRITICAL and letters >= NEAR_FROM
    return term.near and letters >= NEAR_FROM_ASKED


def _near_words(terms: tuple[Term, ...], spellings: list[tuple[str, int]]) -> tuple[list[str], list[list[int]]]:
    """Return the words that are looked for with a letter wrong, and where each belongs: spelling, place, ..."""
    uses: dict[str, list[int]] = {}
    for number, (spelling, owner) in enumerate(spellings):
        term = terms[owner]
        words = words_of(look(spelling).text)
        whole = "".join(words)
        if not is_near_spelt(term, len(whole)):
            continue
        if whole.isalpha() and len(whole) < LONGEST:
            uses.setdefault(whole, []).extend((number, -1))
        if len(words) > 1:
            for place, word in enumerate(words):
                if NEAR_WORD <= len(word) < LONGEST and word.isalpha():
                    uses.setdefault(word, []).extend((number, place))
    kept = {word: found for word, found in uses.items() if len(found) <= 2 * SHARED_MOST}
    return list(kept), list(kept.values())
