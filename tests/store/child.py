"""
What a second process does with a store, for the tests that kill it or race with it.

Run as `python -m tests.store.child TASK PATH [ARGUMENT]`; every line printed says that something was done.
"""

import resource
import signal
import sys

from dlp_service import review
from dlp_service.config import StoreSettings
from dlp_service.errors import DlpError
from dlp_service.store import Request, open_store
from tests.review.made import NOW, RAW, outcome


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def hold_and_wait(store, _argument):
    """Hold one message, say so, and wait to be killed."""
    say(review.submit(outcome("killed"), RAW, store))
    sys.stdin.read()


def hold_without_end(store, size):
    """Hold messages of `size` bytes until killed."""
    number = 0
    while True:
        say(review.submit(outcome(f"case-{number}"), bytes([number % 256]) * int(size), store))
        number += 1


def remember(store, who):
    """Wait for the start, then claim fifty request ids that others claim too, and say who won each."""
    say("ready")
    sys.stdin.readline()
    for number in range(50):
        request = Request("gateway", f"id-{number}", "digest")
        winner = store.record_decision(f"{who}-{number}", {}, received=NOW, request=request, response=who.encode())
        say(f"{number} {winner.decode()}")


def report(store, who):
    """
    Wait for the start, then report thirty shared cases, each twice, and ten of one's own.

    The first process goes forwards, the others backwards, so that they get in each other's way.
    """
    say("ready")
    sys.stdin.readline()
    numbers = range(30) if who == "0" else range(29, -1, -1)
    for case in [f"shared-{number}" for number in numbers] * 2 + [f"own-{who}-{number}" for number in range(10)]:
        store.report_dispositions(
            case, [("ann.lee@partner.example", "DELIVERED"), ("bob@other.example", "FAILED")], NOW
        )
    say("done")


def report_without_end(store, _argument):
    """Keep cases and report them until killed; say which were acknowledged."""
    number = 0
    while True:
        store.put_case(f"case-{number}", {}, received=NOW, sender="a@mod.uk", recipients=["ann.lee@partner.example"])
        say(store.report_dispositions(f"case-{number}", [("ann.lee@partner.example", "DELIVERED")], NOW))
        number += 1


def follow(store, _argument):
    """Say the switches' revision, then again at every line of input."""
    for _ in range(2):
        say(f"{store.switch_revision()} {' '.join(switch.value for switch in store.switches().values())}")
        sys.stdin.readline()


def fill_the_disk(store, size):
    """Try to hold a message on a disk that takes no more, then a small one when it does again."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size) // 4, hard))
    try:
        review.submit(outcome("large"), bytes(int(size)), store)
    except DlpError as error:
        say(error.reason)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    say(review.submit(outcome("small"), RAW, store))


def main():
    task, path, *argument = sys.argv[1:]
    with open_store(StoreSettings(path=path)) as store:
        globals()[task](store, *argument or [""])


if __name__ == "__main__":
    main()
