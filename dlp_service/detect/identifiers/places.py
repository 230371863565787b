"""Grid references and coordinates."""

from __future__ import annotations

import re

from dlp_service.detect.identifiers.pattern import Pattern, checked, compact

MGRS = "MILITARY_GRID_REFERENCE"
OS_GRID = "OS_GRID_REFERENCE"
COORDINATES = "LOCATION_COORDINATES"
_COLUMNS = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")
_SQUARES = (
    "HP HT HU HW HX HY HZ NA NB NC ND NF NG NH NJ NK NL NM NN NO NR NS NT NU NW NX NY NZ OV SC SD SE SH SJ SK SM SN SO SP"
    " SR SS ST SU SV SW SX SY SZ TA TF TG TL TM TQ TR TV"
).replace(" ", "|")

_SQUARES_ALONE = "|".join(square for square in _SQUARES.split("|") if square not in {"NO", "SO", "ST"})
"""The squares that are not also words in front of numbers."""


def _is_mgrs(text: str) -> bool:
    """Zone 1 to 60; the column letter of the square is one of the eight that the zone's set has."""
    found = re.fullmatch(r"(\d{1,2})([A-Z])([A-Z])([A-Z])(\d*)", compact(text))
    if found is None:
        return False
    zone = int(found[1])
    return 1 <= zone <= 60 and found[3] in _COLUMNS[zone % 3] and len(found[5]) % 2 == 0


_MGRS = r"\b[0-9]{1,2} ?[C-HJ-NP-X] ?[A-HJ-NP-Z][A-HJ-NP-V] ?"

MILITARY_GRID = Pattern(
    MGRS,
    "zone, band, a square of that zone, and six to ten digits",
    rf"(?i){_MGRS}(?:[0-9]{{5}}[ \n]?[0-9]{{5}}|[0-9]{{4}}[ \n]?[0-9]{{4}}|[0-9]{{3}}[ \n]?[0-9]{{3}})\b",
    0.75,
    0.95,
    checked(_is_mgrs),
    against=0.3,
    trigger=r"[0-9] ?[C-Xc-x] ?[A-Za-z]{2} ?[0-9]{3}",
)
"""NGA.STND.0037 (universal grids): zone and band, the lettering of 100 km squares by zone, equal digits east and north."""

MILITARY_GRID_COARSE = Pattern(
    MGRS,
    "zone, band, a square of that zone, and two or four digits",
    rf"{_MGRS}(?:[0-9]{{2}} ?[0-9]{{2}}|[0-9] ?[0-9])\b",
    0.0,
    0.85,
    checked(_is_mgrs),
    trigger=r"[0-9] ?[C-X] ?[A-Z]{2} ?[0-9]",
)
"""The same source: to ten kilometres or one."""

OS_GRID_FINE = Pattern(
    OS_GRID,
    "a square of the British grid and six to ten digits",
    rf"\b(?:{_SQUARES_ALONE}) ?(?:[0-9]{{5}}[ \n]?[0-9]{{5}}|[0-9]{{4}}[ \n]?[0-9]{{4}}|[0-9]{{3}}[ \n]?[0-9]{{3}})\b",
    0.5,
    0.95,
    against=0.1,
    trigger=r"[A-HJ-Z] ?[0-9]{3,5} ?[0-9]{3}",
)
"""Ordnance Survey, "A guide to coordinate systems in Great Britain", section 7: the squares with land, equal digits east and north."""

OS_GRID_COARSE = Pattern(
    OS_GRID,
    "a square of the British grid and four digits, or one in small letters or of the Irish grid",
    rf"(?i)\b(?:(?:{_SQUARES}) ?(?:[0-9]{{5}}[ /-]?[0-9]{{5}}|[0-9]{{4}}[ /-]?[0-9]{{4}}|[0-9]{{3}}[ /-]?[0-9]{{3}}|[0-9]{{2}} ?[0-9]{{2}})"
    r"|[A-HJ-Z] ?(?:[0-9]{5} ?[0-9]{5}|[0-9]{4} ?[0-9]{4}|[0-9]{3} ?[0-9]{3}))\b",
    0.0,
    0.88,
    trigger=r"[A-HJ-Za-z] ?[0-9]{2,5}[ /-]?[0-9]{2}",
)
"""The same source; the Irish grid of Ordnance Survey Ireland has one letter."""

