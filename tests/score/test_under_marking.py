from dlp_service.score import under_marking
from dlp_service.values import Marking
from tests.score.values import finding, judged, marked, term


def test_people_on_a_project_under_an_official_marking_are_under_marked():
    (found,) = under_marking(judged(marked("OFFICIAL", 15), finding("PERSONNEL_ON_PROJECT")))
    assert found is not None
    assert (found.info_type, found.detail) == ("UNDER_MARKING", "marked OFFICIAL but the content alone is HIGH")


def test_it_adds_nothing_to_the_score_it_restates():
    result = judged(marked("OFFICIAL", 15), finding("PERSONNEL_ON_PROJECT"))
    assert judged(marked("OFFICIAL", 15), finding("PERSONNEL_ON_PROJECT"), *under_marking(result)).score == result.score


def test_a_fitting_marking_no_marking_and_slight_evidence_are_not():
    assert under_marking(judged(marked("SECRET", 80), finding("PERSONNEL_ON_PROJECT"))) == ()
    assert under_marking(judged(finding("PERSONNEL_ON_PROJECT"))) == ()
    assert under_marking(judged(marked("OFFICIAL", 15), term("zephyr", 0.5))) == ()


def test_a_label_in_words_of_its_own_is_on_no_scale_to_be_under():
    label = finding("MACHINE_LABEL", marking=Marking("label", "Board only", 0))
    assert under_marking(judged(label, finding("PERSONNEL_ON_PROJECT"))) == ()
