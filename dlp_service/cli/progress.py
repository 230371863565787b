"""A progress bar on standard error when there are many files and a person is watching."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import track

T = TypeVar("T")
MANY = 20


def each(items: Sequence[T], what: str) -> Iterator[T]:
    """Yield the items, with a bar when there are more than a handful and standard error is a terminal."""
    if len(items) > MANY and sys.stderr.isatty():
        yield from track(items, description=what, console=Console(stderr=True), transient=True)
    else:
        yield from items
