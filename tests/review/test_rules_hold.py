"""Whatever happens in whatever order: the rules of the queue hold."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dlp_service import review
from dlp_service.config import StoreSettings
from dlp_service.errors import Conflict
from dlp_service.review.values import Decision, RecipientDecision, ReviewState
from dlp_service.store import open_store
from dlp_service.values import Action
from tests.review.made import ANALYST, NOW, RAW, outcome

ADDRESSES = ("a@one.example", "b@two.example", "c@three.example")
CORRECTED = "right@four.example"
address = st.sampled_from(ADDRESSES)
wanted = st.sampled_from([Decision.RELEASE, Decision.CORRECT_TO, Decision.REJECT])


class Queue(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.store = open_store(StoreSettings())
        made = outcome(recipients=ADDRESSES, actions=(Action.QUARANTINE,) * 3, risks=(0.5,) * 3)
        self.name = review.submit(made, RAW, self.store)
        self.etags = [self.item.etag]
        self.previous = self.item
        self.is_expired = False

    def teardown(self):
        self.store.close()

    @property
    def item(self):
        return review.get_item(self.store, self.name)

    @rule(address=address, decision=wanted, is_stale=st.booleans())
    def decide(self, address, decision, is_stale):
        before = self.item
        etag = self.etags[0] if is_stale else before.etag
        corrected = CORRECTED if decision is Decision.CORRECT_TO else ""
        decisions = (RecipientDecision(address, decision, corrected),)
        current = next(one for one in before.recipients if one.address == address)
        must_fail = etag != before.etag or before.state is ReviewState.CLOSED or current.decision.sends
        try:
            after = review.decide(self.store, self.name, etag, decisions, "TEST", ANALYST, None, NOW)
        except Conflict:
            assert must_fail
            assert self.item == before
        else:
            assert not must_fail
            assert next(one for one in after.recipients if one.address == address).decision is decision
            assert after.etag not in self.etags
            self.etags.append(after.etag)

    @rule(address=st.sampled_from([*ADDRESSES, CORRECTED]))
    def deliver(self, address):
        review.delivered(self.store, "case-1", address, NOW)

    @rule()
    def expire(self):
        self.store.expire(NOW + timedelta(days=14))
        self.is_expired = True

    @invariant()
    def closed_means_decided(self):
        item = self.item
        is_decided = all(one.decision is not Decision.PENDING for one in item.recipients)
        assert (item.state is ReviewState.CLOSED) == is_decided

    @invariant()
    def releases_last_and_closed_items_stay(self):
        for before, now in zip(self.previous.recipients, self.item.recipients, strict=True):
            if before.decision.sends or (self.previous.state is ReviewState.CLOSED and not now.delivered):
                assert (now.decision, now.corrected_address) == (before.decision, before.corrected_address)
        self.previous = self.item

    @invariant()
    def gateways_get_exactly_the_released_and_undelivered_copies(self):
        unsent = [one for one in self.item.recipients if one.decision.sends and not one.delivered]
        copies = review.releasable(self.store)
        expected = dict.fromkeys(one.corrected_address or one.address for one in unsent)
        assert [copy.deliver_to for copy in copies] == list(expected)
        if copies:
            assert review.read_message(self.store, self.name) == RAW


Queue.TestCase.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
TestQueue = Queue.TestCase
