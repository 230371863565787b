"""Who may have a marked message: every rule with fictional organisations, and what must hold for all of them."""

import re
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp_service.policy import decide, explain_summary, load_policy, parse_policy, releasable_to
from dlp_service.policy.markings import demand_of
from dlp_service.policy.releasable import Reception
from dlp_service.values import Action, Category, Marking, OrganisationFacts, RecipientRisk

from .cases import AMERICAN, COLLEAGUE, DUTCH, STRANGER, UNDECLARED, case, marked

POLICY = load_policy()
OFFICE = OrganisationFacts("Office", "GBR", ("uk", "OFFICIAL-SENSITIVE"))
OPEN = OrganisationFacts("Office", "GBR", ("uk", "TOP SECRET"))
DEPARTMENT = replace(UNDECLARED, address="kim@dept.example", domain="dept.example", communities=("HMG", "DVLA"))
FIRM = replace(UNDECLARED, address="kim@firm.example", domain="firm.example", communities=("industry",))
ALLIANCE = replace(AMERICAN, address="hq@alliance.example", domain="alliance.example", nation="", communities=("NATO",))


def answer(recipient, *markings, organisation=OFFICE):
    return releasable_to(markings, recipient, organisation, POLICY)


def british(*caveats):
    return Marking("uk", "OFFICIAL-SENSITIVE", 40, caveats)


def controlled(*caveats):
    return Marking("us-cui", "CUI", 35, caveats)


# --- the words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recipient", "markings", "reason", "barrier"),
    [
        (AMERICAN, [british("UK EYES ONLY")], "UK EYES ONLY; navy.mil is USA", "nation"),
        (COLLEAGUE, [controlled("NOFORN")], "NOFORN; office.example is GBR", "nation"),
        (ALLIANCE, [british("UK EYES ONLY")], "UK EYES ONLY; alliance.example is NATO", "nation"),
        (
            replace(STRANGER, accredited_to=("uk", "OFFICIAL-SENSITIVE")),
            [british("UK EYES ONLY")],
            "UK EYES ONLY does not admit hotel.example, whose nation is unknown",
            "unknown_nation",
        ),
        (FIRM, [british("HMG USE ONLY")], "HMG USE ONLY; firm.example is declared a contractor", "body"),
        (UNDECLARED, [british("DVLA USE ONLY")], "DVLA USE ONLY; firm.example is not declared a part of it", "body"),
        (
            replace(AMERICAN, accredited_to=("uk", "OFFICIAL")),
            [british()],
            "OFFICIAL-SENSITIVE is above OFFICIAL, to which navy.mil is accredited",
            "recipient_ceiling",
        ),
        (
            COLLEAGUE,
            [Marking("uk", "SECRET", 80)],
            "SECRET is above OFFICIAL-SENSITIVE, to which our own system is accredited",
            "own_ceiling",
        ),
    ],
)
def test_the_reason_names_what_stands_between(recipient, markings, reason, barrier):
    found = answer(recipient, *markings)
    assert (found.is_admitted, found.reason, found.barrier) == (False, reason, barrier)


def test_a_recipient_without_declared_accreditation_is_told_so():
    found = answer(UNDECLARED, Marking("uk", "SECRET", 80), organisation=OPEN)
    assert found.reason == "SECRET is above what may go to firm.example, for which no accreditation is declared"


def test_caveat_and_ceiling_are_both_said():
    found = answer(AMERICAN, Marking("uk", "SECRET", 85, ("UK EYES ONLY",)), organisation=OPEN)
    assert found.reason == (
        "UK EYES ONLY; navy.mil is USA, and SECRET is above OFFICIAL-SENSITIVE, to which navy.mil is accredited"
    )


def test_many_excluding_caveats_are_counted_not_listed():
    lists = [controlled(f"REL TO USA, {nation}") for nation in ("AUS", "BEL", "CAN", "DEU", "ESP")]
    assert answer(COLLEAGUE, *lists).reason.endswith(", and 2 further caveats exclude it too")
    assert len(answer(COLLEAGUE, *lists).excluded_by) == 5


def test_who_is_admitted_is_told_by_what():
    assert answer(AMERICAN, controlled("NOFORN")).reason == "NOFORN admits navy.mil, USA"
    assert answer(AMERICAN, british()).reason == "no caveat says who may read it"


