"""
United Kingdom: the Government Security Classifications Policy 2.0 (August 2024) and what came before.

Grammar, separators being spaced hyphens in every worked image of the policy and many other things in mail:

    marking    = ["UK"] level *(separator qualifier)
    level      = "OFFICIAL" ["-" "SENSITIVE"] / "SECRET" / "TOP SECRET"            ; 2014 and 2024
               / "PROTECT" / "RESTRICTED" / "CONFIDENTIAL" / "UNCLASSIFIED"         ; GPMS, until 2014
               / "NOT PROTECTIVELY MARKED"
               / "O-S" ["-" ("C" / "L" / "P")]      ; short form, alone, set apart or in brackets
    qualifier  = handling / descriptor *("&" descriptor) / codeword / national caveat / "REL" nations

A level word shared with other nations is British only with the UK prefix or a British qualifier.
A codeword is any single word in capitals: it cannot be listed, so it is taken only where the rest of the line
is a marking too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

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
    starts_line,
)
from dlp_service.detect.markings.schemes import common
from dlp_service.detect.markings.schemes.countries import nation_list
from dlp_service.detect.markings.schemes.spellings import spellings
from dlp_service.detect.markings.tokens import LINE, WORD

_SPELLINGS = spellings("uk")
_OWN_LEVELS = Phrases(_SPELLINGS["levels"])
_STRONG = Phrases(_SPELLINGS["controls"])
_DESCRIPTORS = Phrases(_SPELLINGS["descriptors"])
_SEPARATORS = frozenset({"-", "[", "(", ",", "/", "//", ":", "|", LINE, "_"})
_BETWEEN_OFFICIAL_AND_SENSITIVE = frozenset({"-", ":", "/", "_", LINE, "*", "(", ","})
_FOREIGN = frozenset(
    {"NOFORN", "ORCON", "FOUO", "RELIDO", "PROPIN", "RSEN", "LIMDIS", "EXDIS", "NODIS", "ATOMAL", "AUSTEO", "AGAO"}
)
"""Controls of other schemes that stand where a codeword would."""
_STATUS = frozenset(
    {"DRAFT", "FINAL", "COPY", "VERSION", "INTERIM", "REVISED", "UPDATED", "UPDATE", "AMENDED", "ANNEX", "APPENDIX", "AGENDA", "MINUTES", "URGENT", "IMMEDIATE", "ROUTINE", "PRIORITY", "ARCHIVE", "ARCHIVED", "SUPERSEDED", "UNREVIEWED", "APPROVED", "SIGNED"}
)  # fmt: skip
"""What a document is, not who may read it."""
_SHORT_DESCRIPTORS = {"C": "COMMERCIAL", "L": "LEGAL", "P": "PERSONAL"}
_HIGH = frozenset({"SECRET", "TOP SECRET"})
_MOST_QUALIFIERS = 12
_NATIONAL = ("EYES ONLY",)
"""How the caveats end that may stand above the level."""
_LONGEST_ORGANISATION = 8
_FIELDS = frozenset({"CLASSIFICATION", "MARKING", "MARKINGS", "CLASSIFIED", "GRADING", "CLASS"})
_LABELS = frozenset({"HANDLING", "CAVEAT", "CAVEATS", "DESCRIPTOR", "DESCRIPTORS"})
_LABEL_TAILS = frozenset({"INSTRUCTION", "INSTRUCTIONS", "CAVEAT", "CAVEATS", "DESCRIPTOR"})


@dataclass(slots=True)
class _Draft:
    """What has been read so far; `joined` says that a separator, not only a space, stood before a qualifier."""

    level: str
    end: int
    is_prefixed: bool
    caveats: list[str] = field(default_factory=list)
    private: list[str] = field(default_factory=list)
    is_strong: bool = False
    joined: bool = False
    is_line: bool = False


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read a British marking at `at`."""
    if tokens[at].text == "O":
        return _short(tokens, at)
    start = at
    is_prefixed = tokens[at].text == "UK" and tokens[at].is_caps
    if is_prefixed:
        at = skip(tokens, at + 1, {"-", "_", LINE}, 1)
    level, end = _level(tokens, at)
    if not level or (tokens[at - 1].kind == LINE and at > start and not ends_line(tokens, end)):
        return None
    draft = _Draft(level, end, is_prefixed, ["UK PREFIX"] if is_prefixed else [])
    _read_tail(tokens, draft, start)
    above, first = _caveat_above(tokens, start) if ends_line(tokens, draft.end) else ("", start)
    if above:
        draft.is_strong = True
        draft.caveats.extend([above] if above not in draft.caveats else [])
    is_own = level in {"OFFICIAL", "OFFICIAL-SENSITIVE", "PROTECT", "NOT PROTECTIVELY MARKED"}
    if not is_own and not is_prefixed and not _is_british(tokens, draft, start, end):
        return None
    name, stop, last = common.condition(tokens, draft.end)
    caveats = (*draft.caveats, name) if name else tuple(draft.caveats)
    is_form = (
        is_prefixed
        or draft.is_strong
        or draft.joined
        or draft.is_line
        or bool(name)
        or level in {"OFFICIAL-SENSITIVE", "NOT PROTECTIVELY MARKED"}
    )
    shape = Shape.FORM if is_form else Shape.WORD
    return Reading(
        "uk",
        level,
        caveats,
        first,
        last,
        shape,
        is_all_caps(tokens, at, end),
        span_last=stop,
        private=tuple(draft.private),
    )


