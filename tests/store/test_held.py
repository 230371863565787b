import sqlite3

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa, x25519

from dlp_service import review
from dlp_service.config import StoreSettings
from dlp_service.errors import ConfigError, Conflict, NotFound
from dlp_service.store import open_parcel, open_store
from dlp_service.store.sealing import CHUNK_BYTES
from tests.review.made import NOW, RAW, outcome

PEM = serialization.Encoding.PEM


def public_pem(private):
    return private.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def private_pem(private, password=None):
    hidden = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return private.private_bytes(PEM, serialization.PrivateFormat.PKCS8, hidden)


def hold(store, raw=RAW, item_id="i1", **changes):
    values = {"state": "NEW", "risk": 0.5, "is_sealed": False, "received": NOW, "record": {"a": 1}, "detail": {"b": 2}}
    return store.hold(item_id, f"case {item_id}", raw=raw, **{**values, **changes})


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_message_of_any_size_comes_back_unchanged(store, size):
    raw = (b"\x00\xff0123456789abcdef" * (size // 18 + 1))[:size]
    hold(store, raw)
    assert store.held_message("i1") == raw


def test_nothing_readable_is_in_the_files(tmp_path):
    with open_store(StoreSettings(path=str(tmp_path / "store.db"))) as store:
        review.submit(outcome(), RAW, store)
        store.record_decision(
            "case-1", {"note": "Falcon"}, received=NOW, sender="j.marsh@mod.uk", recipients=["wrong@navy.ml"]
        )
        store.report_dispositions("case-1", [("wrong@navy.ml", "DELIVERED")], NOW)
        store.offer_confirmation("j.marsh@mod.uk", ["wrong@navy.ml"], "d" * 64, NOW)
        store.set_switch("policy", "Falcon policy")
        written = b"".join(file.read_bytes() for file in tmp_path.iterdir() if not file.name.endswith(".key"))
    for word in (b"Falcon", b"falcon", b"marsh", b"navy", b"staff"):
        assert word not in written


def rows(path, statement, *values):
    connection = sqlite3.connect(path)
    with connection:
        found = connection.execute(statement, values).fetchall()
    connection.close()
    return found


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE held_chunks SET data = zeroblob(length(data)) WHERE kind = 1 AND number = 0",
        "DELETE FROM held_chunks WHERE kind = 1 AND number = 2",
        "DELETE FROM held_chunks WHERE kind = 1 AND number = 1",
        "DELETE FROM held_chunks WHERE kind = 1",
        "UPDATE held_chunks SET number = -number WHERE kind = 1; UPDATE held_chunks SET number = 3 + number WHERE number < 0",
        "UPDATE held_chunks SET data = (SELECT data FROM held_chunks WHERE item_id = 'i2' AND kind = 1 AND number = 0)",
        "UPDATE held SET content_key = (SELECT content_key FROM held WHERE item_id = 'i2') WHERE item_id = 'i1'",
    ],
)
def test_tampering_with_a_held_message_is_noticed(tmp_path, harm):
    path = tmp_path / "store.db"
    with open_store(StoreSettings(path=str(path))) as store:
        hold(store, bytes(3 * CHUNK_BYTES))
        hold(store, bytes(3 * CHUNK_BYTES), "i2")
        for statement in harm.split(";"):
            rows(path, statement)
        with pytest.raises(ConfigError):
            store.held_message("i1")


def test_record_cannot_be_moved_to_another_item(tmp_path):
    path = tmp_path / "store.db"
    with open_store(StoreSettings(path=str(path))) as store:
        hold(store)
        hold(store, item_id="i2", record={"a": 2})
        rows(path, "UPDATE held SET record = (SELECT record FROM held WHERE item_id = 'i2')")
        assert store.held_item("i2").record == {"a": 2}
        with pytest.raises(ConfigError):
            store.held_item("i1")


OFFICERS = [rsa.generate_private_key(65537, 2048), x25519.X25519PrivateKey.generate()]