_DEG = r"[ ]?(?:\xb0|\xba|deg|d|[ -])[ ]?"
_MIN = r"[ ]?(?:'|\xb4|m|[ ])[ ]?"
_SEC = r"[ ]?(?:\"|''|\xb4\xb4|s)?[ ]?"
_GAP = r"[ ]{0,3}[,;/|]?[ \t]{0,3}"


def _degrees(text: str) -> tuple[float, ...]:
    return tuple(float(number) for number in re.findall(r"\d+(?:\.\d+)?", text))


def _is_pair(text: str) -> bool:
    """Latitude within 90 degrees, longitude within 180, and not both 0."""
    latitude, longitude = _degrees(text)
    return latitude <= 90 and longitude <= 180 and (latitude != 0 or longitude != 0)


DECIMAL = Pattern(
    COORDINATES,
    "two decimal numbers of degrees",
    r"[+-]?\b[0-9]{1,2}\.[0-9]{4,15}[ ]?[,;/ ][ \t]*[+-]?[0-9]{1,3}\.[0-9]{4,15}\b",
    0.6,
    0.95,
    checked(_is_pair),
    against=0.2,
    is_free=True,
    trigger=r"[0-9]\.[0-9]{4,15}[ ]?[,;/ ][ \t]*[+-]?[0-9]",
)
"""ISO 6709:2022 annex H and RFC 5870 (geo URI): latitude first, degrees with decimals; four decimals are eleven metres."""

DECIMAL_FINE = Pattern(
    COORDINATES,
    "two decimal numbers of degrees to a metre",
    r"[+-]?\b[0-9]{1,2}\.[0-9]{5,15}[ ]?[,;/ ][ \t]*[+-]?[0-9]{1,3}\.[0-9]{5,15}\b",
    0.75,
    0.96,
    checked(_is_pair),
    against=0.3,
    is_free=True,
    trigger=r"[0-9]\.[0-9]{5,15}[ ]?[,;/ ][ \t]*[+-]?[0-9]",
)
"""The same, to five decimals."""

DECIMAL_LABELLED = Pattern(
    COORDINATES,
    "a latitude and a longitude, each named",
    r"(?i)\blat(?:itude)?\b[ .:=\"']{0,4}([+-]?[0-9]{1,2}\.[0-9]{2,15}[ ]?\xb0?[ ]?[NS]?[ ]?[,;/&\"' \r\n\t]{0,4}(?:and )?"
    r"\b(?:lon|long|lng|longitude)\b[ .:=\"']{0,4}[+-]?[0-9]{1,3}\.[0-9]{2,15}[ ]?\xb0?[EW]?)",
    0.95,
    0.95,
    checked(_is_pair),
    against=0.95,
    is_free=True,
    trigger=r"(?i)\blat(?:itude)?[ .:=\"']{1,4}[+-]?[0-9]",
)
"""The same, as programs write them."""

DECIMAL_CELLS = Pattern(
    COORDINATES,
    "two numbers of degrees in two cells",
    r"-?\b[0-9]{1,2}\.[0-9]{2,15}\t-?[0-9]{1,3}\.[0-9]{2,15}\b",
    0.0,
    0.9,
    checked(_is_pair),
    trigger=r"[0-9]\t-?[0-9]{1,3}\.[0-9]",
)
"""The same, under the headings of a sheet."""

DECIMAL_SHORT = Pattern(
    COORDINATES,
    "two numbers of degrees with few decimals",
    r"[+-]?\b[0-9]{1,2}\.[0-9]{1,15}\b[ ]?[,;/ ][ \t]*[+-]?[0-9]{1,3}\.[0-9]{1,15}\b",
    0.0,
    0.85,
    checked(_is_pair),
    trigger=r"[0-9]\.[0-9]{1,15}[ ]?[,;/ ][ \t]*[+-]?[0-9]{1,3}\.",
)
"""The same."""

DECIMAL_LETTERS = Pattern(
    COORDINATES,
    "degrees with the letters of the points of the compass",
    rf"(?i)\b(?:[0-9]{{1,2}}(?:\.[0-9]{{2,15}})[ ]?(?:\xb0|\xba|deg)?[ ]?[NS]{_GAP}[0-9]{{1,3}}\.[0-9]{{2,15}}[ ]?(?:\xb0|\xba|deg)?[ ]?[EW]"
    rf"|[NS][ ]?[0-9]{{1,2}}\.[0-9]{{2,15}}[ ]?(?:\xb0|\xba)?{_GAP}[EW][ ]?[0-9]{{1,3}}\.[0-9]{{2,15}}(?:\xb0|\xba)?)",
    0.88,
    0.96,
    checked(_is_pair),
    is_free=True,
    trigger=r"(?i)\.[0-9]{2,15}[ ]?(?:\xb0|\xba|deg)?[ ]?[NS]\b|\b[NS] ?[0-9]{1,2}\.[0-9]{2}",
)
"""The same source, with hemispheres as letters."""