def test_a_mention_restricts_nobody():
    assert answer(AMERICAN, replace(british("UK EYES ONLY"), is_mention=True)).is_admitted


@pytest.mark.parametrize(
    ("marking", "note"),
    [
        (controlled("RELIDO"), "RELIDO: a disclosure officer may release it, nobody has yet"),
        (british("EMBARGOED"), "EMBARGOED: an embargo is not lifted by its date"),
    ],
)
def test_a_condition_is_reported_and_lifts_nothing(marking, note):
    found = answer(DUTCH, marking, controlled("NOFORN"))
    assert not found.is_admitted
    assert found.notes == (note,)


# --- bodies --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recipient", "caveat", "is_admitted"),
    [
        (COLLEAGUE, "HMG USE ONLY", True),
        (DEPARTMENT, "HMG USE ONLY", True),
        (replace(DEPARTMENT, nation=""), "HMG USE ONLY", True),
        (UNDECLARED, "HMG USE ONLY", True),
        (FIRM, "HMG USE ONLY", False),
        (AMERICAN, "HMG USE ONLY", False),
        (STRANGER, "HMG USE ONLY", False),
        (COLLEAGUE, "DVLA USE ONLY", True),
        (DEPARTMENT, "DVLA USE ONLY", True),
        (DEPARTMENT, "MOD/DVLA USE ONLY", True),
        (DEPARTMENT, "MOD USE ONLY", False),
        (replace(DEPARTMENT, communities=("Home Office",)), "MOD AND HOME OFFICE USE ONLY", True),
        (UNDECLARED, "UK USE ONLY", True),
        (replace(UNDECLARED, nation="ITA"), "IT USE ONLY", False),
        (STRANGER, "FOR OFFICIAL USE ONLY", True),
    ],
)
def test_use_only_is_for_who_is_declared_a_part(recipient, caveat, is_admitted):
    accredited = replace(recipient, accredited_to=("uk", "OFFICIAL-SENSITIVE"))
    assert answer(accredited, british(caveat)).is_admitted is is_admitted


@pytest.mark.parametrize(
    ("caveat", "government", "contractor", "foreigner"),
    [
        ("FED ONLY", True, False, False),
        ("FEDCON", True, True, False),
        ("NOCON", True, False, True),
        ("DL ONLY", True, True, True),
    ],
)
def test_contractors_of_the_government_are_told_from_it(caveat, government, contractor, foreigner):
    contracted = replace(AMERICAN, domain="yard.example", communities=("CONTRACTOR",))
    found = tuple(answer(who, controlled(caveat)).is_admitted for who in (AMERICAN, contracted, DUTCH))
    assert found == (government, contractor, foreigner)


# --- ceilings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("caveat", ["FOUO", "SBU", "SBU NOFORN", "LES", "SSI", "CUI", "OUO"])
def test_a_level_among_the_caveats_counts_for_ceilings(caveat):
    low = replace(AMERICAN, accredited_to=("uk", "OFFICIAL"))
    found = answer(low, Marking("us", "UNCLASSIFIED", 30, (caveat,)))
    assert found.barrier == "recipient_ceiling"
    assert found.reason.startswith(f"UNCLASSIFIED//{caveat.removesuffix(' NOFORN')} is above OFFICIAL")
    assert answer(low, Marking("us", "UNCLASSIFIED", 5, ("RSEN",))).is_admitted


def test_a_ceiling_in_another_scheme_is_compared_by_height():
    german = replace(DUTCH, nation="DEU", accredited_to=("de", "VS-NfD"))
    assert answer(german, british()).is_admitted
    assert answer(german, Marking("nato", "NATO RESTRICTED", 45)).is_admitted
    assert answer(german, Marking("de", "VS-VERTRAULICH", 60), organisation=OPEN).barrier == "recipient_ceiling"


# --- decisions -----------------------------------------------------------------------------------


