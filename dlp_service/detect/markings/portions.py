"""
Paragraph marks of nations that share their letters.

`(S)` and `(C)` are read as the United States write them, and `(O)`, `(P)`, `(IC)`, `(R)` mean other things in most
texts: `(O) 555 0100` is an office telephone.  The rest of the message says whose marks they are, and whether they
are any.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dlp_service.detect.markings.reading import Reading, Shape
from dlp_service.detect.markings.resolve import NATION_SCHEMES
from dlp_service.levels import LevelTable

_COMPANY = {"au": frozenset({"au", "uk", "any"}), "nz": frozenset({"nz", "any"})}
"""The schemes of banners beside which a mark of one word counts: a level word alone may be read as another nation's."""
_UNMISTAKABLE = frozenset({"UNOFFICIAL", "IN-CONFIDENCE", "SENSITIVE"})
"""Levels whose mark, two letters or three, is little else when marks of other levels stand beside it."""
_SHARED = frozenset({"TOP SECRET", "SECRET", "CONFIDENTIAL", "UNCLASSIFIED"})
"""Levels whose mark is read as the American one, and stands beside those of the other nations."""
_LIST = "REL TO "
_LETTERS = frozenset({"us", "au", "nz", "ca"})


def is_supported(reading: Reading, banners: frozenset[str], marks: Iterable[Reading]) -> bool:
    """Say whether the banners or the other marks of a message make a mark that could be anything a paragraph mark."""
    company = _COMPANY.get(reading.scheme)
    if company is None or reading.shape is not Shape.WORD or not company.isdisjoint(banners):
        return True
    marks = tuple(marks)
    own = [mark for mark in marks if mark.scheme == reading.scheme]
    shared = {mark.level for mark in marks if mark.scheme == "us" and mark.level in _SHARED and not mark.caveats}
    is_mixed = len({mark.level for mark in own} | shared) > 1 and any(mark.level in _UNMISTAKABLE for mark in own)
    return is_mixed or any(mark.shape is Shape.FORM for mark in own)


def listed(reading: Reading, banners: Iterable[Reading]) -> Reading:
    """
    Return a paragraph mark whose REL names no nations with the list of the banner, which it stands for.

    >>> banner = Reading("us", "SECRET", ("REL TO USA, GBR",), 0, 9, Shape.FORM)
    >>> mark = Reading("us", "SECRET", ("REL",), 0, 5, Shape.FORM, is_portion=True)
    >>> listed(mark, [banner]).caveats, listed(mark, []).caveats
    (('REL TO USA, GBR',), ('REL',))
    """
    if not reading.is_portion or "REL" not in reading.caveats:
        return reading
    lists = {caveat for banner in banners for caveat in banner.caveats if caveat.startswith(_LIST)}
    if len(lists) != 1:
        return reading
    caveats = tuple(lists.copy().pop() if caveat == "REL" else caveat for caveat in reading.caveats)
    return replace(reading, caveats=caveats)


def scheme_of(reading: Reading, schemes: frozenset[str], nation: str, levels: LevelTable) -> str:
    """
    Return whose paragraph mark it is: that of the one nation whose markings the message uses by structure.

    >>> from dlp_service.levels import load_levels
    >>> mark = Reading("us", "SECRET", (), 0, 3, Shape.WORD, is_portion=True)
    >>> scheme_of(mark, frozenset({"nz"}), "", load_levels()), scheme_of(mark, frozenset(), "", load_levels())
    ('nz', 'us')
    """
    if not reading.is_portion or reading.scheme != "us" or reading.caveats:
        return reading.scheme
    used = sorted(schemes & _LETTERS)
    own = NATION_SCHEMES.get(nation.upper(), "us")
    chosen = used[0] if len(used) == 1 else own if own in _LETTERS else "us"
    return chosen if (chosen, reading.level) in levels.ordinals else "us"
