"""The scale of levels: every level of every scheme has its ordinal, and equal ones share a height."""

import pytest

from dlp_service.errors import ConfigError
from dlp_service.levels import load_levels

TABLE = load_levels()
STATED = {
    "uk": {
        "NOT PROTECTIVELY MARKED": 0, "OFFICIAL - FOR PUBLIC RELEASE": 0, "UNCLASSIFIED": 5, "OFFICIAL": 15, "PROTECT": 30,
        "OFFICIAL-SENSITIVE": 40, "RESTRICTED": 45, "CONFIDENTIAL": 60, "SECRET": 80, "TOP SECRET": 100,
    },
    "us": {
        "UNCLASSIFIED": 5, "FOUO": 30, "OUO": 30, "SBU": 30, "LES": 35, "SSI": 35, "RESTRICTED": 45, "CONFIDENTIAL": 60,
        "CLASSIFIED": 60, "SECRET": 80, "TOP SECRET": 100,
    },
    "us-cui": {"CUI": 35},
    "nato": {
        "NATO UNCLASSIFIED": 10, "NATO RESTRICTED": 45, "NATO CONFIDENTIAL": 60, "NATO CLASSIFIED": 60, "NATO SECRET": 80,
        "COSMIC TOP SECRET": 100,
    },
    "eu": {"LIMITE": 25, "EU RESTRICTED": 45, "EU CONFIDENTIAL": 60, "EU SECRET": 80, "EU TOP SECRET": 100},
    "au": {
        "UNOFFICIAL": 5, "UNCLASSIFIED": 5, "OFFICIAL": 15, "FOUO": 30, "OFFICIAL: Sensitive": 40, "PROTECTED": 55,
        "CONFIDENTIAL": 60, "SECRET": 80, "TOP SECRET": 100,
    },
    "nz": {
        "UNCLASSIFIED": 5, "IN-CONFIDENCE": 35, "SENSITIVE": 45, "RESTRICTED": 45, "CONFIDENTIAL": 60, "SECRET": 80,
        "TOP SECRET": 100,
    },
    "ca": {
        "UNCLASSIFIED": 5, "PROTECTED A": 30, "PROTECTED B": 50, "CONFIDENTIAL": 60, "PROTECTED C": 75, "SECRET": 80,
        "TOP SECRET": 100,
    },
    "de": {"OFFEN": 5, "VS-NfD": 45, "VS-VERTRAULICH": 60, "GEHEIM": 80, "STRENG GEHEIM": 100},
    "fr": {
        "NON PROTEGE": 5, "DIFFUSION RESTREINTE": 40, "CONFIDENTIEL DEFENSE": 60, "SECRET": 80, "SECRET DEFENSE": 80,
        "TRES SECRET": 100,
    },
    "no": {"BEGRENSET": 45, "KONFIDENSIELT": 60, "HEMMELIG": 80, "STRENGT HEMMELIG": 100},
    "at": {"EINGESCHRAENKT": 45, "VERTRAULICH": 60, "GEHEIM": 80, "STRENG GEHEIM": 100},
    "ch": {"INTERN": 45, "VERTRAULICH": 60, "GEHEIM": 80},
    "tlp": {"TLP:CLEAR": 0, "TLP:GREEN": 15, "TLP:AMBER": 40, "TLP:AMBER+STRICT": 50, "TLP:RED": 65},
}  # fmt: skip
EQUAL = (
    *(("uk", "OFFICIAL-SENSITIVE"), ("uk", "RESTRICTED"), ("nato", "NATO RESTRICTED"), ("eu", "EU RESTRICTED")),
    *(("de", "VS-NfD"), ("au", "OFFICIAL: Sensitive"), ("us-cui", "CUI"), ("fr", "DIFFUSION RESTREINTE")),
    *(("no", "BEGRENSET"), ("at", "EINGESCHRAENKT"), ("ch", "INTERN"), ("nz", "RESTRICTED"), ("us", "RESTRICTED")),
)


@pytest.mark.parametrize("scheme", sorted(STATED))
def test_the_levels_of_a_scheme_are_those_stated(scheme):
    found = {level: ordinal for (name, level), ordinal in TABLE.ordinals.items() if name == scheme}
    for level, ordinal in STATED[scheme].items():
        assert found.get(level) == ordinal, level


@pytest.mark.parametrize(("scheme", "level"), EQUAL)
def test_restricted_levels_are_one_height(scheme, level):
    assert TABLE.height(scheme, level) == 45


@pytest.mark.parametrize(
    ("scheme", "level"),
    [("au", "PROTECTED"), ("uk", "CONFIDENTIAL"), ("ca", "PROTECTED B"), ("tlp", "TLP:RED"), ("de", "VS-VERTRAULICH")],
)
def test_what_stands_above_them_stays_above(scheme, level):
    assert TABLE.height(scheme, level) > TABLE.height("uk", "OFFICIAL-SENSITIVE")


@pytest.mark.parametrize(
    ("word", "ordinal"),
    [
        *(("SECRET", 80), ("TOP SECRET", 100), ("CONFIDENTIAL", 60), ("RESTRICTED", 45), ("PROTECTED", 55)),
        *(("SENSITIVE", 45), ("OFFICIAL", 15), ("UNCLASSIFIED", 5), ("GEHEIM", 80), ("ULTRA", None)),
    ],
)
def test_a_bare_word_takes_the_lowest_ordinal_of_the_schemes_that_use_it(word, ordinal):
    assert TABLE.ordinal("any", word) == ordinal
    users = [value for (_, level), value in TABLE.ordinals.items() if level == word]
    assert ordinal == min(users, default=None)


@pytest.mark.parametrize(
    ("marking", "height"),
    [
        (("us", "UNCLASSIFIED", ("FOUO", "NOFORN")), 30),
        (("us", "UNCLASSIFIED", ("LES NOFORN",)), 35),
        (("us", "UNCLASSIFIED", ("CUI", "SP-CTI")), 45),
        (("us", "SECRET", ("FOUO",)), 80),
        (("eu", "EU RESTRICTED", ("LIMITE",)), 45),
        (("uk", "OFFICIAL", ("FOUO", "COMMERCIAL")), 15),
        (("label", "Board only", ()), 0),
    ],
)
def test_a_level_among_the_caveats_counts(marking, height):
    assert TABLE.marking_height(*marking) == height


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[levels.uk]\n"OFFICIAL" = 101',
        '[levels.uk]\n"OFFICIAL" = 15\n[[equal]]\nlevels = ["uk/SECRET"]',
        '[level.uk]\n"OFFICIAL" = 15',
    ],
)
def test_a_broken_table_is_refused(tmp_path, text):
    path = tmp_path / "levels.toml"
    path.write_text(text)
    with pytest.raises(ConfigError):
        load_levels(path)
