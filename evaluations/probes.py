"""
Which hiding places of which format are read: a word of its own stands at each, in files made for this.

    python -m evaluations.probes [--missed] [--peer] [FORMAT ...]

Prints for each place where its word was found, or that it was not; with `--peer` what iscc-tika found too.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Document, Reader, Reading
from evaluations.reading import open_reader
from evaluations.tika_peer import texts, tika
from tests.extract.probes.everything import probe_files
from tests.extract.probes.values import ProbeFile

LIMITS = Limits()


def found(probe: ProbeFile, reading: Reading) -> dict[str, str]:
    """Return for each place the `where` values of the texts that hold its word, empty for none."""
    return {
        place: ", ".join(dict.fromkeys(text.where for text in reading.texts if word in text.text))
        for place, word in probe.places.items()
    }


def read(reader: Reader, probe: ProbeFile) -> Reading:
    """Read a probe file as `dlp extract` does."""
    return reader.read(Document("", probe.content, file_name=probe.name), Budget.of(LIMITS.message_wall_s))


def print_matrix(reader: Reader, probes: Iterable[ProbeFile], *, is_peer: bool, only_missed: bool) -> None:
    """Print a line a place, and the sums."""
    extractor = tika() if is_peer else None
    sums: list[tuple[str, int, int, int]] = []
    for probe in probes:
        reading = read(reader, probe)
        places = found(probe, reading)
        theirs = "\n".join(texts(extractor, probe.content)[:2]) if extractor else ""
        peer = {place: word in theirs for place, word in probe.places.items()}
        for place, wheres in places.items():
            if not (only_missed and wheres):
                note = f"{'iscc-tika' if peer[place] else '':12}" if is_peer else ""
                print(f"{probe.format:28}{place:40}{note}{wheres or 'NOT FOUND'}")
        for gap in reading.gaps if only_missed else ():
            print(f"{probe.format:28}  gap {gap.path or '.'} {gap.reason.value}: {gap.detail}")
        sums.append((probe.format, sum(map(bool, places.values())), sum(peer.values()), len(places)))
    print(f"\n{'format':28}{'found':>7}{'of':>7}" + (f"{'iscc-tika':>11}" if is_peer else ""))
    sums.append(("all", sum(row[1] for row in sums), sum(row[2] for row in sums), sum(row[3] for row in sums)))
    for name, ours, others, total in sums:
        print(f"{name:28}{ours:7}{total:7}" + (f"{others:11}" if is_peer else ""))


def print_names(reader: Reader, probes: Iterable[ProbeFile]) -> None:
    """Print `format: place` for what was not found."""
    for probe in probes:
        for place, wheres in found(probe, read(reader, probe)).items():
            if not wheres:
                print(f"{probe.format}: {place}")


def main() -> None:
    """Print the matrix of all formats or of some."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("formats", nargs="*", metavar="FORMAT")
    parser.add_argument("--missed", action="store_true", help="print only what was not found, and the gaps")
    parser.add_argument(
        "--names", action="store_true", help="print only the names of what was not found, as not_read.txt has them"
    )
    parser.add_argument("--peer", action="store_true", help="read with iscc-tika too")
    options = parser.parse_args()
    probes = [probe for probe in probe_files() if not options.formats or probe.format in options.formats]
    with open_reader(LIMITS) as reader:
        if options.names:
            print_names(reader, probes)
            return
        print_matrix(reader, probes, is_peer=options.peer, only_missed=options.missed)


if __name__ == "__main__":
    main()
