"""
The tables that guarded hosts are looked up in, built once.

A misspelling is met by hashing and verified after: hosts with one letter left
out (distance 1 over the whole host, suffix included), hosts with their dots
dropped, and by suffix what `under` keeps.  Before letters are left out of what
was typed, two look-ups say whether it can be one edit away at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

from dlp_service.recipients.domains import Suffixes
from dlp_service.recipients.ends import Ends, Halves
from dlp_service.recipients.slips import Guarded
from dlp_service.recipients.tables import Tables
from dlp_service.recipients.typed import Reader
from dlp_service.recipients.under import MAX_BUCKET, NamesUnder, Probe, put_first

MAX_GARBLED = 22


class GuardedHosts:
    """
    Guarded hosts by name, by head (what stands before the suffix), by suffix, and by their letters.

    Building takes time and memory proportional to the number of hosts, about 20 entries each; nothing changes after.
    """

    __slots__ = (
        "_deletions",
        "_ends",
        "_firsts",
        "_halves",
        "_more_deletions",
        "_probes",
        "_rare",
        "_rare_halves",
        "_suffix_deletions",
        "_telling_ends",
        "collapsed",
        "deep",
        "dotless_endings",
        "heads",
        "names",
        "public_endings",
        "reader",
        "suffixes",
        "tables",
        "under",
    )

    def __init__(self, hosts: Iterable[tuple[str, bool]], reader: Reader) -> None:
        self.reader = reader
        self.suffixes: Suffixes = reader.suffixes
        self.tables: Tables = reader.tables
        self.names: dict[str, Guarded] = {}
        self.heads: dict[str, tuple[Guarded, ...]] = {}
        self.under: dict[str, NamesUnder] = {}
        self.collapsed: dict[str, Guarded] = {}
        self.deep: dict[str, tuple[Guarded, ...]] = {}
        # Of the texts with a letter left out 99 in 100 belong to one host: no tuple is kept for them.
        self._deletions: dict[str, Guarded] = {}
        self._more_deletions: dict[str, tuple[Guarded, ...]] = {}
        self._firsts: set[str] = set()
        self._rare: dict[str, tuple[Guarded, ...]] = {}
        self._halves: dict[str, Halves] = {}
        self._rare_halves = Halves()
        self._ends, self._telling_ends = Ends(), Ends()
        for host, is_trusted in hosts:
            if host and host not in self.names and "." in host:
                self._add(self._guard(host, is_trusted))

        # Of hosts that what was typed fits alike the first counts: the order of the list must not decide which.
        for head, guarded in self.heads.items():
            if len(guarded) > 1:
                self.heads[head] = tuple(sorted(guarded, key=_host))
            self._add_rare(head)
        # A first label that so many share, as `mail` or `www`, tells nothing, and all of them would be compared.
        self.deep = {
            first: tuple(sorted(guarded, key=_host))
            for first, guarded in self.deep.items()
            if len(guarded) <= MAX_BUCKET
        }
        self.dotless_endings = tuple(sorted({collapse(suffix) for suffix in self.under}))
        public = {collapse(guarded.suffix) for guarded in self.names.values() if guarded.is_restricted}
        # The longest first, so that `govuk` is not taken for its `gov`; where there is none, nothing matches.
        self.public_endings = re.compile("|".join(sorted(public, key=lambda text: (-len(text), text))) or "(?!)")
        self._suffix_deletions: dict[str, tuple[str, ...]] = {}
        for suffix in self.under:
            for text in deletions(suffix):
                self._suffix_deletions[text] = (*self._suffix_deletions.get(text, ()), suffix)
        self._probes = lru_cache(maxsize=4096)(self._probes_of)

    def _guard(self, host: str, is_trusted: bool) -> Guarded:
        suffix = self.suffixes.suffix(host)
        if suffix == host:
            suffix = host.partition(".")[2]
        head = host[: -len(suffix) - 1]
        name = head.rpartition(".")[2]
        return Guarded(
            host,
            head,
            suffix,
            is_trusted,
            is_restricted=self.tables.is_restricted(host, suffix, self.suffixes),
            is_generic=head in self.tables.generic,
            is_rare=self.tables.is_rare(name),
            is_initials=name in self.tables.initials,
            is_first_rare=self.tables.is_rare(host.partition(".")[0]),
        )

    def _add(self, guarded: Guarded) -> None:
        host, head = guarded.host, guarded.head
        self.names[host] = guarded
        self.heads[head] = (*self.heads.get(head, ()), guarded)
        self.under.setdefault(guarded.suffix, NamesUnder()).add(guarded)
        put_first(self.collapsed, collapse(host), guarded)
        if host.count(".") >= 2:
            first = host[: host.find(".")]
            self.deep[first] = (*self.deep.get(first, ()), guarded)
        self._ends.add(head)
        if guarded.is_initials or (guarded.is_rare and not guarded.is_restricted):
            self._telling_ends.add(head)
        self._add_letters(guarded)

    def _add_letters(self, guarded: Guarded) -> None:
        """Note the host with each of its letters left out, and the halves that rule most misspellings out."""
        host = guarded.host
        for text in deletions(host):
            first = self._deletions.setdefault(text, guarded)
            if first is not guarded:
                more = self._more_deletions.get(text, ())
                if guarded not in more:
                    self._more_deletions[text] = (*more, guarded)
        self._firsts.add(host[: host.find(".")])
        at = host.find(".")
        while at >= 0:
            if host[at + 1 :] not in self._halves:
                self._halves[host[at + 1 :]] = Halves()
            self._halves[host[at + 1 :]].add(host[:at])
            at = host.find(".", at + 1)

    def _add_rare(self, head: str) -> None:
        """Note a firm's rare name, which may stand under several suffixes, once: for the shortest host."""
        firms = [guarded for guarded in self.heads[head] if guarded.is_rare and not guarded.is_restricted]
        if firms:
            guarded = min(firms, key=lambda firm: len(firm.host))
            self._rare_halves.add(head)
            for text in deletions(head):
                self._rare[text] = (*self._rare.get(text, ()), guarded)

    def halves(self, name: str, suffix: str) -> list[tuple[str, str, bool]]:
        """
        Return the guarded names that a longer name begins or ends with, the rest, and whether the rest is left of it.

        Where no hyphen sets a word apart, only those that count: names under the suffix that was typed, firms' rare
        names and initials under any, and all of them beside a decoy.
        """
        if "-" in name:
            return self._ends.held_by(name)
        found = self._telling_ends.held_by(name)
        if suffix in self.under:
            found += self.under[suffix].ends.held_by(name)
        if decoys := self.reader.decoys.held_by(name):
            found += [(rest, word, not is_left) for word, rest, is_left in decoys if rest in self.heads]
        return list(dict.fromkeys(found)) if len(found) > 1 else found

    def one_edit_away(self, host: str) -> list[Guarded]:
        """
        Return the guarded hosts one edit (optimal string alignment) from a host with a dot.

        An edit within the first label leaves what follows, and one half of the label, as it was; an edit behind the
        first dot leaves the first label as it was.  Only where one of the two is known are letters left out there.
        """
        texts = self._deletions
        at = host.find(".")
        first, rest = host[:at], host[at + 1 :]
        halves = self._halves.get(rest)
        start, stop = halves.span(first) if halves else (0, 0)
        end = len(host) if first in self._firsts else 0
        # The first dot alone may be what was typed wrongly, and then neither half of the host is known.
        found = [first + rest] if first + rest in texts else []
        if stop or end:
            near = [host[:place] + host[place + 1 :] for place in (*range(start, stop), *range(at + 1, end))]
            found += [text for text in (host, *near) if text in texts]
        if not found:
            return []
        return [item for item in self._sharing(found) if OSA.distance(item.host, host, score_cutoff=1) == 1]

    def _sharing(self, texts: Iterable[str]) -> Iterable[Guarded]:
        """Return the guarded hosts that are one of these texts, or it with a letter left out; each once."""
        one, more = self._deletions, self._more_deletions
        found: dict[Guarded, None] = {}
        for text in texts:
            if text in more:
                found |= dict.fromkeys(sorted((one[text], *more[text]), key=_host))
            elif text in one:
                found[one[text]] = None
        return found

    def may_be_rare(self, name: str) -> bool:
        """Say whether a firm's rare name can be one edit from a name: it has one half of such a name."""
        return self._rare_halves.span(name)[1] > 0

    def rare_one_edit_away(self, name: str) -> list[Guarded]:
        """Return the firms whose rare names are one edit from a name."""
        start, stop = self._rare_halves.span(name)
        if not stop:
            return []
        texts = (name, *(name[:place] + name[place + 1 :] for place in range(start, stop)))
        found = [guarded for text in texts for guarded in self._rare.get(text, ())]
        near = {guarded for guarded in found if OSA.distance(guarded.head, name, score_cutoff=1) == 1}
        return sorted(near, key=_host)

    def two_edits_away(self, name: str, suffix: str) -> list[Guarded]:
        """Return the guarded hosts with long names two edits from `name.suffix`, under a suffix at most one edit away."""
        probes = self._probes(len(name), suffix)
        buckets = [table[name[start:end]] for table, start, end in probes if name[start:end] in table]
        if not buckets:
            return []
        typed = f"{name}.{suffix}"
        found = {guarded for bucket in buckets for guarded in bucket}
        near = [guarded for guarded in found if OSA.distance(guarded.host, typed, score_cutoff=2) == 2]
        return sorted(near, key=_host)

    def _probes_of(self, letters: int, suffix: str) -> tuple[Probe, ...]:
        near = {known for text in deletions(suffix) for known in self._suffix_deletions.get(text, ())}
        found = [self.under[known] for known in sorted(near) if OSA.distance(known, suffix, score_cutoff=1) <= 1]
        return tuple(probe for names in found for probe in names.probes(letters))

    def near_garbled(self, host: str) -> Iterator[tuple[Guarded, int]]:
        """
        Yield the guarded hosts one or two edits from a host, and how many.

        Two letters are left out of what was typed, which meets one left out of what was meant; that costs the square
        of the host's length, so of hosts with more than `MAX_GARBLED` letters only one is left out.
        """
        texts = [*deletions(host)]
        if len(host) <= MAX_GARBLED:
            for first, text in enumerate(tuple(texts)):
                texts += [text[:at] + text[at + 1 :] for at in range(max(0, first - 1), len(text))]
        for guarded in self._sharing(texts):
            distance = OSA.distance(guarded.host, host, score_cutoff=2)
            if distance <= 2:
                yield guarded, distance


def _host(guarded: Guarded) -> str:
    return guarded.host


def deletions(text: str) -> Iterator[str]:
    """Yield a text, and the text with each of its letters left out."""
    yield text
    for at in range(len(text)):
        yield text[:at] + text[at + 1 :]


def collapse(host: str) -> str:
    """Return a host without dots and hyphens."""
    return host.replace(".", "").replace("-", "")
