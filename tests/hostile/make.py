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
        "docx: an attribute of 20 MB", "eml: base64 in one line of 40 MB", "gz: 100,000 members", "html: 50,000 fonts and paragraphs", "html: a style of 10 MB", "html: five million references",
        "ics: an attachment of 40 MB", "ics: escapes without end", "ics: parameters without end", "mbox: 100,000 messages", "mbox: a million From lines", "pdf: 100,000 attachments",
        "pdf: 100,000 pages", "pdf: 200,000 annotations", "pdf: 5,000 levels of pages", "pdf: a map that grows", "pdf: an attachment of 1 GB", "pdf: marked content without end",
        "pdf: one letter a time, 300,000 times", "png: a bomb behind it", "rtf: 20 MB of hexadecimal", "rtf: 200,000 fonts", "rtf: a million bytes of every code page", "rtf: a million words",
        "txt: 50 MB of spaces", "txt: UTF-7 without an end", "vcf: 200,000 cards", "vcf: quoted lines without end", "xlsx: a number format of 10 MB", "xlsx: a sheet of 1 GB",
        "zip: 5,000 entries share one",
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
