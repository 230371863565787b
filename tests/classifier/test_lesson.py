"""Which messages teach, and what."""

from dataclasses import replace

import pytest

from dlp_service import mail
from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.lesson import Lesson, lesson_of
from dlp_service.values import Action, Envelope, Exchange, Extraction, Origin, Outcome, Submitter, Verdict
from tests.policy.cases import COLLEAGUE, SLIP, STRANGER, case

WRITER = Submitter("ana.bell@office.example", "SASL")
SENT = Exchange("<1@office.example>")
REPLY = Exchange("<r@hotel.example>", ("<1@office.example>",), "sam@hotel.example")
FROM_SAM = {
    "mail_from": "sam@hotel.example",
    "direction": "inbound",
    "authenticated_domain": "hotel.example",
    "submitter": Submitter(),
}


def outcome(*risks, exchange=SENT, is_sealed=False, **changes):
    made = case(*risks)
    made = replace(made, envelope=replace(made.envelope, **{"submitter": WRITER, **changes}))
    verdict = Verdict(Action.ALLOW, (), (), "", "", "r", is_sealed=is_sealed)
    return Outcome(made, verdict, Extraction((), (), ""), exchange=exchange)


def reply(exchange=REPLY, **changes):
    return lesson_of(outcome(COLLEAGUE, exchange=exchange, **{**FROM_SAM, **changes}))


def test_mail_of_a_vouched_person_teaches_deliveries_to_outsiders():
    assert lesson_of(outcome(STRANGER, COLLEAGUE, SLIP)) == Lesson(
        "ana.bell@office.example", ("sam@hotel.example", "lee@navy.ml"), "<1@office.example>"
    )


@pytest.mark.parametrize(
    "submitter", [Submitter(), Submitter("ana.bell@office.example"), Submitter("ana.bell@office.example", "none")]
)
def test_mail_of_somebody_nobody_vouches_for_teaches_no_principal(submitter):
    made = outcome(STRANGER, submitter=submitter, mail_from="ana.bell@office.example")
    assert lesson_of(made) == Lesson("", ("sam@hotel.example",), "<1@office.example>")


@pytest.mark.parametrize("origin", [Origin.AUTO_REPLY, Origin.DSN, Origin.MDN, Origin.LIST, Origin.APPLICATION])
def test_what_no_person_wrote_teaches_nothing_in_either_direction(origin):
    assert lesson_of(outcome(STRANGER, origin=origin)) == Lesson()
    assert reply(origin=origin) == Lesson()


def test_an_invitation_is_written_by_a_person():
    assert lesson_of(outcome(STRANGER, origin=Origin.CALENDAR)).recipients


def test_a_spillage_teaches_nothing():
    assert lesson_of(outcome(STRANGER, is_sealed=True)) == Lesson()


def test_a_proven_reply_teaches_that_its_author_answered():
    assert reply() == Lesson("sam@hotel.example", ("ana@office.example",), answers=("<1@office.example>",))
    assert reply(direction="INBOUND", authenticated_domain="Hotel.Example.") == reply()


def test_the_proven_domain_covers_the_hosts_under_it():
    exchange = replace(REPLY, author="sam@mail.hotel.example")
    assert reply(exchange).sender == "sam@mail.hotel.example"


@pytest.mark.parametrize(
    "changes",
    [
        {"authenticated_domain": ""},
        {"authenticated_domain": "example"},
        {"authenticated_domain": "otel.example"},
        {"authenticated_domain": "mail.hotel.example"},
        {"authenticated_domain": "evil.example"},
        {"mail_from": ""},
        {"mail_from": "<>"},
        {"exchange": replace(REPLY, author="")},
        {"exchange": replace(REPLY, author="hotel.example")},
        {"exchange": replace(REPLY, answers=())},
        {"exchange": replace(REPLY, author="sam@hotel.example.evil.example")},
    ],
)
def test_a_reply_that_is_not_proven_teaches_nothing(changes):
    assert reply(**changes) == Lesson()


def test_inbound_mail_never_teaches_a_delivery_and_outbound_mail_never_a_reply():
    assert reply(replace(REPLY, answers=())) == Lesson()
    assert reply(direction="").answers == ()
    assert reply(direction="outbound").answers == ()


@pytest.mark.parametrize(
    ("fields", "answers", "author"),
    [
        ("From: Sam <sam@h.example>\nIn-Reply-To: <1@x>\nReferences: <0@x> <1@x>", ("<1@x>", "<0@x>"), "sam@h.example"),
        ("From: sam@h.example, eve@h.example\nReferences: <0@x>\n <1@x>", ("<1@x>", "<0@x>"), ""),
        ("From: sam@h.example\nFrom: eve@h.example\nIn-Reply-To: your mail <1@x> of today", ("<1@x>",), ""),
        ("From: sam@h.example\nReferences: 1@x, <a b@x> <>", (), "sam@h.example"),
        ("Sender: sam@h.example\nReply-To: eve@h.example", (), ""),
        (
            "From: sam@h.example\nReferences: " + " ".join(f"<{n}@x>" for n in range(500)),
            tuple(f"<{n}@x>" for n in range(499, 479, -1)),
            "sam@h.example",
        ),
    ],
)
def test_what_a_message_answers_and_who_alone_wrote_it(fields, answers, author):
    message = mail.parse(f"{fields}\n\nHello\n".encode(), Limits(), Budget.unlimited())
    assert (message.answers, message.sole_author) == (answers, author)


def test_a_principal_is_who_a_method_vouches_for():
    assert Envelope.vouched("a@b.example", ["c@d.example"]).principal == "a@b.example"
    assert Envelope.of("a@b.example", ["c@d.example"]).principal == ""
