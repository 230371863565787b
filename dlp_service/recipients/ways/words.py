"""A guarded name with another word glued to it: `navysafe.mil`, `howardnavy.mil`, `navy-login.com`, `airbusonelogin.com`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dlp_service.recipients.guarded import GuardedHosts, collapse
from dlp_service.recipients.slips import Guarded, Slip
from dlp_service.recipients.typed import Typed
from dlp_service.recipients.weights import Row, otherwise, weigh

# What local newspapers, broadcasters and clubs put behind the name of their place, as impostors put it behind others.
_LOCAL = frozenset({
    "business", "careers", "club", "events", "fm", "forum", "home", "jobs", "law", "live", "local", "news", "online", "press",
    "radio", "review", "school", "shop", "sport", "sports", "support", "today", "tv", "web",
})  # fmt: skip
# What promises or threatens; behind a word that many share, other decoys are honest names (`army-shop.com`).
_LURES = frozenset({
    "account", "accounts", "alert", "auth", "authenticate", "confirm", "helpdesk", "login", "logon", "mail", "mailbox", "mfa", "owa",
    "password", "portal", "reset", "secure", "security", "signin", "sso", "support", "update", "verification", "verify", "vpn", "webmail",
})  # fmt: skip
_WORD_LETTERS = 4
"""From this length on, what is glued on is a word and no ending or initial."""
MACHINES = frozenset({
    "email", "exchange", "ftp", "mail", "mx", "owa", "smtp", "vpn", "webmail", "ww", "www", "www2", "wwww",
})  # fmt: skip
"""Names of machines: the dot behind one is left out more often than any other."""


class Glued(NamedTuple):
    """
    A guarded name and what is glued to it, with what the weight depends on.

    `other` is what is glued on, hyphens in between left out: `is_decoy` says that impostors and careless senders glue
    it on, `is_name` that it is a guarded name under the same suffix itself.  Of the guarded name `is_known_zone` says
    that the names in use under its suffix are known, `is_common` that it is a word or part of many names, `is_office`
    that it is a word that governments share.
    """

    guarded: Guarded
    other: str
    is_decoy: bool
    is_name: bool
    is_known_zone: bool
    is_common: bool
    is_office: bool
    has_hyphen: bool
    is_left: bool

    @property
    def letters(self) -> int:
        """Return the length of the guarded name."""
        return len(self.guarded.name)

    @property
    def is_beside_initials(self) -> bool:
        """Say whether a word, or more than an ending, stands beside initials that hardly any name has."""
        is_apart = self.has_hyphen or self.is_decoy or self.other.isdigit()
        return self.guarded.is_initials and (is_apart or len(self.other) >= _WORD_LETTERS - 1)

    @property
    def is_force_and_lure(self) -> bool:
        """Say whether a force's or an international body's name and a promise stand beside each other: `navy-login`."""
        return self.guarded.is_sparse and self.letters >= 3 and self.has_hyphen and self.other in _LURES

    @property
    def is_word(self) -> bool:
        """Say whether what is glued on is long enough for a word."""
        return len(self.other) >= _WORD_LETTERS

    @property
    def is_government_and_lure(self) -> bool:
        """Say whether a long word that is a government's host and a promise stand beside each other: `whitehouse-mail`."""
        return self.guarded.is_restricted and self.letters >= 8 and self.has_hyphen and self.other in _LURES

    @property
    def is_of_partner(self) -> bool:
        """Say whether the name is that of a firm that mail may go to, and not only one often misspelt."""
        return self.guarded.is_trusted and not self.guarded.is_generic and self.letters >= 3

    @property
    def is_behind_a_word(self) -> bool:
        """Say whether a word stands, its dot left out, before a name of a zone whose names are known: `jplnasa.gov`."""
        is_long = self.letters >= 4 and len(self.other) >= 3
        return self.is_known_zone and self.is_left and is_long and not (self.guarded.is_generic or self.is_office)

    @property
    def is_name_of_known_zone(self) -> bool:
        """Say whether a word and a hyphen stand before or behind a name where all names are known: `gsfc-nasa.gov`."""
        return self.is_known_zone and self.has_hyphen and self.is_word and self.letters >= 3 and not self.is_common

    @property
    def is_lure(self) -> bool:
        """Say whether the word lures, and is none that the local newspaper of a place has in its name."""
        return self.is_decoy and not (self.guarded.suffix == "gov.uk" and self.other in _LOCAL)


