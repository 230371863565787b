"""
Stage 1b: the words of all grammars, and what a damaged word was before.

A word that no grammar knows is compared with those it knows: digits and signs that look like letters (`C0NFIDENTIAL`, `S1`);
one slip in a long word, two in a very long one; words without the space between them.  Only capitals are repaired:
in running text such words are misprints of something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dlp_service.detect.markings.lexeme import is_caps

_LOOKS = str.maketrans(
    {"0": "O", "Q": "O", "1": "I", "L": "I", "|": "I", "!": "I", "5": "S", "$": "S", "8": "B", "3": "E", "7": "T", "4": "A", "6": "G", "(": "C"}
)  # fmt: skip
_DIGITS = str.maketrans("0158$3746|!(", "OISBSETAGIIC")
MIN_TYPO = 6
_VERY_LONG = 10
"""From this length on a word is known with two slips."""
_MOST_SLIPS = 2
_LONGEST = 16
_MOST_WHOLE = 20_000
"""How many words that damage nothing are known again by their hashes."""
_MOST_REPAIRED = 20
_MOST_LETTERS = 80
_UNLIKE = frozenset(
    {
        "PROJECTED",
        "PROTESTED",
        "PROTEGEE",
        "PROTEGES",
        "PROTECT",
        "PROTECTS",
        "PROTECTOR",
        "COMIC",
        "COMICS",
        "ATONAL",
        "SECRETE",
        "MARKET",
        "MARKETED",
        "MARKER",
        "MASKED",
        "PARKED",
        "BARKED",
        "EARMARKED",
        "REMARKED",
        "RECIPIENT",
        "CONFIDENZIALE",
        "CONFIDENTIEEL",
    }
)
"""Words of their own, one or two slips away from a long word."""


class Vocabulary:
    """
    The words of all grammars: `words` all those worth repairing, `long_words` those also recognised with one wrong letter.

    Safe to call from several threads.
    """

    def __init__(self, words: Iterable[str], long_words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self.long_words = frozenset(long_words)
        looks: dict[str, str] = {}
        for word in sorted(self._words):
            looks.setdefault(word.translate(_LOOKS), word)
        for word in sorted(self.long_words):
            looks[word.translate(_LOOKS)] = word
        self._looks = looks
        self._typos: dict[str, str] = {}
        for word in sorted(self.long_words):
            for shorter in _deletions(word):
                self._typos.setdefault(shorter, word)
        self._twice: dict[str, str] = {}
        for word in sorted(word for word in self.long_words if len(word) >= _VERY_LONG):
            for shorter in _deletions(word):
                for shortest in _deletions(shorter):
                    self._twice.setdefault(shortest, word)
        self._ends = frozenset(word[:2] for word in self.long_words), frozenset(word[-2:] for word in self.long_words)
        sizes: dict[int, set[str]] = {}
        for word in self.long_words:
            sizes.setdefault(len(word), set()).add(word.translate(_LOOKS))
        self._long_sizes = tuple(sizes.items())
        self._whole: set[int] = set()

    def repair(self, raw: str) -> str:
        """
        Return the known word that `raw` damages, or `raw` in capitals.

        >>> words = Vocabulary(["SI", "NOFORN"], ["NOFORN"])
        >>> words.repair("S1"), words.repair("N0F0RN"), words.repair("NOFRON"), words.repair("si")
        ('SI', 'NOFORN', 'NOFORN', 'SI')
        """
        upper = raw.upper()
        if upper in self._words or len(raw) < 2 or len(raw) > _MOST_REPAIRED:
            return upper
        # Kept from one message to the next are salted hashes, no words: codewords stay in nobody's memory.
        key = hash(raw)
        if key in self._whole:
            return upper
        known = self._repaired(raw, upper)
        if known == upper and len(self._whole) < _MOST_WHOLE:
            self._whole.add(key)
        return known

    def _repaired(self, raw: str, upper: str) -> str:
        has_letter = any(char.isalpha() for char in raw)
        has_digit = any(not char.isalpha() for char in raw) or (raw[0].isupper() and raw.endswith("l"))
        if not has_letter or not (is_caps(raw) or has_digit) or raw.islower():
            return upper
        if has_digit or len(raw) >= 5:
            alike = self._looks.get(upper.translate(_LOOKS))
            if alike is not None and (has_digit or len(alike) >= 5):
                return alike
        if len(raw) < MIN_TYPO - 1 or not is_caps(raw):
            return upper
        return self._misspelt(upper) or (self._misspelt(upper.translate(_DIGITS)) if has_digit else "") or upper

    def _misspelt(self, upper: str) -> str:
        """Return the long word a slip away, two in a very long one; a plural or another ending is no slip."""
        if upper in _UNLIKE or (upper[:2] not in self._ends[0] and upper[-2:] not in self._ends[1]):
            return ""
        for form in (upper, *_deletions(upper)):
            word = form if form in self.long_words else self._typos.get(form)
            if word and abs(len(word) - len(upper)) <= 1 and not _is_inflected(upper, word) and one_slip(upper, word):
                return word
        return self._slipped_twice(upper) if len(upper) >= _VERY_LONG - 1 else ""

    def _slipped_twice(self, upper: str) -> str:
        forms = (shortest for shorter in (upper, *_deletions(upper)) for shortest in (shorter, *_deletions(shorter)))
        for form in forms:
            word = form if form in self.long_words else self._typos.get(form) or self._twice.get(form)
            if word is None or len(word) < _VERY_LONG or word in upper or upper in word:
                continue
            is_other_prefix = word[0] != upper[0] and word[1] != upper[1]
            if not is_other_prefix and _slips(upper, word) <= _MOST_SLIPS:
                return word
        return ""

    def is_known(self, word: str) -> bool:
        """Say whether any grammar uses the word."""
        return word in self._words

    def is_long(self, word: str) -> bool:
        """Say whether the word is one that is repaired when broken or misspelt."""
        return word in self.long_words

    def single(self, written: str) -> str:
        """
        Return the known word whose letters are all written two, three or four times over, or nothing.

        >>> Vocabulary(["SI"], []).single("SSII")
        'SI'
        """
        for times in (2, 3, 4):
            once = written[::times]
            if len(once) * times == len(written) and "".join(char * times for char in once) == written:
                known = self.repair(once)
                return known if known in self._words or len(once) == 1 else ""
        return ""

    def segments(self, letters: str, least: int = 1) -> list[str]:
        """
        Return the known words that a run of letters spells, as few as possible, or the run itself.

        A last word may be a single letter that no table lists, when `least` allows it.

        >>> Vocabulary(["TOP", "SECRET", "TO"], ["SECRET"]).segments("TOPSECRET")
        ['TOP', 'SECRET']
        """
        if not self._long_part(letters):
            return [letters]
        size = len(letters)
        best: list[tuple[int, int]] = [(0, 0)] + [(size + 1, 0)] * size
        for end in range(1, size + 1):
            for start in range(max(0, end - _LONGEST), end - least + 1):
                count = best[start][0] + (1 if end - start > 2 else 2)
                if count < best[end][0] and self._spells(letters, start, end):
                    best[end] = (count, start)
        if best[size][0] > size:
            return [letters]
        words: list[str] = []
        end = size
        while end:
            start = best[end][1]
            words.append(letters[start:end])
            end = start
        return words[::-1]

    def _long_part(self, letters: str) -> bool:
        """Say whether one of the long words is among the letters; nothing else makes a run worth parting."""
        if len(letters) > _MOST_LETTERS:
            return False
        looks = letters.upper().translate(_LOOKS)
        return any(
            looks[at : at + size] in words for size, words in self._long_sizes for at in range(len(looks) - size + 1)
        )

    def _spells(self, letters: str, start: int, end: int) -> bool:
        word = letters[start:end]
        if end - start == 1:
            return end == len(letters) and word.isalpha()
        return word in self._words or (end - start > 3 and word.upper().translate(_LOOKS) in self._looks)


def _deletions(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _is_inflected(written: str, word: str) -> bool:
    """Say whether one is the other with something before or after it: a plural, a participle, not a doubled or lost letter."""
    if written.startswith(word):
        return written[-1] != word[-1]
    if written[1:] == word:
        return written[0] != word[0]
    return word == written + "S"


def one_slip(written: str, word: str) -> bool:
    """Say whether the words differ by one substitution, insertion, omission or swap of neighbours."""
    head = 0
    while head < min(len(written), len(word)) and written[head] == word[head]:
        head += 1
    tail = 0
    while tail < min(len(written), len(word)) - head and written[-1 - tail] == word[-1 - tail]:
        tail += 1
    left, right = written[head : len(written) - tail], word[head : len(word) - tail]
    if len(left) <= 1 and len(right) <= 1:
        return True
    return len(left) == 2 and left == right[::-1]


def _slips(written: str, word: str) -> int:
    """Return how many substitutions, insertions, omissions and swaps of neighbours part two words."""
    before: list[int] = []
    row = list(range(len(word) + 1))
    for at, char in enumerate(written, start=1):
        above, row = row, [at]
        for to, other in enumerate(word, start=1):
            cost = min(above[to] + 1, row[to - 1] + 1, above[to - 1] + (char != other))
            if before and to > 1 and char == word[to - 2] and written[at - 2] == other:
                cost = min(cost, before[to - 2] + 1)
            row.append(cost)
        before = above
    return row[-1]
