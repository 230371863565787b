"""A guarded name with another word glued to it: `navysafe.mil`, `howardnavy.mil`, `navy-login.com`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dlp_service.recipients.guarded import GuardedHosts
from dlp_service.recipients.slips import Guarded, Slip
from dlp_service.recipients.typed import Typed
from dlp_service.recipients.weights import Row, otherwise, weigh


class Glued(NamedTuple):
    """A guarded name and the word glued to it, with what the weight depends on."""

    guarded: Guarded
    letters: int
    is_decoy: bool
    has_hyphen: bool


_GLUED: tuple[Row[Glued], ...] = (
    # Under .mil few names exist, and none that is another's and a word.
    Row("under a sparse suffix", 0.75, lambda it: it.guarded.is_sparse and (it.letters >= 4 or it.is_decoy)),
    Row("short, with a hyphen, sparse", 0.65, lambda it: it.guarded.is_sparse and it.has_hyphen and it.letters >= 3),
    Row("short under a sparse suffix", 0.5, lambda it: it.guarded.is_sparse),
    # Elsewhere only words that impostors glue on count, and the shorter the name, the more names hold it by chance.
    Row("no decoy", 0.3, lambda it: not it.is_decoy),
    Row("a telling name", 0.72, lambda it: it.letters >= 5 and not it.guarded.is_generic),
    Row("a government name", 0.62, lambda it: it.guarded.is_restricted and it.letters >= 4),
    Row("government, with a hyphen", 0.62, lambda it: it.guarded.is_restricted and it.letters == 3 and it.has_hyphen),
    Row("four letters and a hyphen", 0.62, lambda it: it.has_hyphen and it.letters >= 4 and not it.guarded.is_generic),
    Row("short", 0.5, otherwise),
)
# `navy-login.com`: a government's name, a decoy, and a suffix anyone can register.
_FOREIGN, _FOREIGN_LETTERS = 0.7, 4


def slips(typed: Typed, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield the guarded names under the same suffix that the registrable name holds, and those of `_foreign`."""
    names = hosts.under.get(typed.suffix)
    for found, other, is_left in names.held_by(typed.name) if names else ():
        yield _glued(found, other, hosts, is_left=is_left).behind(typed.left)
    if "-" in typed.name:
        for slip in _foreign(typed, hosts):
            yield slip.behind(typed.left)


def _glued(found: Guarded, other: str, hosts: GuardedHosts, *, is_left: bool) -> Slip:
    word = other.strip("-")
    is_decoy = bool(word) and all(piece in hosts.tables.decoys for piece in word.split("-"))
    has_hyphen = other != word
    weight = weigh(_GLUED, Glued(found, len(found.head), is_decoy, has_hyphen))
    words = (f"'{other}' glued to the name",)
    if is_left and not has_hyphen and not is_decoy:
        return Slip("doppelganger", found, f"{word}.{found.host}", weight, words, "WORD_ADDED")
    return Slip("lookalike", found, found.host, weight, words, "WORD_ADDED")


def _foreign(typed: Typed, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield government names with a decoy and a hyphen, under a suffix that is not theirs."""
    first, _, rest = typed.name.partition("-")
    before, _, last = typed.name.rpartition("-")
    for head, word in ((first, rest), (last, before)):
        if word not in hosts.tables.decoys or len(head) < _FOREIGN_LETTERS:
            continue
        for found in hosts.heads.get(head, ()):
            if found.is_restricted and not found.is_generic and found.suffix != typed.suffix:
                words = (f"'{word}' added, '.{typed.suffix}' instead of '.{found.suffix}'",)
                yield Slip("lookalike", found, found.host, _FOREIGN, words, "WORD_ADDED")
