"""`dlp inspect`: what is in a text, without envelope, policy or record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer

from dlp_service.budget import Budget
from dlp_service.cli.jsonl import stream, text_field
from dlp_service.config import load_settings
from dlp_service.errors import DlpError
from dlp_service.inspection import Inspector, open_inspector
from dlp_service.organisation import Organisation, load_organisation, read_personnel, read_terms
from dlp_service.serve import convert
from dlp_service.term_file import is_term_file, open_term_file
from dlp_service.values import WHERES, Stage

STAGES = {
    stage.value: stage
    for stage in (
        Stage.MARKINGS,
        Stage.NAMES,
        Stage.TERMS,
        Stage.IDENTIFIERS,
        Stage.PEOPLE_PROJECT,
        Stage.FINGERPRINTS,
        Stage.CONTENT_MODEL,
    )
}


def inspect(
    jsonl: bool = typer.Option(False, "--jsonl", help='Read lines {"id","text","where"} from standard input.'),
    organisation: Path | None = typer.Option(None, "--organisation", help="The organisation file."),
    terms: Path | None = typer.Option(
        None, "--terms", help="A list of project terms: CSV, or what `dlp lists index` wrote."
    ),
    personnel: Path | None = typer.Option(None, "--personnel", help="A CSV list of protected people."),
    only: str = typer.Option("", "--only", help="Kinds to look for, with commas: markings,names,terms,..."),
    quotes: bool = typer.Option(False, "--quotes", help="Put the quoted text into each finding."),
) -> None:
    """
    Say what each text holds and how sensitive it is, one JSON line a text.

    \b
    Example:
      echo '{"id":1,"text":"OFFICIAL-SENSITIVE","where":"body"}' | dlp inspect --jsonl --only markings
    """
    if not jsonl:
        raise typer.BadParameter("inspect reads JSON lines: add --jsonl", param_hint="--jsonl")
    stages = _stages(only)
    lists = load_organisation(organisation) if organisation else Organisation()
    if terms:
        lists = _with_terms(lists, terms)
    if personnel:
        lists = replace(lists, personnel=lists.personnel + read_personnel(personnel))
    inspector = open_inspector(load_settings(), lists, stages)
    stream(
        lambda line: _answer(inspector, stages, line, quotes=quotes),
        ahead=lambda lines: inspector.read_ahead(_texts(lines), stages, Budget.unlimited()),
    )


def _with_terms(lists: Organisation, path: Path) -> Organisation:
    if path.is_file() and is_term_file(path):
        return replace(lists, term_files=(*lists.term_files, open_term_file(path)))
    return replace(lists, terms=lists.terms + read_terms(path))


def _stages(only: str) -> frozenset[Stage]:
    names = [name.strip() for name in only.split(",") if name.strip()]
    for name in names:
        if name not in STAGES:
            raise typer.BadParameter(f"{name!r} is none of {', '.join(STAGES)}", param_hint="--only")
    return frozenset(STAGES[name] for name in names) or frozenset(STAGES.values())


def _texts(lines: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the texts of those lines that can be used."""
    for line in lines:
        text, where = line.get("text"), line.get("where") or "body"
        if isinstance(text, str) and isinstance(where, str) and where in WHERES:
            yield text, where


def _answer(inspector: Inspector, stages: frozenset[Stage], line: dict[str, Any], *, quotes: bool) -> dict[str, Any]:
    where = text_field(line, "where", "body") or "body"
    if where not in WHERES:
        raise DlpError(f"where {where!r} is none of {', '.join(WHERES)}")
    inspection = inspector.inspect(text_field(line, "text"), where, stages, Budget.unlimited())
    return convert.to_json(convert.inspect_response(*inspection, return_quotes=quotes))
