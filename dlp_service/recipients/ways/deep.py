"""
A guarded host of three labels or more whose first label was kept and whose middle was not.

`royalnavy.modhttps.uk`, `intradef.gouv.info`, `defense.gouv-fr.com`: the name that tells is as it was, and what lies
between it and the top is misspelt, has letters glued to it, lost its dots, or lies under another top-level domain.
"""

from __future__ import annotations

from collections.abc import Iterator

from dlp_service.recipients.glyphs import loose_fold
from dlp_service.recipients.guarded import GuardedHosts, collapse
from dlp_service.recipients.slips import Guarded, Slip
from dlp_service.recipients.typed import Typed

# The first label alone proves little where every country has such a host (`defense.gouv.ci`): there it must be rare.
_DROPPED, _GLUED, _LOOKS, _SWAPPED = 0.75, 0.66, 0.66, 0.65


def slips(typed: Typed, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield guarded hosts with the first label of the host or of a parent, and a middle that is not theirs."""
    for tail in typed.tails:
        first, dot, rest = tail.partition(".")
        if not dot or "." not in rest:
            continue
        for guarded in hosts.deep.get(first, ()):
            slip = _slip(guarded, rest, hosts)
            if slip:
                yield slip.behind(typed.host[: -len(tail)])


def _slip(guarded: Guarded, rest: str, hosts: GuardedHosts) -> Slip | None:
    """Return the slip if `rest`, what follows the first label, may be what follows it in the guarded host."""
    meant = guarded.host.partition(".")[2]
    middle, _, top = meant.partition(".")
    typed, _, last = rest.partition(".")
    if rest == meant:
        return None
    if typed.replace("-", "") == collapse(meant):
        return Slip("doppelganger", guarded, guarded.host, _DROPPED, "DOT_MISSING")
    if last == top and typed != middle:
        if len(middle) >= 2 and (typed.startswith(middle) or typed.endswith(middle)):
            return Slip("lookalike", guarded, guarded.host, _GLUED, "WORD_ADDED")
        if loose_fold(typed) == loose_fold(middle):
            return Slip("lookalike", guarded, guarded.host, _LOOKS, "LOOKALIKE_LETTERS")
    is_abroad = last in hosts.tables.countries
    if typed == middle and last != top and (guarded.is_first_rare or not is_abroad):
        return Slip("tld_swap", guarded, guarded.host, _SWAPPED, "OTHER_SUFFIX")
    return None
