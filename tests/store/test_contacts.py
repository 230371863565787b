from datetime import timedelta

import pytest
from sqlalchemy import event

from dlp_service.errors import InvalidMessage, NotFound
from dlp_service.store.naming import is_shipped_webmail
from dlp_service.values import ContactHistory
from tests.review.made import NOW

ADDRESS = "b.holt@partner.example"


def deliver(store, sender="a@mod.uk", address=ADDRESS, outcome="DELIVERED", days=0, case=None, recipients=None):
    case = case or f"{sender} {address} {outcome} {days}"
    recipients = [address] if recipients is None else recipients
    time = NOW + timedelta(days=days)
    store.put_case(case, {}, received=time, sender=sender, recipients=recipients)
    return store.report_dispositions(case, [(address, outcome)], time)


def contact(store, address=ADDRESS, sender="", days=30, **options):
    history = store.history([address], sender, now=NOW + timedelta(days=days), **options)
    assert history.is_supplied
    return dict(history.contacts)[address]


def test_stranger_has_no_history(store):
    assert contact(store) == ContactHistory()


def test_verdict_alone_teaches_nothing(store):
    store.put_case("c1", {}, received=NOW, sender="a@mod.uk", recipients=[ADDRESS])
    assert contact(store) == ContactHistory()
    assert store.history([ADDRESS], now=NOW).delivered_domains == frozenset()


def test_reported_deliveries_are_counted_by_principal(store):
    deliver(store, "a@mod.uk")
    deliver(store, "a@mod.uk", days=1)
    deliver(store, "c@mod.uk", days=2)
    assert contact(store, sender="A@mod.uk") == ContactHistory(3, 2, is_learnt=False, from_sender=2)
    assert contact(store, sender="x@mod.uk").from_sender == 0


def test_spelling_of_the_address_does_not_matter(store):
    deliver(store, address="Ann@Bücher.example")
    assert contact(store, "ann@xn--bcher-kva.example.").deliveries == 1


def test_report_is_idempotent(store):
    assert deliver(store, case="c1") == 1
    assert deliver(store, case="c1") == 0
    assert contact(store).deliveries == 1


@pytest.mark.parametrize("outcome", ["REJECTED", "HELD", "DISCARDED", "FAILED"])
def test_other_outcomes_teach_nothing(store, outcome):
    assert deliver(store, outcome=outcome) == 1
    assert contact(store) == ContactHistory()


def test_reply_makes_a_contact_learnt(store):
    deliver(store, outcome="REPLIED")
    assert contact(store) == ContactHistory(0, 0, is_learnt=True)


@pytest.mark.parametrize(
    ("senders", "days", "is_learnt"),
    [
        (("a", "b", "c"), (0, 7, 14), True),
        (("a", "b", "c"), (14, 7, 0), True),
        (("a", "b", "c"), (0, 7, 13), False),
        (("a", "b", "b"), (0, 7, 30), False),
        (("a", "b", ""), (0, 7, 30), False),
    ],
)
def test_three_principals_over_fourteen_days_make_a_contact_learnt(store, senders, days, is_learnt):
    for name, number in zip(senders, days, strict=True):
        deliver(store, name and f"{name}@mod.uk", days=number)
    assert contact(store).is_learnt is is_learnt


def test_webmail_is_never_learnt(store):
    deliver(store, address="someone@gmail.com", outcome="REPLIED")
    assert contact(store, "someone@gmail.com") == ContactHistory(0, 0, is_learnt=False)
    deliver(store, outcome="REPLIED")
    assert contact(store, is_webmail=lambda domain: domain == "partner.example").is_learnt is False


def test_throw_away_domains_are_never_learnt(store):
    address = "first.last@mailinator.com"
    deliver(store, address=address, outcome="REPLIED")
    write_for_weeks(store, address)
    assert contact(store, address) == ContactHistory(3, 3, is_learnt=False)


def test_shipped_webmail_covers_subdomains_and_not_suffixes():
    assert is_shipped_webmail("mail.gmail.com")
    assert not is_shipped_webmail("com")
    assert not is_shipped_webmail("")


