"""
Schemes of states whose markings are words: a level, proofs of whose it is, caveats, codewords, a release list.

    marking  = level *(separator (caveat | proof | law | codeword | release))
    proof    = "amtlich geheimgehalten"                        ; part of the stamp, says nothing more than the level
    law      = "iht. sikkerhetsloven §§ 5-3 og 5-4" / "iSd InfoSiG"
    codeword = ("SCHUTZWORT" / "KENNWORT" / ...) [":"] word / word between a top level and a caveat

A level word that several states use is read for nobody (scheme `any`) with the claims of each; a proof, a law or a
caveat beside it makes it this scheme's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from dlp_service.detect.markings.reading import (
    Parse,
    Phrases,
    Reading,
    Scheme,
    Shape,
    Tokens,
    ends_line,
    gap,
    is_all_caps,
    skip,
    starts_line,
)
from dlp_service.detect.markings.schemes import common
from dlp_service.detect.markings.schemes.spellings import spellings
from dlp_service.detect.markings.signs import signs_of
from dlp_service.detect.markings.tokens import LINE, WORD, Token

_SEPARATORS = frozenset({"-", "/", "//", ",", ":", ";", "|", LINE, "_", "(", "["})
_OPENING = frozenset({"(", "["})
_CLOSING = frozenset({")", "]"})
_MOST = 8
_AND = frozenset({"AND", "UND", "ET", "OG", "E", "SOWIE"})
_ARTICLES = frozenset({"THE", "LA", "LE", "LES", "A", "AU", "AUX", "DIE", "DER", "DEN", "DAS"})
_ELIDED = ("L'", "D'")
_SMALL = frozenset(
    {"ISD", "IM", "I", "S", "D", "SINNE", "DES", "DER", "DU", "DE", "LA", "GEM", "GEMASS", "GEMAESS", "NACH", "IHT", "ETTER", "HENHOLD", "TIL", "JF", "JFR", "SELON", "AU", "SENS", "CF", "LOV"}
    | {"UND", "OG", "ET", "ABS", "ART", "PARA", "LEDD", "FORSTE", "ANNET", "ANDRE", "BOKSTAV", "N", "A", "B", "C", "Z", "NR", "JEWEILS", "GELTENDEN", "FASSUNG", "IDGF", "IDF"}
)  # fmt: skip
"""Words of a reference to a law."""
_REFERENCE_SIGNS = frozenset({".", "\u00a7", "-", ",", "/", "\u00b0", "\u00ba"})
_LONGEST_LAW, _LONGEST_LIST = 14, 20
_SHORTEST = 4
"""Letters of a word worth repairing; shorter ones are too like others."""
_TOP = frozenset({"TRES SECRET", "STRENG GEHEIM", "STRENGT HEMMELIG", "GEHEIM", "SECRET", "SECRET DEFENSE", "HEMMELIG"})
_GENERIC = frozenset({"REL", "RELEASABLE", "CRYPTO", "CRYPTOSECURITY", "ATOMAL", "CODEWORD"})
"""First words of caveats that every ally uses: they prove no scheme."""
_BETWEEN_LANGUAGES = frozenset({"/", "-", "(", "[", "|"})
_ENGLISH = {
    "VS-NfD": "RESTRICTED", "VS-VERTRAULICH": "CONFIDENTIAL", "GEHEIM": "SECRET", "STRENG GEHEIM": "TOP SECRET", "EINGESCHRAENKT": "RESTRICTED",
    "DIFFUSION RESTREINTE": "RESTRICTED", "CONFIDENTIEL DEFENSE": "CONFIDENTIAL", "TRES SECRET": "TOP SECRET",
    "BEGRENSET": "RESTRICTED", "KONFIDENSIELT": "CONFIDENTIAL", "HEMMELIG": "SECRET", "STRENGT HEMMELIG": "TOP SECRET",
}  # fmt: skip
"""What international agreements call the levels (C-M(2002)49 and the bilateral ones)."""
_SWISS_SECRET = (("ch", "GEHEIM"),)
CLAIMS = {
    "GEHEIM": (("de", "GEHEIM"), ("at", "GEHEIM"), ("ch", "GEHEIM")),
    "STRENG": (("de", "STRENG GEHEIM"), ("at", "STRENG GEHEIM")),
    "VERTRAULICH": (("at", "VERTRAULICH"), ("ch", "VERTRAULICH")),
    **dict.fromkeys(("INTERN", "INTERNE", "INTERNO", "AD", "A", "USAGE"), (("ch", "INTERN"),)),
    **dict.fromkeys(("CONFIDENTIEL", "CONFIDENZIALE"), (("ch", "VERTRAULICH"),)),
    "SEGRETO": _SWISS_SECRET,
}
"""Whose level a shared word may be, by its first word; SECRET is read by `bare`."""
_STRONG = frozenset({"GEHEIM", "STRENG"})
"""Words that are a marking even when nobody can tell whose; the others are on ordinary business mail too."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one state's markings, as its table gives them."""

    name: str
    levels: Phrases
    ordinary: frozenset[str]
    shared: frozenset[str]
    proofs: Phrases
    laws: Phrases
    caveats: Phrases
    codewords: Phrases
    release: Phrases

    @property
    def all(self) -> frozenset[str]:
        """The words to recognise when damaged."""
        phrases = (self.levels, self.proofs, self.laws, self.caveats, self.codewords, self.release)
        return frozenset(word for part in phrases for word in part.words if len(word) >= _SHORTEST)


