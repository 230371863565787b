"""A firm's or provider's rare name misspelt under a suffix that is not its own: `yakoo.org`, `verizoon.com`."""

from __future__ import annotations

from collections.abc import Iterator

from dlp_service.recipients.guarded import GuardedHosts
from dlp_service.recipients.slips import Slip, single_edit
from dlp_service.recipients.typed import Typed
from dlp_service.recipients.ways.edits import LIKELY, ease

SHORTEST = 5
"""Rare names have five letters or more."""
# Two slips at once are one by a hand that knows the name by ear; an edit that hardly happens makes it another name.
_LIKELY, _LONG, _LONG_LETTERS = 0.64, 0.62, 7


def slips(typed: Typed, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield firms whose rare name is one edit from the registrable name, under another suffix that anyone can register."""
    if typed.is_restricted or len(typed.name) < SHORTEST - 1:
        return
    for found in hosts.rare_one_edit_away(typed.name):
        edit = single_edit(found.head, typed.name)
        if edit is None or found.suffix == typed.suffix:
            continue
        _, how = ease(found.head, edit)
        weight = _LIKELY if how >= LIKELY else _LONG if len(found.head) >= _LONG_LETTERS else 0.0
        if weight:
            yield Slip("typo", found, found.host, weight, "TYPO").behind(typed.left)
