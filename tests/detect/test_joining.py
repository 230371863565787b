from itertools import combinations, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dlp_service.detect.names.joining import resolve
from dlp_service.detect.names.people import PersonName, known_people, read_name


def people(*written):
    """Return the groups of spellings that are one person, each in the order written."""
    names = [read_name(name) for name in written]
    keys = resolve(names)
    groups = {}
    for text, name in zip(written, names, strict=True):
        groups.setdefault(keys[name], []).append(text)
    return sorted(groups.values())


@pytest.mark.parametrize(
    "written",
    [
        ("John Smith", "Mr Smith", "J. Smith", "Smith J", "SMITH", "John", "Lt Cdr Smith", "SMITH, John", "SMITH John"),
        ('Craig "Spud" Murphy', "Spud", "Spud Murphy", "C Murphy"),
        ("Nia Cadwaladr-Evans", "Nia Cadwaladr", "Nia", "Mrs Cadwaladr-Evans"),
        ("Park Seong-hun", "Seong-hun Park"),
        ("Tan Boon Kiat", "Boon Kiat"),
        ("José María Elizondo Urrutia", "José María Elizondo", "Elizondo"),
        ("Sinéad Ó Conaill", "Sinead O Conaill", "Conaill"),
        ("Gwendolyn Astbury", "Gwen Astbury", "Gwen"),
        ("William Hargreave", "Bill Hargreave", "Bill"),
        ("A R Penrose", "Lt Cdr Penrose", "Penrose, A"),
        ("GARBUTT JA", "Garbutt", "J Garbutt"),
        ("Prof Sir Conrad Attlewood", "Sir Conrad", "Attlewood"),
        ("van Zanten", "Floor van Zanten", "Zanten"),
        ("DAVID o'rourke", "David O'Rourke"),
        ("Carl A Lindqvist", "Lindqvist, Carl A MAJ USARMY 1 CAV DIV (USA)", "Carl Lindqvist"),
        ("Олена Гринько", "Olena Hrynko", "Hrynko"),
        ("Юрий Антонов", "Yuri Antonov", "Y Antonov"),
        ("Harold Whittard", "Capt Whittard's", "Whittard’s"),
        ("Falk Wegener", "Hallo Falk"),
        ("Kędzierskiemu", "Kędzierski"),
        ("Rafała Stachurskiego", "Rafał Stachurski"),
    ],
)
def test_spellings_of_one_person_are_joined(written):
    assert len(people(*written)) == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (("Owen Fothergill", "Kitty Fothergill"), 2),
        (("Owen Fothergill", "Kitty Fothergill", "Fothergill"), 3),
        (("John A Smith", "John B Smith"), 2),
        (("John A Smith", "John B Smith", "John Smith"), 3),
        (("NUTTALL PW", "NUTTALL RB"), 2),
        (("Griffin Ashworth", "Moira Ashworth", "Ashworth"), 3),
        (("Ann Smith", "Anna Smith"), 2),
        (("Jane Ivanov", "John Ivanova"), 2),
        (("Chantelle Obi-Reeves", "Dean Reeves"), 2),
        (("Maria Kowalska", "Jan Kowalski"), 2),
        (("Pat Quinlan", "Patrick Quinlan", "Patricia Quinlan"), 3),
    ],
)
def test_different_people_of_one_name_stay_apart(written, expected):
    assert len(people(*written)) == expected


def test_two_strangers_are_not_joined_through_a_third():
    assert len(people("Nia Cadwaladr", "Nia Evans", "Nia Cadwaladr-Evans")) == 3


def test_two_strangers_are_not_joined_by_a_chain_of_forms():
    assert len(people("Johnny Smith", "John Smith", "John Smith-Garside")) == 3


def test_what_the_text_calls_one_person_is_one():
    one, other = read_name("Lucinda Farthingale"), read_name("Lucinda Crane")
    assert len(set(resolve([one, other]).values())) == 2
    assert len(set(resolve([one, other], [(one, other)]).values())) == 1


def test_people_of_the_same_two_names_have_different_keys():
    keys = resolve([read_name("John A Smith"), read_name("John B Smith")])
    assert sorted(keys.values()) == ["john a smith", "john b smith"]


