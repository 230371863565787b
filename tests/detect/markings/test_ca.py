import pytest

from tests.detect.markings.read import markings

TEXT = "\n\nThe meeting is on Friday.\n"


@pytest.mark.parametrize(
    ("line", "level", "caveats"),
    [
        ("PROTECTED B", "PROTECTED B", ()),
        ("Protected A", "PROTECTED A", ()),
        ("PROTÉGÉ C", "PROTECTED C", ()),
        ("PROTEGE B", "PROTECTED B", ()),
        ("PROTÉGÉ\u00a0B", "PROTECTED B", ()),
        ('PROTECTED "B"', "PROTECTED B", ()),
        ("PROTECTED-B", "PROTECTED B", ()),
        ("PROTECTED A / PROTÉGÉ A", "PROTECTED A", ()),
        ("PROTECTED B\nPROTÉGÉ B", "PROTECTED B", ()),
        ("PROTECTED B (when completed)", "PROTECTED B", ("WHEN COMPLETED",)),
        ("PROTÉGÉ A (une fois rempli)", "PROTECTED A", ("WHEN COMPLETED",)),
        ("PROTÉGÉ B lorsque rempli", "PROTECTED B", ("WHEN COMPLETED",)),
        ("PROTECTED B (when completed) / PROTÉGÉ B (une fois rempli)", "PROTECTED B", ("WHEN COMPLETED",)),
        ("PROTÉGÉ A / PROTECTED A\n(une fois rempli / when completed)", "PROTECTED A", ("WHEN COMPLETED",)),
        ("PROTECTED WHEN COMPLETED - B", "PROTECTED B", ("WHEN COMPLETED",)),
        ("PROTECTED WHEN COMPLETED - B / PROTÉGÉ UNE FOIS REMPLI - B", "PROTECTED B", ("WHEN COMPLETED",)),
        ("SECRET - CANADIAN EYES ONLY", "SECRET", ("CANADIAN EYES ONLY",)),
        ("SECRET//CEO", "SECRET", ("CANADIAN EYES ONLY",)),
        ("CANADIAN EYES ONLY\nSECRET", "SECRET", ("CANADIAN EYES ONLY",)),
        ("TRÈS SECRET - RÉSERVÉ AUX CANADIENS", "TOP SECRET", ("CANADIAN EYES ONLY",)),
        (
            "SECRET / SECRET\nCANADIAN EYES ONLY / RÉSERVÉ AUX CANADIENS",
            "SECRET",
            ("CANADIAN EYES ONLY",),
        ),
        ("TOP SECRET / TRÈS SECRET", "TOP SECRET", ()),
        ("CONFIDENTIAL / CONFIDENTIEL", "CONFIDENTIAL", ()),
        ("Unclassified / Non classifié", "UNCLASSIFIED", ()),
        ("SECRET - For Canadian Eyes Only", "SECRET", ("CANADIAN EYES ONLY",)),
        ("CAN SECRET", "SECRET", ()),
        ("SECRET//REL TO CAN, USA", "SECRET", ("REL TO CAN, USA",)),
        ("TOP SECRET//UMBRA//CANADIAN EYES ONLY", "TOP SECRET", ("CODEWORD UMBRA", "CANADIAN EYES ONLY")),
    ],
)
def test_text_form(line, level, caveats):
    assert markings(line + TEXT) == [("ca", level, caveats, line)]


@pytest.mark.parametrize(
    ("text", "where", "level"),
    [
        ("[PROT B] leave form", "subject", "PROTECTED B"),
        ("RE: dossier [PROTÉGÉ B]", "subject", "PROTECTED B"),
        ("GC-0231 (2026-03)      Protected B when completed      Page 2 of 5", "footer", "PROTECTED B"),
        ("Security Designation=PROTECTED B", "property", "PROTECTED B"),
        ("cp:category=PROTÉGÉ C", "property", "PROTECTED C"),
        ("PROTECTED_B_forms.pdf", "file_name", "PROTECTED B"),
    ],
)
def test_places(text, where, level):
    assert [found[:2] for found in markings(text, where)] == [("ca", level)]


@pytest.mark.parametrize(
    "text",
    [
        "PROTECTED A WITNESS FROM HARM",
        "PROTÉGÉ A LA MAISON",
        "SECRET CEO PAY DEAL",
        "CONFIDENTIAL - CEO briefing",
        "Protected A: name and address\nProtected B: medical records\nProtected C: informants",
        "1) PROTECTED A ... low injury\n2) PROTECTED B ... serious injury\n3) PROTECTED C ... extreme injury",
    ],
)
def test_ordinary_words_are_no_markings(text):
    assert markings(text + TEXT) == []


def test_the_french_level_alone_stays_french():
    assert [found[:2] for found in markings("TRÈS SECRET" + TEXT)] == [("fr", "TRES SECRET")]
