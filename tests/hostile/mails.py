"""Mail: levels, parts and fields without end, encodings that lie, charsets that are codecs of another kind."""

from __future__ import annotations

import base64
from collections.abc import Callable

from tests.hostile.archives import flat_bomb
from tests.hostile.values import MIB, WORD, Cases, cases, zipped

W = WORD.encode()
HEAD = b"From: a@x.example\nTo: b@x.example\nSubject: s\nMIME-Version: 1.0\n"
MIXED = b"Content-Type: multipart/mixed; boundary=%s\n\n"


def mixed(parts: bytes) -> bytes:
    return HEAD + MIXED % b"b" + parts + b"--b--\n"


def part(body: bytes, fields: bytes = b"Content-Type: text/plain") -> bytes:
    return b"--b\n" + fields + b"\n\n" + body + b"\n"


def levels(count: int) -> bytes:
    marks = [b"b%d" % number for number in range(count)]
    return HEAD + b"".join(MIXED % mark + b"--" + mark + b"\n" for mark in marks) + b"\n" + W


def base64_levels(count: int) -> bytes:
    content = b"Subject: x\n\n" + W
    for _ in range(count):
        content = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(content)
    return HEAD + content


def in_turn(count: int) -> bytes:
    """Return mail in archives in mail."""
    content = HEAD + b"\n" + W
    for _ in range(count):
        content = mixed(
            part(
                base64.encodebytes(zipped({"m.eml": content})),
                b"Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64",
            )
        )
    return content


def attachment(content: bytes, name: str, encoding: bytes = b"base64") -> bytes:
    fields = (
        f'Content-Type: application/octet-stream; name="{name}"\nContent-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: '.encode()
        + encoding
    )
    return part(base64.encodebytes(content) if encoding == b"base64" else content, fields)


def charset(name: str) -> bytes:
    return HEAD + f"Content-Type: text/plain; charset={name}\n\n".encode() + W + b"-" * 2 * MIB


