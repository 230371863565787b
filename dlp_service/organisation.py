"""
Who is who: the organisation file, its lists, and their revision.

One TOML file names our own domains, our partners, what is blocked and allowed,
and the lists of terms, people and documents that content is compared with.
Everything is read once into frozen values; a change of any file named is a new
revision.  An unknown key is an error that names the key and the line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from dlp_service.hashed_people import HashedList, read_key
from dlp_service.levels import LevelTable, load_levels
from dlp_service.organisation_lists import (
    AllowedValue,
    Person,
    is_hashed,
    read_allowed,
    read_contacts,
    read_directory,
    read_disclose,
    read_domains,
    read_hashed_list,
    read_personnel,
)
from dlp_service.register import Register, make_register
from dlp_service.scheme_tables import SchemeTable, read_scheme
from dlp_service.term_file import TermFile, is_term_file, open_term_file
from dlp_service.term_lists import Term, read_terms
from dlp_service.toml_source import TomlDocument, read_toml
from dlp_service.values import Disclose, OrganisationFacts

__all__ = [
    "AllowedValue",
    "ListEntry",
    "Organisation",
    "Partner",
    "Person",
    "RecipientThresholds",
    "Term",
    "load_organisation",
    "read_allowed",
    "read_contacts",
    "read_directory",
    "read_domains",
    "read_personnel",
    "read_terms",
]

T = TypeVar("T")
_DOMAIN = re.compile(r"[^\W_](?:[\w-]*(?:\.[\w-]+)*)")
"""A domain as people write it, in any script; what DNS makes of it is the recipients' room's business."""

_COUNTRY = re.compile(r"[A-Z]{3}")
_LOCAL = re.compile(r'"(?:[^"\\]|\\.)+"|[^\s"@,:;<>()\[\]\\*]+')
REGISTER_KEYS = ("fingerprints", "fingerprints_key", "boilerplate")
LIST_KEYS = ("terms", "terms_key", "personnel", "personnel_key", "matcher")
_SCOPES = {"suffix": "a suffix", "domain": "a domain", "address": "an address"}


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation we exchange mail with; `domains` are domains, or whole suffixes such as `mil`."""

    domains: tuple[str, ...]
    nation: str = ""
    communities: tuple[str, ...] = ()
    accredited_to: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ListEntry:
    """
    One block or allow entry.

    `scope` is suffix, domain (with its subdomains) or address, `value` lower case; `until` is the last day it
    holds (UTC), judged at the time of decision.  `line` is where the organisation file has it, 0 elsewhere.
    """

    scope: str
    value: str
    reason: str = ""
    owner: str = ""
    created: date | None = None
    until: date | None = None
    disclose: Disclose = Disclose.SENDER
    line: int = field(default=0, compare=False)

    def is_live(self, today: date) -> bool:
        """Say whether the entry holds on `today` (inclusive)."""
        return self.until is None or today <= self.until


@dataclass(frozen=True, slots=True)
class RecipientThresholds:
    """Numbers of the recipient checks; their defaults are product.md's."""

    exposed_outsiders: int = 10
    known_contact_count: int = 3
    odd_group_size: int = 4


@dataclass(frozen=True, slots=True)
class Organisation:
    """
    The organisation as read.

    `contacts` are known addresses with their counts, `directory` (name, address) of own staff;
    `labels` maps a label's GUID (lower case) to (scheme, level).  `schemes` are marking schemes of its own,
    which `levels` knows beside those that ship.  `hashed_personnel` and `hashed_terms` are lists whose entries are not
    there, `matcher` is the socket of the process that has others.
    `term_files` are lists of terms made ready by `dlp lists index`; they are read where they are put to use.
    `allowed` are names and numbers that are harmless wherever they stand.
    """

    name: str = ""
    nation: str = ""
    domains: tuple[str, ...] = ()
    accredited_to: tuple[str, str] = ("uk", "OFFICIAL")
    partners: tuple[Partner, ...] = ()
    blocks: tuple[ListEntry, ...] = ()
    allows: tuple[ListEntry, ...] = ()
    countries_of_concern: frozenset[str] = frozenset()
    watch: tuple[str, ...] = ()
    protected: tuple[str, ...] = ()
    contacts: Mapping[str, int] = field(default_factory=dict)
    directory: tuple[tuple[str, str], ...] = ()
    thresholds: RecipientThresholds = RecipientThresholds()
    terms: tuple[Term, ...] = ()
    term_files: tuple[TermFile, ...] = ()
    personnel: tuple[Person, ...] = ()
    hashed_personnel: HashedList | None = None
    hashed_terms: HashedList | None = None
    matcher: Path | None = None
    register: Register = field(default_factory=Register)
    allowed: tuple[AllowedValue, ...] = ()
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    schemes: tuple[SchemeTable, ...] = ()
    levels: LevelTable = field(default_factory=load_levels)
    revision: str = ""

    @property
    def facts(self) -> OrganisationFacts:
        """Return the part of the organisation a decision needs."""
        return OrganisationFacts(self.name, self.nation, self.accredited_to, self.revision, self.domains)


