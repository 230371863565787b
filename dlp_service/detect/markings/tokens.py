"""
Stage 1b: words and signs, with damaged spellings of known words repaired.

A grammar sees `Token`s.  A word that no grammar knows is compared with those it knows: digits that look
like letters (`C0NFIDENTIAL`, `S1`), one wrong, missing, added or swapped letter in a long word, a word
broken in two (`SEC RET`), and letters typed apart (`S E C R E T`).  Only capitals are repaired:
in running text such words are misprints of something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

WORD = "w"
LINE = "\n"
END = ""
_TOKEN = re.compile(r"[A-Za-z0-9$]+(?:'[A-Za-z]+)?|//+|[^\sA-Za-z0-9]|\n|[A-Za-z0-9]")
_LOOKS = str.maketrans(
    {"0": "O", "Q": "O", "1": "I", "L": "I", "5": "S", "$": "S", "8": "B", "3": "E", "7": "T", "4": "A", "6": "G"}
)
_DIGITS = str.maketrans("0158$3746", "OISBSETAG")
_CLEAR_UPPER = 0.7
MIN_TYPO = 6
_SPREAD = 4
_WIDEST = 5
_SHORT = frozenset({"CUI", "SBU"})
_SIGNS = frozenset("._-*")


class Token(NamedTuple):
    """
    One word, sign or line break.

    `kind` is WORD, LINE, END or the sign itself (`//` is one sign); `text` is the repaired word in
    capitals; `start` and `end` are positions in the normalised text; `raw` is what stood there.
    """

    kind: str
    text: str
    start: int
    end: int
    raw: str

    @property
    def is_caps(self) -> bool:
        """Say whether it was written in capitals, digits and damage aside."""
        return is_caps(self.raw)


def is_caps(word: str) -> bool:
    """
    Say whether a word is in capitals, forgiving `l` for I and single damaged letters.

    >>> is_caps("SECRET"), is_caps("CONFlDENTIAL"), is_caps("Secret")
    (True, True, False)
    """
    if word.isupper():
        return True
    letters = [char for char in word if char.isalpha() and char != "l"]
    upper = sum(char.isupper() for char in letters)
    if len(word) < 5:
        return upper >= 2 and upper == len(letters)
    return upper >= max(2, _CLEAR_UPPER * len(letters))


class Tokeniser:
    """
    Cuts normalised text into tokens; knows the words of all grammars.

    `words` are all words worth repairing, `long_words` those also recognised with one wrong letter.

    >>> [token.text for token in Tokeniser(["SECRET"], ["SECRET"]).tokens("S E C R E T // 5ECRET")]
    ['SECRET', '//', 'SECRET', '']
    """

    def __init__(self, words: Iterable[str], long_words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._long = frozenset(long_words)
        looks: dict[str, str] = {}
        for word in sorted(self._words):
            looks.setdefault(word.translate(_LOOKS), word)
        for word in sorted(self._long):
            looks[word.translate(_LOOKS)] = word
        self._looks = looks
        self._typos: dict[str, str] = {}
        for word in sorted(self._long):
            for shorter in _deletions(word):
                self._typos.setdefault(shorter, word)
        self._memory: dict[str, str] = {}

    def tokens(self, text: str, start: int = 0, end: int | None = None) -> list[Token]:
        """Return the tokens of `text[start:end]`, closed by one END token."""
        stop = len(text) if end is None else end
        found: list[Token] = []
        add, repair = found.append, self.repair
        is_broken = False
        for match in _TOKEN.finditer(text, start, stop):
            raw = match[0]
            low, high = match.span()
            if raw[0].isalnum() or (raw[0] == "$" and len(raw) > 1):
                word = raw.upper() if raw.islower() else repair(raw)
                is_broken = is_broken or (raw.isupper() and word not in self._long)
                add(Token(WORD, word, low, high, raw))
            else:
                kind = "//" if raw[:2] == "//" else raw[0]
                add(Token(kind, kind, low, high, raw))
        add(Token(END, "", stop, stop, ""))
        return _joined(found, self) if is_broken else found

    def repair(self, raw: str) -> str:
        """
        Return the known word that `raw` damages, or `raw` in capitals.

        >>> tokeniser = Tokeniser(["SI", "NOFORN"], ["NOFORN"])
        >>> tokeniser.repair("S1"), tokeniser.repair("N0F0RN"), tokeniser.repair("NOFRON"), tokeniser.repair("si")
        ('SI', 'NOFORN', 'NOFORN', 'SI')
        """
        upper = raw.upper()
        if upper in self._words or len(raw) < 2 or len(raw) > 20:
            return upper
        known = self._memory.get(raw)
        if known is None:
            known = self._repaired(raw, upper)
            if len(self._memory) < 20_000:
                self._memory[raw] = known
        return known

    def _repaired(self, raw: str, upper: str) -> str:
        has_letter = any(char.isalpha() for char in raw)
        has_digit = any(not char.isalpha() for char in raw) or (raw[:2].isupper() and raw.endswith("l"))
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
        """Return the long word one slip away; a plural or another ending is no slip."""
        for form in (upper, *_deletions(upper)):
            word = form if form in self._long else self._typos.get(form)
            if word and abs(len(word) - len(upper)) <= 1 and not _is_inflected(upper, word) and _one_slip(upper, word):
                return word
        return ""

    def is_known(self, word: str) -> bool:
        """Say whether any grammar uses the word."""
        return word in self._words

    def is_long(self, word: str) -> bool:
        """Say whether the word is one that is repaired when broken or misspelt."""
        return word in self._long

    def segments(self, letters: str) -> list[str]:
        """Return the known words that a run of letters spells, or the run itself."""
        words: list[str] = []
        at = 0
        while at < len(letters):
            for size in range(min(16, len(letters) - at), 0, -1):
                piece = self.repair(letters[at : at + size])
                if piece in self._words and (size > 2 or at + size == len(letters)):
                    words.append(letters[at : at + size])
                    at += size
                    break
            else:
                return [letters]
        return words


def _deletions(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _is_inflected(written: str, word: str) -> bool:
    return written.startswith(word) or word.startswith(written) or written[1:] == word or word[1:] == written


def _one_slip(written: str, word: str) -> bool:
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


def _joined(found: list[Token], tokeniser: Tokeniser) -> list[Token]:
    """Return the tokens with letters typed apart and broken words put together."""
    result: list[Token] = []
    at = 0
    last = len(found) - 1
    while at < last:
        token = found[at]
        if token.kind == WORD and not token.raw.islower():
            if len(token.raw) == 1:
                letters, end = _spread_run(found, at)
                joined = "".join(letter.raw for letter in letters)
                if (
                    len(letters) >= _SPREAD
                    or joined in _SHORT
                    or (len(letters) >= 2 and result and _is_after_spread(found, at))
                ):
                    result.extend(_spread(letters, tokeniser))
                    at = end
                    continue
            mended = _mended(found, at, tokeniser)
            if mended is not None:
                result.append(mended)
                at = next(index for index in range(at, len(found)) if found[index].end >= mended.end) + 1
                continue
        result.append(token)
        at += 1
    result.append(found[last])
    return result


def _spread_run(found: list[Token], at: int) -> tuple[list[Token], int]:
    """Return the single capitals typed apart from `at` on, and the index after them; one kind of sign may part them."""
    letters: list[Token] = []
    end = at
    sign = ""
    while _is_letter(found[end]):
        letters.append(found[end])
        end += 1
        between = found[end].kind
        if between in _SIGNS and sign in {"", between} and _is_letter(found[end + 1]):
            sign = between
            end += 1
        if found[end].start - found[end - 1].end > _WIDEST:
            break
    return letters, end


def _is_letter(token: Token) -> bool:
    return token.kind == WORD and len(token.raw) == 1 and (token.raw.isupper() or token.raw.isdigit())


def _is_after_spread(found: list[Token], at: int) -> bool:
    """Say whether the run follows letters typed apart, with signs in between: `S E C R E T / / S I`."""
    back = at - 1
    while back >= 0 and found[back].kind in {"/", "//", "-"}:
        back -= 1
    return back >= 3 and all(
        found[index].kind == WORD and len(found[index].raw) == 1 for index in range(back - 3, back + 1)
    )


def _spread(letters: list[Token], tokeniser: Tokeniser) -> Iterator[Token]:
    """Yield the words that letters typed apart spell; wide gaps part words where there are any."""
    joined = "".join(letter.raw for letter in letters)
    gaps = [right.start - left.end for left, right in pairwise(letters)]
    narrow = min(gaps, default=0)
    words: list[str] = []
    if gaps and max(gaps) > narrow:
        word = joined[0]
        for gap, letter in zip(gaps, joined[1:], strict=True):
            if gap > narrow:
                words.append(word)
                word = ""
            word += letter
        words.append(word)
    if not words or not all(tokeniser.is_known(tokeniser.repair(word)) for word in words[:1]):
        words = tokeniser.segments(joined)
    at = 0
    for word in words:
        low, high = letters[at], letters[at + len(word) - 1]
        yield Token(WORD, tokeniser.repair(word), low.start, high.end, word)
        at += len(word)


def _mended(found: list[Token], at: int, tokeniser: Tokeniser) -> Token | None:
    """Return the long word that two neighbours make together, broken by a space, a line end, or a hyphen before it."""
    left = found[at]
    if not left.raw.isupper() or tokeniser.is_long(left.text):
        return None
    right, is_hyphenated = _other_half(found, at)
    if right is None or not right.raw.isupper():
        return None
    both_known = tokeniser.is_known(left.text) and tokeniser.is_known(right.text)
    word = left.raw + right.raw
    if both_known and not is_hyphenated:
        return None
    if not tokeniser.is_long(word):
        word = tokeniser.repair(word) if any(char.isdigit() for char in word) else ""
    return Token(WORD, word, left.start, right.end, left.raw + right.raw) if tokeniser.is_long(word) else None


def _other_half(found: list[Token], at: int) -> tuple[Token | None, bool]:
    """Return the word that may complete the one at `at`, and whether a hyphen at the line end joins them."""
    after = found[at + 1]
    if after.kind == WORD:
        return (after if after.start - found[at].end <= 1 else None), False
    is_hyphenated = after.kind == "-" and found[at + 2].kind == LINE
    index = at + 3 if is_hyphenated else at + 2
    if (is_hyphenated or after.kind == LINE) and index < len(found) and found[index].kind == WORD:
        return found[index], is_hyphenated
    return None, False
