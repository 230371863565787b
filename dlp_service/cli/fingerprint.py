"""`dlp lists fingerprint`: documents registered once, where they may be seen, for hosts where they may not."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dlp_service.config import load_settings
from dlp_service.errors import ConfigError
from dlp_service.hashed_people import make_key, read_key
from dlp_service.organisation import Organisation, load_organisation
from dlp_service.register import make_register


def fingerprint(
    paths: list[Path] = typer.Argument(..., metavar="PATH...", help="Folders of documents, documents, or indexes."),
    key: Path = typer.Option(..., "--key", help="The file of the key, as of `dlp lists hash`."),
    new_key: bool = typer.Option(False, "--new-key", help="Make the key; a file that exists is not overwritten."),
    out: Path = typer.Option(..., "--out", help="The index to write; one that is there is replaced as a whole."),
    boilerplate: list[Path] = typer.Option([], "--boilerplate", help="Texts whose passages are nobody's own."),
    organisation: Path | None = typer.Option(None, "--organisation", help="Whose nation, labels and schemes count."),
    as_json: bool = typer.Option(False, "--json", help="JSON lines instead of a table."),
) -> None:
    """
    Write the fingerprints of documents, for `fingerprints` with `fingerprints_key` in the organisation file.

    Names each document beside the reference that findings give; the index itself names none.

    \b
    Example:
      dlp lists fingerprint registered/ --key register.key --new-key --out register.fingerprints
    """
    # The detectors and readers are loaded for this command only.
    from dlp_service.detect.fingerprints import write_index  # noqa: PLC0415
    from dlp_service.extract.isolation.private import PrivateReader, own_reader  # noqa: PLC0415
    from dlp_service.registering import Registrar  # noqa: PLC0415

    for path in (*paths, *boilerplate):
        if not path.exists():
            raise ConfigError("does not exist", source=str(path))
        for kept, name in ((key, "key"), (out, "index")):
            if kept.resolve().is_relative_to(path.resolve()):
                raise ConfigError(f"the {name} must not lie among the documents", source=str(kept))
    settings = load_settings()
    lists = load_organisation(organisation) if organisation else Organisation()
    secret = make_key(key) if new_key else read_key(key)
    register = make_register(paths, boilerplate, secret)
    for item in register.left_out:
        typer.echo(f"{item.path}: left out: {item.why}", err=True)
    reader = own_reader(settings)
    try:
        index, entries = Registrar(lists, settings, reader).register(register)
    finally:
        if isinstance(reader, PrivateReader):
            reader.close()
    if not index.documents:
        raise ConfigError("there are no documents", source=", ".join(map(str, paths)))
    write_index(out, index, secret.secret)
    rows = [
        (
            entry.document.reference,
            entry.name,
            entry.document.words,
            _words(entry.document.marking.level, entry.document.marking.caveats) if entry.document.marking else "",
            entry.document.owner,
            entry.document.disclose.value,
        )
        for entry in entries
    ]
    _print(rows, as_json=as_json)
    typer.echo(f"{out}: {len(index.documents)} documents, {len(index.entries)} shingles", err=as_json)


def _words(level: str, caveats: Sequence[str]) -> str:
    return "//".join((level, *caveats))


def _print(rows: Sequence[tuple[str, str, int, str, str, str]], *, as_json: bool) -> None:
    names = ("reference", "document", "words", "marking", "owner", "disclose")
    if as_json:
        for row in rows:
            sys.stdout.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")
        return
    table = Table()
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(escape(str(value)) for value in row))
    Console().print(table)
