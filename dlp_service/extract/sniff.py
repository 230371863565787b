"""
What a document is, by its bytes.

A file name or a declared type can be typed by anyone, and a renamed archive is the oldest way around a filter.
They are asked only when the bytes are text and the question is which kind.
"""

from __future__ import annotations

import re
from enum import StrEnum

from dlp_service import cms
from dlp_service.charsets import bom_codec, codec_of
from dlp_service.extract.archives.tarheader import is_tar
from dlp_service.extract.interface import Document
from dlp_service.extract.sealed.packets import looks_like_packets
from dlp_service.extract.texts.charguess import looks_wide


class Kind(StrEnum):
    """The kinds the registry has a reader or an answer for."""

    EMPTY = "EMPTY"
    TEXT = "TEXT"
    HTML = "HTML"
    XML = "XML"
    MAIL = "MAIL"
    ZIP = "ZIP"
    OLE = "OLE"
    PDF = "PDF"
    RTF = "RTF"
    IMAGE = "IMAGE"
    MEDIA = "MEDIA"
    GZIP = "GZIP"
    BZIP2 = "BZIP2"
    XZ = "XZ"
    ZSTD = "ZSTD"
    LZMA = "LZMA"
    LZIP = "LZIP"
    COMPRESS = "COMPRESS"
    TAR = "TAR"
    AR = "AR"
    SEVEN_ZIP = "SEVEN_ZIP"
    RAR = "RAR"
    ARCHIVE = "ARCHIVE"
    MBOX = "MBOX"
    ICALENDAR = "ICALENDAR"
    VCARD = "VCARD"
    OUTLOOK_STORE = "OUTLOOK_STORE"
    ONENOTE = "ONENOTE"
    TNEF = "TNEF"
    PGP = "PGP"
    RPMSG = "RPMSG"
    CMS = "CMS"
    ENCRYPTED = "ENCRYPTED"
    BINARY = "BINARY"


ENCRYPTED_MARKS = (
    (b"age-encryption.org/", "a file encrypted by age"),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", "a file encrypted by age"),
    (b"Salted__", "a file encrypted by OpenSSL"),
    (b"LUKS\xba\xbe", "an encrypted disk image (LUKS)"),
    (b"\xeb\x58\x90-FVE-FS-", "an encrypted disk image (BitLocker)"),
    (b"encrcdsa", "an encrypted disk image (FileVault)"),
    (b"\x03\xd9\xa2\x9a", "a password store (KeePass)"),
    (b"AES\x01", "a file encrypted by AES Crypt"),
    (b"AES\x02", "a file encrypted by AES Crypt"),
    (b"\xc0\xb9\x07\x2e\x4f\x93\xf1\x46\xa0\x15\x79\x2c\xa1\xd9\xe8\x21", "a file encrypted by AxCrypt"),
    (b"$ANSIBLE_VAULT;", "a file encrypted by Ansible"),
)
"""Marks of encrypting programs; a volume that looks like noise (VeraCrypt) has none and is a file of an unknown kind."""

