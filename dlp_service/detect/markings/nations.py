"""
Stage 4a: whose words a message uses.

GEHEIM is a level of three states, INTERN and VERTRAULICH are levels of two and stamps of every firm.  What settles it
is said elsewhere: a body, a law, an address in the letterhead or the signature, or failing that the language.
Both are looked for only where a level is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dlp_service.values import PartText

_NAMES = {
    "ch": r"Eidgenossenschaft|Conf[eé]d[eé]ration suisse|Confederazione [Ss]vizzera|Confederaziun svizra|\bEidg\.|Eidgen[oö]ssische|\b(?:VBS|DDPS|EJPD|DFJP|UVEK|DETEC)\b|\bISG\b|\bISchV\b|\bOPrI\b|\b(?:vtg\.)?admin\.ch\b|armasuisse"
    r"|Schweizer Armee|Arm[eé]e suisse|Esercito svizzero|Nachrichtendienst des Bundes|Service de renseignement de la Conf|Schweizerische[rsn]? (?:Bundes|Armee)|Bundesamt .{3,60}\bBern\b",
    "at": r"Republik (?:[ÖO]|Oe)sterreich|\bInfoSi[GV]\b|\bInfOG\b|\bBM(?:LV|EIA|KOES|SGPK)\b|[ÖO]sterreichisches Bundesheer|Bundesheer\b|\.gv\.at\b|\bGZ:? ?\d{4}-0\.\d{3}|\bGZ \d+/|\bJ[äa]e?nner\b|[ÖO]sterreichische[rsn]? (?:Botschaft|Parlament|Nationalrat)"
    r"|Parlamentsdirektion|Bundeskanzleramt .{0,30}Wien|\b1[01]\d0 Wien\b",
    "de": r"Bundesrepublik Deutschland|\bBundeswehr\b|Bundesministerium der Verteidigung|\bBMVg\b|@?\b[\w.-]*bund(?:eswehr)?\.de\b|Verschlu(?:ss|ß)s?ache|\bVSA\b|\bVS-(?!Reg)|Bundesnachrichtendienst|Ausw[äa]e?rtiges Amt|Bundesamt f[uü]e?r Verfassungsschutz"
    r"|\bS[ÜU]E?G\b|Geheimschutzbeauftragte|Deutscher Bundestag|\b(?:BAAINBw|BAIUDBw|KdoCIR|MilNw)\b|Bundespolizei|Bundeskriminalamt",
    "fr": r"R[eé]publique fran[cç]aise|Minist[eè]re des [Aa]rm[eé]es|\bIGI (?:n ?° ?)?1300|gouv\.fr\b|\bSGDSN\b|secret de la d[eé]fense nationale|\bDGSE\b|\bDRSD\b|\b[ÉE]tat-major des arm[eé]es\b|Direction g[eé]n[eé]rale de l'armement",
    "ca": r"Gouvernement du Canada|Government of Canada|\bgc\.ca\b|canada\.ca\b|Forces arm[eé]es canadiennes|Canadian (?:Armed )?Forces|D[eé]fense nationale / |Ottawa",
    "be": r"Royaume de Belgique|Koninkrijk Belgi|\bBelgian Defence\b|(?:[Ll]oi|[Ww]et) (?:du |van )?11[. ](?:12|d[eé]cembre|december)[. ]1998|fgov\.be\b|\bmil\.be\b|La D[eé]fense belge",
    "nl": r"\bStg\. ?|Koninkrijk der Nederlanden|Ministerie van |mindef\.nl|\bVIRBI\b",
    "it": r"Repubblica Italiana|difesa\.it\b|\bSEGRETISSIMO\b|Ministero dell",
    "lu": r"Grand-Duch[eé] de Luxembourg|etat\.lu\b",
}
"""Bodies, laws and addresses of states, by scheme; those without a scheme here keep a word from another's."""
_PATTERNS = {scheme: re.compile(pattern) for scheme, pattern in _NAMES.items()}
_EDGE_LINES, _LONGEST_LINE = 15, 140
"""How many lines at either end hold letterhead and signature, and how long such a line is at most."""

