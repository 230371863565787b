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

EVERYTHING: tuple[Hostile, ...] = (*ARCHIVES, *MARKUP, *PDFS, *MAILS, *OTHERS)


def main() -> None:
    """Write the set, or say what is in it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    for number, case in enumerate(EVERYTHING):
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number:03}-{case.file_name}").write_bytes(case.make())
        print(f"{number:03} {case.name}")


if __name__ == "__main__":
    main()
