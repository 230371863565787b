"""Signed, compressed, time-stamped and encrypted CMS files."""

import base64
import zlib

import pytest

from dlp_service import cms
from dlp_service.values import GapReason
from tests.extract.archives import bodies, found, gaps, read
from tests.extract.builders import zipped

SIGNED, COMPRESSED, STAMPED = "2a864886f70d010702", "2a864886f70d0109100109", "2a864886f70d010910011f"
DATA = "2a864886f70d010701"


def der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (size if len(body) < 128 else bytes([0x80 | len(size)]) + size) + body


def name(text: str) -> bytes:
    return der(0x06, bytes.fromhex(text))


def info(kind: str, body: bytes) -> bytes:
    return der(0x30, name(kind), der(0xA0, body))


SIGNER = der(0x31, der(0x30, der(0x02, b"\1")))


def signed(content: bytes, signers: bytes = SIGNER) -> bytes:
    inside = name(DATA) + (der(0xA0, der(0x04, content)) if content else b"")
    return info(SIGNED, der(0x30, der(0x02, b"\1"), der(0x31), der(0x30, inside), signers))


def compressed(content: bytes) -> bytes:
    inside = der(0x30, name(DATA), der(0xA0, der(0x04, zlib.compress(content))))
    return info(COMPRESSED, der(0x30, der(0x02, b"\0"), der(0x30, name("2a864886f70d0109100308")), inside))


def stamped(content: bytes) -> bytes:
    return info(STAMPED, der(0x30, der(0x02, b"\1"), der(0x16, b"plan.txt"), der(0x04, content), der(0xA0, der(0x30))))


INDEFINITE = (
    b"\x30\x80" + name(SIGNED) + b"\xa0\x80\x30\x80" + der(0x02, b"\1") + der(0x31)
    + b"\x30\x80" + name(DATA) + b"\xa0\x80\x24\x80" + der(0x04, b"first ") + der(0x04, b"words") + b"\0\0" * 3
    + SIGNER + b"\0\0" * 3
)  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [signed(b"first words"), INDEFINITE, compressed(b"first words"), stamped(b"first words")],
    ids=["signed", "indefinite", "compressed", "stamped"],
)
def test_what_is_wrapped_is_read_under_its_own_name(content):
    assert bodies(content, "plan.txt.p7m") == [("/plan.txt", "first words")]
    assert gaps(content) == []


@pytest.mark.parametrize("width", [64, 76, 10_000])
def test_text_forms_are_the_same_file(width):
    text = base64.b64encode(signed(b"first words"))
    lines = b"\n".join(text[start : start + width] for start in range(0, len(text), width))
    pem = b"-----BEGIN PKCS7-----\n" + lines + b"\n-----END PKCS7-----\n"
    assert bodies(lines + b"\n") == bodies(pem) == [("/content", "first words")]


def test_one_signature_around_another():
    assert bodies(signed(compressed(signed(b"words"))), "a.txt.p7m.p7z.p7m") == [
        ("/a.txt.p7m.p7z/a.txt.p7m/a.txt", "words")
    ]


def test_a_signed_message_is_mail():
    entity = b"Content-Type: text/html; charset=utf-8\r\n\r\n<html><p>signed words"
    assert [text for _, text in bodies(signed(entity), "smime.p7m")] == ["signed words"]


def test_an_archive_in_a_signature_is_read_once():
    texts = [text for _, _, text in found(signed(zipped({"a.txt": "words"})))]
    assert texts == ["a.txt", "words"]


@pytest.mark.parametrize("kind", ["2a864886f70d010703", "2a864886f70d010706", "2a864886f70d0109100117"])
def test_encrypted_files_are_dark(kind):
    content = info(kind, der(0x30, der(0x02, b"\0"), bytes(80)))
    assert gaps(content) == gaps(base64.b64encode(content)) == [("", GapReason.ENCRYPTED, "SMIME")]


def test_a_key_store_is_dark():
    content = der(0x30, der(0x02, b"\3"), info(DATA, der(0x04, bytes(40))))
    assert gaps(content) == [("", GapReason.ENCRYPTED, "")]


@pytest.mark.parametrize("signers", [SIGNER, der(0x31)], ids=["detached", "certificates"])
def test_a_signature_or_certificates_alone_are_not_material(signers):
    assert [gap.material for gap in read(signed(b"", signers)).gaps] == [False]


def test_a_compressed_bomb_is_read_up_to_the_ratio():
    assert ("", GapReason.OVER_LIMIT, "SMIME") in gaps(compressed(bytes(30_000_000)))


def test_what_is_behind_a_signature_is_read():
    assert ("!trailing", "words behind") in bodies(signed(b"words") + b"words behind")


@pytest.mark.parametrize("content", [signed(b"first words"), INDEFINITE, stamped(b"first words")])
def test_a_file_cut_anywhere_is_read_up_to_there(content):
    for cut in range(1, len(content)):
        reading = read(content[:cut])
        assert reading.gaps or reading.texts
        if cut > content.index(b"words") + 4:
            assert "words" in "".join(text.text for text in reading.texts)


def test_a_structure_without_end_is_no_cms():
    assert cms.kind(b"\x30\x80" * 50) == ""
    assert cms.kind(b"0 items") == ""
    with pytest.raises(cms.NotCms):
        cms.content_of(b"\x30\x80" + name(SIGNED) + b"\xa0\x80" * 40)
