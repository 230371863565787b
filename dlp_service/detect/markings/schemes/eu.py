"""European Union: Council Decision 2013/488/EU, levels in two languages and LIMITE."""

from __future__ import annotations

from dlp_service.detect.markings.schemes.spellings import table
from dlp_service.detect.markings.schemes.table import scheme

SCHEME = scheme(table("eu"), r"\bUE/EU")
