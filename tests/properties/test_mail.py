"""Whatever the bytes are, they are a Message and an Extraction; nothing raises."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Document, extract
from dlp_service.extract.local import LocalReader
from dlp_service.mail import parse
from dlp_service.values import Extraction
from tests.extract.builders import docx, paragraph, sheet, xlsx, zipped

LIMITS = Limits(parts=50, mime_depth=8, archive_entries=50, archive_depth=3)
READER = LocalReader(LIMITS, parse)
SEEDS = (
    docx(paragraph("words") * 5),
    xlsx({"S": sheet('<row><c r="A1"><v>1</v></c></row>')}),
    zipped({"a.txt": "words", "b.html": "<p>x"}),
    b"Subject: x\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nx\r\n--a--\r\n",
    b"<html><table><tr><td>a<td>b</table><!-- c --><p style='display:none'>d",
    b"<?xml version='1.0'?><a><b c='d'>e</b></a>",
)
FIELDS = st.sampled_from(
    [
        "Subject: =?utf-8?B?w4A=?=",
        "From: A <a@x.example>, (c) b@x.example;",
        "Content-Type: multipart/mixed; boundary=a",
        'Content-Type: multipart/alternative; boundary="b"',
        "Content-Type: message/rfc822",
        "Content-Type: text/html; charset=utf-7",
        "Content-Type: application/pkcs7-mime",
        "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: quoted-printable",
        "Content-Disposition: attachment; filename*0*=utf-8''a%; filename*1=b",
        "garbage",
        " folded",
    ]
)  # fmt: skip
LINES = st.sampled_from(["--a", "--a--", "--b", "--b--", "", "text =3D =", "UEsDBA==", "begin 644 a", "end", "<p>x"])
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def walked(raw: bytes) -> Extraction:
    message = parse(raw, LIMITS, Budget.unlimited())
    assert message.size == len(raw)
    return extract(message, READER, LIMITS, Budget.unlimited())


def check(extraction: Extraction) -> None:
    assert len(extraction.content_digest) == 64
    for text in extraction.texts:
        assert text.text.encode("utf-8")


@QUICK
@given(st.binary(max_size=2000))
def test_any_bytes_are_a_message(raw):
    check(walked(raw))


@QUICK
@given(st.lists(st.one_of(FIELDS, LINES), max_size=40), st.sampled_from(["\r\n", "\n", "\r"]))
def test_any_arrangement_of_mail_lines_is_a_message(lines, newline):
    check(walked(newline.join(lines).encode()))


@QUICK
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=0, max_size=6)), max_size=5),
    st.floats(0, 1),
)
def test_any_damage_to_a_document_is_a_reading(seed, edits, cut):
    data = bytearray(seed)
    for place, patch in edits:
        start = int(place * len(data))
        data[start : start + len(patch)] = patch
    reading = READER.read(Document("1", bytes(data[: int(len(data) * cut) + 1])), Budget.unlimited())
    for text in reading.texts:
        assert text.text.encode("utf-8")
    assert all(gap.path.startswith("1") for gap in reading.gaps)


@QUICK
@given(st.binary(max_size=500), st.binary(max_size=500))
def test_the_content_digest_ignores_headers_and_boundaries(one, two):
    def message(boundary: str, number: int) -> bytes:
        mark = b"--" + boundary.encode()
        head = f"Message-ID: <{number}>\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary={boundary}\r\n\r\n".encode()
        part = b"\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        return head + mark + part + one + b"\r\n" + mark + part + two + b"\r\n" + mark + b"--\r\n"

    first, second = message("q7Zk2LwX", 1), message("another0Boundary", 2)
    assert walked(first).content_digest == walked(second).content_digest
