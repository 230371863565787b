"""Damaged documents are readings: a bounded, repeatable run of what `make fuzz` does for longer."""

from pathlib import Path

import pytest

from dlp_service.budget import Budget
from evaluations.reading import open_reader
from tests.fuzz.invariant import GAVE_UP, LIMITS, READER, broken, document, is_dangerous, seeds
from tests.fuzz.mutate import mutated

ROUNDS = 12
NAMED = sorted((Path(__file__).parent / "cases").glob("*"))
"""What a longer run has found, each under the name of what was wrong."""


@pytest.mark.parametrize(
    "probe", [pytest.param(probe, id=probe.format) for probe in seeds() if not is_dangerous(probe)]
)
def test_a_damaged_document_is_a_reading(probe):
    for seed in range(ROUNDS):
        damaged = mutated(probe.content, seed)
        assert broken(READER.read(document(damaged, probe.name), Budget.unlimited()), LIMITS) == "", seed


def test_damage_is_the_same_for_the_same_seed():
    for probe in seeds()[:8]:
        assert mutated(probe.content, 7) == mutated(probe.content, 7)


def test_most_damage_leaves_something_to_read():
    probes = [probe for probe in seeds() if probe.format in {"docx", "xlsx", "pptx", "html", "eml", "rtf"}]
    readable = [
        bool(READER.read(document(mutated(probe.content, seed), probe.name), Budget.unlimited()).texts)
        for probe in probes
        for seed in range(10)
    ]
    assert sum(readable) > 0.7 * len(readable)


@pytest.fixture(scope="module")
def reader():
    with open_reader(LIMITS) as opened:
        yield opened


@pytest.mark.parametrize("probe", [pytest.param(probe, id=probe.format) for probe in seeds() if is_dangerous(probe)])
def test_a_damaged_document_is_a_reading_through_a_pool(probe, reader):
    for seed in range(ROUNDS):
        damaged = mutated(probe.content, seed)
        assert broken(reader.read(document(damaged, probe.name), Budget.unlimited()), LIMITS) == "", seed


@pytest.mark.parametrize("path", NAMED, ids=[path.name for path in NAMED])
def test_a_named_case_is_a_reading_and_no_reader_gives_up(path, reader):
    reading = reader.read(document(path.read_bytes(), path.name), Budget.unlimited())
    assert broken(reading) == ""
    assert not [gap for gap in reading.gaps if GAVE_UP in gap.detail]
