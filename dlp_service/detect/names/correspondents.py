"""
Who writes to whom, and what that makes of a name: context for the correspondents, evidence for those written about.

The envelope says who they are, by name and by address.  Where there is none, the text says it itself: whom it greets,
who signed it, what stands in its own header lines (not in quoted ones).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dlp_service.detect.interface import Context
from dlp_service.detect.names.joining import resolve
from dlp_service.detect.names.mailboxes import read_mailbox
from dlp_service.detect.names.people import Known, PersonName, known_people
from dlp_service.values import Role


def known_of(context: Context) -> Known:
    """Return the sender and the recipients as the envelope and the header name them."""
    return known_people((context.sender_name, *context.visible_names), (context.sender, *context.recipients))


@dataclass(frozen=True, slots=True)
class Roles:
    """
    The person and the role of every name of one message.

    `people` gives each name the key of its person, `correspondents` are the keys of sender and recipients, `others` the words
    by which people are named who are neither.
    """

    people: Mapping[PersonName, str]
    known: Known
    correspondents: frozenset[str]
    others: frozenset[str]

    def role(self, name: PersonName) -> Role:
        """
        Return the role of a name in prose.

        A word that may mean a correspondent as well as somebody written about is evidence.

        >>> written = [PersonName("ed", "bracegirdle"), PersonName("", "bracegirdle"), PersonName("leonie"), PersonName("ed")]
        >>> known = known_people(["Leonie Bracegirdle"], [])
        >>> [roles_of(written, known).role(name).value for name in written]
        ['evidence', 'evidence', 'context', 'evidence']
        """
        if self.people[name] in self.correspondents:
            return Role.CONTEXT
        is_known = self.known.knows(name) and (name.is_named or (name.surname or name.given) not in self.others)
        return Role.CONTEXT if is_known else Role.EVIDENCE


def roles_of(
    names: Iterable[PersonName],
    known: Known,
    writers: Iterable[PersonName] = (),
    links: Iterable[tuple[PersonName, PersonName]] = (),
) -> Roles:
    """
    Say who is who; `known` come from the envelope, `writers` from the text's own greeting, signature and header lines.

    `links` are names that the text calls one person's.
    """
    every = tuple(names)
    seeds = tuple(seed for seed in (*known.names, *_behind(known), *writers) if seed.key)
    people = resolve((*every, *seeds), links)
    correspondents = frozenset(people[seed] for seed in seeds)
    named = (name for name in every if name.is_named and people[name] not in correspondents)
    others = frozenset(
        word for name in named for word in (name.given, name.surname, name.nickname, *name.parts) if word
    )
    return Roles(people, known, correspondents, others)


def _behind(known: Known) -> Iterable[PersonName]:
    """Return the names that those addresses spell which no display name explains."""
    return (read_mailbox(address).name for address in known.addresses)
