import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dlp_service.detect.fingerprints.shingles import GUARANTEED, SHINGLE, WINDOW, ShingleCipher, winnow

CIPHER = ShingleCipher(bytes(32))


def array(values):
    return np.array(values, dtype=np.uint64)


def test_a_shingle_is_of_its_words_in_their_order_and_of_nothing_else():
    words = [3, 1, 4, 1, 5, 9, 2, 6]
    whole = CIPHER.shingles(array(words))
    assert whole[1:3].tolist() == CIPHER.shingles(array(words[1:7])).tolist()
    assert CIPHER.shingles(array([1, 3, 4, 1, 5]))[0] != whole[0]
    assert len(set(whole.tolist())) == len(whole) == len(words) - SHINGLE + 1


def test_another_key_makes_other_shingles():
    words = array(range(50))
    assert not set(CIPHER.shingles(words).tolist()) & set(ShingleCipher(bytes([1] * 32)).shingles(words).tolist())


def test_every_bit_of_a_shingle_is_as_often_one_as_zero():
    numbers = CIPHER.shingles(array(range(40_004)))
    shares = [float(((numbers >> np.uint64(bit)) & np.uint64(1)).mean()) for bit in range(64)]
    assert 0.48 < min(shares) <= max(shares) < 0.52


def test_winnowing_keeps_about_two_of_five():
    kept = winnow(CIPHER.shingles(array(range(10_000))))
    assert 0.38 < len(kept) / 10_000 < 0.42


@given(st.lists(st.integers(0, 9), max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_any_run_of_a_window_has_a_kept_shingle_and_the_same_one_on_its_own(values, start, length):
    numbers = array(values)
    kept = set(winnow(numbers).tolist())
    assert all(kept & set(range(at, at + WINDOW)) for at in range(len(values) - WINDOW + 1))
    part = values[start : start + length]
    if len(part) >= WINDOW:
        assert {start + at for at in winnow(array(part)).tolist()} & kept


def test_the_guarantee_is_in_words():
    assert GUARANTEED == 8
