"""Values to protobuf, protobuf to JSON."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp_service import review
from dlp_service.cli.jsonl import json_line
from dlp_service.errors import InvalidMessage
from dlp_service.pb.dlp.v1 import envelope_pb2, finding_pb2, review_service_pb2, verdict_pb2
from dlp_service.serve import convert
from dlp_service.serve.convert_review import decisions_from_pb, detail_to_pb, item_to_pb, label_from_pb, state_from_pb
from dlp_service.values import (
    Action,
    Assessment,
    Case,
    Category,
    Confirmation,
    Contribution,
    Declared,
    Envelope,
    Extraction,
    Finding,
    Gap,
    GapReason,
    Marking,
    Mode,
    OrganisationFacts,
    Origin,
    Outcome,
    PartText,
    Recipient,
    RecipientRisk,
    RecipientVerdict,
    Role,
    Sensitivity,
    Span,
    Stage,
    Submitter,
    Tier,
    Verdict,
)

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
FULL_ENVELOPE = Envelope(
    mail_from="ann@north.example",
    recipients=(Recipient("bob@south.example", "rfc822;b@south.example", "NEVER"),),
    submitter=Submitter("ann@north.example", "SASL"),
    header_from="ann@north.example",
    client="192.0.2.7",
    listener="submission",
    direction="outbound",
    precedence="bulk",
    origin=Origin.CALENDAR,
    envid="e1",
    ret="HDRS",
    smtputf8=True,
    tls=True,
    authenticated_domain="north.example",
)
FULL_FINDING = Finding(
    info_type="PERSONNEL_ON_PROJECT",
    detector="people_project",
    confidence=0.75,
    path="1.2/a.docx",
    where="cell",
    start=2,
    end=5,
    role=Role.CONTEXT,
    masked_quote="J*** D**",
    marking=Marking("uk", "SECRET", 80, ("UK EYES ONLY",), is_mention=True, reason="talks about it"),
    weight=0.8,
    count=3,
    value="jane doe",
    detail="3 persons",
    members=(Span("1", "body", 4, 9),),
    entity="p1",
)
FULL_RISK = RecipientRisk(
    address="bob@navy.ml",
    domain="navy.ml",
    score=0.95,
    category=Category.SUSPECT,
    kind="tld_swap",
    trust="contact",
    nearest_trusted="navy.mil",
    edits=("omit:i",),
    suffix_country="MLI",
    publicly_registrable=True,
    reasons=("LOOKALIKE_TLD",),
    explanation="one letter from navy.mil",
    suggestion="bob@navy.mil",
    nation="MLI",
    communities=("AU",),
    flags=("lookalike_domain",),
)
FULL_SENSITIVITY = Sensitivity(
    score=0.8,
    tier=Tier.HIGH,
    estimated=0.4,
    content_probability=0.3,
    declared=Declared("uk", "SECRET", 80),
    calibration="LOCAL",
    contributions=(Contribution("MARKING", "SECRET", 0.8),),
    model_version="7",
)
OUTCOME = Outcome(
    case=Case(
        case_id="c1",
        received=NOW,
        envelope=FULL_ENVELOPE,
        mode=Mode.ENFORCE,
        message_digest="aa",
        content_digest="bb",
        submission_key="kk",
        sensitivity=FULL_SENSITIVITY,
        findings=(FULL_FINDING,),
        assessment=Assessment((FULL_RISK,), ("lookalike_domain",)),
        gaps=(Gap("1.3", GapReason.ENCRYPTED, "a sealed archive", "ARCHIVE", material=False),),
        organisation=OrganisationFacts(revision="o7"),
        scanned_parts=4,
        skipped_stages=(Stage.NAMES,),
        unfinished_stages=(Stage.TERMS, Stage.NAMES),
        model_versions=(("content", "7"),),
    ),
    verdict=Verdict(
        Action.QUARANTINE,
        (RecipientVerdict("bob@navy.ml", Action.QUARANTINE, ("lookalike",), ("NOTIFY",), "why"),),
        ("lookalike",),
        "for the analyst",
        "for the sender",
        "p3",
        ("ENCRYPT",),
    ),
    extraction=Extraction((PartText("1.2/a.docx", "cell", "xxJane Doe"),), (), "bb"),
    timings_ms=(("parse", 1.5), ("parse", 0.5), ("total", 9.0)),
    findings_truncated=True,
    review_item="reviewItems/1",
    confirmation=Confirmation("ref", "ann@north.example", ("bob@navy.ml",), "bb", NOW),
)


def set_fields(message):
    """Return the names of the fields that carry something."""
    return {field.name for field, _ in message.ListFields()}


def all_fields(message):
    return {field.name for field in message.DESCRIPTOR.fields}


def test_an_envelope_survives_the_way_there_and_back():
    assert convert.envelope_from_pb(convert.envelope_to_pb(FULL_ENVELOPE)) == FULL_ENVELOPE


@given(st.sampled_from(Origin), st.booleans(), st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9)))
def test_any_envelope_survives_the_way_there_and_back(origin, tls, texts):
    envelope = Envelope(recipients=tuple(Recipient(text) for text in texts), origin=origin, tls=tls)
    assert convert.envelope_from_pb(convert.envelope_to_pb(envelope)) == envelope


def test_a_sender_without_a_stated_origin_is_human():
    assert convert.envelope_from_pb(envelope_pb2.Envelope()).origin is Origin.HUMAN


def test_every_field_of_the_contract_is_filled():
    answer = convert.classify_response(OUTCOME, return_quotes=True)
    assert set_fields(answer) == all_fields(answer)
    assert set_fields(answer.verdict) == all_fields(answer.verdict)
    assert set_fields(answer.verdict.recipients[0]) == all_fields(answer.verdict.recipients[0])
    assert set_fields(answer.findings[0]) == all_fields(answer.findings[0])
    assert set_fields(answer.findings[0].marking) == all_fields(answer.findings[0].marking)
    assert set_fields(answer.recipients[0]) == all_fields(answer.recipients[0])
    assert set_fields(answer.sensitivity) == all_fields(answer.sensitivity)
    assert set_fields(convert.envelope_to_pb(FULL_ENVELOPE)) == all_fields(envelope_pb2.Envelope())
    assert set_fields(answer.verdict.coverage.gaps[0]) == all_fields(finding_pb2.Gap()) - {"material"}


def test_what_must_stay_inside_is_nowhere_in_the_answer():
    assert b"jane doe" not in convert.classify_response(OUTCOME).SerializeToString()
    assert b"Jane" not in convert.classify_response(OUTCOME).SerializeToString()


def test_a_quote_is_the_text_of_the_span():
    assert convert.classify_response(OUTCOME, return_quotes=True).findings[0].quote == "Jan"


@pytest.mark.parametrize(("start", "end"), [(3, 99), (-1, 2), (5, 2)])
def test_a_span_outside_the_text_has_no_quote(start, end):
    quotes = convert.Quotes((PartText("1", "body", "some text"),))
    assert quotes.of(Finding("X", "x", 1.0, "1", "body", start, end)) is None


def test_an_answer_to_remember_has_no_quotes():
    answer = convert.classify_response(OUTCOME, return_quotes=True)
    assert not convert.without_quotes(answer).findings[0].HasField("quote")
    assert answer.findings[0].HasField("quote")


def test_stages_left_out_and_cut_off_are_named_once():
    assert list(convert.coverage_to_pb(OUTCOME.case).skipped_stages) == ["names", "terms"]


def test_time_in_a_stage_that_ran_twice_is_added_up():
    assert convert.classify_response(OUTCOME).timings_ms["parse"] == 2.0


def test_lone_surrogates_become_one_replacement_each():
    finding = Finding("X", "x", 1.0, "1/caf\udce9.txt", "body", 0, 1, masked_quote="\ud800", detail="\udfff")
    message = convert.finding_to_pb(finding)
    assert (message.path, message.masked_quote, message.detail) == ("1/caf\ufffd.txt", "\ufffd", "\ufffd")


@given(st.text(st.characters(categories=["Cs", "Ll", "So"])))
def test_cleaned_text_is_as_long_and_can_be_sent(text):
    cleaned = convert.clean(text)
    assert len(cleaned) == len(text)
    assert cleaned.encode().decode() == cleaned


def test_json_has_the_names_of_the_contract_and_every_plain_field():
    data = convert.to_json(convert.classify_response(OUTCOME))
    assert data["verdict"]["action"] == "ACTION_QUARANTINE"
    assert data["verdict"]["coverage"]["gaps"][0]["reason"] == "GAP_REASON_ENCRYPTED"
    assert data["verdict"]["coverage"]["gaps"][0]["material"] is False
    assert data["sensitivity"]["tier"] == "TIER_HIGH"
    assert "quote" not in data["findings"][0]
    assert data["findings"][0]["marking"]["is_mention"] is True


@pytest.mark.parametrize(
    ("ours", "theirs", "prefix"),
    [(Action, verdict_pb2.Action, "ACTION_"), (Tier, finding_pb2.Tier, "TIER_")],
    ids=["actions", "tiers"],
)
def test_ordered_enums_have_the_same_names_and_numbers(ours, theirs, prefix):
    assert {f"{prefix}{item.name}": item.value for item in ours} == {
        name: number for name, number in theirs.items() if number
    }


def test_every_gap_reason_has_its_enum_value():
    for reason in GapReason:
        assert finding_pb2.GapReason.Name(convert.gap_to_pb(Gap("1", reason)).reason).endswith(reason.value)


def test_the_weightiest_findings_stay_in_their_order():
    def finding(number, **more):
        return Finding("X", "x", more.pop("confidence", 0.5), "1", "body", number, number, **more)

    context = finding(0, role=Role.CONTEXT, confidence=1.0)
    weak, strong = finding(1, confidence=0.1), finding(2, confidence=0.9)
    marked = finding(3, marking=Marking("uk", "SECRET", 80))
    assert convert.weightiest((context, weak, strong, marked), 2) == (strong, marked)
    assert convert.weightiest((context, weak), 2) == (context, weak)


# --- held messages ---------------------------------------------------------------------------------

ITEM = review.ReviewItem(
    name="reviewItems/1",
    etag="e",
    case_id="c1",
    state=review.ReviewState.ESCALATED,
    received=NOW,
    expires=NOW,
    sender="ann@north.example",
    recipients=(
        review.ReviewRecipient(
            "bob@navy.ml", Action.BLOCK, review.Decision.CORRECT_TO, "bob@navy.mil", "soc@north.example", NOW, "TYPO"
        ),
    ),
    action=Action.BLOCK,
    tier=Tier.HIGH,
    risk=0.7,
    masked_subject="R*****",
    attachment_names=("a.docx",),
    rules=("lookalike",),
    explanation="why",
    message_digest="aa",
    content_digest="bb",
    compartment="x",
    is_sealed=True,
    assignee="soc@north.example",
)


def test_every_field_of_a_review_item_is_filled():
    message = item_to_pb(ITEM)
    assert set_fields(message) == all_fields(message)
    assert set_fields(message.recipients[0]) == all_fields(message.recipients[0])


def test_a_sealed_item_shows_no_evidence():
    assert set_fields(detail_to_pb(ITEM, None)) == {"item"}


def test_what_a_label_does_not_say_is_none():
    assert label_from_pb(review_service_pb2.ReviewLabel()) == review.ReviewLabel()
    said = review_service_pb2.ReviewLabel(
        sensitivity_tier=10, recipient_intended=False, marking_right=True, findings={2: True, 1: False}, certainty=0.0
    )
    assert label_from_pb(said) == review.ReviewLabel(Tier.NONE, False, True, ((1, False), (2, True)), 0.0)  # noqa: FBT003


def test_states_and_decisions_nobody_defined_are_refused():
    assert state_from_pb(0) is None
    assert state_from_pb(4) is review.ReviewState.CLOSED
    with pytest.raises(InvalidMessage):
        state_from_pb(99)
    with pytest.raises(InvalidMessage) as caught:
        decisions_from_pb([review_service_pb2.RecipientDecision(address="a@b.example")])
    assert caught.value.field == "decisions[0].decision"


def test_no_field_of_a_finding_was_forgotten():
    inside = {"value", "owner", "disclose"}
    assert {field.name for field in fields(Finding)} - inside == all_fields(finding_pb2.Finding()) - {"quote"}


texts = st.text(max_size=12)


@given(
    st.builds(
        RecipientRisk,
        address=texts,
        domain=texts,
        score=st.floats(0, 1),
        category=st.sampled_from(Category),
        kind=texts,
        trust=texts,
        nearest_trusted=texts,
        edits=st.lists(texts, max_size=2).map(tuple),
        suffix_country=texts,
        publicly_registrable=st.booleans(),
        reasons=st.lists(texts, max_size=2).map(tuple),
        explanation=texts,
        suggestion=texts,
        nation=texts,
        communities=st.lists(texts, max_size=2).map(tuple),
        flags=st.lists(texts, max_size=2).map(tuple),
    ),
    st.lists(texts, max_size=2).map(tuple),
)
def test_the_short_way_to_json_is_the_mapping_of_the_messages(risk, flags):
    assessment = Assessment((risk, FULL_RISK), flags)
    mapped = convert.to_json(convert.assess_response(assessment))
    assert json.loads(json_line(convert.assessment_json(assessment))) == json.loads(json.dumps(mapped))


def test_the_short_way_writes_every_field_of_the_message():
    names = [field.name for field in verdict_pb2.RecipientRisk.DESCRIPTOR.fields]
    assert list(convert.risk_json(FULL_RISK)) == names


def test_lone_surrogates_leave_the_short_way_as_they_leave_the_messages():
    risk = replace(FULL_RISK, address="\ud800@navy.ml", suggestion="\udfff@navy.mil", edits=("\ud800",))
    assessment = Assessment((risk,), ())
    mapped = convert.to_json(convert.assess_response(assessment))
    assert json.loads(json_line(convert.assessment_json(assessment))) == mapped