def words_of(name: str) -> Words:
    """Return the words of the table of a scheme."""
    table = spellings(name)
    own, ordinary, shared = (table.get(section, {}) for section in ("levels", "ordinary", "shared"))
    return Words(
        name,
        Phrases({**own, **ordinary, **shared}),
        frozenset(ordinary),
        frozenset(shared),
        *(Phrases(table.get(section, {})) for section in ("proofs", "laws", "caveats", "codewords", "release")),
    )


def scheme(
    name: str,
    *signs: str,
    repaired: Iterable[str] = (),
    parse: Parse | None = None,
    heads: frozenset[str] = frozenset(),
    more: frozenset[str] = frozenset(),
    company: Mapping[str, frozenset[str]] | None = None,
) -> Scheme:
    """
    Return the grammar of a table; `signs` are patterns beside those its own spellings give.

    `parse` is a reader of its own where the table is not enough, with more `heads` and `more` words worth repairing.
    """
    words = words_of(name)

    def plain(tokens: Tokens, at: int) -> Reading | None:
        found = words.levels.match(tokens, at)
        if found is None or is_second_half(tokens, at):
            return None
        return with_tail(words, tokens, at, found[0], found[1])

    table = spellings(name)
    own = signs_of(
        spelling for section in ("levels", "ordinary") for each in table.get(section, {}).values() for spelling in each
    )
    firsts = words.levels.firsts | heads
    return Scheme(
        name, firsts, parse or plain, words.all | more, frozenset(repaired), (*own, *signs), company=company or {}
    )


def company(words: Words) -> dict[str, frozenset[str]]:
    """Return what must stand beside the level words that others read, by those words: a proof, or a level in another language."""
    proofs = (words.proofs, words.laws, words.caveats, words.codewords, words.release)
    firsts = frozenset(first for phrases in proofs for first in phrases.firsts)
    levels = words.levels.firsts
    found: dict[str, frozenset[str]] = {}
    for head in levels - CLAIMS.keys():
        own = [phrase for phrase, name in words.levels.begun(head) if name not in words.shared]
        if all(len(phrase) > 1 for phrase in own):
            found[head] = firsts | (levels - {head}) | {phrase[1] for phrase in own}
    return found


def is_second_half(tokens: Tokens, at: int) -> bool:
    """Say whether the word at `at` is the second half of a compound: `Nicht-GEHEIM`."""
    return (
        at > 1
        and tokens[at - 1].kind == "-"
        and tokens[at - 2].kind == WORD
        and gap(tokens, at - 1) == gap(tokens, at) == 0
    )


def _is_graded(tokens: Tokens, at: int, head: int) -> bool:
    """Say whether `ist VERTRAULICH klassifiziert` stands here, as the Swiss and Austrian laws have it; firms write `als vertraulich`."""
    return is_all_caps(tokens, at, head) and tokens[head].text == "KLASSIFIZIERT" and tokens[at - 1].text != "ALS"


