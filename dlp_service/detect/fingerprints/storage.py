"""
The file of an index: without the key it tells how many shingles are in it, and nothing else.

A line of magic, a check of the key, and a sealed heading (AES-GCM): the documents, the number of entries and their digest.
Then the entries as columns, little-endian, each beginning at a multiple of 64 bytes.  They are mapped and not read, so
that processes share them.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dlp_service.detect.fingerprints.index import Entries, FingerprintIndex, Registered, is_in_order
from dlp_service.detect.fingerprints.shingles import SHINGLE, WINDOW
from dlp_service.errors import ConfigError
from dlp_service.values import Disclose, Marking

MAGIC = b"DLPFPRT1"
SUFFIX = ".fingerprints"
_START = struct.Struct("<8s8s12sI")
_ALIGN = 64
_COLUMNS = (("numbers", "<u8"), ("documents", "<u4"), ("places", "<u4"), ("shares", "u1"))
_PIECE = 1 << 20
REASON = "the marking that its document is registered with"


def is_index(path: Path) -> bool:
    """
    Say whether a file is an index.

    Raises:
        ConfigError: it cannot be read.
    """
    with _reading(path), path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def write_index(path: Path, index: FingerprintIndex, secret: bytes) -> None:
    """
    Write an index; a file that is there is replaced at once, as a whole.

    Raises:
        ConfigError: it cannot be written.
    """
    columns = [getattr(index.entries, name).astype(kind, copy=False) for name, kind in _COLUMNS]
    digest = hashlib.blake2b()
    for column in columns:
        digest.update(column.data)
    heading = {
        "documents": [_plain(document) for document in index.documents],
        "entries": len(index.entries),
        "digest": digest.hexdigest(),
        "shingle": SHINGLE,
        "window": WINDOW,
    }
    nonce = secrets.token_bytes(12)
    sealed = AESGCM(_key(secret, b"heading", 32)).encrypt(nonce, json.dumps(heading).encode(), MAGIC)
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("wb") as file:
            file.write(_START.pack(MAGIC, _key(secret, b"check", 8), nonce, len(sealed)) + sealed)
            for column in columns:
                file.write(bytes(-file.tell() % _ALIGN))
                file.write(column.data)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise ConfigError(f"cannot be written: {error.strerror}", source=str(path)) from None


def read_index(path: Path, secret: bytes) -> tuple[tuple[Registered, ...], Entries]:
    """
    Read an index: its documents, and its entries mapped from the file.

    Raises:
        ConfigError: it is no index, is damaged or cut, or was made with another key.
    """
    with _reading(path), path.open("rb") as file:
        start = file.read(_START.size)
        if len(start) < _START.size or not start.startswith(MAGIC):
            raise ConfigError("is no index of fingerprints", source=str(path))
        _, check, nonce, length = _START.unpack(start)
        if check != _key(secret, b"check", 8):
            raise ConfigError("was made with another key", source=str(path))
        if length > os.fstat(file.fileno()).st_size:
            raise ConfigError("is damaged: it is cut", source=str(path))
        sealed = file.read(length)
    try:
        heading = json.loads(AESGCM(_key(secret, b"heading", 32)).decrypt(nonce, sealed, MAGIC))
    except InvalidTag:
        raise ConfigError("is damaged: its heading was changed", source=str(path)) from None
    if (heading["shingle"], heading["window"]) != (SHINGLE, WINDOW):
        raise ConfigError("was made by another version: make it again", source=str(path))
    documents = tuple(_registered(item) for item in heading["documents"])
    entries = _mapped(path, _START.size + length, heading["entries"])
    digest = hashlib.blake2b()
    for name, _ in _COLUMNS:
        column = getattr(entries, name)
        for begin in range(0, len(column), _PIECE):
            digest.update(column[begin : begin + _PIECE].data)
    if digest.hexdigest() != heading["digest"] or not is_in_order(entries):
        raise ConfigError("is damaged: its entries were changed", source=str(path))
    return documents, entries


def _mapped(path: Path, at: int, count: int) -> Entries:
    columns = []
    with _reading(path):
        whole = np.memmap(path, dtype=np.uint8, mode="r")
    for _, kind in _COLUMNS:
        at += -at % _ALIGN
        end = at + count * np.dtype(kind).itemsize
        if end > len(whole):
            raise ConfigError("is damaged: it is cut", source=str(path))
        columns.append(np.asarray(whole[at:end]).view(kind))
        at = end
    return Entries(*columns)


def _key(secret: bytes, purpose: bytes, size: int) -> bytes:
    return hashlib.blake2b(key=secret, digest_size=size, person=purpose).digest()


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", source=str(path)) from None


def _plain(document: Registered) -> dict[str, Any]:
    marking = document.marking
    return {
        "reference": document.reference,
        "name": document.name,
        "marking": [marking.scheme, marking.level, marking.ordinal, *marking.caveats] if marking else None,
        "owner": document.owner,
        "disclose": document.disclose.value,
        "words": document.words,
    }


def _registered(plain: dict[str, Any]) -> Registered:
    marking: Sequence[Any] | None = plain["marking"]
    return Registered(
        reference=plain["reference"],
        name=plain["name"],
        marking=Marking(marking[0], marking[1], marking[2], tuple(marking[3:]), reason=REASON) if marking else None,
        owner=plain["owner"],
        disclose=Disclose(plain["disclose"]),
        words=plain["words"],
    )
