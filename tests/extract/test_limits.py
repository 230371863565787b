"""Every limit of a reader: what comes before it is read, and that there is more is a gap; what needs no limit has none."""

import base64
import io
import struct
import tarfile
import zlib

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.compound import doclists, msgmail, officeart, pst, tnef, vba, worddoc, xls
from dlp_service.extract.compound.msg import MAX_WORD
from dlp_service.extract.compound.msgmail import as_mail
from dlp_service.extract.images import boxes, imagemeta, imagesize, iptc, media, metafile, tiff, xmp
from dlp_service.extract.images.imagesize import dimensions
from dlp_service.extract.interface import Document, Reading
from dlp_service.extract.local import LocalReader
from dlp_service.extract.office.sheetformat import MAX_CODE
from dlp_service.extract.trailing import MAX_MARKS
from dlp_service.mail import parse
from dlp_service.values import GapReason
from tests.extract.archives import gzipped, tarred
from tests.extract.builders import docx, paragraph, sheet, xlsx, zipped
from tests.extract.compound_files import SUMMARY, compound, narrow, property_set
from tests.extract.images import box, chunk, directory, exif, field, heic, jpeg, png, resource, segment
from tests.extract.odfbuilders import cell, odf, row, table
from tests.extract.packed import rar4, seven_zip
from tests.extract.test_compound import packaged
from tests.extract.test_media import frame
from tests.extract.test_metafile import emf, simple, small, wmf
from tests.extract.test_metafile import record as emf_record
from tests.extract.test_old_office import (
    atom,
    chars,
    compressed,
    container,
    document,
    label,
    persist,
    presentation,
    record,
    text8,
    workbook,
)
from tests.extract.test_outlook import attribute, message, properties, values, wide
from tests.extract.test_outlook import tnef as winmail
from tests.extract.test_outlook_store import BLOCKS, FOLDER, MESSAGE, NODES, store
from tests.extract.test_tar import renumbered, sparse


def read(content: bytes, name: str = "f", **limits: int) -> Reading:
    return LocalReader(Limits(**limits)).read(Document("f", content, file_name=name), Budget.unlimited())


def said(reading: Reading) -> set[str]:
    return {line for text in reading.texts for line in text.text.split("\n")}


def over(reading: Reading) -> set[str]:
    return {gap.detail for gap in reading.gaps if gap.reason is GapReason.OVER_LIMIT}


# --- images, sound and drawings -----------------------------------------------------------------------


def tagged(frames: bytes) -> bytes:
    """Return a sound file with the frames of an ID3 tag."""
    size = len(frames)
    return b"ID3\3\0\0" + bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127]) + frames


def test_segments_of_a_jpeg():
    few, many = ([segment(0xFE, b"first")] + [b"\xff\xfe\0\2"] * count for count in (20_000, imagesize.MAX_SEGMENTS))
    reading = read(jpeg(*few, segment(0xFE, b"behind")))
    assert {"first", "behind"} <= said(reading)
    assert not over(reading)
    reading = read(jpeg(*many, segment(0xFE, b"behind")))
    assert said(reading) == {"first"}
    assert over(reading) == {"more than 100000 segments in an image"}


def test_chunks_of_a_riff_file():
    start = b"RIFF\0\0\0\0WEBP" + b"EXIF" + struct.pack("<I", len(EXIF)) + EXIF
    reading = read(start + b"JUNK\0\0\0\0" * imagemeta.MAX_CHUNKS + b"XMP \0\0\0\0")
    assert "Artist=Ann" in said(reading)
    assert over(reading) == {"more than 100000 chunks in one file"}


EXIF = exif((0x013B, 2, b"Ann\0\0\0"))


def test_boxes_beside_and_within_one_another():
    words = box(b"uuid", bytes.fromhex("33c7a4d2b81d4723a0baf1a3e097ad38") + field(2, 120, b"first"))
    start = b"\0\0\0\x0cjP  \r\n\x87\n" + box(b"jp2h", box(b"ihdr", struct.pack(">II", 200, 300) + bytes(6))) + words
    reading = read(start + box(b"free", b"") * 30_000 + words.replace(b"first", b"other"))
    assert said(reading) == {"Caption=first", "Caption=other"}
    assert not over(reading)
    reading = read(start + box(b"free", b"") * boxes.MAX_BOXES)
    assert said(reading) == {"Caption=first"}
    assert over(reading) == {"more than 100000 boxes in one file"}
    inner = words
    for _ in range(boxes.MAX_DEPTH + 1):
        inner = box(b"moov", inner)
    assert over(read(start + inner)) == {"boxes nested deeper than 12 levels"}


