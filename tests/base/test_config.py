import pytest

from dlp_service.config import Settings, load_settings
from dlp_service.errors import ConfigError


def written(tmp_path, text):
    path = tmp_path / "dlp.toml"
    path.write_text(text)
    return path


def test_defaults_need_no_file():
    assert load_settings(None, {}) == Settings()


def test_environment_beats_file_beats_default(tmp_path):
    path = written(tmp_path, '[service]\nlisten = "127.0.0.1:1"\nprocesses = 3\n[limits]\nfile_wall_s = 2\n')
    settings = load_settings(path, {"DLP_SERVICE_LISTEN": "127.0.0.1:2", "OTHER": "x"})
    assert settings.service.listen == "127.0.0.1:2"
    assert settings.service.processes == 3
    assert settings.limits.file_wall_s == 2.0
    assert settings.service.drain_s == Settings().service.drain_s


def test_file_names_are_relative_to_the_file_that_says_them(tmp_path):
    path = written(tmp_path, '[service]\norganisation = "o.toml"\n[audit]\npath = "-"\n')
    settings = load_settings(path, {"DLP_STORE_PATH": "here.sqlite"})
    assert settings.service.organisation == str(tmp_path / "o.toml")
    assert settings.audit.path == "-"
    assert settings.store.path == "here.sqlite"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[service]\nlisten = "x"\nproceses = 2\n', r":3: unknown key 'proceses', did you mean 'processes'\?"),
        ("[nowhere]\n", r":1: unknown key 'nowhere'"),
        ("[service]\nprocesses = true\n", r":2: service.processes must be a whole number"),
        ('[limits]\nparts = "many"\n', r":2: limits.parts must be a whole number"),
        ("[limits]\nparts = -1\n", r":2: limits.parts must not be negative"),
        ("service = 3\n", r":1: service must be a table"),
    ],
)
def test_a_bad_setting_names_its_line(tmp_path, text, complaint):
    with pytest.raises(ConfigError, match=complaint):
        load_settings(written(tmp_path, text), {})


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("DLP_SERVICE_LISTN", "x", "unknown setting DLP_SERVICE_LISTN"),
        ("DLP_SERVICE_PROCESSES", "two", "DLP_SERVICE_PROCESSES must be a whole number"),
        ("DLP_SERVICE_PROCESSES", "-2", "DLP_SERVICE_PROCESSES must be a whole number"),
        ("DLP_SERVICE_ALLOW_QUOTES", "maybe", "must be true or false"),
    ],
)
def test_a_bad_variable_is_an_error(name, value, complaint):
    with pytest.raises(ConfigError, match=complaint):
        load_settings(None, {name: value})


def test_an_unreadable_file_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path / "absent.toml", {})


def test_the_digest_follows_the_effective_settings():
    assert load_settings(None, {}).digest == Settings().digest
    assert load_settings(None, {"DLP_SERVICE_PROCESSES": "2"}).digest != Settings().digest
