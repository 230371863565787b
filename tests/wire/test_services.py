"""Everything but ClassifyMessage over a real connection: the other methods, health, reflection, what is missing."""

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from dlp_service import review
from dlp_service.errors import Conflict, InvalidMessage, NotFound
from dlp_service.pb.dlp.v1 import classification_service_pb2 as classification_pb
from dlp_service.pb.dlp.v1 import classification_service_pb2_grpc as classification_grpc
from dlp_service.pb.dlp.v1 import model_service_pb2_grpc as model_grpc
from dlp_service.pb.dlp.v1 import policy_service_pb2_grpc as policy_grpc
from dlp_service.pb.dlp.v1 import review_service_pb2 as review_pb
from dlp_service.pb.dlp.v1 import review_service_pb2_grpc as review_grpc
from dlp_service.serve.app import SERVICES
from dlp_service.serve.classification import ClassificationServicer
from dlp_service.serve.model import ModelServicer
from dlp_service.serve.policy import PolicyServicer
from dlp_service.serve.review import ReviewServicer
from dlp_service.serve.status import details_of
from dlp_service.serve.unimplemented import UNIMPLEMENTED
from dlp_service.values import Envelope

PLAIN = Envelope.of("ann@north.example", ["bob@south.example", "cy@east.example"])
SERVICERS = {
    "ClassificationService": (ClassificationServicer, classification_grpc.ClassificationServiceServicer),
    "ReviewService": (ReviewServicer, review_grpc.ReviewServiceServicer),
    "PolicyService": (PolicyServicer, policy_grpc.PolicyServiceServicer),
    "ModelService": (ModelServicer, model_grpc.ModelServiceServicer),
}


@pytest.fixture(scope="module")
def channel(server):
    with grpc.insecure_channel(server.target, options=[("grpc.enable_http_proxy", 0)]) as opened:
        yield opened


def detail(error, kind):
    """Return the detail of that type from a failed call's trailer."""
    found = kind()
    status = details_of(error.trailing_metadata())
    assert any(item.Unpack(found) for item in status.details)
    assert status.code == error.code().value[0]
    return found


# --- looking at text and recipients ----------------------------------------------------------------


def test_inspecting_a_text_gives_findings_and_quotes_on_request(client):
    answer = client.inspect("Jane Doe", "subject", return_quotes=True)
    assert answer.findings[0].where == "subject"
    assert answer.findings[0].quote == "Jane"
    assert not client.inspect("Jane Doe").findings[0].HasField("quote")


@pytest.mark.parametrize(
    ("where", "only", "text", "field"),
    [("attic", (), "x", "where"), ("", ("names", "magic"), "x", "only[1]"), ("", (), "x" * 100_001, "text")],
)
def test_an_unusable_inspection_is_told_which_field_is_wrong(client, where, only, text, field):
    with pytest.raises(InvalidMessage) as caught:
        client.inspect(text, where, only)
    assert caught.value.field == field


def test_recipients_are_assessed_in_order(client):
    answer = client.assess(PLAIN, [f"a{number}@b.example" for number in range(10)])
    assert [item.address for item in answer.recipients] == ["bob@south.example", "cy@east.example"]
    assert list(answer.flags) == ["exposed_recipients"]


def test_nobody_to_assess_is_told_so(client):
    with pytest.raises(InvalidMessage) as caught:
        client.assess(Envelope())
    assert caught.value.field == "envelope.recipients"


# --- what became of it -----------------------------------------------------------------------------


def test_reported_deliveries_are_learnt_and_a_repeated_report_is_fine(client, server):
    case_id = client.classify(b"\n\nhello", PLAIN).case_id
    for _ in range(2):
        client.report(case_id, [("bob@south.example", "DELIVERED"), ("cy@east.example", "REJECTED")])
    history = server.judge.store.history(["bob@south.example", "cy@east.example"])
    assert [contact.deliveries for _, contact in history.contacts] == [1, 0]


