"""All rows of all families, in the order in which equal claims on one place are settled."""

from __future__ import annotations

from dlp_service.detect.identifiers import (
    contact,
    forces,
    keys,
    money,
    national,
    nations,
    network,
    places,
    travel,
    vehicles,
)
from dlp_service.detect.identifiers.pattern import Pattern

PATTERNS: tuple[Pattern, ...] = (
    *national.PATTERNS,
    *travel.PATTERNS,
    *forces.PATTERNS,
    *money.PATTERNS,
    *nations.PATTERNS,
    *places.PATTERNS,
    *network.PATTERNS,
    *vehicles.PATTERNS,
    *keys.PATTERNS,
    *contact.PATTERNS,
)
"""The rows that do not depend on the nation; `contact.national` adds those that do."""
