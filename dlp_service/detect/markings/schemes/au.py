"""
Australia: the Email Protective Marking Standard 2024 and the text form of the PSPF.

    subject = "[" "SEC=" value *("," key "=" value) "]"        ; also without brackets in X-Protective-Marking
    text    = level *(["//"] caveat)                            ; OFFICIAL: Sensitive//Personal-Privacy

The order of the keys is not relied upon: the standard's own two grammars disagree.
"""

from __future__ import annotations

from dlp_service.detect.markings.reading import Phrases, Reading, Scheme, Shape, Tokens, is_all_caps, skip
from dlp_service.detect.markings.schemes.spellings import spellings
from dlp_service.detect.markings.tokens import END, LINE, WORD

_SPELLINGS = spellings("au")
_VALUES = Phrases(_SPELLINGS["levels"])
_CAVEATS = Phrases(_SPELLINGS["caveats"])
_PLAIN = Phrases({"RI:AUSTEO": ("AUSTEO",), "RI:AGAO": ("AGAO",), "SH:DELICATE-SOURCE": ("DELICATE SOURCE",)})
"""Caveats that no other scheme has: read without a slash before them too."""
_KEYS = frozenset({"CAVEAT", "ACCESS", "EXPIRES", "DOWNTO"})
_MOST = 20


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read an Australian marking at `at`."""
    bracket = tokens[at].kind == "["
    begin = at + 1 if bracket else at
    if tokens[begin].text in {"SEC", "DLM"} and tokens[begin + 1].kind == "=":
        return _machine(tokens, at, begin, is_bracketed=bracket)
    return None if bracket else _text(tokens, at)


def _machine(tokens: Tokens, at: int, begin: int, *, is_bracketed: bool) -> Reading | None:
    found, head = _value(tokens, begin + 2)
    if not found:
        return None
    caveats: list[str] = []
    end = head
    for _ in range(_MOST):
        after = skip(tokens, end, {",", ";", LINE}, 2)
        key = tokens[after].text
        if key not in _KEYS or tokens[after + 1].kind != "=":
            break
        value, end = _until_comma(tokens, after + 2)
        caveats.append(value if key in {"CAVEAT", "ACCESS"} else f"{key} {value}")
    if is_bracketed and tokens[end].kind == "]":
        return Reading("au", found, tuple(caveats), at, end + 1, Shape.FORM, bracket="[")
    return Reading("au", found, tuple(caveats), begin, end, Shape.FORM, span_last=end if is_bracketed else head)


def _value(tokens: Tokens, at: int) -> tuple[str, int]:
    if tokens[at].text == "OFFICIAL" and tokens[at + 1].kind == ":" and tokens[at + 2].text == "SENSITIVE":
        return "OFFICIAL: Sensitive", at + 3
    found = _VALUES.match(tokens, at)
    if found is None and tokens[at].text == "FOR" and tokens[at + 2].text == "OFFICIAL":
        return "FOUO", skip(tokens, at, {WORD, "-"}, 7)
    return found or ("", at)


def _until_comma(tokens: Tokens, at: int) -> tuple[str, int]:
    end = at
    while tokens[end].kind not in {",", "]", LINE, END, ";"} and end < at + _MOST:
        end += 1
    text = ""
    for index in range(at, end):
        text += " " if index > at and tokens[index].start > tokens[index - 1].end else ""
        text += tokens[index].raw
    return text.upper(), end


def _text(tokens: Tokens, at: int) -> Reading | None:
    if tokens[at].text == "OFFICIAL" and tokens[at + 1].kind == ":" and tokens[at + 2].raw == "Sensitive":
        level, head = "OFFICIAL: Sensitive", at + 3
    elif tokens[at].text in {"PROTECTED", "UNOFFICIAL"}:
        level, head = tokens[at].text, at + 1
    else:
        found = _VALUES.match(tokens, at)
        if found is None or found[0] in {"OFFICIAL", "OFFICIAL: Sensitive"}:
            return None
        level, head = found
    caveats: list[str] = []
    end = head
    while True:
        is_set_apart = tokens[end].kind in {"//", "/", ","}
        begin = end + 1 if is_set_apart or tokens[end].kind in {"-", ":"} else end
        caveat = (_CAVEATS if is_set_apart else _PLAIN).match(tokens, begin)
        if caveat is None or not (is_set_apart or is_all_caps(tokens, begin, caveat[1])):
            break
        caveats.append(caveat[0])
        end = caveat[1]
    if not caveats and level not in {"OFFICIAL: Sensitive", "PROTECTED", "UNOFFICIAL"}:
        return None
    shape = Shape.FORM if caveats or level == "OFFICIAL: Sensitive" else Shape.WORD
    return Reading("au", level, tuple(caveats), at, end, shape, is_all_caps(tokens, at, at + 1))


_SIGNS = (
    r"\bSEC=",
    r"\bDLM=",
    r"\b(?:AUSTEO|AGAO)\b",
    "UNOFFIC",
)

SCHEME = Scheme(
    "au",
    frozenset({"[", "SEC", "DLM", "PROTECTED", "UNOFFICIAL"}) | _VALUES.firsts,
    parse,
    _VALUES.words | _CAVEATS.words | {"SEC"},
    signs=_SIGNS,
)
