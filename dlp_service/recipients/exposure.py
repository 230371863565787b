"""
What recipients give away to each other: exposure in To and Cc, and the odd one out.

Outsiders are those outside our own organisation.  People of one organisation
are no strangers to each other, webmail users always are.  Who is in Bcc sees and is
seen by nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """One address of a message for the group checks; `organisation` is empty for webmail, `own` for our own."""

    address: str
    organisation: str
    is_known: bool = False


def exposed(visible: Sequence[Member], limit: int) -> frozenset[str]:
    """
    Return the visible outsiders if they are at least `limit` distinct ones and not all of one organisation.

    >>> sorted(exposed([Member("a@x.example", "x"), Member("b@y.example", "y"), Member("c@own.example", "own")], 2))
    ['a@x.example', 'b@y.example']
    """
    outsiders = {member.address: member.organisation for member in visible if member.organisation != "own"}
    organisations = set(outsiders.values())
    if len(outsiders) < limit or (len(organisations) == 1 and "" not in organisations):
        return frozenset()
    return frozenset(outsiders)


def strangers(visible: Sequence[Member]) -> int:
    """Return how many distinct outsiders see each other, 0 where they are of one organisation."""
    return len(exposed(visible, 2))


def odd_one_out(members: Sequence[Member], least: int) -> str:
    """
    Return the only address outside the organisation of at least three quarters of `least` or more recipients.

    Empty where there is none, or where it is a known contact.

    >>> crew = [Member(f"{name}@own.example", "own") for name in "abc"]
    >>> odd_one_out([*crew, Member("d@studio.example", "studio.example")], 4)
    'd@studio.example'
    """
    distinct = {member.address: member for member in members}
    if len(distinct) < least:
        return ""
    ((organisation, count),) = Counter(member.organisation for member in distinct.values()).most_common(1)
    if not organisation or count != len(distinct) - 1 or count * 4 < len(distinct) * 3:
        return ""
    (odd,) = (member for member in distinct.values() if member.organisation != organisation)
    return "" if odd.is_known else odd.address
