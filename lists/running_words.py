"""
Distil how words are written inside a sentence, or check that the shipped file is whole.

`python lists/running_words.py --data ../shared/data` writes `dlp_service/detect/data/running_words.txt`; `--check` compares
it with what would be written where the sources are at hand, and with the digest in its own heading where they are not.

A text in capitals says nothing about which words are names.  These counts do: how often a word stands small, capitalised
or in capitals after a small word or a comma, in papers and mail that are written as usual.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import textwrap
from collections import Counter
from pathlib import Path

import zstandard

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "dlp_service" / "detect" / "data" / "running_words.txt"
SOURCES = ("classification/frus_1945_54", "classification/frus_1955_68", "mail/emails_ordinary")
MAX_CHARS = 12_000
"""Of each document: a long one repeats its own words."""
MIN_COUNT = 10
MAX_LETTERS = 30
WIDTH = 160
HEADING = """\
# How words are written inside a sentence: `small` ones, and those in `capitals`; all others begin with a capital.
# Written by lists/running_words.py, do not edit.  Sources: Foreign Relations of the United States 1945-68 (US government,
# public domain), SpamAssassin's ordinary mail (CC0), mail released by the District of Columbia (public records).
"""
_INSIDE = re.compile(r"(?<=[a-z,;] )[A-Za-z]{1,30}(?![\w'’])")


def counted(data: Path) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return how often each word stands small, in capitals, and in any way, inside a sentence."""
    small, capitals, every = Counter[str](), Counter[str](), Counter[str]()
    for source in SOURCES:
        with zstandard.open(data / f"{source}.jsonl.zst", "rt", encoding="utf-8") as lines:
            for line in lines:
                words = _INSIDE.findall(json.loads(line)["text_raw"][:MAX_CHARS])
                small.update(word for word in words if word.islower())
                capitals.update(word.lower() for word in words if word.isupper() and len(word) > 1)
                every.update(word.lower() for word in words)
    return small, capitals, every


def distilled(data: Path) -> str:
    """Return the text of the shipped file."""
    small, capitals, every = counted(data)
    body = ""
    for title, counts in (("small", small), ("capitals", capitals)):
        words = sorted(word for word, count in counts.items() if every[word] >= MIN_COUNT and 2 * count >= every[word])
        body += f"[{title}]\n{textwrap.fill(' '.join(words), WIDTH, break_on_hyphens=False)}\n"
    return f"{HEADING}# SHA-256 of what follows: {digest(body)}\n{body}"


def digest(body: str) -> str:
    """Return the digest in hex."""
    return hashlib.sha256(body.encode()).hexdigest()


def is_whole(text: str) -> bool:
    """Say whether a shipped file is as it was written."""
    heading, _, body = text.partition("[small]")
    return heading.rstrip().endswith(digest(f"[small]{body}"))


def main() -> int:
    """Write the file, or say whether it is fresh."""
    parser = argparse.ArgumentParser(description="how words are written inside a sentence")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if not options.check:
        TARGET.parent.mkdir(exist_ok=True)
        TARGET.write_text(distilled(options.data), encoding="utf-8")
        return 0
    text = TARGET.read_text(encoding="utf-8")
    if text == distilled(options.data) if options.data.is_dir() else is_whole(text):
        return 0
    print(f"{TARGET.relative_to(ROOT)} is not what `make lists` writes; run it")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