@pytest.mark.parametrize("officer", OFFICERS, ids=["rsa", "x25519"])
def test_spillage_is_readable_by_the_security_officer_alone(tmp_path, officer):
    key = tmp_path / "officer.pem"
    key.write_bytes(public_pem(officer))
    with open_store(StoreSettings(security_officer_key=str(key))) as store:
        hold(store, RAW, is_sealed=True)
        for read in (store.held_message, store.held_detail):
            with pytest.raises(Conflict):
                read("i1")
        parcel = store.sealed_parcel("i1")
    assert RAW not in parcel
    assert open_parcel(parcel, private_pem(officer)) == (b'{"b": 2}', RAW)
    assert open_parcel(parcel, private_pem(officer, b"secret"), b"secret") == (b'{"b": 2}', RAW)
    for other in (rsa.generate_private_key(65537, 2048), x25519.X25519PrivateKey.generate()):
        with pytest.raises(ConfigError):
            open_parcel(parcel, private_pem(other))
    with pytest.raises(ConfigError):
        open_parcel(parcel[:-1], private_pem(officer))


def test_key_file_does_not_open_a_spillage(tmp_path):
    (tmp_path / "officer.pem").write_bytes(public_pem(OFFICERS[1]))
    path = tmp_path / "store.db"
    settings = StoreSettings(path=str(path), security_officer_key=str(tmp_path / "officer.pem"))
    with open_store(settings) as store:
        hold(store, is_sealed=True)
    rows(path, "UPDATE held SET is_sealed = 0")
    with open_store(StoreSettings(path=str(path))) as store, pytest.raises(ConfigError):
        store.held_message("i1")


def test_sealed_without_an_officer_is_still_closed_to_everybody(store):
    hold(store, is_sealed=True)
    for read in (store.held_message, store.held_detail, store.sealed_parcel):
        with pytest.raises(Conflict):
            read("i1")


def test_ordinary_item_makes_no_parcel(store):
    hold(store)
    with pytest.raises(Conflict):
        store.sealed_parcel("i1")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (private_pem(OFFICERS[1]), "private key"),
        (public_pem(rsa.generate_private_key(65537, 1024)), "2048"),
        (public_pem(ec.generate_private_key(ec.SECP256R1())), "X25519"),
        (b"nonsense", "PEM"),
        (None, "cannot be read"),
    ],
    ids=["private", "short", "other kind", "nonsense", "missing"],
)
def test_unusable_officer_key_stops_the_start(tmp_path, content, complaint):
    key = tmp_path / "officer.pem"
    if content is not None:
        key.write_bytes(content)
    with pytest.raises(ConfigError, match=complaint):
        open_store(StoreSettings(security_officer_key=str(key)))


@pytest.mark.parametrize("parcel", [b"", b"DLPSEAL1", b"x" * 100, b"DLPSEAL1" + b"\xff" * 40])
def test_what_is_no_parcel_is_refused(parcel):
    with pytest.raises(ConfigError):
        open_parcel(parcel, private_pem(OFFICERS[1]))


def test_unknown_item_has_no_content(store):
    for read in (store.held_message, store.held_detail, store.sealed_parcel):
        with pytest.raises(NotFound):
            read("none")
    assert store.held_item("none") is None


def test_change_needs_the_etag_that_was_read(store):
    hold(store)
    first = store.held_item("i1")
    second = store.replace_held("i1", first.etag, record={"a": 3}, state="NEW", is_open=True, unsent=0)
    assert (second.record, second.etag == first.etag) == ({"a": 3}, False)
    with pytest.raises(Conflict):
        store.replace_held("i1", first.etag, record={"a": 4}, state="NEW", is_open=True, unsent=0)
    with pytest.raises(NotFound):
        store.replace_held("none", first.etag, record={}, state="NEW", is_open=True, unsent=0)
    assert store.held_item("i1") == second
