"""
United States: the banner line and portion marks of the IC Markings System (CAPCO), and older controls.

    banner    = ["//" foreign] level *("//" category)
    category  = item *("/" item)                  ; SCI, SAP, AEA, FGI, dissemination, non-IC, in fixed order
    item      = control ["-" compartment *(" " sub)] / list
    portion   = "(" banner in abbreviations ")"

Controls of unpublished systems stand between known ones: an unknown item is kept as it is written and never costs
the level.  A banner without `//` (`SECRET NOFORN`) is read when a known control follows.
"""

from __future__ import annotations

from dlp_service.detect.markings.reading import (
    Phrases,
    Reading,
    Scheme,
    Shape,
    Tokens,
    ends_line,
    gap,
    is_all_caps,
    skip,
)
from dlp_service.detect.markings.schemes import common
from dlp_service.detect.markings.schemes.countries import COMMUNITIES, NATIONS, TRIGRAPHS
from dlp_service.detect.markings.schemes.spellings import spellings
from dlp_service.detect.markings.signs import spread
from dlp_service.detect.markings.tokens import END, LINE, WORD

_SPELLINGS = spellings("us")
_CONTROLS = Phrases(_SPELLINGS["controls"])
_SYSTEMS = Phrases(_SPELLINGS["systems"])
_COMPARTMENTS = {"GAMMA": "G", "BLUEFISH": "BLFH", "IDITAROD": "IDIT", "KANDIK": "KAND", "NONBOOK": "NK"}
_STANDALONE = Phrases(_SPELLINGS["standalone"])
_PORTIONS = {
    "TS": "TOP SECRET", "S": "SECRET", "C": "CONFIDENTIAL", "U": "UNCLASSIFIED", "R": "RESTRICTED", "SBU": "SBU", "LES": "LES",
    "FOUO": "FOUO", "OUO": "FOUO", "LOU": "SBU",
}  # fmt: skip
_FOREIGN_LEVELS = {"TS": "TOP SECRET", "S": "SECRET", "C": "CONFIDENTIAL", "R": "RESTRICTED", "U": "UNCLASSIFIED"}
_LOOSE = frozenset("-,:(|")
_DOUBLE_LOOKALIKES = frozenset({"II", "11", "LL", "IL", "LI"})
_ITEM_ENDS = frozenset({"/", "//", ")", "]", LINE, END, ".", ";", "|", '"', "'", "*"})
_MOST_ITEMS = 40


