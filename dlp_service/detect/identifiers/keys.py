"""
Private keys and tokens that let whoever holds them in.

They weigh nothing in the score: no weight for them was agreed.  They are found so that a policy can ask for them and
an analyst sees them.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib

from dlp_service.detect.identifiers.pattern import Pattern, checked

KEY = "ENCRYPTION_KEY"
TOKEN = "AUTH_TOKEN"  # noqa: S105  the name of a kind
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BODY = re.compile(r"[A-Za-z0-9+/=]{40,}")
_MAX_JOSE = 4096
_KIND = r"(?:(?:RSA |EC |DSA |OPENSSH |ENCRYPTED |ANY |SSH2 ENCRYPTED )?PRIVATE KEY|PGP PRIVATE KEY BLOCK)"


def _has_body(text: str) -> bool:
    """Say whether a key stands between the lines, not three dots or the advice to put one there."""
    return _BODY.search(text) is not None


ARMOURED = Pattern(
    KEY,
    "a private key between its first and last line",
    rf"-----? ?BEGIN {_KIND} ?-----?(?:[^-]|-[^-])*-----? ?END {_KIND} ?-----?",
    0.99,
    0.99,
    checked(_has_body),
    against=0.99,
    is_free=True,
    trigger=r"PRIVATE KEY",
)
"""RFC 7468, RFC 4716 (SSH2), RFC 9580 section 6.2 (PGP) and OpenSSH's PROTOCOL.key."""

ARMOURED_OPEN = Pattern(
    KEY,
    "the first line of a private key and its beginning",
    rf"-----? ?BEGIN {_KIND} ?-----?(?:[ \t\r\n>]{{1,20}}(?:[A-Za-z-]{{4,20}}: [^\n]+\n)?){{1,6}}[A-Za-z0-9+/=]{{40,100}}",
    0.95,
    0.95,
    against=0.95,
    is_free=True,
    trigger=r"PRIVATE KEY",
)
"""The same, cut off."""

PUTTY = Pattern(
    KEY,
    "the private lines of a PuTTY key",
    r"PuTTY-User-Key-File-[23]: [^\n]{1,60}|Private-Lines: [0-9]{1,3}[ \t\r]*\n[A-Za-z0-9+/=\r\n]{40,900}",
    0.95,
    0.95,
    against=0.95,
    is_free=True,
    trigger=r"PuTTY-User-Key-File-|Private-Lines: ",
)
"""PuTTY manual, appendix C (PPK file format)."""

AGE = Pattern(
    KEY,
    "an identity of age",
    r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}",
    0.99,
    0.99,
    against=0.99,
    is_free=True,
    trigger=r"AGE-SECRET-KEY-1",
)
"""The age specification (C2SP), native X25519 identities in Bech32."""

WIREGUARD = Pattern(
    KEY,
    "the private key of a WireGuard interface",
    r"(?i)\b(?:private|preshared)key[ \t]*=[ \t]*([A-Z0-9+/]{42}[AEIMQUYcgkosw048]=)",
    0.97,
    0.97,
    against=0.97,
    is_free=True,
    trigger=r"(?i)(?:private|preshared)key[ \t]*=",
)
"""The manual of wg(8): 32 bytes in base64."""


def _is_random(text: str) -> bool:
    return len(set(text.lower())) >= 8


RAW = Pattern(
    KEY,
    "the hexadecimal or base64 digits of a key",
    r"\b(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{48}|[0-9A-Fa-f]{64}|[A-Za-z0-9+/]{43}=)(?:\b|$)",
    0.0,
    0.8,
    checked(_is_random),
    trigger=r"[0-9][A-Fa-f]|[A-Fa-f][0-9]|[0-9]{16}|[A-Za-z0-9+/]=",
)
"""FIPS 197: keys of 128, 192 and 256 bits, in base 16, or 256 in base 64."""


def _checksum(text: str) -> str:
    """Return the last six characters that a token of this body has: its CRC32 in base 62."""
    number, made = zlib.crc32(text.encode()), ""
    while number:
        number, digit = divmod(number, 62)
        made = _BASE62[digit] + made
    return made.rjust(6, "0")


