"""
One frozen tree of settings, read once and passed down.

Defaults live here and nowhere else.  A TOML file overrides them, `DLP_*`
environment variables override the file: `DLP_SERVICE_LISTEN` is `listen` in
`[service]`.  Unknown keys are errors that name the key and the line.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from dlp_service.errors import ConfigError
from dlp_service.toml_source import TomlDocument, parse_toml, read_toml

T = TypeVar("T")
PREFIX = "DLP_"
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """
    The gRPC server.

    `processes` 0 means one per core.  `organisation` and `policy` are files; an empty policy is the shipped one.  `lists` is the folder of
    the lists that `dlp lists update` refreshes; empty means `lists` beside the store.
    With no `extract_workers`, documents are read where they come in, and what may only be read apart (PDF) is a gap.
    `extract_tika` and `extract_ocr` start a process each for rare formats and for pictures.
    `deadline_s` bounds a call whose caller set none.  `metrics_listen` is a loopback port, empty for none.
    """

    listen: str = "127.0.0.1:50051"
    processes: int = 0
    extract_workers: int = 2
    extract_tika: bool = True
    extract_ocr: bool = True
    organisation: str = ""
    policy: str = ""
    lists: str = ""
    deadline_s: float = 30.0
    drain_s: float = 10.0
    max_concurrent: int = 64
    max_unary_bytes: int = 16 * MIB
    metrics_listen: str = "127.0.0.1:0"
    allow_quotes: bool = False
    log_level: str = "info"


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """
    Where state lives.  An empty `path` is a temporary store that dies with the process.

    `key_file` holds the encryption keys and is created 0600 when missing; empty means beside the store.
    `security_officer_key` is a PEM public key that seals spillages.

    A delivery to a contact weighs half as much after `contact_half_life_days`, and nothing about a contact is kept or counted
    for longer than `contact_days`.  With `contact_names` the names in the addresses of learnt contacts are kept as hashes too.
    """

    path: str = ""
    key_file: str = ""
    security_officer_key: str = ""
    hold_days: int = 14
    confirmation_hours: int = 24
    request_id_hours: int = 24
    case_days: int = 90
    contact_half_life_days: int = 180
    contact_days: int = 400
    contact_names: bool = True


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """`content` is a bundle folder, empty for the shipped one; `names` the spaCy package."""

    content: str = ""
    names: str = "en_core_web_sm"


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """`path` of the decision log, one JSON line a decision; empty for none, `-` for standard error."""

    path: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """
    How much of a message is read; what is over a limit is read up to it and becomes a gap OVER_LIMIT.

    A message of up to `held_bytes` can be held whole; one beyond is judged and stays the gateway's.
    OCR takes at most `ocr_image_s` for a page, `ocr_document_s` for all pictures of one file and `ocr_message_s`
    for those of a message; `ocr_languages` are tesseract's names joined by `+`.
    """

    message_bytes: int = 50 * MIB
    held_bytes: int = 128 * MIB
    header_bytes: int = 256 * 1024
    mime_depth: int = 64
    parts: int = 1000
    file_bytes: int = 64 * MIB
    total_bytes: int = 256 * MIB
    text_chars: int = 10_000_000
    archive_depth: int = 10
    archive_entries: int = 5000
    ratio: int = 100
    ratio_above_bytes: int = 8 * MIB
    xml_depth: int = 256
    pdf_pages: int = 2000
    pdf_ocr_pages: int = 20
    pdf_revisions: int = 10
    file_cpu_s: float = 5.0
    file_wall_s: float = 10.0
    message_wall_s: float = 30.0
    worker_bytes: int = 1024 * MIB
    image_pixels: int = 50_000_000
    ocr_languages: str = "eng"
    ocr_pages: int = 50
    ocr_image_s: float = 5.0
    ocr_document_s: float = 8.0
    ocr_message_s: float = 15.0
    service_bytes: int = 1024 * MIB
    recipients: int = 10_000
    findings: int = 5000

    @property
    def frame_bytes(self) -> int:
        """Return the most bytes that pass between reading processes at once: a file, or the text of one in UTF-8."""
        return max(self.file_bytes + 1, 8 * self.text_chars)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the service can be told."""

    service: ServiceSettings = field(default_factory=ServiceSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    models: ModelSettings = field(default_factory=ModelSettings)
    audit: AuditSettings = field(default_factory=AuditSettings)
    limits: Limits = field(default_factory=Limits)

    @property
    def lists_folder(self) -> Path | None:
        """Return the folder of the refreshed lists: as set, else beside the store, else None."""
        if self.service.lists:
            return Path(self.service.lists)
        return Path(self.store.path).parent / "lists" if self.store.path else None

    @property
    def digest(self) -> str:
        """Return a short digest of the effective settings, for the log line at start."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]


def load_settings(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """
    Read settings: defaults, then the TOML file, then the environment.

    File names in the TOML file are relative to it, those in the environment to the working directory.

    Raises:
        ConfigError: an unknown key, a value of the wrong kind, or an unreadable file.
    """
    document = read_toml(path) if path else parse_toml("", "")
    settings = _table(Settings(), document.data, document, "")
    if path:
        settings = _anchored(settings, document, path.parent)
    return _environment(settings, os.environ if environment is None else environment)


def _table(default: T, data: Mapping[str, Any], document: TomlDocument, prefix: str) -> T:
    """Return `default` with the values of a TOML table put in, checked against the field types."""
    assert is_dataclass(default)
    assert not isinstance(default, type)
    document.refuse_unknown(data, [item.name for item in fields(default)], prefix)
    changes: dict[str, Any] = {}
    for key, value in data.items():
        where = f"{prefix}.{key}" if prefix else key
        current = getattr(default, key)
        if is_dataclass(current):
            if not isinstance(value, dict):
                raise document.error(f"{key} must be a table", where)
            changes[key] = _table(current, value, document, where)
        else:
            changes[key] = _checked(value, type(current), document, where)
    return replace(default, **changes)


def _checked(value: object, kind: type, document: TomlDocument, where: str) -> object:
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise document.error(f"{where} must be {_kind_name(kind)}, not {value!r}", where)
    if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
        raise document.error(f"{where} must not be negative", where)
    return value


def _kind_name(kind: type) -> str:
    return {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}[kind]


FILES = (
    ("service", "organisation"),
    ("service", "policy"),
    ("service", "lists"),
    ("store", "path"),
    ("store", "key_file"),
    ("store", "security_officer_key"),
    ("models", "content"),
    ("audit", "path"),
)


def _anchored(settings: Settings, document: TomlDocument, folder: Path) -> Settings:
    """Make the file names that the document gave relative to its folder."""
    for table, key in FILES:
        value = document.data.get(table, {}).get(key)
        if value and value != "-":
            section = replace(getattr(settings, table), **{key: str(folder / value)})
            settings = replace(settings, **{table: section})
    return settings


def _environment(settings: Settings, environment: Mapping[str, str]) -> Settings:
    """Apply `DLP_<TABLE>_<KEY>` variables; an unknown one is an error, so that a slip is not silence."""
    known = {
        f"{PREFIX}{table.name}_{key.name}".upper(): (table.name, key.name)
        for table in fields(settings)
        for key in fields(getattr(settings, table.name))
    }
    for name in sorted(environment):
        if not name.startswith(PREFIX):
            continue
        if name not in known:
            raise ConfigError(f"unknown setting {name}", source="environment")
        table, key = known[name]
        section = getattr(settings, table)
        value = _parsed(environment[name], type(getattr(section, key)), name)
        settings = replace(settings, **{table: replace(section, **{key: value})})
    return settings


def _parsed(text: str, kind: type, name: str) -> object:
    if kind is str:
        return text
    if kind is bool:
        if text.lower() in {"true", "false", "1", "0"}:
            return text.lower() in {"true", "1"}
    else:
        try:
            value = kind(text)
        except ValueError:
            value = -1
        if value >= 0:
            return value
    raise ConfigError(f"{name} must be {_kind_name(kind)}, not {text!r}", source="environment")
