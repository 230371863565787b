import pytest

from dlp_service.replacing import replace_file


def broken():
    yield b"half"
    raise ValueError("broke off")


def test_a_file_takes_the_place_of_the_old_one_with_its_mode(tmp_path):
    path = tmp_path / "list.txt"
    replace_file(path, [b"old"], mode=0o600)
    replace_file(path, [b"new ", b"list"], mode=0o640)
    assert path.read_bytes() == b"new list"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_what_breaks_off_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "list.txt"
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match="broke off"):
        replace_file(path, broken(), mode=0o640)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_without_its_folder_nothing_is_written(tmp_path):
    with pytest.raises(FileNotFoundError):
        replace_file(tmp_path / "none" / "list.txt", [b"new"], mode=0o640)
