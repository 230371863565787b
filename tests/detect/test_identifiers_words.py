"""What words, headings, lists and neighbours do to how sure an identifier is, and what role it has."""

import pytest

from dlp_service.budget import Budget
from dlp_service.detect.identifiers import MAX_OF_KIND, IdentifierDetector
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.run import strongest
from dlp_service.values import Finding, PartText, Role

DETECTOR = IdentifierDetector("GBR")


def detect(text, where="body", context=None):
    return DETECTOR.detect((PartText("1", where, text),), context or Context(), Budget.unlimited())


def sure(text, where="body", least=0.5):
    return [(f.info_type, text[f.start : f.end]) for f in detect(text, where) if f.confidence >= least]


@pytest.mark.parametrize(
    "text",
    [
        "invoice 925665416, passport to follow",
        "part no 26440182 for the army",
        "Bestellnummer 925665416",
        "commande 925665416",
        "zamówienie 925665416",
        "passport photos for order no 925665416",
        "ref: 26440182",
    ],
)
def test_a_word_for_another_number_is_nearer(text):
    assert sure(text) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("passport ref 925665416", ["PASSPORT_NUMBER"]),
        ("order 4471: passport 925665416", ["PASSPORT_NUMBER"]),
        ("925665416 (passport)", ["PASSPORT_NUMBER"]),
        ("Passport number:\n925665416", ["PASSPORT_NUMBER"]),
        ("Passport number:\n\n  925665416", ["PASSPORT_NUMBER"]),
        ("passport_no=925665416", ["PASSPORT_NUMBER"]),
        ('{"passportNumber": "925665416"}', ["PASSPORT_NUMBER"]),
        ("Service No.:26440182 Passport:925665416", ["SERVICE_NUMBER", "PASSPORT_NUMBER"]),
        ("PASSPORT NO 925665416", ["PASSPORT_NUMBER"]),
    ],
)
def test_the_nearest_word_names_the_number(text, kinds):
    assert [kind for kind, _ in sure(text)] == kinds


def test_a_word_reaches_the_numbers_of_its_list_and_no_further():
    assert len(sure("Passports: 925665416, 925665417 and 925665418.")) == 3
    assert len(sure("Passports:\n1. 925665416\n2. 925665417\n3. 925665418")) == 3
    assert len(sure("Service numbers:\nGarside 26440182\nOrr 26440183")) == 2
    assert sure("service number 26440182 joined 24816543") == [("SERVICE_NUMBER", "26440182")]


@pytest.mark.parametrize("separator", ["\t", ",", ";", " | "])
def test_the_heading_of_a_column_names_its_numbers(separator):
    rows = (("Name", "Passport", "Order"), ("Garside", "925665416", "925665417"), ("Orr", "925665418", "925665419"))
    table = "\n".join(separator.join(row) for row in rows)
    for text, where in ((f"Please find below:\n\n{table}\n", "body"), (table, "cell")):
        if where == "body" or separator == "\t":
            assert sure(text, where) == [("PASSPORT_NUMBER", "925665416"), ("PASSPORT_NUMBER", "925665418")]


def test_a_title_above_the_headings_is_no_heading_and_does_no_harm():
    assert sure("Nominal roll\t\nName\tArmy No\nGarside\t26440182", "cell") == [("SERVICE_NUMBER", "26440182")]


def test_a_label_in_the_first_cell_names_the_second():
    assert sure("Name\tGarside\nPassport\t925665416\nPayroll\t925665417", "cell") == [("PASSPORT_NUMBER", "925665416")]


def test_a_rank_beside_eight_digits_makes_them_a_service_number():
    assert sure("24816543 Cpl Garside") == [("SERVICE_NUMBER", "24816543")]
    assert sure("Sgt L Garside (24816543)") == [("SERVICE_NUMBER", "24816543")]
    assert sure("20251104 Cpl Garside") == []


@pytest.mark.parametrize(
    "text",
    [
        "NI AB\u00a012\u00a034\u00a056\u00a0C",
        "NI AB\u201312\u201334\u201356\u2013C",
        "NI ＡＢ１２３４５６Ｃ",
        "NI AB12\u200b34\u00ad56C",
        "NI AB\u2002٣٤ 34 56 C",
        "é𝔘 NI AB 12 34 56 C",
    ],
)
def test_foreign_spaces_hyphens_and_digits_are_read_and_places_are_the_originals(text):
    (finding,) = detect(text)
    assert finding.info_type == "UK_NATIONAL_INSURANCE_NUMBER"
    assert (finding.start, finding.end) == (text.index("NI ") + 3, len(text))


