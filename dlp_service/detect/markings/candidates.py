"""
Which pieces of a text are worth reading, decided at the speed of one automaton pass.

Almost all mail carries no marking.  One RE2 automaton looks for the stems of level words as written, damaged,
spaced or in look-alike letters, and for the signs only markings use; it is generous, the grammars are strict.
A second, smaller one finds the places inside a page.
"""

from __future__ import annotations

import re2

from dlp_service.textmap import clean

_ALIKE = {
    "A": "A4АΑÀ-Å", "B": "B8ВΒ", "C": "CСϹ", "D": "D", "E": "E3ЕΕÈ-Ë", "F": "FϜ", "G": "G6", "I": "I1lІΙ|!Ì-Ï", "K": "KКΚ", "L": "LlI1",
    "M": "MМΜ", "N": "NНΝ", "O": "O0ОΟQÒ-Ö", "P": "PРΡ", "R": "RГ", "S": "S5$Ѕ", "T": "T7ТΤ", "U": "UVÙ-Ü", "V": "VѴ", "Y": "YУΥ",
}  # fmt: skip
_BETWEEN = r"(?:[ \t.\x{00a0}\x{00ad}\x{00b7}\x{2000}-\x{200f}\x{202f}\x{2060}\x{feff}]|&[#a-zA-Z0-9]{2,6};|<[^<>]{1,40}>){0,2}"
_STEMS = (
    "SECR", "ECRE", "CRET", "CONFI", "NFIDE", "DENTI", "ENTIAL", "RESTR", "STRIC", "ICTED", "OFFIC", "FFICI", "ICIAL", "LASSI", "SSIFI", "NCLAS", "PROTEC",
    "SENSI", "SITIVE", "COSMI", "NOFOR", "OFORN", "ORCON", "OTECTIV",
)  # fmt: skip
_PLAIN = (
    r"\bCUI\b", r"\bC[ .]?[UV][ .]?[I1l|]\b", r"\b(?:TS|S|C|U)//[A-Z]", r"CONTR[O0]L[L1]ED(?:/|\s+UNCL)", r"\bNATO\b", r"\bOTAN\b", r"\bFOUO\b", r"\bS[ ]?B[ ]?U\b", r"\bLES\b", r"LAW ENFORCEMENT", r"OFFICIAL USE",
    r"\((?://)?(?:TS|S|C|U|R|CUI|SBU|LES|FOUO|OUO|LOU|NU|NR|NC|NS|NSAT|CTSA?|[A-Z]{3} [TSCRU]{1,2})(?:[/-][^()\n]{0,120})?\)",
    r"(?i:official.{0,12}sensitive)", r"(?i:top[ \t_-]{0,3}\r?\n?[ \t>]{0,4}secret)", r"(?i:(?:nato|uk|cosmic)[ /_-]{1,3}(?:top|secret|conf|restr|uncl|offic))",
    r"(?i:(?:secret|confidential|unclassified|restricted) ?//)", r"//[A-Z]{2,6} ?[A-Z/]",
    r"(?i:\b(?:classification|marking|classified|grading|class|handling|caveats?|security(?:label|class)?|sensitivity|label|gsc?)\b[\"']? {0,4}[:=])",
    r"(?i:(?:classified by|derived from|declassify on|controlled by|cui category|decl on|drv from|restricted data))",
    r"(?i:(?:label|marking|classification)=)", r"\bTLP\b", r"\bSEC=", r"\bDLM=", r"\b(?:PROTECTED|Protected|PROT.G.|Prot.g.) [ABC]\b", r"IN.CONFIDENCE", r"\bVS.N(?:fD|FD|UR|ur)", r"\bVS.V", r"GEHEIM",
    r"\b(?:AUSTEO|AGAO|STRAP)\b", r"\bO-S(?:-[CLP])?\b", r"\bUE/EU", r"LIMITE\b", r"DIFFUS", r"D.FENSE", r"UNOFFIC",
)  # fmt: skip
_WIDE_LETTERS = r"[\x{ff21}-\x{ff5a}\x{1d400}-\x{1d7ff}\x{24b6}-\x{24e9}]{2}"


def _spread(stem: str) -> str:
    return _BETWEEN.join(f"[{_ALIKE.get(letter, letter)}]" for letter in stem)


_PATTERN = "|".join([*(_spread(stem) for stem in _STEMS), *_PLAIN, _WIDE_LETTERS])
_OPTIONS = re2.Options()
_OPTIONS.max_mem = 64 << 20
_OPTIONS.never_capture = True
_ANYTHING = re2.compile(_PATTERN, _OPTIONS)
_EDGE_WORDS = re2.compile(
    r"(?i:secret|confiden|restrict|official|classif|protect|sensitive|nato|cosmic|noforn|cui\b|fouo)", _OPTIONS
)
_BLOCK_LABELS = re2.compile(
    r"(?i:classified by|\bcl by|derived from|\bdrv (?:from|fm)|declassify on|\bdecl(?:ass)?(?: on)?:|cl reason|controlled by|cui categor|\breason: ?1\.|restricted data)",
    _OPTIONS,
)
_EDGES = frozenset({"footer", "page_header", "property", "header"})


def has_candidate(text: str, where: str) -> bool:
    """
    Say whether any grammar could read something in `text`.

    >>> has_candidate("Lunch is at twelve, officially.", "body"), has_candidate("5ECRET//N0FORN", "body")
    (False, True)
    """
    text = clean(text)
    return bool(_ANYTHING.search(text)) or (where in _EDGES and bool(_EDGE_WORDS.search(text)))


def has_block_label(text: str) -> bool:
    """Say whether `text` holds a label of an authority or designation block."""
    return bool(_BLOCK_LABELS.search(clean(text)))


def spans(text: str, where: str) -> list[tuple[int, int]]:
    """Return where candidates begin and end, in order; at headers and footers any case of a level word is one."""
    text = clean(text)
    found = [match.span() for match in _ANYTHING.finditer(text)]
    if where in _EDGES:
        found.extend(match.span() for match in _EDGE_WORDS.finditer(text))
        found.sort()
    return found
