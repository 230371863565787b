"""From registered documents to the verdict, the record and what each audience is told."""

import itertools
import json
from dataclasses import replace

import pytest

from dlp_service.classifier import Classifier
from dlp_service.config import load_settings
from dlp_service.errors import ConfigError
from dlp_service.values import Action, Disclose
from tests.detect.fingerprints.documents import BATTERY, DISCLAIMER, HARBOUR, ORDINARY, words_of
from tests.shared import SHARED, needs_shared

OWN = """[organisation]
name = "Harbour Works"
nation = "GBR"
domains = ["own.example"]
accredited_to = "SECRET"
[content]
fingerprints = ["registered/"]
"""
SENDER = "ada@own.example"
MARKED = f"SECRET\n\n{HARBOUR}\n\nSECRET\n"


@pytest.fixture
def folder(tmp_path):
    registered = tmp_path / "registered"
    registered.mkdir()
    (registered / "Quayside guarding plan.txt").write_text(MARKED)
    (registered / "Battery inquiry.html").write_text(f"<p>{BATTERY}</p>")
    (tmp_path / "o.toml").write_text(OWN)
    return tmp_path


def settings_of(folder, **store):
    settings = load_settings(None, {})
    return replace(
        settings,
        service=replace(settings.service, organisation=str(folder / "o.toml"), extract_workers=0),
        store=replace(settings.store, **store),
        audit=replace(settings.audit, path=str(folder / "audit.jsonl")),
    )


def classify(classifier, text, to="bob@elsewhere.example"):
    raw = f"From: {SENDER}\r\nTo: {to}\r\nSubject: hello\r\n\r\n{text}\r\n"
    return classifier.classify(raw.encode(), mail_from=SENDER, rcpt_to=[to])


def findings(outcome):
    return [item for item in outcome.case.findings if item.info_type == "DOCUMENT_FINGERPRINT"]


def test_an_unmarked_excerpt_counts_with_the_marking_of_its_document(folder):
    with Classifier.from_settings(settings_of(folder)) as classifier:
        outcome = classify(classifier, f"Terry,\n> {words_of(HARBOUR, 4, 45)}\n\nRegards")
    (finding,) = findings(outcome)
    assert (finding.marking.scheme, finding.marking.level) == ("uk", "SECRET")
    assert outcome.case.sensitivity.score >= 0.8
    assert outcome.verdict.action >= Action.QUARANTINE
    assert not outcome.case.skipped_stages
    assert "SECRET" in outcome.verdict.explanation


def test_a_document_without_a_marking_counts_with_the_floor(folder):
    with Classifier.from_settings(settings_of(folder)) as classifier:
        outcome = classify(classifier, BATTERY.upper())
    (finding,) = findings(outcome)
    assert finding.marking is None
    assert 0.6 <= outcome.case.sensitivity.score < 0.65
    assert outcome.verdict.action is Action.QUARANTINE


def test_other_mail_is_let_through(folder):
    with Classifier.from_settings(settings_of(folder)) as classifier:
        outcome = classify(classifier, ORDINARY)
    assert findings(outcome) == []
    assert outcome.verdict.action is Action.ALLOW


def test_an_excerpt_in_an_attachment_is_found_there(folder):
    text = words_of(BATTERY, 10, 50).replace(" ", "\\par\n> ", 3)
    raw = (
        f"From: {SENDER}\r\nTo: b@c.example\r\nMIME-Version: 1.0\r\nContent-Type: application/rtf; name=n.rtf\r\n"
        f"Content-Disposition: attachment; filename=n.rtf\r\n\r\n{{\\rtf1\\ansi {text}}}\r\n"
    )
    with Classifier.from_settings(settings_of(folder)) as classifier:
        outcome = classifier.classify(raw.encode(), mail_from=SENDER, rcpt_to=["b@c.example"])
    assert [item.path for item in findings(outcome)] == ["1/n.rtf"]


