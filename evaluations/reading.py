"""The reader that `dlp extract` uses, for measuring."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from dlp_service.config import Limits
from dlp_service.extract import Reader
from dlp_service.extract.local import LocalReader
from dlp_service.mail import parse


@contextlib.contextmanager
def open_reader(limits: Limits) -> Iterator[Reader]:
    """Yield the reader that `dlp extract` uses."""
    yield LocalReader(limits, parse)
