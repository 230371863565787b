import math

import pytest

from dlp_service.budget import Budget
from dlp_service.errors import OutOfTime
from dlp_service.score import score
from dlp_service.values import Declared, Marking, PartText, Tier
from tests.score.values import CONTEXT, FLOORS, FixedModel, extraction, finding, judged, marked, person, protected, term


def test_nothing_found_is_zero_with_no_contribution():
    result = judged()
    assert (result.score, result.tier, result.declared, result.contributions) == (0.0, Tier.NONE, None, ())


@pytest.mark.parametrize(
    ("found", "expected", "tier"),
    [
        (marked("SECRET", 80), 0.80, Tier.HIGH),
        (marked("TOP SECRET", 100), 1.0, Tier.CRITICAL),
        (marked("OFFICIAL", 15), 0.15, Tier.NONE),
        (marked("OFFICIAL-SENSITIVE", 40, info_type="MACHINE_LABEL"), 0.40, Tier.MODERATE),
        (finding("PERSONNEL_ON_PROJECT", count=3), 0.60, Tier.HIGH),
        (finding("VULNERABLE_PERSONS"), 0.60, Tier.HIGH),
        (finding("NAMES_WITH_IDENTIFIERS"), 0.60, Tier.HIGH),
        (finding("DOCUMENT_FINGERPRINT"), 0.60, Tier.HIGH),
        (finding("ROSTER", count=20), 0.45, Tier.MODERATE),
        (term("zephyr", 0.8), 0.45, Tier.MODERATE),
        (term("zephyr", 0.5), 0.35, Tier.LOW),
        (term("zephyr", 0.49), 0.10, Tier.NONE),
        (protected("p1", 0.40), 0.40, Tier.MODERATE),
        (protected("p1", 0.25), 0.25, Tier.LOW),
        (person("p1"), 0.03, Tier.NONE),
    ],
)
def test_each_kind_has_its_published_floor(found, expected, tier):
    result = judged(found)
    assert (result.score, result.tier) == (expected, tier)
    assert [item.kind for item in result.contributions] == [found.info_type]


@pytest.mark.parametrize(
    "found",
    [
        marked("SECRET", 80, is_mention=True),
        marked("SECRET", 80, role=CONTEXT),
        person("p1", role=CONTEXT),
        protected("p1", role=CONTEXT),
        term("zephyr", 0.9, role=CONTEXT),
        finding("UNDER_MARKING"),
        finding("LABEL_MISMATCH", marking=Marking("uk", "SECRET", 80)),
    ],
)
def test_mentions_context_and_kinds_without_a_floor_weigh_nothing(found):
    assert judged(found).score == 0.0


def test_the_highest_real_marking_is_declared():
    result = judged(marked("OFFICIAL", 15), marked("SECRET", 80), marked("TOP SECRET", 100, is_mention=True))
    assert result.declared == Declared("uk", "SECRET", 80)
    assert result.contributions[0].detail == "marked uk SECRET, the highest of 2 markings"


def test_a_marking_keeps_its_full_floor_at_low_confidence():
    assert judged(marked("SECRET", 80, confidence=0.3, where="property")).score == 0.80


def test_a_likely_finding_keeps_its_floor_and_an_unlikely_one_a_share():
    assert judged(term("zephyr", 0.9, confidence=0.5)).score == 0.45
    assert judged(term("zephyr", 0.9, confidence=0.25)).score == 0.225


def test_different_evidence_is_combined_by_noisy_or():
    assert judged(term("zephyr", 0.9), term("borealis", 0.5)).score == round(1 - 0.55 * 0.65, 4)


def test_a_term_found_many_times_counts_once_at_its_surest():
    found = [term("zephyr", 0.9, confidence=0.2), term("zephyr", 0.9, start=50), term("zephyr", 0.9, start=90)]
    assert judged(*found).score == 0.45


def test_a_person_named_many_times_counts_once_and_names_alone_stop_at_fifteen():
    assert judged(person("p1"), person("p1", start=40)).score == 0.03
    assert judged(*(person(f"p{n}") for n in range(500))).score == 0.15


