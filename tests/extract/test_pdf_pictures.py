"""What a PDF shows as pictures: which pages are looked at, in what order, and what is said when nobody can."""

import struct
import zlib

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.errors import OutOfTime
from dlp_service.extract import Document, Reading
from dlp_service.extract.job import InProcess, Job
from dlp_service.extract.pdf.reader import read_pdf
from dlp_service.extract.registry import read_document
from dlp_service.values import GapReason, PartText
from tests.extract.pdfs import Pdf, show


class Ocr(InProcess):
    """Answers with the names of the pictures it was given, or as it is told."""

    def __init__(self, answer: str = "words in the picture") -> None:
        self.answer = answer
        self.asked: list[Document] = []

    def ask(self, service: str, document: Document, job: Job) -> Reading | None:
        assert service == "ocr"
        self.asked.append(document)
        if self.answer == "late":
            raise OutOfTime("late")
        return Reading((PartText(document.path, "body", self.answer),))


def read(content: bytes, around: InProcess, limits: Limits | None = None) -> Job:
    job = Job(limits or Limits(), Budget.unlimited(), read_document, around=around)
    read_pdf(Document("a.pdf", content), job)
    return job


def image(pdf: Pdf, width: int = 300, height: int = 300, shade: int = 0) -> int:
    entries = f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8/ColorSpace/DeviceGray"
    return pdf.stream(bytes([shade]) * (width * height), entries, pack=True)


def place(width: float = 595, height: float = 842) -> str:
    return f"q {width} 0 0 {height} 0 0 cm /I Do Q "


def scan(before: str = "", after: str = "") -> bytes:
    pdf = Pdf()
    pdf.page(before + place() + after, resources=f"/XObject<</I {image(pdf)} 0 R>>")
    return pdf.build()


def test_a_page_that_is_an_image_is_read_by_ocr_at_its_page() -> None:
    ocr = Ocr()
    job = read(scan(), ocr)
    assert [(text.path, text.text) for text in job.texts] == [("a.pdf!p1", "words in the picture")]
    assert [document.content_type for document in ocr.asked] == ["image/png"]
    assert job.gaps == []


def test_without_ocr_a_page_that_is_an_image_is_a_material_gap() -> None:
    job = read(scan(), InProcess())
    assert [(gap.path, gap.reason, gap.container, gap.material) for gap in job.gaps] == [
        ("a.pdf!p1", GapReason.UNSUPPORTED, "PDF", True)
    ]


def test_the_picture_is_grey_and_as_fine_as_the_image() -> None:
    ocr = Ocr()
    read(scan(), ocr)
    content = ocr.asked[0].content
    width, height, depth, colour = struct.unpack(">IIBB", content[16:26])
    assert (depth, colour) == (8, 0)
    assert (width, height) == (595 * 150 // 72, 842 * 150 // 72)
    assert len(zlib.decompress(content[content.index(b"IDAT") + 4 : -16])) == (width + 1) * height


def test_text_is_not_drawn_into_the_picture_a_second_time() -> None:
    with_text, without = Ocr(), Ocr()
    read(scan(after=show("7", 300, 400, 100)), with_text)
    read(scan(), without)
    assert with_text.asked[0].content == without.asked[0].content


def test_a_large_image_on_a_page_of_text_is_read_too() -> None:
    pdf = Pdf()
    pdf.page(
        show("A letter with a picture in it, as letters are") + place(200, 200),
        resources=f"/XObject<</I {image(pdf)} 0 R>>",
    )
    job = read(pdf.build(), Ocr())
    assert [text.text for text in job.texts] == [
        "A letter with a picture in it, as letters are",
        "words in the picture",
    ]


@pytest.mark.parametrize(("side", "is_material"), [(400, True), (60, False)])
def test_without_ocr_an_image_is_material_when_it_fills_a_part_of_the_page(side: int, is_material: bool) -> None:
    pdf = Pdf()
    pdf.page(
        show("A letter with a picture in it, as letters are") + place(side, side),
        resources=f"/XObject<</I {image(pdf)} 0 R>>",
    )
    assert [gap.material for gap in read(pdf.build(), InProcess()).gaps] == [is_material]


def test_a_small_image_is_not_looked_at() -> None:
    pdf = Pdf()
    pdf.page(
        show("A letter with a picture in it, as letters are") + place(99, 99),
        resources=f"/XObject<</I {image(pdf, 200, 200)} 0 R>>",
    )
    ocr = Ocr()
    assert read(pdf.build(), ocr).gaps == []
    assert ocr.asked == []


def test_an_image_that_every_page_repeats_is_looked_at_once() -> None:
    pdf = Pdf()
    logo = image(pdf)
    for number in range(4):
        pdf.page(
            show(f"Page {number} of a letter with letterhead") + place(99, 99), resources=f"/XObject<</I {logo} 0 R>>"
        )
    ocr = Ocr()
    read(pdf.build(), ocr)
    assert [document.path for document in ocr.asked] == ["a.pdf!p1"]


def test_pages_that_show_nothing_else_come_first_and_those_beyond_the_limit_are_gaps() -> None:
    pdf = Pdf()
    pdf.page(
        show("A letter with a picture in it, as letters are") + place(300, 300),
        resources=f"/XObject<</I {image(pdf)} 0 R>>",
    )
    pdf.page(place(), resources=f"/XObject<</I {image(pdf, shade=9)} 0 R>>")
    ocr = Ocr()
    job = read(pdf.build(), ocr, Limits(pdf_ocr_pages=1))
    assert [document.path for document in ocr.asked] == ["a.pdf!p2"]
    assert [(gap.path, gap.reason) for gap in job.gaps] == [("a.pdf!p1", GapReason.OVER_LIMIT)]


def test_a_page_image_with_invisible_text_comes_last_and_is_not_material() -> None:
    layer = show("What the scanner took for words, " * 4, before="3 Tr")
    job = read(scan(before=layer), InProcess())
    assert [text.where for text in job.texts] == ["hidden"]
    assert [(gap.reason, gap.material) for gap in job.gaps] == [(GapReason.UNSUPPORTED, False)]


def test_no_time_for_ocr_is_a_gap_at_the_page() -> None:
    job = read(scan(), Ocr("late"))
    assert [(gap.path, gap.reason) for gap in job.gaps] == [("a.pdf!p1", GapReason.TIMED_OUT)]


def test_letters_that_a_font_does_not_explain_are_looked_at_as_they_are_drawn() -> None:
    pdf = Pdf()
    pairs = " ".join(f"<{code:02x}> <{0xE000 + code:04x}>" for code in range(65, 91))
    cmap = pdf.stream(
        f"begincmap 1 begincodespacerange <00> <ff> endcodespacerange 26 beginbfchar {pairs} endbfchar endcmap"
    )
    font = pdf.add(f"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode {cmap} 0 R>>")
    pdf.page(show("SECRETMESSAGE").replace("/F1", "/F2"), resources=f"/Font<</F2 {font} 0 R>>")
    ocr = Ocr()
    read(pdf.build().replace(b"/Font<</F1 3 0 R>>/Font", b"/Font"), ocr)
    assert [document.path for document in ocr.asked] == ["a.pdf!p1"]
