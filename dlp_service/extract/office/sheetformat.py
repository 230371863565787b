"""
Number formats of cells (ECMA-376 part 1, sections 18.8.30 and 18.8.31): a value as a person sees it.

A format has up to four sections: positive, negative, zero, text.  It can turn a number into a date, a word or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - serial dates have no zone
DAYS_1904 = 1462
MAX_SERIAL = 2_958_466
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "$#,##0_);($#,##0)", 6: "$#,##0_);($#,##0)", 7: "$#,##0.00_);($#,##0.00)",
    8: "$#,##0.00_);($#,##0.00)", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "m/d/yyyy",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "m/d/yyyy h:mm", 37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)",
    41: "#,##0_);(#,##0);-", 42: "$#,##0_);($#,##0);-", 43: "#,##0.00_);(#,##0.00);-", 44: "$#,##0.00_);($#,##0.00);-",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    **dict.fromkeys((*range(27, 32), *range(50, 55), *range(57, 59), 36), "yyyy-mm-dd"), **dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm:ss"),
}  # fmt: skip
"""Formats that files name by number; those of the reader's locale as they are in English."""

TOKEN = re.compile(
    r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]|General|AM/PM|A/P|E[+-]|y+|m+|d+|h+|s+|\.0+(?=[^0#?]|\Z)|[0#?]+|.',
    re.IGNORECASE | re.DOTALL,
)
DATE_TOKEN = re.compile(r"[ymdhs]+\Z|\[[hms]+\]\Z|AM/PM\Z|A/P\Z", re.IGNORECASE)
CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[\d.]+)\]")
CURRENCY = re.compile(r"\[\$([^\]-]*)")
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip
DAYS = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
]  # fmt: skip
MAX_CODE = 300
LONG_CODE = f"a number format of more than {MAX_CODE} characters"
AS_IT_IS, GROUPING, PARTING = frozenset("@"), frozenset(","), frozenset(";")
MAX_DIGITS = 15


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[str, ...]
    is_date: bool
    condition: tuple[str, float] | None


class NumberFormat:
    """One compiled format code."""

    def __init__(self, code: str, *, is_1904: bool = False) -> None:
        self.sections = [_section(part) for part in _split(code[:MAX_CODE])]
        self.is_1904 = is_1904
        self.has_text_section = len(self.sections) > TEXT or any("@" in section.tokens for section in self.sections)

    def number(self, raw: str) -> str:
        """Return a number as it is shown; what is no number stays as it is."""
        try:
            value = float(raw)
        except ValueError:
            return raw
        if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - not a number
            return raw
        section, value = self._choose(value)
        if section.is_date:
            return _date(section.tokens, value + DAYS_1904 * self.is_1904) or raw
        return _number(section.tokens, value, raw)

    def text(self, raw: str) -> str:
        """Return a text as it is shown."""
        if not self.has_text_section:
            return raw
        section = self.sections[TEXT] if len(self.sections) > TEXT else self.sections[-1]
        if AS_IT_IS.isdisjoint(section.tokens) and len(self.sections) <= TEXT:
            return raw
        return "".join(raw if token in AS_IT_IS else _literal(token) for token in section.tokens)

    def _choose(self, value: float) -> tuple[_Section, float]:
        sections = self.sections[:TEXT]
        for section in sections:
            if section.condition and COMPARE[section.condition[0]](value, section.condition[1]):
                return section, abs(value) if section is not sections[0] else value
        if any(section.condition for section in sections):
            plain = [section for section in sections if not section.condition]
            return (plain or sections)[-1], value
        if value < 0 and len(sections) > 1:
            return sections[1], -value
        if value == 0 and len(sections) > 2:
            return sections[2], value
        return sections[0], value


TEXT = 3
COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "=": lambda a, b: a == b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "<>": lambda a, b: a != b,
}


def _split(code: str) -> list[str]:
    parts, current = [], ""
    for token in TOKEN.findall(code):
        if token in PARTING:
            parts.append(current)
            current = ""
        else:
            current += token
    return [*parts, current]


def _section(code: str) -> _Section:
    tokens = tuple(TOKEN.findall(code))
    condition = CONDITION.search(code)
    limit = None
    if condition:
        try:
            limit = (condition[1], float(condition[2]))
        except ValueError:
            limit = None
    return _Section(tokens, any(DATE_TOKEN.match(token) for token in tokens), limit)


