"""What reports teach, in whatever order and number they come."""

import hashlib
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from dlp_service.config import StoreSettings
from dlp_service.errors import NotFound
from dlp_service.store import open_store, rotate_keys
from dlp_service.store.past import Past
from dlp_service.store.schema import METADATA, contact_senders, contacts
from dlp_service.values import ContactHistory
from tests.review.made import NOW

ANN, BOB, EVE = "ann.lee@partner.example", "bob@partner.example", "eve@elsewhere.example"
ID = "<1@mod.uk>"


def at(days):
    return NOW + timedelta(days=days)


def send(store, case="c1", sender="a@mod.uk", to=(ANN,), days=0, message_id=ID):
    store.put_case(case, {}, received=at(days), sender=sender, recipients=to, message_id=message_id)


def report(store, outcome="DELIVERED", case="c1", to=(ANN,), days=0):
    return store.report_dispositions(case, [(address, outcome) for address in to], at(days))


def answer(store, author=ANN, case="r1", days=1, answers=(ID,), is_delivered=True):
    store.put_case(case, {}, received=at(days), sender=author, recipients=["a@mod.uk"], answers=answers)
    if is_delivered:
        store.report_dispositions(case, [("a@mod.uk", "DELIVERED")], at(days))


def case_of(name, address, start=0):
    return hashlib.sha256(f"{name} {address} {start}".encode()).hexdigest()


def write_for_weeks(store, address, start=0):
    for number, name in enumerate("abc"):
        case = case_of(name, address, start)
        send(store, case, f"{name}@mod.uk", (address,), start + 7 * number, message_id="")
        report(store, case=case, to=(address,), days=start + 7 * number)


def known(store, address=ANN, days=20, sender=""):
    return dict(store.history([address], sender, now=at(days)).contacts)[address]


def table(store):
    """Return everything learnt, as it lies in the tables."""
    with store._database.read() as connection:
        return [sorted(map(tuple, connection.execute(select(one)))) for one in (contacts, contact_senders)]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.db"


# --- replies ---


def test_a_reply_to_what_we_delivered_makes_its_author_known(store):
    send(store)
    report(store)
    assert not known(store).is_learnt
    answer(store)
    assert known(store) == ContactHistory(1, 1, is_learnt=True)


@pytest.mark.parametrize(
    ("author", "answers"),
    [
        (EVE, (ID,)),  # knows the Message-ID, and was never written to
        (BOB, (ID,)),  # a colleague of who was written to
        (ANN, ("<2@mod.uk>",)),  # answers something else
        (ANN, ()),  # writes to us out of the blue
        ("ann.lee@partner.example.evil.example", (ID,)),
        (EVE, tuple(f"<{number}@guess.example>" for number in range(20))),
    ],
)
def test_whoever_was_not_delivered_the_message_that_is_answered_stays_unknown(store, author, answers):
    send(store)
    report(store)
    answer(store, author, answers=answers)
    assert not known(store, author).is_learnt
    assert not known(store).is_learnt


@pytest.mark.parametrize("outcome", ["FAILED", "REJECTED", "DISCARDED", "HELD"])
def test_a_reply_to_what_was_not_delivered_teaches_nothing(store, outcome):
    send(store)
    report(store, outcome)
    answer(store)
    assert known(store) == ContactHistory()


def test_a_reply_teaches_when_it_is_delivered_itself_and_not_when_it_is_judged(store):
    send(store)
    report(store)
    answer(store, is_delivered=False)
    assert not known(store).is_learnt
    store.report_dispositions("r1", [("a@mod.uk", "REJECTED"), ("stranger@mod.uk", "DELIVERED")], at(1))
    assert not known(store).is_learnt
    store.report_dispositions("r1", [("a@mod.uk", "DELIVERED")], at(1))
    assert known(store).is_learnt


def test_a_reply_that_overtakes_the_report_of_the_delivery_counts_when_that_comes(store):
    send(store)
    answer(store)
    assert known(store) == ContactHistory()
    report(store, days=2)
    assert known(store) == ContactHistory(1, 1, is_learnt=True)


