"""
Messages made to cost a parser dearly or to hide a text from it; run by `evaluations.mime`.

    python -m evaluations.mime_hostile CASE PARSER     one measurement, as JSON

Each measurement has a process of its own with a time limit.  Beside the time it tells how long another thread
had to wait at worst, since the service answers other calls from the same interpreter, and whether the one word hidden in
the message was found, lost, or lost with a gap that says so.
"""

from __future__ import annotations

import argparse
import base64
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.waits import TICK_S, longest_wait
from evaluations.mail_views import View, compat32, guarded, modern, ours

LIMIT_S = 60
"""The service's own switch interval."""

WORD = b"HIDDENWORD"
READERS: dict[str, Callable[[bytes], View]] = {
    "ours": ours,
    "compat32": compat32,
    "default": modern,
    "guarded": guarded,
}
MIXED = b"Content-Type: multipart/mixed; boundary=%s\n\n--%s\n"
TEN_MB = 10_000_000


def _levels(number: int) -> bytes:
    return b"".join(MIXED % (mark, mark) for mark in (b"b%d" % level for level in range(number)))


CASES: dict[str, Callable[[], bytes]] = {
    "10,000 multiparts, one in another": lambda: _levels(10_000) + b"\n" + WORD,
    "10,000 messages, one in another": lambda: b"Content-Type: message/rfc822\n\n" * 10_000 + b"\n" + WORD,
    "300 multiparts, one in another": lambda: _levels(300) + b"\n" + WORD,
    "100,000 parts": lambda: MIXED % (b"a", b"a") + b"\nx\n--a\n" * 100_000 + b"\n" + WORD,
    "1,000,000 header fields": lambda: b"X-A: b\n" * 1_000_000 + b"\n" + WORD,
    "60 levels, 10 MB of empty lines": lambda: _levels(60) + b"\n" * TEN_MB + WORD,
    "60 levels, 10 MB of near delimiters": lambda: _levels(60) + b"\n" + b"--b0x\n" * (TEN_MB // 6) + WORD,
    "subject of 250 KB, words left open": lambda: b"Subject: " + b"=?a?q?x" * 36_000 + WORD + b"\n\nx",
    "subject with one bad encoded word": lambda: (
        b"Subject: =?utf-8?b?Y?= =?utf-8?b?" + base64.b64encode(WORD) + b"?=\n\nx"
    ),
    "type with 250 KB of ; in quotes": lambda: b'Content-Type: text/plain; a="' + b";" * 250_000 + b'"\n\n' + WORD,
    "two spellings of one file name": lambda: (
        b"Content-Disposition: attachment; filename*1=x; filename*=utf-8''" + WORD + b"\n\nx"
    ),
    "To with 50,000 comments, one in another": lambda: (
        b"To: " + b"(" * 50_000 + b")" * 50_000 + WORD + b"@x.example\n\nx"
    ),
    "base64 behind stray padding": lambda: (
        b"Content-Transfer-Encoding: base64\n\nQQ==\n" + base64.encodebytes(WORD * 100)
    ),
    "10 MB attachment, base64": lambda: (
        b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(bytes(TEN_MB) + WORD)
    ),
    "10 MB body, quoted-printable": lambda: (
        b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=41=42 some words =\n" * (TEN_MB // 20) + WORD
    ),
}


def measure(case: str, reader: str) -> dict[str, Any]:
    """Return seconds, the longest wait of another thread (ms), peak memory above the start (MB) and the outcome."""
    sys.setswitchinterval(TICK_S)
    raw = CASES[case]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome: list[str] = []
    start = time.perf_counter()
    wait = longest_wait(lambda: outcome.append(_outcome(READERS[reader], raw)))
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"seconds": seconds, "wait_ms": wait * 1000, "peak_mb": peak / 1024, "outcome": outcome[0]}


def _outcome(read: Callable[[bytes], View], raw: bytes) -> str:
    try:
        view = read(raw)
    except Exception as error:  # noqa: BLE001 - which exceptions there are is what is measured
        return type(error).__name__
    word = WORD.decode()
    names = [leaf.file_name for leaf in view.leaves]
    if any(WORD in leaf.content for leaf in view.leaves) or word in " ".join((view.subject, *view.people, *names)):
        return "found"
    raised = [value for value in (view.subject, *view.people, *names) if value.startswith("<")]
    return ", ".join((*view.notes, *raised)) or "LOST"


def print_hostile() -> None:
    """Measure every case with every reader and print a table."""
    print(
        f"\nHostile messages: seconds / longest wait of another thread in ms / peak MB, and the word (limit {LIMIT_S} s)"
    )
    for case in CASES:
        print(f"  {case}", flush=True)
        for reader in READERS:
            print(f"    {reader:10}{_cell(case, reader)}", flush=True)


def _cell(case: str, reader: str) -> str:
    command = [sys.executable, "-m", "evaluations.mime_hostile", case, reader]
    try:
        answer = subprocess.run(command, capture_output=True, check=False, timeout=LIMIT_S, text=True)
    except subprocess.TimeoutExpired:
        return f"{'> ' + str(LIMIT_S):>9} s   stopped"
    if answer.returncode:
        return f"{'':12}the process died: {answer.stderr.strip().rpartition(chr(10))[2][:80]}"
    figures = json.loads(answer.stdout)
    return (
        f"{figures['seconds']:9.3f} s {figures['wait_ms']:9.0f} ms {figures['peak_mb']:6.0f} MB   {figures['outcome']}"
    )


def main() -> None:
    """Measure one case with one reader."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", choices=list(CASES))
    parser.add_argument("reader", choices=list(READERS))
    options = parser.parse_args()
    print(json.dumps(measure(options.case, options.reader)))


if __name__ == "__main__":
    main()
