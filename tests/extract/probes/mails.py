"""Mail files: RFC 5322, 2045-2049, 2231, 2557; mailboxes (RFC 4155); S/MIME (RFC 8551); TNEF (MS-OXTNEF); Outlook items (MS-OXMSG)."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import struct

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7

from tests.extract.probes.compound import Tree, compound
from tests.extract.probes.values import Places, ProbeFile, zipped


def b64(content: bytes) -> str:
    return base64.encodebytes(content).decode()


def part(headers: str, body: str) -> str:
    return f"--b\r\n{headers}\r\n\r\n{body}\r\n"


def eml() -> ProbeFile:
    p = Places("eml")
    word = base64.b64encode(p("encoded word").encode()).decode()
    uu = "begin 644 a.txt\r\n" + binascii.b2a_uu(p("uuencoded file").encode()).decode() + "`\r\nend"
    inner = f"From: {p('From of an attached mail')} <c@x.example>\r\nSubject: {p('subject of an attached mail')}\r\n\r\n{p('body of an attached mail')}"
    calendar = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:{p('calendar part')}\r\nEND:VEVENT\r\nEND:VCALENDAR"
    quoted = "".join(f"={byte:02X}" for byte in p("quoted-printable body").encode())
    name = p("file name of two pieces")
    utf7 = base64.b64encode(p("body in UTF-7").encode("utf-16-be")).decode().rstrip("=")
    parts = [
        part("Content-Type: text/plain", f"{p('body')}\r\n{uu}"),
        part("Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable", quoted),
        part("Content-Type: text/plain; charset=utf-7", f"+{utf7}-"),
        part("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64", "\r\n".join(b64(p("base64 with strays").encode()).strip()[i : i + 3] + "!" for i in range(0, 16, 3))),
        part('Content-Type: multipart/alternative; boundary="c"', f"--c\r\nContent-Type: text/plain\r\n\r\n{p('plain alternative')}\r\n--c\r\nContent-Type: text/html\r\n\r\n<p>{p('HTML alternative')}</p>\r\n--c\r\nContent-Type: text/x-amp-html\r\n\r\n<p>{p('third alternative')}</p>\r\n--c--"),
        part(f"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename*0*=utf-8''{name[:5]}; filename*1={name[5:]}.bin", b64(p("attachment").encode())),
        part(f'Content-Type: application/zip; name="{p("name in the type")}.zip"\r\nContent-Transfer-Encoding: base64', b64(zipped({"a.txt": p("attached archive")}))),
        part(f"Content-Type: text/plain\r\nContent-Description: {p('description of a part')}\r\nContent-Disposition: inline", p("inline part")),
        part("Content-Type: message/rfc822", inner), part("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64", b64(f"Subject: x\r\n\r\n{p('attached mail in base64')}".encode())),
        part("Content-Type: text/calendar; method=REQUEST", calendar), part("Content-Type: text/enriched", f"<bold>{p('enriched text')}</bold>"),
        part("Content-Type: message/delivery-status", f"Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@x.example\r\nDiagnostic-Code: smtp; {p('delivery status')}"),
        part("Content-Type: message/partial; id=1; number=1; total=2", f"Subject: x\r\n\r\n{p('piece of a mail')}"),
        part("Content-Type: image/png\r\nContent-Disposition: attachment; filename=a.png", p("text that says it is a picture")),
    ]  # fmt: skip
    text = (
        f'From: "{p("display name")}" <a@x.example>\r\nTo: b@x.example\r\nSubject: {p("subject")} =?utf-8?B?{word}?=\r\nComments: {p("comments field")}\r\nKeywords: {p("keywords field")}\r\n'
        f"X-Protective-Marking: {p('marking field')}\r\nReceived: from x\r\nDate: Mon, 1 Jan 2024 00:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{p('preamble')}\r\n{''.join(parts)}--b--\r\n{p('epilogue')}\r\n"
    )
    return p.file("probe.eml", text.encode())


def mbox() -> ProbeFile:
    p = Places("mbox")
    one = "From a@x.example Mon Jan  1 00:00:00 2024\nFrom: a@x.example\nTo: b@x.example\nDate: Mon, 1 Jan 2024 00:00:00 +0000\nSubject: {}\n\n{}\n\n"
    text = one.format(p("subject of the first"), p("body of the first")) + one.format(
        p("subject of the second"), p("body of the second")
    )
    return p.file("probe.mbox", text.encode())


def p7m() -> ProbeFile:
    p = Places("p7m")
    key = ec.derive_private_key(7, ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "x")])
    start = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    builder = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    )
    certificate = builder.not_valid_before(start).not_valid_after(start + dt.timedelta(9999)).sign(key, hashes.SHA256())
    content = f"Content-Type: text/plain\r\n\r\n{p('signed text')}\r\n".encode()
    signed = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, hashes.SHA256())
    return p.file("smime.p7m", signed.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary]))


def tnef() -> ProbeFile:
    p = Places("tnef")

    def attribute(level: int, number: int, data: bytes) -> bytes:
        return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    def properties(*items: tuple[int, bytes]) -> bytes:
        out = struct.pack("<I", len(items))
        for number, value in items:
            out += struct.pack("<III", number << 16 | 0x1E, 1, len(value)) + value.ljust(-(-len(value) // 4) * 4, b"\0")
        return out

    content = (
        struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x00089006, struct.pack("<I", 0x10000)) + attribute(1, 0x00069007, struct.pack("<II", 1252, 0))
        + attribute(1, 0x00018004, p("subject").encode() + b"\0") + attribute(1, 0x0002800C, p("body").encode() + b"\0")
        + attribute(1, 0x00069003, properties((0x1000, p("body property").encode() + b"\0"), (0x0070, p("topic property").encode() + b"\0")))
        + attribute(2, 0x00069002, struct.pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, 0)) + attribute(2, 0x00018010, p("attachment name").encode() + b".txt\0")
        + attribute(2, 0x0006800F, p("attachment").encode()) + attribute(2, 0x00069005, properties((0x3707, p("long attachment name").encode() + b".txt\0")))
    )  # fmt: skip
    return p.file("winmail.dat", content)


def msg() -> ProbeFile:
    p = Places("msg")

    def strings(*items: tuple[int, str]) -> Tree:
        return {f"__substg1.0_{number:04X}001F": text.encode("utf-16-le") for number, text in items}

    def fixed(head: int, items: Tree) -> Tree:
        entries = b"".join(
            struct.pack("<IIII", int(name[-8:], 16), 6, len(data) + (2 if name.endswith("1F") else 0), 0)
            for name, data in items.items()
            if isinstance(data, bytes)
        )
        return {**items, "__properties_version1.0": bytes(head) + entries}

    html = f"<html><body>{p('HTML body')}</body></html>".encode()
    first = fixed(
        8,
        {
            **strings((0x3707, p("attachment name") + ".txt"), (0x3704, "a.txt"), (0x3001, p("attachment title"))),
            "__substg1.0_37010102": p("attachment").encode(),
        },
    )
    inner = fixed(24, strings((0x0037, p("subject of an attached item")), (0x1000, p("body of an attached item"))))
    second: Tree = {**fixed(8, strings((0x3001, "item"))), "__substg1.0_3701000D": inner}
    person = fixed(8, strings((0x3001, p("recipient name")), (0x39FE, f"{p('recipient address')}@x.example")))
    strings_of_item = strings(
        (0x001A, "IPM.Note"), (0x0037, p("subject")), (0x1000, p("body")), (0x0C1A, p("sender name")), (0x0C1F, f"{p('sender address')}@x.example"), (0x0E04, p("display To")), (0x0E03, p("display Cc")),
        (0x007D, f"Subject: x\r\nX-Note: {p('transport header')}\r\n"), (0x0070, p("topic")), (0x8000, p("named property")),
    )  # fmt: skip
    tree: Tree = {
        **fixed(32, {**strings_of_item, "__substg1.0_10130102": html}),
        "__nameid_version1.0": {"__substg1.0_00020102": b"", "__substg1.0_00030102": struct.pack("<IHH", 0x8580, 6, 0), "__substg1.0_00040102": b""},
        "__attach_version1.0_#00000000": first, "__attach_version1.0_#00000001": second, "__recip_version1.0_#00000000": person,
    }  # fmt: skip
    return p.file("probe.msg", compound(tree))


FILES = (eml, mbox, p7m, tnef, msg)
