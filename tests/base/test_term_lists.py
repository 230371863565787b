"""Lists of terms: every mistake with its line, and what is odd about good ones."""

from datetime import date

import pytest

from dlp_service.detect.terms.remarks import remarks
from dlp_service.errors import ConfigError
from dlp_service.term_lists import read_terms, scan_terms

TODAY = date(2026, 11, 1)


def write(tmp_path, text):
    path = tmp_path / "t.csv"
    path.write_text(text)
    return path


def test_every_mistake_is_told_with_its_line(tmp_path):
    rows = ["GOOD HERON,0.4,,", ",0.5,,", "X,0.5,,", f"{'a' * 10_240},0.5,,", "HERON,heavy,,", "EGRET,2,,", "STORK,0.5,2020-99-01,", "CRANE,0.5,,perhaps", "IBIS,0.5,,no,more", "TEAL,,,", "nan owl,nan,,"]  # fmt: skip
    found = scan_terms(write(tmp_path, "\n".join(["term,weight,valid_until,near", *rows, ""])))
    assert [(line, term.term) for line, term in found.entries] == [(2, "GOOD HERON")]
    assert [mistake.line for mistake in found.mistakes] == list(range(3, 13))
    assert "a term of 10240 letters is too long" in str(found.mistakes[2])
    with pytest.raises(ConfigError, match=r"t\.csv:3: term is empty"):
        read_terms(write(tmp_path, "term,weight\nHERON,0.5\n,0.4\nX,0.1\n"))


def test_dates_and_switches_are_read(tmp_path):
    path = write(
        tmp_path, "term,weight,created,valid_until,near,variants\nHERON,0.5,2026-01-01,2026-12-31,YES,a b | c d |\n"
    )
    (term,) = read_terms(path)
    assert (term.created, term.valid_until, term.near, term.variants) == (
        date(2026, 1, 1),
        date(2026, 12, 31),
        True,
        ("a b", "c d"),
    )


def told(tmp_path, *rows):
    found = scan_terms(write(tmp_path, "\n".join(["term,weight,variants,created,valid_until", *rows, ""])))
    assert found.mistakes == ()
    return [(remark.line, remark.level, remark.code, remark.text) for remark in remarks(found.entries, TODAY)]


def test_what_is_listed_twice_is_told_with_both_lines(tmp_path):
    assert told(tmp_path, "GLASS HERON,0.4,,,", "Glass-Heron,0.9,,,", "GLАSS HERON,0.4,,,", "TEALWAY,0.4,glassheron,,", "GLASS HERON 2,0.1,,,") == [
        (3, "warning", "DUPLICATE_OTHER_WEIGHT", "weighs 0.9, and is the same as line 2, which weighs 0.4: line 3 holds"),
        (4, "note", "DUPLICATE", "is the same as line 2 once case and separators are gone"),
        (5, "note", "VARIANT_ELSEWHERE", "has a variant that line 2 has too"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("HERONRY WAY,0.4,,,2026-10-31", "EXPIRED"),
        ("HERONRY WAY,0.4,,,2026-11-20", "EXPIRES_SOON"),
        ("HERONRY WAY,0.4,,2027-01-01,2026-12-31", "ENDS_BEFORE_IT_BEGINS"),
        ("HERON.*WAY,0.4,,,", "LITERAL"),
        (r"HERON\d+,0.4,,,", "LITERAL"),
        ("HERON[12],0.4,,,", "LITERAL"),
        ("Heron,0.4,,,", "ORDINARY_WORD"),
        ("HERONRY WAY,0,,,", "NO_WEIGHT"),
    ],
)
def test_an_odd_entry_is_told(tmp_path, row, code):
    assert [(line, told_code) for line, _, told_code, _ in told(tmp_path, row)] == [(2, code)]


def test_remarks_name_no_term(tmp_path):
    rows = ("GLASS HERON,0.4,,,2020-01-01", "Glass-Heron,0.9,,,", "HER.*ON,0.1,,,")
    assert not any(word in text.upper() for *_, text in told(tmp_path, *rows) for word in ("HERON", "GLASS", "HER."))


def test_what_no_csv_of_ours_holds_is_named_with_its_line(tmp_path):
    path = write(tmp_path, "term,weight\nGREY HERON,0.4\nGREY\0OWL,0.5\nTEAL\x1b[31m,0.5\n")
    found = scan_terms(path).mistakes
    assert [(mistake.line, "a control character" in str(mistake)) for mistake in found] == [(3, True), (4, True)]
    with pytest.raises(ConfigError, match=r"t\.csv:1: unknown column 'term;weight', fields are parted by commas"):
        read_terms(write(tmp_path, "term;weight\nHERON;0.5\n"))
    for mark in (b"", b"\xef\xbb\xbf"):
        path.write_bytes(mark + b"term,weight\nHERON,0.5\nCAF\xc9,0.5\n")
        with pytest.raises(ConfigError, match=r"t\.csv:3: is not UTF-8 text"):
            read_terms(path)
