"""
Addresses as people have them at hand: one a line, or the header lines of a mail.

A mail's To and Cc belong together, since recipients are judged by each other; whatever else is given stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dlp_service.mail.addresses import addresses

MAX_ADDRESSES = 100_000
_FIELD = re.compile(r"(from|to|cc|bcc)\s*:", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_OTHER_FIELD = re.compile(r"[!-9;-~]+\s*:(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Given:
    """What was given: addresses and domains by themselves, and the addresses of one mail's fields."""

    alone: tuple[str, ...] = ()
    sender: str = ""
    visible: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Say whether there is anybody to judge."""
        return bool(self.alone or self.visible or self.hidden)


def read_given(lines: Iterable[str]) -> Given:
    """
    Read addresses: `From:`, `To:`, `Cc:` and `Bcc:` are one mail's fields, other fields are passed over.

    A field goes on in the lines after it that begin with white space (RFC 5322, section 2.2.3).

    >>> read_given(["To: Ada <ada@navy.ml>,", "  b@out.example", "navy.ml"])
    Given(alone=('navy.ml',), sender='', visible=('ada@navy.ml', 'b@out.example'), hidden=())
    """
    alone: list[str] = []
    fields: dict[str, list[str]] = {"from": [], "to": [], "cc": [], "bcc": []}
    for line in _unfolded(lines):
        field = _FIELD.match(line)
        if field:
            fields[field[1].casefold()] += (address for _, address in addresses(line[field.end() :], MAX_ADDRESSES))
        elif not _OTHER_FIELD.match(line):
            alone += _listed(line)
    return Given(tuple(alone), next(iter(fields["from"]), ""), (*fields["to"], *fields["cc"]), tuple(fields["bcc"]))


def _unfolded(lines: Iterable[str]) -> list[str]:
    found: list[str] = []
    is_field = False
    for line in lines:
        if line[:1] in {" ", "\t"} and is_field:
            found[-1] += f" {line.strip()}"
        elif line.strip():
            found.append(line.strip())
            is_field = bool(_OTHER_FIELD.match(found[-1]) or _FIELD.match(found[-1]))
    return found


def _listed(line: str) -> list[str]:
    """Return what stands in a line without a field's name: mostly one address, or several as a field has them."""
    plain = _QUOTED.sub("", line)
    if plain.count("@") > 1 and ("," in plain or ";" in plain):
        return [address for _, address in addresses(line, MAX_ADDRESSES)]
    return [line]
