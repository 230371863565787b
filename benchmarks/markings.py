"""
What reading protective markings costs: ordinary mail, marked mail, and mail made to be slow.

    python -m benchmarks.markings [--most-mb 8] [--rounds 50]

Prints (a) megabytes a second over text without candidates, (b) milliseconds for marked messages of 5 KB, and (c) seconds
against size for hostile inputs, with the exponent by which their cost grows: 1 is linear, and a reader that stopped at its
limit of readings grows more slowly.  The text is made of common words; no unit or person in it exists.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import time

from benchmarks.detectors import dense
from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.markings import MarkingDetector
from dlp_service.detect.names.words import COMMON_WORDS
from dlp_service.levels import load_levels
from dlp_service.values import PartText

SIZE = 5 * 1024
MARKS = ("(U)", "(S//NF)", "(C)", "(S)", "(C//REL TO USA, GBR)")
COUNTRIES = ", ".join(f"C{chr(65 + number % 26)}{chr(65 + number // 26 % 26)}" for number in range(1000))
HOSTILE = {
    "SECRET//": "SECRET//", "brackets": "(", "(S)": "(S)", "[SEC=": "[SEC=", "letters apart": "S E C R E T ", "NATO SECRET": "NATO SECRET ", "SECRET by lines": "SECRET\n", "REL TO USA": "REL TO USA, ",
    "1,000 countries": f"SECRET//REL TO {COUNTRIES}\n", "entities": "SECRET&nbsp;", "tags": "SECRET<b>", "octets": "SECRET=C2=A0", "encoded words": "=?utf-8?q?SECRET?=", "block labels": "Classified By: a\n",
    "unclosed tags": "SECRET <b ", "capitals": "SECRETARIAT", "different words": "",
}  # fmt: skip


def banner_message(chance: random.Random) -> str:
    """Return a message of 5 KB between two banner lines."""
    return f"SECRET//NOFORN\n\n{dense(chance)[: SIZE - 32]}\nSECRET//NOFORN\n"


def portion_message(chance: random.Random) -> str:
    """Return a message of 5 KB with sixty paragraph marks."""
    words = sorted(COMMON_WORDS)
    lines = ["SECRET//NOFORN", ""]
    for number in range(60):
        line = MARKS[number % len(MARKS)]
        while len(line) < SIZE // 62:
            line += " " + chance.choice(words)
        lines.append(line)
    return "\n".join(lines)


def hostile(name: str, size: int) -> str:
    """Return a hostile text of a size: a string repeated, or words that are all different."""
    unit = HOSTILE[name]
    if not unit:
        chance = random.Random(size)  # noqa: S311  reproducible text, no secret
        unit = " ".join("SECRE" + "".join(chance.choices("ABCDEFGHIJ", k=5)) for _ in range(size // 11 + 1))
    return (unit * (size // len(unit) + 1))[:size]


def seconds(detector: MarkingDetector, text: str) -> float:
    """Return what one call took; a part that is reported as unfinished counts too."""
    part = PartText("1", "body", text)
    started = time.perf_counter()
    try:
        detector.detect((part,), Context(), Budget.unlimited())
    except StageUnfinished:
        return time.perf_counter() - started
    return time.perf_counter() - started


def exponent(sizes: list[float], costs: list[float]) -> float:
    """
    Return the power of the size that the costs follow: the slope between logarithms.

    >>> exponent([1, 2, 4], [3, 6, 12])
    1.0
    """
    slope, _ = statistics.linear_regression([math.log(size) for size in sizes], [math.log(cost) for cost in costs])
    return round(slope, 2)


def main(arguments: list[str] | None = None) -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description="the cost of reading protective markings")
    parser.add_argument("--most-mb", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=50)
    options = parser.parse_args(arguments)
    detector = MarkingDetector("", {}, load_levels())
    chance = random.Random(7)  # noqa: S311  reproducible text, no secret
    plain = "".join(dense(chance) for _ in range(200))
    best = min(seconds(detector, plain) for _ in range(5))
    print(f"(a) mail without candidates, one part of {len(plain) / 1e6:.1f} MB {len(plain) / 1e6 / best:8.0f} MB/s")
    short = dense(chance)
    print(f"    one message of 5 KB {min(seconds(detector, short) for _ in range(options.rounds)) * 1000:32.2f} ms")
    for name, text in (("a banner", banner_message(chance)), ("60 paragraph marks", portion_message(chance))):
        costs = sorted(seconds(detector, text) * 1000 for _ in range(options.rounds))
        print(f"(b) 5 KB with {name:20}{statistics.median(costs):8.2f} ms, best {costs[0]:.2f}")
    sizes = [size for size in (0.5, 1, 2, 4, 8) if size <= options.most_mb]
    print(f"(c) {'hostile input':18}" + "".join(f"{size:>7} MB" for size in sizes) + "   exponent")
    for name in HOSTILE:
        taken = [seconds(detector, hostile(name, int(size * 1e6))) for size in sizes]
        row = "".join(f"{cost:9.3f} s"[:-1] for cost in taken)
        print(f"    {name:18}{row}{exponent(sizes, taken) if len(sizes) > 1 else math.nan:11.2f}")


if __name__ == "__main__":
    main()
