from datetime import date
from pathlib import Path

import pytest

from dlp_service.errors import ConfigError
from dlp_service.organisation import (
    ListEntry,
    load_organisation,
    read_contacts,
    read_directory,
    read_domains,
    read_personnel,
    read_terms,
)
from dlp_service.values import Disclose

OWN = '[organisation]\ndomains = ["Own.Example."]\naccredited_to = "official-sensitive"\nnation = "gbr"\n'
EXAMPLE = Path(__file__).resolve().parent.parent.parent / "examples" / "organisation.toml"


def load(tmp_path, text, **files):
    for name, content in files.items():
        (tmp_path / f"{name}.csv").write_text(content)
    (tmp_path / "o.toml").write_text(text)
    return load_organisation(tmp_path / "o.toml")


def test_the_shipped_example_loads():
    organisation = load_organisation(EXAMPLE)
    assert organisation.partners[0].domains == ("mil",)
    assert organisation.partners[0].accredited_to == ("uk", "OFFICIAL-SENSITIVE")
    assert organisation.allows[0].until == date(2036, 12, 31)
    assert {term.term for term in organisation.terms} == {"GLASS HERON", "Copperline", "Slipway 4"}
    assert organisation.contacts["desk@saltmarsh-inn.example"] == 18


def test_names_are_normalised(tmp_path):
    organisation = load(tmp_path, OWN)
    assert organisation.domains == ("own.example",)
    assert organisation.nation == "GBR"
    assert organisation.accredited_to == ("uk", "OFFICIAL-SENSITIVE")


def test_a_list_is_relative_to_the_file_and_part_of_the_revision(tmp_path):
    text = OWN + '[content]\nterms = ["t.csv"]\n'
    first = load(tmp_path, text, t="term,weight\nHERON,0.9\n")
    second = load(tmp_path, text, t="term,weight\nHERON,0.8\n")
    assert first.terms[0].weight == 0.9
    assert first.revision != second.revision


def test_a_star_before_a_domain_says_what_is_meant_anyway(tmp_path):
    assert load(tmp_path, OWN + '[[partner]]\ndomains = ["*.navy.mil", ".mil"]\n').partners[0].domains == (
        "navy.mil",
        "mil",
    )


def test_until_is_inclusive():
    entry = ListEntry("suffix", "ml", until=date(2026, 5, 1))
    assert entry.is_live(date(2026, 5, 1))
    assert not entry.is_live(date(2026, 5, 2))


