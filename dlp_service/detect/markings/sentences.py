"""
Stage 3e: a reading inside a sentence.

The default is a mention, whatever the level.  A sentence that gives this very message its level (`assertion`) or
names the level of what it attaches makes it a marking; a question, a denial, a duty, a condition or a list of
levels turns it back.
"""

from __future__ import annotations

import re

from dlp_service.detect.markings import language as say
from dlp_service.detect.markings import rules
from dlp_service.detect.markings.assertion import (
    ANAPHORA,
    ATTACHED_ITEM,
    ATTACHED_REMARK,
    ATTACHES,
    ATTACHMENT_LINE,
    NOT_THE_ITEM,
    SENT_ALONG,
    Assertion,
    assertion,
)
from dlp_service.detect.markings.judgement import NOISE, Judgement, marking, mention
from dlp_service.detect.markings.layout import Place
from dlp_service.detect.markings.reading import Reading, Shape

_CLAUSE = re.compile(r".*(?:[;:(]|\s-+\s|,\s(?:so|but|because|and)\b)", re.DOTALL)

_LAST_VERB = re.compile(r"\band\s(?=(?:is|are|has|remains?|carries|bears?|contains?)\b)")
_OPEN_LEVELS = frozenset({"UNCLASSIFIED", "OFFICIAL", "NOT PROTECTIVELY MARKED", "NATO UNCLASSIFIED"})


_LEGAL_WORDS = frozenset({"CONFIDENTIAL", "RESTRICTED", "PROTECTED"})
_LEGAL = re.compile(
    r"\b(?:privileged?|intended (?:only |solely |exclusively )?for|(?:received|sent to you)\W+(?:\w+\W+){0,4}?(?:in error|by mistake)|intended recipients?|addressees? only|virus(?:es)?|by law|proprietary|copyright)\b",
    re.IGNORECASE,
)
"""The language of the notices under the mail of companies."""
_NOTICE_REACH = 400


def sentence(reading: Reading, place: Place) -> Judgement:
    """Judge a reading inside a sentence: a mention unless the sentence speaks of this very message."""
    if not rules.is_clear(reading):
        return NOISE
    lead, trail = place.lead, place.trail
    found = assertion(lead, place.where)
    if found is None and reading.shape is Shape.WORD and _is_shouted(place):
        return NOISE
    if reading.level in _LEGAL_WORDS and reading.shape is Shape.WORD and _is_disclaimer(place, trail):
        return NOISE
    turned = _turned_round(reading, lead, trail)
    return turned or (_asserted(found, place) if found else _unasserted(reading, place, lead))


def _unasserted(reading: Reading, place: Place, lead: str) -> Judgement:
    """Judge a sentence that names no own item itself: it may speak of what is sent along."""
    is_along = SENT_ALONG.search(place.sentence_before) and not say.HARD_MODAL.search(lead)
    if is_along and ANAPHORA.search(" ".join(lead.split())):
        return marking(0.8, "The sentence says so of what the sentence before sends along.")
    if reading.shape > Shape.WORD and _attaches(reading, place):
        return marking(0.8, "The sentence gives the level of what is attached.")
    return mention("The marking stands inside a sentence that does not speak of this message.")


def _turned_round(reading: Reading, lead: str, trail: str) -> Judgement | None:
    """Return the mention that a question, a denial or a condition makes of any sentence."""
    if "?" in trail[-3:]:
        return mention("The sentence asks about the level.")
    if lead.count('"') % 2 and lead.rstrip("([")[-1:] != '"':
        return mention("The sentence quotes what others say.")
    if say.NEGATION.search(lead):
        return mention("The sentence denies the level.")
    is_rest = reading.level in _OPEN_LEVELS and say.EXCEPT_AFTER.match(trail)
    if (
        is_rest
        or "WHEN DETACHED" in reading.caveats
        or say.LEFT_BEHIND.search(lead)
        or (say.CONDITION_AFTER.match(trail) and not say.IS_MET.search(trail))
        or say.NOT_NOW_AFTER.search(trail)
    ):
        return mention("The sentence gives the level under a condition.")
    return None


def _asserted(found: tuple[Assertion, int], place: Place) -> Judgement:
    said, start = found
    plain = " ".join(place.lead.split())
    before = _CLAUSE.match(plain[: start + 1])
    clause = plain[before.end() if before else 0 :]
    clause = _LAST_VERB.split(clause)[-1]
    if say.HARD_MODAL.search(say.DUTY.sub(" ", clause) if said.takes_duty else clause):
        return mention("The sentence speaks of a duty, a possibility or the past.")
    if say.COMPARES.search(plain) and not said.about_contents:
        return mention("The sentence compares with the level.")
    if rules.is_list(place):
        return mention("The level is one of several in a list.")
    is_item = bool(say.ITEM_AFTER.match(place.raw_after) or say.VERB_FINAL.match(place.raw_after))
    if said.ends_clause and not (is_item or say.ENDS_OR_ITEM.match(place.trail.strip())):
        return mention("The marking is part of a longer phrase.")
    if not is_item and say.NOUN_AFTER.match(place.raw_after):
        return mention("The marking is part of a longer phrase.")
    return marking(0.85, said.reason)


def _attaches(reading: Reading, place: Place) -> bool:
    lead = " ".join(place.lead.split()) + " "
    if reading.bracket and (
        ATTACHMENT_LINE.match(lead) or (ATTACHED_REMARK.match(lead) and place.raw_after[:1] == ":")
    ):
        return True
    return (
        ATTACHES.search(lead) is not None
        and not say.HARD_MODAL.search(lead)
        and ATTACHED_ITEM.match(place.raw_after) is not None
        and NOT_THE_ITEM.match(place.raw_after) is None
        and not rules.is_list(place)
    )


def _is_disclaimer(place: Place, trail: str) -> bool:
    """Say whether a sentence belongs to a notice of the law at the end of a mail, which companies write without any scheme."""
    below = " ".join(line for line in place.lines_below(2))
    return _LEGAL.search(f"{place.lead} {trail} {place.raw_after} {below}"[:_NOTICE_REACH]) is not None


def _is_shouted(place: Place) -> bool:
    """Say whether the words around are in capitals too, so that capitals mean nothing."""
    words = re.findall(r"[A-Za-z]{2,}", f"{place.raw_before} {place.raw_after}")
    upper = sum(word.isupper() for word in words)
    return bool(words) and upper * 2 > len(words)
