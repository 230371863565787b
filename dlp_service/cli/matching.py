"""`dlp matcher`: the key of hashed lists in a process of its own."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import threading
from collections.abc import Iterable
from functools import reduce
from operator import or_
from pathlib import Path

import typer

from dlp_service.errors import ConfigError
from dlp_service.hashed_people import HashedList, NameKey, read_key
from dlp_service.organisation_lists import is_hashed, read_hashed_list

PR_SET_DUMPABLE = 4
_ANSWERS = 6000


def matcher(
    key_file: Path = typer.Option(..., "--key-file", help="The key that the lists were hashed with."),
    listen: str = typer.Option(..., "--listen", help="unix:PATH, a socket for this user and his group."),
    personnel: list[Path] = typer.Option([], "--personnel", help="A hashed list of people; may stand several times."),
    terms: list[Path] = typer.Option([], "--terms", help="A hashed list of terms; may stand several times."),
    allow_uid: list[int] = typer.Option([], "--allow-uid", help="Another user who may ask, by number."),
    answers: int = typer.Option(_ANSWERS, "--answers-per-minute", min=1, help="How many places are told a minute."),
) -> None:
    """
    Hold the key of hashed lists in a process of its own, and answer the service.

    The service that asks has `[content] matcher = "unix:PATH"` in its organisation file, and no key.

    \b
    Example:
      dlp matcher --key-file lists.key --listen unix:/run/dlp/matcher.sock --personnel personnel.hashed
    """
    from dlp_service.detect.protected.matcher import Limits, Listener, Matcher, Meter, bound  # noqa: PLC0415 - loaded for this alone

    if not listen.startswith("unix:") or len(listen) == len("unix:"):
        raise typer.BadParameter("write unix:PATH: a matcher answers this machine only", param_hint="--listen")
    if not personnel and not terms:
        raise typer.BadParameter("name at least one list", param_hint="--personnel, --terms")
    key = read_key(key_file)
    limits = Limits(answers_a_minute=answers)
    process = Matcher(_lists("personnel", personnel, key), _lists("terms", terms, key), Meter(limits, _log))
    try:
        listening = bound(listen.removeprefix("unix:"))
    except OSError as error:
        raise ConfigError(f"cannot listen: {error.strerror}", source=listen) from None
    listener = Listener(listening, process, frozenset({os.getuid(), *allow_uid}), limits, _log)
    measures = _lock_in()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=listener.serve, daemon=True).start()
    _log(f"ready at {listen}, {measures}")
    stop.wait()
    listener.close()


def _lists(kind: str, files: Iterable[Path], key: NameKey) -> HashedList | None:
    found = []
    for file in files:
        if not is_hashed(file, kind):
            raise ConfigError("is not hashed: write it with `dlp lists hash`", source=str(file))
        found.append(read_hashed_list(file, key))
    return reduce(or_, found) if found else None


def _lock_in() -> str:
    """Give up files, the network, and being looked into by other processes of this user; say what is in force."""
    from dlp_service.extract.isolation import landlock  # noqa: PLC0415

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    is_closed = ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0
    # Code that is loaded late holds nothing private.
    code = (sys.prefix, sys.base_prefix, str(Path(__file__).resolve().parents[1]), *filter(None, sys.path))
    version = landlock.restrict(landlock.Paths(read=code))
    files = f"landlock {version}" if version else "no landlock"
    return f"{files}, {'memory closed' if is_closed else 'memory open'}"


def _log(line: str) -> None:
    typer.echo(f"matcher: {line}", err=True)
