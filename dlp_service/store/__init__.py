"""
The store: what must outlive a message.

Held mail, case records, remembered answers, contacts, confirmations and switches, encrypted, in one SQLite file that
all server processes share.  It exists so that no other room knows SQL, keys or files.
"""

from dlp_service.store.cases import Request
from dlp_service.store.keys import rotate_keys
from dlp_service.store.sealing import open_parcel
from dlp_service.store.store import Store, open_store
from dlp_service.store.values import Expired, HeldItem, ItemEvent, Switch

__all__ = [
    "Expired",
    "HeldItem",
    "ItemEvent",
    "Request",
    "Store",
    "Switch",
    "open_parcel",
    "open_store",
    "rotate_keys",
]
