"""
The grammars, and the one place that knows all of them.

To add a scheme, write a module with a `SCHEME` and add it to `SCHEMES`; nothing else changes.
Where two grammars read at the same token the longer reading wins, then the earlier scheme.
"""

from __future__ import annotations

from dataclasses import replace

from dlp_service.detect.markings.reading import Reading, Scheme, Tokens
from dlp_service.detect.markings.schemes import au, bare, cui, nato, other, tlp, uk, us
from dlp_service.detect.markings.tokens import LINE, Tokeniser

SCHEMES: tuple[Scheme, ...] = (
    nato.SCHEME,
    au.SCHEME,
    uk.SCHEME,
    us.SCHEME,
    cui.SCHEME,
    *other.SCHEMES,
    tlp.SCHEME,
    bare.SCHEME,
)

TOKENISER = Tokeniser(
    (word for scheme in SCHEMES for word in scheme.words), (word for scheme in SCHEMES for word in scheme.long_words)
)
_BY_HEAD: dict[str, tuple[Scheme, ...]] = {
    head: tuple(scheme for scheme in SCHEMES if head in scheme.heads)
    for head in sorted({head for scheme in SCHEMES for head in scheme.heads})
}
_CLOSING = {"[": "]", "(": ")", "{": "}"}


def readings(tokens: Tokens, until: int) -> list[Reading]:
    """
    Return the readings that begin before position `until` of the text, left to right, never overlapping.

    A reading that fills a pair of brackets takes them in.

    >>> [(r.scheme, r.level, r.caveats) for r in readings(TOKENISER.tokens("UK SECRET - UK EYES ONLY"), 99)]
    [('uk', 'SECRET', ('UK PREFIX', 'UK EYES ONLY'))]
    """
    found: list[Reading] = []
    at = 0
    last = len(tokens) - 1
    while at < last and tokens[at].start < until:
        reading = _best(tokens, at)
        if reading is None:
            at += 1
            continue
        found.append(_marked_up(tokens, reading, found[-1].last if found else 0))
        at = max(found[-1].last, at + 1)
    return found


def _best(tokens: Tokens, at: int) -> Reading | None:
    schemes = _BY_HEAD.get(tokens[at].text)
    if schemes is None:
        return None
    best: Reading | None = None
    for scheme in schemes:
        reading = scheme.parse(tokens, at)
        if reading is not None and (best is None or reading.last > best.last):
            best = reading
    return best


def _marked_up(tokens: Tokens, reading: Reading, floor: int) -> Reading:
    """Return the reading with the brackets it fills and with spaced letters noted."""
    head = tokens[reading.first]
    if len(head.raw) >= 4 and head.end - head.start >= 2 * len(head.raw) - 1:
        reading = replace(reading, is_spaced=True)
    first = reading.first - 1
    if reading.is_portion or reading.span_last not in {0, reading.last} or first < floor:
        return reading
    opening = tokens[first].kind
    if opening in _CLOSING and tokens[reading.last].kind == _CLOSING[opening] and tokens[first + 1].kind != LINE:
        return replace(reading, first=first, last=reading.last + 1, span_last=0, bracket=opening)
    return reading