def _literal(token: str) -> str:
    """Return what a token shows that is no place for a value."""
    if token.startswith('"'):
        return token.strip('"')
    if token.startswith("\\"):
        return token[1:]
    if token.startswith("_"):
        return " "
    if token.startswith("*") and len(token) > 1:
        return ""
    if token.startswith("["):
        currency = CURRENCY.match(token)
        return currency[1] if currency else ""
    return token


# --- numbers -------------------------------------------------------------------------------------


def general(raw: str) -> str:
    """
    Return a number without a format: whole numbers to the last digit, others without the noise of binary fractions.

    >>> general("0.30000000000000004"), general("123456789012"), general("1.5E+3")
    ('0.3', '123456789012', '1500')
    """
    if raw.lstrip("-").isdigit():
        return raw
    try:
        return f"{float(raw):.{MAX_DIGITS}g}"
    except ValueError:
        return raw


def _number(tokens: tuple[str, ...], value: float, raw: str) -> str:
    places = [token for token in tokens if token[0] in "0#?" or (token[0] == "." and len(token) > 1)]
    if any(token.lower() == "general" or token in AS_IT_IS for token in tokens):
        shown = general(raw if (value < 0) == raw.startswith("-") else raw.lstrip("-"))
        return _fill(tokens, lambda token: shown if token.lower() == "general" or token in AS_IT_IS else None)
    if not places:
        return "".join(_literal(token) for token in tokens)
    if "/" in tokens:
        return _fraction(tokens, value)
    value *= 100 ** tokens.count("%")
    if any(token[:1] in "Ee" and len(token) > 1 and token[1] in "+-" for token in tokens):
        return _scientific(tokens, value)
    return _decimal(tokens, value)


def _fill(tokens: tuple[str, ...], shown: Callable[[str], str | None]) -> str:
    return "".join(_literal(token) if (text := shown(token)) is None else text for token in tokens)


def _decimal(tokens: tuple[str, ...], value: float) -> str:
    whole_places, decimals, first, last = _places(tokens)
    last_token = last + 1
    while last_token < len(tokens) and tokens[last_token] == ",":
        value /= 1000
        last_token += 1
    digits = f"{abs(value):.{len(decimals)}f}"
    whole_part, _, fraction = digits.partition(".")
    whole_part = whole_part.lstrip("0").rjust(whole_places.count("0"), "0")
    if "," in tokens[first:last]:
        whole_part = _grouped(whole_part)
    kept = len(decimals.rstrip("#?"))
    while len(fraction) > kept and fraction.endswith("0"):
        fraction = fraction[:-1]
    sign = "-" if value < 0 and float(digits) else ""
    shown = sign + whole_part + ("." + fraction if fraction else "")
    before = "".join(_literal(token) for token in tokens[:first])
    after = "".join(_literal(token) for token in tokens[last_token:])
    between = [token for token in tokens[first : last + 1] if token[0] not in "0#?.,"]
    if between and "." not in shown:
        shown = _masked(tokens[first : last + 1], whole_part, sign)
    return before + shown + after


def _places(tokens: tuple[str, ...]) -> tuple[str, str, int, int]:
    """Return the places before and after the point, and the tokens they lie between."""
    whole_places, decimals, is_after = "", "", False
    found = [number for number, token in enumerate(tokens) if token[0] in "0#?."]
    for number in found:
        token = tokens[number]
        if token[0] == ".":
            is_after = True
            decimals += token[1:]
        elif is_after:
            decimals += token
        else:
            whole_places += token
    return whole_places, decimals[:MAX_DIGITS], found[0], found[-1]


def _masked(tokens: tuple[str, ...], digits: str, sign: str) -> str:
    """Return a number with text between its digits, as in phone numbers: 000-00-0000."""
    out: list[str] = []
    for token in reversed(tokens):
        if token[0] in "0#?":
            taken = digits[-len(token) :] if digits else ""
            digits = digits[: -len(token)] if digits else ""
            out.append(taken.rjust(len(token), "0") if token[0] == "0" else taken)
        elif token not in GROUPING:
            out.append(_literal(token))
    return sign + digits + "".join(reversed(out))


def _grouped(digits: str) -> str:
    return re.sub(r"(?<=\d)(?=(?:\d{3})+\Z)", ",", digits)


