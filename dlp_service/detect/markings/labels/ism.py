"""
Attributes of IC-ISM in markup (ISM.XML of the US intelligence community): classification, ownerProducer and controls.

They stand in markup itself (`ism:classification="S"`) or, where extraction read the markup, as lines in the order of the
attributes.  The values are those of portion marks, so that the banner is put together from them and read by the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dlp_service.detect.markings.labels import markup
from dlp_service.detect.markings.labels.interface import Field, Fields, Label, Says, graded, told
from dlp_service.detect.markings.labels.quoted import ATTRIBUTES
from dlp_service.detect.markings.labels.words import POLICIES, Words

LEVELS = {"TS": "TOP SECRET", "S": "SECRET", "C": "CONFIDENTIAL", "R": "RESTRICTED", "U": "UNCLASSIFIED"}
CONTROLS = (
    "scicontrols",
    "saridentifier",
    "atomicenergymarkings",
    "fgisourceopen",
    "disseminationcontrols",
    "nonicmarkings",
)
"""In the order of the categories of a banner."""
NAMES = frozenset(
    {"classification", "ownerproducer", "releasableto", "displayonlyto", "joint", "nonuscontrols", *CONTROLS}
)
WORDS = {
    "NF": "NOFORN", "OC": "ORCON", "OC-USGOV": "ORCON-USGOV", "IMC": "IMCON", "PR": "PROPIN", "RS": "RSEN", "DSEN": "DEA SENSITIVE", "EYES": "EYES ONLY",
    "DS": "LIMDIS", "XD": "EXDIS", "ND": "NODIS", "SBU-NF": "SBU NOFORN", "LES-NF": "LES NOFORN",
}  # fmt: skip
"""Controls whose banner form differs from that of portion marks."""
LISTS = frozenset({"REL", "DISPLAYONLY"})
"""Controls that only announce an attribute with a list."""
MAX_ELEMENTS = 2_000
_PAIR = re.compile(r"(?P<name>[A-Za-z]{1,40})\s{0,3}=\s{0,3}(?P<quote>[\"'])(?P<value>.*?)(?P=quote)", re.DOTALL)


def read(fields: Fields, words: Words) -> Iterator[Label]:
    """Yield each distinct marking of an item's markup once."""
    seen: set[Says] = set()
    for label in (*_of_lines(fields, words), *_of_markup(fields, words)):
        if label.says not in seen:
            seen.add(label.says)
            yield label


def _of_lines(fields: Fields, words: Words) -> Iterator[Label]:
    """Yield the markings of attributes that stand as lines: those of one element are neighbours and differ in name."""
    group: dict[str, Field] = {}
    for field in fields:
        if field.key not in NAMES or field.part.where != "property":
            continue
        if field.key in group or (group and _is_apart(group, field)):
            yield from _of_group(group, words)
            group = {}
        group[field.key] = field
    yield from _of_group(group, words)


def _is_apart(group: Mapping[str, Field], field: Field) -> bool:
    last = list(group.values())[-1]
    return last.part is field.part and bool(field.part.text[last.end : field.start].strip())


def _of_group(group: Mapping[str, Field], words: Words) -> Iterator[Label]:
    says = _says({name: field.value for name, field in group.items()}, words)
    if says:
        field = group["classification"]
        end = field.start + len(field.part.text[field.start : field.end].rstrip())
        yield Label(
            says,
            field.part,
            field.start,
            end,
            graded(0.9, says),
            told("IC-ISM attributes", says),
            claims=tuple(group.values()),
        )


def _of_markup(fields: Fields, words: Words) -> Iterator[Label]:
    for field in fields:
        if "ownerProducer" not in field.value:
            continue
        if field.key == ATTRIBUTES:
            yield from _of_loose(field, words)
            continue
        for element in markup.elements(field).elements[:MAX_ELEMENTS]:
            says = _says({name.lower(): value for name, value in element.attributes.items()}, words)
            if says:
                start = field.value_start + element.start
                end = min(start + _tag(field.value[element.start :]), field.value_start + element.end)
                yield Label(
                    says, field.part, start, end, graded(0.9, says), told("IC-ISM attributes", says), claims=(field,)
                )


def _of_loose(field: Field, words: Words) -> Iterator[Label]:
    says = _says({pair["name"].lower(): pair["value"] for pair in _PAIR.finditer(field.value)}, words)
    if says:
        reason = told("IC-ISM attributes without their element", says)
        yield Label(says, field.part, field.start, field.end, graded(0.85, says), reason, claims=(field,))


def _tag(text: str) -> int:
    """Return the length of the start tag."""
    return text.find(">") + 1 or len(text)


def _says(attributes: Mapping[str, str], words: Words) -> Says | None:
    """
    Return what the attributes of one element say; None where they are not those of IC-ISM.

    >>> from dlp_service.budget import Budget
    >>> from dlp_service.levels import load_levels
    >>> from dlp_service.detect.markings.schemes import shipped
    >>> words = Words({}, load_levels(), shipped(), Budget.unlimited())
    >>> own = {"classification": "S", "ownerproducer": "USA", "scicontrols": "SI TK", "releasableto": "USA GBR"}
    >>> said = _says(own, words)
    >>> said.scheme, said.level, said.caveats
    ('us', 'SECRET', ('SI', 'TK', 'REL TO USA, GBR'))
    """
    level = LEVELS.get(attributes.get("classification", "").strip().upper())
    owners = attributes.get("ownerproducer", "").upper().split()
    if level is None or not owners:
        return None
    if owners == ["USA"]:
        return _american(level, attributes, words)
    scheme = POLICIES.get(owners[0], "") if len(owners) == 1 else ""
    says = words.says(level, owners[0]) if scheme else None
    says = says or Says("us", level, (f"JOINT {' '.join(owners)}",))
    more = [value.upper() for value in attributes.get("nonuscontrols", "").split()]
    caveats = tuple(dict.fromkeys((*says.caveats, *more, *_released(attributes))))
    return Says(says.scheme, says.level, caveats, says.private)


def _american(level: str, attributes: Mapping[str, str], words: Words) -> Says:
    groups = []
    for name in CONTROLS:
        values = [value for value in attributes.get(name, "").upper().split() if value not in LISTS]
        named = [WORDS.get(value, value) for value in values]
        if name == "saridentifier":
            named = [f"SAR-{value.removeprefix('SAR-')}" for value in named]
        if name == "fgisourceopen" and named:
            named = [f"FGI {' '.join(named)}"]
        if name == "disseminationcontrols":
            named += _released(attributes)
        groups.append(named)
    plain = [item for group in groups for item in group]
    banner = "//".join([level, *("/".join(group) for group in groups if group)])
    read = words.whole(banner)
    if read and read.level == level and read.scheme == "us":
        return read
    return Says("us", level, tuple(dict.fromkeys(plain)), tuple(plain))


def _released(attributes: Mapping[str, str]) -> list[str]:
    """Return the release list; the United States stand first, as in banners."""
    found = []
    for name, phrase in (("releasableto", "REL TO"), ("displayonlyto", "DISPLAY ONLY")):
        nations = attributes.get(name, "").upper().split()
        if nations:
            found.append(f"{phrase} {', '.join(nations)}")
    return found
