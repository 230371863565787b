import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp_service.review import outline


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("", ""),
        ("Lunch", "Xxxxx"),
        ("RE: FW: Falcon II, 12 names", "RE: FW: Xxxxxx XX, 99 xxxxx"),
        ("Re[2]: a", "Re[2]: x"),
        ("AW:WG: Übung", "AW:WG: Xxxxx"),
        ("a_b c-d", "x_x x-x"),
        ("hypersonicprogramme", "xxxxxxxx"),
        ("Regarding Falcon", "Xxxxxxxx Xxxxxx"),
        ("日本語", "xxx"),
    ],
)
def test_outline_shows_the_shape_only(subject, shown):
    assert outline(subject) == shown


@given(st.text(max_size=300))
def test_outline_is_short_and_holds_no_letter_of_the_subject_but_x(subject):
    shape = outline("Falcon " + subject)
    assert len(shape) <= 80
    assert all(character in "xX9" for character in shape if character.isalnum())