def _is_sexagesimal(text: str) -> bool:
    """Minutes and seconds under 60, latitude within 90 and longitude within 180 degrees."""
    numbers = _degrees(text)
    half = len(numbers) // 2
    if len(numbers) not in {4, 6}:
        return False
    minor = (*numbers[1:half], *numbers[half + 1 :])
    return numbers[0] <= 90 and numbers[half] <= 180 and all(number < 60 for number in minor)


_DMS = rf"[0-9]{{1,3}}{_DEG}[0-9]{{1,2}}(?:\.[0-9]{{1,9}})?(?:{_MIN})?(?:[0-9]{{1,2}}(?:\.[0-9]{{1,9}})?{_SEC})?"

SEXAGESIMAL = Pattern(
    COORDINATES,
    "degrees and minutes with the letters of the points of the compass",
    rf"(?i)(?:\b{_DMS}[NS]{_GAP}{_DMS}[EW]\b|\b[NS][ ]?{_DMS}{_GAP}[EW][ ]?{_DMS})",
    0.9,
    0.97,
    checked(_is_sexagesimal),
    is_free=True,
    trigger=r"(?i)[0-9][^A-Z0-9\n]{0,4}s?[ ]?[NS]\b|\b[NS] ?[0-9]{1,2}[^0-9A-Z\n]",
)
"""ISO 6709:2022 annex D: degrees, minutes and seconds, or minutes with decimals."""


def _is_compact(text: str) -> bool:
    """DDMM[SS] and DDDMM[SS]."""
    north, east = re.findall(r"\d+", re.sub(r"\.\d+", "", text))
    minor = [
        int(part[place : place + 2]) for part, start in ((north, 2), (east, 3)) for place in range(start, len(part), 2)
    ]
    return int(north[:2]) <= 90 and int(east[:3]) <= 180 and all(number < 60 for number in minor)


COMPACT = Pattern(
    COORDINATES,
    "degrees and minutes run together, with the letters of the points of the compass",
    r"(?i)\b[0-9]{4}(?:[0-9]{2})?(?:\.[0-9]{1,4})?[ ]?[NS][ ]?[,/-]?[ ]?[0-9]{5}(?:[0-9]{2})?(?:\.[0-9]{1,4})?[ ]?[EW]\b",
    0.88,
    0.96,
    checked(_is_compact),
    trigger=r"(?i)[0-9]{4}(?:\.[0-9]{1,4})?[ ]?[NS]\b|[0-9]{4}[NS][0-9]",
)
"""ICAO Annex 15 and APP-11 message text formats: 5130N00007W, 513026N0000739W."""


def _is_signed(text: str) -> bool:
    latitude, longitude = _degrees(text)
    return latitude <= 90 and longitude <= 180


ISO_6709 = Pattern(
    COORDINATES,
    "signed degrees run together",
    r"[+-][0-9]{2}\.[0-9]{2,9}[+-][0-9]{3}\.[0-9]{2,9}(?:[+-][0-9]{1,5}(?:\.[0-9]+)?)?/",
    0.85,
    0.95,
    checked(lambda text: _is_signed(re.sub(r"[+-][\d.]+/$", "", text) if len(_degrees(text)) > 2 else text)),
    is_free=True,
    trigger=r"[+-][0-9]{2}\.[0-9]{2,9}[+-]",
)
"""ISO 6709:2022 annex H: +51.5074-000.1278/."""

PATTERNS = (
    MILITARY_GRID,
    MILITARY_GRID_COARSE,
    OS_GRID_FINE,
    OS_GRID_COARSE,
    DECIMAL,
    DECIMAL_FINE,
    DECIMAL_LABELLED,
    DECIMAL_CELLS,
    DECIMAL_SHORT,
    DECIMAL_LETTERS,
    SEXAGESIMAL,
    COMPACT,
    ISO_6709,
)
