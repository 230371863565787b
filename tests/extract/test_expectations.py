"""Floors of what is read of real files and real mail, as measured; a figure that drops below one fails."""

import itertools

import pytest

from evaluations.extract import read_set, total
from evaluations.extract_mail import archived, read_mail
from evaluations.reading import open_reader
from tests.shared import PATIENT, SHARED, needs_shared

EVERY = 15


@pytest.fixture(scope="module")
def reader():
    with open_reader(PATIENT) as opened:
        yield opened


@needs_shared
def test_strings_of_real_files_are_found(reader):
    tally = total(read_set(reader, SHARED).values())
    assert tally.files == 80
    assert tally.share("body") >= 0.93
    assert tally.share("meta") >= 0.94
    assert tally.share("lenient_body") >= 0.97
    assert tally.share("lenient_meta") >= 0.96


@needs_shared
def test_real_messages_are_read_without_an_exception_and_office_files_all_give_text(reader):
    tally = read_mail(reader, PATIENT, itertools.islice(archived(SHARED), 0, None, EVERY))
    assert tally.messages == 23
    office = [kind for kind in tally.attachments if kind in {"docx", "pptx", "doc", "ppt"}]
    assert office
    assert all(tally.speaking[kind] == tally.attachments[kind] for kind in office)
