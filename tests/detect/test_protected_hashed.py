import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp_service.budget import Budget
from dlp_service.detect import build_detectors
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.protected.detector import FULL_NAME, SURNAME, ProtectedPeopleDetector
from dlp_service.detect.protected.hashed import HashedPeopleDetector, hash_people, is_hashable
from dlp_service.hashed_people import HashedList, NameKey
from dlp_service.organisation import Organisation, Person
from dlp_service.values import PartText, Role, Stage

KEY = NameKey(bytes(range(32)))
LISTED = (
    Person("Lucian Garside", "26440182", "dockmaster@own.example"),
    Person("Amara Nwosu-Field"),
    Person("Zoë Müller"),
    Person("Van der Berg, Petra"),
    Person("Isolde Ferncastle", "W-3041 9977"),
    Person("Юрий Антонов"),
)
PEOPLE = hash_people(LISTED, KEY)
DETECTOR = HashedPeopleDetector(PEOPLE)
CLEAR = ProtectedPeopleDetector(LISTED)


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


@pytest.mark.parametrize("text", ["Oliver Garside", "the garside", "Garside Road", "26440183", "126440182", "2644018"])
def test_who_is_not_listed_is_not_found(text):
    assert found(text) == []


def test_a_surname_alone_and_small_letters_are_found_as_by_a_plain_list():
    assert found("please ask Garside") == [("Garside", "garside", SURNAME)]
    assert found("ask lucian garside") == [("lucian garside", "lucian garside", FULL_NAME)]


def test_one_person_is_one_key_once_named_in_full():
    text = "Lucian Garside sails. Garside has number 26440182, and lgarside@own.example is his."
    assert {value for _, value, _ in found(text)} == {"lucian garside"}


def test_a_name_is_found_once_where_it_stands():
    text = "Present: Lucian Garside, Zoë Müller and Lucian Garside."
    assert [quote for quote, _, _ in found(text)] == ["Lucian Garside", "Zoë Müller", "Lucian Garside"]


@pytest.mark.parametrize("text", ["no 26440182 joins", "No. 2644-0182.", "26 44 01 82", "2644.0182"])
def test_the_service_number_alone_names_the_person(text):
    assert [(value, weight) for _, value, weight in found(text)] == [("26440182", FULL_NAME)]


def test_another_key_finds_nobody():
    other = HashedPeopleDetector(
        HashedList(NameKey(bytes(32)), 6, PEOPLE.answers, PEOPLE.whole, PEOPLE.heads, PEOPLE.near, PEOPLE.beside, 5)
    )
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


@pytest.mark.parametrize(
    ("name", "expected"), [("Lucian Garside", True), ("J. Smith", True), ("Garside", False), ("Cdr Garside", False)]
)
def test_a_single_word_is_not_hashed(name, expected):
    assert is_hashable(Person(name)) is expected


# --- clear and hashed agree ----------------------------------------------------------------------

SYLLABLES = st.sampled_from(
    [
        "ba",
        "der",
        "fen",
        "gar",
        "holm",
        "is",
        "kel",
        "lun",
        "mar",
        "nor",
        "ost",
        "pet",
        "ros",
        "sen",
        "tor",
        "vil",
        "wick",
        "zu",
        "ü",
        "ø",
        "ł",
        "jo",
        "yu",
    ]
)
NAMES = st.lists(SYLLABLES, min_size=2, max_size=5).map("".join)
SURNAMES = st.one_of(
    NAMES, st.tuples(NAMES, NAMES).map("-".join), NAMES.map(lambda name: "van der " + name.capitalize())
)
NUMBERS = st.one_of(st.just(""), st.from_regex(r"[A-Z]?[0-9]{6,8}", fullmatch=True))
PERSONS = st.tuples(NAMES, SURNAMES, NUMBERS).map(
    lambda p: Person(f"{p[0].capitalize()} {p[1] if ' ' in p[1] else p[1].title()}", p[2])
)


@st.composite
def spelt(draw, person):
    """Write a person down in one of the ways that people do, sometimes with a slip."""
    given_name, _, surname = person.name.partition(" ")
    if draw(st.booleans()) and len(surname) > 4:
        at = draw(st.integers(1, len(surname) - 2))
        surname = draw(
            st.sampled_from(
                [
                    surname[:at] + surname[at + 1 :],
                    surname[:at] + surname[at] + surname[at:],
                    surname[:at] + surname[at + 1] + surname[at] + surname[at + 2 :],
                    surname.replace("-", " "),
                    surname.replace("-", ""),
                ]
            )
        )
    ways = [
        f"{given_name} {surname}",
        f"{surname.upper()}, {given_name}",
        f"{given_name[0]}. {surname}",
        f"{surname} {given_name[0]}",
        f"Cdr {surname}",
        f"{given_name.lower()}.{surname.lower()}@own.example",
        f"{surname}\t{given_name}",
        f"{given_name} M. {surname}'s",
        f"Tom {surname}",
        surname,
        person.service_number,
        " ".join(person.service_number[n : n + 3] for n in range(0, len(person.service_number), 3)),
    ]
    way = draw(st.sampled_from(ways))
    return draw(st.sampled_from([way, way.upper(), way.lower(), f"ask {way} now", f"with {way}, and others"]))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_plain_and_hashed_lists_see_the_same(data):
    people = tuple(data.draw(st.lists(PERSONS, min_size=1, max_size=4, unique=True)))
    text = data.draw(st.sampled_from([" ", ". ", "\n", "; "])).join(
        data.draw(spelt(data.draw(st.sampled_from(people)))) for _ in range(data.draw(st.integers(1, 4)))
    )
    detectors = (ProtectedPeopleDetector(people), HashedPeopleDetector(hash_people(people, KEY)))
    seen = [
        [
            (f.start, f.end, f.weight, f.confidence, f.role)
            for f in detector.detect((PartText("1", "body", text),), Context(), Budget.unlimited())
        ]
        for detector in detectors
    ]
    assert seen[0] == seen[1]
