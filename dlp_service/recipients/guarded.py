"""
The tables that guarded hosts are looked up in, built once.

Four tables answer a misspelling by hashing: hosts with one letter left out
(distance 1 over the whole host, suffix included), thirds of long names
(distance 2: two edits leave one third as it was), names folded to what they
look like, and hosts with their dots dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

from dlp_service.recipients.domains import Suffixes
from dlp_service.recipients.glyphs import loose_fold, strict_fold
from dlp_service.recipients.slips import Guarded
from dlp_service.recipients.tables import Tables

LONG = 8
"""Names of at least this many letters are also compared at distance 2."""
MAX_BUCKET = 48
Probe = tuple[dict[str, tuple[Guarded, ...]], int, int]


class GuardedHosts:
    """
    Guarded hosts by name, by head (what stands before the suffix), by suffix, and by the four tables.

    Building takes time and memory proportional to the number of hosts, about 20 entries each; nothing changes after.
    """

    __slots__ = (
        "_probes",
        "_thirds",
        "by_suffix",
        "collapsed",
        "deletions",
        "dotless_endings",
        "folded",
        "heads",
        "loose",
        "names",
        "suffixes",
        "tables",
    )

    def __init__(self, hosts: Iterable[tuple[str, bool]], suffixes: Suffixes, tables: Tables) -> None:
        self.suffixes = suffixes
        self.tables = tables
        self.names: dict[str, Guarded] = {}
        self.heads: dict[str, tuple[Guarded, ...]] = {}
        self.by_suffix: dict[str, dict[str, Guarded]] = {}
        self.deletions: dict[str, tuple[Guarded, ...]] = {}
        self._thirds: dict[str, dict[tuple[int, int], dict[str, tuple[Guarded, ...]]]] = {}
        self.folded: dict[str, Guarded] = {}
        self.loose: dict[str, Guarded] = {}
        self.collapsed: dict[str, Guarded] = {}
        for host, is_trusted in hosts:
            if host and host not in self.names and "." in host:
                self._add(self._guard(host, is_trusted))

        restricted = {guarded.suffix for guarded in self.names.values() if guarded.is_restricted}
        self.dotless_endings = tuple(sorted(collapse(suffix) for suffix in restricted))
        self._probes = lru_cache(maxsize=4096)(self._probes_for)

    def one_edit_away(self, host: str) -> Iterator[Guarded]:
        """Yield the guarded hosts one edit from `host`."""
        found = list(self.deletions.get(host, ()))
        for at in range(len(host)):
            near = self.deletions.get(host[:at] + host[at + 1 :])
            if near:
                found += near
        for guarded in dict.fromkeys(found):
            if OSA.distance(guarded.host, host, score_cutoff=1) == 1:
                yield guarded

    def two_edits_away(self, name: str, suffix: str) -> Iterator[Guarded]:
        """Yield the guarded hosts with long names two edits from `name.suffix`: two edits leave one third as it was."""
        found: list[Guarded] = []
        for table, start, end in self._probes(len(name), suffix):
            near = table.get(name[start:end])
            if near:
                found += near
        typed = f"{name}.{suffix}"
        for guarded in dict.fromkeys(found):
            if OSA.distance(guarded.host, typed, score_cutoff=2) == 2:
                yield guarded

    def near_garbled(self, host: str) -> Iterator[tuple[Guarded, int]]:
        """
        Yield the guarded hosts one or two edits from a host, and how many.

        Two letters are left out of what was typed, which meets one left out of what was meant; costs the square of
        the host's length, so it is for short hosts under no real suffix.
        """
        found = list(self.deletions.get(host, ()))
        for first, text in enumerate(deletions(host)):
            for at in range(max(0, first - 1), len(text)):
                found += self.deletions.get(text[:at] + text[at + 1 :], ())
        for guarded in dict.fromkeys(found):
            distance = OSA.distance(guarded.host, host, score_cutoff=2)
            if distance <= 2:
                yield guarded, distance

    def _probes_for(self, typed: int, suffix: str) -> tuple[Probe, ...]:
        """Return where, in a typed name of this length and suffix, a third of a guarded name can stand, with the table to ask."""
        near = (known for known in self._thirds if OSA.distance(known, suffix, score_cutoff=1) <= 1)
        return tuple(probe for known in near for probe in self._probe(typed, self._thirds[known]))

    @staticmethod
    def _probe(typed: int, tables: Mapping[tuple[int, int], dict[str, tuple[Guarded, ...]]]) -> Iterator[Probe]:
        for (length, number), table in tables.items():
            if abs(typed - length) <= 2:
                start, end = _thirds(length)[number]
                for shift in _shifts(number, typed - length):
                    if start + shift >= 0:
                        yield table, start + shift, end + shift

    def _guard(self, host: str, is_trusted: bool) -> Guarded:
        suffix = self.suffixes.suffix(host)
        if suffix == host:
            suffix = host.partition(".")[2]
        head = host[: -len(suffix) - 1]
        return Guarded(
            host,
            head,
            suffix,
            is_trusted,
            self.tables.is_restricted(host, suffix, self.suffixes),
            head in self.tables.generic,
        )

    def _add(self, guarded: Guarded) -> None:
        host, head = guarded.host, guarded.head
        self.names[host] = guarded
        self.by_suffix.setdefault(guarded.suffix, {})[head] = guarded
        self.heads[head] = (*self.heads.get(head, ()), guarded)
        table_of = self.deletions
        for text in deletions(host):
            known = table_of.get(text, ())
            if guarded not in known:
                table_of[text] = (*known, guarded)
        if len(head) >= LONG:
            for number, (start, end) in enumerate(_thirds(len(head))):
                tables = self._thirds.setdefault(guarded.suffix, {})
                table = tables.setdefault((len(head), number), {})
                bucket = table.get(head[start:end], ())
                if len(bucket) <= MAX_BUCKET:
                    table[head[start:end]] = (*bucket, guarded)
        self.folded.setdefault(f"{strict_fold(head)}.{guarded.suffix}", guarded)
        self.loose.setdefault(f"{loose_fold(head)}.{guarded.suffix}", guarded)
        self.collapsed.setdefault(collapse(host), guarded)


def deletions(text: str) -> Iterator[str]:
    """Yield a text, and the text with each of its letters left out."""
    yield text
    for at in range(len(text)):
        yield text[:at] + text[at + 1 :]


def _thirds(length: int) -> tuple[tuple[int, int], ...]:
    one, two = length // 3, 2 * length // 3
    return (0, one), (one, two), (two, length)


def _shifts(number: int, difference: int) -> Iterable[int]:
    """Return where a third can have moved to after at most two edits; the first cannot move, the last must."""
    if number == 0:
        return (0,)
    if number == 2:
        return (difference,)
    return (
        (-1, 0, 1) if difference == 0 else (0, difference) if abs(difference) == 1 else (0, difference // 2, difference)
    )


def collapse(host: str) -> str:
    """Return a host without dots and hyphens."""
    return host.replace(".", "").replace("-", "")
