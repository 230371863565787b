"""What a reading process died of, as the gap of the document that it had."""

from __future__ import annotations

import signal

from dlp_service.extract.isolation.frames import Frame, dark
from dlp_service.values import GapReason

LATE = "the document was not read in time"
BUSY = "every reader is busy"
TOO_LARGE = "the document needs more memory than a reader may use"
BROKEN = "the reader broke down over this document"
CRASHES = frozenset({-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGTRAP, -signal.SIGILL})


def end_of(status: int, peak_bytes: int, worker_bytes: int) -> Frame:
    """
    Return the frame of a document whose process ended with an exit status, negative for a signal.

    Libraries that are refused memory end their process by abort or trap, so one that had used much of it ran out;
    SIGKILL comes from a watchdog or from the kernel's own.
    """
    if status == -signal.SIGXCPU:
        return dark(GapReason.TIMED_OUT, "the document took too much processor time")
    if status == -signal.SIGKILL or (status in CRASHES and peak_bytes * 2 > worker_bytes):
        return dark(GapReason.OVER_LIMIT, TOO_LARGE)
    return dark(GapReason.DAMAGED, BROKEN)
