"""
What a scoring host and a matcher process say to each other: one frame a question, one frame an answer.

A frame is its length (4 bytes, big-endian), a line of JSON, and bytes.  A question carries the words of a piece of
text, folded, with what stands between them; an answer says which of them name whom, by numbers.
"""

from __future__ import annotations

import errno
import json
import socket
import struct
import time
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from dlp_service.detect.protected.sighting import CONFIDENCE, Sighting
from dlp_service.detect.protected.term_sightings import TermSighting
from dlp_service.detect.protected.tokens import Words

LENGTH = struct.Struct(">I")
MAX_QUESTION = 1024 * 1024
MAX_ANSWER = 4 * 1024 * 1024
KINDS = ("personnel", "terms")
_KIND_NUMBERS = tuple(CONFIDENCE)


class BadFrame(ValueError):
    """The other side sent something that is no frame; the connection cannot be used any more."""


def receive(connection: socket.socket, most: int, seconds: float) -> bytes:
    """
    Return the next frame; empty where the other side closed the connection instead.

    Raises:
        BadFrame: it is longer than `most`, or ends early.
        OSError: the connection broke, or the frame was not there after so many seconds, however it trickled in.
    """
    until = time.monotonic() + seconds
    head = _exactly(connection, LENGTH.size, until)
    if not head:
        return b""
    size = LENGTH.unpack(head)[0]
    if not 0 < size <= most:
        raise BadFrame("a frame beyond the limit")
    frame = _exactly(connection, size, until)
    if not frame:
        raise BadFrame("a frame that ends early")
    return frame


def _exactly(connection: socket.socket, size: int, until: float) -> bytes:
    data = bytearray()
    while len(data) < size:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError(errno.ETIMEDOUT, "timed out")
        connection.settimeout(left)
        part = connection.recv(min(size - len(data), 1 << 16))
        if not part:
            if data:
                raise BadFrame("a frame that ends early")
            return b""
        data += part
    return bytes(data)


def framed(header: Mapping[str, Any], body: bytes = b"") -> bytes:
    """Return a frame as it is sent."""
    line = json.dumps(header, separators=(",", ":")).encode() + b"\n"
    return LENGTH.pack(len(line) + len(body)) + line + body


def opened(frame: bytes) -> tuple[dict[str, Any], bytes]:
    """
    Return header and body of a frame.

    Raises:
        BadFrame: the header is none.
    """
    line, _, body = frame.partition(b"\n")
    try:
        header = json.loads(line)
    except (ValueError, RecursionError):
        raise BadFrame("a header that is no JSON") from None
    if not isinstance(header, dict):
        raise BadFrame("a header that is no object")
    return header, body


def question(kind: str, words: Words, today: str = "") -> bytes:
    """Return the frame that asks about the words of a piece of text; terms hold on a day."""
    sizes = (words.ends - words.starts).astype("<u4").tobytes()
    header = {"ask": kind, "words": len(words), "letters": len(words.letters), "today": today}
    return framed(header, words.letters + sizes + words.gaps + words.shapes)


def asked(header: Mapping[str, Any], body: bytes) -> tuple[str, Words]:
    """
    Return what a question asks about.

    Raises:
        BadFrame: its parts do not fit each other.
    """
    kind, count, letters = header.get("ask"), header.get("words"), header.get("letters")
    if kind not in KINDS or type(count) is not int or type(letters) is not int or count < 0 or letters < 0:
        raise BadFrame("a question of no known kind")
    if len(body) != letters + 6 * count + 1:
        raise BadFrame("a question whose parts do not fit")
    sizes = np.frombuffer(body, dtype="<u4", count=count, offset=letters).astype(np.intp)
    if int(sizes.sum()) != letters or (count and int(sizes.min()) < 1):
        raise BadFrame("a question whose parts do not fit")
    gaps = body[letters + 4 * count : letters + 5 * count + 1]
    return str(kind), Words.sent(body[:letters], sizes, gaps, body[letters + 5 * count + 1 :])


def people_answer(found: Iterable[Sighting]) -> list[list[Any]]:
    """Return sightings as JSON."""
    return [[s.first, s.last, _KIND_NUMBERS.index(s.how), s.people, s.given, s.surname] for s in found]


def people_answered(answer: Any, count: int) -> list[Sighting]:  # noqa: ANN401 - what came over a socket
    """
    Return the sightings of an answer about so many words.

    Raises:
        BadFrame: it is no such answer.
    """
    try:
        return [
            Sighting(*_span([first, last], count), _KIND_NUMBERS[how], tuple(map(int, people)), given and _span(given, count), surname and _span(surname, count))
            for first, last, how, people, given, surname in answer
            if people
        ]  # fmt: skip
    except (TypeError, ValueError, IndexError) as error:
        raise BadFrame("an answer that is none") from error


def terms_answer(found: Iterable[TermSighting]) -> list[list[Any]]:
    """Return sightings of terms as JSON."""
    return [[s.first, s.last, s.is_respelt, s.is_near, dict(s.details)] for s in found]


def terms_answered(answer: Any, count: int) -> list[TermSighting]:  # noqa: ANN401
    """
    Return the sightings of an answer about so many words.

    Raises:
        BadFrame: it is no such answer.
    """
    try:
        return [
            TermSighting(*_span([first, last], count), dict(details), is_respelt=bool(respelt), is_near=bool(near))
            for first, last, respelt, near, details in answer
        ]
    except (TypeError, ValueError) as error:
        raise BadFrame("an answer that is none") from error


def _span(span: Any, count: int) -> tuple[int, int]:  # noqa: ANN401
    first, last = span
    if type(first) is not int or type(last) is not int or not 0 <= first <= last < count:
        raise BadFrame("an answer about other words")
    return first, last
