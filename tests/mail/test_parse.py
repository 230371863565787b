"""What `mail.parse` promises for well-formed and for ordinary broken mail."""

import base64

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.errors import Cancelled, InvalidMessage
from dlp_service.mail import parse
from dlp_service.values import Gap, GapReason, Message, Origin

LIMITS = Limits()


def read(raw: bytes | str, limits: Limits = LIMITS) -> Message:
    data = raw.encode() if isinstance(raw, str) else raw
    return parse(data, limits, Budget.unlimited())


def paths(message: Message) -> list[tuple[str, str]]:
    return [(part.path, part.content_type) for part in message.parts]


def test_parts_are_numbered_as_imap_numbers_them():
    message = read(
        "Content-Type: multipart/mixed; boundary=a\n\n"
        "--a\nContent-Type: multipart/alternative; boundary=b\n\n"
        "--b\n\nplain\n--b\nContent-Type: text/html\n\n<p>html\n--b--\n"
        "--a\nContent-Type: message/rfc822\n\n"
        "Subject: inner\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\none\n--c\n\ntwo\n--c--\n"
        "--a\nContent-Type: message/rfc822\n\nSubject: single\n\ntext\n"
        "--a--\n"
    )
    assert paths(message) == [
        ("1.1", "text/plain"),
        ("1.2", "text/html"),
        ("2.1", "text/plain"),
        ("2.2", "text/plain"),
        ("3.1", "text/plain"),
    ]
    assert [(path, headers[0].value) for path, headers in message.nested] == [("2", "inner"), ("3", "single")]


def test_a_message_of_one_part_is_part_1():
    message = read("Subject: x\r\n\r\nhello\r\n")
    assert [(part.path, part.content) for part in message.parts] == [("1", b"hello\r\n")]


def test_the_line_end_before_a_delimiter_belongs_to_the_delimiter():
    message = read(
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\none\r\n\r\n--a\r\n\r\ntwo\r\n--a--\r\n"
    )
    assert [part.content for part in message.parts] == [b"one\r\n", b"two"]


@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n"])
def test_any_kind_of_line_end_is_a_line_end(newline):
    raw = "Subject: x\n  y\nContent-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/html\n\nb\n--a--\n"
    message = read(raw.replace("\n", newline))
    assert message.subject == "x  y"
    assert [(part.content_type, part.content) for part in message.parts] == [("text/html", b"b")]


def test_encoded_words_are_joined_before_they_are_decoded():
    message = read("Subject: =?utf-8?B?w4A=?= =?utf-8?Q?_caf=C3?=\n =?utf-8?Q?=A9?= OFFICIAL\n\n")
    assert message.subject == "À café OFFICIAL"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("=?utf-8?Q?What?_now?=", "What? now"),
        ("=?utf-8?B?U0VD?UkVU?=", "SECRET"),
        ("=?utf-8?Q??= x", " x"),
        ("=?utf-8?B?Y?= =?utf-8?B?U0VDUkVU?=", "SECRET"),
        ("=?x-unknown?Q?=41?=", "A"),
        ("=?utf-8*en?Q?=C3=A9?=", "é"),
        ("=?utf-8?Q?open", "=?utf-8?Q?open"),
        ("a =? b ?= c", "a =? b ?= c"),
    ],
)
def test_encoded_words_against_the_rules_are_decoded_as_mail_programs_do(written, shown):
    assert read(f"Subject: x{written}\n\n").subject == f"x{shown}"


def test_open_encoded_words_without_end_are_cheap():
    message = parse(b"Subject: " + b"=?a?q?x" * 36_000 + b"\n\n", LIMITS, Budget.of(20))
    assert message.subject.startswith("=?a?q?x=?a")


