"""Text made plain: the same in pieces as at once, every place on its own character, and never past the deadline by more than a piece."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp_service.budget import Budget
from dlp_service.detect.identifiers.plain import plain
from dlp_service.errors import OutOfTime
from dlp_service.textmap import PIECE_CHARS

CHARACTERS = st.sampled_from("ab 1_é\u00a0\u00ad\u200b\u2013\u2019５Ａ\n٣я漢😀")


@settings(deadline=None)
@given(st.text(CHARACTERS, max_size=40), st.text(CHARACTERS, max_size=40))
def test_a_long_text_is_made_plain_like_its_parts(head, tail):
    between = "x " * (PIECE_CHARS // 2) + "\u200b"
    long = plain(head + between + tail)
    first, second = plain(head), plain(tail)
    assert long.text == first.text + between[:-1] + second.text
    assert long.raw == first.raw + between[:-1].encode() + second.raw
    shift = len(first.text) + len(between) - 1
    for place in range(len(second.text)):
        assert long.map.start(shift + place) == len(head + between) + second.map.start(place)
    for place in range(len(first.text)):
        assert long.map.start(place) == first.map.start(place)


def test_the_deadline_is_looked_at_before_each_piece():
    ticks = count()
    with pytest.raises(OutOfTime):
        plain("я\u200b " * PIECE_CHARS, budget=Budget(deadline=2, clock=lambda: next(ticks)))
    assert next(ticks) == 3
