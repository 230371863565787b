"""
Lists as keyed hashes, so that a list of protected people or of codewords names nothing itself.

Such a list is what an attacker would like best.  Hashed, it can lie on the mail servers, and who takes only the
file learns how long it is and nothing else.  Names and codewords are few enough to be tried one by one, so a hash
without a key would hide nothing, and who holds list and key can try them.

The scheme: BLAKE2b (RFC 7693), 16 bytes, with a key of 32 random bytes, over a kind, a space and a text; for each hash
the numbers it stands for.  Beside them lie 32 bits a word of a hash that is quick and not cryptographic, by which
words of a text are sifted.  All of it is sealed with AES-256-GCM under a key derived from the same one, with a nonce
derived from what is sealed (the same list gives the same file).  The first line carries a fingerprint of the key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dlp_service.errors import ConfigError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
DIGEST_BYTES = 16
FINGERPRINT = 8
NONCE_BYTES = 12
LINE = 76
SHARED = 1 << 63
"""Numbers from here on mean the same in every list of one key; those below count the entries of one list."""
KINDS = ("personnel", "terms")
_HEADING = re.compile(r"dlp-hashed (personnel|terms) 2 key:([0-9a-f]{8}) entries:([0-9]{1,9})")
Hashes = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class NameKey:
    """The key that lists are hashed and sealed with; its bytes are never shown."""

    secret: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """Return what tells this key from another."""
        return self._derived(b"fingerprint").hex()[:FINGERPRINT]

    @property
    def sieve_secret(self) -> bytes:
        """Return the secret of the quick hash."""
        return self._derived(b"sieve")

    def digest(self, question: bytes) -> bytes:
        """
        Return the hash of a kind and a text.

        >>> NameKey(bytes(32)).digest(b"surname lovelace").hex()
        '58c4639db169771a80264eba4d820040'
        """
        return hashlib.blake2b(question, digest_size=DIGEST_BYTES, key=self.secret).digest()

    def seal(self, heading: bytes, content: bytes) -> bytes:
        """Return `content` sealed together with its heading."""
        nonce = hashlib.blake2b(
            heading + b"\n" + content, digest_size=NONCE_BYTES, key=self._derived(b"nonce")
        ).digest()
        return nonce + self._cipher().encrypt(nonce, content, heading)

    def open(self, heading: bytes, sealed: bytes) -> bytes | None:
        """Return what was sealed, None where it or its heading was changed."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - only for hashed lists

        try:
            return self._cipher().decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], heading)
        except (InvalidTag, ValueError):
            return None

    def _derived(self, purpose: bytes) -> bytes:
        return hashlib.blake2b(purpose, digest_size=32, key=self.secret, person=b"dlp-derived").digest()

    def _cipher(self) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - only for hashed lists

        return AESGCM(self._derived(b"seal"))


@dataclass(frozen=True, slots=True)
class HashedList:
    """
    A list by its hashes; one key for all.

    `answers` are numbers by hash; `whole`, `heads`, `near`, `beside` what sifts words, sorted; `details` what
    is kept of each entry in plain words (the weight of a term, never its text).
    """

    key: NameKey
    entries: int
    answers: Mapping[bytes, tuple[int, ...]]
    whole: Hashes
    heads: Hashes
    near: Hashes
    beside: Hashes
    most_words: int = 2
    details: tuple[Mapping[str, Any], ...] = ()

    def __or__(self, other: HashedList) -> HashedList:
        """Return the entries of both lists."""
        answers = dict(self.answers)
        for digest, numbers in other.answers.items():
            shifted = tuple(n if n >= SHARED else n + self.entries for n in numbers)
            answers[digest] = tuple(dict.fromkeys((*answers.get(digest, ()), *shifted)))
        return HashedList(
            self.key,
            self.entries + other.entries,
            answers,
            np.union1d(self.whole, other.whole),
            np.union1d(self.heads, other.heads),
            np.union1d(self.near, other.near),
            np.union1d(self.beside, other.beside),
            max(self.most_words, other.most_words),
            self.details + other.details,
        )