MAIL: dict[str, Callable[[], bytes]] = {
    "eml: 10,000 levels": lambda: levels(10_000), "eml: 10,000 messages, one in another": lambda: HEAD + b"Content-Type: message/rfc822\n\n" * 10_000 + b"\n" + W, "eml: 40 levels of base64": lambda: base64_levels(40), "eml: mail in archives in mail": lambda: in_turn(15),
    "eml: 100,000 attachments": lambda: mixed(attachment(W, "a.txt") * 100_000), "eml: 100,000 parts of nothing": lambda: mixed(b"--b\n\n" * 100_000) + W, "eml: a million fields": lambda: HEAD + b"X-A: b\n" * 1_000_000 + b"\n" + W, "eml: a field of 20 MB": lambda: HEAD + b"X-A: " + b"a" * 20 * MIB + b"\n\n" + W,
    "eml: a million folds": lambda: HEAD + b"X-A: a\n" + b" b\n" * 1_000_000 + b"\n" + W, "eml: 100,000 encoded words": lambda: b"Subject: " + b"=?utf-8?Q?a?= " * 100_000 + b"\n" + HEAD + b"\n" + W, "eml: encoded words left open": lambda: b"Subject: " + b"=?utf-8?Q?a" * 20_000 + b"\n" + HEAD + b"\n" + W,
    "eml: 50,000 pieces of a name": lambda: mixed(part(W, b"Content-Disposition: attachment;" + b";".join(b" filename*%d*=utf-8''a" % number for number in range(5000)))), "eml: 100,000 comments in an address": lambda: HEAD + b"Cc: " + b"(" * 100_000 + W + b")" * 100_000 + b"\n\n" + W, "eml: a boundary of 60,000 letters": lambda: HEAD + MIXED % (b"b" * 60_000) + b"--" + b"b" * 60_000 + b"\n\n" + W,
    "eml: a million near boundaries": lambda: HEAD + MIXED % b"bbbbbbbbbb" + b"--bbbbbbbbbb\n\n" + b"--bbbbbbbbba\n" * 1_000_000 + W, "eml: base64 in one line of 40 MB": lambda: HEAD + b"Content-Transfer-Encoding: base64\n\n" + base64.b64encode(W + bytes(30 * MIB)), "eml: 20 MB of soft breaks": lambda: HEAD + b"Content-Transfer-Encoding: quoted-printable\n\n" + W + b"=\n" * 10 * MIB,
    "eml: 20 MB of quoted nonsense": lambda: HEAD + b"Content-Transfer-Encoding: quoted-printable\n\n" + W + b"=Z=" * 7 * MIB, "eml: an encoding nobody knows": lambda: HEAD + b"Content-Transfer-Encoding: x-none\n\n" + W, "eml: begins of files that never end": lambda: HEAD + b"\n" + b"begin 644 a.txt\n" * 50_000 + W, "eml: long files that never end": lambda: HEAD + b"\n" + (b"begin 644 a.txt\n" + b"M" + b"A" * 60 + b"\n") * 20_000 + W,
    "eml: quotes of 10,000 levels": lambda: HEAD + b"Content-Type: text/plain; format=flowed\n\n" + (b">" * 10_000 + b" a \n") * 300 + W, "eml: 5 MB of HTML in 64 KB pieces": lambda: mixed(part(b"<div>" * 13_000, b"Content-Type: text/html") * 80 + part(W)), "eml: a piece of a mail": lambda: HEAD + b"Content-Type: message/partial; id=a; number=1; total=9\n\nSubject: x\n\n" + W,
    "eml: a body somewhere else": lambda: HEAD + b'Content-Type: message/external-body; access-type=local-file; name="/etc/passwd"\n\nContent-Type: text/plain\n\n' + W, "eml: a name of 1 MB": lambda: mixed(attachment(W, "n" * MIB)), "eml: names that climb out": lambda: mixed(attachment(W, "../../../../etc/passwd") + attachment(W, "a\x00b/../c") + attachment(W, "\u202etxt.exe")), "eml: 50 bombs attached": lambda: mixed(attachment(flat_bomb(), "a.zip") * 8),
    "eml: a charset that is a packer": lambda: charset("zlib_codec"), "eml: a charset that unpacks names": lambda: charset("punycode"), "eml: a charset of domains": lambda: charset("idna"), "eml: a charset of escapes": lambda: charset("unicode_escape"), "eml: a charset of hexadecimal": lambda: charset("hex"), "eml: a charset of 10,000 letters": lambda: charset("x" * 10_000), "eml: UTF-7 without end": lambda: HEAD + b"Content-Type: text/plain; charset=utf-7\n\n" + W + b"+AGE" * MIB,
    "eml: lone returns": lambda: b"Subject: x\rTo: b@x.example\r\r" + W + b"\r" * 5 * MIB, "eml: zero bytes": lambda: HEAD.replace(b"Subject", b"Sub\0ject") + b"\n" + b"\0" * 5 * MIB + W, "eml: parts that are all margin": lambda: HEAD + MIXED % b"b" + W + b"\n" * 10 * MIB, "eml: recipients without end": lambda: b"To: " + b"a@x.example, " * 300_000 + b"\n" + HEAD + b"\n" + W,
}  # fmt: skip
MBOX: dict[str, Callable[[], bytes]] = {
    "mbox: 100,000 messages": lambda: (
        (
            b"From a@x.example Mon Jan  1 00:00:00 2024\nFrom: a@x.example\nTo: b@x.example\nDate: x\nSubject: x\n\nbody\n\n"
        )
        * 100_000
        + b"From a@x.example Mon Jan  1 00:00:00 2024\nSubject: x\n\n"
        + W
    ),
    "mbox: a million From lines": lambda: (
        b"From a@x.example Mon Jan  1 00:00:00 2024\nFrom: a@x.example\nTo: b@x.example\nDate: x\n\n"
        + b"From a\n" * 1_000_000
        + W
    ),
}
MAILS: Cases = (
    *cases("eml", MAIL, frozenset({"eml: 100,000 attachments", "eml: 50 bombs attached"})),
    *cases("mbox", MBOX),
)
