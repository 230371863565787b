"""
SIO-Label and SIO-Label-History (RFC 7444).

    SIO-Label: marking="..."; fgcolor=red; bgcolor=white; type=":ess"; label*0="base64"; label*1="..."

The history holds what the label was before a change, and under names with `new-` what it was after it.

The marking is what a reader of the message sees, so it wins; the coded label is decoded (`:ess` and `:x411` are BER, `:xml`
is markup) and compared.  Where the two are of different height the coded one is reported as a mention.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote_to_bytes

from dlp_service import esslabel
from dlp_service.charsets import decode
from dlp_service.detect.markings.labels import ess, stanag
from dlp_service.detect.markings.labels.interface import Field, Fields, Label, Says, graded, told
from dlp_service.detect.markings.labels.words import Words

CURRENT = "sio-label"
KEYS = frozenset({CURRENT, "sio-label-history"})
NAMES = ("marking", "type", "label")
MAX_PIECES = 2_000
_PARAMETER = re.compile(
    r"([A-Za-z-]{1,40})(?:\*(\d{1,4}))?(\*)?\s*=\s*(?:\"((?:[^\"\\]|\\.)*)(\"|\Z)|([^;\s]*))", re.DOTALL
)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_FOLD = re.compile(r"\r?\n[ \t]*")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter put together from its pieces, with the extent of all of them; cut where a quote stayed open."""

    value: str
    start: int
    end: int
    is_cut: bool = False


def read(fields: Fields, words: Words) -> Iterator[Label]:
    """Yield the label of each field, and a mention where the coded label says otherwise."""
    own = [field for field in fields if field.key in KEYS]
    is_labelled = any(field.key == CURRENT for field in own)
    for field in own:
        found = parameters(field.value)
        if field.key == CURRENT:
            yield from _label(field, found, words, "SIO-Label")
            continue
        for prefix, is_past in (("new-", is_labelled), ("", is_labelled or "new-marking" in found)):
            then = {name: found[prefix + name] for name in NAMES if prefix + name in found}
            for label in _label(field, then, words, "SIO-Label-History"):
                reason = f"{label.reason}, replaced since" if is_past else label.reason
                yield replace(label, is_mention=is_past or label.is_mention, reason=reason)


def _label(field: Field, found: dict[str, Parameter], words: Words, name: str) -> Iterator[Label]:
    shown, coded = found.get("marking"), found.get("label")
    kind = found["type"].value.strip().lower() if "type" in found else ":ess"
    inner = _decoded(coded, kind, words) if coded else None
    if shown is None or not shown.value.strip():
        if coded and inner:
            yield _at(field, coded, inner, 0.8, f"{name} without a displayed marking")
        elif coded:
            says = Says("label", "UNREADABLE LABEL", is_read=False)
            yield _at(field, coded, says, 0.5, f"{name} whose coded label cannot be decoded")
        return
    says = words.says(shown.value)
    differs = inner is not None and _differ(words.height(says), words.height(inner))
    reason, confidence = name, 0.95
    if shown.is_cut or field.is_cut:
        reason, confidence = f"{name} that is cut off", 0.7
    elif coded and inner is None:
        reason, confidence = f"{name} whose coded label cannot be decoded", 0.85
    elif differs and inner:
        reason, confidence = f"{name} whose coded label says {inner.level}", 0.8
    yield _at(field, shown, says, confidence, reason)
    if differs and inner and coded:
        yield _at(field, coded, inner, 0.5, f"coded label of an {name} that displays {says.level}", is_mention=True)


def _differ(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one != other


def _at(
    field: Field, place: Parameter, says: Says, confidence: float, reason: str, *, is_mention: bool = False
) -> Label:
    start, end = field.value_start + place.start, field.value_start + place.end
    return Label(
        says,
        field.part,
        start,
        end,
        graded(confidence, says),
        told(reason, says),
        is_mention=is_mention,
        claims=(field,),
    )


def parameters(value: str) -> dict[str, Parameter]:
    """
    Return the parameters by name; continuations and percent-encoding (RFC 2231) undone.

    >>> {name: found.value for name, found in parameters('marking="A \\\\"B\\\\""; label*0="TV"; label*1=E=').items()}
    {'marking': 'A "B"', 'label': 'TVE='}
    """
    pieces: dict[str, list[tuple[int, str, bool, re.Match[str]]]] = {}
    for number, match in enumerate(_PARAMETER.finditer(value)):
        if number >= MAX_PIECES:
            break
        quoted = match[4] is not None
        text = _QUOTED_PAIR.sub(r"\1", _FOLD.sub(" ", match[4])) if quoted else match[6]
        pieces.setdefault(match[1].lower(), []).append((int(match[2] or 0), text, bool(match[3]), match))
    return {name: _joined(items) for name, items in pieces.items()}


def _joined(items: list[tuple[int, str, bool, re.Match[str]]]) -> Parameter:
    matches = [match for *_, match in items]
    ordered = sorted(items, key=lambda item: item[0])
    if ordered[0][3][2] is None:
        # A parameter given twice without numbers: the first counts.
        ordered, matches = ordered[:1], [ordered[0][3]]
    text = "".join(piece for _, piece, _, _ in ordered)
    if any(is_encoded for _, _, is_encoded, _ in ordered):
        charset, _, rest = text.partition("'")
        percent = rest.partition("'")[2] if rest else charset
        # Whatever stands where a charset belongs: no name of a codec is asked for as it comes.
        text = decode(unquote_to_bytes(percent.encode("utf-8", "replace")), charset if rest else "")
    is_cut = any(match[4] is not None and match[5] == "" for match in matches)
    return Parameter(text, min(m.start() for m in matches), max(m.end() for m in matches), is_cut)


def _decoded(coded: Parameter, kind: str, words: Words) -> Says | None:
    """Return what the coded label says, or None where it cannot be decoded."""
    letters = _NOT_BASE64.sub("", coded.value)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        data = base64.b64decode(letters + "=" * (-len(letters) % 4))
    except (binascii.Error, ValueError):
        return None
    if kind == ":xml" or data.lstrip()[:1] == b"<":
        return stanag.says_of(data.decode("utf-8", "replace"), words)
    label = esslabel.decode(data)
    return ess.says_of(label, words) if label else None
