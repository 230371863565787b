"""What the default policy adds to its table, and what no policy can change."""

from dataclasses import replace

import pytest

from dlp_service.errors import InvalidMessage
from dlp_service.policy import decide, explain_summary, load_policy, parse_policy
from dlp_service.values import (
    Action,
    Assessment,
    Category,
    Envelope,
    Finding,
    Gap,
    GapReason,
    Origin,
    Recipient,
    Role,
    Stage,
)

from .cases import AMERICAN, BLOCKED, COLLEAGUE, DUTCH, SLIP, STRANGER, UNDECLARED, case, marked, recipient, sent_by

POLICY = load_policy()
SECRET = marked("uk", "SECRET", 80)
SENSITIVE = marked("uk", "OFFICIAL-SENSITIVE", 40, "COMMERCIAL")


def decided(*args, **kwargs):
    return decide(case(*args, **kwargs), POLICY)


def with_rule(when, action="BLOCK", extra=""):
    document = POLICY.document + f'\n[[rule]]\nname = "added"\nwhen = "{when}"\naction = "{action}"\n{extra}'
    return parse_policy(document)


# --- lookalikes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("category", [Category.UNKNOWN, Category.ELEVATED, Category.KNOWN])
def test_a_lookalike_anyone_can_register_is_at_least_a_warning(category):
    verdict = decided(replace(SLIP, category=category))
    assert verdict.action is Action.WARN
    assert "lookalike-anyone-can-register" in verdict.rules


def test_a_lookalike_that_a_list_allows_is_not_warned_of():
    assert decided(replace(SLIP, category=Category.UNKNOWN, trust="allowed")).action is Action.ALLOW


def test_a_trusted_domain_is_never_a_lookalike():
    assert decided(replace(SLIP, category=Category.TRUSTED)).action is Action.ALLOW


# --- markings ------------------------------------------------------------------------------------


def test_a_marking_within_both_ceilings_does_not_count_for_a_trusted_recipient():
    verdict = decided(AMERICAN, score=0.9, estimated=0.1, findings=(SENSITIVE,))
    assert verdict.action is Action.ALLOW
    assert "table.NONE.TRUSTED" in verdict.rules


def test_unmarked_evidence_still_counts_beside_a_cleared_marking():
    assert decided(AMERICAN, score=0.95, estimated=0.86, findings=(SENSITIVE,)).action is Action.QUARANTINE


def test_the_same_marking_counts_for_an_unknown_recipient():
    verdict = decided(AMERICAN, STRANGER, score=0.45, estimated=0.1, findings=(SENSITIVE,))
    assert [item.action for item in verdict.recipients] == [Action.ALLOW, Action.WARN]


def test_marked_above_the_recipients_ceiling_is_held():
    firm = replace(AMERICAN, nation="GBR", accredited_to=("uk", "OFFICIAL"))
    verdict = decided(firm, score=0.4, estimated=0.0, findings=(SENSITIVE,))
    assert verdict.action is Action.QUARANTINE
    assert "marked-above-recipient-ceiling" in verdict.rules
    assert not verdict.is_sealed


@pytest.mark.parametrize(
    ("scheme", "level", "ordinal"),
    [("nato", "NATO RESTRICTED", 45), ("de", "VS-NfD", 45), ("us-cui", "CUI", 35), ("uk", "RESTRICTED", 45)],
)
def test_equal_levels_of_other_schemes_pass_the_same_ceiling(scheme, level, ordinal):
    assert (
        decided(AMERICAN, score=0.45, estimated=0.0, findings=(marked(scheme, level, ordinal),)).action is Action.ALLOW
    )


def test_australian_protected_stands_above_official_sensitive():
    australian = replace(AMERICAN, nation="AUS")
    assert decided(australian, score=0.55, findings=(marked("au", "PROTECTED", 55),)).action is Action.QUARANTINE


def test_marked_above_our_own_ceiling_is_a_sealed_spillage_even_inside_the_house():
    verdict = decided(COLLEAGUE, score=0.8, estimated=0.0, findings=(SECRET,))
    assert (verdict.action, verdict.is_sealed) == (Action.QUARANTINE, True)
    assert "spillage" in verdict.rules
    assert "NOTIFY" in verdict.obligations


def test_a_policy_without_a_rule_for_it_still_seals_a_spillage():
    lenient = parse_policy(POLICY.document.replace('"above_own_ceiling"', '"false"'))
    verdict = decide(case(COLLEAGUE, score=0.8, estimated=0.0, findings=(SECRET,)), lenient)
    assert (verdict.action, verdict.is_sealed) == (Action.QUARANTINE, True)