def test_a_picture_behind_more_boxes_than_are_looked_at_is_no_small_one():
    content = heic(10, 10) + box(b"free", b"") * boxes.MAX_BOXES
    assert dimensions(heic(10, 10)) == (64, 48)
    assert dimensions(content) == (0, 0)
    assert all(gap.material for gap in read(content).gaps)


def test_every_icon_of_a_file_counts():
    entries = b"".join(struct.pack("<BB14x", 16, 16) for _ in range(300)) + struct.pack("<BB14x", 0, 0)
    assert dimensions(b"\0\0\1\0" + struct.pack("<H", 301) + entries) == (256, 256)


def test_an_item_of_a_heif_file_in_pieces_is_read_whole():
    data = bytes(4) + EXIF
    half = len(data) // 2
    entry = box(b"infe", b"\2\0\0\0" + struct.pack(">HH4s", 1, 0, b"Exif"))
    items = box(b"iinf", bytes(4) + struct.pack(">H", 1) + entry)
    size = len(heic(300, 200, items)) + 24 + 8 * 101
    extents = [(size + half * number, half) for number in (0, 1)] + [(0, 0)] * 98 + [(size + 2 * half, len(data))]
    places = struct.pack(">BBBBBBH", 0, 0, 0, 0, 0x44, 0, 1) + struct.pack(">HHH", 1, 0, len(extents))
    content = heic(300, 200, items + box(b"iloc", places + b"".join(struct.pack(">II", *extent) for extent in extents)))
    assert "Artist=Ann" in said(read(content.ljust(size, b"\0") + data))


def test_items_of_a_heif_file_are_read_up_to_their_sum():
    entries = b"".join(box(b"infe", b"\2\0\0\0" + struct.pack(">HH4s", n, 0, b"Exif")) for n in range(1, 30))
    items = box(b"iinf", bytes(4) + struct.pack(">H", 29) + entries)
    places = struct.pack(">BBBBBBH", 0, 0, 0, 0, 0x44, 0, 29)
    start = len(heic(300, 200, items)) + 8 + len(places) + 29 * 14
    places += b"".join(struct.pack(">HHHII", n, 0, 1, start, 1 << 20) for n in range(1, 30))
    content = heic(300, 200, items + box(b"iloc", places)) + bytes(4) + EXIF + bytes(1 << 20)
    reading = read(content)
    assert "Artist=Ann" in said(reading)
    assert over(reading) == {"more than 16777216 bytes in what an image says of itself"}


def test_directories_of_a_tiff_file():
    def pages(count: int) -> bytes:
        size = len(directory(0, ((0x013B, 2, b"A%06d\0" % 1),), "<"))
        parts = [
            directory(8 + size * number, ((0x013B, 2, b"A%06d\0" % number),), "<", 8 + size * (number + 1))
            for number in range(count)
        ]
        return b"II*\0" + struct.pack("<I", 8) + b"".join(parts)

    reading = read(pages(1000))
    assert "Artist=A000999" in said(reading)
    assert not over(reading)
    reading = read(pages(tiff.MAX_DIRECTORIES + 1))
    assert "Artist=A009999" in said(reading)
    assert over(reading) == {"more than 10000 directories in an image"}


