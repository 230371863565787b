"""Names known by their spelling: full names whose given name is one, pairs of initials and surname in a row, small letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from dlp_service.detect.names.forms.grammar import (
    CAPITAL,
    INSIDE,
    Name,
    Page,
    Shape,
    begins_no_name,
    is_plain_word,
    parse,
)
from dlp_service.detect.names.forms.lexicon import words
from dlp_service.detect.names.forms.surroundings import names_a_thing
from dlp_service.detect.names.forms.values import How, Reading
from dlp_service.detect.names.given_words import usual_names
from dlp_service.detect.names.likeness import given_likeness, likeness
from dlp_service.detect.names.small_letters import MAX_CAPITALS, short_names
from dlp_service.detect.names.words import PARTICLES, SURNAMES_THAT_ARE_WORDS

SURE = 2.2
"""A full name spelt at least so well is read as one wherever it stands."""
_ENUMERATED = re.compile(r"(?:[,;]\s?|,?\s+and\s+| ?/ ?)")
_FIELD_START = frozenset('\n\t"“(•;|')
_FIELD_START_AND_BLANK = frozenset("-–;•|.):")
_FIELD_END = re.compile(r"[ ]?(?:$|[\n\")”;(<•|\t–]|- |[A-Z]{2,}|\d)")
_SMALL_COMMA = re.compile(r"(?<![\w,])([^\W\d_]{2,20}(?:[ '’-][^\W\d_]{2,20})?), ([^\W\d_]{3,20})(?=[;.\n]|$)")
WELL = 0.6
LEAST_QUOTED = -1.5
LEAST_AGAIN = -1.0
_WORD_AFTER = re.compile(r"[ \u00a0]([^\W\d_a-z]\w+)")
_WORD_BEFORE = re.compile(r"(?<!\w)([^\W\d_a-z][\w'’-]+)[ \u00a0]$")
_QUOTES = frozenset('"“')
_NEXT = re.compile(r",? (?:and|&|und|et|y|i|e|og|och|en) |, ")
_SMALL_WORD = re.compile(r"(?<![\w@./'’-])[^\W\d_]{2,20}(?![\w@])")
_SMALL_LINE = re.compile(r"\n[ \t>]{0,8}\n((?=[ \t>]*[a-z])[^\nA-Z]{12,400}+)(?=\n|\Z)")
"""The first line of a paragraph, without a capital."""
SURE_SMALL = 2.0
LEAST_SMALL = -1.5
FEW_SURNAMES = 24
MAX_COMPOUND = 60
_JOINTS = frozenset("'’-")
_IN_ONE_NAME = frozenset({" ", ". ", "\u00a0"})


def spelt(page: Page) -> Iterator[Reading]:
    """Yield full names that their spelling gives away."""
    text = page.text
    reach = 0
    for start, end in page.leading:
        if start < reach or not page.goes_on(end):
            continue
        word = text[start:end]
        # A word of small letters that is the given name itself has to be well spelt, or neither of the two rules holds.
        is_given = len(word) > 2 and word.isalpha() and not word.isupper() and start not in page.ranks
        if given_likeness(word) < (WELL if is_given else 0):
            continue
        name = parse(page, start, min(len(text), start + 80))
        if name is not None and (is_spelt_like_a_person(page, name) or _is_one_of_two(page, name)):
            reach = name.end
            yield Reading(name.start, name.end, How.SPELT)


def is_spelt_like_a_person(page: Page, name: Name) -> bool:
    """Say whether a full name stands alone on its spelling, and nothing beside it speaks against it."""
    if name.shape is not Shape.FULL or name.score < SURE:
        return False
    last = name.surname.split()[-1]
    if last.lower() in words("things_after") or (last.isupper() and len(last) < 3):
        return False
    return not names_a_thing(page.text, name.start, name.end)


def _is_one_of_two(page: Page, name: Name) -> bool:
    """Say whether a name fairly well spelt stands before another one, with a conjunction or a comma between."""
    between = _NEXT.match(page.text, name.end)
    if (
        between is None
        or name.score < WELL
        or name.shape is not Shape.FULL
        or given_likeness(name.given.split()[0]) < WELL
    ):
        return False
    other = parse(page, between.end(), min(len(page.text), between.end() + 80))
    if other is None or other.shape is not Shape.FULL or other.score < WELL:
        return False
    return not any(names_a_thing(page.text, one.start, one.end) for one in (name, other))


def roster_forms(page: Page) -> Iterator[Reading]:
    """Yield `SURNAME, Given` anywhere, `Surname, Given` that fills its field, and `Surname XY` where several follow one another."""
    text = page.text
    reach = 0
    initialled: list[tuple[int, int, int]] = []
    for number, (start, end) in enumerate(page.leading):
        follows = text[end : end + 1]
        if follows == "," and start >= reach and text[end + 1 : end + 3].lstrip()[:1].isalpha():
            reading = _comma_form(page, number)
            if reading is not None:
                reach = reading.end
                yield reading
        elif follows == " " and end - start > 2 and not text[end + 2 : end + 3].islower():
            block = CAPITAL.match(text, end + 1)
            if block is not None and len(block[0]) <= 3 and block[0].isupper():
                initialled.append((start, block.end(), end))
    yield from _initialled(text, initialled)


def _comma_form(page: Page, number: int) -> Reading | None:
    """Return the name whose surname ends with one word of the page that has a comma after it."""
    text = page.text
    for begin in range(_chained(page, number), number + 1):
        start = page.leading[begin][0]
        head = text[start : page.leading[number][1]]
        is_field = _begins_field(text, start)
        if not (head.isupper() and len(head) > 2) and not is_field:
            continue
        whole = _particle_before(text, start)
        if whole == start and begins_no_name(page, *page.leading[begin]):
            continue
        start = whole
        name = parse(page, start, min(len(text), start + 80), comma=True)
        if name is None or name.shape is not Shape.COMMA or names_a_thing(text, name.start, name.end):
            continue
        if text[name.end : name.end + 1].isdigit():
            continue
        if head.isupper() and len(head) > 2:
            given = name.given.split()[0]
            if (given.isupper() and len(given) > 2 and given_likeness(given) < 0) or is_plain_word(
                given, alone=True, first=True
            ):
                continue
        elif name.score < (LEAST_QUOTED if text[start - 1 : start] in _QUOTES else WELL) or not _FIELD_END.match(
            text, name.end
        ):
            continue
        return Reading(name.start, name.end, How.ROSTER_FORM, name.spelt_out)
    return None


def _chained(page: Page, number: int) -> int:
    """Return the first of up to four words with capitals that stand one after the other and end with the numbered one."""
    text, leading = page.text, page.leading
    first = number
    while first and number - first < 3:
        begin, end = leading[first][0], leading[first - 1][1]
        if begin - end > 2 or text[end:begin] not in _IN_ONE_NAME:
            break
        first -= 1
    return first


def _begins_field(text: str, start: int) -> bool:
    before = text[start - 1 : start] if start else ""
    return (
        not before
        or before in _FIELD_START
        or (before == " " and text[start - 2 : start - 1] in _FIELD_START_AND_BLANK)
    )


def _particle_before(text: str, start: int) -> int:
    """Return where a small particle before a surname begins: `du Preez, H`."""
    at = text.rfind(" ", max(0, start - 5), start - 1) + 1
    word = text[max(at, start - 5) : start - 1]
    return start - 1 - len(word) if text[start - 1 : start] == " " and word in PARTICLES else start


def _initialled(text: str, found: list[tuple[int, int, int]]) -> Iterator[Reading]:
    run: list[tuple[int, int, int]] = []
    for one in found:
        if run and not _ENUMERATED.fullmatch(text, run[-1][1], one[0]):
            yield from _initialled_run(text, run)
            run = []
        run.append(one)
    yield from _initialled_run(text, run)


def _initialled_run(text: str, run: list[tuple[int, int, int]]) -> Iterator[Reading]:
    surnames = [text[start:end] for start, _, end in run]
    if len(run) < 2 or any(is_plain_word(surname, alone=True, first=False) for surname in surnames):
        return
    for (start, stop, end), surname in zip(run, surnames, strict=True):
        yield Reading(start, stop, How.ROSTER_FORM, f"{surname}, {text[end + 1]}")
        if len(run) > 2:
            yield Reading(start, stop, How.LISTED, f"{surname}, {text[end + 1]}")


def in_small_letters(page: Page) -> Iterator[Reading]:
    """
    Yield given names, and full names, after a word of asking or side by side.

    They are looked for in a text that hardly uses capitals, and where a paragraph begins with a line without one.
    """
    if not _is_small(page):
        for line in _SMALL_LINE.finditer(page.text):
            yield from _small_names(page.text, *line.span(1))
        return
    pairs = [m for m in _SMALL_COMMA.finditer(page.text) if m[0].islower() and given_likeness(m[2]) > 0]
    if len(pairs) > 1:
        yield from (Reading(m.start(), m.end(), How.ASKED, m[0].title()) for m in pairs)
    yield from _small_names(page.text, 0, len(page.text))


def _small_names(text: str, start: int, end: int) -> Iterator[Reading]:
    asks = words("asks")
    before: re.Match[str] | None = None
    last = ""
    asked = -1
    for match in _SMALL_WORD.finditer(text, start, end):
        word = match[0]
        is_given = _is_given(word)
        is_pair = before is not None and match.start() == before.end() + 1 and likeness(word) > LEAST_SMALL
        if before is not None and is_pair and not is_plain_word(word, alone=False, first=False):
            yield Reading(before.start(), match.end(), How.ASKED)
            before = None
            continue
        if before is not None and before.start() == asked:
            yield Reading(before.start(), before.end(), How.ASKED)
        before = match if is_given else None
        if is_given and (last in asks or last == "to"):
            asked = match.start()
        last = word
    if before is not None and before.start() == asked:
        yield Reading(before.start(), before.end(), How.ASKED)


def _is_given(word: str) -> bool:
    """Say whether a word in small letters is hardly anything else than a given name."""
    is_known = given_likeness(word) > SURE_SMALL or word in usual_names()[0] or word in short_names()
    return is_known and not is_plain_word(word, alone=True, first=True)


def _is_small(page: Page) -> bool:
    """Say whether a text hardly uses capitals; few of them are looked at."""
    most = int(MAX_CAPITALS * len(page.text))
    at = 0
    for _ in range(most + 1 if len(page.leading) <= most else 0):
        span = page.first_capital(at)
        if span is None:
            return True
        at = span[1]
    return False


def again(
    text: str, surnames: Collection[str], is_known: Callable[[int, int], bool] = lambda _start, _end: False
) -> Iterator[Reading]:
    """
    Yield the surnames (in small letters) of people named in full elsewhere, standing alone with a capital.

    What is known already as part of a name is passed over: that is nearly all there is.
    """
    for start, end in _capitals_of(text, surnames, is_known):
        if text[start:end].lower() not in surnames or is_known(start, end):
            continue
        before = text[start - 1 : start]
        if before.isalnum() or before in INSIDE or text[end : end + 1] == "@":
            continue
        if not names_a_thing(text, start, end) and not _is_of_more(text, start, end):
            yield Reading(start, end, How.AGAIN)


def _capitals_of(
    text: str, surnames: Collection[str], is_known: Callable[[int, int], bool]
) -> Iterator[tuple[int, int]]:
    """Yield words with a capital, at least all that are one of the surnames; few surnames are looked for one by one."""
    lowered = text.lower()
    if len(surnames) > FEW_SURNAMES or len(lowered) != len(text):
        yield from (match.span() for match in CAPITAL.finditer(text))
        return
    for place in sorted({place for surname in surnames for place in _places(lowered, surname)}):
        if is_known(place, place + 1):
            continue
        if text[place - 1 : place] not in _JOINTS:
            match = CAPITAL.match(text, place)
        else:
            # A part of a compound is no word; where a compound begins is looked for within reason.
            begin = max(0, place - MAX_COMPOUND)
            match = next((m for m in CAPITAL.finditer(text, begin) if m.end() > place), None)
        if match is not None and match.start() == place:
            yield match.span()


def _places(text: str, word: str) -> Iterator[int]:
    # No expression is made of the word: the interpreter keeps expressions, and the word is of the message.
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _is_of_more(text: str, start: int, end: int) -> bool:
    """Say whether a word with a capital stands directly beside another one that is no word of sentences: `Lindgren Optik`."""
    following = _WORD_AFTER.match(text, end)
    if following is not None and not is_plain_word(following[1], alone=True, first=False):
        return True
    before = _WORD_BEFORE.search(text, max(0, start - 24), start)
    return before is not None and given_likeness(before[1]) < 0 and not is_plain_word(before[1], alone=True, first=True)


def known_by(text: str) -> Iterator[str]:
    """
    Yield the words, in small letters, by which somebody may be called again: surname, given name, or the only name.

    >>> list(known_by("Alma Trujillo")), list(known_by("Trujillo")), list(known_by("Will Price"))
    (['trujillo', 'alma'], ['trujillo'], [])
    """
    surname = surname_of(text)
    if surname:
        yield surname
    word = (
        text.partition(",")[2].split()[0]
        if "," in text and text.partition(",")[2].split()
        else text.split(maxsplit=1)[0]
    )
    low = word.lower()
    if len(word) < 3 or not word.istitle() or is_plain_word(word, alone=True, first=True):
        return
    is_single = " " not in text and "\t" not in text
    if (
        low != surname
        and low not in SURNAMES_THAT_ARE_WORDS
        and (likeness(word) > LEAST_AGAIN if is_single else given_likeness(word) > 0)
    ):
        yield low


def surname_of(text: str) -> str:
    """
    Return the surname to look for elsewhere, empty where a name has none, or one that is an ordinary word.

    >>> surname_of("Alma Trujillo"), surname_of("TRUJILLO, Alma"), surname_of("Alma"), surname_of("Iris Waters")
    ('trujillo', 'trujillo', '', '')
    """
    before, comma, _ = text.partition(",")
    parts = before.split()
    if not parts or not (comma or len(parts) > 1) or "\t" in text:
        return ""
    word = parts[-1].strip(".")
    is_usable = len(word) > 3 and word[0].isupper() and word.lower() not in SURNAMES_THAT_ARE_WORDS
    is_usable = is_usable and likeness(word) > LEAST_AGAIN and not is_plain_word(word, alone=True, first=False)
    return word.lower() if is_usable else ""
