"""`dlp policy`: check a policy file before it decides anything."""

from __future__ import annotations

from pathlib import Path

import typer

from dlp_service import policy

app = typer.Typer(help="Policy files.", no_args_is_help=False, rich_markup_mode=None)


@app.callback()
def root() -> None:
    """Check policy files and the cases they must decide."""


@app.command()
def check(file: Path = typer.Argument(..., help="A policy file.")) -> None:
    """
    Load a policy, evaluate every rule on a full case, and print each problem with its line.

    \b
    Example:
      dlp policy check my-policy.toml
    """
    problems = policy.check_policy(file)
    for problem in problems:
        place = f"{file}:{problem.line}" if problem.line else f"{file}"
        typer.echo(f"{place}: {problem.message}", err=True)
    if problems:
        raise typer.Exit(2)
    loaded = policy.load_policy(file)
    typer.echo(f"{file}: revision {loaded.revision}, {len(loaded.rules)} rules, no problems")


@app.command("test")
def test_cases(
    file: Path = typer.Argument(..., help="A policy file."),
    cases: Path = typer.Argument(..., help="Cases and the action each expects, TOML."),
) -> None:
    """
    Decide every case of a table and print which of them came out as expected.

    \b
    Example:
      dlp policy test my-policy.toml my-cases.toml
    """
    results = policy.test_policy(file, cases)
    for result in results:
        typer.echo(f"{'pass' if result.is_passed else 'FAIL'}  {result.case.name}{_difference(result)}")
    failed = sum(not result.is_passed for result in results)
    typer.echo(f"{len(results) - failed} of {len(results)} as expected")
    if failed:
        raise typer.Exit(2)


def _difference(result: policy.CaseResult) -> str:
    """Return what a failed case did instead."""
    if result.is_passed:
        return ""
    missing = f", without {', '.join(result.missing)}" if result.missing else ""
    return f": {result.action.name} by {', '.join(result.rules) or 'no rule'}{missing}"