def with_tail(words: Words, tokens: Tokens, at: int, level: str, head: int, *, is_own: bool = False) -> Reading | None:
    """
    Return the reading of a level that ends before `head` with what follows it; `is_own` says that its form proves the scheme.

    None for a shared word that others read.
    """
    if tokens[at].text not in CLAIMS or tokens[at].text in _STRONG:
        head = _translated(tokens, head, level)
    tail = _tail(words, tokens, head, level)
    is_caps = is_all_caps(tokens, at, head)
    private = tuple(name for name in tail.caveats if name.startswith("CODEWORD "))
    own = Reading(
        words.name, level, tuple(tail.caveats), at, tail.last, Shape.FORM, is_caps, span_last=tail.span, private=private
    )
    if is_own or tail.is_proof:
        return own
    if level in words.shared:
        claims = CLAIMS.get(tokens[at].text)
        if claims is None:
            return None
        shape = Shape.FORM if tail.caveats else Shape.WORD
        is_weak = tokens[at].text not in _STRONG and not _is_graded(tokens, at, head)
        return replace(own, scheme="any", shape=shape, claims=claims, is_weak=is_weak)
    if level in words.ordinary and not tail.caveats:
        return replace(own, shape=Shape.WORD)
    return own if is_caps or is_titled(tokens, at, head) else replace(own, shape=Shape.WORD)


def _translated(tokens: Tokens, head: int, level: str) -> int:
    """Return the index after the same level in English, where it follows: `VS-NfD / RESTRICTED` is one marking."""
    begin = skip(tokens, head, _BETWEEN_LANGUAGES, 1)
    found = common.LEVEL_WORDS.match(tokens, begin) if begin > head else None
    if found is None or found[0] != _ENGLISH.get(level) or not tokens[begin].is_caps:
        return head
    return found[1] + (tokens[begin - 1].kind in _OPENING and tokens[found[1]].kind in _CLOSING)


def is_titled(tokens: Tokens, first: int, last: int) -> bool:
    """
    Say whether a phrase that is not in capitals is written as a name.

    Each word begins with a capital, or the first does and the phrase stands apart: `Diffusion restreinte` alone on
    its line, but not `une diffusion restreinte`.
    """
    words = [token for token in tokens[first:last] if token.kind == WORD]
    if all(word.raw[0].isupper() for word in words):
        return True
    is_apart = starts_line(tokens, first) or tokens[first - 1].kind in {"[", "(", ":", "="}
    return words[0].raw[0].isupper() and is_apart and tokens[last].kind != WORD


@dataclass(slots=True)
class _Tail:
    """What follows a level: its caveats, where the reported span and the whole end, and whether it proves the scheme."""

    caveats: list[str]
    span: int
    last: int
    is_proof: bool = False


class _Piece(NamedTuple):
    """One thing after a level; `name` is empty for what only proves the scheme."""

    name: str
    end: int
    is_proof: bool = True


def _tail(words: Words, tokens: Tokens, head: int, level: str) -> _Tail:
    tail = _Tail([], head, head)
    for _ in range(_MOST):
        begin = skip(tokens, tail.last, _SEPARATORS)
        piece = _piece(words, tokens, begin, level, is_apart=begin > tail.last)
        if piece is None:
            break
        is_closed = begin > tail.last and tokens[begin - 1].kind in _OPENING and tokens[piece.end].kind in _CLOSING
        stop = piece.end + is_closed
        crossed = any(token.kind == LINE for token in tokens[tail.last : begin])
        if crossed and not ends_line(tokens, stop) and not _goes_on(words, tokens, stop):
            break
        tail.last = stop
        tail.is_proof = tail.is_proof or piece.is_proof
        if piece.name:
            tail.caveats.append(piece.name)
            tail.span = stop
    return tail


def _goes_on(words: Words, tokens: Tokens, at: int) -> bool:
    """Say whether another caveat follows on the line."""
    begin = skip(tokens, at, _SEPARATORS - {LINE})
    return words.caveats.match(tokens, begin) is not None or words.codewords.match(tokens, begin) is not None