def test_a_report_about_an_unknown_case_is_not_found(channel):
    request = classification_pb.ReportDispositionRequest(
        case_id="nobody", dispositions=[classification_pb.Disposition(address="a@b.example", outcome="DELIVERED")]
    )
    with pytest.raises(grpc.RpcError) as caught:
        classification_grpc.ClassificationServiceStub(channel).ReportDisposition(request, timeout=15)
    assert caught.value.code() is grpc.StatusCode.NOT_FOUND
    assert detail(caught.value, error_details_pb2.ResourceInfo).resource_name == "nobody"


@pytest.mark.parametrize(
    ("case_id", "outcomes", "field"),
    [
        ("", [("a@b.example", "DELIVERED")], "case_id"),
        ("case1", [], "dispositions"),
        ("case1", [("a@b.example", "DELIVERED"), ("a@b.example", "EATEN")], "dispositions[1].outcome"),
        ("case1", [("", "DELIVERED")], "dispositions[0].address"),
    ],
)
def test_an_unusable_report_is_told_which_field_is_wrong(client, case_id, outcomes, field):
    with pytest.raises(InvalidMessage) as caught:
        client.report(case_id, outcomes)
    assert caught.value.field == field


def test_a_time_that_no_calendar_has_is_an_unusable_report(channel):
    request = classification_pb.ReportDispositionRequest(
        case_id="case1", dispositions=[classification_pb.Disposition(address="a@b.example", outcome="DELIVERED")]
    )
    request.time.seconds = 10**15
    with pytest.raises(grpc.RpcError) as caught:
        classification_grpc.ClassificationServiceStub(channel).ReportDisposition(request, timeout=15)
    assert detail(caught.value, error_details_pb2.BadRequest).field_violations[0].field == "time"


def test_a_warned_sender_confirms_and_may_do_so_twice(client, server):
    answer = client.classify(b"\n\nWARN me", PLAIN)
    reference = answer.verdict.confirmation.reference
    for _ in range(2):
        done = client.confirm(reference, "ann@north.example", ["bob@south.example"])
        assert list(done.confirmation.recipients) == ["bob@south.example"]
    confirmed = server.judge.store.confirmed(
        "ann@north.example", answer.verdict.content_digest, ["bob@south.example", "cy@east.example"]
    )
    assert confirmed == {"bob@south.example"}


def test_somebody_else_cannot_confirm(client):
    reference = client.classify(b"\n\nWARN me", PLAIN).verdict.confirmation.reference
    with pytest.raises(NotFound):
        client.confirm(reference, "mallory@north.example", ["bob@south.example"])


@pytest.mark.parametrize(
    ("reference", "principal", "recipients", "field"),
    [
        ("", "a@b.example", ["c@d.example"], "reference"),
        ("x", "", ["c@d.example"], "principal"),
        ("x", "a@b.example", [], "recipients"),
        ("x", "a@b.example", ["c@d.example", ""], "recipients[1]"),
    ],
)
def test_an_unusable_confirmation_is_told_which_field_is_wrong(client, reference, principal, recipients, field):
    with pytest.raises(InvalidMessage) as caught:
        client.confirm(reference, principal, recipients)
    assert caught.value.field == field


# --- held messages ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def held(client, server):
    """Return the names of three held messages."""
    return [client.classify(b"\n\nQUARANTINE it", PLAIN).verdict.review_item for _ in range(3)]


def test_the_queue_is_listed_page_by_page(client, held):
    first = client.list_review_items(2)
    second = client.list_review_items(2, page_token=first.next_page_token)
    names = [item.name for item in (*first.items, *second.items)]
    assert set(held) <= set(names)
    assert len(names) == len(set(names))
    assert all(item.state == review_pb.REVIEW_STATE_NEW for item in first.items)


def test_a_token_of_another_origin_is_refused(client, held):
    with pytest.raises(InvalidMessage) as caught:
        client.list_review_items(page_token="!!")
    assert caught.value.field == "page_token"


