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
_HEADING = 90
"""A line up to this many characters may be a heading that ends in its marking."""


def is_clear(reading: Reading) -> bool:
    """Say whether capitals or structure carry the reading."""
    return reading.is_caps or reading.shape is Shape.FORM


def takes_unknown(found: Extended, place: Place) -> bool:
    """
    Say whether unknown words after a level are caveats here: in the places of markings, and not where they make a headline.

    Ordinary words, and words the text has in small letters too, count only where the line stands at both ends of the
    text; a control of any scheme outweighs them.
    """
    if place.where == "file_name" or (place.before and not say.LABEL.search(place.raw_before)):
        return False
    is_tag = place.is_subject and found.reading.bracket
    if place.after and not is_tag and not say.SEPARATES.match(place.raw_after):
        return False
    if found.has_control:
        return True
    is_field = bool(say.LABEL.search(place.raw_before))
    stands = place.is_first or place.is_last or place.is_subject or place.where in {"footer", "page_header"} or is_field
    if not stands or place.is_repeated:
        return stands
    return not found.is_ordinary and not any(place.has_word(word.lower()) for word in found.words)


def discussed(place: Place) -> Judgement | None:
    """Return the mention that the lines around make of a reading at the start of its line, if they do."""
    if is_list(place):
        return mention("one of several levels listed")
    if say.DEFINITION.match(place.after) or (not place.is_first and say.RULE.match(place.after)):
        return mention("being defined")
    texts = (place.after,) if place.after else (place.previous, place.following)
    is_example = introduces(place) or any(is_caption(text) for text in texts)
    if is_example and not say.LABEL_LINE.match(place.introduction):
        return mention("given as an example")
    return None


def compound(reading: Reading, place: Place) -> Judgement | None:
    """Drop level words that are part of a name, a path, a command or a longer phrase."""
    before, after = place.raw_before, place.raw_after
    if place.where in {"file_name", "property", "header"}:
        return None
    if reading.shape is Shape.FORM:
        return NOISE if before[-1:].isalnum() else None
    in_code = (say.CODE.search(before) and not say.LABEL.search(before)) or (
        say.CODE_AFTER.match(after) and not (after[0] == "[" and after[1:2].isupper())
    )
    if in_code or (before.endswith("-") and before[-2:-1].isalnum()):
        return NOISE
    return mention("part of a longer phrase", 0.2) if say.HISTORY.search(before) else None


def file_name(reading: Reading, place: Place) -> Judgement | None:
    """Judge a level in a file name: a hint, for people name files after their subject too."""
    if place.where != "file_name":
        return None
    before, after = place.raw_before.replace("_", " "), place.raw_after.replace("_", " ")
    if not is_clear(reading) or (reading.shape is Shape.WORD and not re.match(r"^(?:[ .-]|$)", after)):
        return NOISE
    if say.DISCUSSING.search(before) or say.DISCUSSING.search(after):
        return mention("file name about markings")
    return marking(0.6, "in the file name")


def field(reading: Reading, place: Place) -> Judgement | None:
    """Judge the value of a label such as `Classification:`."""
    if not say.LABEL.search(place.raw_before) or ("?" in place.trail[:60] and place.where == "body"):
        return None
    if _is_choice(place.raw_after):
        return mention("field that offers a choice")
    around = place.raw_before + place.raw_after
    if say.EXAMPLE.search(around) or re.search(r"clearance", place.raw_before, re.IGNORECASE):
        return mention("field of an example")
    runs_on = place.after and not say.SEPARATES.match(place.raw_after) and place.after[0].islower()
    if runs_on and not reading.is_caps:
        return mention("label with running text")
    return marking(0.95, "value of a classification field")


def _is_choice(after: str) -> bool:
    return bool(re.match(r"^\W{0,3}(?:/|\||or\b|,)\W*", after, re.IGNORECASE) and say.LEVEL.search(after[:60]))


def property_value(reading: Reading, place: Place) -> Judgement | None:
    """Judge `Name=value` of headers and document properties."""
    if place.where not in {"property", "header"} or place.is_subject:
        return None
    name, _, lead = place.raw_before.replace(":", "=", 1).partition("=")
    if not name.strip():
        is_value = place.is_alone and is_clear(reading)
        return marking(0.9, f"alone in a {place.where}") if is_value else mention("word in a property")
    if say.LABEL.search(place.raw_before) or say.LABEL_NAME.search(name):
        return marking(0.93, "value of a classification property")
    if say.TITLE_NAME.search(name) and is_clear(reading):
        leads = not lead.strip(" \"'[(") and (not place.after or say.SEPARATES.match(place.raw_after))
        ends = not place.after and say.SEPARATED.search(lead)
        if leads or ends:
            return marking(0.8, "leads or ends a document property")
    return mention("word in a property") if reading.shape is Shape.FORM else NOISE


