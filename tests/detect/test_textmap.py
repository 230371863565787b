from hypothesis import given
from hypothesis import strategies as st

from dlp_service.textmap import fold, pieces

tricky = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("aAﬁßİ\u200b\u00ad\u0301é\u2011\u00a0\n Ｘ㎏")))


def test_ascii_keeps_its_offsets():
    folded = fold("Cinder-PATH")
    assert folded.text == "cinder-path"
    assert [folded.start(i) for i in range(11)] == list(range(11))


def test_dropped_and_doubled_characters_point_back_to_their_place():
    text = "x\u200bGara\u0301ßide ﬁn"
    folded = fold(text)
    assert folded.text == "xgarasside fin"
    start = folded.text.index("garasside")
    assert text[folded.start(start) : folded.end(start + len("garasside"))] == "Gara\u0301ßide"
    assert text[folded.start(11) : folded.end(14)] == "ﬁn"


def test_hyphens_spaces_and_lookalikes_are_one():
    assert fold("Nwosu\u2011Field\u00a0\u0410").text == "nwosu-field a"


@given(tricky)
def test_every_folded_position_lies_inside_the_original(text):
    folded = fold(text)
    starts = [folded.start(i) for i in range(len(folded.text))]
    assert starts == sorted(starts)
    assert all(0 <= start < len(text) for start in starts)
    assert all(folded.start(i) < folded.end(i + 1) <= len(text) for i in range(len(folded.text)))


@given(tricky)
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text).text).text == fold(text).text


@given(st.text(max_size=300), st.integers(min_value=5, max_value=40), st.integers(min_value=0, max_value=2))
def test_pieces_cover_the_text_in_order(text, size, overlap):
    end = 0
    for offset, piece in pieces(text, size=size, overlap=overlap):
        assert offset == max(0, end - overlap)
        assert text[offset : offset + len(piece)] == piece
        assert len(piece) <= size
        end = offset + len(piece)
    assert end == len(text)
