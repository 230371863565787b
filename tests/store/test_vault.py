import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp_service.errors import ConfigError
from dlp_service.store.keys import KeyRing
from dlp_service.store.vault import Vault, folded

RING = KeyRing.fresh()
VAULT = Vault(RING)


@given(st.binary(max_size=2000), st.text(max_size=20), st.text(max_size=20))
def test_record_comes_back_in_its_own_row(plain, table, row):
    assert VAULT.decrypt(VAULT.encrypt(plain, table, row), table, row) == plain


@given(st.binary(max_size=50), st.data())
def test_any_changed_byte_is_noticed(plain, data):
    record = bytearray(VAULT.encrypt(plain, "cases", "c1"))
    place = data.draw(st.integers(0, len(record) - 1))
    record[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ConfigError):
        VAULT.decrypt(bytes(record), "cases", "c1")


@given(st.integers(0, 40))
def test_cut_record_is_noticed(size):
    record = VAULT.encrypt(b"x", "cases", "c1")
    with pytest.raises(ConfigError):
        VAULT.decrypt(record[: min(size, len(record) - 1)], "cases", "c1")


@pytest.mark.parametrize(("table", "row"), [("cases", "c2"), ("held", "c1"), ("case", "sc1"), ("casesc", "1")])
def test_record_of_another_row_is_refused(table, row):
    with pytest.raises(ConfigError):
        VAULT.decrypt(VAULT.encrypt(b"x", "cases", "c1"), table, row)


def test_same_content_is_never_the_same_record():
    assert len({VAULT.encrypt(b"x", "cases", "c1") for _ in range(100)}) == 100


@given(st.text(max_size=40))
def test_every_string_has_an_address_hash_and_a_pseudonym(address):
    assert len(VAULT.hash_address(address)) == 16
    assert VAULT.hash_address(address) == VAULT.hash_address(folded(address))
    assert len(VAULT.pseudonym(address)) == 32


def test_keys_for_hashing_and_for_logs_are_separate():
    assert VAULT.hash_address("a@mod.uk").hex() != VAULT.pseudonym("a@mod.uk")
    assert VAULT.hash("address", "a@mod.uk") != VAULT.hash("other", "a@mod.uk")
    assert VAULT.hash("x", "ab", "c") != VAULT.hash("x", "a", "bc")


def test_rotation_keeps_hashes_and_readability_one_way():
    rotated = Vault(RING.rotated())
    assert rotated.hash_address("a@mod.uk") == VAULT.hash_address("a@mod.uk")
    assert rotated.decrypt(VAULT.encrypt(b"x", "t", "r"), "t", "r") == b"x"
    with pytest.raises(ConfigError):
        VAULT.decrypt(rotated.encrypt(b"x", "t", "r"), "t", "r")


def test_keys_do_not_show_in_a_representation():
    assert repr(RING.keys["k1"]) not in repr(RING)