def test_neither_record_nor_notice_nor_log_tells_text_or_name(folder):
    with Classifier.from_settings(settings_of(folder, path=str(folder / "s.sqlite"))) as classifier:
        outcome = classify(classifier, MARKED.replace("SECRET", ""))
        kept = json.dumps(classifier.store.get_case(outcome.case.case_id), default=str)
    logged = (folder / "audit.jsonl").read_text()
    told = f"{outcome.verdict.explanation} {outcome.verdict.sender_notice} {findings(outcome)[0].detail}"
    assert "DOCUMENT_FINGERPRINT" in kept + logged
    for word in ("guarding", "Quayside", "landward", "slipway", "radar"):
        assert word.casefold() not in (kept + logged + told).casefold()
    assert "SECRET" not in outcome.verdict.sender_notice
    assert findings(outcome)[0].value not in outcome.verdict.sender_notice


def test_a_folder_may_mark_its_documents_and_say_who_may_know(folder):
    table = "name,marking,owner,disclose\nBattery inquiry.html,OFFICIAL-SENSITIVE COMMERCIAL,soc@own.example,sender\n"
    (folder / "registered" / "registered.csv").write_text(table)
    with Classifier.from_settings(settings_of(folder)) as classifier:
        (finding,) = findings(classify(classifier, BATTERY))
    assert (finding.marking.level, finding.marking.caveats) == ("OFFICIAL-SENSITIVE", ("COMMERCIAL",))
    assert (finding.owner, finding.disclose) == ("soc@own.example", Disclose.SENDER)
    assert "(Battery inquiry.html)" in finding.detail


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", "", "has no text that can be read"),
        ("dark.pdf", "%PDF-1.4\n", "has no text that can be read"),
        ("note.txt", "meet at the quay", "is too short to be recognised: 4 words of two letters or more, 40 are needed"),
        ("registered.csv", "name,marking\nBattery inquiry.html,LILAC\n", "marking 'LILAC' is none that is known"),
        ("old.fingerprints", "DLPFPRT1", "is an index and needs a fingerprints_key"),
    ],
)  # fmt: skip
def test_what_could_never_be_found_is_refused_by_name(folder, name, content, message):
    (folder / "registered" / name).write_text(content)
    with pytest.raises(ConfigError, match=message) as refused:
        Classifier.from_settings(settings_of(folder))
    assert name in str(refused.value)


def test_ordinary_passages_are_nobodys_own(folder):
    (folder / "registered" / "Battery inquiry.html").write_text(f"<p>{BATTERY}</p><p>{DISCLAIMER}</p>")
    (folder / "disclaimer.txt").write_text(DISCLAIMER)
    with Classifier.from_settings(settings_of(folder)) as classifier:
        assert findings(classify(classifier, f"Hello\n{DISCLAIMER}"))
    (folder / "o.toml").write_text(OWN + 'boilerplate = ["disclaimer.txt"]\n')
    with Classifier.from_settings(settings_of(folder)) as classifier:
        assert findings(classify(classifier, f"Hello\n{DISCLAIMER}")) == []
        assert findings(classify(classifier, BATTERY))


def test_a_switch_takes_up_a_changed_folder_and_keeps_an_unchanged_index(folder):
    with Classifier.from_settings(settings_of(folder, path=str(folder / "s.sqlite"))) as classifier:

        def index():
            return next(item.index for item in classifier._rooms.detectors if item.name == "fingerprints")

        before, times = index(), itertools.count()
        classifier.store.set_switch("reload", f"{next(times)}")
        assert classifier.refresh()
        assert index() is before
        (folder / "registered" / "Quiz.txt").write_text(ORDINARY)
        classifier.store.set_switch("reload", f"{next(times)}")
        assert classifier.refresh()
        assert findings(classify(classifier, ORDINARY))
        (folder / "registered" / "Short.txt").write_text("too short")
        classifier.store.set_switch("reload", f"{next(times)}")
        with pytest.raises(ConfigError, match=r"Short\.txt"):
            classifier.refresh()
        assert findings(classify(classifier, ORDINARY))


@needs_shared
@pytest.mark.parametrize(("number", "path"), [("039", "1"), ("040", "2/nights.rtf")])
def test_excerpts_of_a_docx_and_a_pdf_are_found_in_the_example_mails(number, path):
    examples = SHARED / "examples"
    with Classifier.from_config(organisation=examples / "organisation.toml") as classifier:
        raw = (examples / "messages" / f"p{number}.eml").read_bytes()
        outcome = classifier.classify(raw, mail_from="emre.yildiz@cdio.gov.uk", rcpt_to=["x@harbour-mutual.co.uk"])
    assert [item.path for item in findings(outcome)] == [path]
    assert outcome.verdict.action is Action.QUARANTINE
