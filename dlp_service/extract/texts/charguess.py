"""
Which charset bytes are in when nobody says so, or says it wrong.

Each rule asks for evidence that other bytes hardly show: a wrong guess turns a readable text into an unreadable one.
"""

from __future__ import annotations

import binascii
import re

from dlp_service.charsets import leniently, strictly

SAMPLE_BYTES = 16_384
GUESSES = [
    "cp1252", "cp1251", "koi8_r", "cp1250", "iso8859_2", "cp1253", "cp1254", "cp1255", "cp1256", "cp874", "cp866", "cp437",
    "mac_roman",
]  # fmt: skip
"""Charsets of one byte that mail and office files really use: a short list is faster and errs less."""

HIGH = re.compile(rb"[\x80-\xff]")
BEFORE, BEHIND = 100, 900
CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])
LETTERS = bytes([*range(65, 91), *range(97, 123), 32])
ESCAPE_CODECS = (
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
    (re.compile(rb"\x1b\$\(?[A-Z@]|\x1b\([IJ]|\x1b\.[AF]"), "iso2022_jp_ext"),
)
CHINESE = re.compile(rb"\x1b\$\)[AG]")
SHIFTED = re.compile(rb"\x0e([^\x0f]*)\x0f?")
ESCAPES = re.compile(rb"\x1b\$[)*+][A-Z]")
HZ = re.compile(rb"~\{(?:[!-w][!-~])+~\}")
WORD = re.compile(rb"[A-Za-z0-9+/]+")
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
LEADS = re.compile(rb"([\x81-\xfe])[\x40-\x7e\x80-\xfe]")
HAN, KANA, HANGUL = ("\u4e00", "\u9fff"), ("\u3041", "\u30fe"), ("\uac00", "\ud7a3")


def _rows(first: int, last: int) -> frozenset[bytes]:
    return frozenset(bytes([row]) for row in range(first, last + 1))


EAST_ASIAN = (
    ("euc_jp", _rows(0xA1, 0xF4), 0.95, KANA),
    ("cp932", _rows(0x81, 0x9F) | _rows(0xE0, 0xEA), 0.8, KANA),
    ("cp949", _rows(0xB0, 0xC8), 0.9, HANGUL),
    ("gb18030", _rows(0xB0, 0xD7) | _rows(0xA1, 0xA3), 0.9, HAN),
    ("big5", _rows(0xA1, 0xC6), 0.9, HAN),
)
"""The rows in which the common letters of each charset stand, the share of letters there, and the script they write."""

MIN_WIDE = 12
WIDE_SPACES = " \n\u3000\u3002\u3001\uff0c"


def looks_wide(head: bytes) -> str:
    """
    Return the codec of UTF-16 or UTF-32 text without a mark, else empty.

    Western text is known by where its zero bytes are; other scripts by being printable throughout in one of the byte orders, which
    bytes that are no text are not.

    >>> looks_wide("Привет, как дела".encode("utf-16-le")), looks_wide(b"Hello"), looks_wide("abc".encode("utf-32-be"))
    ('utf-16-le', '', 'utf-32-be')
    """
    if not len(head) - len(head.translate(None, CONTROLS)):
        return ""
    quarter, half = len(head) // 4, max(1, len(head) // 2)
    if quarter > 1:
        zeros = [head[place::4].count(0) for place in range(4)]
        if min(zeros[2:]) >= 0.95 * quarter and zeros[0] < 0.05 * quarter:
            return "utf-32-le"
        if min(zeros[:2]) >= 0.95 * quarter and zeros[3] < 0.05 * quarter:
            return "utf-32-be"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > half * 0.6 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.05:
        return "utf-16-be"
    return next((codec for codec in ("utf-16-le", "utf-16-be") if _is_script(head, codec)), "")


def _is_script(head: bytes, codec: str) -> bool:
    letters = len(head) - len(head.translate(None, LETTERS))
    text = strictly(head[: len(head) & ~1], codec) or ""
    if len(text) < MIN_WIDE or letters > 0.7 * len(head) or not any(space in text for space in WIDE_SPACES):
        return False
    readable = sum(
        letter.isalnum() or letter.isspace() or (letter.isprintable() and letter < "\uac00") for letter in text
    )
    return readable >= 0.98 * len(text)


def decode_seven_bit(content: bytes) -> str:
    """
    Return the text of bytes without an eighth bit: ISO 2022 and HZ by their escapes, UTF-7 by what decodes, else ASCII.

    >>> decode_seven_bit("こんにちは".encode("iso2022_jp")), decode_seven_bit(b"+AFM-ECRET+ACE- +BB8EQAQ4-")
    ('こんにちは', 'SECRET! При')
    """
    # One byte is found many times faster than two.
    if b"\x1b" in content and (b"\x1b$" in content or b"\x1b(" in content):
        if CHINESE.search(content):
            return decode_chinese(content)
        for pattern, codec in ESCAPE_CODECS:
            if pattern.search(content):
                return leniently(content, codec)
    if b"~" in content and HZ.search(content):
        return leniently(content, "hz")
    if b"+" in content and is_utf7(content):
        return leniently(content, "utf-7")
    return content.decode("ascii")


