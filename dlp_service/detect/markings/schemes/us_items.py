"""
United States: what follows the level, category by category.

Order and separators of the manual are not insisted on: people forget them and damage removes them.  What is
insisted on is that a separator which is no slash leads to a control only markings have.
"""

from __future__ import annotations

import re

from dlp_service.detect.markings.reading import Phrases, Tokens, ends_line, gap, skip
from dlp_service.detect.markings.schemes.countries import NATIONS, eyes_list, nation_list
from dlp_service.detect.markings.schemes.spellings import spellings
from dlp_service.detect.markings.tokens import END, LINE, WORD

_SPELLINGS = spellings("us")
CONTROLS = Phrases(_SPELLINGS["controls"])
SYSTEMS = Phrases(_SPELLINGS["systems"])
_COMPARTMENTS = {spelling: name for name, words in _SPELLINGS["compartments"].items() for spelling in words}
_ATOMIC = Phrases(_SPELLINGS["atomic"])
_DESIGN = Phrases(_SPELLINGS["design"])
_PROGRAMS = Phrases(_SPELLINGS["programs"])
_RELEASES = Phrases(_SPELLINGS["releases"])
_FOREIGN = Phrases(_SPELLINGS["foreign"])
_DECLASSIFY = Phrases(_SPELLINGS["declassification"])
WORDS = (
    CONTROLS.words | SYSTEMS.words | _ATOMIC.words | _DESIGN.words | _PROGRAMS.words | _RELEASES.words | _FOREIGN.words
)
_LOOSE = frozenset("-,:(|_")
_DOUBLE_LOOKALIKES = frozenset({"II", "11", "LL", "IL", "LI"})
_ITEM_ENDS = frozenset({"/", "//", ")", "]", LINE, END, ".", ";", "|", '"', "'", "*"})
_MOST_ITEMS = 40
_MOST_WORDS = 12
_NAVY = re.compile(r"N\d{5}")
"""The subject code that naval messages put behind the classification: `UNCLAS//N02000//` (SECNAV M-5210.2)."""
_LONGEST_SUB = 6
"""Characters of a sub-compartment: four of GAMMA, up to six elsewhere (manual, section G)."""


