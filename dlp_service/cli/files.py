"""`dlp extract`: what can be read in a file, and what stays dark."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typer
from rich.console import Console

from dlp_service.budget import Budget
from dlp_service.cli.progress import each
from dlp_service.cli.tree import reading_tree
from dlp_service.config import Limits, load_settings
from dlp_service.extract import Document, Reader, Reading
from dlp_service.extract.isolation.private import own_reader
from dlp_service.textmap import clean


def extract(
    paths: list[Path] = typer.Argument(..., metavar="FILE...", help="Files of any kind."),
    jsonl: bool = typer.Option(False, "--jsonl", help="One JSON line a file."),
) -> None:
    """
    Read files as the service reads attachments; print a tree of what was read and what stayed dark.

    \b
    Example:
      dlp extract roster.xlsx
    """
    settings = load_settings()
    limits, reader = settings.limits, own_reader(settings)
    failed = False
    for path in each(paths, "extract"):
        try:
            reading = read_file(path, reader, limits)
        except OSError as error:
            failed = True
            _refused(path, error.strerror or "cannot be read", jsonl=jsonl)
            continue
        if jsonl:
            sys.stdout.write(json.dumps(_line(path, reading), ensure_ascii=False) + "\n")
        else:
            Console().print(reading_tree(str(path), reading))
    if failed:
        raise typer.Exit(2)


def read_file(path: Path, reader: Reader, limits: Limits) -> Reading:
    """
    Read one file under the limits of an attachment.

    Raises:
        OSError: the file cannot be opened or read.
    """
    with path.open("rb") as file:
        content = file.read(limits.file_bytes + 1)
    document = Document(path="", content=content, content_type="", file_name=path.name)
    return reader.read(document, Budget.of(limits.message_wall_s))


def _refused(path: Path, why: str, *, jsonl: bool) -> None:
    if jsonl:
        sys.stdout.write(json.dumps({"file": clean(str(path)), "error": why}, ensure_ascii=False) + "\n")
    sys.stderr.write(f"dlp: {path}: {why}\n")


def _line(path: Path, reading: Reading) -> dict[str, object]:
    return {
        "file": clean(str(path)),
        "texts": [{"path": clean(text.path), "where": text.where, "text": clean(text.text)} for text in reading.texts],
        "gaps": [
            {
                "path": clean(gap.path),
                "reason": f"GAP_REASON_{gap.reason.value}",
                "detail": clean(gap.detail),
                "container": gap.container,
                "material": gap.material,
            }
            for gap in reading.gaps
        ],
    }
