"""Text whose charset nobody says, tables of every dialect, and what stands in a text as base64."""

import base64

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract.interface import Document
from dlp_service.extract.local import LocalReader
from dlp_service.extract.texts.text import decode_text
from dlp_service.values import GapReason

RUSSIAN = "Список сотрудников отдела:\nИванов, Петров и Сидоров.\n" * 3
JAPANESE = "乗組員名簿\n山田太郎、佐藤花子。\nこの文書は秘密です。\n" * 3
CHINESE = "船员名单\n张伟,李娜。\n这份文件是机密。\n" * 3
ENGLISH = "Crew list\nAnn Example and Bob.\n" * 3


def texts(content: bytes, name: str = "") -> list[tuple[str, str, str]]:
    reading = LocalReader(Limits()).read(Document("f", content, file_name=name), Budget.unlimited())
    return [(text.path.removeprefix("f"), text.where, text.text) for text in reading.texts]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", [RUSSIAN, JAPANESE, CHINESE, ENGLISH], ids=["ru", "ja", "zh", "en"])
def test_wide_text_needs_no_mark(codec, text):
    assert texts(text.encode(codec)) == [("", "body", text)]


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("iso2022_jp", JAPANESE),
        ("iso2022_jp_2", JAPANESE),
        ("iso2022_kr", "승무원 명단\n비밀 문서\n"),
        ("hz", CHINESE),
        ("utf-7", RUSSIAN),
        ("utf-8", JAPANESE),
        ("cp1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("euc_jp", JAPANESE),
        ("gb18030", CHINESE),
        ("shift_jis", JAPANESE),
        ("big5", "船員名單\n這份文件是機密。\n"),
        ("euc_kr", "승무원 명단\n비밀 문서\n"),
    ],
)
def test_text_is_known_by_its_look(codec, text):
    assert texts(text.encode(codec)) == [("", "body", text)]


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r"])
def test_capitals_in_pairs_are_no_chinese(codec):
    text = decode_text("СОВЕРШЕННО СЕКРЕТНО ЧЕРТЕЖ МОТОРОВ".encode(codec))
    assert all("\u0400" <= letter <= "\u04ff" for letter in text if letter != " ")


def test_a_long_english_beginning_does_not_hide_the_charset():
    text = "plain words\n" * 5000 + RUSSIAN
    assert decode_text(text.encode("cp1251")) == text


def test_one_broken_byte_does_not_break_the_rest():
    assert decode_text("Größe\nMaß\n".encode() + b"caf\xe9") == "Größe\nMaß\ncafé"
    assert decode_text("одна длинная строка, ".encode() * 9 + b"\xff") == "одна длинная строка, " * 9 + "\ufffd"


@pytest.mark.parametrize(
    "text", ["call +1-202-555-0100 or +44-20", "a+b-c and C++- and x+abc-", "2+2-1", "+ABC-", "one +120- two +120-"]
)
def test_numbers_and_sums_are_no_utf7(text):
    assert decode_text(text.encode()) == text


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 8, b"\x7fELF\x02\x01\x01" + bytes(60) + b"\x03\0>\0\x01\0\0\0" * 20]
)
def test_binary_is_no_wide_text(data):
    reading = LocalReader(Limits()).read(Document("f", data), Budget.unlimited())
    assert [gap.reason for gap in reading.gaps] == [GapReason.UNSUPPORTED]


# --- tables ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("name;rate\nAnn;1,5\nBob;2,25\n", "name\trate\nAnn\t1,5\nBob\t2,25"),
        ("name|no\nAnn|7\n", "name\tno\nAnn\t7"),
        ('sep=;\nname;"no;x"\n', "name\tno;x"),
        ('a,b\n"two\nlines",c\n', "a\tb\ntwo lines\tc"),
        ('"a ""quoted"" word",b\n', 'a "quoted" word\tb'),
        ("a\tb\n\tc\n", "a\tb\n\tc"),
    ],
)
def test_tables_of_every_dialect(table, rows):
    assert texts(table.encode(), "t.csv") == [("", "cell", rows)]


def test_a_quote_that_never_closes_costs_no_text():
    table = 'a,b\n"' + "words,more\n" * 20_000
    ((_, _, text),) = texts(table.encode(), "t.csv")
    assert text.count("words") == 20_000


def test_a_hundred_thousand_rows_are_read():
    ((_, where, text),) = texts(b'"Ann, Example",7\n' * 100_000, "t.csv")
    assert (where, text.count("\n"), text[:14]) == ("cell", 99_999, "Ann, Example\t7")


# --- what stands in a text ------------------------------------------------------------------------


def test_letters_of_json_are_letters():
    assert texts(rb'{"name": "J\u00fcrgen \ud83d\ude00", "path": "C:\\u0041"}') == [
        ("", "body", '{"name": "Jürgen 😀", "path": "C:\\\\u0041"}')
    ]


def test_a_file_in_a_data_address_is_a_document():
    inner = base64.b64encode(b"text in a picture's place").decode()
    assert texts(f"![pier](data:image/png;base64,{inner}) and more".encode())[1:] == [
        ("/data1", "body", "text in a picture's place")
    ]


def test_data_addresses_are_limited():
    inner = base64.b64encode(b"some words here").decode()
    limits = Limits(archive_entries=10)
    reading = LocalReader(limits).read(Document("f", f"data:x/y;base64,{inner} ".encode() * 30), Budget.unlimited())
    assert [gap.reason for gap in reading.gaps] == [GapReason.OVER_LIMIT]