class Tail:
    """
    Reads the categories after a level; `at` is the index after the last item taken.

    `private` are the names nobody has published; `has_double` says that a double slash was met.
    """

    def __init__(self, tokens: Tokens, at: int, *, is_portion: bool) -> None:
        self.tokens = tokens
        self.at = at
        self.is_portion = is_portion
        self.caveats: list[str] = []
        self.private: list[str] = []
        self.has_double = False
        self._program = ""

    def read(self) -> None:
        """Take items while there are any, and the double slash that closes a line."""
        for _ in range(_MOST_ITEMS):
            is_double, begin = self._separator()
            if begin < 0 or not self._item(begin, is_double=is_double):
                break
            self.has_double |= is_double
            if self.tokens[begin - 1].kind == "(" and self.tokens[self.at].kind == ")":
                self.at += 1
        if self.tokens[self.at].kind == "//" and ends_line(self.tokens, self.at + 1):
            self.at += 1

    def read_from(self, begin: int) -> None:
        """Take the item at `begin` and what follows it."""
        if self._item(begin, is_double=True):
            self.read()

    # --- separators ------------------------------------------------------------------------------

    def _separator(self) -> tuple[bool, int]:
        """Return whether a double slash comes next, and the index of the item after the separator (-1: none)."""
        kind = self.tokens[self.at].kind
        if kind in {"//", "/"}:
            return self._slash()
        if kind == LINE:
            return self._next_line()
        return self._loose(kind)

    def _slash(self) -> tuple[bool, int]:
        """Read `//`, `/`, and `/ /` as damage leaves it; over a line end only where controls go on."""
        tokens, at = self.tokens, self.at
        is_double = tokens[at].kind == "//" or tokens[at + 1].kind == "/"
        after = skip(tokens, at, {"/", "//"}, 2)
        begin = skip(tokens, after, {LINE}, 1)
        if begin > after and not self._goes_on(begin):
            return False, -1
        return is_double or (self.has_double and not self.caveats), begin

    def _goes_on(self, begin: int) -> bool:
        """Say whether the next line begins with a control, or has one after unknown items: not a set of a message text."""
        probe = Tail(self.tokens, begin, is_portion=self.is_portion)
        probe.has_double = True
        known = self._known(begin) or self._is_short(begin)
        for _ in range(_MOST_ITEMS):
            if known or not probe._item(begin, is_double=True) or ends_line(self.tokens, probe.at):
                return known
            _, begin = probe._separator()
            if begin < 0:
                return False
            known = self._known(begin) or self._is_short(begin)
        return False

    def _is_short(self, at: int) -> bool:
        """Say whether a control in its portion form fills an item."""
        found = CONTROLS.match(self.tokens, at) or SYSTEMS.match(self.tokens, at)
        return found is not None and (self.tokens[found[1]].kind in _ITEM_ENDS or self.tokens[found[1]].kind == "-")

    def _next_line(self) -> tuple[bool, int]:
        """Go on in the next line where it begins with a slash or a label of caveats, or holds nothing but controls."""
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
        if kind == "_":
            after = skip(self.tokens, after, {"_"}, 1)
        if self.is_portion and kind == "-" and self._is_short(after):
            return False, after
        return is_damaged, after if self._known(after) else -1

    def _known(self, at: int) -> bool:
        """Say whether a control that only markings use stands at `at`; short abbreviations do not count."""
        token = self.tokens[at]
        if token.kind != WORD or not token.is_caps:
            return self._is_spelt_out(at)
        if _ATOMIC.match(self.tokens, at):
            return True
        found = CONTROLS.match(self.tokens, at) or SYSTEMS.match(self.tokens, at) or _PROGRAMS.match(self.tokens, at)
        if token.text == "RESERVE":  # an ordinary word; the system always has a compartment
            return self.tokens[at + 1].kind == "-"
        if found:
            return len(token.text) > 2 or found[1] > at + 2 or token.text in {"SI", "TK"}
        if token.text == "REL":
            return self.tokens[at + 1].text == "TO" or self.tokens[at + 1].text in NATIONS
        return bool(eyes_list(self.tokens, at)[0]) or (
            _FOREIGN.match(self.tokens, at) is not None and self.tokens[at + 1].text in NATIONS
        )

    def _is_spelt_out(self, at: int) -> bool:
        """Say whether a control of several words stands at `at` in small letters: `No Foreign Dissem`."""
        found = CONTROLS.match(self.tokens, at) if self.tokens[at].raw[:1].isupper() else None
        return found is not None and found[1] > at + 1

    def _known_line(self, at: int) -> bool:
        """Say whether the whole next line is known controls."""
        if not self._known(at):
            return False
        probe = Tail(self.tokens, at, is_portion=False)
        if not probe._item(at, is_double=False):
            return False
        while not ends_line(self.tokens, probe.at):
            _, begin = probe._separator()
            if begin < 0 or not probe._item(begin, is_double=False):
                return False
        return True

    # --- items -----------------------------------------------------------------------------------

    def _item(self, at: int, *, is_double: bool) -> bool:
        """Take the item at `at`; False where none stands there."""
        token = self.tokens[at]
        if token.kind != WORD or not (is_double or token.is_caps or token.raw[0].isdigit() or self._is_spelt_out(at)):
            return False
        has_program, self._program = self._program, ""
        return (
            self._release(at)
            or self._eyes(at)
            or self._foreign(at)
            or self._special_access(at)
            or self._atomic(at)
            or self._system(at)
            or self._control(at)
            or self._declassification(at, is_double=is_double)
            or self._next_program(at, "" if is_double else has_program)
            or self._unknown(at, is_double=is_double)
        )

    def _add(self, caveat: str, end: int) -> bool:
        if caveat and caveat not in self.caveats:
            self.caveats.append(caveat)
        self.at = end
        return True

    def _release(self, at: int) -> bool:
        tokens = self.tokens
        found = _RELEASES.match(tokens, at)
        if found:
            nations, end = nation_list(tokens, found[1])
            return bool(nations) and self._add(f"{found[0]} {', '.join(nations)}", end)
        if tokens[at].text != "REL":
            return False
        nations, end = nation_list(tokens, at + 1)
        if nations:
            return self._add(f"REL TO {', '.join(nations)}", end)
        return tokens[at + 1].kind in _ITEM_ENDS and self._add("REL", at + 1)

    def _eyes(self, at: int) -> bool:
        nations, end = eyes_list(self.tokens, at)
        if nations:
            return self._add(f"{'/'.join(nations)} EYES ONLY", end)
        is_short = self.is_portion and self.tokens[at].text == "EYES" and self.tokens[at + 1].kind in _ITEM_ENDS
        return is_short and self._add("EYES ONLY", at + 1)

    def _foreign(self, at: int) -> bool:
        found = _FOREIGN.match(self.tokens, at)
        if not found:
            return False
        nations, end = nation_list(self.tokens, found[1])
        return self._add(" ".join(["FGI", *nations]), end)

    def _special_access(self, at: int) -> bool:
        """Read `SAR-BUTTER POPCORN`, `SPECIAL ACCESS REQUIRED-BUTTER POPCORN/NAME`, `ACCM-NICKNAME`."""
        found = _PROGRAMS.match(self.tokens, at)
        if found is None:
            return False
        name, end = found
        begin = end + 1 if self.tokens[end].kind == "-" else end
        words, stop = _words(self.tokens, begin)
        if words and (begin > end or self.tokens[stop].kind in _ITEM_ENDS):
            return self._named_program(name, words, stop)
        return self._add(name, end)

    def _next_program(self, at: int, indicator: str) -> bool:
        """Read a further program: the indicator is not repeated (manual, section H.5)."""
        words, stop = _words(self.tokens, at) if indicator else ("", at)
        return bool(words) and self._named_program(indicator, words, stop)

    def _named_program(self, indicator: str, words: str, stop: int) -> bool:
        self._program = indicator
        self.private.append(f"{indicator}-{words}")
        return self._add(f"{indicator}-{words}", stop)

    def _atomic(self, at: int) -> bool:
        """Read `RD`, `RD-CNWDI`, `FRD-SIGMA 14 18`, `RESTRICTED DATA-SIGMA 14, 20`, both together."""
        found = _ATOMIC.match(self.tokens, at)
        if found is None:
            return False
        name, end = found
        names: list[str] = []
        for _ in range(2):
            begin = skip(self.tokens, end, {"-", "/"}, 1)
            design = _DESIGN.match(self.tokens, begin)
            numbers, stop = self._sigmas(begin)
            if design and name == "RD":
                names.append("RD-CNWDI")
                end = design[1]
            elif numbers:
                names.append(f"{name}-SIGMA {' '.join(numbers)}")
                end = stop
            else:
                break
        for each in names[:-1]:
            self._add(each, end)
        return self._add(names[-1] if names else name, end)

    def _sigmas(self, at: int) -> tuple[list[str], int]:
        """Return the numbers of `SIGMA 14 18`, `SG 14, 18`, `SIGMA14` and the index after them."""
        token = self.tokens[at]
        word = token.raw.upper()
        glued = next((word[len(head) :] for head in ("SIGMA", "SG") if word.startswith(head)), None)
        if glued is None or (glued and not glued.isdigit()):
            return [], at
        numbers = [glued] if glued else []
        end = at + 1
        while True:
            begin = skip(self.tokens, end, {",", "-"}, 1) if numbers else end
            if not self.tokens[begin].raw.isdigit():
                return numbers, end
            numbers.append(self.tokens[begin].raw)
            end = begin + 1

    def _system(self, at: int) -> bool:
        """Read a control system with compartments and sub-compartments: `SI-G ABCD EFGH-XYZ`."""
        tokens = self.tokens
        found = SYSTEMS.match(tokens, at)
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
            if is_sub and not self._is_sub(end):
                break
            name += f" {token.text}" if is_sub else f"-{_COMPARTMENTS.get(token.text, token.text)}"
            end += 1 if is_sub else 2
            has_compartment = True
        return self._add(name, end)

    def _is_sub(self, at: int) -> bool:
        """Say whether a sub-compartment stands at `at`; not a control after a forgotten slash."""
        tokens = self.tokens
        return (
            len(tokens[at].raw) <= _LONGEST_SUB
            and not self._known(at)
            and (
                tokens[at + 1].kind in _ITEM_ENDS
                or tokens[at + 1].kind in {"-", ","}
                or len(tokens[at + 1].raw) <= _LONGEST_SUB
            )
        )

    def _control(self, at: int) -> bool:
        found = CONTROLS.match(self.tokens, at)
        return found is not None and self._add(*found)

    def _declassification(self, at: int, *, is_double: bool) -> bool:
        """Pass over a declassification value, as banners had one before 2008: it is no caveat."""
        end = declassification(self.tokens, at) if is_double or self.has_double else 0
        return end > 0 and self.tokens[end].kind in _ITEM_ENDS and self._add("", end)

    def _unknown(self, at: int, *, is_double: bool) -> bool:
        """Keep an unknown item as it is written; right after a double slash even where more follows it."""
        if not (is_double or self.has_double):
            return False
        name, end = _words(self.tokens, at)
        if not name or not (self.tokens[end].kind in _ITEM_ENDS or is_double):
            return False
        self.private.append(name)
        return self._add(name, end)


