"""Text, HTML, XML, archives and what stays dark."""

import io
import zipfile

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.local import LocalReader
from dlp_service.mail import parse
from dlp_service.values import GapReason
from tests.extract.builders import docx, paragraph, png, zipped


def read(content: bytes, content_type: str = "", name: str = "", limits: Limits | None = None) -> Reading:
    reader = LocalReader(limits or Limits(), parse)
    return reader.read(Document("2/f", content, content_type, name), Budget.unlimited())


def found(content: bytes, content_type: str = "", name: str = "") -> list[tuple[str, str, str]]:
    return [(text.path.removeprefix("2/f"), text.where, text.text) for text in read(content, content_type, name).texts]


def reasons(reading: Reading) -> list[tuple[GapReason, str]]:
    return [(gap.reason, gap.container) for gap in reading.gaps]


# --- text -----------------------------------------------------------------------------------------

RUSSIAN = "Список сотрудников отдела: Иванов, Петров, Сидоров. Совершенно секретно. " * 4


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "koi8-r", "cp1251"]
)
def test_text_is_read_in_any_charset(codec):
    ((_, _, text),) = found(
        ("List of staff, secret. " * 3 if "-" in codec and codec != "koi8-r" else RUSSIAN).encode(codec)
    )
    assert "ecret" in text or "секретно" in text


def test_a_table_file_is_cells():
    assert found(b'Name;No\r\n"Doe; Jane";7\r\n', name="staff.csv") == [("", "cell", "Name\tNo\nDoe; Jane\t7")]
    assert found(b"a\tb\nc\td\n", "text/tab-separated-values") == [("", "cell", "a\tb\nc\td")]


def test_html_text_by_lines_rows_and_hiding():
    markup = (
        "<html><head><title>Plan</title><meta name=classification content=SECRET><style>p{}</style></head><body>"
        "<p>One <b>bo</b>ld</p>two<br>three<script>no()</script>"
        "<table><tr><th>Name<th>No<tr><td>Ann<td>7</table>"
        "<div style='display: none'>unseen <i>words</i></div><span style='font-size:0px'>tiny</span>"
        "<img alt='the dock' src=x><!-- left over --></body></html>"
    )
    assert found(markup.encode()) == [
        ("", "property", "title=Plan"),
        ("", "property", "classification=SECRET"),
        ("", "body", "One bold\ntwo\nthree\nName\tNo\nAnn\t7"),
        ("", "hidden", "unseen words\ntiny\nthe dock\nx"),
        ("", "comment", "left over"),
    ]


def test_a_layout_table_falls_apart_into_lines():
    markup = "<html><table><tr><td><p>a</p><p>b</p><p>c</p><p>d</p><p>e</p></td><td>side</td></tr></table>"
    assert found(markup.encode()) == [("", "body", "a\nb\nc\nd\ne\nside")]


def test_html_charset_by_its_own_word():
    assert found("<html><meta charset=windows-1251><p>привет, мир".encode("cp1251")) == [("", "body", "привет, мир")]


def test_deep_html_is_read():
    assert found(b"<html>" + b"<div>" * 20_000 + b"deep") == [("", "body", "deep")]


def test_xml_elements_are_lines_and_drawings_speak():
    assert found(b"<?xml version='1.0'?><svg><title>Dock</title><text>North <tspan>pier</tspan></text></svg>") == [
        ("", "body", "Dock\nNorth pier")
    ]


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "yyyy"><!ENTITY z "&x;&x;&x;">]><a>&z;</a>',
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;]><a>b</a>',
    ],
)
def test_entity_declarations_are_refused(content):
    assert reasons(read(content)) == [(GapReason.DAMAGED, "")]


# --- archives -------------------------------------------------------------------------------------


