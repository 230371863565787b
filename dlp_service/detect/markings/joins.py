"""
Words put together again: letters typed apart or several times over, words broken or run together, signs read as letters.

Each join looks a bounded number of tokens ahead; what it joined is not looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dlp_service.detect.markings.lexeme import LINE, WORD, Token
from dlp_service.detect.markings.repair import Vocabulary

_SPREAD = 4
"""So many letters typed apart make a word; fewer only beside such a word."""
_WIDEST = 12
_SHORT = frozenset({"CUI", "SBU", "TLP"})
_SIGNS = frozenset("._-*/|")
_BETWEEN = frozenset({"/", "//", "-", ":", "+", ",", "(", ")", "[", "]", "|", ";"})
_LETTER_SIGNS = {"|": "I", "!": "I", "(": "C"}
_MOST_PARTS = 5
_BREAK = 2
"""A word broken by more spaces than this is two words."""
_STROKES = frozenset({"ll", "II", "lI", "Il", "11", "1l", "l1"})


def joined(found: list[Token], words: Vocabulary) -> list[Token]:
    """Return the tokens with letters typed apart and broken words put together."""
    if any(token.kind == WORD and len(token.raw) >= _SPREAD and _is_multiplied(token, words) for token in found):
        found = _single(found, words)
    result: list[Token] = []
    at, after_spread = 0, -1
    last = len(found) - 1
    while at < last:
        token = found[at]
        if token.kind != WORD or token.raw.islower():
            result.append(token)
            at += 1
            continue
        spread = _spread_at(found, at, words, is_after=at == after_spread) if len(token.raw) == 1 else None
        if spread is not None:
            tokens, at = spread
            result.extend(tokens)
            after_spread = _after_signs(found, at)
            continue
        tokens, at = _mended(found, at, words) or _stroke(found, at, words) or ([token], at + 1)
        result.extend(tokens)
    result.append(found[last])
    return result


# --- letters written several times ---------------------------------------------------------------


def _is_multiplied(token: Token, words: Vocabulary) -> bool:
    return (
        token.raw[0] == token.raw[1]
        and token.raw.isupper()
        and not words.is_known(token.text)
        and bool(words.single(token.raw))
    )


def _single(found: list[Token], words: Vocabulary) -> list[Token]:
    """Return the tokens of a text that was printed over itself, each sign and letter once."""
    result: list[Token] = []
    for token in found:
        word = words.single(token.raw) if token.kind == WORD and token.raw.isupper() else ""
        if word and (len(token.raw) > 2 or not words.is_known(token.text)):
            result.append(token._replace(text=word, raw=word))
        elif result and token.kind == result[-1].kind not in {WORD, LINE} and token.start == result[-1].end:
            result[-1] = result[-1]._replace(end=token.end)
        else:
            result.append(token)
    return result


# --- letters typed apart -------------------------------------------------------------------------


def _spread_at(found: list[Token], at: int, words: Vocabulary, *, is_after: bool) -> tuple[list[Token], int] | None:
    """Return the words that letters typed apart from `at` on spell, and the index after them."""
    letters, end = _spread_run(found, at)
    text = "".join(letter.raw for letter in letters)
    if len(letters) < _SPREAD and text not in _SHORT and not is_after:
        return None
    return list(_spread(letters, words)), end


def _after_signs(found: list[Token], at: int) -> int:
    stop = at + 3
    while at < stop and found[at].kind in _BETWEEN:
        at += 1
    return at


def _spread_run(found: list[Token], at: int) -> tuple[list[Token], int]:
    """
    Return the single letters typed apart from `at` on, and the index after them.

    One kind of sign may part them, then it parts all of them.
    """
    letters = [found[at]]
    end = at + 1
    sign = found[end].kind if found[end].kind in _SIGNS and _is_letter(found[end + 1]) and _is_tight(found, end) else ""
    step = 2 if sign else 1
    while end + step - 1 < len(found) - 1:
        following = found[end + step - 1]
        if (sign and found[end].kind != sign) or not _is_letter(following):
            break
        if following.start - letters[-1].end > _WIDEST:
            break
        letters.append(following)
        end += step
    return letters, end


def _is_tight(found: list[Token], at: int) -> bool:
    """Say whether the sign at `at` stands between two letters without spaces and goes on to stand there."""
    return found[at - 1].end == found[at].start and found[at].end == found[at + 1].start


def _is_letter(token: Token) -> bool:
    return token.kind == WORD and len(token.raw) == 1


def _spread(letters: list[Token], words: Vocabulary) -> Iterator[Token]:
    """Yield the words that letters typed apart spell; wide gaps part words where there are any."""
    text = "".join(letter.raw for letter in letters)
    gaps = [right.start - left.end for left, right in pairwise(letters)]
    narrow = min(gaps, default=0)
    parts: list[str] = []
    start = 0
    for number, gap in enumerate(gaps, start=1):
        if gap > narrow:
            parts.append(text[start:number])
            start = number
    parts.append(text[start:])
    if len(parts) == 1 or not any(words.is_known(words.repair(part)) for part in parts):
        parts = words.segments(text)
    at = 0
    for part in parts:
        low, high = letters[at], letters[at + len(part) - 1]
        yield Token(WORD, words.repair(part), low.start, high.end, part)
        at += len(part)


# --- broken words --------------------------------------------------------------------------------


def _mended(found: list[Token], at: int, words: Vocabulary) -> tuple[list[Token], int] | None:
    """
    Return the long word that the pieces from `at` on make together, or the words that one piece holds.

    Spaces, a line end, a hyphen before it, or a sign that looks like a letter may part the pieces.
    """
    first = found[at]
    if not _is_piece(first) or words.is_long(first.text):
        return None
    text, end, is_certain = first.raw, at + 1, not words.is_known(first.text)
    best: tuple[list[Token], int] | None = None
    for _ in range(_MOST_PARTS - 1):
        piece = _next_piece(found, end)
        if piece is None:
            break
        letters, index, is_hyphenated = piece
        right = found[index]
        text += letters + (right.raw if right.kind == WORD else "")
        if len(text) > _MOST_WORD:
            break
        is_certain = is_certain or is_hyphenated or bool(letters) or not words.is_known(right.text)
        end = index + 1
        if is_certain and (word := _whole_word(text, words)):
            best = [Token(WORD, word, first.start, right.end, text)], end
    if best is None and len(first.raw) >= _GLUED and not words.is_known(first.text):
        best = _parted(first, words), at + 1
    return best


_MOST_WORD = 20
_GLUED = 7


def _is_piece(token: Token) -> bool:
    return token.kind == WORD and (token.raw.isupper() or token.raw.isdigit())


def _whole_word(text: str, words: Vocabulary) -> str:
    if words.is_long(text):
        return text
    word = words.repair(text) if any(not char.isalpha() for char in text) else ""
    return word if words.is_long(word) else ""


def _next_piece(found: list[Token], at: int) -> tuple[str, int, bool] | None:
    """Return the letters a sign at `at` stands for, the index of the next piece, and whether a hyphen joins it."""
    before, token = found[at - 1], found[at]
    if token.kind == WORD:
        return ("", at, False) if _is_piece(token) and token.start - before.end <= _BREAK else None
    if token.kind in _LETTER_SIGNS and token.start == before.end:
        right = found[at + 1]
        is_inside = right.start == token.end and (_is_piece(right) or right.kind in _LETTER_SIGNS)
        if right.kind in _LETTER_SIGNS and is_inside:
            return _LETTER_SIGNS[token.kind] + _LETTER_SIGNS[right.kind], at + 1, False
        return (_LETTER_SIGNS[token.kind], at + 1, False) if is_inside else None
    is_hyphenated = token.kind == "-" and found[at + 1].kind == LINE
    index = at + 2 if is_hyphenated else at + 1
    if (is_hyphenated or token.kind == LINE) and index < len(found) and _is_piece(found[index]):
        return "", index, is_hyphenated
    return None


def _parted(token: Token, words: Vocabulary) -> list[Token]:
    """Return the known words that were run together in a token, or the token."""
    start = token.start
    parts = words.segments(token.raw, 2)
    if len(parts) == 1:
        return [token]
    result = []
    for part in parts:
        result.append(Token(WORD, words.repair(part), start, start + len(part), part))
        start += len(part)
    return result


def _stroke(found: list[Token], at: int, words: Vocabulary) -> tuple[list[Token], int] | None:
    """Return `//` for two strokes that were read as letters between two known words."""
    token = found[at]
    if token.raw not in _STROKES or at == 0:
        return None
    before, after = found[at - 1], found[at + 1]
    is_between = (
        before.kind == WORD and words.is_long(before.text) and after.kind == WORD and words.is_known(after.text)
    )
    return ([token._replace(kind="//", text="//", raw="//")], at + 1) if is_between and after.raw.isupper() else None
