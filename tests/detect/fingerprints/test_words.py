from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from dlp_service.budget import PIECE_BYTES, Budget
from dlp_service.detect.fingerprints.words import WordReader
from dlp_service.errors import OutOfTime

READER = WordReader()
PLAIN = "the minister's office told twenty-seven fishermen of the international coefficient cafe quay"


def numbers(text):
    return READER.read(text, Budget.unlimited()).numbers.tolist()


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.upper(),
        "The minister\u2019s office; told: \u201ctwenty\u2011seven\u201d fishermen (of the) international coe\ufb03cient caf\u00e9 quay.",
        "the minister's office told twenty-\nseven fishermen of the inter-\r\nnational coeffi-\n> > cient cafe quay",
        "the mini\u00adster's office told twen\u00adty-seven fisher\u200bmen of the international coefficient cafe\u0301 quay",
        "> the minister's office\n> told twenty-seven\n> fishermen of the\n> international coefficient cafe quay",
        "- the minister's office\n- told twenty-seven\n\u2022 fishermen\na) of the\n1. international coefficient\n | cafe | quay",
        "the\tminister's\toffice\ntold\t\ttwenty-seven\tfishermen\nof\u00a0the international\u2003coefficient _cafe_ *quay*",
        "the minister's office -- told twenty-seven fishermen--of the\u2014international\u2013coefficient cafe/quay",
        "\uff54\uff48\uff45 minister's office told twenty-seven fishermen of the \u0456nternational c\u043eefficient cafe quay",
    ],
)
def test_what_reshapes_a_text_leaves_its_words(text):
    assert numbers(text) == numbers(PLAIN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("quay side", "quayside"), ("side quay", "quay side"), ("room 14", "room 15"), ("2.50 crowns", "25.0 crowns"),
        ("inter\nnational", "international"), ("a" * 40, "a" * 41), ("abcdefgh", "abcdefgi"), ("abcdefghijk", "abcdefghijl"),
        ("\u043f\u0440\u0438\u0447\u0430\u043b", "\u043f\u0440\u0438\u0447\u0430\u043b\u044b"),
    ],
)  # fmt: skip
def test_other_words_are_other_numbers(one, other):
    assert numbers(one) != numbers(other)


def test_words_of_one_letter_do_not_count():
    assert numbers("a b 1 I ' - x) quay") == numbers("quay")
    assert numbers("") == numbers("a\n\n' -") == []


def test_letters_of_scripts_without_spaces_are_words_each():
    assert len(numbers("\u7801\u5934\u96f7\u8fbe")) == 4
    assert numbers("\u7801\u5934 \u96f7\u8fbe\u3002") == numbers("\u7801\u5934\u96f7\u8fbe")


@pytest.mark.parametrize(
    "text", ["The CUT-OUT, caf\u00e9 o\ufb03ce", "Plain (words) here", "\u7801\u5934 quay", "x\ud800y zz"]
)
def test_places_lead_back_to_the_text_as_it_was_written(text):
    words = READER.read(text, Budget.unlimited())
    every = np.arange(len(words.numbers))
    spans = [text[a:b] for a, b in zip(words.starts(every), words.ends(every), strict=True)]
    assert (
        spans
        == {
            "The CUT-OUT, caf\u00e9 o\ufb03ce": ["The", "CUT-OUT", "caf\u00e9", "o\ufb03ce"],
            "Plain (words) here": ["Plain", "words", "here"],
            "\u7801\u5934 quay": ["\u7801", "\u5934", "quay"],
            "x\ud800y zz": ["zz"],
        }[text]
    )


def test_pieces_of_a_long_text_join_without_a_seam():
    text = "word number %d stands here\n" * 20_000 % tuple(range(20_000))
    words = READER.read(text, Budget.unlimited())
    assert len(text) > PIECE_BYTES // 4
    assert words.numbers.tolist() == [n for line in text.splitlines(keepends=True) for n in numbers(line)]
    last = np.array([len(words.numbers) - 3])
    assert text[words.starts(last)[0] : words.ends(last)[0]] == "19999"


def test_the_time_is_checked_before_each_piece():
    with pytest.raises(OutOfTime):
        READER.read("quay", Budget(deadline=0.0))


def test_threads_that_meet_a_script_at_once_read_it_alike():
    text = "".join(map(chr, range(0x4E00, 0x5E00))) + "\ufb03\ufdfa" * 50
    expected = numbers(text)
    for _ in range(20):
        reader = WordReader()
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(reader.read, [text] * 4, [Budget.unlimited()] * 4))
        assert [words.numbers.tolist() for words in found] == [expected] * 4
