"""
Reads the training data and splits it the only way that tells the truth: by volume and by sender.

Documents refer to their neighbours, so a random split measures memory.  Labels
come from the documents' own classification; the text read is `text_masked`, from which every
statement of it was removed.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from dlp_service.errors import ConfigError

POSITIVE = frozenset({"CONFIDENTIAL", "SECRET", "TOP_SECRET"})
NEGATIVE = frozenset({"UNCLASSIFIED", "LIMITED_OFFICIAL_USE", "NO_MARKING"})
"""Judged and found not classified.  UNSTATED and UNKNOWN say nothing and are left out."""
ORDINARY = "UNLABELLED_ORDINARY"
SHORTEST = 100
"""Documents with fewer characters are stubs: a heading, a cross reference."""

FRUS = "classification/frus_1955_68.jsonl.zst"
CABLES = "classification/state_cables_lapaz_1974_79.jsonl.zst"
MAIL = "mail/emails_ordinary.jsonl.zst"
FILES = (FRUS, CABLES, MAIL)
FOIA_SOURCE = "DC BEGA FOIA e-mails"


@dataclass(frozen=True, slots=True)
class Document:
    """
    One document: `label` is 1 for classified, 0 for not; `group` is who wrote it (a volume, a sender).

    `title` is kept for the control that measures how much it gives away; no model reads it.
    """

    text: str
    label: int
    group: str
    title: str = ""
    is_mail: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """Documents of one purpose: government papers with their labels, and ordinary mail."""

    papers: tuple[Document, ...]
    mail: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a model learns from, what it is tuned and calibrated on, and what only measures it."""

    train: Split
    dev: Split
    test: Split
    cables: tuple[Document, ...]


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """
    Yield the records of a zstd-compressed JSONL file.

    Raises:
        ConfigError: the file is missing, damaged, or not JSON; with the line.
    """
    line = 0
    try:
        with path.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as stream:
            for text in io.TextIOWrapper(stream, encoding="utf-8"):
                line += 1
                yield json.loads(text)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", source=str(path)) from None
    except (zstandard.ZstdError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ConfigError(f"is damaged: {error}", source=str(path), line=line) from None


def read_corpus(data: Path) -> Corpus:
    """
    Read the shared data and split it: FRUS by volume as its `split` field says, mail by sender.

    Raises:
        ConfigError: a file that is missing or damaged, or a split without both labels.
    """
    frus = list(read_jsonl(data / FRUS))
    mail = list(read_jsonl(data / MAIL))
    splits = {
        name: Split(_papers(row for row in frus if row["split"] == name), _mail(mail, name))
        for name in ("train", "dev", "test")
    }
    for name, split in splits.items():
        if {paper.label for paper in split.papers} != {0, 1}:
            raise ConfigError(f"split {name} needs classified and unclassified documents", source=str(data / FRUS))
    return Corpus(**splits, cables=_papers(read_jsonl(data / CABLES)))


def _papers(rows: Iterable[dict[str, Any]]) -> tuple[Document, ...]:
    return tuple(
        Document(row["text_masked"], int(row["label"] in POSITIVE), row["source"], row.get("title") or "")
        for row in rows
        if row["label"] in POSITIVE | NEGATIVE and len(row["text_masked"]) >= SHORTEST
    )


def _mail(rows: Iterable[dict[str, Any]], split: str) -> tuple[Document, ...]:
    return tuple(
        Document(row["text_masked"], 0, f"mail {sender(row)}", row.get("title") or "", is_mail=True)
        for row in rows
        if row["label"] == ORDINARY and len(row["text_masked"]) >= SHORTEST and mail_split(row) == split
    )


def sender(row: dict[str, Any]) -> str:
    """Return the address of a mail's From field in lower case, or the field as it is."""
    field = (row.get("from") or "").strip().casefold()
    return field.rpartition("<")[2].rstrip("> ") if "<" in field else field


def mail_split(row: dict[str, Any]) -> str:
    """
    Return train, dev or test for an ordinary mail; no sender is in two of them.

    Mail of one house (public records of a city government) is test only: the model never saw its like.
    """
    if row["source"] == FOIA_SOURCE:
        return "test"
    share = hashlib.sha256(sender(row).encode()).digest()[0]
    return "train" if share < 128 else "dev" if share < 179 else "test"
