"""
Expat beside lxml as the reader of XML parts: time, memory, waiting of other threads, and behaviour on hostile XML.

    python -m evaluations.xml_readers --shared ../shared
    python -m evaluations.xml_readers --case CASE --reader READER     one measurement, as JSON

All readers do the same work: collect character data with a Python call at every element, as the service's handlers do
(`lxml tree`: one pass over the finished tree).  Each figure comes from a process of its own.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.waits import TICK_S, longest_wait
from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.job import Job
from dlp_service.extract.texts.xmlwalk import XmlHandler, walk_xml

PIECE = 65_536
LIMIT_S = 60
ROUNDS = 5
WORD = b"HIDDENWORD"
HEAD = b"<?xml version='1.0'?>"
CELL = b'<c r="A1" s="3" t="inlineStr"><is><t>some words in a cell &amp; more</t></is></c>'
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10))
BIG = 10_500_000

CASES: dict[str, Callable[[], bytes]] = {
    "sheet of 30 MB": lambda: HEAD + b"<s>" + (b"<row>" + CELL * 10 + b"</row>") * 36_000 + WORD + b"</s>",
    "sheet of 30 MB, cut off": lambda: HEAD + b"<s>" + WORD + (b"<row>" + CELL * 10 + b"</row>") * 36_000,
    "one bad character at the end": lambda: HEAD + b"<s>" + WORD + CELL * 10 + b"\x01" + b"</s>",
    "one bad character before the word": lambda: HEAD + b"<s>" + CELL * 10 + b"\x01" + WORD + b"</s>",
    "ten-fold entities, nine deep": lambda: (
        HEAD + b'<!DOCTYPE s [<!ENTITY l0 "lol">' + LAUGHS + b"]><s>" + WORD + b"&l9;</s>"
    ),
    "external entity": lambda: HEAD + b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/hostname">]><s>&x;</s>',
    "100,000 levels": lambda: HEAD + b"<s>" * 100_000 + WORD + b"</s>" * 100_000,
    "text of 10 MB": lambda: HEAD + b"<s>" + b"word " * (BIG // 5) + WORD + b"</s>",
    "attribute of 10 MB": lambda: HEAD + b'<s a="' + b"x" * BIG + b'">' + WORD + b"</s>",
    "comment of 10 MB": lambda: HEAD + b"<s><!--" + b"x" * BIG + b"-->" + WORD + b"</s>",
    "GB18030": lambda: "<?xml version='1.0' encoding='GB18030'?><s>机密 HIDDENWORD</s>".encode("gb18030"),
    "windows-1251": lambda: "<?xml version='1.0' encoding='windows-1251'?><s>Секретно HIDDENWORD</s>".encode("cp1251"),
}


class Collector(XmlHandler):
    """Collects text, with a call at every element."""

    handles_all: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.elements = 0
        self.is_capturing = True

    def any_start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - the handler's signature
        """Count an element."""
        self.elements += 1

    def data(self, text: str) -> None:
        """Keep text."""
        self.pieces.append(text)


class Target:
    """The same for lxml's parser target interface."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.elements = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - lxml's signature
        """Count an element."""
        self.elements += 1

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def data(self, text: str) -> None:
        """Keep text."""
        self.pieces.append(text)

    def close(self) -> None:
        """Take the end of the document."""


def pieces(content: bytes) -> Iterator[bytes]:
    """Yield a document as the service does."""
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]


def expat(content: bytes) -> tuple[str, str]:
    """Read with the service's own walk; return the text and its gap."""
    job, handler = Job(Limits(), Budget.unlimited(), lambda _document, _job: None), Collector()
    walk_xml(pieces(content), handler, job, "")
    return "".join(handler.pieces), " ".join(f"gap {gap.reason}" for gap in job.gaps)


def _etree() -> Any:  # noqa: ANN401 - lxml has no types
    return importlib.import_module("lxml.etree")


SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def lxml_target(content: bytes) -> tuple[str, str]:
    """Read with lxml fed in pieces, calling a target."""
    target, error = Target(), ""
    parser = _etree().XMLParser(target=target, **SAFE)
    try:
        for piece in pieces(content):
            parser.feed(piece)
        parser.close()
    except _etree().LxmlError as raised:
        error = type(raised).__name__
    return "".join(target.pieces), error


def lxml_tree(content: bytes) -> tuple[str, str]:
    """Read with lxml into a tree, as far as it can be recovered, and walk it."""
    found: list[str] = []
    try:
        root = _etree().fromstring(content, _etree().XMLParser(recover=True, **SAFE))
    except (_etree().LxmlError, ValueError) as raised:
        return "", type(raised).__name__
    for element in () if root is None else root.iter():
        if isinstance(element.tag, str):
            found.append(element.text or "")
        found.append(element.tail or "")
    return "".join(found), ""


