"""Calendars, cards and mailboxes."""

import base64

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import extract
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.local import LocalReader
from dlp_service.mail import parse
from dlp_service.values import GapReason


def read(data: bytes, limits: Limits | None = None) -> Reading:
    return LocalReader(limits or Limits(), parse).read(Document("f", data), Budget.unlimited())


def found(data: bytes) -> list[tuple[str, str, str]]:
    return [(text.path.removeprefix("f"), text.where, text.text) for text in read(data).texts]


def said(data: bytes) -> list[tuple[str, str]]:
    return [(where, text) for _, where, text in found(data)]


def calendar(*lines: str) -> bytes:
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""]
    ).encode()


# --- calendars ------------------------------------------------------------------------------------


def test_what_people_wrote_stands_alone_and_first():
    event = calendar("DTSTART;TZID=Europe/London:20260102T090000", "LOCATION:North\\, pier", "SUMMARY:TOP SECRET")
    assert said(event) == [("body", "TOP SECRET\nNorth, pier\nDTSTART: 20260102T090000")]


def test_lines_are_unfolded_even_inside_a_letter():
    raw = calendar("DESCRIPTION:Straße zum Hafen\\nzweite Zeile")
    raw = raw.replace("ß".encode(), b"\xc3\r\n \x9f").replace(b"Hafen", b"Ha\r\n\tfen")
    assert said(raw) == [("body", "Straße zum Hafen\nzweite Zeile")]


def test_persons_have_names_and_addresses():
    event = calendar(
        'ORGANIZER;CN="Example, Ann":mailto:ann@x.example',
        'ATTENDEE;ROLE=REQ-PARTICIPANT;CN=Bob;SENT-BY="mailto:c@x.example":MAILTO:bob@x.example',
    )
    assert said(event) == [
        ("body", "ORGANIZER: Example, Ann ann@x.example\nATTENDEE: Bob bob@x.example mailto:c@x.example")
    ]


def test_alarms_labels_and_what_is_not_shown():
    event = calendar(
        "SUMMARY:Visit", "CLASS:CONFIDENTIAL", "CATEGORIES:Harbour,Plans", "UID:ann@x.example", "DTSTAMP:20260101T000000Z",
        "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:leave now", "END:VALARM",
    )  # fmt: skip
    assert said(event) == [
        ("body", "Visit\nleave now\nACTION: DISPLAY"),
        ("property", "CLASS=CONFIDENTIAL"),
        ("property", "CATEGORIES=Harbour,Plans"),
        ("hidden", "UID=ann@x.example"),
    ]


def test_a_formatted_description_is_read_where_it_says_more():
    event = calendar(
        "DESCRIPTION:the plan",
        'X-ALT-DESC;FMTTYPE=text/html:<html><p>the plan</p><p style="display:none">un&amp;seen\\, words</p></html>',
        "X-ALT-DESC;FMTTYPE=text/html:<p>another plan</p>",
    )
    assert said(event) == [("body", "the plan"), ("hidden", "un&seen, words"), ("body", "another plan")]


def test_files_in_a_line_are_documents_and_files_elsewhere_are_links():
    data = base64.b64encode(b"the plan").decode()
    event = calendar(
        f"ATTACH;ENCODING=BASE64;VALUE=BINARY;FILENAME=plan.txt:{data}",
        f"ATTACH;FMTTYPE=text/plain:data:text/plain;base64,{data}",
        "ATTACH:https://x.example/plan",
    )
    assert found(event) == [
        ("", "hidden", "https://x.example/plan"),
        ("/plan.txt", "file_name", "plan.txt"),
        ("/plan.txt", "body", "the plan"),
        ("/attach2", "file_name", "attach2"),
        ("/attach2", "body", "the plan"),
    ]


def test_a_line_that_is_none_belongs_to_the_one_before():
    assert said(calendar("DESCRIPTION:one", "two without a fold", "LOCATION:x")) == [
        ("body", "one\ntwo without a fold\nx")
    ]


def test_a_zone_says_nothing():
    raw = b"BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nDTSTART:19701025T030000\nEND:STANDARD\nEND:VTIMEZONE\nEND:VCALENDAR\n"
    assert said(raw) == []


# --- cards ----------------------------------------------------------------------------------------


