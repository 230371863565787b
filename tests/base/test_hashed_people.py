import stat

import pytest

from dlp_service.errors import ConfigError
from dlp_service.hashed_people import HashedPeople, NameKey, make_key, read_key
from dlp_service.organisation import load_organisation, read_personnel
from dlp_service.organisation_lists import read_hashed_personnel

OWN = '[organisation]\ndomains = ["own.example"]\naccredited_to = "OFFICIAL"\n'
KEY = NameKey(bytes(range(32)))
ROW = [KEY.hash("name", "isolde ferncastle"), KEY.hash("initial", "i ferncastle"), KEY.hash("number", "30419977")]
HASHED = ",".join(KEY.headings) + "\n" + ",".join(ROW) + "\n"


def organisation(tmp_path, more, hashed=HASHED):
    (tmp_path / "k.key").write_text(KEY.secret.hex())
    (tmp_path / "h.csv").write_text(hashed)
    (tmp_path / "p.csv").write_text("name\nLucian Garside\n")
    (tmp_path / "o.toml").write_text(OWN + "[content]\n" + more)
    return load_organisation(tmp_path / "o.toml")


def test_hashed_and_plain_lists_stand_side_by_side(tmp_path):
    loaded = organisation(tmp_path, 'personnel = ["h.csv", "p.csv"]\npersonnel_key = "k.key"\n')
    assert [person.name for person in loaded.personnel] == ["Lucian Garside"]
    assert loaded.hashed_personnel.has_name("isolde", "ferncastle")
    assert loaded.hashed_personnel.has_name("i", "ferncastle")
    assert loaded.hashed_personnel.has_number("30419977")
    assert not loaded.hashed_personnel.has_name("lucian", "garside")


def test_neither_the_revision_nor_a_message_depends_on_the_key(tmp_path):
    text = 'personnel = ["p.csv"]\npersonnel_key = "k.key"\n'
    first = organisation(tmp_path, text)
    (tmp_path / "k.key").write_text("11" * 32)
    assert load_organisation(tmp_path / "o.toml").revision == first.revision
    assert KEY.secret.hex() not in repr(HashedPeople(KEY))


@pytest.mark.parametrize(
    ("more", "hashed", "complaint"),
    [
        ('personnel = ["h.csv"]\n', HASHED, r"o\.toml:5: h\.csv is hashed and needs a personnel_key"),
        ('personnel = ["h.csv"]\npersonnel_key = "absent"\n', HASHED, "absent: cannot be read"),
        ('personnel = ["h.csv"]\npersonnel_key = "p.csv"\n', HASHED, r"p\.csv: is no key of 64 hexadecimal digits"),
        (
            'personnel = ["h.csv"]\npersonnel_key = "k.key"\n',
            HASHED.replace(KEY.headings[0][-8:], "00000000"),
            r"h\.csv:1: was hashed with another key",
        ),
        (
            'personnel = ["h.csv"]\npersonnel_key = "k.key"\n',
            HASHED + "Isolde Ferncastle,,\n",
            r"h\.csv:3: holds what is no hash",
        ),
    ],
)
def test_a_list_that_cannot_be_used_says_why(tmp_path, more, hashed, complaint):
    with pytest.raises(ConfigError, match=complaint):
        organisation(tmp_path, more, hashed)


def test_a_hashed_list_is_not_read_as_names(tmp_path):
    (tmp_path / "h.csv").write_text(HASHED)
    with pytest.raises(ConfigError, match="is hashed"):
        read_personnel(tmp_path / "h.csv")
    assert read_hashed_personnel(tmp_path / "h.csv", KEY).names == {ROW[0]}


def test_a_new_key_is_its_owners_alone_and_overwrites_nothing(tmp_path):
    path = tmp_path / "k.key"
    made = make_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key(path) == made
    with pytest.raises(ConfigError, match="cannot be made"):
        make_key(path)
    assert make_key(tmp_path / "other").secret != made.secret


def test_the_kinds_of_a_hash_are_apart():
    assert len({KEY.hash(kind, "x") for kind in ("name", "initial", "number")}) == 3
    assert KEY.hash("name", "x") != NameKey(bytes(32)).hash("name", "x")
