"""
New Zealand: the Protective Security Requirements, and the subject tags of SEEMail.

    marking = *(endorsement) level *(separator endorsement)     ; STAFF IN-CONFIDENCE, SENSITIVE: BUDGET
            / level *("//" (compartment / endorsement))         ; SECRET//NZEO, CONFIDENTIAL//REL TO NZL, GBR
    tag     = "[SEEMAIL]" *("[" ("TRUSTED" / level) "]")        ; in any order
    portion = "(" ("IC" / "Sen" / "R" / "C" / "S" / "TS") ["//" endorsement] ")"

IN-CONFIDENCE is this scheme's alone.  SENSITIVE and RESTRICTED alone are words of several nations: they are New
Zealand's with an endorsement, a release list that begins with NZL, or SEEMail's tag beside them.  An endorsement is
never a marking without its level.  `MEDICAL IN CONFIDENCE` and `COMMERCIAL IN CONFIDENCE`, without the hyphen, are
phrases of the whole Commonwealth and of companies, and are not read.
"""

from __future__ import annotations

from dataclasses import replace

from dlp_service.detect.markings.reading import Phrases, Reading, Scheme, Shape, Tokens, gap, is_all_caps, skip
from dlp_service.detect.markings.schemes import common
from dlp_service.detect.markings.schemes.spellings import spellings
from dlp_service.detect.markings.schemes.tail import (
    Controls,
    Tail,
    as_written,
    company,
    read_tail,
    stands_apart,
    until_line_end,
)
from dlp_service.detect.markings.tokens import LINE, WORD

_SPELLINGS = spellings("nz")
_LEVELS = Phrases(_SPELLINGS["levels"])
_BEFORE = Phrases(_SPELLINGS["before"])
_OWN = "IN-CONFIDENCE"
_PRIVACY = frozenset({_OWN, "SENSITIVE"})
"""Levels of policy and privacy: an endorsement of any kind ties them to the scheme."""
_UNSHARED = frozenset({"RESTRICTED", "CONFIDENTIAL"})
"""Levels that Australia, which has ACCOUNTABLE MATERIAL too, no longer has."""
_PORTIONS = {"IC": _OWN, "Sen": "SENSITIVE", "SEN": "SENSITIVE", "R": "RESTRICTED"}
_NETWORK = frozenset({"SEEMAIL", "TRUSTED"})
_NATION = frozenset({"NZ", "NZL", "NZG"})
_CODEWORD = "CODEWORD "
_LONGEST_DEPARTMENT = 4
_MOST_BEFORE = 3
_LONGEST_CODEWORD = 3


def _released(names: list[str], is_listed: bool) -> str:
    del is_listed
    return f"REL TO {', '.join(names)}"


def _special(tokens: Tokens, at: int) -> tuple[str, int]:
    """Read the endorsements with a time or a department: EMBARGOED FOR RELEASE, TO BE REVIEWED ON, [DEPARTMENT] USE ONLY."""
    if tokens[at].text == "EMBARGOED":
        end = at + 3 if [token.text for token in tokens[at + 1 : at + 3]] == ["FOR", "RELEASE"] else at + 1
        return "EMBARGOED", _time(tokens, end)
    if [token.text for token in tokens[at : at + 4]] == ["TO", "BE", "REVIEWED", "ON"]:
        begin = skip(tokens, at + 4, {":"}, 1)
        end = _before_title(tokens, begin, until_line_end(tokens, begin))
        return f"TO BE REVIEWED ON {as_written(tokens, begin, end).upper()}".strip(), end
    return ("", 0) if tokens[at - 1].kind == WORD and gap(tokens, at) <= 2 else _use_only(tokens, at)


def _before_title(tokens: Tokens, at: int, end: int) -> int:
    """Return the index of a colon that ends the date at `at` because a space follows it, else `end`."""
    colons = (index for index in range(at, end) if tokens[index].kind == ":" and gap(tokens, index + 1))
    return next(colons, end)


