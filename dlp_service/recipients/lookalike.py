"""
Finds the guarded host that a domain was probably meant to be.

Hash look-ups only, never a scan of the guarded list; every candidate is
verified by RapidFuzz before it counts.  The ways of slipping are independent
of one another, each weighs what it finds, and the weightiest slip wins.
A guarded host is never a slip of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rapidfuzz.distance import OSA

from dlp_service.recipients.domains import Suffixes, parents, unicode_form
from dlp_service.recipients.glyphs import loose_fold, skeleton, strict_fold
from dlp_service.recipients.guarded import LONG, GuardedHosts, collapse, deletions
from dlp_service.recipients.slips import FLAGGED, SPARSE, Edit, Guarded, Slip, label_weight, single_edit
from dlp_service.recipients.tables import Tables

MAX_HOST = 100
MAX_GARBLED = 22
MAX_PIECES = 6
"""Guarded hosts have few labels, so windows over a host's labels need not be longer."""
_ENDINGS = (
    "communitycouncil", "parishcouncil", "towncouncil", "citycouncil", "council", "parishes", "parish", "probation",
    "scotland", "wales", "fire", "police", "online", "-pcc", "-vjb", "-npa", "-pc", "-tc", "-cc", "-ni", "ni", "cc",
)  # fmt: skip
_NEIGHBOUR_SUFFIXES = {
    "gov": {"com", "org", "net", "us", "mil", "co", "gov.us", "info"},
    "mil": {"com", "org", "net", "us", "gov", "ml", "info", "mil.us"},
    "gov.uk": {"uk", "co.uk", "org.uk", "com", "gov", "org", "net", "co", "gov.us"},
    "com": {"co", "net", "org", "cm", "om", "co.uk"},
    "co.uk": {"com", "uk", "org.uk", "co"},
    "int": {"com", "org", "net", "info"},
    "org": {"com", "net", "co"},
    "net": {"com", "org"},
}


