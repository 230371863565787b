"""Two letters wrong: in long names, and where the top-level domain does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dlp_service.recipients.guarded import GuardedHosts
from dlp_service.recipients.slips import Guarded, Slip
from dlp_service.recipients.typed import Typed
from dlp_service.recipients.under import LONG
from dlp_service.recipients.ways.edits import telling_letters
from dlp_service.recipients.weights import Row, otherwise, weigh

SHORTEST = LONG - 2
"""Two letters left out of the shortest name that is compared at distance 2."""


# Endings that firms share, and a stem before one that is too short to be two letters wrong.
_FIRMS = ("technologies", "international", "company", "systems", "holdings", "group", "corp")


class Far(NamedTuple):
    """A long guarded name two edits away; `letters` tell it from its siblings."""

    guarded: Guarded
    letters: int
    has_other_suffix: bool
    is_sibling: bool


_FAR: tuple[Row[Far], ...] = (
    # Two of the council's sisters differ in two letters more often than one of them is misspelt.
    Row("a sibling", 0.4, lambda it: not it.has_other_suffix and it.is_sibling),
    Row("few telling letters", 0.3, lambda it: it.letters < LONG - 1),
    Row("a long name", 0.66, lambda it: it.letters < LONG + 2),
    Row("a very long name", 0.8, otherwise),
)
_OTHER_SUFFIX_LOSS = 0.05
# Nothing real can lie under a suffix that does not exist; each letter makes another name likelier.
_GARBLED, _LETTER_LOSS, _GARBLED_LETTERS = 0.75, 0.05, 3
_DOT_OMITTED, _DOT_OMITTED_LETTERS = 0.9, 2


def slips(typed: Typed, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield long names two edits away from the first label or from the registrable name."""
    if typed.host != typed.registrable:
        first, _, rest = typed.host.partition(".")
        if len(first) >= SHORTEST:
            yield from _far(first, rest, hosts)
    if len(typed.name) >= SHORTEST:
        for slip in _far(typed.name, typed.suffix, hosts):
            yield slip.behind(typed.left)


def _far(name: str, suffix: str, hosts: GuardedHosts) -> Iterator[Slip]:
    for guarded in hosts.two_edits_away(name, suffix):
        other = suffix != guarded.suffix and hosts.suffixes.exists(suffix)
        is_public = guarded.is_restricted and not guarded.is_sparse
        is_sibling = (is_public and _is_sibling(guarded.head, name)) or _has_more(guarded.head, name)
        letters = _stem_letters(guarded) if not guarded.is_restricted else telling_letters(guarded.head, name)
        weight = weigh(_FAR, Far(guarded, letters, other, is_sibling))
        yield Slip("typo", guarded, guarded.host, weight - _OTHER_SUFFIX_LOSS if other else weight, "TYPO")


def _is_sibling(one: str, other: str) -> bool:
    """
    Say whether two names of public bodies differ as siblings do, not as slips do.

    Another first letter is another place (`eastsussex`, `westsussex`), two letters before or behind are another
    branch (`lawcommission`, `nilawcommission`; `kycourts`, `uscourts`).
    """
    return (
        one[0] != other[0]
        or one.startswith(other)
        or other.startswith(one)
        or one.endswith(other)
        or other.endswith(one)
    )


def _has_more(one: str, other: str) -> bool:
    """Say whether one name is the other with two letters before it: `harris` and `l3harris` are two firms."""
    return one.endswith(other) or other.endswith(one)


def _stem_letters(guarded: Guarded) -> int:
    """Return how many letters of a firm's name tell it from others with the same ending."""
    ending = next((ending for ending in _FIRMS if guarded.head.endswith(ending)), "")
    return len(guarded.head) - len(ending)


def garbled(typed: Typed, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield guarded hosts up to two edits away from a host whose top-level domain does not exist, or without a dot."""
    host = typed.host
    collapsed = hosts.collapsed.get(host)
    if collapsed and len(collapsed.head) >= _DOT_OMITTED_LETTERS:
        yield Slip("typo", collapsed, collapsed.host, _DOT_OMITTED, "DOT_MISSING")
    for guarded, distance in hosts.near_garbled(host):
        if len(guarded.head) >= _GARBLED_LETTERS:
            weight = _GARBLED - _LETTER_LOSS * distance
            yield Slip("typo", guarded, guarded.host, weight, "SUFFIX_UNKNOWN")
