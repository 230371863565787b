"""Canada: PROTECTED A, B, C and the classified levels, in English and French."""

from __future__ import annotations

from dlp_service.detect.markings.schemes.spellings import table
from dlp_service.detect.markings.schemes.table import scheme

SCHEME = scheme(table("ca"), r"\b(?:Protected|PROT.G.|Prot.g.) [ABC]\b")
