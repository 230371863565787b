"""
Words that say what a number is, in English and the languages of neighbours, and words that say it is something else.

Phrases of up to three words, in small letters; a plural in s is known from its singular, and a phrase run together
(`passportnumber`) from its words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from dlp_service.detect.identifiers import nation_words

OTHER = "OTHER"
"""The kind of words that name another sort of number: an order, a version, a book."""

_NEAR_ONLY = "office work home main büro bureau kantoor oficina ufficio biuro mil"
NEAR_ONLY = frozenset(_NEAR_ONLY.split()) | nation_words.NEAR_ONLY
"""Words that name a number only directly before it."""

PHRASES: dict[str, str] = nation_words.PHRASES | {
    "UK_NATIONAL_INSURANCE_NUMBER": "ni, n i, nino, ni no, ni number, ni num, national insurance, nat ins, natins, insurance number",
    "UK_NHS_NUMBER": "nhs, nhs no, nhs number, patient, patient id, hospital number, chi number, chi no, chi, health number, h c number, medical number",
    "US_SOCIAL_SECURITY_NUMBER": "ssn, social security, social sec, soc sec, ss no, ss number, social insurance, ssan, social",
    "PASSPORT_NUMBER": (
        "passport, passport no, passport number, travel document, travel doc, ppt, ppt no, pp no, pport, reisepass, reisepassnummer, pass nr,"
        " passnummer, passnr, pass nummer, paß, passeport, numéro de passeport, paspoort, paspoortnummer, pasaporte, número de pasaporte, passaporto,"
        " numero passaporto, paszport, paszportu, numer paszportu, passe, pas nummer"
    ),
    "DRIVING_LICENCE_NUMBER": (
        "driving licence, driving license, driver licence, driver license, drivers licence, drivers license, driver s license, driver s licence,"
        " driver number, driver no, licence no, license no, licence number, license number, dl, dl no, dl number, dvla, dvla licence, cdl, führerschein,"
        " führerscheinnummer, fahrerlaubnis, permis de conduire, permis, rijbewijs, rijbewijsnummer, permiso de conducir, carnet de conducir,"
        " patente di guida, patente, prawo jazdy, prawa jazdy, operator license"
    ),
    "SERVICE_NUMBER": (
        "service no, service num, service number, service nr, service id, svc no, svc num, svc number, army no, army number, raf no, raf number, rn no,"
        " rn number, navy no, naval number, military no, military number, military id, dod id, dodid, edipi, dod number, dod id number, personnel no,"
        " personnel number, personnel id, staff no, staff number, official number, official no, regimental number, regimental no, force number,"
        " forces number, p number, jpa no, jpa number, rank number, soldier id, dienstnummer, personenkennziffer, pk, personalnummer, personalnr, matricule,"
        " numéro de matricule, registratienummer, militair nummer, stamnummer, número de servicio, numero di matricola, matricola, numer służbowy, cac,"
        " identifiant défense, nia"
    ),
    "FORCES_NUMBER": (
        "service no, service num, service number, service nr, service id, svc no, svc num, svc number, army no, army number, raf no, raf number, rn no,"
        " rn number, navy no, naval number, military no, military number, regimental number, regimental no, force number, forces number, p number, matricule,"
        " dienstnummer, stamnummer, matricola, official number"
    ),
    "IBAN": "iban, account, acct, bank, sepa, bic, swift, konto, kontonummer, bankverbindung, compte, rekening, rekeningnummer, cuenta, conto, rachunek",
    "CREDIT_CARD": (
        "card, card no, card number, credit card, debit card, gpc, visa, mastercard, master card, amex, american express, diners, diners club, jcb, discover, maestro, cvv, cvc,"
        " expiry, expires, exp, valid thru, valid from, kreditkarte, kartennummer, carte, carte bancaire, kaart, kaartnummer, tarjeta, carta, karta, pan"
    ),
    "MILITARY_GRID_REFERENCE": (
        "mgrs, grid, grid ref, grid reference, gr, location, loc, position, pos, posn, coord, coords, coordinates, lz, rv, hls, hlz, dz, pz, target, tgt, utm,"
        " koordinaten, coordonnées, coördinaten, coordenadas, coordinate, współrzędne, assembly area, checkpoint, objective"
    ),
    "OS_GRID_REFERENCE": (
        "os grid, osgb, national grid, grid, grid ref, grid reference, gr, ngr, os, os map, map ref, map reference, landranger, explorer map, ordnance survey, os ref, location,"
        " rv, lz, hls, bng, irish grid, position"
    ),
    "LOCATION_COORDINATES": (
        "lat, latitude, long, lon, lng, longitude, lat long, latlong, latlon, coord, coords, coordinates, coordinate, gps, position, posn, pos, location,"
        " wgs, geo, koordinaten, breite, länge, coordonnées, coördinaten, coordenadas, współrzędne, waypoint, rv, what is at, located at, fix"
    ),
    "PHONE_NUMBER": (
        "phone, telephone, tel, tel no, mobile, mob, cell, cellphone, call, ring, fax, facsimile, dial, sms, text me, whatsapp, landline, extn, ext, switchboard,"
        " voicemail, voice mail, hotline, helpline, telefon, telefonnummer, handy, rufnummer, mobil, tél, téléphone, portable, telefoon, mobiel, teléfono,"
        " móvil, telefono, cellulare, cell, komórka, tlf, contact number, contact no, office, work, home, main, büro, bureau, kantoor, oficina, ufficio, biuro, direct line, direct dial, direct, desk, appeler, appelez, joindre, anrufen, bellen, bel, llamar, chiamare, zadzwoń, tfn, faks, duty phone, satphone, iridium, signal, pager, bleep, ph, reach me"
    ),
    "DEFENCE_NETWORK": "mil, dsn, autovon, dsn no, dsn number, dfts, dii phone, mod network, milnet, mil tel, mil ext, bwnet, ivsn, ncn",
    "EMAIL_ADDRESS": "email, e mail, mail, mailto, address, contact, reach, courriel, correo, posta, adres",
    "IP_ADDRESS": "ip, ip address, ipv, host, server, address, addr, subnet, gateway, dns, ping, router, proxy, vpn, firewall, port, netmask, cidr, ssh, adresse ip",
    "MAC_ADDRESS": "mac, mac address, hwaddr, ether, ethernet, bssid, hardware address, physical address, nic, wifi, wlan, bluetooth, lladdr, phys addr",
    "VEHICLE_REGISTRATION": (
        "reg, reg no, registration, registration number, registration no, number plate, licence plate, license plate, plate, plates, vrm, vrn, vehicle, car,"
        " car reg, van, lorry, truck, minibus, landrover, land rover, kennzeichen, immatriculation, plaque, kenteken, matrícula, targa, rejestracja, rejestracyjny,"
        " parking, index"
    ),
    "PLATE": (
        "nummernschild, reg no, reg, registration number, registration no, vehicle registration, car registration, car reg, vehicle reg, number plate, licence plate, license plate,"
        " plate, plates, plate no, plate number, vrm, vrn, kennzeichen, immatriculation, plaque, kenteken, targa, tablica, numer rejestracyjny, matrícula"
    ),
    "ENCRYPTION_KEY": (
        "encryption key, private key, secret key, session key, aes key, aes, key, crypto key, cipher key, master key, symmetric key, psk, pre shared key,"
        " decryption key, tek, kek, schlüssel, clé, sleutel, clave, chiave, klucz"
    ),
    "AUTH_TOKEN": "token, secret, api key, password, credential, bearer, access key",
    OTHER: (
        "invoice, inv, order, order no, purchase order, po, isbn, issn, ismn, part no, part number, part, partno, pn, nsn, nato stock, stock, stock no, version, ver, vers,"
        " v, build, release, rev, revision, firmware, tracking, track, consignment, shipment, parcel, ref, reference, our ref, your ref, ticket, incident, case, case no,"
        " model, serial, serial no, s n, sku, item, item no, article, doi, pmid, pmcid, arxiv, rfc, bug, issue, commit, message id, customer, customer no, booking,"
        " booking ref, flight, quote, quotation, job, job no, contract, asset, asset no, catalogue, catalog, cat no, section, para, paragraph, clause, chapter, figure,"
        " table, page, charity, company no, company number, registered number, registered in, vat, vat no, ein, duns, cage, batch, lot, lot no, vin, isin, cusip, imei,"
        " barcode, ean, upc, receipt, voucher, coupon, confirmation, transaction, txn, meter, policy no, policy number, claim, claim no, docket, patent, membership,"
        " member no, student, employee no, extension id, meeting id, conference id, webinar id, passcode, pin code, access code, dial in, zip, postcode, population, budget,"
        " cost, price, bytes, checksum, hash, md5, sha, uuid, guid, timestamp, epoch, unix time, rechnung, rechnungsnummer, bestellung, bestellnummer, auftrag,"
        " auftragsnummer, artikel, artikelnummer, sendung, aktenzeichen, kundennummer, facture, commande, numéro de commande, référence, dossier, colis, factuur,"
        " factuurnummer, bestelling, ordernummer, artikelnummer, referentie, factura, pedido, referencia, fattura, ordine, riferimento, faktura, zamówienie, zamówienia,"
        " przesyłka, ordernr, wersja, versión, versione, versie"
    ),
}
_IMPLIED = {"PLATE": "VEHICLE_REGISTRATION", "FORCES_NUMBER": "SERVICE_NUMBER"}
_WORD = re.compile(r"[^\W\d_]+")
_UNDIVIDED = str.maketrans("łŁøØđĐı", "llooddi")


def small(character: str) -> str:
    """Return the small letter without its accent, the character itself where that is no single letter."""
    plain = unicodedata.normalize("NFD", character)[0].lower().translate(_UNDIVIDED)
    return plain if len(plain) == 1 else character


_SCRIPTS = (range(0x41, 0x7B), range(0xC0, 0x250), range(0x370, 0x530))
_SMALL = {code: small(chr(code)) for script in _SCRIPTS for code in script if chr(code).isalpha()}
"""Small Latin, Greek and Cyrillic letters without accents, one for one: lower-casing some letters changes the length of a text."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase in a text and the kinds it names."""

    start: int
    end: int
    kinds: frozenset[str]


