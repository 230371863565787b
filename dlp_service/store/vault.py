"""
Encryption of records, and keyed hashes of addresses.

Three keys are derived from a master key with HKDF (RFC 5869), so that none can stand in for another: records are
encrypted, addresses hashed, people in the audit log renamed.

A record is AES-256-GCM.  Its associated data names the table and the row, so a record cannot be moved to another
row unnoticed.  Every record has a key of its own, made from a random salt: random nonces alone must not be used more
than 2**32 times under one key (NIST SP 800-38D section 8.3), which a busy gateway reaches within a year.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from typing import Any

import idna
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dlp_service.errors import ConfigError
from dlp_service.store.keys import KEY_BYTES, KeyRing

SALT_BYTES = 16
NONCE_BYTES = 12
HASH_BYTES = 16
FORMAT = b"\x01"


class Vault:
    """Encrypts, decrypts and hashes with the keys of one ring.  Thread-safe: it only reads."""

    __slots__ = ("_active", "_addresses", "_pseudonyms", "_records")

    def __init__(self, ring: KeyRing) -> None:
        self._active = ring.active
        self._records = {name: _derived(key, b"records") for name, key in ring.keys.items()}
        self._addresses = _derived(ring.keys[ring.addresses], b"addresses")
        self._pseudonyms = _derived(ring.keys[ring.addresses], b"pseudonyms")

    @property
    def active(self) -> str:
        """Return the id of the key that new records are written with."""
        return self._active

    @property
    def key_ids(self) -> frozenset[str]:
        """Return the ids of all keys that can be read with."""
        return frozenset(self._records)

    def encrypt(self, plain: bytes, table: str, row: str) -> bytes:
        """Return `plain` encrypted for one row of one table."""
        name = self._active.encode()
        salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
        head = FORMAT + bytes([len(name)]) + name
        cipher = AESGCM(_record_key(self._records[self._active], salt))
        return head + salt + nonce + cipher.encrypt(nonce, plain, _associated(head, table, row))

    def decrypt(self, record: bytes, table: str, row: str) -> bytes:
        """
        Return what `encrypt` was given for the same row.

        Raises:
            ConfigError: a key that the ring does not hold, a damaged record, or one that belongs to another row.
        """
        size = 2 + record[1] if len(record) > 1 else 0
        head, salt, rest = record[:size], record[size : size + SALT_BYTES], record[size + SALT_BYTES :]
        key = self._records.get(head[2:].decode("ascii", "replace"))
        if record[:1] != FORMAT or key is None:
            raise ConfigError("a record of the store was written with a key that the key file does not hold")
        try:
            cipher = AESGCM(_record_key(key, salt))
            return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], _associated(head, table, row))
        except (InvalidTag, ValueError):
            raise ConfigError(f"a record of the store's table {table} is damaged, or the key is wrong") from None

    def encrypt_json(self, value: Mapping[str, Any], table: str, row: str) -> bytes:
        """Return a JSON object encrypted for one row; in ASCII, because a mail's strings may hold lone surrogates."""
        return self.encrypt(json.dumps(value, separators=(",", ":")).encode("ascii"), table, row)

    def decrypt_json(self, record: bytes, table: str, row: str) -> dict[str, Any]:
        """Return what `encrypt_json` was given; raises as `decrypt` does."""
        value: dict[str, Any] = json.loads(self.decrypt(record, table, row))
        return value

    def hash_address(self, address: str) -> bytes:
        """Return a keyed hash of a mail address or domain: equal for spellings that reach the same mailbox."""
        return self.hash_folded(folded(address))

    def hash_folded(self, address: str) -> bytes:
        """Return `hash_address` of what `folded` returned."""
        return self.hash("address", address)

    def hash(self, purpose: str, *parts: str) -> bytes:
        """Return a keyed hash of some strings, different for every purpose and for every way to cut them."""
        text = b"".join(map(_framed, (purpose, *parts)))
        return hmac.digest(self._addresses, text, "sha256")[:HASH_BYTES]

    def pseudonym(self, address: str) -> str:
        """Return a stable stand-in for an address, for logs: 32 hexadecimal digits that only this key ring makes."""
        return hmac.digest(self._pseudonyms, _framed(folded(address)), "sha256")[:HASH_BYTES].hex()


def folded(address: str) -> str:
    """
    Return an address in the spelling that is compared and hashed.

    Local parts may be case-sensitive (RFC 5321 section 2.4) but no provider in use treats them so.

    >>> folded(" Ann@Example.ORG. "), folded("b@bücher.example")
    ('ann@example.org', 'b@xn--bcher-kva.example')
    """
    text = address.strip().lower().rstrip(".")
    local, at, domain = text.rpartition("@")
    if domain.isascii():
        return text
    try:
        return local + at + idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return text  # not a name that the DNS could hold: compared as it is spelt


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"dlp-service store 1 " + purpose).derive(key)


def _record_key(key: bytes, salt: bytes) -> bytes:
    return hmac.digest(key, salt, hashlib.sha256)


def _associated(head: bytes, table: str, row: str) -> bytes:
    return head + _framed(table) + _framed(row)


def _framed(text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return len(data).to_bytes(4, "big") + data
