"""
What looking for the wrong recipient costs: a cold look-up, a trusted one, a misspelt one, by guarded names and by letters.

    python -m benchmarks.recipients [--shared ../shared] [--rounds 7]

Prints (a) by number of guarded names the seconds to build, MiB, and microseconds for each kind of look-up, beside RapidFuzz over
the whole list (optimal string alignment, two edits at most); (b) microseconds by letters of the address, for names that are
nobody's and for hosts made to be slow, with the exponent by which the cost grows: 1 is linear; (c) the whole of `assess_domain`.
Rounds take turns between all of them, so that the figures hold beside each other when the machine drifts, and no host is
asked twice.  Medians are printed and written to `bench-results/recipients.json`.

Ordinary hosts and guarded names come from the shared lists where they are, and are made of common words where not.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from benchmarks import machine
from benchmarks.markings import exponent
from dlp_service.detect.names.words import COMMON_WORDS
from dlp_service.organisation import Organisation, read_domains
from dlp_service.recipients import RecipientView, assess_domain, build_view

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 22)
SIZES = {10: "protected_10.txt", 1_000: "protected_1000.txt", 14_000: "protected_14k.txt"}
SUFFIXES = ("com",) * 10 + ("org", "net", "de", "co.uk", "gov", "gov.uk", "io", "fr", "com.au")
GUARDED_SUFFIXES = ("gov",) * 6 + ("gov.uk",) * 3 + ("mil", "com", "co.uk")
LETTERS = (12, 25, 50, 100, 200, 253)
BATCH, PEER_BATCH = 500, 5
HOSTILE = {
    "ordinary": ("harbour.lantern.", "com"), "dots": ("a.", "com"), "one letter": ("a", "com"), "hyphens": ("a-", "com"), "guarded labels": ("navy.mil.", "com"),
    "hyphens in words": ("navy-mil-", "com"), "government labels": ("gov.", "gov"), "no such suffix": ("na", "gvo"),
}  # fmt: skip
"""What is repeated, and the suffix behind it."""


@dataclass
class Words:
    """Hosts made of common words; the same seed gives the same ones."""

    seed: int
    words: Sequence[str] = field(default_factory=lambda: sorted(word for word in COMMON_WORDS if word.isascii()))

    def hosts(self, count: int, suffixes: Sequence[str]) -> list[str]:
        """Return so many different hosts of two words, one in four with a third before a dot."""
        chance = random.Random(self.seed)  # noqa: S311  reproducible hosts, no secret
        found: dict[str, None] = {}
        while len(found) < count:
            one, two, three = chance.choices(self.words, k=3)
            left = f"{three}." if chance.random() < 0.25 else ""
            found[f"{left}{one}{two}.{chance.choice(suffixes)}".casefold()] = None
        return list(found)


def misspelt(hosts: Sequence[str]) -> list[str]:
    """Return each host with one letter left out, swapped or replaced, at a place that goes round."""
    found = []
    for number, host in enumerate(hosts):
        at = number % (len(host) - 2)
        two = (host[at + 2 - number % 3 :], host[at + 1] + host[at] + host[at + 2 :], "x" + host[at + 1 :])
        found.append(host[:at] + two[number % 3])
    return found


def of_letters(unit: str, suffix: str, letters: int) -> str:
    """
    Return a host of so many letters that repeats a unit before a suffix, labels cut at 60.

    >>> len(of_letters("a", "com", 200)), of_letters("a-", "com", 12)
    (200, 'a-a-a-ax.com')
    """
    room = letters - len(suffix) - 1
    labels = [label[at : at + 60] for label in (unit * room).split(".") for at in range(0, max(1, len(label)), 60)]
    host = ".".join(label.strip("-") or "x" for label in labels)[: room - 1].rstrip(".-")
    return f"{host}{'x' * (room - len(host))}.{suffix}"


def microseconds(call: Callable[[str], object], hosts: Sequence[str]) -> float:
    """Return what one call took, in the mean over hosts."""
    started = time.perf_counter()
    for host in hosts:
        call(host)
    return (time.perf_counter() - started) / len(hosts) * 1e6


class Customer:
    """An organisation with so many guarded names, and what is asked of it."""

    def __init__(self, guarded: Sequence[str]) -> None:
        self.guarded = tuple(guarded)
        self.organisation = Organisation(protected=self.guarded)
        tracemalloc.start()
        view = build_view(self.organisation)
        self.mebibytes = tracemalloc.get_traced_memory()[0] / 2**20
        tracemalloc.stop()
        self.view: RecipientView = view
        chance = random.Random(len(guarded))  # noqa: S311  reproducible hosts, no secret
        self.trusted = [f"mail.{host}" for host in chance.choices(self.guarded, k=BATCH)]
        self.misspelt = misspelt(chance.choices(self.guarded, k=BATCH))

    def build_seconds(self) -> float:
        """Return what building the view took."""
        started = time.perf_counter()
        build_view(self.organisation)
        return time.perf_counter() - started

    def peer(self, host: str) -> object:
        """Ask RapidFuzz for the nearest guarded name."""
        return process.extractOne(host, self.guarded, scorer=OSA.distance, score_cutoff=2)

    def whole(self, host: str) -> object:
        """Ask for everything that is said about a domain."""
        return assess_domain(host, self.view, TODAY)


def one_round(customers: dict[int, Customer], hosts: Sequence[str], board: dict[str, list[float]]) -> None:
    """Take every figure once, from hosts that were not asked before."""
    ordinary, fresh = hosts[:BATCH], iter(hosts[BATCH:])

    def note(name: str, value: float) -> None:
        board.setdefault(name, []).append(value)

    for size, customer in customers.items():
        find = customer.view.index.find
        note(f"{size} build s", customer.build_seconds())
        note(f"{size} cold us", microseconds(find, ordinary))
        note(f"{size} trusted us", microseconds(find, customer.trusted))
        note(f"{size} misspelt us", microseconds(find, customer.misspelt))
        note(f"{size} RapidFuzz us", microseconds(customer.peer, ordinary[:PEER_BATCH]))
        note(f"{size} whole us", microseconds(customer.whole, [*islice(fresh, BATCH)]))
    find = customers[max(customers)].view.index.find
    for name, (unit, suffix) in HOSTILE.items():
        for letters in LETTERS:
            host = of_letters(unit, suffix, letters)
            note(f"{name} {letters} us", microseconds(find, [host] * 20))


def report(customers: dict[int, Customer], board: dict[str, list[float]]) -> dict[str, object]:
    """Print the three tables and return everything as one JSON object."""
    described = machine.describe()
    figures = {name: statistics.median(values) for name, values in board.items()}
    print(", ".join(f"{key} {value}" for key, value in described.items()))
    print(
        f"(a) {'guarded names':>14}{'build s':>9}{'MiB':>7}{'cold us':>9}{'trusted us':>12}{'misspelt us':>13}{'RapidFuzz us':>14}"
    )
    for size, customer in customers.items():
        build, cold, trusted, wrong, peer = (
            figures[f"{size} {name}"] for name in ("build s", "cold us", "trusted us", "misspelt us", "RapidFuzz us")
        )
        print(f"    {size:14}{build:9.2f}{customer.mebibytes:7.1f}{cold:9.1f}{trusted:12.2f}{wrong:13.1f}{peer:14.1f}")
    print(f"(b) {'us by letters':18}" + "".join(f"{letters:>9}" for letters in LETTERS) + "   exponent")
    exponents = {}
    for name in HOSTILE:
        costs = [figures[f"{name} {letters} us"] for letters in LETTERS]
        exponents[name] = exponent([float(letters) for letters in LETTERS], costs)
        print(f"    {name:18}" + "".join(f"{cost:9.1f}" for cost in costs) + f"{exponents[name]:11.2f}")
    for size in customers:
        print(f"(c) assess_domain at {size:,} guarded names {figures[f'{size} whole us']:.1f} us")
    memory = {f"{size} MiB": customer.mebibytes for size, customer in customers.items()}
    return {"machine": described, "figures": {**figures, **memory}, "exponents": exponents}


def guarded_names(shared: Path) -> dict[int, list[str]]:
    """Return guarded names by their number: the shared lists where they are, made ones where not."""
    folder = shared / "data" / "recipients"
    if all((folder / name).exists() for name in SIZES.values()):
        return {size: list(read_domains(folder / name)) for size, name in SIZES.items()}
    return {size: Words(size).hosts(size, GUARDED_SUFFIXES) for size in SIZES}


def ordinary_hosts(shared: Path, count: int) -> list[str]:
    """Return so many ordinary hosts that are asked for, none twice."""
    path = shared / "data" / "recipients" / "public_toplist.txt"
    found = list(read_domains(path)) if path.exists() else []
    return [*found, *Words(7).hosts(max(0, count - len(found)), SUFFIXES)][:count]


def main(arguments: list[str] | None = None) -> None:
    """Measure, print and write the figures."""
    parser = argparse.ArgumentParser(description="the cost of looking for the wrong recipient")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args(arguments)
    customers = {size: Customer(names) for size, names in guarded_names(options.shared).items()}
    share = BATCH * (1 + len(customers))
    hosts = ordinary_hosts(options.shared, share * options.rounds)
    board: dict[str, list[float]] = {}
    for number in range(options.rounds):
        one_round(customers, hosts[number * share : (number + 1) * share], board)
    folder = ROOT / "bench-results"
    folder.mkdir(exist_ok=True)
    result = report(customers, board)
    (folder / "recipients.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
