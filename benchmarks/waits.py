"""How long a call keeps other threads of its process from running."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

TICK_S = 0.001


def longest_wait(work: Callable[[], object]) -> float:
    """Return how long, in seconds, another thread was kept from running at worst while `work` ran."""
    worst = 0.0
    done = threading.Event()

    def probe() -> None:
        nonlocal worst
        last = time.perf_counter()
        while not done.is_set():
            done.wait(TICK_S)
            now = time.perf_counter()
            worst = max(worst, now - last)
            last = now

    thread = threading.Thread(target=probe)
    thread.start()
    try:
        work()
    finally:
        done.set()
        thread.join()
    return worst
