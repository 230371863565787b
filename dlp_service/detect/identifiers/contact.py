"""Mail addresses, also spelt out, and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import phonenumbers

from dlp_service.detect.identifiers.pattern import Pattern, checked, digits, trimmed

EMAIL = "EMAIL_ADDRESS"
PHONE = "PHONE_NUMBER"
_FILES = frozenset("png jpg jpeg gif svg webp bmp pdf docx xlsx pptx html htm css js ts py json xml txt md".split())  # noqa: SIM905
_CONTENT_ID = re.compile(r"@01[CD][0-9A-F]", re.IGNORECASE)
_MAX_LOCAL = 64
_SUFFIXES = "com|org|net|mil|gov|edu|int|info|biz|io|uk|us|de|fr|nl|be|es|it|pl|no|dk|se|fi|ca|au|nz|ie|at|ch|eu|ru|ua|cz|ee|lv|lt|pt|gr|tr|ml"


def _is_address(text: str) -> bool:
    local, _, domain = text.rpartition("@")
    is_file = domain.rpartition(".")[2].lower() in _FILES
    if len(local) > _MAX_LOCAL or len(domain) > 253:
        return False
    return (
        not is_file
        and ".." not in text
        and not local.endswith(".")
        and not ("@01" in text and _CONTENT_ID.search(text))
    )


ADDRESS = Pattern(
    EMAIL,
    "a local part, an at sign and a domain",
    r"[A-Za-z0-9_\xc0-\xff][A-Za-z0-9_.%+'&\xc0-\xff-]*@(?:[A-Za-z0-9\xc0-\xff][A-Za-z0-9\xc0-\xff-]*\.)+[A-Za-z\xc0-\xff]{2,24}\b",
    0.95,
    0.95,
    checked(_is_address),
    against=0.95,
    is_free=True,
    trigger=r"@",
)
"""RFC 5321 section 4.1.2 and RFC 6531, without quoted local parts and address literals, which nobody writes in prose."""

_AT = r"[ ]{0,2}(?:\[[ ]?at[ ]?\]|\([ ]?at[ ]?\)|\{[ ]?at[ ]?\}|<[ ]?at[ ]?>|\[@\]|\(@\))[ ]{0,2}"
_DOT = r"(?:\.|[ ]{0,2}(?:\[[ ]?dot[ ]?\]|\([ ]?dot[ ]?\)|\{[ ]?dot[ ]?\}|\[\.\]|\(\.\))[ ]{0,2}|[ ]dot[ ])"

DOT_BRACKETED = Pattern(
    EMAIL,
    "a local part, an at sign and a domain with its dots in brackets",
    rf"(?i)\b[A-Z0-9_][A-Z0-9_.+-]*@[A-Z0-9-]+(?:{_DOT}[A-Z0-9-]+){{0,4}}(?:\[\.\]|\(\.\)|\[dot\]|\(dot\))(?:{_SUFFIXES})\b",
    0.88,
    0.88,
    against=0.88,
    is_free=True,
    trigger=r"(?i)[\[(](?:\.|dot)[\])]",
)
"""As addresses of attackers are passed on, so that nobody clicks on them."""

BRACKETED = Pattern(
    EMAIL,
    "a local part, the word at in brackets and a domain",
    rf"(?i)\b[A-Z0-9_][A-Z0-9_+-]*(?:{_DOT}[A-Z0-9_+-]+){{0,3}}{_AT}[A-Z0-9-]+(?:{_DOT}[A-Z0-9-]+){{0,4}}{_DOT}(?:{_SUFFIXES})\b",
    0.88,
    0.95,
    is_free=True,
    trigger=r"(?i)[\[({<] ?(?:at|@) ?[\])}>]",
)
"""The usual ways in which people hide an address from programs."""

SPELT = Pattern(
    EMAIL,
    "a local part, the word at, a domain and the word dot",
    r"(?i)\b[A-Z0-9_][A-Z0-9_.+-]*(?: dot [A-Z0-9_-]+){0,3} at [A-Z0-9-]+(?:(?: dot |\.)[A-Z0-9-]+){0,4} dot "
    rf"(?:{_SUFFIXES})\b",
    0.8,
    0.95,
    is_free=True,
    trigger=r"(?i) dot [a-z]",
)
"""The same, as it is said on the telephone."""

SPELT_AT = Pattern(
    EMAIL,
    "a local part, the word at and a domain",
    rf"(?i)\b[A-Z0-9_][A-Z0-9_.+-]* at [A-Z0-9-]+(?:\.[A-Z0-9-]+)*\.(?:{_SUFFIXES})\b",
    0.0,
    0.8,
    trigger=r" at [A-Za-z0-9-]+\.",
)
"""The same with one half spelt: `look at example.com` is no address, so the word mail must stand near by."""

_NATIONS = dict(
    pair.split(":")
    for pair in [
        "GBR:GB",
        "USA:US",
        "CAN:CA",
        "AUS:AU",
        "NZL:NZ",
        "DEU:DE",
        "FRA:FR",
        "NLD:NL",
        "BEL:BE",
        "ESP:ES",
        "ITA:IT",
        "POL:PL",
        "NOR:NO",
        "DNK:DK",
        "SWE:SE",
        "FIN:FI",
        "IRL:IE",
        "AUT:AT",
        "CHE:CH",
        "CZE:CZ",
        "EST:EE",
        "LVA:LV",
        "LTU:LT",
        "PRT:PT",
        "GRC:GR",
        "TUR:TR",
        "ROU:RO",
        "BGR:BG",
        "HUN:HU",
        "SVK:SK",
        "SVN:SI",
        "HRV:HR",
        "ALB:AL",
        "MNE:ME",
        "MKD:MK",
        "ISL:IS",
        "LUX:LU",
        "UKR:UA",
        "JPN:JP",
        "KOR:KR",
    ]
)
"""ISO 3166-1: NATO, its partners and the nations of the schemes; elsewhere only international numbers are read."""
_DATE = re.compile(
    r"\d{1,2}[-/. ]\d{1,2}[-/. ](?:\d{2}|\d{4})\b|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|(?:19|20)\d\d[- ](?:19|20)\d\d"
)
_NORTH_AMERICAN = re.compile(r"(?:1[ .-])?\(?\d{3}\)?[ ./-]{0,2}\d{3}[ .-]?\d{4}")
_MAX_DIGITS = 15


def _from_home(regions: tuple[str, ...], measure: Callable[[str], int]) -> Callable[[str], int]:
    """Return the measure of numbers as they are dialled in these regions: most dates and amounts do not begin as one does."""
    if any(_Plan.of(region).trunk != "0" for region in regions):
        return measure
    return lambda text: measure(text) if text.startswith(("0", "(0")) else 0


def _in_regions(regions: tuple[str, ...]) -> Callable[[str], bool]:
    plans = tuple(_Plan.of(region) for region in regions)

    def is_number(text: str) -> bool:
        number = digits(text)
        if len(set(number)) < 3 or text.count("(") != text.count(")"):
            return False
        fitting = [plan for plan in plans if plan.may_hold(text, number)]
        return bool(fitting) and not _DATE.fullmatch(text) and any(_is_valid(text, plan.region) for plan in fitting)

    return is_number


@dataclass(frozen=True, slots=True)
class _Plan:
    """A region's plan as far as it can be judged without reading a number: its lengths, and the 0 before a number."""

    region: str
    lengths: frozenset[int]
    trunk: str

    @classmethod
    def of(cls, region: str) -> _Plan:
        """Return the plan of an ISO 3166 alpha-2 region."""
        metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
        assert metadata is not None
        assert metadata.general_desc is not None
        return cls(region, frozenset(metadata.general_desc.possible_length), metadata.national_prefix or "")

    def may_hold(self, text: str, number: str) -> bool:
        """Say whether reading a number is worth its 50 us: nearly no run of digits in mail is one."""
        if text.startswith(("+", "00")):
            return 8 <= len(number) <= _MAX_DIGITS + 2
        if self.trunk == "0" and number[0] != "0":
            return False
        if self.trunk == "1" and not _NORTH_AMERICAN.fullmatch(text):
            return False
        return bool({len(number), len(number) - len(self.trunk)} & self.lengths)


