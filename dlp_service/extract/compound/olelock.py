"""
Encrypted office files that open without asking: Excel and PowerPoint try a password of their own before they ask for one.

Such a file is no secret to its recipient, and so not to us.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import Any

from dlp_service.config import Limits

PASSWORDS = ("VelvetSweatshop", "/01Hannes Ruescher/01")
"""Excel's (MS-OFFCRYPTO section 2.4.2.1 and its notes), and PowerPoint's for presentations."""

STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
SPINS = re.compile(rb'spinCount="(\d+)"')
MAX_SPINS = 200_000
"""Rounds of hashing that a file may ask for: office programs write 100,000, and ten million would cost ten seconds."""


def unlocked(content: bytes, limits: Limits) -> bytes:
    """Return the plain file, or nothing when it needs a password that only people know."""
    spins = [int(match[1]) for match in SPINS.finditer(content) if len(match[1]) < 12]
    if max(spins, default=0) > MAX_SPINS or len(content) > limits.file_bytes:
        return b""
    open_file = _library()
    for password in PASSWORDS:
        plain = io.BytesIO()
        try:
            file = open_file(io.BytesIO(content))
            # The library's own check of a password fails for files that hash with SHA-1; a wrong one gives no file.
            file.load_key(password=password)
            file.decrypt(plain)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001, S112 - a wrong password and a damaged file end in any error of two libraries
            continue
        if plain.getvalue().startswith(STARTS):
            return plain.getvalue()
        if file.format == "ooxml":
            break  # packages have the one password
    return b""


class _InMemory:
    """Stands for the module `tempfile` in the library: who reads documents may open no file."""

    TemporaryFile = io.BytesIO


@lru_cache(maxsize=1)
def _library() -> Callable[[io.BytesIO], Any]:
    """Return what opens an encrypted file; loading it takes 60 ms that few documents need."""
    for name in ("doc97", "ppt97", "xls97"):
        part: Any = import_module(f"msoffcrypto.format.{name}")
        part.tempfile = _InMemory
    library: Any = import_module("msoffcrypto")
    open_file: Callable[[io.BytesIO], Any] = library.OfficeFile
    return open_file
