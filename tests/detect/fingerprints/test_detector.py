import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp_service.budget import Budget
from dlp_service.detect.fingerprints import FingerprintDetector, Registered, WordReader
from dlp_service.detect.fingerprints.detector import MOST, STRETCH
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.errors import OutOfTime
from dlp_service.textmap import pieces
from dlp_service.values import Disclose, Marking, PartText
from tests.detect.fingerprints.documents import (
    BATTERY,
    BOTH,
    DISCLAIMER,
    HARBOUR,
    ORDINARY,
    SECRET,
    found,
    index_of,
    told,
    words_of,
)

EXCERPT = words_of(HARBOUR, 5, 40)


def reshaped():
    sentences = HARBOUR.split(". ")[:3]
    words = EXCERPT.split()
    yield "as it stands", EXCERPT
    yield "capitals", EXCERPT.upper()
    yield "one word a line", EXCERPT.replace(" ", "\n")
    yield "quoted", "".join(f"> > {EXCERPT[at : at + 40]}-\n" for at in range(0, 240, 40)).replace(" -\n", "\n")
    yield "a table", "\n".join("\t".join(words[at : at + 4]) for at in range(0, 40, 4))
    yield "items", "\n".join(f"{at // 8 + 1}. " + " ".join(words[at : at + 8]) for at in range(0, 40, 8))
    yield "soft hyphens", EXCERPT.replace("ar", "a\u00adr").replace("er", "e\u00adr")
    yield "other order", ". ".join([sentences[2], sentences[0], sentences[1]])
    yield "three words changed", " ".join("instead" if at in {7, 19, 30} else word for at, word in enumerate(words))
    yield "typos", " ".join(word[1:] if at in {9, 28} else word for at, word in enumerate(words))
    yield "words left out", " ".join(word for at, word in enumerate(words) if at not in {11, 25})


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in reshaped()])
def test_forty_words_are_found_however_they_are_set(text):
    assert told(BOTH, f"{ORDINARY}\n\n{text}\n\n{ORDINARY[:80]}") == ["harbour"]


@pytest.mark.parametrize(
    "text",
    [
        ORDINARY,
        DISCLAIMER,
        words_of(HARBOUR, 5, 15),
        " ".join("instead" if at % 4 == 0 else word for at, word in enumerate(HARBOUR.split())),
        " ".join(reversed(HARBOUR.split())),
        "the landward gate is held by two guards\n" * 3,
        "",
        " \n",
    ],
)
def test_other_texts_single_phrases_and_paraphrases_are_not(text):
    assert found(BOTH, text) == ()


def test_a_finding_says_where_and_how_much_and_shows_no_text():
    text = f"Terry,\n\n{EXCERPT}\n\nRegards"
    (finding,) = found(BOTH, text)
    span = text[finding.start : finding.end]
    assert (finding.info_type, finding.detector, finding.path, finding.where) == (
        "DOCUMENT_FINGERPRINT",
        "fingerprints",
        "1",
        "body",
    )
    assert span in EXCERPT
    assert len(span.split()) >= len(EXCERPT.split()) - 8
    assert finding.confidence > 0.8
    assert (finding.marking, finding.owner, finding.disclose) == (SECRET, "pier@own.example", Disclose.OWNER)
    assert finding.detail.startswith("3")
    assert " words of registered document harbour stand here in one piece" in finding.detail
    assert not set(finding.masked_quote.lower().split()) & set(span.lower().split()) - {"a"}


def test_the_name_of_a_document_is_told_only_where_the_sender_may_know_it():
    assert "inquiry.docx" in found(BOTH, BATTERY)[0].detail
    hidden = index_of((BATTERY, Registered("r", name="inquiry.docx", disclose=Disclose.ANALYST)))
    assert "inquiry" not in found(hidden, BATTERY)[0].detail


def test_more_words_make_it_surer():
    confidences = [found(BOTH, words_of(HARBOUR, 0, count))[0].confidence for count in (28, 45, 90)]
    assert confidences == sorted(set(confidences))
    assert confidences[-1] == 0.99


def test_a_passage_over_two_pages_is_one_finding_with_both_places():
    words = EXCERPT.split()
    first, second = " ".join(words[:17]), " ".join(words[17:])
    (finding,) = found(BOTH, first, second)
    assert (finding.path, [(m.path, m.where) for m in finding.members]) == ("2", [("1", "body"), ("2", "body")])
    for member, text in zip(finding.members, (first, second), strict=True):
        assert 0 <= member.start < member.end <= len(text)


def test_texts_of_one_path_are_told_apart():
    texts = (PartText("1", "comment", ORDINARY), PartText("1", "comment", EXCERPT))
    (finding,) = FingerprintDetector(BOTH, WordReader()).detect(texts, Context(), Budget.unlimited())
    assert EXCERPT[finding.start : finding.end].startswith("is held by two guards")
    assert finding.masked_quote.startswith("i* h*** b* t**")


