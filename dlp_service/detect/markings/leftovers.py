"""
What other programs left undecoded in a text: one pattern and one decoder for each kind.

Entities and tags of HTML, encoded words of headers (RFC 2047), quoted-printable (RFC 2045), UTF-8 read as a
one-byte character set, control words of RTF, letters reversed by a direction override, and letters lost to `?`.
A decoder gives slices, (plain text, start, end), in order; what they leave out of the match is copied.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from dlp_service.detect.lookalikes import BULLETS

Slice = tuple[str, int, int]


class Leftover(NamedTuple):
    """One kind: what it begins with (one of the characters in `firsts`), its pattern from there on, its decoder."""

    firsts: str
    pattern: re.Pattern[str]
    decode: Callable[[re.Match[str]], Iterable[Slice] | None]


_LINE_TAGS = frozenset([
    "br", "p", "div", "td", "th", "tr", "li", "ul", "ol", "dl", "dt", "dd", "table", "tbody", "thead", "tfoot", "caption", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "body", "html", "head", "title", "center",
    "blockquote", "pre", "section", "header", "footer", "article", "address", "w:p", "w:br", "text:p",
])  # fmt: skip
_CP1252 = {
    bytes([code]).decode("cp1252"): code for code in range(0x80, 0xC0) if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
} | {chr(code): code for code in range(0x80, 0xC0)}
_LEADS = "".join(map(chr, range(0xC2, 0xF0)))
_TRAIL = f"[{''.join(map(re.escape, _CP1252))}]"


def _whole(plain: str, found: re.Match[str]) -> tuple[Slice]:
    return ((plain, found.start(), found.end()),)


def _entity(found: re.Match[str]) -> Iterable[Slice]:
    """Return the character, also of an entity that was escaped once more: `&amp;nbsp;`."""
    text = found[0]
    plain = html.unescape(text)
    if plain[0] == "&" and len(plain) > 1 and plain != text:
        plain = html.unescape(plain)
    return _whole(plain, found)


_XMP = ("rdf:", "dc:", "pdf:", "pdfx:", "xmp:")
"""Elements of document properties, each with a value of its own."""


def _tag(found: re.Match[str]) -> Iterable[Slice]:
    name = found[0].strip("</>").split(None, 1)[0].rstrip("/").lower()
    return _whole("\n" if name in _LINE_TAGS or name.startswith(_XMP) else "", found)


_ENCODED = re.compile(
    r"=\?(?P<charset>[\w.:-]{2,40})(?:\*[\w-]{1,20})?\?(?P<encoding>[BbQq])\?(?P<payload>[^?\n]{0,600})\?="
    r"(?P<between>(?:[ \t]{1,8}|[ \t]{0,8}\r?\n[ \t]{1,8})(?==\?[\w.:-]{2,40}\?[BbQq]\?))?"
)
"""An encoded word; the space between two of them is none (RFC 2047, 6.2)."""
_ENCODED_PIECE = re.compile(r"((?:=[0-9A-Fa-f]{2})+)|_")


def _encoded_word(found: re.Match[str]) -> Iterable[Slice] | None:
    """Return the word in slices as small as its encoding allows: one for base64, one for each character else."""
    charset, encoding, payload, _ = found.groups()
    end = found.end() if found["between"] is None else found.start("between")
    try:
        if encoding in "Bb":
            padded = payload.rstrip("=") + "=" * (-len(payload.rstrip("=")) % 4)
            slices = [(base64.b64decode(padded).decode(charset, "replace"), found.start(), end)]
        else:
            slices = [("", found.start(), found.start("payload")), *_q_slices(charset, payload, found.start("payload"))]
            slices.append(("", found.end("payload"), end))
    except (LookupError, ValueError, binascii.Error):
        return None
    return [*slices, ("", end, found.end())] if end < found.end() else slices


def _q_slices(charset: str, payload: str, low: int) -> Iterator[Slice]:
    """Yield what is encoded; what stands between is copied as it is."""
    for piece in _ENCODED_PIECE.finditer(payload):
        start = low + piece.start()
        if piece[1]:
            yield from _octets(charset, piece[1], start)
        else:
            yield " ", start, start + 1


def _octets(charset: str, text: str, start: int) -> Iterable[Slice]:
    """Yield the characters of `=XX=XX`, each over the octets it took."""
    plain = bytes.fromhex(text.replace("=", "")).decode(charset, "replace")
    sizes = [len(char.encode(charset, "replace")) for char in plain]
    if sum(sizes) * 3 != len(text):
        yield plain, start, start + len(text)
        return
    for char, size in zip(plain, sizes, strict=True):
        yield char, start, start + 3 * size
        start += 3 * size


_QP_SURE = re.compile(r"=(?:20|09)?\r?\n|=3D|=[CD][2-9A-F]=[89AB]|=E[0-9A-F]=[89AB]|(?:=[2-7][0-9A-F]){4}")


def is_quoted_printable(text: str) -> bool:
    """Say whether a text has signs of quoted-printable that nothing else has; only then is `=20` a space."""
    return _QP_SURE.search(text) is not None


def _octet(found: re.Match[str]) -> Iterable[Slice]:
    """Return the character of octets; one alone that is no ASCII is taken for Windows-1252."""
    octets = bytes.fromhex(found[0].replace("=", ""))
    try:
        plain = octets.decode()
    except UnicodeDecodeError:
        plain = octets.decode("cp1252", "replace")
    return _whole("\n" if plain in {"\r", "\r\n"} else plain, found)


def _mojibake(found: re.Match[str]) -> Iterable[Slice] | None:
    """
    Return the character whose UTF-8 was read as Windows-1252 or Latin-1.

    What would be a letter of no language of markings is what it seems: French writes `É` before a fixed space.
    """
    text = found[0]
    try:
        plain = bytes(_CP1252.get(char, ord(char)) for char in text).decode()
    except ValueError:
        return None
    return None if "\u0180" <= plain < "\u0370" or "\u0530" <= plain < "\u1e00" else _whole(plain, found)


_MIRRORED = str.maketrans("()[]{}<>", ")(][}{><")


def _reversed(found: re.Match[str]) -> Iterable[Slice]:
    """Return letters after a right-to-left override as they are displayed."""
    return _whole(found[0].strip("\u202e\u202c")[::-1].translate(_MIRRORED), found)


_RTF_SURE = re.compile(r"\\(?:rtf1|pard?|fs\d|viewkind|plain)(?![A-Za-z])")
_RTF_SIGNS = {"par": "\n", "line": "\n", "tab": "\t", "emdash": "-", "endash": "-", "cell": "\t", "row": "\n"}
_MOST_BANNER = 300
_CAPITALS_ONLY = re.compile(r"[^\w\\:]{0,40}[A-Z][A-Z ,/-]{0,200}(?:\\\\[A-Z ,/-]{1,200}){0,10}")


def is_rtf(text: str) -> bool:
    """Say whether a text has control words that only RTF has; only then is a backslash the sign of one."""
    return _RTF_SURE.search(text) is not None


def _backslashes(found: re.Match[str]) -> Iterable[Slice] | None:
    """Return `//` for two backslashes between words in capitals on a line of such words."""
    reach = max(0, found.start() - _MOST_BANNER)
    low = found.string.rfind("\n", reach, found.start()) + 1
    is_banner = (low or not reach) and _CAPITALS_ONLY.fullmatch(found.string, low, found.start())
    return _whole("//", found) if is_banner else None


def _control_word(found: re.Match[str]) -> Iterable[Slice]:
    """Return what a control word of RTF stands for: a sign, a line end, nothing."""
    text, word = found[0], found["rtf"]
    if text[1] == "'":
        return _whole(bytes([int(text[2:4], 16)]).decode("cp1252", "replace"), found)
    if word == "u" and found["number"]:
        code = int(found["number"]) % 0x10000
        return _whole(chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd", found)
    return _whole(_RTF_SIGNS.get(word or "", ""), found)


_QUOTE_START = re.compile(r"[ \t]{0,8}|[A-Z]{2,4}")


def _quote(found: re.Match[str]) -> Iterable[Slice] | None:
    """Return the prefix of a quoted line, `>`, `> >` or `AB>`, where a line begins with it."""
    low = found.string.rfind("\n", max(0, found.start() - 9), found.start()) + 1
    if low == 0 and found.start() > 8:
        return None
    lead = _QUOTE_START.fullmatch(found.string, low, found.start())
    if lead is None or (lead[0].isalpha() and found[0] == ">"):
        return None
    return (("", low, found.end()),)


def _lost(before: str, after: str) -> str:
    """Return the pattern of an accented letter that became a question mark, or two, inside a word of markings."""
    behind = [before.replace(".", r"[?\ufffd]" * size) for size in (1, 2)]
    return "(?:" + "|".join(rf"(?<=\b{part})" for part in dict.fromkeys(behind)) + rf")[?\ufffd]{{1,2}}(?={after})"


_LOST_U = _lost("F", r"R\b")
_LOST_E = "|".join(
    [
        _lost("TR", r"S\b"), _lost("PROT", r"G[E?\ufffd]"), _lost("PROT.G", r"(?:[\s/]|$)"), _lost("D", r"FENSE\b"), _lost("SP", r"CIAL\b"),
        _lost("KLASSIFI", r"\b"),
    ]
)  # fmt: skip


def _is(plain: str) -> Callable[[re.Match[str]], Iterable[Slice]]:
    return lambda found: _whole(plain, found)


def _kind(firsts: str, pattern: str, decode: Callable[[re.Match[str]], Iterable[Slice] | None]) -> Leftover:
    return Leftover(firsts, re.compile(pattern), decode)


FOLD = _kind("\r\n", r"\r?\n[ \t]{1,20}", _is(" "))
"""A header goes on after a line end and a space (RFC 5322)."""
LOCATE_MOJIBAKE = f"(?<=[\u00c2-\u00df])(?={_TRAIL}|\\s|$)|(?<=[\u00e0-\u00ef])(?={_TRAIL}{{2}})"
"""After the first character of what may be UTF-8 read as a one-byte character set."""
_MULTIPLE = "(?:[CD][0-9A-F]=[89AB][0-9A-F]|E[0-9A-F](?:=[89AB][0-9A-F]){2}|F[0-7](?:=[89AB][0-9A-F]){3})"
QUOTED_PRINTABLE = (_kind("=", rf"=0D=0A|={_MULTIPLE}|=[0-9A-F]{{2}}", _octet),)
"""Read only in a text of which `is_quoted_printable` holds."""
RTF = (
    _kind(
        "\\",
        r"\\(?:'[0-9a-fA-F]{2}|(?P<rtf>[a-z]{1,20})(?P<number>-?\d{1,5})?(?:(?<=\d)\?|\ )?)",
        _control_word,
    ),
    _kind("{}", "[{}]", _is("")),
)
"""Read only in a text of which `is_rtf` holds."""
KINDS: tuple[Leftover, ...] = (
    _kind(
        "&",
        r"&(?:amp;)?(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,24};|nbsp(?![A-Za-z0-9]))",
        _entity,
    ),
    _kind("<", r"</?[A-Za-z][A-Za-z0-9:]{0,12}(?:\s[^<>]{0,4000})?/?>", _tag),
    _kind(">", r">[> \t]{0,40}", _quote),
    _kind("\r", r"\r\n?", _is("\n")),
    Leftover("=", _ENCODED, _encoded_word),
    _kind("=", r"(?<=[^\s=])=\r?\n(?=\S)|(?<=,)=\r?\n(?= \S)", _is("")),
    _kind("=", rf"={_MULTIPLE}|=(?!(?!DC)[A-F]{{2}}[A-Z]{{2}})[89A-F][0-9A-F]", _octet),  # not `Marking=BEGRENSET`
    _kind("\\", r"(?<=[A-Z)])\\\\(?=[A-Z])", _backslashes),
    _kind("*", r"(?<![A-Za-z0-9*])\*{1,3}(?=[A-Z(])|(?<=[A-Z0-9),])\*{1,3}(?=[A-Z(]|\W|$)", _is("")),
    _kind("?\ufffd", _LOST_U, _is("U")),
    _kind("?\ufffd", _LOST_E, _is("E")),
    _kind("\ufffd", "(?<= )\ufffd(?= )", _is("-")),
    _kind("_", "_\x08", _is("")),
    _kind("\x08", "\x08.?", _is("")),
    _kind("\x0c", "\x0c", _is("\n")),
    _kind("\u202e", "\u202e[^\u202a-\u202e\n]{1,600}\u202c?", _reversed),
    _kind("\u00c2", "\u00c2(?=\\s|$)", _is(" ")),
    _kind(_LEADS, f"[\u00c2-\u00df]{_TRAIL}|[\u00e0-\u00ef]{_TRAIL}{{2}}", _mojibake),
    _kind(BULLETS, f"(?<=[^\\s] )[{BULLETS}](?= \\S)", _is("-")),
)
"""In the order in which they are tried at one place."""
FOLLOWED = {"=": r"[?0-9A-F\r\n]", "&": "[#A-Za-z]", "<": "[/A-Za-z]", "\n": r"[ \t]", "_": "\x08"}
"""What stands after the first character where it begins something; for the rest anything may."""
