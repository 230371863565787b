import math

from hypothesis import given, settings
from hypothesis import strategies as st

from dlp_service.values import Finding, Marking, PartText, Role, Tier
from tests.score.values import FLOORS, FixedModel, finding, judged

KINDS = [
    *FLOORS.kinds,
    "PROJECT_TERM",
    "PROTECTED_PERSON",
    "PERSON_NAME",
    "CLASSIFICATION_MARKING",
    "MACHINE_LABEL",
    "IBAN",
]
MARKINGS = st.builds(
    Marking, st.just("uk"), st.sampled_from(["OFFICIAL", "SECRET"]), st.integers(0, 100), is_mention=st.booleans()
)
FINDINGS = st.builds(
    finding,
    st.sampled_from(KINDS),
    confidence=st.floats(0, 1),
    weight=st.floats(0, 1),
    value=st.sampled_from(["", "a", "b", "c", "d"]),
    start=st.integers(0, 9),
    count=st.integers(1, 50),
    role=st.sampled_from(Role),
    marking=st.none() | MARKINGS,
)
TEXTS = st.builds(
    PartText,
    st.sampled_from(["1", "2", "3/x.pptx!s1"]),
    st.sampled_from(["body", "cell", "subject", "note"]),
    st.sampled_from(["", "low " * 30, "mid " * 30, "high " * 30, "high " * 200]),
)
MODEL = FixedModel(low=0.1, mid=0.4, high=0.93)


@settings(max_examples=300, deadline=None)
@given(st.lists(FINDINGS, max_size=12), FINDINGS, st.lists(TEXTS, max_size=3))
def test_one_more_finding_never_lowers_the_score(found: list[Finding], more: Finding, texts: list[PartText]):
    before = judged(*found, texts=tuple(texts), model=MODEL)
    after = judged(*found, more, texts=tuple(texts), model=MODEL)
    assert after.score >= before.score
    assert after.estimated >= before.estimated
    assert after.tier >= before.tier


@settings(max_examples=150, deadline=None)
@given(st.lists(FINDINGS, max_size=5), st.lists(TEXTS, max_size=5), TEXTS)
def test_one_more_part_never_lowers_the_score(found: list[Finding], texts: list[PartText], more: PartText):
    before = judged(*found, texts=tuple(texts), model=MODEL)
    assert judged(*found, texts=(*texts, more), model=MODEL).score >= before.score


@settings(max_examples=150, deadline=None)
@given(st.lists(FINDINGS, max_size=12), st.randoms())
def test_the_order_of_findings_does_not_matter(found: list[Finding], random):
    shuffled = random.sample(found, len(found))
    assert judged(*found).score == judged(*shuffled).score


@settings(max_examples=300, deadline=None)
@given(st.lists(FINDINGS, max_size=12), st.lists(TEXTS, max_size=3))
def test_every_result_keeps_its_promises(found: list[Finding], texts: list[PartText]):
    result = judged(*found, texts=tuple(texts), model=MODEL)
    assert 0 <= result.score <= 1
    assert round(math.fsum(item.weight for item in result.contributions), 9) == result.score
    assert all(item.weight >= 0 for item in result.contributions)
    assert result.score >= result.estimated
    assert result.estimated <= 0.84
    assert result.declared is None or result.score >= result.declared.ordinal / 100
    assert result.tier is Tier.of(result.score)
