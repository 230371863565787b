"""
Frozen values as JSON objects and back, by their declared types.

What is stored must be readable by the next version: a field that a stored object lacks takes its default, and one that
this version does not know is left alone.
"""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """
    Return a value in the kinds of JSON; enums become their value, times ISO 8601 in UTC.

    >>> from dlp_service.values import Gap, GapReason
    >>> to_plain(Gap("1.2", GapReason.ENCRYPTED))["reason"]
    'ENCRYPTED'
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: to_plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    return value


def from_plain(kind: type[T], data: object) -> T:
    """
    Return the value of a dataclass that `to_plain` was given.

    Raises:
        KeyError, TypeError, ValueError: not such an object; a stored one always is.
    """
    value: T = _read(kind, data)
    return value


def _read(kind: Any, data: Any) -> Any:  # noqa: ANN401 - types and JSON
    if get_origin(kind) in {Union, types.UnionType}:
        kind = next(option for option in get_args(kind) if option is not type(None))
    return None if data is None else _read_present(kind, data)


def _read_present(kind: Any, data: Any) -> Any:  # noqa: ANN401 - as above
    if get_origin(kind) is tuple:
        return _read_tuple(get_args(kind), data)
    if is_dataclass(kind):
        assert isinstance(kind, type)
        hints = _hints(kind)
        return kind(**{name: _read(hints[name], value) for name, value in data.items() if name in hints})
    if kind is datetime:
        return datetime.fromisoformat(data)
    return kind(data) if isinstance(kind, type) and issubclass(kind, Enum) else data


def _read_tuple(kinds: tuple[Any, ...], data: list[Any]) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_read(kinds[0], item) for item in data)
    return tuple(_read(kind, item) for kind, item in zip(kinds, data, strict=True))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
