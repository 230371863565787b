"""Germany: the levels of the Verschlusssachenanweisung."""

from __future__ import annotations

from dlp_service.detect.markings.schemes.spellings import table
from dlp_service.detect.markings.schemes.table import scheme

SCHEME = scheme(table("de"), r"\bVS.N(?:fD|ur)", r"\bVS.V")
