"""
Floors under what is found in labelled messages, a little below what was measured.

The sets of other authors that nobody tuned on (`fresh`, `unseen`) are the ones to believe.
"""

import pytest

from evaluations import people


def judged(name, file, half=""):
    cases = [case for case in people.records(people.DATA / f"{file}.jsonl") if not half or case.get("half") == half]
    return people.SETS[name](cases)


@pytest.fixture(scope="module")
def names():
    return judged("names", "names_fresh")


@pytest.fixture(scope="module")
def company():
    return judged("company", "company_fresh")


def test_names_are_found_in_messages_nobody_tuned_on(names):
    tally = names.tally("PERSON_NAME")
    assert tally.precision >= 0.83
    assert tally.recall >= 0.82
    assert tally.exact >= 0.75 * tally.recalled


def test_names_of_hard_kinds_are_found_in_messages_nobody_tuned_on():
    result = judged("names", "names_late")
    tally = result.tally("PERSON_NAME")
    assert tally.precision >= 0.85
    assert tally.recall >= 0.78
    assert tally.exact >= 0.88 * tally.recalled
    assert result.share("role evidence") >= 0.97
    assert result.share("same person joined") >= 0.9
    assert result.share("different people apart") >= 0.99


@pytest.mark.parametrize(
    ("share", "least"),
    [
        ("role context", 0.88),
        ("role evidence", 0.98),
        ("same person joined", 0.84),
        ("different people apart", 0.99),
        ("tied to the right person", 0.84),
    ],
)
def test_people_are_told_apart_and_put_together(names, share, least):
    assert names.share(share) >= least


@pytest.mark.parametrize(
    ("kind", "precision", "recall"),
    [
        ("PERSONNEL_ON_PROJECT", 0.97, 0.85),
        ("ROSTER", 0.97, 0.8),
        ("VULNERABLE_PERSONS", 0.85, 0.7),
        ("NAMES_WITH_IDENTIFIERS", 0.9, 0.7),
    ],
)
def test_people_in_company_are_found(company, kind, precision, recall):
    tally = company.tally(kind)
    assert tally.precision >= precision
    assert tally.recall >= recall


def test_innocuous_lists_are_left_alone(company):
    assert company.share("innocuous left alone") >= 0.98
    assert company.share("people counted within one") >= 0.93


@pytest.mark.parametrize(
    ("kinds", "precision", "recall"),
    [
        (
            ("UK_NATIONAL_INSURANCE_NUMBER", "UK_NHS_NUMBER", "US_SOCIAL_SECURITY_NUMBER", "IBAN", "CREDIT_CARD"),
            0.97,
            0.9,
        ),
        (("PASSPORT_NUMBER", "DRIVING_LICENCE_NUMBER", "SERVICE_NUMBER"), 0.95, 0.85),
        (("MILITARY_GRID_REFERENCE", "OS_GRID_REFERENCE", "LOCATION_COORDINATES"), 0.95, 0.85),
        (("PHONE_NUMBER", "EMAIL_ADDRESS", "IP_ADDRESS", "MAC_ADDRESS", "VEHICLE_REGISTRATION"), 0.9, 0.88),
        (("ENCRYPTION_KEY", "AUTH_TOKEN"), 0.95, 0.95),
    ],
)
def test_identifiers_are_found_by_family(kinds, precision, recall):
    result = judged("identifiers", "identifiers", "unseen")
    tallies = [result.tally(kind) for kind in kinds]
    assert sum(t.right for t in tallies) >= precision * sum(t.found for t in tallies)
    assert sum(t.recalled for t in tallies) >= recall * sum(t.labelled for t in tallies)
    assert result.share("look-alikes left alone") >= 0.95


def test_terms_are_found_however_they_are_dressed():
    tally = judged("terms", "terms", "unseen").tally("PROJECT_TERM")
    assert tally.precision >= 0.97
    assert tally.recall >= 0.95


def test_protected_people_are_found_in_any_spelling():
    tally = judged("protected", "protected", "unseen").tally("PROTECTED_PERSON")
    assert tally.precision >= 0.93
    assert tally.recall >= 0.93
