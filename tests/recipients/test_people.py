"""Whose name a local part spells, and what it costs to find out."""

import string
from itertools import permutations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dlp_service.recipients.letters import key, latin
from dlp_service.recipients.mailboxes import is_role
from dlp_service.recipients.people import Roster, build_people
from dlp_service.recipients.spelling import guesses, read_local, read_name
from dlp_service.values import Category
from tests.recipients.fictional import VIEW, check

QUICK = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# A person of the directory (a name, or an address) and mailboxes that spell the name; all invented.
SPELT = {
    "ada.quorral": "adaquorral quorral.ada a.quorral quorrala aquorral1815 ada_quorral ada-quorral AdaQuorral ada.b.quorral adaquorralhome mrs.ada.quorral",
    "dale.k.quorral.mil": "dale.quorral dalequorral dalekquorral d.k.quorral dkquorral d.quorral dale.kenneth.quorral quorral.dale.k",
    "bjorn.agrenstrand": "bjoern.aagrenstrand björn.ågrenstrand b.agrenstrand",
    "juergen.möllerhain": "jurgen.moellerhain j.mollerhain",
    "Anne-Laure de Quorralec": "al.dequorralec annelaure.dequorralec anne.dequorralec annelaure.quorralec a.de.quorralec laure.dequorralec",
    "hans-juergen.quorralberg": "hj.quorralberg hans.quorralberg h.quorralberg hans-jurgen.quorralberg hansi.quorralberg",
    "abdul.al-quorrali": "abdulalquorrali abdul.quorrali a.alquorrali",
    "aoife.o'quorral": "aoife.oquorral aoife.o.quorral aoquorral",
    "robin.van-quorralhuizen": "robinvanquorralhuizen robin.van.quorralhuizen robin.quorralhuizen",
    "ines.quorralia-pendrake": "ines.quorralia ines.pendrake inesquorraliapendrake",
    "Inés Quorralia Pendrake": "ines.quorralia ines.pendrake",
    "QUORRAL Ada": "ada.quorral",
    "Quorral, Ada": "ada.quorral",
    "robert.quorral": "bob.quorral bobquorral rob_quorral77 rj.quorral",
    "bob.quorral": "robert.quorral",
    "t.quorral": "tjeerd.quorral tjeerdquorral",
    "quorralt": "tomas.quorral t.quorral",
    "QuorralMT": "michel.quorral m.quorral mtquorral",
    "мария.кворрал": "maria.kvorral mariya.kvorral",
    "nataliia.quorral": "natalia.quorral natalya.quorral",
    "john.smith": "john.smith1975 jsmith smith.john",
}
OTHERS = {
    "ada.quorral": "ada quorral adaq anna.quorral ada.quorralson quorral.family",
    "dale.k.quorral.mil": "dale.m.quorral",
    "robert.smith": "bob.smith rob.smith roberta.smith robert.smithson",
    "jose.garcia-lopez": "jose.garcia jose.lopez pepe.garcia",
    "heledd.morgan-jones": "heledd.jones heledd.morgan",
    "t.smith": "thomas.smith",
    "reception": "reception",
    "hr.team": "hr.team hrteam",
    "anna": "anna anna77",
    "jan.quorral": "ian.quorralstone",
}


def roster(person: str) -> Roster:
    is_name = " " in person
    return Roster([(person, "x@own.example")] if is_name else [("", f"{person}@own.example")])


@pytest.mark.parametrize(("person", "local"), [(one, local) for one, found in SPELT.items() for local in found.split()])
def test_a_mailbox_spells_a_name(person, local):
    assert roster(person).find(read_local(local))


@pytest.mark.parametrize(
    ("person", "local"), [(one, local) for one, found in OTHERS.items() for local in found.split()]
)
def test_other_names_are_other_people(person, local):
    assert not roster(person).find(read_local(local))


def test_the_directory_tells_whose_surname_is_rare():
    family = [("", f"{name}.quorral@own.example") for name in ("robert", "ada")]
    clan = [*family, *(("", f"{name}.quorral@own.example") for name in ("ben", "cai", "dot"))]
    assert Roster(family).find(read_local("bob.quorral"))
    assert not Roster(clan).find(read_local("bob.quorral"))
    assert Roster(clan).find(read_local("robert.quorral"))


