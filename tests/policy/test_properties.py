"""What must hold for every case: more evidence never softens, order does not matter, the same in gives the same out."""

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from dlp_service.policy import decide, load_policy
from dlp_service.values import (
    Action,
    Category,
    Disclose,
    Finding,
    Gap,
    GapReason,
    Origin,
    Recipient,
    RecipientRisk,
    Role,
    Stage,
    Submitter,
    Tier,
)

from .cases import OFFICIAL_SENSITIVE, case, marked

POLICY = load_policy()
KINDS = ("legit", "typo", "tld_swap", "homograph", "freemail", "disposable", "blocked", "unknown_external")
LEVELS = (
    ("uk", "OFFICIAL", 15),
    ("uk", "OFFICIAL-SENSITIVE", 40),
    ("uk", "SECRET", 80),
    ("us-cui", "CUI", 35),
    ("us", "UNCLASSIFIED", 5),
    ("eu", "EU RESTRICTED", 45),
    ("nato", "NATO RESTRICTED", 45),
    ("any", "CONFIDENTIAL", 60),
    ("tlp", "TLP:AMBER", 40),
    ("label", "Board only", 50),
)
CAVEATS = (
    *("NOFORN", "REL TO USA, GBR", "UK EYES ONLY", "COMMERCIAL", "RELEASABLE TO SWEDEN", "CODEWORD RELAY"),
    *("HMG USE ONLY", "DVLA USE ONLY", "NOCON", "HCS-P ABCD", "RD-SIGMA 14", "FOUO", "RELIDO"),
)
scores = st.floats(0, 1, allow_nan=False)
risks = st.builds(
    RecipientRisk,
    address=st.integers(0, 30).map(lambda n: f"p{n}@d{n % 7}.example"),
    domain=st.just("d.example"),
    score=scores,
    category=st.sampled_from(Category),
    kind=st.sampled_from(KINDS),
    trust=st.sampled_from(("own", "partner", "contact", "allowed", "none")),
    publicly_registrable=st.booleans(),
    nation=st.sampled_from(("", "GBR", "USA", "NLD")),
    communities=st.sampled_from(((), ("NATO",), ("FVEY", "NATO"), ("CONTRACTOR",), ("DVLA",))),
    accredited_to=st.sampled_from((None, ("uk", "OFFICIAL"), OFFICIAL_SENSITIVE)),
    is_exposed=st.booleans(),
    is_bcc=st.booleans(),
    disclose=st.sampled_from(Disclose),
    flags=st.sampled_from(((), ("exposed_recipients",), ("freemail", "first_time_recipient"))),
)
markings = st.builds(
    lambda level, caveats: marked(*level, *caveats),
    st.sampled_from(LEVELS),
    st.lists(st.sampled_from(CAVEATS), max_size=2, unique=True),
)
others = st.builds(
    Finding,
    info_type=st.sampled_from(
        ("PERSON_NAME", "ROSTER", "PROJECT_TERM", "PROTECTED_PERSON", "UK_NATIONAL_INSURANCE_NUMBER")
    ),
    detector=st.just("x"),
    confidence=scores,
    path=st.just("1"),
    where=st.just("body"),
    start=st.just(0),
    end=st.just(4),
    role=st.sampled_from(Role),
    count=st.integers(1, 30),
)
gaps = st.builds(Gap, st.just("1.2"), st.sampled_from(GapReason), material=st.booleans())


@st.composite
def cases(draw, min_recipients=1):
    people = tuple(draw(st.lists(risks, min_size=min_recipients, max_size=6)))
    estimated = draw(st.floats(0, 0.84))
    found = tuple(draw(st.lists(st.one_of(markings, others), max_size=4)))
    top = max((item.marking.ordinal for item in found if item.marking), default=0)
    made = case(
        *people,
        score=max(estimated, top / 100),
        estimated=estimated,
        findings=found,
        gaps=tuple(draw(st.lists(gaps, max_size=2))),
        unfinished_stages=tuple(draw(st.lists(st.sampled_from(Stage), max_size=2, unique=True))),
        confirmed=frozenset(draw(st.lists(st.sampled_from([item.address for item in people]), max_size=2))),
    )
    submitter = draw(st.sampled_from((Submitter(), Submitter("ops@office.example", "SASL"))))
    return replace(made, envelope=replace(made.envelope, origin=draw(st.sampled_from(Origin)), submitter=submitter))


