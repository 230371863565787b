"""An Outlook message as a mail: what `dlp classify` makes of a .msg file."""

import pytest

from dlp_service.budget import Budget
from dlp_service.cli.sources import from_headers, messages
from dlp_service.config import Limits
from dlp_service.errors import InvalidMessage
from dlp_service.extract.compound.msgmail import as_mail
from dlp_service.mail import parse
from tests.extract.compound_files import compound
from tests.extract.test_outlook import attached, message, values


def parsed(tree):
    return parse(as_mail(compound(tree), Limits()), Limits(), Budget.unlimited())


def test_headers_bodies_and_attachments_come_through():
    tree = message("Plan für März", one=attached("Größe.csv", b"Name;No"))
    tree["__substg1.0_10130102"] = b"<p>Dear all</p>"
    mail = parsed(tree)
    assert mail.subject == "Plan für März"
    assert mail.header_from == "ann@example.org"
    assert mail.visible_recipients == ("bob@example.net",)
    assert [(part.content_type, part.file_name, part.content) for part in mail.parts] == [
        ("text/plain", "", b"Dear all\r\nsee below"),
        ("text/html", "", b"<p>Dear all</p>"),
        ("application/octet-stream", "Größe.csv", b"Name;No"),
    ]
    assert mail.gaps == ()


def test_the_headers_it_travelled_with_are_kept_and_those_of_its_form_are_not():
    tree = message()
    headers = (
        "From: carol@example.org\r\nX-Protective-Marking: SEC=OFFICIAL,\r\n VER=1\r\nContent-Type: text/plain\r\n\r\n"
    )
    tree["__substg1.0_007D001F"] = headers.encode("utf-16-le")
    mail = parsed(tree)
    fields = {header.name: header.value for header in mail.headers}
    assert mail.header_from == "carol@example.org"
    assert fields["X-Protective-Marking"] == "SEC=OFFICIAL, VER=1"
    assert len(mail.parts) == 1


def test_messages_in_messages_are_messages():
    inner = values(8, {0x3001: "Old"}, [(0x3705, 3, 5)]) | {"__substg1.0_3701000D": message("Old plan", 24)}
    mail = parsed(message(one=inner))
    assert [part.content for part in mail.parts] == [b"Dear all\r\nsee below"] * 2


def test_an_object_travels_inside_the_whole_file():
    tree = message(one=values(8, {0x3001: "Chart"}, [(0x3705, 3, 6)]) | {"__substg1.0_3701000D": {"CONTENTS": b"x"}})
    assert [part.file_name for part in parsed(tree).parts] == ["", "message.msg"]


def test_blind_copies_are_recipients_of_the_envelope():
    envelope = from_headers(as_mail(compound(message()), Limits()), Limits())
    assert {recipient.address for recipient in envelope.recipients} == {"bob@example.net", "eve@example.com"}


def test_what_is_no_message_is_refused():
    with pytest.raises(InvalidMessage):
        as_mail(compound({"WordDocument": b"x"}), Limits())


def test_classify_takes_a_msg_file_and_says_why_it_takes_no_document(tmp_path):
    (tmp_path / "a.msg").write_bytes(compound(message()))
    (tmp_path / "b.doc").write_bytes(compound({"WordDocument": b"x"}))
    (source,) = messages(str(tmp_path / "a.msg"), Limits())
    (other,) = messages(str(tmp_path / "b.doc"), Limits())
    assert b"Subject: Plan" in source.raw
    assert other.error == "the file is an office document and no Outlook message"
