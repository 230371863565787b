"""
Write `dlp_service/detect/data/usual_names.txt`: given names and surnames that are hardly ever another word.

    python lists/given_names.py --shared ../shared          writes it
    python lists/given_names.py --shared ../shared --check  says whether it is what would be written

The names are those that lead the registers of countries (public domain), and the hand-picked given names of the file `usual_given.txt`
beside this one; what running text writes small is left out, as is what `given_words.py` holds.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable
from pathlib import Path

from dlp_service.detect.names.casing import running_words
from dlp_service.detect.names.given_words import WORD_NAMES
from dlp_service.detect.names.words import COMMON_WORDS, PARTICLES, SURNAMES_THAT_ARE_WORDS

HAND_PICKED = Path(__file__).with_name("usual_given.txt")
TARGET = Path(__file__).resolve().parent.parent / "dlp_service" / "detect" / "data" / "usual_names.txt"
GIVEN, FAMILY = "common-forenames-by-country.csv", "common-surnames-by-country.csv"
LEAST = 3


def register(path: Path) -> list[str]:
    """Return the names of a register by country."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [row["Romanized Name"] or row["Localized Name"] for row in csv.DictReader(lines)]


def unmistakable(names: Iterable[str]) -> list[str]:
    """Return the names of one word of letters that are no other word, in small letters."""
    words = running_words()[0] | COMMON_WORDS | WORD_NAMES | SURNAMES_THAT_ARE_WORDS | PARTICLES
    found = {name.casefold() for name in names if name.isalpha() and len(name) >= LEAST}
    return sorted(found - words)


def listed(folder: Path) -> str:
    """Return the text of the file."""
    picked = HAND_PICKED.read_text(encoding="utf-8").split()
    given = unmistakable([*register(folder / GIVEN), *picked])
    family = unmistakable(register(folder / FAMILY))
    return "\n".join(["[given]", *given, "[family]", *(name for name in family if name not in set(given))]) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write the file, or check it."""
    parser = argparse.ArgumentParser(description="given names and surnames that are hardly ever another word")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    folder = options.shared / "data" / "gazetteer"
    if not options.check:
        TARGET.write_text(listed(folder), encoding="utf-8")
        return 0
    if not folder.is_dir():
        print(f"the registers are not at hand: {TARGET.name} was not checked")
        return 0
    if TARGET.read_text(encoding="utf-8") != listed(folder):
        print(f"{TARGET.name} was made from other sources; run python lists/given_names.py")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
