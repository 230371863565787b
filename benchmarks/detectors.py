"""
What each detector costs on a 5 KB message.

    python -m benchmarks.detectors [--terms 10000] [--rounds 50] [--names]

Prints the median and the slowest tenth in milliseconds per detector, and the megabytes a second that follow.
The text is made of common words and invented names; the terms are invented.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from typing import cast

from dlp_service.budget import Budget
from dlp_service.detect.identifiers import IdentifierDetector
from dlp_service.detect.interface import AnyDetector, Context, Detector
from dlp_service.detect.names import NameDetector
from dlp_service.detect.people_project import PeopleProjectDetector
from dlp_service.detect.protected import ProtectedPeopleDetector
from dlp_service.detect.run import combines
from dlp_service.detect.tagger import SpacyTagger
from dlp_service.detect.terms import TermDetector
from dlp_service.detect.words import COMMON_WORDS
from dlp_service.organisation import Person, Term
from dlp_service.values import Finding, PartText

SYLLABLES = "ba be da do fe ga gi ka ke la lo ma mi na ne pa po ra re sa si ta te va ve wa wi za zo".split()  # noqa: SIM905
SIZE = 5 * 1024


def invented(chance: random.Random, parts: int = 3) -> str:
    """Return a word that means nothing, capitalised."""
    return "".join(chance.choice(SYLLABLES) for _ in range(parts)).capitalize()


def message(chance: random.Random) -> str:
    """Return about 5 KB of prose with a name in every third line."""
    words = sorted(COMMON_WORDS)
    lines: list[str] = []
    while sum(len(line) for line in lines) < SIZE:
        line = " ".join(chance.choice(words) for _ in range(11))
        name = f" {invented(chance, 2)} {invented(chance)}," if chance.random() < 0.3 else ""
        lines.append(f"{line}{name} {chance.randint(1, 99)}.\n")
    return "".join(lines)[:SIZE]


def timed(call: Callable[[PartText], object], texts: list[PartText]) -> tuple[float, float]:
    """Return the median and the ninth decile of one call in milliseconds."""
    times = []
    for text in texts:
        started = time.perf_counter()
        call(text)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=10)[-1]


def main(arguments: list[str] | None = None) -> None:
    """Print one line per detector."""
    parser = argparse.ArgumentParser(description="milliseconds per 5 KB message and detector")
    parser.add_argument("--terms", type=int, default=10_000)
    parser.add_argument("--personnel", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--names", action="store_true", help="also the tagger, which takes a second to load")
    options = parser.parse_args(arguments)
    chance = random.Random(7)  # noqa: S311  reproducible text, no secret
    terms = tuple(Term(f"{invented(chance)} {invented(chance)}", 0.6) for _ in range(options.terms))
    people = tuple(Person(f"{invented(chance, 2)} {invented(chance)}") for _ in range(options.personnel))
    texts = [PartText("1", "body", message(chance)) for _ in range(options.rounds)]
    detectors: list[AnyDetector] = [TermDetector(terms), IdentifierDetector(), ProtectedPeopleDetector(people)]
    found: dict[str, tuple[Finding, ...]] = {text.text: () for text in texts}
    print(f"{'detector':20}{'median ms':>11}{'p90 ms':>9}{'MB/s':>8}   {SIZE} characters, {options.rounds} texts")
    if options.names:
        started = time.perf_counter()
        detectors.append(NameDetector(SpacyTagger("en_core_web_sm")))
        print(f"{'(load of tagger)':20}{(time.perf_counter() - started) * 1000:11.0f}")
    for detector in [*detectors, PeopleProjectDetector()]:

        def call(text: PartText, detector: AnyDetector = detector) -> None:
            budget = Budget.unlimited()
            if combines(detector):
                detector.combine((text,), found[text.text], Context(), budget)
            else:
                found[text.text] += cast("Detector", detector).detect((text,), Context(), budget)

        median, slow = timed(call, texts)
        print(f"{detector.name:20}{median:11.2f}{slow:9.2f}{SIZE / median / 1000:8.1f}")


if __name__ == "__main__":
    main()
