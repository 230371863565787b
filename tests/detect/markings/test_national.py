"""Germany, France, Austria, Switzerland and Norway."""

import pytest

from tests.detect.markings.read import findings, markings


def read(text, where="body", nation=""):
    """Return (scheme, level, caveats) of the markings in a text."""
    return [found[:3] for found in markings(text, where, nation)]


@pytest.mark.parametrize(
    "spelling",
    [
        "VS-NfD", "VS - NfD", "VS – NfD", "VS-NFD", "VS_NfD", "VSNfD", "V5-NfD", "V S - N f D",
        "VS-NUR FÜR DEN DIENSTGEBRAUCH", "VS – Nur für den Dienstgebrauch", "VS-NUR FUER DEN DIENSTGEBRAUCH", "VS-NUR FUR DEN DIENSTGEBRAUCH",
        "VS-NUR F?R DEN DIENSTGEBRAUCH", "VS-NUR F\ufffdR DEN DIENSTGEBRAUCH", "VS-NUR FR DEN DIENSTGEBRAUCH", "VS-NUR F=C3=9CR DEN DIENSTGEBRAUCH",
        "VS-NUR FU\u0308R DEN DIENSTGEBRAUCH", "VS-NUR FÜR DEN\nDIENSTGEBRAUCH", "VS-NUR FÜR DEN DIENSTGEBRAUC",
        "VERSCHLUSSSACHE – NUR FÜR DEN DIENSTGEBRAUCH", "Verschlußsache - Nur für den Dienstgebrauch", "NUR FÜR DEN DIENSTGEBRAUCH", "VS-NfD / RESTRICTED",
    ],
)  # fmt: skip
def test_every_spelling_of_vs_nfd_is_one_level(spelling):
    assert markings(f"{spelling}\n\nText.") == [("de", "VS-NfD", (), spelling)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VS-Vertr.", ("de", "VS-VERTRAULICH", ())),
        ("VERSCHLUSSSACHE\nVS-VERTRAULICH", ("de", "VS-VERTRAULICH", ())),
        ("VS – VERTRAULICH\namtlich geheimgehalten", ("de", "VS-VERTRAULICH", ())),
        ("STRENG GEHEIM - amtlich geheim gehalten", ("de", "STRENG GEHEIM", ())),
        ("GEHEIM\nANRECHT", ("de", "GEHEIM", ("ANRECHT",))),
        ("VS-VERTRAULICH - KRYPTOSICHERHEIT", ("de", "VS-VERTRAULICH", ("KRYPTOSICHERHEIT",))),
        ("VS-NfD - nur für Deutsche", ("de", "VS-NfD", ("NUR DEUTSCHEN ZUR KENNTNIS",))),
        ("GEHEIM – SCHUTZWORT: EISVOGEL", ("de", "GEHEIM", ("CODEWORD EISVOGEL",))),
        ("VS-NfD - FREIGEGEBEN FÜR FRA, POL", ("de", "VS-NfD", ("RELEASABLE TO FRA, POL",))),
        ("VS GEHEIM (mit Anlage)", ("de", "GEHEIM", ("WHEN ATTACHED",))),
        ("DIFFUSION RESTREINTE", ("fr", "DIFFUSION RESTREINTE", ())),
        ("Diffusion Restreinte", ("fr", "DIFFUSION RESTREINTE", ())),
        ("Diffusion restreinte", ("fr", "DIFFUSION RESTREINTE", ())),
        ("DIFFUSION RESTREINTE (IGI 1300)", ("fr", "DIFFUSION RESTREINTE", ())),
        ("TR?S SECRET", ("fr", "TRES SECRET", ())),
        ("TRÈS SECRET DÉFENSE", ("fr", "TRES SECRET", ())),
        ("SECRET SPÉCIAL FRANCE", ("fr", "SECRET", ("SPECIAL FRANCE",))),
        ("TRÈS SECRET\nALIZÉ-BLEU\nSPÉCIAL FRANCE", ("fr", "TRES SECRET", ("CODEWORD ALIZE-BLEU", "SPECIAL FRANCE"))),
        ("DIFFUSION RESTREINTE\nCommunicable à l'OTAN", ("fr", "DIFFUSION RESTREINTE", ("RELEASABLE TO OTAN",))),
        ("SECRET - COMMUNICABLE À L'ALLEMAGNE ET AU ROYAUME-UNI", ("fr", "SECRET", ("RELEASABLE TO ALLEMAGNE, ROYAUME-UNI",))),
        ("NON PROTÉGÉ", ("fr", "NON PROTEGE", ())),
        ("EINGESCHRÄNKT (E)", ("at", "EINGESCHRAENKT", ())),
        ("GEHEIM iSd InfoSiG", ("at", "GEHEIM", ())),
        ("VERTRAULICH\ngemäß § 2 Abs. 2 InfoSiG", ("at", "VERTRAULICH", ())),
        ("VERTRAULICH / CONFIDENTIEL / CONFIDENZIALE", ("ch", "VERTRAULICH", ())),
        ("INTERN | INTERNE | INTERNO", ("ch", "INTERN", ())),
        ("GEHEIM / SECRET / SEGRETO", ("ch", "GEHEIM", ())),
        ("BEGRENSET\niht. sikkerhetsloven §§ 5-3 og 5-4\njf. offentleglova § 13", ("no", "BEGRENSET", ())),
        ("STRENGT HEMMELEG", ("no", "STRENGT HEMMELIG", ())),
        ("HEMMELIG - KUN NORSKE", ("no", "HEMMELIG", ("KUN NORSKE",))),
        ("KONFIDENSIELT\nKan utleveres til SWE og FIN", ("no", "KONFIDENSIELT", ("RELEASABLE TO SWE, FIN",))),
    ],
)  # fmt: skip
def test_levels_and_what_follows_them(text, expected):
    assert read(f"{text}\n\nX.") == [expected]


