import pytest

from dlp_service.errors import ConfigError
from dlp_service.score.floors import DATA, load_floors

SHIPPED = DATA.read_text(encoding="utf-8")


def test_the_shipped_file_has_the_published_weights():
    floors = load_floors()
    assert floors.kinds == {
        "PERSONNEL_ON_PROJECT": 0.60,
        "VULNERABLE_PERSONS": 0.60,
        "NAMES_WITH_IDENTIFIERS": 0.60,
        "DOCUMENT_FINGERPRINT": 0.60,
        "ROSTER": 0.45,
    }
    assert [floors.project_term(weight) for weight in (1.0, 0.8, 0.79, 0.5, 0.1, 0.0)] == [
        0.45,
        0.45,
        0.35,
        0.35,
        0.1,
        0.1,
    ]
    assert (floors.protected_full_name, floors.protected_surname, floors.name_most) == (0.40, 0.25, 0.15)


def test_the_content_table_rises_and_stays_below_a_block():
    floors = load_floors()
    scores = [floors.content(step / 1000) for step in range(1001)]
    assert scores == sorted(scores)
    assert (scores[0], max(scores)) == (0.0, 0.55)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("unmarked_most = 0.84", "unmarked_most = 0.9", r":\d+: unmarked_most must be a number from 0.0 to 0.84"),
        ("ROSTER = 0.45", "ROSTER = 1.45", r":\d+: kinds.ROSTER must be"),
        ("ROSTER = 0.45", "", r"kinds.ROSTER must be"),
        ("ROSTER = 0.45", "ROSTER = true", r"kinds.ROSTER must be"),
        ("ROSTER", "ROSTRE", r"unknown key 'ROSTRE', did you mean 'ROSTER'"),
        ("[0.90, 0.55]", "[0.90, 0.65]", r"end at 0.55"),
        ("[0.90, 0.55]", "[0.40, 0.55]", r"rise"),
        ("[0.90, 0.55]", "[0.90]", r"pairs"),
        ("full_confidence = 0.5", "full_confidence = 0", r"full_confidence must be"),
        ("baseline_ordinal = 15", "baseline_ordinal = 101", r"baseline_ordinal must be"),
        ("weight = 0.0\nfloor = 0.10", "weight = 0.0\nfloor = 0.90", r"floors not rising"),
    ],
)
def test_a_table_that_breaks_a_promise_is_refused(tmp_path, old, new, message):
    assert old in SHIPPED
    path = tmp_path / "floors.toml"
    path.write_text(SHIPPED.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        load_floors(path)


def test_a_missing_table_is_named(tmp_path):
    path = tmp_path / "floors.toml"
    path.write_text("unmarked_most = 0.84\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"\[kinds\] is missing"):
        load_floors(path)
