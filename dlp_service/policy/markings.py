"""
What the markings of a message demand, worked out once for all its recipients.

Only markings that the message *carries* count: evidence, not context, not a
mention.  Heights are those of `levels`, so that equal levels of different
schemes compare as equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dlp_service.levels import LevelTable
from dlp_service.policy.releasability import NationTable, Restriction
from dlp_service.values import Case, Marking, RecipientRisk, Role

WRITTEN_TYPES = frozenset({"CLASSIFICATION_MARKING", "MACHINE_LABEL"})
REGISTERED_TYPES = frozenset({"DOCUMENT_FINGERPRINT"})
"""A fingerprint counts with the marking its document is registered with."""


@dataclass(frozen=True, slots=True)
class MarkingDemand:
    """
    The highest marking with its height, every restriction on readers, and how it stands to our own ceiling.

    `spillage` is the highest marking above our own ceiling whose scheme obliges us to seal it.
    `is_tellable` is false when the highest is known from the register of documents only: the sender is not told it.
    """

    count: int = 0
    highest: Marking | None = None
    height: int = 0
    own_height: int = 0
    spillage: Marking | None = None
    is_tellable: bool = True
    restrictions: tuple[Restriction, ...] = ()

    @property
    def is_above_own(self) -> bool:
        """Say whether the message is marked above what our own system may carry."""
        return self.count > 0 and self.height > self.own_height

    def excluding(self, risk: RecipientRisk, nation: str, table: NationTable) -> Restriction | None:
        """Return the first restriction that does not admit a recipient, or None."""
        for restriction in self.restrictions:
            if not table.admits(restriction, nation, risk.communities):
                return restriction
        return None


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
    markings = (*written, *carried_markings(case, REGISTERED_TYPES))
    declared = case.sensitivity.declared
    if declared and not any((m.scheme, m.level) == (declared.scheme, declared.level) for m in markings):
        written = (*written, Marking(declared.scheme, declared.level, declared.ordinal))
        markings = (*markings, written[-1])
    if not markings:
        return MarkingDemand(own_height=own)
    heights = {m: levels.height(m.scheme, m.level, m.ordinal) for m in markings}
    highest = max(markings, key=lambda m: (heights[m], m.ordinal))
    above = [m for m in markings if heights[m] > own and m.scheme not in unsealed]
    return MarkingDemand(
        count=len(markings),
        highest=highest,
        height=heights[highest],
        own_height=own,
        spillage=max(above, key=heights.__getitem__, default=None),
        is_tellable=highest in written,
        restrictions=tuple(dict.fromkeys(item for m in heights for item in nations.restrictions(m))),
    )


def ceiling_height(level: tuple[str, str], levels: LevelTable) -> int:
    """Return the height up to which a level accredits; a level nobody knows accredits for nothing."""
    return levels.height(*level, levels.ordinal(*level) or 0)


def ceilings(case: Case, levels: LevelTable) -> Mapping[tuple[str, str], int]:
    """Return the heights of every accreditation that the recipients of a case declare."""
    declared = {risk.accredited_to for risk in case.recipients if risk.accredited_to}
    return {level: ceiling_height(level, levels) for level in declared}
