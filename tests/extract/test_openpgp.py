"""OpenPGP files: signed and packed ones are read, keys named, encrypted ones dark."""

import base64
import bz2
import zlib

import pytest

from dlp_service.extract.sealed.packets import looks_like_packets, packets
from dlp_service.values import GapReason
from tests.extract.archives import bodies, found, gaps, read


def packet(tag: int, body: bytes) -> bytes:
    """A packet with a new header and a length of five bytes."""
    return bytes([0xC0 | tag, 255]) + len(body).to_bytes(4, "big") + body


def old_packet(tag: int, body: bytes) -> bytes:
    return bytes([0x80 | tag << 2 | 1]) + len(body).to_bytes(2, "big") + body


def literal(content: bytes, name: bytes = b"plan.txt") -> bytes:
    return packet(11, b"b" + bytes([len(name)]) + name + bytes(4) + content)


def deflated(content: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(content) + stream.flush()


def armoured(content: bytes, kind: str = "MESSAGE", head: str = "") -> bytes:
    lines = base64.encodebytes(content).decode()
    return f"-----BEGIN PGP {kind}-----\n{head}\n{lines}=abcd\n-----END PGP {kind}-----\n".encode()


ONE_PASS, SIGNATURE = packet(4, b"\3" + bytes(12)), packet(2, b"\4" + bytes(30))
SIGNED = ONE_PASS + literal(b"signed words") + SIGNATURE
ENCRYPTED = old_packet(1, b"\3" + bytes(20)) + packet(18, b"\1" + bytes(range(200)))
KEY = old_packet(6, b"\4" + bytes(30)) + packet(13, b"Ann Fictional <ann@x.example>") + SIGNATURE


@pytest.mark.parametrize(
    "content",
    [
        SIGNED,
        packet(8, b"\0" + SIGNED),
        packet(8, b"\1" + deflated(SIGNED)),
        packet(8, b"\2" + zlib.compress(SIGNED)),
        packet(8, b"\3" + bz2.compress(SIGNED)),
        b"\xa3\2" + zlib.compress(SIGNED),
        armoured(SIGNED),
        armoured(packet(8, b"\2" + zlib.compress(SIGNED)), head="Version: x\nComment: y\n"),
    ],
    ids=["plain", "stored", "deflate", "zlib", "bzip2", "unstated", "armour", "headers"],
)
def test_signed_files_are_read(content):
    assert bodies(content, "plan.txt.gpg") == [("/plan.txt", "signed words")]
    assert gaps(content) == []


def test_a_body_in_pieces_is_put_together():
    body = b"b\0" + bytes(4) + b"first words, second words and more" * 4
    content = b"\xcb\xe6" + body[:64] + b"\xe5" + body[64:96] + bytes([len(body) - 96]) + body[96:]
    assert bodies(content, "a.txt.pgp") == [("/a.txt", "first words, second words and more" * 4)]


@pytest.mark.parametrize("content", [ENCRYPTED, armoured(ENCRYPTED), packet(3, b"\4\x09\3\2") + packet(9, bytes(50))])
@pytest.mark.parametrize("name", ["plan.txt.gpg", "plan.bin", ""])
def test_encrypted_files_are_dark_whatever_they_are_called(content, name):
    assert gaps(content, name) == [("", GapReason.ENCRYPTED, "PGP")]
    assert found(content, name) == []


def test_clear_signed_text_is_read():
    text = b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nfirst line\n- - dashed\n" + armoured(
        SIGNATURE, "SIGNATURE"
    )
    assert found(text) == [("", "body", "first line\n- dashed")]
    assert gaps(text) == []


def test_text_around_a_block_is_read_as_what_it_is():
    page = b"<html><p>see below</p></html>\n"
    assert [text for _, text in bodies(b"words before\n" + armoured(SIGNED) + b"words after\n")] == [
        "signed words",
        "words before\n\nwords after",
    ]
    assert gaps(page + armoured(ENCRYPTED)) == [("", GapReason.ENCRYPTED, "PGP")]


def test_a_block_far_down_in_a_text_is_found():
    assert gaps(b"many words\n" * 9000 + armoured(ENCRYPTED)) == [("", GapReason.ENCRYPTED, "PGP")]


@pytest.mark.parametrize("content", [KEY, armoured(KEY, "PUBLIC KEY BLOCK")])
def test_keys_say_whose_they_are(content):
    assert found(content) == [("", "property", "user id=Ann Fictional <ann@x.example>")]
    assert gaps(content) == []


@pytest.mark.parametrize("content", [SIGNATURE, armoured(SIGNATURE, "SIGNATURE")])
def test_a_signature_alone_is_not_material(content):
    assert gaps(content) == []
    assert found(content) == []


def test_comments_of_armour_are_text():
    assert ("", "comment", "from the harbour") in found(armoured(ENCRYPTED, head="Comment: from the harbour\n"))


def test_a_signed_message_in_a_mail_is_read():
    mail = b"From: a@x.example\nTo: b@x.example\nSubject: s\n\nsee\n" + armoured(SIGNED)
    texts = [text.text for text in read(mail, "m.eml").texts]
    assert "signed words" in texts
    assert read(mail, "m.eml").gaps == ()


def test_what_is_behind_the_packets_is_read():
    assert ("!trailing", "words behind") in bodies(SIGNED + b"words behind")


def test_a_bomb_is_read_up_to_the_ratio():
    bomb = packet(8, b"\2" + zlib.compress(literal(bytes(30_000_000))))
    assert ("", GapReason.OVER_LIMIT, "PGP") in gaps(bomb)


def test_packets_nested_without_end_are_a_gap():
    content = SIGNED
    for _ in range(30):
        content = packet(8, b"\0" + content)
    assert gaps(content) == [("", GapReason.OVER_LIMIT, "")]


@pytest.mark.parametrize("content", [SIGNED, ENCRYPTED, packet(8, b"\2" + zlib.compress(SIGNED))])
def test_a_file_cut_anywhere_is_answered(content):
    for cut in range(3, len(content)):
        reading = read(content[:cut], "plan.txt.gpg")
        assert reading.gaps or reading.texts


@pytest.mark.parametrize(
    "content", [b"plan", b"\x85\1\2", bytes(range(128, 256)), "Ласточка б".encode("cp1251"), b"\xff\xd8\xff"]
)
def test_other_bytes_are_no_packets(content):
    assert not looks_like_packets(content)
    assert sum(1 for _ in packets(content)) < 5


@pytest.mark.parametrize(
    "content",
    [b"age-encryption.org/v1\n-> X25519 abc\n", b"Salted__" + bytes(40), b"LUKS\xba\xbe\0\1" + bytes(99), b"AES\2\0"],
)
def test_files_of_encrypting_programs_are_dark(content):
    assert gaps(content) == [("", GapReason.ENCRYPTED, "")]
