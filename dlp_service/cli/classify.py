"""`dlp classify`: the verdict about messages, in process or by a running service."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from dlp_service.budget import Budget
from dlp_service.classifier import Classifier
from dlp_service.cli.jsonl import json_line, unexpected
from dlp_service.cli.progress import each
from dlp_service.cli.remote import connected
from dlp_service.cli.sources import EnvelopeLine, Source, envelope_of, from_headers, messages, read_envelopes
from dlp_service.cli.tables import VerdictTable
from dlp_service.config import Limits, Settings, load_settings
from dlp_service.errors import DlpError, InvalidMessage
from dlp_service.options import Options
from dlp_service.pb.dlp.v1.classification_service_pb2 import ClassifyMessageResponse
from dlp_service.serve import convert
from dlp_service.serve.validate import check_envelope
from dlp_service.textmap import clean
from dlp_service.values import Envelope

Answer = Callable[[bytes, Envelope, Path | None], ClassifyMessageResponse]


@dataclass(frozen=True, slots=True)
class Envelopes:
    """Where each message's envelope comes from."""

    mail_from: str
    rcpt_to: tuple[str, ...]
    by_file: dict[str, EnvelopeLine]
    limits: Limits

    def of(self, source: Source) -> EnvelopeLine:
        """
        Return the envelope of a message.

        Raises:
            InvalidMessage: nobody names a recipient.
        """
        line = envelope_of(source.name, self.by_file)
        if line is not None:
            return line
        if self.rcpt_to:
            return EnvelopeLine(Envelope.vouched(self.mail_from, self.rcpt_to))
        headers = from_headers(source.raw, self.limits)
        recipients = [recipient.address for recipient in headers.recipients]
        return EnvelopeLine(Envelope.vouched(self.mail_from, recipients) if self.mail_from else headers)


def classify(
    paths: list[str] = typer.Argument(
        ..., metavar="FILE...", help="Messages, `-`, .msg and .mbox files or Maildir folders."
    ),
    server: str = typer.Option("", "--server", help="HOST:PORT of a running service; without it, in process."),
    organisation: Path | None = typer.Option(None, "--organisation", help="The organisation file."),
    mail_from: str = typer.Option("", "--from", help="MAIL FROM."),
    rcpt_to: list[str] = typer.Option([], "--to", help="RCPT TO; may be repeated."),
    envelopes: Path | None = typer.Option(None, "--envelopes", help="Envelopes by file, JSON lines."),
    as_json: bool = typer.Option(False, "--json", help="One JSON line a message."),
    state: Path | None = typer.Option(None, "--state", help="A folder that keeps what is held and learnt."),
) -> None:
    """
    Judge messages and print the verdict per recipient with its reasons.

    \b
    Example:
      dlp classify --organisation examples/organisation.toml --from a@northhaven.example --to b@navy.ml mail.eml
    """
    if server and organisation:
        raise typer.BadParameter("a running service has its own organisation", param_hint="--organisation")
    settings = load_settings()
    if state:
        settings = replace(settings, store=replace(settings.store, path=str(state / "store.sqlite")))
    if organisation:
        settings = replace(settings, service=replace(settings.service, organisation=str(organisation)))
    source = Envelopes(mail_from, tuple(rcpt_to), read_envelopes(envelopes) if envelopes else {}, settings.limits)
    with ExitStack() as stack:
        answer = _by_server(server, stack) if server else _in_process(settings, stack, keep=state is not None)
        failed = _run(paths, source, answer, as_json=as_json)
    if failed:
        raise typer.Exit(2)


def _run(paths: list[str], envelopes: Envelopes, answer: Answer, *, as_json: bool) -> bool:
    """Print an answer per message; return whether any had none."""
    table = VerdictTable()
    failed = False
    for path in each(paths, "classify"):
        for source in messages(path, envelopes.limits):
            result, error = _judged(source, envelopes, answer)
            failed |= bool(error)
            if as_json:
                sys.stdout.write(json_line(result))
            elif not error:
                table.add(source.name, result)
            if error:
                sys.stderr.write(f"dlp: {source.name}: {error}\n")
    if not as_json:
        table.print(Console())
    return failed


def _judged(source: Source, envelopes: Envelopes, answer: Answer) -> tuple[dict[str, Any], str]:
    """Return the answer as JSON and why there is none; a message fails alone."""
    name = clean(source.name)
    error = source.error
    if not error:
        try:
            line = envelopes.of(source)
            response = answer(source.raw, line.envelope, line.organisation)
            return {**convert.to_json(response), "file": name}, ""
        except InvalidMessage as problem:
            error = f"{problem.field}: {problem}" if problem.field else str(problem)
        except DlpError as problem:
            error = str(problem)
        except Exception as problem:  # noqa: BLE001 - a folder of mail must not be lost for our mistake about one message
            error = unexpected(problem)
    return {"file": name, "error": error}, error


def _in_process(settings: Settings, stack: ExitStack, *, keep: bool) -> Answer:
    """Return an answer from classifiers of this process, one per organisation file; the models are shared."""
    first = stack.enter_context(Classifier.from_settings(settings, keeps_state=keep))
    by_organisation: dict[Path | None, Classifier] = {None: first}

    def answer(raw: bytes, envelope: Envelope, organisation: Path | None) -> ClassifyMessageResponse:
        if organisation not in by_organisation:
            by_organisation[organisation] = stack.enter_context(first.for_organisation(str(organisation)))
        classifier = by_organisation[organisation]
        # What the service would refuse is refused here too, in the same words.
        checked = check_envelope(convert.envelope_to_pb(envelope), settings.limits)
        options = Options(is_whole=len(raw) <= settings.limits.held_bytes)
        outcome = classifier.classify_message(raw, checked, options, Budget.of(settings.service.deadline_s))
        return convert.classify_response(outcome)

    return answer


def _by_server(target: str, stack: ExitStack) -> Answer:
    """Return an answer from a running service."""
    client = stack.enter_context(connected(target))

    def answer(raw: bytes, envelope: Envelope, organisation: Path | None) -> ClassifyMessageResponse:
        if organisation is not None:
            raise DlpError("a running service has its own organisation; the envelope line names another")
        return client.classify(raw, envelope)

    return answer
