"""
The hostile set: more than two hundred documents, built when they are asked for, the same every time.

    python -m tests.hostile.make [FOLDER]      list them, or write them into a folder
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.hostile.archives import ARCHIVES
from tests.hostile.mails import MAILS
from tests.hostile.markup import MARKUP
from tests.hostile.others import OTHERS
from tests.hostile.pdfs import PDFS
from tests.hostile.values import Hostile

SLOW = frozenset(
    {
        "zip: 1 GB that says it is 10 bytes", "zip: names of 65,000 letters", "zip: 60,000 entries", "csv: 10 million lines", "jpeg: a million comments", "eml: 40 levels of base64", "eml: 20 MB of soft breaks",
        "xlsx: a million cells", "html: 100,000 letters left bold", "eml: a million fields", "html: 200,000 divs, one in another", "eml: 5 MB of HTML in 64 KB pieces", "xml: a million names", "html: a million attributes",
        "html: a comment left open", "ole: 20,000 streams", "pdf: a million objects", "csv: 20 million cells",
    }
)  # fmt: skip
"""What takes more than a second or two to build or to read, besides what says so itself."""

EVERYTHING: tuple[Hostile, ...] = (*ARCHIVES, *MARKUP, *PDFS, *MAILS, *OTHERS)


def quick() -> tuple[Hostile, ...]:
    """Return the cases for the plain test suite."""
    return tuple(case for case in EVERYTHING if not case.is_slow and case.name not in SLOW)


def main() -> None:
    """Write the set, or say what is in it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    for number, case in enumerate(EVERYTHING):
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number:03}-{case.file_name}").write_bytes(case.make())
        sys.stdout.write(f"{number:03} {case.name}\n")


if __name__ == "__main__":
    main()
