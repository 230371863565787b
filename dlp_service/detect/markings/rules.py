"""
Stage 3c: one rule for each kind of place.

A rule answers only for its own places and returns None for the rest; `evidence` asks them in order.
"""

from __future__ import annotations

import re

from dlp_service.detect.markings import language as say
from dlp_service.detect.markings.judgement import NOISE, Judgement, marking, mention
from dlp_service.detect.markings.layout import Place
from dlp_service.detect.markings.reading import Reading, Shape
from dlp_service.detect.markings.schemes.unknown import Extended

_CAPTION = 60
"""A neighbouring line up to this many characters may be a caption that says "example"."""
_ONE_LANGUAGE = 3
"""Tokens of the Union's longest level in one language; in both, or abbreviated, it is no phrase of a sentence."""
_QUOTED = re.compile(r"[\"']$")
_SENTENCE_BEHIND = re.compile(r"[.!]['\")]?\s+$")
_REMARK = re.compile(r"^\s*\([^()\n]{1,40}\)\s*(?:[:|]|[-~]+\s)")
"""A remark in brackets and the sign after it: `VERTRAULICH (Schweiz): title`."""
_HEADING = 90
"""A line up to this many characters may be a heading that ends in its marking."""


def is_clear(reading: Reading) -> bool:
    """Say whether capitals or structure carry the reading."""
    return reading.is_caps or reading.shape is Shape.FORM


def takes_unknown(found: Extended, place: Place) -> bool:
    """
    Say whether unknown words after a level are caveats here: in the places of markings, and not where they make a headline.

    Ordinary words, and words the text has in small letters too, count only where the line stands at both ends of the
    text, where the level alone is a line of it as well, or where the text is furnished like a marked document; a control
    of any scheme outweighs them.
    """
    if not _may_carry(found, place):
        return False
    is_joined = found.is_tight and place.is_alone and not say.LEVEL.search(" ".join(found.words))
    if found.has_control or is_joined:
        return True
    is_field = bool(say.LABEL.search(place.raw_before))
    stands = place.is_first or place.is_last or place.is_subject or place.where in {"footer", "page_header"} or is_field
    if not stands or place.is_repeated:
        return stands
    if say.LEVEL.search(place.after):
        return False
    if not found.is_ordinary and not any(place.has_word(word.lower()) for word in found.words):
        return True
    return place.has_line(found.reading.level) or place.is_in_marked_text


def _may_carry(found: Extended, place: Place) -> bool:
    """Say whether the line begins with the reading and ends with it, or goes on after a sign."""
    if place.where == "file_name" or (place.before and not say.LABEL.search(place.raw_before)):
        return False
    is_tag = place.is_subject and found.reading.bracket
    return not place.after or bool(is_tag) or say.SEPARATES.match(place.raw_after) is not None


def discussed(reading: Reading, place: Place) -> Judgement | None:
    """Return the mention that the lines around make of a reading at the start of its line, if they do."""
    if is_list(place):
        return mention("It is one of several levels in a list.")
    if say.DEFINITION.match(place.after) or (not place.is_first and say.RULE.match(place.after)):
        return mention("The text explains what the level means.")
    explained = None if place.after else say.EXPLAINED.match(place.following)
    if explained and _level_name(explained["level"]) == _level_name(reading.level):
        return mention("The text explains what the level means.")
    texts = (place.after,) if place.after else (place.previous, place.following)
    is_example = introduces(place) or any(is_caption(text) for text in texts)
    if (is_example or say.SPECIMEN_TITLE.match(place.introduction)) and not say.LABEL_LINE.match(place.introduction):
        return mention("The lines around call it an example.")
    return None


def is_choice(after: str) -> bool:
    """Say whether other levels to choose from follow."""
    return bool(re.match(r"^\W{0,3}(?:/|\||or\b|,)\W*", after, re.IGNORECASE) and say.LEVEL.search(after[:60]))


def compound(reading: Reading, place: Place) -> Judgement | None:
    """Drop level words that are part of a name, a path, a command or a longer phrase."""
    before, after = place.raw_before, place.raw_after
    if place.where in {"file_name", "property", "header"}:
        return None
    if reading.level == "CUI" and not reading.caveats and say.NUMBER_AFTER.match(after):
        return NOISE
    if reading.shape is Shape.FORM:
        return NOISE if before[-1:].isalnum() else None
    in_code = (say.CODE.search(before) and not say.LABEL.search(before)) or (
        say.CODE_AFTER.match(after) and not (after[0] == "[" and after[1:2].isupper())
    )
    if in_code or (before.endswith("-") and before[-2:-1].isalnum()):
        return NOISE
    return mention("It is part of a longer phrase.", 0.2) if say.HISTORY.search(before) else None


