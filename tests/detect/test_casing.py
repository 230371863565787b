import pytest

from dlp_service.detect.names.casing import is_in_capitals, title_cased
from lists.running_words import TARGET, is_whole


def test_words_usual_in_running_text_are_written_small_and_names_are_not():
    assert (
        title_cased("AMBASSADOR OZOLINS ASKED WHETHER KIRSTEN WOULD VISIT RIGA BEFORE THE CONFERENCE.")
        == "Ambassador Ozolins asked whether Kirsten would visit Riga before the Conference."
    )


def test_acronyms_stay_in_capitals():
    assert (
        title_cased("HE TOLD NATO AND THE CIA THAT THE USSR AGREES") == "He told NATO and the CIA that the USSR agrees"
    )


@pytest.mark.parametrize(
    "text", ["GROSSER STRASSE İSTANBUL ΣΊΣΥΦΟΣ", "O'NEILL'S LETTER, DON'T ASK", "ǅEJLA WAS HERE TODAY"]
)
def test_every_letter_stays_at_its_place(text):
    cased = title_cased(text)
    assert len(cased) == len(text)
    assert cased.casefold() == text.casefold() or "İ" in text


def test_text_with_small_letters_is_left_alone():
    text = "From NATO and the USA to Bob at IBM"
    assert not is_in_capitals(text)
    assert title_cased(text) == text


def test_the_shipped_words_are_as_they_were_distilled():
    text = TARGET.read_text(encoding="utf-8")
    assert is_whole(text)
    assert not is_whole(text.replace(" whether ", " "))
