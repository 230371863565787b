"""
Streaming of JSON lines: one answer per line, in order, flushed whenever input is idle.

A line that cannot be used gives an error line in its place and the run goes on;
how many there were is said on standard error at the end.
"""

from __future__ import annotations

import io
import json
import select
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, TextIO

from dlp_service.errors import DlpError

Answer = Callable[[dict[str, Any]], dict[str, Any]]


class BadLine(DlpError):
    """A line that cannot be used; the message says why."""

    reason = "BAD_LINE"


def stream(answer: Answer, source: BinaryIO | None = None, sink: TextIO | None = None) -> int:
    """
    Answer every line of `source` (standard input) on `sink` (standard output).

    Returns the number of lines that could not be used.  `id` is echoed with its JSON type; where it is
    absent the line's number stands beside it.
    """
    out = sink or sys.stdout
    number = bad = 0
    for number, line in enumerate(_lines(source or sys.stdin.buffer, out), 1):
        if line.strip():
            result, is_bad = _answered(answer, line, number)
            bad += is_bad
            out.write(json.dumps(result, ensure_ascii=False, separators=(", ", ": ")) + "\n")
    out.flush()
    if bad:
        sys.stderr.write(f"dlp: {bad} of {number} lines could not be used\n")
    return bad


def text_field(line: dict[str, Any], key: str, default: str | None = None) -> str:
    """
    Return a string field of a line.

    Raises:
        BadLine: it is missing and has no default, or is no string.
    """
    value = line.get(key, default)
    if not isinstance(value, str):
        raise BadLine(f"{key} must be a string" if key in line else f"{key} is missing")
    return value


def texts_field(line: dict[str, Any], key: str) -> tuple[str, ...]:
    """
    Return a list of strings, empty where it is absent or null.

    Raises:
        BadLine: it is no list of strings.
    """
    value = line.get(key) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadLine(f"{key} must be a list of strings")
    return tuple(value)


def _lines(source: BinaryIO, out: TextIO) -> Iterator[bytes]:
    """Yield the lines of `source`, and flush `out` before a read that may have to wait."""
    try:
        descriptor = source.fileno()
    except io.UnsupportedOperation:
        descriptor = -1
    while True:
        if descriptor < 0 or not select.select([descriptor], [], [], 0)[0]:
            out.flush()
        line = source.readline()
        if not line:
            return
        yield line


def _answered(answer: Answer, line: bytes, number: int) -> tuple[dict[str, Any], bool]:
    """Return the answer to one line and whether it was an error."""
    identity: dict[str, Any] = {"id": None, "line": number}
    try:
        parsed = _parsed(line)
        if parsed.get("id") is not None:
            identity = {"id": parsed["id"]}
        return {**identity, **answer(parsed)}, False
    except DlpError as error:
        return {**identity, "error": str(error)}, True


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        # surrogatepass: a lone surrogate written as raw bytes is as welcome as one written \ud800
        parsed = json.loads(line.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        raise BadLine("not valid JSON") from None
    if not isinstance(parsed, dict):
        raise BadLine("a line must be a JSON object")
    return parsed
