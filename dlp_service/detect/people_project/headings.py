"""
Headings of the columns that services keep about their people, and what each of them is worth.

A heading is read only beside others: a line counts as a header when two of its fields are known ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

import re2


class Kind(StrEnum):
    """What is told about a person."""

    NUMBER = "service numbers"
    STAFF = "staff numbers"
    IDENTIFIER = "national identifiers"
    BIRTH = "dates of birth"
    NATION = "nationalities"
    CLEARANCE = "clearances"
    BLOOD = "blood groups"
    BERTH = "berths"
    ROOM = "rooms"
    KIN = "next of kin"
    CUSTODY = "custody numbers"
    ARMS = "weapons"
    MEDICAL = "medical particulars"
    RANK = "ranks"
    UNIT = "units and duties"
    NAME = "names"


WEIGHTS = {
    Kind.NUMBER: 1.0,
    Kind.IDENTIFIER: 1.0,
    Kind.BIRTH: 1.0,
    Kind.NATION: 0.9,
    Kind.CLEARANCE: 1.0,
    Kind.BLOOD: 1.0,
    Kind.BERTH: 0.75,
    Kind.ROOM: 0.6,
    Kind.KIN: 1.0,
    Kind.CUSTODY: 1.0,
    Kind.ARMS: 0.9,
    Kind.MEDICAL: 0.9,
    Kind.STAFF: 0.6,
    Kind.RANK: 0.35,
    Kind.UNIT: 0.2,
    Kind.NAME: 0.0,
}
SOFT = frozenset({Kind.BERTH, Kind.ROOM, Kind.STAFF, Kind.RANK, Kind.UNIT})
"""Kinds that ordinary life has too: they count only where nothing speaks of ordinary life."""

_WORDS = {
    Kind.NUMBER: "service no|service num|service number|svc no|svc num|svc number|serv no|servno|svcno|army no|army number|service id"
    "|official number|official no|on|dod id|dodid|dod id no|edipi|edipi no|afpid|pmkeys|pmkeys no|sn|s n|reg nr|regnr|registratienummer"
    "|reg no|regimental no|stamnummer|stamboeknummer|marinenummer|employee id|matricule|no matricule|nid|mle|n matricule|personenkennziffer"
    "|pk|personenkennzahl|dienstnummer|dienst nr|dienstnr|personalnummer|pers nr|persnr|pers nr bw|truppennummer|zap|zap no|zap number|service nr|serviceno|force number|member no|member number|rank no|service member|military id|mil id|mil no|edipi dod id|tjenestenummer|tjenestenr|ma nr|manr|medarbejdernummer|anställningsnummer|anställningsnr|numer służbowy|nr służbowy|nr legitymacji|número de servicio|nº militar|numero militar|tim|matricola|numero di matricola|nº mecanográfico|número mecanográfico|nim|nip",
    Kind.STAFF: "staff no|staff number|staff id|employee no|employee number|emp no|personnel no|personnel number|payroll no|payroll number"
    "|pers no|personeelsnummer|pnr",
    Kind.IDENTIFIER: "passport|passport no|passport number|passport num|pp|pp no|ppt|passeport|no passeport|pass nr|passnummer|reisepass"
    "|reisepassnummer|paspoort|paspoortnummer|paspoortnr|ni|nino|ni no|ni number|national insurance|national insurance no"
    "|national insurance number|nhs|nhs no|nhs number|ssn|social|social security|social security number|id card|id card no|id no|tazkira"
    "|tazkira no|national id|national id no|bsn|steuer id|ausweis|ausweisnummer|visa|visa no|visa number|cpr|cpr nr|cpr nummer|personnummer|pers nummer|pnr id|fødselsnummer|fødselsnr|fnr|pesel|nr paszportu|paszport|nr dowodu|dni|nie|nif|pasaporte|nº pasaporte|no pasaporte|passaporto|numero passaporto|codice fiscale|cf|passaporte|nº passaporte|bilhete de identidade|cc nº|pas nr|pasnummer|passnr|passport details|passport expiry|travel document",
    Kind.BIRTH: "dob|d o b|date of birth|birth date|birthdate|born|geburtsdatum|geb|geb datum|geboren|geboortedatum|gebdat|date de naissance"
    "|naissance|né le|née le|né e le|ddn|year of birth|yob|geburtsjahr|fødselsdato|fødselsdag|født|fødd|födelsedatum|född|data urodzenia|data ur|ur|fecha de nacimiento|f nacimiento|fecha nac|f nac|nacido|data di nascita|nato il|nascita|data de nascimento|data nasc|nascimento|nasc|birthday|birth|bday",
    Kind.NATION: "nationality|nationalities|nat|natl|citizenship|citizen|nationalité|nationaliteit|staatsangehörigkeit|nationalität"
    "|country of birth|cob|place of birth|pob|geburtsort|lieu de naissance|geboorteplaats|ethnicity|nationalitet|statsborgerskab|statsborgerskap|medborgarskap|narodowość|obywatelstwo|nacionalidad|nazionalità|cittadinanza|nacionalidade|fødested|födelseort|miejsce urodzenia|lugar de nacimiento|luogo di nascita|naturalidade|nation|country|staatsbürgerschaft",
    Kind.CLEARANCE: "clearance|clearances|clr|clnc|cleared|cleared to|security clearance|sc dv|sc|dv|vetting|vetted|vetting level|vetting status"
    "|vetting expiry|security level|security status|access level|access|investigation|screening|screeningsniveau|vgb|habilitation|habilitations"
    "|hab|ü2|ü3|sü|sicherheitsüberprüfung|sicherheitsstufe|überprüfung|ermächtigung|briefed|read in|sikkerhedsgodkendelse|sikkerhedsgodkendt|sikkerhetsklarering|klarering|säkerhetsklass|säkerhetsprövad|placeringsklass|poświadczenie|poświadczenie bezpieczeństwa|klauzula|habilitación|habilitación de seguridad|acreditación|nulla osta|nos|abilitazione|credenciação|acreditação|habilitação|clearance level|clearance expiry|sv|nato clearance|cl|cleared until|read on|indoctrinated",
    Kind.BLOOD: "blood|blood group|blood gp|blood type|blood grp|bg|b gp|bld gp|bloodgroup|gr sang|groupe sanguin|gs|blutgruppe|bloedgroep|abo|blodtype|blodgruppe|blodgrupp|bt|grupa krwi|grupo sanguíneo|g sanguíneo|gs rh|gruppo sanguigno|gr sanguigno|grupo sang",
    Kind.BERTH: "berth|berth no|berths|cabin|cabin no|bunk|bunk no|billet|barrack|barracks|mess deck|messdeck|mess|bedspace|bed space|bed|rack"
    "|couchage|poste de couchage|poste|hut|kooi|koje|kammer|kajüte|stube|kabine|cabine|tent|lukaf|køje|köje|lugar|hytt|hytte|kahyt|koja|kabina|kajuta|camarote|litera|cuccetta|branda|camarata|beliche|camarim|cabina|sleeping berth|rack no|bunk space|barracks",
    Kind.ROOM: "room|room no|room number|rm|accommodation|accom|accn|block|zimmer|unterkunft|chambre|logement|kamer|legering|barrack room|værelse|værelsesnr|rom|romnr|rum|rumsnummer|förläggning|forlægning|forlegning|pokój|kwatera|nr pokoju|habitación|alojamiento|camera|alloggio|stanza|quarto|alojamento",
    Kind.KIN: "next of kin|nok|n o k|nok name|nok tel|nok contact|nächste angehörige|angehörige|personne à prévenir|contactpersoon nood|nærmeste pårørende|pårørende|närmast anhörig|anhörig|anhöriga|osoba do kontaktu|najbliższa rodzina|pariente más próximo|contacto de emergencia|familiar|parente prossimo|contatto di emergenza|congiunto|contacto de emergência|parente|emergency contact|ice contact|wife|spouse",
    Kind.CUSTODY: "isn|prison no|prison number|prisoner no|detainee no|detainee number|capture tag|capture no|a number|alien no|case no|case ref"
    "|casualty no|tag no|aktenzeichen|az|dossiernummer|v nummer|no dossier|hospital no|hosp no|mrn|chi|patient id|patient no|uasc ref|ho ref"
    "|home office ref|arap ref|acrs ref|unhcr|unhcr no|crn|urn|sagsnummer|sagsnr|saksnummer|saksnr|ärendenummer|diarienummer|fangenummer|numer sprawy|sygnatura|expediente|nº expediente|fascicolo|numero fascicolo|processo|nº processo|booking no|custody no|inmate no|register no|pw no|icrc no",
    Kind.ARMS: "weapon|weapon no|weapon serial|wpn|wpn no|rifle|rifle no|waffe|waffennummer|arme|wapen|wapennummer|våben|våbennummer|våpen|våpennummer|vapen|vapennummer|broń|nr broni|arma|nº arma|matricola arma|weapon nr|pistol|sidearm",
    Kind.MEDICAL: "medical category|med cat|medcat|pulheems|jmes|fitness|med status|diagnosis|condition|allergies|allergy|injury|injuries|diagnose"
    "|diagnostic|pathologie|allergie|diagnoza|rozpoznanie|diagnóstico|diagnosi|alergias|allergi|allergier|helbred|medical|medical status|med|dental|dental status|tauglichkeit|aptitude|medisch|blood pressure|pes",
    Kind.RANK: "rank|rk|rate|grade|paygrade|pay grade|rank rate|dienstgrad|dgrd|dg|grad|grade militaire|rang|rank name|rate rank|grad og navn|gradbetegnelse|stopień|st|stopien|empleo|graduación|grado|posto|posto grad|rank grade|rank and name|tjenestegrad|rank title",
    Kind.UNIT: "unit|coy|company|sqn|squadron|regt|regiment|bn|pl|platoon|posting|post|posn|position|appointment|appt|trade|branch|cap badge|duty"
    "|station|watch|billet title|mos|afsc|role|einheit|kompanie|zug|dienstposten|verwendung|unité|affectation|fonction|spécialité|eenheid"
    "|functie|onderdeel|employer|det|c s|callsign|call sign|escort|enhed|avdeling|avd|enhet|förband|kompani|jednostka|pododdział|unidad|destino|reparto|unidade|funktion|stilling|befattning|stanowisko|puesto|incarico|função",
    Kind.NAME: "name|names|full name|fullname|surname|surnames|last name|lastname|family name|first name|firstname|forename|forenames|given name"
    "|given names|initials|inits|init|last|first|last first mi|last first|name last first mi|nom|nom prénom|nom et prénom|prénom|naam|achternaam"
    "|voornaam|voorletters|nachname|vorname|familienname|name vorname|surname initials|surname init|rank and name|who|person|passenger|pax"
    "|traveller|traveler|visitor|crew member|applicant|detainee|patient|child|witness|source|navn|fornavn|efternavn|etternavn|namn|förnamn|efternamn|imię|nazwisko|imię i nazwisko|nazwisko i imię|nombre|apellido|apellidos|nombre y apellidos|apellidos y nombre|cognome|nome|cognome e nome|nominativo|apelido|sobrenome|nome completo|member|personnel|crew|soldier|officer|display name",
}
HEADINGS = {word: kind for kind, words in _WORDS.items() for word in words.split("|")}
_PLAIN = frozenset(
    [
        "access",
        "birth",
        "camera",
        "cl",
        "country",
        "familiar",
        "koja",
        "litera",
        "lugar",
        "med",
        "medical",
        "dental",
        "nation",
        "nie",
        "nos",
        "parente",
        "pistol",
        "processo",
        "quarto",
        "rom",
        "rum",
        "spouse",
        "st",
        "sv",
        "tim",
        "ur",
        "wife",
        "barracks",
        "birthday",
        "cf",
        "bt",
        "arma",
        "cc nº",
        "nip",
        "nim",
        "pes",
        "født",
        "född",
        "fødd",
        "accommodation",
        "arme",
        "bed",
        "block",
        "born",
        "briefed",
        "cleared",
        "condition",
        "hut",
        "injuries",
        "injury",
        "mess",
        "on",
        "poste",
        "rack",
        "room",
        "social",
        "tent",
        "urn",
    ]
)
_LONG = sorted(
    (word for word, kind in HEADINGS.items() if WEIGHTS[kind] >= 0.6 and len(word) > 1 and word not in _PLAIN),
    key=len,
    reverse=True,
)
OPTIONS = re2.Options()
OPTIONS.max_mem = 64 << 20
"""Many words make a large automaton: with less room it is built anew within one text."""
GATE = re2.compile(
    r"(?i)(?:^|[\W_])(?:"
    + "|".join(re.escape(word).replace(r"\ ", r"[ ./_\-]{0,2}") for word in _LONG)
    + r")(?:$|[\W_])",
    options=OPTIONS,
)
"""Finds any heading of a particular, quickly and roughly: where it finds none, no header needs to be looked for."""
_FIELDS = re.compile(r"\t|[;|]|\s{2,}|,| [/–-] ")
_NOISE = re.compile(r"[\W_]+")
_PROSE = re.compile(
    r"\b(?:the|is|to|that|you|we|it|this|will|are|was|have|has|your|their|be|from|by|as|but|if|can|my|which|who|would)\b"
)
"""Small words that no header has."""
MAX_HEADER = 300
MIN_KNOWN = 2
MIN_KNOWN_WORDS = 3


def fields(line: str) -> list[str]:
    """
    Return the headings in a line, as they are compared.

    >>> fields("Rank     Name   Svc No.   D.O.B.")
    ['rank', 'name', 'svc no', 'd o b']
    """
    return [plain for field in _FIELDS.split(line.casefold()) if (plain := " ".join(_NOISE.split(field)).strip())]


def header(line: str) -> frozenset[Kind]:
    """
    Return the kinds that a header line names, none where the line is no header.

    >>> sorted(kind.value for kind in header("surname;initials;servno;clearance"))
    ['clearances', 'names', 'service numbers']
    >>> header("The passport office is shut"), header("Name, and everything")
    (frozenset(), frozenset())
    """
    if len(line) > MAX_HEADER or _PROSE.search(line):
        return frozenset()
    found = fields(line)
    known = [HEADINGS[word] for word in found if word in HEADINGS]
    if len(known) < MIN_KNOWN or 3 * len(known) < len(found):
        # Headings may stand one blank apart; then more of them must be known.
        found = [word for word in _NOISE.split(line.casefold()) if word] if len(line) <= MAX_HEADER // 2 else []
        known = [HEADINGS[word] for word in found if word in HEADINGS]
        if len(known) < MIN_KNOWN_WORDS or 2 * len(known) < len(found):
            return frozenset()
    return frozenset(known)


def in_words(kinds: Sequence[Kind]) -> str:
    """
    Return kinds as they stand in a sentence.

    >>> in_words([Kind.RANK, Kind.BERTH, Kind.NUMBER])
    'ranks, berths and service numbers'
    """
    *some, last = [kind.value for kind in kinds]
    return f"{', '.join(some)} and {last}" if some else last
