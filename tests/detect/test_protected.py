import pytest

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.protected.detector import FULL_NAME, PIECE_CHARS, SURNAME, ProtectedPeopleDetector
from dlp_service.detect.protected.hashed import HashedPeopleDetector, hash_people
from dlp_service.detect.protected.sightings import sightings
from dlp_service.detect.protected.tokens import read_words
from dlp_service.hashed_people import NameKey
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


COUNTING = Person("Isolde Ferncastle", "564218")


@pytest.mark.parametrize(
    "text", ["564218 sheets of paper", "a bill of 564218 dollars", "all 564 218 reams of it", "564218 km"]
)
def test_a_short_number_before_what_it_counts_is_nobody(text):
    for detector in (
        ProtectedPeopleDetector([COUNTING]),
        HashedPeopleDetector(hash_people([COUNTING], NameKey(bytes(32)))),
    ):
        assert seen(text, detector) == []


@pytest.mark.parametrize(
    "text",
    ["564218 is on leave", "Officer No 564218 units", "svc no: 564218 sheets", "564218, sheets", "564218\tsheets", "564218 leaves on Monday"],
)  # fmt: skip
def test_a_short_number_that_counts_nothing_or_has_a_cue_is_somebody(text):
    assert seen(text, ProtectedPeopleDetector([COUNTING])) == [("564218", FULL_NAME)]


def test_the_protected_sender_is_context():
    context = Context(sender="lucian.garside@example.org", sender_name="Lucian Garside")
    findings = DETECTOR.detect((PartText("1", "body", "Lucian Garside"),), context, Budget.unlimited())
    assert [f.role for f in findings] == [Role.CONTEXT]


# --- the ways a name is written ------------------------------------------------------------------

ROLL = (
    *PEOPLE,
    Person("Isolde Ferncastle", "W-3041 9977", "harbour.desk@own.example"),
    Person("Yuri Antonov"),
    Person("Jürgen Sørensen"),
    Person("Łukasz Wałęsa", "D249017W"),
    Person("Сергей Иванович Хрущёв"),
    Person("Nikos Papadopoulos"),
    Person("Annemarie O'Brien"),
    Person("Maarten van den Bosch"),
    Person("Gabriel García Márquez"),
    Person("J. Castellane"),
    Person("Hans Weiß"),
)
ROLL_DETECTOR = ProtectedPeopleDetector(ROLL)
HASHED_ROLL_DETECTOR = HashedPeopleDetector(hash_people(ROLL, NameKey(bytes(32))))


def seen(text, detector=ROLL_DETECTOR):
    findings = detector.detect((PartText("1", "body", text),), Context(), Budget.unlimited())
    return [(text[f.start : f.end], f.weight) for f in findings]