def test_entries_of_a_tiff_file():
    count = tiff.MAX_ENTRIES
    entries = [struct.pack("<HHII", 0x013B, 2, 4, 0x00616161)] + [struct.pack("<HHII", 9, 3, 1, 1)] * 60_000
    step = 2 + 12 * len(entries) + 4
    parts = [
        struct.pack("<H", len(entries)) + b"".join(entries) + struct.pack("<I", 8 + step * (number + 1))
        for number in range(count // 60_000 + 1)
    ]
    reading = read(b"II*\0" + struct.pack("<I", 8) + b"".join(parts))
    assert "Artist=aaa" in said(reading)
    assert over(reading) == {"more than 200000 entries in an image"}


def test_a_long_text_of_a_tiff_file_is_read_up_to_the_limit():
    reading = read(exif((0x010E, 2, b"first" + b" x" * tiff.MAX_VALUE), (0x013B, 2, b"Ann Example\0")))
    assert max(map(len, said(reading))) > tiff.MAX_VALUE
    assert "Artist=Ann Example" in said(reading)
    assert over(reading) == {"more than 4194304 bytes in a text of an image, or 16777216 in all its values"}


def test_a_long_row_of_numbers_in_a_tiff_file_is_no_gap():
    assert not over(read(exif((273, 4, bytes(tiff.MAX_VALUE + 4)), (0x013B, 2, b"Ann Example\0"))))


def test_fields_of_a_caption_and_image_resources():
    def photoshop(data: bytes) -> bytes:
        head = b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 200, 300, 8, 3) + bytes(4)
        return head + struct.pack(">I", len(data)) + data + bytes(4)

    first = field(2, 80, b"Ann")
    assert "Caption=last" in said(read(photoshop(resource(0x404, first * 6000 + field(2, 120, b"last")))))
    reading = read(photoshop(resource(0x404, first * iptc.MAX_FIELDS + field(2, 120, b"last"))))
    assert said(reading) == {"By-line=Ann"}
    assert over(reading) == {"more than 100000 fields of a caption"}
    assert "URL=last" in said(read(photoshop(resource(1, b"") * 3000 + resource(0x40B, b"last"))))
    reading = read(photoshop(resource(0x40B, b"first") + resource(1, b"") * iptc.MAX_RESOURCES))
    assert said(reading) == {"URL=first"}
    assert over(reading) == {"more than 100000 image resources"}


def test_names_of_layers():
    name = ("x" * 1001).encode("utf-16-be")
    layers = b"8BIMluni" + struct.pack(">II", 4 + len(name), 1001) + name
    content = b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 200, 300, 8, 3)
    content += struct.pack(">I", 8192) + bytes(range(256)) * 32 + struct.pack(">I", 0)
    reading = read(content + layers)
    assert said(reading) == {"Layer=" + "x" * 1000}
    assert over(reading) == {"more than 1000 letters in the name of a layer"}


def test_packets_of_properties():
    def packet(words: bytes) -> bytes:
        start = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:dc="urn:dc"><dc:title>first</dc:title><dc:subject>'
        return png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + start + words + b"</dc:subject></x:xmpmeta>"))

    words = b"y" * 150_000 + b" end"
    assert "subject=" + words.decode() in said(read(packet(words)))
    reading = read(packet(b"y" * xmp.MAX_PACKET + b"</dc:subject><dc:subject>"))
    assert "title=first" in said(reading)
    assert over(reading) == {"more than 4194304 bytes in one packet of properties"}


def test_tags_of_sound_and_video():
    lyrics = "la " * 50_000 + "end"
    assert f"Lyrics={lyrics}" in said(read(tagged(frame(b"USLT", b"\3eng\0" + lyrics.encode()))))
    assert "Title=last" in said(read(tagged(frame(b"TPE1", b"\3Ann") * 3000 + frame(b"TIT2", b"\3last"))))
    reading = read(tagged(frame(b"TPE1", b"\3Ann") * (media.MAX_TAGS + 1)))
    assert said(reading) == {"Artist=Ann"}
    assert over(reading) == {"more than 100000 tags in one file"}
    vorbis = struct.pack("<II", 0, media.MAX_TAGS + 1) + (struct.pack("<I", 3) + b"A=b") * (media.MAX_TAGS + 1)
    flac = b"fLaC\0\0\0\0\x84" + len(vorbis).to_bytes(3, "big") + vorbis
    assert said(read(flac)) == {"A=b"}
    assert over(read(flac)) == {"more than 100000 tags in one file"}
    blocks = b"fLaC\0\0\0\0\4\0\0\x0f" + struct.pack("<III", 0, 1, 3) + b"A=b" + b"\1\0\0\0" * media.MAX_TAGS
    assert over(read(blocks)) == {"more than 100000 blocks in one file"}
    elements = b"\x1aE\xdf\xa3\x80" + b"\x7b\xa9\x85first" + b"\xec\x80" * media.MAX_ELEMENTS
    assert said(read(elements)) == {"Title=first"}
    assert over(read(elements)) == {"more than 100000 elements in one file"}


