import stat

import pytest

from dlp_service.detect.protected.hashed import hash_people
from dlp_service.errors import ConfigError
from dlp_service.hashed_people import NameKey, make_key, read_hashed, read_key, write_hashed
from dlp_service.organisation import Person, load_organisation, read_personnel
from dlp_service.organisation_lists import read_hashed_list

OWN = '[organisation]\ndomains = ["own.example"]\naccredited_to = "OFFICIAL"\n'
KEY = NameKey(bytes(range(32)))
PEOPLE = (Person("Isolde Ferncastle", "30419977"), Person("Amara Nwosu-Field", "", "anf@own.example"))
LIST = hash_people(PEOPLE, KEY)
HASHED = write_hashed("personnel", LIST)


def organisation(tmp_path, more, hashed=HASHED):
    (tmp_path / "k.key").write_text(KEY.secret.hex())
    (tmp_path / "h.csv").write_text(hashed)
    (tmp_path / "p.csv").write_text("name\nLucian Garside\n")
    (tmp_path / "o.toml").write_text(OWN + "[content]\n" + more)
    return load_organisation(tmp_path / "o.toml")


def test_hashed_and_plain_lists_stand_side_by_side(tmp_path):
    loaded = organisation(tmp_path, 'personnel = ["h.csv", "p.csv"]\npersonnel_key = "k.key"\n')
    assert [person.name for person in loaded.personnel] == ["Lucian Garside"]
    assert loaded.hashed_personnel.answers == LIST.answers
    assert loaded.hashed_personnel.entries == 2


def test_neither_the_revision_nor_a_message_depends_on_the_key(tmp_path):
    text = 'personnel = ["p.csv"]\npersonnel_key = "k.key"\n'
    first = organisation(tmp_path, text)
    (tmp_path / "k.key").write_text("11" * 32)
    assert load_organisation(tmp_path / "o.toml").revision == first.revision
    assert KEY.secret.hex() not in repr(LIST)


@pytest.mark.parametrize(
    ("more", "hashed", "complaint"),
    [
        ('personnel = ["h.csv"]\n', HASHED, r"o\.toml:5: h\.csv is hashed and needs a personnel_key"),
        ('personnel = ["h.csv"]\npersonnel_key = "absent"\n', HASHED, "absent: cannot be read"),
        ('personnel = ["h.csv"]\npersonnel_key = "p.csv"\n', HASHED, r"p\.csv: is no key of 64 hexadecimal digits"),
        (
            'personnel = ["h.csv"]\npersonnel_key = "k.key"\n',
            HASHED.replace(KEY.fingerprint, "00000000"),
            r"h\.csv:1: was hashed with another key",
        ),
        (
            'personnel = ["h.csv"]\npersonnel_key = "k.key"\n',
            HASHED + "Isolde Ferncastle,,\n",
            r"h\.csv:2: holds what was not written by `dlp lists hash`",
        ),
        (
            'personnel = ["h.csv"]\npersonnel_key = "k.key"\n',
            HASHED.replace("entries:2", "entries:3"),
            r"h\.csv:2: was changed or cut",
        ),
        (
            'personnel = ["h.csv"]\npersonnel_key = "k.key"\n',
            HASHED[:-90],
            r"h\.csv:2: (?:was changed or cut|holds what was not written)",
        ),
        (
            'personnel = ["h.csv"]\npersonnel_key = "k.key"\n',
            HASHED.replace(" 2 key", " 1 key"),
            r"h\.csv:1: has a heading of another version",
        ),
        (
            'personnel = ["h.csv"]\npersonnel_key = "k.key"\n',
            HASHED.replace("personnel", "terms"),
            r"h\.csv:1: is a hashed list of terms, not of personnel",
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
    assert read_hashed_list(tmp_path / "h.csv", KEY).entries == 2


def test_a_list_is_read_as_it_was_written_whatever_its_order():
    assert read_hashed(HASHED, KEY, "h").answers == LIST.answers
    assert write_hashed("personnel", hash_people(PEOPLE[::-1], KEY)) == HASHED


def test_the_file_shows_neither_names_nor_who_is_on_two_lists():
    other = write_hashed("personnel", hash_people((*PEOPLE, Person("Lucian Garside")), KEY))
    lines = set(HASHED.splitlines()[1:])
    assert not lines & set(other.splitlines())
    assert "erncastle" not in HASHED


def test_lists_of_one_key_join_without_mixing_up_people():
    one, two = (hash_people((person,), KEY) for person in PEOPLE)
    joined = one | two
    assert joined.entries == 2
    assert {number for numbers in joined.answers.values() for number in numbers if number < 2**63} == {0, 1}
    assert set(joined.answers) == set(LIST.answers)


def test_a_new_key_is_its_owners_alone_and_overwrites_nothing(tmp_path):
    path = tmp_path / "k.key"
    made = make_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key(path) == made
    with pytest.raises(ConfigError, match="cannot be made"):
        make_key(path)
    assert make_key(tmp_path / "other").secret != made.secret


def test_the_kinds_of_a_hash_are_apart():
    assert len({KEY.digest(kind + b" x") for kind in (b"surname", b"initial", b"number")}) == 3
    assert KEY.digest(b"surname x") != NameKey(bytes(32)).digest(b"surname x")
    assert KEY.sieve_secret != KEY.secret


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name\nLucian Garside\n \nJ.\n", r"p\.csv:4: the name is empty or one letter"),
        ('name\n"1"\n', r"p\.csv:2: the name is empty or one letter"),
        ("name,service_number\n,123456\n", r"p\.csv:2: name is empty"),
        ("name\n" + "Lucian " * 1500 + "\n", r"p\.csv:2: a name of 10499 letters is too long \(at most 200\)"),
        ("name,service_number\nLucian Garside," + "1" * 41 + "\n", r"p\.csv:2: a service number of 41 letters"),
        ("name,address\nLucian Garside,somewhere\n", r"p\.csv:2: the address is none"),
        ("name,rank\nLucian Garside,Cdr\n", r"p\.csv:1: unknown column 'rank'"),
        ("", r"p\.csv: is empty, a heading line is needed"),
    ],
)
def test_a_list_of_people_that_is_wrong_names_the_line_and_nobody(tmp_path, text, complaint):
    (tmp_path / "p.csv").write_text(text)
    with pytest.raises(ConfigError, match=complaint) as refused:
        read_personnel(tmp_path / "p.csv")
    assert "Garside" not in str(refused.value)


def test_the_same_person_twice_is_one(tmp_path):
    (tmp_path / "p.csv").write_text("name\nLucian Garside\nLucian Garside\n")
    assert read_personnel(tmp_path / "p.csv") == (Person("Lucian Garside"),)