def edge(reading: Reading, place: Place) -> Judgement | None:
    """Page headers and footers carry markings unless they hold a sentence about one."""
    if place.where not in {"footer", "page_header"}:
        return None
    name = place.where.replace("_", " ")
    if say.EXAMPLE.search(place.raw_before + place.raw_after):
        return mention("page header of an example")
    if place.is_alone:
        return marking(0.97, f"alone in the {name}")
    words = f"{place.before} {place.after}"
    is_apart = (not place.before or say.SEPARATED.search(place.raw_before)) and (
        not place.after or say.SEPARATES.match(place.raw_after)
    )
    is_title = reading.shape is Shape.FORM and not say.VERB.search(words) and not say.DISCUSSING.search(words)
    return marking(0.9, f"stands apart in the {name}") if is_clear(reading) and (is_apart or is_title) else None


def subject(reading: Reading, place: Place) -> Judgement | None:
    """Judge a reading in a subject line: at its start, at its end, or in square brackets."""
    if not place.is_subject or not is_clear(reading):
        return None
    is_start = not place.raw_before.strip(" \"'*")
    if is_list(place) and not (is_start and say.SEPARATES.match(place.raw_after)):
        return mention("one of several levels")
    if is_start:
        return _subject_start(reading, place)
    if not place.after:
        return _subject_end(reading, place)
    is_tag = reading.bracket == "[" and reading.shape > Shape.WORD
    return marking(0.85, "in brackets in the subject") if is_tag else None


def _subject_start(reading: Reading, place: Place) -> Judgement | None:
    after = place.after
    if not after or reading.bracket:
        is_asked = "?" in place.raw_after[:2]
        return mention("asked about in the subject") if is_asked else marking(0.93, "at the start of the subject")
    if _is_choice(place.raw_after):
        return mention("one of several levels")
    if say.SEPARATES.match(place.raw_after):
        is_defined = say.DEFINITION.match(after) and say.DISCUSSING.search(after)
        return mention("being defined in the subject") if is_defined else marking(0.9, "leads the subject")
    is_technical = reading.shape is Shape.FORM or reading.level in {"UNCLASSIFIED", "CUI"}
    is_topic = say.NOUN_AFTER.match(place.raw_after) or say.DISCUSSING.search(after) or "?" in after
    return (
        marking(0.85, "leads the subject") if is_technical and not is_topic and not _is_phrase(reading, place) else None
    )


def _is_phrase(reading: Reading, place: Place) -> bool:
    """Say whether only a prefix makes the form and a noun goes on: `UK OFFICIAL statistics`, `EU SECRET summit`."""
    return (
        place.after[:1].islower()
        and reading.scheme in {"uk", "eu"}
        and reading.level not in {"OFFICIAL-SENSITIVE", "NOT PROTECTIVELY MARKED"}
        and set(reading.caveats) <= {"UK PREFIX"}
    )


def _subject_end(reading: Reading, place: Place) -> Judgement | None:
    if "?" in place.raw_after:
        return mention("asked about in the subject")
    if reading.bracket or say.SEPARATED.search(place.raw_before):
        return marking(0.9, "ends the subject")
    is_topic = say.PREPOSITION.search(place.before) or say.DISCUSSING.search(place.before)
    return marking(0.8, "ends the subject") if reading.shape is Shape.FORM and not is_topic else None


def alone(reading: Reading, place: Place) -> Judgement | None:
    """Judge a reading with nothing else on its line."""
    if not place.is_alone or place.is_subject:
        return None
    if "?" in place.raw_after:
        return mention("asked about")
    if (talk := discussed(place)) is not None:
        return talk
    if _is_wrapped(place):
        return None
    return _standing_alone(place) if is_clear(reading) else _in_lower_case(reading, place)


def _standing_alone(place: Place) -> Judgement:
    if place.is_first or place.is_last:
        return marking(0.97, f"alone on the {'first' if place.is_first else 'last'} line")
    return marking(0.93, "alone on a quoted line" if place.is_quoted else "alone on its line")


