"""
Who writes to whom, and where a text says so: worked out once for all detectors of a message.

Names, protected people, addresses and telephone numbers are context in the same places, so they ask the same page.
"""

from __future__ import annotations

from dlp_service.detect.interface import Context
from dlp_service.detect.names.correspondents import known_of
from dlp_service.detect.names.people import Known
from dlp_service.detect.names.roles import Zones, zones
from dlp_service.textmap import PIECE_CHARS
from dlp_service.values import PartText


def correspondents(context: Context) -> Known:
    """Return the sender and the recipients as the envelope and the header name them."""
    return context.once("correspondents", lambda: known_of(context))


def courtesy(text: PartText, context: Context, last: int | None = None) -> Zones:
    """
    Return the courtesy zones of a text; those behind `last` may be left out.

    >>> text = PartText("1", "body", "Hi Ava,\\n\\nall is well.\\n\\nRegards,\\nPriya")
    >>> [text.text[start:end] for start, end in courtesy(text, Context()).spans]
    ['Hi Ava,', 'Priya']
    """
    known = correspondents(context)
    if context.memory is not None and len(text.text) <= PIECE_CHARS:
        # Whoever asks first pays for all: the texts of a pass stay the same objects until its end.
        return context.once(("courtesy", id(text)), lambda: zones(text.text, text.where, known))
    return zones(text.text, text.where, known, last)
