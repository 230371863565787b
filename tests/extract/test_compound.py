"""Compound files: what is read of them whole, cut and lied about."""

import struct

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Document
from dlp_service.extract.compound.compound import NotCompound, open_compound
from dlp_service.extract.job import Job
from dlp_service.extract.registry import read_document
from dlp_service.values import GapReason
from tests.extract.compound_files import SUMMARY, USER_DEFINED, compound, narrow, property_set


def read(content, name="a.doc", **limits):
    job = Job(Limits(**limits), Budget.unlimited(), read_document)
    read_document(Document(name, content, file_name=name), job)
    return job


def said(job):
    return [(text.path, text.where, text.text) for text in job.texts]


def reasons(job):
    return [(gap.path, gap.reason) for gap in job.gaps]


def opened(content):
    return open_compound(content, Job(Limits(), Budget.unlimited(), read_document), "a")


def test_streams_of_every_size_come_back_as_they_were():
    tree = {"tiny": b"1", "mini": b"m" * 4095, "long": bytes(range(256)) * 64, "In": {"Deep": {"x": b"y"}}}
    storage = opened(compound(tree))
    assert storage.read("tiny") == b"1"
    assert storage.read("mini") == b"m" * 4095
    assert storage.read("long") == bytes(range(256)) * 64
    assert storage.read("in", "DEEP", "x") == b"y"
    assert not storage.compound.is_damaged


def test_bytes_without_a_header_are_no_compound_file():
    with pytest.raises(NotCompound):
        opened(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))


def test_a_file_cut_off_gives_what_comes_before_the_cut():
    content = compound({"long": b"0123456789" * 1000})
    storage = opened(content[:6000] + bytes(0))
    assert storage.compound.is_damaged


def test_chains_that_bite_their_tails_end():
    content = bytearray(compound({"long": b"x" * 9000, "short": b"y"}))
    fat = content.rindex(struct.pack("<I", 0xFFFFFFFD)) // 512 * 512
    for at in range(fat, fat + 512, 4):
        content[at : at + 4] = struct.pack("<I", 0)
    assert len(opened(bytes(content)).read("long")) <= len(content)


def test_a_directory_whose_entries_point_at_each_other_ends():
    content = bytearray(compound({f"s{number}": b"x" for number in range(30)}))
    at = content.index("Root Entry".encode("utf-16-le"))
    for entry in range(1, 31):
        struct.pack_into("<III", content, at + 128 * entry + 68, entry, entry + 1, 1)
    assert len(list(opened(bytes(content)).nodes())) == 30


def test_sizes_that_lie_give_no_more_than_the_file_has():
    content = bytearray(compound({"long": b"x" * 9000}))
    at = content.index("long".encode("utf-16-le"))
    struct.pack_into("<Q", content, at + 120, 0x7FFFFFFF)
    storage = opened(bytes(content))
    assert 9000 <= len(storage.read("long")) <= len(content)
    assert storage.compound.is_damaged


def test_more_entries_than_the_limit_are_read_up_to_it():
    job = read(compound({f"s{number}": b"" for number in range(300)}), archive_entries=5)
    assert ("a.doc", GapReason.OVER_LIMIT) in reasons(job)


def test_properties_are_read_under_the_names_of_office_packages():
    tree = {
        "\x05SummaryInformation": property_set(SUMMARY, {2: narrow("Größe"), 4: narrow("Ann Example"), 9: narrow("7")}),
        "\x05DocumentSummaryInformation": property_set(
            USER_DEFINED,
            {
                0: (0, struct.pack("<III", 1, 2, 15) + b"MSIP_Label_Name"),
                2: narrow("OFFICIAL-SENSITIVE"),
            },
        ),
    }
    assert said(read(compound(tree))) == [
        ("a.doc", "property", "title=Größe"),
        ("a.doc", "property", "creator=Ann Example"),
        ("a.doc", "property", "MSIP_Label_Name=OFFICIAL-SENSITIVE"),
    ]


def test_properties_keep_to_their_code_page():
    tree = {"\x05SummaryInformation": property_set(SUMMARY, {2: narrow("План", "cp1251")}, code_page=1251)}
    assert said(read(compound(tree))) == [("a.doc", "property", "title=План")]


def test_values_that_overlap_cannot_outgrow_their_set():
    value = narrow("x" * 5000)
    content = bytearray(property_set(SUMMARY, dict.fromkeys((2, 3, 4), value)))
    job = read(compound({"\x05SummaryInformation": bytes(content)}))
    assert sum(len(text.text) for text in job.texts) < 20_000


