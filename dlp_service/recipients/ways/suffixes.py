"""The same name under another suffix, and one letter wrong inside the suffix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz.distance import OSA

from dlp_service.recipients.guarded import GuardedHosts
from dlp_service.recipients.slips import SPARSE, Guarded, Slip
from dlp_service.recipients.typed import Typed
from dlp_service.recipients.under import LONG
from dlp_service.recipients.weights import Row, otherwise, weigh

# Suffixes that a hand or a memory puts in place of another.
_NEIGHBOURS = {
    "gov": {"com", "org", "net", "us", "mil", "co", "gov.us", "info", "gov.uk"},
    "mil": {"com", "org", "net", "us", "gov", "ml", "info", "mil.us", "edu"},
    "gov.uk": {"uk", "co.uk", "org.uk", "com", "gov", "org", "net", "co", "gov.us"},
    "com": {"co", "net", "org", "cm", "om", "co.uk"},
    "co.uk": {"com", "uk", "org.uk", "co"},
    "int": {"com", "org", "net", "info"},
    "org": {"com", "net", "co"},
    "net": {"com", "org"},
}


_UNDER_COUNTRY = frozenset({
    "airforce", "army", "assembly", "courts", "defence", "defense", "gov", "mil", "parliament", "police", "president",
    "supremecourt",
})  # fmt: skip
"""Offices that some countries have right under their own domain: `parliament.ge`, `defence.ie`."""
_SERVICES = frozenset({"school", "police", "health", "justice", "parliament"})


class Swap(NamedTuple):
    """A guarded name under another suffix, with what its weight depends on."""

    guarded: Guarded
    name: str
    suffix: str
    is_near: bool
    is_one_letter: bool
    is_restricted: bool
    zone: str
    is_abroad: bool
    is_common: bool
    is_commonest: bool
    is_famous: bool

    @property
    def is_word(self) -> bool:
        """Say whether the name is a word, or too short, to point at anybody."""
        return self.guarded.is_generic or len(self.name) <= 2

    @property
    def is_telling_word(self) -> bool:
        """Say whether the suffix makes up for a name that is a word."""
        is_long = len(self.name) > 3 and not self.is_commonest
        return self.is_word and self.is_near and self.guarded.is_restricted and is_long

    @property
    def is_elsewhere(self) -> bool:
        """Say whether what was typed is a zone of schools, police or hospitals and what was meant a government's."""
        return self.zone in _SERVICES and not self.guarded.is_sparse and self.guarded.is_restricted

    @property
    def is_slip_of_public_suffix(self) -> bool:
        """Say whether the suffix is one letter from a public one, and the name none that another government has there."""
        is_neighbour = self.is_restricted and self.is_common
        return self.is_one_letter and self.guarded.is_restricted and not is_neighbour

    @property
    def is_office_abroad(self) -> bool:
        """Say whether a name that ministries share lies under a country's domain where no hand puts it by mistake."""
        is_office = self.is_common if self.is_restricted else self.name in _UNDER_COUNTRY
        return is_office and self.is_abroad and not self.is_near and not self.guarded.is_sparse

    @property
    def is_firm_under_government(self) -> bool:
        """Say whether a name that anyone could have registered lies where only a government or its forces register."""
        is_public = self.suffix.partition(".")[0] in {"gov", "mil"}
        return self.zone in {"government", "forces"} and is_public and self.guarded.is_open_firm

    @property
    def tells_governments_apart(self) -> bool:
        """Say whether a government's name under another government's suffix still means the first."""
        least = 3 if self.suffix in SPARSE else LONG
        is_telling = self.guarded.is_restricted and len(self.name) >= least and not self.is_common
        return self.is_restricted and is_telling


_SWAPPED: tuple[Row[Swap], ...] = (
    # Every country has its parliament and its ministry of defence, and writes them under its own domain.
    Row("an office that other countries have", 0.4, lambda it: it.is_office_abroad),
    # A government's suffix one letter away is the slip of Mali, whatever stands before it.
    Row("one letter from a restricted suffix", 0.75, lambda it: it.is_slip_of_public_suffix),
    # "tax", "login" and "state" under another suffix are somebody else, but for the suffix people put by mistake.
    Row("a telling word under a neighbouring suffix", 0.62, lambda it: it.is_telling_word),
    Row("a word under another suffix", 0.3, lambda it: it.is_word),
    # A place has its university, its police and its hospital; its council does not write itself under their zones.
    Row("a place under a zone of its own", 0.4, lambda it: it.is_elsewhere),
    # A firm's name, or another government's, among the names of public bodies, and none of them holds it.
    Row("a firm under a government", 0.66, lambda it: it.is_firm_under_government),
    Row("a body under the zone beside its own", 0.62, lambda it: it.is_restricted and it.is_near and not it.is_common),
    # Where only governments register, the same name is mostly the same body of another country.
    Row("a long name under another government", 0.7, lambda it: it.tells_governments_apart),
    Row("a name under another government", 0.4, lambda it: it.is_restricted),
    # Nearly every name of three letters is taken under every suffix.
    Row("three letters that mean one body", 0.62, lambda it: len(it.name) == 3 and it.is_famous),
    Row("three letters", 0.5, lambda it: len(it.name) == 3),
    Row("four letters", 0.7, lambda it: len(it.name) == 4),
    Row("a longer name", 0.8, otherwise),
)
_NEAR_GAIN = 0.1
# Watched names, webmail first, have honest namesakes under many suffixes.
_WATCHED_LOSS = 0.15
# A government's name under a suffix that anyone can register and that people put by mistake.
_RESTRICTED_LEAST = 0.8


