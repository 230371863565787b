"""
The security label of S/MIME (RFC 2634 section 3, RFC 5035), which X.411 has in the same form.

    SET { policy OBJECT IDENTIFIER, classification INTEGER, privacy mark, SET OF { type OBJECT IDENTIFIER, value } }

Read where mail is read, from signed attributes, and where SIO-Label is read, from base64; hence outside both rooms.
All but one of the parts may be missing, in any order: a set has none.
"""

from __future__ import annotations

from dataclasses import dataclass

from dlp_service.cms import CONSTRUCTED, OID, SEQUENCE, SET, Ber, Element, NotCms

LEVELS = ("UNMARKED", "UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET")
"""The names of the integers 0 to 5; a policy may define others from 6 to 255."""
INTEGER, UTF8, PRINTABLE, IA5, T61 = 0x02, 0x0C, 0x13, 0x16, 0x14
STRINGS = {UTF8: "utf-8", PRINTABLE: "ascii", IA5: "ascii", T61: "latin-1", 0x1A: "ascii", 0x1E: "utf-16-be"}
MAX_CATEGORIES = 64
MAX_TEXT = 256
MAX_NODES = 512


@dataclass(frozen=True, slots=True)
class Category:
    """One category: its type and the texts inside its value; what is no text can only be read with the policy at hand."""

    type: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EssLabel:
    """
    A decoded label; `classification` is None where it is missing.

    `is_whole` is false where the bytes ended early or hold something else besides.
    """

    policy: str = ""
    classification: int | None = None
    privacy_mark: str = ""
    categories: tuple[Category, ...] = ()
    is_whole: bool = True

    @property
    def level(self) -> str:
        """Return the classification in words, empty where it is missing."""
        number = self.classification
        if number is None:
            return ""
        return LEVELS[number] if 0 <= number < len(LEVELS) else f"CLASSIFICATION {number}"

    def described(self) -> str:
        """
        Return the label on one line, the form in which it is a property of a message.

        >>> EssLabel("1.3.26.1", 4, "NATO SECRET", (Category("1.2.3", ("ATOMAL",)),)).described()
        '1.3.26.1 SECRET; privacy mark=NATO SECRET; category 1.2.3=ATOMAL'
        """
        head = " ".join(filter(None, (self.policy, self.level)))
        mark = f"privacy mark={_plain(self.privacy_mark)}" if self.privacy_mark else ""
        rest = (
            f"category {item.type}" + (f"={', '.join(_plain(text) for text in item.texts)}" if item.texts else "")
            for item in self.categories
        )
        return "; ".join(filter(None, (head, mark, *rest)))


def _plain(text: str) -> str:
    """Return a text that cannot be taken for the next part of the line."""
    return " ".join(text.replace(";", ",").split())


def decode(data: bytes) -> EssLabel | None:
    """
    Return the label in BER or DER bytes, as far as they go; None when they are no label.

    >>> decode(bytes.fromhex("310802010406032b1a01"))
    EssLabel(policy='1.3.26.1', classification=4, privacy_mark='', categories=(), is_whole=True)
    """
    walk = Ber(data, is_lenient=True)
    try:
        outer = walk.element(0, len(data), 0)
        if outer.tag not in {SET, SEQUENCE}:
            return None
        parts = walk.children(outer, 1, 16)
    except NotCms:
        return None
    policy, mark, number = "", "", None
    categories: tuple[Category, ...] = ()
    for part in parts:
        if part.tag == OID:
            policy = dotted(data[part.start : part.end])
        elif part.tag == INTEGER:
            number = int.from_bytes(data[part.start : part.end][:8], "big", signed=True)
        elif part.tag in STRINGS:
            mark = _text(data, part)
        elif part.tag in {SET, SEQUENCE}:
            categories = _categories(walk, part)
    if not policy and number is None:
        return None
    return EssLabel(policy, number, mark, categories, _is_whole(data))


def _is_whole(data: bytes) -> bool:
    try:
        strict = Ber(data)
        outer = strict.element(0, len(data), 0)
        strict.children(outer, 1, 16)
    except NotCms:
        return False
    return outer.next == len(data)


def _categories(walk: Ber, element: Element) -> tuple[Category, ...]:
    """Return the categories: each is a sequence of [0] type and [1] value."""
    found = []
    for item in _children(walk, element, 2)[:MAX_CATEGORIES]:
        parts = _children(walk, item, 3)
        if parts:
            head = parts[0]
            inner = _children(walk, head, 4) if head.tag & CONSTRUCTED else []
            head = inner[0] if inner else head
            found.append(Category(dotted(walk.data[head.start : head.end]), _texts(walk, parts[1:])))
    return tuple(found)


def _texts(walk: Ber, elements: list[Element]) -> tuple[str, ...]:
    found: list[str] = []
    pending = [(element, 4) for element in elements]
    for _ in range(MAX_NODES):
        if not pending:
            break
        element, depth = pending.pop(0)
        if element.tag & CONSTRUCTED:
            pending += [(child, depth + 1) for child in _children(walk, element, depth)]
        elif element.tag in STRINGS and (text := _text(walk.data, element)):
            found.append(text)
    return tuple(found)


def _children(walk: Ber, element: Element, depth: int) -> list[Element]:
    try:
        return walk.children(element, depth, MAX_NODES)
    except NotCms:
        return []


def _text(data: bytes, element: Element) -> str:
    return data[element.start : element.end][:MAX_TEXT].decode(STRINGS[element.tag], "replace").strip()


def dotted(data: bytes) -> str:
    """
    Return the dotted form of an object identifier, as far as its bytes make sense.

    >>> dotted(bytes.fromhex("6084420102011c0001"))
    '2.16.578.1.2.1.28.0.1'
    """
    numbers: list[int] = []
    value = 0
    for byte in data[:64]:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    if not numbers:
        return ""
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:])))
