"""What the store hands out; callers see these values and never a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class HeldItem:
    """
    A held message as the queue knows it; `record` is the review room's own JSON object.

    `etag` changes with every change.  `unsent` counts recipients that were released and not yet delivered.
    An item `is_expired` when its time ran out before everyone was decided.
    """

    item_id: str
    case_id: str
    etag: str
    state: str
    is_open: bool
    is_sealed: bool
    is_expired: bool
    risk: float
    unsent: int
    received: datetime
    expires: datetime
    record: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ItemEvent:
    """One line of an item's journal: COMMENT, LABEL, REVEAL, DECISION, ASSIGNMENT or DELIVERY."""

    item_id: str
    kind: str
    time: datetime
    body: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Switch:
    """A setting that all server processes follow, and the count of changes when it was last set."""

    name: str
    value: str
    revision: int


@dataclass(frozen=True, slots=True)
class Expired:
    """What one run of the clean-up did, in rows."""

    rejected: int
    contents: int
    items: int
    cases: int
    requests: int
    confirmations: int
    contacts: int = 0
