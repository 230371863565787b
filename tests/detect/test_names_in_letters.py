"""Names where a letter greets and where it is signed."""

import pytest

from dlp_service.detect.names.forms.letters import polite_words
from dlp_service.detect.names.reading import How, read


def seen(text):
    return [text[r.start : r.end] for r in read(text, is_sheet=False) if r.how is How.ADDRESSED]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hi April,\n\nthe range is booked.", ["April"]),
        ("hi priya\n\nfuel return attached", ["priya"]),
        ("Hello Vikram and Zoe,\nas promised", ["Vikram", "Zoe"]),
        ("thanks neil, will pick it up", ["neil"]),
        ("Noted.\n\nThanks,\nWill", ["Will"]),
        ("noted\n\nmany thanks\n\njoy", ["joy"]),
        ("Noted.\nRegards\nTom Barlow", ["Tom Barlow"]),
        ("> noted\n> cheers\n> gaz", ["gaz"]),
        ("it is done\n\n-- jon", ["jon"]),
    ],
)
def test_who_is_greeted_and_who_signs(text, names):
    assert seen(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Thanks team,",
        "Hello all, a quick one",
        "Dear Sir or Madam",
        "thanks will do",
        "hi grace period is over",
        "Best\nWishes",
        "Regards\nAdmin",
        "Regards\nJ6",
        "needed:\n- pump\n- valve",
        "Thanks for that",
        "Sehr geehrte Frau",
        "Szanowni Państwo,",
    ],
)
def test_what_is_said_in_their_place(text):
    assert seen(text) == []


def test_a_word_of_greeting_alone_is_nobody_unless_people_are_called_so():
    assert {"gruß", "groet", "diolch", "doña", "ma'am", "bonjour"} <= polite_words()
    assert not {"love", "joy", "drew", "mo"} & polite_words()