def _implied(kind: str) -> frozenset[str]:
    """Return all kinds that a word of one names: a word for no country's number in particular names that of each."""
    if kind == nation_words.KIND:
        return nation_words.KINDS
    if kind in nation_words.KINDS:
        return frozenset({kind, nation_words.KIND})
    return frozenset({kind, _IMPLIED.get(kind, kind)})


def _table() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for kind, phrases in PHRASES.items():
        for phrase in phrases.split(","):
            plain = " ".join(phrase.split()).translate(_SMALL)
            found.setdefault(plain, set()).update(_implied(kind))
            if " " in plain and len(plain) > 5:
                found.setdefault(plain.replace(" ", ""), set()).update(_implied(kind))
    return {phrase: frozenset(kinds) for phrase, kinds in found.items()}


_TABLE = _table()


def phrases(kind: str) -> tuple[str, ...]:
    """Return every phrase that names a kind, as it is written."""
    kinds = (kind, *(other for other, implied in _IMPLIED.items() if implied == kind))
    return tuple(phrase for each in kinds for phrase in PHRASES[each].split(","))


def _longest() -> dict[str, int]:
    """Return how many words the longest phrase has that begins with a word."""
    found: dict[str, int] = {}
    for phrase in _TABLE:
        words = phrase.split()
        found[words[0]] = max(len(words), found.get(words[0], 0))
    return found | {f"{word}s": size for word, size in found.items() if f"{word}s" not in found}