def test_the_underscores_of_a_file_name_are_spaces():
    assert sure("passport_925665416.pdf", "file_name") == [("PASSPORT_NUMBER", "925665416")]


@pytest.mark.parametrize(
    ("text", "where", "role"),
    [
        ("From: a.b@example.org", "header", Role.CONTEXT),
        ("we met\nKind regards,\nLucian\n01632 960417\na.b@example.org", "body", Role.CONTEXT),
        ("we met\n-- \nLucian\na.b@example.org", "body", Role.CONTEXT),
        ("> From: Lucian <a.b@example.org>\n> To: x", "body", Role.CONTEXT),
        ("On Monday a.b@example.org wrote:", "body", Role.CONTEXT),
        ("write to me@example.com please", "body", Role.CONTEXT),
        ("Monica Brandt\nDesk officer\nmb@example.org", "body", Role.CONTEXT),
        ("the agent writes from a.b@example.org", "body", Role.EVIDENCE),
        ("we met\nKind regards,\nLucian\n\nThe list:\na.b@example.org", "body", Role.EVIDENCE),
        ("a.b@example.org", "cell", Role.EVIDENCE),
    ],
)
def test_addresses_of_correspondents_and_signatures_are_context(text, where, role):
    context = Context(sender="me@example.com", sender_name="Monica Brandt")
    roles = {f.role for f in detect(text, where, context) if f.info_type == "EMAIL_ADDRESS"}
    assert roles == {role}


def test_a_number_of_a_person_is_evidence_in_a_signature_too():
    (finding,) = detect("Kind regards,\nLucian\nservice number 26440182")
    assert finding.role is Role.EVIDENCE


def test_one_place_is_one_kind_and_a_second_reading_has_what_is_left():
    findings = detect("call 01632 960417 or NHS number 943 476 5919")
    assert [f.info_type for f in findings if f.confidence > 0.5] == ["PHONE_NUMBER", "UK_NHS_NUMBER"]
    for finding in findings:
        same = [f for f in findings if (f.start, f.end) == (finding.start, finding.end)]
        assert sum(f.confidence for f in same) <= 1.0


def test_every_finding_says_why_without_the_text():
    for finding in detect("passport 925665416, garside@example.org, AB123456C, host 10.4.17.22"):
        assert finding.detail
        assert finding.detail[0].islower()
        assert not any(word in finding.detail for word in ("925", "garside", "10.4", "AB12"))
        assert "9" not in finding.masked_quote


def test_a_place_at_the_seam_of_two_pieces_is_found_once():
    text = "x " * 32_760 + "passport 925665416 " + "x " * 40_000 + "passport 925665417"
    assert sure(text) == [("PASSPORT_NUMBER", "925665416"), ("PASSPORT_NUMBER", "925665417")]


def test_more_of_a_kind_than_the_cap_is_said_and_costs_no_other_kind():
    text = "a@b.example " * (MAX_OF_KIND + 1) + "AB123456C"
    with pytest.raises(StageUnfinished, match="EMAIL_ADDRESS") as raised:
        detect(text)
    kinds = [finding.info_type for finding in raised.value.findings]
    assert kinds.count("EMAIL_ADDRESS") == MAX_OF_KIND
    assert "UK_NATIONAL_INSURANCE_NUMBER" in kinds


def test_a_thousand_addresses_push_out_no_evidence():
    names = [Finding("PERSON_NAME", "names", 0.3, "1", "body", n, n + 1) for n in range(5)]
    keys = [Finding("ENCRYPTION_KEY", "identifiers", 0.6, "1", "body", 9, 10)]
    contacts = [Finding("EMAIL_ADDRESS", "identifiers", 0.95, "1", "body", n, n + 1) for n in range(10, 1010)]
    assert strongest([*contacts, *names, *keys], 6) == [*names, *keys]


def test_a_sheet_of_many_rows_is_read_to_its_end():
    rows = "\n".join(f"Person {n}\tnote\tAB{n:06}C" for n in range(3000))
    found = sure(f"Name\tRemark\tNI No\n{rows}", "cell")
    assert len(found) == 3000


def test_nothing_is_found_in_megabytes_of_one_character():
    for unit in "1@.:aA-\n+ (</":
        assert detect(unit * 1_000_000) == ()


def test_a_telephone_number_in_a_signature_without_a_closing_is_context():
    text = (
        "Please label them by name.\n\nGideon Marchbanks\nDeputy Head, Autonomy\nCoastal Defence Innovation Office, Larkhanger\n"
        "0300 555 0701\n"
    )
    found = detect(text, context=Context(sender="gideon.marchbanks@cdio.gov.uk"))
    assert [f.role for f in found if f.info_type == "PHONE_NUMBER"] == [Role.CONTEXT]