def test_a_stamp_says_no_more_than_its_level():
    text = "GEHEIM\namtlich geheimgehalten\n\nLagebericht Nr. 8\n\nGEHEIM"
    assert markings(text) == [("de", "GEHEIM", (), "GEHEIM")]


def test_a_codeword_is_masked():
    (found,) = findings("GEHEIM – KENNWORT EISVOGEL\n\nText.")
    assert "EISVOGEL" not in found.masked_quote


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("VERTRAULICH\n\nSehr geehrte Frau Ott, anbei die Gehaltsliste.", "body"),
        ("INTERN\n\nHallo zusammen, die Kantine schließt.", "body"),
        ("INTERN\n\nBergbank AG, Zürich", "body"),
        ("CONFIDENTIEL\n\nBonjour, ci-joint la fiche de paie.", "body"),
        ("INTERN: Kantine", "subject"),
        ("VERTRAULICH | Seite 2", "footer"),
        ("C'est très secret, ne le dis pas.", "body"),
        ("Un plan très secret", "subject"),
        ("Film en diffusion restreinte", "subject"),
        ("SECRET DE POLICHINELLE\nComédie en deux actes", "body"),
        ("SECRET PROFESSIONNEL\n\nLa loi le protège.", "body"),
        ("SECRET D'ÉTAT\n\nUn roman.", "body"),
        ("GEHEIME WAHL\n\nText", "body"),
        ("GEHEIMTIPP DES MONATS", "subject"),
        ("EINGESCHRÄNKT NUTZBAR\n\nText", "body"),
        ("VS-NfD-Rechner bestellt", "subject"),
        ("Nicht-VS-NfD\n\nText", "body"),
        ("BEGRENSET ADGANG\n\nText", "body"),
        ("HEMMELIG VENN i desember", "subject"),
        ("STRENGT FORTROLIG\n\nText", "body"),
    ],
)
def test_ordinary_language_is_no_marking(text, where):
    assert read(text, where) == []


