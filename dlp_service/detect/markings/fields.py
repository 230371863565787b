"""
Stage 3c: values of fields, of forms and of document properties.

A label such as `Classification:` says itself what its value is, so little can go wrong: a choice that nobody has made,
an example, and fields about a person or a system instead of the text.
"""

from __future__ import annotations

import re

from dlp_service.detect.markings import language as say
from dlp_service.detect.markings import rules
from dlp_service.detect.markings.judgement import NOISE, Judgement, marking, mention
from dlp_service.detect.markings.layout import Place
from dlp_service.detect.markings.reading import Reading, Shape

_BOX = r"(?:\[[ _]?[xXvV\u2713\u2714 _]?[ _]?\]|\([ xX]\)|[\u2610\u2611\u2612\u25a1\u25a0\u2713\u2714\u2717\u2718])"
_BOX_BEFORE = re.compile(rf"(?P<box>{_BOX})\s*[\"'(*_]*$")
_BOX_AFTER = re.compile(rf"^[\"')*_]*\s*(?P<box>{_BOX})")
_ANY_BOX = re.compile(_BOX)
_BOXED_LEVEL = re.compile(
    rf"(?P<box>{_BOX})\s*[\"'(*_]*(?:\w+ ){{0,2}}?{say.LEVEL.pattern}|{say.LEVEL.pattern}\s*(?P<after>{_BOX})"
)
_TAG_END = re.compile(r"^\s*[\"']?\s*(?:$|[,;|\]])")
_ELEMENT = re.compile(
    r"<(?:[\w.-]{1,40}:)?(?P<name>[\w.-]{1,60})(?:\s[^<>]{0,200})?>\s*$|[\s:](?P<attribute>[\w.-]{1,60})=[\"']$"
)
"""The markup of XMP before a value: an element or an attribute."""
_VALUE_END = re.compile(r"^\s*[\"'<]")
_TAGS = re.compile(
    r"^\W*(?:tags?|labels?|keywords?|marking-?refs?)\W*[:=\[](?:[\w\s:/.+-]*[,;])*[\s\"'\[-]*$", re.IGNORECASE
)
_TICK = re.compile(r"[xXvV\u2611\u2612\u25a0\u2713\u2714\u2717\u2718]")


def box(reading: Reading, place: Place) -> Judgement | None:
    """Judge a level with a box beside it: the one that is ticked is the marking, the others are choices."""
    before, after = _BOX_BEFORE.search(place.raw_before), _BOX_AFTER.match(place.raw_after)
    if not rules.is_clear(reading) or (before is None and after is None):
        return None
    first_box, first_level = _ANY_BOX.search(place.raw_before), say.LEVEL.search(place.raw_before)
    is_behind = before is None or (
        first_level is not None and first_box is not None and first_level.start() < first_box.start()
    )
    found = after if is_behind else before
    boxes = [match["box"] or match["after"] for line in place.block for match in _BOXED_LEVEL.finditer(line)]
    if found is None or len(boxes) < 2:
        return None
    if not _TICK.search(found["box"]):
        return mention("The box of this level is not ticked.")
    if sum(bool(_TICK.search(each)) for each in boxes) > 1:
        return mention("More than one level is ticked.")
    return marking(0.9, "The box of this level is ticked.")


def tag(reading: Reading, place: Place) -> Judgement | None:
    """Judge a label of the traffic light protocol among tags, where programs that share threat reports keep it."""
    if (
        reading.scheme != "tlp"
        or not _TAGS.match(place.raw_before)
        or place.line.lower().count("tlp") > 1
        or not _TAG_END.match(place.raw_after)
    ):
        return None
    return marking(0.85, "It is one of the tags of an item.")


def field(reading: Reading, place: Place) -> Judgement | None:
    """Judge the value of a label such as `Classification:`."""
    if not say.LABEL.search(place.raw_before) or ("?" in place.trail[:60] and place.where == "body"):
        return None
    why = _not_own(reading, place)
    return mention(why) if why else marking(0.95, "It is the value of a classification field.")


def _not_own(reading: Reading, place: Place) -> str:
    """Return why the value of a classification field is none of this text's own; empty where it is."""
    if say.OF_OTHERS.search(place.raw_before):
        return "The field is about a person, a place or a system."
    if rules.is_choice(place.raw_after):
        return "The field offers a choice of levels."
    around = place.raw_before + place.raw_after
    if say.EXAMPLE.search(around) or (place.previous and rules.is_caption(place.previous)):
        return "The field belongs to an example."
    is_phrase = place.after and reading.shape is Shape.WORD and say.NOUN_AFTER.match(place.raw_after)
    runs_on = place.after and not say.SEPARATES.match(place.raw_after) and place.after[0].islower()
    if is_phrase or (runs_on and (not reading.is_caps or say.CONDITION_AFTER.match(place.raw_after))):
        return "The label is followed by a sentence."
    return ""


def property_value(reading: Reading, place: Place) -> Judgement | None:
    """Judge `Name=value` of headers and document properties."""
    if place.where not in {"property", "header"} or place.is_subject:
        return None
    element = _ELEMENT.search(place.raw_before)
    if element and not _VALUE_END.match(place.raw_after):
        return _word(reading)
    pair = f"{element['name'] or element['attribute']}=" if element else _own_pair(place.raw_before)
    name, _, lead = pair.partition("=" if "=" in pair else ":")
    if not name.strip():
        is_value = place.is_alone and rules.is_clear(reading)
        return (
            marking(0.9, f"It stands alone in a {place.where}.") if is_value else mention("It is a word in a property.")
        )
    if say.LABEL.search(place.raw_before) or say.LABEL_NAME.search(name):
        return marking(0.93, "It is the value of a classification property.")
    return _in_title(reading, place, name, lead) or _word(reading)


def _word(reading: Reading) -> Judgement:
    return mention("It is a word in a property.") if reading.shape is Shape.FORM else NOISE


def _in_title(reading: Reading, place: Place, name: str, lead: str) -> Judgement | None:
    """Judge a reading in a property that people fill in, or one that fills a property of any name."""
    if say.TITLE_NAME.search(name) and rules.is_clear(reading) and not rules.is_list(place):
        leads = not lead.strip(" \"'[(") and (not place.after or say.SEPARATES.match(place.raw_after))
        ends = not place.after and say.SEPARATED.search(lead)
        opens = not lead.strip() and rules.opens_title(reading, place)
        if leads or ends or opens:
            return marking(0.8, "It leads or ends a document property.")
    if _is_whole_value(reading, place, lead):
        return marking(0.7, "It is the whole value of a document property.")
    return None


def _is_whole_value(reading: Reading, place: Place, lead: str) -> bool:
    """
    Say whether a property holds a marking in full form and nothing else, whatever its name.

    Programs that mark documents keep the words of headers, watermarks and fields under names of their own.
    """
    is_alone = place.where == "property" and not lead.strip(" \"'[(") and not place.after
    is_full = reading.shape is Shape.FORM and rules.is_clear(reading)
    return is_alone and is_full and not say.OF_OTHERS.search(place.raw_before) and not rules.is_list(place)


def _own_pair(before: str) -> str:
    """Return the last of several `name=value` pairs parted by semicolons."""
    last = before.rsplit(";", 1)[-1]
    return last if "=" in last else before
