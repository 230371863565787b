import contextlib
import io
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from dlp_service.cli.app import run

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "examples"


@dataclass(frozen=True)
class Ran:
    """What one command did."""

    status: int
    out: str
    err: str


class _Stdin(io.TextIOWrapper):
    """Standard input with bytes underneath, as a terminal's is."""


@pytest.fixture
def dlp(capsys, monkeypatch):
    """Run one command in this process, as the shell would."""
    for name in [name for name in __import__("os").environ if name.startswith("DLP_")]:
        monkeypatch.delenv(name)

    def command(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "stdin", _Stdin(io.BytesIO(stdin)))
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
            status = run([str(argument) for argument in arguments])
        return Ran(status, out.getvalue(), err.getvalue())

    return command
