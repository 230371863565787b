"""Says when a text looks more sensitive than the marking it carries."""

from __future__ import annotations

from dlp_service.values import Finding, Sensitivity, Tier

KIND = "UNDER_MARKING"


def under_marking(sensitivity: Sensitivity) -> tuple[Finding, ...]:
    """
    Return one finding when the unmarked evidence is a tier above the declared marking, and at least MODERATE.

    It restates evidence that is already in the score, so it has no floor of its own; its place is the whole message.
    Without a marking there is nothing to be under, and a label in words of its own stands on no scale.
    """
    if sensitivity.declared is None or sensitivity.declared.scheme == "label":
        return ()
    marked = Tier.of(sensitivity.declared.ordinal / 100)
    looks = Tier.of(sensitivity.estimated)
    if looks <= marked or looks < Tier.MODERATE:
        return ()
    detail = f"marked {sensitivity.declared.level} but the content alone is {looks.name}"
    return (Finding(KIND, "score", sensitivity.estimated, "", "body", 0, 0, detail=detail),)