def test_labels_resolve_to_levels(tmp_path):
    organisation = load(tmp_path, OWN + '[labels]\n"{0A-1B}" = "SECRET"\n')
    assert organisation.labels == {"0a-1b": ("uk", "SECRET")}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (OWN + 'colour = "red"\n', r"o\.toml:5: unknown key 'colour'"),
        (OWN + '[[partner]]\ndomain = ["x.example"]\n', r"o\.toml:6: unknown key 'domain', did you mean 'domains'"),
        (OWN + '[[block]]\nreason = "x"\n', r"o\.toml:5: an entry names exactly one of suffix, domain, address"),
        (OWN + '[[block]]\ndomain = "a@b.example"\n', r"o\.toml:6: 'a@b.example' is not a domain"),
        (OWN + '[[allow]]\ndomain = "b.example"\nuntil = "soon"\n', r"o\.toml:7: until must be a date"),
        (OWN + '[[allow]]\ndomain = "b.example"\ndisclose = "all"\n', r"o\.toml:5: disclose must be"),
        (OWN + '[block]\nsuffix = "ml"\n', r"o\.toml:5: write \[\[block\]\]"),
        (OWN.replace("gbr", "Britain"), r"o\.toml:4: 'Britain' is not ISO 3166"),
        (OWN + '[recipients]\ncountries_of_concern = ["ML"]\n', r"o\.toml:6: 'ML' is not ISO 3166 alpha-3"),
        (
            OWN + '[recipients]\nwatch = ["https://gmail.com/"]\n',
            r"o\.toml:6: watch: 'https://gmail.com/' is not a domain",
        ),
        (OWN + "[recipients]\nthresholds = 5\n", r"o\.toml:6: thresholds must be a table"),
        ("labels = 5\n" + OWN, r"o\.toml:1: labels must be a table"),
        (OWN + '[content]\nfingerprints = ["absent/"]\n', r"o\.toml:6: absent/ does not exist"),
        (OWN.replace("official-sensitive", "EYES"), r"o\.toml:3: unknown level 'EYES'"),
        ('[organisation]\ndomains = ["a.example"]\n', "accredited_to is mandatory"),
        ('[organisation]\naccredited_to = "SECRET"\n', "domains is mandatory"),
        (OWN + '[recipients]\nknown_contacts = "absent.csv"\n', r"o\.toml:6: absent\.csv cannot be read"),
        (OWN + '[recipients]\nknown_contacts = "\\u0000"\n', r"o\.toml:6: a file name cannot hold NUL"),
        (OWN + "[recipients.thresholds]\nexposed_outsiders = 0\n", r"o\.toml:6: exposed_outsiders must be"),
        (OWN + '[labels]\n"x" = "LOUD"\n', r"o\.toml:6: unknown level 'LOUD'"),
    ],
)
def test_a_mistake_names_the_file_and_the_line(tmp_path, text, complaint):
    with pytest.raises(ConfigError, match=complaint):
        load(tmp_path, text)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("term,weight\n\nHERON,heavy\n", r":3: weight 'heavy' is not a number"),
        ("term,weight\nHERON,1.5\n", r":2: weight 1.5 is outside 0..1"),
        ("term,weight\n,0.5\n", r":2: term is empty"),
        ("term,weight\nX,0.5\n", r":2: term 'X' is too short"),
        ("term,weight\n--,0.5\n", r":2: term '--' is too short"),
        (f"term,weight\n{'a' * 10_000},0.5\n", r":2: a term of 10000 letters is too long"),
        ("term,mass\nHERON,0.5\n", r":1: unknown column 'mass'"),
        ("term\nHERON\n", r":1: column 'weight' is missing"),
        ("term,weight\nHERON,0.5,x\n", r":2: more fields than columns"),
        ("term,term,weight\nHERON,EGRET,0.5\n", r":1: column 'term' stands there twice"),
        ('term,weight\n"HERON,0.5\n', "not valid CSV"),
        ("term,weight,valid_until\nHERON,0.5,soon\n", r":2: 'soon' is not a date"),
        ("", "is empty, a heading line is needed"),
    ],
)
def test_a_bad_term_list_names_the_line(tmp_path, content, complaint):
    path = tmp_path / "t.csv"
    path.write_text(content)
    with pytest.raises(ConfigError, match=complaint):
        read_terms(path)


def test_a_term_listed_twice_keeps_the_heavier_entry(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("term,weight,variants,disclose\nHeron,0.4,a b|cd,owner\nHERON,0.9,,\n")
    (term,) = read_terms(path)
    assert (term.term, term.weight, term.disclose) == ("HERON", 0.9, Disclose.ANALYST)


def test_other_lists_read_and_refuse(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text("\ufeffname,service_number\nIsolde Ferncastle,30419977\n")
    assert read_personnel(path)[0].service_number == "30419977"
    path.write_text("address,count\nA@B.example,2\na@b.example,3\n")
    assert read_contacts(path) == {"a@b.example": 5}
    path.write_text("address,count\na@b.example,many\n")
    with pytest.raises(ConfigError, match=":2: count 'many'"):
        read_contacts(path)
    path.write_text("address,count\na@b.example,\u00b2\n")
    with pytest.raises(ConfigError, match=":2: count '\u00b2'"):
        read_contacts(path)
    path.write_text("address,count\nb.example,3\n")
    with pytest.raises(ConfigError, match=r":2: 'b\.example' is not an address"):
        read_contacts(path)
    path.write_text("name,address\nIsolde Ferncastle,isolde\n")
    with pytest.raises(ConfigError, match=":2: 'isolde' is not an address"):
        read_directory(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8"):
        read_domains(path)
    path.write_text("# guarded\nNavy.mil.\nnavy.mil\n\nnato.int # alliance\n")
    assert read_domains(path) == ("navy.mil", "nato.int")
