"""
Distil the words that are no misspelling of a term, or check that the shipped file is what would be written.

`python lists/ordinary_words.py [--check]` writes `dlp_service/detect/data/ordinary_words.txt` from the file
`frequency_dictionary_en_82_765.txt` of the package `symspellpy` (6.10.1), one word and its count a line, commonest first.
That file is the intersection of Google Books Ngrams (CC BY 3.0) with SCOWL, whose spelling is British; the American
spellings are added here.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

from names_in_use import write_or_check

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "dlp_service" / "detect" / "data" / "ordinary_words.txt"
SHORTEST, LONGEST = 3, 24
WIDTH = 160
AMERICAN = (
    ("our", "or"), ("isation", "ization"), ("ise", "ize"), ("ising", "izing"), ("yse", "yze"), ("ysing", "yzing"), ("tre", "ter"), ("bre", "ber"),
    ("ence", "ense"), ("ogue", "og"), ("grey", "gray"), ("lled", "led"), ("lling", "ling"), ("ller", "ler"), ("ae", "e"), ("oe", "e"),
)  # fmt: skip
HEADING = """\
# English words, commonest first: a word of this list is never taken for a listed term with one letter wrong.
# Written by lists/ordinary_words.py, do not edit.  Source: frequency_dictionary_en_82_765.txt of SymSpell (Wolf Garbe)
# as symspellpy 6.10.1 has it (mmb L; MIT), from Google Books Ngrams (CC BY 3.0) and SCOWL (Kevin Atkinson).
"""


def american(word: str) -> Iterator[str]:
    """
    Yield the spellings a word may have in America; some are no words, which does no harm.

    >>> list(american("harbours"))
    ['harbors']
    """
    for british, other in AMERICAN:
        if british in word:
            yield word.replace(british, other)


def words(lines: Iterable[str]) -> Iterator[str]:
    """Yield every word once, the commonest first, its American spellings behind it."""
    seen: set[str] = set()
    for line in lines:
        word = line.partition(" ")[0]
        for spelling in (word, *american(word)):
            if (
                spelling.isascii()
                and spelling.isalpha()
                and SHORTEST <= len(spelling) <= LONGEST
                and spelling not in seen
            ):
                seen.add(spelling)
                yield spelling


def distilled() -> str:
    """Return the text of the shipped file."""
    source = resources.files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    lines = source.read_text(encoding="utf-8-sig").splitlines()
    return HEADING + textwrap.fill(" ".join(words(lines)), WIDTH, break_on_hyphens=False) + "\n"


if __name__ == "__main__":
    raise SystemExit(write_or_check(TARGET, distilled(), sys.argv[1:]))
