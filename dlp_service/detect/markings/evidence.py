"""
Stage 3b: does the text carry the marking, or talk about it?

Theory of operation.  Rules are asked in order and the first that knows answers.  Place comes first, because
people put markings where nothing else stands: a field, a header, a line of its own, the head of a subject.
Inside a sentence the default is a mention, whatever the level; only a sentence that says that *this* message
is so marked turns it round, and negation, conditions, duties and questions turn it back.

Two rules for whoever edits this: a mention is still reported, so prefer mention to silence for anything that
has the form of a marking; and ordinary words (SECRET SALE) are not even mentions, so silence is right there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from dlp_service.detect.markings import cells, fields, file_names, rules
from dlp_service.detect.markings import language as say
from dlp_service.detect.markings.assertion import assertion
from dlp_service.detect.markings.judgement import NOISE, Judgement, Support, marking, mention
from dlp_service.detect.markings.layout import Place
from dlp_service.detect.markings.reading import Reading, Shape
from dlp_service.detect.markings.scope import announced
from dlp_service.detect.markings.sentences import sentence

_RULES: tuple[Callable[[Reading, Place], Judgement | None], ...] = (
    rules.compound,
    file_names.file_name,
    fields.box,
    fields.field,
    fields.property_value,
    fields.tag,
    cells.cell,
    cells.quoted_cell,
    rules.edge,
    rules.subject,
    rules.alone,
    rules.leading,
    rules.trailing,
)
"""Asked in this order; a reading that none of them places is judged by its sentence."""
_LABELLED = frozenset({fields.field, fields.property_value, file_names.file_name})
"""Where a label says what the value is, unknown words take nothing from the certainty; file names count them themselves."""


_PARAGRAPH = re.compile(r"[A-Z\d\"'](?:\S*\s+){2}\S")
"""A paragraph, not the entry of a list of abbreviations: `(IC) integrated circuit`."""
_CELLS = frozenset("\t|")
"""What a cell of a row begins after."""


def judge(reading: Reading, place: Place, support: Support) -> Judgement:
    """Say whether a reading is a marking or a mention."""
    judgement = _by_place(reading, place, support)
    if judgement.is_mention or not (why := announced(reading, place)):
        return judgement
    return mention(why)


def _by_place(reading: Reading, place: Place, support: Support) -> Judgement:
    if reading.is_portion and place.where != "file_name":
        return _portion(reading, place, support)
    if reading.level == "CLASSIFIED" or (reading.scheme == "us-cui" and reading.shape is Shape.WORD):
        return _incomplete(reading, place)
    for rule in _RULES:
        judgement = rule(reading, place)
        if judgement is not None:
            return judgement if rule in _LABELLED else _at_most(judgement, reading.most)
    return sentence(reading, place)


def _incomplete(reading: Reading, place: Place) -> Judgement:
    """Judge a line that is a marking only in part: controls without a level, and the word CONTROLLED without a control."""
    if place.is_alone and reading.shape is Shape.WORD and place.is_repeated:
        return marking(0.8, "It stands alone at both ends of the text.")
    is_head = place.is_alone and place.is_first and reading.shape is not Shape.WORD
    return mention("A control stands at the head without the level it belongs to.") if is_head else NOISE


def _at_most(judgement: Judgement, most: float) -> Judgement:
    """Return the judgement on a reading whose unknown words allow no more confidence than `most`."""
    if judgement.is_mention or most >= 1:
        return judgement
    reason = f"{judgement.reason} Some of its words are unknown."
    return replace(judgement, confidence=min(judgement.confidence, most), reason=reason)


def has_list_letter(text: str) -> bool:
    """Say whether a bracketed capital that is no level opens a line."""
    for found in say.LIST_LETTER.finditer(text):
        at = found.start()
        while at and text[at - 1] in " \t":
            at -= 1
        if at == 0 or text[at - 1] == "\n":
            return True
    return False


# --- portion marks -------------------------------------------------------------------------------


def _portion(reading: Reading, place: Place, support: Support) -> Judgement:
    at_start = not place.before or bool(say.BULLET_LEAD.match(place.before))
    if reading.shape is Shape.WORD:
        return _single_letter(reading, place, support) if at_start else NOISE
    if at_start or place.is_alone or (reading.shape is Shape.FORM and place.raw_before.rstrip(" ")[-1:] in _CELLS):
        return _paragraph_mark(place)
    if place.is_subject or (support.has_banner and not say.VERB.search(place.before)):
        return marking(0.85, "It is a portion mark in a heading.")
    if reading.shape is Shape.FORM and say.PORTION_BEFORE.search(place.raw_before):
        return marking(0.8, "It is a portion mark after another portion.")
    is_talk = (
        say.PREPOSITION.search(place.before)
        or say.MODAL.search(place.lead)
        or say.LEADS_EXAMPLE.search(place.raw_before)
        or say.EXAMPLE.search(place.before)
    )
    if not place.after and not is_talk and reading.shape is Shape.FORM:
        return marking(0.7, "It is a portion mark at the end of a line.")
    is_said = reading.shape is Shape.FORM and assertion(place.lead, place.where) is not None
    return sentence(reading, place) if is_said else mention("The portion mark stands inside a sentence.")


def _single_letter(reading: Reading, place: Place, support: Support) -> Judgement:
    """Judge `(S)`: it needs a paragraph after it, and a banner or other marks beside it."""
    is_copyright = reading.level == "CONFIDENTIAL" and say.COPYRIGHT.search(place.after)
    if place.is_alone or is_copyright or support.has_letters or not place.raw_after[:1].isspace():
        return NOISE
    if place.is_subject and reading.scheme == "us":
        return marking(0.8, "It is a portion mark at the start of the subject.")
    if not support.has_banner and _is_entry(reading, place):
        return NOISE
    if support.has_banner or support.portions >= 2:
        return marking(0.92, "It is a portion mark in a document with other markings.")
    return NOISE


def _is_entry(reading: Reading, place: Place) -> bool:
    """Say whether a New Zealand mark without a banner leads a word or two, as in a list of abbreviations."""
    return reading.scheme == "nz" and not _PARAGRAPH.match(place.after)


def _paragraph_mark(place: Place) -> Judgement:
    if rules.introduces(place) or rules.is_caption(place.introduction):
        return mention("The lines around give the portion mark as an example.")
    is_quoted = place.raw_before.strip() == '"' and say.CLOSED_QUOTE.search(place.raw_after)
    if is_quoted or say.DEFINITION.match(place.after):
        return mention("The text explains the portion mark.")
    return marking(0.95, "It is a portion mark at the start of a paragraph.")
