"""
What a line tells about a person though no column is headed so: numbers, berths, clearances, blood groups, birth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import re2

from dlp_service.detect.people_project.headings import Kind


class Gate(Protocol):
    """A pattern of RE2 without groups."""

    def search(self, text: str, /) -> object:
        """Return the first match, if any."""
        ...

    def finditer(self, text: str, /) -> Iterator[Any]:
        """Yield the matches."""
        ...

    def findall(self, text: str, /) -> list[str]:
        """Return what was matched."""
        ...


_CLEAR_RANKS = (
    r"V Adm|R Adm|Adm|Cdre|Capt|Cdr|Lt Cdr|Lt|Sub Lt|S/Lt|SLt|2Lt|1Lt|Mid|CPO|LET|LETT|LMEM|LWTR|LMA|AB1|AB2|WO1|WO2|CSgt|C/Sgt|SSgt|S/Sgt"
    r"|L/Sgt|Sgt|Cpl|LCpl|L/Cpl|Bdr|LBdr|L/Bdr|Pte|Gnr|Spr|Tpr|Sig|Cfn|Gdsm|Rfn|Fus|Kgn|Mne|AS1|AS2|SAC|LAC|Cpl Tech|Chf Tech|MAcr"
    r"|Flt Lt|Sqn Ldr|Wg Cdr|Gp Capt|Fg Off|Plt Off|Maj|Lt Col|Col|Brig|Gen|Maj Gen|Lt Gen|SGM|CSM|RSM|1SG|MSG|SFC|SSG|SPC|PFC|PVT|PV2|CPT|1LT|2LT"
    r"|LTC|COL|CW[2-5]|ENS|LTJG|LCDR|CDR|CAPT|MCPO|SCPO|PO[123]|BM[123]|GySgt|MSgt|TSgt|SrA|A1C|[EO]-\d{1,2}|W-[1-5]|GS-\d{1,2}"
    r"|Hptm|OLt|Kptlt|KKpt|FKpt|StFw|OStFw|HptFw|OFw|OFähnr|Fähnr|StUffz|Uffz|HptGefr|OStGefr|StGefr|OGefr|Gefr|OMaat|Maat|HptBtsm|OBtsm|Btsm"
    r"|OTL|Oberst|Major|ltz ?[123]|kltz|sgtmaj|smjr|sgt1|sgt|kpl1|kpl|matr|sld1?|lkol|elnt|tlnt|aooi|adj"
    r"|EV1|EV2|ASP|QM[12]|MTL|ADC|SCH|CCH|1CL|SDT|CNE|CDT|LCL|LTN|C\.F\.|T\.V\.|S\.T\.V\.|Mar\.|Serg|Serg Magg|C\.le|C°"
    r"|KAPT|OKSM|FLKPT|[Oo]berstl[øo]jtnant|[Kk]aptajn(?:l[øo]jtnant)?|[Pp]remierl[øo]jtnant|[Ll]øjtnant|[Ss]ergent|[Kk]orporal|[Oo]rlogskaptajn"
    r"|[Öö]verstel[öo]jtnant|[Kk]apten|[Ll]öjtnant|[Ff]änrik|[Ff]urir|[Öö]vlt|[Öö]rlogskapten|[Oo]berstløytnant|[Kk]aptein|[Ll]øytnant|[Ff]enrik|[Oo]rlogskaptein|[Kk]vartermester|[Vv]isekorporal"
    r"|p?płk|mjr|kpt|ppor|st\. ?chor|sierż|st\. ?sierż|plut|kpr|st\. ?szer|szer|kmdr|bsmt|TCol|Tcol|Tte|Cte|Cptán|Sgto|Sdo|Bgda|Subtte|[Tt]eniente|[Cc]apit[áa]n|[Ss]argento"
    r"|Ten\. Col|Magg|Cap\.le|1° ?Mar|Lgt|Sottoten|Serg\. Magg|[Tt]enente|[Cc]apitano|[Mm]aresciallo|1Sarg|2Sarg|Sarg|SAj|1Cb|Ten-Cor|[Cc]apit[ãa]o"
    r"|(?:ABE|ABH|AD|AE|AM|AO|AT|AW|BU|CE|CM|CS|CT[IMNRT]|DC|EM|EN|EO|ET|FC|FT|GM|GS|HM|HT|IC|IS|IT|LN|MA|MC|MM|MN|MR|MT|MU|ND|OS|PR|PS|QM|RP|SB|SH|SO|STG|STS|SW|UT|YN)(?:[123]|CS|CM|C)"
    r"|LtCol|LtGen|BGen|MajGen|1stSgt|MGySgt|SgtMaj|LCPL|1stLt|2ndLt|2dLt|CMSgt|SMSgt|MIDN|Lt Cmdr|Cmdr|Surg (?:Lt )?Cdr|Surg Lt|CWO[2-5]|MCpl|FltSgt|SqnLdr|WgCdr|GpCapt|FltLt|FgOff|PltOff"
    r"|Commander|Captain|Lieutenant|Colonel|Sergeant|Corporal|Private|Gunner|Marine|Sapper|Warrant Officer|Petty Officer"
)
_SHORT_RANKS = r"AB|PO|LH|LS|OD|WO|AC|FS|SN|SA|CTR|CIV|Fw|OLt z S|Lt z S|LV|CC|CF|CV|MP|PM|SM|MT|CPL|SGT|MAJ|LT|SGT|ADJ|SLT|ktz|kap|kol|TS"
_FIELD = r"(?:^[\W\d]*(?:[A-Za-z][.)] *)?|[\t;|,]\s*|\s{2,}| - |(?<=\d )|: )"
_CLEAR_RANK = re.compile(rf"(?<![\w./-])(?:{_CLEAR_RANKS})(?:\(\w{{1,5}}\))?(?![\w/])\.?(?=\s|$|[;,])")
_CAPITALS_RANK = re.compile(rf"(?<![\w./-])(?:{_CLEAR_RANKS.upper()})(?![\w/])\.?(?= )")
_SHORT_RANK = re.compile(rf"{_FIELD}(?:{_SHORT_RANKS})(?:\(\w{{1,5}}\))?(?:\s+[A-ZÀ-Ž]|\s*[;|\t]|\s{{2,}}| - )")
"""Ranks of two letters are so much else that they count at the head of a field only."""
_NUMBER = re.compile(
    r"(?<![\w.:/+#-])(?:[A-Z]{1,2}\d{6,8}[A-Z]?|\d{8,9}|\d{2}[ -]?\d{6}[ -]?[A-Z][ -]?\d{5})(?![\w/:-]|\.\d)"
)
_TEN_DIGITS = re.compile(r"(?<![\w.:/+#-])[12]\d{9}(?![\w/:-]|\.\d)")
"""Numbers of the defense department of the United States have ten digits: they count beside a rank, or under their heading."""
_DATE_LIKE = re.compile(r"(?:19|20)\d\d(?:0\d|1[0-2])[0-3]\d")
_BERTH = re.compile(
    r"(?i:\b(?:cabin|berth|bunk|billet|barracks?|dorm|hut|mess ?deck|couchage|koje|kammer|kooi|cabin[ae]|kabine)s?\s*(?:no\.?\s*)?[a-z]?-?\d+[a-z]?\b)"
)
_ROOM = re.compile(r"(?i:\b(?:room|rm|zimmer|stube|chambre|kamer)\s*(?:no\.?\s*)?[a-z]?-?\d[\d.]*[a-z]?\b)")
_CLEARANCE = re.compile(
    r"(?<![\w/])(?:e?DV|CTC|BPSS|EDV|TS/SCI|TS//SCI|TS-SCI|Ü[123]|MIVD-[A-C]|VGB-?[A-C]|NV[12]|SC|eSC|CD|TSD|SD)(?=[\s,;:)\t(|]|$)(?! \d{5}\b)"
    r"|(?i:\b(?:sc|dv|security)[- ]cleared\b|\bcleared (?:to|for) (?:secret|top secret|ts|sc|dv)\b|\b(?:clearance|clr|screening|habilitation)\s*[:=]\s*\w|\bn\.?o\.?s\.?:? (?:segreto|riservat|cosmic|nato))"
)
_BIRTH = re.compile(
    r"(?i:(?<!\w)(?:born|d\.?o\.?b\.?|date of birth|geb(?:oren|\.)?|n[ée]e?(?:\(e\))?|geboortedatum|geburtsdatum)(?!\w)[\s:.]*(?:on|am|le|op|the)?\s*\d)"
)
_YEAR = re.compile(
    r"(?<![\d/.-])(?:\d{1,2}[./ -](?:\d{1,2}|[A-Za-z]{3,9})[./ -](19[2-9]\d|200\d|201\d)|(19[2-9]\d|200\d|201\d)-\d\d-\d\d)(?![\d/-])"
)
_PEOPLES = (
    "british|english|scottish|american|canadian|australian|new zealander|french|german|dutch|belgian|polish|norwegian|swedish|danish|finnish|italian"
    "|spanish|portuguese|greek|turkish|afghan|iraqi|iranian|syrian|lebanese|jordanian|egyptian|libyan|algerian|tunisian|moroccan|sudanese|somali|eritrean"
    "|ethiopian|nigerian|ghanaian|kenyan|malian|russian|ukrainian|belarusian|georgian|armenian|chinese|indian|pakistani|bangladeshi|nepalese|nepali"
    "|japanese|korean|vietnamese|estonian|latvian|lithuanian|irish|israeli|saudi|emirati|yemeni|bahraini|fijian|gurkha|romanian|bulgarian|czech|slovak"
    "|hungarian|serbian|croatian|bosnian|albanian|kosovar"
)
_NATION = re.compile(
    rf"(?i:\b(?:{_PEOPLES}|new zealand|dual) (?:national|citizen|passport)s?\b)|(?i:\bnat(?:ionality|ionalité|\.)?\s*[:=]\s*\w)"
    rf"|(?:^|[\t;|])\s*(?i:{_PEOPLES})\s*(?=[\t;|]|$)"
)
_BLOOD = re.compile(r"(?<![\w+-])(AB|A|B|O|0)\s?(?:Rh)?(?:\+|-|−|\bpos\b|\bneg\b)(?:ve)?(?=[\s,;)\t|.]|$)")
_KIN = re.compile(r"(?i:\bn\.?o\.?k\b|\bnext of kin\b)")
_PRISON = re.compile(r"(?<!\w)A\d{4}[A-Z]{2}(?!\w)")
_PASSPORT = re.compile(
    r"(?i:\b(?:passport|pp|ppt|passeport|reisepass|paspoort)\s*(?:no|nr|number)?\.?\s*[:=#]?\s*[a-z]{0,2}\d{6,9}\b)"
)
_ZAP = re.compile(r"(?<!\w)([A-Z]{2})\d{4}(?!\w)")
_UNIT = re.compile(
    r"(?<!\w)(?:\d{1,3} (?:CDO|Cdo|Sqn|SQN|Regt|REGT|RE|RLC|SIGS|Sigs|PARA|Para|RIFLES|SCOTS|YORKS|LANCS|MERCIAN|ASG|Bde|BDE|Div|DIV|Coy|COY|Pl|PL|Bty|BTY)"
    r"|[A-Z] (?:Coy|COY|Sqn|SQN|Bty|BTY|Tp|TP)|(?:HQ|HMS|RFA|USS|RAF|CTCRM|JHC|RSME|HNLMS|Kp|Kompanie|Cie)\b)"
)
GATE = re2.compile(
    r"(?i)\b(?:cabin|berth|bunk|billet|barracks?|dorm|hut|mess ?deck|couchage|koje|kammer|kooi|cabin[ae]|kabine|room|rm|zimmer|stube|chambre|kamer)s?\s*(?:no\.?\s*)?[a-z]?-?\d"
    r"|\b[a-z]{0,2}\d{6,10}[a-z]?\b|(?-i:\b(?:DV|CTC|BPSS|EDV|eDV|SC|eSC|TS/SCI|NV[12]|MIVD)\b)|Ü[123]|[- ]cleared\b|\bcleared (?:to|for)\b"
    r"|\b(?:born|dob|d\.o\.b|geb|geboren|née?|nok|next of kin|clearance|clr|screening|habilitation|nat(?:ionality)?)\b|\d{4}-\d\d-\d\d"
    r"|\d[./ -](?:\d{1,2}|[a-z]{3,9})[./ -](?:19|20)\d\d|\b(?:national|citizen|passport|pp|ppt)s?\b|\b(?:AB|A|B|O|0)\s?(?:Rh)?[+−-](?:\W|$)"
    r"|\b(?-i:[A-Z]{2}\d{4}|A\d{4}[A-Z]{2})\b"
)
"""Finds anything that may be a particular, quickly and roughly."""
_WORD = re.compile(r"[^\W\d_]{2,}")


def rank(line: str) -> bool:
    """
    Say whether a line has a rank in it, of any of the services we know.

    >>> [rank(line) for line in ("LCpl Stannard", "B. CPO DUNMORE", "PM - CASTAING", "Lorna Peverell", "at 3 PM")]
    [True, True, True, False, False]
    """
    return bool(
        _CLEAR_RANK.search(line) or _SHORT_RANK.search(line) or (line.isupper() and _CAPITALS_RANK.search(line))
    )


def service_numbers(line: str) -> int:
    """Count the numbers of the form of a service number that are no date."""
    return sum(not _DATE_LIKE.fullmatch(found[0]) for found in _NUMBER.finditer(line))


def long_numbers(line: str) -> int:
    """Count the numbers of ten digits, which are those of a service beside a rank only."""
    return sum(1 for _ in _TEN_DIGITS.finditer(line))


def _zaps(line: str) -> int:
    """Count numbers made of the first two letters of a surname in the line and four digits."""
    heads = {word[:2].upper() for word in _WORD.findall(line) if word[0].isupper() and len(word) > 2}
    return sum(found[1] in heads for found in _ZAP.finditer(line))


_COUNTS: tuple[tuple[Kind, Callable[[str], int]], ...] = (
    (Kind.NUMBER, _zaps),
    *(
        (kind, lambda line, pattern=pattern: sum(1 for _ in pattern.finditer(line)))
        for kind, pattern in (
            (Kind.BERTH, _BERTH),
            (Kind.ROOM, _ROOM),
            (Kind.CLEARANCE, _CLEARANCE),
            (Kind.BIRTH, _BIRTH),
            (Kind.NATION, _NATION),
            (Kind.KIN, _KIN),
            (Kind.CUSTODY, _PRISON),
            (Kind.IDENTIFIER, _PASSPORT),
            (Kind.UNIT, _UNIT),
        )
    ),
)


def particulars(line: str) -> Iterator[tuple[Kind, int]]:
    """Yield the kinds of particulars in a line, with how often each is told; numbers without a word beside them are apart."""
    for kind, count in _COUNTS:
        number = count(line)
        if number:
            yield kind, number


def blood_groups(line: str) -> list[str]:
    """
    Return the groups, without their sign.

    >>> blood_groups("Sgt Mulcahy MU8123 O+"), blood_groups("marks: B-, A+")
    (['O'], ['B', 'A'])
    """
    return [found[1] for found in _BLOOD.finditer(line)]


def years(line: str) -> list[str]:
    """
    Return the years of full dates.

    >>> years("Kevin Laity   07/12/1977  Cat C"), years("due 2019-05-01")
    (['1977'], ['2019'])
    """
    return [found[1] or found[2] for found in _YEAR.finditer(line)]