def test_a_reply_teaches_nothing_about_those_it_was_sent_to(store):
    send(store)
    report(store)
    answer(store)
    assert known(store, "a@mod.uk") == ContactHistory()


def test_every_reply_keeps_its_author_known_for_longer(store):
    send(store)
    report(store)
    answer(store, days=1)
    assert (known(store, days=400).is_learnt, known(store, days=401).is_learnt) == (True, False)
    answer(store, case="r2", days=50)
    answer(store, case="r3", days=20)
    assert (known(store, days=449).is_learnt, known(store, days=450).is_learnt) == (True, False)


def test_a_reply_to_one_leg_of_a_mail_finds_it_among_the_others(store):
    for number in range(5):
        send(store, f"leg{number}", to=(f"user{number}@partner.example",))
        report(store, case=f"leg{number}", to=(f"user{number}@partner.example",))
    answer(store, "user3@partner.example")
    learnt = [known(store, f"user{number}@partner.example").is_learnt for number in range(5)]
    assert learnt == [False, False, False, True, False]


def test_a_reply_cannot_be_answered_into_knowing_us_or_a_third(store):
    """A reply's own Message-ID is no delivery of ours, so that strangers cannot vouch for each other."""
    send(store)
    report(store)
    store.put_case("r1", {}, received=at(1), sender=ANN, recipients=[EVE], message_id="<r1@x.example>", answers=(ID,))
    store.report_dispositions("r1", [(EVE, "DELIVERED")], at(1))
    answer(store, EVE, case="r2", answers=("<r1@x.example>",))
    assert known(store, EVE) == ContactHistory()


def test_an_address_that_the_case_does_not_have_does_not_become_known_by_answering(store):
    send(store, to=(BOB,))
    report(store, to=(EVE,))  # the address that an analyst corrected it to
    answer(store, EVE)
    assert known(store, EVE) == ContactHistory()


# --- copies that come to nothing ---


def test_what_became_of_one_copy_says_nothing_about_another(store):
    send(store, to=(ANN, BOB, EVE))
    store.report_dispositions("c1", [(ANN, "DELIVERED"), (BOB, "FAILED"), (EVE, "HELD")], at(0))
    assert [known(store, address).deliveries for address in (ANN, BOB, EVE)] == [1, 0, 0]


def test_a_bounce_takes_the_delivery_back_in_either_order(store):
    before = table(store)
    for number, order in enumerate((("DELIVERED", "FAILED"), ("FAILED", "DELIVERED"))):
        case = f"c{number}"
        send(store, case)
        for outcome in (*order, *order):
            report(store, outcome, case=case, days=number)
    assert known(store) == ContactHistory()
    assert table(store) == before


def test_a_bounce_takes_back_who_wrote_and_leaves_what_else_is_known(store):
    write_for_weeks(store, ANN)
    assert known(store).is_learnt
    send(store, "d", "d@mod.uk", days=15)
    report(store, case="d", days=15)
    report(store, "FAILED", case="d", days=16)
    assert known(store) == ContactHistory(3, 3, is_learnt=True, is_lasting=True)
    report(store, "FAILED", case=case_of("c", ANN), days=17)
    assert known(store) == ContactHistory(2, 2, is_learnt=False)


@pytest.mark.parametrize("outcomes", list(permutations(["DELIVERED", "FAILED", "HELD", "REJECTED"])))
def test_contradicting_reports_teach_nothing_in_any_order(store, outcomes):
    send(store)
    for outcome in outcomes:
        report(store, outcome)
    assert known(store) == ContactHistory()


def test_a_held_copy_that_is_released_and_delivered_counts(store):
    send(store)
    report(store, "HELD")
    assert known(store) == ContactHistory()
    report(store, days=2)
    assert known(store).deliveries == 1


