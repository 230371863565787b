"""Level words that several nations share, and the conditions that may follow any level."""

from __future__ import annotations

from dlp_service.detect.markings.reading import Phrases, Tokens, skip
from dlp_service.detect.markings.schemes.spellings import spellings
from dlp_service.detect.markings.tokens import LINE, WORD

_SPELLINGS = spellings("common")
LEVEL_WORDS = Phrases(_SPELLINGS["levels"])
ORDINARY = frozenset({"SECRET", "CONFIDENTIAL", "RESTRICTED", "OFFICIAL", "PROTECT"})
"""Level words that are also ordinary words; TOP SECRET counts as one too, being a phrase of headlines."""
SHARED = frozenset({"SECRET", "TOP", "CONFIDENTIAL", "RESTRICTED"})
"""First words of levels that most nations have."""

_WHEN = Phrases(_SPELLINGS["conditions"])
_WITHOUT = Phrases(_SPELLINGS["remainders"])
_GOES_ON = frozenset({"TO", "WITH"})
"""Words by which a condition names the other document: `WHEN ATTACHED TO ANNEX D`."""
_IF = frozenset({"WHEN", "WHILE", "IF", "WHENEVER"})
_ENCLOSED = frozenset(
    {"ATTACHMENT", "ATTACHMENTS", "ENCLOSURE", "ENCLOSURES", "ANNEX", "ANNEXES", "APPENDIX", "TAB", "TABS"}
)
_PRESENT = frozenset({"ATTACHED", "ENCLOSED", "INCLUDED", "ADDED"})
_NUMBERS = frozenset({WORD, ",", "&", "-", "/"})
_LONGEST_NUMBER = 6
WORDS = LEVEL_WORDS.words | _WHEN.words | _WITHOUT.words
LONG_WORDS = frozenset({"SECRET", "CONFIDENTIAL", "RESTRICTED", "UNCLASSIFIED"})


def condition(tokens: Tokens, at: int) -> tuple[str, int, int]:
    """
    Return the condition at `at`, the index after it, and the index after a lower level it leaves behind.

    `CONFIDENTIAL WHEN ATTACHED, UNCLASSIFIED WHEN DETACHED` is one marking: the second half says what
    remains without the attachment.  Without a condition the name is empty and both indices are `at`.
    """
    begin = skip(tokens, at, {"(", ",", "-", LINE}, 1)
    found = _WHEN.match(tokens, begin) or _numbered(tokens, begin)
    if found is None:
        rest = _lower_level(tokens, begin) if begin > at else 0
        end = without(tokens, rest) if rest else 0
        return ("WHEN ATTACHED", at, end) if end else ("", at, at)
    name, end = found
    if begin > at and tokens[begin - 1].kind == "(" and tokens[end].kind == ")":
        end += 1
    rest = skip(tokens, end, {",", ";", ".", "/", "-", LINE})
    if tokens[rest].text == "AND" or tokens[rest].text == "BUT":
        rest += 1
    level = _lower_level(tokens, rest)
    if level:
        detached = without(tokens, level)
        if detached:
            return name, end, detached
    return name, end, _to_line_end(tokens, end) if tokens[end].text in _GOES_ON else end


def _numbered(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """Read `WHEN ATTACHMENT 1 IS ATTACHED`, `IF THE ANNEXES ARE ENCLOSED`: which attachment it is cannot be listed."""
    if tokens[at].text not in _IF:
        return None
    at += 1 + (tokens[at + 1].text in {"THE", "ITS", "ANY"})
    if tokens[at].text not in _ENCLOSED:
        return None
    end = at + 1
    while end < at + _LONGEST_NUMBER and tokens[end].text not in {"IS", "ARE"} and tokens[end].kind in _NUMBERS:
        end += 1
    is_said = tokens[end].text in {"IS", "ARE"} and tokens[end + 1].text in _PRESENT
    return ("WHEN ATTACHED", end + 2) if is_said else None


def without(tokens: Tokens, at: int) -> int:
    """Return the index after `WHEN SEPARATED FROM ...` at `at`, or 0."""
    found = _WITHOUT.match(tokens, at)
    return _to_line_end(tokens, found[1]) if found else 0


def _lower_level(tokens: Tokens, at: int) -> int:
    found = LEVEL_WORDS.match(tokens, at)
    if found:
        return found[1]
    if tokens[at].text == "OFFICIAL":
        return at + 1
    if tokens[at].text == "NOT" and tokens[at + 1].text == "PROTECTIVELY":
        return at + 3
    return 0


def _to_line_end(tokens: Tokens, at: int) -> int:
    stop = at + 8
    while at < stop and tokens[at].kind == WORD:
        at += 1
    return at
