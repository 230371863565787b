"""
Distil the letters that many names begin or end with, or check that the shipped file is fresh.

`python lists/common_pieces.py` writes `dlp_service/recipients/data/common_pieces.txt`; `--check` compares it with what
would be written and exits 1 when they differ.  Source: the hosts that browsers reach by TLS only, as the hash-pinned
package `hstspreload` has them.

A name that others hold inside theirs (`cornwall`, `outlook`, `defense`) points at nobody; one that hardly anybody else
has (`raytheon`, `yahoo`) still points at its holder with a word glued to it.  The counts tell the two apart.
"""

from __future__ import annotations

import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import hstspreload
from names_in_use import preloaded, write_or_check

from dlp_service.recipients.domains import Suffixes

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "dlp_service" / "recipients" / "data" / "common_pieces.txt"
SHORTEST, LONGEST = 5, 14
LEAST = 4
"""A piece of this many names or more is common."""
MOSTLY = 0.8
"""A piece that nearly always goes on with one letter is no piece of its own: `healt`."""
WIDTH = 160
HEADING = f"""\
# Letters that at least {LEAST} names begin or end with: a name among them points at nobody with a word glued to it.
# Written by lists/common_pieces.py, do not edit.  Source: Chromium's HSTS preload list, by the package hstspreload
# {hstspreload.__version__} (Andrey Kislyuk, Seth Michael Larson; BSD-3-Clause).
"""


def registrable_labels(hosts: Iterable[str]) -> set[str]:
    """Return the labels in front of the public suffixes of hosts, those of other scripts left out."""
    suffixes = Suffixes()
    names = {suffixes.registrable(host) for host in hosts}
    labels = {name[: -len(suffixes.suffix(name)) - 1] for name in names}
    return {label for label in labels if label and not label.startswith("xn--")}


def pieces(label: str) -> set[str]:
    """
    Return the beginnings and ends of a label and of its words between hyphens, never the whole label.

    >>> sorted(pieces("e-mailgate"))
    ['ailgate', 'ilgate', 'lgate', 'mailg', 'mailga', 'mailgat', 'mailgate']
    """
    found: set[str] = set()
    for part in {label, *label.split("-")}:
        for length in range(SHORTEST, min(LONGEST, len(part) - 1) + 1):
            found |= {part[:length], part[-length:]}
        if SHORTEST <= len(part) <= LONGEST and part != label:
            found.add(part)
    return {piece for piece in found if "-" not in piece}


def common(labels: Iterable[str]) -> Iterator[str]:
    """Yield the pieces that enough labels have, without those that are mostly part of a longer one."""
    counts = Counter(piece for label in labels for piece in pieces(label))
    frequent = {piece: count for piece, count in counts.items() if count >= LEAST}
    partial = {piece[:-1] for piece, count in frequent.items() if count >= MOSTLY * counts[piece[:-1]]}
    yield from sorted(frequent.keys() - partial)


def distilled() -> str:
    """Return the text of the shipped file."""
    return (
        HEADING + textwrap.fill(" ".join(common(registrable_labels(preloaded()))), WIDTH, break_on_hyphens=False) + "\n"
    )


if __name__ == "__main__":
    raise SystemExit(write_or_check(TARGET, distilled(), sys.argv[1:]))