def _in_lower_case(reading: Reading, place: Place) -> Judgement:
    """Judge `Top Secret` or `Restricted` alone: a title unless a heading or the top of the text says otherwise."""
    if say.LABEL_LINE.match(place.introduction):
        return marking(0.85, "under a classification heading")
    return marking(0.6, "alone on the first line") if place.is_first and reading.level == "TOP SECRET" else NOISE


def is_caption(line: str) -> bool:
    """Say whether a short line calls what stands beside it an example."""
    return len(line) <= _CAPTION and say.EXAMPLE.search(line) is not None


def introduces(place: Place) -> bool:
    """Say whether the line before leads to an example: `Write it like this:`, `The header should read`."""
    end = place.introduction[-_CAPTION:]
    if ":" in end[-4:] and say.INTRODUCES.search(place.introduction):
        return True
    return say.INTRODUCED.search(end) is not None


def _is_wrapped(place: Place) -> bool:
    """Say whether the line is the middle of a sentence that was broken into lines."""
    if not place.previous or not say.LOWER_END.search(place.previous) or say.SALUTATION.match(place.previous):
        return False
    goes_on = place.following[:1].islower() or place.raw_after.strip()[:1] in {".", ",", ";"}
    return goes_on or bool(say.PREPOSITION.search(place.previous))


def is_list(place: Place) -> bool:
    """Say whether three or more different levels stand together on the line or head the lines of the paragraph."""
    line = f"{place.raw_before} \x00 {place.raw_after}"
    if len({_level_name(found) for found in say.LEVEL.findall(line)}) >= 2:
        return True
    heads = {
        _level_name(found[0])
        for other in place.block
        if "//" not in other and (found := say.LEVEL.search(other[:60])) is not None
    }
    explained = {
        _level_name(found["level"]) for other in place.block if (found := say.LEGEND_LINE.match(other)) is not None
    }
    return len(heads) >= 3 or len(explained) >= 2


def _level_name(text: str) -> str:
    return " ".join(text.replace("-", " ").split())


def leading(reading: Reading, place: Place) -> Judgement | None:
    """Judge a reading at the start of a line that goes on."""
    if place.before or not place.after or place.is_subject or not is_clear(reading):
        return None
    if (talk := discussed(place)) is not None:
        return talk
    if _is_wrapped(place):
        return None
    if reading.is_spaced:
        return marking(0.9, "letters typed apart at the start of a line")
    if say.SEPARATES.match(place.raw_after) or reading.bracket:
        return _set_apart(reading, place)
    is_topic = (
        say.NOUN_AFTER.match(place.raw_after)
        or say.VERB.match(place.after)
        or say.JOINS.match(place.after)
        or _is_phrase(reading, place)
    )
    is_opening = reading.shape is Shape.FORM and place.is_first and not is_topic
    return marking(0.8, "leads the first line") if is_opening else None


def _set_apart(reading: Reading, place: Place) -> Judgement | None:
    if reading.shape > Shape.WORD:
        return marking(0.9, "leads its line")
    if place.is_first or place.is_last:
        return marking(0.8, "leads the first line")
    is_paragraph = reading.bracket and not place.lead.rstrip("([").strip()
    return marking(0.75, "in brackets at the start of a paragraph") if is_paragraph else None


def trailing(reading: Reading, place: Place) -> Judgement | None:
    """Judge a reading at the end of a line that begins with something else."""
    if not place.before or place.after or place.is_subject or not is_clear(reading) or place.raw_after.strip():
        return None
    is_apart = say.SEPARATED.search(place.raw_before) or reading.bracket
    in_table = place.where == "cell" and "\t" in place.raw_before
    if not is_apart or in_table or len(place.before) >= _HEADING or is_list(place) or _is_talk(place):
        return None
    if reading.shape is Shape.FORM:
        return marking(0.8, "ends a heading")
    is_edge = (place.is_first or place.is_last) and not place.raw_before.rstrip().endswith(":")
    return marking(0.75, "ends the first or last line") if is_edge else None


def _is_talk(place: Place) -> bool:
    before = place.before
    return bool(
        say.EXAMPLE.search(before)
        or say.VERB.search(before)
        or say.DISCUSSING.search(before)
        or say.INTRODUCES.search(place.raw_before)
        or say.LEADS_EXAMPLE.search(place.raw_before)
    )
