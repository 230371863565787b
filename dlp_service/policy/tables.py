"""
Table tests for a policy: what its author expects, kept in a file beside it.

A case gives some values of the summary, the rest stands as on a harmless
message to an unknown recipient, and names the action that must follow.  The same
judgement runs as in `decide`, so that a green table means what it says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeVar

from dlp_service.errors import ConfigError
from dlp_service.policy.conditions import new_context
from dlp_service.policy.document import load_policy
from dlp_service.policy.judge import evaluate, judge
from dlp_service.policy.rules import Judgement, Policy
from dlp_service.policy.summary import empty_summary
from dlp_service.policy.variables import VARIABLES, Summary, Value
from dlp_service.toml_source import read_toml
from dlp_service.values import Action, Category, Tier

E = TypeVar("E", bound=IntEnum)
_KEYS = ("name", "given", "expect", "rules")
_KINDS: Mapping[str, tuple[type, ...]] = {"bool": (bool,), "int": (int,), "double": (int, float), "string": (str,)}
_SCALES: Mapping[str, type[IntEnum]] = {
    "tier": Tier,
    "estimated_tier": Tier,
    "category": Category,
}
_BARRIER_OF = {
    "above_own_ceiling": "own_ceiling",
    "above_recipient_ceiling": "recipient_ceiling",
    "excluded_by_caveat": "nation",
}
_FLOORS = {Tier.NONE: 0.0, Tier.LOW: 0.2, Tier.MODERATE: 0.4, Tier.HIGH: 0.6, Tier.CRITICAL: 0.85}


@dataclass(frozen=True, slots=True)
class PolicyCase:
    """One row: values of the summary, the action expected, and rules that must be among those that applied."""

    name: str
    given: Mapping[str, Value]
    expect: Action
    rules: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What a policy did with a case; `missing` are rules that were expected and did not apply."""

    case: PolicyCase
    action: Action
    rules: tuple[str, ...]
    missing: tuple[str, ...] = ()

    @property
    def is_passed(self) -> bool:
        """Say whether action and rules are as expected."""
        return self.action is self.case.expect and not self.missing


def test_policy(policy_path: Path | None, cases_path: Path) -> tuple[CaseResult, ...]:
    """
    Run a file of cases (TOML with [[case]], or JSON Lines) against a policy, the shipped one without a path.

    Raises:
        PolicyError: the policy cannot be loaded.
        ConfigError: the cases cannot be read, there are none, or one names an unknown value; with its line.
    """
    policy = load_policy(policy_path)
    cases = read_cases(cases_path)
    if not cases:
        raise ConfigError("holds no cases", source=str(cases_path))
    return tuple(run_case(case, policy) for case in cases)


def run_case(case: PolicyCase, policy: Policy) -> CaseResult:
    """Judge one case as `decide` would judge a recipient with that summary."""
    judgement = judge_summary(case.given, policy)
    rules = tuple(hit.name for hit in judgement.hits)
    return CaseResult(case, judgement.action, rules, tuple(name for name in case.rules if name not in rules))


def judge_summary(given: Mapping[str, Value], policy: Policy) -> Judgement:
    """Judge a summary of which only some values are given; what follows from them is worked out."""
    summary = _completed(given)
    context = new_context(summary)
    message_hits = evaluate((rule for rule in policy.rules if rule.scope == "message"), context)
    return judge(summary, context, policy, message_hits)


def read_cases(path: Path) -> tuple[PolicyCase, ...]:
    """
    Read cases from TOML or, for a name ending in `.jsonl`, from JSON Lines.

    Raises:
        ConfigError: the file cannot be read, or a case is not well formed; with its line.
    """
    rows = _jsonl(path) if path.suffix == ".jsonl" else _toml(path)
    return tuple(_case(row, line, str(path)) for line, row in rows)


def _toml(path: Path) -> Iterator[tuple[int, object]]:
    document = read_toml(path)
    document.refuse_unknown(document.data, ("case",))
    rows = document.data.get("case", [])
    if not isinstance(rows, list):
        raise document.error("write [[case]], any number of times", "case")
    yield from ((document.line(f"case[{number}]"), row) for number, row in enumerate(rows))


def _jsonl(path: Path) -> Iterator[tuple[int, object]]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {type(error).__name__}", source=str(path)) from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except ValueError:
            raise ConfigError("not valid JSON", source=str(path), line=number) from None


def _case(row: object, line: int, source: str) -> PolicyCase:
    try:
        return _well_formed(row, line)
    except (TypeError, ValueError) as error:
        raise ConfigError(str(error), source=source, line=line) from None


def _well_formed(row: object, line: int) -> PolicyCase:
    """Return a case; anything wrong with it is a TypeError or ValueError whose message is for people."""
    if not isinstance(row, dict):
        raise TypeError("a case must be a table")
    if unknown := sorted(row.keys() - set(_KEYS)):
        raise ValueError(f"unknown key {unknown[0]!r}; known keys are {', '.join(_KEYS)}")
    given, rules = row.get("given", {}), row.get("rules", [])
    if not isinstance(given, dict) or not isinstance(rules, list):
        raise TypeError("given must be a table and rules a list")
    return PolicyCase(
        str(row.get("name", f"line {line}")),
        {name: _value(name, value) for name, value in given.items()},
        _member(Action, row.get("expect")),
        tuple(map(str, rules)),
        line,
    )


def _value(name: str, value: Any) -> Value:  # noqa: ANN401 - as read from a file
    """Return a value of the summary in the variable's own type; tiers and categories may be given by name."""
    variable = VARIABLES.get(name)
    if variable is None or name == "counted_tier":
        raise ValueError(f"unknown value {name!r}")
    if name in _SCALES and isinstance(value, str):
        return int(_member(_SCALES[name], value))
    found: Value = value
    if not isinstance(found, _KINDS[variable.kind]) or (isinstance(found, bool) and variable.kind != "bool"):
        raise ValueError(f"{name} must be of type {variable.kind}")
    if variable.words and value not in variable.words:
        raise ValueError(f"{name} must be one of {', '.join(variable.words)}")
    if name in _SCALES and value not in {int(member) for member in _SCALES[name]}:
        raise ValueError(f"{name} must be one of {', '.join(_SCALES[name].__members__)}")
    return float(found) if variable.kind == "double" else found


def _completed(given: Mapping[str, Value]) -> Summary:
    """Fill in what follows from the given values: tiers from scores and scores from tiers, names, flags."""
    summary: Summary = {**empty_summary(), **given}
    for score, tier in (("score", "tier"), ("estimated", "estimated_tier")):
        if score in given and tier not in given:
            summary[tier] = int(Tier.of(float(given[score])))
        elif tier in given and score not in given:
            summary[score] = _FLOORS[Tier(int(given[tier]))]
    if "is_marked" not in given and not summary["is_marked"] and "estimated_tier" not in given:
        summary |= {"estimated": summary["score"], "estimated_tier": summary["tier"]}
    if "release_barrier" not in given:
        held = (barrier for name, barrier in _BARRIER_OF.items() if summary[name])
        summary["release_barrier"] = next(held, "none" if summary["is_releasable"] else "nation")
    summary["is_releasable"] = summary["is_releasable"] and summary["release_barrier"] == "none"
    summary |= {
        "tier_name": Tier(int(summary["tier"])).name,
        "category_name": Category(int(summary["category"])).name,
    }
    return summary


def _member(kind: type[E], name: object) -> E:
    if isinstance(name, str) and name in kind.__members__:
        return kind[name]
    raise ValueError(f"{name!r} is not one of {', '.join(kind.__members__)}")
