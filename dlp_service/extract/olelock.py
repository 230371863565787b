"""
Encrypted office files that open without asking: Excel and PowerPoint try a password of their own before they ask for one.

Such a file is no secret to its recipient, and so not to us.
"""

from __future__ import annotations

import io
import re

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
    from msoffcrypto import OfficeFile  # noqa: PLC0415 - loads a library of ciphers that few documents need

    for password in PASSWORDS:
        plain = io.BytesIO()
        try:
            file = OfficeFile(io.BytesIO(content))
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
