"""
Stage 4a: whose words a message uses.

GEHEIM is a level of three states, INTERN and VERTRAULICH are levels of two and stamps of every firm.  What settles it
is said elsewhere: a body, a law, an address in the letterhead or the signature, or failing that the language.
Both are looked for only where a level is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

import re2

from dlp_service.textmap import clean
from dlp_service.values import PartText

_NAMES = {
    "ch": r"Eidgenossenschaft|Conf[eé]d[eé]ration suisse|Confederazione [Ss]vizzera|Confederaziun svizra|\bEidg\.|Eidgen[oö]ssische|\b(?:VBS|DDPS|EJPD|DFJP|UVEK|DETEC)\b|\bISG\b|\bISchV\b|\bOPrI\b|\b(?:vtg\.)?admin\.ch\b|armasuisse"
    r"|Schweizer Armee|\bArmeestab\b|\bBundesrat\b.{0,40}\bBern\b|\b(?:armasuisse|fedpol|SEPOS|NDB|BABS),? Bern\b|\b300\d Bern\b|\b(?:3003|3005) Bern|Arm[eé]e suisse|Esercito svizzero|Nachrichtendienst des Bundes|Service de renseignement de la Conf|Schweizerische[rsn]? (?:Bundes|Armee)|Bundesamt .{3,60}\bBern\b|\(Schweiz\b|Informationssicherheits(?:gesetz|verordnung)|\bISV[ )]?(?:Art|\))",
    "no": r"[Ss]ikkerhetsgradering|[Ss]ikkerhetslov|\bForsvaret\b|Forsvarsdepartementet|\bmil\.no\b|regjeringen\.no|\bNSM\b",
    "at": r"Republik (?:[ÖO]|Oe)sterreich|\bInfoSi[GV]\b|\bInfOG\b|\bBM(?:LV|EIA|KOES|SGPK)\b|[ÖO]sterreichisches Bundesheer|Bundesheer\b|\.gv\.at\b|\bGZ:? ?\d{4}-0\.\d{3}|\bGZ \d+/|\bJ[äa]e?nner\b|[ÖO]sterreichische[rsn]? (?:Botschaft|Parlament|Nationalrat)"
    r"|Parlamentsdirektion|Bundeskanzleramt .{0,30}Wien|\b1[01]\d0 Wien\b",
    "de": r"Bundesrepublik Deutschland|\bBundeswehr\b|Bundesministerium der Verteidigung|\bBMVg\b|@?\b[\w.-]*bund(?:eswehr)?\.de\b|Verschlu(?:ss|ß)s?ache|\bVSA\b|\bVS-[NVG]|Bundesnachrichtendienst|Ausw[äa]e?rtiges Amt|Bundesamt f[uü]e?r Verfassungsschutz"
    r"|\bS[ÜU]E?G\b|Geheimschutzbeauftragte|Deutscher Bundestag|\b(?:BAAINBw|BAIUDBw|KdoCIR|MilNw)\b|Bundespolizei|Bundeskriminalamt",
    "fr": r"R[eé]publique fran[cç]aise|Minist[eè]re des [Aa]rm[eé]es|\bIGI (?:n ?° ?)?1300|gouv\.fr\b|\bSGDSN\b|secret de la d[eé]fense nationale|\bDGSE\b|\bDRSD\b|\b[ÉE]tat-major des arm[eé]es\b|Direction g[eé]n[eé]rale de l'armement",
    "ca": r"Gouvernement du Canada|Government of Canada|\bgc\.ca\b|canada\.ca\b|Forces arm[eé]es canadiennes|Canadian (?:Armed )?Forces|D[eé]fense nationale / |Ottawa|Gouvernement canadien|GOVERNMENT OF CANADA|GOUVERNEMENT DU CANADA",
    "uk": r"\bHM Government\b|His Majesty's Government|\b(?:gov|mod|police|nhs)\.uk\b|\bUK (?:Government|MOD|Ministry of Defence)\b|Ministry of Defence,? (?:Main Building|Whitehall|London)|\bWhitehall,? London|London SW1|\bHM Treasury\b|\b(?:Foreign, Commonwealth|FCDO)\b|British Army|Royal Air Force",
    "us": r"United States (?:Government|Department|Army|Navy|Air Force|Marine Corps|Space Force|Embassy)|\bU\.?S\.? (?:Government|Department of|Army|Navy|Air Force|Marine Corps|Embassy)|Department of (?:Defense|the Army|the Navy|the Air Force|Homeland Security|Energy)|DEPARTMENT OF (?:DEFENSE|THE ARMY|THE NAVY|THE AIR FORCE|STATE|ENERGY)|Washington,? D\.?C\.?\b|\.mil\b",
    "au": r"Commonwealth of Australia|Australian (?:Government|Defence|Signals|Army|Federal Police)|\bgov\.au\b|Canberra,? (?:ACT|BC)|\bACT 26\d\d\b|Royal Australian",
    "nz": r"\bNZ Government\b|New Zealand (?:Government|Defence|Army|Police|Customs)|Te K[aā]wanatanga|\bgovt\.nz\b|\bmil\.nz\b|\bNZDF\b|\bWellington 60\d\d\b|, Wellington\b|Aotearoa",
    "be": r"Royaume de Belgique|Koninkrijk Belgi|\bBelgian Defence\b|(?:[Ll]oi|[Ww]et) (?:du |van )?11[. ](?:12|d[eé]cembre|december)[. ]1998|fgov\.be\b|\bmil\.be\b|La D[eé]fense belge",
    "nl": r"\bStg\. ?|Koninkrijk der Nederlanden|Ministerie van |mindef\.nl|\bVIRBI\b",
    "it": r"Repubblica Italiana|difesa\.it\b|\bSEGRETISSIMO\b|Ministero dell",
    "lu": r"Grand-Duch[eé] de Luxembourg|etat\.lu\b",
}
"""Bodies, laws and addresses of states, by scheme; those without a scheme here keep a word from another's."""
_ANY_NAME = re2.compile("|".join(_NAMES.values()))
_PATTERNS = {scheme: re2.compile(pattern) for scheme, pattern in _NAMES.items()}
_EDGE_LINES, _LONGEST_LINE, _EDGE = 15, 140, 2_000
"""How many lines at either end hold letterhead and signature, how long one is at most, and all of them together."""

