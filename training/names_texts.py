"""
Our own marked texts that names are fitted on: written paragraphs, and the labelled mails of `evaluations/data/people/names.jsonl`.

They mark people only, so a capital outside of a mark may be another name or none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

OWN = Path(__file__).resolve().parent.parent / "evaluations" / "data" / "people" / "names.jsonl"
WRITTEN = Path(__file__).resolve().parent / "data" / "names"
FOLDS = 5
_MARK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
Record = dict[str, Any]


def written(folder: Path = WRITTEN) -> Iterator[Record]:
    """Yield the paragraphs that were written for fitting."""
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            record = json.loads(line)
            text, spans = unmarked(record["text"])
            yield _record(f"{path.stem}-{number}", text, spans, record.get("where", "body"))


def unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """
    Return a text without its marks, and what they enclosed.

    >>> unmarked("Ask [[Susan Hall]] or [[Raj]].")
    ('Ask Susan Hall or Raj.', [(4, 14), (18, 21)])
    """
    parts, spans, length, at = [], [], 0, 0
    for match in _MARK.finditer(text):
        before = text[at : match.start()]
        start = length + len(before)
        parts += [before, match[1]]
        length = start + len(match[1])
        spans.append((start, length))
        at = match.end()
    return "".join([*parts, text[at:]]), spans


def examined(path: Path = OWN) -> Iterator[Record]:
    """Yield the labelled mails."""
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        record = json.loads(line)
        spans = [(person["start"], person["end"]) for person in record["persons"] if person["kind"] == "name"]
        yield {**_record(record["id"], record["text"], spans, record.get("where") or "body"), "case": record}


def _record(name: str, text: str, spans: list[tuple[int, int]], where: str) -> Record:
    return {"id": name, "text": text, "person_spans": spans, "spans": [], "where": where, "persons_alone": True}


def fold_of(record: Record) -> int:
    """Return which fifth a record belongs to."""
    return crc32(str(record["id"]).encode()) % FOLDS
