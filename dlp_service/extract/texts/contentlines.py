"""
Content lines: what calendars (RFC 5545), cards (RFC 6350, 2426, vCard 2.1) and directories (RFC 2425) are written in.

Lines are unfolded before they are decoded, because a fold may stand inside a character of several bytes.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dlp_service.charsets import bom_codec
from dlp_service.extract.sniff import looks_utf16
from dlp_service.extract.texts.text import decode_text

FOLD = re.compile(r"\r?\n[ \t]")
FOLD_BYTES = re.compile(rb"\r?\n[ \t]")
NAME = re.compile(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)(?=[;:])")
PARAMETER = re.compile(r';([^=:;"]*+)(?:=("[^"]*"(?:,"[^"]*")*|[^":;]*))?')
ESCAPE = re.compile(r"\\([nN]|.)", re.DOTALL)
CARET = re.compile(r"\^([n'^])")
SEPARATOR = re.compile(r"(?<!\\);")
STRUCTURED = frozenset({"N", "ADR", "ORG", "GENDER"})
VALUE_KEYWORDS = {"base64": "encoding", "quoted-printable": "encoding", "b": "encoding", "8bit": "encoding"}
"""Version 2.1 writes the value of some parameters without their name."""


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One line: its name in capitals, its parameters by lower-case name, the value as it was written."""

    name: str
    parameters: dict[str, str]
    value: str

    def text(self) -> str:
        """Return the value as it is shown: escapes undone, the parts of a structured value parted by spaces."""
        if self.name not in STRUCTURED:
            return unescaped(self.value)
        return " ".join(unescaped(part).strip() for part in SEPARATOR.split(self.value) if part.strip())

    def is_base64(self) -> bool:
        """Say whether the value is a file in the line."""
        return self.parameters.get("encoding", "").lower() in {"b", "base64"}


def unescaped(value: str) -> str:
    r"""
    Return a value without its escapes (RFC 5545 section 3.3.11).

    >>> unescaped(r"one\ntwo\, three\; four\\")
    'one\ntwo, three; four\\'
    """
    return ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def content_lines(content: bytes, charset: str = "") -> Iterator[ContentLine]:
    """
    Yield the lines of a file; a line without a colon belongs to the value before it, as careless writers leave it.

    >>> [line.text() for line in content_lines(b"SUMMARY;LANGUAGE=en:Visit of\\r\\n  Ann")]
    ['Visit of Ann']
    """
    lines = iter(_unfolded(content, charset).split("\n"))
    before: ContentLine | None = None
    more: list[str] = []
    for line in lines:
        found = _parsed(line)
        if found is None:
            more += [line] if line.strip() else []
            continue
        yield from _joined(before, more)
        before, more = _unquoted(found, lines), []
    yield from _joined(before, more)


def _joined(line: ContentLine | None, more: list[str]) -> Iterator[ContentLine]:
    if line is None:
        yield from (ContentLine("", {}, text) for text in more)
    elif more:
        yield ContentLine(line.name, line.parameters, "\n".join([line.value, *more]))
    else:
        yield line


def _unfolded(content: bytes, charset: str) -> str:
    if not bom_codec(content).startswith(("utf-16", "utf-32")) and not looks_utf16(content[:4096]):
        content = FOLD_BYTES.sub(b"", content)
    text = decode_text(content, charset).replace("\0", "")
    return FOLD.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def _parsed(line: str) -> ContentLine | None:
    name = NAME.match(line)
    if name is None:
        return None
    parameters: dict[str, str] = {}
    position = name.end()
    while found := PARAMETER.match(line, position):
        position = found.end()
        key, value = found[1].strip().lower(), found[2]
        if value is None:
            key, value = VALUE_KEYWORDS.get(key, "type"), key
        parameters[key] = CARET.sub(lambda mark: {"n": "\n", "'": '"', "^": "^"}[mark[1]], value.strip('"'))
    start = line.find(":", position)
    return ContentLine(name[1].upper(), parameters, line[start + 1 :]) if start >= 0 else None


def _unquoted(line: ContentLine, following: Iterator[str]) -> ContentLine:
    """Return a quoted-printable line of vCard 2.1 in plain text, with the lines that its soft breaks continue on."""
    if line.parameters.get("encoding", "").lower() != "quoted-printable":
        return line
    pieces, piece = [], line.value
    while piece.endswith("="):
        pieces.append(piece[:-1])
        piece = next(following, "")
    pieces.append(piece)
    raw = quopri.decodestring("".join(pieces).encode("utf-8", "replace"))
    value = decode_text(raw, line.parameters.get("charset", "")).replace("\r\n", "\n").replace("\n", "\\n")
    return ContentLine(line.name, line.parameters, value)