def test_archives_are_read_entry_by_entry_at_any_depth():
    inner = zipped({"dir/a.txt": "deep text"})
    assert found(zipped({"in.zip": inner, "b.csv": "x,y\n1,2"})) == [
        ("/in.zip", "file_name", "in.zip"),
        ("/in.zip/dir/a.txt", "file_name", "dir/a.txt"),
        ("/in.zip/dir/a.txt", "body", "deep text"),
        ("/b.csv", "file_name", "b.csv"),
        ("/b.csv", "cell", "x\ty\n1\t2"),
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_packing_is_unpacked(method):
    text = "words and words " * 10_000
    ((_, _, name), (_, _, body)) = found(zipped({"a.txt": text}, method))
    assert (name, body) == ("a.txt", text)


def test_a_renamed_archive_is_still_an_archive():
    assert ("/a.txt", "body", "hi") in found(zipped({"a.txt": "hi"}), "image/png", "photo.png")


def test_an_archive_behind_a_picture_is_found():
    reading = read(png(10, 10) + zipped({"a.txt": "hi"}))
    assert [text.text for text in reading.texts] == ["a.txt", "hi"]
    assert reasons(reading) == [(GapReason.UNSUPPORTED, "")]


def test_names_that_climb_out_are_only_names():
    assert [path for path, _, _ in found(zipped({"../../etc/passwd": "x", "/abs": "y", "a\nb": "z"}))][::2] == [
        "/../../etc/passwd",
        "/abs",
        "/a\ufffdb",
    ]


def test_mail_in_an_archive_is_read_as_mail():
    mail = b"From: Ann <ann@x.example>\nTo: b@x.example\nSubject: leave\nDate: x\nMIME-Version: 1.0\n\nbody text\n"
    assert found(zipped({"m.eml": mail})) == [
        ("/m.eml", "file_name", "m.eml"),
        ("/m.eml", "subject", "leave"),
        ("/m.eml", "header", "From: Ann <ann@x.example>"),
        ("/m.eml", "header", "To: b@x.example"),
        ("/m.eml/1", "body", "body text\n"),
    ]


def test_mail_with_raw_binary_in_it_is_still_mail():
    mail = b"From: a@x.example\nTo: b@x.example\nSubject: leave\n\n\x01\x02 body\n"
    assert ("/m/1", "body", "\x01\x02 body\n") in found(zipped({"m": mail}))


def test_very_long_html_is_read_without_its_structure():
    markup = b"<html>" + b"<p>words</p>" * 700_000
    ((_, where, text),) = found(markup)
    assert (where, text.count("words")) == ("body", 700_000)


def test_mail_without_a_parser_is_text():
    reader = LocalReader(Limits())
    mail = b"From: a@x.example\nTo: b@x.example\nSubject: leave\n\nbody\n"
    reading = reader.read(Document("1", mail), Budget.unlimited())
    assert [(text.where, text.text[:5]) for text in reading.texts] == [("body", "From:")]
    assert reading.gaps == ()


def encrypted(content: bytes) -> bytes:
    """Set the encryption flag in both headers of every entry."""
    data = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = data.find(mark)
        while position >= 0:
            data[position + offset] |= 1
            position = data.find(mark, position + 4)
    return bytes(data)


def test_encrypted_entries_are_dark_and_their_names_are_not():
    reading = read(encrypted(zipped({"plan.txt": "x"})))
    assert [text.text for text in reading.texts] == ["plan.txt"]
    assert reasons(reading) == [(GapReason.ENCRYPTED, "ARCHIVE")]


def test_depth_is_limited():
    content = b"x"
    for _ in range(15):
        content = zipped({"a.zip": content}, zipfile.ZIP_STORED)
    assert reasons(read(content)) == [(GapReason.OVER_LIMIT, "")]


def test_entries_are_limited_over_the_whole_nest():
    inner = zipped({f"{number}.txt": "x" for number in range(40)})
    reading = read(zipped({f"{number}.zip": inner for number in range(4)}), limits=Limits(archive_entries=100))
    assert GapReason.OVER_LIMIT in {gap.reason for gap in reading.gaps}
    assert sum(text.where == "body" for text in reading.texts) == 96


def test_a_bomb_is_read_up_to_the_ratio():
    reading = read(zipped({"a.txt": b"0" * 30_000_000}))
    assert reasons(reading) == [(GapReason.OVER_LIMIT, "ARCHIVE")]
    assert 8_000_000 < sum(len(text.text) for text in reading.texts) < 9_000_000


def test_a_large_file_is_read_up_to_the_limit():
    limits = Limits(file_bytes=100_000)
    reading = read(zipped({"a.txt": bytes(range(65, 91)) * 20_000}), limits=limits)
    assert (GapReason.OVER_LIMIT, "ARCHIVE") in reasons(reading)
    assert max(len(text.text) for text in reading.texts) == 100_000


def test_text_is_cut_at_the_limit():
    reading = read(b"word " * 1000, limits=Limits(text_chars=100))
    assert reasons(reading) == [(GapReason.OVER_LIMIT, "")]
    assert sum(len(text.text) for text in reading.texts) == 100


def test_overlapping_entries_are_refused():
    data = bytearray(zipped({"a.txt": "x" * 1000, "b.txt": "y" * 1000}))
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = (0).to_bytes(4, "little")
    assert reasons(read(bytes(data))) == [(GapReason.DAMAGED, "ARCHIVE")]


def test_an_entry_that_lies_about_its_size_is_read_and_reported():
    data = bytearray(zipped({"a.txt": "x" * 1000}))
    directory = data.rfind(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    reading = read(bytes(data))
    assert reading.texts[-1].text == "x" * 1000
    assert reasons(reading) == [(GapReason.DAMAGED, "ARCHIVE")]


DOCX = docx(paragraph("first words") + paragraph("last words") * 200)
ARCHIVE = zipped({"a.txt": "some words " * 300, "b.txt": "other"})


@pytest.mark.parametrize("cut", range(64))
@pytest.mark.parametrize("content", [DOCX, ARCHIVE], ids=["docx", "zip"])
def test_a_file_cut_anywhere_is_a_gap(content, cut):
    reading = read(content[: 4 + (len(content) - 8) * cut // 64])
    assert GapReason.DAMAGED in {gap.reason for gap in reading.gaps}


def test_a_cut_package_still_gives_its_text():
    reading = read(DOCX[:-40])
    assert reading.texts[0].text.startswith("first words")
    assert reasons(reading) == [(GapReason.DAMAGED, "OFFICE")]


# --- dark -----------------------------------------------------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "reason", "container"),
    [
        (OLE, GapReason.DAMAGED, "OFFICE"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), GapReason.ENCRYPTED, "OFFICE"),
        (OLE[:100], GapReason.DAMAGED, "OFFICE"),
        (b"%PDF-1.7\n" + bytes(100), GapReason.DAMAGED, "PDF"),
        (b"junk before\n%PDF-1.7\n" + bytes(100), GapReason.DAMAGED, "PDF"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), GapReason.DAMAGED, "ARCHIVE"),
        (b"\x78\x9f\x3e\x22" + bytes(50), GapReason.DAMAGED, "OFFICE"),
        (b"\x76\xe8\x04\x60\xc4\x11\xe3\x86" + bytes(50), GapReason.ENCRYPTED, "RPMSG"),
        (bytes.fromhex("308006092a864886f70d010703a080"), GapReason.ENCRYPTED, "SMIME"),
        (bytes(range(256)), GapReason.UNSUPPORTED, ""),
        (b"-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n", GapReason.ENCRYPTED, "PGP"),
    ],
)
def test_what_has_no_reader_says_what_it_is(content, reason, container):
    assert reasons(read(content)) == [(reason, container)]


def test_binary_pgp_is_known_by_its_declared_type():
    assert reasons(read(b"\x85\x01\x0c\x03" + bytes(40), name="plan.docx.gpg")) == [(GapReason.ENCRYPTED, "PGP")]


@pytest.mark.parametrize(("width", "height", "material"), [(200, 200, False), (400, 101, True), (0, 0, True)])
def test_small_pictures_are_not_material(width, height, material):
    (gap,) = read(png(width, height)).gaps
    assert gap.material is material


def test_an_empty_file_is_nothing():
    assert read(b"") == Reading()


def test_a_passed_deadline_is_a_gap():
    reading = LocalReader(Limits()).read(Document("1", ARCHIVE), Budget(deadline=0))
    assert reasons(reading) == [(GapReason.TIMED_OUT, "")]


def test_a_reader_that_breaks_is_a_gap():
    def broken(*_):
        raise KeyError("x")

    mail = b"From: a@x.example\nTo: b@x.example\nSubject: leave\n\nbody\n"
    reading = LocalReader(Limits(), broken).read(Document("1", mail), Budget.unlimited())
    assert reasons(reading) == [(GapReason.DAMAGED, "")]


def test_a_second_end_record_in_the_comment_costs_a_gap_and_no_text():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        with archive.open("a.txt", "w", force_zip64=True) as entry:
            entry.write(b"words")
        archive.comment = b"PK\x05\x06 comment"
    reading = read(buffer.getvalue())
    assert [text.text for text in reading.texts] == ["a.txt", "words"]
    assert reasons(reading) == [(GapReason.DAMAGED, "ARCHIVE")]


def test_zip64_is_read():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, archive.open("a.txt", "w", force_zip64=True) as entry:
        entry.write(b"words")
    assert [text for _, _, text in found(buffer.getvalue())] == ["a.txt", "words"]
