"""How sure a number of doubtful people is, and how the finding on them is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dlp_service.values import Finding, Span

NAME = "people_project"
MAX_MEMBERS = 200
MIN_LIST_CHANCE = 0.4


def at_least(number: int, chances: Iterable[float]) -> float:
    """
    Return the chance that at least `number` of independent events happen.

    >>> round(at_least(2, [0.5, 0.5, 0.5]), 3)
    0.5
    """
    exactly = [1.0] + [0.0] * (number - 1)
    for chance in chances:
        for count in range(number - 1, 0, -1):
            exactly[count] = exactly[count] * (1 - chance) + exactly[count - 1] * chance
        exactly[0] *= 1 - chance
    return max(0.0, 1 - sum(exactly))


def together(number: int, chances: Iterable[float]) -> float:
    """
    Return how likely a list is one of at least `number` people, 0 where it is not likely enough.

    The entries of a list stand or fall together: the mean of the surest is the list's chance, not their product.

    >>> together(3, [0.9, 0.3, 0.6, 0.6]), together(3, [0.9, 0.9])
    (0.7, 0.0)
    """
    surest = sorted(chances, reverse=True)[:number]
    mean = round(sum(surest) / number, 6)
    return mean if len(surest) == number and mean >= MIN_LIST_CHANCE else 0.0


def who(person: Finding) -> str:
    """Return what tells a person from others of the message: the label of the one person, else the name."""
    return person.entity or person.value


def members(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the places of people, each once, in order, as many as a finding carries."""
    return tuple(sorted(set(spans), key=lambda span: (span.path, span.where, span.start, span.end))[:MAX_MEMBERS])


def span_of(person: Finding) -> Span:
    """Return where a person is named."""
    return Span(person.path, person.where, person.start, person.end)


def list_finding(
    info_type: str, spans: Sequence[Span], count: int, confidence: float, detail: str, quote: str = ""
) -> Finding:
    """Return a finding on the people of a list; it reaches from the first to the last of those in the first text."""
    places = members(spans)
    first = places[0]
    inside = [span for span in places if (span.path, span.where) == (first.path, first.where)]
    return Finding(
        info_type=info_type,
        detector=NAME,
        confidence=round(confidence, 3),
        path=first.path,
        where=first.where,
        start=min(span.start for span in inside),
        end=max(span.end for span in inside),
        masked_quote=quote,
        count=count,
        detail=detail,
        members=places,
    )