def _scientific(tokens: tuple[str, ...], value: float) -> str:
    mark = next(number for number, token in enumerate(tokens) if token[:1] in "Ee" and len(token) > 1)
    _, decimals, first, _ = _places(tokens[:mark] or ("0",))
    mantissa, _, power = f"{value:.{len(decimals)}E}".partition("E")
    exponent = int(power)
    sign = "-" if exponent < 0 else "+" if tokens[mark][1] == "+" else ""
    width = len(tokens[mark + 1]) if mark + 1 < len(tokens) else 1
    before = "".join(_literal(token) for token in tokens[:first])
    after = "".join(_literal(token) for token in tokens[mark + 2 :])
    return f"{before}{mantissa}E{sign}{abs(exponent):0{width}}{after}"


def _fraction(tokens: tuple[str, ...], value: float) -> str:
    slash = tokens.index("/")
    below = "".join(tokens[slash + 1 :]).strip() or "?"
    exact = Fraction(abs(value)).limit_denominator(10 ** min(4, max(1, len(below))) - 1)
    if below.isdigit() and int(below):
        exact = Fraction(round(abs(value) * int(below)), int(below))
    whole_part = int(exact) if any(token[0] in "#0?" for token in tokens[: max(0, slash - 1)]) else 0
    rest = exact - whole_part
    text = f"{whole_part} " if whole_part else ""
    text += f"{rest.numerator}/{rest.denominator}" if rest else ""
    return ("-" if value < 0 else "") + (text.strip() or "0")


# --- dates ---------------------------------------------------------------------------------------


def _date(tokens: tuple[str, ...], serial: float) -> str:
    """Return a serial date by a format; empty when it is none."""
    if not 0 <= serial < MAX_SERIAL:
        return ""
    tokens = tuple(token for token in tokens if token.lower() != "general")
    moment = _rounded(serial, has_parts=any(token.startswith(".0") for token in tokens))
    is_half = any(token.upper() in {"AM/PM", "A/P"} for token in tokens)
    out: list[str] = []
    for number, token in enumerate(tokens):
        low = token.lower()
        if low.strip("m") == "" and _is_minute(tokens, number):
            out.append(f"{moment.minute:02}" if len(low) > 1 else str(moment.minute))
        elif low in WRITE:
            out.append(WRITE[low](moment))
        elif low[0] == "y":
            out.append(f"{moment.year:04}")
        elif low.strip("h") == "":
            hour = (moment.hour % 12 or 12) if is_half else moment.hour
            out.append(f"{hour:02}" if len(low) > 1 else str(hour))
        elif low in {"am/pm", "a/p"}:
            out.append(("AM" if moment.hour < NOON else "PM")[: 2 if low == "am/pm" else 1])
        elif token.startswith("[") and low.strip("[]") and low.strip("[hms]") == "":
            seconds = round(serial * 86_400)
            out.append(str(seconds // {"h": 3600, "m": 60, "s": 1}[low[1]]))
        elif token.startswith(".0"):
            out.append("." + f"{moment.microsecond:06}"[: len(token) - 1])
        else:
            out.append(_literal(token))
    return "".join(out)


NOON = 12


def _rounded(serial: float, *, has_parts: bool) -> datetime:
    moment = EPOCH + timedelta(days=serial)
    if serial < 61:
        moment += timedelta(days=1) if serial >= 1 else timedelta()
    if has_parts:
        return moment + timedelta(microseconds=500)
    moment += timedelta(microseconds=500_000)
    return moment.replace(microsecond=0)


def _is_minute(tokens: tuple[str, ...], number: int) -> bool:
    """Say whether an m is minutes: it follows hours or comes before seconds."""
    units = [(place, token.lower().strip("[]")) for place, token in enumerate(tokens) if DATE_TOKEN.match(token)]
    at = next(index for index, (place, _) in enumerate(units) if place == number)
    before = units[at - 1][1] if at else ""
    after = units[at + 1][1] if at + 1 < len(units) else ""
    return before.startswith("h") or after.startswith("s")


WRITE: dict[str, Callable[[datetime], str]] = {
    "yy": lambda moment: f"{moment.year % 100:02}",
    "y": lambda moment: f"{moment.year % 100:02}",
    "m": lambda moment: str(moment.month),
    "mm": lambda moment: f"{moment.month:02}",
    "mmm": lambda moment: MONTHS[moment.month - 1][:3],
    "mmmm": lambda moment: MONTHS[moment.month - 1],
    "mmmmm": lambda moment: MONTHS[moment.month - 1][:1],
    "d": lambda moment: str(moment.day),
    "dd": lambda moment: f"{moment.day:02}",
    "ddd": lambda moment: DAYS[moment.weekday()][:3],
    "dddd": lambda moment: DAYS[moment.weekday()],
    "s": lambda moment: str(moment.second),
    "ss": lambda moment: f"{moment.second:02}",
}
