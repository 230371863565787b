"""
FIRST Traffic Light Protocol 2.0 and 1.0: `TLP:` and a colour.

    label = "TLP" sign colour ["+STRICT"]

The standard wants capitals, no space and never a translation.  People write a space, a hyphen or an equals sign for
the colon, small letters, `+ STRICT`, or the colour in their own language; behind `TLP` that is a slip, not another
word.  1.0 called CLEAR white.  Without any sign both words must be in capitals: a sentence may begin `TLP red means`.
"""

from __future__ import annotations

from dlp_service.detect.markings.reading import Phrases, Reading, Scheme, Shape, Tokens, skip
from dlp_service.detect.markings.repair import one_slip
from dlp_service.detect.markings.schemes.spellings import spellings
from dlp_service.detect.markings.signs import spread
from dlp_service.detect.markings.tokens import WORD

_SPELLINGS = spellings("tlp")
_COLOURS = Phrases(_SPELLINGS["labels"])
_OWN_WORDS = frozenset({"CLEAR", "WHITE", "GREEN", "AMBER", "RED"})
_COLOURS_OF = {"CLEAR": "TLP:CLEAR", "WHITE": "TLP:CLEAR", "GREEN": "TLP:GREEN", "AMBER": "TLP:AMBER"}
_LONG = 4
"""Letters of a word that may hold a slip."""
_NAMES = frozenset({"TRAFFIC", "TLP", "TPL", "LTP"})
_BETWEEN = Phrases(("LEVEL", "LABEL", "MARKING", "CLASSIFICATION", "COLOUR", "COLOR", "STATUS", "STUFE", "DESIGNATION"))
_SIGNS_OF_COLOUR = frozenset({":", "-", "_", "=", ".", ";", "/", "|", "(", "[", '"', "'", "*"})
_PLAIN_SIGNS = frozenset({":", "-", "_"})
"""Signs behind which small letters are a label too."""
_CLOSING = {"(": ")", "[": "]", '"': '"', "'": "'"}
_JOINS = frozenset({"+", "-", "&", "_", "/"})


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read `TLP:AMBER+STRICT` and what people make of it."""
    name = _name(tokens, at)
    if not name:
        return None
    between = _BETWEEN.match(tokens, name)
    sign = between[1] if between else name
    colour = skip(tokens, sign, _SIGNS_OF_COLOUR, 2)
    found = _COLOURS.match(tokens, colour) or _misspelt(tokens, colour)
    if found is None or not _is_label(tokens, at, sign, colour, is_named=bool(between)):
        return None
    level, end = found
    if level == "TLP:AMBER":
        strict = skip(tokens, end, _JOINS, 1)
        if tokens[strict].text == "STRICT" and (strict > end or tokens[strict].is_caps):
            level, end = "TLP:AMBER+STRICT", strict + 1
    is_field = at > 1 and tokens[sign].kind == "=" and tokens[at - 1].kind == "-" and tokens[at - 2].text == "X"
    opened = _CLOSING.get(tokens[colour - 1].kind, "")
    end += bool(opened) and tokens[end].kind == opened
    return Reading("tlp", level, (), colour if is_field else at, end, Shape.FORM)


def _misspelt(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """Return the colour that a word in capitals misses by one slip."""
    word = tokens[at]
    if word.kind != WORD or not word.is_caps or len(word.text) < _LONG:
        return None
    name = next((name for name in sorted(_OWN_WORDS) if len(name) >= _LONG and one_slip(word.text, name)), "")
    return (_COLOURS_OF[name], at + 1) if name else None


def _name(tokens: Tokens, at: int) -> int:
    """Return the index after the name of the protocol, or 0."""
    if tokens[at].text in {"TPL", "LTP"}:  # slips, with nothing but the colon to show it
        return at + 1 if tokens[at + 1].kind == ":" else 0
    if tokens[at].text == "TLP":
        return at + 1
    words = [token.text for token in tokens[at : at + 3]]
    if words != ["TRAFFIC", "LIGHT", "PROTOCOL"]:
        return 0
    brackets = [token.text for token in tokens[at + 3 : at + 6]]
    return at + 6 if brackets == ["(", "TLP", ")"] else at + 3


def _is_label(tokens: Tokens, at: int, sign: int, colour: int, *, is_named: bool) -> bool:
    """Say whether the signs and capitals make a label of a name and a colour."""
    word = tokens[colour]
    is_caps = tokens[at].is_caps and word.is_caps
    if sign == colour:
        return is_caps and not is_named and word.text in _OWN_WORDS
    is_tight = word.start == tokens[sign].end
    if not is_caps and any(token.kind not in _PLAIN_SIGNS for token in tokens[sign:colour]):
        return False
    return word.kind == WORD and (is_caps or is_tight or tokens[sign].kind == ":")


_SIGNS = (
    spread("TLP"),
    r"(?i:\btlp\b)",
    r"\b(?:TPL|LTP):",
    r"(?i:traffic light protocol)",
)

SCHEME = Scheme(
    "tlp",
    _NAMES,
    parse,
    frozenset({"TLP", "AMBER", "GREEN", "CLEAR", "STRICT", "WHITE", "RED"}),
    signs=_SIGNS,
)