def test_a_card():
    photo = base64.b64encode(b"text in a photo's place").decode()
    card = (
        "BEGIN:VCARD\nVERSION:3.0\nN:Example;Ann;;Dr.\nFN:Dr. Ann Example\nORG:Harbour\\, Board;Plans\nitem1.TEL;TYPE=work:+44 20\n"
        f"ADR:;;1 Pier;Port;;;UK\nNOTE:first\\nsecond\nPHOTO;ENCODING=b;TYPE=JPEG:{photo[:8]}\n {photo[8:]}\nEND:VCARD\n"
    )
    assert found(card.encode()) == [
        (
            "",
            "body",
            "Dr. Ann Example\nExample Ann Dr.\nHarbour, Board Plans\n1 Pier Port UK\nfirst\nsecond\nTEL: +44 20",
        ),
        ("/photo1", "file_name", "photo1"),
        ("/photo1", "body", "text in a photo's place"),
    ]


def test_the_oldest_cards_are_quoted_printable():
    card = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:=C8=E2=E0=ED=EE=E2;=C8=E2=\r\n=E0=ED\r\n"
        "NOTE;QUOTED-PRINTABLE:one=0D=0Atwo\r\nEND:VCARD\r\n"
    )
    assert said(card.encode()) == [("body", "Иванов Иван\none\ntwo")]


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig"])
def test_cards_in_other_charsets(codec):
    assert said("BEGIN:VCARD\r\nFN:Änne\r\n Example\r\nEND:VCARD\r\n".encode(codec)) == [("body", "ÄnneExample")]


@pytest.mark.parametrize("cut", range(0, 300, 5))
def test_a_file_cut_anywhere_is_read(cut):
    raw = calendar("SUMMARY:first words", "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "YWJj" * 50, 'X;A="x')
    assert read(raw[: 60 + cut]).texts[0].text.startswith("f")


def test_a_hundred_thousand_open_components_are_read():
    assert said(b"BEGIN:VCALENDAR\n" * 100_000 + b"SUMMARY:end") == [("body", "end")]


# --- mailboxes ------------------------------------------------------------------------------------

MAIL = b"From: ann@x.example\nTo: bob@x.example\nSubject: %s\nMIME-Version: 1.0\n\n%s\n"
LINE = b"From ann@x.example Thu Nov 26 05:00:00 2026\n"


def test_each_message_of_a_mailbox_is_mail():
    box = LINE + MAIL % (b"one", b"first\n>From the pier") + b"\n" + LINE + MAIL % (b"two", b"second")
    assert [item for item in found(box) if item[1] in {"subject", "body"}] == [
        ("/1", "subject", "one"),
        ("/1/1", "body", "first\nFrom the pier\n\n"),
        ("/2", "subject", "two"),
        ("/2/1", "body", "second\n"),
    ]


def test_a_line_that_begins_like_a_sender_is_text():
    box = LINE + MAIL % (b"one", b"first\n\nFrom now on we meet at the pier.") + b"\n" + LINE + MAIL % (b"two", b"x")
    assert [path for path, where, _ in found(box) if where == "body"] == ["/1/1", "/2/1"]


def test_one_message_with_a_line_before_it_is_mail():
    assert [path for path, where, _ in found(LINE + MAIL % (b"one", b"first")) if where == "body"] == ["/1"]


def test_messages_of_a_mailbox_are_limited():
    reading = read((LINE + MAIL % (b"one", b"first") + b"\n") * 30, Limits(archive_entries=10))
    assert sum(text.where == "subject" for text in reading.texts) == 10
    assert [gap.reason for gap in reading.gaps] == [GapReason.OVER_LIMIT]


# --- in a message ---------------------------------------------------------------------------------


def test_an_invitation_in_a_message_is_read_with_what_it_carries():
    inner = base64.b64encode(b"the plan").decode()
    event = calendar(
        "SUMMARY:TOP SECRET", "CLASS:PRIVATE", f"ATTACH;ENCODING=BASE64;VALUE=BINARY;FILENAME=plan.txt:{inner}"
    )
    raw = b"Subject: visit\r\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n" + event
    limits = Limits()
    message = parse(raw, limits, Budget.unlimited())
    extraction = extract(message, LocalReader(limits, parse), limits, Budget.unlimited())
    assert [(text.path, text.where, text.text) for text in extraction.texts if text.where != "subject"] == [
        ("1", "body", "TOP SECRET"),
        ("1", "property", "CLASS=PRIVATE"),
        ("1/plan.txt", "file_name", "plan.txt"),
        ("1/plan.txt", "body", "the plan"),
    ]
