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
from importlib import resources

import idna

MAX_DOMAIN = 253
MAX_LOCAL = 64
MAX_TYPED = 4 * MAX_DOMAIN
"""No domain was ever typed longer, whatever letters are left out or put together when it is brought to one spelling."""
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z", re.ASCII)
_UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_ROUTE = re.compile(r"@[^:]*:")


@dataclass(frozen=True, slots=True)
class Address:
    """
    An address taken apart.

    `domain` is normalised, or as typed in lower case when `problem` says that it cannot be (of a very long one the end, by
    which lists know it): INVALID_ADDRESS, ADDRESS_LITERAL (`user@[192.0.2.1]`) or ROUTED_ADDRESS (`user%host@relay`, `host!user`, a source route).
    """

    text: str
    local: str
    domain: str
    problem: str = ""


def normalise(text: str) -> str:
    """
    Return a domain in its one spelling (lower case A-labels, no root dot), or an empty string if it is none.

    >>> normalise("NAVY.mil."), normalise("bücher.example"), normalise("-bad-.example")
    ('navy.mil', 'xn--bcher-kva.example', '')
    """
    return _normalised(text) if len(text) <= MAX_TYPED else ""


@lru_cache(maxsize=65536)
def _normalised(text: str) -> str:
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
    >>> parse_address("Ada Lovelace <ada@mod.uk>").local
    'ada'
    """
    stripped = _bare(text.strip())
    routed = _ROUTE.match(stripped)
    bare = stripped[routed.end() :] if routed else stripped
    local, at, raw = bare.rpartition("@")
    if not at or not local or not raw or _unquoted_at(local) or _UNFIT.search(bare):
        return Address(text, local, normalise(raw), "INVALID_ADDRESS")
    if raw.startswith("[") and raw.endswith("]"):
        return Address(text, local, as_typed(raw), "ADDRESS_LITERAL")
    domain = normalise(raw)
    if not domain or len(local.encode("utf-8", "replace")) > MAX_LOCAL:
        return Address(text, local, domain or as_typed(raw), "INVALID_ADDRESS")
    if _is_ip(domain):
        return Address(text, local, domain, "ADDRESS_LITERAL")
    if routed or (not local.startswith('"') and ("%" in local or "!" in local)):
        return Address(text, local, domain, "ROUTED_ADDRESS")
    return Address(text, local, domain)


def as_typed(text: str) -> str:
    """Return what is no domain in lower case, of a very long one the end."""
    return text.strip().lower()[-MAX_DOMAIN:]


def _bare(text: str) -> str:
    """Return what stands in angle brackets: a list of addresses copied from a mail has names before them."""
    inner = text[text.rfind("<") + 1 : -1] if text.endswith(">") else ""
    return inner if "@" in inner else text.removeprefix("<").removesuffix(">")


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

    Unknown top-level names count as suffixes of one label (the list's own `*` rule).  The rules are read from the
    `publicsuffixlist` wheel, unless `rules` are given, and kept as sets, since every look-up of a new domain starts here.
    """

    __slots__ = ("_exceptions", "_nodes", "_rules", "_wild")

    def __init__(self, rules: Iterable[str] | None = None) -> None:
        sets = _shipped_sets() if rules is None else _sets(rules)
        self._rules, self._wild, self._exceptions, self._nodes = sets

    def suffix(self, host: str) -> str:
        """
        Return the public suffix of a normalised host; a host that is one is its own suffix.

        >>> Suffixes().suffix("a.b.mod.gov.uk"), Suffixes().suffix("www.ck"), Suffixes().suffix("a.b.ck")
        ('gov.uk', 'ck', 'b.ck')
        """
        at = host.rfind(".")
        tail = found = host[at + 1 :]
        is_node = tail in self._nodes
        while at >= 0 and is_node:
            parent = tail
            at = host.rfind(".", 0, at)
            tail = host[at + 1 :]
            is_node = tail in self._nodes
            if is_node and tail in self._exceptions:
                return parent
            if parent in self._wild or (is_node and tail in self._rules):
                found = tail
        return found

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
        return self.exists(host) and self.suffix(host) == host

    def exists(self, suffix: str) -> bool:
        """Say whether the last label is a top-level domain the list knows."""
        return suffix[suffix.rfind(".") + 1 :] in self._nodes


_Sets = tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]


def _sets(lines: Iterable[str]) -> _Sets:
    """Return plain rules, wild ones without `*.`, exceptions without `!`, and every parent of any of them."""
    rules = [normalise_rule(line) for line in lines]
    plain = frozenset(rule for rule in rules if not rule.startswith(("*.", "!")))
    wild = frozenset(rule[2:] for rule in rules if rule.startswith("*."))
    exceptions = frozenset(rule[1:] for rule in rules if rule.startswith("!"))
    nodes = frozenset(parent for rule in plain | wild | exceptions for parent in parents(rule))
    return plain, wild, exceptions, nodes


@lru_cache(maxsize=1)
def _shipped_sets() -> _Sets:
    """Return the sets of the shipped list, which are the same for every organisation and never change."""
    return _sets(shipped_rules())


def shipped_rules() -> list[str]:
    """Return the rules of the list in the wheel, as it spells them."""
    text = resources.files("publicsuffixlist").joinpath("public_suffix_list.dat").read_text(encoding="utf-8")
    return [line.split()[0] for line in text.splitlines() if line.strip() and not line.startswith("//")]


def normalise_rule(rule: str) -> str:
    """Return a rule of the list with its labels as A-labels; `*.` and `!` stay in front."""
    return rule.lower() if rule.isascii() else ".".join(map(_a_label, rule.lower().split(".")))


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