READERS: dict[str, Callable[[bytes], tuple[str, str]]] = {
    "expat": expat,
    "lxml target": lxml_target,
    "lxml tree": lxml_tree,
}


def office_parts(shared: Path) -> Iterator[bytes]:
    """Yield the XML parts of the public office files and drawings."""
    for file in sorted((shared / "data/extract/files/tika").iterdir()):
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                for name in archive.namelist():
                    if name.endswith((".xml", ".rels")):
                        yield archive.read(name)


def measure(content: bytes, reader: str) -> dict[str, Any]:
    """Return seconds, longest wait of another thread (ms), peak memory above the start (MB) and the outcome."""
    sys.setswitchinterval(TICK_S)
    READERS[reader](b"<s/>")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer: list[tuple[str, str]] = []
    start = time.perf_counter()
    wait = longest_wait(lambda: answer.append(READERS[reader](content)))
    seconds = time.perf_counter() - start
    text, problem = answer[0]
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    outcome = " ".join(filter(None, ("found" if WORD.decode() in text else "not found", problem)))
    return {"seconds": seconds, "wait_ms": wait * 1000, "peak_mb": peak, "outcome": outcome, "chars": len(text)}


def measure_office(shared: Path, reader: str) -> dict[str, Any]:
    """Return the best of some rounds over all XML parts, and what they hold."""
    contents = list(office_parts(shared))
    best, answers = float("inf"), [("", "")]
    for _ in range(ROUNDS):
        start = time.perf_counter()
        answers = [READERS[reader](content) for content in contents]
        best = min(best, time.perf_counter() - start)
    return {
        "parts": len(contents),
        "megabytes": sum(map(len, contents)) / 1e6,
        "seconds": best,
        "chars": sum(len(text) for text, _ in answers),
        "problems": sum(bool(problem) for _, problem in answers),
    }


def import_cost(module: str) -> str:
    """Return what importing a module costs a new interpreter."""
    code = (
        "import resource, time; peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; before = peak(); "
        f"start = time.perf_counter(); import {module}; "
        "print(f'{(time.perf_counter() - start) * 1000:.1f} ms {(peak() - before) / 1024:.1f} MB')"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.strip()


def print_all(shared: Path) -> None:
    """Print every table."""
    print(f"import: xml.parsers.expat {import_cost('xml.parsers.expat')}, lxml.etree {import_cost('lxml.etree')}")
    print("\nXML parts of public office files, fastest of five rounds")
    for reader in READERS:
        print(f"  {reader:12} {_child('--shared', str(shared), '--office', '--reader', reader)}", flush=True)
    print(f"\nSeconds / longest wait of another thread / peak MB above the document (limit {LIMIT_S} s)")
    for case in CASES:
        print(f"  {case}")
        for reader in READERS:
            print(f"    {reader:12} {_child('--case', case, '--reader', reader)}", flush=True)


def _child(*arguments: str) -> str:
    command = [sys.executable, "-m", "evaluations.xml_readers", *arguments]
    try:
        answer = subprocess.run(command, capture_output=True, check=False, timeout=LIMIT_S, text=True)
    except subprocess.TimeoutExpired:
        return f"> {LIMIT_S} s, stopped"
    if answer.returncode:
        return f"the process died: {answer.stderr.strip().rpartition(chr(10))[2][:80]}"
    figures = json.loads(answer.stdout)
    if "parts" in figures:
        return (
            f"{figures['parts']} parts, {figures['megabytes']:.1f} MB: {figures['seconds'] * 1000:.0f} ms, "
            f"{figures['chars']} characters, {figures['problems']} refused or broken"
        )
    return (
        f"{figures['seconds']:8.3f} s {figures['wait_ms']:7.0f} ms {figures['peak_mb']:6.0f} MB   {figures['outcome']}"
    )


def main() -> None:
    """Print every table, or one measurement as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path)
    parser.add_argument("--office", action="store_true")
    parser.add_argument("--case", choices=list(CASES))
    parser.add_argument("--reader", choices=list(READERS), default="expat")
    options = parser.parse_args()
    if options.case:
        print(json.dumps(measure(CASES[options.case](), options.reader)))
    elif not options.shared or not (options.shared / "data").is_dir():
        print(f"skipped: the evaluation data is not at {options.shared}")
    elif options.office:
        print(json.dumps(measure_office(options.shared, options.reader)))
    else:
        print_all(options.shared)


if __name__ == "__main__":
    main()
