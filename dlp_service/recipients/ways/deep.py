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
        if not dot:
            continue
        for guarded in hosts.deep.get(first, ()):
            slip = _slip(guarded, rest, hosts)
            if slip:
                yield slip.behind(typed.host[: -len(tail)])


def _slip(guarded: Guarded, rest: str, hosts: GuardedHosts) -> Slip | None:
    """Return the slip if `rest`, what follows the first label, may be what follows it in the guarded host."""
    meant = guarded.host.partition(".")[2]
    if rest == meant:
        return None
    is_whole = "." not in rest or hosts.suffixes.is_suffix(rest)
    kind, weight, reason = (_middle_left_out if is_whole else _middle_changed)(guarded, meant, rest, hosts)
    return Slip(kind, guarded, guarded.host, weight, reason) if weight else None


def _middle_left_out(guarded: Guarded, meant: str, rest: str, _hosts: GuardedHosts) -> tuple[str, float, str]:
    """Weigh a first label that is all there is before another suffix: `royalnavy.org`."""
    is_telling = guarded.is_first_rare and "." in guarded.head and rest not in meant
    return "tld_swap", _SWAPPED if is_telling else 0.0, "OTHER_SUFFIX"


def _middle_changed(guarded: Guarded, meant: str, rest: str, hosts: GuardedHosts) -> tuple[str, float, str]:
    middle, _, top = meant.partition(".")
    typed, _, last = rest.partition(".")
    if typed.replace("-", "") == collapse(meant):
        return "doppelganger", _DROPPED, "DOT_MISSING"
    if last == top:
        has_word = len(middle) >= 2 and (typed.startswith(middle) or typed.endswith(middle))
        looks = loose_fold(typed) == loose_fold(middle)
        return (
            "lookalike",
            _GLUED if has_word else _LOOKS if looks else 0.0,
            "WORD_ADDED" if has_word else "LOOKALIKE_LETTERS",
        )
    is_telling = typed == middle and (guarded.is_first_rare or last not in hosts.tables.countries)
    return "tld_swap", _SWAPPED if is_telling else 0.0, "OTHER_SUFFIX"