def test_an_initial_that_fits_many_fits_nobody():
    people = [("", f"{name}.smith@own.example") for name in ("john", "jane", "jill")]
    assert len(Roster(people[:2]).find(read_local("jsmith"))) == 2
    assert not Roster(people).find(read_local("jsmith"))


def test_a_name_in_the_directory_outweighs_its_short_address():
    people = Roster([("Tjeerd Quorral", "t.quorral@own.example")])
    assert people.find(read_local("tjeerd.quorral"))
    assert not people.find(read_local("tom.quorral"))
    assert people.find(read_local("t.quorral"))


NEAR = {"anna.quorral@firm.example": 5, "thomasina.quorral@firm.example": 9, "seldom.quorral@firm.example": 2}


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("anna.quorral@other.example", "anna.quorral@firm.example"),
        ("a.quorral@firm.example", "anna.quorral@firm.example"),
        ("a.quorral@other.example", "anna.quorral@firm.example"),
        ("thomasina.quoral@firm.example", "thomasina.quorral@firm.example"),
        ("thomaisna.quorral@firm.example", "thomasina.quorral@firm.example"),
        ("thomasina.quorrall@firm.example", "thomasina.quorral@firm.example"),
        ("quorral@other.example", ""),
        ("anna@other.example", ""),
        ("seldom.quorral@other.example", ""),
        ("thomasina.quoral@other.example", ""),
        ("thomasina.quorrala@firm.example", ""),
    ],
)
def test_who_is_near_a_known_contact(address, meant):
    local, _, domain = address.partition("@")
    found = build_people(NEAR, (), 3).namesakes(local, domain)
    assert found == ((meant,) if meant else ())


def test_another_given_name_is_no_slip():
    people = build_people({"martina.quorral@firm.example": 9}, (), 3)
    assert people.namesakes("marina.quorral", "firm.example") == ()


def test_an_initial_beside_a_common_surname_is_near_somebody_of_the_same_firm_only():
    people = build_people({"anna.smith@firm.example": 9}, (), 3)
    assert people.namesakes("a.smith", "other.example") == ()
    assert people.namesakes("a.smith", "mail.firm.example") == ("anna.smith@firm.example",)


def test_one_word_at_two_organisations_is_a_function():
    people = build_people({"beekeepers@one.example": 9, "beekeepers@two.example": 9}, (), 3)
    assert people.namesakes("beekeepers", "three.example") == ()
    assert build_people({"tlquorral@one.example": 9}, (), 3).namesakes("tlquorral", "three.example")


class CountingDict(dict):
    """A dictionary that counts what it is asked."""

    asked = 0

    def get(self, *arguments):
        CountingDict.asked += 1
        return super().get(*arguments)


def asked(people: int, locals_: list[str]) -> int:
    names = [("", f"{'abcdefgh'[n % 8]}{letters(n)}.{letters(n * 7 + 1)}quor@own.example") for n in range(people)]
    filled = Roster(names)
    filled._full, filled._short = CountingDict(filled._full), CountingDict(filled._short)
    CountingDict.asked = 0
    for local in locals_:
        filled.find(read_local(local))
    return CountingDict.asked


def letters(number: int) -> str:
    return "".join(string.ascii_lowercase[int(digit)] for digit in str(number))


def test_a_look_up_costs_the_same_however_many_people_there_are():
    typed = [f"a{letters(n)}.{letters(n)}quor" for n in range(50)]
    assert asked(10, typed) == asked(3000, typed)
    assert asked(10, typed * 10) == 10 * asked(10, typed)
    assert asked(10, ["q" * 64]) < 200


@QUICK
@given(st.text(max_size=70))
def test_any_text_is_read(text):
    for words in (read_local(text), read_name(text)):
        assert all(part.stem for word in words for part in word)
        assert len(list(guesses(words))) < 400
    assert latin(latin(text)) == latin(text) or not text.isascii()


names = st.text(string.ascii_lowercase, min_size=5, max_size=12)


@QUICK
@given(names, names, st.sampled_from([".", "_", "", "-"]), st.integers(0, 99))
def test_a_full_name_is_found_in_either_order(given_name, surname, between, number):
    assume(not is_role(f"{given_name}.{surname}"))
    # A word that people add to their name, such as `hotmail`, is none of it.
    assume(all(len(read_local(f"{one}.{other}")) == 2 for one, other in permutations((given_name, surname))))
    assume(read_local(given_name + surname) and read_local(surname + given_name))
    people = roster(f"{given_name}.{surname}")
    assume(len(people))
    assert people.find(read_local(f"{given_name}{between}{surname}{number}"))
    assert people.find(read_local(f"{surname}{between}{given_name}"))


