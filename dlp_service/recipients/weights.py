"""
Weights as tables: the first row that holds for what was found says how much it proves.

A weight says how much more likely a slip is than a different, real name that happens to be near.  The rows of a
table stand in the module of the way of slipping that reads them, each with its name and, above it, why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

E = TypeVar("E")


class Row(NamedTuple, Generic[E]):
    """A row of a table: what it is called, the weight, and when it holds."""

    name: str
    weight: float
    holds: Callable[[E], bool]


def weigh(rows: Iterable[Row[E]], found: E) -> float:
    """
    Return the weight of the first row that holds; the last row of a table holds always.

    >>> weigh((Row("long", 0.8, lambda name: len(name) > 4), Row("else", 0.3, otherwise)), "navy")
    0.3
    """
    return next(row.weight for row in rows if row.holds(found))


def otherwise(_found: object) -> bool:
    """Hold always: the condition of a table's last row."""
    return True
