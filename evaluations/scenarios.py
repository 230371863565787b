"""
The example scenarios against their expected verdicts.

Runs `dlp classify --json` over a folder of messages with `expect.jsonl`, then
the judge that lies beside them.  Without the folder it says so and ends well.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path


def classify(folder: Path, answers: Path) -> None:
    """
    Write the answers of all messages in `folder` to `answers`.

    Raises:
        SystemExit: the command did not answer for every message.
    """
    messages = sorted(str(path) for path in (folder / "messages").glob("*.eml"))
    command = [sys.executable, "-m", "dlp_service", "classify", "--json"]
    command += ["--organisation", str(folder / "organisation.toml"), "--envelopes", str(folder / "expect.jsonl")]
    with answers.open("wb") as sink:
        done = subprocess.run([*command, *messages], stdout=sink, check=False)
    if done.returncode != 0:
        raise SystemExit(f"dlp classify ended with status {done.returncode}")


def judge(folder: Path, answers: Path) -> str:
    """Return what the set's own judge prints."""
    command = [sys.executable, str(folder / "score.py"), str(folder), str(answers)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def passed(report: str) -> tuple[int, int]:
    """
    Return (in range, all) from the judge's report.

    >>> passed("x 1/2\\nALL   30/40\\np001 y")
    (30, 40)
    """
    line = next(line for line in report.splitlines() if line.startswith("ALL"))
    good, _, total = line.split()[-1].partition("/")
    return int(good), int(total)


def main() -> None:
    """Print the judge's report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    folder = parser.parse_args().shared / "examples"
    if not (folder / "expect.jsonl").exists():
        print(f"skipped: no scenarios at {folder}")
        return
    with tempfile.TemporaryDirectory() as scratch:
        answers = Path(scratch) / "answers.jsonl"
        classify(folder, answers)
        print(judge(folder, answers), end="")


if __name__ == "__main__":
    main()