@QUICK
@given(st.text(string.ascii_letters + "äöüåøæ", max_size=20))
def test_a_key_is_one_spelling(text):
    once = key(latin(text))
    assert "y" not in once
    assert key(latin(text.upper())) == key(latin(text.upper().lower()))


LOCALS = st.one_of(
    st.sampled_from(["tobias.okafor", "edwina.marsh", "colm.brady", "info", "all-staff", "kontakt", "zoe", "t.okafor"]),
    st.text(string.ascii_lowercase + ".-_0", min_size=1, max_size=16),
)
ADDRESSES = st.builds(
    "{}@{}".format,
    LOCALS,
    st.sampled_from(["gmail.com", "studio.example", "rossmore-law.ie", "harbourworks.gov.uk", "kelpline.example"]),
)


@QUICK
@given(st.lists(ADDRESSES, unique=True, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_recipients_changes_nothing(addresses, random):
    shuffled = random.sample(addresses, len(addresses))
    one, other = check(*addresses), check(*shuffled)
    assert one.flags == other.flags
    assert {item.address: item for item in one.recipients} == {item.address: item for item in other.recipients}


@QUICK
@given(st.lists(ADDRESSES, unique=True, min_size=9, max_size=14), ADDRESSES)
def test_another_recipient_never_takes_exposure_away(addresses, other):
    if "exposed_recipients" in check(*addresses).flags:
        assert "exposed_recipients" in check(*addresses, other).flags


PERSONAL = {"near_known_contact", "freemail_of_colleague", "own_private_mailbox"}


@QUICK
@given(ADDRESSES)
def test_a_role_is_near_nobody(address):
    if is_role(address.partition("@")[0]):
        assert not PERSONAL & set(check(address).flags)


@QUICK
@given(st.text(max_size=40), st.sampled_from(["@gmail.com", "@studio.example", ""]))
def test_no_address_raises(text, tail):
    found = check(text + tail, sender=text + "@harbourworks.gov.uk")
    assert len(found.recipients) == 1


def test_the_likeness_is_told_in_the_explanation():
    (found,) = check("tobiasokafor88@gmail.com").recipients
    assert found.explanation == (
        "gmail.com is a webmail provider where anyone can hold a mailbox; this private mailbox spells the name of "
        "your colleague Tobias Okafor; did you mean tobias.okafor@hwd.mod.uk?"
    )
    (found,) = check("colm.brady@rossmore-solicitors.ie").recipients
    assert found.explanation.endswith(
        "; this address spells the name of a known contact; did you mean colm.brady@rossmore-law.ie?"
    )
    (found,) = check("edwina.marsh@gmail.com").recipients
    assert found.explanation.endswith("; this private mailbox spells the sender's own name.")
    assert found.suggestion == ""


def test_no_bcc_is_told():
    (found,) = check("tobiasokafor88@gmail.com", visible=()).recipients
    assert "Tobias" not in found.explanation
    assert "freemail_of_colleague" in found.flags
    shown = ("tobiasokafor88@gmail.com",)
    found = check(*shown, "tobias.okafor@hwd.mod.uk", visible=shown).recipients[0]
    assert (found.suggestion, "Tobias" in found.explanation) == ("", False)


def test_nothing_is_suggested_where_several_fit():
    view = VIEW.with_people({}, [("Ann Quorral", "ann.quorral@hwd.mod.uk"), ("Ann Quorral", "ann.quorral2@hwd.mod.uk")])
    found = check("annquorral@gmail.com", view=view).recipients[0]
    assert "freemail_of_colleague" in found.flags
    assert found.suggestion == ""


def test_a_person_known_at_one_partner_is_near_at_another():
    view = VIEW.with_people({"devon.quorral@kelpline.example": 9}, ())
    found = check("devon.quorral@zeeweg-defensie.nl", view=view).recipients[0]
    assert (found.category, found.flags) == (Category.TRUSTED, ("near_known_contact",))
    assert check("devon.quorral@kelpline.example", view=view).flags == ()
    assert check("devon.quorral@harbourworks.gov.uk", view=view).flags == ()
