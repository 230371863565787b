"""
Australia: the Email Protective Marking Standard (2012.3, 2018, 2024) and the text form of the PSPF.

    subject = "[" pair *("," pair) "]"                    ; brackets are missing where a subject was cut
    pair    = ("SEC" / "DLM" / "CAVEAT" / "ACCESS" / "EXPIRES" / "DOWNTO" / "NOTE" / "VER" / "NS" / "ORIGIN") "=" value
    value   = text; a backslash stands before a comma or a backslash that belongs to it
    text    = level *(["//"] item)                         ; OFFICIAL: Sensitive//Personal-Privacy, SECRET//AUSTEO
    portion = "(" ("UO" / "O" / "O:S" / "P") ["//" item] ")"

The order of the keys is not relied upon: the standard's own two grammars disagree.  Of several markings in a subject
the standard takes the leftmost; here each is a marking of its own, so that the highest counts.  EXPIRES and DOWNTO
are reported beside the level and never lower it.  `OFFICIAL: SENSITIVE` in capitals throughout is the British level
unless an Australian marker follows.
"""

from __future__ import annotations

from dlp_service.detect.markings.reading import Phrases, Reading, Scheme, Shape, Tokens, ends_line, is_all_caps, skip
from dlp_service.detect.markings.repair import one_slip
from dlp_service.detect.markings.schemes import common
from dlp_service.detect.markings.schemes.spellings import spellings
from dlp_service.detect.markings.schemes.tail import (
    Controls,
    as_written,
    company,
    national_prefix,
    read_tail,
    stands_apart,
)
from dlp_service.detect.markings.tokens import END, LINE, WORD

_SPELLINGS = spellings("au")
_VALUES = Phrases(_SPELLINGS["levels"])
_LIMITING = Phrases(_SPELLINGS["limiting"])
_LIMITED = {
    "FOUO": ("FOUO", ""),
    "SENSITIVE": ("OFFICIAL: Sensitive", ""),
    "SENSITIVE:PERSONAL": ("OFFICIAL: Sensitive", "PERSONAL-PRIVACY"),
    "SENSITIVE:LEGAL": ("OFFICIAL: Sensitive", "LEGAL-PRIVILEGE"),
    "SENSITIVE:CABINET": ("OFFICIAL: Sensitive", "SH:CABINET"),
}
"""The dissemination limiting markers of 2012, with the level and the marker that took their place in 2018."""
_BELOW = ("UNOFFICIAL", "UNCLASSIFIED", "OFFICIAL", "FOUO", "OFFICIAL: Sensitive")
"""The levels that a limiting marker can raise, the lowest first."""
_SENSITIVE = "OFFICIAL: Sensitive"
_OWN_LEVELS = frozenset({"PROTECTED", "UNOFFICIAL"})
_OLDER = {"HIGHLY-PROTECTED": "PROTECTED", "RESTRICTED": "PROTECTED"}
"""
Values of before 2011 and a level of today that is no lower; the old word stays as a caveat.

The many `STAFF-IN-CONFIDENCE` of those years became OFFICIAL: Sensitive.
"""
_KEYS = frozenset({"SEC", "DLM", "CAVEAT", "ACCESS", "EXPIRES", "DOWNTO", "NOTE", "VER", "NS", "ORIGIN"})
_SILENT = frozenset({"NOTE", "VER", "NS", "ORIGIN"})
"""Keys that say nothing about sensitivity."""
_SIGNS_OF_VALUES = {True: frozenset({"=", ":"}), False: frozenset({"="})}
"""What stands between key and value; the colon is a slip that people make in brackets."""
_EXCLUSIVE = "SH:EXCLUSIVE-FOR"
_CODEWORD = "C:"
_NATION = frozenset({"AUS", "AUST", "AUSTRALIA", "AUSTRALIAN"})
_PORTIONS = {"UO": "UNOFFICIAL", "O": "OFFICIAL", "P": "PROTECTED"}
_SLIP = 6
"""Letters a misspelt word has at least."""
_MOST = 20
_LONGEST_VALUE = 40


