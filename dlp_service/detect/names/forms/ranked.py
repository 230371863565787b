"""Names after a rank or title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp_service.detect.names.forms.grammar import Name, Page, Shape, is_plain_word, parse
from dlp_service.detect.names.forms.lexicon import Hit, Kind
from dlp_service.detect.names.forms.surroundings import follows_a_kind, names_a_thing
from dlp_service.detect.names.forms.values import How, Reading
from dlp_service.detect.names.words import SUFFIXES


def titled(page: Page) -> Iterator[Reading]:
    """Yield names after a rank or title; the reading holds the name alone."""
    for hit in page.found:
        if hit.kind > Kind.RANK:
            continue
        yield from _before(page, hit)
        at = _next_word(page, hit)
        if at < 0 or (
            (other := page.ranks.get(at)) is not None and _next_word(page, other) >= 0 and _is_capital(page, other)
        ):
            continue
        name = parse(page, at, min(len(page.text), at + 80), ranked=True, small=hit.is_small)
        if name is not None and _is_credible(page, hit, name):
            yield Reading(name.start, name.end, How.TITLE, name.spelt_out)
            if page.text[name.start].islower():
                yield Reading(name.start, name.end, How.ASKED, name.spelt_out)


LEAST_SMALL = -1.5
"""A word in small letters after a rank is a name unless it is spelt less like one than this."""
_BEFORE_RANK = re.compile(r"(?:^|[\n;:•|\t(]|\d[.)]?)[ ]*([^\W\d_](?:[^\W\d_]|['’ .-](?=[^\W\d_])|\. ){1,40}), ?$")


def _before(page: Page, hit: Hit) -> Iterator[Reading]:
    """Yield a name before a rank: `HAMLYN, WO2` or `Quentin A. Briarley, Lt Col`, at the beginning of its field."""
    if (
        hit.kind == Kind.WEAK
        or page.text[max(0, hit.start - 2) : hit.start].strip() != ","
        or page.text[hit.start].islower()
    ):
        return
    found = _BEFORE_RANK.search(page.text, max(0, hit.start - 48), hit.start)
    if found is None:
        return
    name = parse(page, found.start(1), found.end(1), ranked=True)
    if name is not None and name.end == found.end(1) and not is_plain_word(name.surname, alone=True, first=True):
        yield Reading(name.start, name.end, How.TITLE, name.spelt_out)


def _is_capital(page: Page, hit: Hit) -> bool:
    at = _next_word(page, hit)
    return page.text[at].isupper() or hit.is_small


def _next_word(page: Page, hit: Hit) -> int:
    """Return where the word after a rank begins, or -1."""
    text = page.text
    at = hit.end
    if text[at : at + 1] in {" ", "\u00a0"} or (
        text[at : at + 1] == "\n" and text[at - 1].isalpha() and not hit.is_small
    ):
        at += 1
    elif text[at - 1] != ".":
        return -1
    return at if text[at : at + 1].isalpha() else -1


def _is_credible(page: Page, hit: Hit, name: Name) -> bool:
    surface = page.text[name.start : name.end]
    rank = page.text[hit.start : hit.end]
    if _is_of_a_service(surface) or names_a_thing(page.text, name.start, name.end):
        return False
    if follows_a_kind(page.text, hit.start, surface):
        return False
    if surface[0].islower() and surface.split()[-1][0].islower():
        return hit.is_small and not is_plain_word(surface, alone=True, first=True) and name.score >= LEAST_SMALL
    if hit.kind == Kind.WEAK:
        return name.score > 0.5 and (not rank.islower() or rank.endswith("."))
    is_long = rank.istitle() and len(rank) > 4
    if surface[0].islower() and is_long:
        return False
    return name.shape is not Shape.SINGLE or _is_credible_alone(surface, rank, is_long=is_long and " " not in rank)


def _is_of_a_service(surface: str) -> bool:
    """Say whether what follows a rank is a service or a unit of one, as in `CPT USARMY NG`."""
    first = surface.split(maxsplit=1)[0]
    return (first.isupper() and first.casefold() in SUFFIXES) or surface.casefold() in SUFFIXES


def _is_credible_alone(surface: str, rank: str, *, is_long: bool) -> bool:
    """Say whether one word after a rank is a surname, not an abbreviation or the rest of an office."""
    if surface.isupper() and (len(surface) <= 3 or (not rank.isupper() and len(surface) < 5)):
        return False
    return not (is_long and is_plain_word(surface, alone=True, first=True))