class _Tail:
    """Reads the categories after a level; `at` is the index after the last item taken."""

    def __init__(self, tokens: Tokens, at: int, *, is_portion: bool) -> None:
        self.tokens = tokens
        self.at = at
        self.is_portion = is_portion
        self.caveats: list[str] = []
        self.private: list[str] = []
        self.has_double = False

    def read(self) -> None:
        for _ in range(_MOST_ITEMS):
            is_double, begin = self._separator()
            if begin < 0 or not self._item(begin, is_double=is_double):
                return
            self.has_double |= is_double
            if self.tokens[begin - 1].kind == "(" and self.tokens[self.at].kind == ")":
                self.at += 1

    def _separator(self) -> tuple[bool, int]:
        """Return whether a double slash comes next, and the index of the item after the separator (-1: none)."""
        kind = self.tokens[self.at].kind
        if kind in {"//", "/"}:
            return self._slash()
        if kind == LINE:
            return self._next_line()
        return self._loose(kind)

    def _slash(self) -> tuple[bool, int]:
        """Read `//`, `/`, and `/ /` as damage leaves it."""
        tokens, at = self.tokens, self.at
        is_double = tokens[at].kind == "//" or tokens[at + 1].kind == "/"
        after = skip(tokens, at, {"/", "//"}, 2)
        return is_double or (self.has_double and not self.caveats), skip(tokens, after, {LINE}, 1)

    def _next_line(self) -> tuple[bool, int]:
        """Go on in the next line where it begins with a slash or holds nothing but controls."""
        after = self.at + 1
        if self.tokens[after].kind in {"//", "/"}:
            return self.tokens[after].kind == "//", after + 1
        return False, after if self._known_line(after) else -1

    def _loose(self, kind: str) -> tuple[bool, int]:
        """Read the separators of people who do not write `//`; only a known control may follow."""
        is_damaged = kind == WORD and self.tokens[self.at].raw.upper() in _DOUBLE_LOOKALIKES
        after = self.at + 1 if is_damaged or kind in _LOOSE else self.at
        if kind not in _LOOSE and kind != WORD:
            return False, -1
        return is_damaged, after if self._known(after) else -1

    def _known(self, at: int) -> bool:
        """Say whether a control that only markings use stands at `at`; short abbreviations do not count."""
        token = self.tokens[at]
        if token.kind != WORD or not token.is_caps:
            return False
        found = _CONTROLS.match(self.tokens, at) or _SYSTEMS.match(self.tokens, at)
        if found:
            return len(token.text) > 2 or token.text in {"SI", "TK", "RD"}
        if token.text == "REL":
            return self.tokens[at + 1].text == "TO" or self.tokens[at + 1].text in NATIONS
        return self._is_eyes(at)

    def _is_eyes(self, at: int) -> bool:
        nations, end = nation_list(self.tokens, at)
        return bool(nations) and self.tokens[end].text == "EYES" and self.tokens[end + 1].text == "ONLY"

    def _known_line(self, at: int) -> bool:
        """Say whether the whole next line is known controls."""
        if not self._known(at):
            return False
        probe = _Tail(self.tokens, at, is_portion=False)
        if not probe._item(at, is_double=False):
            return False
        while not ends_line(self.tokens, probe.at):
            _, begin = probe._separator()
            if begin < 0 or not probe._item(begin, is_double=False):
                return False
        return True

    def _item(self, at: int, *, is_double: bool) -> bool:
        """Take the item at `at`; False where none stands there."""
        tokens = self.tokens
        if tokens[at].kind != WORD or not (
            is_double or tokens[at].is_caps or tokens[at].raw.isdigit() or tokens[at].raw[0].isdigit()
        ):
            return False
        return (
            self._release(at)
            or self._eyes(at)
            or self._foreign(at)
            or self._special_access(at)
            or self._sigma(at)
            or self._system(at)
            or self._control(at)
            or self._unknown(at, is_double=is_double)
        )

    def _add(self, caveat: str, end: int) -> bool:
        if caveat and caveat not in self.caveats:
            self.caveats.append(caveat)
        self.at = end
        return True

    def _release(self, at: int) -> bool:
        tokens = self.tokens
        name = "REL TO"
        if tokens[at].text == "REL":
            begin = at + 2 if tokens[at + 1].text == "TO" else at + 1
        elif tokens[at].text == "DISPLAY" and tokens[at + 1].text == "ONLY":
            name, begin = "DISPLAY ONLY", at + 2
        elif tokens[at].text == "RELEASABLE" and tokens[at + 1].text == "TO":
            begin = at + 2
        else:
            return False
        nations, end = nation_list(tokens, begin)
        if nations:
            return self._add(f"{name} {', '.join(nations)}", end)
        if name == "REL TO" and begin == at + 1 and tokens[begin].kind in _ITEM_ENDS:
            return self._add("REL", begin)
        return False

    def _eyes(self, at: int) -> bool:
        nations, end = nation_list(self.tokens, at)
        if nations and self.tokens[end].text == "EYES" and self.tokens[end + 1].text == "ONLY":
            return self._add(f"{'/'.join(nations)} EYES ONLY", end + 2)
        return False

    def _foreign(self, at: int) -> bool:
        if self.tokens[at].text != "FGI":
            return False
        end = at + 1
        nations: list[str] = []
        while self.tokens[end].kind == WORD and self.tokens[end].text in NATIONS:
            nations.append(self.tokens[end].text)
            end += 1
        return self._add(" ".join(["FGI", *nations]), end)

    def _special_access(self, at: int) -> bool:
        """Read `SAR-BUTTER POPCORN` or `SPECIAL ACCESS REQUIRED-BUTTER POPCORN/NAME`."""
        tokens = self.tokens
        if tokens[at].text == "SAR":
            end = at + 1
        elif [token.text for token in tokens[at : at + 3]] == ["SPECIAL", "ACCESS", "REQUIRED"]:
            end = at + 3
        else:
            return False
        if tokens[end].kind != "-":
            return self._add("SAR", end)
        name, end = _words(tokens, end + 1)
        if name:
            self.private.append(f"SAR-{name}")
        return self._add(f"SAR-{name}" if name else "SAR", end)

    def _sigma(self, at: int) -> bool:
        """Read `FRD-SIGMA 14 18`, `RD-SG 20`."""
        tokens = self.tokens
        if (
            tokens[at].text not in {"RD", "FRD"}
            or tokens[at + 1].kind != "-"
            or tokens[at + 2].text not in {"SIGMA", "SG"}
        ):
            return False
        end = at + 3
        numbers: list[str] = []
        while tokens[end].raw.isdigit():
            numbers.append(tokens[end].raw)
            end += 1
        return self._add(" ".join([f"{tokens[at].text}-SIGMA", *numbers]), end)

    def _system(self, at: int) -> bool:
        """Read a control system with compartments and sub-compartments: `SI-G ABCD EFGH-XYZ`."""
        tokens = self.tokens
        found = _SYSTEMS.match(tokens, at)
        if found is None:
            return False
        name, end = found
        has_compartment = False
        while True:
            token = tokens[end + 1] if tokens[end].kind == "-" else tokens[end]
            is_sub = token is tokens[end]
            if (
                token.kind != WORD
                or not (token.raw.isupper() or token.raw.isdigit())
                or (is_sub and not has_compartment)
            ):
                break
            if is_sub and (len(token.raw) > 4 or not _is_item_end(tokens, end + 1)):
                break
            name += f" {token.text}" if is_sub else f"-{_COMPARTMENTS.get(token.text, token.text)}"
            end += 1 if is_sub else 2
            has_compartment = True
        return self._add(name, end)

    def _control(self, at: int) -> bool:
        found = _CONTROLS.match(self.tokens, at)
        return found is not None and self._add(*found)

    def _unknown(self, at: int, *, is_double: bool) -> bool:
        """Keep an unknown item as it is written; a declassification value of before 2010 is not a caveat."""
        if not (is_double or self.has_double):
            return False
        name, end = _words(self.tokens, at)
        if not name or self.tokens[end].kind not in _ITEM_ENDS:
            return False
        if _is_declassification(name):
            return self._add("", end)
        self.private.append(name)
        return self._add(name, end)


