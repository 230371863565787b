"""
Values with parameters: Content-Type and Content-Disposition.

RFC 2045 gives the grammar, RFC 2231 the continuations and charsets, practice the rest: encoded words inside
quotes, missing quotes, doubled semicolons.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from dlp_service.charsets import decode
from dlp_service.mail.fields import decode_words, unescaped

PARAMETER = re.compile(
    r""";\s*(?P<name>[^\s=;"]+)\s*=\s*(?:"(?P<quoted>[^"\\]*(?:\\.[^"\\]*)*)(?:"|\Z)|(?P<bare>[^;]*))""", re.DOTALL
)
COMMENT = re.compile(r"\([^()]*\)")
SECTION = re.compile(r"(?P<base>[^*]+)(?:\*(?P<number>\d{1,4}))?(?P<encoded>\*)?\Z")
MAX_PARAMETERS = 1000


@dataclass(frozen=True, slots=True)
class Parameterised:
    """A lower-case value such as `text/plain`, and its parameters by lower-case name, decoded."""

    value: str
    parameters: dict[str, str]

    def get(self, name: str) -> str:
        """Return the parameter, else empty."""
        return self.parameters.get(name, "")


def parse_parameters(text: str) -> Parameterised:
    """
    Read a field value; never raises, the first of two parameters of one name wins.

    >>> parse_parameters("attachment; filename*0*=utf-8''pl%C3%A4; filename*1=ne.txt").get("filename")
    'pläne.txt'
    """
    head, _, _ = text.partition(";")
    value = COMMENT.sub("", head).strip().strip('"').lower()
    plain: dict[str, str] = {}
    sections: dict[str, list[tuple[int, str, bool]]] = {}
    for count, found in enumerate(PARAMETER.finditer(text)):
        if count >= MAX_PARAMETERS:
            break
        name, raw = found["name"].lower(), _unquoted(found)
        section = SECTION.match(name) if "*" in name else None
        if section:
            entry = (int(section["number"] or 0), raw, bool(section["encoded"]))
            sections.setdefault(section["base"], []).append(entry)
        else:
            plain.setdefault(name, decode_words(raw))
    for name, parts in sections.items():
        plain[name] = _joined(parts)
    return Parameterised(value, plain)


def _unquoted(found: re.Match[str]) -> str:
    if found["quoted"] is not None:
        return unescaped(found["quoted"])
    return found["bare"].strip()


def _joined(parts: list[tuple[int, str, bool]]) -> str:
    """Join RFC 2231 sections: the charset stands in the first encoded one, percent signs count only where marked."""
    charset = ""
    data = b""
    for index, (_, text, is_encoded) in enumerate(sorted(parts, key=lambda part: part[0])):
        section = text
        if is_encoded and index == 0 and section.count("'") >= 2:
            charset, _, section = section.split("'", 2)
        data += unquote_to_bytes(section) if is_encoded else section.encode("utf-8", "replace")
    return decode(data, charset) if charset else decode_words(decode(data))
