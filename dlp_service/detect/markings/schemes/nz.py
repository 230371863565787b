"""New Zealand: the levels and endorsements of the Protective Security Requirements."""

from __future__ import annotations

from dlp_service.detect.markings.schemes.spellings import table
from dlp_service.detect.markings.schemes.table import scheme

SCHEME = scheme(table("nz"), r"IN.CONFIDENCE")
