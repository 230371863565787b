"""
The tagger of names in sentences, behind a small interface.

Whatever reads names in sentences takes texts and returns spans with a confidence;
the shipped one is in `spacy_tagger.py`.  Equal paragraphs (quotations, footers, both alternatives of a mail)
are read once: a bounded cache keeps the answers by digest, never the text.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import NamedTuple, Protocol

from dlp_service.budget import Budget


class Tagged(NamedTuple):
    """
    A name at `start`..`end` of its text; `is_person` is false for a place, an organisation or a product.

    `confidence` is how likely a span that `is_person` is the name of a person, 0..1.
    """

    start: int
    end: int
    is_person: bool
    confidence: float


class NameTagger(Protocol):
    """
    Reads names in sentences; called by one thread at a time.

    It is the whole of what a names model has to be: nothing else knows which one is at work.
    """

    def tag(self, texts: Sequence[str]) -> list[tuple[Tagged, ...]]:
        """Return the names in each text, in order."""
        ...


BATCH_CHARS = 2_560
"""
Read at a time, between two checks of the budget: about 20 ms of one core.

More at a time gains a tenth, and loses more: its matrices are over `memory.LARGE_BYTES`, so that the system hands out
their memory anew each time.
"""
CACHE_ENTRIES = 20_000
TIMING = "names_tagger"
"""The entry of `timings_ms` that holds the tagger's time."""


class CachedTagger:
    """
    A tagger for several threads that reads equal texts once.

    The cache holds digests and spans, keeps its last used `CACHE_ENTRIES`, and no text.
    """

    def __init__(self, tagger: NameTagger) -> None:
        self._tagger = tagger
        self._cache: OrderedDict[bytes, tuple[Tagged, ...]] = OrderedDict()
        self._cache_lock = threading.Lock()
        self._tagger_lock = threading.Lock()

    def tag(self, texts: Sequence[str], budget: Budget, take: Callable[[int, tuple[Tagged, ...]], None]) -> None:
        """
        Give the names in each text to `take`, with the text's number, as they become known.

        The time is recorded as `names_tagger`, apart from the stage that asks.

        Raises:
            OutOfTime: checked between batches of about `BATCH_CHARS`.
        """
        with budget.apart(TIMING):
            self._read(texts, budget, take)

    def read_ahead(self, texts: Sequence[str], budget: Budget) -> None:
        """
        Read into the cache what will soon be asked for.

        Raises:
            OutOfTime: checked as `tag` does.
        """
        self.tag(texts, budget, lambda _number, _found: None)

    def _read(self, texts: Sequence[str], budget: Budget, take: Callable[[int, tuple[Tagged, ...]], None]) -> None:
        keys = [blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        missing: dict[bytes, list[int]] = {}
        for number, (key, found) in enumerate(zip(keys, self._known(keys), strict=True)):
            if found is None:
                missing.setdefault(key, []).append(number)
            else:
                take(number, found)
        for batch in _batches(list(missing), lambda key: len(texts[missing[key][0]])):
            budget.check()
            with self._tagger_lock:
                answers = self._tagger.tag([texts[missing[key][0]] for key in batch])
            self._keep(batch, answers)
            for key, answer in zip(batch, answers, strict=True):
                for number in missing[key]:
                    take(number, answer)

    def _known(self, keys: Sequence[bytes]) -> list[tuple[Tagged, ...] | None]:
        # One lock for all texts of a message: each takes as long as a look-up.
        with self._cache_lock:
            found = [self._cache.get(key) for key in keys]
            for key, answer in zip(keys, found, strict=True):
                if answer is not None:
                    self._cache.move_to_end(key)
            return found

    def _keep(self, keys: Sequence[bytes], answers: Sequence[tuple[Tagged, ...]]) -> None:
        with self._cache_lock:
            for key, answer in zip(keys, answers, strict=True):
                self._cache[key] = answer
                self._cache.move_to_end(key)
            while len(self._cache) > CACHE_ENTRIES:
                self._cache.popitem(last=False)


def _batches(keys: list[bytes], size: Callable[[bytes], int]) -> list[list[bytes]]:
    batches: list[list[bytes]] = []
    filled = BATCH_CHARS
    for key in keys:
        chars = size(key)
        if filled + chars > BATCH_CHARS:
            batches.append([])
            filled = 0
        batches[-1].append(key)
        filled += chars
    return batches