MAGIC: tuple[tuple[bytes, Kind], ...] = (
    *((mark, Kind.ENCRYPTED) for mark, _ in ENCRYPTED_MARKS),
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"PK\x07\x08", Kind.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLE),
    (b"{\\rt", Kind.RTF),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"GIF87a", Kind.IMAGE),
    (b"GIF89a", Kind.IMAGE),
    (b"BM", Kind.IMAGE),
    (b"II*\0", Kind.IMAGE),
    (b"MM\0*", Kind.IMAGE),
    (b"II+\0", Kind.IMAGE),
    (b"MM\0+", Kind.IMAGE),
    (b"\xd7\xcd\xc6\x9a", Kind.IMAGE),
    (b"\x01\0\x09\0\0\x03", Kind.IMAGE),
    (b"\0\0\x01\0", Kind.IMAGE),
    (b"\0\0\x02\0", Kind.IMAGE),
    (b"8BPS", Kind.IMAGE),
    (b"\0\0\0\x0cjP  ", Kind.IMAGE),
    (b"\xff\x4f\xff\x51", Kind.IMAGE),
    (b"icns", Kind.IMAGE),
    (b"qoif", Kind.IMAGE),
    (b"DDS", Kind.IMAGE),
    (b"gimp xcf ", Kind.IMAGE),
    (b"Rar!\x1a\x07", Kind.RAR),
    (b"7z\xbc\xaf\x27\x1c", Kind.SEVEN_ZIP),
    (b"\x1f\x8b\x08", Kind.GZIP),
    (b"\xfd7zXZ\0", Kind.XZ),
    (b"\x28\xb5\x2f\xfd", Kind.ZSTD),
    *((bytes([number, 0x2A, 0x4D, 0x18]), Kind.ZSTD) for number in range(0x50, 0x60)),
    (b"LZIP\x01", Kind.LZIP),
    (b"\x1f\x9d", Kind.COMPRESS),
    (b"!<arch>\n", Kind.AR),
    (b"MSCF\0\0\0\0", Kind.ARCHIVE),
    (b"xar!\0\x1c\0\1", Kind.ARCHIVE),
    (b"MSWIM\0\0\0", Kind.ARCHIVE),
    (b"070701", Kind.ARCHIVE),
    (b"070702", Kind.ARCHIVE),
    (b"070707", Kind.ARCHIVE),
    (b"\xc7\x71", Kind.ARCHIVE),
    (b"\xed\xab\xee\xdb", Kind.ARCHIVE),
    (b"\x60\xea", Kind.ARCHIVE),
    (b"!BDN", Kind.OUTLOOK_STORE),
    (b"\x78\x9f\x3e\x22", Kind.TNEF),
    (b"\x76\xe8\x04\x60\xc4\x11\xe3\x86", Kind.RPMSG),
    (bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3"), Kind.ONENOTE),
    (b"ID3", Kind.MEDIA),
    (b"OggS", Kind.MEDIA),
    (b"fLaC\0", Kind.MEDIA),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Kind.MEDIA),
    (b"\x1aE\xdf\xa3", Kind.MEDIA),
)
BZIP2_STARTS = tuple(
    b"BZh%d%s" % (level, mark) for level in range(1, 10) for mark in (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90")
)
HEIF_BRANDS = frozenset(
    {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"mif2", b"msf1", b"avif", b"avis", b"crx "}
)
RASTER = re.compile(
    rb"P[4-6](?:\s|#[^\n]*\n)+\d{1,9}(?:\s|#[^\n]*\n)+\d{1,9}\s|P7\nWIDTH |\x0a[\0\2\3\4\5]\x01[\1\2\4\x08](?=.{60}\0)",
    re.DOTALL,
)
"""PNM and PAM, whose headers are letters and numbers, and PCX, whose 65th byte is zero."""

LHA_START = re.compile(rb"..-l[hz][0-9sd]-", re.DOTALL)
ISO_MARK = 32_769
HEAD_BYTES = 4096
HTML_TAG = re.compile(
    rb"(?i)<(?:!doctype\s+html|html|head|body|title|meta|table|div|p|br|span|script|style|a\s|font|center|h[1-6])[\s>/]"
)
XML_START = re.compile(rb"\s*<(?:\?xml|!DOCTYPE|!--|[A-Za-z_][\w.:-]*[\s>/])")
XHTML = re.compile(rb"(?i)<(?:!doctype\s+html|html)[\s>]")
MAIL_FIELD = re.compile(
    rb"(?im)^(?:return-path|received|from|to|cc|subject|date|message-id|mime-version|content-type|delivered-to|reply-to|x-[a-z-]+)[ \t]*:[ \t]"
)
MAIL_START = re.compile(rb"(?:From [^\r\n]*\r?\n)?[!-9;-~]+[ \t]*:[ \t]")
ARMOUR_START = re.compile(rb"(?m)^-----BEGIN PGP [A-Z, 0-9/]{1,40}-----[ \t]*\r?$")
STARTS = (
    (re.compile(rb"\{\\rtf"), Kind.RTF),
    (re.compile(rb"(?i)BEGIN[ \t]*:[ \t]*VCARD"), Kind.VCARD),
    (re.compile(rb"(?i)BEGIN[ \t]*:[ \t]*V(?:CALENDAR|EVENT|TODO|JOURNAL|FREEBUSY)"), Kind.ICALENDAR),
)
MAILBOX_LINE = re.compile(
    rb"(?:\A|(?<=\n))From [^\r\n]*\d\d:\d\d[^\r\n]*\r?\n"
    rb"|(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]+\r?\n(?=[!-9;-~]+:[ \t])"
)
"""The line before each message of a mailbox: with a time of day anywhere, without one between an empty line and a field."""

CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32), 127])
MIN_CONTROLS = 4
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
MAIL_FIELDS = 3
DESIGNATION = b"\x1b$"
"""ISO 2022 announces a charset of two bytes like this, and some of them shift with control characters."""

