"""Tables for people: a verdict in one look, with the sentence that explains it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

COLOURS = {"ALLOW": "green", "WARN": "yellow", "QUARANTINE": "magenta", "BLOCK": "red"}
FEW = 4


class VerdictTable:
    """Collects verdicts as `dlp classify --json` prints them and shows them as one table."""

    def __init__(self, title: str = "") -> None:
        self._table = Table(title=title or None, show_lines=True, title_justify="left")
        self._table.add_column("message", ratio=3)
        self._table.add_column("recipient", ratio=4)
        self._table.add_column("verdict", no_wrap=True)
        self._table.add_column("content", no_wrap=True)
        self._table.add_column("why", ratio=6)

    def add(self, name: str, answer: Mapping[str, Any], note: str = "") -> None:
        """Add one answer; `note` is a line of its own below the message's name."""
        verdict = answer["verdict"]
        tier = answer["sensitivity"]["tier"].removeprefix("TIER_")
        groups: dict[tuple[str, str], list[str]] = {}
        for item in verdict["recipients"]:
            key = (item["action"].removeprefix("ACTION_"), item.get("explanation") or verdict["explanation"])
            groups.setdefault(key, []).append(item["address"])
        for number, ((action, why), addresses) in enumerate(groups.items()):
            colour = COLOURS.get(action, "white")
            self._table.add_row(
                (escape(name) + (f"\n[dim]{escape(note)}[/dim]" if note else "")) if number == 0 else "",
                escape(_listed(addresses)),
                f"[{colour}]{action}[/{colour}]",
                f"{tier}\n{answer['sensitivity']['score']:.2f}" if number == 0 else "",
                escape(why) + (_notice(verdict["sender_notice"]) if number == len(groups) - 1 else ""),
            )

    def print(self, console: Console) -> None:
        """Print the table, if it has rows."""
        if self._table.row_count:
            console.print(self._table)


def _notice(text: str) -> str:
    return f"\n[dim]to the sender:[/dim] {escape(text)}" if text else ""


def _listed(addresses: list[str]) -> str:
    shown = "\n".join(addresses[:FEW])
    return shown + (f"\nand {len(addresses) - FEW} more" if len(addresses) > FEW else "")
