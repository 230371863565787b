"""
Train the table of `dlp_service/detect/names/likeness.py`, or check that the shipped one is fresh.

`python lists/name_likeness.py --shared ../shared` writes `dlp_service/detect/data/name_likeness.bin`; `--check` compares the
digest of this script's sources with the one the file was made from and exits 1 when they differ; where the sources are
not at hand it says so and exits 0.

Names: registers of given names and surnames by country.  Other words: those that public mail and state papers
write small, those that many languages use most (spaCy's lists of stop words), the headings and place words of `words.py`,
and the places that phone numbers belong to (phonenumbers).  Only hashed, summed weights are kept, no list.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import importlib
import json
import math
import pkgutil
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import phonenumbers
import scipy.sparse
import spacy
import spacy.lang
import zstandard
from phonenumbers.geodata import GEOCODE_DATA
from sklearn.linear_model import LogisticRegression

from dlp_service.detect.names.likeness import BUCKETS, SCALE, SIZE, SLOTS, buckets, plain, slot
from dlp_service.detect.names.words import COMMON_WORDS

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "dlp_service" / "detect" / "data" / "name_likeness.bin"
TEXTS = {"mail/emails_ordinary.jsonl.zst": 4500, "classification/frus_1955_68.jsonl.zst": 2500}
"""Texts whose small words are ordinary ones, and how many records of each are read."""
MIN_SMALL = 3
MIN_COMMON = 3
PULL = 0.5
_WORD = re.compile(r"(?<![\w@./-])[^\W\d_]{2,24}(?![\w@/])")
Weights = Counter[bytes]


def sources(shared: Path) -> list[Path]:
    """Return the files that the table is made from."""
    return [*sorted((shared / "data" / "gazetteer").glob("*names*")), *(shared / "data" / path for path in TEXTS)]


def digest(shared: Path) -> str:
    """Return a digest of everything the table depends on."""
    total = hashlib.sha256(f"{phonenumbers.__version__} {spacy.__version__}".encode())
    for path in (Path(__file__), ROOT / "dlp_service" / "detect" / "names" / "likeness.py", *sources(shared)):
        total.update(hashlib.sha256(path.read_bytes()).digest())
    total.update(" ".join(sorted(COMMON_WORDS)).encode())
    return total.hexdigest()


def given_names(shared: Path) -> Weights:
    """Return the given names; one that leads a country's register weighs more."""
    weights = _listed(shared / "data" / "gazetteer" / "firstnames_all.txt", 3)
    for row in _rows(shared / "data" / "gazetteer" / "common-forenames-by-country.csv"):
        weights.update(dict.fromkeys(_words(f"{row['Romanized Name']} {row['Localized Name']}"), 3))
    return weights


def surnames(shared: Path) -> Weights:
    """Return the surnames; one that leads a country's register weighs more."""
    weights = _listed(shared / "data" / "gazetteer" / "surnames_all.txt", 1)
    for path in (shared / "data" / "gazetteer").glob("surnames_??.txt"):
        if not path.name.endswith("_us.txt"):
            weights.update(dict.fromkeys(_listed(path, 1), 1))
    for row in _rows(shared / "data" / "gazetteer" / "common-surnames-by-country.csv"):
        weights.update(dict.fromkeys(_words(row.get("Romanized Name") or row["Localized Name"]), 3))
    return weights


def other_words(shared: Path) -> Weights:
    """Return ordinary words and places, by how often they are seen."""
    small: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for text in _texts(shared):
        for word in _WORD.findall(text):
            (small if word.islower() else large)[word.lower()] += 1
    weights: Weights = Counter()
    for word, count in small.items():
        if count >= MIN_SMALL and count >= large[word] and (letters := plain(word)):
            weights[letters] += 2 + round(math.log2(count))
    for word in _stop_words():
        weights.update({letters: 3 for letters in [plain(word)] if len(letters) > 1})
    weights.update({letters: 6 for word in COMMON_WORDS if (letters := plain(word))})
    for word, count in _places().items():
        weights[word] += 1 + round(math.log2(count))
    return weights


def _places() -> Weights:
    names = {name for by_language in GEOCODE_DATA.values() for name in by_language.values()}
    return Counter(word for name in names for word in _words(name) if len(word) > 3)


def _stop_words() -> Iterator[str]:
    for module in pkgutil.iter_modules(spacy.lang.__path__):
        try:
            yield from importlib.import_module(f"spacy.lang.{module.name}.stop_words").STOP_WORDS
        except ModuleNotFoundError:  # a language without such a list
            continue