def write_for_weeks(store, address, days=(0, 7, 14)):
    for name, day in zip("abc", days, strict=True):
        deliver(store, f"{name}@mod.uk", address=address, days=day)


def test_delivered_domains_are_those_of_the_recipients_only(store):
    for address in (ADDRESS, "x@other.example"):
        write_for_weeks(store, address)
        deliver(store, address=address, outcome="REPLIED")
    history = store.history(["new@partner.example", "new@third.example"], now=NOW + timedelta(days=15))
    assert history.delivered_domains == {"partner.example"}


def test_a_domain_earns_trust_by_replies_and_lasting_mail_together(store):
    def earned(address="somebody@partner.example"):
        return store.history([address], now=NOW + timedelta(days=15)).delivered_domains

    deliver(store, outcome="REPLIED", address="e@partner.example")
    for number in range(20):
        deliver(store, "a@mod.uk", case=f"{number}")
    assert earned() == frozenset()  # one of our people, whatever came back
    write_for_weeks(store, "c.dray@partner.example")
    write_for_weeks(store, "c.dray@silent.example")
    assert earned() == {"partner.example"}
    assert earned("x@silent.example") == frozenset()  # nobody there ever answered
    assert earned("x@mail.partner.example") == {"partner.example"}
    assert store.history(["x@partner.example"], now=NOW + timedelta(days=500)).delivered_domains == frozenset()


def test_address_that_the_case_does_not_have_teaches_nothing(store):
    assert deliver(store, recipients=["somebody@else.example"]) == 1
    assert contact(store) == ContactHistory()
    assert store.history([ADDRESS]).delivered_domains == frozenset()


def test_case_kept_without_parties_teaches_nothing(store):
    store.put_case("spillage", {}, received=NOW)
    store.report_dispositions("spillage", [(ADDRESS, "DELIVERED")], NOW)
    assert contact(store) == ContactHistory()


def test_confirmation_teaches_nothing(store):
    offer = store.offer_confirmation("a@mod.uk", [ADDRESS], "d" * 64, NOW + timedelta(days=1))
    store.confirm(offer.reference, "a@mod.uk", [ADDRESS], NOW)
    assert contact(store) == ContactHistory()


def test_report_of_an_unknown_case_or_outcome_is_refused(store):
    with pytest.raises(NotFound):
        store.report_dispositions("none", [(ADDRESS, "DELIVERED")], NOW)
    store.put_case("c1", {}, received=NOW, sender="a@mod.uk", recipients=[ADDRESS])
    with pytest.raises(InvalidMessage) as refused:
        store.report_dispositions("c1", [(ADDRESS, "DELIVERED"), (ADDRESS, "LOST")], NOW)
    assert refused.value.field == "dispositions[1].outcome"
    assert contact(store) == ContactHistory()


def test_history_keeps_order_and_spelling_of_many_addresses(store):
    addresses = [f"User{number}@d{number % 700}.example" for number in range(1500)]
    write_for_weeks(store, addresses[1499])
    deliver(store, address=addresses[1499], outcome="REPLIED")
    history = store.history(addresses, now=NOW + timedelta(days=15))
    assert [address for address, _ in history.contacts] == addresses
    assert [address for address, known in history.contacts if known.deliveries] == [addresses[1499]]
    assert history.delivered_domains == {"d99.example"}


def test_no_recipients_have_no_history(store):
    assert store.history([]).contacts == ()


@pytest.mark.parametrize(("recipients", "most"), [(1, 1), (5, 1), (100, 1), (400, 1), (1000, 3)])
def test_the_history_of_a_hundred_recipients_is_one_query(store, recipients, most):
    addresses = [f"first{number}.last{number}@mail.host{number}.example" for number in range(recipients)]
    deliver(store, address=addresses[-1])
    statements = []
    engine = store._database._readers

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    history = store.history(addresses, "a@mod.uk", now=NOW)
    event.remove(engine, "before_cursor_execute", note)
    assert len([text for text in statements if text.startswith("SELECT")]) == len(statements) <= most
    assert history.contacts[-1][1].deliveries == 1
