"""Addresses of machines."""

from __future__ import annotations

import ipaddress
import re

from dlp_service.detect.identifiers.pattern import Pattern, checked

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"


def _is_four(text: str) -> bool:
    """A version such as 1.2.3.4 has small numbers throughout; an address hardly ever."""
    octets = [int(octet) for octet in text.partition("/")[0].split(".")]
    return octets[0] != 0 or sum(octets) == 0


def _is_large(text: str) -> bool:
    octets = [int(octet) for octet in text.partition("/")[0].split(".")]
    return octets[0] == 10 or (octets[0] > 9 and max(octets) > 31)


IPV4_LARGE = Pattern(
    "IP_ADDRESS",
    "four octets",
    rf"\b(?:{_OCTET}\.){{3}}{_OCTET}(?:/(?:3[0-2]|[12]?[0-9])\b)?\b",
    0.85,
    0.97,
    checked(_is_large),
    against=0.1,
    is_free=True,
    trigger=r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]",
)
"""RFC 791 and RFC 4632, dotted decimal; RFC 1918 for 10."""

IPV4 = Pattern(
    "IP_ADDRESS",
    "four small octets",
    rf"\b(?:{_OCTET}\.){{3}}{_OCTET}(?:/(?:3[0-2]|[12]?[0-9])\b)?\b",
    0.4,
    0.95,
    checked(_is_four),
    against=0.02,
    is_free=True,
    trigger=r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]",
)
"""The same source: four small numbers are as often a version or a section."""


_GROUP = "[0-9A-Fa-f]{1,4}"


def _is_six(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text.partition("/")[0])  # a zone after the percent sign is part of it, RFC 4007
    except ValueError:
        return False
    groups = [group for group in re.split("[:.]", re.split("[/%]", text)[0]) if group]
    if len(groups) == 8 and all(len(group) == 2 for group in groups):
        return False  # pairs are the piece of a fingerprint
    has_size = len(groups) >= 3 or (len(groups) == 2 and len(groups[0]) >= 3)
    return has_size and any(c.isdigit() for c in text)


IPV6 = Pattern(
    "IP_ADDRESS",
    "groups of hexadecimal digits between colons",
    rf"(?:\b(?:{_GROUP}:){{7}}{_GROUP}\b|(?:\b{_GROUP}(?::{_GROUP}){{0,6}})?::(?:{_GROUP}(?::{_GROUP}){{0,6}}\b)?(?::?(?:{_OCTET}\.){{3}}{_OCTET})?)"
    r"(?:%[A-Za-z0-9]{1,15}\b)?(?:/[0-9]{1,3}\b)?",
    0.9,
    0.97,
    checked(_is_six),
    against=0.5,
    joint=":",
    trigger=r"::[0-9A-Fa-f]|[0-9A-Fa-f]:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:",
)
"""RFC 4291 section 2.2, RFC 5952."""


def _is_mac(text: str) -> bool:
    plain = re.sub(r"[:.-]", "", text).lower()
    return len(set(plain)) > 2 and not ("-" in text and plain.isdigit())  # pairs of digits with hyphens are dates


MAC = Pattern(
    "MAC_ADDRESS",
    "six pairs of hexadecimal digits",
    r"(?i)\b(?:(?:[0-9A-F]{2}:){5}[0-9A-F]{2}|(?:[0-9A-F]{2}-){5}[0-9A-F]{2}|[0-9A-F]{4}\.[0-9A-F]{4}\.[0-9A-F]{4})\b",
    0.88,
    0.97,
    checked(_is_mac),
    against=0.5,
    joint=":-",
    trigger=r"[0-9A-Fa-f][:-][0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-][0-9A-Fa-f]|\.[0-9A-Fa-f]{4}\.",
)
"""IEEE 802-2014 section 8.1; with dots as some routers print it."""

MAC_PLAIN = Pattern(
    "MAC_ADDRESS",
    "twelve hexadecimal digits",
    r"(?i)\b[0-9A-F]{12}\b",
    0.0,
    0.85,
    checked(_is_mac),
    trigger=r"[0-9][A-Fa-f]|[A-Fa-f][0-9]|[0-9]{12}",
)
"""The same source, without separators."""

PATTERNS = (IPV4_LARGE, IPV4, IPV6, MAC, MAC_PLAIN)