def test_a_policy_sees_the_answer_and_an_analyst_reads_it():
    strict = parse_policy(
        POLICY.document + "\n[[rule]]\nname = 'added'\nwhen = '''!is_releasable && release_barrier == \"nation\"'''\n"
        "action = 'BLOCK'\nexplanation = 'refused: {releasability}'"
    )
    given_case = case(AMERICAN, COLLEAGUE, findings=(marked("uk", "OFFICIAL", 20, "UK EYES ONLY"),))
    verdict = decide(given_case, strict)
    assert [item.action for item in verdict.recipients] == [Action.BLOCK, Action.ALLOW]
    assert "refused: UK EYES ONLY; navy.mil is USA" in verdict.recipients[0].explanation
    assert explain_summary(given_case, AMERICAN, strict)["release_barrier"] == "nation"
    assert explain_summary(given_case, COLLEAGUE, strict)["is_releasable"] is True


@pytest.mark.parametrize(
    ("caveat", "recipient"), [("HMG USE ONLY", FIRM), ("DVLA USE ONLY", DUTCH), ("NOCON", FIRM), ("EXDIS", DUTCH)]
)
def test_whom_a_caveat_excludes_is_held(caveat, recipient):
    verdict = decide(case(recipient, findings=(marked("uk", "OFFICIAL", 15, caveat),)), POLICY)
    assert verdict.action is Action.QUARANTINE
    assert "caveat-excludes-recipient" in verdict.rules
    assert f"not releasable: {caveat}; {recipient.domain}" in verdict.explanation


def test_what_a_caveat_leaves_open_stands_in_the_explanation():
    verdict = decide(case(DUTCH, findings=(marked("us", "FOUO", 30, "NOFORN", "RELIDO"),)), POLICY)
    assert "(RELIDO: a disclosure officer may release it, nobody has yet)" in verdict.explanation


def test_a_caveat_known_from_the_register_only_is_not_told_to_the_sender():
    registered = replace(marked("uk", "OFFICIAL", 20, "UK EYES ONLY"), info_type="DOCUMENT_FINGERPRINT")
    written = marked("uk", "OFFICIAL", 20, "UK EYES ONLY")
    plain = case(AMERICAN).sensitivity
    told = decide(case(AMERICAN, findings=(written,), sensitivity=plain), POLICY).sender_notice
    untold = decide(case(AMERICAN, findings=(registered,), sensitivity=plain), POLICY)
    assert "The caveat UK EYES ONLY does not admit navy.mil." in told
    assert "UK EYES ONLY" in untold.explanation
    assert "UK EYES ONLY" not in untold.sender_notice
    assert "a caveat not told here" in untold.sender_notice


def test_a_codeword_beside_a_nation_is_in_no_text():
    verdict = decide(case(AMERICAN, findings=(marked("any", "OFFICIAL", 20, "UK HERON EYES ONLY"),)), POLICY)
    assert verdict.action is Action.QUARANTINE
    assert "HERON" not in verdict.explanation + verdict.sender_notice


def test_a_list_of_a_thousand_nations_stays_a_short_notice():
    caveat = f"REL TO {', '.join(['USA', 'DEU'] * 500)}"
    verdict = decide(case(DUTCH, findings=(marked("us-cui", "CUI", 35, caveat),)), POLICY)
    assert verdict.action is Action.QUARANTINE
    assert len(verdict.sender_notice) < 600


# --- what must hold for all ----------------------------------------------------------------------

