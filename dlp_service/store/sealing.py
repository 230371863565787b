"""
Content keys: one per held message, and who can unwrap it.

The raw message and its details are encrypted in chunks under a key of their own.  Ordinarily that key is wrapped by
the vault.  For a spillage it is wrapped for the security officer's public key and forgotten here, so that nobody who
holds the store and its key file can read the message; `open_parcel` is what the officer runs, with the private key,
on a machine that may see the content.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dlp_service.errors import ConfigError

CHUNK_BYTES = 1024 * 1024
KEY_BYTES = 32
RSA_BITS = 2048
MAGIC = b"DLPSEAL1"
DETAIL, MESSAGE = 0, 1
OfficerKey = RSAPublicKey | X25519PublicKey


@dataclass(frozen=True, slots=True)
class Chunk:
    """One encrypted piece: of the details (`kind` 0) or of the message (1), numbered from 0."""

    kind: int
    number: int
    data: bytes


def load_officer_key(path: Path) -> OfficerKey:
    """
    Read the security officer's public key: RSA of at least 2048 bits, or X25519, in PEM.

    Raises:
        ConfigError: unreadable, of another kind, or a private key, which has no business on this machine.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"the security officer's key cannot be read: {error.strerror}", source=str(path)) from None
    if b"PRIVATE KEY" in data:
        raise ConfigError("this is a private key; give the security officer's public key", source=str(path))
    try:
        key = serialization.load_pem_public_key(data)
    except ValueError:
        raise ConfigError("this is not a public key in PEM", source=str(path)) from None
    if isinstance(key, X25519PublicKey) or (isinstance(key, RSAPublicKey) and key.key_size >= RSA_BITS):
        return key
    raise ConfigError(f"the security officer's key must be RSA of at least {RSA_BITS} bits or X25519", source=str(path))


def new_content_key() -> bytes:
    """Return a random key for one message."""
    return os.urandom(KEY_BYTES)