_EXTENSION = re.compile(r"[ ,;]{1,2}\(?(?:ext|extn|extension|x)\.?[ ]?\d{1,6}\)?\Z", re.IGNORECASE)
_MAY_EXTEND = r"(?:[ ,;]{1,2}\(?(?:[Ee][Xx][Tt]|[Ee]xtn|[Ee]xtension|x)\.?[ ]?[0-9]{1,6}\b\)?)?"


def _extended(measure: Callable[[str], int]) -> Callable[[str], int]:
    """Return the measure of a number with or without an extension, RFC 3966 section 5.3: it belongs to a whole number only."""

    def measure_both(text: str) -> int:
        extension = _EXTENSION.search(text) if "x" in text or "X" in text else None
        if extension is None:
            return measure(text)
        size = measure(text[: extension.start()])
        return len(text) if size == extension.start() else size

    return measure_both


def _is_possible(text: str) -> bool:
    """Seven to thirteen digits with the separators of a telephone number: what people write after the word."""
    number = digits(text)
    if text.count("/") > 1:
        return False  # days
    return (
        7 <= len(number) <= 13
        and len(set(number)) > 2
        and not _DATE.fullmatch(text)
        and text.count("(") == text.count(")")
    )


def _is_plain(text: str) -> bool:
    """Say whether the groups are set apart in one way; a paragraph of a law is written with two."""
    return len(set(text) & set("./-")) <= 1