def edge(reading: Reading, place: Place) -> Judgement | None:
    """Page headers and footers carry markings unless they hold a sentence about one."""
    if place.where not in {"footer", "page_header"}:
        return None
    name = place.where.replace("_", " ")
    if say.EXAMPLE.search(place.raw_before + place.raw_after) or say.FOR_INSTANCE.search(place.raw_before):
        return mention(f"The {name} says that this is an example.")
    if place.is_alone:
        return marking(0.97, f"It stands alone in the {name}.")
    return _beside(reading, place, name) if is_clear(reading) else None


def _beside(reading: Reading, place: Place, name: str) -> Judgement | None:
    """Judge a reading with other words in its page header or footer."""
    if say.REGRADES.search(place.raw_before):
        return mention(f"The {name} says what the level becomes one day.")
    if say.APPROVAL.search(place.raw_before):
        return mention(f"The {name} says what something is approved for.")
    if is_list(place):
        return mention(f"It is one of several levels in the {name}.")
    words = f"{place.before} {place.after}"
    is_apart = (not place.before or say.SEPARATED.search(place.raw_before)) and (
        not place.after or say.SEPARATES.match(place.raw_after) or say.REGRADE_AFTER.match(place.raw_after)
    )
    is_title = reading.shape is Shape.FORM and not say.VERB.search(words) and not say.DISCUSSING.search(words)
    return marking(0.9, f"It stands apart in the {name}.") if is_apart or is_title else None


def subject(reading: Reading, place: Place) -> Judgement | None:
    """Judge a reading in a subject line: at its start, at its end, or in square brackets."""
    if not place.is_subject or not is_clear(reading):
        return None
    is_start = not place.raw_before.strip(" \"'*") or _is_numbered(reading, place)
    if is_list(place) and not (
        is_start and (reading.bracket == "[" or say.SEPARATES.match(place.raw_after) or opens_title(reading, place))
    ):
        return mention("It is one of several levels in the subject.")
    if is_start:
        return _subject_start(reading, place)
    if not place.after:
        return _subject_end(reading, place)
    return _subject_tag(reading, place)


def _is_numbered(reading: Reading, place: Place) -> bool:
    """Say whether nothing but the number of a document of the Council stands before its distribution marking."""
    return reading.scheme == "eu" and say.DOCUMENT_NUMBER.match(place.raw_before) is not None


def _subject_tag(reading: Reading, place: Place) -> Judgement | None:
    if reading.bracket != "[" or reading.shape is Shape.WORD:
        return None
    if "?" in place.raw_after or say.HANDLES_TAG.search(place.before) or say.TAG_VERB.match(place.after):
        return mention("The subject is about the tag.")
    return marking(0.85, "It stands in brackets in the subject.")


def _subject_start(reading: Reading, place: Place) -> Judgement | None:
    after = place.after
    if reading.bracket and say.JOINS.match(after) and "[" in place.raw_after:
        return mention("It is one of several tags that the subject is about.")
    if not after or reading.bracket:
        is_asked = "?" in place.raw_after[:2]
        return (
            mention("The subject asks about the level.")
            if is_asked
            else marking(0.93, "It stands at the start of the subject.")
        )
    if is_choice(place.raw_after):
        return mention("It is one of several levels in the subject.")
    if say.SEPARATES.match(place.raw_after) or _REMARK.match(place.raw_after):
        is_defined = say.DISCUSSING.search(after) and (say.DEFINITION.match(after) or say.HOW_TO_MARK.search(after))
        return (
            mention("The subject is about what the level means.")
            if is_defined
            else marking(0.9, "It leads the subject.")
        )
    is_technical = reading.shape is Shape.FORM or reading.level in {"UNCLASSIFIED", "CUI"}
    if opens_title(reading, place):
        return marking(0.85, "It leads the subject.")
    is_topic = say.NOUN_AFTER.match(place.raw_after) or say.DISCUSSING.search(after) or "?" in after
    return (
        marking(0.85, "It leads the subject.")
        if is_technical and not is_topic and not is_phrase(reading, place)
        else None
    )


def opens_title(reading: Reading, place: Place) -> bool:
    """Say whether a title in the usual case follows a marking in capitals, and does not begin as one about levels would."""
    after = place.after
    is_title = (
        reading.shape is Shape.FORM
        and reading.is_caps
        and after[:1].isupper()
        and not after.split(None, 1)[0].isupper()
    )
    return is_title and not say.ABOUT_LEVELS.match(after) and "?" not in after


