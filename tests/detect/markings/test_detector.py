from tests.detect.markings.read import markings, mentions


def test_a_banner_alone_on_the_first_line_is_a_marking():
    assert markings("OFFICIAL-SENSITIVE\n\nDear Ayo,\n") == [("uk", "OFFICIAL-SENSITIVE", (), "OFFICIAL-SENSITIVE")]


def test_a_level_inside_a_sentence_is_a_mention():
    text = "Parcels marked SECRET leave by the side door."
    assert markings(text) == []
    assert mentions(text) == ["SECRET"]


def test_ordinary_words_are_not_even_mentions():
    assert markings("SECRET GARDEN TOURS") == []
    assert mentions("SECRET GARDEN TOURS") == []
