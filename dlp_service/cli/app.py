"""The root of the command line, and the one place where its errors become exit codes."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

import typer

from dlp_service import __version__
from dlp_service.cli import classify, content, files, lists, policies, recipient, reviews, serving
from dlp_service.errors import DlpError

USAGE = 2
INTERRUPTED = 130

app = typer.Typer(
    name="dlp",
    help="Keeps outbound mail from people who must not read it.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"dlp-service {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Keep outbound mail from people who must not read it."""
    del version  # printed by its callback


app.command("serve")(serving.serve)
app.command("health")(serving.health)
app.command("classify")(classify.classify)
app.command("inspect")(content.inspect)
app.command("extract")(files.extract)
app.command("recipients")(recipient.recipients)
app.add_typer(reviews.app, name="review")
app.add_typer(policies.app, name="policy")
app.add_typer(lists.app, name="lists")


def run(arguments: Sequence[str] | None = None) -> int:
    """
    Run one command and return its exit status.

    A user's mistake is one line on standard error and status 2, whatever class of error it was.
    """
    try:
        result = app(args=list(arguments) if arguments is not None else None, standalone_mode=False)
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
