"""Outlook messages and rich text containers: properties in, header lines, bodies and attachments out."""

import struct

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Document
from dlp_service.extract.job import Job
from dlp_service.extract.registry import read_document
from dlp_service.extract.richtext.rtfcompressed import decompress_rtf
from dlp_service.values import GapReason
from tests.extract.compound_files import compound


def read(content, name="a.msg", **limits):
    job = Job(Limits(**limits), Budget.unlimited(), read_document)
    read_document(Document(name, content, file_name=name), job)
    return job


def said(job):
    return [(text.path, text.where, text.text) for text in job.texts]


def values(head, texts, numbers=(), binaries=()):
    """Return the streams of a storage of properties."""
    fixed = bytes(head) + b"".join(struct.pack("<HHIQ", kind, number, 6, value) for number, kind, value in numbers)
    streams = {"__properties_version1.0": fixed}
    streams |= {f"__substg1.0_{number:04X}001F": text.encode("utf-16-le") for number, text in dict(texts).items()}
    return streams | {f"__substg1.0_{number:04X}0102": data for number, data in dict(binaries).items()}


def recipient(name, address, kind):
    return values(8, {0x3001: name, 0x39FE: address}, [(0x0C15, 3, kind)])


def message(subject="Plan", head=32, **attachments):
    tree = values(
        head, {0x0037: subject, 0x1000: "Dear all\r\nsee below", 0x0042: "Ann Example", 0x5D02: "ann@example.org"}
    )
    tree["__recip_version1.0_#00000000"] = recipient("Bob", "bob@example.net", 1)
    tree["__recip_version1.0_#00000001"] = recipient("Eve", "eve@example.com", 3)
    for number, storage in enumerate(attachments.values()):
        tree[f"__attach_version1.0_#{number:08X}"] = storage
    return tree


def attached(name, content):
    return values(8, {0x3707: name}, [(0x3705, 3, 1)], {0x3701: content})


def test_a_message_is_read_as_header_lines_body_and_attachments():
    job = read(compound(message(one=attached("list.csv", b"Name;No\nAnn;7"))))
    assert said(job) == [
        ("a.msg", "subject", "Plan"),
        ("a.msg", "header", "From: Ann Example <ann@example.org>"),
        ("a.msg", "header", "To: Bob <bob@example.net>"),
        ("a.msg", "header", "Bcc: Eve <eve@example.com>"),
        ("a.msg", "body", "Dear all\nsee below"),
        ("a.msg/list.csv", "file_name", "list.csv"),
        ("a.msg/list.csv", "cell", "Name\tNo\nAnn\t7"),
    ]
    assert job.gaps == []


def test_messages_in_messages_are_read_under_their_names():
    inner = values(8, {0x3001: "Old plan"}, [(0x3705, 3, 5)]) | {"__substg1.0_3701000D": message("Old", 24)}
    texts = said(read(compound(message(one=inner))))
    assert ("a.msg/Old plan.msg", "subject", "Old") in texts
    assert ("a.msg/Old plan.msg", "body", "Dear all\nsee below") in texts


def test_messages_in_messages_end_at_the_limit():
    tree = message("innermost", 24)
    for number in range(12):
        tree = message(f"level {number}", 24, one=values(8, {0x3001: "next"}) | {"__substg1.0_3701000D": tree})
    job = read(compound(tree), archive_depth=4)
    assert [gap.reason for gap in job.gaps] == [GapReason.OVER_LIMIT]


def test_labels_are_read_from_named_properties_and_from_transport_headers():
    word = "msip_labels".encode("utf-16-le")
    names = {
        "__substg1.0_00020102": bytes.fromhex("8603020000000000c000000000000046"),
        "__substg1.0_00030102": struct.pack("<IHH", 0, 3 << 1 | 1, 0),
        "__substg1.0_00040102": struct.pack("<I", len(word)) + word,
    }
    tree = message() | {"__nameid_version1.0": names}
    tree["__substg1.0_8000001F"] = "MSIP_Label_x_Name=Secret".encode("utf-16-le")
    tree["__substg1.0_007D001F"] = "Received: by x\r\nX-Protective-Marking: SEC=OFFICIAL,\r\n VER=1\r\n\r\n".encode(
        "utf-16-le"
    )
    texts = said(read(compound(tree)))
    assert ("a.msg", "header", "msip_labels: MSIP_Label_x_Name=Secret") in texts
    assert ("a.msg", "header", "X-Protective-Marking: SEC=OFFICIAL, VER=1") in texts


def test_fields_that_only_the_transport_headers_have_are_hidden_without_those_of_servers():
    tree = message()
    headers = "Received: by x\r\nFrom: a@x.example\r\nX-MS-Exchange-Organization-SCL: none\r\nX-Note: for\r\n the dock\r\n\r\n"
    tree["__substg1.0_007D001F"] = headers.encode("utf-16-le")
    assert [text for _, where, text in said(read(compound(tree))) if where == "hidden"] == ["X-Note: for the dock"]


def test_a_plain_body_that_repeats_the_html_is_not_said_twice():
    tree = message()
    tree["__substg1.0_10130102"] = b"<html><body><p>Dear all</p><p>see below</p><p>more</p></body></html>"
    bodies = [text for _, where, text in said(read(compound(tree))) if where == "body"]
    assert bodies == ["Dear all\nsee below\nmore"]