_LONGEST = _longest()


def cues(text: str, start: int = 0, end: int | None = None) -> Iterator[Cue]:
    """
    Yield the cues of a short text in order, the longest phrase at each word.

    >>> [sorted(cue.kinds) for cue in cues("Numéro de passeport, order no")]
    [['PASSPORT_NUMBER'], ['OTHER']]
    """
    window = text[start:end].lower()
    if not window.isascii():
        window = text[start:end].translate(_SMALL)
    # Most windows have no word of any phrase, and that costs one call to learn.
    if _LONGEST.keys().isdisjoint(_WORD.findall(window)):
        return
    words = list(_WORD.finditer(window))
    skip = 0
    for at, word in enumerate(words):
        size = _LONGEST.get(word[0], 0)
        if at < skip or not size:
            continue
        for length in range(min(size, len(words) - at), 0, -1):
            kinds = _kinds(" ".join(each[0] for each in words[at : at + length]))
            if kinds:
                skip = at + length
                yield Cue(start + word.start(), start + words[skip - 1].end(), kinds)
                break


def _kinds(phrase: str) -> frozenset[str]:
    """Return the kinds of a phrase or of its singular."""
    kinds = _TABLE.get(phrase)
    if kinds is None and phrase.endswith("s"):
        kinds = _TABLE.get(phrase[:-1])
    return kinds or frozenset()