@pytest.mark.parametrize("before", [0, 25, 260, 290, 299, 300, 310])
def test_an_excerpt_where_one_stretch_ends_is_found_once(before):
    text = "ab " * (STRETCH - before) + EXCERPT + " ab" * 1000
    (finding,) = found(BOTH, text)
    assert len(text[finding.start : finding.end].split()) >= 32


def test_two_documents_in_one_mail_are_two_findings():
    assert told(BOTH, f"{BATTERY}\n{ORDINARY}\n{HARBOUR}") == ["harbour", "battery"]


def test_a_passage_of_several_versions_is_told_once_and_by_the_higher_marking():
    lower = Registered("draft", marking=Marking("uk", "OFFICIAL", 15))
    later = HARBOUR.replace("two guards", "three guards")
    index = index_of((HARBOUR, lower), (later, Registered("final", marking=SECRET)))
    assert told(index, HARBOUR) == ["draft", "final"]
    assert told(index, later) == ["final"]
    assert told(index_of(HARBOUR, later), HARBOUR) == ["d0"]


def test_versions_of_one_document_do_not_hide_each_other():
    versions = [HARBOUR.replace("June", month) for month in ("May", "June", "July", "August")]
    assert told(index_of(*versions), words_of(HARBOUR, 5, 40)) == ["d0"]


def test_what_three_documents_have_in_common_is_nobodys_own():
    documents = [f"{text}\n{DISCLAIMER}" for text in (HARBOUR * 2, BATTERY * 2, ORDINARY * 2)]
    index = index_of(*documents)
    assert told(index, f"Hello\n{DISCLAIMER}") == []
    assert told(index, f"{EXCERPT}\n{DISCLAIMER}") == ["d0"]


def test_what_two_documents_have_in_common_weighs_little():
    index = index_of(f"{HARBOUR} {HARBOUR[:200]} {DISCLAIMER}", f"{BATTERY} {DISCLAIMER}")
    assert told(index, DISCLAIMER) == []
    shared = f"{BATTERY} {ORDINARY}"
    assert len(told(index_of(f"{HARBOUR * 3} {shared}", f"{DISCLAIMER * 3} {shared}"), shared)) == 1


def test_ordinary_passages_named_by_the_operator_are_nobodys_own():
    assert told(index_of(f"{HARBOUR}\n{DISCLAIMER}"), DISCLAIMER) == ["d0"]
    index = index_of(f"{HARBOUR}\n{DISCLAIMER}", ordinary=(DISCLAIMER,))
    assert told(index, DISCLAIMER.upper()) == []
    assert told(index, EXCERPT) == ["d0"]


def test_a_short_message_and_an_empty_register_find_nothing():
    assert found(BOTH, "guards until ten") == ()
    assert found(index_of(), HARBOUR) == ()


def test_the_deadline_is_kept():
    detector = FingerprintDetector(BOTH, WordReader())
    with pytest.raises(OutOfTime):
        detector.detect((PartText("1", "body", HARBOUR),), Context(), Budget(deadline=0.0))


def test_what_was_compared_before_the_deadline_is_told():
    ticks = iter(range(1000))
    text = EXCERPT + " ab" * (2 * STRETCH)
    checks = len(list(pieces(text)))
    # One tick a check: the words are read, and the first of three stretches is compared.
    budget = Budget(deadline=checks + 1, clock=lambda: float(next(ticks)))
    with pytest.raises(StageUnfinished) as unfinished:
        FingerprintDetector(BOTH, WordReader()).detect((PartText("1", "body", text),), Context(), budget)
    assert [finding.value for finding in unfinished.value.findings] == ["harbour"]


def test_more_passages_than_anybody_reads_are_cut_and_said_to_be():
    text = f"{EXCERPT}{' ab' * 60} " * (MOST + 5)
    with pytest.raises(StageUnfinished, match=f"more than {MOST} passages") as unfinished:
        found(BOTH, text)
    assert len(unfinished.value.findings) == MOST


GAPS = st.sampled_from(
    [" ", "\n", "  ", "\t", "\r\n", "\n> ", "\n> > ", " | ", " \u2014 ", "\n\n- ", ", ", "\u00a0", " \u201c"]
)
LONG = f"{HARBOUR} {BATTERY}"


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, len(LONG.split()) - 45), st.integers(45, 80), st.lists(GAPS, min_size=8, max_size=8), st.booleans()
)
def test_any_run_of_the_document_is_found_whatever_stands_between_its_words(first, count, gaps, is_upper):
    """45 words as people count are 40 of two letters or more: those that are compared."""
    chance = random.Random(first)
    text = "".join(word + chance.choice(gaps) for word in LONG.split()[first : first + count])
    findings = found(index_of(LONG), f"hello there\n{text.upper() if is_upper else text}")
    assert [finding.value for finding in findings] == ["d0"]
    assert 0 <= findings[0].start < findings[0].end <= len(text) + 12


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gives_findings_or_none_and_no_error(text):
    assert found(BOTH, text, text + "x" * 60) == ()
