import hashlib
import json

import numpy as np
import pytest

from dlp_service.budget import Budget
from dlp_service.errors import ConfigError, ManifestError
from dlp_service.score import load_model, shipped_model
from dlp_service.score.features import FeatureSpec
from tests.shared import SHARED, needs_shared
from tests.training import corpora
from training.__main__ import main
from training.calibrate import Platt, fit_platt
from training.corpus import CABLES, FRUS, Document, Split, mail_split, read_corpus, sender
from training.evaluate import ranking, score_split
from training.export import Lineage, Release, code_digests, top_ngrams
from training.fit import Recipe, choose_vocabulary, fit
from training.parity import check_parity

RECIPE = Recipe(minimum_groups=3, minimum_senders=5, training_windows=(500,))


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return corpora.write(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def corpus(data):
    return read_corpus(data)


@pytest.fixture(scope="module")
def fitted(corpus):
    return fit(corpus.train, RECIPE)


@pytest.fixture(scope="module")
def bundle(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "1.2.3"
    assert main(["content", "--data", str(data), "--out", str(folder)]) == 0
    return folder


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_one_command_makes_a_bundle_that_loads(bundle):
    model = load_model(bundle)
    assert (model.version, model.calibration) == ("1.2.3", "SHIPPED")
    unlimited = Budget.unlimited()
    assert model.probability(" ".join(corpora.SECRET * 8), unlimited) > 0.5
    assert model.probability(" ".join(corpora.MAILISH * 8), unlimited) < 0.1


def test_every_file_of_the_bundle_has_the_digest_the_manifest_names(bundle):
    names = {path.name for path in bundle.iterdir()} - {"manifest.json"}
    assert (
        names
        == set(manifest(bundle)["files"])
        == {"model.onnx", "vocabulary.tsv", "metrics.json", "CARD.md", "calibration.png"}
    )
    for name, digest in manifest(bundle)["files"].items():
        assert hashlib.sha256((bundle / name).read_bytes()).hexdigest() == digest


def test_the_manifest_names_its_data_and_code(bundle, data):
    document = manifest(bundle)
    for name, digest in document["data"]["files"].items():
        assert hashlib.sha256((data / name).read_bytes()).hexdigest() == digest
    assert document["code"] == code_digests()
    assert "dlp_service/score/features.py" in document["code"]
    assert document["recipe"]["seed"] == Recipe().seed


def test_the_same_data_gives_the_same_bytes(bundle, data, tmp_path):
    assert main(["content", "--data", str(data), "--out", str(tmp_path / "1.2.3")]) == 0
    for path in bundle.iterdir():
        assert (tmp_path / "1.2.3" / path.name).read_bytes() == path.read_bytes(), path.name


def test_onnx_and_scikit_learn_agree_on_every_row(fitted, corpus):
    release = Release("1.0", fitted, Platt(1.3, -0.2), {}, Lineage({}, {}, "", {}))
    assert check_parity(release, (*corpus.test.papers, *corpus.test.mail, *corpus.cables)) <= 1e-12


def test_the_service_gives_the_probability_that_training_computed(bundle, corpus):
    model = load_model(bundle)
    fitted = fit(corpus.train, Recipe())
    scored = score_split(fitted, corpus.test)
    expected = fit_platt(score_split(fitted, corpus.dev)).probabilities(scored.margins)
    documents = (*corpus.test.papers, *corpus.test.mail)
    answers = [model.probability(document.text, Budget.unlimited()) for document in documents]
    assert max(abs(a - e) for a, e in zip(answers, expected, strict=True)) <= 1e-6


def test_a_bundle_whose_writing_was_cut_off_is_refused(bundle, tmp_path):
    for path in bundle.iterdir():
        if path.name != "manifest.json":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    with pytest.raises(ManifestError):
        load_model(tmp_path)


def test_the_card_tells_data_figures_and_limits(bundle):
    card = (bundle / "CARD.md").read_text(encoding="utf-8")
    for heading in ("What it is for", "Data", "Figures", "Limits", "length alone", "title alone"):
        assert heading in card


def test_volumes_and_senders_are_in_one_split_only(corpus):
    groups = [{d.group for d in (*s.papers, *s.mail)} for s in (corpus.train, corpus.dev, corpus.test)]
    assert all(groups)
    assert not groups[0] & groups[1]
    assert not groups[0] & groups[2]
    assert not groups[1] & groups[2]


def test_mail_of_one_house_only_measures():
    row = {"source": "DC BEGA FOIA e-mails", "from": "A Person <A.Person@example.gov>"}
    assert (sender(row), mail_split(row)) == ("a.person@example.gov", "test")
    assert sender({"from": None}) == ""
    assert sender({"from": "x@y.example"}) == "x@y.example"


def papers(text, groups, *, is_mail=False):
    return [Document(text, 0, group, is_mail=is_mail) for group in groups for _ in range(5)]


def test_what_one_author_wrote_is_in_no_vocabulary():
    recipe = Recipe(minimum_documents=2, minimum_groups=3, maximum_share=1.0)
    documents = papers("common words", "abc") + papers("private phrase", "a")
    assert set(choose_vocabulary(documents, recipe).index) == {"common", "words", "common words"}


def test_a_pair_of_words_from_mail_is_in_no_vocabulary():
    recipe = Recipe(minimum_documents=2, minimum_groups=3, minimum_senders=4, maximum_share=1.0)
    documents = papers("ann example", "abcd", is_mail=True) + papers("rare", "abc", is_mail=True)
    assert set(choose_vocabulary(documents, recipe).index) == {"ann", "example"}


def test_a_corpus_too_small_or_of_one_label_is_refused():
    with pytest.raises(ConfigError, match="too small"):
        choose_vocabulary(papers("common words", "ab"), Recipe())
    with pytest.raises(ConfigError, match="both labels"):
        fit(
            Split(tuple(papers("common words and more", "abcdefgh")), ()),
            Recipe(minimum_documents=2, maximum_share=1.0),
        )


def test_the_strongest_ngrams_are_those_of_their_kind(fitted):
    most, least = top_ngrams(fitted, 20)
    assert set(most) & set(corpora.SECRET)
    assert set(least) & {*corpora.MAILISH, *corpora.OPEN}


def test_a_missing_or_damaged_file_is_one_line(data, tmp_path, capsys):
    assert main(["content", "--data", str(tmp_path)]) == 2
    corpora.write(tmp_path)
    (tmp_path / FRUS).write_bytes((data / CABLES).read_bytes()[:-20])
    assert main(["content", "--data", str(tmp_path)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("training: ") for line in lines)


@pytest.mark.parametrize("arguments", [[], ["content"], ["content", "--data", ".", "--version", "new"], ["names"]])
def test_bad_usage_exits_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
    assert "usage" in capsys.readouterr().err


@needs_shared
def test_the_shipped_model_holds_its_floors_on_a_sample():
    corpus = read_corpus(SHARED / "data")
    model = load_model(shipped_model())

    def answers(documents):
        return [model.probability(document.text, Budget.unlimited()) for document in documents]

    cables = ranking([d.label for d in corpus.cables], np.array(answers(corpus.cables)))
    sample = corpus.test.papers[::3]
    test = ranking([d.label for d in sample], np.array(answers(sample)))
    mail = np.array(answers(corpus.test.mail[::2]))
    assert cables.auc >= 0.82
    assert test.auc >= 0.78
    assert (mail >= 0.25).mean() <= 0.005
    assert FeatureSpec() == model.features
