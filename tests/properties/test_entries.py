"""What holds for any block and allow entries."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dlp_service.organisation import ListEntry
from dlp_service.recipients.lists import Lists, entry_key

TODAY = date(2026, 11, 22)
NAMES = ("ml", "x.ml", "a.x.ml", "b.a.x.ml", "y.ml")
LOCALS = ("ann", "ann+news", '"ann"', "ben")
DAYS = st.sampled_from([None, TODAY - timedelta(1), TODAY, TODAY + timedelta(1)])
DOMAIN_ENTRIES = st.builds(ListEntry, st.sampled_from(["suffix", "domain"]), st.sampled_from(NAMES), until=DAYS)
ADDRESSES = st.tuples(st.sampled_from(LOCALS), st.sampled_from(NAMES[1:])).map("@".join)
ENTRIES = st.lists(DOMAIN_ENTRIES | st.builds(ListEntry, st.just("address"), ADDRESSES, until=DAYS), max_size=8)
RECIPIENTS = st.tuples(st.sampled_from(("", *LOCALS, "ANN", "ann+x")), st.sampled_from((*NAMES, "z.b.a.x.ml", "mil")))


@settings(deadline=None)
@given(ENTRIES, ENTRIES, RECIPIENTS, ENTRIES)
def test_a_block_more_never_lets_anything_through(blocks, allows, recipient, more):
    def is_blocked(entries):
        ruling = Lists(entries, allows).ruling(*recipient, TODAY)
        return ruling is not None and ruling.is_block

    assert is_blocked([*blocks, *more]) >= is_blocked(blocks)


@settings(deadline=None)
@given(ENTRIES, ENTRIES, RECIPIENTS)
def test_what_has_run_out_might_as_well_not_stand_there(blocks, allows, recipient):
    def live(entries):
        return [entry for entry in entries if entry.is_live(TODAY)]

    ruling = Lists(blocks, allows).ruling(*recipient, TODAY)
    assert ruling == Lists(live(blocks), live(allows)).ruling(*recipient, TODAY)


@settings(deadline=None)
@given(ENTRIES, ENTRIES, RECIPIENTS, st.randoms())
def test_the_order_of_entries_does_not_matter(blocks, allows, recipient, random):
    one = Lists(blocks, allows).ruling(*recipient, TODAY)
    random.shuffle(blocks)
    random.shuffle(allows)
    other = Lists(blocks, allows).ruling(*recipient, TODAY)
    assert (one is None) == (other is None)
    if one and other:
        assert (one.is_block, entry_key(one.entry)) == (other.is_block, entry_key(other.entry))
