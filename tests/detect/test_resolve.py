import itertools
import random

import pytest

from dlp_service.detect.resolve import resolve_overlaps
from dlp_service.values import Finding


def found(info_type, start, end, confidence=0.9, path="1", where="body"):
    return Finding(info_type, "x", confidence, path, where, start, end)


def test_a_listed_term_beats_a_name_inside_it():
    term, name, wider = (
        found("PROJECT_TERM", 0, 14),
        found("PERSON_NAME", 0, 6),
        found("PERSON_NAME", 0, 20),
    )
    assert resolve_overlaps([name, term, wider]) == [term, wider]


def test_a_term_elsewhere_is_no_reason():
    name = found("PERSON_NAME", 0, 6)
    assert name in resolve_overlaps(
        [name, found("PROJECT_TERM", 0, 14, where="subject"), found("PROJECT_TERM", 0, 9, path="2")]
    )


def test_an_identifier_beats_a_name_inside_it():
    address = found("EMAIL_ADDRESS", 0, 22)
    assert resolve_overlaps([found("PERSON_NAME", 0, 10), address]) == [address]


@pytest.mark.parametrize(
    ("one", "other", "stays"),
    [
        (found("UK_NHS_NUMBER", 0, 10, 0.2), found("PHONE_NUMBER", 0, 10, 0.5), "PHONE_NUMBER"),
        (found("UK_NHS_NUMBER", 0, 10, 0.95), found("PHONE_NUMBER", 0, 10, 0.5), "UK_NHS_NUMBER"),
        (found("IBAN", 0, 22, 0.9), found("CREDIT_CARD", 5, 21, 0.9), "IBAN"),
        (found("SERVICE_NUMBER", 0, 8, 0.85), found("PASSPORT_NUMBER", 0, 8, 0.85), "PASSPORT_NUMBER"),
    ],
)
def test_one_place_holds_one_identifier(one, other, stays):
    for order in ([one, other], [other, one]):
        assert [f.info_type for f in resolve_overlaps(order)] == [stays]


def test_identifiers_that_touch_both_stay():
    assert len(resolve_overlaps([found("IBAN", 0, 22), found("CREDIT_CARD", 22, 38)])) == 2


def test_what_says_other_things_stays_side_by_side():
    every = [
        found(kind, 0, 20)
        for kind in ("PERSON_NAME", "PROTECTED_PERSON", "CLASSIFICATION_MARKING", "DOCUMENT_FINGERPRINT")
    ]
    assert resolve_overlaps(every) == every


def test_the_order_of_detectors_does_not_matter():
    chance = random.Random(3)
    kinds = ("IBAN", "CREDIT_CARD", "PHONE_NUMBER", "PERSON_NAME", "PROJECT_TERM", "ROSTER")
    every = []
    for _ in range(400):
        start = chance.randrange(500)
        every.append(
            found(chance.choice(kinds), start, start + chance.randrange(1, 30), chance.choice((0.2, 0.5, 0.9)))
        )
    expected = set(resolve_overlaps(every))
    chance.shuffle(every)
    assert set(resolve_overlaps(every)) == expected
    identifiers = sorted((f.start, f.end) for f in expected if f.info_type in {"IBAN", "CREDIT_CARD", "PHONE_NUMBER"})
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(identifiers))
