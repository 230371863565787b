"""
Opens the store and puts its parts together.

Opening is serialised between processes by a lock file, because creating the key file, switching SQLite to its
write-ahead log and migrating the tables must each happen once.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, select

from dlp_service.config import StoreSettings
from dlp_service.errors import ConfigError, NotReady
from dlp_service.store import migrate
from dlp_service.store.confirmations import ConfirmationShelf
from dlp_service.store.contacts import ContactShelf
from dlp_service.store.database import Database, insert_new
from dlp_service.store.expiry import ExpiryShelf
from dlp_service.store.held import HeldShelf
from dlp_service.store.keys import KeyRing, create_keys, load_keys
from dlp_service.store.schema import meta
from dlp_service.store.sealing import OfficerKey, load_officer_key
from dlp_service.store.switches import SwitchShelf
from dlp_service.store.vault import Vault

BUSY_S = 5.0
CHECKED_BYTES = 64 * 1024 * 1024
"""A larger store is not read through at every start: damage in it shows when its pages are read."""
PROOF = b"dlp-service store"


class Store(HeldShelf, ContactShelf, ConfirmationShelf, SwitchShelf, ExpiryShelf):
    """
    Everything that outlives a message, in one SQLite file and its key file.

    Thread-safe; any number of processes may open the same file.  Every method raises `NotReady` when the disk is
    full or the file stays locked, and then nothing was changed.
    """

    def __init__(
        self, database: Database, vault: Vault, settings: StoreSettings, officer: OfficerKey | None, folder: str = ""
    ) -> None:
        super().__init__(database, vault, settings, officer)
        self._finalizer = weakref.finalize(self, _end, database, folder)

    @property
    def path(self) -> Path:
        """The database file."""
        return self._database.path

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[None]:
        """
        Commit everything that this thread does in the block at once, or nothing of it.

        Keep it short and free of waiting: other writers stand in line.  Holding, deciding and confirming inside need
        a durable one.
        """
        with self._database.write(durable=durable):
            yield

    def ping(self) -> None:
        """
        Return if the store answers.

        Raises:
            NotReady: it does not.
        """
        self.switch_revision()

    def pseudonym(self, address: str) -> str:
        """Return a stable stand-in for an address, for logs: 32 hexadecimal digits, different in every store."""
        return self._vault.pseudonym(address)

    def close(self) -> None:
        """Close the file; a temporary store is deleted.  Closing twice does no harm."""
        self._finalizer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(settings: StoreSettings, *, busy_s: float = BUSY_S) -> Store:
    """
    Open the store of the settings, creating it and its key file when neither exists.

    `busy_s` bounds how long a call waits for other writers.  An empty path gives a temporary store with keys in memory
    only, deleted when it is closed or the process ends.

    Raises:
        ConfigError: not a store, damaged, newer than this version, a key file that is missing, unsafe or another
            store's, or an unusable key of the security officer.
    """
    officer = load_officer_key(Path(settings.security_officer_key)) if settings.security_officer_key else None
    if not settings.path:
        return _temporary(settings, busy_s, officer)
    path = Path(settings.path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(path):
            vault = Vault(_ring(path, Path(settings.key_file) if settings.key_file else None))
            database = _opened(path, vault, busy_s)
    except (OSError, NotReady) as error:
        raise ConfigError(f"the store cannot be opened: {error}", source=str(path)) from None
    return Store(database, vault, settings, officer)


def _temporary(settings: StoreSettings, busy_s: float, officer: OfficerKey | None) -> Store:
    folder = tempfile.mkdtemp(prefix="dlp-store-")
    path = Path(folder) / "store.db"
    _prepare_file(path)
    database = Database(path, busy_s=busy_s, is_temporary=True)
    with database.write() as connection:
        migrate.create(connection)
    return Store(database, Vault(KeyRing.fresh()), settings, officer, folder)


def _end(database: Database, folder: str) -> None:
    database.close()
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with os.fdopen(os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _ring(path: Path, key_file: Path | None) -> KeyRing:
    """Read the key ring, or make one for a store that is about to be made."""
    key_file = key_file or path.with_name(path.name + ".key")
    if not key_file.exists():
        if path.exists() and path.stat().st_size:
            raise ConfigError("the key file is missing: the store cannot be read without it", source=str(key_file))
        return create_keys(key_file)
    return load_keys(key_file)


def _opened(path: Path, vault: Vault, busy_s: float) -> Database:
    _prepare_file(path)
    database = Database(path, busy_s=busy_s)
    try:
        with database.write(durable=True) as connection:
            migrate.upgrade(connection)
            _prove_keys(connection, vault)
    except ConfigError as error:
        database.close()
        raise ConfigError(str(error), source=str(path)) from None
    except NotReady:
        database.close()
        raise
    return database


def _prepare_file(path: Path) -> None:
    """Make the file if need be, for its owner alone, and put it into write-ahead mode."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    try:
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            damage = "ok"
            if path.stat().st_size <= CHECKED_BYTES:
                damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise ConfigError(f"this is not a usable store: {error}", source=str(path)) from None
    if damage != "ok":
        raise ConfigError("the store is damaged; restore it from a backup", source=str(path))


def _prove_keys(connection: Connection, vault: Vault) -> None:
    """Check that every key the store was written with is in the ring and is the right one."""
    proofs = {row.name: row.value for row in connection.execute(select(meta)) if row.name.startswith("key ")}
    missing = sorted(proofs.keys() - {f"key {name}" for name in vault.key_ids})
    if missing:
        raise ConfigError(f"the key file does not hold {missing[0]}, which the store was written with")
    for name, proof in proofs.items():
        try:
            vault.decrypt(proof, "meta", name)
        except ConfigError:
            raise ConfigError("the key file belongs to another store") from None
    name = f"key {vault.active}"
    if name not in proofs:
        insert_new(connection, meta, {"name": name, "value": vault.encrypt(PROOF, "meta", name)})
