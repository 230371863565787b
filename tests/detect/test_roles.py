import pytest

from dlp_service.detect.names.people import Known, known_people
from dlp_service.detect.names.roles import courtesy, zones

SENDER = known_people(("Gideon Marchbanks", "Ava Ferriby"), ("gideon.marchbanks@x.example",))


def polite(text, known=SENDER, where="body"):
    return [text[start:end] for start, end in courtesy(text, where, known)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-----Original Message-----\nFrom: Rhys Caradog <rc@x.example>\nSent: today\nTo: Dilys Marrable\n\nText.", 2),
        ("Below.\n\nVon: Rhys Caradog <rc@x.example>\nGesendet: heute\nAn: Dilys Marrable\nBetreff: Prüfstand", 2),
        ("Below.\n\nOd: Rhys Caradog <rc@x.example>\nWysłano: dziś\nDo: Dilys Marrable\nTemat: Dok", 2),
        ("Below.\n\nDe : Rhys Caradog\nEnvoyé : lundi\nÀ : Dilys Marrable\nObjet : Quai", 2),
        ("> From: Rhys Caradog\n> To: Dilys Marrable\n>\n> Text.", 2),
        ("*From:* Rhys Caradog\n*To:* Dilys Marrable\n", 2),
        ("Yes.\n\nOn Tue, 3 Feb 2026 at 08:41, Rhys Caradog <rc@x.example> wrote:\n> Text", 1),
        ("Yes.\n\nOn Tue, 3 Feb 2026 at 08:41, Rhys Caradog\n<rc@x.example> wrote:\n> Text", 1),
        ("Ja.\n\nAm 03.02.2026 um 08:41 schrieb Rhys Caradog:\n> Text", 1),
        ("Oui.\n\nLe mar. 3 févr. 2026 à 08:41, Rhys Caradog <rc@x.example> a écrit :\n\n> Text", 1),
        ("> On 4 Jan Rhys Caradog wrote:\n> > On 3 Jan Dilys Marrable wrote:\n> > > Text", 2),
        ("Rhys Caradog/Plans/Org@Org\n03/02/2026 08:41\n\nTo\nDilys Marrable/Plans/Org@Org\ncc\n\nSubject\nQuay", 2),
        ("---------------------- Forwarded by Rhys Caradog/Org on 03/02/2026 08:41 -----------------------", 1),
        ("From: Rhys Caradog\nTo: Dilys Marrable;\n    Casimir Dunlop;\n    Hollis Vandermeer\nSubject: Quay", 2),
    ],
)
def test_header_lines_of_quoted_letters_are_courtesy(text, expected):
    found = polite(text)
    names = [name for name in ("Rhys Caradog", "Dilys Marrable", "Casimir Dunlop", "Hollis Vandermeer") if name in text]
    assert all(any(name in span for span in found) for name in names)
    assert len([span for span in found if any(name in span for name in names)]) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Do: call Rhys Caradog\nthen rest",
        "As Rhys Caradog wrote: it is closed.",
        "A: Rhys Caradog\nB: Dilys Marrable",
        "Attendees: Rhys Caradog, Dilys Marrable",
        "Subject: posting of Rhys Caradog",
        "Thanks to Rhys Caradog it works.",
        "Best to ask Rhys Caradog.",
    ],
)
def test_lines_that_only_look_like_letter_parts_are_content(text):
    assert not any("Caradog" in span for span in polite(f"Gentle start of the letter.\n\n{text}\n\nMore."))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi Priya and Lucian Garside,\n\nText", "Hi Priya and Lucian Garside,"),
        ("Sehr geehrter Herr Wegener,\n\nText", "Sehr geehrter Herr Wegener,"),
        ("Hallo Falk, Ulf Petersen und Swantje Rickmers prüfen den Mast", "Hallo Falk"),
        ("Panie Michale, w doku pracują inni", "Panie Michale"),
        ("Dear Ms. Drax, the code has gone", "Dear Ms. Drax"),
        ("hi tom can you ask priya about it", "hi tom"),
        ("Priya,\n\nText", "Priya,"),
        ("Morning all - Text", "Morning all"),
    ],
)
def test_a_greeting_ends_where_the_letter_begins(text, expected):
    assert polite(text, Known())[0] == expected


