"""How a subject is shown in the queue: enough to recognise one's own mail, nothing to read."""

from __future__ import annotations

import re

LENGTH = 80
WORD = 8
_PREFIX = re.compile(r"^\s*(?:(?:re|fwd?|aw|wg|tr|sv|vs|antw|rv)\s*(?:\[\d{1,3}\])?\s*:\s*)+", re.IGNORECASE)
_RUN = re.compile(r"[^\W_]+")


def outline(subject: str) -> str:
    """
    Return a subject's outline: its reply prefixes, and x, X or 9 for every letter and digit.

    Words over eight characters are cut to eight, because a rare length can give a name away.

    >>> outline("Re: Falcon II staff, 12 names")
    'Re: Xxxxxx XX xxxxx, 99 xxxxx'
    """
    found = _PREFIX.match(subject)
    prefix = " ".join(found.group().split()) + " " if found else ""
    rest = " ".join(subject[found.end() if found else 0 :].split())
    shape = prefix + _RUN.sub(lambda run: "".join(map(_shape, run.group()[:WORD])), rest)
    return shape if len(shape) <= LENGTH else shape[: LENGTH - 1] + "…"


def _shape(character: str) -> str:
    if character.isnumeric():
        return "9"
    return "X" if character.isupper() else "x"