def test_comments_of_ogg_stand_anywhere():
    comments = struct.pack("<II", 0, 1) + struct.pack("<I", 9) + b"TITLE=end"
    assert said(read(b"OggS" + bytes(300_000) + b"OpusTags" + comments)) == {"TITLE=end"}


def test_records_pictures_and_objects_of_drawings(monkeypatch):
    dib = struct.pack("<IiiHHIIiiII", 40, 300, 200, 1, 24, 0, 0, 0, 0, 0, 0)
    picture = emf_record(81, bytes(40) + struct.pack("<IIII", 72, 40, 112, 4) + bytes(8) + dib + b"abcd")
    reading = read(emf(small("words", 0, 0), *[picture] * 300))
    assert sum(gap.path.startswith("f!picture") for gap in reading.gaps) == 1
    assert not over(reading)
    reading = read(emf(small("words", 0, 0), *[picture] * (metafile.MAX_PICTURES + 1)))
    assert said(reading) == {"words"}
    assert over(reading) == {"more than 2000 pictures or files in a drawing"}
    monkeypatch.setattr(metafile, "MAX_RECORDS", 10)
    assert over(read(emf(small("words", 0, 0), *[emf_record(9, b"")] * 20))) == {"more than 10 records in a drawing"}
    reading = read(wmf(*[simple(1, b"")] * 20))
    assert over(reading) == {"more than 10 records in a drawing"}
    assert GapReason.DAMAGED not in {gap.reason for gap in reading.gaps}


def test_a_font_behind_thousands_of_objects_still_says_the_charset():
    pen, font = simple(0x02FA, bytes(10)), simple(0x02FB, bytes(13) + bytes([204]) + bytes(36))
    raw = "секретно".encode("cp1251")
    text = simple(0x0521, struct.pack("<H", len(raw)) + raw + bytes(4))
    content = wmf(*[pen] * 3000, simple(0x01F0, struct.pack("<H", 7)), font, simple(0x012D, struct.pack("<H", 7)), text)
    assert "секретно" in said(read(content))
    content = wmf(*[pen] * 3000, font, simple(0x012D, struct.pack("<H", 3000)), text)
    assert "секретно" in said(read(content))


# --- markup and texts ------------------------------------------------------------------------------------


def test_files_in_addresses_of_html():
    def links(count: int) -> bytes:
        words = (base64.b64encode(b"words %d" % number).decode() for number in range(count))
        return ("<html>" + "".join(f'<a href="data:text/plain;base64,{word}">x</a>' for word in words)).encode()

    assert "words 299" in said(read(links(300)))
    reading = read(links(300), archive_entries=100)
    assert "words 99" in said(reading)
    assert "words 100" not in said(reading)
    assert over(reading) == {"more than 100 entries"}


def test_files_in_addresses_of_text_have_names_of_any_length():
    words = base64.b64encode(b"words in a file").decode()
    name = "long%20" * 50
    assert "words in a file" in said(read(f"see data:text/plain;name={name};x=y;base64,{words} there".encode()))


def test_parameters_of_calendar_lines():
    many = "".join(f";X-P{number}=a" for number in range(100))
    start = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n"
    line = f'ATTENDEE{many};X-{"y" * 200}=z;CN="Ann Example":mailto:ann@example.org\n'
    assert "ATTENDEE: Ann Example ann@example.org" in said(read(start + line.encode() + b"END:VEVENT\nEND:VCALENDAR"))


