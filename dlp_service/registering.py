"""
From the files of the register to the index of their fingerprints.

Documents are read as attachments are, and marked as attachments are: what their own text declares is what they
are registered with, unless `registered.csv` says otherwise.  A document that could not be recognised
later is an error now: nothing would be found of it, and nobody would know.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from dlp_service import detect, score
from dlp_service.budget import Budget
from dlp_service.config import Settings
from dlp_service.detect import AnyDetector, Context
from dlp_service.detect.fingerprints import (
    LEAST_WORDS,
    REASON,
    FingerprintDetector,
    FingerprintIndex,
    IndexBuilder,
    Registered,
    WordReader,
    is_index,
    read_index,
)
from dlp_service.errors import ConfigError
from dlp_service.extract import Document, Reader, Reading
from dlp_service.extract.isolation.remote import unavailable
from dlp_service.hashed_people import KEY_BYTES, NameKey
from dlp_service.organisation import Organisation
from dlp_service.register import Register, Remark, read_source
from dlp_service.values import Disclose, Extraction, Marking, PartText, Stage

UNWRITTEN = frozenset({"property", "file_name", "header"})
"""Texts that are no part of what a document says."""
READY_S = 30.0
"""How long the reading processes of a service that starts may take."""
_PAUSE_S = 0.1


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that was registered, by its own name: for those who may see it."""

    name: str
    document: Registered


class Registrar:
    """Reads documents and knows their markings, by the settings and the organisation of one revision."""

    def __init__(self, organisation: Organisation, settings: Settings, reader: Reader) -> None:
        self._organisation = organisation
        self._limits = settings.limits
        self._reader = reader
        self._markings: tuple[AnyDetector, ...] = detect.build_detectors(organisation, settings, {Stage.MARKINGS})

    def register(self, register: Register) -> tuple[FingerprintIndex, tuple[Entry, ...]]:
        """
        Return the index of a register, and the documents that were read for it.

        Without a key the index is made under one that nobody keeps.

        Raises:
            ConfigError: a document or index cannot be used; it is named.
        """
        key = register.key or NameKey(secrets.token_bytes(KEY_BYTES))
        builder = IndexBuilder(key.secret, WordReader())
        entries: list[Entry] = []
        for path in register.sources:
            source = read_source(path)
            for name, file in source.files.items():
                if is_index(file):
                    if register.key is None:
                        raise ConfigError("is an index and needs a fingerprints_key", source=str(file))
                    builder.add_index(*read_index(file, key.secret))
                else:
                    entries.append(self._add(builder, name, file, source.remarks.get(name), path, register.key))
        for path in register.ordinary:
            for file in read_source(path).files.values():
                builder.add_ordinary(_text(self._read(file)[0].texts))
        return builder.build(), tuple(entries)

    def _add(
        self, builder: IndexBuilder, name: str, file: Path, remark: Remark | None, folder: Path, key: NameKey | None
    ) -> Entry:
        reading, content = self._read(file)
        remark = remark or Remark(0)
        document = Registered(
            reference=_reference(content, key),
            name=name if remark.disclose is Disclose.SENDER else "",
            marking=self._stated(remark, folder) if remark.marking else self._marking(reading.texts),
            owner=remark.owner,
            disclose=remark.disclose,
        )
        words = builder.add(document, _text(reading.texts))
        if words < LEAST_WORDS:
            dark = next((f": {gap.detail}" for gap in reading.gaps if gap.material and gap.detail), "")
            if not words:
                raise ConfigError(f"has no text that can be read{dark}", source=str(file))
            message = f"is too short to be recognised: {words} words of two letters or more, {LEAST_WORDS} are needed"
            raise ConfigError(message + dark, source=str(file))
        return Entry(name, replace(document, words=words))

    def _read(self, file: Path) -> tuple[Reading, bytes]:
        try:
            with file.open("rb") as stream:
                content = stream.read(self._limits.file_bytes + 1)
        except OSError as error:
            raise ConfigError(f"cannot be read: {error.strerror}", source=str(file)) from None
        document = Document(path="", content=content, content_type="", file_name=file.name)
        late = time.monotonic() + READY_S
        while True:
            reading = self._reader.read(document, Budget.of(self._limits.message_wall_s))
            if not _is_unanswered(reading) or time.monotonic() > late:
                return reading, content
            time.sleep(_PAUSE_S)

    def _marking(self, texts: Iterable[PartText]) -> Marking | None:
        context = Context(nation=self._organisation.nation, levels=self._organisation.levels)
        found = detect.detect(
            Extraction(tuple(texts), (), ""), self._markings, context, {Stage.MARKINGS}, Budget.unlimited()
        )
        highest = score.highest_marking(found.findings)
        return replace(highest.marking, reason=REASON) if highest and highest.marking else None

    def _stated(self, remark: Remark, folder: Path) -> Marking:
        """Return the marking that `registered.csv` gives, read as one at the head of a page."""
        found = self._marking((PartText("", "page_header", remark.marking),))
        if found is None and (level := self._organisation.levels.find(remark.marking)):
            found = Marking(*level, self._organisation.levels.ordinal(*level) or 0, reason=REASON)
        if found is None:
            message = f"marking {remark.marking!r} is none that is known"
            raise ConfigError(message, source=str(folder / "registered.csv"), line=remark.line)
        return found


def load_fingerprints(organisation: Organisation, settings: Settings, reader: Reader) -> FingerprintDetector | None:
    """
    Return the detector of an organisation's registered documents, None where nothing is registered.

    Raises:
        ConfigError: a document or index cannot be used.
    """
    if not organisation.register.sources:
        return None
    index, _ = Registrar(organisation, settings, reader).register(organisation.register)
    return FingerprintDetector(index, WordReader()) if index.documents else None


def is_same_register(one: Organisation, other: Organisation) -> bool:
    """Say whether two revisions give the same index: the same files, and markings read alike."""
    return _basis(one) == _basis(other)


def _basis(organisation: Organisation) -> tuple[object, ...]:
    return (organisation.register.digest, organisation.nation, organisation.labels, organisation.schemes)


def _text(texts: Iterable[PartText]) -> str:
    return "\n".join(text.text for text in texts if text.where not in UNWRITTEN)


def _is_unanswered(reading: Reading) -> bool:
    return reading == unavailable(Document("", b"", "", ""))


def _reference(content: bytes, key: NameKey | None) -> str:
    """Return a short digest of a file: equal as long as the file is, and with a key told by nobody else."""
    return hashlib.blake2b(content, key=key.secret if key else b"", digest_size=4).hexdigest()