_WORDS = {
    "de": "der die das den dem des und oder ist sind nicht mit fur für von vom zu zum zur ein eine einen einem einer im auf wird werden bitte sehr geehrte geehrter wir sie ihre ihren bei nach uber über auch sich als am um uhr betr betreff anlage anlagen hallo guten"
    " gruss grusse grüsse grüße seite blatt ausfertigung entwurf referat lage bericht bis ab aus durch unser unsere dies diese dieser ich hat haben verteiler aktenzeichen exemplar einstufung",
    "fr": "le la les des du et est sont dans pour par sur avec une un que qui ce cette ces au aux nous vous votre vos notre nos ne pas plus bonjour madame monsieur cordialement objet copie exemplaire page note date ref réf référence piece pièce jointe à été être sera"
    " niveau destinataires décision compte rendu archives rapport commission",
    "no": "og er ikke det den som til med av på pa for fra har vil skal vi dere hei hilsen vennlig vedlagt følger folger om eller ble blir kan må ma etter side",
    "nl": "het een van en niet is op voor met zijn wordt worden aan dat deze dit bij ook naar maar wij graag bijlage beste geachte groet kopie",
    "it": "il lo gli di che e non per con una del della delle nel alla sono questo questa allegato gentile saluti oggetto copia pagina",
    "en": "the and of to is are in for with this that be not on at we you please have will from by as it regards dear attached page copy an or our your was has",
}
_STOP_WORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_GERMAN = re.compile(
    r"\b[A-ZÄÖÜ][a-zäöüß]{2,}(?:ung|ungen|heit|keit|schaft|bericht|befehl|plan|lage|wehr|amt|dienst|nummer|liste)\b|\w*ß\w*|[Üü]b[a-z]{2,}"
)
_FRENCH = re.compile(r"\b(?:l|d|qu|n|s|c)['’](?=[a-zéèêà])|\b\w+(?:ée|ées|ère|èse|ités|aux|eux)\b|\b[àÀ]\b|n°")
_NO_PROSE = frozenset({"header", "property", "file_name"})
_READ = 4_000
"""Characters of a part that show its language."""
_WORD = re.compile(r"[^\W\d_]+")
_CLEARLY = 1.5
LANGUAGE_SCHEMES = {"de": "de", "fr": "fr", "no": "no"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """
    What a message says of whose words it uses.

    `schemes` are those its markings name by structure, `named` those of the states its letterhead names, and
    `language` is the scheme of the language it is written in, empty when that is open.
    """

    schemes: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    language: str = ""


def surroundings(texts: Iterable[PartText], schemes: frozenset[str]) -> Surroundings:
    """
    Return what the texts of a message say of whose words they use.

    >>> from dlp_service.values import PartText
    >>> found = surroundings([PartText("1", "body", "GEHEIM\\n\\nRepublik Österreich\\n\\nDie Sitzung ist am Montag.")], frozenset())
    >>> sorted(found.named), found.language
    (['at'], 'de')
    """
    parts = [part for part in texts if part.where not in _NO_PROSE]
    named = {scheme for part in parts for scheme in _named(part.text)}
    return Surroundings(schemes, frozenset(named), _language(part.text[:_READ] for part in parts))


def _named(text: str) -> set[str]:
    lines = text[: 64 * _LONGEST_LINE].split("\n")[:_EDGE_LINES]
    lines += text[-64 * _LONGEST_LINE :].split("\n")[-_EDGE_LINES:]
    edges = "\n".join(line for line in lines if len(line) <= _LONGEST_LINE)
    return {scheme for scheme, pattern in _PATTERNS.items() if pattern.search(edges)}


def _language(texts: Iterable[str]) -> str:
    """Return the scheme of the language that most words belong to, empty when no scheme's or open."""
    scores = dict.fromkeys(_STOP_WORDS, 0.0)
    for text in texts:
        scores["de"] += len(_GERMAN.findall(text))
        scores["fr"] += len(_FRENCH.findall(text))
        for word in _WORD.findall(text.lower()):
            for language, words in _STOP_WORDS.items():
                scores[language] += word in words
    best = max(scores, key=lambda language: scores[language])
    second = max(score for language, score in scores.items() if language != best)
    return LANGUAGE_SCHEMES.get(best, "") if scores[best] > _CLEARLY * second else ""
