"""What the service learns from real calls: deliveries, bounces, replies, and what pretends to be one."""

import hashlib
import itertools
import os
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
import pytest

from dlp_service import review
from dlp_service.audit import case_from_record
from dlp_service.config import StoreSettings
from dlp_service.pb.dlp.v1 import classification_service_pb2 as pb
from dlp_service.pb.dlp.v1 import classification_service_pb2_grpc as pb_grpc
from dlp_service.pb.dlp.v1 import verdict_pb2
from dlp_service.review.values import Decision, RecipientDecision
from dlp_service.serve.client import connect
from dlp_service.serve.local import local_service
from dlp_service.store import open_store
from dlp_service.values import Envelope, Mode, Origin, Submitter
from tests.review.made import ANALYST

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "examples"
MAREN = "maren.holloway@northhaven.example"
PEOPLE = tuple(f"{name}@northhaven.example" for name in ("maren.holloway", "odile.finch", "jonas.reed"))
QUICK = ("markings",)
LIMIT_S = 30
numbers = itertools.count()


class Desk:
    """A gateway that sends mail through the service, reports what became of it, and asks what is known."""

    def __init__(self, client, target, store_path):
        self.client = client
        self.target = target
        self.store = StoreSettings(path=str(store_path))

    def send(self, *to, sender=MAREN, fields="", mode=Mode.ENFORCE, request_id="", **envelope):
        """Classify a mail and return the case and the Message-ID."""
        message_id = f"<{next(numbers)}.wire@northhaven.example>"
        raw = f"From: {sender}\r\nTo: {', '.join(to)}\r\nMessage-ID: {message_id}\r\n{fields}\r\nTuesday at ten.\r\n"
        full = replace(Envelope.vouched(sender, list(to)), **envelope)
        answer = self.client.classify(raw.encode(), full, mode=mode, stages=QUICK, request_id=request_id)
        return answer.case_id, message_id

    def deliver(self, *to, outcome="DELIVERED", **more):
        case_id, message_id = self.send(*to, **more)
        self.client.report(case_id, [(address, outcome) for address in to])
        return case_id, message_id

    def reply(self, author, answers, *, fields="", outcome="DELIVERED", sender=None, **envelope):
        """Hand in a reply from outside and report it."""
        full = {
            "mail_from": author,
            "submitter": Submitter(),
            "direction": "inbound",
            "authenticated_domain": author.rpartition("@")[2],
            **envelope,
        }
        head = f"In-Reply-To: {answers}\r\n{fields}" if answers else fields
        case_id, _ = self.send(MAREN, sender=sender or author, fields=head, **full)
        self.client.report(case_id, [(MAREN, outcome)])

    def risk(self, address, *others):
        return self.client.assess(Envelope.vouched(MAREN, [address, *others])).recipients[0]

    def known(self, address):
        """Return the category of an address and whether it is new."""
        found = self.risk(address)
        return found.category, "first_time_recipient" in found.reasons or "FIRST_TIME_RECIPIENT" in found.reasons

    def write_for_weeks(self, *to):
        """Deliver mail of three people over three weeks: the cases are of the past, the reports come now."""
        now = datetime.now(UTC)
        with open_store(self.store) as store, grpc.insecure_channel(self.target) as channel:
            for number, sender in enumerate(PEOPLE):
                received = now - timedelta(days=21 - 10 * number)
                case_id = hashlib.sha256(f"{next(numbers)} past".encode()).hexdigest()[:32]
                store.put_case(case_id, {}, received=received, sender=sender, recipients=to)
                request = pb.ReportDispositionRequest(
                    case_id=case_id, dispositions=[pb.Disposition(address=one, outcome="DELIVERED") for one in to]
                )
                request.time.FromDatetime(received)
                pb_grpc.ClassificationServiceStub(channel).ReportDisposition(request, timeout=LIMIT_S)


