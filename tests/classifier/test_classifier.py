"""The Python door: what notebooks and scripts call."""

from dataclasses import replace
from pathlib import Path

import pytest

import dlp_service
from dlp_service.budget import Budget
from dlp_service.classifier import Classifier
from dlp_service.config import load_settings
from dlp_service.errors import ConfigError, InvalidMessage, OutOfTime
from dlp_service.options import Options
from dlp_service.values import Action, Envelope, Mode, Stage
from tests.detect.markings.marked_files import book, mail, printed
from tests.detect.markings.test_label_carriers import with_file
from tests.extract.builders import zipped

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
MAREN = "maren.holloway@northhaven.example"


def raw(name):
    return (EXAMPLES / "messages" / f"{name}.eml").read_bytes()


@pytest.fixture(scope="module")
def classifier():
    with Classifier.from_config(organisation=EXAMPLES / "organisation.toml") as built:
        yield built


def test_the_package_gives_the_classifier_on_first_use():
    assert dlp_service.Classifier is Classifier
    with pytest.raises(AttributeError, match="no attribute 'Classifyer'"):
        dlp_service.Classifyer  # noqa: B018


def test_a_verdict_says_what_was_meant(classifier):
    typed = "harriet.l.osgood.civ@us.navy.ml"
    outcome = classifier.classify(raw("01-leave-dates-to-ml"), mail_from=MAREN, rcpt_to=[typed])
    assert outcome.verdict.action is Action.BLOCK
    assert outcome.case.recipients[0].suggestion == f"{typed.removesuffix('ml')}mil"
    assert f"Did you mean {typed.removesuffix('ml')}mil?" in outcome.verdict.sender_notice


@pytest.mark.parametrize(
    ("rcpt_to", "complaint"),
    [
        ("b@navy.ml", "must be a list of addresses"),
        (None, "must be a list of addresses"),
        ([], "names no recipient"),
        ([""], "names an empty recipient"),
        ([None], "must be text"),
        (["a@b.example", 5], "must be text"),
    ],
)
def test_unusable_recipients_are_refused(classifier, rcpt_to, complaint):
    with pytest.raises(InvalidMessage, match=complaint):
        classifier.classify(b"Subject: x\n\ny", mail_from=MAREN, rcpt_to=rcpt_to)


def test_an_unusable_sender_is_refused_and_the_null_sender_is_not(classifier):
    with pytest.raises(InvalidMessage, match="must be text"):
        classifier.classify(b"Subject: x\n\ny", mail_from=None, rcpt_to=["a@b.example"])
    assert classifier.classify(b"Subject: x\n\ny", mail_from="", rcpt_to=["a@b.example"]).verdict.rules


def test_recipients_judged_alone_end_with_the_time_there_is(classifier):
    envelope = Envelope.of(MAREN, ["a@out.example"])
    assert classifier.assess(envelope, (), Budget.unlimited()).recipients[0].reasons
    with pytest.raises(OutOfTime):
        classifier.assess(envelope, (), Budget(deadline=0.0))


def test_nothing_is_kept_without_a_store(classifier):
    outcome = classifier.classify(raw("04-visitor-list"), mail_from=MAREN, rcpt_to=["a@nowhere-else.example"])
    assert outcome.verdict.action is Action.QUARANTINE
    assert outcome.review_item == ""
    with pytest.raises(ConfigError, match="no store is configured"):
        _ = classifier.store


def test_a_stage_that_reads_text_brings_the_text_with_it():
    options = Options(stages=frozenset({Stage.MARKINGS}))
    assert options.wants(Stage.EXTRACT)
    assert Stage.EXTRACT not in options.skipped
    assert Stage.NAMES in options.skipped
    assert not Options(stages=frozenset({Stage.RECIPIENTS})).wants(Stage.EXTRACT)


def test_registered_documents_that_nobody_compares_are_named_in_the_coverage(classifier, tmp_path):
    (tmp_path / "registered").mkdir()
    organisation = tmp_path / "o.toml"
    organisation.write_text(
        '[organisation]\ndomains = ["own.example"]\naccredited_to = "OFFICIAL"\n[content]\nfingerprints = ["registered"]\n'
    )
    outcome = classifier.for_organisation(str(organisation)).classify(b"\n\nx", mail_from="", rcpt_to=["a@b.example"])
    assert Stage.FINGERPRINTS in outcome.case.skipped_stages
    assert Stage.FINGERPRINTS not in classifier.classify(b"\n\nx", rcpt_to=["a@b.example"]).case.skipped_stages


