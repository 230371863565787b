"""
Start the service on loopback, send it the example messages over gRPC, print the verdicts.

`make demo` runs this.  With `--keep` the service goes on until Ctrl-C.  The
service uses its embedded defaults: a temporary store, the shipped model and the
shipped policy, and the organisation file beside this script.
"""

from __future__ import annotations

import contextlib
import json
import signal
import sys
from pathlib import Path

from rich.console import Console

from dlp_service.cli.tables import VerdictTable
from dlp_service.serve import convert
from dlp_service.serve.client import Client, connect
from dlp_service.serve.local import local_service
from dlp_service.values import Envelope

FOLDER = Path(__file__).resolve().parent
WIDTH = 150


def show(client: Client, console: Console) -> bool:
    """Send every example and print the verdicts; return whether all are as expected."""
    table = VerdictTable("Verdicts on fictional mail, from the running service")
    surprises = []
    for line in (FOLDER / "envelopes.jsonl").read_text().splitlines():
        example = json.loads(line)
        envelope = Envelope.vouched(example["mail_from"], example["rcpt_to"])
        answer = convert.to_json(client.classify((FOLDER / example["file"]).read_bytes(), envelope))
        table.add(Path(example["file"]).stem, answer, example["shows"])
        action = answer["verdict"]["action"].removeprefix("ACTION_")
        if action != example["expect"]:
            surprises.append(f"{example['file']}: {action}, expected {example['expect']}")
    table.print(console)
    for surprise in surprises:
        console.print(f"[red]{surprise}[/red]")
    return not surprises


def main() -> None:
    """Run the demonstration; exit 1 when a verdict is not the one that the example names."""
    # Being told to end must end the service too, so it is an exit like any other.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    with local_service(FOLDER / "organisation.toml") as service:
        with connect(service.target) as client:
            good = show(client, console)
        console.print(f"gRPC on {service.target}, metrics on {service.ready.get('metrics') or 'no port'}")
        if "--keep" in sys.argv[1:]:
            console.print("left running; Ctrl-C stops it")
            with contextlib.suppress(KeyboardInterrupt):
                signal.pause()
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
