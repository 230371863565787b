"""`extract` over whole messages."""

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.errors import Cancelled
from dlp_service.extract import Document, Reading, extract
from dlp_service.extract.local import LocalReader
from dlp_service.extract.texts.text import unflow
from dlp_service.mail import parse
from dlp_service.values import Extraction, GapReason, PartText
from tests.shared import SHARED, needs_shared

LIMITS = Limits()
READER = LocalReader(LIMITS, parse)


def read(raw: str | bytes, budget: Budget | None = None) -> Extraction:
    message = parse(raw.encode() if isinstance(raw, str) else raw, LIMITS, Budget.unlimited())
    return extract(message, READER, LIMITS, budget or Budget.unlimited())


def found(raw: str | bytes) -> list[tuple[str, str, str]]:
    return [(text.path, text.where, text.text) for text in read(raw).texts]


ALTERNATIVE = (
    "Subject: {subject}\nMessage-ID: <{id}>\nContent-Type: multipart/alternative; boundary={b}\n\n"
    "--{b}\n\n{plain}\n--{b}\nContent-Type: text/html\n\n{html}\n--{b}--\n"
)


def alternative(plain: str, html: str, subject: str = "s", number: str = "1", boundary: str = "b") -> str:
    return ALTERNATIVE.format(subject=subject, id=number, b=boundary, plain=plain, html=html)


def test_html_that_repeats_the_plain_text_is_left_out():
    assert found(alternative("Hello  Ann,\nsee you", "<p>Hello Ann,</p><p>see&nbsp;you</p><img alt=logo>")) == [
        ("", "subject", "s"),
        ("1", "body", "Hello  Ann,\nsee you"),
        ("2", "hidden", "logo"),
    ]


def test_html_that_says_more_is_kept():
    assert ("2", "body", "Hello\nSECRET") in found(alternative("Hello", "<p>Hello</p><p>SECRET</p>"))


def test_html_whose_letters_are_scattered_in_the_plain_text_is_kept():
    plain = "Some everyday concerns remain, everyone thinks."
    html = "<p>S</p><p>e</p><p>c</p><p>r</p><p>e</p><p>t</p>"
    assert ("2", "body", "S\ne\nc\nr\ne\nt") in found(alternative(plain, html))


def test_label_headers_are_text_and_others_are_not():
    raw = (
        "Subject: x\nX-Protective-Marking: VER=2018.6, SEC=OFFICIAL\nSensitivity: Company-Confidential\nX-Mailer: y\n"
        "SIO-Label: marking=x\nmsip_labels: MSIP_Label_1_Enabled=true\nx-titus-metadata-40: e30=\nKeywords: k\nImportance: high\n\nb"
    )
    assert [text for _, where, text in found(raw) if where == "header"] == [
        "X-Protective-Marking: VER=2018.6, SEC=OFFICIAL",
        "Sensitivity: Company-Confidential",
        "SIO-Label: marking=x",
        "msip_labels: MSIP_Label_1_Enabled=true",
        "x-titus-metadata-40: e30=",
        "Keywords: k",
    ]


def test_an_embedded_message_gives_its_subject_people_and_body():
    raw = (
        "Subject: FW\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\nsee below\n"
        '--a\nContent-Type: message/rfc822\nContent-Disposition: attachment; filename="SECRET plan.eml"\n\n'
        "From: Ann <a@x.example>\nTo: b@x.example\nSubject: the plan\n\ninner\n--a--\n"
    )
    assert found(raw) == [
        ("", "subject", "FW"),
        ("2", "subject", "the plan"),
        ("2", "header", "From: Ann <a@x.example>"),
        ("2", "header", "To: b@x.example"),
        ("1", "body", "see below"),
        ("2/SECRET plan.eml", "file_name", "SECRET plan.eml"),
        ("2.1", "body", "inner"),
    ]


def test_attachments_go_by_part_number_and_name():
    raw = (
        'Content-Type: text/csv; name="staff.csv"\nContent-Disposition: attachment; filename="staff.csv"\n\na,b\n1,2\n'
    )
    assert found(raw) == [("1/staff.csv", "file_name", "staff.csv"), ("1/staff.csv", "cell", "a\tb\n1\t2")]
    assert read(raw).attachment_names == ("staff.csv",)


