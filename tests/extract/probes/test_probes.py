"""The floor of what is read: every hiding place that was once found stays found."""

from pathlib import Path

import pytest

from evaluations.probes import found, read
from evaluations.reading import open_reader
from tests.extract.probes.everything import probe_files
from tests.shared import PATIENT

NOT_READ = Path(__file__).with_name("not_read.txt")
"""What is known to stay unread, one `format: place` a line; a line goes when its place is read."""


@pytest.fixture(scope="module")
def reader():
    with open_reader(PATIENT) as opened:
        yield opened


@pytest.fixture(scope="module")
def known():
    return frozenset(NOT_READ.read_text("utf-8").splitlines())


@pytest.mark.parametrize("probe", [pytest.param(probe, id=probe.format) for probe in probe_files()])
def test_every_hiding_place_is_read_but_those_known(probe, reader, known):
    reading = read(reader, probe)
    missed = {f"{probe.format}: {place}" for place, wheres in found(probe, reading).items() if not wheres}
    assert missed <= known
    assert all(text.path == "" or text.path[0] in "/!" for text in reading.texts)


def test_no_two_places_share_a_word():
    words = [
        word for probe in probe_files() for place, word in probe.places.items() if not probe.format.startswith("txt ")
    ]
    assert len(words) == len(set(words)) > 700


def test_every_unread_place_is_one_that_exists(known):
    assert known <= {f"{probe.format}: {place}" for probe in probe_files() for place in probe.places}
