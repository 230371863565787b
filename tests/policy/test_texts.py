"""What sender and analyst are told."""

from dataclasses import replace

import pytest

from dlp_service.policy import decide, load_policy
from dlp_service.policy.texts import placeholders
from dlp_service.values import Action, Contribution, Disclose, Finding, Gap, GapReason, Origin

from .cases import AMERICAN, BLOCKED, COLLEAGUE, SLIP, STRANGER, case, marked, sent_by

POLICY = load_policy()
TERM = Finding("PROJECT_TERM", "terms", 1.0, "1", "body", 3, 11, value="GLASS HERON", disclose=Disclose.ANALYST)
PROTECTED = Finding("PROTECTED_PERSON", "people", 1.0, "1", "body", 20, 31, value="Robin Example")


def notice(*risks, **changes):
    return decide(case(*risks, **changes), POLICY).sender_notice


def test_an_allowed_message_needs_no_notice():
    assert notice(COLLEAGUE) == ""


def test_a_warning_names_who_was_typed_and_who_was_meant_and_what_can_be_done():
    text = notice(COLLEAGUE, SLIP)
    assert "lee@navy.ml" in text
    assert "Did you mean lee@navy.mil?" in text
    assert "correct the address" in text
    assert COLLEAGUE.address not in text
    assert "case-0001" in text


def test_a_blind_copied_recipient_is_never_named():
    hidden = replace(SLIP, is_bcc=True)
    text = notice(STRANGER, hidden, score=0.45)
    assert "1 further recipient" in text
    assert "navy" not in text


@pytest.mark.parametrize("score", [0.45, 0.7, 0.9])
def test_a_codeword_or_protected_name_is_never_confirmed(score):
    plain = notice(STRANGER, score=score)
    listed = notice(STRANGER, score=score, findings=(TERM, PROTECTED))
    assert plain == listed


def test_codewords_are_in_no_text_at_all():
    finding = marked("uk", "SECRET", 85, "CODEWORD HERON", "UK EYES ONLY")
    verdict = decide(case(AMERICAN, score=0.9, findings=(finding,)), POLICY)
    assert "UK EYES ONLY" in verdict.explanation
    told = " ".join((verdict.explanation, verdict.sender_notice, *(item.explanation for item in verdict.recipients)))
    assert "HERON" not in told


def test_a_list_entry_that_is_not_the_senders_to_know_is_not_explained():
    secretive = replace(BLOCKED, disclose=Disclose.OWNER)
    text = notice(secretive)
    assert "lee@navy.ml: Mail to this recipient is not allowed." in text
    assert "navy.mil" not in text


@pytest.mark.parametrize(
    "sender",
    [sent_by(principal=""), sent_by(mail_from="x@elsewhere.example"), sent_by(mail_from=""), sent_by(Origin.DSN)],
    ids=["unauthenticated", "outside", "empty", "not a person"],
)
def test_who_may_not_be_us_gets_a_reference_only(sender):
    text = decide(sender(case(SLIP)), POLICY).sender_notice
    assert text == "This message was not delivered to every recipient. Reference: case-0001"


def test_a_subdomain_of_ours_is_us():
    text = decide(sent_by(mail_from="x@sub.office.example")(case(SLIP)), POLICY).sender_notice
    assert "lee@navy.ml" in text


def test_what_is_plain_in_the_message_may_be_told():
    roster = Finding("ROSTER", "people", 0.9, "1", "cell", 0, 9, count=12)
    text = notice(STRANGER, score=0.45, findings=(roster,), gaps=(Gap("1.2", GapReason.ENCRYPTED),))
    assert "a list of people" in text
    assert "could not be read" in text


def test_a_long_list_of_recipients_is_cut():
    crowd = tuple(replace(SLIP, address=f"p{n}@navy.ml", suggestion=f"p{n}@navy.mil") for n in range(40))
    text = notice(*crowd)
    assert text.count("\n- ") == 11
    assert "and 30 further recipients" in text


def test_recipients_of_whom_the_same_is_said_share_a_line():
    twins = tuple(replace(STRANGER, address=f"p{n}@hotel.example") for n in range(3))
    assert "- p0@hotel.example, p1@hotel.example, p2@hotel.example: " in notice(*twins, score=0.45)


def test_braces_in_addresses_are_text():
    odd = replace(SLIP, address="{domain}@navy.ml", suggestion="{0}@navy.mil", explanation="{x}")
    text = notice(odd)
    assert "{domain}@navy.ml" in text


def test_the_explanation_says_what_an_officer_needs():
    verdict = decide(case(COLLEAGUE, SLIP, score=0.45), POLICY)
    assert verdict.action is Action.QUARANTINE
    assert verdict.explanation == (
        "1 of 2 recipients QUARANTINE: MODERATE content (a list of 12 people) for a recipient that is probably wrong, "
        "navy.ml (navy.ml looks like navy.mil: 'i' omitted in the suffix)."
    )


def test_a_label_that_contradicts_the_text_is_said_beside_any_action():
    words = "the label says OFFICIAL, the text is marked SECRET"
    mismatch = Finding("LABEL_MISMATCH", "markings", 0.9, "", "header", 0, 4, detail=words)
    allowed = decide(case(COLLEAGUE, findings=(mismatch,)), POLICY)
    assert allowed.action is Action.ALLOW
    assert allowed.explanation.endswith(f"; {words}.")
    blocked = decide(case(BLOCKED, findings=(mismatch,)), POLICY)
    assert blocked.action is Action.BLOCK
    assert blocked.explanation.endswith(f"; {words}.")
    assert words not in blocked.sender_notice
    silent = decide(case(COLLEAGUE, findings=(replace(mismatch, detail=""),)), POLICY)
    assert silent.explanation.endswith("; label and text are marked differently.")


def test_the_explanation_is_one_bounded_line():
    wordy = replace(SLIP, explanation="word\r\n" * 500)
    contribution = Contribution("ROSTER", "x" * 3000, 0.5)
    given = case(wordy, score=0.5)
    given = replace(given, sensitivity=replace(given.sensitivity, contributions=(contribution,)))
    explanation = decide(given, POLICY).explanation
    assert len(explanation) <= 400
    assert "\n" not in explanation


def test_placeholders_are_plain_names():
    assert placeholders("a {domain} b {{c}}") == ("domain",)
    for bad in ("{domain.x}", "{domain!r}", "{domain:>9}", "{0}", "{"):
        with pytest.raises(ValueError, match=r"."):
            placeholders(bad)


@pytest.mark.parametrize("origin", [Origin.AUTO_REPLY, Origin.APPLICATION])
def test_the_analyst_reads_why_an_automatic_message_was_warned_about(origin):
    verdict = decide(sent_by(origin=origin)(case(SLIP)), POLICY)
    assert "resembles navy.mil" in verdict.explanation
    assert "no person sent it" in verdict.explanation