class LookalikeIndex:
    """
    An immutable index over guarded hosts.

    Raises nothing: any normalised host has an answer.  Building takes time and memory proportional to the
    number of guarded hosts (about 20 entries each).
    """

    __slots__ = ("_hosts", "_suffixes", "_tables")

    def __init__(self, hosts: Iterable[tuple[str, bool]], suffixes: Suffixes, tables: Tables) -> None:
        self._suffixes = suffixes
        self._tables = tables
        self._hosts = GuardedHosts(hosts, suffixes, tables)

    def __len__(self) -> int:
        """Return the number of guarded hosts."""
        return len(self._hosts.names)

    def __contains__(self, host: object) -> bool:
        """Say whether exactly this host is guarded."""
        return host in self._hosts.names

    def is_guarded(self, host: str) -> bool:
        """Say whether the host or a parent of it is guarded."""
        names = self._hosts.names
        while host not in names:
            at = host.find(".")
            if at < 0:
                return False
            host = host[at + 1 :]
        return True

    def find(self, host: str) -> Slip | None:
        """Return the weightiest slip that `host` may be, or None; a guarded host or its sub-host is never one."""
        if self.is_guarded(host):
            return None
        best: Slip | None = None
        for slip in self._slips(host):
            if slip.weight >= FLAGGED and (best is None or _order(slip) > _order(best)):
                best = slip
        return best

    def _slips(self, host: str) -> Iterator[Slip]:
        seen = unicode_form(host)
        if not seen.isascii():
            yield from self._homographs(seen)
            return
        suffix = self._suffixes.suffix(host)
        registrable = self._suffixes.registrable(host)
        yield from self._tricks(host)
        if len(host) > MAX_HOST:
            if len(registrable) < len(host):
                yield from _under(host, registrable, self._slips(registrable))
            return
        if not self._suffixes.exists(suffix) or "." not in host:
            yield from self._garbled(host)
        if registrable == suffix:
            return
        if registrable in self._tables.known:
            return
        is_restricted = self._tables.is_restricted(host, suffix, self._suffixes)
        tails = [tail for tail in parents(host) if len(tail) >= len(registrable)][-4:]
        for tail in tails:
            yield from _under(host, tail, self._edits(tail, suffix))
            yield from _under(host, tail, self._swaps(tail, suffix, is_restricted))
        yield from self._doppelgangers(host, registrable, suffix)
        first, _, rest = host.partition(".")
        if host != registrable and len(first) >= LONG - 2:
            yield from self._distant(first, rest)
        yield from _under(host, registrable, self._names_like(registrable[: -len(suffix) - 1], suffix))

    def _names_like(self, name: str, suffix: str) -> Iterator[Slip]:
        """Compare the registrable name alone."""
        yield from self._folds(name, suffix)
        yield from self._compounds(name, suffix)
        if len(name) >= LONG - 2:
            yield from self._distant(name, suffix)

    def _garbled(self, host: str) -> Iterator[Slip]:
        """
        Look harder where the top-level domain does not exist: nothing real can be there, so it is a slip for something.

        Two letters are left out of what was typed, which meets one left out of what was meant.
        """
        if len(host) > MAX_GARBLED:
            return
        found = list(self._hosts.deletions.get(host, ()))
        collapsed = self._hosts.collapsed.get(host)
        if collapsed and len(collapsed.head) >= 2:
            yield Slip("typo", collapsed, collapsed.host, 0.9, ("dot omitted",), "DOT_MISSING")
        for first, text in enumerate(deletions(host)):
            for at in range(max(0, first - 1), len(text)):
                found += self._hosts.deletions.get(text[:at] + text[at + 1 :], ())
        for guarded in dict.fromkeys(found):
            distance = OSA.distance(guarded.host, host, score_cutoff=2)
            if distance <= 2 and len(guarded.head) >= 3:
                words = (f"'{host}' does not exist and is {distance} letters away",)
                yield Slip("typo", guarded, guarded.host, 0.75 - 0.05 * distance, words, "SUFFIX_UNKNOWN")

    # --- one method per way of slipping ----------------------------------------------------------

    def _homographs(self, seen: str) -> Iterator[Slip]:
        """Compare what a person sees; the skeleton itself, or within two edits where letters stayed unknown."""
        plain = skeleton(seen)
        odd = ", ".join(dict.fromkeys(f"'{c}' for '{skeleton(c)}'" for c in seen if not c.isascii()))
        for tail in parents(plain):
            if found := self._hosts.names.get(tail):
                yield Slip("homograph", found, plain, 0.98, (f"letters of another look: {odd}",), "HOMOGRAPH")
                return
        for slip in self._slips(plain.replace("?", "-")):
            if slip.weight >= FLAGGED - 0.1:
                yield replace(
                    slip,
                    kind="homograph",
                    weight=max(slip.weight, 0.75),
                    edits=(f"letters of another look: {odd}",),
                    reason="HOMOGRAPH",
                )

    def _tricks(self, host: str) -> Iterator[Slip]:
        """Find a guarded host to the left of a foreign domain (`navy.mil.example.com`), or its dots as hyphens."""
        labels = host.split(".")
        for start in range(len(labels) - 2):
            left = labels[start]
            for end in range(start + 1, min(start + MAX_PIECES, len(labels) - 1)):
                left = f"{left}.{labels[end]}"
                if found := self._hosts.names.get(left):
                    meant = ".".join(labels[: end + 1])
                    weight = self._trick_weight(found, ".".join(labels[end + 1 :]), left)
                    yield Slip(
                        "subdomain_trick",
                        found,
                        meant,
                        weight,
                        (f"'.{'.'.join(labels[end + 1 :])}' follows it",),
                        "SUBDOMAIN_TRICK",
                    )
        for label in labels[:-1]:
            if "-" in label:
                yield from self._hyphenated(label)

    def _trick_weight(self, found: Guarded, rest: str, left: str) -> float:
        is_short = len(found.head) <= 2 and not found.is_restricted
        if is_short:
            return 0.3
        country_zone = len(rest) == 2 and rest in self._tables.countries
        if country_zone and self._suffixes.is_suffix(f"{left.partition('.')[2]}.{rest}"):
            is_word = found.head in self._tables.government_words and found.suffix not in SPARSE
            is_common = found.is_generic or is_word or len(found.head) < 3
            is_telling = len(found.head) > 3 or found.suffix in SPARSE or found.head in self._tables.famous
            return 0.8 if is_telling and not is_common else 0.3
        return 0.95

    def _hyphenated(self, label: str) -> Iterator[Slip]:
        pieces = label.split("-")
        for end in range(2, len(pieces) + 1):
            for start in range(max(0, end - MAX_PIECES), end - 1):
                if found := self._hosts.names.get(".".join(pieces[start:end])):
                    strong = found.is_restricted or not (found.is_generic or len(found.head) <= 3)
                    yield Slip(
                        "subdomain_trick",
                        found,
                        found.host,
                        0.92 if strong else 0.5,
                        ("dots became hyphens",),
                        "SUBDOMAIN_TRICK",
                    )

    def _edits(self, tail: str, suffix: str) -> Iterator[Slip]:
        """Find guarded hosts one edit away from `tail`."""
        table = self._hosts.deletions
        found = list(table.get(tail, ()))
        for at in range(len(tail)):
            near = table.get(tail[:at] + tail[at + 1 :])
            if near:
                found += near
        for guarded in dict.fromkeys(found):
            if OSA.distance(guarded.host, tail, score_cutoff=1) == 1:
                slip = self._edited(guarded, tail, suffix)
                if slip:
                    yield slip

    def _edited(self, guarded: Guarded, tail: str, suffix: str) -> Slip | None:
        edit = single_edit(guarded.host, tail)
        if edit is None:
            return None
        words = (edit.words(guarded),)
        if "." in edit.old or "." in edit.new:
            return _dot_slip(guarded, edit, words)
        if edit.at > len(guarded.head):
            return self._suffix_slip(guarded, tail, suffix, words)
        stem = _telling_letters(guarded.head.rpartition(".")[2], tail)
        kind, weight = label_weight(guarded, edit, stem)
        return Slip(kind, guarded, guarded.host, weight, words, "TYPO" if kind == "typo" else "LOOKALIKE_LETTERS")

    def _suffix_slip(self, guarded: Guarded, tail: str, suffix: str, words: tuple[str, ...]) -> Slip:
        """Weigh one edit inside the suffix; a suffix that exists is a swap, one that does not is a typo."""
        exists = self._suffixes.exists(suffix)
        is_swap = exists and tail.rpartition(".")[2] != guarded.host.rpartition(".")[2]
        kind = "tld_swap" if is_swap or self._suffixes.is_suffix(tail[len(guarded.head) + 1 :]) else "typo"
        name = guarded.head.rpartition(".")[2]
        if not exists:
            weight = 0.9
        elif guarded.is_restricted:
            weight = 0.95 if not guarded.is_generic and len(name) > 2 else 0.75
        else:
            weight = 0.4 if (len(name) <= 3 and is_swap) or len(name) <= 2 or guarded.is_generic else 0.75
            if guarded.is_trusted:
                weight += 0.1
        if exists and self._tables.is_restricted(tail, suffix, self._suffixes):
            weight = min(weight, 0.65 if len(name) >= 5 and not self._is_common(guarded, name) else 0.4)
        return Slip(kind, guarded, guarded.host, weight, words, "SUFFIX_SLIP" if exists else "SUFFIX_UNKNOWN")

    def _swaps(self, tail: str, suffix: str, is_restricted: bool) -> Iterator[Slip]:
        """Find the same name under another suffix; also under one the list does not know (`malvernhills.gov.us`)."""
        head = tail[: -len(suffix) - 1]
        for guarded in self._hosts.heads.get(head, ()):
            yield self._swap(guarded, suffix, is_restricted)
        first, dot, rest = tail.partition(".")
        if dot and first != head and first in self._hosts.heads and rest != suffix:
            for guarded in self._hosts.heads[first]:
                if (
                    rest in _NEIGHBOUR_SUFFIXES.get(guarded.suffix, ())
                    or OSA.distance(rest, guarded.suffix, score_cutoff=1) == 1
                ):
                    yield self._swap(guarded, rest, is_restricted=False)

    def _swap(self, guarded: Guarded, suffix: str, is_restricted: bool) -> Slip:
        name = guarded.head.rpartition(".")[2]
        near = suffix in _NEIGHBOUR_SUFFIXES.get(guarded.suffix, ())
        if OSA.distance(suffix, guarded.suffix, score_cutoff=1) == 1 and guarded.is_restricted:
            weight = 0.75
        elif guarded.is_generic or len(name) <= 2:
            is_telling = near and guarded.is_restricted and len(name) > 3 and name not in self._tables.commonest
            weight = 0.62 if is_telling else 0.3
        elif is_restricted:
            least = 3 if suffix in SPARSE else LONG
            is_telling = guarded.is_restricted and len(name) >= least and not self._is_common(guarded, name)
            weight = 0.7 if is_telling else 0.4
        else:
            is_famous = guarded.suffix in SPARSE or name in self._tables.famous
            weight = ((0.62 if is_famous else 0.5) if len(name) == 3 else 0.7 if len(name) == 4 else 0.8) + (
                0.1 if near else 0.0
            )
            if not guarded.is_trusted and not near:
                weight -= 0.15
        if guarded.is_restricted and near and len(name) >= 4 and not guarded.is_generic:
            weight = max(weight, 0.8)
        words = (f"'.{guarded.suffix}' became '.{suffix}'",)
        if not self._suffixes.exists(suffix):
            return Slip("typo", guarded, guarded.host, weight, words, "SUFFIX_UNKNOWN")
        return Slip("tld_swap", guarded, guarded.host, weight, words, "OTHER_SUFFIX")

    def _is_common(self, guarded: Guarded, name: str) -> bool:
        return guarded.is_generic or name in self._tables.government_words

    def _folds(self, name: str, suffix: str) -> Iterator[Slip]:
        """Find names that look the same in ordinary type: `rnod`, `metoff1ce`."""
        found = self._hosts.folded.get(f"{strict_fold(name)}.{suffix}")
        if found and found.head != name:
            weight = 0.93 if len(name) > 3 else 0.7
            yield Slip("lookalike", found, found.host, weight, (_folded_words(found.head, name),), "LOOKALIKE_LETTERS")
        found = self._hosts.loose.get(f"{loose_fold(name)}.{suffix}")
        if found and found.head != name and len(name) >= 4:
            weight = 0.62 if len(name) == 4 else 0.75 if len(name) == 5 else 0.85
            yield Slip("lookalike", found, found.host, weight, (_folded_words(found.head, name),), "LOOKALIKE_LETTERS")

    def _doppelgangers(self, host: str, registrable: str, suffix: str) -> Iterator[Slip]:
        """Find guarded hosts whose dots were dropped: `modgov.uk`, `pentagonmil.com`, `usarmymil.com`."""
        for tail in {host, registrable}:
            found = self._hosts.collapsed.get(collapse(tail))
            if found:
                kind = "typo" if tail.count(".") >= found.host.count(".") and "-" not in tail else "doppelganger"
                if "-" in tail and tail.replace("-", "") == found.host.replace("-", ""):
                    kind = "lookalike"
                weight = 0.9 if _is_telling(found) else 0.55
                yield Slip(kind, found, found.host, weight, ("dots or hyphens moved",), "DOT_MOVED")
        bare = registrable[: -len(suffix) - 1].replace("-", "")
        found = self._hosts.collapsed.get(bare)
        if found:
            telling = found.is_restricted or (len(found.head) >= 5 and not found.is_generic)
            weight = 0.92 if telling and len(found.head) >= 3 else 0.65 if found.suffix in SPARSE else 0.45
            yield Slip("doppelganger", found, found.host, weight, (f"dots dropped, '.{suffix}' added",), "DOT_MISSING")
        if not bare.endswith(self._hosts.dotless_endings):
            return
        for at in range(1, len(bare) - 5):
            found = self._hosts.collapsed.get(bare[at:])
            if found and found.is_restricted and not found.is_generic and len(found.head) >= 3:
                yield Slip("doppelganger", found, found.host, 0.8, (f"dots dropped, '.{suffix}' added",), "DOT_MISSING")

    def _compounds(self, name: str, suffix: str) -> Iterator[Slip]:
        """Find a guarded name with another word glued to it: `navysafe.mil`, `howardnavy.mil`."""
        names = self._hosts.by_suffix.get(suffix)
        for at in range(1, len(name) if names else 0):
            left, right = name[:at], name[at:]
            if names and left in names and at < len(name) - 1:
                yield self._compound(names[left], right, is_left=False)
            if names and right in names and at > 1:
                yield self._compound(names[right], left, is_left=True)
        if "-" in name:
            yield from self._foreign_compounds(name, suffix)

    def _compound(self, found: Guarded, other: str, *, is_left: bool) -> Slip:
        word = other.strip("-")
        length = len(found.head)
        is_decoy = bool(word) and all(piece in self._tables.decoys for piece in word.split("-"))
        if found.suffix in SPARSE:
            weight = 0.75 if length >= 4 or is_decoy else 0.65 if other != word and length >= 3 else 0.5
        elif is_decoy and found.is_restricted:
            weight = (
                0.72
                if length >= 5 and not found.is_generic
                else 0.62
                if length >= 4 or (length == 3 and other != word)
                else 0.5
            )
        elif is_decoy:
            weight = (
                0.72
                if length >= 5 and not found.is_generic
                else 0.62
                if length >= 4 and not found.is_generic and other != word
                else 0.5
            )
        else:
            weight = 0.3
        kind = "doppelganger" if is_left and other == word and not is_decoy else "lookalike"
        meant = f"{word}.{found.host}" if kind == "doppelganger" else found.host
        return Slip(kind, found, meant, weight, (f"'{other}' glued to the name",), "WORD_ADDED")

    def _foreign_compounds(self, name: str, suffix: str) -> Iterator[Slip]:
        """Find `navy-login.com`: a guarded government name, a decoy word, and a suffix anyone can register."""
        first, _, last = name.partition("-")
        for head, word in ((first, last), (name.rpartition("-")[2], name.rpartition("-")[0])):
            if word in self._tables.decoys and len(head) >= 4:
                for found in self._hosts.heads.get(head, ()):
                    if found.is_restricted and not found.is_generic and found.suffix != suffix:
                        yield Slip(
                            "lookalike",
                            found,
                            found.host,
                            0.7,
                            (f"'{word}' added, '.{suffix}' instead of '.{found.suffix}'",),
                            "WORD_ADDED",
                        )

    def _distant(self, name: str, suffix: str) -> Iterator[Slip]:
        """Find long names two edits away: two edits leave one of three thirds as it was."""
        found: list[Guarded] = []
        for table, start, end in self._hosts.probes(len(name), suffix):
            near = table.get(name[start:end])
            if near:
                found += near
        typed = f"{name}.{suffix}"
        for guarded in dict.fromkeys(found):
            if OSA.distance(guarded.host, typed, score_cutoff=2) == 2:
                yield self._distant_slip(guarded, name, suffix)

    def _distant_slip(self, guarded: Guarded, name: str, suffix: str) -> Slip:
        stem = _telling_letters(guarded.head, name)
        weight = 0.3 if stem < LONG - 1 else 0.66 if stem < LONG + 2 else 0.8
        if suffix != guarded.suffix and self._suffixes.exists(suffix):
            weight -= 0.05
        elif guarded.is_restricted and guarded.suffix not in SPARSE and _is_sibling(guarded.head, name):
            weight = 0.4
        return Slip("typo", guarded, guarded.host, weight, (f"two letters differ from '{guarded.head}'",), "TYPO")


