"""
Who may have a message: for each recipient, admitted or not, and in words why not.

Two questions are asked of the markings.  *Who may read* is decided by caveats, through the nation and the
communities that the organisation file declares; *where it may go* by levels, through the ceilings of the
recipient's domain and of our own system.  What nobody declared admits nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dlp_service.levels import LevelTable
from dlp_service.policy.markings import MarkingDemand, ceiling_height, demand_of
from dlp_service.policy.releasability import NationTable, Restriction
from dlp_service.policy.rules import Policy
from dlp_service.values import Marking, OrganisationFacts, RecipientRisk

MAX_REASONS = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """
    How one recipient stands to the markings: nation and communities, its ceiling, and the restrictions that exclude it.

    Equal for all recipients of one class: no address and no domain is in it.
    """

    nation: str
    ceiling: int
    excluding: tuple[Restriction, ...] = ()
    has_accreditation: bool = True
    communities: tuple[str, ...] = ()
    is_own: bool = False
    is_above: bool = False
    is_above_own: bool = False

    @property
    def excluded_by(self) -> Restriction | None:
        """Return the first restriction that excludes the recipient."""
        return self.excluding[0] if self.excluding else None

    @property
    def is_releasable(self) -> bool:
        """Say whether every caveat admits the recipient and the marking is within both ceilings."""
        return self.barrier == "none"

    @property
    def barrier(self) -> str:
        """Return the first of `variables.BARRIERS` that stands between the message and the recipient."""
        if self.is_above_own:
            return "own_ceiling"
        if self.is_above:
            return "recipient_ceiling"
        if not self.excluding:
            return "none"
        if self.is_outside_body(self.excluding[0]):
            return "body"
        return "nation" if self.nation or self.communities else "unknown_nation"

    def is_outside_body(self, restriction: Restriction) -> bool:
        """Say whether a restriction excludes the recipient for what it is (a contractor, another body), not for its nation."""
        is_body = restriction.admits_own and not restriction.nations
        return is_body or bool(restriction.barred.intersection(self.communities))


@dataclass(frozen=True, slots=True)
class Releasability:
    """
    The answer for one recipient.

    `reason` names the caveat or level that excludes the recipient, its domain and nation; `barrier` is the
    same as one of `variables.BARRIERS`.  `notes` say what a caveat leaves open to somebody who may decide it.
    """

    is_admitted: bool
    reason: str
    barrier: str
    excluded_by: tuple[Restriction, ...] = ()
    notes: tuple[str, ...] = ()


class Reception:
    """Says of each recipient of one message how it stands to the markings; what is alike is worked out once."""

    def __init__(
        self,
        demand: MarkingDemand,
        organisation: OrganisationFacts,
        levels: LevelTable,
        nations: NationTable,
        undeclared_height: int,
    ) -> None:
        self._demand = demand
        self._nation = organisation.nation
        self._levels = levels
        self._nations = nations
        self._undeclared_height = undeclared_height
        self._known: dict[tuple[object, ...], Standing] = {}

    def standing(self, risk: RecipientRisk) -> Standing:
        """
        Say how a recipient stands to the markings.

        Our own people have our nation and our ceiling.  Where no accreditation is declared the ceiling is
        the policy's `undeclared_up_to`; what is marked above the baseline still needs a rule of its own there.
        """
        key = (risk.trust == "own", risk.nation, risk.communities, risk.accredited_to)
        if key not in self._known:
            self._known[key] = self._standing(risk, is_own=risk.trust == "own")
        return self._known[key]

    def _standing(self, risk: RecipientRisk, *, is_own: bool) -> Standing:
        demand = self._demand
        nation = risk.nation or (self._nation if is_own else "")
        if is_own:
            ceiling = demand.own_height
        elif risk.accredited_to is None:
            ceiling = self._undeclared_height
        else:
            ceiling = ceiling_height(risk.accredited_to, self._levels)
        return Standing(
            nation,
            ceiling,
            self._nations.excluding(demand.restrictions, nation, risk.communities, is_own=is_own),
            has_accreditation=is_own or risk.accredited_to is not None,
            communities=tuple(dict.fromkeys(map(self._nations.names.canonical, risk.communities))),
            is_own=is_own,
            is_above=demand.count > 0 and demand.height > ceiling,
            is_above_own=demand.is_above_own,
        )


def releasable_to(
    markings: Iterable[Marking], recipient: RecipientRisk, organisation: OrganisationFacts, policy: Policy
) -> Releasability:
    """
    Say whether a message that carries `markings` may go to a recipient, and why not.

    Mentions do not count.  All markings count together: every restriction, and the highest level.

    >>> from dlp_service.policy import load_policy
    >>> from dlp_service.values import Category
    >>> navy = RecipientRisk(
    ...     "lee@navy.mil", "navy.mil", 0.0, Category.TRUSTED, "legit", "partner", nation="USA",
    ...     accredited_to=("uk", "OFFICIAL-SENSITIVE"),
    ... )
    >>> ours = OrganisationFacts("Office", "GBR", ("uk", "OFFICIAL-SENSITIVE"))
    >>> marked = Marking("uk", "OFFICIAL-SENSITIVE", 45, ("UK EYES ONLY",))
    >>> releasable_to([marked], navy, ours, load_policy()).reason
    'UK EYES ONLY; navy.mil is USA'
    """
    carried = tuple(marking for marking in markings if not marking.is_mention)
    own_height = ceiling_height(organisation.accredited_to, policy.levels)
    demand = demand_of(carried, (), own_height, policy.levels, policy.nations, policy.unsealed_schemes)
    reception = Reception(demand, organisation, policy.levels, policy.nations, policy.undeclared_height)
    standing = reception.standing(recipient)
    return Releasability(
        standing.is_releasable,
        release_reason(standing, recipient, demand.words, organisation.accredited_to[1])
        or _admission(demand.restrictions, standing, recipient.domain),
        standing.barrier,
        standing.excluding,
        demand.notes,
    )


def release_reason(standing: Standing, risk: RecipientRisk, level: str, own_ceiling: str) -> str:
    """
    Return why a message may not go to a recipient, empty where it may.

    Names the caveat, the domain and its nation, or the level and the ceiling that it is above.
    """
    reasons = [exclusion_reason(standing, risk)] if standing.excluding else []
    if standing.is_above_own:
        reasons.append(f"{level} is above {own_ceiling}, to which our own system is accredited")
    if standing.is_above and not standing.is_own:
        reasons.append(f"{level} is above {_ceiling(risk)}")
    return ", and ".join(reasons)


def exclusion_reason(standing: Standing, risk: RecipientRisk) -> str:
    """Return which caveats exclude a recipient, with its domain and nation, empty where none does."""
    reasons = [_exclusion(item, standing, risk.domain) for item in standing.excluding[:MAX_REASONS]]
    if (more := len(standing.excluding) - MAX_REASONS) > 0:
        reasons.append(f"{more} further caveat{'s' if more > 1 else ''} exclude{'' if more > 1 else 's'} it too")
    return ", and ".join(reasons)


def _exclusion(restriction: Restriction, standing: Standing, domain: str) -> str:
    if restriction.barred.intersection(standing.communities):
        return f"{restriction.shown}; {domain} is declared a contractor"
    if standing.is_outside_body(restriction):
        return f"{restriction.shown}; {domain} is not declared a part of it"
    if known := standing.nation or ", ".join(standing.communities):
        return f"{restriction.shown}; {domain} is {known}"
    return f"{restriction.shown} does not admit {domain}, whose nation is unknown"


def _ceiling(risk: RecipientRisk) -> str:
    if risk.accredited_to is None:
        return f"what may go to {risk.domain}, for which no accreditation is declared"
    return f"{risk.accredited_to[1]}, to which {risk.domain} is accredited"


def _admission(restrictions: tuple[Restriction, ...], standing: Standing, domain: str) -> str:
    shown = [item.shown for item in restrictions]
    if not shown:
        return "no caveat says who may read it"
    more = f" (and {len(shown) - 1} more)" if len(shown) > 1 else ""
    known = standing.nation or ", ".join(standing.communities)
    return f"{shown[0]}{more} admits {domain}{f', {known}' if known else ''}"
