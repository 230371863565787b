"""
Fits the head that reads names, from public texts with marked persons to one file of numbers.

    python -m training.names_head --shared ../shared          writes dlp_service/detect/data/names_head.{npz,json}
    python -m training.names_head --shared ../shared --check  says whether they were made from these sources

Every record for fitting is seen as it is and once more in capitals, cased as the service cases them.  Five networks, each fitted
on four fifths of the records and asked about the rest, show how sure the network may be: its odds are scaled by
that, so that the confidence of a name is not the confidence of something that has seen it.
Our own texts (`names_texts.py`) weigh more than others: they are of the kind that the service reads.
They mark people only; a capital outside of a mark teaches no more than that it is no person.
The public texts mark roles as persons here and there (`THE AMBASSADOR`): a mark without a word spelt like a name teaches nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dlp_service.detect.names.casing import title_cased
from dlp_service.detect.names.detector import sentences_of
from dlp_service.detect.names.head import CAPITAL, CLASSES, MANIFEST, WEIGHTS, NamesHead, Numbers, Sentence, inputs
from dlp_service.detect.names.likeness import likeness
from dlp_service.detect.names.spacy_tagger import TokenVectors
from dlp_service.detect.names.unwrapped import Unwrapped, unwrapped
from dlp_service.detect.names.word_facts import word_facts
from dlp_service.values import PartText
from evaluations.names import MAX_CHARS, all_records, is_for_fitting
from training.names_texts import FOLDS, OWN, WRITTEN, examined, fold_of, written
from training.names_varied import REGISTERS, People, variants

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "dlp_service" / "detect" / "data"
CODE = (
    "training/names_head.py",
    "training/names_texts.py",
    "training/names_varied.py",
    "dlp_service/detect/names/head.py",
    "dlp_service/detect/names/word_facts.py",
    "dlp_service/detect/names/given_words.py",
    "dlp_service/detect/names/other_words.py",
    "dlp_service/detect/names/casing.py",
    "dlp_service/detect/names/spacy_tagger.py",
)
TABLES = (
    "dlp_service/detect/data/name_likeness.bin",
    "dlp_service/detect/data/running_words.txt",
    "dlp_service/detect/data/usual_names.txt",
)
HIDDEN = 192
EPOCHS = 16
BATCH = 512
RATE = 1.5e-3
DECAY = 1e-2
DROPPED_HIDDEN, DROPPED_INPUT = 0.3, 0.15
CAPITALS_WEIGHT = 0.5
OWN_WEIGHT = 1.5
THINNED = 3
"""Of small words that are nobody's name one in so many is seen, and counts for all."""
NO_PERSON = len(CLASSES)
"""The class of a token that is no part of a person's name, and may be part of another name."""
SEED = 20261126
SEEN = 1_000
"""Public records whose texts and words, with all of our own, tell in `sources` whether what the head sees has changed."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_OTHER = ("LOC", "ORG", "MISC", "GPE")


@dataclass(slots=True)
class Batch:
    """The tokens of one record in one view: inputs, classes, and what each weighs."""

    rows: Numbers
    classes: npt.NDArray[np.int64]
    weights: Numbers
    sentences: list[Sentence]
    is_plain: bool
    group: int


def batches(shared: Path, vectors: TokenVectors) -> Iterator[Batch]:
    """Yield every record for fitting, as it is, in capitals, with other people and in small letters; in `FOLDS` groups."""
    people = People(shared)
    public = (
        (record, 1.0, number % FOLDS) for number, record in enumerate(filter(is_for_fitting, all_records(shared)))
    )
    own = ((record, OWN_WEIGHT, fold_of(record)) for record in (*examined(), *written()))
    for record, weight, group in (*public, *own):
        yield from views(record, vectors, weight, group)
        for other, share in variants(record, people):
            batch = _batch(other["text"][:MAX_CHARS], other, vectors, weight * share, group)
            if batch is not None:
                yield batch


def views(record: dict[str, Any], vectors: TokenVectors, weight: float, group: int) -> Iterator[Batch]:
    """Yield a record as it is and in capitals."""
    text = record["text"][:MAX_CHARS]
    both = {text: 1.0, text.upper(): CAPITALS_WEIGHT} if len(text.upper()) == len(text) else {text: 1.0}
    for view, share in both.items():
        batch = _batch(view, record, vectors, weight * share, group)
        if batch is not None:
            batch.is_plain = view is text
            yield batch


def _read(text: str, record: dict[str, Any]) -> list[tuple[int, Unwrapped]]:
    """Return what the service would have a tagger read of a record, and where each piece begins."""
    where = record.get("where") or "body"
    return [(start, unwrapped(text[start:end])) for start, end in sentences_of(PartText("1", where, text))]


def _batch(text: str, record: dict[str, Any], vectors: TokenVectors, weight: float, group: int) -> Batch | None:
    read = _read(text, record)
    sentences, numbers = vectors.read([title_cased(page.text) for _, page in read])
    if not any(sentence.words for sentence in sentences):
        return None
    classes, weights = [], []
    for (offset, page), sentence in zip(read, sentences, strict=True):
        spans = [page.span(at, at + len(word)) for at, word in zip(sentence.starts, sentence.words, strict=True)]
        for found, sure in _marked([(offset + a, offset + b) for a, b in spans], record, text):
            classes.append(found)
            weights.append(sure * weight)
    rows = inputs(sentences, numbers)
    return Batch(rows, np.array(classes), np.array(weights, dtype=np.float32), sentences, is_plain=False, group=group)


def _marked(tokens: Iterable[tuple[int, int]], record: dict[str, Any], text: str) -> Iterator[tuple[int, float]]:
    """Yield the class of each token, `NO_PERSON` where other names are not marked; and 0 beside it where the mark teaches nothing."""
    persons = [tuple(span) for span in record["person_spans"]]
    others = [(start, end) for start, end, label in record["spans"] if str(label).startswith(_OTHER)]
    none = NO_PERSON if record.get("persons_alone") else 0
    before: tuple[int, ...] | None = None
    for start, end in tokens:
        span, first = next(
            ((s, kind) for kind, spans in ((1, persons), (3, others)) for s in spans if start < s[1] and s[0] < end),
            (None, 0),
        )
        if span is None or not text[start:end].strip():
            yield (none if any(map(str.isupper, text[start:end])) else 0), 1.0
            before = None
            continue
        teaches = (
            first == 3
            or "persons_alone" in record
            or any(likeness(w) > 0 for w in _WORD.findall(text[span[0] : span[1]]))
        )
        yield first + (span == before), float(teaches)
        before = span


def fitted(
    rows: Numbers, classes: npt.NDArray[np.int64], weights: Numbers
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return the layers of a network of least loss (Adam, with inputs and hidden units dropped at random)."""
    chance = np.random.default_rng(SEED)
    width, count = rows.shape[1], len(rows)
    layers = [
        (chance.standard_normal((width, HIDDEN)) * np.sqrt(2 / width)).astype(np.float32),
        np.zeros(HIDDEN, dtype=np.float32),
        (chance.standard_normal((HIDDEN, len(CLASSES))) * np.sqrt(1 / HIDDEN)).astype(np.float32),
        np.zeros(len(CLASSES), dtype=np.float32),
    ]
    means = [np.zeros_like(layer) for layer in layers]
    squares = [np.zeros_like(layer) for layer in layers]
    wanted = np.vstack([np.eye(len(CLASSES)), np.isin(np.arange(len(CLASSES)), (0, 3, 4))]).astype(np.float32)[classes]
    steps = EPOCHS * -(-count // BATCH)
    step = 0
    for _ in range(EPOCHS):
        order = chance.permutation(count)
        for at in range(0, count, BATCH):
            chosen = order[at : at + BATCH]
            slopes = _slopes(layers, rows[chosen], wanted[chosen], weights[chosen], chance)
            step += 1
            rate = RATE * (1 - step / steps)
            for number, slope in enumerate(slopes):
                means[number] += 0.1 * (slope - means[number])
                squares[number] += 0.001 * (slope * slope - squares[number])
                mean, square = means[number] / (1 - 0.9**step), squares[number] / (1 - 0.999**step)
                decay = DECAY * layers[number] if number in {0, 2} else 0
                layers[number] -= (rate * (mean / (np.sqrt(square) + 1e-8) + decay)).astype(np.float32)
    return layers[0], layers[1], layers[2], layers[3]


def _slopes(
    layers: list[Numbers], rows: Numbers, wanted: Numbers, weights: Numbers, chance: np.random.Generator
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    first, bias, second, offset = layers
    rows = rows * _kept(rows, DROPPED_INPUT, chance)
    raw = rows @ first + bias
    kept = _kept(raw, DROPPED_HIDDEN, chance)
    hidden = np.maximum(raw, 0) * kept
    scores = hidden @ second + offset
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    likely = powers / powers.sum(axis=1, keepdims=True)
    # Where a token may be of several classes, they share what is wanted as the network shares it.
    allowed = likely * wanted + 1e-9 * wanted
    error = (likely - allowed / allowed.sum(axis=1, keepdims=True)) * (weights / len(rows))[:, None]
    back = (error @ second.T) * kept * (raw > 0)
    return rows.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0)


def _kept(numbers: Numbers, dropped: float, chance: np.random.Generator) -> Numbers:
    """Return 0 for the share that is dropped, and for the rest what makes up for it."""
    return np.asarray((chance.random(numbers.shape, dtype=np.float32) >= dropped) / (1 - dropped), dtype=np.float32)


def _joined(parts: list[Batch]) -> tuple[Numbers, npt.NDArray[np.int64], Numbers]:
    """Return all tokens; of the many small words that are nobody's name one in `THINNED`, which counts for the others."""
    classes = np.concatenate([part.classes for part in parts])
    weights = np.concatenate([part.weights for part in parts])
    is_large = np.concatenate([part.rows[:, CAPITAL] for part in parts]) > 0
    is_plain = (classes == 0) & ~is_large
    kept = ~is_plain | (np.random.default_rng(SEED).random(len(classes)) < 1 / THINNED)
    weights = np.where(is_plain, THINNED * weights, weights)
    ends = np.cumsum([len(part.classes) for part in parts])
    rows = [part.rows[kept[end - len(part.classes) : end]] for part, end in zip(parts, ends, strict=True)]
    return np.concatenate(rows), classes[kept], weights[kept]


def crossed(parts: list[Batch], scaled: tuple[float, float] = (1.0, 0.0)) -> Iterator[tuple[int, NamesHead]]:
    """Yield each group's number and a head that has not seen its records."""
    for group in range(FOLDS):
        yield group, NamesHead(*fitted(*_joined([part for part in parts if part.group != group])), scaled)


def shipped_scale() -> tuple[float, float]:
    """Return the slope and shift that ship."""
    manifest = json.loads((DATA / MANIFEST).read_text(encoding="utf-8"))
    return float(manifest["slope"]), float(manifest["shift"])


def scale(parts: list[Batch]) -> tuple[float, float]:
    """Return the slope and shift of the odds of a span that make them true, learnt across the groups."""
    odds: list[float] = []
    right: list[bool] = []
    for group, head in crossed(parts):
        for part in parts:
            if part.group == group and part.is_plain:
                for sure, is_right in _judged(head, part):
                    odds.append(float(np.log(sure / (1 - sure))))
                    right.append(is_right)
    return _logistic(np.array(odds), np.array(right, dtype=float))


def _judged(head: NamesHead, part: Batch) -> Iterator[tuple[float, bool]]:
    is_person = np.isin(part.classes, (1, 2))
    at = 0
    for sentence, spans in zip(part.sentences, head.spans(part.sentences, part.rows), strict=True):
        for span in spans:
            inside = slice(at + span.first, at + span.last + 1)
            if span.is_person and part.weights[inside].all():
                yield min(max(span.confidence, 1e-4), 1 - 1e-4), bool(is_person[inside].any())
        at += len(sentence.words)


def _logistic(odds: npt.NDArray[np.float64], right: npt.NDArray[np.float64]) -> tuple[float, float]:
    facts = np.stack([odds, np.ones_like(odds)], axis=1)
    found = np.zeros(2)
    for _ in range(30):
        likely = 1 / (1 + np.exp(-facts @ found))
        curve = (facts * (likely * (1 - likely))[:, None]).T @ facts + 1e-3 * np.eye(2)
        found = found - np.linalg.solve(curve, facts.T @ (likely - right))
    return round(float(found[0]), 4), round(float(found[1]), 4)


def sources(shared: Path) -> str:
    """Return the digest of everything the numbers depend on besides the vectors."""
    total = hashlib.sha256()
    own = (OWN, *sorted(WRITTEN.glob("*.jsonl")))
    data = shared / "data"
    public = (data / "ner" / "person_spans.jsonl.zst", *(data / "gazetteer" / name for name in REGISTERS))
    for path in (*(ROOT / name for name in (*CODE, *TABLES)), *own, *public):
        total.update(hashlib.sha256(path.read_bytes()).digest())
    total.update(_seen(shared))
    return total.hexdigest()


def _seen(shared: Path) -> bytes:
    """Return the digest of what texts and words have become before the head sees them, whatever code and lists do that."""
    total = hashlib.sha256()
    words: set[str] = set()
    public = islice(filter(is_for_fitting, all_records(shared)), SEEN)
    for record in (*examined(), *written(), *public):
        text = record["text"][:MAX_CHARS]
        for view in (text, text.upper(), text.lower()):
            pieces = [title_cased(page.text) for _, page in _read(view, record)]
            total.update("\n".join(pieces).encode("utf-8", "surrogatepass"))
            words.update(word for piece in pieces for word in piece.split())
    for word in sorted(words):
        total.update(word_facts(word).tobytes())
    return total.digest()


def write(shared: Path, package: str) -> None:
    """Fit and write both files."""
    vectors = TokenVectors(package)
    parts = list(batches(shared, vectors))
    print(f"{sum(len(part.rows) for part in parts)} tokens of {len(parts)} records and views")
    slope, shift = scale(parts)
    layers = fitted(*_joined(parts))
    raw = io.BytesIO()
    first, bias, second, offset = (layer.astype(np.float16) for layer in layers)
    np.savez(raw, first=first, bias=bias, second=second, offset=offset)
    (DATA / WEIGHTS).write_bytes(raw.getvalue())
    manifest = {
        "written_by": "training/names_head.py",
        "fitted_on": "UNER English-EWT (CC BY-SA), wikigold (CC BY), State cables 1973-79 (public domain), labelled mails and paragraphs of our own; see docs/detect/names-tagger.md",
        "package": package,
        "vectors": vectors.digest,
        "sources": sources(shared),
        "weights": hashlib.sha256(raw.getvalue()).hexdigest(),
        "slope": slope,
        "shift": shift,
    }
    (DATA / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    print(f"slope {slope}, shift {shift}")


def main(arguments: list[str] | None = None) -> int:
    """Fit the head, or check it."""
    parser = argparse.ArgumentParser(description="fit the head that reads names")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--package", default="en_core_web_sm")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    if not options.check:
        write(options.shared, options.package)
        return 0
    if not (options.shared / "data" / "ner").is_dir():
        print("the marked texts are not at hand: names_head.json was not checked")
        return 0
    manifest = json.loads((DATA / MANIFEST).read_text(encoding="utf-8"))
    if manifest["sources"] != sources(options.shared):
        print(f"{MANIFEST} was made from other sources; run python -m training.names_head")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
