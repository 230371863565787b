"""Austria: the levels of the Informationssicherheitsgesetz."""

from __future__ import annotations

from dlp_service.detect.markings.schemes.spellings import table
from dlp_service.detect.markings.schemes.table import scheme

SCHEME = scheme(table("at"))