def write_hashed(kind: str, hashed: HashedList) -> str:
    """Return the text of a file that `read_hashed` reads."""
    digests = sorted(hashed.answers)
    numbers = [hashed.answers[digest] for digest in digests]
    arrays = (hashed.whole, hashed.heads, hashed.near, hashed.beside)
    header = {
        "digests": len(digests),
        "numbers": sum(map(len, numbers)),
        "hashes": [len(array) for array in arrays],
        "words": hashed.most_words,
        "details": list(hashed.details),
    }
    content = b"".join(
        (
            json.dumps(header, separators=(",", ":")).encode() + b"\n",
            *digests,
            np.array([len(each) for each in numbers], dtype="<u2").tobytes(),
            np.array([*chain.from_iterable(numbers)], dtype="<u8").tobytes(),
            *(array.astype("<u4").tobytes() for array in arrays),
        )
    )
    heading = f"dlp-hashed {kind} 2 key:{hashed.key.fingerprint} entries:{hashed.entries}"
    sealed = base64.b64encode(hashed.key.seal(heading.encode(), content)).decode()
    return "\n".join((heading, *(sealed[at : at + LINE] for at in range(0, len(sealed), LINE)), ""))


def hashed_kind(text: str) -> str:
    """Return the kind of list that a text is, hashed: personnel or terms; empty for what is not hashed."""
    return next((kind for kind in KINDS if text.startswith(f"dlp-hashed {kind} ")), "")


def read_hashed(text: str, key: NameKey, source: str) -> HashedList:
    """
    Read a hashed list.

    Raises:
        ConfigError: it was hashed with another key, or is not as it was written, with the line.
    """
    heading, _, rest = text.partition("\n")
    known = _HEADING.fullmatch(heading.strip())
    if not known:
        raise ConfigError("has a heading of another version: hash the list again", source=source, line=1)
    if known[2] != key.fingerprint:
        raise ConfigError("was hashed with another key", source=source, line=1)
    try:
        sealed = base64.b64decode("".join(rest.split()), validate=True)
    except (binascii.Error, ValueError):
        raise ConfigError("holds what was not written by `dlp lists hash`", source=source, line=2) from None
    content = key.open(heading.strip().encode(), sealed)
    if content is None:
        raise ConfigError("was changed or cut since it was hashed", source=source, line=2)
    return _parsed(content, key, int(known[3]))


def _parsed(content: bytes, key: NameKey, entries: int) -> HashedList:
    # What the seal vouches for was written by `write_hashed`.
    line, _, data = content.partition(b"\n")
    header = json.loads(line)
    size, at = header["digests"], header["digests"] * DIGEST_BYTES
    counts = np.frombuffer(data, "<u2", size, at)
    at += 2 * size
    numbers = np.frombuffer(data, "<u8", header["numbers"], at).tolist()
    at += 8 * len(numbers)
    ends = np.cumsum(counts, dtype=np.int64).tolist()
    answers = {
        data[n * DIGEST_BYTES : (n + 1) * DIGEST_BYTES]: tuple(numbers[start:end])
        for n, (start, end) in enumerate(zip([0, *ends], ends, strict=False))
    }
    arrays = []
    for count in header["hashes"]:
        arrays.append(np.frombuffer(data, "<u4", count, at).astype(np.uint32))
        at += 4 * count
    whole, heads, near, beside = arrays
    return HashedList(key, entries, answers, whole, heads, near, beside, header["words"], tuple(header["details"]))


def keyed_answers(key: NameKey, questions: Mapping[bytes, Sequence[int]]) -> dict[bytes, tuple[int, ...]]:
    """Return the numbers of questions by their hashes."""
    return {key.digest(question): tuple(numbers) for question, numbers in questions.items()}


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
