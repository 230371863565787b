"""
Readers and services that do what hostile documents make libraries do.

A worker whose parser is `tests.extract.hostile:parser` reads "PDF" files of the form `%PDF-<deed> <rest>` alone, by doing the deed.
As a service the module does the deed of whatever it is asked to read.
"""

import ctypes
import os
import signal
import socket
import subprocess
import threading
import time
from dataclasses import replace
from pathlib import Path

from dlp_service.extract import Document, Reading, registry
from dlp_service.extract.sniff import Kind
from dlp_service.mail import parse
from dlp_service.values import GapReason, PartText


class Panic(BaseException):
    """What a native library raises instead of an Exception."""


def read_deed(document, job):
    deed, _, rest = document.content.removeprefix(b"%PDF-").partition(b" ")
    if deed not in {b"beside", b"forsake"}:
        job.alone(do_deed, document)
        return
    with job.beside(do_deed, replace(document, content=rest)) as finish:
        job.entries += 100
        job.text(document.path, "note", "meanwhile")
        if deed == b"beside":
            finish()


def do_deed(document, job):
    job.text(document.path + "!p1", "body", f"read by {os.getpid()}")
    deed, _, rest = document.content.removeprefix(b"%PDF-").partition(b" ")
    if deed == b"nest":
        job.embedded(Document(document.path + "/inner", rest, file_name="inner"))
    elif deed == b"ask":
        reading = job.ask("deeds", replace(document, content=rest))
        job.text(document.path, "comment", "no service" if reading is None else "service")
        job.take(reading or Reading())
    elif deed == b"lie":
        job.around.channel.send({"op": "alone", "read": "os:no_such", "seconds": 1}, b"", lambda: None)
        job.around.channel.receive(lambda: None)
    elif deed == b"babble":
        os.write(job.around.channel.connection.fileno(), b"x" * 100_000)
    elif deed == b"forge":
        header = {"texts": [["/../other", "body", 5]], "gaps": [], "counters": {"entries": float("inf")}}
        job.around.channel.send(header, b"words", lambda: None)
    elif deed == b"count":
        job.entries += 7
        job.decoded_bytes += 1000
    elif deed == b"write":
        job.text(document.path, "body", "w" * 600)
    elif deed == b"late":
        read_slowly(document, job)
        HARM[rest]()
    elif deed == b"try":
        job.text(document.path, "note", attempt(TRIES[rest]))
    else:
        HARM.get(deed, bool)()


def attempt(deed):
    """Do something and say whether it was refused."""
    try:
        deed()
    except (OSError, RuntimeError) as error:
        return f"refused: {type(error).__name__}"
    return "done"


TRIES = {
    b"open": lambda: os.open("/etc/passwd", os.O_RDONLY),
    b"own code": lambda: os.open(os.__file__, os.O_RDONLY),
    b"list": lambda: os.open("/", os.O_RDONLY | os.O_DIRECTORY),
    b"write": lambda: os.open("/var/tmp/written", os.O_WRONLY | os.O_CREAT),
    b"unlink": lambda: Path("/tmp/no-such-file").unlink(),
    b"chmod": lambda: Path("/tmp/no-such-file").chmod(0o777),
    b"tcp": socket.socket,
    b"unix": lambda: socket.socket(socket.AF_UNIX),
    b"pair": socket.socketpair,
    b"connect": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
    b"exec": lambda: os.execv("/bin/true", ["true"]),
    b"run": lambda: subprocess.run(["/bin/true"], check=False),
    b"fork": os.fork,
    b"thread": lambda: threading.Thread(target=bool).start(),
    b"signal": lambda: os.kill(os.getppid(), 0),
    b"memory file": lambda: os.memfd_create("x"),
    b"nothing": bool,
}
"""What a reading process may not do, but for the last."""


def read_slowly(document, job):
    job.gap(document.path, GapReason.ENCRYPTED, "a locked page")
    for number in range(40):
        time.sleep(0.001)
        job.text(f"{document.path}!p{number}", "body", f"page {number}")


def hang():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    threading.Event().wait()


def spin():
    while True:
        pass


def grow():
    kept = []
    while True:
        kept.append(bytes([1]) * 1024**2)


def panic():
    raise Panic


HARM = {
    b"hang": hang,
    b"spin": spin,
    b"segv": lambda: ctypes.string_at(1),
    b"abort": os.abort,
    b"exit": lambda: os._exit(0),
    b"swell": lambda: bytearray(3 * 1024**3),
    b"grow": grow,
    b"panic": panic,
}
"""What costs a process its life or the caller his patience."""


def is_available():
    return ""


def read(document, limits, budget):
    deed, _, rest = document.content.partition(b" ")
    if deed == b"try":
        return Reading((PartText(document.path, "note", attempt(TRIES[rest])),))
    HARM.get(deed, bool)()
    return Reading((PartText(document.path + "/said", "body", document.content.decode()),), ())


def __getattr__(name):
    """Let deeds be read in a process that looks up its parser here, and in no other that imports this module."""
    if name != "parser":
        raise AttributeError(name)
    registry.READERS[Kind.PDF] = read_deed
    return parse