def _time(tokens: Tokens, at: int) -> int:
    """Return the index after the time an embargo names, where it does."""
    begin = skip(tokens, at, {":", "-"}, 1)
    if tokens[begin].text in {"UNTIL", "TILL", "AT", "ON", "BEFORE"} or tokens[begin].raw[:1].isdigit():
        return until_line_end(tokens, begin)
    return at


def _use_only(tokens: Tokens, at: int) -> tuple[str, int]:
    if tokens[at].text in {"FOR", "OFFICIAL"}:  # the American FOR OFFICIAL USE ONLY
        return "", 0
    for end in range(at + 1, at + _LONGEST_DEPARTMENT + 1):
        if tokens[end - 1].kind not in {WORD, "/", "&", ","} or tokens[end - 1].raw.upper() != tokens[end - 1].raw:
            return "", 0
        if tokens[end].text == "USE" and tokens[end + 1].text == "ONLY" and tokens[end].is_caps:
            return as_written(tokens, at, end + 2).upper(), end + 2
    return "", 0


_CONTROLS = Controls(Phrases(_SPELLINGS["own"]), Phrases(_SPELLINGS["shared"]), "NZL", _CODEWORD, _released, _special)


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read a New Zealand marking at `at`."""
    if tokens[at].kind == "(":
        return _portion(tokens, at)
    if tokens[at].kind == "[":
        return _tag(tokens, at)
    at = _department(tokens, at) if tokens[at].text == "USE" else at
    is_named = tokens[at].text in _NATION and tokens[at].is_caps and tokens[at + 1].kind == WORD
    before, begin = _before(tokens, at + is_named)
    found = _LEVELS.match(tokens, begin)
    if found is None or not _is_level(tokens, begin, found, has_before=bool(before)):
        return None
    level, head = found
    tail = read_tail(tokens, head, _CONTROLS)
    if not tail.caveats:
        tail = _after_codeword(tokens, head) or tail
    if level in _PRIVACY:
        tail.without_prefix(_CODEWORD)
    is_own = (
        (is_named and stands_apart(tokens, tail.end))
        or level == _OWN
        or tail.is_own
        or "NZEO" in before
        or (level in _PRIVACY and bool(before or tail.caveats))
        or (level in _UNSHARED and "ACCOUNTABLE MATERIAL" in tail.caveats)
    )
    if not is_own and level != "SENSITIVE":
        return None
    if is_named and not is_own:
        return None
    reading = _reading(tokens, at, begin, level, head, before, tail, is_own=is_own)
    return replace(reading, shape=Shape.FORM) if is_named else reading


def _reading(
    tokens: Tokens, at: int, begin: int, level: str, head: int, before: list[str], tail: Tail, *, is_own: bool
) -> Reading:
    name, stop, last = common.condition(tokens, tail.end)
    caveats = (*before, *(caveat for caveat in tail.caveats if caveat not in before), *((name,) if name else ()))
    is_plain = not caveats and (level != _OWN or tokens[begin + 1].kind != "-")
    return Reading(
        "nz" if is_own else "any",
        level,
        caveats,
        at,
        last,
        Shape.WORD if is_plain else Shape.FORM,
        is_all_caps(tokens, begin, head),
        span_last=stop,
        private=tuple(tail.private),
    )


def _after_codeword(tokens: Tokens, at: int) -> Tail | None:
    """Return the tail of `SECRET KOWHAI//NZEO`: a codeword after a space, where an own caveat follows it."""
    end = at
    while end < at + _LONGEST_CODEWORD and tokens[end].kind == WORD and tokens[end].raw.isupper():
        end += 1
    if end == at or tokens[end].kind != "//":
        return None
    tail = read_tail(tokens, end, _CONTROLS)
    if not tail.is_own:
        return None
    name = f"{_CODEWORD}{' '.join(token.text for token in tokens[at:end])}"
    tail.caveats.insert(0, name)
    tail.private.append(name)
    return tail


def _department(tokens: Tokens, at: int) -> int:
    """Return the index where the department of a USE ONLY at `at` begins: it cannot be listed, so it is sought backwards."""
    begin = at
    while begin and at - begin < _LONGEST_DEPARTMENT and tokens[begin - 1].raw.isupper() and gap(tokens, begin) <= 2:
        begin -= 1
    return begin


def _before(tokens: Tokens, at: int) -> tuple[list[str], int]:
    """Return the endorsements that lead to a level, and the index of the level."""
    found: list[str] = []
    begin = at
    for _ in range(_MOST_BEFORE):
        name, end = _BEFORE.match(tokens, begin) or _use_only(tokens, begin)
        if not end:
            break
        after = skip(tokens, end, {"-", ":", "/", "//", ",", LINE}, 1)
        if tokens[end].kind == "-" and gap(tokens, end) == 0 and gap(tokens, after) == 0:
            return [], at  # STAFF-IN-CONFIDENCE is older and Australian
        found.append(name)
        begin = after
    return found, begin


def _is_level(tokens: Tokens, at: int, found: tuple[str, int], *, has_before: bool) -> bool:
    """Say whether the level word is one: not in SENSITIVE BUT UNCLASSIFIED, MARKET SENSITIVE or STAFF IN CONFIDENCE."""
    level, head = found
    before = tokens[at - 1]
    if at and before.kind == "-" and before.end == tokens[at].start:
        return False
    if level == _OWN:
        return tokens[at + 1].kind == "-" or (not has_before and is_all_caps(tokens, at, head))
    if level == "SENSITIVE":
        is_run_on = bool(at) and before.kind == WORD and before.is_caps and gap(tokens, at) <= 2 and not has_before
        return is_all_caps(tokens, at, head) and not is_run_on and tokens[head].text != "BUT"
    return True


def _tag(tokens: Tokens, at: int) -> Reading | None:
    """Read `[RESTRICTED]` beside the tags of the network; the level's tag alone is the marking."""
    found = _LEVELS.match(tokens, at + 1)
    if found is None or tokens[found[1]].kind != "]" or tokens[at + 1].kind != WORD:
        return None
    level, end = found[0], found[1] + 1
    is_after = at >= 2 and tokens[at - 1].kind == "]" and tokens[at - 2].text in _NETWORK
    is_before = tokens[end].kind == "[" and tokens[end + 1].text in _NETWORK
    if not (is_after or is_before):
        return None
    is_caps = is_all_caps(tokens, at + 1, found[1])
    return Reading("nz", level, (), at, end, Shape.FORM, is_caps, bracket="[")


