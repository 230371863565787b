"""
Numbers of Word lists, as a reader sees them (ECMA-376 part 1, section 17.9), and of what they are counted by.

The number is not in the text: it is counted from the numbering part, per abstract list, and formatted by the level.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from dlp_service.extract.texts.xmlwalk import End, Start, XmlHandler, attribute, is_on

LEVELS = 9
PLACE = re.compile(r"%([1-9])")
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
ROMAN_ONES = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
MAX_NUMBER = 32_767
RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
WORDS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
ORDINALS = [
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it begins, how its number is written, and the text around it."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    is_legal: bool = False
    restart: int = -1
    style: str = ""


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, Level] = field(default_factory=dict)
    style_link: str = ""
    num_style_link: str = ""


@dataclass(slots=True)
class _List:
    abstract: str = ""
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


class NumberingHandler(XmlHandler):
    """Reads a numbering part."""

    def __init__(self) -> None:
        super().__init__()
        self.abstracts: dict[str, _Abstract] = {}
        self.lists: dict[str, _List] = {}
        self.by_style: dict[str, _Abstract] = {}
        self.abstract: _Abstract | None = None
        self.list: _List | None = None
        self.override = -1
        self.level = -1
        self.at = Level()

    def abstract_of(self, found: _List | None) -> _Abstract | None:
        """Return the abstract list of a list, through the list style that both name."""
        abstract = self.abstracts.get(found.abstract) if found else None
        if abstract and abstract.num_style_link and not abstract.levels:
            if not self.by_style:
                self.by_style = {other.style_link: other for other in reversed(self.abstracts.values())}
            linked = self.by_style.get(abstract.num_style_link)
            abstract.levels = linked.levels if linked else {}
        return abstract

    # --- reading ---------------------------------------------------------------------------------

    def _start_abstract(self, attributes: dict[str, str]) -> None:
        self.abstract = self.abstracts.setdefault(attribute(attributes, "abstractNumId"), _Abstract())
        self.list = None

    def _start_list(self, attributes: dict[str, str]) -> None:
        self.abstract = None
        self.list = self.lists.setdefault(attribute(attributes, "numId"), _List())

    def _start_override(self, attributes: dict[str, str]) -> None:
        self.override = whole(attribute(attributes, "ilvl"))

    def _list_abstract(self, attributes: dict[str, str]) -> None:
        if self.list:
            self.list.abstract = attribute(attributes, "val")

    def _start_at(self, attributes: dict[str, str]) -> None:
        if self.list:
            self.list.starts[self.override] = whole(attribute(attributes, "val"))

    def _start_level(self, attributes: dict[str, str]) -> None:
        self.level = whole(attribute(attributes, "ilvl"))
        self.at = Level()

    def _end_level(self) -> None:
        if self.abstract:
            self.abstract.levels[self.level] = self.at
        elif self.list:
            self.list.levels[self.level] = self.at

    def _start(self, attributes: dict[str, str]) -> None:
        self.at = replace(self.at, start=whole(attribute(attributes, "val")))

    def _form(self, attributes: dict[str, str]) -> None:
        self.at = replace(self.at, form=attribute(attributes, "val"))

    def _text(self, attributes: dict[str, str]) -> None:
        self.at = replace(self.at, text=attribute(attributes, "val"))

    def _suffix(self, attributes: dict[str, str]) -> None:
        self.at = replace(self.at, suffix=attribute(attributes, "val"))

    def _legal(self, attributes: dict[str, str]) -> None:
        self.at = replace(self.at, is_legal=is_on(attributes))

    def _restart(self, attributes: dict[str, str]) -> None:
        self.at = replace(self.at, restart=whole(attribute(attributes, "val")))

    def _style(self, attributes: dict[str, str]) -> None:
        self.at = replace(self.at, style=attribute(attributes, "val"))

    def _style_link(self, attributes: dict[str, str]) -> None:
        if self.abstract:
            self.abstract.style_link = attribute(attributes, "val")

    def _num_style_link(self, attributes: dict[str, str]) -> None:
        if self.abstract:
            self.abstract.num_style_link = attribute(attributes, "val")

    starts: ClassVar[Mapping[str, Start]] = {
        "abstractNum": _start_abstract,
        "num": _start_list,
        "lvlOverride": _start_override,
        "abstractNumId": _list_abstract,
        "startOverride": _start_at,
        "lvl": _start_level,
        "start": _start,
        "numFmt": _form,
        "lvlText": _text,
        "suff": _suffix,
        "isLgl": _legal,
        "lvlRestart": _restart,
        "pStyle": _style,
        "styleLink": _style_link,
        "numStyleLink": _num_style_link,
    }
    ends: ClassVar[Mapping[str, End]] = {"lvl": _end_level}

    def level_of(self, list_id: str, style: str) -> int:
        """Return the level that a list gives a paragraph style."""
        found = self.lists.get(list_id)
        abstract = self.abstract_of(found)
        levels = abstract.levels if abstract else {}
        return next((level for level, spec in levels.items() if spec.style == style), 0)


class ListNumbers:
    """Counts the paragraphs of one part's lists; lists of one abstract list count on from each other."""

    def __init__(self, numbering: NumberingHandler) -> None:
        self.numbering = numbering
        self.counts: dict[str, list[int]] = {}
        self.started: set[tuple[str, int]] = set()

    def number(self, list_id: str, level: int) -> str:
        """Count one paragraph of a list, and return its number with what stands between it and the text."""
        found = self.numbering.lists.get(list_id)
        abstract = self.numbering.abstract_of(found)
        if found is None or abstract is None or not 0 <= level < LEVELS:
            return ""
        counts = self.counts.setdefault(found.abstract, [-1] * LEVELS)
        spec = found.levels.get(level) or abstract.levels.get(level, Level())
        for upper in range(level):
            # A level that was left out counts as begun.
            if counts[upper] < 0:
                counts[upper] = (found.levels.get(upper) or abstract.levels.get(upper, Level())).start
        if level in found.starts and (list_id, level) not in self.started:
            self.started.add((list_id, level))
            counts[level] = found.starts[level]
        else:
            counts[level] = spec.start if counts[level] < 0 else counts[level] + 1
        for lower in range(level + 1, LEVELS):
            after = abstract.levels.get(lower, Level()).restart
            if after < 0 or level < after:
                counts[lower] = -1
        text = self._written(found.levels, abstract.levels, spec, counts)
        return text + ("" if spec.suffix == "nothing" or not text else " ")

    def _written(self, own: dict[int, Level], shared: dict[int, Level], spec: Level, counts: list[int]) -> str:
        if spec.form == "bullet":
            # A bullet says nothing, unless somebody wrote words there.
            return spec.text if len(spec.text) > 1 else ""

        def place(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            other = own.get(level) or shared.get(level, Level())
            count = counts[level] if counts[level] >= 0 else other.start
            return written_number(count, "decimal" if spec.is_legal else other.form)

        return PLACE.sub(place, spec.text)


def whole(text: str) -> int:
    """Return a number of the markup; what is none is -1."""
    try:
        return int(text)
    except ValueError:
        return -1


def written_number(number: int, form: str) -> str:
    """
    Return a list number as it is written; forms without a rule here are decimal.

    >>> [written_number(4, form) for form in ("lowerLetter", "upperRoman", "decimalZero", "ordinal", "cardinalText")]
    ['d', 'IV', '04', '4th', 'Four']
    """
    if not 0 < number <= MAX_NUMBER:
        return "" if form == "none" else str(number)
    return FORMS[form](number) if form in FORMS else str(number)


def _letters(number: int, alphabet: str) -> str:
    # After z comes aa, then bb: the letter is repeated (section 17.18.59).
    return alphabet[(number - 1) % len(alphabet)] * min(9, (number - 1) // len(alphabet) + 1)


def _roman(number: int) -> str:
    text = ""
    for value, letters in ROMAN + ROMAN_ONES:
        text += letters * (number // value)
        number %= value
    return text


def _ordinal(number: int) -> str:
    teens = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


LATIN = "abcdefghijklmnopqrstuvwxyz"
FORMS: dict[str, Callable[[int], str]] = {
    "lowerLetter": lambda number: _letters(number, LATIN),
    "upperLetter": lambda number: _letters(number, LATIN.upper()),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
    "ordinal": _ordinal,
    "cardinalText": lambda number: WORDS[number].capitalize() if number < len(WORDS) else str(number),
    "ordinalText": lambda number: ORDINALS[number].capitalize() if number < len(ORDINALS) else _ordinal(number),
    "russianLower": lambda number: _letters(number, RUSSIAN),
    "russianUpper": lambda number: _letters(number, RUSSIAN.upper()),
    "numberInDash": lambda number: f"- {number} -",
    "hex": lambda number: f"{number:X}",
    "none": lambda _number: "",
    "bullet": lambda _number: "",
}