class Slipped(NamedTuple):
    """One letter wrong in the suffix of a guarded host, with what its weight depends on."""

    guarded: Guarded
    letters: int
    exists: bool
    is_swap: bool
    is_office_abroad: bool

    @property
    def is_word(self) -> bool:
        """Say whether the name is a word, or too short, to point at anybody."""
        return self.guarded.is_generic or self.letters <= 2


_EDITED: tuple[Row[Slipped], ...] = (
    # Nothing real can be there.
    Row("a suffix that does not exist", 0.9, lambda it: not it.exists),
    Row("an office that other countries have", 0.4, lambda it: it.is_office_abroad),
    Row("a telling government name", 0.95, lambda it: it.guarded.is_restricted and not it.is_word),
    Row("a government word", 0.75, lambda it: it.guarded.is_restricted),
    # "me.com" and "me.co" are two companies.
    Row("a short name under another top-level domain", 0.4, lambda it: it.letters <= 3 and it.is_swap),
    Row("a word", 0.4, lambda it: it.is_word),
    Row("a name", 0.75, otherwise),
)
_TRUSTED_GAIN = 0.1
# What was typed lies where only governments register: `defence.gov.au` is not `defence.gov.uk`.
_GOVERNMENT_MOST, _GOVERNMENT_WORD_MOST = 0.65, 0.4


def slips(typed: Typed, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield guarded hosts of the same name; also under a suffix the list does not know (`malvernhills.gov.us`)."""
    heads = hosts.heads
    for tail in typed.tails:
        head = tail[: -len(typed.suffix) - 1]
        if head in heads:
            left = typed.host[: -len(tail)]
            for guarded in heads[head]:
                yield _swapped(guarded, typed.suffix, hosts, is_restricted=typed.is_restricted).behind(left)
        if head == typed.name:
            continue
        first, _, rest = tail.partition(".")
        if first in heads:
            left = typed.host[: -len(tail)]
            for guarded in heads[first]:
                if _is_neighbour(rest, guarded) or OSA.distance(rest, guarded.suffix, score_cutoff=1) == 1:
                    yield _swapped(guarded, rest, hosts, is_restricted=False).behind(left)


def _swapped(guarded: Guarded, suffix: str, hosts: GuardedHosts, *, is_restricted: bool) -> Slip:
    tables, name = hosts.tables, guarded.name
    swap = Swap(
        guarded=guarded,
        name=name,
        suffix=suffix,
        is_near=_is_neighbour(suffix, guarded),
        is_one_letter=OSA.distance(suffix, guarded.suffix, score_cutoff=1) == 1,
        is_restricted=is_restricted,
        zone=_kind_of(f"{name}.{suffix}", hosts) if is_restricted else "",
        is_abroad=suffix.rpartition(".")[2] in tables.countries,
        is_common=guarded.is_generic or name in tables.government_words,
        is_commonest=name in tables.commonest,
        is_famous=guarded.is_sparse or name in tables.famous,
    )
    if not hosts.suffixes.exists(suffix):
        return Slip("typo", guarded, guarded.host, _swap_weight(swap), "SUFFIX_UNKNOWN")
    return Slip("tld_swap", guarded, guarded.host, _swap_weight(swap), "OTHER_SUFFIX")


def _kind_of(host: str, hosts: GuardedHosts) -> str:
    zone = hosts.tables.zone(host)
    return zone.kind if zone else "government"


def _swap_weight(swap: Swap) -> float:
    guarded = swap.guarded
    weight = weigh(_SWAPPED, swap)
    is_plain = not (swap.is_word or swap.is_restricted or (swap.is_one_letter and guarded.is_restricted))
    if is_plain and swap.is_near:
        weight += _NEAR_GAIN
    elif is_plain and not guarded.is_trusted:
        weight -= _WATCHED_LOSS
    if guarded.is_restricted and swap.is_near and len(swap.name) >= 4 and not guarded.is_generic:
        weight = max(weight, _RESTRICTED_LEAST)
    return weight


def _is_neighbour(suffix: str, guarded: Guarded) -> bool:
    return suffix in _NEIGHBOURS.get(guarded.suffix, ())


def edited(guarded: Guarded, tail: str, typed: Typed, hosts: GuardedHosts) -> Slip:
    """Weigh one edit inside the suffix; a suffix that exists is a swap, one that does not is a typo."""
    exists, name = typed.suffix_exists, guarded.name
    is_swap = exists and tail.rpartition(".")[2] != guarded.host.rpartition(".")[2]
    kind = "tld_swap" if is_swap or hosts.suffixes.is_suffix(tail[len(guarded.head) + 1 :]) else "typo"
    is_office = name in _UNDER_COUNTRY and not guarded.is_sparse
    is_abroad = is_swap and typed.suffix.rpartition(".")[2] in hosts.tables.countries
    slipped = Slipped(guarded, len(name), exists, is_swap, is_office and is_abroad)
    weight = weigh(_EDITED, slipped)
    if exists and guarded.is_trusted and not guarded.is_restricted:
        weight += _TRUSTED_GAIN
    if exists and typed.is_restricted:
        is_common = guarded.is_generic or name in hosts.tables.government_words
        weight = min(weight, _GOVERNMENT_MOST if len(name) >= 5 and not is_common else _GOVERNMENT_WORD_MOST)
    return Slip(kind, guarded, guarded.host, weight, "SUFFIX_SLIP" if exists else "SUFFIX_UNKNOWN")
