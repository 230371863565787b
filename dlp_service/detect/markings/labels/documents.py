"""
Labels in the properties of documents: Boldon James, Titus, and properties that are called classification or marking.

Boldon James writes the words into `bjDocumentSecurityLabel` and the choice behind them, as markup in pieces, into
`bjDocumentLabelXML`, `bjDocumentLabelXML-0` and so on.  `docIndexRef` and `TitusGUID` name the document, not a level,
and count only where the organisation declares the GUID.  Keywords and categories are typed by people: there a level
must stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dlp_service.detect.markings.labels import caveats, ism, markup
from dlp_service.detect.markings.labels.fields import unfolded
from dlp_service.detect.markings.labels.interface import Field, Fields, Label, Says, value_label
from dlp_service.detect.markings.labels.markup import Element
from dlp_service.detect.markings.labels.words import Words

SHOWN = "bjdocumentsecuritylabel"
CHOICE = re.compile(r"bjdocumentlabelxml(?:-(\d{1,3}))?")
DRAWN = re.compile(r"bj(?:left|centre|center|right|first|even|both)?(?:page)?(?:header|footer)\w*")
"""What Boldon James prints at the head and foot of pages, in the codes of Excel where it is a sheet."""
_CODES = re.compile(r'&(?:"[^"]{0,80}"|K[0-9A-F]{6}|\d{1,3}|[A-Za-z])')
NAMING = frozenset({"docindexref", "titusguid"})
NAMED = frozenset(
    {
        "classification", "titusclassification", "securityclassification", "documentclassification", "dataclassification", "protectivemarking",
        "securitymarking", "securitylabel", "security-label", "marking",
    }
)  # fmt: skip
"""Properties whose value is a label in whatever words; others must say something a grammar reads."""
OF_TITUS = re.compile(r"titus\w*classification")
LIKE_NAMED = re.compile(r"classif|marking|security.?label", re.IGNORECASE)
TYPED = frozenset({"keywords", "keyword", "category", "categories"})
LETTERS = frozenset({"TS", "S", "C", "R", "U"})
"""Of attributes in markup, see `ism`."""
_CHOSEN = re.compile(r"id_(?:\w*_)?(?:classification|marking)_(\w+)", re.IGNORECASE)
_GUID = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.IGNORECASE)
_BETWEEN = re.compile(r"[;,|]")


def read(fields: Fields, words: Words) -> Iterator[Label]:
    """Yield the labels of the named properties, then of keywords and categories."""
    yield from _boldon_james(fields, words)
    beside = tuple(
        field for field in fields if field.is_property and caveats.is_name(field.key) and field.key not in ism.NAMES
    )
    for field in fields:
        name = field.key.replace("_", "")
        if field.key in NAMING:
            declared = words.declared(unfolded(field.value))
            if declared:
                yield value_label(field, declared, 0.9, "declared GUID of a document")
        elif name in TYPED:
            yield from _typed(field, words)
        elif DRAWN.fullmatch(name):
            yield from _drawn(field, words)
        elif name in NAMED or (field.is_property and LIKE_NAMED.search(field.key)):
            # In small letters it is an attribute of some data, which may classify anything.
            is_named = (name in NAMED or bool(OF_TITUS.fullmatch(name))) and field.part.text[field.start].isupper()
            yield from _named(field, beside, words, takes_own_words=is_named)


def _boldon_james(fields: Fields, words: Words) -> Iterator[Label]:
    shown = next((field for field in fields if field.key == SHOWN and field.value.strip()), None)
    pieces = [(int(found[1] or -1), field) for field in fields if (found := CHOICE.fullmatch(field.key))]
    pieces.sort(key=lambda piece: piece[0])
    machinery = tuple(field for _, field in pieces)
    if shown:
        label = value_label(shown, words.says(unfolded(shown.value)), 0.93, "Boldon James label")
        yield replace(label, claims=(shown, *machinery))
        return
    tree = markup.parse("".join(field.value.strip() for field in machinery))
    for element in tree.named("element"):
        says = _chosen(element, words)
        if says:
            label = value_label(machinery[0], says, 0.7, "Boldon James label without its words")
            yield replace(label, claims=machinery)
            return


def _chosen(element: Element, words: Words) -> Says | None:
    """Return what the choice in a menu says: by its GUID, or by the name that Boldon James made of it."""
    uid = element.attributes.get("uid", "")
    guid, chosen = _GUID.fullmatch(uid), _CHOSEN.fullmatch(uid)
    if guid:
        return words.declared(guid[1]) or Says("label", f"GUID {guid[1].lower()}", is_read=False)
    return words.says(element.attributes.get("value", "").strip() or chosen[1]) if chosen else None


def _named(field: Field, beside: Fields, words: Words, *, takes_own_words: bool) -> Iterator[Label]:
    text = unfolded(field.value).strip("\"'")
    if not text or text in LETTERS or text[:1] == "<":
        return
    says = words.says(text) if takes_own_words else words.read(text)
    if says:
        yield caveats.added(value_label(field, says, 0.93, "classification property"), beside)


def _drawn(field: Field, words: Words) -> Iterator[Label]:
    plain = _CODES.sub(lambda code: " " * len(code[0]), field.value)
    says = words.read(unfolded(plain)) if plain.strip() else None
    if says:
        yield value_label(replace(field, value=plain), says, 0.85, "Boldon James header or footer")


def _typed(field: Field, words: Words) -> Iterator[Label]:
    """Yield a level that is the whole value, or one of its words while the others are none."""
    text = unfolded(field.value)
    says = _clear(text, words)
    if says:
        yield value_label(field, says, 0.85, "keyword or category")
        return
    found: dict[tuple[str, str], Label] = {}
    start = 0
    for piece in _pieces(field.value):
        says = _clear(piece.strip(), words)
        if says:
            inner = replace(field, value=piece, value_start=field.value_start + start)
            label = value_label(inner, says, 0.8, "one of the keywords or categories")
            found.setdefault((says.scheme, says.level), replace(label, claims=(field,)))
        start += len(piece) + 1
    if len(found) == 1:
        yield from found.values()


def _pieces(value: str) -> list[str]:
    return _BETWEEN.split(value[:4_096])


def _clear(text: str, words: Words) -> Says | None:
    """Return what a keyword says when it is a level and nothing else, in capitals or in the form of its scheme."""
    says = words.whole(text) if text else None
    return says if says and (text.isupper() or "-" in text or "//" in text or says.caveats) else None