WRITTEN = [
    ("Lucian Garside's berth", "Lucian Garside"),
    ("LUCIAN GARSIDE WILL SAIL", "LUCIAN GARSIDE"),
    ("ask lucian garside", "lucian garside"),
    ("LJ Garside", "LJ Garside"),
    ("Garside, L.J.", "Garside, L"),
    ("GARSIDE          LUCIAN", "GARSIDE          LUCIAN"),
    ("| Garside | Lucian |", "Garside | Lucian"),
    ("Lucian James\tGarside", "Lucian James\tGarside"),
    ("> we met Lucian\n> Garside there", "Lucian\n> Garside"),
    ("lucian_garside@own.example", "lucian_garside"),
    ("l.garside@own.example", "l.garside"),
    ("garsidel@own.example", "garsidel"),
    ("LGarside@own.example", "LGarside"),
    ("to harbour.desk@own.example today", "harbour.desk@own.example"),
    ("Isolde Ferncastel", "Isolde Ferncastel"),
    ("Isolde Ferncasle", "Isolde Ferncasle"),
    ("Isolde Ferncasttle", "Isolde Ferncasttle"),
    ("Isolde Ferncaztle", "Isolde Ferncaztle"),
    ("FERNCASTEL, Isolde", "FERNCASTEL, Isolde"),
    ("I. Ferncastel", "I. Ferncastel"),
    ("Isolde Fern-Castle", "Isolde Fern-Castle"),
    ("Amara Nwosu-Feild", "Amara Nwosu-Feild"),
    ("number W30419977", "W30419977"),
    ("W 3041.9977", "W 3041.9977"),
    ("d 249017 w", "d 249017 w"),
    ("Юрий Антонов", "Юрий Антонов"),
    ("Ю. Антонов", "Ю. Антонов"),
    ("АНТОНОВ, Юрий", "АНТОНОВ, Юрий"),
    ("Iurii Antonov", "Iurii Antonov"),
    ("Yuriy Antonov", "Yuriy Antonov"),
    ("Jurij Antonov", "Jurij Antonov"),
    ("Сергей Хрущёв", "Сергей Хрущёв"),
    ("Sergei Khrushchev", "Sergei Khrushchev"),
    ("Sergey Khrushchev", "Sergey Khrushchev"),
    ("Νίκος Παπαδόπουλος", "Νίκος Παπαδόπουλος"),
    ("Juergen Soerensen", "Juergen Soerensen"),
    ("Jurgen Sorensen", "Jurgen Sorensen"),
    ("JÜRGEN SØRENSEN", "JÜRGEN SØRENSEN"),
    ("Zoe Mueller", "Zoe Mueller"),
    ("Lukasz Walesa", "Lukasz Walesa"),
    ("Hans Weiss", "Hans Weiss"),
    ("Lucian G\u0430rside", "Lucian G\u0430rside"),  # a Cyrillic letter that looks like ours
    ("Lu\u00adcian Gar\u200bside", "Lu\u00adcian Gar\u200bside"),
    ("Anne-Marie O’Brien", "Anne-Marie O’Brien"),
    ("Anne Marie OBrien", "Anne Marie OBrien"),
    ("van den Bosch, Maarten", "van den Bosch, Maarten"),
    ("Bosch, Maarten van den", "Bosch, Maarten van den"),
    ("M. van den Bosch", "M. van den Bosch"),
    ("García Márquez, Gabriel", "García Márquez, Gabriel"),
    ("Gabriel Garcia Marquez", "Gabriel Garcia Marquez"),
    ("Josef Castellane", "Josef Castellane"),
]


@pytest.mark.parametrize(("text", "name"), WRITTEN)
def test_a_name_is_found_however_it_is_written(text, name):
    assert seen(text) == seen(text, HASHED_ROLL_DETECTOR) == [(name, FULL_NAME)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hptm Müller fährt", "Müller"),
        ("Cdr Ferncastel attends", "Ferncastel"),
        ("garside@own.example", "garside"),
        ("GARSIDE REPORTS SICK", "GARSIDE"),
        ("we saw Garside, Tom says", "Garside"),
        ("Lt van den Bosch", "van den Bosch"),
        ("Tom Hale\nGarside\nMia Drake", "Garside"),
        ("le capitaine Ferncastle", "Ferncastle"),
    ],
)
def test_a_surname_that_stands_for_a_person_weighs_less(text, name):
    assert seen(text) == seen(text, HASHED_ROLL_DETECTOR) == [(name, SURNAME)]