def test_a_bare_secret_is_a_spillage_in_any_scheme():
    assert decided(COLLEAGUE, findings=(marked("any", "SECRET", 80),)).is_sealed


def test_a_bare_word_takes_the_lowest_ordinal_of_the_schemes_that_use_it():
    assert decided(COLLEAGUE, findings=(marked("any", "RESTRICTED", 45),)).action is Action.ALLOW


@pytest.mark.parametrize("finding", [marked("tlp", "TLP:RED", 65), marked("label", "Board only", 70)])
def test_tlp_and_corporate_labels_are_held_above_the_ceiling_and_not_sealed(finding):
    verdict = decided(COLLEAGUE, findings=(finding,))
    assert (verdict.action, verdict.is_sealed) == (Action.QUARANTINE, False)


def test_a_mention_or_a_quoted_marking_is_no_marking():
    mention = marked("uk", "SECRET", 80)
    mention = replace(mention, marking=replace(mention.marking, is_mention=True))
    quoted = replace(SECRET, role=Role.CONTEXT)
    sensitivity = case(COLLEAGUE).sensitivity
    verdict = decided(COLLEAGUE, findings=(mention, quoted), sensitivity=sensitivity)
    assert (verdict.action, verdict.is_sealed) == (Action.ALLOW, False)


def test_a_declared_marking_counts_when_its_finding_was_cut_off():
    sensitivity = case(COLLEAGUE, findings=(SECRET,)).sensitivity
    assert decided(COLLEAGUE, sensitivity=sensitivity).is_sealed


def test_the_registered_marking_of_a_fingerprint_counts_and_is_not_told_to_the_sender():
    excerpt = replace(SECRET, info_type="DOCUMENT_FINGERPRINT")
    verdict = decided(AMERICAN, score=0.8, findings=(excerpt,), sensitivity=case(AMERICAN, score=0.8).sensitivity)
    assert verdict.is_sealed
    assert "SECRET" in verdict.explanation
    assert "SECRET" not in verdict.sender_notice


def test_official_sensitive_to_a_domain_without_accreditation_is_a_warning():
    verdict = decided(UNDECLARED, score=0.4, estimated=0.0, findings=(SENSITIVE,))
    assert verdict.action is Action.WARN
    assert "marked-without-accreditation" in verdict.rules


def test_baseline_markings_need_no_accreditation():
    assert decided(UNDECLARED, STRANGER, score=0.15, findings=(marked("uk", "OFFICIAL", 15),)).action is Action.ALLOW


def test_above_official_sensitive_to_a_domain_without_accreditation_is_held():
    secret_system = replace(case(STRANGER).organisation, accredited_to=("uk", "SECRET"))
    confidential = marked("uk", "CONFIDENTIAL", 60)
    verdict = decided(STRANGER, score=0.3, findings=(confidential,), organisation=secret_system)
    assert verdict.action is Action.QUARANTINE
    assert not verdict.is_sealed


# --- who may read --------------------------------------------------------------------------------


def test_uk_eyes_only_does_not_go_to_an_american():
    verdict = decided(COLLEAGUE, AMERICAN, findings=(marked("uk", "OFFICIAL-SENSITIVE", 40, "UK EYES ONLY"),))
    assert [item.action for item in verdict.recipients] == [Action.ALLOW, Action.QUARANTINE]
    assert "UK EYES ONLY" in verdict.recipients[1].explanation


def test_noforn_excludes_our_own_staff():
    verdict = decided(COLLEAGUE, AMERICAN, findings=(marked("us-cui", "CUI", 40, "NOFORN"),))
    assert [item.action for item in verdict.recipients] == [Action.QUARANTINE, Action.ALLOW]


def test_a_release_list_stops_only_who_is_not_on_it():
    cui = marked("us-cui", "CUI", 35, "REL TO USA, CAN, GBR")
    verdict = decided(COLLEAGUE, AMERICAN, DUTCH, score=0.35, estimated=0.0, findings=(cui,))
    assert [item.action for item in verdict.recipients] == [Action.ALLOW, Action.ALLOW, Action.QUARANTINE]


def test_release_lists_of_several_parts_intersect():
    lists = (marked("us-cui", "CUI", 35, "REL TO USA, NLD"), marked("us-cui", "CUI", 35, "REL TO USA, GBR"))
    verdict = decided(COLLEAGUE, AMERICAN, DUTCH, findings=lists)
    assert [item.action for item in verdict.recipients] == [Action.QUARANTINE, Action.ALLOW, Action.QUARANTINE]


