"""
One class of recipients judged: the heart of a decision, on the flat summary alone.

How it interlocks, and two rules for whoever edits it:

1. The *counted tier* enters the table: the score's tier, or that of the
   unmarked evidence where the marking is cleared for a trusted recipient; a
   material gap or an unfinished stage may raise it, never lower it.
2. The table and every rule that holds demand an action; the strictest wins.
3. Only then, and only between WARN and its neighbours, it matters who sent:
   a confirmed WARN is ALLOW, a WARN nobody can confirm is QUARANTINE.

First rule: evidence is only ever added.  Nothing here removes a hit, and no
step but the third can make an action softer; it touches WARN alone.
Second rule: what cannot be judged is not passed.  A rule that fails counts
as QUARANTINE and is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dlp_service.policy.conditions import FAULTS
from dlp_service.policy.rules import Hit, Judgement, Policy, Rule
from dlp_service.policy.variables import Summary
from dlp_service.values import Action, Category, Stage, Tier

SPILLAGE = Hit(
    "spillage",
    Action.QUARANTINE,
    "a spillage, sealed for the security officer",
    "Please tell your security officer.",
    ("NOTIFY",),
)
NOT_ASSESSED = Hit(
    "recipient-not-assessed",
    Action.QUARANTINE,
    "the recipient could not be assessed",
    "The recipient could not be checked in time.",
)
CONFIRMED = Hit("confirmed-by-sender", Action.ALLOW, "the sender confirmed this content for this recipient")
NOBODY_CONFIRMS = Hit(
    "cannot-confirm",
    Action.QUARANTINE,
    "no person sent it who could confirm the warning",
    "An automatic message cannot be confirmed.",
)


def judge(
    summary: Summary,
    context: Any,  # noqa: ANN401 - the CEL package's Context type is not published
    policy: Policy,
    message_hits: Iterable[Hit] = (),
    *,
    is_assessed: bool = True,
) -> Judgement:
    """
    Judge one class of recipients; `context` holds the summary, `message_hits` what holds for the whole message.

    The summary's `counted_tier` is worked out here and put into the context.
    """
    tier, notes = counted_tier(summary, policy)
    summary["counted_tier"] = int(tier)
    if "counted_tier" in policy.used_names:
        context.update({"counted_tier": int(tier)})
    category = Category(int(summary["category"]))
    table = Hit(
        f"table.{tier.name}.{category.name}",
        policy.table[tier, category],
        policy.table_explanation,
        policy.table_sender_text,
    )
    rules = [rule for rule in policy.rules if rule.scope == "recipient"]
    hits = [table, *message_hits, *evaluate(rules, context), *notes]
    if summary["is_spillage"]:
        hits.append(SPILLAGE)
    if not is_assessed:
        hits.append(NOT_ASSESSED)
    return _settle(hits, summary, tier)


def counted_tier(summary: Summary, policy: Policy) -> tuple[Tier, tuple[Hit, ...]]:
    """
    Return the tier the table is entered with, and a hit for everything unread that bears on it.

    >>> from dlp_service.policy import load_policy
    >>> from dlp_service.policy.summary import empty_summary
    >>> counted_tier({**empty_summary(), "material_gap": True}, load_policy())[0].name
    'MODERATE'
    """
    cleared = summary["is_marked"] and summary["marking_is_cleared"]
    tier = Tier(int(summary["estimated_tier" if cleared else "tier"]))
    category = Category(int(summary["category"]))
    notes = []
    if summary["material_gap"] and category >= policy.gaps_from:
        if policy.gaps_count_as > tier:
            notes.append(Hit("unread-content", Action.ALLOW, "a part that could not be read counts as {counted_tier}"))
        tier = max(tier, policy.gaps_count_as)
    for stage in Stage:
        if summary[f"unfinished_{stage.value}"]:
            setting = policy.unfinished[stage]
            notes.append(_unfinished(stage, setting))
            if isinstance(setting, Tier) and category >= policy.unfinished_from:
                tier = max(tier, setting)
    return tier, tuple(notes)


def evaluate(rules: Iterable[Rule], context: Any) -> list[Hit]:  # noqa: ANN401 - as above
    """Return a hit for every rule that holds in a context, and a QUARANTINE for every rule that fails."""
    hits = []
    for rule in rules:
        try:
            if rule.condition.holds(context):
                hits.append(Hit(rule.name, rule.action, rule.explanation, rule.sender_text, rule.obligations))
        except FAULTS:
            text = f"rule {rule.name} could not be evaluated"
            hits.append(Hit(f"failed.{rule.name}", Action.QUARANTINE, text))
    return hits


def _unfinished(stage: Stage, setting: Tier | Action) -> Hit:
    action = setting if isinstance(setting, Action) else Action.ALLOW
    return Hit(f"unfinished.{stage.value}", action, f"the stage {stage.value} did not finish in time")


def _settle(hits: list[Hit], summary: Summary, tier: Tier) -> Judgement:
    """Take the strictest action, then let the sender's person decide about a WARN."""
    action = max(hit.action for hit in hits)
    if action is Action.WARN and not summary["is_human"]:
        hits.append(NOBODY_CONFIRMS)
        action = Action.QUARANTINE
    elif action is Action.WARN and summary["is_confirmed"] and summary["is_authenticated"]:
        hits.append(CONFIRMED)
        action = Action.ALLOW
    return Judgement(action, tuple(sorted(hits, key=lambda hit: -hit.action)), tier)