_SAME_SUFFIX: tuple[Row[Glued], ...] = (
    # Under .mil few names exist, and none that is another's and a word.
    Row("under a sparse suffix", 0.75, lambda it: it.guarded.is_sparse and (it.letters >= 4 or it.is_decoy)),
    Row("short, with a hyphen, sparse", 0.65, lambda it: it.guarded.is_sparse and it.has_hyphen and it.letters >= 3),
    Row("short, with a word, sparse", 0.62, lambda it: it.guarded.is_sparse and it.is_word),
    Row("short under a sparse suffix", 0.5, lambda it: it.guarded.is_sparse),
    Row("a rare name and a decoy", 0.72, lambda it: it.guarded.is_rare and it.is_decoy),
    # The names that public bodies hold are known, so another that holds one of them and a word is nobody's.
    Row("two names of public bodies", 0.65, lambda it: it.guarded.is_restricted and it.is_name and it.letters >= 3),
    Row("a public body's rare name", 0.65, lambda it: it.guarded.is_rare and (it.has_hyphen or it.is_word)),
    Row("a public body's name, a hyphen", 0.62, lambda it: it.is_name_of_known_zone),
    Row("a word before a public body's name", 0.62, lambda it: it.is_behind_a_word),
    Row("a rare name", 0.62, lambda it: it.guarded.is_rare and not it.guarded.is_restricted),
    # Elsewhere only words that impostors glue on count, and the shorter the name, the more names hold it by chance.
    Row("a telling name", 0.72, lambda it: it.is_decoy and it.letters >= 5 and not it.is_common),
    Row("a word of a provider, a hyphen", 0.62, lambda it: it.is_decoy and it.has_hyphen and it.letters >= 5),
    Row("a government name", 0.62, lambda it: it.is_decoy and it.guarded.is_restricted and it.letters >= 4),
    Row("government, with a hyphen", 0.62, lambda it: it.is_decoy and it.guarded.is_restricted and it.has_hyphen),
    Row("initials", 0.62, lambda it: it.is_beside_initials),
    Row("four letters and a hyphen", 0.62, lambda it: it.is_decoy and it.has_hyphen and it.letters >= 4),
    Row("a partner's initials, a hyphen", 0.62, lambda it: it.is_decoy and it.has_hyphen and it.is_of_partner),
    Row("a partner's four letters", 0.62, lambda it: it.is_decoy and it.letters == 4 and it.is_of_partner),
    # `mailmde.es`: the dot behind a machine's name left out.
    Row("a machine's name", 0.62, lambda it: it.is_left and it.other in MACHINES and it.letters >= 3),
    Row("a decoy", 0.5, lambda it: it.is_decoy),
    Row("no decoy", 0.3, otherwise),
)
_OTHER_SUFFIX: tuple[Row[Glued], ...] = (
    Row("a rare name and a lure", 0.72, lambda it: it.guarded.is_rare and it.is_lure),
    # A firm's or provider's name that nobody else has in theirs: squats are of this kind more than of any other.
    Row("a firm's rare name", 0.62, lambda it: it.guarded.is_rare and not it.guarded.is_restricted),
    Row("initials", 0.65, lambda it: it.is_beside_initials),
    Row("a force's name and a promise", 0.7, lambda it: it.is_force_and_lure),
    Row("a government's word and a promise", 0.65, lambda it: it.is_government_and_lure),
    Row("a name that others share", 0.3, lambda it: it.is_common or not it.guarded.is_restricted),
    # `navy-login.com`: a government's name, a decoy, and a suffix anyone can register.
    Row("a government name, a hyphen", 0.7, lambda it: it.is_lure and it.has_hyphen and it.letters >= 4),
    Row("a government name", 0.62, lambda it: it.is_lure and it.guarded.is_sparse and it.letters >= 4),
    Row("otherwise", 0.3, otherwise),
)
# `booz-allen.info`: a rare name with a hyphen in it, under another suffix.
_HYPHENATED = 0.68


def slips(typed: Typed, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield the guarded names that the registrable name begins with, ends with, or holds between hyphens."""
    name, left = typed.name, typed.left
    for head, other, is_left in hosts.halves(name, typed.suffix):
        for found in _nearest(hosts.heads[head], typed.suffix):
            slip = _glued(found, other, typed, hosts, is_left=is_left)
            if slip:
                yield slip.behind(left)
    if "-" in name and not typed.is_restricted:
        for slip in _between(typed, hosts):
            yield slip.behind(left)


def _nearest(holders: tuple[Guarded, ...], suffix: str) -> Iterable[Guarded]:
    """Return the holders of a name under the suffix that was typed; where there is none, the one with the shortest host."""
    same = [guarded for guarded in holders if guarded.suffix == suffix]
    return same or [min(holders, key=lambda guarded: len(guarded.host))]


def _glued(found: Guarded, other: str, typed: Typed, hosts: GuardedHosts, *, is_left: bool) -> Slip | None:
    """Return the slip of a name and a word, or None where the name is too far from its own suffix to count."""
    is_same = found.suffix == typed.suffix
    if not is_same and (typed.is_restricted or "." in found.head):
        return None
    word = other.strip("-")
    if len(word) < 2 and not word.isdigit():
        return None
    is_office = found.name in hosts.tables.government_words
    glued = Glued(
        found,
        word,
        is_decoy=bool(word) and all(piece in hosts.tables.decoys for piece in word.split("-")),
        is_name=f"{word}.{found.suffix}" in hosts.names,
        is_known_zone=found.suffix in hosts.tables.known_zones,
        is_common=found.name in hosts.tables.pieces,
        is_office=is_office,
        has_hyphen=other != word,
        is_left=is_left,
    )
    weight = weigh(_SAME_SUFFIX if is_same else _OTHER_SUFFIX, glued)
    if not is_same:
        return Slip("lookalike", found, found.host, weight, "WORD_ADDED")
    if is_left and not glued.has_hyphen and not glued.is_decoy:
        return Slip("doppelganger", found, f"{word}.{found.host}", weight, "WORD_ADDED")
    return Slip("lookalike", found, found.host, weight, "WORD_ADDED")


def _between(typed: Typed, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield rare names and initials between hyphens, and rare names that hyphens were put into."""
    pieces = typed.name.split("-")
    for piece in pieces[1:-1]:
        for found in hosts.heads.get(piece, ()):
            slip = _glued(found, f"-{typed.name.replace(piece, '', 1).strip('-')}", typed, hosts, is_left=False)
            if slip and (found.is_rare or found.is_initials):
                yield slip
    bare = collapse(typed.name)
    for found in hosts.heads.get(bare, ()):
        if found.is_rare and found.suffix != typed.suffix and not found.is_restricted:
            yield Slip("lookalike", found, found.host, _HYPHENATED, "OTHER_SUFFIX")
    for head, other, is_left in hosts.halves(bare, typed.suffix):
        for found in _nearest(hosts.heads[head], typed.suffix):
            if found.is_rare and not found.is_restricted:
                slip = _glued(found, f"-{other}", typed, hosts, is_left=is_left)
                if slip:
                    yield slip
