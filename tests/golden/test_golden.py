import json

import pytest

from dlp_service.classifier import Classifier
from tests.golden.golden import EXAMPLES, EXPECTED, answers, envelopes

EXPECTATIONS = {file.stem: line["expect"] for file, line in envelopes()}


@pytest.fixture(scope="module")
def got():
    with Classifier.from_config(organisation=EXAMPLES / "organisation.toml") as classifier:
        return answers(classifier)


@pytest.mark.parametrize("name", sorted(EXPECTATIONS))
def test_an_example_gets_the_action_it_is_about(got, name):
    assert got[name]["action"] == EXPECTATIONS[name]


@pytest.mark.parametrize("name", sorted(EXPECTATIONS))
def test_an_example_is_answered_as_before(got, name):
    assert got[name] == json.loads(EXPECTED.read_text())[name]


def test_the_incident_is_refused_with_the_address_that_was_meant(got):
    assert "harriet.l.osgood.civ@us.navy.mil" in got["01-leave-dates-to-ml"]["sender_notice"]


def test_a_notice_never_confirms_a_codeword(got):
    for name, answer in got.items():
        assert "HERON" not in answer["sender_notice"], name
        assert "Copperline" not in answer["sender_notice"], name


def test_no_answer_quotes_a_name_in_clear(got):
    for name, answer in got.items():
        assert "Ferncastle" not in json.dumps(answer), name
