"""In a message OCR never comes before what can be read at once, and has a time of its own."""

from email.message import EmailMessage

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import extract
from dlp_service.extract.interface import Document, Reading
from dlp_service.mail import parse
from dlp_service.values import GapReason
from tests.extract.images import png


class SlowReader:
    """Takes as long as it is given for a picture, and nothing for the rest; remembers the order and the seconds."""

    def __init__(self) -> None:
        self.now = 0.0
        self.asked: list[tuple[str, float]] = []

    def clock(self) -> float:
        return self.now

    def read(self, document: Document, budget: Budget) -> Reading:
        self.asked.append((document.file_name, budget.remaining()))
        if document.file_name.endswith("png"):
            self.now += min(6.0, budget.remaining())
        return Reading()


def message(*names: str) -> bytes:
    mail = EmailMessage()
    mail.set_content("see attached")
    for name in names:
        content = {"png": png(width=900, height=900), "pdf": b"%PDF-1.7 /Subtype /Image", "csv": b"Name;No\nAnn;7"}[
            name[-3:]
        ]
        mail.add_attachment(content, "application", "octet-stream", filename=name)
    return mail.as_bytes()


def read(*names: str, seconds: float = 30.0) -> tuple[SlowReader, list[GapReason]]:
    reader = SlowReader()
    found = extract(
        parse(message(*names), Limits(), Budget.unlimited()), reader, Limits(), Budget.of(seconds, clock=reader.clock)
    )
    return reader, [gap.reason for gap in found.gaps]


def test_pictures_come_after_documents_and_documents_with_pictures_after_those_without():
    reader, _ = read("1.png", "2.pdf", "3.csv")
    assert [name for name, _ in reader.asked] == ["3.csv", "2.pdf", "1.png"]


def test_pictures_of_a_message_share_a_time_and_each_still_says_what_it_is():
    reader, gaps = read("1.png", "2.png", "3.png", "4.png")
    assert [seconds for _, seconds in reader.asked] == [15.0, 9.0, 3.0, 1.0]
    assert gaps == []


def test_a_deadline_is_felt_by_pictures_first():
    reader, gaps = read("1.png", "2.png", "3.csv", seconds=5.0)
    assert [name for name, _ in reader.asked] == ["3.csv", "1.png"]
    assert gaps == [GapReason.TIMED_OUT]