def test_raw_eight_bit_headers_are_utf_8_or_windows_1252():
    assert read("Subject: Größe\n\n").subject == "Größe"
    assert read("Subject: Größe\n\n".encode("cp1252")).subject == "Größe"


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ('Content-Disposition: attachment; filename="a b.doc"', "a b.doc"),
        ("Content-Disposition: attachment; filename*=utf-8''na%C3%AFve.txt", "naïve.txt"),
        ("Content-Disposition: attachment; filename*1*=%AFve.txt; filename*0*=utf-8''na%C3", "naïve.txt"),
        ('Content-Disposition: attachment; filename*0="long "; filename*1="name.pdf"', "long name.pdf"),
        ('Content-Disposition: attachment; filename="=?utf-8?B?cGzDpG5l?="', "pläne"),
        ("Content-Disposition: attachment; filename=unquoted name.txt", "unquoted name.txt"),
        ("Content-Type: application/x; name=only.bin", "only.bin"),
        ('Content-Disposition: attachment; filename="with\\"quote.txt"', 'with"quote.txt'),
    ],
)  # fmt: skip
def test_file_names_are_read_in_every_common_spelling(field, name):
    (part,) = read(f"{field}\n\nx").parts
    assert part.file_name == name
    assert part.is_attachment


def test_flowed_text_says_so():
    (part,) = read("Content-Type: text/plain; format=Flowed; DelSp=Yes; charset=UTF-8\n\nx").parts
    assert (part.is_flowed, part.is_delsp, part.charset) == (True, True, "UTF-8")


def test_parts_of_a_digest_are_messages_by_default():
    message = read("Content-Type: multipart/digest; boundary=a\n\n--a\n\nSubject: one\n\ntext\n--a--\n")
    assert paths(message) == [("1.1", "text/plain")]
    assert message.nested[0][1][0].value == "one"


def test_a_missing_boundary_parameter_is_guessed_from_the_body():
    message = read("Content-Type: multipart/mixed\n\n--xyz\nContent-Type: text/html\n\n<b>\n--xyz--\n")
    assert paths(message) == [("1", "text/html")]


def test_a_boundary_that_never_appears_leaves_the_text_readable():
    message = read("Content-Type: multipart/mixed; boundary=a\n\nSECRET text\n")
    assert message.parts[0].content == b"SECRET text\n"
    assert message.gaps == (Gap("", GapReason.DAMAGED, "a multipart without its parts", material=False),)


def test_an_outer_boundary_ends_an_inner_multipart():
    message = read(
        "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n"
        "--i\n\nunclosed\n--o\n\nlast\n--o--\n"
    )
    assert [(part.path, part.content) for part in message.parts] == [("1.1", b"unclosed"), ("2", b"last")]


def test_what_stands_around_the_parts_is_kept_unless_it_is_a_stock_remark():
    body = "--a\n\nx\n--a--\n"
    head = "Content-Type: multipart/mixed; boundary=a\n\n"
    assert len(read(f"{head}This is a multi-part message in MIME format.\n{body}").parts) == 1
    message = read(f"{head}the real text\n{body}and more\n")
    assert [(part.path, part.content, part.disposition) for part in message.parts] == [
        ("0", b"the real text", "margin"),
        ("2", b"and more\n", "margin"),
        ("1", b"x", ""),
    ]


# --- transfer encodings ---------------------------------------------------------------------------


def content(encoding: str, body: bytes) -> tuple[bytes, list[GapReason]]:
    message = parse(f"Content-Transfer-Encoding: {encoding}\n\n".encode() + body, LIMITS, Budget.unlimited())
    return message.parts[0].content, [gap.reason for gap in message.gaps]


def test_base64_is_decoded_over_any_length_and_line_shape():
    data = bytes(range(256)) * 3000
    assert content("base64", base64.encodebytes(data)) == (data, [])
    assert content("BASE64 ", base64.b64encode(data)) == (data, [])


def test_base64_goes_on_behind_padding():
    assert content("base64", b"U0VDUkVU\nQQ==\nU0VDUkVU") == (b"SECRETASECRET", [])


def test_strange_characters_in_base64_are_skipped_and_reported():
    assert content("base64", b"U0VD!UkVU") == (b"SECRET", [GapReason.DAMAGED])


def test_quoted_printable_is_decoded_as_far_as_it_goes():
    assert content("quoted-printable", b"a=3Db=\r\nc=  \nd") == (b"a=bcd", [])
    text, gaps = content("quoted-printable", b"x =ZZ y =3D")
    assert (text, gaps) == (b"x =ZZ y =", [GapReason.DAMAGED])


def test_quoted_printable_pieces_do_not_cut_escapes():
    assert content("quoted-printable", b"=41" * 300_000) == (b"A" * 300_000, [])


