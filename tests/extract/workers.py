"""Parsers that misbehave, for workers that must be survived; named to the pool as `tests.extract.workers:name`."""

import os
import threading
import time

from dlp_service.mail import parse


def hang(raw, limits, budget):
    """Hold still and ignore the budget, like a library that waits for something."""
    threading.Event().wait()


def crash(raw, limits, budget):
    """End the process, like a library that corrupts its memory."""
    os._exit(139)


def spin(raw, limits, budget):
    """Use processor time and ignore the budget."""
    while True:
        pass


def swell(raw, limits, budget):
    """Ask for more memory than there is."""
    return bytes(2 * 1024**3)


def toil(raw, limits, budget):
    """Use a second and a half of processor time, then read as ever."""
    end = time.process_time() + 1.5
    while time.process_time() < end:
        pass
    return parse(raw, limits, budget)