@pytest.mark.parametrize(
    "text",
    [
        "Tom Garside",
        "T. Garside",
        "Tom L. Garside",
        "Garside, Tom",
        "1  Garside, Tom",
        "GARSIDE T",
        "Amara\tGarside",
        "Lucian Hale, Amara Garside",
        "Tom Garside, Lucian Hale",
        "Hale, Lucian\nGarside, Tom",
        "Lucian\tHale\nAmara\tGarside",
        "Lucian met Tom. Garside Road is closed.",
        "Lucian Garside-Hale",
        "Lucian Hale-Garside",
        "Tom Ferncastel",
        "ferncastel",
        "tom.garside@own.example",
        "Garside Road",
        "a Garside report",
        "the Garside family",
        "Point Garside",
        "in Garside",
        "Don Garside",
        "they said that Rowan\nGarside would see it",
        "it was quoted by Garside\nLaphan in the report",
        "264401",
        "26440182-55",
        "12.26440182",
        "Isolde Fernkastel",
        "Yuri Antonovich",
        "Peter Castellane",
        "May be",
        "Yuri\nPetrov\n\nIvan\nAntonov",
        "Юрий\nПетров\n\nИван\nАнтонов",
    ],
)
def test_who_only_resembles_a_listed_person_is_not_found(text):
    assert seen(text) == seen(text, HASHED_ROLL_DETECTOR) == []


def test_a_bare_surname_is_whoever_is_named_in_full():
    people = (Person("Tom Garside"), Person("Lucian Garside"))
    texts = (PartText("1", "body", "Ask Garside."), PartText("2", "body", "Lucian Garside sails."))
    findings = ProtectedPeopleDetector(people).detect(texts, Context(), Budget.unlimited())
    assert {finding.value for finding in findings} == {"lucian garside"}


def test_two_who_share_a_surname_are_told_apart_in_the_envelope():
    people = (Person("Tom Garside"), Person("Lucian Garside"))
    context = Context(sender="lucian.garside@own.example", sender_name="Lucian Garside")
    text = PartText("1", "body", "Tom Garside and Lucian Garside")
    findings = ProtectedPeopleDetector(people).detect((text,), context, Budget.unlimited())
    assert [(f.value, f.role) for f in findings] == [
        ("tom garside", Role.EVIDENCE),
        ("lucian garside", Role.CONTEXT),
    ]


def test_a_name_at_the_border_of_two_pieces_is_found_once():
    for shift in range(0, 600, 37):
        text = "word " * 6500 + "x" * shift + " Lucian Garside " + "word " * 2000
        assert [name for name, _ in seen(text)] == ["Lucian Garside"]


@pytest.mark.parametrize(
    "unit",
    ["A", "7", " ", "\n", "Garside ", "Lucian ", "GARSIDE LUCIAN\t", "а", "L. ", "-", "'s", "שלום ", "Юрий ", "Nwosu-"],
)
def test_the_work_grows_with_the_text_and_no_faster(unit):
    asked = []
    for size in (1 << 14, 1 << 15, 1 << 16):
        register = Counting(ROLL_DETECTOR._register)
        for start in range(0, size, PIECE_CHARS):
            sightings(read_words((unit * (size // len(unit)))[start : start + PIECE_CHARS]), register)
        asked.append(register.count)
    assert asked[2] <= 2.3 * asked[1] + 50
    assert asked[1] <= 2.3 * asked[0] + 50


def test_more_places_than_a_message_may_report_leave_the_stage_unfinished():
    text = PartText("1", "body", "Lucian Garside; " * 6000)
    with pytest.raises(StageUnfinished, match="more than 5000 places") as stopped:
        ROLL_DETECTOR.detect((text,), Context(), Budget.unlimited())
    assert len(stopped.value.findings) > 5000


def test_more_surnames_than_can_be_looked_at_leave_the_stage_unfinished():
    text = PartText("1", "body", "Lucian Garside. " + "Tom Garside; " * 21000)
    with pytest.raises(StageUnfinished, match="more than 20000 words are surnames") as stopped:
        ROLL_DETECTOR.detect((text,), Context(), Budget.unlimited())
    assert [f.value for f in stopped.value.findings] == ["lucian garside"]


class Counting:
    """A register that counts what it is asked."""

    def __init__(self, register):
        self.sieve = register.sieve
        self.register = register
        self.count = 0

    def ask(self, kind, text):
        self.count += 1
        return self.register.ask(kind, text)
