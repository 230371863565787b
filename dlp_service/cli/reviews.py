"""`dlp review`: the queue of held messages, through a running service."""

from __future__ import annotations

import json
import sys

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from dlp_service.cli.remote import connected
from dlp_service.pb.dlp.v1 import review_service_pb2 as review_pb
from dlp_service.serve import convert

DECISIONS = {
    "release": review_pb.REVIEW_DECISION_RELEASE,
    "correct_to": review_pb.REVIEW_DECISION_CORRECT_TO,
    "reject": review_pb.REVIEW_DECISION_REJECT,
}
SERVER = typer.Option("127.0.0.1:50051", "--server", help="HOST:PORT of the service.")
JSON = typer.Option(False, "--json", help="JSON instead of a table.")

app = typer.Typer(help="Held messages.", no_args_is_help=False, rich_markup_mode=None)


@app.callback()
def root() -> None:
    """List, show and decide held messages."""


@app.command("list")
def list_items(
    server: str = SERVER,
    as_json: bool = JSON,
    limit: int = typer.Option(50, "--limit", min=1, max=500, help="Items at most."),
) -> None:
    """
    List held messages, most risky first.

    \b
    Example:
      dlp review list --server 127.0.0.1:50051
    """
    with connected(server) as client:
        items = client.list_review_items(limit).items
    if as_json:
        for item in items:
            sys.stdout.write(json.dumps(convert.to_json(item), ensure_ascii=False) + "\n")
        return
    table = Table(Column("item", no_wrap=True), "risk", "content", "sender", "recipients", "subject", "rules")
    for item in items:
        table.add_row(
            item.name,
            f"{item.risk:.2f}",
            review_tier(item),
            escape(item.sender),
            escape("\n".join(f"{r.address} {_decision(r.decision)}" for r in item.recipients[:5])),
            escape(item.masked_subject),
            escape(", ".join(item.rules)),
        )
    Console().print(table)


@app.command()
def show(name: str = typer.Argument(..., help="reviewItems/ID"), server: str = SERVER, as_json: bool = JSON) -> None:
    """
    Show one held message with its evidence masked.

    \b
    Example:
      dlp review show reviewItems/8c1f...
    """
    with connected(server) as client:
        answer = client.get_review_item(name)
    if as_json:
        sys.stdout.write(json.dumps(convert.to_json(answer), ensure_ascii=False) + "\n")
        return
    console = Console()
    console.print(
        f"{answer.item.name}  etag {answer.item.etag}  {review_tier(answer.item)}  risk {answer.item.risk:.2f}"
    )
    console.print(escape(answer.item.explanation))
    table = Table("recipient", "decision", "why")
    for recipient, risk in zip(answer.item.recipients, answer.risks, strict=False):
        table.add_row(escape(recipient.address), _decision(recipient.decision), escape(risk.explanation))
    console.print(table)
    evidence = Table("evidence", "confidence", "where", "outline")
    for finding in answer.findings:
        place = f"{finding.path} {finding.where}".strip()
        evidence.add_row(finding.info_type, f"{finding.confidence:.2f}", escape(place), escape(finding.masked_quote))
    console.print(evidence)


@app.command()
def decide(
    name: str = typer.Argument(..., help="reviewItems/ID"),
    decision: str = typer.Argument(..., help="release, correct_to or reject."),
    recipient: list[str] = typer.Option([], "--recipient", help="Recipients decided; all that are pending by default."),
    corrected: str = typer.Option("", "--to", help="With correct_to: the address that was meant."),
    reason: str = typer.Option("UNDETERMINED", "--reason", help="UPPER_SNAKE, for example WRONG_RECIPIENT."),
    principal: str = typer.Option(..., "--as", help="Who decides."),
    server: str = SERVER,
) -> None:
    """
    Decide some or all recipients of a held message.

    \b
    Example:
      dlp review decide reviewItems/8c1f... release --as analyst@example.org --reason POLICY_TOO_STRICT
    """
    if decision not in DECISIONS:
        raise typer.BadParameter(f"{decision!r} is none of {', '.join(DECISIONS)}", param_hint="DECISION")
    with connected(server) as client:
        item = client.get_review_item(name).item
        pending = [r.address for r in item.recipients if r.decision == review_pb.REVIEW_DECISION_PENDING]
        decisions = [
            review_pb.RecipientDecision(address=address, decision=DECISIONS[decision], corrected_address=corrected)
            for address in recipient or pending
        ]
        decided = client.decide_review_item(name, item.etag, decisions, reason=reason, principal=principal)
    for entry in decided.recipients:
        typer.echo(f"{entry.address}: {_decision(entry.decision)}")


def review_tier(item: review_pb.ReviewItem) -> str:
    """Return an item's tier and action in words."""
    names = convert.to_json(item)
    return f"{names['tier'].removeprefix('TIER_')} {names['action'].removeprefix('ACTION_')}"


def _decision(number: int) -> str:
    name = review_pb.ReviewDecision.DESCRIPTOR.values_by_number[number].name
    return str(name).removeprefix("REVIEW_DECISION_")