@pytest.mark.parametrize(
    ("text", "nation", "expected"),
    [
        ("GEHEIM\n\nDie Lage ist ruhig.", "", ("de", "GEHEIM")),
        ("GEHEIM\n\nDie Lage ist ruhig.", "GBR", ("de", "GEHEIM")),
        ("GEHEIM\n\nDie Lage ist ruhig.", "AUT", ("at", "GEHEIM")),
        ("GEHEIM\n\nHet rapport is niet voor de pers en wordt bij ons bewaard.", "", ("any", "GEHEIM")),
        ("GEHEIM", "", ("any", "GEHEIM")),
        ("GEHEIM\nSchweizerische Eidgenossenschaft\n\nDie Lage ist ruhig.", "", ("ch", "GEHEIM")),
        ("STRENG GEHEIM\nRepublik Österreich\n\nDie Lage ist ruhig.", "DEU", ("at", "STRENG GEHEIM")),
        ("GEHEIM\n\nDie Lage ist ruhig.\n\nVS-VERTRAULICH", "AUT", ("de", "GEHEIM")),
        ("SECRET\n\nNote à l'attention du chef d'état-major. Le bilan est joint.", "", ("fr", "SECRET")),
        ("SECRET\n\nNote à l'attention du chef d'état-major. Le bilan est joint.", "CAN", ("ca", "SECRET")),
        ("SECRET\nGouvernement du Canada\n\nLe bilan est joint.", "", ("ca", "SECRET")),
        ("SECRET\nConfédération suisse\n\nLe bilan est joint.", "", ("ch", "GEHEIM")),
        ("SECRET\nRoyaume de Belgique\n\nLe bilan est joint à la note.", "", ("any", "SECRET")),
        ("SECRET\n\nLe bilan est joint à la note.", "BEL", ("any", "SECRET")),
        ("SECRET\n\nMemo for the staff. The plan is attached.", "", ("any", "SECRET")),
        ("SECRET\n\nX.", "FRA", ("fr", "SECRET")),
        ("SECRET\n\nThe plan is attached.\n\nOperations Staff\nBundeswehr", "GBR", ("uk", "SECRET")),
        ("INTERN\n\nX.", "CHE", ("ch", "INTERN")),
        ("VERTRAULICH\n\nX.", "AUT", ("at", "VERTRAULICH")),
        ("INTERNE\nConfédération suisse\n\nX.", "", ("ch", "INTERN")),
        ("AD USO INTERNO\nConfederazione Svizzera\n\nX.", "", ("ch", "INTERN")),
        ("Klassifizierung nach ISG: INTERN\nGeschäftsnummer: 061.1", "", ("ch", "INTERN")),
        ("Klassifizierungsstufe: Vertraulich\nParlamentsdirektion", "", ("at", "VERTRAULICH")),
    ],
)
def test_whose_word_it_is(text, nation, expected):
    assert read(text, nation=nation)[0][:2] == expected


@pytest.mark.parametrize(
    ("text", "where", "expected"),
    [
        ("Emne: BEGRENSET - vaktliste\n\nHei", "body", ["BEGRENSET"]),
        ("RV: DIFFUSION RESTREINTE: plan", "subject", ["DIFFUSION RESTREINTE"]),
        ("Antwort: VS-NfD: Plan", "subject", ["VS-NfD"]),
        ("Anbei das Protokoll (VS-NfD).", "body", ["VS-NfD"]),
        ("Veuillez trouver ci-joint la note DIFFUSION RESTREINTE.", "body", ["DIFFUSION RESTREINTE"]),
        ("Mention : DIFFUSION RESTREINTE", "body", ["DIFFUSION RESTREINTE"]),
    ],
)
def test_mail_in_other_languages(text, where, expected):
    assert [level for _, level, _ in read(text, where)] == expected


def test_a_field_holds_a_level_in_any_case():
    assert read("Einstufung: geheim\n\nDie Lage ist ruhig.") == [("de", "GEHEIM", ())]
    assert read("Gradering: Hemmelig") == [("no", "HEMMELIG", ())]


def test_an_abbreviation_with_special_france_needs_its_brackets():
    assert read("[DR-SF] Plan de circulation", "subject") == [("fr", "DIFFUSION RESTREINTE", ("SPECIAL FRANCE",))]
    assert read("Le DR-SF est malade", "subject") == []


def test_a_weak_word_lends_no_support_to_letters_in_brackets():
    assert read("VERTRAULICH\n\n(C) Die Gehälter steigen.\n\nGruß") == []
