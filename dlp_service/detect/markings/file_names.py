"""
Levels in file names: hints, because people name files after their subject too.

A file system forbids `/` and `:`, so names spell markings in ways of their own: `Report_OFFICIAL-SENSITIVE_v2.docx`,
`plan (S-NF).pptx`, `budget-OS.xlsx`, `TLP_RED hosts.csv`.  `spelled_out` undoes the separators without moving a character;
`abbreviated` reads the short forms by the banner they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp_service.detect.markings import language as say
from dlp_service.detect.markings import rules
from dlp_service.detect.markings.judgement import NOISE, Judgement, marking, mention
from dlp_service.detect.markings.layout import Place
from dlp_service.detect.markings.reading import Reading, Shape
from dlp_service.detect.markings.schemes import Grammars

LONGEST = 4_096
"""Characters of a path (PATH_MAX); in what is longer no short forms are sought."""
_CERTAIN, _SHORT = 0.6, 0.5
_APART = r"(?:^|(?<=[\s_(\[.-]))"
_CLOSED = r"(?=$|[\s_)\].-])"
_CONTROL = r"(?:NF|NOFORN|REL|FOUO|SI|TK|OC|ORCON|HCS|FVEY|REL[-_ ]?TO[A-Z_, -]*)"
_PORTION = re.compile(rf"{_APART}(?P<level>TS|S|C|U)(?P<tail>(?:[-_~]{{1,2}}{_CONTROL}){{1,4}}){_CLOSED}")
_LETTERS = r"\((?P<level>U|TS|CUI|NU|NR|NC|NS|CTS)\)"
_BRACKETED = (re.compile(rf"^{_LETTERS}(?=[\s_-])"), re.compile(rf"(?<=[\s_-]){_LETTERS}(?=$|\.[A-Za-z0-9]{{1,5}}$)"))
_SENSITIVE = re.compile(r"(?:(?<=[\w)\]])[-_ ]|^)(?P<level>O-?S(?:-?[CP])?)(?=\.[A-Za-z0-9]{2,5}$|$|-v?\d|_v?\d)")
_DATED = re.compile(r"^\d{8}[-_].*[-_](?P<level>O)(?=\.[A-Za-z0-9]{2,5}$)")
"""`20250301-Minutes-O.docx`: the suffix of OFFICIAL counts only under the naming rule that puts a date first."""
_DOCUMENT = re.compile(
    r"\.(?:docx?|docm|xlsx?|xlsm|pptx?|pdf|msg|eml|od[tsp]|rtf|txt|csv|zip|7z|vsdx?|mpp|jpe?g|png)$", re.IGNORECASE
)
_OTHER_OS = re.compile(
    r"(?:mac|win\w*|linux|time|mobile|embedded|install\w*|host|guest|chrome|android|wear|the|real|i|secret|new|server|client)[-_ ]*$",
    re.IGNORECASE,
)
_BANNERS = {
    "OS": "OFFICIAL-SENSITIVE", "OSC": "OFFICIAL-SENSITIVE COMMERCIAL", "OSP": "OFFICIAL-SENSITIVE PERSONAL",
}  # fmt: skip
_NATO = {
    "NU": "NATO UNCLASSIFIED",
    "NR": "NATO RESTRICTED",
    "NC": "NATO CONFIDENTIAL",
    "NS": "NATO SECRET",
    "CTS": "COSMIC TOP SECRET",
}
_TEMPLATE = re.compile(r"\.(?:dot[xm]?|pot[xm]?|xlt[xm]?|ott)$", re.IGNORECASE)
_CODE = re.compile(
    r"\.(?:ya?ml|json|toml|ini|conf|cfg|env|py|js|ts|sh|ps1|tf|java|c|h|cpp|go|rs|rb|sql|log|pem|key|crt|cer|css|svg|ico)$",
    re.IGNORECASE,
)
"""Files of programs, where SECRET is a password."""
_ABOUT = re.compile(
    r"\b(?:blanks?|templates?|applications?|certificates?|posters?|stamps?|labels?|logos?|icons?|leaflets?|flyers?|checklists?|glossary|psc|renewal|cover ?sheets?|tutorial|lesson|manual|handbook|standard|instructions?)\b",
    re.IGNORECASE,
)
"""Names of things about a level; a form may well carry one itself, which its own text then says."""
_TALK = re.compile(
    r"\b(?:explain(?:er|s|ed)?|intro(?:duction)?|faqs?|primer|lectures|lecture (?:\d|notes?)|exam (?:\d|questions?|papers?)|homework|comics?|lyrics|crossword|cartoon|joke|prank|meme|souvenir|artwork|screenshots?|mugs?"
    r"|press (?:cuttings?|clippings?|coverage)|newspaper|headlines?|clippings?|cuttings?|history of|story of|what (?:does|is)|equivalents?|equivalence|declassified|regex|audit of|glossar\w*|glossaires?|vacanc(?:y|ies)|de classified)\b",
    re.IGNORECASE,
)
"""Names of things of the press, a lesson or a joke."""
_PASTIME = re.compile(
    r"\b(?:exhibitions?|museums?|films?|movies?|novel|cinema|tickets?|tour|newsletter|recipes?)\b", re.IGNORECASE
)
_BUSINESS = re.compile(
    r"\b(?:contracts?|plans?|alarms?|budgets?|reports?|bids?|minutes|weapons?|security|notes|letters?|lists?|invoices?|costs?)\b",
    re.IGNORECASE,
)
"""What is written about a museum or a film besides its title."""
_DENIES = re.compile(
    r"\b(?:not|never|no longer|non|formerly|former|once|was|isn t|kein|nicht|pas|ikke)\b(?: \w+)? ?$", re.IGNORECASE
)
_PRESS = re.compile(
    r"^ +(?:\w+ )?(?:plans?|files?|papers?|documents?|dossiers?|memos?|maps?|letters?|folders?)\b.*\b(?:found|leak(?:ed|s)?|stolen|lost|sold|left|revealed|exposed)\b",
    re.IGNORECASE,
)
"""How a headline goes on."""
_CATEGORY = re.compile(r"(?<=CUI)_(?=SP-)")
_DOUBLE = re.compile(r"(?<=[A-Z])__(?=[A-Z])")


def spelled_out(name: str) -> str:
    """
    Return a file name with underscores as the signs they stand for; no character moves.

    >>> spelled_out("(SECRET__NOFORN)_fuel_plan.pptx")
    '(SECRET//NOFORN) fuel plan.pptx'
    """
    return _CATEGORY.sub("/", _DOUBLE.sub("//", name)).replace("_", " ")


def abbreviated(name: str, grammars: Grammars) -> Iterator[tuple[Reading, int, int]]:
    """Yield the readings of short forms in a file name, with their extent."""
    for match in _PORTION.finditer(name):
        controls = [control for control in re.split(r"[-_~]+", match["tail"]) if control]
        yield from _read(f"({match['level']}//{'/'.join(controls)})", match, grammars)
    for pattern in _BRACKETED:
        for match in pattern.finditer(name):
            yield from _read(_NATO.get(match["level"], f"({match['level']})"), match, grammars)
    for match in _SENSITIVE.finditer(name):
        if (_DOCUMENT.search(name) or "." not in name) and not _OTHER_OS.search(name[: match.start()]):
            yield from _read(_BANNERS[match["level"].replace("-", "")], match, grammars)
    dated = _DATED.match(name)
    if dated and _DOCUMENT.search(name):
        yield from _read("OFFICIAL", dated, grammars)


def _read(banner: str, match: re.Match[str], grammars: Grammars) -> Iterator[tuple[Reading, int, int]]:
    for reading in grammars.readings(grammars.tokens(banner), 1):
        yield (
            Reading(reading.scheme, reading.level, reading.caveats, 0, 1, Shape.FORM, most=_SHORT),
            match.start("level"),
            match.end("level"),
        )


def file_name(reading: Reading, place: Place) -> Judgement | None:
    """Judge a level in a file name."""
    if place.where != "file_name":
        return None
    before, after = place.raw_before, place.raw_after
    is_letter = reading.is_portion and reading.shape is Shape.WORD
    if (
        is_letter
        or not rules.is_clear(reading)
        or (reading.shape is Shape.WORD and _is_ordinary(reading, before, after))
    ):
        return NOISE
    words = re.sub(r"[-_.]+", " ", f"{before} \x00 {after}")
    lead, _, rest = words.partition(" \x00")
    is_about = any(pattern.search(words) for pattern in (_ABOUT, _TALK, say.DISCUSSING, say.EXAMPLE))
    is_title = (
        reading.scheme == "any" and not reading.caveats and _PASTIME.search(words) and not _BUSINESS.search(words)
    )
    if (
        is_about
        or is_title
        or _TEMPLATE.search(after)
        or _DENIES.search(lead)
        or _PRESS.match(rest)
        or (reading.most == 1 and after[:1] == " " and after[1:2].isalpha() and rules.is_phrase(reading, place))
    ):
        return mention("The file name is about the level.")
    if reading.most < 1:
        return marking(_SHORT, "It stands in the file name in its short form.")
    return marking(_CERTAIN, "It stands in the file name.")


def _is_ordinary(reading: Reading, before: str, after: str) -> bool:
    """Say whether a level word is one of the ordinary words of the name: it runs on, or all of the name is in capitals."""
    if not re.match(r"^(?:[ .)\]-]|$)", after) or before[-1:].isalnum() or _CODE.search(after):
        return True
    stem = re.sub(r"\.\w{1,5}$", "", after)
    is_apart = re.match(r"^\s*(?:$|[)\]-])", stem) is not None
    if is_apart:
        return False
    words = re.findall(r"[A-Za-z]{2,}", stem)
    is_shouted = bool(words) and all(word.isupper() for word in words)
    return reading.level == "OFFICIAL" or is_shouted or say.NOUN_AFTER.match(stem) is not None
