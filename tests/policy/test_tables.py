"""Table tests for policies, and the table of the shipped one."""

from pathlib import Path

import pytest

from dlp_service.errors import ConfigError, PolicyError
from dlp_service.policy import decide, explain_summary, load_policy
from dlp_service.policy.tables import judge_summary, read_cases
from dlp_service.policy.tables import test_policy as run_table
from dlp_service.values import Gap, GapReason, Stage

from .cases import AMERICAN, BLOCKED, COLLEAGUE, DUTCH, SLIP, STRANGER, case, marked

SHIPPED = Path(__file__).parent / "default_cases.toml"


def written(tmp_path, text, name="cases.toml"):
    path = tmp_path / name
    path.write_text(text)
    return path


def test_the_shipped_policy_passes_its_table():
    results = run_table(None, SHIPPED)
    assert len(results) >= 25
    assert [(item.case.name, item.action.name, item.missing) for item in results if not item.is_passed] == []


def test_the_first_case_is_the_ml_incident():
    first = run_table(None, SHIPPED)[0]
    assert first.case.name == "leave dates to navy.ml, suffix blocked"
    assert first.action.name == "BLOCK"


def test_a_wrong_expectation_fails(tmp_path):
    cases = '[[case]]\nname = "x"\ngiven = {category = "BLOCKED"}\nexpect = "ALLOW"\nrules = ["no-such-rule"]'
    (result,) = run_table(None, written(tmp_path, cases))
    assert not result.is_passed
    assert result.action.name == "BLOCK"
    assert result.missing == ("no-such-rule",)


def test_cases_may_be_json_lines(tmp_path):
    lines = '{"name": "a", "given": {"tier": "HIGH"}, "expect": "QUARANTINE"}\n\n{"expect": "ALLOW"}\n'
    assert all(result.is_passed for result in run_table(None, written(tmp_path, lines, "cases.jsonl")))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('given = {tiers = "HIGH"}\nexpect = "ALLOW"', "unknown value 'tiers'"),
        ('given = {counted_tier = 10}\nexpect = "ALLOW"', "unknown value 'counted_tier'"),
        ('given = {tier = "SOME"}\nexpect = "ALLOW"', "'SOME' is not one of"),
        ('given = {tier = 12}\nexpect = "ALLOW"', "tier must be one of"),
        ('given = {is_own = 1}\nexpect = "ALLOW"', "is_own must be of type bool"),
        ('given = {recipient_count = true}\nexpect = "ALLOW"', "recipient_count must be of type int"),
        ('given = {kind = "slip"}\nexpect = "ALLOW"', "kind must be one of"),
        ('expect = "HOLD"', "'HOLD' is not one of"),
        ('expct = "ALLOW"', "unknown key 'expct'"),
        ('given = 3\nexpect = "ALLOW"', "given must be a table"),
    ],
)
def test_a_malformed_case_is_named_with_its_line(tmp_path, text, said):
    with pytest.raises(ConfigError, match=r"cases\.toml:2: ") as raised:
        read_cases(written(tmp_path, f"\n[[case]]\n{text}\n"))
    assert said in str(raised.value)


@pytest.mark.parametrize(("name", "text"), [("a.jsonl", "{"), ("a.jsonl", "3"), ("a.toml", "case = 3"), ("a.toml", "")])
def test_a_file_without_cases_is_refused(tmp_path, name, text):
    with pytest.raises(ConfigError):
        run_table(None, written(tmp_path, text, name))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(ConfigError):
        run_table(None, tmp_path / "none.jsonl")
    with pytest.raises(PolicyError):
        run_table(tmp_path / "none.toml", SHIPPED)


@pytest.mark.parametrize(
    ("given", "expect"),
    [
        ("", "ALLOW"),
        ("excluded_by_caveat = true", "QUARANTINE"),
        ("above_recipient_ceiling = true", "WARN"),
        ("above_own_ceiling = true, above_recipient_ceiling = true", "BLOCK"),
        ("is_releasable = false", "QUARANTINE"),
        ('release_barrier = "recipient_ceiling"', "WARN"),
    ],
)
def test_whether_it_may_be_released_follows_from_what_is_given(tmp_path, given, expect):
    rules = "".join(
        f'[[rule]]\nname = "{name}"\nwhen = "{when}"\naction = "{action}"\n'
        for name, when, action in (
            ("own", "release_barrier == 'own_ceiling' && !is_releasable", "BLOCK"),
            ("other", "release_barrier == 'recipient_ceiling' && !is_releasable", "WARN"),
            ("nation", "release_barrier == 'nation' && !is_releasable", "QUARANTINE"),
        )
    )
    document = load_policy().document.partition("[[rule]]")[0]
    policy = written(tmp_path, document + rules, "policy.toml")
    cases = written(tmp_path, f'[[case]]\ngiven = {{{given}}}\nexpect = "{expect}"\n')
    (result,) = run_table(policy, cases)
    assert result.is_passed, result.action


@pytest.mark.parametrize(
    "risk",
    [COLLEAGUE, AMERICAN, DUTCH, STRANGER, SLIP, BLOCKED],
    ids=lambda risk: f"{risk.category.name} {risk.address}",
)
@pytest.mark.parametrize("caveat", ["COMMERCIAL", "NOFORN", "UK EYES ONLY"])
def test_a_table_judges_as_decide_does(risk, caveat):
    policy = load_policy()
    given = case(
        risk,
        score=0.45,
        estimated=0.1,
        findings=(marked("uk", "OFFICIAL-SENSITIVE", 45, caveat),),
        gaps=(Gap("1.2", GapReason.DAMAGED),),
        unfinished_stages=(Stage.TERMS,),
    )
    summary = explain_summary(given, risk, policy)
    del summary["counted_tier"]
    judged, verdict = judge_summary(summary, policy), decide(given, policy)
    assert judged.action is verdict.action
    assert tuple(hit.name for hit in judged.hits) == verdict.rules
