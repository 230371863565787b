"""Norway: the levels of sikkerhetsloven."""

from __future__ import annotations

from dlp_service.detect.markings.foreign import FIELD_SIGN
from dlp_service.detect.markings.schemes.national import scheme

SCHEME = scheme("no", FIELD_SIGN, r"(?i:strengt hemmel[ie]g)", repaired=("KONFIDENSIELT", "HEMMELIG", "BEGRENSET"))