def settings(folder):
    """Return settings without processes that read: no message here has an attachment."""
    return {
        "DLP_STORE_PATH": str(folder / "store.sqlite"),
        "DLP_SERVICE_PROCESSES": "2",
        "DLP_SERVICE_EXTRACT_WORKERS": "0",
        "DLP_SERVICE_EXTRACT_TIKA": "false",
        "DLP_SERVICE_EXTRACT_OCR": "false",
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with an organisation file that tests may change and where the store will be."""
    made = tmp_path_factory.mktemp("history")
    for file in EXAMPLES.glob("*.csv"):
        shutil.copy(file, made)
    (made / "organisation.toml").write_text((EXAMPLES / "organisation.toml").read_text())
    return made


@pytest.fixture(scope="module")
def running(folder):
    with (
        local_service(folder / "organisation.toml", environment=settings(folder)) as service,
        connect(service.target, timeout_s=LIMIT_S) as client,
    ):
        yield service, Desk(client, service.target, folder / "store.sqlite")


@pytest.fixture
def desk(running):
    return running[1]


@pytest.fixture
def fresh():
    """Return an address and a name that no other test writes to."""
    number = next(numbers)
    return f"ines.moor{number}@quarry{number}.example"


# --- deliveries ---


def test_only_reported_deliveries_end_the_first_time(desk, fresh):
    for mode in (Mode.ENFORCE, Mode.OBSERVE, Mode.REPLAY):
        for _ in range(4):
            desk.send(fresh, mode=mode)
    assert desk.known(fresh) == ("UNKNOWN", True)
    for outcome in ("HELD", "REJECTED", "DISCARDED", "FAILED"):
        for _ in range(3):
            desk.deliver(fresh, outcome=outcome)
    assert desk.known(fresh) == ("UNKNOWN", True)
    states = []
    for _ in range(4):
        desk.deliver(fresh)
        states.append(desk.known(fresh))
    assert states == [("UNKNOWN", True), ("UNKNOWN", True), ("UNKNOWN", False), ("UNKNOWN", False)]


def test_a_hundred_deliveries_of_one_person_or_of_one_day_make_nobody_known(desk, fresh):
    for number in range(100):
        desk.deliver(fresh, sender=PEOPLE[number % 3])
    assert desk.known(fresh) == ("UNKNOWN", False)


def test_three_people_over_weeks_make_a_contact_known(desk, fresh):
    desk.write_for_weeks(fresh)
    assert desk.known(fresh) == ("KNOWN", False)
    assert desk.known(f"else@{fresh.partition('@')[2]}") == ("UNKNOWN", True)


def test_three_invented_senders_make_nobody_known(desk, fresh):
    for sender in PEOPLE * 2:
        desk.deliver(fresh, sender=sender, submitter=Submitter())
    with open_store(desk.store) as store:
        [(_, found)] = store.history([fresh]).contacts
    assert (found.deliveries, found.principals) == (6, 0)


@pytest.mark.parametrize("local", ["ines.moor", "info"])
def test_webmail_and_throw_away_domains_are_never_known(desk, local):
    for domain in ("gmail.com", "mailinator.com"):
        address = f"{local}{next(numbers)}@{domain}"
        desk.write_for_weeks(address)
        _, message_id = desk.deliver(address)
        desk.reply(address, message_id)
        assert desk.known(address) == ("ELEVATED", False)


@pytest.mark.parametrize(
    ("fields", "envelope"),
    [
        ("Auto-Submitted: auto-replied\r\n", {}),
        ("List-Id: <team.northhaven.example>\r\n", {}),
        ("Auto-Submitted: auto-generated\r\n", {}),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n", {}),
        ("", {"origin": Origin.APPLICATION}),
        ("", {"direction": "inbound"}),
    ],
)
def test_mail_that_no_person_of_ours_wrote_teaches_nothing(desk, fresh, fields, envelope):
    for _ in range(4):
        desk.deliver(fresh, fields=fields, **envelope)
    assert desk.known(fresh) == ("UNKNOWN", True)


def test_each_copy_is_counted_for_itself(desk, fresh):
    other = f"ben.{fresh}"
    for _ in range(3):
        case_id, _ = desk.send(fresh, other)
        desk.client.report(case_id, [(fresh, "DELIVERED"), (other, "FAILED")])
    assert desk.known(fresh) == ("UNKNOWN", False)
    assert desk.known(other) == ("UNKNOWN", True)


def test_a_bounce_takes_the_delivery_back(desk, fresh):
    cases = [desk.deliver(fresh)[0] for _ in range(3)]
    assert desk.known(fresh) == ("UNKNOWN", False)
    desk.client.report(cases[1], [(fresh, "FAILED")])
    assert desk.known(fresh) == ("UNKNOWN", True)


def test_reports_and_requests_that_are_repeated_count_once_though_they_come_together(desk, fresh):
    request = f"once-{next(numbers)}"
    raw = f"From: {MAREN}\r\n\r\nTuesday.\r\n".encode()
    clients = [connect(desk.target, timeout_s=LIMIT_S) for _ in range(4)]

    def deliver(number):
        client = clients[number % 4]
        answer = client.classify(raw, Envelope.vouched(MAREN, [fresh]), stages=QUICK, request_id=request)
        client.report(answer.case_id, [(fresh, "DELIVERED")])
        return answer.case_id

    try:
        with ThreadPoolExecutor(4) as pool:
            assert len(set(pool.map(deliver, range(16)))) == 1
    finally:
        for client in clients:
            client.close()
    with open_store(desk.store) as store:
        assert store.history([fresh]).contacts[0][1].deliveries == 1


def test_an_acknowledged_report_outlives_kill_9(tmp_path, fresh):
    organisation = EXAMPLES / "organisation.toml"
    environment = {**settings(tmp_path), "DLP_SERVICE_PROCESSES": "1"}
    with local_service(organisation, environment=environment) as service, connect(service.target) as client:
        desk = Desk(client, service.target, tmp_path / "store.sqlite")
        for _ in range(3):
            desk.deliver(fresh)
        os.kill(service.pid, signal.SIGKILL)
    with open_store(StoreSettings(path=str(tmp_path / "store.sqlite"))) as store:
        assert store.history([fresh]).contacts[0][1].deliveries == 3


# --- confirmations and releases ---


def test_a_confirmation_and_a_release_teach_nothing_until_the_copy_is_delivered(desk):
    address = "contracts@kestrel-avioncs.example"
    raw = (EXAMPLES / "messages" / "14-misspelt-supplier.eml").read_bytes()
    warned = desk.client.classify(raw, Envelope.vouched(MAREN, [address]), request_id=f"warn-{next(numbers)}").verdict
    assert warned.action == verdict_pb2.ACTION_WARN
    desk.client.confirm(warned.confirmation.reference, MAREN, [address])
    visitors = (EXAMPLES / "messages" / "04-visitor-list.eml").read_bytes()
    guest = "bookings@harbourview-lodge.example"
    held = desk.client.classify(visitors, Envelope.vouched(MAREN, [guest]), request_id=f"held-{next(numbers)}")
    with open_store(desk.store) as store:
        item = review.get_item(store, held.verdict.review_item)
        release = (RecipientDecision(guest, Decision.RELEASE),)
        review.decide(store, item.name, item.etag, release, "INTENDED", ANALYST, None, datetime.now(UTC))
        known = [found.deliveries for _, found in store.history([address, guest]).contacts]
        assert known == [0, 0]
        desk.client.report(held.case_id, [(guest, "DELIVERED")])
        assert store.history([guest]).contacts[0][1].deliveries == 1


# --- replies ---


def test_a_proven_reply_makes_its_author_known(desk, fresh):
    _, message_id = desk.deliver(fresh)
    desk.reply(fresh, message_id)
    assert desk.known(fresh) == ("KNOWN", True)
    assert desk.known(f"else@{fresh.partition('@')[2]}") == ("UNKNOWN", True)


@pytest.mark.parametrize(
    "forged",
    [
        {"authenticated_domain": ""},
        {"authenticated_domain": "evil.example"},
        {"fields": "Authentication-Results: mx.northhaven.example; dmarc=pass\r\n", "authenticated_domain": ""},
        {"fields": "Auto-Submitted: auto-replied\r\n"},
        {"fields": "X-Autoreply: yes\r\n"},
        {"fields": "List-Id: <x.example>\r\n"},
        {"fields": "Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n"},
        {"fields": "From: eve@evil.example\r\n"},
        {"mail_from": ""},
        {"direction": "outbound"},
        {"direction": ""},
        {"outcome": "REJECTED"},
        {"outcome": "HELD"},
        {"origin": Origin.MDN},
        {"sender": "eve@evil.example", "authenticated_domain": "evil.example"},
    ],
)
def test_what_pretends_to_be_a_reply_teaches_nothing(desk, fresh, forged):
    _, message_id = desk.deliver(fresh)
    desk.reply(fresh, message_id, **forged)
    assert desk.known(fresh) == ("UNKNOWN", True)
    assert desk.known("eve@evil.example")[0] == "UNKNOWN"


def test_nobody_becomes_known_by_writing_to_us(desk, fresh):
    _, message_id = desk.deliver(fresh)
    stranger = f"eve@quarry-{next(numbers)}.example"
    for answers in ("", message_id, "<made-up@northhaven.example>"):
        for _ in range(5):
            desk.reply(stranger, answers)
    assert desk.known(stranger) == ("UNKNOWN", True)


def test_a_reply_to_what_bounced_or_was_never_delivered_teaches_nothing(desk, fresh):
    _, message_id = desk.deliver(fresh, outcome="FAILED")
    desk.reply(fresh, message_id)
    _, message_id = desk.send(fresh)
    desk.reply(fresh, message_id)
    assert desk.known(fresh) == ("UNKNOWN", True)


def test_a_reply_that_overtakes_the_report_counts_when_the_report_comes(desk, fresh):
    case_id, message_id = desk.send(fresh)
    desk.reply(fresh, message_id)
    assert desk.known(fresh)[0] == "UNKNOWN"
    desk.client.report(case_id, [(fresh, "DELIVERED")])
    assert desk.known(fresh)[0] == "KNOWN"


def test_a_lookalike_of_a_learnt_contact_does_not_become_known_by_answering_a_mail_that_went_astray(desk, fresh):
    name, contact = f"ottoline.moor{next(numbers)}", fresh.partition("@")[2]
    desk.write_for_weeks(f"{name}@{contact}")
    wrong = f"{name}@{contact.replace('quarry', 'quary')}"
    _, message_id = desk.deliver(wrong)
    desk.reply(wrong, message_id)
    assert desk.known(wrong) == ("UNKNOWN", True)
    assert "NEAR_KNOWN_CONTACT" in desk.risk(wrong).reasons
    assert desk.known(f"{name}@{contact}") == ("KNOWN", False)


# --- lookalikes ---


@pytest.mark.parametrize(
    "host",
    [
        "kestrel-avionic.example",
        "tidewater-logistcs.example",
        "northhavn.example",
        "us.navy.ml",
        "amry.mil",
        "us.nayv.mil",
    ],
)
def test_a_lookalike_that_is_written_to_for_weeks_and_answers_stays_what_it_is(desk, host):
    address = f"derek.marsh@{host}"
    before = desk.risk(address)
    assert before.category in {"SUSPECT", "BLOCKED"}
    desk.write_for_weeks(*[address] * 1, f"second@{host}")
    for number in range(10):
        _, message_id = desk.deliver(address, sender=PEOPLE[number % 3])
    is_partners_host = host.endswith(".mil")
    if not is_partners_host:
        desk.reply(address, message_id)
    after = desk.risk(address)
    assert (after.category, after.kind, after.suggestion) == (before.category, before.kind, before.suggestion)


def test_a_host_of_a_whole_suffix_earns_trust_by_answering(desk):
    address, other = "derek.marsh@nvy.mil", "someone@us.nvy.mil"
    assert desk.risk(other).category == "SUSPECT"
    desk.write_for_weeks(address)
    assert desk.risk(other).category == desk.risk(address).category == "SUSPECT"
    _, message_id = desk.deliver(address)
    desk.reply(address, message_id)
    assert desk.risk(other).category == desk.risk(address).category == "TRUSTED"
    assert desk.risk(other, address).category == "TRUSTED"


def test_a_name_that_is_guarded_later_makes_its_learnt_lookalike_suspect(running, folder):
    service, desk = running
    address = "pia.holm@slatequary.example"
    desk.write_for_weeks(address)
    _, message_id = desk.deliver(address)
    desk.reply(address, message_id)
    assert desk.known(address) == ("KNOWN", False)
    organisation = folder / "organisation.toml"
    partner = '\n[[partner]]\ndomains = ["slatequarry.example"]\nnation = "GBR"\n'
    organisation.write_text((EXAMPLES / "organisation.toml").read_text() + partner)
    os.kill(service.pid, signal.SIGHUP)
    deadline = time.monotonic() + LIMIT_S
    while desk.risk(address).category != "SUSPECT":
        assert time.monotonic() < deadline
    assert desk.risk(address).suggestion == "pia.holm@slatequarry.example"


# --- names, records, the file ---


def test_the_name_of_a_learnt_contact_is_recognised_elsewhere(desk, fresh):
    name = f"ottoline.dray{next(numbers)}"
    desk.write_for_weeks(f"{name}@{fresh.partition('@')[2]}")
    found = desk.risk(f"{name}@elsewhere.example")
    assert "NEAR_KNOWN_CONTACT" in found.reasons
    assert found.suggestion == ""


def test_a_case_record_holds_the_history_of_its_time(desk, fresh):
    desk.write_for_weeks(fresh)
    case_id, _ = desk.send(fresh, f"new.{fresh}")
    desk.write_for_weeks(f"new.{fresh}")
    with open_store(desk.store) as store:
        case = case_from_record(store.get_case(case_id))
    [(address, known)] = case.history.contacts
    assert case.history.is_supplied
    assert address == case.recipients[0].address
    assert (known.deliveries, known.principals, known.is_learnt, known.from_sender) == (3, 3, True, 1)
    assert [risk.category.name for risk in case.recipients] == ["KNOWN", "UNKNOWN"]


def test_no_address_domain_or_name_lies_in_the_files_of_the_store(desk, folder):
    """Runs last, when the store has seen all of the traffic above, and twice: before and after the log is folded in."""
    address = "wilhelmina.thistlewood@gooseberry-works.example"
    desk.write_for_weeks(address)
    _, message_id = desk.deliver(address)
    desk.reply(address, message_id)
    assert desk.known(address)[0] == "KNOWN"
    words = ["wilhelmina", "thistlewood", "gooseberry", "northhaven", "maren", "odile", "quarry", "kestrel", ".wire@"]
    files = [path for path in folder.glob("store.sqlite*") if not path.name.endswith((".key", ".lock"))]
    assert len(files) == 3
    for content in (path.read_bytes().lower() for path in files):
        for word in words:
            assert word.encode() not in content
            assert word.encode("utf-16-le") not in content
