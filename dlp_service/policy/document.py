"""
Reads a policy document and finds everything that is wrong with it.

A policy either loads whole or not at all.  Every problem is reported with its
line, not only the first, so that its author needs one round; the server
keeps its old revision meanwhile.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeVar

from dlp_service.errors import ConfigError, PolicyError
from dlp_service.levels import LevelTable, load_levels
from dlp_service.policy.conditions import Condition, check_condition, compile_condition, sample_summaries, used_names
from dlp_service.policy.markings import ceiling_height
from dlp_service.policy.releasability import load_nations
from dlp_service.policy.rules import OBLIGATIONS, Policy, Rule
from dlp_service.policy.summary import empty_summary
from dlp_service.policy.texts import ANALYST_FIELDS, SENDER_FIELDS, placeholders
from dlp_service.policy.variables import VARIABLES
from dlp_service.toml_source import TomlDocument, parse_toml
from dlp_service.values import Action, Category, Stage, Tier

E = TypeVar("E", bound=IntEnum)
DEFAULT = Path(__file__).parent / "default.toml"
FORMAT = 1
MAX_RULES = 500
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_RULE_KEYS = ("name", "scope", "when", "action", "obligations", "explanation", "sender_text")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a policy document; `line` is 0 when it concerns the document as a whole."""

    line: int
    message: str


def load_policy(path: Path | None = None, levels: LevelTable | None = None) -> Policy:
    """
    Load a policy file; the shipped one by default.

    `levels` are those of an organisation with marking schemes of its own.

    Raises:
        PolicyError: the file cannot be read, or anything in it is wrong; every problem is one line of the message.
    """
    path = path or DEFAULT
    text, problems = _read(path)
    if problems:
        raise _error(problems, str(path))
    return parse_policy(text, str(path), levels)


def parse_policy(text: str, source: str = "policy", levels: LevelTable | None = None) -> Policy:
    """
    Load a policy from the text of its document.

    Raises:
        PolicyError: anything in it is wrong; every problem is one line of the message.
    """
    policy, problems = _parse(text, source, levels)
    if policy is None:
        raise _error(problems, source)
    return policy


