"""
Runs the content model: text in, probability out.

ONNX Runtime is imported here only.  The graph multiplies and adds numbers
that `features` made; it holds no text, reads no file and knows no language.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

# The runtime carries a telemetry client; it reads this when it is loaded.  Nothing of ours phones home.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import onnxruntime as ort

from dlp_service.budget import Budget
from dlp_service.errors import ManifestError
from dlp_service.score.features import FeatureSpec, Ids, Vocabulary, Weights, is_readable, vectorise, windows, words
from dlp_service.score.manifest import MANIFEST, MODEL, VOCABULARY, Bundle, Manifest, read_bundle

PACKAGE = Path(__file__).resolve().parent.parent
PROBE_TOLERANCE = 1e-6


class OnnxContentModel:
    """
    A loaded bundle.

    Immutable and safe to share between threads.
    About 1 ms for 5 KB of text; no single call holds the interpreter lock for more than one window.
    """

    def __init__(self, manifest: Manifest, vocabulary: Vocabulary, session: ort.InferenceSession) -> None:
        self._manifest = manifest
        self._vocabulary = vocabulary
        self._session = session

    @property
    def version(self) -> str:
        """Return the bundle's version."""
        return self._manifest.version

    @property
    def calibration(self) -> str:
        """Return SHIPPED or LOCAL."""
        return self._manifest.calibration

    @property
    def features(self) -> FeatureSpec:
        """Return how this model's text is cut and counted."""
        return self._manifest.features

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the n-grams this model knows."""
        return self._vocabulary

    def probability(self, text: str, budget: Budget) -> float:
        """
        Return the highest probability of any window of the text; 0 when no window has enough known words.

        Raises:
            OutOfTime: the budget ended between two windows.
            Cancelled: the caller went away.
        """
        best = 0.0
        for window in windows(text, self.features):
            budget.check()
            best = max(best, self._window(window))
        return best

    def run(self, ids: Ids, weights: Weights) -> float:
        """Return the graph's answer for one window's columns and weights."""
        (answer,) = self._session.run(None, {"ids": ids, "weights": weights})
        return float(np.asarray(answer).reshape(()))

    def _window(self, window: str) -> float:
        found = words(window)
        if not is_readable(found, self._vocabulary, self.features):
            return 0.0
        return self.run(*vectorise(found, self._vocabulary, self.features))


def load_model(folder: Path) -> OnnxContentModel:
    """
    Load a bundle, check every digest, and let it answer its own probes.

    Raises:
        ManifestError: the folder is no bundle, a file is missing or changed, the graph cannot be run,
            or the model no longer gives the probabilities it gave when it was made.
    """
    bundle = read_bundle(folder)
    vocabulary = _vocabulary(bundle, folder)
    model = OnnxContentModel(bundle.manifest, vocabulary, open_graph(bundle.contents[MODEL], str(folder / MODEL)))
    _answer_probes(model, bundle.manifest, folder)
    return model


def configured_model(folder: str) -> OnnxContentModel:
    """
    Load the bundle of the settings, or the shipped one where they name none.

    Raises:
        ManifestError: as `load_model` and `shipped_model` do.
    """
    return load_model(Path(folder) if folder else shipped_model())


def shipped_model() -> Path:
    """
    Return the newest shipped bundle: beside the package in a checkout, inside it in an installed wheel.

    Raises:
        ManifestError: no bundle was shipped.
    """
    for models in (PACKAGE / "models" / "content", PACKAGE.parent / "models" / "content"):
        if newest := newest_bundle(models):
            return newest
    raise ManifestError("no content model was shipped with this installation")


def newest_bundle(models: Path) -> Path | None:
    """Return the folder with the highest version among those that hold a manifest, or None; versions are dotted numbers."""
    found = [(version, path.parent) for path in models.glob(f"*/{MANIFEST}") if (version := _version(path.parent.name))]
    return max(found)[1] if found else None


def _version(name: str) -> tuple[int, ...]:
    pieces = name.split(".")
    return tuple(int(piece) for piece in pieces) if all(p.isascii() and p.isdigit() for p in pieces) else ()


def open_graph(content: bytes, source: str) -> ort.InferenceSession:
    """
    Open a graph on one thread: the service scales by messages, not inside one.

    Raises:
        ManifestError: ONNX Runtime cannot run it.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001 - onnxruntime's own errors share no public base class
        raise ManifestError(f"cannot be run: {type(error).__name__}", source=source) from None


def _vocabulary(bundle: Bundle, folder: Path) -> Vocabulary:
    """Read the n-grams, one a line with its inverse document frequency; the line number is the column."""
    try:
        rows = [line.split("\t") for line in bundle.contents[VOCABULARY].decode("utf-8").splitlines()]
        index = {ngram: column for column, (ngram, _) in enumerate(rows)}
        idf = np.array([float(number) for _, number in rows], dtype=np.float64)
    except ValueError:
        raise ManifestError("is not a vocabulary", source=str(folder / VOCABULARY)) from None
    if len(index) != len(rows) or not rows:
        raise ManifestError("is empty, or names an n-gram twice", source=str(folder / VOCABULARY))
    return Vocabulary(index, idf)


def _answer_probes(model: OnnxContentModel, manifest: Manifest, folder: Path) -> None:
    for number, probe in enumerate(manifest.probes):
        try:
            answer = model.probability(probe.text, Budget.unlimited())
        except Exception as error:  # noqa: BLE001 - onnxruntime's own errors share no public base class
            raise ManifestError(f"probe {number} cannot be run: {type(error).__name__}", source=str(folder)) from None
        if abs(answer - probe.probability) > PROBE_TOLERANCE:
            raise ManifestError(f"answers probe {number} differently than when it was made", source=str(folder))
