"""
Reads addresses and domains the way a mail system would, and never fails.

Lookalikes live off the difference between what a person sees and what DNS
resolves, so everything here is brought to one spelling first: lower case,
no root dot, IDNA (RFC 5891) with the UTS-46 mapping.  The registrable domain
comes from the Public Suffix List in the `publicsuffixlist` wheel.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import idna
from publicsuffixlist import PublicSuffixList

MAX_DOMAIN = 253
MAX_LABEL = 63
MAX_LOCAL = 64
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z", re.ASCII)
_UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_ROUTE = re.compile(r"@[^:]*:")


@dataclass(frozen=True, slots=True)
class Address:
    """
    An address taken apart.

    `domain` is normalised, or as typed in lower case when `problem` says that it cannot be: INVALID_ADDRESS,
    ADDRESS_LITERAL (`user@[192.0.2.1]`) or ROUTED_ADDRESS (`user%host@relay`, `host!user`, a source route).
    """

    text: str
    local: str
    domain: str
    problem: str = ""


@lru_cache(maxsize=65536)
def normalise(text: str) -> str:
    """
    Return a domain in its one spelling (lower case A-labels, no root dot), or an empty string if it is none.

    >>> normalise("NAVY.mil."), normalise("bücher.example"), normalise("-bad-.example")
    ('navy.mil', 'xn--bcher-kva.example', '')
    """
    host = text.strip().lower().removesuffix(".")
    if not host.isascii():
        host = "" if _UNFIT.search(host) else _a_labels(host)
    return host if len(host) <= MAX_DOMAIN and _HOST.match(host) else ""


def _a_labels(host: str) -> str:
    """Map a host with other scripts to A-labels; a label that IDNA refuses is kept as bare punycode, to be judged."""
    try:
        mapped = idna.uts46_remap(host, std3_rules=False, transitional=False)
    except (idna.IDNAError, UnicodeError):
        mapped = host.replace("。", ".")
    try:
        return ".".join(_a_label(label) for label in mapped.removesuffix(".").split("."))
    except (UnicodeError, OverflowError):
        return ""


def _a_label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


@lru_cache(maxsize=4096)
def unicode_form(host: str) -> str:
    """Return what a person sees: A-labels decoded; a label that does not decode is left as it is."""
    return ".".join(_u_label(label) for label in host.split(".")) if "xn--" in host else host


def _u_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode").lower()
    except (UnicodeError, OverflowError, ValueError):
        return label


def parse_address(text: str) -> Address:
    """
    Take an address apart; any string gives an `Address`.

    >>> parse_address('"odd @ local"@Navy.MIL.').domain
    'navy.mil'
    >>> parse_address("user@[192.0.2.1]").problem
    'ADDRESS_LITERAL'
    """
    stripped = text.strip().removeprefix("<").removesuffix(">")
    routed = _ROUTE.match(stripped)
    bare = stripped[routed.end() :] if routed else stripped
    local, at, raw = bare.rpartition("@")
    if not at or not local or not raw or _unquoted_at(local) or _UNFIT.search(bare):
        return Address(text, local, normalise(raw), "INVALID_ADDRESS")
    if raw.startswith("[") and raw.endswith("]"):
        return Address(text, local, raw.lower(), "ADDRESS_LITERAL")
    domain = normalise(raw)
    if not domain or len(local.encode("utf-8", "replace")) > MAX_LOCAL:
        return Address(text, local, domain or raw.lower(), "INVALID_ADDRESS")
    if _is_ip(domain):
        return Address(text, local, domain, "ADDRESS_LITERAL")
    if routed or (not local.startswith('"') and ("%" in local or "!" in local)):
        return Address(text, local, domain, "ROUTED_ADDRESS")
    return Address(text, local, domain)


def _unquoted_at(local: str) -> bool:
    return "@" in local and not (len(local) > 1 and local.startswith('"') and local.endswith('"'))


def _is_ip(host: str) -> bool:
    if not host[-1:].isdigit():
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class Suffixes:
    """
    The Public Suffix List as this room asks it: what is the suffix, and does it exist at all.

    Unknown top-level names count as suffixes of one label (the list's own `*` rule).
    """

    def __init__(self) -> None:
        rules, known = PublicSuffixList(), PublicSuffixList(accept_unknown=False)
        self._suffix_of = lru_cache(maxsize=65536)(lambda tail: str(rules.publicsuffix(tail) or tail))
        self._is_suffix = lru_cache(maxsize=8192)(lambda host: bool(known.is_public(host)))
        self._exists = lru_cache(maxsize=8192)(lambda last: bool(known.publicsuffix(f"x.{last}")))

    def suffix(self, host: str) -> str:
        """Return the public suffix of a normalised host; a host that is one is its own suffix."""
        tail = host if host.count(".") < 4 else ".".join(host.rsplit(".", 4)[1:])
        return self._suffix_of(tail)

    def registrable(self, host: str) -> str:
        """
        Return the suffix and one label more, or the host itself where it is a suffix.

        >>> Suffixes().registrable("a.b.mod.gov.uk")
        'mod.gov.uk'
        """
        suffix = self.suffix(host)
        if len(suffix) >= len(host):
            return host
        return host[host.rfind(".", 0, len(host) - len(suffix) - 1) + 1 :]

    def is_suffix(self, host: str) -> bool:
        """Say whether the host is a public suffix by a rule of the list."""
        return self._is_suffix(host)

    def exists(self, suffix: str) -> bool:
        """Say whether the last label is a top-level domain the list knows."""
        return self._exists(suffix.rpartition(".")[2])


def parents(host: str) -> Iterable[str]:
    """
    Yield the host and every parent of it, the longest first.

    >>> list(parents("us.navy.mil"))
    ['us.navy.mil', 'navy.mil', 'mil']
    """
    yield host
    at = host.find(".")
    while at >= 0:
        host = host[at + 1 :]
        yield host
        at = host.find(".")
