"""Case records: storable, silent about what people wrote, and good for deciding again."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from dlp_service.audit import case_from_record, case_record, keyed, mask_case
from dlp_service.audit.masking import mask_path
from dlp_service.errors import InvalidMessage
from dlp_service.policy import decide, load_policy, parse_policy
from dlp_service.policy.releasability import load_nations
from dlp_service.values import (
    ContactHistory,
    Finding,
    Gap,
    GapReason,
    History,
    Marking,
    Origin,
    Recipient,
    Span,
    Stage,
    Submitter,
)
from tests.policy.cases import AMERICAN, COLLEAGUE, SLIP, STRANGER, case, marked, sent_by
from tests.policy.test_properties import cases

KEY = keyed(b"k" * 32)
POLICY = load_policy()
STRICT = parse_policy(
    POLICY.document.replace('"is_lookalike && publicly_registrable"', '"nation == \\"USA\\" || is_confirmed"')
)
TELLING = replace(
    case(
        replace(SLIP, edits=("i omitted",), list_entry="address lee@navy.ml", reasons=("TLD_SWAP",)),
        AMERICAN,
        COLLEAGUE,
        score=0.85,
        estimated=0.3,
        findings=(
            marked("uk", "SECRET", 85, "UK EYES ONLY", "CODEWORD HERON", path="1.2/Example roster.xlsx!Sheet of Robin"),
            Finding(
                "PROTECTED_PERSON",
                "people",
                0.9,
                "1.2/Example roster.xlsx",
                "cell",
                3,
                9,
                masked_quote="R**** E******",
                value="robin example",
                owner="soc@office.example",
                entity="p1",
                members=(Span("1.2/Example roster.xlsx", "cell", 3, 9),),
            ),
        ),
        gaps=(Gap("1.3/holiday plans.zip", GapReason.ENCRYPTED, "holiday plans.zip wants a password", "ARCHIVE"),),
        unfinished_stages=(Stage.NAMES,),
        confirmed=frozenset({"lee@navy.ml"}),
        model_versions=(("content", "3"),),
    ),
    skipped_stages=(Stage.TERMS,),
)


def stored(given_case):
    """Return a case after it went through storage."""
    return case_from_record(json.loads(json.dumps(case_record(given_case, KEY))))


def actions(given_case, policy):
    verdict = decide(given_case, policy)
    return [item.action for item in verdict.recipients], verdict.rules, verdict.is_sealed, verdict.can_confirm


def test_a_record_says_nothing_a_person_wrote():
    envelope = replace(
        TELLING.envelope,
        client="mail.robin.example [192.0.2.7]",
        envid="robin-1",
        header_from="robin@office.example",
        precedence="robin says hello",
        recipients=tuple(replace(item, orcpt="rfc822;robin@office.example") for item in TELLING.envelope.recipients),
    )
    text = json.dumps(case_record(replace(TELLING, envelope=envelope), KEY)).lower()
    for word in (
        "robin",
        "heron",
        "lee@",
        "navy",
        "office.example",
        "holiday",
        "sheet",
        "roster.xlsx",
        "192.0.2",
        "****",
    ):
        assert word not in text, word


def test_a_record_keeps_who_is_one_person_and_not_who():
    findings = stored(TELLING).findings
    assert [(f.entity, f.value) for f in findings if f.info_type == "PROTECTED_PERSON"] == [("p1", "")]


def test_a_record_restores_the_masked_case_exactly():
    assert stored(TELLING) == mask_case(TELLING, KEY)


def test_a_record_decides_as_its_case_did():
    assert actions(stored(TELLING), POLICY) == actions(TELLING, POLICY)


@settings(deadline=None)
@given(cases())
def test_every_record_decides_as_its_case_under_any_policy(made):
    back = stored(made)
    assert actions(back, POLICY) == actions(made, POLICY)
    assert actions(back, STRICT) == actions(made, STRICT)


def test_every_caveat_that_restricts_readers_survives_masking():
    nations = load_nations()
    caveats = [
        *nations.only,
        *nations.home_unless_released,
        *nations.no_contractors,
        "HCS-P ABCD",
        "TK-BLFH EFGH",
        "RD-SIGMA 14",
        "FRD-SIGMA 14 18",
        "SBU NOFORN",
        "UK/US EYES ONLY",
        "FIVE EYES ONLY",
        "NATO ONLY",
    ]
    caveats += ["REL TO USA, GBR", "REL EU", "REL-EU", "RI:REL AUS/CAN", "RI:AUSTEO", "RELEASABLE TO SWITZERLAND"]
    caveats += ["JOINT CAN GBR USA", "DISPLAY ONLY DEU", "DEU, NLD EYES ONLY"]
    caveats += ["DVLA USE ONLY", "MOD AND HOME OFFICE USE ONLY", "REL"]
    for caveat in caveats:
        finding = marked("us", "SECRET", 80, caveat)
        kept = mask_case(case(COLLEAGUE, findings=(finding,)), KEY).findings[0].marking
        assert kept is not None
        assert nations.restrictions(kept) == nations.restrictions(finding.marking) != ()


@pytest.mark.parametrize("caveat", ["HCS-P HERON", "TK-KAND HERON"])
def test_a_compartment_is_not_kept_with_its_control_system(caveat):
    finding = marked("us", "TOP SECRET", 100, caveat)
    (kept,) = mask_case(case(COLLEAGUE, findings=(finding,)), KEY).findings
    assert kept.marking is not None
    assert kept.marking.caveats == (caveat.removesuffix(" HERON"),)


@pytest.mark.parametrize("caveat", ["CODEWORD HERON", "SI-G ABCD", "SAR-BUTTER POPCORN", "FGI DEU", "UMBRA"])
def test_other_caveats_are_kept_as_a_hash(caveat):
    finding = marked("us", "TOP SECRET", 100, caveat)
    (kept,) = mask_case(case(COLLEAGUE, findings=(finding,)), KEY).findings
    assert kept.marking == Marking("us", "TOP SECRET", 100, (f"CAVEAT {KEY(caveat)}",))


@pytest.mark.parametrize("mail_from", ["ops@office.example", "ops@sub.office.example", "x@elsewhere.example", ""])
def test_whether_the_sender_is_ours_survives_masking(mail_from):
    given_case = sent_by(mail_from=mail_from)(case(SLIP))
    told = decide(given_case, POLICY).sender_notice.startswith("Please check")
    assert decide(stored(given_case), POLICY).sender_notice.startswith("Please check") is told


def test_one_destination_can_be_followed_without_its_name():
    one, two = mask_case(case(SLIP, replace(SLIP, address="max@navy.ml")), KEY).recipients
    assert one.address != two.address
    assert one.domain == two.domain == KEY("navy.ml")
    assert mask_case(case(SLIP), keyed(b"x" * 32)).recipients[0].domain != one.domain


def test_paths_keep_their_part_number():
    assert mask_path("1.2", KEY) == "1.2"
    assert mask_path("", KEY) == ""
    assert mask_path("1.2/a.zip/b.xlsx!S", KEY) == f"1.2/{KEY('a.zip')}/{KEY('b.xlsx')}!{KEY('S')}"
    assert mask_path("roster.xlsx", KEY) == KEY("roster.xlsx")


def test_odd_addresses_survive():
    odd = replace(STRANGER, address="\ud800@d.example", domain="\ud800")
    assert actions(stored(case(odd)), POLICY) == actions(case(odd), POLICY)


def test_an_unassessed_recipient_is_still_held_after_storage():
    made = case(COLLEAGUE)
    envelope = replace(made.envelope, recipients=(*made.envelope.recipients, Recipient("late@else.example")))
    assert actions(stored(replace(made, envelope=envelope)), POLICY) == actions(
        replace(made, envelope=envelope), POLICY
    )


def test_defaults_are_left_out():
    record = case_record(case(COLLEAGUE), KEY)
    assert "skipped_stages" not in record["case"]
    assert "origin" not in record["case"]["envelope"]
    automatic = replace(case(COLLEAGUE).envelope, origin=Origin.LIST, submitter=Submitter())
    assert case_record(replace(case(COLLEAGUE), envelope=automatic), KEY)["case"]["envelope"]["origin"] == "LIST"


def test_unknown_fields_of_a_record_are_ignored():
    record = case_record(TELLING, KEY)
    record["case"]["added_later"] = 1
    record["case"]["sensitivity"]["added_later"] = {"x": []}
    assert case_from_record(record) == mask_case(TELLING, KEY)


@pytest.mark.parametrize(
    "path", [("version",), ("case",), ("case", "received"), ("case", "sensitivity"), ("case", "mode")]
)
@pytest.mark.parametrize("value", [None, "x", 7, [], {}])
def test_what_is_not_a_record_is_refused(path, value):
    record = case_record(TELLING, KEY)
    place = record
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    with pytest.raises(InvalidMessage):
        case_from_record(record)


@pytest.mark.parametrize("caveat", ["FOUO", "LES", "LES NOFORN", "CUI"])
def test_a_caveat_that_is_a_level_is_kept(caveat):
    finding = marked("us", "UNCLASSIFIED", 5, caveat)
    (kept,) = mask_case(case(COLLEAGUE, findings=(finding,)), KEY).findings
    assert kept.marking is not None
    assert kept.marking.caveats == (caveat,)


def test_a_record_holds_the_history_under_the_names_that_its_recipients_have():
    known = ContactHistory(7, 3, is_learnt=True, from_sender=2, has_namesake=True)
    history = History(
        (("sam@hotel.example", known), ("lee@navy.ml", ContactHistory())),
        is_supplied=True,
        delivered_domains=frozenset({"hotel.example"}),
    )
    told = replace(case(STRANGER, SLIP), history=history)
    record = json.loads(json.dumps(case_record(told, KEY)))
    found = case_from_record(record)
    assert found.history.contacts == ((found.recipients[0].address, known),)
    assert found.history.delivered_domains == {found.recipients[0].domain}
    assert found.history.is_supplied
    for word in ("sam", "hotel", "navy"):
        assert word not in json.dumps(record)
    assert [item.action for item in decide(found, POLICY).recipients] == [
        item.action for item in decide(told, POLICY).recipients
    ]


def test_the_proven_domain_of_an_inbound_message_is_kept_as_a_pseudonym():
    told = case(STRANGER)
    told = replace(told, envelope=replace(told.envelope, direction="inbound", authenticated_domain="hotel.example"))
    kept = mask_case(told, KEY).envelope
    assert kept.authenticated_domain == KEY("hotel.example")
    assert kept.direction == "inbound"