ZIP_START = b"PK\x03\x04"
ZIP_END = b"PK\x05\x06"
ZIP_END_BYTES = 65_557
"""An archive's end record is at most this far from the end of the file (22 bytes and the longest comment)."""


def kind_of(document: Document) -> Kind:
    """Return what the bytes are; the sender's words decide only between kinds of text."""
    content = document.content
    if not content:
        return Kind.EMPTY
    head = content[:HEAD_BYTES]
    magic = _magic(content, head)
    if magic:
        return magic
    # Mail and markup are known by how they begin; a control character in them makes them no less readable.
    kind = _text(document, head)
    return _binary(document) if kind is Kind.TEXT and is_binary(head) else kind


def is_garbled(content: bytes, charset: str) -> bool:
    """
    Say whether what is declared as text is largely something else.

    A stray control character is common in mail; one byte in twenty is no writing in any charset of mail.

    >>> is_garbled(b"page 1" + bytes([12]) + b"page 2", ""), is_garbled(bytes(range(256)), "")
    (False, True)
    """
    wide = bom_codec(content) or looks_utf16(content[:HEAD_BYTES]) or codec_of(charset)
    if wide.startswith(("utf-16", "utf-32")) or (DESIGNATION in content[:HEAD_BYTES] and content.isascii()):
        return False
    controls = len(content) - len(content.translate(None, CONTROLS))
    return controls >= MIN_CONTROLS and controls * 20 > len(content)


def has_zip_inside(content: bytes) -> bool:
    """Say whether an archive hangs on the end of another file: both halves open for the recipient."""
    return ZIP_END in content[-ZIP_END_BYTES:] and ZIP_START in content


def _magic(content: bytes, head: bytes) -> Kind | None:
    for mark, kind in MAGIC:
        if content.startswith(mark):
            # A mark of letters may be how a text begins.
            return None if kind is Kind.IMAGE and mark.isalnum() and not is_binary(head) else kind
    if _is_certain(content, head):
        return Kind.TAR if is_tar(head) else Kind.IMAGE
    # Readers of PDF accept its header anywhere in the first kilobyte.
    if b"%PDF-" in head[:1024] and (head.startswith(b"%PDF-") or b" obj" in content or is_binary(head)):
        return Kind.PDF
    if _is_image(content, head):
        return Kind.IMAGE
    if content[4:8] == b"ftyp" or content.startswith(b"RIFF"):
        return Kind.MEDIA
    return _structure(content, head)


def _is_certain(content: bytes, head: bytes) -> bool:
    """Know the files that may hold a PDF in their first kilobyte and are themselves beyond doubt: drawings and archives."""
    return is_enhanced_metafile(content) or is_tar(head)


def is_enhanced_metafile(content: bytes) -> bool:
    """Say whether a file begins with the header record of an EMF (MS-EMF section 2.3.4.2)."""
    return content.startswith(b"\x01\0\0\0") and content[40:44] == b" EMF"


