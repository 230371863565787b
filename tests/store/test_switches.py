import pytest

from dlp_service.config import StoreSettings
from dlp_service.errors import ConfigError, Conflict
from dlp_service.store import Switch, open_store
from tests.store.test_held import rows


def test_switch_keeps_its_value_and_counts_changes(store):
    assert (store.switch_revision(), store.switches()) == (0, {})
    assert store.set_switch("policy", "r1") == Switch("policy", "r1", 1)
    assert store.set_switch("model", "m1") == Switch("model", "m1", 2)
    assert store.set_switch("policy", "r2") == Switch("policy", "r2", 3)
    assert store.switch_revision() == 3
    assert store.switches() == {"policy": Switch("policy", "r2", 3), "model": Switch("model", "m1", 2)}


def test_setting_to_the_same_value_is_a_change_that_others_see(store):
    store.set_switch("policy", "r1")
    store.set_switch("policy", "r1")
    assert store.switch_revision() == 2


def test_switch_that_moved_since_it_was_read_is_a_conflict(store):
    first = store.set_switch("policy", "r1", expected_revision=0)
    store.set_switch("policy", "r2", expected_revision=first.revision)
    for stale in (0, first.revision):
        with pytest.raises(Conflict):
            store.set_switch("policy", "r3", expected_revision=stale)
    assert store.switches()["policy"].value == "r2"


def test_second_process_sees_a_change_at_its_next_look(tmp_path):
    settings = StoreSettings(path=str(tmp_path / "store.db"))
    with open_store(settings) as one, open_store(settings) as other:
        seen = other.switch_revision()
        one.set_switch("policy", "r2")
        assert other.switch_revision() != seen
        assert other.switches()["policy"].value == "r2"


def test_switch_set_behind_our_back_is_noticed(tmp_path):
    path = tmp_path / "store.db"
    with open_store(StoreSettings(path=str(path))) as store:
        store.set_switch("policy", "strict")
        store.set_switch("other", "lax")
        rows(path, "UPDATE switches SET body = (SELECT body FROM switches WHERE name = 'other')")
        with pytest.raises(ConfigError):
            store.switches()
