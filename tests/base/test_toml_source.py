import pytest

from dlp_service.errors import ConfigError
from dlp_service.toml_source import parse_toml

TEXT = """\
[organisation]
name = "x"

[[block]]
suffix = "ml"
[[block]]
# a comment
suffix = "co"
"owner" = "a"
a.b = 1
"""


def test_every_key_has_its_line():
    lines = parse_toml(TEXT, "x.toml").lines
    assert lines["organisation"] == 1
    assert lines["organisation.name"] == 2
    assert lines["block[0].suffix"] == 5
    assert lines["block[1]"] == 6
    assert lines["block[1].suffix"] == 8
    assert lines["block[1].owner"] == 9
    assert lines["block[1].a.b"] == 10


def test_an_unknown_path_takes_the_line_of_its_parent():
    document = parse_toml(TEXT, "x.toml")
    assert document.line("block[1].nowhere.deep") == 6
    assert document.line("elsewhere") == 0


def test_unknown_key_names_source_line_and_the_nearest_spelling():
    document = parse_toml('[service]\nlissten = "x"\n', "s.toml")
    with pytest.raises(ConfigError, match=r"^s\.toml:2: unknown key 'lissten', did you mean 'listen'\?$"):
        document.refuse_unknown(document.data["service"], ("listen", "policy"), "service")


def test_broken_toml_names_the_line():
    with pytest.raises(ConfigError, match=r"^s\.toml:2: not valid TOML"):
        parse_toml("a = 1\nb = = 2\n", "s.toml")