def decode_chinese(content: bytes) -> str:
    """
    Return text in ISO-2022-CN (RFC 1922), first set only.

    >>> decode_chinese(b"\\x1b$)A\\x0eDc:C\\x0f!")
    '你好!'
    """
    plain = SHIFTED.sub(lambda found: bytes(byte | 0x80 for byte in found[1]), ESCAPES.sub(b"", content))
    return leniently(plain, "gb18030")


def is_utf7(content: bytes) -> bool:
    """
    Say whether ASCII holds UTF-7: nearly all that looks like its runs is well formed, and it is more than a letter or two.

    >>> is_utf7(b"+AFM-ECRET +AHMAZQBj-"), is_utf7(b"call +1-202-555 or C++-like a+b-c")
    (True, False)
    """
    words = (word.partition(b"+") for word in WORD.findall(content))
    runs = [run for _, plus, run in words if plus and run]
    decoded = [text for run in runs if (text := _utf7_run(run))]
    return len(decoded) >= 2 and len(decoded) >= 0.9 * len(runs) and sum(map(len, decoded)) >= 4


def _utf7_run(run: bytes) -> str:
    """Return what a run holds, empty when bits are left over or it is not printable (RFC 2152)."""
    spare = len(run) * 6 % 16
    if spare >= 6 or BASE64.index(run[-1:]) % (1 << spare):
        return ""
    try:
        raw = binascii.a2b_base64(run + b"=" * (-len(run) % 4))
        text = raw[: len(raw) & ~1].decode("utf-16-be")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return text if text.isprintable() else ""


def decode_mixed(content: bytes, fallback: str = "") -> str:
    """
    Return the text of bytes that are not UTF-8 throughout: line by line where most lines are, else in one guessed charset.

    >>> decode_mixed("Größe\\nMaß\\n".encode() + b"M\\xfcller")
    'Größe\\nMaß\\nMüller'
    """
    lines = content.split(b"\n")
    strict = {index: strictly(line, "utf-8") for index, line in enumerate(lines) if not line.isascii()}
    good = sum(text is not None for text in strict.values())
    if good * 2 < len(strict) or not good:
        return _in_one(content, fallback)
    codec = fallback or guess(b"\n".join(lines[index] for index, text in strict.items() if text is None))
    texts = (
        text if (text := strict.get(index)) is not None else leniently(line, "ascii" if line.isascii() else codec)
        for index, line in enumerate(lines)
    )
    return "\n".join(texts)


def _in_one(content: bytes, fallback: str) -> str:
    """Decode in one charset; UTF-8 with a few broken places in one long line is still UTF-8."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond = len(content) - len(content.translate(None, bytes(range(0xC2, 0xF5))))
    if beyond > 10 * broken:
        return text
    return leniently(content, fallback or guess(content))


def guess(content: bytes) -> str:
    """Return the likeliest charset, judged by the places that are not ASCII: of two bytes by its rows, else by statistics."""
    sample = _sample(content)
    leads = LEADS.findall(sample) if _has_low_rows(sample) else []
    for codec, rows, share, script in EAST_ASIAN:
        if (
            len(leads) >= 4
            and sum(lead in rows for lead in leads) >= share * len(leads)
            and _is_written(sample, codec, script)
        ):
            return codec
    return _by_statistics(sample)


def _has_low_rows(sample: bytes) -> bool:
    """Say whether bytes below 0xC0 are common, where alphabets of one byte have signs and East Asian charsets have letters."""
    high = len(sample) - len(sample.translate(None, bytes(range(0x80, 0x100))))
    low = len(sample) - len(sample.translate(None, bytes(range(0x80, 0xC0))))
    return low * 8 >= high


def _is_written(sample: bytes, codec: str, script: tuple[str, str]) -> bool:
    """Say whether bytes are that script; the edges of a sample may cut a letter."""
    letters = [letter for letter in sample.decode(codec, "replace") if letter > "\x7f"]
    broken = letters.count("\ufffd")
    of_script = sum(script[0] <= letter <= script[1] for letter in letters)
    return broken <= len(sample) // BEHIND + 1 and of_script * 8 >= len(letters) - broken


def _by_statistics(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - a start of 25 ms that most documents never need

    best = from_bytes(sample, cp_isolation=GUESSES, steps=3, chunk_size=512).best()
    return best.encoding if best and best.encoding != "ascii" else "cp1252"


def _sample(content: bytes) -> bytes:
    """Return what stands around the first bytes beyond ASCII: a long English beginning says nothing."""
    if not HIGH.search(content, SAMPLE_BYTES):
        return content[:SAMPLE_BYTES]
    pieces, size, position = [], 0, 0
    while size < SAMPLE_BYTES and (found := HIGH.search(content, position)):
        start = max(position, found.start() - BEFORE)
        position = found.start() + BEHIND
        pieces.append(content[start:position])
        size += position - start
    return b"".join(pieces)
