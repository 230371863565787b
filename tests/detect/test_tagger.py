import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from dlp_service.budget import Budget
from dlp_service.config import ModelSettings, Settings
from dlp_service.detect import Context, build_detectors, detect
from dlp_service.detect.names.spacy_tagger import SpacyTagger
from dlp_service.errors import ConfigError
from dlp_service.organisation import Organisation, Person, Term
from dlp_service.values import Extraction, PartText, Stage


@pytest.fixture(scope="module")
def detectors():
    return build_detectors(
        Organisation(terms=(Term("CINDERPATH", 0.9),), personnel=(Person("Zoe Marrable"),)), Settings()
    )


def run(detectors, text):
    extraction = Extraction((PartText("1", "body", text),), (), "")
    return detect(extraction, detectors, Context(), tuple(Stage), Budget.unlimited()).findings


def test_spacy_tells_people_from_places():
    tagger = SpacyTagger("en_core_web_sm")
    (tagged,) = tagger.tag(["Please meet Lucian Garside in London."])
    assert [(t.start, t.end, t.is_person) for t in tagged] == [(12, 26, True), (30, 36, False)]


def test_people_and_a_project_in_a_sentence_are_found_with_the_shipped_model(detectors):
    text = "The CINDERPATH team is Lucian Garside, Susan Hall and Raj Patel.\nThey meet in London."
    kinds = {f.info_type: f for f in run(detectors, text)}
    assert kinds["PERSONNEL_ON_PROJECT"].count == 3
    assert all(0.5 <= f.confidence < 1 for f in run(detectors, text) if f.info_type == "PERSON_NAME")


def test_threads_sharing_detectors_find_the_same_as_one(detectors):
    texts = [f"Note {n}: ask Lucian Garside and Cdr Rhys Caradog about CINDERPATH, or Zoe Marrable." for n in range(24)]
    alone = [run(detectors, text) for text in texts]
    fresh = build_detectors(
        Organisation(terms=(Term("CINDERPATH", 0.9),), personnel=(Person("Zoe Marrable"),)), Settings()
    )
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: run(fresh, text), texts))
    assert together == alone


def test_a_names_model_that_is_not_installed_is_a_settings_error():
    with pytest.raises(ConfigError, match="not installed"):
        build_detectors(Organisation(), Settings(models=ModelSettings(names="no_such_model")))


def test_what_is_found_in_a_text_does_not_depend_on_the_texts_read_with_it():
    """To the last bit: a confidence that is rounded would otherwise tip over now and then."""
    names = "Lucian Garside", "Susan Hall", "Raj", "Austen Powers", "Zoe Marrable, Leeds", "Quetta"
    texts = [f"{'Please tell the team. ' * (n % 4)}{names[n % 6]}{f' (note {n})' * (n % 5)}" for n in range(90)]
    texts += ["", "Hi", "1, 2; " * 450 + "Ann Lee"]
    tagger = SpacyTagger("en_core_web_sm")
    alone = [tagger.tag([text])[0] for text in texts]
    assert sum(map(len, alone)) > len(texts)
    for size in (3, 40, len(texts)):
        order = random.Random(size).sample(range(len(texts)), len(texts))
        for first in range(0, len(texts), size):
            chosen = order[first : first + size]
            assert tagger.tag([texts[number] for number in chosen]) == [alone[number] for number in chosen]