def test_an_encrypted_package_without_its_password_is_encrypted():
    job = read(compound({"EncryptedPackage": bytes(99), "EncryptionInfo": bytes(40)}))
    assert [(gap.reason, gap.container) for gap in job.gaps] == [(GapReason.ENCRYPTED, "OFFICE")]


def test_files_under_rights_management_are_encrypted():
    tree = {
        "EncryptedPackage": bytes(99),
        "\x06DataSpaces": {"TransformInfo": {"DRMEncryptedTransform": {"\x06Primary": b"x"}}},
    }
    assert [gap.reason for gap in read(compound(tree)).gaps] == [GapReason.ENCRYPTED]
    assert [gap.reason for gap in read(compound({"\x09DRMContent": bytes(99)})).gaps] == [GapReason.ENCRYPTED]


def packaged(label, source, content, wide=()):
    def z(text):
        return text.encode() + b"\0"

    body = struct.pack("<H", 2) + z(label) + z(source) + struct.pack("<HHI", 0, 3, len(z(source))) + z(source)
    body += struct.pack("<I", len(content)) + content
    body += b"".join(struct.pack("<I", len(name)) + name.encode("utf-16-le") for name in wide)
    return struct.pack("<I", len(body)) + body


def test_packaged_files_are_read_under_their_names():
    stream = packaged("plan.txt", "C:\\secret\\plan.txt", b"attack at noon")
    assert said(read(compound({"ObjectPool": {"_1": {"\x01Ole10Native": stream}}}))) == [
        ("a.doc/_1/plan.txt", "file_name", "plan.txt"),
        ("a.doc/_1/plan.txt", "file_name", "C:\\secret\\plan.txt"),
        ("a.doc/_1/plan.txt", "body", "attack at noon"),
    ]


def test_wide_names_of_a_package_replace_the_narrow_ones():
    stream = packaged("?.txt", "?.txt", b"hello", wide=("C:\\t\\수.txt", "수.txt", "C:\\수.txt"))
    names = [text for _, where, text in said(read(compound({"\x01Ole10Native": stream}))) if where == "file_name"]
    assert names == ["수.txt", "C:\\수.txt", "C:\\t\\수.txt"]


def test_a_package_in_an_object_and_a_file_in_a_strange_stream_are_read():
    tree = {
        "MBD1": {"Package": b"<html><body>inside</body></html>"},
        "odd": b"{\\rtf1 x}",
        "page": b"<html><body>two</body></html>",
    }
    texts = said(read(compound(tree)))
    assert ("a.doc/MBD1/Package", "body", "inside") in texts
    assert ("a.doc/page", "body", "two") in texts


def test_objects_in_objects_end_at_the_limit():
    tree = {"\x01Ole10Native": packaged("end.txt", "end.txt", b"end")}
    for _ in range(20):
        tree = {"Object": tree}
    job = read(compound(tree), archive_depth=5)
    assert GapReason.OVER_LIMIT in [gap.reason for gap in job.gaps]


def test_every_cut_of_a_file_has_an_answer():
    content = compound(
        {"\x05SummaryInformation": property_set(SUMMARY, {2: narrow("Title")}), "x": b"<html>hello</html>"}
    )
    for cut in range(8, len(content), max(1, len(content) // 64)):
        job = read(content[:cut])
        assert job.texts or job.gaps


@pytest.mark.parametrize("cut", [60, 100])
def test_properties_that_say_more_than_is_there_are_damaged(cut):
    content = property_set(SUMMARY, {2: narrow("Title"), 4: narrow("Ann Example")})
    assert read(compound({"\x05SummaryInformation": content, "PROJECT": b"x"})).gaps == []
    assert reasons(read(compound({"\x05SummaryInformation": content[:cut], "PROJECT": b"x"}))) == [
        ("a.doc", GapReason.DAMAGED)
    ]


def test_wide_text_that_begins_like_properties_is_none_and_not_damaged():
    tree = {"x": b"\xfe\xff" + ("word " * 20).encode("utf-16-be"), "PROJECT": b"x"}
    assert read(compound(tree)).gaps == []


def test_a_macro_project_that_does_not_unpack_is_damaged():
    tree = {"VBA": {"dir": b"\1\xff\xff" * 9, "Module1": b"\1\xff\xbf" + b"\xff" * 99, "_VBA_PROJECT": b"x"}}
    assert reasons(read(compound({**tree, "PROJECT": b"Module=Module1"}))) == [("a.doc", GapReason.DAMAGED)]