def test_an_item_shows_its_evidence_masked(client, held):
    answer = client.get_review_item(held[0])
    assert answer.item.name == held[0]
    assert answer.envelope.mail_from == "ann@north.example"
    assert answer.findings[0].masked_quote == "S****T"
    assert not answer.findings[0].HasField("quote")
    assert answer.sensitivity.tier == 40
    assert answer.coverage.scanned_parts == 1
    assert [risk.address for risk in answer.risks] == ["bob@south.example", "cy@east.example"]


def test_an_item_that_does_not_exist_is_not_found(channel):
    with pytest.raises(grpc.RpcError) as caught:
        review_grpc.ReviewServiceStub(channel).GetReviewItem(
            review_pb.GetReviewItemRequest(name="reviewItems/none"), timeout=15
        )
    info = detail(caught.value, error_details_pb2.ResourceInfo)
    assert (info.resource_type, info.resource_name) == ("reviewItems", "reviewItems/none")


def decide(client, name, etag, *decisions, **more):
    wanted = [
        review_pb.RecipientDecision(address=address, decision=decision, corrected_address=corrected)
        for address, decision, corrected in decisions
    ]
    return client.decide_review_item(
        name, etag, wanted, **{"reason": "WRONG_RECIPIENT", "principal": "soc@north.example", **more}
    )


def test_recipients_are_decided_one_by_one_and_the_last_closes_the_item(client, held):
    item = client.get_review_item(held[1]).item
    item = decide(client, item.name, item.etag, ("bob@south.example", review_pb.REVIEW_DECISION_RELEASE, ""))
    assert item.state == review_pb.REVIEW_STATE_UNDER_INVESTIGATION
    label = review_pb.ReviewLabel(sensitivity_tier=20, recipient_intended=False, certainty=0.9, findings={1: True})
    item = decide(
        client,
        item.name,
        item.etag,
        ("cy@east.example", review_pb.REVIEW_DECISION_CORRECT_TO, "cy@east.test.example"),
        label=label,
    )
    assert item.state == review_pb.REVIEW_STATE_CLOSED
    assert [one.decision for one in item.recipients] == [2, 3]
    assert item.recipients[1].decided_by == "soc@north.example"
    assert held[1] not in [one.name for one in client.list_review_items(100).items]
    closed = client.list_review_items(100, state=review_pb.REVIEW_STATE_CLOSED)
    assert held[1] in [one.name for one in closed.items]


def test_a_label_keeps_what_was_not_said_apart_from_no(client, held, server):
    item = client.get_review_item(held[2]).item
    label = review_pb.ReviewLabel(recipient_intended=False)
    decide(client, item.name, item.etag, ("cy@east.example", review_pb.REVIEW_DECISION_REJECT, ""), label=label)
    (line,) = [line for line in review.journal(server.judge.store, held[2]) if line.kind is review.EventKind.LABEL]
    assert line.body["recipient_intended"] is False
    assert line.body["marking_right"] is None


def test_an_old_etag_is_a_conflict(channel, client, held):
    request = review_pb.DecideReviewItemRequest(
        name=held[0],
        etag="old",
        decisions=[review_pb.RecipientDecision(address="bob@south.example", decision=review_pb.REVIEW_DECISION_REJECT)],
        reason="WRONG_RECIPIENT",
        principal="soc@north.example",
    )
    with pytest.raises(grpc.RpcError) as caught:
        review_grpc.ReviewServiceStub(channel).DecideReviewItem(request, timeout=15)
    assert caught.value.code() is grpc.StatusCode.ABORTED
    assert detail(caught.value, error_details_pb2.ErrorInfo).reason == "CONFLICT"


def test_nobody_decides_on_their_own_mail(client, held):
    etag = client.get_review_item(held[0]).item.etag
    with pytest.raises(Conflict, match="own mail"):
        decide(
            client,
            held[0],
            etag,
            ("bob@south.example", review_pb.REVIEW_DECISION_RELEASE, ""),
            principal="ann@north.example",
        )


