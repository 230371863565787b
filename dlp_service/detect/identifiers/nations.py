"""
Personal numbers of NATO and partner nations, apart from those of the United Kingdom and the United States.

A plain row of digits is one only beside a word of its country (`nation_words`); what has letters, a date with its sign or
thirteen digits with a date, and a check that fits, is one by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from stdnum import luhn, verhoeff
from stdnum.at import vnr
from stdnum.au import tfn
from stdnum.be import bis, nn
from stdnum.bg import egn
from stdnum.ca import sin
from stdnum.ch import ssn as ahv
from stdnum.cz import rc
from stdnum.de import idnr
from stdnum.dk import cpr
from stdnum.ee import ik
from stdnum.es import dni, nie
from stdnum.fi import hetu
from stdnum.fr import nif as spi
from stdnum.fr import nir
from stdnum.gr import amka
from stdnum.hr import oib
from stdnum.ie import pps
from stdnum.il import idnr as zehut
from stdnum.it import codicefiscale
from stdnum.kr import rrn
from stdnum.lv import pvn
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.nz import ird
from stdnum.pl import pesel
from stdnum.pt import cc, nif
from stdnum.ro import cnp
from stdnum.se import personnummer
from stdnum.si import emso
from stdnum.tr import tckimlik
from stdnum.ua import rntrc

from dlp_service.detect.identifiers.nation_words import KIND
from dlp_service.detect.identifiers.pattern import Pattern, checked, compact, is_date

_INSEE = r"[ .-]?(?:[0-9]{2}|2[AB])[ .-]?[0-9]{3}[ .-]?[0-9]{3}[ .-]{0,3}[0-9]{2}"
_DAY = "(?:0[1-9]|[12][0-9]|3[01])"
_MONTH = "(?:0[1-9]|1[0-2])"
_THREES = r"\b[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}\b"
_ELEVEN = r"\b[0-9]{11}\b"
_HEALTH_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def _weighed(number: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))


def is_pension_number(number: str) -> bool:
    """
    Say whether a German pension number has its check digit: the letter counts as two digits, products by their cross sums.

    >>> is_pension_number("15070649C103"), is_pension_number("15070649C104")
    (True, False)
    """
    spelt = f"{number[:8]}{ord(number[8]) - 64:02}{number[9:11]}"
    products = (int(d) * weight for d, weight in zip(spelt, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True))
    return sum(sum(divmod(product, 10)) for product in products) % 10 == int(number[11])


def is_luxembourgish(number: str) -> bool:
    """
    Say whether two check digits, one by Luhn and one by Verhoeff, both over the first eleven, end a number with a birthday.

    >>> is_luxembourgish("1893120105732"), is_luxembourgish("1893120105733")
    (True, False)
    """
    checks = luhn.calc_check_digit(number[:11]) + verhoeff.calc_check_digit(number[:11])
    return is_date(number[:8]) or number[:2] == "18" if checks == number[11:] else False


def is_hungarian(number: str) -> bool:
    """
    Say whether nine (TAJ), ten (tax) or eleven digits (personal identifier) have their check digit.

    >>> [is_hungarian(number) for number in ("111111110", "8071592153", "8071592154")]
    [True, True, False]
    """
    last = int(number[-1])
    if len(number) == 9:
        return _weighed(number, (3, 7) * 4) % 10 == last
    rising = tuple(range(1, len(number)))
    if len(number) == 10:
        return number[0] == "8" and _weighed(number, rising) % 11 == last
    return last in {_weighed(number, rising) % 11, _weighed(number, rising[::-1]) % 11}


def is_medicare(number: str) -> bool:
    """
    Say whether the ninth digit is the check digit of an Australian Medicare card.

    >>> is_medicare("2123456701"), is_medicare("2123456711")
    (True, False)
    """
    return number[0] in "23456" and _weighed(number[:8], (1, 3, 7, 9) * 2) % 10 == int(number[8])


def is_health_index(number: str) -> bool:
    """
    Say whether the last character of a New Zealand health number checks the six before, in the old form or that since 2019.

    >>> [is_health_index(number) for number in ("ZZZ0016", "ZZZ00AX", "ZZZ0017")]
    [True, True, False]
    """
    values = (_HEALTH_LETTERS.find(c) + 1 if c.isalpha() else int(c) for c in number[:6])
    total = sum(value * weight for value, weight in zip(values, (7, 6, 5, 4, 3, 2), strict=True))
    if number[6].isalpha():
        return _HEALTH_LETTERS[-1 - total % 24] == number[6]
    return total % 11 != 0 and (11 - total % 11) % 10 == int(number[6])


def is_my_number(number: str) -> bool:
    """
    Say whether the last of twelve digits is the check digit of a Japanese individual number.

    >>> is_my_number("123456789018"), is_my_number("123456789017")
    (True, False)
    """
    left = _weighed(number[10::-1], (2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6)) % 11
    return (0 if left < 2 else 11 - left) == int(number[11])


def _is_ordinary_nir(number: str) -> bool:
    """Say whether a number with a real month is valid, and does not begin as a time written in digits does."""
    return not is_date(number[:8]) and bool(nir.is_valid(number))


def _is_dni(number: str) -> bool:
    return not is_date(number[:8]) and bool(dni.is_valid(number))


def _is_latvian(number: str) -> bool:
    return number[0] < "4" and bool(pvn.is_valid(number))


def _is_belgian(number: str) -> bool:
    return bool(nn.is_valid(number) or bis.is_valid(number))


def _is_insured_austrian(number: str) -> bool:
    return re.fullmatch(rf"[1-9][0-9]{{3}}{_DAY}(?:0[1-9]|1[0-5])[0-9]{{2}}", number) is not None and bool(
        vnr.is_valid(number)
    )


def _various(is_valid: Callable[[str], Any], made: Callable[[str], str], text: str) -> bool:
    """Say whether a number is valid and not one or two digits over and over, which samples and fillers are."""
    number = made(text)
    return len(set(number)) > 2 and bool(is_valid(number))


def _row(
    nation: str,
    form: str,
    regex: str,
    is_valid: Callable[[str], Any],
    beside: float = 0.95,
    *,
    alone: float = 0.0,
    trigger: str = "",
    made: Callable[[str], str] = compact,
) -> Pattern:
    check = checked(partial(_various, is_valid, made))
    return Pattern(
        KIND,
        form,
        regex,
        alone,
        beside,
        check,
        against=min(0.2, alone),
        cues=f"{KIND}:{nation}",
        trigger=trigger if alone else "",
    )


_THIRTEEN = "[0-9]{13}"
_HYPHENED = r"[0-9]{6}-[0-9]{4}"

PATTERNS = (
    # Germany: Abgabenordnung section 139b; VKVV section 2.
    _row("DEU", "the German tax identification number", r"\b[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}\b", idnr.is_valid),
    _row(
        "DEU_PENSION",
        "the German pension insurance number",
        rf"\b[0-9]{{2}} ?(?:[0-2][0-9]|3[01]|[3-9][0-9]) ?{_MONTH} ?[0-9]{{2}} ?[A-Z] ?[0-9]{{2}} ?[0-9]\b",
        is_pension_number,
        0.97,
        alone=0.75,
        trigger=r"[0-9]{2} ?[A-Z] ?[0-9]{2} ?[0-9]\b",
    ),
    # France: decree 82-103 (NIR); Direction générale des finances publiques (numéro fiscal).
    _row(
        "FRA",
        "the French number of the INSEE register (NIR)",
        rf"\b[12][ .-]?[0-9]{{2}}[ .-]?{_MONTH}{_INSEE}\b",
        _is_ordinary_nir,
        0.97,
        alone=0.7,
        trigger=r"\b[12][ .-]?[0-9]{2}[ .-]?[01][0-9][ .-]?[0-9][0-9AB][ .-]?[0-9]{3}[ .-]?[0-9]{3}",
    ),
    _row(
        "FRA",
        "the French number of the INSEE register (NIR)",
        rf"\b[1-478][ .-]?[0-9]{{2}}[ .-]?(?:{_MONTH}|[2-9][0-9]){_INSEE}\b",
        nir.is_valid,
        0.97,
    ),
    _row("FRA_TAX", "the French tax number", r"\b[0-3][0-9] ?[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}\b", spi.is_valid),
    # The Netherlands: Wet algemene bepalingen burgerservicenummer.
    _row(
        "NLD",
        "the Dutch citizen service number (BSN)",
        r"\b(?:[0-9]{4}\.?[0-9]{2}\.?[0-9]{3}|[0-9]{3}[ .-][0-9]{3}[ .-][0-9]{3})\b",
        bsn.is_valid,
    ),
    # Belgium: royal decree of 3 April 1984.
    _row(
        "BEL",
        "the Belgian national register number",
        r"\b[0-9]{2}\.[0-9]{2}\.[0-9]{2}[ .-][0-9]{3}[ .-][0-9]{2}\b",
        _is_belgian,
        0.97,
        alone=0.85,
        trigger=r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}[ .-][0-9]{3}[ .-]",
    ),
    _row("BEL", "the Belgian national register number", r"\b[0-9]{6}[ -]?[0-9]{3}[ -]?[0-9]{2}\b", _is_belgian),
    # Luxembourg: law of 19 June 2013 on the identification of natural persons.
    _row(
        "LUX",
        "the Luxembourgish national identification number",
        rf"\b(?:18|19|20)[0-9]{{2}} ?{_MONTH} ?{_DAY} ?[0-9]{{3}} ?[0-9]{{2}}\b",
        is_luxembourgish,
        0.97,
        alone=0.6,
        trigger=_THIRTEEN,
    ),
    # Spain: royal decree 1553/2005 (DNI), Orden INT/2058/2008 (NIE).
    _row(
        "ESP",
        "the Spanish identity card number (DNI)",
        r"\b[0-9]{8}-?[A-HJ-NP-TV-Z]\b",
        _is_dni,
        0.97,
        alone=0.55,
        trigger=r"[0-9]{8}-?[A-HJ-NP-TV-Z]\b",
    ),
    _row(
        "ESP",
        "the Spanish identity card number (DNI)",
        r"(?i)\b[0-9]{2}\.?[0-9]{3}\.?[0-9]{3}[ .-]{0,3}[A-HJ-NP-TV-Z]\b",
        _is_dni,
    ),
    _row(
        "ESP",
        "the Spanish number of foreigners (NIE)",
        r"\b[XYZ][ -]?[0-9]{7}[ -]?[A-HJ-NP-TV-Z]\b",
        nie.is_valid,
        0.97,
        alone=0.6,
        trigger=r"[XYZ][ -]?[0-9]{7}",
    ),
    # Portugal: decree-law 14/2013 (NIF), law 7/2007 (citizen card).
    _row(
        "PRT",
        "the Portuguese tax number (NIF)",
        r"\b(?:[1-3][0-9]|45)[0-9][ .-]?[0-9]{3}[ .-]?[0-9]{3}\b",
        nif.is_valid,
    ),
    _row(
        "PRT",
        "the number of the Portuguese citizen card",
        r"\b[0-9]{8} ?[0-9] ?[A-Z0-9]{2}[0-9]\b",
        cc.is_valid,
    ),
    # Italy: ministerial decree of 23 December 1976.
    _row(
        "ITA",
        "the Italian fiscal code",
        r"(?i)\b[A-Z]{3} ?[A-Z]{3} ?[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2} ?[A-Z][0-9LMNP-V]{3} ?[A-Z]\b",
        codicefiscale.is_valid,
        0.98,
        alone=0.9,
        trigger=r"[A-Za-z] ?[0-9LMNP-Vlmnp-v]{2}[A-EHLMPRSTa-ehlmprst][0-9LMNP-Vlmnp-v]{2} ?[A-Za-z][0-9LMNP-Vlmnp-v]{3} ?[A-Za-z]\b",
    ),
    # Poland: law on the register of inhabitants of 24 September 2010.
    _row("POL", "the Polish PESEL", _ELEVEN, pesel.is_valid),
    # Czechia: law 133/2000; Slovakia: law 301/1995.
    _row(
        "CZE",
        "the Czech or Slovak birth number",
        r"\b[0-9]{2}[0-8][0-9][0-3][0-9]/[0-9]{4}\b",
        rc.is_valid,
        0.97,
        alone=0.45,
        trigger=r"[0-9]{6}/[0-9]{4}",
    ),
    _row("CZE", "the Czech or Slovak birth number", r"\b[0-9]{6} ?/? ?[0-9]{3,4}\b", rc.is_valid),
    # Hungary: law XX of 1996.
    _row(
        "HUN",
        "the Hungarian insurance, tax or personal number",
        r"\b(?:[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}|8[0-9]{9}|[1-8][ -]?[0-9]{6}[ -]?[0-9]{4})\b",
        is_hungarian,
        0.93,
    ),
    # Romania: emergency ordinance 97/2005.
    _row(
        "ROU",
        "the Romanian personal numeric code (CNP)",
        r"\b[1-8][0-9]{12}\b",
        cnp.is_valid,
        0.97,
        alone=0.55,
        trigger=_THIRTEEN,
    ),
    # Bulgaria: law on civil registration of 1999.
    _row("BGR", "the Bulgarian civil number (EGN)", r"\b[0-9]{10}\b", egn.is_valid),
    # Croatia: law on the personal identification number, 60/2008.
    _row("HRV", "the Croatian personal identification number (OIB)", _ELEVEN, oib.is_valid),
    # Slovenia and the other states of former Yugoslavia, where the number has one form.
    _row(
        "SVN",
        "the Slovenian or former Yugoslav personal number (EMŠO)",
        rf"\b{_DAY}{_MONTH}(?:9[0-9]{{2}}|0[0-9]{{2}})[0-9]{{6}}\b",
        emso.is_valid,
        0.97,
        alone=0.6,
        trigger=_THIRTEEN,
    ),
    # Estonia and Lithuania share one form (EVS 585); Latvia's has had no birthday since 2017.
    _row("EST", "the Estonian or Lithuanian personal code", _ELEVEN, ik.is_valid),
    _row(
        "LVA",
        "the Latvian personal code",
        r"\b[0-3][0-9]{5}-[0-9]{5}\b",
        _is_latvian,
        0.97,
        alone=0.45,
        trigger=r"[0-9]{6}-[0-9]{5}",
    ),
    _row("LVA", "the Latvian personal code", r"\b[0-3][0-9]{5} ?[0-9]{5}\b", _is_latvian),
    # Finland: the Digital and Population Data Services Agency, with the signs in use since 2023.
    _row(
        "FIN",
        "the Finnish personal identity code",
        rf"\b{_DAY}{_MONTH}[0-9]{{2}}[-+A-FU-Y][0-9]{{3}}[0-9A-FHJ-NPR-Y]\b",
        hetu.is_valid,
        0.97,
        alone=0.8,
        trigger=r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]\b",
        made=str,
    ),
    # Sweden: folkbokföringslagen (1991:481) section 18.
    _row(
        "SWE",
        "the Swedish personal number",
        rf"\b(?:19|20)[0-9]{{2}}{_MONTH}{_DAY}[-+][0-9]{{4}}\b",
        personnummer.is_valid,
        0.97,
        alone=0.6,
        trigger=r"[0-9]{8}[-+][0-9]{4}",
    ),
    _row(
        "SWE",
        "the Swedish personal number",
        rf"\b[0-9]{{2}}{_MONTH}{_DAY}-[0-9]{{4}}\b",
        personnummer.is_valid,
        0.97,
        alone=0.3,
        trigger=_HYPHENED,
    ),
    _row(
        "SWE",
        "the Swedish personal number",
        rf"\b(?:19|20)?[0-9]{{2}}{_MONTH}{_DAY} ?[0-9]{{4}}\b",
        personnummer.is_valid,
    ),
    # Norway: regulation on the population register section 2-2, D numbers too.
    _row("NOR", "the Norwegian birth number", r"\b[0-7][0-9]{5} ?[0-9]{5}\b", fodselsnummer.is_valid),
    # Denmark: CPR-loven; there has been no check digit since 2007.
    _row(
        "DNK",
        "the Danish civil registration number (CPR)",
        rf"\b{_DAY}{_MONTH}[0-9]{{2}}[ -]?[0-9]{{4}}\b",
        cpr.is_valid,
        0.88,
    ),
    # Greece: law 3655/2008.
    _row("GRC", "the Greek social security number (AMKA)", _ELEVEN, amka.is_valid),
    # Türkiye: law 5490.
    _row("TUR", "the Turkish identification number", r"\b[1-9][0-9]{10}\b", tckimlik.is_valid),
    # Ireland: Social Welfare Consolidation Act 2005 section 262.
    _row(
        "IRL",
        "the Irish personal public service number",
        r"\b[0-9]{7}[A-W][A-IW]\b",
        pps.is_valid,
        0.97,
        alone=0.55,
        trigger=r"[0-9]{7}[A-W][A-IW]\b",
    ),
    _row("IRL", "the Irish personal public service number", r"(?i)\b[0-9]{7} ?[A-W] ?[A-IW]?\b", pps.is_valid),
    # Canada: Employment Insurance Act sections 138 to 141.
    _row("CAN", "the Canadian social insurance number", _THREES, sin.is_valid, 0.93),
    # Australia: Taxation Administration Act 1953 (TFN); Services Australia (Medicare).
    _row("AUS", "the Australian tax file number", r"\b[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{2,3}\b", tfn.is_valid, 0.93),
    _row(
        "AUS",
        "the number of the Australian Medicare card",
        r"\b[2-6][0-9]{3}[ -]?[0-9]{5}[ -]?[0-9](?:[ /-]?[1-9])?\b",
        is_medicare,
    ),
    # New Zealand: Inland Revenue; HISO 10046 (NHI).
    _row("NZL", "the New Zealand tax number", r"\b[0-9]{2,3}[ -]?[0-9]{3}[ -]?[0-9]{3}\b", ird.is_valid, 0.93),
    _row(
        "NZL",
        "the New Zealand national health index number",
        r"(?i)\b[A-HJ-NP-Z]{3} ?[0-9]{2}(?:[0-9]{2}|[A-HJ-NP-Z]{2})\b",
        is_health_index,
    ),
    # Ukraine: tax code article 70.
    _row("UKR", "the Ukrainian number of the taxpayers' register", r"\b[0-9]{10}\b", rntrc.is_valid),
    # Switzerland: AHVG article 50c.
    _row(
        "CHE",
        "the Swiss insurance number (AHV)",
        r"\b756[. ][0-9]{4}[. ][0-9]{4}[. ][0-9]{2}\b",
        ahv.is_valid,
        0.98,
        alone=0.92,
        trigger=r"756[. ][0-9]{4}[. ]",
    ),
    _row(
        "CHE",
        "the Swiss insurance number (AHV)",
        r"\b756[0-9]{10}\b",
        ahv.is_valid,
        0.97,
        alone=0.55,
        trigger=_THIRTEEN,
    ),
    # Austria: ASVG section 31.
    _row("AUT", "the Austrian insurance number", r"\b[1-9][0-9]{3}[ -]?[0-9]{6}\b", _is_insured_austrian),
    # Israel: population register law.
    _row("ISR", "the Israeli identity number", r"\b[0-9]{8}-?[0-9]\b", zehut.is_valid, 0.93),
    # Korea: Resident Registration Act; numbers given since October 2020 have no check digit.
    _row(
        "KOR",
        "the Korean resident registration number",
        rf"\b[0-9]{{2}}{_MONTH}{_DAY}-[0-9]{{7}}\b",
        rrn.is_valid,
        0.97,
        alone=0.6,
        trigger=r"[0-9]{6}-[0-9]{7}",
    ),
    _row(
        "KOR",
        "the Korean resident registration number",
        rf"\b[0-9]{{2}}{_MONTH}{_DAY}[ -]?[0-9]{{7}}\b",
        bool,
        0.88,
    ),
    # Japan: law 27 of 2013.
    _row("JPN", "the Japanese individual number", r"\b[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}\b", is_my_number, 0.93),
)
"""Each row's source is named above it; the checks are python-stdnum's where a function here is not said."""
