"""
Start the service on loopback, send it the example messages over gRPC, print the verdicts.

`make demo` runs this.  With `--keep` the service goes on until Ctrl-C.  The
service uses its embedded defaults: a temporary store, the shipped model and the
shipped policy, and the organisation file beside this script.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from dlp_service.cli.tables import VerdictTable
from dlp_service.serve import convert
from dlp_service.serve.client import Client, connect
from dlp_service.values import Envelope

FOLDER = Path(__file__).resolve().parent
START_S = 60


@contextlib.contextmanager
def service() -> Iterator[tuple[str, dict[str, object]]]:
    """Start `dlp serve` on a free loopback port, yield its address and its ready line, and drain it at the end."""
    command = [
        sys.executable,
        "-m",
        "dlp_service",
        "serve",
        "--organisation",
        str(FOLDER / "organisation.toml"),
        "--listen",
        "127.0.0.1:0",
    ]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DLP_")}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, text=True) as process:
        try:
            ready = wait_ready(process)
            yield str(ready["listen"]), ready
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=START_S)


def wait_ready(process: subprocess.Popen[str]) -> dict[str, object]:
    """
    Read the service's log until it says that it is ready.

    Raises:
        SystemExit: it ended instead; its last words are the message.
    """
    assert process.stderr is not None
    said: list[str] = []
    for line in process.stderr:
        said.append(line)
        with contextlib.suppress(ValueError):
            entry = json.loads(line)
            if isinstance(entry, dict) and entry.get("event") == "ready":
                return entry
    raise SystemExit("the service did not start:\n" + "".join(said[-20:]))


def show(client: Client) -> bool:
    """Send every example and print the verdicts; return whether all are as expected."""
    table = VerdictTable("Verdicts on fictional mail, from the running service")
    surprises = []
    for line in (FOLDER / "envelopes.jsonl").read_text().splitlines():
        example = json.loads(line)
        envelope = Envelope.of(example["mail_from"], example["rcpt_to"])
        answer = convert.to_json(client.classify((FOLDER / example["file"]).read_bytes(), envelope))
        table.add(Path(example["file"]).stem, answer, example["shows"])
        action = answer["verdict"]["action"].removeprefix("ACTION_")
        if action != example["expect"]:
            surprises.append(f"{example['file']}: {action}, expected {example['expect']}")
    console = Console(width=None if sys.stdout.isatty() else 150)
    table.print(console)
    for surprise in surprises:
        console.print(f"[red]{surprise}[/red]")
    return not surprises


def main() -> None:
    """Run the demonstration; exit 1 when a verdict is not the one that the example names."""
    with service() as (target, ready):
        with connect(target) as client:
            good = show(client)
        print(f"service {target}, metrics {ready.get('metrics', 'off')}")
        if "--keep" in sys.argv[1:]:
            print("left running; Ctrl-C stops it")
            with contextlib.suppress(KeyboardInterrupt):
                signal.pause()
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
