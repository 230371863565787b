"""What holds for the whole suite."""

import os
import sys

from hypothesis import HealthCheck, is_hypothesis_test, settings
from hypothesis.internal.conjecture import providers

# Tests start hundreds of Python processes.  Where the environment forbids to write bytecode, as containers like to, each
# of them would compile all that it imports: a worker that reads then takes 0.6 s of processor to start instead of 0.2.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The suite tries the same examples every time: its answer changes with the code and with nothing else, so neither with a
# seed, nor with examples kept from an earlier run, nor with how busy the machine is.  Looking for counter-examples that
# nobody knows yet is `make fuzz-properties`, with the other profile; what it finds becomes an @example of its test.
FUZZ_FACTOR = int(os.environ.get("FUZZ_FACTOR") or 30)
ALWAYS = settings(database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("suite", ALWAYS, derandomize=True)
settings.register_profile("fuzz", ALWAYS, derandomize=False, print_blob=True)
settings.load_profile("suite")  # --hypothesis-profile, which pytest reads later, wins


def is_fuzzing() -> bool:
    """Say whether new counter-examples are looked for."""
    return settings.get_current_profile_name().startswith("fuzz")


def never_local(path: str) -> bool:
    """Stand in for Hypothesis' question whether a module is ours, so that it draws none of its constants."""
    return False


def pytest_sessionstart(session):
    """
    Draw no constants of our own modules in the suite.

    Hypothesis takes them from every module imported so far: a test would see other examples alone than in the suite,
    and other ones whenever a constant changes anywhere.
    """
    if not is_fuzzing():
        providers.is_local_module_file = never_local


def pytest_collection_modifyitems(items):
    """Multiply the number of examples, also what tests say of it themselves, while new ones are looked for."""
    if not is_fuzzing():
        return
    for function in {item.obj for item in items if is_hypothesis_test(getattr(item, "obj", None))}:
        function = getattr(function, "__func__", function)  # noqa: PLW2901
        own = getattr(function, "_hypothesis_internal_use_settings", None)  # a state machine keeps them elsewhere
        if own is not None:
            function._hypothesis_internal_use_settings = many_times(own)
    for case in {item.cls for item in items if isinstance(getattr(item.cls, "settings", None), settings)}:
        case.settings = many_times(case.settings)


def many_times(own: settings) -> settings:
    """Return settings for more examples by the factor."""
    return settings(own, max_examples=FUZZ_FACTOR * own.max_examples)
