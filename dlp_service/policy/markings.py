"""
What the markings of a message demand, worked out once for all its recipients.

Only markings that the message *carries* count: evidence, not context, not a
mention.  Heights are those of `levels`, so that equal levels of different
schemes compare as equal.
"""

from __future__ import annotations

from dataclasses import dataclass

from dlp_service.levels import LevelTable
from dlp_service.policy.releasability import NationTable, Restriction
from dlp_service.values import Case, Marking, Role

WRITTEN_TYPES = frozenset({"CLASSIFICATION_MARKING", "MACHINE_LABEL"})
REGISTERED_TYPES = frozenset({"DOCUMENT_FINGERPRINT"})
"""A fingerprint counts with the marking its document is registered with."""


@dataclass(frozen=True, slots=True)
class MarkingDemand:
    """
    The highest marking with its height, every restriction on readers, and how it stands to our own ceiling.

    `words` is the level of the highest marking as people are told it: UNCLASSIFIED//FOUO where the caveat is what counts.
    `spillage` is the highest marking above our own ceiling whose scheme obliges us to seal it.
    `is_tellable` is false when the highest is known from the register of documents only: the sender is not told it,
    nor a restriction that is not among `tellable`.  `notes` are what caveats leave open (`NationTable.notes`).
    """

    count: int = 0
    highest: Marking | None = None
    words: str = ""
    height: int = 0
    own_height: int = 0
    spillage: Marking | None = None
    is_tellable: bool = True
    restrictions: tuple[Restriction, ...] = ()
    tellable: frozenset[Restriction] = frozenset()
    notes: tuple[str, ...] = ()

    @property
    def is_above_own(self) -> bool:
        """Say whether the message is marked above what our own system may carry."""
        return self.count > 0 and self.height > self.own_height


def carried_markings(case: Case, types: frozenset[str]) -> tuple[Marking, ...]:
    """Return the markings that findings of some types carry, in order."""
    return tuple(
        item.marking
        for item in case.findings
        if item.marking and item.info_type in types and item.role is Role.EVIDENCE and not item.marking.is_mention
    )


def demand(case: Case, levels: LevelTable, nations: NationTable, unsealed: frozenset[str]) -> MarkingDemand:
    """Work out what the markings of a case demand; `unsealed` are schemes whose markings are never a spillage."""
    own = ceiling_height(case.organisation.accredited_to, levels)
    written = carried_markings(case, WRITTEN_TYPES)
    registered = carried_markings(case, REGISTERED_TYPES)
    declared = case.sensitivity.declared
    if declared and not any((m.scheme, m.level) == (declared.scheme, declared.level) for m in (*written, *registered)):
        written = (*written, Marking(declared.scheme, declared.level, declared.ordinal))
    return demand_of(written, registered, own, levels, nations, unsealed)


def demand_of(
    written: tuple[Marking, ...],
    registered: tuple[Marking, ...],
    own_height: int,
    levels: LevelTable,
    nations: NationTable,
    unsealed: frozenset[str],
) -> MarkingDemand:
    """Work out what markings demand: those `written` in the message, and those its parts are `registered` with."""
    markings = (*written, *registered)
    if not markings:
        return MarkingDemand(own_height=own_height)
    heights = {m: levels.marking_height(m.scheme, m.level, m.caveats, m.ordinal) for m in markings}
    known = frozenset(written)
    highest = max(heights, key=lambda m: (heights[m], m.ordinal, m in known, m.scheme, m.level, m.caveats))
    above = [m for m in markings if heights[m] > own_height and m.scheme not in unsealed]
    restrictions = nations.all_restrictions(markings)
    tellable = frozenset(nations.all_restrictions(written)).intersection(restrictions)
    return MarkingDemand(
        count=len(markings),
        highest=highest,
        words=_words(highest, levels),
        height=heights[highest],
        own_height=own_height,
        spillage=max(above, key=heights.__getitem__, default=None),
        is_tellable=highest in known,
        restrictions=tuple(sorted(restrictions, key=lambda item: (item not in tellable, *_narrowness(item)))),
        tellable=tellable,
        notes=nations.notes(written),
    )


def _words(marking: Marking, levels: LevelTable) -> str:
    """Return the level of a marking, with the level among its caveats where that one stands higher."""
    level = levels.height(marking.scheme, marking.level, marking.ordinal)
    among = [(levels.height(*named), named[1]) for named in levels.levels_among(marking.scheme, marking.caveats)]
    height, name = max(among, default=(0, ""))
    return f"{marking.level}//{name}" if height > level else marking.level


def _narrowness(restriction: Restriction) -> tuple[object, ...]:
    """Order restrictions from narrow to wide, whatever the order of the markings: NOFORN is named before REL TO."""
    sets = (restriction.nations, restriction.communities, restriction.barred)
    return (
        restriction.is_open,
        len(restriction.nations),
        restriction.caveat,
        *map(sorted, sets),
        restriction.admits_own,
    )


def ceiling_height(level: tuple[str, str], levels: LevelTable) -> int:
    """Return the height up to which a level accredits; a level nobody knows accredits for nothing."""
    return levels.height(*level, levels.ordinal(*level) or 0)
