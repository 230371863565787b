"""Forms as desks write them: fields, numbers and caveats around a level, and attributes without their element."""

from __future__ import annotations

import pytest

from tests.detect.markings.read import findings, markings, mentions

FORMS = [
    ("subject", "OFFICIAL/SENSITIVE: heating contract", [("uk", "OFFICIAL-SENSITIVE", (), "OFFICIAL/SENSITIVE")]),
    ("body", "OFFICIAL/SENSITIVE: heating contract\n\nText.", [("uk", "OFFICIAL-SENSITIVE", (), "OFFICIAL/SENSITIVE")]),
    ("subject", "OFFICIAL/SENSITIVE - COMMERCIAL: heating", [("uk", "OFFICIAL-SENSITIVE", ("COMMERCIAL",), "OFFICIAL/SENSITIVE - COMMERCIAL")]),
    ("subject", "7719/26 LIMITE - comments by 12 noon", [("eu", "LIMITE", (), "LIMITE")]),
    ("subject", "ST 7719/1/26 REV 1 LIMITE", [("eu", "LIMITE", (), "LIMITE")]),
    ("body", "Doc. 7719/26 ADD 2 LIMITE - comments\n\nText.", [("eu", "LIMITE", (), "LIMITE")]),
    ("body", "FIVE EYES ONLY\nUK SECRET\n\nText.", [("uk", "SECRET", ("UK PREFIX", "FIVE EYES ONLY"), "FIVE EYES ONLY\nUK SECRET")]),
    ("body", "UK EYES ONLY\nTOP SECRET\n\nText.", [("uk", "TOP SECRET", ("UK EYES ONLY",), "UK EYES ONLY\nTOP SECRET")]),
    ("body", "AUS/UK/US EYES ONLY\nSECRET\n\nText.", [("uk", "SECRET", ("AUS/UK/US EYES ONLY",), "AUS/UK/US EYES ONLY\nSECRET")]),
    ("body", "NOFORN\nSECRET\n\nText.", [("us", "SECRET", ("NOFORN",), "NOFORN\nSECRET")]),
    ("body", "Protective marking - RESTRICTED MANAGEMENT\n\nText.", [("uk", "RESTRICTED", ("MANAGEMENT",), "RESTRICTED MANAGEMENT")]),
    ("body", "US EYES ONLY\nSECRET\n\nText.", [("any", "SECRET", (), "SECRET")]),
    ("body", "Security Classification | SECRET\nDate | 3 March\n", [("any", "SECRET", (), "SECRET")]),
    ("body", "Geheim - amtlich geheimgehalten\n\nText und Liste.", [("de", "GEHEIM", (), "Geheim")]),
    ("property", "Sicherheitsstufe=GEHEIM", [("any", "GEHEIM", (), "GEHEIM")]),
    ("property", "Schutzstufe=VS-NfD", [("de", "VS-NfD", (), "VS-NfD")]),
    ("body", "Klassifizierungsvermerk: INTERN\nArmeestab, Bern\nVerteiler: Liste C", [("ch", "INTERN", (), "INTERN")]),
]  # fmt: skip
MARKS = [
    ("SECRET//REL TO USA, AUS, GBR\n\n(S//REL) One.\n(C//NF) Two.\n", [("SECRET", ("REL TO USA, AUS, GBR",)), ("CONFIDENTIAL", ("NOFORN",))]),
    ("SECRET//REL TO USA, AUS, GBR\n\n(C//REL) One.\n", [("SECRET", ("REL TO USA, AUS, GBR",)), ("CONFIDENTIAL", ("REL TO USA, AUS, GBR",))]),
    ("SECRET//NOFORN\n\n(S//REL) One.\n", [("SECRET", ("NOFORN",)), ("SECRET", ("REL",))]),
]  # fmt: skip
SENTENCES = [
    ("We have marked this letter OFFICIAL-SENSITIVE - COMMERCIAL at your request.", ("OFFICIAL-SENSITIVE", ("COMMERCIAL",))),
    ("You can share this one with your members, it is TLP:GREEN.", ("TLP:GREEN", ())),
    ("Please do forward this email to the team, as it is UK SECRET.", ("SECRET", ("UK PREFIX",))),
    ("Dokumentet du nå leser er gradert BEGRENSET etter sikkerhetsloven.", ("BEGRENSET", ())),
    ("Notatet som dere mottar er gradert KONFIDENSIELT etter sikkerhetsloven.", ("KONFIDENSIELT", ())),
    ("Das Schreiben, das Sie gerade lesen, ist als GEHEIM eingestuft.", ("GEHEIM", ())),
    ("Le document que vous lisez est classifié TRÈS SECRET.", ("TRES SECRET", ())),
    ("Bitte die Anlage als VS-NfD behandeln.", ("VS-NfD", ())),
    ("Beachten Sie, dass diese Nachricht VS-VERTRAULICH ist.", ("VS-VERTRAULICH", ())),
    ("Ich schreibe, weil dieses Schreiben als VS-NfD eingestuft ist.", ("VS-NfD", ())),
    ("Behandle vedlegget som BEGRENSET.", ("BEGRENSET", ())),
    ("Jeg har gradert dette notatet BEGRENSET.", ("BEGRENSET", ())),
    ("Attached (PROTECTED B): the pay file.", ("PROTECTED B", ())),
    ("Annex A (SECRET//NOFORN): the list.", ("SECRET", ("NOFORN",))),
    ("Brevet du leser nå er gradert BEGRENSET.", ("BEGRENSET", ())),
    ("This advisory is TLP:GREEN.", ("TLP:GREEN", ())),
    ("Consider this email (U//FOUO) for now.", ("UNCLASSIFIED", ("FOUO",))),
]  # fmt: skip
TALK = [
    ("body", "Paragraphs that hold names are (U//FOUO) for now."),
    ("body", "For instance\n[SEC=PROTECTED, ACCESS=Legal-Privilege] goes at the end and not at the start."),
    ("body", "Write the level first, for example\nSECRET//NOFORN\nand then the rest."),
    ("body", "Zum Beispiel\nNATO SECRET - Lagebericht\nund so weiter."),
    ("body", "TRES SECRET, LE NOUVEAU PARFUM, EN VENTE CHEZ NOS PARFUMEURS"),
    ("comment", "This table is UK SECRET as soon as column D is filled."),
    ("body", "Bitte Anlagen, die als VS-NfD eingestuft sind, nie offen versenden."),
    ("body", "Wenn Sie wissen, dass diese Nachricht nicht VS-NfD ist, antworten Sie."),
    ("body", "Merk deg dette: brev som er gradert BEGRENSET, sendes aldri."),
    ("body", "Annex A explains (SECRET//NOFORN): the grammar."),
    ("body", "Jeg sender dette til kurset om BEGRENSET."),
    ("body", "SECRET, THE NEW PERFUME OF THE YEAR"),
    ("comment", "This table is UK SECRET if column D is filled and it has names."),
    ("body", "Falls Sie meinen, dass diese Mail VS-NfD ist, melden Sie sich."),
    ("body", "Share it widely, it is not OFFICIAL-SENSITIVE."),
    ("body", "Do not share this if it is TLP:RED."),
    ("property", "Sicherheitsstufe=3"),
    ("body", "NOFORN\nSECRET sauce for the fish."),
    ("comment", "This table is UK SECRET as soon as column D is filled, and it is not filled."),
    ("body", "(IC) Integrated circuit, cheap.\n(IC) Another circuit, dear.\n"),
]


