"""A tiny corpus of made-up sentences, written to a folder in the format of the real one."""

import json
import random
from pathlib import Path

import zstandard

from training.corpus import CABLES, FRUS, MAIL

SECRET = [
    "minister",
    "ambassador",
    "regime",
    "forces",
    "border",
    "military",
    "president",
    "assurance",
    "coup",
    "army",
    "treaty",
    "missile",
]
OPEN = [
    "visit",
    "schedule",
    "sugar",
    "price",
    "embassy",
    "visa",
    "officer",
    "memorandum",
    "library",
    "budget",
    "meeting",
    "minister",
]
MAILISH = ["hi", "thanks", "list", "patch", "server", "update", "lunch", "meeting", "link", "click", "release", "bug"]
SHARED = [
    "we",
    "have",
    "been",
    "told",
    "that",
    "this",
    "will",
    "happen",
    "soon",
    "and",
    "they",
    "should",
    "know",
    "about",
    "it",
    "before",
    "then",
]
VOLUMES = {"train": "abcdefg", "dev": "hi", "test": "jk"}


def text(rng: random.Random, favourite: list[str], length: int = 90) -> str:
    return " ".join(rng.choice(favourite if rng.random() < 0.5 else SHARED) for _ in range(length))


def paper(rng: random.Random, number: int, volume: str, split: str) -> dict:
    label = "SECRET" if number % 3 else "UNCLASSIFIED"
    body = text(rng, SECRET if label == "SECRET" else OPEN)
    title = rng.choice(["Telegram from the Embassy", "Memorandum of conversation"])
    return {"source": volume, "split": split, "label": label, "text_masked": body, "title": title}


def mail(rng: random.Random, number: int) -> dict:
    row = {"source": "archive", "label": "UNLABELLED_ORDINARY", "title": "Re: news", "text_masked": text(rng, MAILISH)}
    return row | {"from": f"Person {number % 60} <p{number % 60}@example.org>"}


def write(folder: Path, *, seed: int = 1) -> Path:
    """Write the three files of the corpus; the same seed gives the same bytes."""
    rng = random.Random(seed)
    papers = [
        paper(rng, number, f"volume {volume}", split)
        for split, volumes in VOLUMES.items()
        for volume in volumes
        for number in range(24)
    ]
    cables = [paper(rng, number, "cables", "dev") for number in range(24)]
    rows = {FRUS: papers, CABLES: cables, MAIL: [mail(rng, number) for number in range(180)]}
    for name, records in rows.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(json.dumps(record) + "\n" for record in records)
        path.write_bytes(zstandard.compress(lines.encode()))
    return folder
