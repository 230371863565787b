"""
Plain text in any charset, and tables as text.

The declared charset is believed when the bytes fit it; otherwise the bytes are looked at.
"""

from __future__ import annotations

import csv
import io
import re

from dlp_service.charsets import bom_codec, codec_of, leniently, strictly
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.sniff import looks_utf16

SAMPLE_BYTES = 16_384
GUESSES = [
    "cp1252", "cp1251", "koi8_r", "cp1250", "iso8859_2", "cp1253", "cp1254", "cp1255", "cp1256", "cp874", "cp866", "cp437",
    "gb18030", "big5", "cp932", "euc_jp", "cp949", "utf_16_le", "utf_16_be", "mac_roman",
]  # fmt: skip
"""Charsets that mail and office files really use: a short list is faster and errs less."""

DELIMITERS = ",;\t|"
TABLE_TYPES = frozenset({"text/csv", "text/tab-separated-values", "application/csv", "text/comma-separated-values"})
ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z])?")


def decode_text(content: bytes, charset: str = "") -> str:
    """
    Return the text of bytes: by byte order mark, declared charset, UTF-8, then by the look of it.

    >>> decode_text(b"\\xff\\xfeS\\0"), decode_text("Größe".encode("cp1252"), "utf-8")
    ('S', 'Größe')
    """
    codec = bom_codec(content)
    if codec:
        return leniently(content, codec).removeprefix("\ufeff")
    declared = codec_of(charset)
    if (
        content.isascii()
        and declared not in {"utf-7", "hz"}
        and not declared.startswith(("iso2022", "utf-16", "utf-32"))
    ):
        return content.decode("ascii")
    # Bytes that happen to be valid UTF-8 beyond ASCII are UTF-8, whatever a careless sender declared.
    candidates = ("utf-8", declared) if declared in {"", "cp1252"} else (declared, "utf-8")
    for candidate in candidates:
        text = strictly(content, candidate) if candidate else None
        if text is not None:
            return text
    if declared and declared != "utf-8":
        return leniently(content, declared)
    return leniently(content, looks_utf16(content[:4096]) or _guess(content[:SAMPLE_BYTES]))


def _guess(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - a start of 25 ms that most documents never need

    best = from_bytes(sample, cp_isolation=GUESSES, steps=3, chunk_size=512).best()
    return best.encoding if best else "cp1252"


def read_text(document: Document, job: Job) -> None:
    """Read a text file; tables by name or type are read row by row."""
    text = ESCAPES.sub("", decode_text(document.content, document.charset).replace("\0", ""))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if document.content_type in TABLE_TYPES or document.file_name.lower().endswith((".csv", ".tsv", ".tab")):
        rows = table_rows(text[: job.limits.text_chars + 1])
        if rows:
            job.text(document.path, "cell", rows)
            return
    job.text(document.path, "body", text)


def table_rows(text: str) -> str:
    """
    Return a delimited table with one row a line and cells parted by tabs, or empty when it is none.

    >>> table_rows('name;no\\n"Doe; J";7')
    'name\\tno\\nDoe; J\\t7'
    """
    head = text[:8192].splitlines()[:20]
    counts = {mark: sum(line.count(mark) for line in head) for mark in DELIMITERS}
    delimiter = max(counts, key=lambda mark: counts[mark])
    if not counts[delimiter]:
        return ""
    try:
        rows = [
            "\t".join(" ".join(cell.split()) for cell in row)
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error:
        return ""
    return "\n".join(rows)


def unflow(text: str, *, is_delsp: bool) -> str:
    """
    Join the soft line breaks of format=flowed (RFC 3676), keeping quote marks and the signature separator.

    >>> unflow("one \\ntwo\\n>  quoted \\n> on\\n-- \\nme", is_delsp=False)
    'one two\\n>  quoted on\\n-- \\nme'
    """
    out: list[str] = []
    open_depth = -1
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:]
        content = content.removeprefix(" ")
        is_soft = content.endswith(" ") and content != "-- "
        kept = content[:-1] if is_soft and is_delsp else content
        if depth == open_depth and content != "-- ":
            out[-1] += kept
        else:
            out.append(f"{'>' * depth} {kept}" if depth else kept)
        open_depth = depth if is_soft else -1
    return "\n".join(out)