def test_a_nation_caveat_excludes_a_recipient_of_unknown_nation():
    verdict = decided(
        replace(AMERICAN, nation="", communities=()), findings=(marked("uk", "OFFICIAL", 15, "REL TO GBR"),)
    )
    assert "caveat-excludes-recipient" in verdict.rules


# --- exposure ------------------------------------------------------------------------------------


def exposed(count):
    return tuple(
        replace(STRANGER, address=f"p{n}@d{n}.example", is_exposed=True, flags=("exposed_recipients",))
        for n in range(count)
    )


def test_visible_outsiders_are_warned_of_and_colleagues_are_not():
    verdict = decided(COLLEAGUE, *exposed(10))
    assert [item.action for item in verdict.recipients] == [Action.ALLOW, *[Action.WARN] * 10]


@pytest.mark.parametrize(("count", "action"), [(21, Action.WARN), (22, Action.QUARANTINE), (300, Action.QUARANTINE)])
def test_from_22_visible_outsiders_on_the_message_is_held(count, action):
    assert decided(*exposed(count)).action is action


def test_visible_outsiders_on_moderate_content_with_names_are_held():
    people = Finding("PERSON_NAME", "names", 0.9, "1", "body", 0, 9)
    trusted = tuple(replace(risk, category=Category.KNOWN) for risk in exposed(10))
    assert decided(*trusted, score=0.45, findings=(people,)).action is Action.QUARANTINE
    assert decided(*trusted, score=0.45).action is Action.WARN
    assert decided(*trusted, score=0.45, findings=(replace(people, role=Role.CONTEXT),)).action is Action.WARN


# --- what could not be read ----------------------------------------------------------------------


@pytest.mark.parametrize("reason", list(GapReason))
def test_a_material_gap_of_any_reason_counts_as_moderate_for_strangers(reason):
    gap = Gap("1.2", reason)
    verdict = decided(COLLEAGUE, recipient(Category.KNOWN), STRANGER, recipient(Category.ELEVATED), SLIP, gaps=(gap,))
    assert [item.action.name for item in verdict.recipients] == ["ALLOW", "ALLOW", "WARN", "QUARANTINE", "QUARANTINE"]
    assert "unread-content" in verdict.recipients[2].rules


def test_an_immaterial_gap_decides_nothing():
    assert decided(STRANGER, gaps=(Gap("1.2", GapReason.UNSUPPORTED, material=False),)).action is Action.ALLOW


def test_a_gap_never_lowers_what_is_known():
    assert decided(STRANGER, score=0.9, gaps=(Gap("1.2", GapReason.DAMAGED),)).action is Action.BLOCK


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.RECIPIENTS])
def test_an_unfinished_stage_is_named_and_counts_as_moderate_for_strangers(stage):
    verdict = decided(COLLEAGUE, STRANGER, unfinished_stages=(stage,))
    assert [item.action for item in verdict.recipients] == [Action.ALLOW, Action.WARN]
    assert all(f"unfinished.{stage.value}" in item.rules for item in verdict.recipients)
    assert stage.value in verdict.recipients[1].explanation


def test_when_recipients_were_not_finished_everything_is_held():
    verdict = decided(COLLEAGUE, STRANGER, unfinished_stages=(Stage.RECIPIENTS,))
    assert [item.action for item in verdict.recipients] == [Action.QUARANTINE] * 2


def test_the_policy_says_how_an_unfinished_stage_counts():
    strict = parse_policy(POLICY.document.replace('names = "MODERATE"', 'names = "BLOCK"'))
    careless = parse_policy(POLICY.document.replace('names = "MODERATE"', 'names = "NONE"'))
    given = case(STRANGER, unfinished_stages=(Stage.NAMES,))
    assert decide(given, strict).action is Action.BLOCK
    assert decide(given, careless).action is Action.ALLOW
    assert "unfinished.names" in decide(given, careless).rules


def test_a_recipient_nobody_assessed_is_held():
    given = case(COLLEAGUE)
    envelope = replace(given.envelope, recipients=(*given.envelope.recipients, Recipient("late@else.example")))
    verdict = decide(replace(given, envelope=envelope), POLICY)
    assert [item.address for item in verdict.recipients] == ["ana@office.example", "late@else.example"]
    assert [item.action for item in verdict.recipients] == [Action.ALLOW, Action.QUARANTINE]
    assert "recipient-not-assessed" in verdict.rules


def test_no_recipient_is_refused_not_allowed():
    with pytest.raises(InvalidMessage, match="at least one recipient") as raised:
        decide(replace(case(COLLEAGUE), assessment=Assessment(()), envelope=Envelope()), POLICY)
    assert raised.value.field == "envelope.recipients"