def test_uuencode_is_decoded():
    assert content("x-uuencode", b"begin 644 a.txt\n&4T5#4D54\n`\nend\n") == (b"SECRET", [])


def test_an_unknown_encoding_leaves_the_bytes():
    assert content("x-fancy", b"abc") == (b"abc", [GapReason.DAMAGED])


# --- people ---------------------------------------------------------------------------------------


def test_visible_people_are_those_of_to_and_cc_and_the_author():
    message = read(
        'From: "Ann Example" <Ann@Corp.EXAMPLE>\n'
        "To: Bob <b@x.example>, team: c@x.example, D <d@X.Example>;\n"
        "Cc: =?utf-8?Q?Zo=C3=AB?= <zoe@y.example>\nBcc: secret@z.example\nMessage-ID: <1@x>\n\n"
    )
    assert message.header_from == "Ann@corp.example"
    assert message.header_from_name == "Ann Example"
    assert message.visible_recipients == ("b@x.example", "c@x.example", "d@x.example", "zoe@y.example")
    assert message.visible_names == ("Bob", "D", "Zoë", "Ann Example")
    assert message.message_id == "<1@x>"


def test_a_comma_inside_quotes_or_an_encoded_word_does_not_part_a_name():
    message = read('To: "Doe, Jane" <j@x.example>, =?utf-8?Q?Roe=2C_Rick?= <r@x.example>\n\n')
    assert message.visible_names == ("Doe, Jane", "Roe, Rick")


def test_a_backslash_in_a_quoted_name_protects_the_next_character_even_another_backslash():
    message = read('To: "A \\\\ \\"B\\"" <j@x.example>\n\n')
    assert message.visible_names == ('A \\ "B"',)


# --- origin ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "origin"),
    [
        ("Subject: hello", Origin.HUMAN),
        ("Auto-Submitted: no", Origin.HUMAN),
        ("Auto-Submitted: auto-replied; owner-email=x", Origin.AUTO_REPLY),
        ("Auto-Submitted: auto-generated", Origin.APPLICATION),
        ("X-Autoreply: yes", Origin.AUTO_REPLY),
        ("Precedence: auto_reply", Origin.AUTO_REPLY),
        ("List-Id: <x.example>", Origin.LIST),
        ("Precedence: list", Origin.LIST),
        ("Precedence: bulk", Origin.APPLICATION),
        ("Content-Type: text/calendar; method=REQUEST", Origin.CALENDAR),
        ("Content-Type: text/calendar", Origin.HUMAN),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=a", Origin.DSN),
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=a", Origin.MDN),
    ],
)
def test_origin_is_judged_by_the_standard_fields(header, origin):
    assert read(f"{header}\n\n--a\n\nx\n--a--\n").origin is origin


# --- encryption -----------------------------------------------------------------------------------


def der(tag: int, body: bytes) -> bytes:
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + length + body


def oid(text: str) -> bytes:
    return der(0x06, bytes.fromhex(text))


def cms(name: str, content: bytes) -> bytes:
    return der(0x30, oid(name) + der(0xA0, content))


ENTITY = b"Content-Type: text/plain\r\n\r\nsigned and secret"
SIGNED = cms(
    "2a864886f70d010702",
    der(0x30, der(0x02, b"\1") + der(0x31, b"") + der(0x30, oid("2a864886f70d010701") + der(0xA0, der(0x04, ENTITY)))),
)
INDEFINITE = (
    b"\x30\x80" + oid("2a864886f70d010702") + b"\xa0\x80\x30\x80" + der(0x02, b"\1") + der(0x31, b"")
    + b"\x30\x80" + oid("2a864886f70d010701") + b"\xa0\x80\x24\x80" + der(0x04, ENTITY[:10]) + der(0x04, ENTITY[10:])
    + b"\0\0" * 7
)  # fmt: skip


def smime(data: bytes) -> Message:
    return read(
        b"Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(data)
    )


@pytest.mark.parametrize("data", [SIGNED, INDEFINITE])
def test_an_opaque_signature_is_opened(data):
    message = smime(data)
    assert [(part.path, part.content) for part in message.parts] == [("1.1", b"signed and secret")]
    assert message.gaps == ()