@pytest.mark.parametrize(("where", "text", "expected"), FORMS)
def test_a_form_of_a_desk_is_read_whole(where, text, expected):
    assert markings(text, where) == expected


@pytest.mark.parametrize(("text", "expected"), MARKS)
def test_a_mark_without_nations_means_the_list_of_the_banner(text, expected):
    assert sorted(found[1:3] for found in markings(text)) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("As you asked.\n\n(IC) One has withdrawn.\n(Sen) Two have complained.\n(U) The role is open.\n", {("nz", "IN-CONFIDENCE"), ("nz", "SENSITIVE"), ("nz", "UNCLASSIFIED")}),
        ("(IC) One has withdrawn.\n(R) Two have complained.\n", {("nz", "IN-CONFIDENCE"), ("nz", "RESTRICTED")}),
        ("(IC) One has withdrawn.\n(S) Two have complained.\n", {("nz", "IN-CONFIDENCE"), ("nz", "SECRET")}),
        ("(UO) One has withdrawn.\n(O) Two have complained.\n", {("au", "UNOFFICIAL"), ("au", "OFFICIAL")}),
    ],
)  # fmt: skip
def test_marks_of_several_levels_support_each_other_without_a_banner(text, expected):
    assert {found[:2] for found in markings(text)} == expected


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_a_sentence_of_a_letter_gives_it_its_level(text, expected):
    letter = f"Dear all,\n\nThe figures came on Monday.\n\n{text}\n\nMore on Thursday.\n\nRegards"
    assert [found[1:3] for found in markings(letter)] == [expected]


def test_a_condition_that_is_met_is_none():
    text = "This table is UK SECRET as soon as column D is filled, and it is filled now."
    assert [found[1] for found in markings(text, "comment")] == ["SECRET"]


@pytest.mark.parametrize(("where", "text"), TALK)
def test_talk_stays_talk(where, text):
    assert markings(text, where) == []


def test_a_specimen_in_a_marked_mail_is_a_mention():
    text = "[SEC=OFFICIAL]\n\nMind the syntax. For instance\n[SEC=PROTECTED] goes at the end."
    assert [found[1] for found in markings(text)] == ["OFFICIAL"]
    assert mentions(text) == ["PROTECTED"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('ism:classification="S" ism:ownerProducer="USA" ism:disseminationControls="NF"', ("us", "SECRET", ("NOFORN",))),
        ('classification="TS" ownerProducer="USA" SCIcontrols="SI TK" disseminationControls="REL" releasableTo="USA CAN NZL"', ("us", "TOP SECRET", ("SI", "TK", "REL TO USA, CAN, NZL"))),
        ("ism:classification='S' ism:ownerProducer='USA'", ("us", "SECRET", ())),
        ('ism:ownerProducer="USA" ism:classification="U"', ("us", "UNCLASSIFIED", ())),
    ],
)  # fmt: skip
def test_attributes_without_their_element_are_a_label(text, expected):
    assert markings(text, "property") == [(*expected, text)]


def test_attributes_without_an_owner_are_none():
    assert markings('ism:classification="S" ism:disseminationControls="NF"', "property") == []


def test_a_label_without_its_list_is_named_by_its_guid():
    guid = "c0ffee00-1234-4abc-9def-0123456789ab"
    text = f'<clbl:label id="{{{guid}}}" enabled="1" siteId="{{11112222-3333-4444-5555-666677778888}}" removed="0"/>'
    found = findings(text, "property")
    assert [(each.info_type, each.marking.level) for each in found if each.marking] == [
        ("MACHINE_LABEL", f"GUID {guid}")
    ]