def test_attributes_and_entities_of_xml():
    words = "x" * 20_000 + " end"
    assert f"title={words}" in said(read(f'<?xml version="1.0"?><a title="{words}"/>'.encode()))
    assert words in said(read(f'<?xml version="1.0"?><a href="{words}"/>'.encode()))
    assert words in said(read(f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "{words}">]><a>&e;</a>'.encode()))


def test_a_table_whose_rows_are_shorter_than_their_text():
    content = b'"a";"b"\n' * 100 + b'"last";"row"\n'
    reading = read(content, "a.csv", text_chars=700)
    assert "a\tb" in said(reading)
    assert "last\trow" not in said(reading)
    assert over(reading) == {"more than 700 characters of text"}
    assert not over(read(content, "a.csv"))


# --- office packages ----------------------------------------------------------------------------------------


def test_document_variables_and_queries_of_any_length():
    words = "x" * 150_000 + " end"
    settings = (
        f'<w:settings xmlns:w="urn:w"><w:docVars><w:docVar w:name="Label" w:val="{words}"/></w:docVars></w:settings>'
    )
    assert f"Label={words}" in said(read(docx(paragraph("body"), word__settings_xml=settings)))
    package = zipped({"Formulas/Section1.m": "let Source = 'server' in it", "big.bin": bytes(range(256)) * 800}, 0)
    mashup = base64.b64encode(struct.pack("<II", 0, len(package)) + package).decode()
    part = f'<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">{mashup}</DataMashup>'
    reading = read(docx(paragraph("body"), customXml__item1_xml=part))
    assert "let Source = 'server' in it" in said(reading)


def test_shared_strings_beyond_the_limit():
    strings = f'<sst xmlns="urn:x"><si><t>first</t></si><si><t>{" " * 1000}</t></si><si><t>secret</t></si></sst>'
    rows = '<row><c t="s"><v>0</v></c><c t="s"><v>2</v></c></row>'
    reading = read(xlsx({"A": sheet(rows)}, sharedStrings=strings), text_chars=500)
    assert "first" in said(reading)
    assert over(reading) == {"more than 500 characters of text"}


def test_number_formats():
    code = "&quot;words&quot;" + "0" * MAX_CODE
    styles = (
        f'<styleSheet xmlns="urn:x"><numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts>'
        '<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>'
    )
    reading = read(xlsx({"A": sheet('<row><c s="0"><v>7</v></c></row>')}, styles=styles))
    assert any(line.startswith("words") for line in said(reading))
    assert over(reading) == {"a number format of more than 300 characters"}
    old = workbook([("A", 0, label(0, 0, "cell"))], record(0x041E, struct.pack("<H", 200), text8("0" * 400)))
    assert over(read(old)) == {"a number format of more than 300 characters"}


def test_text_of_opendocument_sheets_counts_once():
    sheets = table("S", *[row(cell("x" * 60))] * 10) + "<text:p>last</text:p>"
    reading = read(odf("spreadsheet", sheets), text_chars=900)
    assert "last" in said(reading)
    assert not over(reading)
    assert over(read(odf("spreadsheet", sheets), text_chars=300)) == {"more than 300 characters of text"}


def test_keywords_of_opendocument_files_are_all_read():
    words = "".join(f"<meta:keyword>{'k' * 9990}{number:05}</meta:keyword>" for number in range(30))
    meta = f'<office:document-meta xmlns:office="urn:oasis:o" xmlns:meta="urn:m"><office:meta>{words}</office:meta></office:document-meta>'
    lines = said(read(odf("text", "<text:p>body</text:p>", parts={"meta.xml": meta})))
    assert all(any(f"k{number:05}" in line for line in lines) for number in range(30))


# --- archives ---------------------------------------------------------------------------------------------------


LONG = "folder/" * 100 + "Ann Example.txt"


@pytest.mark.parametrize("writer", [seven_zip, rar4])
def test_names_of_any_length_are_read(writer):
    assert LONG in said(read(writer({LONG: b"words"})))


def test_names_in_local_headers_and_in_headers_of_gzip_are_read_whole():
    head = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 0, 0, 0, zlib.crc32(b"words"), 5, 5, len(LONG), 0)
    assert LONG in said(read(head + LONG.encode() + b"words"))
    name = "n" * 5000 + "-end.txt"
    assert name in said(read(gzipped(b"words", name=name)))


def test_more_names_than_entries_are_a_gap():
    empty = zipped({f"folder{number}/": b"" for number in range(30)})
    reading = read(empty, archive_entries=20)
    assert {"folder0", "folder19"} <= said(reading)
    assert over(reading) == {"more than 20 entries"}
    reading = read(
        seven_zip({"first.txt": b"words"} | {f"{number}.txt": b"" for number in range(5)}), archive_entries=4
    )
    assert {"words", "3.txt"} <= said(reading)
    assert over(reading) == {"more than 4 entries"}