def _is_checked(text: str) -> bool:
    body = text.partition("_")[2]
    return _checksum(body[:-6]) == body[-6:]


def _decoded(part: str) -> object:
    padded = part[:_MAX_JOSE] + "=" * (-len(part[:_MAX_JOSE]) % 4)
    try:
        return json.loads(base64.urlsafe_b64decode(padded))
    except (binascii.Error, ValueError, RecursionError):
        return None


def _is_jose(text: str) -> bool:
    header = _decoded(text.partition(".")[0])
    return isinstance(header, dict) and ("alg" in header or "enc" in header)


JWT = Pattern(
    TOKEN,
    "three parts of which the first decodes to a header with its algorithm",
    r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){1,3}",
    0.98,
    0.98,
    checked(_is_jose),
    against=0.98,
    is_free=True,
    trigger=r"eyJ",
)
"""RFC 7515 section 3.1, RFC 7516 and RFC 7519."""

GITHUB_CHECKED = Pattern(
    TOKEN,
    "a GitHub or npm token with its checksum",
    r"\b(?:gh[pousr]|npm)_[A-Za-z0-9]{36}\b",
    0.99,
    0.99,
    checked(_is_checked),
    against=0.99,
    is_free=True,
    trigger=r"\b(?:gh[pousr]|npm)_[A-Za-z0-9]",
)
"""GitHub, "Behind GitHub's new authentication token formats" (2021): prefix, 30 random characters, CRC32 in base 62."""


def _prefixed(form: str, regex: str, trigger: str, confidence: float = 0.95) -> Pattern:
    return Pattern(TOKEN, form, regex, confidence, confidence, against=confidence, is_free=True, trigger=trigger)


GITHUB = _prefixed(
    "the form of a GitHub or npm token",
    r"\b(?:(?:gh[pousr]|npm)_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{50,70})\b",
    r"\b(?:gh[pousr]_|npm_|github_pat_)[A-Za-z0-9]",
    0.85,
)
"""The same source, and GitHub's documentation of fine-grained tokens."""

GITLAB = _prefixed(
    "the form of a GitLab token",
    r"\bgl(?:pat|oas|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct)-[A-Za-z0-9_.-]{20,64}",
    r"\bgl[a-z]{2,5}-[A-Za-z0-9_]",
)
"""GitLab, "Token overview": prefixes by kind."""

AWS = _prefixed(
    "the form of an AWS access key", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]"
)
"""AWS IAM user guide, "Unique identifiers": the prefix, then base 32."""

AWS_SECRET = _prefixed(
    "the secret of an AWS access key",
    r"(?i)\b(?:aws[_ -]?)?secret[_ -]?(?:access[_ -]?)?key(?:[_ -]?id)?[\"']?[ \t]{0,4}(?:[:=]|is)[ \t]{0,4}[\"']?([A-Z0-9/+]{40})(?:[^A-Z0-9/+=]|$)",
    r"(?i)secret[_ -]?(?:access[_ -]?)?key",
)
"""AWS IAM user guide, "Managing access keys": forty characters of base 64."""

SLACK = _prefixed(
    "the form of a Slack token or hook",
    r"\b(?:xox[abeoprs](?:\.xox[a-z])?-[A-Za-z0-9-]{10,250}|xapp-[0-9]-[A-Za-z0-9-]{10,250}|hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9_+/]{20,100})",
    r"\bxox[a-z]|\bxapp-|hooks\.slack",
)
"""Slack, "Token types" and "Incoming webhooks"."""

GOOGLE = _prefixed(
    "the form of a Google key or token",
    r"\b(?:AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,400}|GOCSPX-[A-Za-z0-9_-]{28}|1//0[A-Za-z0-9_-]{40,120})",
    r"\bAIza|\bya29\.|GOCSPX-|1//0",
)
"""Google Cloud, "API keys overview" and "OAuth 2.0": prefixes and lengths."""

