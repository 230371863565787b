"""
Block and allow entries: which one decides, and which have run out.

The most specific live entry decides and a block wins ties.  An address is more
specific than any domain, a longer domain more specific than a shorter one; a
suffix is a domain by another name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dlp_service.organisation import ListEntry, Organisation
from dlp_service.recipients.domains import normalise, parents

_ADDRESS_RANK = 1000


@dataclass(frozen=True, slots=True)
class Ruling:
    """The entry that decides about one recipient, and whether it blocks."""

    entry: ListEntry
    is_block: bool

    @property
    def cite(self) -> str:
        """Return the entry as a reader of the file would find it: `block suffix ml`."""
        return f"{'block' if self.is_block else 'allow'} {self.entry.scope} {self.entry.value}"


class Lists:
    """The block and allow entries of one organisation, looked up by address and by every parent of a domain."""

    __slots__ = ("_entries",)

    def __init__(self, blocks: Iterable[ListEntry], allows: Iterable[ListEntry]) -> None:
        entries: dict[str, list[tuple[int, bool, ListEntry]]] = {}
        for is_block, group in ((True, blocks), (False, allows)):
            for entry in group:
                key = _key(entry)
                entries.setdefault(key, []).append((_rank(key), is_block, entry))
        self._entries: Mapping[str, list[tuple[int, bool, ListEntry]]] = entries

    def ruling(self, local: str, domain: str, today: date) -> Ruling | None:
        """Return the most specific entry that holds on `today` for `local`@`domain`, or None; a block wins ties."""
        if not self._entries:
            return None
        keys = (f"{local.casefold()}@{domain}", *parents(domain)) if local else tuple(parents(domain))
        live = [item for key in keys for item in self._entries.get(key, ()) if item[2].is_live(today)]
        if not live:
            return None
        _, is_block, entry = max(live, key=lambda item: item[:2])
        return Ruling(entry, is_block)

    def expired(self, local: str, domain: str, today: date) -> ListEntry | None:
        """Return an allow entry that covered the recipient and has run out, to say so in the reasons."""
        keys = (f"{local.casefold()}@{domain}", *parents(domain))
        for key in keys:
            for _, is_block, entry in self._entries.get(key, ()):
                if not is_block and not entry.is_live(today):
                    return entry
        return None


def _key(entry: ListEntry) -> str:
    if entry.scope == "address":
        local, _, domain = entry.value.rpartition("@")
        return f"{local}@{normalise(domain) or domain}"
    value = entry.value.removeprefix("*").strip(".")
    return normalise(value) or value


def _rank(key: str) -> int:
    return _ADDRESS_RANK if "@" in key else key.count(".") + 1


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
