"""Schemes of markings as data files."""

import pytest

from dlp_service.errors import ConfigError
from dlp_service.organisation import load_organisation
from dlp_service.scheme_tables import read_scheme, read_spellings

LOCAL = """
[scheme]
name = "harbour"

[levels]
"HARBOUR INNER" = { ordinal = 42, equal = "uk/OFFICIAL-SENSITIVE", spellings = ["HRBR-INNER"] }
"HARBOUR KEEP" = { ordinal = 80 }

[caveats]
"PILOTS ONLY" = ["PO"]
"""


def write(tmp_path, text):
    path = tmp_path / "harbour.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_local_scheme_is_read_with_its_ordinals(tmp_path):
    table = read_scheme(write(tmp_path, LOCAL), is_local=True)
    assert table.name == "harbour"
    assert table.ordinals == {"HARBOUR INNER": 42, "HARBOUR KEEP": 80}
    assert table.equal == {"HARBOUR INNER": "uk/OFFICIAL-SENSITIVE"}
    assert table.caveats == {"PILOTS ONLY": ("PILOTS ONLY", "PO")}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{ ordinal = 80 }", "[]", "HARBOUR KEEP needs an ordinal"),
        ("{ ordinal = 80 }", "{ ordinal = 101 }", "HARBOUR KEEP needs an ordinal"),
        ("{ ordinal = 80 }", "{ ordinal = true }", "HARBOUR KEEP needs an ordinal"),
        ("{ ordinal = 80 }", "{ ordinal = 80, colour = 1 }", "unknown key 'colour'"),
        ("{ ordinal = 80 }", "{ ordinal = 80, is_shared = 3 }", "true or false"),
        ('["PO"]', '"PO"', "list of strings"),
        ('["PO"]', '["--"]', "no spelling"),
        ('["PO"]', f'["{"P" * 81}"]', "no spelling"),
        ('name = "harbour"', 'name = "Harbour Board"', "scheme.name"),
        ("[levels]", "[niveaux]", "unknown key 'niveaux'"),
    ],
)
def test_a_wrong_scheme_is_refused_with_its_line(tmp_path, old, new, said):
    path = write(tmp_path, LOCAL.replace(old, new))
    with pytest.raises(ConfigError, match=said) as caught:
        read_scheme(path, is_local=True)
    assert caught.value.line


def test_spellings_are_made_plain(tmp_path):
    path = write(tmp_path, '[levels]\n"Très  secret" = ["tres-secret défense"]\n')
    assert read_spellings(path) == {"levels": {"Très  secret": ("TRES SECRET", "TRES-SECRET DEFENSE")}}


ORGANISATION = """
[organisation]
name = "Example Harbour Board"
domains = ["harbour.example"]
accredited_to = "HARBOUR INNER"
[labels]
"11111111-2222-3333-4444-555555555555" = "HARBOUR KEEP"
[content]
schemes = ["harbour.toml"]
"""


def test_an_organisation_may_use_the_levels_of_its_own_scheme(tmp_path):
    write(tmp_path, LOCAL)
    path = tmp_path / "organisation.toml"
    path.write_text(ORGANISATION, "utf-8")
    organisation = load_organisation(path)
    assert organisation.accredited_to == ("harbour", "HARBOUR INNER")
    assert organisation.labels == {"11111111-2222-3333-4444-555555555555": ("harbour", "HARBOUR KEEP")}
    assert organisation.levels.height("harbour", "HARBOUR INNER") == organisation.levels.height("uk", "RESTRICTED")
    before = organisation.revision
    write(tmp_path, LOCAL.replace("80", "81"))
    assert load_organisation(path).revision != before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "harbour"', 'name = "uk"', "scheme 'uk' is there already"),
        ("uk/OFFICIAL-SENSITIVE", "uk/INNER", "no level"),
    ],
)
def test_a_scheme_that_clashes_is_refused(tmp_path, old, new, said):
    write(tmp_path, LOCAL.replace(old, new))
    path = tmp_path / "organisation.toml"
    path.write_text(ORGANISATION, "utf-8")
    with pytest.raises(ConfigError, match=said):
        load_organisation(path)
