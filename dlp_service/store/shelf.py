"""What every part of the store is built on."""

from __future__ import annotations

from dlp_service.config import StoreSettings
from dlp_service.store.database import Database
from dlp_service.store.sealing import OfficerKey
from dlp_service.store.vault import Vault


class Shelf:
    """A part of the store: its tables are reached through one database and read with one vault."""

    def __init__(
        self, database: Database, vault: Vault, settings: StoreSettings, officer: OfficerKey | None = None
    ) -> None:
        self._database = database
        self._vault = vault
        self._settings = settings
        self._officer = officer