def test_a_large_body_is_left_to_the_reader():
    seen: list[Document] = []

    class Recorder:
        def read(self, document: Document, budget: Budget) -> Reading:
            seen.append(document)
            return Reading((PartText(document.path, "body", "read elsewhere"),))

    message = parse(b"Subject: x\n\n" + b"a line\n" * 50_000, LIMITS, Budget.unlimited())
    extraction = extract(message, Recorder(), LIMITS, Budget.unlimited())
    assert [document.path for document in seen] == ["1"]
    assert extraction.texts[-1].text == "read elsewhere"


def test_dark_parts_are_not_read_again():
    raw = (
        'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=a\n\n'
        "--a\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--a\nContent-Type: application/octet-stream\n\n\0x\n--a--\n"
    )
    extraction = read(raw)
    assert [(gap.reason, gap.container) for gap in extraction.gaps] == [(GapReason.ENCRYPTED, "PGP")]
    assert extraction.texts == ()


def test_pgp_in_the_text_is_dark():
    (gap,) = read("Subject: x\n\n-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n").gaps
    assert (gap.path, gap.reason, gap.container) == ("1", GapReason.ENCRYPTED, "PGP")


def test_uuencoded_files_in_the_text_are_read():
    assert found("Subject: x\n\nhere:\nbegin 644 a.txt\n&4T5#4D54\n`\nend\nbye\n")[2:] == [
        ("1/a.txt", "file_name", "a.txt"),
        ("1/a.txt", "body", "SECRET"),
    ]


def test_stray_control_characters_do_not_hide_a_text():
    assert ("1", "body", "SEC\x01RET plan\n") in found("Subject: x\n\nSEC\x01RET\0 plan\n")


@pytest.mark.parametrize("body", [bytes(range(256)) * 20, b"\x7fELF\x02\x01\x01" + bytes(500), b"x\0y\1\2\3"])
def test_binary_in_place_of_a_text_is_read_and_reported(body):
    extraction = read(b"Subject: x\n\n" + body)
    assert [(gap.path, gap.reason, gap.material) for gap in extraction.gaps] == [("1", GapReason.UNSUPPORTED, True)]
    assert extraction.texts


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-32", "shift-jis", "gb18030", "iso2022_jp"])
def test_writing_in_any_charset_is_no_binary(codec):
    head = f"Subject: x\nContent-Type: text/plain; charset={codec}\n\n".encode()
    assert read(head + ("\u4e00\u66f8\u985e\u3067\u3059\n" * 40).encode(codec)).gaps == ()


def test_calendar_lines_are_unfolded():
    raw = "Content-Type: text/calendar; method=REQUEST\n\nSUMMARY:Visit of\n  Ann\nDESCRIPTION:one\\ntwo\n"
    assert found(raw) == [("1", "body", "Visit of Ann\none\ntwo")]


@pytest.mark.parametrize(
    ("flowed", "expected", "is_delsp"),
    [
        ("one \ntwo", "one two", False),
        ("one \ntwo", "onetwo", True),
        (">> a \n>> b\n> c", ">> a b\n> c", False),
        ("a \n> b", "a \n> b", False),
        (" From x", "From x", False),
        ("a\n-- \nme", "a\n-- \nme", False),
    ],
)
def test_flowed_lines_are_joined(flowed, expected, is_delsp):
    assert unflow(flowed, is_delsp=is_delsp) == expected


# --- digest and time ------------------------------------------------------------------------------


def test_a_resend_has_the_same_content_digest():
    first = read(alternative("Hello Ann", "<p>Hello Ann", "one", "1", "aaa"))
    second = read(alternative("Hello  Ann", "<p>Hello Ann", "two", "2", "bbb"))
    assert first.content_digest == second.content_digest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Hello", "<p>Hello"), ("Hallo", "<p>Hello")),
        (("Hello", "<p>Hello"), ("Hello", "<p>Hello<p hidden>more")),
    ],
)
def test_other_content_has_another_digest(one, other):
    assert read(alternative(*one)).content_digest != read(alternative(*other)).content_digest


def test_encrypted_content_counts_for_the_digest():
    raw = "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\n{}"
    assert read(raw.format("one")).content_digest != read(raw.format("two")).content_digest


def test_a_passed_deadline_leaves_gaps_and_the_subject():
    extraction = read("Subject: x\n\nbody", Budget(deadline=0))
    assert [text.where for text in extraction.texts] == ["subject"]
    assert [(gap.path, gap.reason) for gap in extraction.gaps] == [("1", GapReason.TIMED_OUT)]