def _released(names: list[str], is_listed: bool) -> str:
    """Return a release list as it was written: `REL AUS/CAN` has its type prefix in subjects, `REL TO AUS, CAN` none."""
    return f"REL TO {', '.join(names)}" if is_listed else f"RI:REL {'/'.join(names)}"


def _special(tokens: Tokens, at: int) -> tuple[str, int]:
    """Read `EXCLUSIVE FOR Deputy Secretary`."""
    if tokens[at].text != "EXCLUSIVE" or tokens[at - 1].kind == WORD:
        return "", 0
    begin = skip(tokens, at + 1, {"-"}, 1)
    if tokens[begin].text != "FOR":
        return "", 0
    end = begin + 1
    while end < begin + _MOST and tokens[end].kind in {WORD, "-", ".", "'", "&"}:
        end += 1
    name = as_written(tokens, begin + 1, end).upper()
    return (f"{_EXCLUSIVE} {name}", end) if name else ("", 0)


_CONTROLS = Controls(Phrases(_SPELLINGS["own"]), Phrases(_SPELLINGS["shared"]), "AUS", _CODEWORD, _released, _special)


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read an Australian marking at `at`."""
    if tokens[at].kind == "(":
        return _portion(tokens, at)
    is_bracketed = tokens[at].kind == "["
    begin = at + 1 if is_bracketed else at
    if tokens[begin].text in _KEYS and tokens[begin + 1].kind in _SIGNS_OF_VALUES[is_bracketed]:
        return _pairs(tokens, at, begin, is_bracketed=is_bracketed)
    return None if is_bracketed else _text(tokens, at)


# --- the syntax of subjects --------------------------------------------------------------------------


def _pairs(tokens: Tokens, at: int, begin: int, *, is_bracketed: bool) -> Reading | None:
    """Read `SEC=..., CAVEAT=...` from its first pair on; a bare one begins with its level."""
    level = limit = ""
    caveats: list[str] = []
    end = done = begin
    for _ in range(_MOST):
        key = tokens[end].text
        if key not in _KEYS or tokens[end + 1].kind not in _SIGNS_OF_VALUES[is_bracketed]:
            break
        stop = _value_end(tokens, end + 2)
        if key == "SEC" and not level:
            level, stop = _level(tokens, end + 2, caveats, stop)
        elif key == "DLM" and not limit:
            limit, stop = _limit(tokens, end + 2, stop)
        elif key not in _SILENT:
            caveat = "" if key in {"SEC", "DLM"} else _caveat(tokens, key, end + 2, stop)
            if not caveat:
                break
            caveats.append(caveat)
        if not (level or limit or is_bracketed):
            return None
        done = done if key in _SILENT and not is_bracketed else stop
        end = skip(tokens, stop, {",", ";", LINE}, 2)
    level, marker = _limited(level, limit)
    if not level:
        return None
    taken = ([marker] if marker else []) + caveats
    is_closed = is_bracketed and tokens[done].kind == "]"
    private = tuple(caveat for caveat in taken if caveat.startswith((_EXCLUSIVE, "C:")))
    first, last = (at, done + 1) if is_closed else (begin, done)
    bracket = "[" if is_closed else ""
    return Reading("au", level, tuple(taken), first, last, Shape.FORM, private=private, bracket=bracket)


def _level(tokens: Tokens, at: int, caveats: list[str], stop: int) -> tuple[str, int]:
    """Return the level of SEC at `at` and the index after it; empty where it is none of the standard's."""
    level, end = _value(tokens, at)
    if level and (end >= stop or tokens[end].kind != ":"):
        return level, end
    if level:  # a value of somebody's own, such as OFFICIAL:Sensitive:Personal
        caveats.append(as_written(tokens, end + 1, stop).upper())
        return level, stop
    written = as_written(tokens, at, stop).upper().replace(" ", "-")
    older = _SENSITIVE if written.endswith("IN-CONFIDENCE") else _OLDER.get(written, "")
    caveats.extend([written.replace("-", " ") if older == "PROTECTED" else written] if older else [])
    return older, stop


