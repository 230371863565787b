"""Lists of terms, and other files, in `dlp lists`: what is wrong with a list, and a list made ready for the service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import typer

from dlp_service.errors import ConfigError
from dlp_service.organisation_lists import has_entries, is_hashed
from dlp_service.term_file import is_term_file, open_term_file
from dlp_service.term_lists import scan_terms
from dlp_service.toml_source import read_toml
from dlp_service.values import utc_now

CSV_LISTS = (
    ("content", "personnel"),
    ("content", "allow"),
    ("recipients", "known_contacts"),
    ("recipients", "directory"),
)
"""Where an organisation file names lists with a heading, beside those of terms."""


@dataclass(frozen=True, slots=True)
class ListRemark:
    """A remark on a line of a list: as those on the organisation file, and `level` may be error."""

    file: Path
    line: int
    level: str
    code: str
    text: str
    list_name: str = "terms"
    value: str = ""


def named_lists(organisation: Path) -> list[Path]:
    """Return the lists of terms that an organisation file names, as far as they can be told; what is odd is its loader's business."""
    return _named(organisation, "content", "terms")


def _named(organisation: Path, table: str, key: str) -> list[Path]:
    content = read_toml(organisation).data.get(table)
    names = content.get(key) if isinstance(content, dict) else None
    if isinstance(names, str):
        names = [names]
    found = [organisation.parent / name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return [path for path in found if path.is_file()]


def check_empty(organisation: Path) -> list[ListRemark]:
    """
    Return a warning for each list, but those of terms, that an organisation file names and that has no entry.

    Raises:
        ConfigError: a file cannot be read.
    """
    return [
        _no_entry(path, f"{table}.{key}")
        for table, key in CSV_LISTS
        for path in _named(organisation, table, key)
        if not (key == "personnel" and is_hashed(path)) and not has_entries(path)
    ]


def _no_entry(path: Path, name: str) -> ListRemark:
    return ListRemark(path, 1, "warning", "NO_ENTRY", "has a heading and no entry, so it says nothing", name)


def check_terms(files: Iterable[Path]) -> list[ListRemark]:
    """
    Return all that is to be said about lists of terms, mistakes and remarks, in the order of lines.

    Raises:
        ConfigError: a file cannot be read.
    """
    from dlp_service.detect.terms.remarks import remarks  # noqa: PLC0415 - other commands start faster without it

    found = []
    for file in files:
        try:
            if is_term_file(file):
                open_term_file(file)
                continue
            if is_hashed(file, "terms"):
                # What is in it only the key tells, and the loader of the organisation asks for that.
                continue
            listed = scan_terms(file)
        except ConfigError as error:
            found.append(ListRemark(file, error.line, "error", "UNREADABLE", _bare(error)))
            continue
        if not listed.entries and not listed.mistakes:
            found.append(_no_entry(file, "terms"))
        told = [ListRemark(file, mistake.line, "error", "MISTAKE", _bare(mistake)) for mistake in listed.mistakes]
        told += [
            ListRemark(file, remark.line, remark.level, remark.code, remark.text)
            for remark in remarks(listed.entries, utc_now().date())
        ]
        found += sorted(told, key=lambda remark: remark.line)
    return found


def _bare(error: ConfigError) -> str:
    """Return the message of an error without its place."""
    place = f"{error.source}:{error.line}: " if error.line else f"{error.source}: "
    return str(error).removeprefix(place)


def index_terms(
    files: list[Path] = typer.Argument(..., metavar="FILE...", help="Lists of terms, CSV."),
    out: Path = typer.Option(..., "--out", help="The file to write, for `terms` in the organisation file."),
) -> None:
    """
    Make lists of terms ready, so that a service loads a million of them in a second.

    The file is refused once a list that stands beside it was changed, and after an update of what reads it.

    \b
    Example:
      dlp lists index codewords.csv places.csv --out terms.index
    """
    from dlp_service.detect.terms.files import save_index  # noqa: PLC0415 - the detectors are loaded for this command only
    from dlp_service.detect.terms.index import TermIndex  # noqa: PLC0415
    from dlp_service.organisation import read_terms  # noqa: PLC0415

    if out in files:
        raise typer.BadParameter("would overwrite a list", param_hint="--out")
    terms = [term for file in files for term in read_terms(file)]
    if not terms:
        raise ConfigError("the lists hold no terms; nothing was written")
    written = save_index(TermIndex.build(terms), out, files, utc_now().date())
    typer.echo(
        f"{out}: {written.terms} terms from {', '.join(file.name for file in files)}, revision {written.revision}"
    )