def _is_value(tokens: Tokens, at: int) -> bool:
    """Say whether the name of a field and its sign stand before the marking at `at`."""
    return at > 1 and tokens[at - 1].kind in {":", "-", "="} and tokens[at - 2].text in _FIELDS


def _caveat_above(tokens: Tokens, at: int) -> tuple[str, int]:
    """Return the national caveat that fills the line before the level at `at`, and where it begins; empty where none does."""
    end = at - 1
    if end < 1 or tokens[end].kind != LINE:
        return "", at
    begin = end
    while begin and end - begin < _LONGEST_ORGANISATION and tokens[begin - 1].kind != LINE:
        begin -= 1
    for name, stop in (_STRONG.match(tokens, begin) or ("", 0), _eyes_only(tokens, begin)):
        is_line = stop == end and starts_line(tokens, begin) and is_all_caps(tokens, begin, end)
        if is_line and name.endswith(_NATIONAL):
            return name, begin
    return "", at


def _is_british(tokens: Tokens, draft: _Draft, start: int, end: int) -> bool:
    """Say whether the qualifiers make a shared level word British."""
    if draft.caveats and all(name.startswith(("REL TO ", "REL USA")) for name in draft.caveats):
        return False
    if tokens[end].kind == "//":  # the American syntax, whose release lists look the same
        return any(not name.startswith("REL ") and not name.endswith("EYES ONLY") for name in draft.caveats)
    if draft.is_strong or draft.joined:
        return True
    is_led = starts_line(tokens, start) or _is_value(tokens, start)
    is_alone = is_led and ends_line(tokens, draft.end) and is_all_caps(tokens, start, draft.end)
    draft.is_line = bool(draft.caveats) and draft.level == "RESTRICTED" and is_alone
    return draft.is_line


def _short(tokens: Tokens, at: int) -> Reading | None:
    """Read `O-S`, `O-S-C`: letters that mean something else anywhere but alone, set apart or in brackets."""
    if [token.raw for token in tokens[at : at + 3]] != ["O", "-", "S"]:
        return None
    end = at + 3
    is_qualified = tokens[end].kind in {"-", ":"} and gap(tokens, end + 1) == 0
    descriptor = _SHORT_DESCRIPTORS.get(tokens[end + 1].raw) if is_qualified else None
    if descriptor:
        end += 2
    is_tight = all(gap(tokens, index) == 0 for index in range(at + 1, end))
    opening = tokens[at - 1].kind if at else ""
    is_boxed = (opening, tokens[end].kind) in {("[", "]"), ("(", ")")}
    is_apart = tokens[end].kind in {":", "|"} or (tokens[end].kind == "-" and gap(tokens, end) > 0)
    stands = starts_line(tokens, at) and (ends_line(tokens, end) or is_apart)
    if not is_tight or not (is_boxed or stands):
        return None
    return Reading("uk", "OFFICIAL-SENSITIVE", (descriptor,) if descriptor else (), at, end, Shape.WORD)


def _level(tokens: Tokens, at: int) -> tuple[str, int]:
    """Return the level at `at` and the index after it; an empty name where there is none."""
    if tokens[at].text == "OFFICIAL":
        middle = skip(tokens, at + 1, _BETWEEN_OFFICIAL_AND_SENSITIVE, 3)
        if tokens[middle].text == "SENSITIVE" and _is_one_level(tokens, at, middle):
            is_closed = tokens[middle - 1].kind == "(" and tokens[middle + 1].kind == ")"
            return "OFFICIAL-SENSITIVE", middle + 1 + is_closed
    found = _OWN_LEVELS.match(tokens, at) or common.LEVEL_WORDS.match(tokens, at)
    return found or ("", at)


