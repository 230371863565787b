"""What remarks, reply prefixes, boxes and rows put around a marking, and what they say of the thing they stand beside."""

from __future__ import annotations

import pytest

from tests.detect.markings.read import markings

OWN = [
    ("body", "[ \u2612 TLP:AMBER+STRICT ]\n\nIndicators are below.", "tlp", "TLP:AMBER+STRICT"),
    ("body", "\u2612 OFFICIAL-SENSITIVE\n\nThe rota is below.", "uk", "OFFICIAL-SENSITIVE"),
    ("body", "\u26a0\ufe0f SECRET//NOFORN \u26a0\ufe0f\n\nThe rota is below.", "us", "SECRET"),
    ("body", "Jen> OFFICIAL-SENSITIVE - COMMERCIAL\nJen> Bids close on Thursday.\nWe should extend.", "uk", "OFFICIAL-SENSITIVE"),
    ("body", "RB>> NATO RESTRICTED\nRB>> The convoy leaves at six.\nThanks.", "nato", "NATO RESTRICTED"),
    ("comment", "[MW3] OFFICIAL-SENSITIVE - COMMERCIAL. This is the day rate, keep it here.", "uk", "OFFICIAL-SENSITIVE"),
    ("comment", "@Dale this cell is PROTECTED B, it shows her diagnosis.", "ca", "PROTECTED B"),
    ("comment", "Column F is NATO CONFIDENTIAL, hide it before you send the sheet.", "nato", "NATO CONFIDENTIAL"),
    ("comment", "Para 3 is UK SECRET - please move it to the annex.", "uk", "SECRET"),
    ("comment", "Dieser Absatz ist VS-NfD, bitte in die Anlage verschieben.", "de", "VS-NfD"),
    ("comment", "Ce paragraphe est DIFFUSION RESTREINTE, ne pas copier.", "fr", "DIFFUSION RESTREINTE"),
    ("note", "Sprechernotiz: Folie ist VS-NfD, vor dem Versand entfernen.", "de", "VS-NfD"),
    ("note", "This slide stays NATO SECRET until the exercise ends.", "nato", "NATO SECRET"),
    ("note", "Cette diapositive est DIFFUSION RESTREINTE.", "fr", "DIFFUSION RESTREINTE"),
    ("note", "Slide is TLP:RED, do not photograph.", "tlp", "TLP:RED"),
    ("comment", "Marked up by counsel 3/5. [SEC=OFFICIAL:Sensitive, ACCESS=Legal-Privilege]", "au", "OFFICIAL: Sensitive"),
    ("body", "See you on Monday. [SEC=PROTECTED]", "au", "PROTECTED"),
    ("cell", '"TOP SECRET//SI//NOFORN",,,"Tab 4","as of 0600Z"', "us", "TOP SECRET"),
    ("cell", "Item 14\tForward pump\t(U//FOUO) replaced at second overhaul\t2 ea", "us", "UNCLASSIFIED"),
    ("body", "Dear all\n\nThe minutes below are classified RESTREINT UE/EU RESTRICTED and stay in the registry.", "eu", "EU RESTRICTED"),
    ("body", "The two drawings attached are marked SECRET//NOFORN.", "us", "SECRET"),
    ("body", "L'ensemble des informations figurant dans ce courriel est couvert par la mention SECRET UE/EU SECRET.", "eu", "EU SECRET"),
    ("body", "Les \u00e9l\u00e9ments contenus dans ce rapport sont couverts par la mention DIFFUSION RESTREINTE.", "fr", "DIFFUSION RESTREINTE"),
    ("body", "Hallo Urs, das Protokoll im Anhang ist als VS-NfD eingestuft, Gruss, Reto", "de", "VS-NfD"),
    ("body", "Classificatie/Classification of this annex: EU CONFIDENTIAL\nAnnex to: 8841/25", "eu", "EU CONFIDENTIAL"),
    ("body", "Einstufung/Classification: VS-NfD", "de", "VS-NfD"),
    ("body", "Reported by .......... K. Oyelaran\nMarking .............. OFFICIAL-SENSITIVE", "uk", "OFFICIAL-SENSITIVE"),
    ("body", "event_id: 30117\ntags: tlp:green, sector:energy, type:osint", "tlp", "TLP:GREEN"),
    ("subject", "[SEEMAIL] COMMERCIAL IN-CONFIDENCE: shortlist for the lease", "nz", "IN-CONFIDENCE"),
    ("subject", "VERTRAULICH (Schweiz, ISV): Kostenrahmen Stollen West", "ch", "VERTRAULICH"),
    ("property", "Mots-cl\u00e9s=DIFFUSION RESTREINTE", "fr", "DIFFUSION RESTREINTE"),
    ("property", "Sikkerhetsgradering=BEGRENSET", "no", "BEGRENSET"),
    ("property", "Klassifizierung (ISG)=INTERN", "ch", "INTERN"),
    ("body", "\U0001f512 NATO SECRET \U0001f512\n\nThe rota is below.", "nato", "NATO SECRET"),
    ("comment", "Paragraph 4 should be read as is; the table is OFFICIAL-SENSITIVE.", "uk", "OFFICIAL-SENSITIVE"),
    ("comment", "Zelle B4 ist VS-NfD, bitte schw\u00e4rzen.", "de", "VS-NfD"),
    ("note", "Speaker notes: (S//NF) start with the map.", "us", "SECRET"),
    ("body", "L'annexe ci-jointe porte la mention SECRET OTAN.", "nato", "NATO SECRET"),
    ("body", "Alles in dieser Mail ist VS-NfD.", "de", "VS-NfD"),
    ("body", "Das Protokoll im Anhang ist VERTRAULICH klassifiziert.", "any", "VERTRAULICH"),
    ("body", "NZ Government\nMinistry of Transport\n\nRESTRICTED\n\nText.", "nz", "RESTRICTED"),
    ("body", "Commonwealth of Australia\nSECRET\n\nText.", "au", "SECRET"),
    ("body", "SECRET\n\nDEPARTMENT OF THE NAVY\n\nText.", "us", "SECRET"),
    ("body", "CONFIDENTIAL\n\nGovernment of Canada\n\nText.", "ca", "CONFIDENTIAL"),
    ("body", "TOP SECRET\n\nText.\n\nHM Government", "uk", "TOP SECRET"),
    ("body", "Takk!\n\n-----Opprinnelig melding-----\nFra: vakt\nEmne: KONFIDENSIELT - posisjonsrapport 6\n\nIngen avvik siste d\u00f8gn.", "no", "KONFIDENSIELT"),
]  # fmt: skip
OTHERS = [
    ("body", '"TOP SECRET//SI", the screen said, and the audience laughed.'),
    ("cell", '"DOC-14","SECRET//NOFORN","2031"\n"DOC-15","CONFIDENTIAL//NOFORN","2031"'),
    ("comment", "Is this cell PROTECTED B?"),
    ("comment", "Slides are OFFICIAL-SENSITIVE when they show names."),
    ("comment", "Line 4 is OFFICIAL-SENSITIVE in the old scheme."),
    ("note", "Text is SECRET//NOFORN in the sample, so change it."),
    ("note", "Remind them that documents marked NATO SECRET go in the safe."),
    ("body", "The documents below are classified SECRET//NOFORN and missing from the registry."),
    ("body", "The table below is marked NATO SECRET as an example."),
    ("body", "With attachments SECRET stuff happens"),
    ("body", "Dieses Dokument ist als VERTRAULICH klassifiziert."),
    ("body", "tags: TLP:RED means recipients only"),
    ("body", "// SECRET: not used anywhere, delete"),
    ("comment", "This slide is not NATO SECRET."),
    ("comment", "If column F is NATO SECRET, hide it."),
    ("note", "Folien sind nicht VS-NfD."),
    ("body", "Slides are SECRET//NOFORN only where the guide says so."),
    ("body", "End each mail with the tag. [SEC=OFFICIAL]"),
    ("body", "tags: tlp:red, tlp:amber, tlp:green and tlp:clear are allowed."),
    ("body", "\u2610 OFFICIAL-SENSITIVE  \u2610 SECRET  \u2610 TOP SECRET"),
    ("body", "The minutes below say what documents marked NATO SECRET are for."),
]


@pytest.mark.parametrize(("where", "text", "scheme", "level"), OWN)
def test_a_marking_among_remarks_is_one(where, text, scheme, level):
    assert [(found[0], found[1]) for found in markings(text, where)] == [(scheme, level)]


@pytest.mark.parametrize(("where", "text"), OTHERS)
def test_remarks_about_other_things_mark_nothing(where, text):
    assert markings(text, where) == []