# --- order, number, time ---


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.data())
def test_reports_teach_the_same_in_any_order_and_however_often(data):
    """Twelve mails by four people over five weeks, some bounced, some answered: shuffled, and told up to three times."""
    tables = []
    events = [(f"c{number}", f"{'abcd'[number % 4]}@mod.uk", 3 * number) for number in range(12)]
    reports = [(case, "DELIVERED", days) for case, _, days in events]
    reports += [(f"c{number}", "FAILED", 40) for number in data.draw(st.sets(st.integers(0, 11), max_size=5))]
    reports += [(f"r{number}", "ANSWER", 41 + number) for number in data.draw(st.sets(st.integers(0, 11), max_size=3))]
    for _ in range(2):
        # One key ring for both, so that hashes can be compared.
        with open_store(StoreSettings()) as store:
            store._vault = tables[0][1] if tables else store._vault
            for case, sender, days in events:
                send(store, case, sender, (ANN, BOB), days, message_id=f"<{case}@mod.uk>")
            for case, outcome, days in data.draw(st.permutations(reports * data.draw(st.integers(1, 3)))):
                if outcome == "ANSWER":
                    answer(store, case=case, days=days, answers=(f"<c{case[1:]}@mod.uk>",))
                else:
                    report(store, outcome, case=case, to=(ANN, BOB), days=days)
            tables.append((table(store), store._vault))
    assert tables[0][0] == tables[1][0]


def test_nothing_is_dated_before_its_case_was_received(store):
    send(store, days=0)
    report(store, days=-500)
    assert known(store, days=0).deliveries == 1


def test_a_report_repeated_after_its_record_expired_is_refused_and_not_counted_twice(store):
    send(store)
    report(store, days=-500)
    for days in range(0, 89, 8):
        store.expire(at(days))
        report(store, days=-500)
    assert known(store, days=89).deliveries == 1
    store.expire(at(90))
    with pytest.raises(NotFound):
        report(store, days=90)
    assert known(store, days=90).deliveries == 1


def test_someone_not_written_to_for_long_is_a_stranger_again(store):
    write_for_weeks(store, ANN)
    counts = [known(store, days=days).deliveries for days in (14, 90, 130, 300, 413, 414)]
    assert counts == [3, 3, 2, 1, 1, 0]
    assert [known(store, days=days).is_learnt for days in (14, 90, 130, 300)] == [True, True, False, False]


def test_what_is_not_seen_again_is_forgotten_and_leaves_no_row(store):
    write_for_weeks(store, ANN)
    send(store, "c1", days=14)
    report(store, days=14)
    answer(store, days=14)
    assert all(table(store))
    store.expire(at(413))
    assert known(store, days=413) == ContactHistory(1, 2, is_learnt=True)
    gone = store.expire(at(414)).contacts
    assert gone == 3  # the address, its domain and its name
    assert table(store) == [[], []]


def test_expiry_cuts_off_the_old_days_of_those_still_written_to(store):
    write_for_weeks(store, ANN)
    write_for_weeks(store, ANN, start=300)
    size = sum(len(row[-1]) for one in table(store) for row in one)
    before = known(store, days=420)
    store.expire(at(420))
    assert known(store, days=420) == before
    assert sum(len(row[-1]) for one in table(store) for row in one) < size
    first = min(row[-3] for one in table(store) for row in one)
    assert first >= (at(420) - at(0)).days - 399 + (NOW - NOW.replace(year=1970, month=1, day=1)).days


def test_a_changed_half_life_holds_for_what_was_learnt_before(path):
    with open_store(StoreSettings(path=str(path))) as store:
        write_for_weeks(store, ANN)
        assert known(store, days=60).deliveries == 3
    with open_store(StoreSettings(path=str(path), contact_half_life_days=10, contact_days=70)) as store:
        assert known(store, days=60).deliveries == 1
        assert known(store, days=84).deliveries == 0
    with open_store(StoreSettings(path=str(path))) as store:
        assert known(store, days=60).deliveries == 3


def test_contacts_outlive_a_rotated_key(path):
    with open_store(StoreSettings(path=str(path))) as store:
        write_for_weeks(store, ANN)
        send(store, "open")
    rotate_keys(path.with_name("store.db.key"))
    with open_store(StoreSettings(path=str(path))) as store:
        assert known(store).is_learnt
        report(store, case="open")
        assert known(store).deliveries == 4


# --- names ---


