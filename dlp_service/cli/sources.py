"""
Where the messages of `dlp classify` come from: files, of Outlook too, standard input, mbox files and Maildir folders.

And whose envelope each has: from `--from` and `--to`, from a file of
envelopes matched by path or base name, else from the message's own headers.
"""

from __future__ import annotations

import contextlib
import json
import mailbox
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from email.utils import getaddresses
from pathlib import Path
from typing import Any

from dlp_service.budget import Budget
from dlp_service.cli.jsonl import standard_input
from dlp_service.config import Limits
from dlp_service.errors import ConfigError, InvalidMessage
from dlp_service.extract.compound.msgmail import as_mail
from dlp_service.mail import parse
from dlp_service.values import Envelope

MBOX_BYTES = 1024
"""How much of an mbox file is looked at for its first `From ` line."""

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Source:
    """One message to classify: `name` is what the answer calls it, `error` says why there is no `raw`."""

    name: str
    raw: bytes = b""
    error: str = ""


@dataclass(frozen=True, slots=True)
class EnvelopeLine:
    """A line of an envelope file; `organisation` is resolved against that file's folder."""

    envelope: Envelope
    organisation: Path | None = None


def messages(path: str, limits: Limits) -> Iterator[Source]:
    """Yield the messages of one argument; what cannot be read is yielded with its reason."""
    if path == "-":
        yield Source("-", standard_input().read(limits.held_bytes + 1))
    elif os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises for a name that no file system could hold
        yield from _maildir(path, limits)
    elif path.endswith(".mbox"):
        yield from _mbox(path)
    else:
        yield _file(path, limits)


def read_envelopes(path: Path) -> dict[str, EnvelopeLine]:
    """
    Read a file of envelopes: lines `{"file","mail_from","rcpt_to":[],"organisation"}`.

    Raises:
        ConfigError: the file cannot be read, or a line is not of that form; with its number.
    """
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", source=str(path)) from None
    except UnicodeDecodeError:
        raise ConfigError("is not UTF-8 text", source=str(path)) from None
    found: dict[str, EnvelopeLine] = {}
    for number, text in enumerate(lines, 1):
        if text.strip():
            name, line = _envelope_line(text, path, number)
            found[str(Path(name))] = line
            found.setdefault(Path(name).name, line)
    return found


def envelope_of(name: str, envelopes: Mapping[str, EnvelopeLine]) -> EnvelopeLine | None:
    """Return the line of a file: by its path, else by the longest end of it that a line names, at least the base name."""
    pieces = Path(name).parts
    ends = (str(Path(*pieces[start:])) for start in range(len(pieces)))
    return next((envelopes[end] for end in ends if end in envelopes), None)


def from_headers(raw: bytes, limits: Limits) -> Envelope:
    """
    Return the envelope that the headers suggest: From, and To, Cc and Bcc.

    Raises:
        InvalidMessage: the headers name no recipient.
    """
    message = parse(raw, limits, Budget.unlimited())
    hidden = getaddresses([header.value for header in message.headers if header.name.casefold() == "bcc"])
    recipients = [*message.visible_recipients, *(address for _, address in hidden if address)]
    if not recipients:
        raise InvalidMessage("no recipients: name them with --to or --envelopes")
    return Envelope.vouched(message.header_from, list(dict.fromkeys(recipients)))


def _file(path: str, limits: Limits) -> Source:
    try:
        with Path(path).open("rb") as file:
            raw = file.read(limits.held_bytes + 1)
    except OSError as error:
        return Source(path, error=error.strerror or "cannot be read")
    if not raw.startswith(COMPOUND):
        return Source(path, raw)
    try:
        return Source(path, as_mail(raw, limits))
    except InvalidMessage as error:
        return Source(path, error=str(error))


def _mbox(path: str) -> Iterator[Source]:
    try:
        with Path(path).open("rb") as file:
            if file.read(MBOX_BYTES).lstrip(b"\r\n")[:5] not in {b"", b"From "}:
                yield Source(path, error="is not an mbox file")
                return
        with contextlib.closing(mailbox.mbox(path, create=False)) as box:
            for number, key in enumerate(box.keys(), 1):
                yield Source(f"{path}#{number}", box.get_bytes(key))
    except OSError as error:
        yield Source(path, error=error.strerror or "cannot be read")
    except mailbox.Error as error:
        yield Source(path, error=f"cannot be read: {error}")


def _maildir(path: str, limits: Limits) -> Iterator[Source]:
    folders = [Path(path) / name for name in ("new", "cur")]
    try:
        if not all(folder.is_dir() for folder in folders):
            yield Source(path, error="is a folder and not a Maildir")
            return
        files = sorted(file for folder in folders for file in folder.iterdir() if file.is_file())
    except OSError as error:
        yield Source(path, error=error.strerror or "cannot be read")
        return
    for number, file in enumerate(files, 1):
        yield replace(_file(str(file), limits), name=f"{path}#{number}")


def _envelope_line(text: str, path: Path, number: int) -> tuple[str, EnvelopeLine]:
    try:
        line = json.loads(text)
        return _envelope(line, path)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = 'must be {"file":...,"mail_from":...,"rcpt_to":[...]}'
        raise ConfigError(message, source=str(path), line=number) from None


def _envelope(line: Mapping[str, Any], path: Path) -> tuple[str, EnvelopeLine]:
    name, recipients = line["file"], line["rcpt_to"]
    sender, organisation = line["mail_from"] or "", line.get("organisation") or ""
    if not name or not isinstance(recipients, list):
        raise TypeError
    if not all(isinstance(item, str) for item in (name, sender, organisation, *recipients)):
        raise TypeError
    return name, EnvelopeLine(
        Envelope.vouched(sender, recipients), path.parent / organisation if organisation else None
    )