def test_maps_of_sparse_files():
    count = 20_000
    lines = [str(count), *(line for number in range(count) for line in (str(2 * number), "1"))]
    table_bytes = ("\n".join(lines) + "\n").encode()
    content = table_bytes.ljust(-(-len(table_bytes) // 512) * 512, b"\0") + b"x" * (count - 3) + b"end"
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("s")
        info.size = len(content)
        info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "s.txt"}
        archive.addfile(info, io.BytesIO(content))
    reading = read(buffer.getvalue())
    assert any(len(line) == count for line in said(reading))


def test_a_map_of_more_pieces_than_are_kept_is_skipped_and_the_content_read(monkeypatch):
    monkeypatch.setattr("dlp_service.extract.archives.tarfiles.SPARSE_MAP", 10)
    block = bytearray(sparse(100, [(0, 5)], b"first words"))
    block[482] = 1
    more = (b"%011o\0%011o\0" % (8, 1)) * 21 + b"\1" + bytes(7)
    last = (b"%011o\0%011o\0" % (8, 1)) * 21 + bytes(8)
    content = bytes(renumbered(block)[:512]) + more + last + bytes(block[512:])
    reading = read(content)
    assert "first words" in said(reading)
    assert over(reading) == {"a sparse file that is read without its holes"}


def test_bytes_behind_a_tar_archive_are_read_up_to_the_limit():
    reading = read(gzipped(tarred({"a.txt": b"words"}) + b"other words " * 400), file_bytes=2048)
    assert "words" in said(reading)
    assert over(reading) == {"a file of more than 2048 bytes"}


def test_marks_of_archives_that_begin_none():
    hidden = rar4({"a.txt": b"words in an archive"})
    few, many = (b"<html>text " + b"Rar!\x1a\x07\0 " * count + hidden for count in (100, MAX_MARKS))
    assert "words in an archive" in said(read(few))
    assert over(read(many)) == {"more than 10000 marks of archives that begin none"}


def test_an_end_mark_behind_an_archive_does_not_hide_it():
    content = (
        b"MZ\0\0" + bytes(500) + zipped({"a.txt": b"words in an archive"}) + bytes(70_000) + b"PK\5\6" + bytes(90_000)
    )
    assert "words in an archive" in said(read(content))


# --- compound files ----------------------------------------------------------------------------------------------


def test_sources_of_macros(monkeypatch):
    monkeypatch.setattr(vba, "MAX_SOURCE", 4096)
    source = b"\1" + b"".join(compressed(b"' words\r\n" * 50)[1:] for _ in range(20))
    module = compressed(b"Attribute VB_Name")[:1] + compressed(b"Attribute VB_Name\r\n")[1:] + source[1:]
    reading = read(compound({"Macros": {"VBA": {"dir": compressed(b"x"), "Module1": module, "_VBA_PROJECT": b"x"}}}))
    assert "' words" in said(reading)
    assert over(reading) == {"a macro project with a module of more than 4096 bytes"}


def test_values_of_properties_have_any_length():
    words = "x" * 150_000 + " end"
    content = compound({"\x05SummaryInformation": property_set(SUMMARY, {2: narrow(words)}), "WordDocument": b""})
    assert f"title={words}" in said(read(content))


def test_names_of_packaged_files_have_any_length():
    name = "C:\\plans\\" + "n" * 5000 + "end.txt"
    reading = read(compound({"\x01Ole10Native": packaged(name, name, b"words", (name, name, name))}))
    assert {name, "words"} <= said(reading)


def test_streams_of_a_storage_are_all_looked_at():
    tree = {f"s{number}": b"" for number in range(20_100)} | {"last": zipped({"a.txt": b"words"})}
    assert "words" in said(read(compound(tree)))


def test_pictures_of_a_drawing(monkeypatch):
    monkeypatch.setattr(officeart, "MAX_PICTURES", 3)
    picture = atom(0xF01E, bytes(17) + png(), 0x6E0)
    content = compound({"PowerPoint Document": container(1000, chars("words")), "Pictures": picture * 4})
    assert over(read(content)) == {"more than 3 pictures in a drawing"}
    packed = zlib.compress(bytes(1_000_000))
    head = bytes(16) + struct.pack("<I", 1_000_000) + bytes(28) + b"\0\xfe"
    content = compound({"PowerPoint Document": b"", "Pictures": atom(0xF01A, head + packed, 0x3D4)})
    assert "a picture that unpacks to more than 64 times its size" in over(read(content))


def test_names_of_properties_and_headers_of_messages():
    tree = message()
    name = ("N" * MAX_WORD).encode("utf-16-le")
    tree["__nameid_version1.0"] = {
        "__substg1.0_00020102": b"x" * 16,
        "__substg1.0_00030102": struct.pack("<IHH", 0, 3 << 1 | 1, 0),
        "__substg1.0_00040102": struct.pack("<I", len(name)) + name,
    }
    tree["__substg1.0_8000001F"] = wide("value")
    reading = read(compound(tree))
    assert "N" * (MAX_WORD // 2) + "=value" in said(reading)
    assert over(reading) == {f"a property whose name takes more than {MAX_WORD} bytes"}
    tree = message()
    headers = "X-Protective-Marking: SECRET\r\n" + "X-Other: x\r\n" * 100
    tree["__substg1.0_007D001F"] = headers.encode("utf-16-le")
    reading = read(compound(tree), header_bytes=500)
    assert "X-Protective-Marking: SECRET" in said(reading)
    assert over(reading) == {"headers of more than 500 characters"}


def test_what_is_too_long_or_too_deep_for_a_mail_travels_inside_the_whole_file(monkeypatch):
    monkeypatch.setattr(msgmail, "MAX_RICH", 1000)
    plain = struct.pack("<IIII", 2012, 2000, 0x414C454D, 0) + b"{" * 2000
    tree = values(32, {0x0037: "Plan"}, (), {0x1009: plain})
    names = [part.file_name for part in parse(as_mail(compound(tree), Limits()), Limits(), Budget.unlimited()).parts]
    assert names == ["body.rtf", "message.msg"]
    tree = message("innermost", 24)
    for number in range(3):
        tree = message(f"level {number}", 24, one=values(8, {0x3001: "next"}) | {"__substg1.0_3701000D": tree})
    limits = Limits(archive_depth=2)
    assert parse(as_mail(compound(tree), limits), limits, Budget.unlimited()).parts[-1].file_name == "message.msg"


def test_properties_and_recipients_of_a_container(monkeypatch):
    many = properties((0x0037, 0x1F, wide("Plan")), *[(0x3705, 3, 1)] * 6000, (0x1000, 0x1F, wide("Dear all")))
    assert {"Plan", "Dear all"} <= said(read(winmail(attribute(1, 0x00069003, many))))
    rows = struct.pack("<I", 6000) + properties((0x3001, 0x1F, wide("Ann")), (0x0C15, 3, 1)) * 6000
    assert not over(read(winmail(attribute(1, 0x00069004, rows))))
    monkeypatch.setattr(tnef, "MAX_RECIPIENTS", 10)
    reading = read(winmail(attribute(1, 0x00069004, rows)))
    assert any("Ann" in line for line in said(reading))
    assert over(reading) == {"more than 250000 properties or 10 recipients"}
    count = tnef.MAX_PROPERTIES
    flood = struct.pack("<I", count + 2) + properties((0x0037, 0x1F, wide("Plan")))[4:]
    flood += struct.pack("<HHI", 3, 0x3705, 1) * (count + 1)
    reading = read(winmail(attribute(1, 0x00069003, flood)))
    assert "Plan" in said(reading)
    assert over(reading) == {"more than 250000 properties or 10 recipients"}


def test_rows_and_trees_of_a_store(monkeypatch):
    monkeypatch.setattr(pst, "MAX_ROWS", 0)
    reading = read(store(NODES, BLOCKS))
    assert "at noon" in said(reading)
    assert over(reading) == {"a store that asks for more than may be unpacked"}
    monkeypatch.undo()
    monkeypatch.setattr(pst, "MAX_TREE", 0)
    deep = BLOCKS | {8: b"", 10: struct.pack("<BBHI", 1, 1, 1, 0) + struct.pack("<Q", 4)}
    reading = read(store(NODES | {MESSAGE: (10, 0, FOLDER)}, deep))
    assert "Plans" in said(reading)
    assert over(reading) == {"a store that asks for more than may be unpacked"}


def test_strings_of_a_workbook(monkeypatch):
    monkeypatch.setattr(xls, "MAX_CELLS", 2)
    strings = record(0x00FC, struct.pack("<II", 3, 3), text8("first"), text8("second"), text8("third"))
    cells = b"".join(record(0x00FD, struct.pack("<HHHI", number, 0, 0, number)) for number in range(3))
    reading = read(workbook([("A", 0, cells)], strings))
    assert {"first", "second"} <= said(reading)
    assert "more than 2 strings or 10000000 characters" in over(reading)


def test_records_of_a_presentation_deeper_than_anybody_nests_are_read():
    inner = chars("deep words")
    for _ in range(100):
        inner = container(0xF003, inner)
    show = presentation([container(4080, persist(2))], [container(1006, inner)])
    assert "deep words" in said(read(show))


def test_objects_of_a_presentation_are_unpacked_up_to_the_limit():
    packed = zlib.compress(b"words " * 5000)
    show = presentation([], [])
    stream = container(1000, chars("words")) + atom(4113, struct.pack("<I", 30_000) + packed, 1)
    reading = read(compound({"PowerPoint Document": stream}), file_bytes=20_000)
    assert show
    assert any(line.startswith("words words") for line in said(reading))
    assert "more than 20000 bytes in one file" in over(reading)
    whole = atom(4113, b"first words in an object") + atom(4113, b"other words in an object")
    reading = read(compound({"PowerPoint Document": whole}), total_bytes=100)
    assert "more than 100 bytes unpacked" in over(reading)


def test_text_of_a_document_whose_pieces_say_more_than_the_limit():
    reading = read(document(["first words\r" + "\2" * 2000 + "secret\r"]), "a.doc", text_chars=1000)
    assert "first words" in said(reading)
    assert over(reading) == {"more than 1000 characters of text"}


def test_headers_of_more_sections_than_are_told_apart_are_read():
    stories = [f"header {number}\r" for number in range(worddoc.MAX_STORIES + 20)]
    borders = [0]
    for story in stories:
        borders.append(borders[-1] + len(story))
    content = document(["body\r", "", "".join(stories)], tables={11: struct.pack(f"<{len(borders) + 1}I", *borders, 0)})
    assert {"body", f"header {worddoc.MAX_STORIES + 19}"} <= said(read(content, "a.doc"))


def test_numbers_of_lists(monkeypatch):
    def level(text: str) -> bytes:
        head = struct.pack("<iBB18xBBH", 1, 0, 0, 0, 0, 0)
        return head + struct.pack("<H", len(text)) + text.encode("utf-16-le")

    def marks(count: int, text: str) -> tuple[dict[int, str], list[str]]:
        lists = struct.pack("<h", 1) + struct.pack("<I22xBB", 7, 1, 0)
        uses = struct.pack("<I", 1) + struct.pack("<I8xB3x", 7, 0) + bytes(4)
        changes = struct.pack("<HHHh", 0, 0, 0x460B, 1)
        page = bytearray(512)
        struct.pack_into(f"<{count + 1}I", page, 0, *range(0, 2 * count + 1, 2))
        for number in range(count):
            page[4 * (count + 1) + 13 * number] = 200
        page[400 : 402 + len(changes[2:])] = b"\0" + bytes([(len(changes) - 2 + 2) // 2]) + changes[2:]
        page[511] = count
        tables = {doclists.PARAGRAPHS: struct.pack("<III", 0, 2 * count, 0), doclists.LISTS: lists, doclists.USES: uses}
        pieces = [doclists.Piece(0, count, 0, 2)]
        details: list[str] = []
        slot = lambda index: tables.get(index, b"")  # noqa: E731 - a table of tables
        return doclists.list_marks(bytes(page), slot, lambda _: level(text), pieces, details.append), details

    assert marks(5, "\0)") == ({0: "1) ", 1: "2) ", 2: "3) ", 3: "4) ", 4: "5) "}, [])
    monkeypatch.setattr(doclists, "MAX_MARKS", 2)
    found, details = marks(5, "x" * 300)
    assert found[0] == "x" * 256 + " "
    assert details == ["a number of a list with more than 256 letters", "more than 2 paragraphs with numbers"]
