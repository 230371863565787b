"""
The storable form of a `Case`: what simulation, counterfactuals and replays read.

A record is the masked case as plain JSON, fields at their defaults left out.  It
is versioned: a reader takes the versions it knows, ignores fields it does
not, and gives missing ones their defaults, so that old records stay readable.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import Enum, IntEnum
from functools import lru_cache
from typing import Any

from dlp_service.audit.masking import Pseudonym, mask_case
from dlp_service.errors import InvalidMessage
from dlp_service.values import Case

VERSION = 1


def case_record(case: Case, pseudonym: Pseudonym) -> dict[str, Any]:
    """
    Return the storable form of a case, ready for `json.dumps`.

    It holds no text of the message, no address, host or file name in clear: all are replaced by `pseudonym`.
    """
    return {"version": VERSION, "case": _encode(mask_case(case, pseudonym))}


def case_from_record(record: Mapping[str, Any]) -> Case:
    """
    Return the masked case of a record: under any policy it gets the actions that the original would get.

    Raises:
        InvalidMessage: the record is of an unknown version or not a record at all.
    """
    if record.get("version") != VERSION:
        raise InvalidMessage(f"a case record of version {record.get('version')!r} cannot be read", field="version")
    try:
        case = _decode(Case, record["case"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidMessage(f"not a case record: {type(error).__name__}", field="case") from None
    assert isinstance(case, Case)
    return case


def _encode(value: Any) -> Any:  # noqa: ANN401 - any value of a case
    """Return the JSON form of a value; fields of a dataclass that stand at their default are left out."""
    if _is_record(value):
        shape = _shape(value.__class__)
        pairs = ((name, getattr(value, name), default) for name, (_, default) in shape.items())
        return {name: _encode(item) for name, item, default in pairs if default is MISSING or item != default}
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(_encode(item) for item in value)
    return _encode_scalar(value)


def _encode_scalar(value: Any) -> Any:  # noqa: ANN401 - as above
    """Return an ordered enum by name, another by value, a time in ISO 8601, and anything else as it is."""
    if isinstance(value, Enum):
        return value.name if isinstance(value, IntEnum) else value.value
    return value.isoformat() if isinstance(value, datetime) else value


def _decode(kind: Any, data: Any) -> Any:  # noqa: ANN401 - any type of a case
    """Return the value of `kind` that `_encode` wrote as `data`."""
    if _is_record(kind):
        shape = _shape(kind)
        values = {name: _decode(shape[name][0], item) for name, item in data.items() if name in shape}
        return kind(**values)
    decode = _CONTAINERS.get(typing.get_origin(kind))
    return decode(typing.get_args(kind), data) if decode else _decode_scalar(kind, data)


def _decode_tuple(items: tuple[Any, ...], data: Any) -> tuple[Any, ...]:  # noqa: ANN401 - as above
    if not isinstance(data, list):
        raise TypeError("a list was written")
    if items[-1] is Ellipsis:
        return tuple(_decode(items[0], entry) for entry in data)
    return tuple(_decode(item, entry) for item, entry in zip(items, data, strict=True))


def _decode_set(items: tuple[Any, ...], data: Any) -> frozenset[Any]:  # noqa: ANN401 - as above
    return frozenset(_decode_tuple((items[0], Ellipsis), data))


def _decode_optional(items: tuple[Any, ...], data: Any) -> Any:  # noqa: ANN401 - as above
    return None if data is None else _decode(items[0], data)


def _decode_scalar(kind: Any, data: Any) -> Any:  # noqa: ANN401 - as above
    if issubclass(kind, IntEnum):
        return kind[data]
    if kind is datetime:
        return datetime.fromisoformat(data)
    if not issubclass(kind, Enum) and not isinstance(data, (float, int) if kind is float else kind):
        raise TypeError(f"{type(data).__name__} where {kind.__name__} was written")
    return kind(data)


_CONTAINERS: dict[Any, Callable[[tuple[Any, ...], Any], Any]] = {
    tuple: _decode_tuple,
    frozenset: _decode_set,
    types.UnionType: _decode_optional,
}


def _is_record(value: object) -> bool:
    return is_dataclass(value)


@lru_cache(maxsize=64)
def _shape(kind: Any) -> dict[str, tuple[Any, Any]]:  # noqa: ANN401 - a dataclass
    """Return each field of a dataclass with its type and its default (MISSING where it has none)."""
    hints = typing.get_type_hints(kind)
    return {item.name: (hints[item.name], item.default) for item in fields(kind)}
