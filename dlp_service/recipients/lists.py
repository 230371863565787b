"""
Block and allow entries: which one decides, and which have run out.

The most specific live entry decides and a block wins ties.  An address is more
specific than any domain, a longer domain more specific than a shorter one; a
suffix is a domain by another name.

Local parts are compared without case and needless quotes.  What follows a `+`
is a note of the mailbox's owner (RFC 5233 calls it a detail): an entry without one
covers them all, an entry with one only itself, and is the more specific.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dlp_service.organisation import ListEntry, Organisation
from dlp_service.recipients.domains import normalise, parents

_ATOMS = re.compile(r'[^\s"\\(),:;<>@\[\]]+')


@dataclass(frozen=True, slots=True)
class Ruling:
    """The entry that decides about one recipient, and whether it blocks."""

    entry: ListEntry
    is_block: bool

    @property
    def cite(self) -> str:
        """Return the entry as a reader of the file would find it: `block suffix ml`."""
        return f"{'block' if self.is_block else 'allow'} {self.entry.scope} {self.entry.value}"


@dataclass(frozen=True, slots=True)
class _Listed:
    is_block: bool
    entry: ListEntry


class Lists:
    """The block and allow entries of one organisation, looked up by address and by every parent of a domain."""

    __slots__ = ("_entries",)

    def __init__(self, blocks: Iterable[ListEntry], allows: Iterable[ListEntry]) -> None:
        entries: dict[str, tuple[_Listed, ...]] = {}
        for is_block, group in ((True, blocks), (False, allows)):
            for entry in group:
                key = entry_key(entry)
                entries[key] = (*entries.get(key, ()), _Listed(is_block, entry))
        self._entries: Mapping[str, tuple[_Listed, ...]] = entries

    def ruling(self, local: str, domain: str, today: date) -> Ruling | None:
        """
        Return the most specific entry that holds on `today` for `local`@`domain`, or None; a block wins ties.

        The cost grows with the labels of the domain, not with the number of entries.
        """
        for key in _keys(local, domain) if self._entries else ():
            found = self._entries.get(key)
            live = [listed for listed in found if listed.entry.is_live(today)] if found else ()
            if live:
                decides = max(live, key=lambda listed: listed.is_block)
                return Ruling(decides.entry, decides.is_block)
        return None

    def expired(self, local: str, domain: str, today: date) -> ListEntry | None:
        """Return an allow entry that covered the recipient and has run out, to say so in the reasons."""
        for key in _keys(local, domain) if self._entries else ():
            for listed in self._entries.get(key, ()):
                if not listed.is_block and not listed.entry.is_live(today):
                    return listed.entry
        return None


def local_spelling(local: str) -> str:
    """
    Return a local part in the spelling that entries are compared by.

    >>> local_spelling('"J.Smith"'), local_spelling('"two words"'), local_spelling("J.Smith+news")
    ('j.smith', '"two words"', 'j.smith+news')
    """
    text = local.lower() if local.isascii() else unicodedata.normalize("NFC", local).casefold()
    if len(text) > 2 and text[0] == text[-1] == '"':
        inner = re.sub(r"\\(.)", r"\1", text[1:-1])
        return inner if _ATOMS.fullmatch(inner) else text
    return text


def entry_key(entry: ListEntry) -> str:
    """Return what an entry is looked up by: equal keys cover the same recipients."""
    if entry.scope == "address":
        local, _, domain = entry.value.rpartition("@")
        return f"{local_spelling(local)}@{normalise(domain) or domain}"
    value = entry.value.removeprefix("*").strip(".")
    return normalise(value) or value


def _keys(local: str, domain: str) -> Iterable[str]:
    """Yield the keys that cover a recipient, the most specific first."""
    if local:
        spelt = local_spelling(local)
        yield f"{spelt}@{domain}"
        mailbox = spelt.partition("+")[0]
        if mailbox and mailbox != spelt and not spelt.startswith('"'):
            yield f"{mailbox}@{domain}"
    yield from parents(domain)


@dataclass(frozen=True, slots=True)
class ExpiredEntry:
    """A list entry that no longer holds: `list_name` is block or allow, `days` how long ago it ran out."""

    list_name: str
    entry: ListEntry
    days: int


def expired_entries(organisation: Organisation, today: date) -> tuple[ExpiredEntry, ...]:
    """Return the block and allow entries that have run out by `today`, the longest expired first."""
    found = [
        ExpiredEntry(name, entry, (today - entry.until).days)
        for name, entries in (("block", organisation.blocks), ("allow", organisation.allows))
        for entry in entries
        if entry.until is not None and not entry.is_live(today)
    ]
    return tuple(sorted(found, key=lambda item: (-item.days, item.list_name, item.entry.value)))
