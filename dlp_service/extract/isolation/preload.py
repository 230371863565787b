"""
What a worker loads before it locks itself in: afterwards no module can be read from a file.

Readers import their libraries at the top; here is what the standard library and those libraries import late.
"""

from __future__ import annotations

import encodings
import os
import pkgutil
from collections.abc import Iterable
from importlib import import_module

from dlp_service.extract.pdf import library

PAGE_BYTES = os.sysconf("SC_PAGESIZE")
LATE = (
    "charset_normalizer", "html.entities", "stringprep", "unicodedata", "email.generator", "zipfile", "msoffcrypto",
    "msoffcrypto.format.doc97", "msoffcrypto.format.ooxml", "msoffcrypto.format.ppt97", "msoffcrypto.format.xls97",
    "xml.dom.expatbuilder", "cryptography.hazmat.backends.openssl.backend",
)  # fmt: skip


class Own:
    """Counts of this process that stay readable when files are not: `/proc` is opened while it can be."""

    def __init__(self) -> None:
        self._memory = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
        self._threads = os.open("/proc/self/task", os.O_RDONLY | os.O_CLOEXEC)

    def resident_bytes(self) -> int:
        """Return the memory that this process holds."""
        return int(os.pread(self._memory, 256, 0).split()[1]) * PAGE_BYTES

    def is_single(self) -> bool:
        """Say whether this process has one thread, those of native libraries counted too."""
        return len(os.listdir(self._threads)) == 1  # noqa: PTH208 - an open directory has no path


def load_all(late: Iterable[str] = LATE) -> None:
    """Import every codec, and what is imported late."""
    for module in pkgutil.iter_modules(encodings.__path__):
        # These two are for Windows and do not load elsewhere.
        if module.name not in {"mbcs", "oem"}:
            import_module(f"encodings.{module.name}")
    for name in late:
        import_module(name)


def start_libraries() -> None:
    """Start what every child would have to start anew."""
    library.start()
