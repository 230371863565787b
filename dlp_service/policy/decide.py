"""
The decision: a `Case` and a `Policy` in, a `Verdict` out, nothing else touched.

No clock, no file, no memory: the same case under the same policy always gives
the same verdict, so that an old decision can be replayed under a new policy.
What the markings demand and what the message is are worked out once;
recipients of one class are judged once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dlp_service.errors import InvalidMessage
from dlp_service.policy.conditions import new_context
from dlp_service.policy.judge import evaluate, judge
from dlp_service.policy.markings import MarkingDemand, demand
from dlp_service.policy.releasable import Reception, Standing
from dlp_service.policy.rules import Hit, Judgement, Policy
from dlp_service.policy.summary import (
    class_key,
    empty_summary,
    is_authenticated,
    message_summary,
    recipient_summary,
)
from dlp_service.policy.texts import explain, message_words, notice, sender_text, summarise
from dlp_service.policy.variables import Summary
from dlp_service.values import Case, Category, Origin, RecipientRisk, RecipientVerdict, Verdict


@dataclass(frozen=True, slots=True)
class _Judged:
    """A recipient with how it stands and what was judged for its class."""

    risk: RecipientRisk
    standing: Standing
    judgement: Judgement


def decide(case: Case, policy: Policy) -> Verdict:
    """
    Decide about every recipient of a case; the message's action is the strictest.

    A recipient of the envelope that was not assessed is held.

    Raises:
        InvalidMessage: there is no recipient to decide about.
    """
    bench = _Bench(case, policy)
    judged = [bench.judged(risk, is_assessed=is_assessed) for risk, is_assessed in _recipients(case)]
    if not judged:
        raise InvalidMessage("a decision needs at least one recipient", field="envelope.recipients")
    words = message_words(case, bench.demand)
    verdicts = tuple(
        RecipientVerdict(
            item.risk.address,
            item.judgement.action,
            tuple(dict.fromkeys(hit.name for hit in item.judgement.hits)),
            item.judgement.obligations,
            explain(case, item.risk, item.standing, item.judgement, words),
        )
        for item in judged
    )
    action = max(item.action for item in verdicts)
    can_confirm = case.envelope.origin is Origin.HUMAN and is_authenticated(case)
    return Verdict(
        action=action,
        recipients=verdicts,
        rules=tuple(dict.fromkeys(rule for item in verdicts for rule in item.rules)),
        explanation=summarise(verdicts, action),
        sender_notice=notice(
            case,
            [(item.risk, item.judgement.action) for item in judged],
            lambda index: sender_text(case, judged[index].risk, judged[index].standing, judged[index].judgement, words),
            can_confirm=can_confirm,
        ),
        policy_revision=policy.revision,
        obligations=tuple(dict.fromkeys(name for item in verdicts for name in item.obligations)),
        is_sealed=bench.demand.spillage is not None,
        can_confirm=can_confirm,
    )


def explain_summary(case: Case, recipient: RecipientRisk, policy: Policy) -> Summary:
    """Return what the conditions see of one recipient, for explanations and for writing table tests."""
    bench = _Bench(case, policy)
    bench.judged(recipient)
    return dict(bench.summary)


class _Bench:
    """What one call of `decide` has worked out so far."""

    def __init__(self, case: Case, policy: Policy) -> None:
        self.case = case
        self.policy = policy
        self.demand: MarkingDemand = demand(case, policy.levels, policy.nations, policy.unsealed_schemes)
        self.reception = Reception(
            self.demand, case.organisation, policy.levels, policy.nations, policy.undeclared_height
        )
        self.confirmed = frozenset(address.casefold() for address in case.confirmed)
        count = max(len(case.recipients), len(case.envelope.recipients))
        self.summary: Summary = empty_summary() | message_summary(case, self.demand, count)
        self.context: Any = new_context(self._used(self.summary))
        self.message_hits: list[Hit] = evaluate((r for r in policy.rules if r.scope == "message"), self.context)
        self.known: dict[tuple[object, ...], tuple[Standing, Judgement]] = {}

    def judged(self, risk: RecipientRisk, *, is_assessed: bool = True) -> _Judged:
        """Judge a recipient, or take the judgement of its class."""
        confirmed = risk.address.casefold() in self.confirmed
        key = (*class_key(risk, confirmed=confirmed), is_assessed)
        if key not in self.known:
            self.known[key] = self._judge(risk, confirmed=confirmed, is_assessed=is_assessed)
        return _Judged(risk, *self.known[key])

    def _used(self, summary: Summary) -> Summary:
        return {name: value for name, value in summary.items() if name in self.policy.used_names}

    def _judge(self, risk: RecipientRisk, *, confirmed: bool, is_assessed: bool) -> tuple[Standing, Judgement]:
        standing = self.reception.standing(risk)
        part = recipient_summary(risk, standing, self.demand, confirmed=confirmed)
        self.summary |= part
        self.context.update(self._used(part))
        judgement = judge(self.summary, self.context, self.policy, self.message_hits, is_assessed=is_assessed)
        return standing, judgement


def _recipients(case: Case) -> Iterator[tuple[RecipientRisk, bool]]:
    """
    Yield every recipient in envelope order and whether it was assessed.

    When the recipients' stage did not finish, those it left out stand as UNKNOWN and unassessed.
    """
    if len(case.recipients) >= len(case.envelope.recipients):
        yield from ((risk, True) for risk in case.recipients)
        return
    assessed = {risk.address.casefold(): risk for risk in case.recipients}
    for recipient in case.envelope.recipients:
        risk = assessed.get(recipient.address.casefold())
        yield (risk, True) if risk else (_unassessed(recipient.address), False)


def _unassessed(address: str) -> RecipientRisk:
    domain = address.rpartition("@")[2].casefold()
    return RecipientRisk(address, domain, 0.0, Category.UNKNOWN, "unknown_external", is_bcc=True)
