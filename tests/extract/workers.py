"""Parsers that misbehave, for workers that must be survived; named to the pool as `tests.extract.workers:name`."""

import os
import threading


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
