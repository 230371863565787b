"""The manual says what the code does."""

import tomllib
from pathlib import Path

from dlp_service.policy import load_policy
from dlp_service.policy.conditions import FUNCTIONS
from dlp_service.policy.rules import OBLIGATIONS
from dlp_service.policy.tables import test_policy as run_table
from dlp_service.policy.texts import ANALYST_FIELDS, SENDER_FIELDS
from dlp_service.policy.variables import VARIABLES

MANUAL = (Path(__file__).parents[2] / "docs" / "policy.md").read_text()


def test_every_variable_is_in_the_manual_and_no_other():
    stated = [line.split("`")[1] for line in MANUAL.splitlines() if line.startswith("| `") and line.count("|") == 4]
    assert [name for name in stated if "_" in name or name in VARIABLES] == list(VARIABLES)
    for variable in VARIABLES.values():
        assert f"| `{variable.name}` | {variable.kind} | {variable.meaning}" in MANUAL


def test_every_placeholder_function_and_obligation_is_in_the_manual():
    for name in ANALYST_FIELDS | SENDER_FIELDS:
        assert f"`{{{name}}}`" in MANUAL
    for name in (*FUNCTIONS, *OBLIGATIONS):
        assert f"`{name}`" in MANUAL


def test_the_examples_of_the_manual_work(tmp_path):
    example, case = (block.split("```")[0] for block in MANUAL.split("```toml\n")[1:])
    assert tomllib.loads(example).keys() <= {"policy", "table", "gaps", "unfinished", "markings", "rule"}
    (tmp_path / "policy.toml").write_text(load_policy().document + "[[rule]]" + example.partition("[[rule]]")[2])
    (tmp_path / "cases.toml").write_text(case)
    (result,) = run_table(tmp_path / "policy.toml", tmp_path / "cases.toml")
    assert result.is_passed
