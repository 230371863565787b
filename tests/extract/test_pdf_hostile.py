"""PDF files that lie, loop, explode or break off: always an answer, with what could be read and a gap for what could not."""

import random
import zlib

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Document, Reading
from dlp_service.extract.local import LocalReader
from dlp_service.values import GapReason
from tests.extract.pdfs import Pdf, one_page, show

FORM = "/Type/XObject/Subtype/Form/BBox[0 0 600 800]"
FONT = "/Font<</F1 3 0 R>>"


def read(content: bytes, limits: Limits | None = None) -> Reading:
    return LocalReader(limits or Limits()).read(Document("a.pdf", content), Budget.unlimited())


def words(reading: Reading) -> str:
    return "\n".join(text.text for text in reading.texts)


def reasons(reading: Reading) -> set[GapReason]:
    return {gap.reason for gap in reading.gaps}


def packed(head: bytes, mebibytes: int) -> bytes:
    machine = zlib.compressobj(9)
    pieces = [machine.compress(head)] + [machine.compress(b" " * (1 << 20)) for _ in range(mebibytes)]
    return b"".join(pieces) + machine.flush()


def with_content(raw: bytes, filters: str) -> bytes:
    pdf = Pdf()
    number = pdf.stream(raw, f"/Filter{filters}")
    pdf.pages.append(
        pdf.add(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {number} 0 R/Resources<<{FONT}>>>>")
    )
    pdf.page(show("Second page"))
    return pdf.build()


def test_a_page_that_unpacks_without_end_is_read_as_far_as_the_limit() -> None:
    reading = read(with_content(packed(show("First page").encode(), 200), "/FlateDecode"))
    assert words(reading) == "First page\nSecond page"
    assert reasons(reading) == {GapReason.OVER_LIMIT}


def test_a_bomb_in_a_bomb_costs_its_page_only() -> None:
    reading = read(with_content(zlib.compress(packed(b"", 200)), "[/FlateDecode/FlateDecode]"))
    assert words(reading) == "Second page"
    assert reasons(reading) == {GapReason.OVER_LIMIT}


def test_an_object_stream_that_unpacks_without_end_is_over_the_limit() -> None:
    pdf = Pdf()
    pdf.stream(packed(b"9 0 (x) ", 80), "/Type/ObjStm/N 1/First 4/Filter/FlateDecode")
    pdf.page(show("Page"))
    reading = read(pdf.build())
    assert words(reading) == "Page"
    assert reasons(reading) == {GapReason.OVER_LIMIT}


def test_an_attached_file_is_read_as_far_as_the_limit() -> None:
    pdf = Pdf()
    file = pdf.stream(packed(b"Roster: Rose\n", 2), "/Type/EmbeddedFile/Filter/FlateDecode")
    pdf.add(f"<</Type/Filespec/F(a.txt)/EF<</F {file} 0 R>>>>")
    pdf.page(show("Page"))
    reading = read(pdf.build(), Limits(file_bytes=1 << 20))
    assert "Roster: Rose" in words(reading)
    assert reasons(reading) == {GapReason.OVER_LIMIT}


def test_forms_that_draw_forms_that_draw_forms_are_too_much() -> None:
    pdf = Pdf()
    form = pdf.stream(show("deep"), f"{FORM}/Resources<<{FONT}>>")
    for _ in range(12):
        form = pdf.stream("/X Do " * 10, f"{FORM}/Resources<</XObject<</X {form} 0 R>>>>")
    pdf.page("/X Do " * 10, resources=f"/XObject<</X {form} 0 R>>")
    pdf.page(show("Second page"))
    reading = read(pdf.build())
    assert words(reading) == "Second page"
    assert [(gap.path, gap.reason) for gap in reading.gaps] == [("a.pdf!p1", GapReason.OVER_LIMIT)]


def test_a_form_that_draws_itself_is_drawn_without_itself() -> None:
    pdf = Pdf()
    number = len(pdf.objects) + 1
    pdf.stream("/X Do " * 50 + show("once"), f"{FORM}/Resources<<{FONT}/XObject<</X {number} 0 R>>>>")
    pdf.page("/X Do", resources=f"/XObject<</X {number} 0 R>>")
    assert words(read(pdf.build())) == "once"


def test_one_content_stream_named_twenty_thousand_times_is_too_much() -> None:
    pdf = Pdf()
    number = pdf.stream(b" " * (1 << 20), pack=True)
    pdf.pages.append(pdf.add(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents[{f'{number} 0 R ' * 20_000}]>>"))
    assert reasons(read(pdf.build())) == {GapReason.OVER_LIMIT}


def test_loops_in_page_tree_outline_and_name_trees_end() -> None:
    pdf = Pdf()
    pdf.root = "/Outlines 4 0 R/Names<</EmbeddedFiles<</Kids[6 0 R]>>>>/PageLabels 6 0 R"
    pdf.add("<</Title(Alpha)/First 5 0 R/Next 4 0 R/Parent 5 0 R>>")
    pdf.add("<</Title(Bravo)/First 4 0 R/Next 5 0 R/Parent 4 0 R>>")
    pdf.add("<</Kids[6 0 R 6 0 R]>>")
    pdf.page(show("Page"))
    pdf.pages += [pdf.add("<</Type/Pages/Kids[2 0 R 2 0 R]/Count 100>>")]
    assert {"Alpha", "Bravo", "Page"} <= set(words(read(pdf.build())).split("\n"))


def test_parents_and_references_that_go_in_circles_end() -> None:
    pdf = Pdf()
    pdf.add("<</FT/Tx/T(name)/V 5 0 R/Parent 4 0 R>>")
    pdf.add("5 0 R")
    pdf.page(show("Page"))
    assert "Page" in words(read(pdf.build()))


def test_a_tree_of_five_thousand_levels_loses_no_page() -> None:
    pdf = Pdf()
    node = pdf.page(show("Deep page"))
    for _ in range(5000):
        node = pdf.add(f"<</Type/Pages/Kids[{node} 0 R]/Count 1>>")
    pdf.pages = [node]
    assert words(read(pdf.build())) == "Deep page"


def test_a_claimed_count_of_pages_is_not_believed() -> None:
    assert words(read(one_page(show("Page")).replace(b"/Count 1", b"/Count 2000000000"))) == "Page"


def test_pages_beyond_the_limit_are_a_gap() -> None:
    pdf = Pdf()
    for number in range(5):
        pdf.page(show(f"Page {number}"))
    reading = read(pdf.build(), Limits(pdf_pages=3))
    assert [text.path for text in reading.texts if text.where == "body"] == ["a.pdf!p1", "a.pdf!p2", "a.pdf!p3"]
    assert (GapReason.OVER_LIMIT, "more than 3 pages") in {(gap.reason, gap.detail) for gap in reading.gaps}


def test_dictionaries_arrays_and_strings_without_end_are_read_past() -> None:
    for nested in ("<</X " * 50_000 + ">>" * 50_000, "[" * 50_000, "(" * 50_000):
        assert "Page" in words(read(one_page(show("Page")) + f"9 0 obj<</A {nested}\nendobj".encode()))


def test_a_page_as_large_as_a_country_is_drawn_within_bounds() -> None:
    pdf = Pdf()
    image = pdf.stream(
        bytes(90_000), "/Type/XObject/Subtype/Image/Width 300/Height 300/BitsPerComponent 8/ColorSpace/DeviceGray"
    )
    box = "/MediaBox[0 0 1000000 1000000]"
    pdf.page("1000000 0 0 1000000 0 0 cm /I Do", box, f"/XObject<</I {image} 0 R>>")
    assert reasons(read(pdf.build())) == {GapReason.UNSUPPORTED}


def test_an_image_of_more_pixels_than_the_limit_is_not_decoded() -> None:
    pdf = Pdf()
    image = pdf.stream(
        b"?", "/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 1/Filter/JBIG2Decode"
    )
    pdf.page("500 0 0 500 0 0 cm /I Do", resources=f"/XObject<</I {image} 0 R>>")
    assert reasons(read(pdf.build())) == {GapReason.OVER_LIMIT}


def test_text_beyond_the_limit_is_cut_and_said_so() -> None:
    reading = read(one_page(show("twelve words")), Limits(text_chars=6))
    assert (words(reading), reasons(reading)) == ("twelve", {GapReason.OVER_LIMIT})


# --- damage --------------------------------------------------------------------------------------


def rich() -> bytes:
    pdf = Pdf(trailer="/Info 4 0 R")
    pdf.add("<</Title(Operation Rose)>>")
    file = pdf.stream("Roster", "/Type/EmbeddedFile", pack=True)
    pdf.add(f"<</Type/Filespec/F(r.txt)/EF<</F {file} 0 R>>>>")
    pdf.page(show("First page"), "/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(note)>>]", pack=True)
    pdf.page(show("Second page"))
    return pdf.build()


def test_a_file_without_its_end_is_read_and_damaged() -> None:
    content = rich()
    reading = read(content[: content.index(b"xref\n")])
    assert {"First page", "Second page", "Roster", "note"} <= set(words(reading).split("\n"))
    assert GapReason.DAMAGED in reasons(reading)


def test_pages_of_a_file_cut_off_before_its_catalogue_are_read() -> None:
    pages = Pdf()
    pages.page(show("First page"))
    pages.page(show("Second page"))
    content = pages.build()
    body = content[content.index(b"3 0 obj") : content.index(b"xref\n")]
    reading = read(b"%PDF-1.7\n" + body)
    assert {"First page", "Second page"} <= set(words(reading).split("\n"))
    assert GapReason.DAMAGED in reasons(reading)


def test_a_wrong_cross_reference_table_costs_nothing_and_is_said() -> None:
    content = rich()
    reading = read(content.replace(b"startxref\n", b"startxref\n9"))
    assert {"Title=Operation Rose", "First page", "Second page", "Roster", "note"} <= set(words(reading).split("\n"))
    assert [(gap.reason, gap.material) for gap in reading.gaps] == [(GapReason.DAMAGED, False)]


def test_a_stream_that_says_a_wrong_length_is_read_to_its_end() -> None:
    reading = read(rich().replace(b"/Length 1", b"/Length 9"))
    assert "Roster" in words(reading)


def test_every_cut_of_a_file_gives_an_answer() -> None:
    content = rich()
    for end in range(0, len(content), 7):
        reading = read(content[:end])
        assert "the reader gave up on this document" not in {gap.detail for gap in reading.gaps}, end


@pytest.mark.parametrize("seed", range(4))
def test_damaged_bytes_give_an_answer(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        content = bytearray(rich())
        for _ in range(12):
            content[chance.randrange(9, len(content))] = chance.randrange(256)
        reading = read(bytes(content))
        assert "the reader gave up on this document" not in {gap.detail for gap in reading.gaps}


@pytest.mark.parametrize(
    ("raw", "filters", "reason"),
    [
        (zlib.compress(show("First").encode()), "[" + "/FlateDecode " * 9 + "]", GapReason.OVER_LIMIT),
        (zlib.compress(show("First").encode()), "/NobodyDecode", GapReason.DAMAGED),
        (b"\xff" * 99, "/FlateDecode", GapReason.DAMAGED),
    ],
)
def test_a_page_whose_description_does_not_unpack_is_a_gap(raw: bytes, filters: str, reason: GapReason) -> None:
    reading = read(with_content(raw, filters))
    assert words(reading) == "Second page"
    assert [(gap.path, gap.reason) for gap in reading.gaps] == [("a.pdf!p1", reason)]


def test_a_packed_page_of_nothing_is_no_gap() -> None:
    assert read(with_content(zlib.compress(b""), "/FlateDecode")).gaps == ()