def test_a_plain_body_that_says_something_else_is_read_too():
    tree = message()
    tree["__substg1.0_10130102"] = b"<html><body><p>Dear all</p></body></html>"
    bodies = [text for _, where, text in said(read(compound(tree))) if where == "body"]
    assert bodies == ["Dear all", "see below"]


def test_an_attachment_that_lies_elsewhere_is_a_gap():
    job = read(compound(message(one=values(8, {0x370D: "\\\\server\\plans\\a.doc"}, [(0x3705, 3, 2)]))))
    assert ("a.msg/a.doc", "file_name", "\\\\server\\plans\\a.doc") in said(job)
    assert [(gap.path, gap.reason) for gap in job.gaps] == [("a.msg/a.doc", GapReason.UNSUPPORTED)]


def test_every_cut_of_a_message_has_an_answer():
    content = compound(message(one=attached("a.txt", b"x" * 5000)))
    for cut in range(9, len(content), len(content) // 64):
        job = read(content[:cut])
        assert job.texts or job.gaps


def test_compressed_rich_text_unpacks_to_what_it_was():
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a7 03000a00 7263706731323542320af32068656c090020627705b06c647d0a800fa0".replace(
            " ", ""
        )
    )
    content, is_whole = decompress_rtf(packed, 1000)
    assert content == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert is_whole


# --- rich text containers ------------------------------------------------------------------------


def attribute(level, kind, data):
    return struct.pack("<BII", level, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def tnef(*attributes):
    return b"\x78\x9f\x3e\x22\1\0" + b"".join(attributes)


def properties(*entries):
    def padded(raw):
        return struct.pack("<II", 1, len(raw)) + raw.ljust(-(-len(raw) // 4) * 4, b"\0")

    return struct.pack("<I", len(entries)) + b"".join(
        struct.pack("<HH", kind, number) + (padded(value) if isinstance(value, bytes) else struct.pack("<I", value))
        for number, kind, value in entries
    )


def wide(text):
    return text.encode("utf-16-le") + b"\0\0"


CONTAINER = tnef(
    attribute(1, 0x00069003, properties((0x0037, 0x1F, wide("Plan")), (0x1000, 0x1F, wide("Dear all")))),
    attribute(2, 0x00069002, bytes(14)),
    attribute(2, 0x0006800F, b"hello from inside"),
    attribute(2, 0x00069005, properties((0x3707, 0x1F, wide("notes.txt")), (0x3705, 3, 1))),
)


def test_a_container_is_read_as_the_message_it_is():
    job = read(CONTAINER, "winmail.dat")
    assert said(job) == [
        ("winmail.dat", "subject", "Plan"),
        ("winmail.dat", "body", "Dear all"),
        ("winmail.dat/notes.txt", "file_name", "notes.txt"),
        ("winmail.dat/notes.txt", "body", "hello from inside"),
    ]
    assert job.gaps == []


def test_wrong_checksums_are_damage_and_their_attributes_read():
    content = bytearray(CONTAINER)
    content[-1] ^= 0xFF
    job = read(bytes(content), "winmail.dat")
    assert [gap.reason for gap in job.gaps] == [GapReason.DAMAGED]
    assert ("winmail.dat/notes.txt", "body", "hello from inside") in said(job)


def test_containers_in_containers_are_read_and_end_at_the_limit():
    iid = bytes.fromhex("0703020000000000c000000000000046")
    content = CONTAINER
    for _ in range(6):
        content = tnef(
            attribute(2, 0x00069002, bytes(14)),
            attribute(
                2, 0x00069005, properties((0x3001, 0x1F, wide("next")), (0x3705, 3, 5), (0x3701, 0x0D, iid + content))
            ),
        )
    whole, short = read(content, "w"), read(content, "w", archive_depth=3)
    assert ("w" + "/next" * 6, "subject", "Plan") in said(whole)
    assert [gap.reason for gap in short.gaps] == [GapReason.OVER_LIMIT]


def test_attachments_without_end_stop_at_the_limit():
    content = tnef(*[attribute(2, 0x00069002, b"")] * 3000)
    job = read(content, "winmail.dat", archive_entries=100)
    assert [gap.reason for gap in job.gaps] == [GapReason.OVER_LIMIT]


def test_the_excuse_for_an_object_does_not_replace_the_object():
    iid = bytes.fromhex("0703020000000000c000000000000046")
    nested = properties((0x3001, 0x1F, wide("inner")), (0x3705, 3, 5), (0x3701, 0x0D, iid + CONTAINER))
    content = tnef(
        attribute(2, 0x00069002, bytes(14)),
        attribute(2, 0x0006800F, b"not supported"),
        attribute(2, 0x00069005, nested),
    )
    assert ("winmail.dat/inner", "body", "Dear all") in said(read(content, "winmail.dat"))


def test_every_cut_of_a_container_has_an_answer():
    for cut in range(6, len(CONTAINER)):
        job = read(CONTAINER[:cut], "winmail.dat")
        assert job.texts or job.gaps
