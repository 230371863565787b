"""
Reads a model bundle's manifest and proves that the bundle is what was trained.

A bundle is a folder: `manifest.json` names every other file with its SHA-256.
Files are read once, checked, and used from memory, so that nothing can change between check and use.
Digests find damage and mix-ups; who made a bundle is the matter of its signature.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from dlp_service.errors import ManifestError
from dlp_service.score.features import TOKENISER, FeatureSpec

FORMAT = 1
MANIFEST = "manifest.json"
MODEL = "model.onnx"
VOCABULARY = "vocabulary.tsv"
LARGEST_FILE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Probe:
    """A fictional text and the probability the model gave it when it was made."""

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Manifest:
    """The part of a manifest that serving needs; `files` maps each file name to its SHA-256 in hex."""

    name: str
    version: str
    calibration: str
    features: FeatureSpec
    files: Mapping[str, str]
    probes: tuple[Probe, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A checked bundle: its manifest, and the bytes of the files the manifest names."""

    manifest: Manifest
    contents: Mapping[str, bytes]


def read_bundle(folder: Path) -> Bundle:
    """
    Read a bundle and check every file against its digest.

    Raises:
        ManifestError: no manifest, one that lacks a field, a missing or changed file, or features of another tokeniser.
    """
    manifest = read_manifest(folder / MANIFEST)
    return Bundle(manifest, {name: _checked(folder / name, digest) for name, digest in manifest.files.items()})


def read_manifest(path: Path) -> Manifest:
    """
    Read a manifest alone, without the files it names.

    Raises:
        ManifestError: it is missing, not JSON, of another format, or lacks a field.
    """
    data = _json(path)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ManifestError(f"is not a manifest of format {FORMAT}", source=str(path))
    try:
        manifest = Manifest(
            name=str(data["name"]),
            version=str(data["version"]),
            calibration=str(data["calibration"]),
            features=_features(data["features"], path),
            files={str(name): str(digest) for name, digest in data["files"].items()},
            probes=tuple(Probe(str(item["text"]), float(item["probability"])) for item in data["probes"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ManifestError(f"lacks a field or has one of the wrong kind: {error}", source=str(path)) from None
    _refuse_unsafe(manifest, path)
    return manifest


def _refuse_unsafe(manifest: Manifest, path: Path) -> None:
    if manifest.calibration not in {"SHIPPED", "LOCAL"}:
        raise ManifestError(f"calibration {manifest.calibration!r} is neither SHIPPED nor LOCAL", source=str(path))
    for name in manifest.files:
        if Path(name).name != name or name in {"", "..", MANIFEST}:
            raise ManifestError(f"{name!r} is not a file of the bundle", source=str(path))
    missing = [name for name in (MODEL, VOCABULARY) if name not in manifest.files]
    if missing:
        raise ManifestError(f"does not name {missing[0]}", source=str(path))
    if not manifest.probes:
        raise ManifestError("has no probes to test the model with", source=str(path))


def _features(data: Mapping[str, Any], path: Path) -> FeatureSpec:
    names = {item.name for item in fields(FeatureSpec)}
    if set(data) != names:
        raise ManifestError(f"features must name exactly {', '.join(sorted(names))}", source=str(path))
    spec = FeatureSpec(**data)
    if spec.tokeniser != TOKENISER:
        raise ManifestError(f"made with tokeniser {spec.tokeniser!r}, this is {TOKENISER!r}", source=str(path))
    numbers = (spec.longest_ngram, spec.window_chars, spec.maximum_windows, spec.minimum_words)
    is_share = isinstance(spec.minimum_share, float) and 0 <= spec.minimum_share <= 1
    if not all(type(number) is int and number > 0 for number in numbers) or spec.longest_ngram > 2 or not is_share:
        raise ManifestError("features has a number that is not possible", source=str(path))
    return spec


def _json(path: Path) -> Any:  # noqa: ANN401 - JSON can be anything, the caller checks
    try:
        return json.loads(_read(path))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise ManifestError("is not JSON", source=str(path)) from None


def _checked(path: Path, digest: str) -> bytes:
    content = _read(path)
    if hashlib.sha256(content).hexdigest() != digest:
        raise ManifestError("does not have the digest its manifest names", source=str(path))
    return content


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ManifestError(f"cannot be read: {error.strerror}", source=str(path)) from None
    if len(content) > LARGEST_FILE:
        raise ManifestError("is larger than any model of ours", source=str(path))
    return content