def _is_one_level(tokens: Tokens, at: int, middle: int) -> bool:
    """Say whether OFFICIAL and SENSITIVE belong together; in prose a comma or a bracket parts two adjectives."""
    if any(token.kind in {",", "("} for token in tokens[at + 1 : middle]):
        return is_all_caps(tokens, at, middle + 1)
    return not _is_new_line(tokens, at + 1, middle)


def _is_new_line(tokens: Tokens, low: int, high: int) -> bool:
    """Say whether two words stand on different lines with more on the second."""
    return any(token.kind == LINE for token in tokens[low:high]) and not (
        tokens[low].kind == "-" or ends_line(tokens, high + 1)
    )


def _read_tail(tokens: Tokens, draft: _Draft, start: int) -> None:
    for _ in range(_MOST_QUALIFIERS):
        before = draft.end
        begin = _after_label(tokens, before, start) or skip(tokens, before, _SEPARATORS)
        if draft.caveats and (tokens[begin].kind == "&" or tokens[begin].text == "AND"):
            begin += 1 if _DESCRIPTORS.match(tokens, begin + 1) else 0
        opened = any(token.kind in {"[", "("} for token in tokens[before:begin])
        crossed = any(token.kind == LINE for token in tokens[before:begin])
        is_joined = begin > before and not (begin == before + 1 and crossed)
        end = _qualifier(tokens, begin, draft, start, is_joined=is_joined)
        if not end or (crossed and not (ends_line(tokens, end) or tokens[end].kind in _SEPARATORS - {":"})):
            if end:
                draft.caveats.pop()
            return
        if opened and tokens[end].kind in {"]", ")"}:
            end += 1
        draft.joined |= is_joined
        draft.end = end


def _after_label(tokens: Tokens, at: int, start: int) -> int:
    """Return the index after `Handling:` on the line under a classification field, or 0."""
    label = at + 1
    if not (start and tokens[start - 1].kind == ":" and tokens[at].kind == LINE and tokens[label].text in _LABELS):
        return 0
    end = label + 2 if tokens[label + 1].text in _LABEL_TAILS else label + 1
    return end + 1 if tokens[end].kind == ":" else 0


def _qualifier(tokens: Tokens, at: int, draft: _Draft, start: int, *, is_joined: bool) -> int:
    """Add the qualifier at `at` to the draft and return the index after it, or 0."""
    if tokens[at].kind != WORD or not (tokens[at].raw[0].isupper() or tokens[at].raw == "5"):  # 5 EYES
        return 0
    found = _STRONG.match(tokens, at)
    if found and (is_all_caps(tokens, at, found[1]) or is_joined):
        draft.is_strong = True
        draft.caveats.append(found[0])
        return _until(tokens, found[1]) if found[0] == "EMBARGOED" else found[1]
    for read in (_use_only, _eyes_only, _released):
        name, end = read(tokens, at)
        if end and (read is not _released or is_joined):
            draft.is_strong = True
            draft.caveats.append(name)
            return end
    found = _DESCRIPTORS.match(tokens, at)
    if (
        found
        and (_stands_apart(tokens, found[1]) or _runs_on(tokens, at, found[1]) or _STRONG.match(tokens, found[1]))
        and (is_joined or draft.level != "OFFICIAL" or ends_line(tokens, found[1]))
    ):
        if not is_joined and not is_all_caps(tokens, at, found[1]):
            return 0
        draft.caveats.append(found[0])
        return found[1]
    return _codeword(tokens, at, draft, start) if is_joined else 0


def _use_only(tokens: Tokens, at: int) -> tuple[str, int]:
    """Return `MOD, NCA USE ONLY` as it is written and the index after it; 0 where none stands."""
    if tokens[at].text in {"FOR", "OFFICIAL"}:  # the American FOR OFFICIAL USE ONLY
        return "", 0
    name = ""
    for end in range(at, at + _LONGEST_ORGANISATION):
        token = tokens[end]
        if name and token.text == "USE" and tokens[end + 1].text == "ONLY":
            return f"{name} USE ONLY", end + 2
        if token.kind == WORD and token.raw.isupper():
            name += token.text if not name or name.endswith("/") else f" {token.text}"
        elif token.kind in {"/", "&", ","} and name:
            name += {"&": " &"}.get(token.kind, token.kind)
        elif token.kind not in {"[", "]"}:
            break
    return "", 0