def _structure(content: bytes, head: bytes) -> Kind | None:
    """Know formats without a mark by how their first bytes are built."""
    if content.startswith(BZIP2_STARTS):
        return Kind.BZIP2
    if LHA_START.match(head) or content[7:14] == b"**ACE**" or content[ISO_MARK : ISO_MARK + 5] == b"CD001":
        return Kind.ARCHIVE
    if cms.kind(head if head[:1] == b"\x30" else cms.from_text(head)):
        return Kind.CMS
    return Kind.LZMA if _is_lzma_alone(content) else None


def _is_lzma_alone(content: bytes) -> bool:
    """
    Judge by the header of the old LZMA utilities, which has no mark.

    Its properties are always the same, its dictionary 2^n or 2^n + 2^(n-1) bytes, its size unknown or below 256 GiB;
    the first byte of the stream is zero.
    """
    if len(content) < 14 or content[0] != 0x5D or content[13]:
        return False
    dictionary, size = int.from_bytes(content[1:5], "little"), int.from_bytes(content[5:13], "little")
    return (
        dictionary >= 4096
        and bin(dictionary).rstrip("0") in {"0b1", "0b11"}
        and (size >> 38 == 0 or ~size % 2**64 == 0)
    )


def _is_image(content: bytes, head: bytes) -> bool:
    """Know the images whose mark is not at the very beginning, or is no more than a letter or two."""
    if content[4:8] == b"ftyp":
        return content[8:12] in HEIF_BRANDS
    if content.startswith(b"RIFF"):
        return content[8:12] == b"WEBP"
    return bool(RASTER.match(head)) and is_binary(head)


def is_binary(head: bytes) -> bool:
    """Say whether the beginning of a file has control characters that no text in bytes has."""
    if bom_codec(head) or (DESIGNATION in head and head.isascii() and b"\0" not in head):
        return False
    return bool(CONTROL.search(head)) and not looks_utf16(head)


def looks_utf16(head: bytes) -> str:
    """Return the codec of UTF-16 (or UTF-32) text without a mark, else empty."""
    return looks_wide(head)


def _binary(document: Document) -> Kind:
    name = document.file_name.lower()
    is_declared = document.content_type in {"application/pgp-encrypted", "application/pgp"}
    if is_declared or name.endswith((".pgp", ".gpg")) or looks_like_packets(document.content):
        return Kind.PGP
    # A self-extracting archive begins with a program; any recipient's unpacker finds the archive behind it.
    return Kind.ZIP if has_zip_inside(document.content) else Kind.BINARY


def _text(document: Document, head: bytes) -> Kind:
    codec = bom_codec(head) or looks_utf16(head)
    if codec.startswith(("utf-16", "utf-32")):
        head = head.replace(b"\0", b"")
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"<"):
        if XHTML.search(start) or (HTML_TAG.match(start) and not start.startswith(b"<?xml")):
            return Kind.HTML
        if XML_START.match(start):
            return Kind.HTML if document.content_type == "text/html" else Kind.XML
    named = next((kind for pattern, kind in STARTS if pattern.match(start)), None)
    if named:
        return named
    if MAIL_START.match(start) and _is_mail(document, start):
        return Kind.MBOX if is_mailbox(document.content) else Kind.MAIL
    if document.content_type in {"text/html", "application/xhtml+xml"} or len(HTML_TAG.findall(head)) > 2:
        return Kind.HTML
    return Kind.PGP if _has_armour(document.content) else Kind.TEXT


def _has_armour(content: bytes) -> bool:
    return b"-----BEGIN PGP " in content and bool(ARMOUR_START.search(content))


def is_mailbox(content: bytes) -> bool:
    """Say whether mail is a file of several messages, one behind the other."""
    if not content.startswith(b"From "):
        return False
    lines = MAILBOX_LINE.finditer(content)
    return next(lines, None) is not None and next(lines, None) is not None


def _is_mail(document: Document, start: bytes) -> bool:
    block = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    found = len(MAIL_FIELD.findall(block))
    is_named = document.content_type == "message/rfc822" or document.file_name.lower().endswith(
        (".eml", ".mht", ".mhtml")
    )
    return found >= (1 if is_named else MAIL_FIELDS)
