"""What a policy is: a table, rules that only ever raise, and how missing evidence counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dlp_service.levels import LevelTable
from dlp_service.policy.conditions import Condition
from dlp_service.policy.releasability import NationTable
from dlp_service.values import Action, Category, Stage, Tier

OBLIGATIONS = ("REQUIRE_TLS", "ENCRYPT", "NOTIFY")
"""What a gateway can be obliged to: deliver over TLS only, encrypt the content, tell the security officer."""


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One condition and what follows from it.

    A rule of scope `message` is judged once and holds for every recipient.  `explanation` is for the analyst,
    `sender_text` for the sender; both are templates.  An action of ALLOW adds obligations only.
    """

    name: str
    condition: Condition
    action: Action
    scope: str = "recipient"
    obligations: tuple[str, ...] = ()
    explanation: str = ""
    sender_text: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """
    A loaded policy, ready to decide; `revision` is a digest of its document.

    `table` has an action for every tier and category.  `unfinished` says for each stage as which tier its
    missing evidence counts, or which action it demands at least; tiers of gaps and unfinished stages count for categories
    from `gaps_from` and `unfinished_from` on.  `undeclared_height` is the ceiling of a recipient without declared accreditation.
    `used_names` are the variables and constants that some condition uses.
    """

    name: str
    revision: str
    document: str = field(repr=False)
    table: Mapping[tuple[Tier, Category], Action]
    rules: tuple[Rule, ...]
    table_explanation: str
    table_sender_text: str
    gaps_count_as: Tier
    gaps_from: Category
    unfinished: Mapping[Stage, Tier | Action]
    unfinished_from: Category
    undeclared_height: int
    unsealed_schemes: frozenset[str]
    used_names: frozenset[str]
    levels: LevelTable = field(repr=False)
    nations: NationTable = field(repr=False)


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that applied: its name, what it demands, and its templates."""

    name: str
    action: Action
    explanation: str = ""
    sender_text: str = ""
    obligations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was judged for one class of recipients: the action, every hit (strictest first), and the tier used."""

    action: Action
    hits: tuple[Hit, ...]
    counted_tier: Tier

    @property
    def obligations(self) -> tuple[str, ...]:
        """Return the obligations of all hits, once each."""
        return tuple(dict.fromkeys(item for hit in self.hits for item in hit.obligations))
