"""
Conditions in CEL, the Common Expression Language, checked in full before they are used.

CEL itself compares a number with a word without complaint and answers false; a
rule that can never hold would look like one that never needed to.  So a
condition is checked three times when a policy is loaded: its names and
functions against the vocabulary, its comparisons for words and numbers that cannot meet, and its value
on summaries where everything is true, everything is false, and everything is at its largest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import cel

from dlp_service.policy.variables import CONSTANTS, VARIABLES, Summary, Variable

MAX_LENGTH = 2000
MAX_NESTING = 40
OPERATORS = frozenset(
    {"_&&_", "_||_", "!_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in", "_?_:_"}
    | {"_+_", "_-_", "-_", "_*_", "_/_", "_%_"}
)
FUNCTIONS = frozenset({"startsWith", "endsWith", "contains", "size", "int", "double", "string"})
FAULTS = (RuntimeError, TypeError, ValueError, ArithmeticError)
"""What evaluating a condition can raise: an unknown name, a wrong type, a bad number, an overflow."""

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*)|(?P<string>r?"(?:\\.|[^"\\])*"|r?'(?:\\.|[^'\\])*')|(?P<number>\d+(?:\.\d+)?)"""
    r"""|(?P<name>[A-Za-z_]\w*)|(?P<operator>==|!=|<=|>=|&&|\|\||.)""",
    re.DOTALL,
)
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_NUMBERS = frozenset({"int", "double"})


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled condition; two are equal when their source is."""

    source: str
    program: Any = field(repr=False, compare=False)

    def holds(self, context: Any) -> bool:  # noqa: ANN401 - the package's Context type is not published
        """
        Say whether the condition holds in a context.

        Raises:
            RuntimeError, TypeError, ValueError, ArithmeticError: it cannot be evaluated, or is not a boolean.
        """
        value = self.program.execute(context)
        if value is True or value is False:
            return value
        raise TypeError(f"is {type(value).__name__}, not true or false")


def new_context(summary: Summary) -> Any:  # noqa: ANN401 - as above
    """Return a context that holds the constants and a summary; `update` puts another recipient's part in."""
    return cel.Context(variables={**CONSTANTS, **summary})


def used_names(conditions: Iterable[Condition]) -> frozenset[str]:
    """Return every name that some conditions use: filling a context costs more than evaluating in it."""
    return frozenset(name for condition in conditions for name in condition.program.variables())


def compile_condition(source: str) -> Condition:
    """
    Compile a condition.

    Raises:
        ValueError: it is empty, too long, too deep, or not CEL; the message is one line.
    """
    if not source.strip():
        raise ValueError("is empty")
    if len(source) > MAX_LENGTH or _nesting(source) > MAX_NESTING:
        raise ValueError(f"is longer than {MAX_LENGTH} characters or deeper than {MAX_NESTING} brackets")
    try:
        return Condition(source, cel.compile(source))
    except FAULTS as error:
        raise ValueError(f"is not CEL: {_first_error(str(error))}") from None


def check_condition(condition: Condition, names: Iterable[str], samples: Iterable[Summary]) -> tuple[str, ...]:
    """Return what is wrong with a compiled condition; `names` are the variables its scope may use."""
    allowed = {*names, *CONSTANTS}
    used = condition.program.references()
    problems = [_unknown_name(name, allowed) for name in used["variables"] if name not in allowed]
    problems += [_unknown_function(name) for name in used["functions"] if name not in OPERATORS | FUNCTIONS]
    problems = problems or list(_comparisons(condition.source))
    return tuple(dict.fromkeys(problems or _trial_problems(condition, samples)))


def sample_summaries(base: Summary) -> tuple[Summary, ...]:
    """Return summaries at the corners: as given, nothing true, all true with every number at its largest."""
    smallest: dict[str, Any] = {"bool": False, "int": 0, "double": 0.0, "string": ""}
    largest: dict[str, Any] = {"bool": True, "int": 100, "double": 1.0, "string": "x"}
    corners = [
        {name: item.words[place] if item.words else values[item.kind] for name, item in VARIABLES.items()}
        for values, place in ((smallest, 0), (largest, -1))
    ]
    return (base, *corners)


