"""The peer's process: set up once under `.bench/`, spoken to over pipes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".bench" / "presidio"


def is_installed() -> bool:
    """Say whether the peer's environment is there; `prepare` makes it."""
    return (VENV / ".installed").exists()


def prepare() -> Path:
    """Return the peer's Python; its environment is made from hash-pinned requirements when it is missing."""
    python = VENV / "bin" / "python"
    stamp = VENV / ".installed"
    if not stamp.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        requirements = str(ROOT / "requirements" / "bench.txt")
        command = [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", requirements]
        subprocess.run(command, check=True)
        stamp.touch()
    return python


class Presidio:
    """One long-lived Presidio process, warm after the first call."""

    def __init__(self) -> None:
        command = [str(prepare()), str(Path(__file__).parent / "presidio_worker.py")]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        if self._line() != "ready\n":
            raise SystemExit("the peer did not start")

    def analyze(self, text: str, entities: list[str] | None) -> float:
        """Return the milliseconds of one analysis by the clock; `entities` None means its default set."""
        return float(self._ask(text, entities)["ms"])

    def people(self, text: str) -> tuple[list[tuple[int, int, float]], float]:
        """Return start, end and score of each PERSON, and the milliseconds of its processor."""
        answer = self._ask(text, ["PERSON"])
        return [(int(start), int(end), float(score)) for start, end, score in answer["results"]], answer["busy_ms"]

    def _ask(self, text: str, entities: list[str] | None) -> Any:  # noqa: ANN401  JSON
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"text": text, "entities": entities}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._line())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()
