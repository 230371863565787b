"""The order of the queue."""

from __future__ import annotations

from dlp_service.values import Action, Case, RecipientRisk, Verdict

CONTENT = 0.6


def queue_risk(case: Case, verdict: Verdict) -> float:
    """
    Return an item's place in the queue, 0..1: 0.6 x sensitivity + 0.4 x the worst held recipient's risk.

    A sum and not a product: a secret sent to a partner who may not have it is no misdirection, and yet must not sink
    to the end.  The content weighs more, so that a trivial mail to the worst of domains (0.4) stands behind a list of
    project staff sent to a stranger.  Never lower for a more sensitive message or a riskier recipient.
    """
    worst = max((risk.score for risk, action in _judged(case, verdict) if action > Action.ALLOW), default=0.0)
    return round(CONTENT * case.sensitivity.score + (1 - CONTENT) * worst, 6)


def _judged(case: Case, verdict: Verdict) -> tuple[tuple[RecipientRisk, Action], ...]:
    actions = {recipient.address: recipient.action for recipient in verdict.recipients}
    return tuple((risk, actions.get(risk.address, verdict.action)) for risk in case.recipients)
