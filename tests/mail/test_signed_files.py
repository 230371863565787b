"""Signed files sent as S/MIME: the signature of a message is opened, that of a file left to its reader."""

import base64

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.mail import parse
from dlp_service.values import GapReason, Message
from tests.mail.test_parse import cms, der, oid


def signed(content: bytes) -> bytes:
    inside = der(0x30, oid("2a864886f70d010701") + der(0xA0, der(0x04, content)))
    return cms("2a864886f70d010702", der(0x30, der(0x02, b"\1") + der(0x31, b"") + inside))


def sent(data: bytes) -> Message:
    head = b"Content-Type: application/pkcs7-mime; name=plan.pdf.p7m\nContent-Transfer-Encoding: base64\n\n"
    return parse(head + base64.encodebytes(data), Limits(), Budget.unlimited())


@pytest.mark.parametrize("content", [b"%PDF-1.4\n1 0 obj", b"PK\3\4\0\0", b"<?xml version='1.0'?><a/>"])
def test_a_signed_file_stays_a_part(content):
    message = sent(signed(content))
    assert [(part.path, part.content) for part in message.parts] == [("1", signed(content))]
    assert message.gaps == ()


def test_a_signed_message_is_opened():
    message = sent(signed(b"Content-Type: text/plain\r\n\r\nwords"))
    assert [(part.path, part.content) for part in message.parts] == [("1.1", b"words")]


def test_a_compressed_message_is_left_to_its_reader():
    data = cms("2a864886f70d0109100109", der(0x30, der(0x02, b"\0")))
    message = sent(data)
    assert [part.content for part in message.parts] == [data]
    assert message.gaps == ()


def test_a_signed_file_that_is_cut_off_is_damaged_and_stays_a_part():
    message = sent(signed(b"%PDF-1.4\n" * 9)[:-9])
    assert [gap.reason for gap in message.gaps] == [GapReason.DAMAGED]
    assert len(message.parts) == 1
