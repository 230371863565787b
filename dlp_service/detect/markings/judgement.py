"""What a rule answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Judgement:
    """Marking or mention, how sure, and why; `is_noise` drops the reading altogether."""

    is_mention: bool
    confidence: float
    reason: str
    is_noise: bool = False


@dataclass(frozen=True, slots=True)
class Support:
    """
    What the rest of the message says.

    `portions` counts portion marks at paragraph starts, `has_banner` is true when a banner was accepted,
    `has_letters` when other bracketed capitals number the paragraphs.
    """

    portions: int = 0
    has_banner: bool = False
    has_letters: bool = False


def marking(confidence: float, reason: str) -> Judgement:
    """Return the judgement that the text carries the marking."""
    return Judgement(is_mention=False, confidence=confidence, reason=reason)


def mention(reason: str, confidence: float = 0.3) -> Judgement:
    """Return the judgement that the text talks about the marking."""
    return Judgement(is_mention=True, confidence=confidence, reason=reason)


NOISE = Judgement(is_mention=True, confidence=0.0, reason="ordinary words", is_noise=True)
