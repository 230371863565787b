import pytest

from tests.detect.people_project.marked import sure

ROWS = "[Abel Thackray]{0}\n[Bettina Orr]{1}\n[Conrad Iwu]{2}"


@pytest.mark.parametrize(
    "text",
    [
        "Inside the port our informants are [Abel Thackray], [Bettina Orr] and the pilot, [Conrad Iwu].",
        "The victims we have to write to: [Abel Thackray], [Bettina Orr] and [Conrad Iwu]. Their parents do not know.",
        "Im Frauenhaus wohnen derzeit: [Abel Thackray] mit Baby, [Bettina Orr], [Conrad Iwu].",
        "Flygtninge, ikke videresend:\n" + ROWS.format("", "", ""),
        "Asylsökande, får inte spridas:\n" + ROWS.format("", "", ""),
        "Zatrzymani, poufne:\n" + ROWS.format("", "", ""),
        "Testemunhas, não divulgar:\n" + ROWS.format("", "", ""),
        "Monday\n" + ROWS.format("  rotator cuff", "  stress fracture", "  appendectomy"),
        "Montag\n" + ROWS.format("  Commotio", "  Appendektomie", "  Suizidversuch"),
    ],
)
def test_people_at_risk_are_found_in_many_languages_and_forms(text):
    assert sure(text)["VULNERABLE_PERSONS"] == 3


@pytest.mark.parametrize(
    "text",
    [
        "Inside the port our pilots are [Abel Thackray], [Bettina Orr] and the new one, [Conrad Iwu].",
        "The winners we have to write to: [Abel Thackray], [Bettina Orr] and [Conrad Iwu]. Their parents do not know.",
        "Im Wohnheim wohnen derzeit: [Abel Thackray], [Bettina Orr], [Conrad Iwu].",
        "Fodbold, ikke videresend:\n" + ROWS.format("", "", ""),
        "Monday\n" + ROWS.format("  stalls", "  raffle", "  bar"),
        "The museum shows portraits of survivors. Speakers are [Abel Thackray], [Bettina Orr], [Conrad Iwu].",
    ],
)
def test_other_people_in_the_same_forms_are_not(text):
    assert "VULNERABLE_PERSONS" not in sure(text)


def test_a_list_under_a_line_with_a_term_belongs_to_it_though_it_speaks_of_food():
    text = "Booking for {CINDERPATH}:\n\n  [Abel Thackray]   aisle, vegetarian\n  [Bettina Orr]   window. Vegan."
    assert sure(text)["PERSONNEL_ON_PROJECT"] == 2
    assert "PERSONNEL_ON_PROJECT" not in sure(
        "Booking for {CINDERPATH} is done. Lastly, cricket. [Abel Thackray] made forty, [Bettina Orr] kept the score."
    )