def _texts(shared: Path) -> Iterator[str]:
    for path, most in TEXTS.items():
        with zstandard.open(shared / "data" / path, "rt", encoding="utf-8") as lines:
            for _, line in zip(range(most), lines, strict=False):
                record = json.loads(line)
                yield (record.get("text_raw") or record.get("text") or "")[:20_000]


def _listed(path: Path, weight: int) -> Weights:
    return Counter({word: weight for line in path.read_text(encoding="utf-8").splitlines() for word in _words(line)})


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


def _words(text: str) -> Iterator[bytes]:
    for word in re.split(r"[\W\d_]+", text):
        if len(letters := plain(word)) > 1:
            yield letters


def table(shared: Path) -> bytes:
    """Return both tables: the common words with their scores, then the weights of runs of letters."""
    given, family, other = given_names(shared), surnames(shared), other_words(shared)
    words = sorted({*given, *family, *other})
    names = Counter({word: max(given[word], min(family[word], 9)) for word in {*given, *family}})
    rest = Counter({word: max(other[word], min(family[word], 3)) for word in {*family, *other}})
    facts = _facts(words)
    scores, weights = [], []
    for yes, no in ((names, other), (given, rest)):
        fitted = np.round(SCALE * _fitted(facts, words, yes, no)) / SCALE
        weights.append(fitted)
        scores.append(_blended(words, facts @ fitted, yes, no))
    return _common(words, names + other + given, scores) + b"".join(map(_bytes, weights))


def _blended(words: list[bytes], spelt: np.ndarray, yes: Weights, no: Weights) -> dict[bytes, float]:
    """Return what the sources say of each word, drawn towards what its letters say as if by `PULL` observations."""
    likely = 1 / (1 + np.exp(-spelt))
    return {
        word: math.log((yes[word] + PULL * p) / (no[word] + PULL * (1 - p)))
        for word, p in zip(words, np.clip(likely, 0.05, 0.95), strict=True)
    }


def _common(words: list[bytes], weight: Weights, scores: list[dict[bytes, float]]) -> bytes:
    """Return the slots of the heaviest words; of two that share a slot the heavier one is kept."""
    checks, name, given = (np.zeros(SLOTS, dtype=np.uint8) for _ in range(3))
    for word in sorted(words, key=lambda word: (-weight[word], word)):
        at, check = slot(word)
        if not checks[at] and weight[word] >= MIN_COMMON:
            checks[at] = check
            name[at], given[at] = (_bytes(np.array([score[word]]))[0] for score in scores)
    return checks.tobytes() + name.tobytes() + given.tobytes()


def _bytes(values: np.ndarray) -> bytes:
    return (np.clip(np.round(SCALE * values), -128, 127) + 128).astype(np.uint8).tobytes()


def _facts(words: Iterable[bytes]) -> scipy.sparse.csr_matrix:
    rows = [sorted(set(buckets(word))) for word in words]
    ends = np.cumsum([0, *(len(row) for row in rows)])
    places = np.array([place for row in rows for place in row], dtype=np.int32)
    return scipy.sparse.csr_matrix((np.ones(len(places)), places, ends), shape=(len(rows), BUCKETS))


def _fitted(facts: scipy.sparse.csr_matrix, words: list[bytes], yes: Weights, no: Weights) -> np.ndarray:
    for_, against = (np.array([weights[word] for word in words], dtype=float) for weights in (yes, no))
    against *= for_.sum() / against.sum()
    both = scipy.sparse.vstack([facts, facts]).tocsr()
    labels = np.concatenate([np.ones(len(words)), np.zeros(len(words))])
    weights = np.concatenate([for_, against])
    used = weights > 0
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=120)
    model.fit(both[used], labels[used], sample_weight=weights[used])
    return model.coef_[0]


def main(arguments: list[str] | None = None) -> int:
    """Write the table, or check it."""
    parser = argparse.ArgumentParser(description="train the table of name likeness")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    if options.check:
        if not all(path.exists() for path in sources(options.shared)) or not sources(options.shared)[:-2]:
            print("the registers of names are not at hand: name_likeness.bin was not checked")
            return 0
        if digest(options.shared).encode() not in TARGET.read_bytes()[:400]:
            print(f"{TARGET.name} was made from other sources; run lists/name_likeness.py")
            return 1
        return 0
    heading = (
        f"Written by lists/name_likeness.py from sources of digest {digest(options.shared)}; {SIZE} bytes follow.\n"
    )
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(heading.encode() + table(options.shared))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
