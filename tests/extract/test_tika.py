"""Tier 2: what Tika's answers become, and when it is asked."""

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.extract import Document, Reading
from dlp_service.extract.fallback import by_tika, lacking
from dlp_service.extract.job import InProcess, Job
from dlp_service.extract.registry import read_document
from dlp_service.extract.tier2.tika import is_available, properties, read
from dlp_service.extract.tier2.tikaxhtml import texts_of
from dlp_service.values import Gap, GapReason, PartText

needs_tika = pytest.mark.skipif(bool(is_available()), reason="iscc-tika does not load here")


class Around(InProcess):
    """A service that gives one answer and counts its questions."""

    def __init__(self, reading):
        self.reading = reading
        self.asked = []

    def ask(self, service, document, _job):
        self.asked.append((service, document.path))
        return self.reading


def job_with(reading):
    around = Around(reading)
    return Job(Limits(), Budget.unlimited(), read_document, around=around), around


def texts(markup, path="a"):
    return [(text.path, text.where, text.text) for text in texts_of(path, markup, Budget.unlimited())]


def test_sheets_are_units_and_their_tables_cells():
    markup = '<html><head><title>no</title></head><body><div class="page"><h1>List</h1><table><tr>\t<td>Ann</td>\t<td>7</td></tr></table></div></body></html>'
    assert texts(markup) == [
        ("a!List", "body", "List"),
        ("a!List", "cell", "Ann\t7"),
    ]


def test_slides_are_counted_and_their_notes_and_footers_told_apart():
    markup = (
        '<body><div class="slideShow"><div class="slide"><p>one</p><p class="slide-footer">SECRET</p></div>'
        '<div class="slide"><p>two</p><div class="notes"><div class="notes-content"><p>say less</p></div></div></div></div>'
    )
    assert texts(markup) == [
        ("a!slide1", "body", "one"),
        ("a!slide1", "footer", "SECRET"),
        ("a!slide2", "body", "two"),
        ("a!slide2", "note", "say less"),
    ]


def test_embedded_files_have_their_names_in_the_path():
    markup = '<body><p>out</p><div class="package-entry"><h1>in &amp; out.txt</h1><p>deep</p></div><p>after</p></body>'
    assert texts(markup) == [
        ("a", "body", "out"),
        ("a/in & out.txt", "file_name", "in & out.txt"),
        ("a/in & out.txt", "body", "deep"),
        ("a", "body", "after"),
    ]


def test_deleted_text_and_link_targets_are_hidden():
    markup = '<body><p>keep <del>gone</del> <a href="http://x.example/?a=1&amp;b=2">here</a> <a href="#top">up</a></p></body>'
    found = texts(markup)
    assert ("a", "hidden", "gone") in found
    assert ("a", "hidden", "http://x.example/?a=1&b=2") in found
    assert not any("#top" in text for _, _, text in found)


def test_markup_cut_anywhere_is_read_to_the_cut():
    markup = (
        '<body><div class="slide"><table><tr><td>one</td></tr></table><div class="notes"><p>two</p></div></div></body>'
    )
    for cut in range(len(markup)):
        assert all(path.startswith("a") for path, _, _ in texts(markup[:cut]))


def test_elements_nested_without_end_cost_no_more_than_their_length():
    assert texts("<div>" * 200_000 + "deep") == [("a", "body", "deep")]


def test_what_the_parser_says_of_itself_is_no_property():
    found = {
        "X-TIKA:Parsed-By": ["org.example"],
        "meta:word-count": ["7"],
        "dc:creator": ["Ann Example", " "],
        "custom:Marking": ["SECRET"],
    }
    assert properties(found) == ["creator=Ann Example", "Marking=SECRET"]


def test_a_format_without_reader_is_unsupported_without_tika():
    job, _ = job_with(None)
    by_tika("a strange file", "OFFICE")(Document("a", b"x"), job)
    assert job.gaps == [Gap("a", GapReason.UNSUPPORTED, "a strange file", "OFFICE")]


def test_what_tika_reads_of_an_unknown_file_withdraws_the_gap():
    job, around = job_with(Reading((PartText("a", "body", "words"),)))
    read_document(Document("a", b"\x01\x02\x03\x04" * 30), job)
    assert around.asked == [("tika", "a")]
    assert job.texts == [PartText("a", "body", "words")]
    assert job.gaps == []


def test_what_a_reader_understood_is_not_asked_again():
    job, around = job_with(Reading((PartText("a", "body", "words"),)))
    read_document(Document("a", b"<html><body><p>hello</p></body></html>"), job)
    assert around.asked == []


def test_a_damaged_archive_without_text_is_asked_about_and_stays_damaged():
    job, around = job_with(Reading((PartText("a", "body", "words"),)))
    read_document(Document("a", b"PK\x03\x04" + bytes(10)), job)
    assert around.asked == [("tika", "a")]
    assert [gap.reason for gap in job.gaps] == [GapReason.DAMAGED]
    assert job.texts == [PartText("a", "body", "words")]


def test_lines_already_read_are_not_said_twice():
    own = [PartText("a", "note", "two"), PartText("a", "property", "title=Plan")]
    theirs = (
        PartText("a", "body", "one\nTwo\nthree"),
        PartText("a", "property", "dc=Plan"),
        PartText("a", "body", "two"),
    )
    assert lacking(theirs, own) == (PartText("a", "body", "one\nthree"),)


@needs_tika
def test_text_beyond_the_first_plane_survives_the_native_code():
    reading = read(Document("a", "<html><body>\U00010332 gothic</body></html>".encode()), Limits(), Budget.unlimited())
    assert [text.text for text in reading.texts if text.where == "body"] == ["\U00010332 gothic"]


@needs_tika
def test_unknown_bytes_are_unsupported_and_broken_ones_damaged():
    unknown = read(Document("a", bytes([1, 2, 250, 251]) * 99), Limits(), Budget.unlimited())
    broken = read(Document("a", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)), Limits(), Budget.unlimited())
    assert [gap.reason for gap in unknown.gaps] == [GapReason.UNSUPPORTED]
    assert [gap.reason for gap in broken.gaps] == [GapReason.DAMAGED]


@needs_tika
def test_more_text_than_the_limit_is_read_up_to_it():
    reading = read(
        Document("a", b"<html><body>" + b"word " * 5000 + b"</body></html>"),
        Limits(text_chars=1000),
        Budget.unlimited(),
    )
    assert sum(len(text.text) for text in reading.texts) <= 1000
    assert [gap.reason for gap in reading.gaps] == [GapReason.OVER_LIMIT]
