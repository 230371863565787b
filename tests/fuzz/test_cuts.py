"""A document cut off anywhere is a reading; `make fuzz` cuts at every byte."""

import pytest

from dlp_service.budget import Budget
from evaluations.reading import open_reader
from tests.fuzz.invariant import LIMITS, READER, broken, document, is_dangerous, seeds

CUTS = 64
FAMILIES = tuple(probe for probe in seeds() if not probe.format.startswith("txt "))


def cuts(size: int) -> list[int]:
    """Return 64 places, the last byte and the first among them."""
    return (
        sorted({1 + (size - 2) * number // (CUTS - 1) for number in range(CUTS)})
        if size > CUTS
        else list(range(1, size))
    )


@pytest.mark.parametrize(
    "probe", [pytest.param(probe, id=probe.format) for probe in FAMILIES if not is_dangerous(probe)]
)
def test_a_document_cut_off_is_a_reading(probe):
    for place in cuts(len(probe.content)):
        assert broken(READER.read(document(probe.content[:place], probe.name), Budget.unlimited())) == "", place


@pytest.fixture(scope="module")
def reader():
    with open_reader(LIMITS) as opened:
        yield opened


@pytest.mark.parametrize("probe", [pytest.param(probe, id=probe.format) for probe in FAMILIES if is_dangerous(probe)])
def test_a_document_cut_off_is_a_reading_through_a_pool(probe, reader):
    for place in cuts(len(probe.content)):
        assert broken(reader.read(document(probe.content[:place], probe.name), Budget.unlimited())) == "", place