_WORDS = {
    "de": "der die das den dem des und oder ist sind nicht mit fur für von vom zu zum zur ein eine einen einem einer im auf wird werden bitte sehr geehrte geehrter wir sie ihre ihren bei nach uber über auch sich als am um uhr betr betreff anlage anlagen hallo guten"
    " gruss grusse grüsse grüße seite blatt ausfertigung entwurf referat lage bericht bis ab aus durch unser unsere dies diese dieser ich hat haben verteiler aktenzeichen exemplar einstufung",
    "fr": "le la les des du et est sont dans pour par sur avec une un que qui ce cette ces au aux nous vous votre vos notre nos ne pas plus bonjour madame monsieur cordialement objet copie exemplaire page note date ref réf référence piece pièce jointe à été être sera"
    " niveau destinataires décision compte rendu archives rapport commission",
    "no": "og er ikke det den som til med av på pa for fra har vil skal vi dere hei hilsen vennlig vedlagt følger folger om eller ble blir kan må ma etter side",
    "nl": "het een van en niet is op voor met zijn wordt worden aan dat deze dit bij ook naar maar wij graag bijlage beste geachte groet kopie",
    "it": "il lo gli di che e non per con una del della delle nel alla sono questo questa allegato gentile saluti oggetto copia pagina",
    "en": "the and of to is are in for with this that be not on at we you please have will from by as it regards dear attached page copy date note ref archives commission an or our your was has",
}
_LANGUAGES: dict[str, tuple[str, ...]] = {
    word: tuple(language for language, words in _WORDS.items() if word in words.split())
    for word in {word for words in _WORDS.values() for word in words.split()}
}
_GERMAN = re2.compile(
    r"\b[A-Z][a-zäöüß]{2,}(?:ung|ungen|heit|keit|schaft|bericht|befehl|plan|lage|wehr|amt|dienst|nummer|liste)\b|ß|[Üü]b[a-z]{2,}"
)
_FRENCH = re2.compile(r"\b(?:l|d|qu|n|s|c)['’][a-zéèêà]|[a-z](?:ée|ées|ère|èse|ités|eux)\b| [àÀ] |n°")
_NO_PROSE = frozenset({"header", "property", "file_name"})
_NO_LETTERHEAD = frozenset({"header", "file_name"})
"""Places that name states which are none of the author's; a property names the law it cites."""
_READ = 1_000
"""Characters of a part that show its language, and how many of all parts are looked at."""
_READ_IN_ALL = 6_000
_WORD = re.compile(r"[^\W\d_]+")
_CLEARLY = 1.5
LANGUAGE_SCHEMES = {"de": "de", "fr": "fr", "no": "no"}


class Surroundings:
    """
    What a message says of whose words it uses, worked out when first asked.

    >>> from dlp_service.values import PartText
    >>> found = Surroundings([PartText("1", "body", "GEHEIM\\n\\nRepublik Österreich\\n\\nDie Sitzung ist am Montag.")])
    >>> sorted(found.named), found.language
    (['at'], 'de')
    """

    def __init__(self, texts: Iterable[PartText] = ()) -> None:
        texts = tuple(texts)
        self._texts = tuple(part.text for part in texts if part.where not in _NO_PROSE)
        self._heads = tuple(part.text for part in texts if part.where not in _NO_LETTERHEAD)

    @cached_property
    def named(self) -> frozenset[str]:
        """The schemes of the states that letterheads and signatures name."""
        return frozenset(scheme for text in self._heads for scheme in _named(text))

    @cached_property
    def language(self) -> str:
        """The scheme of the language the message is written in, empty when that is open or has no scheme."""
        return _language(self._texts)


def _named(text: str) -> set[str]:
    if len(text) > 2 * _EDGE:
        text = f"{text[:_EDGE]}\n{text[-_EDGE:]}"
    text = clean(text)
    if not _ANY_NAME.search(text):
        return set()
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 2 * _EDGE_LINES:
        lines = lines[:_EDGE_LINES] + lines[-_EDGE_LINES:]
    edges = "\n".join(line for line in lines if len(line) <= _LONGEST_LINE)
    return {scheme for scheme, pattern in _PATTERNS.items() if pattern.search(edges)}


def _language(texts: Iterable[str]) -> str:
    """Return the scheme of the language that most words belong to."""
    scores = dict.fromkeys(_WORDS, 0)
    left = _READ_IN_ALL
    for whole in texts:
        text = clean(whole[: min(_READ, left)])
        left -= len(text)
        scores["de"] += len(_GERMAN.findall(text))
        scores["fr"] += len(_FRENCH.findall(text))
        for word in _WORD.findall(text.lower()):
            for language in _LANGUAGES.get(word, ()):
                scores[language] += 1
    best = max(scores, key=lambda language: scores[language])
    second = max(score for language, score in scores.items() if language != best)
    return LANGUAGE_SCHEMES.get(best, "") if scores[best] > _CLEARLY * second else ""
