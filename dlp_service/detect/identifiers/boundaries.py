"""Whether a number stands alone, or is a piece of a longer one, of an address or of a name."""

from __future__ import annotations

import re
from enum import Enum

from dlp_service.detect.identifiers.pattern import Pattern

_MAX_TOKEN = 200
_MAX_FIELD = 1000
_SPACE = re.compile(r"[\s<\"']")
_GLUE = "&%@\\$\xa3\u20ac"
_JOINS_WORD = frozenset("/:=<")
_NAMES_MESSAGE = re.compile(
    r"[ >|]*(?:message-id|references|in-reply-to|content-id|resent-message-id)\s*:", re.IGNORECASE
)


class Boundary(Enum):
    """FREE: spaces and punctuation around; SOFT: only a word that names it makes it one; INSIDE: a piece of something."""

    FREE = "free"
    SOFT = "soft"
    INSIDE = "inside"


def boundary(text: str, start: int, end: int, where: str, pattern: Pattern) -> Boundary:
    """
    Say how `start`..`end` is set off from what surrounds it.

    >>> text, row = "id=12345678 1.12345678 no.12345678", Pattern("", "", "", 0, 0)
    >>> [boundary(text, place, place + 8, "body", row).name for place in (3, 14, 26)]
    ['SOFT', 'INSIDE', 'SOFT']
    """
    if pattern.info_type == "EMAIL_ADDRESS" and _is_no_mailbox(text, start):
        return Boundary.INSIDE
    if pattern.is_free:
        return Boundary.FREE
    if pattern.joint and _goes_on(text, start, end, pattern.joint):
        return Boundary.INSIDE
    before, after = _before(text, start), _after(text, end, where)
    if before is Boundary.INSIDE or after is Boundary.INSIDE or _is_in_url(text, start):
        return Boundary.INSIDE
    return Boundary.SOFT if before is Boundary.SOFT or after is Boundary.SOFT else Boundary.FREE


def _is_no_mailbox(text: str, start: int) -> bool:
    """Say whether what has the form of an address is who logs in at a URL, or the name of a message (RFC 5322 section 3.6.4)."""
    if text[start - 1 : start] not in _JOINS_WORD:
        return False
    word = text[max(0, start - _MAX_TOKEN) : start].rsplit(maxsplit=1)[-1]
    _, scheme, login = word.rpartition("://")
    if scheme and "/" not in login:
        return True
    line_start = text.rfind("\n", max(0, start - _MAX_FIELD), start) + 1
    return "<" in word and _NAMES_MESSAGE.match(text, line_start) is not None


def _goes_on(text: str, start: int, end: int, joint: str) -> bool:
    """Say whether pairs of hexadecimal digits stand before or after as well: a fingerprint."""
    before = re.search(rf"(?<![A-Za-z0-9])[0-9A-Fa-f]{{1,4}}[{joint}]$", text[max(0, start - 8) : start])
    return before is not None or re.match(rf"[{joint}][0-9A-Fa-f]{{1,4}}\b", text[end : end + 6]) is not None


def _before(text: str, start: int) -> Boundary:
    last, further = text[start - 1 : start], text[max(0, start - 2) : max(0, start - 1)]
    is_piece = (last.isalnum() or last in _GLUE) if last else False
    if is_piece or (last and last in ":.-" and further.isdigit()):
        return Boundary.INSIDE
    is_soft = last and (last in "=#/_" or (last in ".-" and further.isalpha()))
    return Boundary.SOFT if is_soft else Boundary.FREE


def _after(text: str, end: int, where: str) -> Boundary:
    following = text[end : end + 2]
    if not following:
        return Boundary.FREE
    if following[0] in "=@%&_\\" or following[0].isalnum():
        return Boundary.INSIDE
    if following[0] == "/":
        return Boundary.SOFT
    if following[0] == ":" and following[1:].isdigit():
        return Boundary.INSIDE
    if following[0] in ".-" and following[1:].isalnum():
        is_suffix = where == "file_name" and following[0] == "." and len(text) - end <= 6
        return Boundary.FREE if is_suffix else Boundary.INSIDE
    return Boundary.FREE


def _is_in_url(text: str, start: int) -> bool:
    """Say whether the word up to here begins as a URL does."""
    if start == 0 or text[start - 1] in " \n\t":
        return False
    word = _SPACE.split(text[max(0, start - _MAX_TOKEN) : start])[-1]
    return "://" in word or word.lower().startswith("www.")