def _limited(level: str, limit: str) -> tuple[str, str]:
    """Return the higher of a level and what a limiting marker stands for, and the marker it became."""
    if not limit:
        return level, ""
    other, marker = _LIMITED[limit]
    is_higher = not level or (level in _BELOW and _BELOW.index(level) < _BELOW.index(other))
    return other if is_higher else level, marker


def _limit(tokens: Tokens, at: int, stop: int) -> tuple[str, int]:
    return _LIMITING.match(tokens, at) or ("", stop)


def _value(tokens: Tokens, at: int) -> tuple[str, int]:
    if tokens[at].text == "OFFICIAL" and tokens[at + 1].kind == ":" and _is_sensitive(tokens, at + 2):
        return _SENSITIVE, at + 3
    return _VALUES.match(tokens, at) or ("", at)


def _caveat(tokens: Tokens, key: str, at: int, end: int) -> str:
    """Return what CAVEAT, ACCESS, EXPIRES or DOWNTO says: levels in their own spelling, dates and events as written."""
    text = as_written(tokens, at, end).replace("\\,", ",").replace("\\\\", "\\")
    if key == "DOWNTO":
        return f"DOWNTO {_value(tokens, at)[0] or text.upper()}" if text else ""
    return (f"EXPIRES {text}" if key == "EXPIRES" else text.upper()) if text else ""


def _value_end(tokens: Tokens, at: int) -> int:
    """Return the index of the sign that ends a value; a sign after a backslash does not."""
    end = at
    while tokens[end].kind not in {",", "]", LINE, END, ";"} and end < at + _LONGEST_VALUE:
        end += 2 if tokens[end].kind == "\\" and tokens[end + 1].kind not in {LINE, END} else 1
    return end


# --- the text form -----------------------------------------------------------------------------------


def _text(tokens: Tokens, at: int) -> Reading | None:
    before, begin = national_prefix(tokens, at, _NATION, _CONTROLS.own)
    level, head, is_own = _text_level(tokens, begin)
    if not level:
        return None
    limit, head = _limit_after(tokens, head)
    level, marker = _limited(level, limit)
    tail = read_tail(tokens, head, _CONTROLS)
    tail.caveats[:0] = [*before, *([marker] if marker else [])]
    is_named = begin > at and level != "OFFICIAL" and is_all_caps(tokens, at, head) and stands_apart(tokens, tail.end)
    is_own = bool(before) or is_named if begin > at else is_own
    if level in _BELOW:
        tail.without_prefix(_CODEWORD)
    if not (is_own or (limit and begin == at)) and not (
        tail.is_own or (tail.caveats and not tail.private and _is_marker(level, tail.caveats))
    ):
        return None
    if level == "PROTECTED" and len(tail.private) == len(tail.caveats) > 0 and not ends_line(tokens, tail.end):
        return None
    name, stop, last = common.condition(tokens, tail.end)
    caveats = (*tail.caveats, name) if name else tuple(tail.caveats)
    shape = Shape.FORM if caveats or level == _SENSITIVE else Shape.WORD
    private = (*tail.private, *(caveat for caveat in tail.caveats if caveat.startswith(_EXCLUSIVE)))
    is_caps = is_all_caps(tokens, begin, begin + 1)
    shape = Shape.FORM if begin > at else shape
    return Reading("au", level, caveats, at, last, shape, is_caps, span_last=stop, private=private)


def _is_sensitive(tokens: Tokens, at: int) -> bool:
    """Say whether the second word of the level stands at `at`; its small letters may hold a slip."""
    word = tokens[at].text
    return word == "SENSITIVE" or (len(word) > _SLIP and one_slip(word, "SENSITIVE"))


