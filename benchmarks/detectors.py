"""
What each detector costs, in milliseconds per 5 KB of text, the tagger of names apart from all others.

    python -m benchmarks.detectors [--shared ../shared] [--terms 10000] [--personnel 10000] [--rounds 150] [--no-tagger]

Three kinds of text: ordinary public mail (with `--shared`), fictional office prose, and dense text with a name in every
third line.  Every text is read once, by all detectors in turn, so that no cache answers for the work
and what the machine does meanwhile falls on all of them.  Two hundred other mails are read before, as in a service that runs: automata and
tables grow with the first texts.  Terms and personnel are invented.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import zstandard

from benchmarks import corpus
from benchmarks.machine import describe
from dlp_service.budget import Budget
from dlp_service.config import Settings
from dlp_service.detect import AnyDetector, Context, Detector, build_detectors
from dlp_service.detect.names.words import COMMON_WORDS
from dlp_service.detect.resolve import resolve_overlaps
from dlp_service.detect.run import combines
from dlp_service.organisation import Organisation, Person, Term
from dlp_service.values import Finding, PartText, Stage

SYLLABLES = "ba be da do fe ga gi ka ke la lo ma mi na ne pa po ra re sa si ta te va ve wa wi za zo".split()  # noqa: SIM905
SIZE = 5 * 1024
STAGES = (Stage.TERMS, Stage.IDENTIFIERS, Stage.FINGERPRINTS, Stage.NAMES, Stage.PEOPLE_PROJECT)
TAGGER = "names (tagger)"
SETTLED = "(overlaps, order)"
WARMING = 200


def invented(chance: random.Random, parts: int = 3) -> str:
    """Return a word that means nothing, capitalised."""
    return "".join(chance.choice(SYLLABLES) for _ in range(parts)).capitalize()


def dense(chance: random.Random) -> str:
    """Return about 5 KB of words with a name in every third line."""
    words = sorted(COMMON_WORDS)
    lines: list[str] = []
    while sum(len(line) for line in lines) < SIZE:
        line = " ".join(chance.choice(words) for _ in range(11))
        name = f" {invented(chance, 2)} {invented(chance)}," if chance.random() < 0.3 else ""
        lines.append(f"{line}{name} {chance.randint(1, 99)}.\n")
    return "".join(lines)[:SIZE]


def ordinary(shared: Path, rounds: int) -> Iterator[str]:
    """Yield public mails of two to ten thousand characters, those to warm with first, nothing where there are none."""
    path = shared / "data" / "mail" / "emails_ordinary.jsonl.zst"
    if not path.exists():
        return
    with zstandard.open(path, "rt", encoding="utf-8") as lines:
        texts = [record.get("text_raw") or record.get("text") or "" for record in map(json.loads, lines)]
    fitting = [text for text in texts if 2_000 <= len(text) <= 10_000]
    step = max(2, len(fitting) // rounds)
    measured = fitting[::step][:rounds]
    yield from [text for number, text in enumerate(fitting) if number % step][:WARMING] + measured


def costs(detectors: tuple[AnyDetector, ...], texts: list[str], rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds per 5 KB of each detector for each of the last `rounds` texts, in one pass over all."""
    spent: dict[str, list[float]] = {}
    for number, text in enumerate(texts):
        part = (PartText("1", "body", text),)
        found: tuple[Finding, ...] = ()
        times: dict[str, float] = {}
        context = Context(memory={})  # of this message, as in a pass
        for detector in sorted(detectors, key=combines):
            budget = Budget.unlimited()
            started = time.perf_counter()
            if combines(detector):
                found += detector.combine(part, found, context, budget)
            else:
                found += cast("Detector", detector).detect(part, context, budget)
            elapsed = (time.perf_counter() - started) * 1000
            apart = sum(budget.apart_ms.values())
            times[detector.name] = times.get(detector.name, 0.0) + elapsed - apart
            if apart:
                times[TAGGER] = apart
        started = time.perf_counter()
        resolve_overlaps(found)
        times[SETTLED] = (time.perf_counter() - started) * 1000
        if number >= len(texts) - rounds:
            for name, ms in times.items():
                spent.setdefault(name, []).append(ms * SIZE / len(text))
    return spent


def show(title: str, spent: dict[str, list[float]]) -> None:
    """Print a table: each detector, then all but the tagger together."""
    rounds = len(next(iter(spent.values())))
    print(f"\n{title}, {rounds} texts\n{'ms per 5 KB':24}{'median':>9}{'mean':>9}{'p90':>9}")
    together = [sum(spent[name][n] for name in spent if name != TAGGER) for n in range(rounds)]
    for name, times in (*spent.items(), ("all but the tagger", together)):
        ninth = statistics.quantiles(times, n=10)[-1]
        print(f"{name:24}{statistics.median(times):9.3f}{statistics.mean(times):9.3f}{ninth:9.3f}")


def main(arguments: list[str] | None = None) -> None:
    """Print one table for each kind of text."""
    parser = argparse.ArgumentParser(description="milliseconds per 5 KB and detector")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--terms", type=int, default=10_000)
    parser.add_argument("--personnel", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=150)
    parser.add_argument(
        "--no-tagger", action="store_true", help="leave out the stage of names but for protected people"
    )
    options = parser.parse_args(arguments)
    chance = random.Random(7)  # noqa: S311  reproducible text, no secret
    weights = (0.3, 0.6, 0.9)
    organisation = Organisation(
        nation="GBR",
        terms=tuple(
            Term(f"{invented(chance)} {invented(chance)}", chance.choice(weights)) for _ in range(options.terms)
        ),
        personnel=tuple(Person(f"{invented(chance, 2)} {invented(chance)}") for _ in range(options.personnel)),
    )
    detectors = build_detectors(organisation, Settings(), STAGES)
    if options.no_tagger:
        detectors = tuple(detector for detector in detectors if detector.name != "names")
    print(", ".join(describe().values()), f"; {options.terms} terms, {options.personnel} protected people")
    kinds = {
        "ordinary public mail": list(ordinary(options.shared, options.rounds)),
        "fictional office prose": [corpus.body(seed) for seed in range(options.rounds)],
        "dense with names": [dense(chance) for _ in range(options.rounds)],
    }
    for title, texts in kinds.items():
        if texts:
            show(title, costs(detectors, texts, min(options.rounds, len(texts) // 2)))


if __name__ == "__main__":
    main()