def test_a_protected_person_counts_once_by_the_fuller_name():
    result = judged(protected("p1", 0.25), protected("p1", 0.40), person("p1"))
    assert result.score == 0.40
    assert [item.kind for item in result.contributions] == ["PROTECTED_PERSON"]


def test_two_protected_people_weigh_more_than_one():
    assert judged(protected("p1"), protected("p2")).score == 0.64


def test_evidence_without_a_marking_never_becomes_critical():
    found = [finding(kind) for kind in FLOORS.kinds] + [term(f"t{n}", 1.0) for n in range(20)]
    result = judged(*found)
    assert (result.score, result.estimated, result.tier) == (0.84, 0.84, Tier.HIGH)


def test_evidence_beside_a_secret_makes_it_critical():
    result = judged(marked("SECRET", 80), finding("PERSONNEL_ON_PROJECT"))
    assert (result.score, result.estimated, result.tier) == (0.92, 0.60, Tier.CRITICAL)


def test_a_baseline_marking_makes_nothing_worse():
    alone = judged(*(person(f"p{n}") for n in range(9)))
    marked_too = judged(marked("OFFICIAL", 15), *(person(f"p{n}") for n in range(9)))
    assert (alone.score, marked_too.score) == (0.15, 0.15)
    assert [item.weight for item in marked_too.contributions] == [0.15, 0.0]


def test_a_registered_document_brings_its_marking_but_does_not_declare_it():
    result = judged(finding("DOCUMENT_FINGERPRINT", marking=Marking("uk", "SECRET", 80)))
    assert (result.score, result.estimated, result.declared) == (0.80, 0.60, None)


def test_the_model_enters_by_maximum_and_never_above_fifty_five():
    texts = (PartText("1", "body", "the plan " * 30),)
    assert judged(texts=texts, model=FixedModel(plan=1.0)).score == 0.55
    assert judged(finding("VULNERABLE_PERSONS"), texts=texts, model=FixedModel(plan=1.0)).score == 0.60
    both = judged(term("zephyr", 0.5), texts=texts, model=FixedModel(plan=0.5))
    assert [(item.kind, item.weight) for item in both.contributions] == [
        ("PROJECT_TERM", 0.35),
        ("CONTENT_MODEL", 0.05),
    ]


def test_the_model_is_named_with_its_probability():
    result = judged(texts=(PartText("1", "body", "the plan " * 30),), model=FixedModel(plan=0.9))
    assert (result.content_probability, result.model_version, result.calibration) == (0.9, "1.0", "LOCAL")
    assert judged().model_version == ""


def test_a_budget_that_ended_is_passed_on_and_the_findings_can_still_be_scored():
    texts = extraction(PartText("1", "body", "the plan " * 30))
    ended = Budget.of(0.0, clock=lambda: 1.0)
    with pytest.raises(OutOfTime):
        score(texts, (), FixedModel(plan=0.9), FLOORS, ended)
    assert score(texts, (marked("SECRET", 80),), None, FLOORS, ended).score == 0.80


def test_details_hold_no_text_of_the_message():
    found = [term("zephyr", 0.9), person("ann example"), protected("bob example")]
    assert ["zephyr", "example"] not in [item.detail.split() for item in judged(*found).contributions]
    details = " ".join(item.detail for item in judged(*found).contributions)
    assert not any(word in details for word in ("zephyr", "ann", "bob"))


def test_contributions_add_up_to_the_score():
    found = [
        marked("OFFICIAL-SENSITIVE", 40),
        term("a", 0.9),
        term("b", 0.6),
        person("p"),
        protected("q"),
        finding("ROSTER"),
    ]
    result = judged(*found)
    assert round(math.fsum(item.weight for item in result.contributions), 9) == result.score


def test_nonsense_numbers_stay_within_bounds():
    found = [marked("SECRET", 900), term("a", 7.0, confidence=9.0), protected("p", 5.0, confidence=-1.0)]
    assert judged(*found).score == 1.0
    assert judged(protected("p", 5.0)).score == 0.40
