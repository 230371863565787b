import re

import pytest

from dlp_service.detect.fingerprints import IndexBuilder, WordReader, is_index, read_index, write_index
from dlp_service.errors import ConfigError
from tests.detect.fingerprints.documents import BATTERY, BOTH, DISCLAIMER, HARBOUR, KEY, index_of, told


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "register.fingerprints"
    write_index(path, BOTH, KEY)
    return path


def again(*paths, ordinary=(), key=KEY):
    builder = IndexBuilder(key, WordReader())
    for path in paths:
        builder.add_index(*read_index(path, key))
    for text in ordinary:
        builder.add_ordinary(text)
    return builder.build()


def test_an_index_comes_back_as_it_was(file):
    assert is_index(file)
    index = again(file)
    assert index.documents == BOTH.documents
    assert told(index, HARBOUR) == ["harbour"]
    assert told(index, BATTERY) == ["battery"]


def test_the_file_names_no_document_and_holds_no_word(file):
    content = file.read_bytes()
    for word in (b"harbour", b"inquiry", b"SECRET", b"pier", b"guard"):
        assert word not in content.lower()


def test_the_same_documents_under_another_key_share_nothing(tmp_path):
    one, other = index_of(HARBOUR), index_of(HARBOUR, key=bytes(32))
    assert not set(one.entries.numbers.tolist()) & set(other.entries.numbers.tolist())


def test_indexes_are_joined_and_weighed_anew(tmp_path):
    for name, text in (("a", f"{HARBOUR} {DISCLAIMER}"), ("b", f"{BATTERY} {DISCLAIMER}")):
        write_index(tmp_path / name, index_of(text), KEY)
    assert told(again(tmp_path / "a"), DISCLAIMER) == ["d0"]
    both = again(tmp_path / "a", tmp_path / "b")
    assert told(both, DISCLAIMER) == []
    assert len(told(both, f"{HARBOUR} {BATTERY}")) == 2


def test_ordinary_passages_can_be_named_later_and_are_not_forgotten(tmp_path):
    path = tmp_path / "a"
    write_index(path, index_of(f"{HARBOUR} {DISCLAIMER}"), KEY)
    index = again(path, ordinary=(DISCLAIMER,))
    assert told(index, DISCLAIMER) == []
    write_index(path, index, KEY)
    assert told(again(path), DISCLAIMER) == []
    assert told(again(path), HARBOUR) == ["d0"]


def test_another_key_is_told(file):
    with pytest.raises(ConfigError, match=rf"{re.escape(str(file))}: was made with another key"):
        read_index(file, bytes(32))


@pytest.mark.parametrize("content", [b"", b"DLPFPRT", b"PK\x03\x04" + bytes(100), b"DLPFPRT1" + bytes(10)])
def test_a_foreign_file_is_told(tmp_path, content):
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="is no index of fingerprints"):
        read_index(path, KEY)
    assert is_index(path) == content.startswith(b"DLPFPRT1")


def test_a_cut_file_is_told_wherever_it_is_cut(file):
    content = file.read_bytes()
    for size in range(len(content)):
        file.write_bytes(content[:size])
        with pytest.raises(ConfigError, match=r"is no index|is damaged"):
            read_index(file, KEY)


def test_any_changed_byte_is_told(file):
    content = file.read_bytes()
    kept = 0
    for place in range(0, len(content), 7):
        file.write_bytes(content[:place] + bytes([content[place] ^ 0x41]) + content[place + 1 :])
        try:
            read_index(file, KEY)
        except ConfigError:
            continue
        kept += 1
    # Only the zeros that fill up to the next column may be changed.
    assert kept < 4 * 64 / 7 + 1


def test_a_missing_file_and_a_missing_folder_are_told(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        is_index(tmp_path / "absent")
    with pytest.raises(ConfigError, match="cannot be written"):
        write_index(tmp_path / "absent" / "x", BOTH, KEY)