LISTS = (
    *("REL TO USA, GBR", "REL TO USA, FVEY", "REL TO USA, NATO", "REL TO USA, ISAF", "REL EU", "RELEASABLE TO SWEDEN"),
    *("RELEASABLE TO AUSTRALIA", "AUSTRALIA, NATO ONLY", "RI:REL AUS/CAN"),
)
NARROWING = (
    *("NOFORN", "SBU NOFORN", "UK EYES ONLY", "UK/US EYES ONLY", "FIVE EYES ONLY", "NZEO", "RI:AUSTEO", "RI:AGAO"),
    *("HMG USE ONLY", "DVLA USE ONLY", "FED ONLY", "NOCON", "PROPIN", "EXDIS", "HCS-P", "RD", "LIMDIS", "ORCON-USGOV"),
    *(
        "DISPLAY ONLY DEU",
        "JOINT CAN GBR USA",
        "RELIDO",
        "ORCON",
        "COMMERCIAL",
        "CODEWORD RELAY",
        "ATOMAL",
        "SI",
        "FGI DEU",
    ),
)
LEVELS = (
    *(("uk", "OFFICIAL-SENSITIVE", 40), ("us", "SECRET", 80), ("us-cui", "CUI", 35), ("nato", "NATO SECRET", 80)),
    *(("nato", "NATO UNCLASSIFIED", 10), ("eu", "EU RESTRICTED", 45), ("au", "PROTECTED", 55), ("any", "SECRET", 80)),
    *(("tlp", "TLP:AMBER", 40), ("harbour", "HARBOUR INNER", 42)),
)
PANEL = tuple(
    RecipientRisk(
        "p@there.example", "there.example", 0, Category.TRUSTED, "legit", trust, nation=nation, communities=groups,
        accredited_to=("uk", "TOP SECRET"),
    )
    for nation in ("", "AUS", "CAN", "CHE", "DEU", "GBR", "NZL", "SWE", "USA")
    for trust, groups in (
        ("own", ()), ("partner", ()), ("partner", ("NATO",)), ("partner", ("FVEY", "ISAF")), ("partner", ("CONTRACTOR",)),
        ("partner", ("DVLA", "EU")),
    )
)  # fmt: skip


def marks(caveats, **kwargs):
    return st.builds(
        lambda level, found: Marking(*level, tuple(found)),
        st.sampled_from(LEVELS),
        st.lists(st.sampled_from(caveats), unique=True, max_size=3, **kwargs),
    )


def readers(markings):
    """Return which of the panel may read markings, where our own system carries everything."""
    height = POLICY.levels.height(*OPEN.accredited_to)
    demand = demand_of(tuple(markings), (), height, POLICY.levels, POLICY.nations, frozenset())
    reception = Reception(demand, OPEN, POLICY.levels, POLICY.nations, POLICY.undeclared_height)
    return frozenset(number for number, who in enumerate(PANEL) if reception.standing(who).is_releasable)


messages = st.lists(marks((*LISTS, *NARROWING, "REL")), max_size=4)


@settings(deadline=None)
@given(messages, st.integers(0, 3), st.sampled_from(NARROWING))
def test_another_caveat_never_admits_more(message, place, caveat):
    if not message:
        message = [Marking("uk", "SECRET", 80)]
    place %= len(message)
    changed = replace(message[place], caveats=(*message[place].caveats, caveat))
    assert readers([*message[:place], changed, *message[place + 1 :]]) <= readers(message)


@settings(deadline=None)
@given(messages, st.integers(0, 3), st.sampled_from(LISTS))
def test_a_list_admits_nobody_whom_it_does_not_name(message, place, caveat):
    if not message:
        message = [Marking("us", "SECRET", 80)]
    place %= len(message)
    changed = replace(message[place], caveats=(*message[place].caveats, caveat))
    named = readers([Marking(message[place].scheme, "SECRET", 80, (caveat,))])
    assert readers([*message[:place], changed, *message[place + 1 :]]) <= readers(message) | named


@settings(deadline=None)
@given(st.lists(marks((*LISTS, *NARROWING)), max_size=3), st.lists(marks((*LISTS, *NARROWING)), max_size=3))
def test_the_restrictions_of_a_union_are_the_conjunction(one, other):
    assert readers([*one, *other]) == readers(one) & readers(other)


@settings(deadline=None)
@given(st.lists(marks((*LISTS, *NARROWING, "REL"), min_size=1), min_size=1, max_size=3), st.sampled_from(PANEL))
def test_the_order_of_markings_and_caveats_does_not_matter(message, who):
    first = answer(who, *message, organisation=OFFICE)
    for order in permutations(message):
        assert answer(who, *order, organisation=OFFICE) == first
    turned = [replace(item, caveats=item.caveats[::-1]) for item in message]
    found = answer(who, *turned, organisation=OFFICE)
    assert (found.is_admitted, found.barrier) == (first.is_admitted, first.barrier)


@settings(deadline=None)
@given(messages, st.sampled_from(PANEL))
def test_an_answer_and_its_reason_agree(message, who):
    found = answer(who, *message)
    assert found.is_admitted is (found.barrier == "none") is bool(re.search(r" admits |no caveat", found.reason))
    assert found.is_admitted or who.domain in found.reason or "our own system" in found.reason
