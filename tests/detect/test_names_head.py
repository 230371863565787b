import hashlib
import json

import numpy as np
import pytest

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.names.detector import NameDetector
from dlp_service.detect.names.head import CLASSES, FOLDER, MANIFEST, WEIGHTS, NamesHead, Sentence, inputs, load_head
from dlp_service.detect.names.spacy_tagger import SpacyTagger, TokenVectors
from dlp_service.detect.names.tagger import NameTagger, Tagged
from dlp_service.errors import ConfigError
from dlp_service.values import PartText
from tests.shared import SHARED, needs_shared


@pytest.fixture(scope="module")
def tagger():
    return SpacyTagger("en_core_web_sm")


def persons(tagger, text):
    (tagged,) = tagger.tag([text])
    return {text[t.start : t.end]: t.confidence for t in tagged if t.is_person}


def test_two_names_of_one_form_get_their_own_confidence(tagger):
    sure = persons(tagger, "Then Margaret Holloway told her colleagues that she would retire.")
    doubtful = persons(tagger, "The crew of the Margaret Holloway were taken ashore.")
    assert sure["Margaret Holloway"] > 0.8
    assert doubtful.get("Margaret Holloway", 0.0) < sure["Margaret Holloway"]


def test_the_answer_for_a_text_does_not_depend_on_its_neighbours(tagger):
    texts = ["Ask Lucian Garside.", "", "   ", "In London, Raj Patel met Susan Hall.", "No one came."]
    together = tagger.tag(texts)
    for text, tagged in zip(texts, together, strict=True):
        (alone,) = tagger.tag([text])
        assert [(t.start, t.end, t.is_person) for t in alone] == [(t.start, t.end, t.is_person) for t in tagged]
        assert [t.confidence for t in alone] == pytest.approx([t.confidence for t in tagged], abs=1e-3)


def test_no_texts_and_texts_without_a_token_are_nothing(tagger):
    assert tagger.tag([]) == []
    assert tagger.tag([""]) == [()]


def test_neighbours_do_not_reach_into_another_sentence():
    pair = [Sentence(["Ask", "Susan"], [0, 4]), Sentence(["Hall"], [0])]
    vectors = [np.ones((2, 4), dtype=np.float32), np.full((1, 4), 2, dtype=np.float32)]
    together, alone = inputs(pair, vectors), inputs(pair[1:], vectors[1:])
    assert np.array_equal(together[2:], alone)


def test_a_run_of_tokens_is_split_where_a_second_name_begins():
    wide = inputs([Sentence(["A"], [0])], [np.zeros((1, 1), dtype=np.float32)]).shape[1]
    first = np.zeros((wide, 2), dtype=np.float32)
    first[1] = (1, -1)  # the token's own number decides: positive begins a person, negative goes on
    head = NamesHead(first, np.zeros(2, np.float32), np.array([[0, 9, 0, 0, 0], [0, 0, 9, 0, 0]], np.float32), np.zeros(5, np.float32), (1.0, 0.0))  # fmt: skip
    sentence = Sentence(["Susan", "Hall", "Raj"], [0, 6, 11])
    (spans,) = head.read([sentence], [np.array([[1], [-1], [1]], dtype=np.float32)])
    assert [(span.first, span.last) for span in spans] == [(0, 1), (2, 2)]
    assert len(CLASSES) == 5


def test_a_model_with_other_vectors_is_refused():
    with pytest.raises(ConfigError, match="fitted"):
        load_head("0" * 64)


def test_the_shipped_numbers_are_those_of_the_manifest():
    manifest = json.loads(FOLDER.joinpath(MANIFEST).read_text(encoding="utf-8"))
    assert manifest["weights"] == hashlib.sha256(FOLDER.joinpath(WEIGHTS).read_bytes()).hexdigest()
    assert manifest["vectors"] == TokenVectors("en_core_web_sm").digest


@needs_shared
def test_the_shipped_numbers_were_fitted_on_these_texts_by_this_code():
    from training.names_head import sources

    assert json.loads(FOLDER.joinpath(MANIFEST).read_text(encoding="utf-8"))["sources"] == sources(SHARED)


@needs_shared
def test_another_list_of_words_or_another_way_to_cut_texts_makes_the_numbers_old(monkeypatch):
    from training import names_head

    before = names_head._seen(SHARED)
    monkeypatch.setattr(names_head, "word_facts", lambda word: np.zeros(3, dtype=np.float32))
    assert names_head._seen(SHARED) != before
    monkeypatch.undo()
    monkeypatch.setattr(names_head, "sentences_of", lambda text: [(0, len(text.text))])
    assert names_head._seen(SHARED) != before


class WordTagger:
    """The whole of what another model has to implement."""

    def tag(self, texts):
        return [
            tuple(
                Tagged(at, at + len("Zyx"), is_person=True, confidence=0.61)
                for at in range(len(text))
                if text.startswith("Zyx", at)
            )
            for text in texts
        ]


def test_another_tagger_replaces_the_shipped_one_by_its_one_method():
    tagger: NameTagger = WordTagger()
    (finding,) = NameDetector(tagger).detect(
        (PartText("1", "body", "we > asked\nZyx about it"),), Context(), Budget.unlimited()
    )
    assert (finding.start, finding.end) == (11, 14)
    assert 0 < finding.confidence < 0.9


class _Given(NamesHead):
    """A head that is told the probabilities of its tokens."""

    def __init__(self, rows):
        self._rows = np.array(rows, dtype=np.float32)
        self._slope, self._shift = 1.0, 0.0

    def probabilities(self, rows):
        return self._rows


@pytest.mark.parametrize(
    ("first_of_a_person", "found"),
    [(0.2, [("Barnaby Quillfeather", True)]), (0.05, [("Quillfeather", True), ("Barnaby", True), ("Barnaby", False)])],
)
def test_more_of_a_name_takes_in_the_token_before_that_may_be_its_first(first_of_a_person, found):
    words = ["Barnaby", "Quillfeather"]
    head = _Given([(0.2, first_of_a_person, 0, 0.8 - first_of_a_person, 0), (0.1, 0, 0.9, 0, 0)])
    (spans,) = head.spans([Sentence(words, [0, 8])], np.zeros((2, 1), dtype=np.float32))
    assert [(" ".join(words[s.first : s.last + 1]), s.is_person) for s in spans] == found
