"""What a reading of a name is, shared by all forms."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class How(StrEnum):
    """
    What a name was recognised by.

    `ELSEWHERE` speaks against a person: the words beside it make it the name of a thing.
    """

    TAGGER = "tagger"
    TITLE = "title"
    ROSTER_FORM = "roster_form"
    COLUMN = "column"
    SHAPE_COLUMN = "shape_column"
    LISTED = "listed"
    SINGLES = "singles"
    BESIDE = "beside"
    LABELLED = "labelled"
    SPELT = "spelt"
    ASKED = "asked"
    ADDRESSED = "addressed"
    AGAIN = "again"
    ELSEWHERE = "elsewhere"


class Reading(NamedTuple):
    """
    A name at `start`..`end`; `name` is given where the text there does not say it all, as in several cells.

    `confidence` is the tagger's own, 0 for what our own reading found.
    """

    start: int
    end: int
    how: How
    name: str = ""
    confidence: float = 0.0
