"""
Protected people as keyed hashes, so that the list itself names nobody.

A list of the people who must be protected is what an attacker would like best.  Hashed, it can lie on the mail
servers while the key lies elsewhere, and who takes only the list learns nothing.  Names are few enough to
be tried one by one, so a hash without a key would hide nothing, and who holds list and key can try them.

The scheme: BLAKE2b (RFC 7693) with a digest of 16 bytes and a key of 32 random bytes, over `name`, `initial` or
`number`, a space, and the text in UTF-8.  The text of a name is its first given name and its surname, of an
initial the first letter and the surname, both folded to letters without case, accents, hyphens and titles; of a
number its letters and digits.  The heading of the file carries a fingerprint of the key.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from dlp_service.errors import ConfigError

KEY_BYTES = 32
DIGEST_BYTES = 16
FINGERPRINT = 8
COLUMNS = ("name", "initial", "number")


@dataclass(frozen=True, slots=True)
class NameKey:
    """The key names are hashed with; its bytes are never shown."""

    secret: bytes = field(repr=False)

    @property
    def headings(self) -> tuple[str, ...]:
        """Return the columns of a file hashed with this key, its fingerprint in each: `name_blake2b:1f2e3d4c`."""
        fingerprint = self.hash("key", "fingerprint")[:FINGERPRINT]
        return tuple(f"{column}_blake2b:{fingerprint}" for column in COLUMNS)

    def hash(self, kind: str, text: str) -> str:
        """
        Return the hash of a text of a kind, in hexadecimal digits.

        >>> NameKey(bytes(32)).hash("name", "ada lovelace")
        '7d0f0e2845cc2a2469458ff39c83f9f6'
        """
        data = f"{kind} {text}".encode()
        return hashlib.blake2b(data, digest_size=DIGEST_BYTES, key=self.secret).hexdigest()


@dataclass(frozen=True, slots=True)
class HashedPeople:
    """Protected people by their hashes; one key for all."""

    key: NameKey
    names: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    def __or__(self, other: HashedPeople) -> HashedPeople:
        """Return the people of both lists."""
        return HashedPeople(
            self.key, self.names | other.names, self.initials | other.initials, self.numbers | other.numbers
        )

    def has_name(self, given: str, surname: str) -> bool:
        """Say whether somebody with this folded given name, or initial, and surname is listed."""
        kind, listed = ("initial", self.initials) if len(given) == 1 else ("name", self.names)
        return self.key.hash(kind, f"{given} {surname}") in listed

    def has_number(self, number: str) -> bool:
        """Say whether somebody with this folded service number is listed."""
        return self.key.hash("number", number) in self.numbers


def read_key(path: Path) -> NameKey:
    """
    Read a key: 64 hexadecimal digits.

    Raises:
        ConfigError: the file cannot be read or holds no key.
    """
    try:
        secret = bytes.fromhex(path.read_bytes().decode("ascii").strip())
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", source=str(path)) from None
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise ConfigError("is no key of 64 hexadecimal digits", source=str(path))
    return NameKey(secret)


def make_key(path: Path) -> NameKey:
    """
    Make a new key that only its owner may read; an existing file is never overwritten.

    Raises:
        ConfigError: the file exists or cannot be written.
    """
    key = NameKey(secrets.token_bytes(KEY_BYTES))
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key.secret.hex() + "\n")
    except OSError as error:
        raise ConfigError(f"cannot be made: {error.strerror}", source=str(path)) from None
    return key
