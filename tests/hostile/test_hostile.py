"""
Every hostile document is answered through a real pool, loses no word without a gap, and costs nobody else anything.

The quick ones; `make hostile` reads all of them under the service's own limits.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dlp_service.config import Limits
from evaluations.hostile import LOST, Bystander, attack, resident_mb
from evaluations.reading import open_pool
from tests.hostile.make import EVERYTHING, quick

MIB = 1024 * 1024
LIMITS = Limits(file_wall_s=5.0, file_cpu_s=1.0, total_bytes=64 * MIB, text_chars=2_000_000)
SENDERS = 2
GROWTH_MB = 400
CASES = quick()


@pytest.fixture(scope="module")
def aftermath():
    """Return the outcome of each case, what a bystander saw meanwhile, and how much this process grew."""
    with open_pool(LIMITS, workers=2) as running:
        before, bystander = resident_mb(), Bystander(running.reader)
        thread = threading.Thread(target=bystander.run)
        thread.start()
        try:
            with ThreadPoolExecutor(SENDERS) as threads:
                runs = threads.map(lambda first: list(attack(running.reader, CASES[first::SENDERS])), range(SENDERS))
                outcomes = {outcome.name: outcome for run in runs for outcome in run}
        finally:
            bystander.done.set()
            thread.join()
        yield outcomes, bystander, resident_mb() - before


@pytest.mark.parametrize("name", [case.name for case in CASES])
def test_a_hostile_document_is_answered_and_loses_no_word_in_silence(name, aftermath):
    outcomes, _, _ = aftermath
    assert outcomes[name].answer != LOST


def test_other_documents_are_read_meanwhile(aftermath):
    _, bystander, _ = aftermath
    assert len(bystander.waits) > 50
    assert not bystander.lost


def test_the_memory_of_the_process_that_asks_stays_bounded(aftermath):
    assert aftermath[2] < GROWTH_MB


def test_the_set_is_large_and_names_are_unique():
    assert len({case.name for case in EVERYTHING}) == len(EVERYTHING) > 200
    assert len(CASES) > 200
