"""
Large messages of different shapes, each built to keep one part of the walk busy.

All carry names and ordinary words; the number makes each one new, so that no
cache answers.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping

from benchmarks import corpus

HEAD = "From: maren.holloway@northhaven.example\r\nTo: bookings@harbourview-lodge.example\r\nSubject: Plan {}\r\nMIME-Version: 1.0\r\n"
CYRILLIC = "Совещание рабочей группы переносится на вторник, просьба сообщить Ивану Петрову и Анне Смирновой. "


def prose(number: int, size: int) -> bytes:
    """Return lines of prose."""
    return _message(number, "text/plain; charset=utf-8", _filled(number, size))


def endless_line(number: int, size: int) -> bytes:
    """Return prose without a line break."""
    return _message(number, "text/plain; charset=utf-8", _filled(number, size).replace("\n", " "))


def cyrillic(number: int, size: int) -> bytes:
    """Return prose in Cyrillic letters."""
    return _message(number, "text/plain; charset=utf-8", f"{number} {CYRILLIC * (size // len(CYRILLIC.encode()))}")


def html(number: int, size: int) -> bytes:
    """Return prose in HTML paragraphs and table rows."""
    rows = _filled(number, size).replace("\n\n", "</p>\n<table><tr><td>Jane Miller</td><td>4</td></tr></table>\n<p>")
    return _message(number, "text/html; charset=utf-8", f"<html><body><p>{rows}</p></body></html>")


def quoted_printable(number: int, size: int) -> bytes:
    """Return a quoted-printable body of soft line breaks."""
    text = "caf=C3=A9 au lait Jane Smith=\r\n" * (size // 32)
    return _message(number, "text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable", text)


def attachment(number: int, size: int) -> bytes:
    """Return a text attachment in base64."""
    content = base64.encodebytes(_filled(number, size * 3 // 4).encode()).decode()
    kind = 'text/plain\r\nContent-Disposition: attachment; filename="notes.txt"\r\nContent-Transfer-Encoding: base64'
    return _message(number, kind, content)


def many_parts(number: int, size: int) -> bytes:
    """Return 8,000 small parts."""
    piece = f"--b\r\n\r\n{corpus.body(number, max(100, size // 8000))}\r\n"
    return _message(number, "multipart/mixed; boundary=b", piece * 8000 + "--b--\r\n")


SHAPES: Mapping[str, Callable[[int, int], bytes]] = {
    "lines of prose": prose,
    "base64 attachment": attachment,
    "8,000 parts": many_parts,
    "quoted-printable": quoted_printable,
    "one line without end": endless_line,
    "HTML": html,
    "prose in Cyrillic": cyrillic,
}


def _message(number: int, content_type: str, body: str) -> bytes:
    return f"{HEAD.format(number)}Content-Type: {content_type}\r\n\r\n{body}".encode()


def _filled(number: int, size: int) -> str:
    text = corpus.body(number, 50_000) + "\n\n"
    return (text * (1 + size // len(text)))[:size]
