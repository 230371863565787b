"""The properties of the suite try the same examples whenever and with whatever else they are run."""

import sys
from types import ModuleType

from hypothesis import given, is_hypothesis_test, settings
from hypothesis import strategies as st

SUITE = settings.get_profile("suite")
CONSTANTS = "WORDS = (" + ", ".join(f"'word of the day {number}'" for number in range(400)) + ")\n"


def drawn():
    """Return what a property sees."""
    seen = []

    @settings(SUITE, max_examples=200)
    @given(st.text(max_size=30))
    def see(text):
        seen.append(text)

    see()
    return seen


def test_a_property_sees_the_same_twice():
    assert len(set(drawn())) > 100
    assert drawn() == drawn()


def test_a_property_sees_the_same_beside_other_modules(monkeypatch, tmp_path):
    before = drawn()
    file = tmp_path / "constants_of_the_day.py"
    file.write_text(CONSTANTS)
    module = ModuleType(file.stem)
    module.__file__ = str(file)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    assert drawn() == before


def test_no_property_has_settings_that_make_it_a_search(request):
    if settings.get_current_profile_name() != "suite":
        return
    properties = [item for item in request.session.items if is_hypothesis_test(getattr(item, "obj", None))]
    own = [item.cls.settings if item.cls else item.obj._hypothesis_internal_use_settings for item in properties]
    assert all(one.derandomize and one.database is None and one.deadline is None for one in own)