def _eyes_only(tokens: Tokens, at: int) -> tuple[str, int]:
    """Return `AUS/UK/US EYES ONLY` and the index after it; a list without the United Kingdom is not British."""
    names: list[str] = []
    end = at
    while tokens[end].kind == WORD and tokens[end].raw.isupper() and 2 <= len(tokens[end].raw) <= 3:
        names.append(tokens[end].text)
        end = skip(tokens, end + 1, {"/", ",", "&"}, 1)
        end += tokens[end].text == "AND"
    if "UK" in names and tokens[end].text == "EYES" and tokens[end + 1].text == "ONLY":
        return f"{'/'.join(names)} EYES ONLY", end + 2
    return "", 0


def _released(tokens: Tokens, at: int) -> tuple[str, int]:
    """Return `REL USA, CAN` or `REL TO USA, CAN` and the index after it."""
    if tokens[at].text != "REL" or not tokens[at].is_caps:
        return "", 0
    begin = skip(tokens, at + 1, {"-"}, 1)
    has_to = tokens[begin].text == "TO"
    nations, end = nation_list(tokens, begin + has_to)
    return (f"{'REL TO' if has_to else 'REL'} {', '.join(nations)}", end) if nations else ("", 0)


def _runs_on(tokens: Tokens, at: int, end: int) -> bool:
    """Say whether a descriptor in capitals, tied to its level, ends where a sentence goes on in small letters."""
    return tokens[at - 1].kind == "-" and is_all_caps(tokens, at, end) and tokens[end].raw[:1].islower()


def _stands_apart(tokens: Tokens, at: int) -> bool:
    """Say whether a descriptor ends here: at a sign, a line end or a wide gap, not before another word."""
    is_list = tokens[at].text == "AND" and _DESCRIPTORS.match(tokens, at + 1) is not None
    return tokens[at].kind != WORD or gap(tokens, at) > 2 or is_list


def _codeword(tokens: Tokens, at: int, draft: _Draft, start: int) -> int:
    """Take one unknown word in capitals where the whole line is a marking."""
    word = tokens[at]
    end = at + 1
    dashed = tokens[at - 1].kind in {"-", "//"} and gap(tokens, at - 1) > 0 and gap(tokens, at) > 0
    if word.text in _FOREIGN or word.text in _STATUS:
        return 0
    if not (dashed and word.raw.isupper() and word.raw.isalpha() and len(word.raw) >= 4 and starts_line(tokens, start)):
        return 0
    follows = tokens[end].kind == "-" and (_STRONG.match(tokens, end + 1) or _DESCRIPTORS.match(tokens, end + 1))
    if not (ends_line(tokens, end) or follows):
        return 0
    if draft.level in _HIGH:
        draft.caveats.append(f"CODEWORD {word.text}")
        draft.private.append(f"CODEWORD {word.text}")
    elif draft.level == "OFFICIAL-SENSITIVE":
        draft.caveats.append(word.text)
    else:
        return 0
    return end


def _until(tokens: Tokens, at: int) -> int:
    """Return the index after the time an embargo names."""
    if tokens[at].text not in {"UNTIL", "TILL", "TO", "UNTILL"}:
        return at
    stop = at + 10
    while at < stop and tokens[at].kind in {WORD, ":", "/", ".", ","} and not _DESCRIPTORS.match(tokens, at):
        at += 1
    return at


_SIGNS = (
    r"(?i:official.{0,12}sensitive)",
    r"\bO-S(?:-[CLP])?\b",
    r"\bSTRAP\b",
    "(?i:not protectively marked)",
)

SCHEME = Scheme(
    "uk",
    frozenset({"UK", "O"}) | _OWN_LEVELS.firsts | common.LEVEL_WORDS.firsts,
    parse,
    common.WORDS | _OWN_LEVELS.words | _STRONG.words | _DESCRIPTORS.words | {"SENSITIVE", "UK", "USE", "ONLY"},
    common.LONG_WORDS | {"OFFICIAL", "SENSITIVE", "RECIPIENTS", "EMBARGOED", "PROTECTIVELY", "MARKED"},
    signs=_SIGNS,
)
