import pytest

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.protected import FULL_NAME, SURNAME, ProtectedPeopleDetector
from dlp_service.organisation import Person
from dlp_service.values import PartText, Role

PEOPLE = (
    Person("Lucian Garside", "26440182"),
    Person("Amara Nwosu-Field"),
    Person("Zoë Müller"),
    Person("Van der Berg, Petra"),
    Person("Theresa May"),
)
DETECTOR = ProtectedPeopleDetector(PEOPLE)


def found(text, where="body", context=None):
    findings = DETECTOR.detect((PartText("1", where, text),), context or Context(), Budget.unlimited())
    return [(text[f.start : f.end], f.value, f.weight) for f in findings]


@pytest.mark.parametrize(
    "text",
    ["Lucian Garside", "GARSIDE, Lucian", "garside lucian", "L. Garside", "Garside L", "Garside\tLucian", "Lucian J. Garside", "lucian.garside", "Cdr Lucian\nGarside"],
)  # fmt: skip
def test_a_full_name_is_found_in_any_order(text):
    assert [(value, weight) for _, value, weight in found(text)] == [("lucian garside", FULL_NAME)]


@pytest.mark.parametrize("text", ["zoe muller", "Amara Nwosu Field", "AMARA NWOSUFIELD", "Petra van der Berg"])
def test_case_diacritics_and_hyphens_do_not_matter(text):
    assert [weight for _, _, weight in found(text)] == [FULL_NAME]


def test_a_surname_alone_weighs_less():
    assert found("please ask Garside about it") == [("Garside", "lucian garside", SURNAME)]


@pytest.mark.parametrize(
    "text", ["the garside of the road", "Oliver Garside", "on Monday, May 3", "Garsides", "May we come?"]
)
def test_other_bearers_and_ordinary_words_are_not_protected(text):
    assert found(text) == []


def test_a_surname_that_is_a_word_needs_a_title():
    assert found("Mrs May will attend") == [("May", "theresa may", SURNAME)]


def test_the_service_number_alone_names_the_person():
    assert found("26440182 joins on 3 Nov") == [("26440182", "lucian garside", FULL_NAME)]


def test_the_protected_sender_is_context():
    context = Context(sender="lucian.garside@example.org", sender_name="Lucian Garside")
    findings = DETECTOR.detect((PartText("1", "body", "Lucian Garside"),), context, Budget.unlimited())
    assert [f.role for f in findings] == [Role.CONTEXT]
