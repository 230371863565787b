"""One letter left out, doubled, swapped, replaced or added, anywhere in the host."""

from __future__ import annotations

from collections.abc import Iterator

from dlp_service.recipients.glyphs import ADJACENT_KEYS, is_bit_flip, loose_fold, strict_fold
from dlp_service.recipients.guarded import GuardedHosts
from dlp_service.recipients.slips import Edit, Guarded, Slip, single_edit
from dlp_service.recipients.typed import Typed
from dlp_service.recipients.ways import dots, suffixes

LIKELY, POSSIBLE = 0.95, 0.8
"""How easily an edit happens, at least, for the first and the second column below."""

# Weights by number of telling letters, 0 to 4, for an edit that is likely, possible or unlikely.  Nearly every short
# name exists somewhere, so there an edit proves little; under a sparse suffix what is near one is a slip.
_SHORT = ((0.0, 0.0, 0.0), (0.1, 0.1, 0.1), (0.3, 0.3, 0.2), (0.65, 0.4, 0.4), (0.8, 0.65, 0.5))
_SHORT_SPARSE = ((0.0, 0.0, 0.0), (0.1, 0.1, 0.1), (0.62, 0.5, 0.5), (0.7, 0.64, 0.62), (0.8, 0.7, 0.65))
# Where the names that public bodies hold are known, one that is not among them is nobody's.
_SHORT_KNOWN = ((0.0, 0.0, 0.0), (0.1, 0.1, 0.1), (0.5, 0.3, 0.2), (0.68, 0.64, 0.62), (0.8, 0.7, 0.65))
# A longer name starts from here and gains or loses with how easily the edit happens; an edit of ease 0.75 leaves it.
_MIDDLE, _LONG, _MIDDLE_LETTERS = 0.72, 0.85, 6
_PLAIN_EASE, _EASE_COUNTS = 0.75, 0.4
# A common word one letter away is often another word.
_GENERIC_LOSS = 0.12

# Endings that public bodies share: `walton-pc` and `belton-pc` are told apart by what comes before.
_ENDINGS = (
    "communitycouncil", "parishcouncil", "towncouncil", "citycouncil", "council", "parishes", "parish", "probation",
    "scotland", "wales", "fire", "police", "online", "-pcc", "-vjb", "-npa", "-pc", "-tc", "-cc", "-ni", "ni", "cc",
)  # fmt: skip


def slips(typed: Typed, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield guarded hosts one edit away from the host or a parent of it."""
    for tail in typed.tails:
        for guarded in hosts.one_edit_away(tail):
            if edit := single_edit(guarded.host, tail):
                yield _weighed(guarded, edit, tail, typed, hosts).behind(typed.host[: -len(tail)])


def _weighed(guarded: Guarded, edit: Edit, tail: str, typed: Typed, hosts: GuardedHosts) -> Slip:
    if "." in edit.old or "." in edit.new:
        return dots.edited(guarded, edit)
    if edit.at > len(guarded.head):
        return suffixes.edited(guarded, tail, typed, hosts)
    is_known_zone = guarded.suffix == typed.suffix and guarded.suffix in hosts.tables.known_zones
    # Of a host with several labels before its suffix the others were kept, and tell as much as a longer name.
    letters = len(guarded.head) - 1 if "." in guarded.head else telling_letters(guarded.name, tail)
    kind, weight = _name_weight(guarded, edit, letters, is_known_zone=is_known_zone)
    reason = "TYPO" if kind == "typo" else "LOOKALIKE_LETTERS"
    return Slip(kind, guarded, guarded.host, weight, reason)


def telling_letters(name: str, typed: str) -> int:
    """
    Return how many letters tell a guarded name from its siblings; councils share their endings.

    Where the slip lies inside the shared ending, and what comes before is as it was, all letters count.

    >>> telling_letters("walton-pc", "belton-pc"), telling_letters("walton-pc", "walton-pv")
    (6, 9)
    """
    for ending in _ENDINGS:
        stem = name[: -len(ending)]
        if name.endswith(ending) and len(stem) >= 3:
            return len(name) if typed.startswith(stem) else len(stem.rstrip("-"))
    return len(name)


def _name_weight(guarded: Guarded, edit: Edit, letters: int, *, is_known_zone: bool) -> tuple[str, float]:
    """Return (kind, weight) of a single edit inside a name with so many telling letters."""
    kind, how = ease(guarded.host, edit)
    if letters < len(_SHORT):
        row = (_SHORT_SPARSE if guarded.is_sparse else _SHORT_KNOWN if is_known_zone else _SHORT)[letters]
        return kind, row[0 if how >= LIKELY else 1 if how >= POSSIBLE else 2]
    base = _MIDDLE if letters <= _MIDDLE_LETTERS else _LONG
    weight = min(1.0, base + (how - _PLAIN_EASE) * _EASE_COUNTS)
    return kind, weight - _GENERIC_LOSS if guarded.is_generic and not guarded.is_restricted else weight


def ease(host: str, edit: Edit) -> tuple[str, float]:
    """Return the kind of an edit and how easily it happens to a hand or an eye, 0..1."""
    if edit.op == "swapped":
        return "typo", 1.0
    if edit.op == "doubled":
        return "typo", 0.97
    if "-" in (edit.old, edit.new):
        return "lookalike", 0.8
    if edit.op == "omitted":
        beside = edit.old in (host[edit.at - 1 : edit.at], host[edit.at + 1 : edit.at + 2])
        return "typo", 0.97 if beside else 0.85
    return ("typo", _insertion_ease(host, edit)) if edit.op == "inserted" else _replacement_ease(edit)


def _insertion_ease(host: str, edit: Edit) -> float:
    near = {host[edit.at - 1 : edit.at], host[edit.at : edit.at + 1]}
    is_slip = edit.new.isdigit() or any(edit.new + other in ADJACENT_KEYS for other in near)
    return 0.95 if is_slip else 0.75


def _replacement_ease(edit: Edit) -> tuple[str, float]:
    if edit.old + edit.new in ADJACENT_KEYS:
        return "typo", 0.95
    if strict_fold(edit.old) == strict_fold(edit.new):
        return "lookalike", 1.0
    if loose_fold(edit.old) == loose_fold(edit.new):
        return "lookalike", 0.85
    if is_bit_flip(edit.old, edit.new):
        return "lookalike", 0.8
    return "typo", 0.75