def check_policy(path: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with a policy file, by line; nothing when it would load."""
    text, problems = _read(path)
    return problems or check_document(text, str(path))


def check_document(text: str, source: str = "policy") -> tuple[Problem, ...]:
    """Return everything that is wrong with a policy document, by line; nothing when it would load."""
    return _parse(text, source)[1]


def _read(path: Path) -> tuple[str, tuple[Problem, ...]]:
    try:
        return path.read_bytes().decode("utf-8"), ()
    except OSError as error:
        return "", (Problem(0, f"cannot be read: {error.strerror}"),)
    except UnicodeDecodeError:
        return "", (Problem(0, "is not UTF-8 text"),)


def _parse(text: str, source: str, levels: LevelTable | None = None) -> tuple[Policy | None, tuple[Problem, ...]]:
    try:
        document = parse_toml(text, source)
    except ConfigError as error:
        told = str(error).removeprefix(f"{source}:{error.line}: ").removeprefix(f"{source}: ")
        return None, (Problem(error.line, told),)
    loader = _Loader(document, levels or load_levels())
    policy = loader.policy(text)
    problems = tuple(sorted(dict.fromkeys(loader.problems), key=lambda problem: problem.line))
    return (None if problems else policy), problems


def _error(problems: Iterable[Problem], source: str) -> PolicyError:
    found = tuple(problems)
    lines = "\n".join(
        f"line {problem.line}: {problem.message}" if problem.line else problem.message for problem in found
    )
    return PolicyError(lines, source=source, line=found[0].line)


class _Loader:
    """Turns a parsed document into a `Policy`, noting problems and going on with a harmless value."""

    def __init__(self, document: TomlDocument, levels: LevelTable) -> None:
        self.document = document
        self.levels = levels
        self.problems: list[Problem] = []
        self.samples = sample_summaries(empty_summary())

    def policy(self, text: str) -> Policy:
        data = self.document.data
        self.known(data, ("policy", "table", "gaps", "unfinished", "markings", "rule"), "")
        about = self.section("policy", ("format", "name", "description"))
        if about.get("format") != FORMAT:
            self.problem(f"policy.format must be {FORMAT}", "policy.format")
        tiers = [tier.name for tier in Tier]
        table = self.section("table", ("columns", *tiers, "explanation", "sender_text"))
        gaps = self.section("gaps", ("counts_as", "from"))
        unfinished = self.section("unfinished", ("from", *(stage.value for stage in Stage)))
        markings = self.section("markings", ("undeclared_up_to", "unsealed_schemes"))
        rules = self.rules()
        return Policy(
            name=self.word(about, "name", "policy"),
            revision=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16],
            document=text,
            table=self.table(table),
            rules=rules,
            table_explanation=self.template(table, "explanation", "table", ANALYST_FIELDS),
            table_sender_text=self.template(table, "sender_text", "table", SENDER_FIELDS),
            gaps_count_as=self.member(Tier, gaps.get("counts_as"), "gaps.counts_as", Tier.NONE),
            gaps_from=self.member(Category, gaps.get("from"), "gaps.from", Category.UNKNOWN),
            unfinished={stage: self.unfinished(unfinished, stage) for stage in Stage},
            unfinished_from=self.member(Category, unfinished.get("from"), "unfinished.from", Category.UNKNOWN),
            undeclared_height=self.height(markings),
            unsealed_schemes=frozenset(self.words(markings, "unsealed_schemes", "markings", self.schemes())),
            used_names=used_names(rule.condition for rule in rules),
            levels=self.levels,
            nations=load_nations(),
        )

    def problem(self, message: str, path: str) -> None:
        self.problems.append(Problem(self.document.line(path), message))

    def known(self, table: Mapping[str, Any], names: Iterable[str], prefix: str) -> None:
        """Note every unknown key of a table."""
        for key in table:
            try:
                self.document.refuse_unknown({key: None}, names, prefix)
            except ConfigError as error:
                message = str(error).removeprefix(f"{self.document.source}:{error.line}: ")
                self.problems.append(Problem(error.line, message))

    def section(self, name: str, names: Iterable[str]) -> Mapping[str, Any]:
        table = self.document.data.get(name)
        if not isinstance(table, dict):
            self.problem(f"the table [{name}] is missing", name)
            return {}
        self.known(table, names, name)
        return table

    def word(self, table: Mapping[str, Any], key: str, prefix: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str) or not _NAME.fullmatch(value):
            self.problem(f"{prefix}.{key} must be a name such as 'lookalike-domain'", f"{prefix}.{key}")
            return ""
        return value

    def words(self, table: Mapping[str, Any], key: str, prefix: str, allowed: Iterable[str]) -> tuple[str, ...]:
        value = table.get(key, [])
        names = tuple(allowed)
        if not isinstance(value, list) or any(item not in names for item in value):
            self.problem(f"{key} must be a list of {', '.join(names)}", f"{prefix}.{key}")
            return ()
        return tuple(value)

    def schemes(self) -> tuple[str, ...]:
        return (*dict.fromkeys(scheme for scheme, _ in self.levels.ordinals), "label", "any")

    def member(self, kind: type[E], name: object, path: str, default: E) -> E:
        if isinstance(name, str) and name in kind.__members__:
            return kind[name]
        self.problem(f"{path} must be one of {', '.join(kind.__members__)}, not {name!r}", path)
        return default

    def unfinished(self, table: Mapping[str, Any], stage: Stage) -> Tier | Action:
        name = table.get(stage.value)
        for kind in (Tier, Action):
            if isinstance(name, str) and name in kind.__members__:
                return kind[name]
        names = ", ".join((*Tier.__members__, *Action.__members__))
        self.problem(f"unfinished.{stage.value} must be one of {names}, not {name!r}", f"unfinished.{stage.value}")
        return Tier.NONE

    def height(self, table: Mapping[str, Any]) -> int:
        name = table.get("undeclared_up_to")
        found = self.levels.find(name) if isinstance(name, str) else None
        if found is None:
            self.problem(f"undeclared_up_to must be a level of a marking, not {name!r}", "markings.undeclared_up_to")
            return 0
        return ceiling_height(found, self.levels)

    def table(self, data: Mapping[str, Any]) -> Mapping[tuple[Tier, Category], Action]:
        """Read the table; a cell must not be softer than the one above it or to its left."""
        columns = data.get("columns")
        if not isinstance(columns, list) or sorted(map(str, columns)) != sorted(Category.__members__):
            self.problem(f"table.columns must name each of {', '.join(Category.__members__)} once", "table.columns")
            return dict.fromkeys(((tier, category) for tier in Tier for category in Category), Action.BLOCK)
        cells: dict[tuple[Tier, Category], Action] = {}
        for tier in Tier:
            row = data.get(tier.name)
            path = f"table.{tier.name}"
            if not isinstance(row, list) or len(row) != len(columns):
                self.problem(f"{path} must be a list of {len(columns)} actions", path)
                row = ["BLOCK"] * len(columns)
            for column, name in zip(columns, row, strict=True):
                cells[tier, Category[column]] = self.member(Action, name, path, Action.BLOCK)
        self.refuse_softening(cells)
        return cells

    def refuse_softening(self, cells: Mapping[tuple[Tier, Category], Action]) -> None:
        """More evidence and a worse recipient must never give a softer action."""
        for upper, lower in zip(tuple(Tier), tuple(Tier)[1:], strict=False):
            for category in Category:
                if cells[lower, category] < cells[upper, category]:
                    message = (
                        f"{lower.name} content must not be treated more softly than {upper.name} for {category.name}"
                    )
                    self.problem(message, f"table.{lower.name}")
        for left, right in zip(tuple(Category), tuple(Category)[1:], strict=False):
            for tier in Tier:
                if cells[tier, right] < cells[tier, left]:
                    message = f"{right.name} recipients must not be treated more softly than {left.name} ones"
                    self.problem(message, f"table.{tier.name}")

    def rules(self) -> tuple[Rule, ...]:
        found = self.document.data.get("rule", [])
        if not isinstance(found, list) or not found or not all(isinstance(item, dict) for item in found):
            self.problem("a policy needs rules: write [[rule]], any number of times", "rule")
            return ()
        if len(found) > MAX_RULES:
            self.problem(f"a policy has at most {MAX_RULES} rules", f"rule[{MAX_RULES}]")
            return ()
        rules = [self.rule(table, f"rule[{number}]") for number, table in enumerate(found)]
        names: set[str] = set()
        for number, rule in enumerate(rules):
            if rule.name in names:
                self.problem(f"the name {rule.name!r} is taken", f"rule[{number}].name")
            names.add(rule.name)
        return tuple(rules)

    def rule(self, table: Mapping[str, Any], prefix: str) -> Rule:
        self.known(table, _RULE_KEYS, prefix)
        scope = table.get("scope", "recipient")
        if scope not in ("recipient", "message"):  # a tuple: what stands there may be anything, hashable or not
            self.problem(f"scope must be recipient or message, not {scope!r}", f"{prefix}.scope")
            scope = "recipient"
        return Rule(
            name=self.word(table, "name", prefix),
            condition=self.condition(table.get("when"), scope, f"{prefix}.when"),
            action=self.member(Action, table.get("action"), f"{prefix}.action", Action.BLOCK),
            scope=scope,
            obligations=self.words(table, "obligations", prefix, OBLIGATIONS),
            explanation=self.template(table, "explanation", prefix, ANALYST_FIELDS),
            sender_text=self.template(table, "sender_text", prefix, SENDER_FIELDS),
            line=self.document.line(prefix),
        )

    def condition(self, source: object, scope: str, path: str) -> Condition:
        if not isinstance(source, str):
            self.problem('a rule needs when = "a condition"', path)
            return compile_condition("true")
        try:
            condition = compile_condition(source)
        except ValueError as error:
            self.problem(f"the condition {error}", path)
            return compile_condition("true")
        names = [name for name, item in VARIABLES.items() if scope == "recipient" or not item.of_recipient]
        for message in check_condition(condition, names, self.samples):
            self.problem(f"the condition: {message}", path)
        return condition

    def template(self, table: Mapping[str, Any], key: str, prefix: str, allowed: frozenset[str]) -> str:
        text = table.get(key, "")
        path = f"{prefix}.{key}"
        if not isinstance(text, str):
            self.problem(f"{key} must be a string", path)
            return ""
        try:
            names = placeholders(text)
        except ValueError as error:
            self.problem(f"{key}: {error}", path)
            return ""
        for name in names:
            if name not in allowed:
                self.problem(f"{key}: unknown placeholder {{{name}}}; known are {', '.join(sorted(allowed))}", path)
        return text
