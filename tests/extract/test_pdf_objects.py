"""The objects and streams of a PDF, by themselves."""

import base64
import zlib

import pytest

from dlp_service.budget import Budget
from dlp_service.extract.pdf.filters import Unreadable, decoded, inflate
from dlp_service.extract.pdf.syntax import Name, Ref, parse_object
from dlp_service.extract.pdf.table import read_table

TEXT = b"Operation Rose begins on Monday. " * 9


def undone(raw: bytes, name: str, parameters: object = None) -> bytes:
    return decoded(raw, [Name(name)], [parameters], 10_000)


def run_lengths(content: bytes) -> bytes:
    pieces = [content[start : start + 100] for start in range(0, len(content), 100)]
    return b"".join(bytes([len(piece) - 1]) + piece for piece in pieces) + b"\x80"


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("FlateDecode", zlib.compress(TEXT)),
        ("Fl", zlib.compress(TEXT)),
        ("ASCIIHexDecode", TEXT.hex(" ").encode() + b">"),
        ("ASCII85Decode", base64.a85encode(TEXT, wrapcol=60) + b"~>"),
        ("RunLengthDecode", run_lengths(TEXT)),
    ],
)
def test_text_filters_are_undone(name: str, raw: bytes) -> None:
    assert undone(raw, name) == TEXT


def test_lzw_is_undone_as_the_standard_shows() -> None:
    """The example of ISO 32000-2 section 7.4.4.2."""
    assert undone(bytes.fromhex("800B6050220C0C8501"), "LZWDecode") == bytes([45, 45, 45, 45, 45, 65, 45, 45, 45, 66])


def test_runs_are_undone() -> None:
    assert undone(bytes([254]) + b"a" + bytes([1]) + b"bc" + bytes([128]), "RunLengthDecode") == b"aaabc"


@pytest.mark.parametrize(
    ("rows", "kind"),
    [(b"\x00abc\x00abd", 0), (b"\x01a\x01\x01\x01a\x01\x02", 1), (b"\x02abc\x02\x00\x00\x01", 2)],
)
def test_rows_that_are_predicted_from_others_are_restored(rows: bytes, kind: int) -> None:
    parameters = {"Predictor": 10 + kind, "Columns": 3}
    restored = undone(zlib.compress(rows), "FlateDecode", parameters)
    assert restored == b"abcabd"


def test_filters_follow_one_another_and_unknown_ones_are_not_guessed() -> None:
    raw = base64.a85encode(zlib.compress(TEXT)) + b"~>"
    assert decoded(raw, [Name("ASCII85Decode"), Name("FlateDecode")], [], 10_000) == TEXT
    for name in ("DCTDecode", "JPXDecode", "JBIG2Decode", "Unheard"):
        with pytest.raises(Unreadable):
            undone(raw, name)


def test_nothing_unpacks_beyond_its_limit() -> None:
    assert len(inflate(zlib.compress(bytes(1_000_000)), 1000)) == 1001


def test_every_cut_of_a_packed_stream_gives_what_precedes_it() -> None:
    raw = zlib.compress(TEXT + bytes(range(256)))
    for end in range(len(raw)):
        assert (TEXT + bytes(range(256))).startswith(inflate(raw[:end], 10_000))


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"(a\\(b\\051 \\\\ \\101\\\r\nc\rd)", b"a(b) \\ Ac\nd"),
        (b"<48 65 6C6c6F7>", b"Hellop"),
        (b"/A#20B#C3#A9", "A Bé"),
        (b"[1 0 R -2.5 +7 .5 true null]", [Ref(1), -2.5, 7, 0.5, True, None]),
        (b"<</A<</B[(x)]>>/C % note\n 1>>", {"A": {"B": [b"x"]}, "C": 1}),
        (b"<</A /B /C", {"A": "B"}),
        (b"[[[(x)", [[[b"x"]]]),
        (b">>", None),
    ],
)
def test_objects_are_read_as_written_and_open_ones_are_closed(raw: bytes, value: object) -> None:
    assert parse_object(raw, 0, len(raw))[0] == value


def test_the_last_object_of_a_number_counts_and_the_insides_of_streams_do_not() -> None:
    content = (
        b"1 0 obj (old) endobj 2 0 obj <</Length 17>> stream\n1 0 obj (fake) \n\nendstream endobj 1 0 obj (new) endobj"
    )
    table = read_table(content, 1000, Budget.unlimited())
    assert (table.get(1), table.replaced, sorted(table.current)) == (b"new", {1}, [1, 2])


def test_objects_in_object_streams_are_found() -> None:
    content = b"5 0 obj <</Type/ObjStm/N 2/First 8/Length 22>> stream\n7 0 8 7 (seven)(eight)\nendstream endobj"
    table = read_table(content, 1000, Budget.unlimited())
    assert (table.get(7), table.get(8)) == (b"seven", b"eight")
