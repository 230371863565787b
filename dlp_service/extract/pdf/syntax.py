"""
The objects of a PDF (ISO 32000-2 section 7.3), read from any position of a file.

The parser keeps its own stack, so depth costs memory and not recursion; whatever does not parse is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from dlp_service.extract.job import Over

MAX_DEPTH = 200
"""What lies deeper than this is put into the outermost container: nobody nests so deep, and values stay shallow."""

MAX_TOKENS = 400_000
"""One object with more tokens than this is read so far: no writer makes such, and each token costs a microsecond."""

SHORT = 40

_TOKEN = re.compile(
    rb"(?:[\0\t\n\f\r ]++|%[^\r\n]*+)*+"
    rb"(?:(?P<ref>(\d{1,10})[\0\t\n\f\r ]{1,8}(\d{1,5})[\0\t\n\f\r ]{1,8}R(?![^\0\t\n\f\r <>\[\]()/{}%]))"
    rb"|(?P<name>/[^\0\t\n\f\r <>\[\]()/{}%]*+)"
    rb"|(?P<number>[+-]*+(?:\d++\.?+\d*+|\.\d++)(?:-\d*+)?)"
    rb"|(?P<mark><<|>>|\[|\])"
    rb"|(?P<plain>\([^()\\\r]*+\))"
    rb"|(?P<open>\()"
    rb"|(?P<hex><[^<>]*+>?)"
    rb"|(?P<word>[^\0\t\n\f\r <>\[\]()/{}%]++)"
    rb"|(?P<other>[\x00-\xff]))"
)
_PARENTHESIS = re.compile(rb"[()]|\\.", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|[\x00-\xff])|\r\n?")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\r": b"", b"\n": b"", b"\r\n": b""}
_NOT_HEX = re.compile(rb"[^0-9A-Fa-f]")
_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_WORDS: dict[bytes, object] = {b"true": True, b"false": False, b"null": None}

Dictionary = Mapping[str, Any]


class Name(str):
    """A name object, without its slash."""

    __slots__ = ()


class Ref(NamedTuple):
    """An indirect reference."""

    number: int
    generation: int = 0


class _Open(list[Any]):
    """An array or dictionary that is still being filled; `deeper` is what lies too deep in the outermost one."""

    __slots__ = ("deeper", "is_dictionary")

    deeper: list[Any] | None
    is_dictionary: bool


def unsaid(what: str) -> None:
    """Take what there was too much of where nobody has to know."""


def parse_object(content: bytes, position: int, end: int, over: Over = unsaid) -> tuple[Any, int]:
    """
    Return the object that begins at `position`, and where it ends; None where there is none.

    >>> parse_object(b"<< /Kids [3 0 R (a\\\\)b) <4142>] /N 2 >>", 0, 38)[0]
    {'Kids': [Ref(number=3, generation=0), b'a)b', b'AB'], 'N': 2}
    """
    stack: list[_Open] = []
    for _ in range(MAX_TOKENS):
        token = _TOKEN.match(content, position, end)
        if token is None:
            break
        position = token.end()
        kind = token.lastgroup
        if kind == "mark":
            value, is_closed = _structure(token["mark"], stack)
            if not is_closed:
                continue
        elif kind == "open":
            position = _string_end(content, position, end)
            value = _unescaped(content[token.end() : position - 1])
        elif kind == "word" and token["word"] not in _WORDS:
            if token["word"] in {b"endobj", b"stream", b"endstream", b"obj", b"xref", b"trailer"}:
                position = token.start("word")
                break
            continue
        elif kind == "other":
            continue
        else:
            value = _scalar(token, kind)
        if not stack:
            return value, position
        stack[-1].append(value)
    else:
        over(f"an object of more than {MAX_TOKENS} values")
    return _closed_all(stack), position


def _scalar(token: re.Match[bytes], kind: str | None) -> Any:  # noqa: ANN401 - any PDF object
    if kind == "name":
        return _name(token["name"])
    if kind == "ref":
        return Ref(int(token[2]), int(token[3]))
    if kind == "number":
        return _number(token["number"])
    if kind == "plain":
        return token["plain"][1:-1]
    if kind == "hex":
        return _hex(token["hex"])
    return _WORDS[token["word"]]


def _structure(mark: bytes, stack: list[_Open]) -> tuple[Any, bool]:
    """Open or close an array or dictionary; a closed one is returned."""
    if mark in {b"<<", b"["}:
        opened = _Open()
        opened.is_dictionary, opened.deeper = mark == b"<<", None
        stack.append(opened)
        return None, False
    return _close(stack) if stack else (None, False)


def _close(stack: list[_Open]) -> tuple[Any, bool]:
    """Close the innermost container and return it, unless it lies too deep: then the outermost one gets it."""
    value = _closed(stack.pop())
    if len(stack) < MAX_DEPTH:
        return value, True
    if stack[0].deeper is None:
        stack[0].deeper = []
    stack[0].deeper.append(value)
    return None, False


def _closed(items: _Open) -> dict[str, Any] | list[Any]:
    if not items.is_dictionary:
        return [*items, *(items.deeper or ())]
    found: dict[str, Any] = {}
    key: str | None = None
    for item in items:
        # A value that is missing leaves two names in a row; whatever else follows a value belongs to no key.
        if key is None:
            key = item if isinstance(item, Name) else None
        else:
            found.setdefault(str(key), item)
            key = None
    if items.deeper:
        # Longer than every other key, and so none of them.
        found["".join((*found, "+"))] = items.deeper
    return found


def _closed_all(stack: list[_Open]) -> Any:  # noqa: ANN401 - any PDF object
    value: Any = None
    while stack:
        value, is_closed = _close(stack)
        if is_closed and stack:
            stack[-1].append(value)
    return value


def _name(raw: bytes) -> Name:
    """Return a name; a file has a few dozen short ones, each many times."""
    return _short_name(raw) if len(raw) <= SHORT else _any_name(raw)


def _any_name(raw: bytes) -> Name:
    raw = raw[1:]
    if b"#" in raw:
        raw = _NAME_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), raw)
    try:
        return Name(raw.decode())
    except UnicodeDecodeError:
        return Name(raw.decode("latin-1"))


_short_name = lru_cache(maxsize=2048)(_any_name)


def _number(raw: bytes) -> int | float:
    raw = raw[:40]
    try:
        return int(raw)
    except ValueError:
        pass
    try:
        return float(raw)
    except ValueError:
        return 0


def _hex(raw: bytes) -> bytes:
    digits = _NOT_HEX.sub(b"", raw)
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _string_end(content: bytes, position: int, end: int) -> int:
    """Return the position behind the parenthesis that balances the one before `position`."""
    depth = 1
    for found in _PARENTHESIS.finditer(content, position, end):
        mark = found[0]
        depth += (mark == b"(") - (mark == b")")
        if depth == 0:
            return found.end()
    return end + 1


def _unescaped(raw: bytes) -> bytes:
    """Resolve escapes and line ends of a literal string (section 7.3.4.2)."""
    return _ESCAPE.sub(_escape, raw)


def _escape(found: re.Match[bytes]) -> bytes:
    code: bytes | None = found[1]
    if code is None:
        return b"\n"
    if code[:1].isdigit() and code[:1] < b"8":
        return bytes([int(code, 8) & 0xFF])
    return _ESCAPED.get(code, code)
