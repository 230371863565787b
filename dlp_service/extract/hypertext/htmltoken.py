"""
HTML as tags and text, by the tokenizer of the standard (section 13.2.5) in one regular expression.

Every alternative takes what it begins and never gives it back, so that any markup costs time in its length alone.  What breaks off
runs to the end of the file, as in a browser.
"""

from __future__ import annotations

import re
from typing import NamedTuple

ATTRIBUTES = (
    r"""(?:[\s/]++|(?:=[^\s/>=]*+|[^\s/>=]++)(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+|))?+)*+(?:>|\Z)"""
)
RAW_NAMES = ("script", "style", "xmp", "iframe", "noembed", "noframes", "title", "textarea", "xml")
RAW = "|".join(rf"{name}(?=[\s/>]){ATTRIBUTES}(?s:.)*?(?:(?=</{name}[\s/>])|\Z)" for name in RAW_NAMES)
NOT_RAW = r"(?:/[A-Za-z]|[A-HJ-MO-RU-WYZa-hj-mo-ru-wyz]|[Tt](?i:[dhr]|able|body))[^\s/>]*+"
"""The beginning of most tags: those whose letters tell at once that their content is markup."""

TOKEN = re.compile(
    rf"(<(?:{NOT_RAW}(?:>|{ATTRIBUTES})|!--(?:-?>|(?s:.)*?(?:--!?>|\Z))|(?i:{RAW})"
    rf"|/?[A-Za-z][^\s/>]*+{ATTRIBUTES}|!(?i:\[CDATA\[)(?s:.)*?(?:\]\]>|\Z)|[!?/][^>]*+(?:>|\Z)))"
)
NAME = re.compile(r"</?([a-z][^\s/>]*)", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""[\s/]*+(=?[^\s/>=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+)|))?+""")
RAW_START = re.compile(rf"<({'|'.join(RAW_NAMES)})(?=[\s/>]){ATTRIBUTES}", re.IGNORECASE)
MAX_ATTRIBUTES = 1000
"""Attributes beyond this many of one element are taken as text; no writer of HTML has them."""


class Tag(NamedTuple):
    """
    One tag: attributes by lower-case name, the first of a name counting; `inside` is the text of an element without markup.

    A tuple, since it is made for every spelling of a tag.
    """

    name: str
    is_end: bool
    attributes: dict[str, str]
    inside: str = ""
    rest: str = ""


def tag_of(token: str) -> Tag | None:
    """Return a token as a tag, None when it is a comment of any kind."""
    named = NAME.match(token)
    if not named:
        return None
    name = named[1].lower()
    raw = RAW_START.match(token) if name in RAW_NAMES else None
    head, inside = (token[: raw.end()], token[raw.end() :]) if raw else (token, "")
    attributes: dict[str, str] = {}
    position = named.end()
    while len(attributes) < MAX_ATTRIBUTES:
        found = ATTRIBUTE.match(head, position)
        if not found:
            break
        position = found.end()
        attributes.setdefault(found[1].lower(), found[2] or found[3] or found[4] or "")
    rest = head[position:] if len(attributes) >= MAX_ATTRIBUTES else ""
    rest = rest if head.endswith(">") else head[named.end() :]
    return Tag(name, token.startswith("</"), attributes, inside, rest)