def load_organisation(path: Path, levels: LevelTable | None = None) -> Organisation:
    """
    Read an organisation file and every list it names; relative paths are relative to the file.

    Raises:
        ConfigError: an unreadable file, an unknown key or a value of the wrong kind, with file and line.
    """
    return _Loader(read_toml(path), path.parent, levels or load_levels()).organisation()


class _Loader:
    """Turns one parsed document into an `Organisation`; collects the digest of every file it reads."""

    def __init__(self, document: TomlDocument, folder: Path, levels: LevelTable) -> None:
        self.document = document
        self.folder = folder
        self.levels = levels
        self.digest = hashlib.sha256(Path(document.source).read_bytes())

    def organisation(self) -> Organisation:
        data = self.document.data
        self.document.refuse_unknown(
            data, ("organisation", "partner", "block", "allow", "recipients", "content", "labels")
        )
        own = self.table("organisation", ("name", "nation", "domains", "accredited_to"))
        recipients = self.table(
            "recipients", ("countries_of_concern", "watch", "protected", "known_contacts", "directory", "thresholds")
        )
        content = self.table("content", (*LIST_KEYS, "schemes", "allow", *REGISTER_KEYS))
        schemes = self.schemes(content)
        accredited_to = self.level(own, "organisation")
        if accredited_to is None:
            raise self.document.error("organisation.accredited_to is mandatory", "organisation")
        domains = self.domains(own, "domains", "organisation")
        if not domains:
            raise self.document.error("organisation.domains is mandatory", "organisation")
        contacts = self.file(recipients, "known_contacts", "recipients", read_contacts)
        personnel, hashed_personnel = self.listed(content, "personnel", read_personnel)
        terms, hashed_terms, term_files = self.terms(content)
        return Organisation(
            name=self.text(own, "name", "organisation"),
            nation=self.nation(own, "organisation"),
            domains=domains,
            accredited_to=accredited_to,
            partners=tuple(self.partner(table, number) for number, table in self.tables("partner")),
            blocks=tuple(self.entry(table, f"block[{number}]") for number, table in self.tables("block")),
            allows=tuple(self.entry(table, f"allow[{number}]") for number, table in self.tables("allow")),
            countries_of_concern=frozenset(
                self.country(item, "recipients.countries_of_concern")
                for item in self.texts(recipients, "countries_of_concern", "recipients")
            ),
            watch=self.domains(recipients, "watch", "recipients"),
            protected=self.domains(recipients, "protected", "recipients"),
            contacts=contacts or {},
            directory=self.file(recipients, "directory", "recipients", read_directory) or (),
            thresholds=self.thresholds(recipients),
            terms=terms,
            term_files=term_files,
            hashed_terms=hashed_terms,
            personnel=personnel,
            hashed_personnel=hashed_personnel,
            matcher=self.socket(content, "matcher"),
            register=self.register(content),
            allowed=tuple(value for part in self.files(content, "allow", read_allowed) for value in part),
            labels=self.labels(),
            schemes=schemes,
            levels=self.levels,
            revision=self.digest.hexdigest()[:16],
        )

    def terms(self, content: Mapping[str, Any]) -> tuple[tuple[Term, ...], HashedList | None, tuple[TermFile, ...]]:
        """Read the lists of terms; of an index only what it says about itself, with the digest of the rest."""
        ready: list[TermFile] = []

        def take(path: Path) -> bool:
            if not (path.is_file() and is_term_file(path)):
                return False
            file = open_term_file(path)
            self.digest.update(file.revision.encode())
            ready.append(file)
            return True

        terms, hashed = self.listed(content, "terms", read_terms, take)
        return terms, hashed, tuple(ready)

    def listed(
        self,
        content: Mapping[str, Any],
        kind: str,
        read_plain: Callable[[Path], tuple[T, ...]],
        take: Callable[[Path], bool] = lambda _: False,
    ) -> tuple[tuple[T, ...], HashedList | None]:
        """Read the lists of a kind, those in plain words and those that are hashed, but for what `take` takes."""
        # The key is read here and not by `file`: what it is must not be worked into a revision that is shown.
        key_name = self.text(content, f"{kind}_key", "content") or self.text(content, "personnel_key", "content")
        key = read_key(self.folder / key_name) if key_name else None
        plain: list[T] = []
        hashed: HashedList | None = None

        def read(path: Path) -> None:
            nonlocal hashed
            if not is_hashed(path, kind):
                plain.extend(read_plain(path))
                return
            if key is None:
                raise self.document.error(f"{path.name} is hashed and needs a {kind}_key", f"content.{kind}")
            found = read_hashed_list(path, key)
            hashed = hashed | found if hashed else found

        for name in self.texts(content, kind, "content"):
            path = self.folder / name
            if not take(path):
                self.read(path, read, f"content.{kind}")
        return tuple(plain), hashed

    def socket(self, table: Mapping[str, Any], key: str) -> Path | None:
        text = self.text(table, key, "content")
        if text and not text.removeprefix("unix:").strip("/"):
            raise self.document.error(f"{key} must be unix:PATH", f"content.{key}")
        if text and not text.startswith("unix:"):
            raise self.document.error(f"{key} must be unix:PATH: it answers this machine only", f"content.{key}")
        return self.folder / text.removeprefix("unix:") if text else None

    def table(self, name: str, known: Iterable[str]) -> dict[str, Any]:
        table = self.document.data.get(name, {})
        if not isinstance(table, dict):
            raise self.document.error(f"{name} must be a table", name)
        self.document.refuse_unknown(table, known, name)
        return table

    def tables(self, name: str) -> Iterable[tuple[int, dict[str, Any]]]:
        found = self.document.data.get(name, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise self.document.error(f"write [[{name}]], it may stand any number of times", name)
        return enumerate(found)

    def text(self, table: Mapping[str, Any], key: str, prefix: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            raise self.document.error(f"{key} must be a string", f"{prefix}.{key}")
        return value.strip()

    def texts(self, table: Mapping[str, Any], key: str, prefix: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.document.error(f"{key} must be a list of strings", f"{prefix}.{key}")
        return tuple(item.strip() for item in value)

    def domains(self, table: Mapping[str, Any], key: str, prefix: str) -> tuple[str, ...]:
        # `*.mod.uk` means what `mod.uk` means: subdomains are always included.
        names = tuple(item.casefold().removeprefix("*").strip(".") for item in self.texts(table, key, prefix))
        for name in names:
            if not _DOMAIN.fullmatch(name):
                raise self.document.error(f"{key}: {name!r} is not a domain name", f"{prefix}.{key}")
        return names

    def nation(self, table: Mapping[str, Any], prefix: str) -> str:
        return self.country(self.text(table, "nation", prefix), f"{prefix}.nation")

    def country(self, text: str, path: str) -> str:
        """Return a country's code in capitals; whether somebody has been given the code is not checked here."""
        code = text.upper()
        if code and not _COUNTRY.fullmatch(code):
            raise self.document.error(f"{text!r} is not ISO 3166 alpha-3, as in GBR", path)
        return code

    def level(self, table: Mapping[str, Any], prefix: str) -> tuple[str, str] | None:
        text = self.text(table, "accredited_to", prefix)
        if not text:
            return None
        found = self.levels.find(text)
        if found is None:
            raise self.document.error(f"unknown level {text!r}", f"{prefix}.accredited_to")
        return found

    def partner(self, table: dict[str, Any], number: int) -> Partner:
        prefix = f"partner[{number}]"
        self.document.refuse_unknown(table, ("domains", "nation", "communities", "accredited_to"), prefix)
        domains = self.domains(table, "domains", prefix)
        if not domains:
            raise self.document.error("a partner needs domains", prefix)
        communities = tuple(item.upper() for item in self.texts(table, "communities", prefix))
        return Partner(domains, self.nation(table, prefix), communities, self.level(table, prefix))

    def entry(self, table: dict[str, Any], prefix: str) -> ListEntry:
        scopes = tuple(_SCOPES)
        self.document.refuse_unknown(table, (*scopes, "reason", "owner", "created", "until", "disclose"), prefix)
        named = [scope for scope in scopes if scope in table]
        if len(named) != 1:
            raise self.document.error("an entry names exactly one of suffix, domain, address", prefix)
        scope = named[0]
        value = _entry_value(scope, self.text(table, scope, prefix))
        if value is None:
            hint = ', write domain = "..." for everybody there' if scope == "address" else ""
            raise self.document.error(f"{table[scope]!r} is not {_SCOPES[scope]}{hint}", f"{prefix}.{scope}")
        return ListEntry(
            scope,
            value,
            self.text(table, "reason", prefix),
            self.text(table, "owner", prefix),
            self.day(table, "created", prefix),
            self.day(table, "until", prefix),
            read_disclose(table.get("disclose", "sender"), Path(self.document.source), self.document.line(prefix)),
            self.document.line(prefix),
        )

    def day(self, table: Mapping[str, Any], key: str, prefix: str) -> date | None:
        value = table.get(key)
        if value is None:
            return None
        if type(value) is not date:
            raise self.document.error(f"{key} must be a date, as in 2027-12-31", f"{prefix}.{key}")
        return value

    def thresholds(self, recipients: Mapping[str, Any]) -> RecipientThresholds:
        table = recipients.get("thresholds", {})
        prefix = "recipients.thresholds"
        if not isinstance(table, dict):
            raise self.document.error("thresholds must be a table", prefix)
        self.document.refuse_unknown(table, RecipientThresholds.__slots__, prefix)
        for key, value in table.items():
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise self.document.error(f"{key} must be a whole number above 0", f"{prefix}.{key}")
        return RecipientThresholds(**table)

    def labels(self) -> dict[str, tuple[str, str]]:
        labels = {}
        table = self.document.data.get("labels", {})
        if not isinstance(table, dict):
            raise self.document.error("labels must be a table", "labels")
        for guid, text in table.items():
            found = self.levels.find(text) if isinstance(text, str) else None
            if found is None:
                raise self.document.error(f"unknown level {text!r}", f"labels.{guid}")
            labels[guid.casefold().strip("{}")] = found
        return labels

    def schemes(self, content: Mapping[str, Any]) -> tuple[SchemeTable, ...]:
        """Read the organisation's own schemes; from here on their levels may be named anywhere in the file."""
        found = self.files(content, "schemes", _read_local)
        for table in found:
            try:
                self.levels = self.levels.with_scheme(table.name, table.ordinals, table.equal)
            except ValueError as error:
                raise self.document.error(str(error), "content.schemes") from None
        return tuple(found)

    def files(self, table: Mapping[str, Any], key: str, read: Callable[[Path], T]) -> list[T]:
        return [self.read(self.folder / name, read, f"content.{key}") for name in self.texts(table, key, "content")]

    def file(self, table: Mapping[str, Any], key: str, prefix: str, read: Callable[[Path], T]) -> T | None:
        name = self.text(table, key, prefix)
        return self.read(self.folder / name, read, f"{prefix}.{key}") if name else None

    def register(self, content: Mapping[str, Any]) -> Register:
        """Find the registered documents; their key, as that of the personnel, is no part of a revision."""
        key_name = self.text(content, "fingerprints_key", "content")
        sources, ordinary = (
            [self.existing(item, f"content.{name}") for item in self.texts(content, name, "content")]
            for name in ("fingerprints", "boilerplate")
        )
        found = make_register(sources, ordinary, read_key(self.folder / key_name) if key_name else None)
        self.digest.update(found.digest.encode())
        return found

    def existing(self, name: str, key: str) -> Path:
        path = self.folder / name
        if not path.exists():
            raise self.document.error(f"{name} does not exist", key)
        return path

    def read(self, path: Path, read: Callable[[Path], T], key: str) -> T:
        try:
            self.digest.update(path.read_bytes())
        except OSError as error:
            raise self.document.error(f"{path.name} cannot be read: {error.strerror}", key) from None
        except ValueError:
            raise self.document.error("a file name cannot hold NUL", key) from None
        return read(path)


def _entry_value(scope: str, text: str) -> str | None:
    """
    Return the value of an entry in its one spelling, None where it is none of its scope.

    `*.ml`, `.ml` and `ml.` are `ml`; a star anywhere else is refused, because nothing would match it.

    >>> _entry_value("suffix", "*.ML"), _entry_value("domain", "a.*.ml"), _entry_value("address", "Ada@Navy.ML.")
    ('ml', None, 'ada@navy.ml')
    """
    # Lower case and not `casefold`, which makes `strasse` of a domain with a sharp s.
    local, at, domain = text.lower().rpartition("@")
    if scope == "address":
        name = domain.strip(".")
        return f"{local}@{name}" if _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(name) else None
    name = domain.removeprefix("*.").strip(".")
    return None if at or not _DOMAIN.fullmatch(name) else name


def _read_local(path: Path) -> SchemeTable:
    return read_scheme(path, is_local=True)
