"""All probe files, one after another."""

from __future__ import annotations

from collections.abc import Iterator

from tests.extract.probes import (
    archives,
    images,
    mails,
    opendocument,
    pdf,
    plain,
    presentation,
    rich,
    spreadsheet,
    web,
    wordprocessing,
)
from tests.extract.probes.values import ProbeFile

MODULES = (wordprocessing, spreadsheet, presentation, opendocument, pdf, web, rich, plain, mails, archives, images)


def probe_files() -> Iterator[ProbeFile]:
    """Yield every file."""
    for module in MODULES:
        for make in module.FILES:
            yield make()