def _trial_problems(condition: Condition, samples: Iterable[Summary]) -> Iterator[str]:
    for sample in samples:
        try:
            condition.holds(new_context(sample))
        except FAULTS as error:
            yield f"cannot be evaluated: {str(error).splitlines()[0].split('. ')[0]}"


def _comparisons(source: str) -> Iterator[str]:
    """Yield comparisons that can never hold: a number with a word, or a word with one that does not exist."""
    tokens = [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(source) if match.lastgroup != "space"]
    for place, (kind, text) in enumerate(tokens):
        variable = VARIABLES.get(text) if kind == "name" else None
        if variable is None:
            continue
        for literal_kind, literal in _compared_with(tokens, place):
            yield from _mismatch(variable, literal_kind, literal)


def _compared_with(tokens: list[tuple[str, str]], place: int) -> Iterator[tuple[str, str]]:
    """Yield the literals and names that the variable at `place` is compared with directly."""
    after = tokens[place + 1 : place + 3]
    if len(after) == 2 and after[0][1] in _COMPARISONS:
        yield after[1]
    if place >= 2 and tokens[place - 1][1] in _COMPARISONS:
        yield tokens[place - 2]
    if len(after) == 2 and after[0] == ("name", "in") and after[1][1] == "[":
        for kind, text in tokens[place + 3 :]:
            if text == "]":
                return
            if text != ",":
                yield kind, text


def _mismatch(variable: Variable, kind: str, text: str) -> Iterator[str]:
    other = VARIABLES.get(text)
    is_word = kind == "string" or (other is not None and other.kind == "string")
    is_number = kind == "number" or text in CONSTANTS or (other is not None and other.kind in _NUMBERS)
    if variable.kind in _NUMBERS and is_word:
        hint = f"; compare it with {', '.join(variable.scale)}" if variable.scale else ""
        yield f"{variable.name} is a number and never equals {text}{hint}"
    elif variable.kind == "string" and is_number:
        yield f"{variable.name} is a word and never equals {text}"
    elif variable.kind == "bool" and (is_word or is_number):
        yield f"{variable.name} is true or false and never equals {text}"
    elif variable.words and kind == "string" and text.strip("\"'") not in variable.words:
        yield f"{variable.name} is never {text}; it is one of {', '.join(variable.words)}"
    elif text in CONSTANTS and variable.kind == "int" and text not in variable.scale:
        names = f" with {', '.join(variable.scale)}" if variable.scale else " with a number"
        yield f"{variable.name} is not measured by {text}; compare it{names}"


def _unknown_name(name: str, allowed: set[str]) -> str:
    import difflib  # noqa: PLC0415 - only on the way to an error

    if name in VARIABLES:
        return f'{name!r} belongs to a recipient and cannot be used with scope = "message"'
    near = difflib.get_close_matches(name, sorted(allowed), 1)
    return f"unknown name {name!r}" + (f", did you mean {near[0]!r}?" if near else "")


def _unknown_function(name: str) -> str:
    if name.startswith("@"):
        return "lists of a condition know only `in`; there is no exists, all, map or filter"
    return f"unknown function {name!r}; a condition may use {', '.join(sorted(FUNCTIONS))}"


def _nesting(source: str) -> int:
    """Return the deepest nesting of brackets, and the longest run of unary operators beside it."""
    depth = deepest = 0
    for character in source:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    runs = re.findall(r"(?:[!-]\s*)+", source)
    return max(deepest, *(len(run.replace(" ", "")) for run in runs), 0)


def _first_error(text: str) -> str:
    found = re.search(r"ERROR: <input>:(\d+:\d+: .*)", text)
    return found[1].split(" expecting ")[0] if found else text.splitlines()[0]