GIVEN = st.sampled_from(
    ["John", "Johnny", "Ann", "Anna", "Gwen", "Gwendolyn", "J", "A", "G", "Bill", "William", "", "Mr"]
)
SURNAME = st.sampled_from(
    ["Smith", "Smythe", "Smith-Garside", "Garside", "van der Berg", "Berg", "SMITH", "Kowalski", "Kowalskiego"]
)
SPELT = st.builds(
    lambda g, m, s: " ".join(w for w in (g, m, s) if w), GIVEN, st.sampled_from(["", "A", "B", "Paul"]), SURNAME
)


@settings(deadline=None)
@given(st.lists(SPELT, max_size=12).flatmap(lambda names: st.tuples(st.just(names), st.permutations(names))))
def test_the_order_of_names_does_not_matter(pair):
    one, other = ([read_name(name) for name in names] for names in pair)
    assert resolve(one) == resolve(other)


@settings(deadline=None)
@given(st.lists(SPELT, max_size=8))
@example(["John Smith-Garside", "Johnny Smith", "John Smith"])
@example(["Ann Smith", "Paul Smith", "Ann Paul Smith"])
@example(["William A Kowalskiego", "Bill Kowalski", "William A Kowalski"])
@example(["Johnny Paul Kowalskiego", "John A Kowalski", "Johnny Paul Kowalski"])
def test_two_full_names_are_one_person_only_where_they_would_be_alone(written):
    names = [name for name in map(read_name, written) if name.is_full]
    people = resolve(names)
    for one, other in combinations(names, 2):
        assert people[one] != people[other] or len(set(resolve([one, other]).values())) == 1


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=30),
            st.sampled_from(["Юрий Антонов", "Jarosław Kmieć", "فيصل الهاجري", "Παναγιώτης Δ", "Юр", "Ю ł"]),
        ),
        max_size=6,
    )
)
def test_names_of_any_letters_have_a_person(written):
    names = [read_name(text) for text in written]
    assert set(resolve(names)) == set(names)


def test_many_names_cost_no_more_each():
    names = [PersonName(f"j{n:05}", "smith", (f"m{n}",)) for n in range(20_000)]
    partial = [PersonName("j", "smith", (f"x{n}",)) for n in range(5_000)]
    assert len(set(resolve([*names, *partial, PersonName("", "smith")]).values())) > 20_000


def test_an_address_says_nothing_about_others_when_a_display_name_explains_it():
    known = known_people(("Gideon Marchbanks",), ("g.marchbanks@x.example",))
    assert known.knows(read_name("G Marchbanks"))
    assert not known.knows(read_name("Greta Marchbanks"))
    assert known_people((), ("gmarchbanks@x.example",)).knows(read_name("Greta Marchbanks"))


WORDS = st.sampled_from(
    ["Bob", "Robert", "J", "Smith", "Yuri", "Юрий", "Антонов", "Antonov", "Jan", "Janek", "Kędzierski", "Kędzierskiemu"]
)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join).map(read_name)


def test_who_stands_for_a_person_under_another_name_is_put_above_himself_by_nothing():
    bob, other = read_name("Bob"), read_name("Bob J")
    assert len(set(resolve((bob, other), ((other, bob), (bob, other))).values())) == 1


@given(st.lists(NAMES, min_size=1, max_size=6), st.data())
def test_joining_ends_whatever_the_text_calls_one(names, data):
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=3))
    keys = resolve(names, pairs)
    assert set(keys) == set(names)
    assert all(keys[one] == keys[other] for one, other in pairs)


WRITTEN = ("Kate", "Mills", "Van", "Ben", "Al", "Major", "Dear", "Obe", "Ap", "Li", "J", "O'Brien", "MILLS", "mills")


@pytest.mark.parametrize("between", [" ", ", "])
def test_a_simple_name_is_read_like_any_other(between):
    # A blank that does not break says nothing about a name, but keeps it from being read as a simple one.
    for first, last in product(WRITTEN, WRITTEN):
        assert read_name(f"{first}{between}{last}") == read_name(f"{first}{between}{last}".replace(" ", "\u00a0"))


def test_only_names_that_share_a_word_behind_the_given_name_are_compared():
    written = ("Gwen Kowalska", "Gwendolyn Kowalskiej", "Robert Alvarez", "Robert Brandt-Alvarez", "Bob Crane")
    keys = resolve([read_name(name) for name in written])
    assert len(set(keys.values())) == 3
