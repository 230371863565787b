import pytest

from dlp_service.budget import Budget
from dlp_service.detect import build_detectors
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.people import read_name
from dlp_service.detect.protected import FULL_NAME
from dlp_service.detect.protected_hashed import HashedPeopleDetector
from dlp_service.hashed_people import HashedPeople, NameKey
from dlp_service.organisation import Organisation
from dlp_service.values import PartText, Role, Stage

KEY = NameKey(bytes(range(32)))
NAMES = [read_name(name) for name in ("Lucian Garside", "Amara Nwosu-Field", "Zoë Müller", "Van der Berg, Petra")]
PEOPLE = HashedPeople(
    KEY,
    frozenset(KEY.hash("name", name.key) for name in NAMES),
    frozenset(KEY.hash("initial", f"{name.given[0]} {name.surname}") for name in NAMES),
    frozenset({KEY.hash("number", "26440182")}),
)
DETECTOR = HashedPeopleDetector(PEOPLE)


def found(text, context=None):
    findings = DETECTOR.detect((PartText("1", "body", text),), context or Context(), Budget.unlimited())
    return [(text[f.start : f.end], f.value, f.weight) for f in findings]


@pytest.mark.parametrize(
    "text",
    [
        "Lucian Garside",
        "GARSIDE, Lucian",
        "Garside Lucian",
        "Garside\tLucian",
        "Lucian J. Garside",
        "Cdr Lucian\nGarside",
        "ask Lucian Garside, please",
    ],
)
def test_a_full_name_is_found_in_any_order(text):
    assert [(value, weight) for _, value, weight in found(text)] == [("lucian garside", FULL_NAME)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Zoe Muller", "zoe muller"),
        ("Amara Nwosu Field", "amara nwosufield"),
        ("AMARA NWOSUFIELD", "amara nwosufield"),
        ("Amara Nwosu-Field", "amara nwosufield"),
        ("Petra van der Berg", "petra vanderberg"),
        ("Van der Berg, Petra", "petra vanderberg"),
        ("L. Garside", "l garside"),
        ("Garside L", "l garside"),
    ],
)
def test_case_diacritics_hyphens_particles_and_initials_do_not_matter(text, value):
    assert [name for _, name, _ in found(text)] == [value]


@pytest.mark.parametrize("text", ["Garside", "lucian garside", "Oliver Garside", "Lucian\n\n\n\nGarside", "Müller"])
def test_what_a_hash_cannot_tell_is_left(text):
    assert found(text) == []


def test_a_name_is_found_once_where_it_stands():
    text = "Present: Lucian Garside, Zoë Müller and Lucian Garside."
    assert [quote for quote, _, _ in found(text)] == ["Lucian Garside", "Zoë Müller", "Lucian Garside"]


@pytest.mark.parametrize("text", ["no 26440182 joins", "No. 2644-0182."])
def test_the_service_number_alone_names_the_person(text):
    assert [(value, weight) for _, value, weight in found(text)] == [("26440182", FULL_NAME)]


def test_another_number_or_another_key_finds_nobody():
    assert found("26440183 and 126440182") == []
    other = HashedPeopleDetector(HashedPeople(NameKey(bytes(32)), PEOPLE.names, PEOPLE.initials, PEOPLE.numbers))
    text = (PartText("1", "body", "Lucian Garside 26440182"),)
    assert other.detect(text, Context(), Budget.unlimited()) == ()


def test_the_protected_sender_is_context():
    context = Context(sender="lucian.garside@example.org", sender_name="Lucian Garside")
    findings = DETECTOR.detect((PartText("1", "body", "Lucian Garside"),), context, Budget.unlimited())
    assert [f.role for f in findings] == [Role.CONTEXT]


def test_a_late_walk_keeps_what_was_found():
    texts = (PartText("1", "body", "Lucian Garside"), PartText("2", "body", "Zoë Müller"))
    with pytest.raises(StageUnfinished) as stopped:
        DETECTOR.detect(texts, Context(), Budget.of(0))
    assert stopped.value.findings == ()


def test_an_organisation_with_hashed_people_has_them_looked_for():
    detectors = build_detectors(Organisation(hashed_personnel=PEOPLE), None, (Stage.MARKINGS,))
    assert not any(isinstance(detector, HashedPeopleDetector) for detector in detectors)
    assert HashedPeopleDetector(None).detect((PartText("1", "body", "Lucian Garside"),), Context(), Budget.of(0)) == ()
