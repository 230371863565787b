"""
The key ring: which keys the store was written with, and the file that holds them.

The file is JSON, owner-readable only, and versioned: `active` names the key that new records are written with,
older keys stay for reading.  `addresses` names the key that addresses are hashed with; it never changes, because a
rotated hash key would forget every contact.

Losing the file loses the store; a backup of the store without it is worthless, and so is the reverse.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from dlp_service.errors import ConfigError

KEY_BYTES = 32
FORMAT = 1


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Master keys by id; the keys in use are derived from them (see `vault`)."""

    active: str
    addresses: str
    keys: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def fresh(cls) -> KeyRing:
        """Return a ring with one new random key."""
        return cls("k1", "k1", {"k1": secrets.token_bytes(KEY_BYTES)})

    def rotated(self) -> KeyRing:
        """Return a ring whose active key is new and which can still read everything."""
        number = 1 + max(int(name[1:]) for name in self.keys)
        return replace(self, active=f"k{number}", keys={**self.keys, f"k{number}": secrets.token_bytes(KEY_BYTES)})


def create_keys(path: Path) -> KeyRing:
    """
    Write a new ring to `path`, readable by its owner alone, whole or not at all.

    Raises:
        ConfigError: the file exists or cannot be written.
    """
    ring = KeyRing.fresh()
    _put(path, ring, is_new=True)
    return ring


def rotate_keys(path: Path) -> str:
    """
    Add a key to the ring at `path`, make it the active one and return its id.

    Running processes keep the ring that they read at start: restart all of them before the old key is doubted.

    Raises:
        ConfigError: the file cannot be read or written.
    """
    ring = load_keys(path).rotated()
    _put(path, ring, is_new=False)
    return ring.active


def load_keys(path: Path) -> KeyRing:
    """
    Read a ring.

    Raises:
        ConfigError: missing, readable by others than its owner, or damaged.
    """
    try:
        with path.open("rb") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise ConfigError("the key file must be readable by its owner alone (chmod 600)", source=str(path))
            text = file.read()
    except OSError as error:
        raise ConfigError(f"the key file cannot be read: {error.strerror}", source=str(path)) from None
    return _parsed(text, str(path))


def _parsed(text: bytes, source: str) -> KeyRing:
    try:
        data = json.loads(text)
        keys = {str(name): base64.b64decode(key, validate=True) for name, key in data["keys"].items()}
        ring = KeyRing(str(data["active"]), str(data["addresses"]), keys)
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise ConfigError("the key file is damaged", source=source) from None
    if data.get("format") != FORMAT:
        raise ConfigError(f"the key file has format {data.get('format')!r}, not {FORMAT}", source=source)
    if not {ring.active, ring.addresses} <= keys.keys():
        raise ConfigError("the key file names a key that it does not hold", source=source)
    if any(len(key) != KEY_BYTES or not _is_key_name(name) for name, key in keys.items()):
        raise ConfigError(f"the key file must hold keys of {KEY_BYTES} bytes named k1, k2, ...", source=source)
    return ring


def _is_key_name(name: str) -> bool:
    return name[:1] == "k" and name[1:].isascii() and name[1:].isdigit()


def _put(path: Path, ring: KeyRing, *, is_new: bool) -> None:
    """Write beside the file first, so that a crash leaves the old ring or the new one and never half of one."""
    keys = {name: base64.b64encode(key).decode() for name, key in ring.keys.items()}
    text = json.dumps({"format": FORMAT, "active": ring.active, "addresses": ring.addresses, "keys": keys}, indent=1)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        _write_private(beside, text.encode())
        try:
            if is_new:
                os.link(beside, path)  # unlike a rename, refuses to replace a ring that another process just made
            else:
                beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        _flush_folder(path.parent)
    except OSError as error:
        raise ConfigError(f"the key file cannot be written: {error.strerror}", source=str(path)) from None


def _flush_folder(folder: Path) -> None:
    """Make a new name durable: a store that survives a power cut without its key file would be lost."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_private(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
