"""The root of the command line, and the one place where its errors become exit codes."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

import typer

from dlp_service import __version__
from dlp_service.errors import DlpError

USAGE = 2
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command is written, a function or a `Typer` of several, and its line in the list of commands."""

    module: str
    name: str
    summary: str


COMMANDS = {
    "serve": Entry("serving", "serve", "Start the gRPC service with health and reflection; SIGTERM drains it."),
    "matcher": Entry(
        "matching", "matcher", "Hold the key of hashed lists in a process of its own, and answer the service."
    ),
    "health": Entry(
        "serving", "health", "Ask a service whether it serves; exit 0 when it does and 2 when it does not."
    ),
    "classify": Entry("classify", "classify", "Judge messages and print the verdict per recipient with its reasons."),
    "inspect": Entry("content", "inspect", "Say what each text holds and how sensitive it is, one JSON line a text."),
    "extract": Entry(
        "files",
        "extract",
        "Read files as the service reads attachments; print a tree of what was read and what stayed dark.",
    ),
    "recipients": Entry(
        "recipient",
        "recipients",
        "Say what each recipient is to us: a category, the reasons, and the address that was probably meant.",
    ),
    "review": Entry("reviews", "app", "Held messages."),
    "policy": Entry("policies", "app", "Policy files."),
    "lists": Entry("lists", "app", "Lists of domains, addresses and people."),
}
"""
The summaries are written here a second time, so that the list of commands needs none of their modules.

Each pulls in the rooms it uses, up to two seconds of imports, and one run uses one command.
"""


def _version(value: bool) -> None:
    if value:
        typer.echo(f"dlp-service {__version__}")
        raise typer.Exit


def root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Keep outbound mail from people who must not read it."""
    del version  # printed by its callback


def tree(chosen: str) -> typer.Typer:
    """Return all commands, of which only the `chosen` one is imported and can run; the others are there to be listed."""
    app = typer.Typer(
        name="dlp",
        help="Keeps outbound mail from people who must not read it.",
        no_args_is_help=False,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(root)
    for name, entry in COMMANDS.items():
        if name != chosen:
            app.command(name, help=entry.summary)(_not_chosen)
            continue
        command = getattr(import_module(f"dlp_service.cli.{entry.module}"), entry.name)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def _not_chosen() -> None:
    raise AssertionError("the first argument that is no option names the command")


def run(arguments: Sequence[str] | None = None) -> int:
    """
    Run one command and return its exit status.

    A user's mistake is one line on standard error and status 2, whatever class of error it was.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        # The options of the root take no values, so what is no option is the command.
        chosen = next((argument for argument in given if not argument.startswith("-")), "")
        result = tree(chosen)(args=given, standalone_mode=False)
        if sys.stdout is not None:  # it is None in a service started without standard output
            sys.stdout.flush()
    except typer.TyperException as error:
        # Usage errors can say which option they mean; other errors of the library have their text alone.
        return _failed(getattr(error, "format_message", error.__str__)())
    except DlpError as error:
        return _failed(str(error))
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away, as in `dlp ... | head`: nobody is left to tell.
        _drop_output()
        return 0
    except OSError as error:
        # What a command reads it answers for itself; this is output that cannot be written, as on a full disk.
        _drop_output()
        return _failed(error.strerror or str(error))
    return result if isinstance(result, int) else 0


def _drop_output() -> None:
    """Let what is still buffered go nowhere, so that the end of the process does not fail on it again."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _failed(message: str) -> int:
    sys.stderr.write(f"dlp: {' '.join(message.split())}\n")
    return USAGE
