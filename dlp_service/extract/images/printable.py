"""
Words in data that a program keeps in a picture for itself, in a form that nobody else knows.

Whoever looks at the bytes reads them.  Packed data looks like letters for a while by chance: in a megabyte there are about three
runs of a dozen, and hundreds of eight.
"""

from __future__ import annotations

import re

MIN_RUN = 12
"""Fewer characters in a row are no evidence that they are words."""

RUNS = re.compile(
    rb"(?:[\x20-\x7e\t\r\n]|[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}){%d,}|(?:[\x20-\x7e]\0){%d,}"
    % (MIN_RUN, MIN_RUN)
)
"""Letters of ASCII and UTF-8, and of ASCII in UTF-16 of the usual byte order."""

LETTERS = re.compile(r"[^\W\d_]{3}")


def printable_runs(data: bytes) -> str:
    r"""
    Return the runs of printable text in data of any kind, a line each, without those that hold no word.

    >>> printable_runs(b"\x01\x02Plan of the dock\x00\x07short\xff" + "Harbour plan".encode("utf-16-le"))
    'Plan of the dock\nHarbour plan'
    """
    texts = (_text(run).strip() for run in RUNS.findall(data))
    return "\n".join(dict.fromkeys(text for text in texts if LETTERS.search(text)))


def _text(run: bytes) -> str:
    # A run in UTF-16 is the only one with zeros in it.
    return run.decode("utf-16-le" if run[1:2] == b"\0" else "utf-8", "replace")