BAD_DECISIONS = {
    "no etag": ({"etag": ""}, "etag"),
    "nobody decides": ({"principal": ""}, "principal"),
    "a reason in prose": ({"reason": "because"}, "reason"),
    "nothing decided": ({"decisions": []}, "decisions"),
    "nothing said": ({"decisions": [("bob@south.example", 0, "")]}, "decisions[0].decision"),
    "an unknown decision": ({"decisions": [("bob@south.example", 77, "")]}, "decisions[0].decision"),
    "a correction to nobody": ({"decisions": [("bob@south.example", 3, "")]}, "decisions[0].corrected_address"),
    "a stranger": ({"decisions": [("eve@west.example", 4, "")]}, "decisions[0].address"),
    "a label of no tier": ({"label": review_pb.ReviewLabel(sensitivity_tier=7)}, "label.sensitivity_tier"),
}


@pytest.mark.parametrize("case", BAD_DECISIONS)
def test_an_unusable_decision_is_told_which_field_is_wrong(client, held, case):
    change, field = BAD_DECISIONS[case]
    asked = {"etag": client.get_review_item(held[0]).item.etag, "decisions": [("bob@south.example", 4, "")], **change}
    with pytest.raises(InvalidMessage) as caught:
        decide(client, held[0], asked.pop("etag"), *asked.pop("decisions"), **asked)
    assert caught.value.field == field


# --- policy ----------------------------------------------------------------------------------------


def test_the_active_policy_is_shown(client):
    revision = client.policy_revision()
    assert revision.is_active
    assert revision.name.startswith("policies/default/revisions/")


def test_a_document_is_checked_without_being_kept(client):
    before = client.policy_revision()
    assert client.validate_policy("[table\nx")[0].line > 0
    assert client.policy_revision() == before


# --- what is missing -------------------------------------------------------------------------------


@pytest.mark.parametrize("method", sorted(UNIMPLEMENTED))
def test_a_missing_method_says_so_in_words(channel, method):
    with pytest.raises(grpc.RpcError) as caught:
        channel.unary_unary(method)(b"", timeout=15)
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
    assert caught.value.details() == UNIMPLEMENTED[method]


def test_the_list_of_missing_methods_is_exact():
    missing = {
        f"/dlp.v1.{service}/{name}"
        for service, (servicer, base) in SERVICERS.items()
        for name in vars(base)
        if not name.startswith("_") and getattr(servicer, name) is getattr(base, name)
    }
    assert missing == set(UNIMPLEMENTED)


def test_a_method_that_the_contract_does_not_have_is_unimplemented_too(channel):
    with pytest.raises(grpc.RpcError) as caught:
        channel.unary_unary("/dlp.v1.ModelService/Guess")(b"", timeout=15)
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED


# --- health and reflection -------------------------------------------------------------------------


def test_health_answers_for_the_whole_and_for_each_service(channel):
    stub = health_pb2_grpc.HealthStub(channel)
    for service in ("", *SERVICES):
        answer = stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=15)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
    with pytest.raises(grpc.RpcError) as caught:
        stub.Check(health_pb2.HealthCheckRequest(service="nobody"), timeout=15)
    assert caught.value.code() is grpc.StatusCode.NOT_FOUND


def test_health_tells_what_holds_the_reading_processes_in(server, client):
    assert client.reading_processes() == {}
    server.app.health.details = {"workers": "landlock 7, seccomp", "ocr": "missing: kein Größeres"}
    try:
        assert client.reading_processes() == {"workers": "landlock 7, seccomp", "ocr": "missing: kein Gr??eres"}
    finally:
        server.app.health.details = {}


def test_reflection_names_every_service(channel):
    stub = reflection_pb2_grpc.ServerReflectionStub(channel)
    asked = reflection_pb2.ServerReflectionRequest(list_services="")
    (answer,) = stub.ServerReflectionInfo(iter([asked]), timeout=15)
    assert set(SERVICES) <= {service.name for service in answer.list_services_response.service}