def with_recipients(given_case, people):
    envelope = replace(given_case.envelope, recipients=tuple(Recipient(item.address) for item in people))
    return replace(given_case, envelope=envelope, assessment=replace(given_case.assessment, recipients=tuple(people)))


def actions(verdict):
    return [item.action for item in verdict.recipients]


@settings(deadline=None)
@given(cases())
def test_the_same_case_gets_the_same_verdict(made):
    verdict = decide(made, POLICY)
    assert verdict == decide(made, POLICY)
    assert verdict.action == max(actions(verdict))
    assert [item.address for item in verdict.recipients] == [item.address for item in made.recipients]


@settings(deadline=None)
@given(cases(), risks)
def test_another_recipient_never_softens_anything(made, added):
    before = decide(made, POLICY)
    after = decide(with_recipients(made, [*made.recipients, added]), POLICY)
    assert actions(after)[:-1] == actions(before)
    assert after.action >= before.action


@settings(deadline=None)
@given(cases(), st.one_of(markings, others), st.floats(0, 0.3))
def test_another_finding_never_softens_anything(made, added, raised):
    found = made.sensitivity
    score = min(1.0, found.score + raised)
    estimated = min(0.84, found.estimated + raised)
    more = replace(
        made,
        findings=(*made.findings, added),
        sensitivity=replace(found, score=score, estimated=max(found.estimated, estimated), tier=Tier.of(score)),
    )
    before, after = decide(made, POLICY), decide(more, POLICY)
    assert all(new >= old for old, new in zip(actions(before), actions(after), strict=True))
    assert after.is_sealed >= before.is_sealed


@settings(deadline=None)
@given(cases(), gaps, st.sampled_from(Stage))
def test_what_was_not_read_never_softens_anything(made, gap, stage):
    worse = replace(made, gaps=(*made.gaps, gap), unfinished_stages=(*made.unfinished_stages, stage))
    before, after = decide(made, POLICY), decide(worse, POLICY)
    assert all(new >= old for old, new in zip(actions(before), actions(after), strict=True))


@settings(deadline=None)
@given(cases(min_recipients=2), st.randoms())
def test_permuting_recipients_permutes_verdicts(made, random):
    order = list(range(len(made.recipients)))
    random.shuffle(order)
    before = decide(made, POLICY)
    after = decide(with_recipients(made, [made.recipients[index] for index in order]), POLICY)
    assert after.recipients == tuple(before.recipients[index] for index in order)
    assert (after.action, set(after.rules), after.is_sealed) == (before.action, set(before.rules), before.is_sealed)


@settings(deadline=None)
@given(cases())
def test_a_confirmation_changes_warnings_only(made):
    without = decide(replace(made, confirmed=frozenset()), POLICY)
    everyone = frozenset(item.address for item in made.recipients)
    confirmed = decide(replace(made, confirmed=everyone), POLICY)
    for old, new in zip(actions(without), actions(confirmed), strict=True):
        assert new is old or (old is Action.WARN and new is Action.ALLOW and confirmed.can_confirm)


@settings(deadline=None)
@given(cases())
def test_a_notice_names_no_blind_copy_and_a_reference_reveals_nothing(made):
    verdict = decide(made, POLICY)
    visible = {item.address for item in made.recipients if not item.is_bcc}
    hidden = {item.address for item in made.recipients} - visible
    named = set(re.split(r"[,:]? ", verdict.sender_notice.replace("\n", " ")))
    assert not named & hidden
    if not verdict.can_confirm and verdict.sender_notice:
        assert verdict.sender_notice.endswith("Reference: case-0001")
        assert "@" not in verdict.sender_notice


@settings(deadline=None)
@given(st.lists(risks, min_size=1, max_size=8), scores)
def test_each_recipient_is_judged_as_if_alone(people, score):
    made = case(*people, score=score)
    together = decide(made, POLICY)
    for index, person in enumerate(people):
        alone = replace(case(person, score=score), assessment=replace(made.assessment, recipients=(person,)))
        assert decide(alone, POLICY).recipients[0].action is together.recipients[index].action