def _is_valid(text: str, region: str) -> bool:
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(text, region)))
    except phonenumbers.NumberParseException:
        return False


_ABROAD = _in_regions(("GB",))

INTERNATIONAL = Pattern(
    PHONE,
    "a country code and a number of that country",
    r"(?:\+|\b00)[1-9][0-9]{0,3}(?:[ ./\t-]{0,2}\(?[0-9]{1,8}\)?){1,7}" + _MAY_EXTEND,
    0.9,
    0.97,
    _extended(trimmed(_ABROAD, " \t./-(", least=8)),
    against=0.5,
    trigger=r"\+[1-9]|\b00[1-9]",
)
"""ITU-T E.164 and E.123; the numbering plans of all countries as the package phonenumbers carries them."""

POSSIBLE = Pattern(
    PHONE,
    "digits in groups",
    r"(?:\+|\b|\()[0-9]{1,6}\)?(?:(?: / |[ ./-]{1,2})\(?[0-9]{1,8}\)?){1,6}" + _MAY_EXTEND,
    0.0,
    0.85,
    _extended(trimmed(_is_possible, " ./-", least=7)),
    trigger=r"[0-9]{3}\)?[ ./-]{1,3}\(?[0-9]{2}|[0-9]{2}\)?[ ./-]{1,3}[0-9]{2}[ ./-]{1,3}[0-9]{2}|[0-9]{2}[ ./-]{1,3}[0-9]{5}|[0-9][ ./-]{1,3}[0-9]{2,8}[ ./-]{1,3}[0-9]{2}",
)
"""E.123 again: a number of any plan, also one that is kept for plays and films, where a word says what it is."""

NATO_NETWORK = Pattern(
    PHONE,
    "a number of a military network",
    r"(?:\([0-9]{3}\)[ ]?|\b[0-9]{2,3}[ -])?\b[0-9]{3,5}[ -]?[0-9]{3,4}\b",
    0.0,
    0.88,
    checked(lambda text: 7 <= len(digits(text)) <= 11),
    cues="DEFENCE_NETWORK",
)
"""DISA, Defense Switched Network directory: area code of three digits and seven more; the UK's Defence Fixed Telecommunications Service."""


def national(nation: str) -> tuple[Pattern, ...]:
    """
    Return the rows for numbers without a country code, read as those of `nation` (ISO 3166 alpha-3).

    Where it is not known, those of the United Kingdom and of the United States are read.
    """
    bare = Pattern(
        PHONE, "digits without groups", r"\b[0-9]{9,12}\b", 0.0, 0.85, checked(_is_possible), trigger="[0-9]{9}"
    )
    home = (_NATIONS[nation],) if nation in _NATIONS else () if nation else ("GB", "US")
    if not home:
        return (bare,)
    is_number = _in_regions(home)
    at_home = _from_home(home, _extended(trimmed(lambda text: _is_plain(text) and is_number(text), " ./-", least=7)))
    formatted = Pattern(
        PHONE,
        "a number of the home country's plan",
        r"(?:\([0-9]{2,6}\)|\b[0-9]{2,6})(?:[ ./-]{1,2}[0-9]{5,8}|(?:[ ./-]{1,2}[0-9]{2,5}){2,5})\b" + _MAY_EXTEND,
        0.5 if nation else 0.4,
        0.95,
        at_home,
        trigger=r"[0-9]{2}\)?[ ./-]{1,2}[0-9]{5}|[0-9]{2}\)?[ ./-]{1,2}[0-9]{2,5}[ ./-]{1,2}[0-9]{2}",
    )
    usual = Pattern(
        PHONE,
        "a number of the home country's plan as it is usually written",
        r"(?:(?:\([0-9]{3,5}\) ?|\b0[0-9]{2,5} )[0-9]{3,8}(?:[ -][0-9]{3,4}){0,2}\b|\b[2-9][0-9]{2}[.-][2-9][0-9]{2}[.-][0-9]{4}\b)"
        + _MAY_EXTEND,
        0.7,
        0.95,
        at_home,
        trigger=r"\([0-9]{3,5}\)|\b0[0-9]{2,5} [0-9]{3}|[0-9]{3}[.-][0-9]{3}[.-][0-9]{4}",
    )
    return usual, formatted, bare


PATTERNS = (ADDRESS, DOT_BRACKETED, BRACKETED, SPELT, SPELT_AT, INTERNATIONAL, POSSIBLE, NATO_NETWORK)