def test_a_cancelled_call_ends():
    budget = Budget.unlimited()
    budget.cancelled.set()
    with pytest.raises(Cancelled):
        read("Subject: x\n\nbody", budget)


# --- examples -------------------------------------------------------------------------------------


def example(name: str) -> Extraction:
    return read((SHARED / "examples/messages" / name).read_bytes())


@needs_shared
@pytest.mark.parametrize(
    ("name", "where", "words"),
    [
        ("p009.eml", "cell", "ORCHID LANTERN"),
        ("p028.eml", "hidden", "interpreter"),
        ("p029.eml", "footer", "OFFICIAL-SENSITIVE"),
        ("p030.eml", "cell", "interpreter"),
        ("p031.eml", "note", "CINDERPATH"),
        ("p032.eml", "hidden", "NI"),
    ],
)
def test_hidden_places_of_the_examples_are_read(name, where, words):
    assert any(text.where == where and words in text.text for text in example(name).texts)


@needs_shared
def test_unreadable_attachments_of_the_examples_say_why():
    assert [(gap.reason, gap.container) for gap in example("p033.eml").gaps] == [(GapReason.ENCRYPTED, "ARCHIVE")]
    damage = example("p034.eml").gaps
    assert {gap.reason for gap in damage} == {GapReason.DAMAGED}
    assert damage[0].container == "OFFICE"


@needs_shared
def test_malformed_messages_are_extracted_without_an_exception():
    for file in sorted((SHARED / "data/extract/files/mime").rglob("*.eml")):
        assert read(file.read_bytes()).content_digest


# --- what is said of a part -----------------------------------------------------------------------

DESCRIBED = "Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: text/plain\nContent-Description: {}\nContent-Disposition: attachment; filename=plan.txt\n\ny\n--b--\n"


def test_a_description_of_a_part_is_its_property():
    assert ("2/plan.txt", "property", "Plan of the dock") in found(DESCRIBED.format("Plan of the dock"))
    assert ("2/plan.txt", "property", "Größe") in found(DESCRIBED.format("=?utf-8?Q?Gr=C3=B6=C3=9Fe?="))
    carried = "Content-Type: message/rfc822\nContent-Description: Northern plan\n\nSubject: inner\n\ny"
    assert ("1", "property", "Northern plan") in found(carried)


@pytest.mark.parametrize("description", ["plan.txt", "", "Undelivered Message", "S/MIME Cryptographic Signature"])
def test_a_description_that_repeats_the_name_or_is_a_programs_says_nothing(description):
    assert [where for _, where, _ in found(DESCRIBED.format(description))] == ["subject", "body", "file_name", "body"]


SAVED = (
    "Subject: s\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\nContent-Location: https://intranet.example/plan\n\n"
    "<p>x</p><img src='https://intranet.example/dock.png'>\n--b\nContent-Type: text/css\nContent-Location: {}\n\na{{}}\n--b--\n"
)


def test_addresses_that_parts_were_saved_from_are_hidden_and_said_once():
    hidden = [text for _, where, text in found(SAVED.format("https://intranet.example/dock.css")) if where == "hidden"]
    assert hidden == [
        "https://intranet.example/plan",
        "https://intranet.example/dock.png",
        "https://intranet.example/dock.css",
    ]
    for said in ("https://intranet.example/dock.png", "cid:css-1@mhtml.blink"):
        hidden = [text for _, where, text in found(SAVED.format(said)) if where == "hidden"]
        assert hidden == ["https://intranet.example/plan", "https://intranet.example/dock.png"]


def test_fields_of_a_carried_mail_that_only_its_source_shows_are_hidden_without_those_of_servers():
    fields = "Received: from x by y\nX-MS-Has-Attach: yes\nX-Mailer: Writer 12\nDKIM-Signature: v=1; a=rsa\nX-Spam-Report: none at all\nX-Count: 12\n"
    carried = "Subject: outer\nX-Note: outer note\nContent-Type: message/rfc822\n\nSubject: inner\n" + fields
    assert "hidden" not in [where for _, where, _ in found(carried + "\ny")]
    assert ("1", "hidden", "X-Note: for the dock") in found(carried + "X-Note: for the dock\n\ny")