def test_the_name_of_a_learnt_contact_is_recognised_at_another_domain(store):
    write_for_weeks(store, ANN)
    for address, is_near in {
        "ann.lee@partnr.example": True,
        "Ann.Lee+home@gmail.com": True,
        ANN: False,
        "ann.lee+x@partner.example": False,
        "ann.li@partnr.example": False,
        "lee.ann@partnr.example": False,
    }.items():
        assert known(store, address).has_namesake is is_near, address


def test_the_name_of_someone_only_written_to_is_not_kept(store):
    send(store)
    report(store)
    assert not known(store, "ann.lee@partnr.example").has_namesake
    assert len(table(store)[0]) == 2  # address and domain


def test_a_sender_is_no_namesake_of_their_own(store):
    write_for_weeks(store, "ann.lee@mod.uk")
    assert not known(store, "ann.lee@home.example", sender="ann.lee@mod.uk").has_namesake
    assert known(store, "ann.lee@home.example", sender="x@elsewhere.example").has_namesake


@pytest.mark.parametrize(
    "address", ["info@partner.example", "ann@partner.example", "ann.lee@gmail.com", "a.l@x.example"]
)
def test_words_and_webmail_users_leave_no_name(store, address):
    write_for_weeks(store, address)
    assert not known(store, f"{address.partition('@')[0]}@other.example").has_namesake
    assert len(table(store)[0]) == 2


def test_a_name_is_forgotten_with_its_contact(store):
    write_for_weeks(store, ANN)
    near = [known(store, "ann.lee@partnr.example", days=days).has_namesake for days in range(14, 414)]
    learnt = [known(store, ANN, days=days).is_learnt for days in range(14, 414)]
    assert near == learnt
    assert (near[0], near[-1]) == (True, False)


def test_a_name_goes_when_its_contact_bounced(store):
    write_for_weeks(store, ANN)
    report(store, "FAILED", case=case_of("b", ANN), days=15)
    assert not known(store, "ann.lee@partnr.example").has_namesake


def test_names_are_not_kept_where_the_settings_say_so():
    with open_store(StoreSettings(contact_names=False)) as store:
        write_for_weeks(store, ANN)
        assert not known(store, "ann.lee@partnr.example").has_namesake
        assert len(table(store)[0]) == 2


# --- what lies in the file ---


def test_no_address_domain_or_name_lies_in_the_file(path):
    people = ("Zacharias.Quillfeather@Gooseberry-Works.example", "vexillology@thimbleshire.example")
    with open_store(StoreSettings(path=str(path))) as store:
        for number, person in enumerate(people):
            write_for_weeks(store, person)
            send(
                store,
                f"c{number}",
                "drusilla.penhaligon@mod.example",
                (person,),
                message_id=f"<wombat{number}@mod.example>",
            )
            report(store, case=f"c{number}", to=(person,))
            answer(store, person, case=f"r{number}", answers=(f"<wombat{number}@mod.example>",))
            assert known(store, person).is_learnt
        files = [file.read_bytes().lower() for file in path.parent.glob("store.db*")]
    assert len(files) == 5  # the file, its log, its index, its key, its lock
    words = b"zacharias quillfeather gooseberry vexillology thimbleshire drusilla penhaligon wombat partner mod.example"
    for word in words.split():
        for spelt in (word, word.decode().encode("utf-16-le"), word.hex().encode()):
            assert not any(spelt in content for content in [*files, path.read_bytes().lower()]), word


def test_hashes_of_one_person_as_address_and_name_do_not_tell_each_other(store):
    vault = store._vault
    assert vault.hash("name", "ann.lee") != vault.hash_address("ann.lee")
    with open_store(StoreSettings()) as other:
        assert other._vault.hash_address(ANN) != vault.hash_address(ANN)


def test_the_tables_of_contacts_hold_hashes_days_and_counts_only():
    columns = {column.name for one in (contacts, contact_senders) for column in METADATA.tables[one.name].columns}
    assert columns == {"recipient", "sender", "first_day", "last_day", "past"}
    past = Past()
    past.deliver(20_000, b"w" * 16)
    assert len(past.pack()) == 8 + 8 + 20
