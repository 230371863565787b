"""
Plain text in any charset, and tables as text.

The declared charset is believed when the bytes fit it; otherwise the bytes are looked at.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

from dlp_service.charsets import bom_codec, codec_of, leniently, strictly
from dlp_service.extract.hypertext.datauri import read_data_uris
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.texts.charguess import decode_mixed, decode_seven_bit, looks_wide
from dlp_service.values import GapReason

WIDE_BYTES = 4096
STATEFUL = ("utf-7", "hz", "iso2022", "utf-16", "utf-32")
"""Charsets whose text is ASCII bytes without being ASCII."""

DELIMITERS = ",;\t|"
TABLE_TYPES = frozenset({"text/csv", "text/tab-separated-values", "application/csv", "text/comma-separated-values"})
TABLE_NAMES = (".csv", ".tsv", ".tab", ".psv")
QUOTED_CELL = re.compile(r'"[^"]*"')
CHECK_ROWS = 5000
JSON_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|.)", re.DOTALL)
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
    wide = looks_wide(content[:WIDE_BYTES])
    if wide and not declared.startswith(("utf-16", "utf-32")):
        return leniently(content, wide)
    if content.isascii() and not declared.startswith(STATEFUL):
        return decode_seven_bit(content)
    # Bytes that happen to be valid UTF-8 beyond ASCII are UTF-8, whatever a careless sender declared.
    candidates = ("utf-8", declared) if declared in {"", "cp1252"} else (declared, "utf-8")
    for candidate in candidates:
        text = strictly(content, candidate) if candidate else None
        if text is not None:
            return text
    if declared and declared != "utf-8":
        return leniently(content, declared)
    return decode_mixed(content)


def read_text(document: Document, job: Job) -> None:
    """Read a text file, and files that stand in it as `data:` addresses; tables by name or type are read row by row."""
    text = ESCAPES.sub("", decode_text(document.content, document.charset).replace("\0", ""))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if document.content_type in TABLE_TYPES or document.file_name.lower().endswith(TABLE_NAMES):
        most = job.limits.text_chars
        rows = table_rows(text[: most + 1], job.budget.check)
        if rows:
            job.text(document.path, "cell", rows)
            if len(text) > most:
                # Rows may be shorter than what they are made of, and still be cut.
                job.gap(document.path, GapReason.OVER_LIMIT, f"more than {most} characters of text")
            return
    if "\\u" in text and text.lstrip()[:1] in {"{", "["}:
        text = unescaped(text)
    try:
        job.text(document.path, "body", text)
    finally:
        read_data_uris(text, document.path, job)


def unescaped(text: str) -> str:
    r"""
    Return JSON with its letters as letters: what a program shows, not how it is stored.

    >>> unescaped(r'{"name": "J\u00fcrgen \ud83d\ude00 \\u0041"}')
    '{"name": "Jürgen 😀 \\\\u0041"}'
    """
    joined = JSON_ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[0], text)
    return joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def table_rows(text: str, check: Callable[[], None] | None = None) -> str:
    """
    Return a delimited table with one row a line and cells parted by tabs, or empty when it is none.

    >>> table_rows('name;no\\n"Doe; J";7')
    'name\\tno\\nDoe; J\\t7'
    """
    delimiter = delimiter_of(text)
    if not delimiter:
        return ""
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
    if '"' not in text:
        # Without quotes a delimiter is a delimiter, and ten megabytes take a tenth of the time.
        return text.rstrip("\n") if delimiter == "\t" else text.replace("\t", " ").replace(delimiter, "\t").rstrip("\n")
    rows: list[str] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if check and len(rows) % CHECK_ROWS == 0:
                check()
            rows.append("\t".join([" ".join(cell.split()) if cell.isspace() or "\n" in cell else cell for cell in row]))
    except csv.Error:
        return ""
    return "\n".join(rows)


def delimiter_of(text: str) -> str:
    """
    Return what parts the cells of a table: what Excel is told, else what occurs equally often in most lines.

    >>> delimiter_of("name;rate\\nAnn;1,5\\nBob;2,25"), delimiter_of("sep=|\\na|b"), delimiter_of("words")
    (';', '|', '')
    """
    if text[:4].lower() == "sep=" and text[4:5]:
        return text[4]
    head = [QUOTED_CELL.sub("", line) for line in text[:8192].split("\n")[:20] if line.strip()]
    best, best_score = "", (0.0, 0)
    for mark in DELIMITERS:
        counts = [line.count(mark) for line in head]
        usual = max(set(counts) - {0}, key=counts.count, default=0)
        score = (counts.count(usual) / len(counts) if usual else 0.0, usual)
        if score > best_score:
            best, best_score = mark, score
    return best


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
