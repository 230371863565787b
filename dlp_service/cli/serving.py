"""`dlp serve`: the gRPC service under its supervisor."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import typer

from dlp_service.cli.remote import connected
from dlp_service.config import load_settings


def serve(
    config: Path | None = typer.Option(None, "--config", help="A TOML file; DLP_* variables override it."),
    organisation: Path | None = typer.Option(None, "--organisation", help="The organisation file."),
    listen: str | None = typer.Option(None, "--listen", help="HOST:PORT of the gRPC service; port 0 takes a free one."),
) -> None:
    """
    Start the gRPC service with health and reflection; SIGTERM drains it.

    \b
    Example:
      dlp serve --organisation examples/organisation.toml
    """
    from dlp_service.serve import supervisor  # noqa: PLC0415 - other commands start faster without it

    settings = load_settings(config)
    if organisation:
        settings = replace(settings, service=replace(settings.service, organisation=str(organisation)))
    if listen:
        settings = replace(settings, service=replace(settings.service, listen=listen))
    raise typer.Exit(supervisor.main(settings))


def health(
    server: str = typer.Option("127.0.0.1:50051", "--server", help="HOST:PORT of the service."),
    timeout: float = typer.Option(3.0, "--timeout", min=0.1, help="Seconds to wait."),
) -> None:
    """
    Ask a service whether it serves; exit 0 when it does and 2 when it does not.

    The lines after SERVING say what holds the processes in that read attachments.

    \b
    Example:
      dlp health --server 127.0.0.1:50051
    """
    with connected(server, timeout) as client:
        typer.echo("SERVING")
        for name, state in client.reading_processes().items():
            typer.echo(f"{name}: {state}")