def is_phrase(reading: Reading, place: Place) -> bool:
    """Say whether only a prefix makes the form and a noun goes on: `UK OFFICIAL statistics`, `EU SECRET summit`."""
    return (
        place.after[:1].islower()
        and place.raw_after[:1].isspace()
        and reading.level != "LIMITE"
        and (reading.scheme == "uk" or (reading.scheme == "eu" and reading.last - reading.first <= _ONE_LANGUAGE))
        and reading.level not in {"OFFICIAL-SENSITIVE", "NOT PROTECTIVELY MARKED"}
        and set(reading.caveats) <= {"UK PREFIX"}
    )


def _subject_end(reading: Reading, place: Place) -> Judgement | None:
    if "?" in place.raw_after:
        return mention("The subject asks about the level.")
    if say.FINDS.search(place.before) or (reading.shape is Shape.WORD and say.PASTIME.search(place.before)):
        return mention("The subject is about the words.")
    if reading.bracket or say.SEPARATED.search(place.raw_before):
        return marking(0.9, "It ends the subject.")
    is_topic = say.PREPOSITION.search(place.before) or say.DISCUSSING.search(place.before)
    return marking(0.8, "It ends the subject.") if reading.shape is Shape.FORM and not is_topic else None


def alone(reading: Reading, place: Place) -> Judgement | None:
    """Judge a reading with nothing else on its line."""
    if not place.is_alone or place.is_subject:
        return None
    if "?" in place.raw_after:
        return mention("The line asks about the level.")
    if (talk := discussed(reading, place)) is not None:
        return talk
    if _is_wrapped(place):
        return None
    return _standing_alone(place) if is_clear(reading) else _in_lower_case(reading, place)


def _standing_alone(place: Place) -> Judgement:
    if place.is_first or place.is_last:
        return marking(0.97, f"It stands alone on the {'first' if place.is_first else 'last'} line.")
    return marking(0.93, "It stands alone on a quoted line." if place.is_quoted else "It stands alone on its line.")


def _in_lower_case(reading: Reading, place: Place) -> Judgement:
    """Judge `Top Secret` or `Restricted` alone: a title unless a heading or the top of the text says otherwise."""
    if say.LABEL_LINE.match(place.introduction):
        return marking(0.85, "It stands under a classification heading.")
    return (
        marking(0.6, "It stands alone on the first line.")
        if place.is_first and reading.level == "TOP SECRET"
        else NOISE
    )


def is_caption(line: str) -> bool:
    """Say whether a short line calls what stands beside it an example."""
    return len(line) <= _CAPTION and say.EXAMPLE.search(line) is not None


def introduces(place: Place) -> bool:
    """Say whether the line before leads to an example: `Write it like this:`, `The header should read`."""
    line = place.introduction
    if say.ATTRIBUTION.search(line):
        return False
    if not place.is_quoted and say.ASKS_ABOUT.search(line):
        return True
    end = line[-_CAPTION:]
    if ":" in end[-4:] and say.INTRODUCES.search(line):
        return True
    if say.FOR_INSTANCE.search(end) or say.INTRODUCED.search(end):
        return True
    return _heads_list(place)


def _heads_list(place: Place) -> bool:
    """Say whether the paragraph opens with `one of these:` and lists levels, this one among them."""
    first = place.block_head
    if ":" not in first[-4:] or say.INTRODUCES.search(first) is None:
        return False
    others = place.block[1:]
    return len(others) > 1 and all(len(line) <= _CAPTION and say.LEVEL.search(line) for line in others)


def _is_wrapped(place: Place) -> bool:
    """Say whether the line is the middle of a sentence that was broken into lines."""
    if not place.previous or not say.LOWER_END.search(place.previous) or say.SALUTATION.match(place.previous):
        return False
    goes_on = place.following[:1].islower() or place.raw_after.strip()[:1] in {".", ",", ";"}
    return goes_on or bool(say.PREPOSITION.search(place.previous))


def is_list(place: Place) -> bool:
    """Say whether three or more different levels stand together on the line, or head the lines of the paragraph or the cells of the column."""
    around = f"{place.raw_before} \x00 {place.raw_after}"
    if len({_level_name(found) for found in say.LEVEL.findall(around)}) >= 2:
        return True
    lines = place.own_column(say.COLUMN_HEAD) if place.where == "cell" else place.block
    others = [line for line in lines if say.LEVEL_LETTERS.search(line)]
    heads = {
        _level_name(found[0])
        for other in others
        if "//" not in other and (found := say.LEVEL.search(other[:60])) is not None
    }
    explained = {_level_name(found["level"]) for other in others if (found := say.LEGEND_LINE.match(other)) is not None}
    return len(heads) >= 3 or len(explained) >= 2 or len(_ladder(place)) >= 3


def _ladder(place: Place) -> set[str]:
    """Return the levels that stand alone one under the other, as a form prints them, blank lines between them or not."""
    own = say.LEVEL_LINE.match(place.line)
    if own is None:
        return set()
    levels = {_level_name(own[1])}
    for lines in place.column:
        for line in lines:
            found = say.LEVEL_LINE.match(line)
            if found is None:
                break
            levels.add(_level_name(found[1]))
    return levels


