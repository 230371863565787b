import os

import pytest

from dlp_service.errors import ConfigError
from dlp_service.hashed_people import NameKey
from dlp_service.organisation import load_organisation
from dlp_service.register import Register, Remark, make_register, read_source
from dlp_service.values import Disclose

OWN = '[organisation]\ndomains = ["own.example"]\naccredited_to = "OFFICIAL"\n[content]\n'


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "registered"
    (path / "deep").mkdir(parents=True)
    (path / ".git").mkdir()
    (path / "b.txt").write_text("b")
    (path / "deep" / "a.txt").write_text("a")
    (path / ".hidden").write_text("x")
    (path / ".git" / "x").write_text("x")
    return path


def organisation(tmp_path, content):
    (tmp_path / "o.toml").write_text(OWN + content)
    return load_organisation(tmp_path / "o.toml")


def test_a_folder_is_its_files_and_those_below_without_hidden_ones(folder):
    assert list(read_source(folder).files) == ["b.txt", "deep/a.txt"]
    assert list(read_source(folder / "b.txt").files) == ["b.txt"]


def test_what_cannot_be_taken_from_a_folder_is_said(folder, monkeypatch):
    (folder / "dead.txt").symlink_to(folder / "nowhere.txt")
    (folder / "loop").symlink_to(folder)
    (folder / ".dead").symlink_to(folder / "nowhere.txt")
    os.mkfifo(folder / "pipe")
    (folder / "shut").mkdir()
    scandir = os.scandir

    def refusing(path):
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    register = make_register([folder], [], None)
    assert [(item.path.name, item.why) for item in register.left_out] == [
        ("dead.txt", "is a link to nothing"),
        ("loop", "is a link to a folder, which is not followed"),
        ("pipe", "is no file"),
        ("shut", "cannot be read: Permission denied"),
    ]
    assert list(read_source(folder).files) == ["b.txt", "deep/a.txt"]
    assert register.digest == make_register([folder], [], None).digest


def test_a_registered_folder_that_cannot_be_read_is_an_error(folder, monkeypatch):
    def refusing(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(ConfigError, match="cannot be read: Permission denied"):
        make_register([folder], [], None)


def test_a_folder_may_say_more_of_its_documents(folder):
    (folder / "registered.csv").write_text("Name,marking,owner,disclose\ndeep/a.txt,SECRET, soc ,sender\n\nb.txt,,,\n")
    source = read_source(folder)
    assert list(source.files) == ["b.txt", "deep/a.txt"]
    assert source.remarks == {
        "deep/a.txt": Remark(2, "SECRET", "soc", Disclose.SENDER),
        "b.txt": Remark(4),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"registered\.csv:1: must have the columns"),
        ("marking\nSECRET\n", r"registered\.csv:1: must have the columns"),
        ("name,title\n", r"registered\.csv:1: must have the columns"),
        ("name,name\n", r"registered\.csv:1: must have the columns"),
        ("name\nb.txt\nabsent.txt\n", r"registered\.csv:3: 'absent\.txt' is not in the folder"),
        ("name\nb.txt\nb.txt\n", r"registered\.csv:3: 'b\.txt' stands there twice"),
        ("name,owner\n,x\n", r"registered\.csv:2: name is empty"),
        ("name\nb.txt,x\n", r"registered\.csv:2: more fields than columns"),
        ("name,disclose\nb.txt,everybody\n", r"registered\.csv:2: disclose must be sender, analyst or owner"),
        ('name\n"b.txt\n', r"registered\.csv:1: not valid CSV"),
        ('"name\n', r"registered\.csv:1: not valid CSV"),
    ],
)
def test_what_is_wrong_in_it_is_told_with_the_line(folder, text, message):
    (folder / "registered.csv").write_text(text)
    with pytest.raises(ConfigError, match=message):
        read_source(folder)


def test_it_must_be_utf_8(folder):
    (folder / "registered.csv").write_bytes(b"name\n\xff\n")
    with pytest.raises(ConfigError, match=r"registered\.csv: is not UTF-8 text"):
        read_source(folder)


def test_any_change_is_another_digest(folder):
    def digest(key=None, ordinary=()):
        return make_register([folder], ordinary, key).digest

    seen = [digest(), digest(NameKey(bytes(32))), digest(ordinary=[folder / "b.txt"])]
    (folder / "b.txt").write_text("c")
    seen.append(digest())
    (folder / "b.txt").rename(folder / "c.txt")
    seen.append(digest())
    (folder / "c.txt").unlink()
    seen.append(digest())
    assert len(set(seen)) == len(seen)
    assert make_register([], [folder], None) == Register()


def test_the_organisation_file_names_the_register(folder, tmp_path):
    (tmp_path / "k").write_text("ab" * 32)
    content = 'fingerprints = ["registered/"]\nfingerprints_key = "k"\nboilerplate = ["registered/b.txt"]\n'
    register = organisation(tmp_path, content).register
    assert register.sources == (folder,)
    assert register.ordinary == (folder / "b.txt",)
    assert register.key == NameKey(bytes.fromhex("ab" * 32))
    assert organisation(tmp_path, "").register == Register()


def test_a_changed_document_is_a_new_revision_of_the_organisation(folder, tmp_path):
    content = 'fingerprints = ["registered/"]\n'
    before = organisation(tmp_path, content).revision
    assert organisation(tmp_path, content).revision == before
    (folder / "deep" / "a.txt").write_text("other")
    assert organisation(tmp_path, content).revision != before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('boilerplate = ["absent"]\n', r"o\.toml:5: absent does not exist"),
        ('fingerprints = ["a\\u0000b"]\n', r"o\.toml:5: a\x00b does not exist"),
        ('fingerprints_key = "absent"\n', r"absent: cannot be read"),
        ('fingerprints = "registered"\n', r"o\.toml:5: fingerprints must be a list of strings"),
        ('fingerprint = ["registered"]\n', r"o\.toml:5: .*fingerprint"),
    ],
)
def test_a_register_that_is_not_there_is_told(tmp_path, content, message):
    with pytest.raises(ConfigError, match=message):
        organisation(tmp_path, content)
