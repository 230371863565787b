"""
False alarms of rosters, lists of the vulnerable and identifiers on ordinary mail.

    python -m evaluations.lists --shared ../shared [--sample 600]

The mails are public and ordinary: any finding of these kinds counts as a false alarm, although some
do carry such content; mail addresses, telephone numbers and addresses of machines are what mail is made of.  Prints the share of mails per kind, and with `--show` where they lie.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from email.utils import getaddresses, parseaddr
from pathlib import Path
from typing import Any

import zstandard

from dlp_service.budget import Budget
from dlp_service.config import Settings
from dlp_service.detect import Context, build_detectors, detect
from dlp_service.detect.identifiers import PATTERNS
from dlp_service.organisation import Organisation
from dlp_service.values import Extraction, Finding, PartText, Stage

SURE = 0.5
COMBINED = ("ROSTER", "VULNERABLE_PERSONS", "NAMES_WITH_IDENTIFIERS", "PERSONNEL_ON_PROJECT")
NUMBERS = tuple(dict.fromkeys(pattern.info_type for pattern in PATTERNS))
STAGES = (Stage.IDENTIFIERS, Stage.NAMES, Stage.PEOPLE_PROJECT)
MAX_CHARS = 30_000


def mails(shared: Path, sample: int) -> Iterator[dict[str, Any]]:
    """Yield evenly spaced mails, all for sample 0."""
    with zstandard.open(shared / "data" / "mail" / "emails_ordinary.jsonl.zst", "rt", encoding="utf-8") as lines:
        every = [json.loads(line) for line in lines]
    yield from every[:: max(1, len(every) // sample) if sample else 1]


def findings(mail: dict[str, Any], detectors: tuple[Any, ...], stages: tuple[Stage, ...]) -> tuple[Finding, ...]:
    """Return what the detectors find in a mail, its addresses being the envelope."""
    name, sender = parseaddr(mail.get("from") or "")
    people = getaddresses([mail.get("to") or "", mail.get("cc") or ""])
    context = Context(
        sender=sender,
        sender_name=name,
        recipients=tuple(address for _, address in people),
        visible_names=tuple(display for display, _ in people if display),
    )
    texts = (
        PartText("", "subject", mail.get("title") or ""),
        PartText("1", "body", (mail.get("text_raw") or mail.get("text") or "")[:MAX_CHARS]),
    )
    return detect(Extraction(texts, (), ""), detectors, context, stages, Budget.unlimited()).findings


def rates(shared: Path, sample: int, stages: tuple[Stage, ...] = STAGES) -> tuple[int, Counter[str], list[str]]:
    """Return the number of mails, how many of them carry each kind (identifiers: surely), and where."""
    detectors = build_detectors(Organisation(), Settings(), stages)
    counts: Counter[str] = Counter()
    places: list[str] = []
    number = 0
    for number, mail in enumerate(mails(shared, sample), 1):  # noqa: B007  the last number is the count
        found = findings(mail, detectors, stages)
        sure = {f.info_type for f in found if f.info_type != "PERSON_NAME" and f.confidence >= SURE}
        counts.update(sure)
        places += [
            f"{mail['id']} {f.info_type} {f.start}-{f.end} {f.detail}" for f in found if f.info_type != "PERSON_NAME"
        ]
    return number, counts, places


def main(arguments: list[str] | None = None) -> None:
    """Print one line per kind."""
    parser = argparse.ArgumentParser(description="false alarms on ordinary mail")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sample", type=int, default=600)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args(arguments)
    number, counts, places = rates(options.shared, options.sample)
    print(f"{number} mails")
    for kind in sorted({*COMBINED, *NUMBERS, *counts}):
        print(f"{kind:32}{counts[kind]:6}{100 * counts[kind] / number:8.2f} %")
    if options.show:
        print("\n".join(places))


if __name__ == "__main__":
    main()
