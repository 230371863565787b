"""Letters of another script, or with accents, in place of plain ones: `gmaìl.com` (UTS #39)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dlp_service.recipients.domains import parents
from dlp_service.recipients.glyphs import skeleton
from dlp_service.recipients.guarded import GuardedHosts
from dlp_service.recipients.slips import FLAGGED, Slip
from dlp_service.recipients.typed import Typed

# The same letters to the eye.
_EXACT = 0.98
# Letters of another look and a slip besides: nobody's mistake and rarely an honest name, so less of a slip counts.
_NEARLY_LEAST, _NEARLY = FLAGGED - 0.1, 0.75
# Governments' zones hand out no names with such letters.
_NEARLY_LEAST_RESTRICTED = 0.2


def plain(typed: Typed) -> str:
    """Return what was typed as it looks in plain letters; a letter without a likeness costs an edit."""
    return skeleton(typed.seen)


def exact(typed: Typed, hosts: GuardedHosts) -> Slip | None:
    """
    Return the guarded host that looks the same as what was typed, or None.

    Many programs show an A-label as it is, so `xn--navy.mil` looks like its letters as well as like what it stands for.
    """
    for look in (plain(typed), typed.host.replace("xn--", "")):
        found = next((hosts.names[tail] for tail in parents(look) if tail in hosts.names), None)
        if found:
            return Slip("homograph", found, look, _EXACT, "HOMOGRAPH")
    return None


def nearly(typed: Typed, slips: Iterable[Slip]) -> Iterable[Slip]:
    """Return what was found for the plain letters as homographs."""
    for slip in slips:
        if slip.weight >= (_NEARLY_LEAST_RESTRICTED if typed.is_restricted else _NEARLY_LEAST):
            weight = max(slip.weight, _NEARLY)
            yield replace(slip, kind="homograph", weight=weight, reason="HOMOGRAPH")