def _is_item_end(tokens: Tokens, at: int) -> bool:
    return tokens[at].kind in _ITEM_ENDS or tokens[at].kind in {"-", ","} or len(tokens[at].raw) <= 4


def _is_declassification(name: str) -> bool:
    return (
        (name.isdigit() and len(name) == 8)
        or name in {"MR", "OADR"}
        or (name[:1] == "X" and name[1:].isdigit())
        or name[:3] in {"25X", "50X"}
    )


def _words(tokens: Tokens, at: int) -> tuple[str, int]:
    """Return up to four capital words joined as written, and the index after them."""
    name = ""
    end = at
    while end < at + 8:
        token = tokens[end]
        if token.kind == "-" and name and tokens[end + 1].kind == WORD and gap(tokens, end + 1) == 0:
            name += "-"
        elif token.kind == WORD and (token.raw.isupper() or token.raw.isdigit()):
            name += token.text if not name or name[-1] == "-" else f" {token.text}"
        else:
            break
        end += 1
    return name, end


def nation_list(tokens: Tokens, at: int) -> tuple[list[str], int]:
    """
    Return the nations of a release list and the index after it.

    Lists are comma-separated; older ones use spaces, slashes or AND.  An unknown code of three or four capitals
    counts where a comma leads to it.
    """
    nations: list[str] = []
    end = at
    while True:
        after = skip(tokens, end, {",", LINE, "/", "&"}, 2) if nations else end
        if nations and tokens[after].text == "AND":
            after += 1
        token = tokens[after]
        is_listed = any(mark.kind == "," for mark in tokens[end:after])
        crossed = any(mark.kind == LINE for mark in tokens[end:after])
        known = token.text in NATIONS or (
            is_listed and len(token.raw) in {3, 4} and token.raw.isalpha() and token.raw.isupper()
        )
        if token.kind != WORD or not token.raw.isupper() or not known or (crossed and not is_listed):
            return nations, end
        nations.append(
            {"UK": "GBR", "US": "USA"}.get(token.text, token.text)
            if len(token.text) == 2 and token.text != "EU"
            else token.text
        )
        end = after + 1


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read an American banner or portion mark at `at`."""
    if tokens[at].kind == "(":
        return _portion(tokens, at)
    if tokens[at].kind == "//":
        return _foreign_banner(tokens, at, at + 1, is_portion=False)
    found = common.LEVEL_WORDS.match(tokens, at)
    if found:
        return _banner(tokens, at, *found)
    if tokens[at].raw in {"TS", "S", "C", "U"} and tokens[at + 1].kind == "//":
        return _open_portion(tokens, at)
    found = _STANDALONE.match(tokens, at)
    if found:
        tail = _Tail(tokens, found[1], is_portion=False)
        tail.read()
        shape = Shape.FORM if tail.caveats else Shape.TERM
        return Reading("us", found[0], tuple(tail.caveats), at, tail.at, shape, is_all_caps(tokens, at, found[1]))
    return None


def _open_portion(tokens: Tokens, at: int) -> Reading | None:
    """Read `S//NF` without brackets, as subjects have it."""
    tail = _Tail(tokens, at + 1, is_portion=True)
    tail.read()
    if not tail.caveats or not set(tail.caveats).isdisjoint(tail.private):
        return None
    return Reading("us", _PORTIONS[tokens[at].raw], tuple(tail.caveats), at, tail.at, Shape.FORM)


def _banner(tokens: Tokens, at: int, level: str, end: int) -> Reading | None:
    tail = _Tail(tokens, end, is_portion=False)
    tail.read()
    if tail.at == end:
        return None
    if level == "RESTRICTED" and not tail.has_double:
        return None
    name, stop, last = common.condition(tokens, tail.at)
    caveats = (*tail.caveats, name) if name else tuple(tail.caveats)
    return Reading(
        "us",
        level,
        caveats,
        at,
        last,
        Shape.FORM,
        is_all_caps(tokens, at, end),
        span_last=stop,
        private=tuple(tail.private),
    )


def _foreign_banner(tokens: Tokens, at: int, begin: int, *, is_portion: bool) -> Reading | None:
    """Read a banner that starts with `//`: `//DEU SECRET//REL TO USA, DEU`, `//JOINT SECRET CAN GBR USA`."""
    is_joint = tokens[begin].text == "JOINT"
    end = begin + 1 if is_joint else begin
    nations: list[str] = []
    while not is_joint and (
        tokens[end].text in TRIGRAPHS or tokens[end].text in COMMUNITIES or tokens[end].text == "FGI"
    ):
        nations.append(tokens[end].text)
        end += 1
    found = common.LEVEL_WORDS.match(tokens, end)
    if found is None and tokens[end].text in _FOREIGN_LEVELS:
        found = _FOREIGN_LEVELS[tokens[end].text], end + 1
    if found is None or not (is_joint or nations):
        return None
    level, end = found
    while is_joint and (tokens[end].text in NATIONS or tokens[end].kind == ","):
        if tokens[end].kind == WORD:
            nations.append(tokens[end].text)
        end += 1
    tail = _Tail(tokens, end, is_portion=is_portion)
    names = [name for name in nations if name != "FGI"]
    tail.caveats.append(" ".join(["JOINT" if is_joint else "FGI", *names]))
    tail.read()
    caveats, private = tuple(tail.caveats), tuple(tail.private)
    return Reading(
        "us", level, caveats, at, tail.at, Shape.FORM, is_all_caps(tokens, begin, end), is_portion, private=private
    )


def _portion(tokens: Tokens, at: int) -> Reading | None:
    """Read `(S//NF)`; the closing bracket belongs to it."""
    begin = at + 1
    if tokens[begin].kind == "//":
        foreign = _foreign_banner(tokens, at, begin + 1, is_portion=True)
        return _closed(tokens, foreign) if foreign else None
    word = tokens[begin]
    level = _PORTIONS.get(word.text)
    if level is None or word.kind != WORD or not word.raw.isupper() or gap(tokens, begin) > 1:
        return None
    if level == "RESTRICTED" and tokens[begin + 1].kind != "//":
        return None
    tail = _Tail(tokens, begin + 1, is_portion=True)
    tail.read()
    shape = Shape.FORM if tail.caveats else Shape.TERM if len(word.raw) > 1 else Shape.WORD
    return _closed(
        tokens,
        Reading("us", level, tuple(tail.caveats), at, tail.at, shape, is_portion=True, private=tuple(tail.private)),
    )


def _closed(tokens: Tokens, reading: Reading) -> Reading | None:
    if tokens[reading.last].kind != ")":
        return None
    return Reading(
        reading.scheme,
        reading.level,
        reading.caveats,
        reading.first,
        reading.last + 1,
        reading.shape,
        is_portion=True,
        private=reading.private,
    )


_SIGNS = (
    spread("NOFOR"),
    spread("OFORN"),
    spread("ORCON"),
    r"\b(?:TS|S|C|U)//[A-Z]",
    r"\bFOUO\b",
    r"\bS[ ]?B[ ]?U\b",
    r"\bLES\b",
    "LAW ENFORCEMENT",
    "OFFICIAL USE",
)

SCHEME = Scheme(
    "us",
    frozenset({"(", "//", "TS", "S", "C", "U"}) | common.LEVEL_WORDS.firsts | _STANDALONE.firsts,
    parse,
    common.WORDS
    | _CONTROLS.words
    | _SYSTEMS.words
    | _STANDALONE.words
    | frozenset({"REL", "TO", "EYES", "ONLY", "USA", "GBR", "AUS", "CAN", "NZL", "FVEY", "DISPLAY"}),
    common.LONG_WORDS | {"NOFORN", "RELIDO", "PROPIN"},
    signs=_SIGNS,
)