def _limit_after(tokens: Tokens, at: int) -> tuple[str, int]:
    """Read the `Sensitive: Personal` of 2012 after a level; its colon is Australia's alone."""
    begin = skip(tokens, at, {",", "-", "/", "//", ":"}, 1)
    if tokens[begin].text == "SENSITIVE" and tokens[begin + 1].kind == ":":
        found = _LIMITING.match(tokens, begin)
        # OFFICIAL/SENSITIVE: title, in capitals, is the British level and a colon.
        is_british = found and found[0] == "SENSITIVE" and tokens[at - 1].text == "OFFICIAL" and tokens[begin].is_caps
        return found if found and not is_british else ("", at)
    return "", at


def _text_level(tokens: Tokens, at: int) -> tuple[str, int, bool]:
    """Return the level at `at`, the index after it, and whether no other scheme writes it so."""
    if tokens[at].text == "OFFICIAL" and tokens[at + 1].kind == ":":
        word = skip(tokens, at + 2, {LINE}, 1)
        if _is_sensitive(tokens, word):
            return _SENSITIVE, word + 1, not tokens[word].raw.isupper()
    if tokens[at].text in _OWN_LEVELS:
        return tokens[at].text, at + 1, True
    found = _VALUES.match(tokens, at)
    return (*found, False) if found else ("", at, False)


def _is_marker(level: str, caveats: list[str]) -> bool:
    """Say whether the caveats tie a shared level to Australia: its information management markers do."""
    markers = {
        "PERSONAL-PRIVACY",
        "LEGAL-PRIVILEGE",
        "LEGISLATIVE-SECRECY",
        "NSW GOVERNMENT",
        "NSW CABINET",
        "SA CABINET",
    }
    handling = {"SH:CABINET", "SH:ACCOUNTABLE-MATERIAL"}
    return any(caveat in markers or (caveat in handling and level in {"SECRET", "TOP SECRET"}) for caveat in caveats)


def _portion(tokens: Tokens, at: int) -> Reading | None:
    """Read a paragraph mark; `(S)` and `(TS)` are read as the United States write them and tied to a scheme later."""
    word = tokens[at + 1]
    if [token.raw for token in tokens[at + 1 : at + 4]] == ["O", ":", "S"]:
        level, head, shape = _SENSITIVE, at + 4, Shape.FORM
    elif word.raw in _PORTIONS:
        level, head, shape = _PORTIONS[word.raw], at + 2, Shape.WORD
    else:
        return None
    tail = read_tail(tokens, head, _CONTROLS) if tokens[head].kind == "//" else None
    end = tail.end if tail else head
    if tokens[end].kind != ")" or tokens[at + 1].start > tokens[at].end:
        return None
    if tail and level in _BELOW:
        tail.without_prefix(_CODEWORD)
    caveats = tuple(tail.caveats) if tail else ()
    shape = Shape.FORM if caveats else shape
    private = tuple(tail.private) if tail else ()
    return Reading("au", level, caveats, at, end + 1, shape, is_portion=True, private=private)


_SIGNS = (
    r"(?i:\b(?:SEC|DLM) ?=)",
    r"(?i:\[(?:SEC|DLM|CAVEAT|ACCESS)[=:])",
    r"\b(?:AUSTEO|AGAO)\b",
    "UNOFFIC",
    r"\((?:UO|O|P|O:S)(?:\)|//)",
)

SCHEME = Scheme(
    "au",
    frozenset({"[", "(", "SEC", "DLM"}) | _OWN_LEVELS | _VALUES.firsts | _NATION | _CONTROLS.own.firsts,
    parse,
    _VALUES.words | _LIMITING.words | _CONTROLS.own.words | _CONTROLS.shared.words | {"SEC", "REL", "EXCLUSIVE", "FOR"},
    signs=_SIGNS,
    company=company(_CONTROLS, frozenset({"SENSITIVE"})),
)