def test_an_enveloped_message_is_dark():
    message = smime(cms("2a864886f70d010703", der(0x30, b"")))
    assert [(gap.path, gap.reason, gap.container) for gap in message.gaps] == [("1", GapReason.ENCRYPTED, "SMIME")]


@pytest.mark.parametrize("cut", range(1, len(SIGNED), 7))
def test_a_cut_signature_is_a_gap(cut):
    assert smime(SIGNED[:cut]).gaps


def test_pgp_mime_is_dark():
    message = read(
        'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=a\n\n'
        "--a\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--a\nContent-Type: application/octet-stream\n\nx\n--a--\n"
    )
    assert [(gap.path, gap.reason, gap.container) for gap in message.gaps] == [("", GapReason.ENCRYPTED, "PGP")]
    assert len(message.parts) == 2


def test_rpmsg_is_dark():
    message = read("Content-Type: application/x-microsoft-rpmsg-message; name=message.rpmsg\n\nx")
    assert [(gap.path, gap.reason, gap.container) for gap in message.gaps] == [("1", GapReason.ENCRYPTED, "RPMSG")]


# --- limits ---------------------------------------------------------------------------------------


def test_no_bytes_are_a_message_without_parts():
    message = read(b"")
    assert (message.parts, message.gaps, message.size) == ((), (), 0)


def test_what_is_no_bytes_is_refused():
    with pytest.raises(InvalidMessage):
        parse("text", LIMITS, Budget.unlimited())  # type: ignore[arg-type]


def test_a_message_over_the_limit_is_read_up_to_it():
    message = read(b"Subject: x\n\n" + b"a" * 100, Limits(message_bytes=50))
    assert message.gaps[0] == Gap("", GapReason.OVER_LIMIT, "a message of more than 50 bytes")
    assert message.parts[0].content == b"a" * 38
    assert message.size == 112


def test_a_header_over_the_limit_is_cut_and_the_body_still_read():
    message = read(b"Subject: x\n" + b"X-A: b\n" * 1_000_000 + b"\nbody")
    assert [gap.reason for gap in message.gaps] == [GapReason.OVER_LIMIT]
    assert message.subject == "x"
    assert message.parts[0].content == b"body"


def test_parts_over_the_limit_are_one_gap():
    message = read(b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 100_000)
    assert len(message.parts) == LIMITS.parts
    assert [gap.reason for gap in message.gaps] == [GapReason.OVER_LIMIT]


@pytest.mark.parametrize(
    "level", [b"Content-Type: message/rfc822\n\n", b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"]
)
def test_ten_thousand_levels_are_a_gap(level):
    raw = b"".join(level.replace(b"%d", b"%d" % number) for number in range(10_000)) + b"\nx"
    assert [gap.reason for gap in read(raw).gaps] == [GapReason.OVER_LIMIT]


@pytest.mark.parametrize("line", [b"--ax\n", b"x--a\n", b"--a \t x\n", b"\n"])
def test_near_misses_of_a_delimiter_are_cheap(line):
    raw = b"Content-Type: multipart/mixed; boundary=a\n\n" + line * 1_000_000
    assert len(parse(raw, LIMITS, Budget.of(20)).gaps) == 1


def test_a_passed_deadline_is_a_gap():
    message = parse(b"Subject: x\n\nbody", LIMITS, Budget(deadline=0))
    assert [gap.reason for gap in message.gaps] == [GapReason.TIMED_OUT]


def test_a_cancelled_call_ends():
    budget = Budget.unlimited()
    budget.cancelled.set()
    with pytest.raises(Cancelled):
        parse(b"Subject: x\n\nbody", LIMITS, budget)


@pytest.mark.parametrize(
    "raw",
    [
        b"garbage without a colon\nContent-Type: text/html\n\n<b>",
        b"From ann@x.example Mon Jan  1\nContent-Type: text/html\n\n<b>",
        b"Content-Type : text/html\n\n<b>",
        b"CONTENT-TYPE: TEXT/HTML;;;\n\n<b>",
    ],
)
def test_odd_headers_are_read_like_a_mail_program_reads_them(raw):
    assert read(raw).parts[0].content_type == "text/html"


def test_text_without_any_header_is_the_body():
    assert read(b"Dear all,\nthis is no header: at all\n").parts[0].content.startswith(b"Dear all")