def _order(slip: Slip) -> tuple[float, bool, int]:
    return slip.weight, slip.guarded.is_trusted, len(slip.guarded.host)


def _dot_slip(guarded: Guarded, edit: Edit, words: tuple[str, ...]) -> Slip:
    """Weigh a dot that was left out, typed in, moved or hit instead of another key."""
    kind, reason, doubtful = {
        "omitted": ("doppelganger", "DOT_MISSING", 0.62),
        "replaced": ("doppelganger", "DOT_REPLACED", 0.5),
        "swapped": ("typo", "DOT_MOVED", 0.5),
    }.get(edit.op, ("typo", "DOT_ADDED", 0.5))
    return Slip(kind, guarded, guarded.host, 0.9 if _is_telling(guarded) else doubtful, words, reason)


def _under(host: str, tail: str, slips: Iterator[Slip]) -> Iterator[Slip]:
    """Keep what stands before `tail` in what was meant: `us.navy.ml` meant `us.navy.mil`."""
    left = host[: len(host) - len(tail)]
    if not left:
        return slips
    return (slip if slip.meant.startswith(left) else replace(slip, meant=left + slip.meant) for slip in slips)


def _telling_letters(name: str, typed: str) -> int:
    """
    Return how many letters tell a guarded name from its siblings; councils share their endings.

    Where the slip lies inside the shared ending, and what comes before is as it was, all letters count.
    """
    for ending in _ENDINGS:
        stem = name[: -len(ending)]
        if name.endswith(ending) and len(stem) >= 3:
            return len(name) if typed.startswith(stem) else len(stem.rstrip("-"))
    return len(name)


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


def _is_telling(guarded: Guarded) -> bool:
    return guarded.is_restricted or (len(guarded.head) >= 4 and not guarded.is_generic)


def _folded_words(meant: str, typed: str) -> str:
    edit = single_edit(meant, typed)
    return (
        f"'{edit.new}' looks like '{edit.old}'" if edit and edit.op == "replaced" else f"'{typed}' reads like '{meant}'"
    )