def kept(tmp_path, **store):
    settings = load_settings(None, {})
    settings = replace(
        settings,
        service=replace(settings.service, organisation=str(EXAMPLES / "organisation.toml")),
        store=replace(settings.store, path=str(tmp_path / "store.sqlite"), **store),
        audit=replace(settings.audit, path=str(tmp_path / "audit.jsonl")),
    )
    return Classifier.from_settings(settings)


def test_what_must_be_kept_is_kept_as_the_mode_says(tmp_path):
    with kept(tmp_path) as classifier:

        def held(mode):
            outcome = classifier.classify(raw("04-visitor-list"), mail_from=MAREN, rcpt_to=["a@b.example"], mode=mode)
            return bool(outcome.review_item), classifier.store.get_case(outcome.case.case_id) is not None

        assert held(Mode.ENFORCE) == (True, True)
        assert held(Mode.OBSERVE) == (False, True)
        assert held(Mode.REPLAY) == (False, False)
    assert len((tmp_path / "audit.jsonl").read_text().splitlines()) == 2


def test_a_spillage_is_held_for_the_officer_even_when_it_is_refused(tmp_path):
    with kept(tmp_path) as classifier:
        outcome = classifier.classify(raw("07-eyes-only-abroad"), mail_from=MAREN, rcpt_to=["a@navy.ml"])
        assert outcome.verdict.action is Action.BLOCK
        assert outcome.verdict.is_sealed
        assert outcome.review_item


def test_a_switch_is_taken_up_once(tmp_path):
    with kept(tmp_path) as classifier:
        assert not classifier.refresh()
        classifier.store.set_switch("reload", "now")
        assert classifier.refresh()
        assert not classifier.refresh()
        assert set(classifier.revisions()) == {"policy", "organisation", "content", "names"}


def test_a_label_that_contradicts_the_text_is_told_and_changes_no_action(classifier):
    words = "the label says OFFICIAL, the text is marked OFFICIAL-SENSITIVE"
    body = b"From: Maren <maren.holloway@northhaven.example>\r\nSubject: rota\r\n%s\r\nOFFICIAL-SENSITIVE\r\n\r\nThe rota.\r\n"
    label = b"X-Protective-Marking: VER=2024.1, NS=gov.au, SEC=OFFICIAL, ORIGIN=a@b.gov.au\r\n"
    to = ["tobias.ashgrove@northhaven.example"]
    labelled = classifier.classify(body % label, mail_from=MAREN, rcpt_to=to)
    plain = classifier.classify(body % b"", mail_from=MAREN, rcpt_to=to)
    assert [f.detail for f in labelled.case.findings if f.info_type == "LABEL_MISMATCH"] == [words]
    assert [f.where for f in labelled.case.findings if f.info_type == "MACHINE_LABEL"] == ["header"]
    assert "note-label-mismatch" in labelled.verdict.rules
    assert labelled.verdict.explanation.endswith(f"; {words}.")
    assert labelled.verdict.action is plain.verdict.action
    assert labelled.case.sensitivity.score == plain.case.sensitivity.score
    assert "note-label-mismatch" not in plain.verdict.rules


@pytest.mark.parametrize(
    ("content", "name", "is_above"),
    [
        (zipped({"stock.xlsx": printed("&LStock&COFFICIAL-SENSITIVE&RPage &P")}), "stock.zip", True),
        (mail("OFFICIAL-SENSITIVE: pumps"), "old.eml", True),
        (book(["Title", "Marking"], ["Pump list", "OFFICIAL-SENSITIVE"]), "register.xlsx", False),
    ],
)
def test_a_marking_deep_in_an_attachment_decides_and_a_register_does_not(classifier, content, name, is_above):
    outcome = classifier.classify(
        with_file(content, name), mail_from=MAREN, rcpt_to=["dispatch@tidewater-logistics.example"]
    )
    assert ("marked-above-recipient-ceiling" in outcome.verdict.rules) is is_above
