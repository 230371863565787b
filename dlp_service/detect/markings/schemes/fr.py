"""France: IGI 1300 and IGI 901."""

from __future__ import annotations

from dlp_service.detect.markings.schemes.spellings import table
from dlp_service.detect.markings.schemes.table import scheme

SCHEME = scheme(table("fr"), r"D.FENSE")
