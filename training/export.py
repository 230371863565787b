"""
Writes a bundle: the graph, its vocabulary, its figures, its card, and the manifest that vouches for all of them.

The graph is built node by node.  It takes the columns and weights of one
window and holds nothing but numbers, so that it cannot drift from the code that made the features.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from dlp_service.budget import Budget
from dlp_service.score import features
from dlp_service.score.features import Vocabulary
from dlp_service.score.manifest import FORMAT, MANIFEST, MODEL, VOCABULARY, Manifest, Probe
from dlp_service.score.model import OnnxContentModel, open_graph
from training.calibrate import Platt
from training.card import card
from training.fit import Fitted
from training.plots import plot_calibration

OPSET = 17
IR_VERSION = 8
"""Old enough for every ONNX Runtime that the service accepts."""
CARD = "CARD.md"
METRICS = "metrics.json"
PLOT = "calibration.png"

PROBES = (
    (
        "Dear all, the canteen will be closed on Monday because the kitchen floor is being laid again. Please bring your own "
        "lunch or use the cafe across the road. The coffee machine on the second floor still works, and the meeting about "
        "the summer party has moved to the small room behind the library. Thank you for your patience, and see you there."
    ),
    (
        "The Ambassador told the Foreign Minister that the Government could not accept the proposed withdrawal of forces "
        "from the northern border before the talks. The Minister replied that his President feared a military move by the "
        "opposition and asked for assurances that the United States would support the regime. We believe that he is not "
        "prepared to discuss the question of the air base and recommend that the Department take no action at present."
    ),
)
"""Fictional texts; each bundle records its own answers to them and must give the same when it is loaded."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """
    Where a model comes from: `data` files and `code` files with their digests, and what may be done with the data.

    `marking` is the highest marking of the training data, `expires` the day (ISO 8601) after which a model must not be
    used because its data must not, empty for never.
    """

    data: Mapping[str, str]
    code: Mapping[str, str]
    licence: str
    splits: Mapping[str, str]
    marking: str = "UNCLASSIFIED"
    lawful_basis: str = "published by the archives that hold it"
    expires: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """Everything that goes into a bundle."""

    version: str
    fitted: Fitted
    platt: Platt
    metrics: Mapping[str, Any]
    lineage: Lineage
    calibration: str = "SHIPPED"


def graph(fitted: Fitted, platt: Platt) -> bytes:
    """
    Return the ONNX model: sigmoid(slope * (sum(weights * coefficient[ids]) + intercept) + offset).

    It computes in double precision; with as many features as this, single precision costs digits and saves nothing.
    """
    coefficients = np.asarray(fitted.regression.coef_, dtype=np.float64)[0]
    intercept = float(np.asarray(fitted.regression.intercept_)[0])
    constants = {
        "coefficients": coefficients,
        "slope": np.array(platt.slope),
        "shift": np.array(platt.slope * intercept + platt.offset),
        "axes": np.array([0], dtype=np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["coefficients", "ids"], ["chosen"]),
        helper.make_node("Mul", ["chosen", "weights"], ["products"]),
        helper.make_node("ReduceSum", ["products", "axes"], ["sum"], keepdims=0),
        helper.make_node("Mul", ["sum", "slope"], ["scaled"]),
        helper.make_node("Add", ["scaled", "shift"], ["margin"]),
        helper.make_node("Sigmoid", ["margin"], ["probability"]),
    ]
    body = helper.make_graph(
        nodes,
        "content",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, ["ngrams"]),
            helper.make_tensor_value_info("weights", TensorProto.DOUBLE, ["ngrams"]),
        ],
        [helper.make_tensor_value_info("probability", TensorProto.DOUBLE, [])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    opset = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(body, opset_imports=opset, ir_version=IR_VERSION, producer_name="dlp-service")
    onnx.checker.check_model(model, full_check=True)
    content: bytes = model.SerializeToString(deterministic=True)
    return content


def vocabulary_lines(vocabulary: Vocabulary) -> bytes:
    """Return the vocabulary file: an n-gram and its inverse document frequency a line, in column order."""
    ordered = sorted(vocabulary.index, key=vocabulary.index.__getitem__)
    pairs = zip(ordered, vocabulary.idf, strict=True)
    return "".join(f"{ngram}\t{float(idf)!r}\n" for ngram, idf in pairs).encode()


def write_bundle(release: Release, folder: Path) -> None:
    """Write the bundle; the same release gives the same bytes.  The manifest comes last, so that half a bundle is none."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    model = graph(release.fitted, release.platt)
    contents = {
        MODEL: model,
        VOCABULARY: vocabulary_lines(release.fitted.vocabulary),
        METRICS: _json(release.metrics),
        CARD: card(release.version, release.metrics, top_ngrams(release.fitted), release.lineage.licence).encode(),
        PLOT: plot_calibration(release.metrics),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    digests = {name: digest(content) for name, content in sorted(contents.items())}
    (folder / MANIFEST).write_bytes(_json(manifest(release, digests, model)))


def manifest(release: Release, digests: Mapping[str, str], model: bytes) -> dict[str, Any]:
    """Return the manifest's document."""
    recipe = release.fitted.recipe
    return {
        "format": FORMAT,
        "name": "content",
        "version": release.version,
        "calibration": release.calibration,
        "labels": ["not classified", "classified"],
        "positive": ["CONFIDENTIAL", "SECRET", "TOP_SECRET"],
        "negative": ["UNCLASSIFIED", "LIMITED_OFFICIAL_USE", "NO_MARKING", "ordinary mail"],
        "mixture": "one third each: classified papers, papers judged unclassified, ordinary mail",
        "features": asdict(recipe.features),
        "thresholds": release.metrics["thresholds"],
        "recipe": {k: v for k, v in asdict(recipe).items() if k != "features"},
        "platt": asdict(release.platt),
        "metrics": release.metrics["ranking"],
        "files": dict(digests),
        "data": {
            "files": dict(release.lineage.data),
            "splits": dict(release.lineage.splits),
            "licence": release.lineage.licence,
            "marking": release.lineage.marking,
            "lawful_basis": release.lineage.lawful_basis,
            "expires": release.lineage.expires,
        },
        "code": dict(release.lineage.code),
        "made_with": {
            "python": platform.python_version(),
            **{name: installed(name) for name in ("numpy", "scikit-learn", "onnx", "onnxruntime")},
        },
        "probes": [
            {"text": text, "probability": answer} for text, answer in zip(PROBES, _answers(release, model), strict=True)
        ],
    }


def top_ngrams(fitted: Fitted, number: int = 30) -> tuple[Sequence[str], Sequence[str]]:
    """Return the n-grams that speak most for and most against, in order."""
    order = np.argsort(np.asarray(fitted.regression.coef_)[0], kind="stable")
    names = sorted(fitted.vocabulary.index, key=fitted.vocabulary.index.__getitem__)
    return [names[i] for i in order[::-1][:number]], [names[i] for i in order[:number]]


def digest(content: bytes) -> str:
    """Return the SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def code_digests() -> dict[str, str]:
    """Return the digest of every file whose change can change a model, by its path in the project."""
    package = Path(__file__).resolve().parent
    scoring = Path(features.__file__).resolve()
    paths = [*sorted(package.glob("*.py")), scoring]
    root = package.parent
    return {path.relative_to(root).as_posix(): digest(path.read_bytes()) for path in paths}


def serving_model(release: Release, model: bytes) -> OnnxContentModel:
    """Return the exported graph behind the service's own code, before anything is written."""
    spec = release.fitted.recipe.features
    manifest_ = Manifest("content", release.version, release.calibration, spec, {}, tuple[Probe, ...]())
    return OnnxContentModel(manifest_, release.fitted.vocabulary, open_graph(model, MODEL))


def _answers(release: Release, model: bytes) -> list[float]:
    serving = serving_model(release, model)
    return [serving.probability(text, Budget.unlimited()) for text in PROBES]


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()
