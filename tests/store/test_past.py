"""What is remembered of one contact, and how it fades."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp_service.errors import ConfigError
from dlp_service.store.past import Fading, Past

FADING = Fading(half_life=180, keep=400)
ANN, BEN, CAI, DOT = (bytes([number]) * 16 for number in range(4))
WRITERS = (ANN, BEN, CAI)
events = st.lists(
    st.tuples(st.sampled_from(["deliver", "reply"]), st.integers(0, 900), st.sampled_from([b"", ANN, BEN, CAI, DOT]))
)


def told(*deliveries, replied=()):
    """Return the past of deliveries (day, writer) and replies."""
    past = Past()
    for day, writer in deliveries:
        past.deliver(day, writer)
    for day in replied:
        past.reply(day)
    return past


def learn(past, event):
    kind, day, writer = event
    past.deliver(day, writer) if kind == "deliver" else past.reply(day)


def lasting(start=0, step=7):
    return tuple((start + step * number, writer) for number, writer in enumerate(WRITERS))


def test_a_delivery_weighs_half_after_the_half_life_and_nothing_when_it_is_forgotten():
    assert [FADING.weight(age) for age in (-1, 0, 180, 360, 399, 400)] == [1, 1, 0.5, 0.25, 2 ** -(399 / 180), 0]


@pytest.mark.parametrize(
    ("age", "count"), [(0, 8), (1, 8), (179, 5), (180, 4), (181, 4), (360, 2), (361, 2), (399, 2), (400, 0)]
)
def test_eight_deliveries_fade_to_the_exact_day(age, count):
    assert told(*[(100, ANN)] * 8).count(100 + age, FADING) == count


def test_three_deliveries_count_as_three_until_they_weigh_two():
    past = told(*[(0, ANN)] * 3)
    counts = [past.count(day, FADING) for day in range(400)]
    assert counts == sorted(counts, reverse=True)
    assert (counts.index(2), counts.index(1)) == (106, 286)  # 180 * log2(3/2) = 105.3, 180 * log2(3) = 285.3


@given(events, st.randoms(use_true_random=False), st.integers(0, 1400))
def test_the_order_of_events_changes_nothing(learnt, random, today):
    one, other = Past(), Past()
    for event in learnt:
        learn(one, event)
    random.shuffle(learnt)
    for event in learnt:
        other = Past.unpack(other.pack())
        learn(other, event)
    assert one.pack() == other.pack()
    assert one.count(today, FADING) == other.count(today, FADING)


@given(events)
def test_packing_keeps_everything(learnt):
    past = Past()
    for event in learnt:
        learn(past, event)
    assert Past.unpack(past.pack()) == past


@given(events, st.integers(0, 900), st.sampled_from(WRITERS))
def test_a_delivery_taken_back_leaves_the_days_as_they_were(learnt, day, writer):
    past, same = Past(), Past()
    for event in learnt:
        learn(past, event)
        learn(same, event)
    past.deliver(day, writer)
    past.take_back(day)
    assert past.days == same.days


@given(events, st.integers(0, 1400))
def test_what_is_forgotten_did_not_count_any_more(learnt, today):
    past = Past()
    for event in learnt:
        learn(past, event)
    before = [past.count(today, FADING), past.writers(today, FADING), past.is_learnt(today, FADING)]
    past.forget(FADING.oldest(today))
    assert [past.count(today, FADING), past.writers(today, FADING), past.is_learnt(today, FADING)] == before


@given(events, st.tuples(st.sampled_from(["deliver", "reply"]), st.integers(0, 900), st.sampled_from(WRITERS)))
def test_more_evidence_never_makes_a_contact_less_known(learnt, event):
    past = Past()
    for one in learnt:
        learn(past, one)
    before = [past.is_learnt(today, FADING) for today in range(900, 1400, 50)]
    learn(past, event)
    after = [past.is_learnt(today, FADING) for today in range(900, 1400, 50)]
    assert all(now or not then for then, now in zip(before, after, strict=True))


@given(events)
def test_the_day_that_stands_for_a_contact_counts_exactly_as_long_as_it_is_known(learnt):
    past = Past()
    for event in learnt:
        learn(past, event)
    as_of = past.known_as_of(FADING)
    for today in range(max(past.last_day, 400), past.last_day + 500, 20):
        assert (as_of >= FADING.oldest(today)) == past.is_learnt(today, FADING)


@pytest.mark.parametrize(
    ("deliveries", "today", "is_lasting"),
    [
        (lasting(), 14, True),
        (lasting(step=6), 14, False),  # twelve days
        (lasting()[:2], 14, False),
        (((0, ANN), (7, BEN), (14, BEN)), 14, False),
        (((0, ANN), (7, BEN), (14, b"")), 14, False),
        (((0, b""), (7, ANN), (7, BEN), (7, CAI)), 7, False),
        (((0, ANN), (0, BEN), (14, CAI)), 14, True),
        (lasting(), 14 + 90, True),
        (lasting(), 14 + 110, False),  # it weighs less than three now
        (lasting() * 4, 14 + 380, True),
        (lasting() * 4, 14 + 400, False),
        (((0, ANN), (399, BEN), (399, CAI), (399, BEN)), 399, True),
        (((0, ANN), (399, BEN), (399, CAI), (399, BEN)), 400, False),  # the first of three was too long ago
    ],
)
def test_three_principals_over_fourteen_days_are_lasting(deliveries, today, is_lasting):
    assert told(*deliveries).is_lasting(today, FADING) is is_lasting


def test_a_reply_holds_until_it_is_forgotten():
    past = told(replied=[5, 3])
    assert [past.is_learnt(today, FADING) for today in (5, 404, 405)] == [True, True, False]
    assert not Past().is_learnt(0, FADING)


def test_the_three_who_wrote_last_are_kept_whoever_came_first():
    deliveries = [(1, ANN), (5, ANN), (2, BEN), (3, CAI), (4, DOT)]
    packed = {told(*order).pack() for order in permutations(deliveries)}
    assert len(packed) == 1
    assert Past.unpack(packed.pop()).latest == {ANN: 5, DOT: 4, CAI: 3}


def test_without_a_half_life_only_today_counts_and_nothing_kept_counts_nothing():
    past = told((10, ANN), (10, ANN))
    assert [past.count(today, Fading(0, 400)) for today in (10, 11)] == [2, 0]
    assert past.count(10, Fading(180, 0)) == 0
    assert not told(replied=[10]).is_learnt(10, Fading(180, 0))


def test_another_format_is_refused_and_so_is_a_damaged_one():
    with pytest.raises(ConfigError, match="format"):
        Past.unpack(b"\x02" + Past().pack()[1:])
    whole = told((10, ANN), replied=[12]).pack()
    for size in range(1, len(whole)):
        with pytest.raises(ConfigError, match="damaged"):
            Past.unpack(whole[:size])