def _level_name(text: str) -> str:
    return " ".join(text.replace("-", " ").split())


def leading(reading: Reading, place: Place) -> Judgement | None:
    """Judge a reading at the start of a line that goes on."""
    is_led = place.before and not _is_numbered(reading, place)
    if is_led or not place.after or place.is_subject or not is_clear(reading):
        return None
    if (talk := discussed(reading, place)) is not None:
        return talk
    is_quoted = _QUOTED.search(place.raw_before) and place.raw_after[:1] in {'"', "'"}
    return None if is_quoted or _is_wrapped(place) else _line_start(reading, place)


def _line_start(reading: Reading, place: Place) -> Judgement | None:
    if reading.is_spaced:
        return marking(0.9, "Its letters are typed apart at the start of a line.")
    if say.SEPARATES.match(place.raw_after) or reading.bracket or say.WAS.match(place.raw_after):
        return _set_apart(reading, place)
    if say.TIED.match(place.raw_after) and not say.LEVEL.search(place.raw_after):
        return marking(0.8, "It stands alone on its line but for a word tied to it by a slash.")
    return _opening(reading, place) if place.is_first else None


def _opening(reading: Reading, place: Place) -> Judgement | None:
    """Judge a reading that runs on into the first line of the text."""
    if say.REMAINS.match(place.after):
        return marking(0.85, "It leads a transmittal that says what remains without the enclosure.")
    is_topic = (
        say.NOUN_AFTER.match(place.raw_after)
        or say.VERB.match(place.after)
        or say.JOINS.match(place.after)
        or is_phrase(reading, place)
    )
    is_form = reading.shape is Shape.FORM and not is_topic
    return marking(0.8, "It leads the first line.") if is_form else None


def _set_apart(reading: Reading, place: Place) -> Judgement | None:
    if not reading.caveats and say.HEADLINE_AFTER.match(place.raw_after):
        return NOISE
    if reading.shape > Shape.WORD:
        return marking(0.9, "It leads its line, set apart.")
    if place.is_first or place.is_last:
        return marking(0.8, "It leads the first line.")
    is_paragraph = reading.bracket and not place.lead.rstrip("([").strip()
    return marking(0.75, "It stands in brackets at the start of a paragraph.") if is_paragraph else None


def trailing(reading: Reading, place: Place) -> Judgement | None:
    """Judge a reading at the end of a line that begins with something else."""
    if (
        not place.before
        or place.after
        or place.is_subject
        or not is_clear(reading)
        or place.raw_after.strip(" \t=*_#~-|")
    ):
        return None
    is_apart = say.SEPARATED.search(place.raw_before) or reading.bracket
    in_table = (place.where == "cell" and "\t" in place.raw_before) or _is_table_row(place)
    if _is_tag_behind(reading, place):
        return marking(0.85, "It is a tag behind the text.")
    if not is_apart or in_table or len(place.before) >= _HEADING or is_list(place) or _is_talk(place):
        return None
    if reading.shape is Shape.FORM:
        return marking(0.8, "It ends a heading, set apart.")
    is_edge = (place.is_first or place.is_last) and not place.raw_before.rstrip().endswith(":")
    return marking(0.75, "It ends the first or last line, set apart.") if is_edge else None


def _is_tag_behind(reading: Reading, place: Place) -> bool:
    """Say whether a marking in full form stands in square brackets behind a finished sentence that leads to no example."""
    return (
        reading.bracket == "["
        and reading.shape is Shape.FORM
        and _SENTENCE_BEHIND.search(place.raw_before) is not None
        and not say.TAG_TALK.search(place.raw_before)
        and not is_list(place)
    )


def _is_table_row(place: Place) -> bool:
    """Say whether the line is a row of a table in text, beside another: it tells of other documents."""
    for sign in "|;\t":
        count = place.line.count(sign)
        if count and sign in place.raw_before and count in {place.previous.count(sign), place.following.count(sign)}:
            return True
    if place.is_first:
        return False
    is_register = say.LEADERS.match(place.line) and say.LEVEL.search(f"{place.previous} {place.following}")
    return bool(is_register) or any(
        columns.match(place.line) and columns.match(place.previous) for columns in say.COLUMNS
    )


def _is_talk(place: Place) -> bool:
    before = place.before
    return bool(
        say.EXAMPLE.search(before)
        or say.VERB.search(before)
        or say.DISCUSSING.search(before)
        or say.INTRODUCES.search(place.raw_before)
        or say.LEADS_EXAMPLE.search(place.raw_before)
        or say.TAG_TALK.search(before)
        or say.FIELD_OF_OTHERS.search(place.raw_before)
    )