def declassification(tokens: Tokens, at: int) -> int:
    """Return the index after a declassification value (`20291123`, `25X1, 20501231`, `MR`, `OADR`, `X1`), or 0."""
    label = _DECLASSIFY.match(tokens, at)
    end = at
    if label and label[0] == "DECLASSIFY ON":
        end = skip(tokens, label[1], {":"}, 1)
    while True:
        after = _value(tokens, end)
        if not after:
            return 0 if end == at or (label and end == label[1]) else end
        end = after
        begin = skip(tokens, end, {","}, 1)
        if begin == end or not _value(tokens, begin):
            return end
        end = begin


def _value(tokens: Tokens, at: int) -> int:
    raw = tokens[at].raw
    if (raw.isdigit() and len(raw) == 8) or _NAVY.fullmatch(raw):
        return at + 1
    head, mark, number = raw.upper().partition("X")
    if mark and head in {"", "25", "50", "75"} and (number.isdigit() or (not number and head)):
        has_word = tokens[at + 1].kind == "-" and tokens[at + 2].kind == WORD and gap(tokens, at + 2) == 0
        return at + 3 if has_word else at + 1
    found = _DECLASSIFY.match(tokens, at)
    return found[1] if found and found[0] != "DECLASSIFY ON" else 0


def _words(tokens: Tokens, at: int) -> tuple[str, int]:
    """Return capital words joined as written, and the index after them."""
    name = ""
    end = at
    while end < at + _MOST_WORDS:
        token = tokens[end]
        if token.kind == "-" and name and tokens[end + 1].kind == WORD and gap(tokens, end + 1) == 0:
            name += "-"
        elif (
            token.kind == WORD and (token.raw.isupper() or token.raw.isdigit()) and (not name or gap(tokens, end) <= 2)
        ):
            name += token.text if not name or name[-1] == "-" else f" {token.text}"
        else:
            break
        end += 1
    return name.rstrip("-"), end - name.endswith("-")
