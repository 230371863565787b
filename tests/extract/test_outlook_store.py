"""Outlook stores: a small one built here, whole, cut, and with trees that bite their tails."""

import struct

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Document
from dlp_service.extract.compound.pst import DECODE
from dlp_service.extract.job import Job
from dlp_service.extract.local import read_safely
from dlp_service.extract.registry import read_document
from dlp_service.values import GapReason

FOLDER, MESSAGE, ATTACHMENT = 0x8022, 0x200004, 0x8025


def properties(texts, numbers=(), binaries=()):
    """Return a heap with a table of properties."""
    values = [(number, 0x1F, text.encode("utf-16-le")) for number, text in dict(texts).items()]
    values += [(number, 0x102, data) for number, data in dict(binaries).items()]
    records = b"".join(struct.pack("<HHI", number, kind, 32 * (3 + at)) for at, (number, kind, _) in enumerate(values))
    records += b"".join(struct.pack("<HHI", number, 3, value) for number, value in numbers)
    items = [struct.pack("<BBBBI", 0xB5, 2, 6, 0, 64), records, *(raw for _, _, raw in values)]
    body, places = b"", [12]
    for item in items:
        body += item
        places.append(12 + len(body))
    table = struct.pack("<HH", len(items), 0) + struct.pack(f"<{len(places)}H", *places)
    return struct.pack("<HBBII", 12 + len(body), 0xEC, 0xBC, 32, 0) + body + table


def store(nodes, blocks, cipher=0):
    """Return a store: nodes are number to (block, inner block, parent), blocks number to bytes."""
    content = bytearray(1024)
    content[:4] = b"!BDN"
    struct.pack_into("<H", content, 10, 23)
    content[513] = cipher
    places = {}
    for number, data in blocks.items():
        places[number] = (len(content), len(data))
        is_data = not number & 2
        content += data.translate(bytes(DECODE.index(byte) for byte in range(256))) if cipher and is_data else data
    pages = []
    entries = [b"".join(struct.pack("<QQHHI", number, at, size, 1, 0) for number, (at, size) in places.items())]
    entries.append(
        b"".join(
            struct.pack("<QQQII", number, block, inner, parent, 0) for number, (block, inner, parent) in nodes.items()
        )
    )
    for body, width in zip(entries, (24, 32), strict=True):
        pages.append(len(content))
        content += body.ljust(488, b"\0") + bytes([len(body) // width, 15, width, 0]) + bytes(20)
    struct.pack_into("<QQ", content, 216, 1, pages[1])
    struct.pack_into("<QQ", content, 232, 1, pages[0])
    return bytes(content)


NODES = {0x122: (0, 0, 0x122), FOLDER: (4, 0, 0x122), MESSAGE: (8, 14, FOLDER)}
INNER = struct.pack("<BBHI", 2, 0, 1, 0) + struct.pack("<QQQ", ATTACHMENT, 16, 0)
BLOCKS = {
    4: properties({0x3001: "Plans"}),
    8: properties({0x0037: "\x01\x01Attack", 0x1000: "at noon", 0x0042: "Ann", 0x0E04: "Bob"}),
    14: INNER,
    16: properties({0x3707: "list.csv"}, [(0x3705, 1)], {0x3701: b"Name;No"}),
}


def read(content, **limits):
    job = Job(Limits(**limits), Budget.unlimited(), read_document)
    read_safely(Document("a.pst", content), job, read_document)
    return job


def said(job):
    return [(text.path, text.where, text.text) for text in job.texts]


WHOLE = [
    ("a.pst/Plans", "file_name", "Plans"),
    ("a.pst/Plans/Attack.msg", "subject", "Attack"),
    ("a.pst/Plans/Attack.msg", "header", "From: Ann"),
    ("a.pst/Plans/Attack.msg", "header", "To: Bob"),
    ("a.pst/Plans/Attack.msg", "body", "at noon"),
    ("a.pst/Plans/Attack.msg/list.csv", "file_name", "list.csv"),
    ("a.pst/Plans/Attack.msg/list.csv", "cell", "Name\tNo"),
]


def test_messages_are_read_under_their_folders_with_their_attachments():
    assert said(read(store(NODES, BLOCKS))) == WHOLE


def test_a_permuted_store_reads_the_same():
    assert said(read(store(NODES, BLOCKS, cipher=1))) == WHOLE


def test_a_store_with_the_strong_cipher_is_left_to_tika():
    job = read(store(NODES, BLOCKS, cipher=2))
    assert [gap.reason for gap in job.gaps] == [GapReason.UNSUPPORTED]


def test_folders_that_lie_in_each_other_end():
    nodes = NODES | {FOLDER: (4, 0, FOLDER)}
    assert ("a.pst/Plans/Attack.msg", "subject", "Attack") in said(read(store(nodes, BLOCKS)))


def test_trees_that_share_their_branches_end():
    blocks = BLOCKS | {8: b"", 10: struct.pack("<BBHI", 1, 2, 5000, 0) + struct.pack("<Q", 10) * 5000}
    nodes = {MESSAGE + 32 * number: (10, 10, FOLDER) for number in range(10)}
    job = read(store(nodes, blocks))
    assert len(job.texts) < 100


def test_every_cut_of_a_store_has_an_answer():
    content = store(NODES, BLOCKS)
    for cut in range(8, len(content), 17):
        job = read(content[:cut])
        assert job.texts or job.gaps