def encrypted(content: bytes, key: bytes, item_id: str, kind: int) -> Iterator[Chunk]:
    """
    Yield `content` in encrypted chunks of a mebibyte; empty content is one chunk.

    The key serves one message only, so a counter is a safe nonce.  Each chunk is bound to its place, and the last one
    says that it is the last: chunks cannot be swapped, dropped or cut off unnoticed.
    """
    cipher = AESGCM(key)
    view = memoryview(content)
    count = max(1, -(-len(view) // CHUNK_BYTES))
    for number in range(count):
        piece = view[number * CHUNK_BYTES : (number + 1) * CHUNK_BYTES]
        yield Chunk(
            kind, number, cipher.encrypt(*_place(item_id, kind, number, is_last=number == count - 1, data=piece))
        )


def decrypted(chunks: Iterable[Chunk], key: bytes, item_id: str) -> bytes:
    """
    Return the content of all chunks of one kind, given in order.

    Raises:
        ConfigError: a chunk is damaged, missing or out of place.
    """
    cipher = AESGCM(key)
    ordered = tuple(chunks)
    out = bytearray()
    try:
        for number, chunk in enumerate(ordered):
            is_last = number == len(ordered) - 1
            out += cipher.decrypt(*_place(item_id, chunk.kind, number, is_last=is_last, data=chunk.data))
    except (InvalidTag, ValueError):
        raise ConfigError(f"the held message {item_id} is damaged") from None
    if not ordered:
        raise ConfigError(f"the held message {item_id} is incomplete")
    return bytes(out)


def _place(
    item_id: str, kind: int, number: int, *, is_last: bool, data: bytes | memoryview
) -> tuple[bytes, bytes | memoryview, bytes]:
    place = struct.pack(">BIB", kind, number, is_last)
    return place.rjust(12, b"\0"), data, place + item_id.encode()


def wrap(content_key: bytes, officer: OfficerKey, item_id: str) -> bytes:
    """Return a content key that only the officer's private key can unwrap (RSA-OAEP, or X25519 with HKDF)."""
    if isinstance(officer, RSAPublicKey):
        return b"R" + officer.encrypt(content_key, _oaep())
    ephemeral = X25519PrivateKey.generate()
    public = ephemeral.public_key().public_bytes_raw()
    shared = _agreed(ephemeral.exchange(officer), public, officer.public_bytes_raw())
    return b"X" + public + AESGCM(shared).encrypt(bytes(12), content_key, item_id.encode())


def unwrap(wrapped: bytes, officer: RSAPrivateKey | X25519PrivateKey, item_id: str) -> bytes:
    """
    Return the content key.

    Raises:
        ConfigError: not the private key that it was wrapped for.
    """
    try:
        if isinstance(officer, RSAPrivateKey) and wrapped[:1] == b"R":
            return officer.decrypt(wrapped[1:], _oaep())
        if isinstance(officer, X25519PrivateKey) and wrapped[:1] == b"X":
            public = wrapped[1:33]
            agreement = officer.exchange(X25519PublicKey.from_public_bytes(public))
            shared = _agreed(agreement, public, officer.public_key().public_bytes_raw())
            return AESGCM(shared).decrypt(bytes(12), wrapped[33:], item_id.encode())
    except (InvalidTag, ValueError):
        pass  # the same answer as for a key of the other kind, below
    raise ConfigError(f"the message {item_id} was not sealed for this private key")


def _oaep() -> padding.OAEP:
    return padding.OAEP(mgf=padding.MGF1(SHA256()), algorithm=SHA256(), label=None)


def _agreed(shared: bytes, ephemeral: bytes, officer: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"dlp-service seal 1" + ephemeral + officer).derive(shared)


def make_parcel(item_id: str, wrapped: bytes, chunks: Iterable[Chunk]) -> bytes:
    """Return a sealed message as one file for the security officer."""
    name = item_id.encode()
    out = bytearray(MAGIC + struct.pack(">II", len(name), len(wrapped)) + name + wrapped)
    for chunk in chunks:
        out += struct.pack(">BII", chunk.kind, chunk.number, len(chunk.data)) + chunk.data
    return bytes(out)


def open_parcel(parcel: bytes, private_pem: bytes, password: bytes | None = None) -> tuple[bytes, bytes]:
    """
    Return the details (JSON) and the raw message of a parcel.

    Raises:
        ConfigError: not a parcel, damaged, or not sealed for this key.
    """
    try:
        key = serialization.load_pem_private_key(private_pem, password)
        item_id, wrapped, chunks = _unpacked(parcel)
    except (ValueError, TypeError, struct.error):
        raise ConfigError(
            "this is not a sealed parcel, or not a private key in PEM, or its password is wrong"
        ) from None
    if not isinstance(key, RSAPrivateKey | X25519PrivateKey):
        raise ConfigError("the private key must be RSA or X25519")
    content_key = unwrap(wrapped, key, item_id)
    kinds = [[chunk for chunk in chunks if chunk.kind == kind] for kind in (DETAIL, MESSAGE)]
    return decrypted(kinds[0], content_key, item_id), decrypted(kinds[1], content_key, item_id)


def _unpacked(parcel: bytes) -> tuple[str, bytes, tuple[Chunk, ...]]:
    if parcel[:8] != MAGIC:
        raise ValueError("not a parcel")
    name_size, wrapped_size = struct.unpack_from(">II", parcel, 8)
    start = 16 + name_size + wrapped_size
    name, wrapped = parcel[16 : 16 + name_size].decode(), parcel[16 + name_size : start]
    chunks = []
    while start < len(parcel):
        kind, number, size = struct.unpack_from(">BII", parcel, start)
        chunks.append(Chunk(kind, number, parcel[start + 9 : start + 9 + size]))
        start += 9 + size
    return name, wrapped, tuple(chunks)
