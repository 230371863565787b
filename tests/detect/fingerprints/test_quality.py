"""Floors under the figures of `evaluations/fingerprints.py`, on a small fixed sample."""

import pytest

from evaluations import fingerprints
from tests.shared import SHARED, needs_shared

EXCERPTS = 40
HARD = {"sentences reordered", "three words changed", "typos, capitals, quoted"}


@pytest.fixture(scope="module")
def sample():
    data = SHARED / "data"
    texts = fingerprints.read(data / "classification" / "frus_1955_68.jsonl.zst")
    documents = [text for text in texts if len(text.split()) >= fingerprints.LEAST_WORDS][::60]
    mails = list(fingerprints.read(data / "mail" / "emails_ordinary.jsonl.zst"))
    return fingerprints.registered(documents), documents, mails


@needs_shared
def test_excerpts_of_forty_words_are_found_however_they_were_reshaped(sample):
    detector, documents, mails = sample
    shares = fingerprints.recall(detector, documents, mails, EXCERPTS, lengths=(40,))
    low = {name: share for name, (share,) in shares.items() if share < (0.9 if name in HARD else 0.97)}
    assert set(low) == {"every 4th word changed"}


@needs_shared
def test_no_ordinary_mail_looks_like_a_registered_document(sample):
    detector, _, mails = sample
    assert [mail[:40] for mail in mails if fingerprints.findings(detector, mail)] == []
