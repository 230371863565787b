"""
Distil the names in use under government zones, or check that the shipped file is fresh.

`python lists/names_in_use.py` writes `dlp_service/recipients/data/names_in_use.txt`; `--check` compares it with what
would be written and exits 1 when they differ.  Two sources: `registers.txt` beside this script, copied from public
registers, and the list of hosts that browsers reach by TLS only, as the hash-pinned package `hstspreload` has it.

Anyone can put a host on that list, impostors too.  So only names in zones whose holder hands them out by rule are taken
from it: there nobody else can hold one.
"""

from __future__ import annotations

import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

import hstspreload

from dlp_service.recipients.domains import Suffixes, normalise
from dlp_service.recipients.tables import load_tables, zoned

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "dlp_service" / "recipients" / "data" / "names_in_use.txt"
REGISTERS = ROOT / "lists" / "registers.txt"
KINDS = frozenset({
    "government", "forces", "parliament", "police", "justice", "health", "school", "international",
})  # fmt: skip
WIDTH = 160
HEADING = f"""\
# Names that public bodies hold; a word with a leading dot is the zone of the words after it.
# Written by lists/names_in_use.py, do not edit.  Sources: lists/registers.txt names its own; hosts under restricted zones in
# Chromium's HSTS preload list, by the package hstspreload {hstspreload.__version__} (Andrey Kislyuk, Seth Michael Larson; BSD-3-Clause).
"""
IS_LEAF = 0x80


def preloaded() -> Iterator[str]:
    """
    Yield every host of the package's data file.

    The file is a run of tables, found by the package's jump table; an entry is a byte of flags, a byte of length, and a
    name.  Leaves carry whole hosts, the others single labels on the way to them.
    """
    data = resources.files("hstspreload").joinpath("hstspreload.bin").read_bytes()
    tables: Iterable[tuple[int, int] | None] = (table for layer in hstspreload._JUMPTABLE for table in layer)  # noqa: SLF001 - the package has no other way to list its hosts
    for table in tables:
        at, end = (table[0], table[0] + table[1]) if table else (0, 0)
        while at < end:
            flags, size = data[at], data[at + 1]
            if flags & IS_LEAF:
                yield data[at + 2 : at + 2 + size].decode("ascii")
            at += 2 + size


def registered() -> Iterator[str]:
    """Yield the names of `registers.txt`, which has the form of the file that is written."""
    yield from zoned(line for line in REGISTERS.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))


def distilled() -> str:
    """Return the text of the shipped file."""
    suffixes, tables = Suffixes(), load_tables()
    by_zone: dict[str, set[str]] = defaultdict(set)
    for host in (*registered(), *preloaded()):
        name = suffixes.registrable(normalise(host))
        zone = tables.zone(name)
        suffix = suffixes.suffix(name)
        if zone is not None and zone.kind in KINDS and name not in {zone.name, suffix}:
            by_zone[suffix].add(name[: -len(suffix) - 1])
    lines = [HEADING]
    for suffix, names in sorted(by_zone.items()):
        lines.append(textwrap.fill(" ".join([f".{suffix}", *sorted(names)]), WIDTH, break_on_hyphens=False) + "\n")
    return "".join(lines)


def write_or_check(target: Path, text: str, arguments: list[str]) -> int:
    """Write a shipped file, or with `--check` say whether it is what would be written, as an exit status."""
    if "--check" not in arguments:
        target.write_text(text, encoding="utf-8")
        return 0
    if target.read_text(encoding="utf-8") == text:
        return 0
    print(f"{target.relative_to(ROOT)} is not what `make lists` writes; run it")
    return 1


if __name__ == "__main__":
    raise SystemExit(write_or_check(TARGET, distilled(), sys.argv[1:]))
