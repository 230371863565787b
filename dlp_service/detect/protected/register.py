"""The lists as they are asked: by words where they lie in plain words, by keyed hashes where they do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dlp_service.detect.protected.rare import RareWords
from dlp_service.detect.protected.sieve import Hashing, Sieve, Sifted
from dlp_service.detect.protected.spellings import Listed
from dlp_service.hashed_people import HashedList, NameKey, keyed_answers

Numbers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """What is listed; `ask` answers one question, `sieve` says what is worth asking."""

    sieve: Sieve
    answers: Mapping[bytes, Numbers]
    key: NameKey | None = None

    def ask(self, kind: bytes, text: bytes) -> Numbers:
        """Return the numbers of what is listed under a kind and a text, in order."""
        question = kind + b" " + text
        return self.answers.get(self.key.digest(question) if self.key else question, ())


def clear_register(listed: Listed) -> Register:
    """Return the register of a list in plain words."""
    # Nothing is hidden here, so the sieve needs no secret.
    hashing = Hashing(b"")
    sieve = Sieve(hashing, sifted(listed, hashing), listed.most_words)
    return Register(sieve, {question: tuple(numbers) for question, numbers in listed.keys.items()})


def hashed_register(hashed: HashedList) -> Register:
    """Return the register of a hashed list: of people where anything must stand beside a misspelt word, else of terms."""
    hashing = Hashing(hashed.key.sieve_secret)
    listed = Sifted(hashed.whole, hashed.heads, hashed.near, hashed.beside)
    rare = RareWords(hashing).among if len(hashed.near) and not len(hashed.beside) else None
    return Register(Sieve(hashing, listed, hashed.most_words, rare), hashed.answers, hashed.key)


def hashed_list(listed: Listed, key: NameKey, entries: int, details: tuple[Mapping[str, Any], ...] = ()) -> HashedList:
    """Return a list of so many entries by its hashes; `details` are kept of each in plain words."""
    sieve = sifted(listed, Hashing(key.sieve_secret))
    return HashedList(
        key,
        entries,
        keyed_answers(key, listed.keys),
        sieve.whole,
        sieve.heads,
        sieve.near,
        sieve.beside,
        listed.most_words,
        details,
    )


def sifted(listed: Listed, hashing: Hashing) -> Sifted:
    """Return the hashes of the words that a list lets pass."""
    return Sifted(
        hashing.of(listed.whole), hashing.of(listed.heads), hashing.of(listed.near), hashing.of(listed.beside)
    )