def _portion(tokens: Tokens, at: int) -> Reading | None:
    """Read `(IC)` and `(Sen)`, and `(R)` which others write only with a control; the rest is read as the American marks are."""
    level = _PORTIONS.get(tokens[at + 1].raw)
    if level is None or gap(tokens, at + 1):
        return None
    tail = read_tail(tokens, at + 2, _CONTROLS) if tokens[at + 2].kind == "//" else Tail(at + 2)
    if tokens[tail.end].kind != ")" or (level == "RESTRICTED" and tail.caveats and not tail.is_own):
        return None
    shape = Shape.FORM if tail.is_own else Shape.WORD
    private = tuple(tail.private)
    return Reading("nz", level, tuple(tail.caveats), at, tail.end + 1, shape, is_portion=True, private=private)


_SIGNS = (
    r"\bIN.CO.{1,5}DENCE\b",
    r"(?i:\bin-confidence\b)",
    r"\((?:IC|Sen|SEN)(?:\)|//)",
    r"\bNZEO\b",
    r"(?i:\bseemail\])",
)

SCHEME = Scheme(
    "nz",
    frozenset({"(", "["}) | _LEVELS.firsts | _BEFORE.firsts | _NATION | {"USE"},
    parse,
    _LEVELS.words | _BEFORE.words | _CONTROLS.shared.words | {"NZEO", "NZL", "EMBARGOED", "REVIEWED"},
    frozenset({"CONFIDENCE", "SENSITIVE", "RESTRICTED", "CONFIDENTIAL", "SECRET", "UNCLASSIFIED"}),
    signs=_SIGNS,
    company=company(_CONTROLS, frozenset({"USE"})),
)
