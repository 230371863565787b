"""
Debian's tesseract as a child process: an image goes in, words with their places come out.

The image is handed over in memory, the answer is read up to a bound, and the child is killed with its process group
when its time is over.  One thread a page: more of them slow a busy machine down.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial

from dlp_service.budget import Budget
from dlp_service.extract.isolation import limit

PROGRAM = "tesseract"
FALLBACK_LANGUAGE = "eng"
NO_LANGUAGES = frozenset({"osd", "equ"})
"""Data files that tesseract lists as languages and that read no text."""

LIST_S = 10.0
TICK_S = 0.05
READ_BYTES = 65_536
MAX_OUTPUT = 16 * 1024 * 1024
WORD_LEVEL = "5"
COLUMNS = 12


@dataclass(frozen=True, slots=True)
class Word:
    """A word, how sure the engine is of it (0 to 100), the line it was put on, and its box in pixels."""

    text: str
    confidence: float
    line: tuple[int, ...]
    left: int
    top: int
    width: int
    height: int


class EngineFailed(Exception):
    """The engine ended without an answer."""


def program() -> str:
    """Return where the engine is installed, else empty."""
    return shutil.which(PROGRAM) or ""


@lru_cache(maxsize=4)
def installed_languages(path: str) -> tuple[str, ...]:
    """Return the languages that an engine has data for."""
    if not path:
        return ()
    try:
        answer = subprocess.run(  # noqa: S603 - the program is found by its fixed name
            [path, "--list-langs"],
            capture_output=True,
            check=False,
            timeout=LIST_S,
            env=_environment(),
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    lines = (answer.stdout or answer.stderr).decode("utf-8", "replace").splitlines()
    return tuple(line.strip() for line in lines[1:] if line.strip() and line.strip() not in NO_LANGUAGES)


def languages_for(wanted: str, installed: tuple[str, ...]) -> str:
    """
    Return the wanted languages (`eng+deu`) that are installed, in their order; English, or any, where none of them is.

    >>> languages_for("deu+eng", ("eng", "fra")), languages_for("deu", ("fra",))
    ('eng', 'fra')
    """
    kept = [name for name in wanted.split("+") if name in installed]
    if kept:
        return "+".join(kept)
    return FALLBACK_LANGUAGE if FALLBACK_LANGUAGE in installed else "".join(installed[:1])


def recognise(image: bytes, languages: str, budget: Budget, *, layout: int, dpi: int) -> tuple[Word, ...]:
    """
    Return the words of an image in a format that needs no decoder (PGM).

    `layout` is tesseract's page segmentation mode, `dpi` what it takes the resolution to be.

    Raises:
        OutOfTime: the budget ended first.
        Cancelled: the caller went away.
        EngineFailed: the engine crashed, or said more than a page can.
    """
    arguments = [program() or PROGRAM, "stdin", "stdout", "-l", languages, "--psm", str(layout), "--dpi", str(dpi)]
    with _held(image) as source, _started([*arguments, "tsv"], source) as child:
        output = _output(child, budget)
        if child.wait() != 0:
            raise EngineFailed(f"the engine ended with {child.returncode}")
    return tuple(words(output.decode("utf-8", "replace")))


def words(table: str) -> Iterator[Word]:
    """
    Yield the words of the engine's TSV table.

    >>> [word.text for word in words("5\\t1\\t1\\t1\\t1\\t1\\t10\\t20\\t30\\t9\\t96.1\\tSECRET\\n")]
    ['SECRET']
    """
    for row in table.split("\n"):
        fields = row.split("\t")
        if len(fields) != COLUMNS or fields[0] != WORD_LEVEL or not fields[-1].strip():
            continue
        place = tuple(int(value) for value in fields[1:10])
        yield Word(fields[-1].strip(), float(fields[10]), place[:4], *place[5:])


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX") if name in os.environ}
    return {**kept, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C"}


@contextmanager
def _held(image: bytes) -> Iterator[int]:
    """Hold an image as a file that has no name and lives in memory."""
    descriptor = os.memfd_create("page")
    try:
        view = memoryview(image)
        while view:
            view = view[os.write(descriptor, view) :]
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _started(arguments: list[str], source: int) -> Iterator[subprocess.Popen[bytes]]:
    """Start the engine in a process group of its own, which outlives neither the block nor this process."""
    try:
        child = subprocess.Popen(  # noqa: S603 - fixed arguments; whoever does OCR has no other thread
            arguments,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            process_group=0,
            preexec_fn=partial(limit.die_with_parent, os.getpid()),  # noqa: PLW1509 - see above
        )
    except OSError as error:
        raise EngineFailed("the engine did not start") from error
    try:
        yield child
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        if child.stdout:
            child.stdout.close()


def _output(child: subprocess.Popen[bytes], budget: Budget) -> bytes:
    assert child.stdout is not None
    descriptor = child.stdout.fileno()
    pieces: list[bytes] = []
    size = 0
    while True:
        budget.check()
        if not select.select([descriptor], [], [], TICK_S)[0]:
            continue
        piece = os.read(descriptor, READ_BYTES)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
        if size > MAX_OUTPUT:
            raise EngineFailed("the engine does not stop talking")
