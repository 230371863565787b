"""
Words that name the personal number of one country, in its own languages and in English.

Phrases as in `cues`; none in the Latin script begins with an accented letter, which the search for words would miss.
A phrase in another script is looked for by its length alone until its words are read.
"""

from __future__ import annotations

KIND = "NATIONAL_ID_NUMBER"
"""The info type, and the kind of the words below that name the number of no country in particular."""

_ANY = (
    "national id, national id no, national id number, national identity, national identity no, national identity number, national identity card,"
    " national identification number, national identifier, identity number, identity no, identity card, identity card number, id card, id card no,"
    " id card number, personal id number, personal id code, personal identity number, personal identity code, personal identification number,"
    " personal identification code, personal code, citizen id, citizen number, carte d identité, personalausweis, ausweisnummer"
)
_NATIONS = {
    "AUS": "tfn, tax file number, tax file no, medicare, medicare no, medicare number, medicare card",
    "AUT": (
        "svnr, sv nr, sv nummer, sozialversicherungsnummer, sozialversicherungs nr, versicherungsnummer, austrian social security,"
        " austrian insurance number, social security, social insurance"
    ),
    "BEL": (
        "rijksregisternummer, rijksregister, insz, inss, niss, rrn, numéro national, numéro de registre national, registre national, nationaal nummer,"
        " nationalregisternummer, national register number, national register no, national number, belgian national number, social security"
    ),
    "BGR": "egn, uniform civil number, unified civil number, edinen grazhdanski nomer, егн, единен граждански номер",
    "CAN": "sin, sin no, sin number, social insurance, social insurance number, social insurance no, nas, numéro d assurance sociale, assurance sociale",
    "CHE": (
        "ahv, ahv nr, ahv nummer, ahvn, avs, numéro avs, numero avs, avs number, ahv number, oasi, oasi number, navs, sozialversicherungsnummer,"
        " social security"
    ),
    "CZE": "rodné číslo, rodného čísla, rč, r č, rod č, rodna čísla, rodné čísla, birth number, birth no, czech id, slovak id",
    "DEU": (
        "steuer id, steuer idnr, steueridentifikationsnummer, steuerliche identifikationsnummer, identifikationsnummer, idnr, id nr, steuernummer, steuer nr,"
        " german tax id, tax id, tax id no, tax id number, tax identification, tax identification number, tin"
    ),
    "DEU_PENSION": (
        "rentenversicherungsnummer, rentenversicherungs nr, rv nummer, rvnr, rv nr, rentenversicherung, sozialversicherungsnummer, sv nummer, sv nr, svnr,"
        " versicherungsnummer, vsnr, german pension number, pension number, pension insurance number, social security, social insurance"
    ),
    "DNK": "cpr, cpr nr, cpr no, cpr nummer, cpr number, personnummer, personnr, danish id, civil registration number",
    "ESP": (
        "dni, dni no, dni número, nie, nie número, nif, nif número, documento nacional de identidad, número de identidad, número de identificación,"
        " documento de identidad, spanish id, spanish identity, tax id, tax identification, tax identification number"
    ),
    "EST": "isikukood, isikukoodi, ik, estonian id, estonian personal code, asmens kodas, asmens kodo, lithuanian id, lithuanian personal code",
    "FIN": "hetu, henkilötunnus, henkilötunnuksen, henkilötunnukset, sotu, sosiaaliturvatunnus, personbeteckning, finnish id, social security",
    "FRA": (
        "nir, numéro de sécurité sociale, numéro sécurité sociale, sécurité sociale,"
        " numéro de sécu, numéro insee, insee, numéro d inscription au répertoire, carte vitale, immatriculation sécurité sociale,"
        " french social security, social security"
    ),
    "FRA_TAX": "numéro fiscal, numéro fiscal de référence, spi, numéro spi, french tax number, tax id, tax identification, tax number, tin",
    "GRC": "amka, greek social security, social security, αμκα, α μ κ α, αριθμός μητρώου κοινωνικής ασφάλισης",
    "HRV": "oib, osobni identifikacijski broj, croatian id, croatian tax, tax id, tax identification, tax number",
    "HUN": (
        "taj, taj szám, taj száma, taj no, taj number, társadalombiztosítási azonosító, adóazonosító, adóazonosító jel, adóazonosító jele, adószám, személyi szám,"
        " személyi azonosító, személyi azonosító jel, hungarian id, hungarian tax id, hungarian social security"
    ),
    "IRL": "pps, pps no, pps number, ppsn, personal public service, personal public service number, rsi no, rsi number, irish pps",
    "ISR": "teudat zehut, teudat zehut no, mispar zehut, zehut, israeli id, תעודת זהות, ת ז, מספר זהות",
    "ITA": (
        "codice fiscale, cod fisc, cod fiscale, cf, fiscal code, italian tax code, tax code, tessera sanitaria, tax id, tax identification,"
        " tax identification number"
    ),
    "JPN": "my number, mynumber, individual number, kojin bango, japanese my number, マイナンバー, 個人番号",
    "KOR": "rrn, resident registration, resident registration number, resident registration no, jumin, jumin number, korean id, 주민등록번호, 주민번호",
    "LUX": (
        "matricule nationale, numéro de matricule, matricule, numéro d identification, numéro d identification nationale, luxembourg id, luxembourg national,"
        " nationale identifikationsnummer, social security"
    ),
    "LVA": "personas kods, personas koda, personas kodu, latvian id, latvian personal code",
    "NLD": (
        "bsn, bsn nr, bsn no, bsn nummer, bsn number, burgerservicenummer, burger service nummer, sofi nummer, sofinummer, sofi no, citizen service number,"
        " persoonsnummer, dutch id"
    ),
    "NOR": "fødselsnummer, fødselsnr, fodselsnr, fnr, personnummer, personnr, norwegian id, birth number, national identity number",
    "NZL": "ird, ird no, ird number, inland revenue, inland revenue number, nhi, nhi no, nhi number, national health index",
    "POL": "pesel, nr pesel, numer pesel, pesel no, pesel number, numerze pesel, polish id",
    "PRT": (
        "nif, nif nº, número de identificação fiscal, número fiscal, número de contribuinte, contribuinte, portuguese tax, cartão de cidadão, cartão do cidadão,"
        " número do cartão, bilhete de identidade, citizen card"
    ),
    "ROU": "cnp, cod numeric personal, codul numeric personal, romanian id, personal numeric code",
    "SVN": "emšo, emso, jmbg, jmb, matični broj, matična številka, enotna matična številka, osebna številka, jedinstveni matični broj, slovenian id, ембг, јмбг",
    "SWE": "personnummer, personnr, pnr, pers nr, person nr, samordningsnummer, swedish id, swedish personal number",
    "TUR": "tckn, tc, tc kimlik, tc kimlik no, tc no, kimlik no, kimlik numarası, turkish id, vatandaşlık numarası",
    "UKR": (
        "rnokpp, ipn, ukrainian tax, tax id, tax identification, tax number, рнокпп, іпн, ідентифікаційний код, ідентифікаційний номер, податковий номер, инн"
    ),
}

PHRASES: dict[str, str] = {KIND: _ANY} | {f"{KIND}:{nation}": words for nation, words in _NATIONS.items()}
KINDS = frozenset(PHRASES)

NEAR_ONLY = frozenset(
    "sin nas nie nif tin cpr spi pps ird nhi rrn cnp egn oib nir avs ahv oasi taj ipn medicare contribuinte insee fnr pnr jumin".split()  # noqa: SIM905
)
"""Those that mean much else, or are short: they name a number only directly before it."""
