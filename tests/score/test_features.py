import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from dlp_service.score.features import FeatureSpec, Vocabulary, is_readable, ngrams, vectorise, windows, words

SPEC = FeatureSpec(window_chars=40, maximum_windows=5, minimum_words=1)


def test_capitals_apostrophes_numbers_and_runs_of_letters():
    assert words("DON’T Don't don't") == ["don't"] * 3
    assert words("a 12 x9 straße École " + "z" * 31) == ["straße", "école"]
    assert words("") == []


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab é\n\t."), max_size=400))
def test_windows_lose_no_text_and_keep_their_order(text: str):
    spec = FeatureSpec(window_chars=40, maximum_windows=100)
    assert "".join(windows(text, spec)) == text
    assert all(len(window) <= 60 for window in windows(text, spec))


def test_windows_end_between_words_and_at_their_number():
    cut = list(windows("word " * 100, SPEC))
    assert len(cut) == 5
    assert all(window.strip().split() == ["word"] * len(window.split()) for window in cut)
    assert len(list(windows("x" * 1000, SPEC))) == 5


def test_the_weights_are_those_of_scikit_learn():
    texts = ["the red line and the red door", "a red house by the line", "no door, no line; the the the"]
    reference = TfidfVectorizer(analyzer=lambda text: ngrams(words(text), 2), sublinear_tf=True)
    expected = reference.fit_transform(texts)
    vocabulary = Vocabulary(reference.vocabulary_, reference.idf_)
    for row, text in enumerate(texts):
        ids, weights = vectorise(words(text), vocabulary, FeatureSpec())
        dense = np.zeros(expected.shape[1])
        dense[ids] = weights
        assert np.abs(dense - expected[row].toarray()[0]).max() <= 1e-12


def test_unknown_words_give_empty_features():
    vocabulary = Vocabulary({"red": 0}, np.array([1.0]))
    ids, weights = vectorise(["green"], vocabulary, FeatureSpec())
    assert (len(ids), len(weights)) == (0, 0)


def test_a_window_needs_enough_known_words_and_a_share_of_them():
    vocabulary = Vocabulary({"red": 0}, np.array([1.0]))
    spec = FeatureSpec(minimum_words=3, minimum_share=0.5)
    assert is_readable(["red"] * 3 + ["green"] * 3, vocabulary, spec)
    assert not is_readable(["red"] * 2, vocabulary, spec)
    assert not is_readable(["red"] * 3 + ["green"] * 4, vocabulary, spec)
