"""Marking or mention in other languages than English."""

import pytest

from tests.detect.markings.read import markings, mentions


def level(text, where="body"):
    """Return the levels of the markings in a text."""
    return [found[1] for found in markings(text, where)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Diese Nachricht ist VS-NfD. Bitte nicht weiterleiten.", "VS-NfD"),
        ("Diese E-Mail ist als VS-NUR FÜR DEN DIENSTGEBRAUCH eingestuft.", "VS-NfD"),
        ("Der anliegende Bericht wurde vom Referat als VS-VERTRAULICH eingestuft.", "VS-VERTRAULICH"),
        ("Bitte behandeln Sie dieses Schreiben als VS-NfD.", "VS-NfD"),
        ("Anbei der als VS-NfD eingestufte Lagebericht.", "VS-NfD"),
        ("Dies ist eine VS-NfD eingestufte Mail.", "VS-NfD"),
        ("Ce message est classifié SECRET DÉFENSE.\nMerci de ne pas le transférer.", "SECRET DEFENSE"),
        ("La note jointe est protégée par la mention DIFFUSION RESTREINTE.", "DIFFUSION RESTREINTE"),
        ("Veuillez traiter ce message comme DIFFUSION RESTREINTE.", "DIFFUSION RESTREINTE"),
        ("Denne e-posten er gradert BEGRENSET etter sikkerhetsloven og skal slettes.", "BEGRENSET"),
        ("Vedlegget er sikkerhetsgradert KONFIDENSIELT og skal makuleres etter bruk.", "KONFIDENSIELT"),
        ("Denne e-posten skal behandles som BEGRENSET.", "BEGRENSET"),
    ],
)
def test_a_message_says_of_itself_what_it_is(text, expected):
    assert level(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Diese E-Mail ist nicht als VS-NfD eingestuft.",
        "Ist diese E-Mail VS-NfD?",
        "Diese Mail wäre als VS-NfD einzustufen, wenn sie Namen enthielte.",
        "Unterlagen, die VS-VERTRAULICH eingestuft sind, gehören in den Tresor.",
        "VS-NfD bedeutet, dass die Kenntnisnahme durch Unbefugte nachteilig sein kann.",
        "VS-NUR FÜR DEN DIENSTGEBRAUCH ist der niedrigste Geheimhaltungsgrad.",
        "Das Gerät ist zugelassen bis VS-NfD.",
        "Dieser Film ist GEHEIM eingestuft, sagt Papa.",
        "Ü2 genügt bis GEHEIM, für STRENG GEHEIM braucht es die Ü3.",
        "Schulung: Umgang mit VS-NfD\n\nHallo zusammen",
        "Beispiel:\n\nVS-NfD\n\nSo wird markiert.",
        "So sieht der Stempel aus:\n\nVS-NfD\n",
        "Einstufung: VS-NfD / VS-VERTRAULICH / GEHEIM",
        "Code;Beschreibung\n1;VS-NUR FÜR DEN DIENSTGEBRAUCH\n2;VS-VERTRAULICH\n3;GEHEIM\n4;STRENG GEHEIM",
        "Ce document n'est pas classifié SECRET DÉFENSE.",
        "Ce document est-il DIFFUSION RESTREINTE ?",
        "La mention DIFFUSION RESTREINTE n'est pas un niveau de classification.",
        "Les documents TRÈS SECRET sont conservés en coffre.",
        "Les niveaux sont les suivants :\n\nDIFFUSION RESTREINTE\n",
        "Denne e-posten er ikke gradert BEGRENSET.",
        "Dokumenter som er gradert HEMMELIG skal låses inn.",
    ],
)
def test_talk_about_a_level_is_a_mention(text):
    assert level(text) == []
    assert mentions(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Einstufung: VS-NfD", "VS-NfD"),
        ("VS-Einstufung:   VS-NfD", "VS-NfD"),
        ("Geheimhaltungsgrad: VS-VERTRAULICH\nAz: 12-4", "VS-VERTRAULICH"),
        ("VS-Grad: VS-NfD", "VS-NfD"),
        ("Niveau de classification : TRÈS SECRET", "TRES SECRET"),
        ("Mention de protection : DIFFUSION RESTREINTE", "DIFFUSION RESTREINTE"),
        ("Mention de protection :\nDIFFUSION RESTREINTE", "DIFFUSION RESTREINTE"),
        ("Gradering: BEGRENSET", "BEGRENSET"),
    ],
)
def test_a_field_in_another_language_holds_a_marking(text, expected):
    assert level(text) == [expected]


def test_a_german_property_holds_a_marking():
    assert level("Einstufung=VS-NUR FÜR DEN DIENSTGEBRAUCH", "property") == ["VS-NfD"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AW: WG: VS-NfD: Lage", ["VS-NfD"]),
        ("TR : DIFFUSION RESTREINTE - plan de circulation", ["DIFFUSION RESTREINTE"]),
        ("SV: BEGRENSET: vaktliste", ["BEGRENSET"]),
        ("VS: BEGRENSET - liste", ["BEGRENSET"]),
        ("VS: Kokous tiistaina", []),
        ("Lagebericht 12 (VS-NfD)", ["VS-NfD"]),
        ("Umgang mit VS-NfD eingestuften Unterlagen", []),
        ("VS-NfD Merkblatt für Neue", []),
        ("Zulassung für VS-NfD erteilt", []),
        ("Note relative à la DIFFUSION RESTREINTE", []),
    ],
)
def test_subjects(text, expected):
    assert level(text, "subject") == expected