AZURE = _prefixed(
    "the form of an Azure key",
    r"(?i)\b(?:AccountKey|SharedAccessKey)[ ]?=[ ]?([A-Z0-9+/]{42,86}={1,2})|[?&]sig=([A-Z0-9%+/]{43,90})|\b([A-Z0-9_~.-]{3}[0-9]Q~[A-Z0-9_~.-]{31,34})",
    r"(?i)(?:account|access)key ?=|[?&]sig=|[0-9]Q~",
)
"""Azure Storage, "Configure connection strings" and "Service SAS"; Microsoft Purview, "Azure AD client secret"."""

STRIPE = _prefixed(
    "the form of a Stripe key",
    r"\b(?:[sr]k_(?:live|test|prod)_[A-Za-z0-9]{16,250}|whsec_[A-Za-z0-9+/=]{24,100})",
    r"\b[sr]k_(?:live|test|prod)_|whsec_",
)
"""Stripe, "API keys"."""

OTHERS = _prefixed(
    "the form of a token of a well-known service",
    r"\b(?:pypi-AgE[A-Za-z0-9_-]{50,400}|SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}|do[opr]_v1_[a-f0-9]{64}|hf_[A-Za-z]{34}"
    r"|sk-(?:ant-|proj-|svcacct-)[A-Za-z0-9_-]{20,250}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|dapi[a-f0-9]{32}|hvs\.[A-Za-z0-9_-]{24,250}"
    r"|[0-9]{8,10}:AA[A-Za-z0-9_-]{33})\b",
    r"pypi-AgE|\bSG\.|\bdo[opr]_v1_|\bhf_|\bsk-[aps]|\bshp[acps]|\bdapi[a-f0-9]|\bhvs\.|[0-9]{8}:AA",
)
"""The documentation of each: PyPI, SendGrid, DigitalOcean, Hugging Face, Shopify, Databricks, Vault, Telegram."""

HEADER = _prefixed(
    "the value of an authorisation header",
    r"(?i)\b(?:authorization[ ]?:[ ]?(?:basic|bearer|token)|bearer)[ ]{1,2}([A-Z0-9._~+/-]{20,1000}={0,2})(?:[^A-Z0-9._~+/=-]|$)",
    r"(?i)bearer |authorization ?: ?(?:basic|token)",
    0.85,
)
"""RFC 7617 and RFC 6750 section 2.1."""


def _is_mixed(text: str) -> bool:
    """Say whether letters and digits stand together as nobody would choose them."""
    has_both = any(c.isdigit() for c in text) and any(c.isalpha() for c in text)
    return has_both and len(set(text)) >= 10


ASSIGNED = Pattern(
    TOKEN,
    "random letters and digits after the name of a secret",
    r"(?i)\b[A-Z0-9_-]{0,20}(?:api[_-]?key|secret|token|access[_-]?key)[\"']?[ \t]{0,3}[:=][ \t]{0,3}[\"']?([A-Z0-9_+/=.~-]{20,200})",
    0.8,
    0.8,
    checked(_is_mixed),
    against=0.8,
    is_free=True,
    trigger=r"(?i)(?:key|secret|token)[\"']?[ \t]{0,3}[:=]",
)
"""The files in which programs keep their settings: a name, a sign and a value."""

LOGIN = Pattern(
    TOKEN,
    "a password in a URL",
    r"(?i)\b[a-z][a-z0-9+.-]{1,15}://[^ \t\r\n:@/]{1,64}:([^ \t\r\n:@/]{3,128})@[A-Z0-9\[]",
    0.8,
    0.8,
    checked(lambda text: not (text.isalpha() and text.islower())),
    against=0.8,
    is_free=True,
    trigger=r"://[A-Za-z0-9._%+-]+:[^ \t\r\n:@/]+@",
)
"""RFC 3986 section 3.2.1, which advises against it."""

PATTERNS = (
    ARMOURED,
    ARMOURED_OPEN,
    PUTTY,
    AGE,
    WIREGUARD,
    RAW,
    JWT,
    GITHUB_CHECKED,
    GITHUB,
    GITLAB,
    AWS,
    AWS_SECRET,
    SLACK,
    GOOGLE,
    AZURE,
    STRIPE,
    OTHERS,
    HEADER,
    ASSIGNED,
    LOGIN,
)