def _piece(words: Words, tokens: Tokens, at: int, level: str, *, is_apart: bool) -> _Piece | None:
    is_generic = tokens[at].text in _GENERIC
    if (found := words.caveats.match(tokens, at)) and any(token.raw[0].isupper() for token in tokens[at : found[1]]):
        return _Piece(found[0], found[1], not is_generic)
    if found := words.proofs.match(tokens, at):
        return _Piece("", found[1])
    if found := words.codewords.match(tokens, at):
        name, end = _capitals(tokens, skip(tokens, found[1], {":", "-", "="}, 1))
        return _Piece(f"CODEWORD {name}", end, not is_generic) if name else None
    if found := words.release.match(tokens, at):
        names, end = release_list(tokens, skip(tokens, found[1], {":"}, 1))
        return _Piece(f"RELEASABLE TO {names}", end, not is_generic) if names else None
    if end := _law(words, tokens, at):
        return _Piece("", end)
    return _unlabelled(words, tokens, at) if is_apart and level in _TOP else None


def _unlabelled(words: Words, tokens: Tokens, at: int) -> _Piece | None:
    """Read a codeword without a label between a top level and a caveat."""
    name, end = _capitals(tokens, at)
    begin = skip(tokens, end, _SEPARATORS)
    follows = name and begin > end and words.caveats.match(tokens, begin)
    return _Piece(f"CODEWORD {name}", end, is_proof=False) if follows else None


def _capitals(tokens: Tokens, at: int) -> tuple[str, int]:
    """Return up to three words in capitals at `at`, and the index after them; tight hyphens stay."""
    name = ""
    end = at
    while end < at + 5 and tokens[end].kind == WORD and tokens[end].raw.isupper() and len(tokens[end].raw) > 1:
        name += (" " if name and not name.endswith("-") else "") + tokens[end].raw
        end += 1
        is_joined = tokens[end].kind == "-" and gap(tokens, end) == gap(tokens, end + 1) == 0
        if is_joined and tokens[end + 1].raw.isupper():
            name += "-"
            end += 1
    return name, end


def _law(words: Words, tokens: Tokens, at: int) -> int:
    """Return the index after a reference to a law of the state, such as `iht. sikkerhetsloven §§ 5-3 og 5-4`, or 0."""
    end, last = at, 0
    while end < at + _LONGEST_LAW:
        found = words.laws.match(tokens, end)
        if found:
            end = last = found[1]
            continue
        token = tokens[end]
        is_number = token.raw.isdigit()
        if not (is_number or token.kind in _REFERENCE_SIGNS or (token.kind == WORD and token.text in _SMALL)):
            break
        end += 1
        if last and (is_number or token.text in {"LEDD", "ABS"}):
            last = end
    return last


def release_list(tokens: Tokens, at: int) -> tuple[str, int]:
    """Return the names of a release list as `A, B`, and the index after it; articles and conjunctions fall away."""
    names: list[str] = []
    is_new, done, end = True, at, at
    while end < at + _LONGEST_LIST:
        token = tokens[end]
        if token.kind == WORD and (token.text in _AND or token.text in _ARTICLES):
            is_new = is_new or token.text in _AND
        elif token.kind == WORD and _is_name(token, names):
            text = token.text[2:] if token.text.startswith(_ELIDED) else token.text
            joined = not is_new and names
            names[len(names) - 1 if joined else len(names) :] = [f"{names[-1]} {text}" if joined else text]
            is_new, done = False, end + 1
        elif (
            token.kind == "-"
            and not is_new
            and gap(tokens, end) == gap(tokens, end + 1) == 0
            and tokens[end + 1].kind == WORD
        ):
            names[-1] += f"-{tokens[end + 1].text}"
            end += 1
            done = end + 1
        elif token.kind in {",", "/", "&"} and names:
            is_new = True
        else:
            break
        end += 1
    return ", ".join(names), done


def _is_name(token: Token, names: list[str]) -> bool:
    raw = token.raw[2:] if token.text.startswith(_ELIDED) else token.raw
    return raw[:1].isupper() and (not names or raw.isupper() or not names[0].isupper())
