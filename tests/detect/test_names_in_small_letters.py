"""Names in small letters: what the tagger is given to read, and what it says."""

import re

import pytest

from dlp_service.budget import Budget
from dlp_service.detect import Context
from dlp_service.detect.names.detector import NameDetector, sentences_of
from dlp_service.detect.names.small_letters import is_written_small, may_name
from dlp_service.detect.names.spacy_tagger import SpacyTagger
from dlp_service.detect.names.tagger import Tagged
from dlp_service.values import PartText


@pytest.fixture(scope="module")
def detector():
    return NameDetector(SpacyTagger("en_core_web_sm"))


def names(detector, text):
    found = detector.detect((PartText("1", "body", text),), Context(), Budget.unlimited())
    return [text[f.start : f.end] for f in found if f.confidence >= 0.5]


def read(text, where="body"):
    return [text[start:end] for start, end in sentences_of(PartText("1", where, text))]


def test_of_paragraphs_without_a_capital_those_are_read_that_may_name_somebody():
    text = "The Merlin is down.\n\nsee you on monday\n\nspoke to jon about it\n\ncheers, jez"
    assert read(text) == ["The Merlin is down.", "spoke to jon about it", "cheers, jez"]


def test_a_text_in_small_letters_is_read_as_a_whole():
    text = "see you on monday\n\nmark has the keys"
    assert is_written_small(text)
    assert read(text) == ["see you on monday", "mark has the keys"]


def test_words_that_are_names_too_are_no_reason_to_read_a_paragraph():
    assert not may_name("it will do, hope to see you in may", 0, 34)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("spoke to dave hargreaves about it, back on thursday", "dave hargreaves"),
        ("The van is back.\n\nspoke to dave hargreaves about it", "dave hargreaves"),
        ("can you send the list to tom barlow before friday", "tom barlow"),
    ],
)
def test_a_full_name_in_small_letters_is_found(detector, text, name):
    assert names(detector, text) == [name]


def test_small_letters_without_a_name_hold_none(detector):
    text = "may be late, will call. mark of respect at eleven, grace period over. rose bushes cut back, hope that is ok"
    assert not names(detector, text)


class _SureOf:
    """Tags two words as sure as it is told to be."""

    def __init__(self, sure):
        self.sure = sure

    def tag(self, texts):
        return [
            tuple(
                Tagged(*m.span(), is_person=True, confidence=self.sure)
                for m in re.finditer(r"priya|Cheers|PartName=\S+", text)
            )
            for text in texts
        ]


@pytest.mark.parametrize(
    ("text", "sure", "found"),
    [
        ("Do ask priya about it.", 0.9, ["priya"]),
        ("Do ask priya about it.", 0.5, []),
        ("It is in /home/priya now.", 0.9, []),
        ("Do write to priya@x.example.", 0.9, []),
        ("Ta, Cheers", 0.9, []),
        ('The PartName="/word/document.xml" is damaged.', 0.9, []),
    ],
)
def test_a_tagged_word_is_a_name_where_it_is_no_code_and_in_small_letters_where_the_tagger_is_sure(text, sure, found):
    detector = NameDetector(_SureOf(sure))
    findings = detector.detect((PartText("1", "body", text),), Context(), Budget.unlimited())
    assert [text[f.start : f.end] for f in findings] == found