def test_whom_a_quoted_header_names_may_be_greeted_below_it():
    text = "See below.\n\nFrom: Dario Marchetti\nTo: Ogilvie-Grant, Flora\nSubject: Thruster\n\nFlora, the thruster goes.\nDario"
    assert polite(text)[-2:] == ["Flora,", "Dario"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Text.\n\nKind regards,\nDilys Marrable\nDeputy Head | Plans\nTel: 01632 960801", ["Dilys Marrable"]),
        ("Text.\n\n-- \nDilys Marrable\nDeputy Head", ["Dilys Marrable"]),
        ("Text.\n\n//SIGNED//\nDILYS A. MARRABLE, Lt Col, USAF\nDeputy Commander", ["DILYS A. MARRABLE"]),
        ("Text.\n\nThanks, Dilys", ["Dilys"]),
        ("Text.\n\nMit freundlichen Grüßen\n\nDilys Marrable\nReferat 3", ["Dilys Marrable"]),
        ("Text.\n\nV/r,\nCDR Dilys Marrable\nDSN 314-226-0199", ["Dilys Marrable"]),
        ("> Text.\n>\n> Regards,\n> Dilys Marrable\n> Deputy Head\n\nFine.", ["Dilys Marrable"]),
        ("Text.\n\nGideon Marchbanks\nDeputy Head\nPA: Dilys Marrable", ["Gideon Marchbanks", "Dilys Marrable"]),
        ("Text.\nGideon", ["Gideon"]),
    ],
)
def test_a_signature_block_is_courtesy(text, names):
    found = polite(text)
    assert all(any(name in span for span in found) for name in names)


@pytest.mark.parametrize(
    "text",
    [
        "Text.\n\nKind regards,\nDilys Marrable\n\nLucian Garside\nAmara Nwosu",
        "Text.\n\nKind regards,\n1. Lucian Garside\n2. Amara Nwosu\n3. Rhys Caradog",
        "Text.\n\nKind regards,\nDilys Marrable\n\nTeam:\n- Lucian Garside, cabin 4",
        "The team:\nAmara Nwosu\nLucian Garside",
        "Who leads it?\n\nLucian Garside",
    ],
)
def test_a_list_below_a_closing_is_content(text):
    assert not any("Lucian" in span for span in polite(text))


def test_small_print_and_footers_are_courtesy():
    text = "Lucian Garside comes.\n\nThis e-mail is confidential. Ask our Data Protection Officer, Dilys Marrable."
    assert polite(text) == [text.split("\n\n")[1]]
    assert polite("Geschäftsführer: Dilys Marrable", where="footer") == ["Geschäftsführer: Dilys Marrable"]


def test_own_zones_are_those_of_the_letter_itself():
    text = (
        "From: Ava\nTo: Priya\n\nHi Priya,\nText.\n\nRegards,\nAva\n\nFrom: Lucian\nTo: Ava\n\nHi Ava,\n\nText.\nLucian"
    )
    found = zones(text, "body", Known())
    own = [text[start:end] for start, end in found.own]
    assert own == ["From: Ava", "To: Priya", "Hi Priya,", "Ava"]


@pytest.mark.parametrize(
    "unit",
    [
        "From: ",
        "Hi Priya,\n",
        "Regards,\n",
        "On 3 a\n",
        "a/b\n1\n",
        "> ",
        "To: a,\n",
        "A. ",
        "Lucian Garside\n",
        "-- \n",
    ],
)
def test_hostile_texts_are_walked_once(unit):
    text = unit * (200_000 // len(unit))
    assert all(0 <= start <= end <= len(text) for start, end in courtesy(text, "body", SENDER))