# --- who sends -----------------------------------------------------------------------------------


def test_a_confirmed_warning_passes_and_says_so():
    verdict = decided(SLIP, confirmed=frozenset({"LEE@navy.ml"}))
    assert verdict.action is Action.ALLOW
    assert "confirmed-by-sender" in verdict.rules
    assert "confirmed" in verdict.explanation


def test_a_confirmation_holds_for_its_recipient_only():
    other = replace(SLIP, address="max@navy.ml")
    verdict = decided(SLIP, other, confirmed=frozenset({SLIP.address}))
    assert [item.action for item in verdict.recipients] == [Action.ALLOW, Action.WARN]


@pytest.mark.parametrize("score", [0.45, 0.9])
def test_a_confirmation_never_softens_more_than_a_warning(score):
    plain = decided(SLIP, score=score)
    assert decided(SLIP, score=score, confirmed=frozenset({SLIP.address})).action is plain.action


@pytest.mark.parametrize("origin", [origin for origin in Origin if origin is not Origin.HUMAN])
def test_what_is_no_person_cannot_confirm(origin):
    verdict = decide(sent_by(origin)(case(SLIP, confirmed=frozenset({SLIP.address}))), POLICY)
    assert (verdict.action, verdict.can_confirm) == (Action.QUARANTINE, False)
    assert "cannot-confirm" in verdict.rules


def test_an_unauthenticated_sender_cannot_confirm():
    given = sent_by(principal="")(case(SLIP, confirmed=frozenset({SLIP.address})))
    verdict = decide(given, POLICY)
    assert (verdict.action, verdict.can_confirm) == (Action.WARN, False)


# --- rules ---------------------------------------------------------------------------------------


def test_the_strictest_rule_wins_wherever_it_stands():
    assert decide(case(COLLEAGUE), with_rule("is_own")).action is Action.BLOCK


def test_a_rule_can_only_raise():
    assert decide(case(BLOCKED), with_rule("true", "ALLOW")).action is Action.BLOCK


def test_a_rule_that_fails_holds_the_message_and_is_named():
    policy = with_rule("100 / (exposed_outsiders - 7) > 1000", "WARN")
    failing = replace(case(COLLEAGUE), assessment=Assessment((COLLEAGUE,), (), 7))
    verdict = decide(failing, policy)
    assert verdict.action is Action.QUARANTINE
    assert "failed.added" in verdict.rules
    assert "added could not be evaluated" in verdict.explanation
    assert decide(case(COLLEAGUE), policy).action is Action.ALLOW


def test_a_message_rule_that_fails_holds_every_recipient():
    policy = with_rule("100 / (exposed_outsiders - 7) > 1000", "WARN", 'scope = "message"')
    failing = replace(case(COLLEAGUE, AMERICAN), assessment=Assessment((COLLEAGUE, AMERICAN), (), 7))
    assert [item.action for item in decide(failing, policy).recipients] == [Action.QUARANTINE] * 2


def test_obligations_come_from_rules_and_are_gathered():
    verdict = decided(COLLEAGUE, AMERICAN, score=0.7)
    assert [item.obligations for item in verdict.recipients] == [(), ("REQUIRE_TLS", "ENCRYPT")]
    assert verdict.obligations == ("REQUIRE_TLS", "ENCRYPT")


def test_trivial_mail_carries_no_obligation():
    assert decided(COLLEAGUE, AMERICAN, STRANGER).obligations == ()


def test_message_rules_are_the_union_in_order():
    verdict = decided(COLLEAGUE, SLIP)
    union = dict.fromkeys(rule for item in verdict.recipients for rule in item.rules)
    assert verdict.rules == tuple(union)


def test_ten_thousand_recipients_get_a_verdict_each():
    crowd = tuple(replace(STRANGER, address=f"p{n}@d{n}.example", domain=f"d{n}.example") for n in range(10_000))
    verdict = decided(*crowd, SLIP)
    assert len(verdict.recipients) == 10_001
    assert verdict.recipients[17].explanation.endswith("d17.example.")
    assert verdict.recipients[-1].action is Action.WARN


def test_the_summary_can_be_shown():
    summary = explain_summary(case(AMERICAN, score=0.5, findings=(SENSITIVE,)), AMERICAN, POLICY)
    assert summary["nation"] == "USA"
    assert summary["marking_is_cleared"] is True
    assert summary["declared_level"] == "OFFICIAL-SENSITIVE"
