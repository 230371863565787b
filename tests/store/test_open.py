import json
import os
import sqlite3
import stat
import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from dlp_service.config import StoreSettings
from dlp_service.errors import ConfigError, NotReady
from dlp_service.store import migrate, open_store, rotate_keys
from dlp_service.store.schema import HEAD, METADATA
from tests.review.made import NOW
from tests.store.test_held import hold, rows


@pytest.fixture
def path(tmp_path):
    """The path of a store with one case and one held message in it."""
    path = tmp_path / "var" / "store.db"
    with open_store(StoreSettings(path=str(path))) as store:
        store.put_case("c1", {"a": 1}, received=NOW)
        hold(store)
    return path


def reopen(path, **settings):
    return open_store(StoreSettings(path=str(path), **settings))


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_store_outlives_the_process_that_made_it(path):
    with reopen(path) as store:
        assert store.get_case("c1") == {"a": 1}
        store.ping()


def test_files_are_for_their_owner_alone(path):
    assert {file.name: mode(file) for file in path.parent.iterdir()} == {
        "store.db": 0o600,
        "store.db.key": 0o600,
        "store.db.lock": 0o600,
    }
    assert mode(path.parent) == 0o700


def test_files_are_for_their_owner_alone_while_open(path):
    with reopen(path) as store:
        store.put_case("c2", {}, received=NOW)
        assert {mode(file) for file in path.parent.iterdir()} == {0o600}


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o666, 0o620])
def test_key_file_that_others_can_read_stops_the_start(path, bits):
    key = path.with_name("store.db.key")
    key.chmod(bits)
    with pytest.raises(ConfigError, match="owner alone"):
        reopen(path)
    key.chmod(0o600)
    reopen(path).close()


def test_missing_key_file_stops_the_start_and_is_not_replaced(path):
    key = path.with_name("store.db.key")
    key.rename(key.with_name("elsewhere"))
    with pytest.raises(ConfigError, match="missing"):
        reopen(path)
    assert not key.exists()
    with reopen(path, key_file=str(key.with_name("elsewhere"))) as store:
        assert store.get_case("c1") == {"a": 1}


def test_key_file_of_another_store_stops_the_start(path, tmp_path):
    open_store(StoreSettings(path=str(tmp_path / "other.db"))).close()
    with pytest.raises(ConfigError, match="another store"):
        reopen(path, key_file=str(tmp_path / "other.db.key"))


@pytest.mark.parametrize(
    "change",
    [
        lambda _: "",
        lambda _: "[]",
        lambda text: text[:40],
        lambda text: json.dumps({**json.loads(text), "format": 2}),
        lambda text: json.dumps({**json.loads(text), "active": "k9"}),
        lambda text: json.dumps({**json.loads(text), "keys": {"k1": "AAAA"}}),
        lambda text: json.dumps({**json.loads(text), "keys": {"k1": "not base64!"}}),
        lambda text: json.dumps({**json.loads(text), "keys": None}),
        lambda text: text.replace("k1", "one"),
    ],
    ids=["empty", "list", "cut", "format", "active", "short", "base64", "no keys", "names"],
)
def test_damaged_key_file_stops_the_start(path, change):
    key = path.with_name("store.db.key")
    key.write_text(change(key.read_text()))
    with pytest.raises(ConfigError, match="key"):
        reopen(path)


def test_rotated_key_writes_new_records_and_the_old_one_still_reads(path):
    key = path.with_name("store.db.key")
    assert rotate_keys(key) == "k2"
    assert mode(key) == 0o600
    with reopen(path) as store:
        assert store.get_case("c1") == {"a": 1}
        assert store.held_message("i1")
        store.put_case("c2", {"a": 2}, received=NOW)
        name = store.pseudonym("a@mod.uk")
    assert rotate_keys(key) == "k3"
    with reopen(path) as store:
        assert store.get_case("c2") == {"a": 2}
        assert store.pseudonym("A@mod.uk") == name


def test_ring_without_a_key_that_was_used_stops_the_start(path):
    key = path.with_name("store.db.key")
    rotate_keys(key)
    reopen(path).close()
    ring = json.loads(key.read_text())
    del ring["keys"]["k1"]
    key.write_text(json.dumps({**ring, "addresses": "k2"}))
    with pytest.raises(ConfigError, match="k1"):
        reopen(path)


def test_pseudonyms_differ_between_stores(store):
    with open_store(StoreSettings()) as other:
        assert store.pseudonym("a@mod.uk") != other.pseudonym("a@mod.uk")
        assert len(store.pseudonym("a@mod.uk")) == 32


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to look at" * 50, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_file_that_is_no_store_stops_the_start_and_is_left_alone(tmp_path, content):
    path = tmp_path / "store.db"
    path.write_bytes(content)
    (tmp_path / "other.db").touch()
    open_store(StoreSettings(path=str(tmp_path / "other.db"))).close()
    with pytest.raises(ConfigError):
        reopen(path, key_file=str(tmp_path / "other.db.key"))
    assert path.read_bytes() == content


def test_damaged_store_stops_the_start(path):
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // 4096):
        data[page * 4096 : page * 4096 + 200] = os.urandom(200)
    path.write_bytes(data)
    with pytest.raises(ConfigError):
        reopen(path)


def test_folder_is_no_store(tmp_path):
    with pytest.raises(ConfigError):
        reopen(tmp_path)


def test_store_of_a_newer_version_is_refused(path):
    rows(path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ConfigError, match="newer"):
        reopen(path)


def test_store_whose_migration_was_interrupted_is_made_whole(path):
    rows(path, "DELETE FROM alembic_version")
    for table in METADATA.tables:
        if table != "meta":
            rows(path, f"DROP TABLE {table}")
    rows(path, "DROP TABLE meta")
    with reopen(path) as store:
        assert store.get_case("c1") is None


def test_migrations_lead_to_the_tables_of_the_code(tmp_path):
    path = tmp_path / "store.db"
    reopen(path).close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert migrate.revision(connection) == HEAD
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()
    assert ScriptDirectory(str(migrate.FOLDER)).get_heads() == [HEAD]


def test_temporary_store_leaves_nothing_behind():
    store = open_store(StoreSettings())
    folder = store.path.parent
    assert {mode(file) for file in folder.iterdir()} == {0o600}
    store.close()
    store.close()
    assert not folder.exists()


def test_locked_store_is_not_ready_and_nothing_is_held(path):
    with open_store(StoreSettings(path=str(path)), busy_s=0.05) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotReady):
            hold(store, item_id="i2")
        assert store.get_case("c1") == {"a": 1}
        other.execute("ROLLBACK")
        other.close()
        assert store.held_item("i2") is None
        assert hold(store, item_id="i2")


def test_threads_take_turns(store):
    def put(first):
        for number in range(first, first + 20):
            store.put_case(f"c{number}", {"n": number}, received=NOW)

    threads = [threading.Thread(target=put, args=(first,)) for first in range(0, 160, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(record["n"] for _, _, record in store.iter_cases(NOW)) == list(range(160))
