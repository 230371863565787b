"""
Streaming of JSON lines: one answer per line, in order, flushed whenever input is idle.

A line that cannot be used gives an error line in its place and the run goes on;
how many there were is said on standard error at the end.
"""

from __future__ import annotations

import gc
import io
import json
import math
import select
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO, cast

from dlp_service.errors import DlpError
from dlp_service.textmap import clean

_CHUNK = 1 << 16
_encode = json.JSONEncoder(ensure_ascii=False).encode
Answer = Callable[[dict[str, Any]], dict[str, Any]]


class BadLine(DlpError):
    """A line that cannot be used; the message says why."""

    reason = "BAD_LINE"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the input: what says which it is, and its value or what is wrong with it."""

    identity: dict[str, Any]
    value: dict[str, Any]
    error: str = ""


def stream(
    answer: Answer,
    source: io.BufferedIOBase | None = None,
    sink: TextIO | None = None,
    ahead: Callable[[Sequence[dict[str, Any]]], None] | None = None,
) -> int:
    """
    Answer every line of `source` (standard input) on `sink` (standard output).

    Returns the number of lines that could not be used.  `id` is echoed with its JSON type; where it is
    absent the line's number stands beside it.  `ahead` is shown the lines that came together before the first of
    them is answered: at most `_CHUNK` bytes and one line, and nothing is waited for.
    """
    out = sink or sys.stdout
    gc.freeze()  # what was loaded for the run is not looked at again at every collection
    number = bad = 0
    for batch in _batches(source or standard_input(), out):
        lines = [_line(raw, place) for place, raw in enumerate(batch, number + 1) if raw.strip()]
        number += len(batch)
        if ahead and len(lines) > 1:
            _look_ahead(ahead, [line.value for line in lines if not line.error])
        for line in lines:
            result, is_bad = _answered(answer, line)
            bad += is_bad
            out.write(result)
    out.flush()
    if bad:
        sys.stderr.write(f"dlp: {bad} of {number} lines could not be used\n")
    return bad


def standard_input() -> io.BufferedIOBase:
    """Return standard input as bytes; a closed one is empty."""
    # The interpreter sets the name to None when it was started without one.
    return cast("io.BufferedIOBase", sys.stdin.buffer) if sys.stdin is not None else io.BytesIO()


def json_line(value: Mapping[str, Any]) -> str:
    """Return a value as one line of JSON that any output takes: lone surrogates become U+FFFD."""
    return clean(_encode(value)) + "\n"


def unexpected(error: Exception) -> str:
    """Return what is said of a failure that nobody foresaw: its kind, since its message may quote the text."""
    return f"internal error ({type(error).__name__})"


def text_field(line: dict[str, Any], key: str, default: str | None = None) -> str:
    """
    Return a string field of a line; null is as good as absent where there is a default.

    Raises:
        BadLine: it is missing and has no default, or is no string.
    """
    value = line.get(key)
    value = default if value is None else value
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


def _batches(source: io.BufferedIOBase, out: TextIO) -> Iterator[list[bytes]]:
    """Yield the lines of `source` that came together, and flush `out` before a read that may have to wait."""
    try:
        descriptor = source.fileno()
    except io.UnsupportedOperation:
        descriptor = -1
    pieces: list[bytes] = []
    while True:
        if descriptor < 0 or not select.select([descriptor], [], [], 0)[0]:
            out.flush()
        # As much as there is, so that lines that came together are answered together.
        chunk = source.read1(_CHUNK)
        *lines, last = chunk.split(b"\n")
        if lines:
            lines[0] = b"".join((*pieces, lines[0]))
            pieces.clear()
            yield lines
        if last:
            pieces.append(last)
        if not chunk:
            if pieces:
                yield [b"".join(pieces)]
            return


def _look_ahead(ahead: Callable[[Sequence[dict[str, Any]]], None], lines: Sequence[dict[str, Any]]) -> None:
    """Show lines before they are answered; it only makes the answers quicker, so that a failure is said and costs none."""
    try:
        ahead(lines)
    except Exception as error:  # noqa: BLE001 - ten thousand lines must not be lost for our mistake about one
        sys.stderr.write(f"dlp: reading ahead: {unexpected(error)}\n")


def _line(raw: bytes, number: int) -> _Line:
    """Return a line that was read, with what says which it is, or with what is wrong with it."""
    try:
        value = _parsed(raw)
    except BadLine as error:
        return _Line({"id": None, "line": number}, {}, str(error))
    identity = {"id": value["id"]} if value.get("id") is not None else {"id": None, "line": number}
    return _Line(identity, value)


def _answered(answer: Answer, line: _Line) -> tuple[str, bool]:
    """Return the line that answers one line, and whether it is an error."""
    if line.error:
        return json_line({**line.identity, "error": line.error}), True
    try:
        return json_line({**line.identity, **answer(line.value)}), False
    except DlpError as error:
        return json_line({**line.identity, "error": str(error)}), True
    except Exception as error:  # noqa: BLE001 - ten thousand lines must not be lost for our mistake about one
        return json_line({**line.identity, "error": unexpected(error)}), True


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        # surrogatepass: a lone surrogate written as raw bytes is as welcome as one written \ud800
        parsed = json.loads(line.decode("utf-8-sig", "surrogatepass"), parse_constant=_no_number, parse_float=_number)
        # An `id` nested so deeply that it could not be written back is refused while nothing else is known.
        if isinstance(parsed, dict) and isinstance(parsed.get("id"), (dict, list)):
            _encode(parsed["id"])
    except (ValueError, RecursionError):
        raise BadLine("not valid JSON") from None
    if not isinstance(parsed, dict):
        raise BadLine("a line must be a JSON object")
    return parsed


def _number(text: str) -> float:
    """Return a number, refusing one so large that it could not be written back."""
    value = float(text)
    return value if math.isfinite(value) else _no_number(text)


def _no_number(text: str) -> float:
    """Refuse NaN and Infinity, which Python reads and RFC 8259 (section 6) does not know."""
    raise ValueError(text)
