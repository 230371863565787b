"""Terms made ready in a file: the same findings, and no damage, age or other version goes unnoticed."""

import json
import os
import struct
from datetime import date

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Settings
from dlp_service.detect import Context, build_detectors
from dlp_service.detect.terms import files as room
from dlp_service.detect.terms.detector import TermDetector
from dlp_service.detect.terms.files import load_index, save_index
from dlp_service.detect.terms.index import TermIndex
from dlp_service.errors import ConfigError
from dlp_service.organisation import Term, load_organisation, read_terms
from dlp_service.term_file import open_term_file
from dlp_service.values import Disclose, PartText, Stage

CSV = "term,weight,owner,variants,valid_until,disclose\nCINDERPATH,0.9,a@b.example,Ash Way,,owner\nH9,0.3,,,2026-03-01,\nМосква-5,0.5,,,,\n"
TEXT = PartText("1", "body", "c1nderpath, ash-way, CINDERPTH, H9, МОСКВА 5")
OWN = '[organisation]\ndomains = ["own.example"]\naccredited_to = "OFFICIAL"\n[content]\nterms = {}\n'


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(CSV)
    return path


@pytest.fixture
def ready(listed, tmp_path):
    save_index(TermIndex.build(read_terms(listed)), tmp_path / "t.index", [listed], date(2026, 11, 1))
    return tmp_path / "t.index"


def found(detector, today=date(2026, 11, 1)):
    return detector.detect((TEXT,), Context(today=today), Budget.unlimited())


def test_a_file_finds_what_its_list_finds(listed, ready):
    plain = TermDetector(read_terms(listed))
    from_file = TermDetector((), [open_term_file(ready)])
    for today in (date(2026, 2, 1), date(2026, 11, 1)):
        assert found(from_file, today) == found(plain, today)
    assert next((f.value, f.weight, f.owner, f.disclose) for f in found(from_file)) == (
        "CINDERPATH",
        0.9,
        "a@b.example",
        Disclose.OWNER,
    )
    assert len(found(from_file)) == 4


def test_a_file_and_a_list_are_searched_together(ready):
    detector = TermDetector([Term("ash-way, cinder", 0.1), Term("Ash Way", 0.95)], [open_term_file(ready)])
    assert [f.weight for f in found(detector)] == [0.9, 0.95, 0.9, 0.5]


def test_an_empty_index_goes_through_a_file_too(tmp_path):
    save_index(TermIndex.build(()), tmp_path / "e.index", [], date(2026, 1, 1))
    assert found(TermDetector((), [open_term_file(tmp_path / "e.index")])) == ()


def test_damage_anywhere_is_noticed(ready):
    whole = ready.read_bytes()
    for at in [*range(60), *range(60, len(whole), len(whole) // 40), len(whole) - 1]:
        ready.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(
            ConfigError, match=r"t\.index: (is damaged|is of format|is stale|was written with|is incomplete)"
        ):
            load_index(open_term_file(ready))
    for cut in (0, 7, 40, 200, len(whole) - 1):
        ready.write_bytes(whole[:cut])
        with pytest.raises(ConfigError, match="is damaged"):
            load_index(open_term_file(ready))
    ready.write_bytes(whole + b"x")
    with pytest.raises(ConfigError, match="is damaged"):
        load_index(open_term_file(ready))


@pytest.mark.parametrize("size", [10**15, 10**30, -1])
def test_memory_is_taken_for_no_more_than_the_file_holds(ready, size):
    whole = ready.read_bytes()
    file = open_term_file(ready)
    told = json.loads(whole[48 : file.offset]) | {"sections": [["term_of", "<i4", size]]}
    described = json.dumps(told).encode()
    ready.write_bytes(whole[:12] + struct.pack("<I", len(described)) + whole[16:48] + described + whole[file.offset :])
    with pytest.raises(ConfigError, match="is damaged"):
        load_index(open_term_file(ready))
    ready.write_bytes(whole[:12] + b"\xff" * 4 + whole[16:])
    with pytest.raises(ConfigError, match="is damaged"):
        open_term_file(ready)


def test_a_file_older_than_its_list_is_refused_and_one_without_it_is_not(listed, ready):
    listed.write_text(CSV + "HERON,0.4,,,,\n")
    with pytest.raises(
        ConfigError, match=r"t\.index: is stale, t\.csv was changed since: write it again with `dlp lists index`"
    ):
        open_term_file(ready)
    listed.unlink()
    assert len(load_index(open_term_file(ready))) == 3


def test_another_version_of_what_reads_it_is_named(ready, monkeypatch):
    tools = room._tools() | {"daachorse": "9.9"}
    monkeypatch.setattr(room, "_tools", lambda: tools)
    with pytest.raises(ConfigError, match=r"was written with daachorse 0\.\d.*, here is 9\.9"):
        load_index(open_term_file(ready))


def test_a_file_replaced_between_two_looks_is_noticed(ready, tmp_path):
    opened = open_term_file(ready)
    save_index(TermIndex.build([Term("HERON", 0.4)]), ready, [], date(2026, 1, 1))
    with pytest.raises(ConfigError, match=r"is damaged|was replaced while it was read"):
        load_index(opened)


def test_an_organisation_names_lists_and_files_alike(listed, ready, tmp_path):
    (tmp_path / "o.toml").write_text(OWN.format('["t.csv", "t.index"]'))
    organisation = load_organisation(tmp_path / "o.toml")
    assert (len(organisation.terms), [file.terms for file in organisation.term_files]) == (3, [3])
    before = organisation.revision
    save_index(TermIndex.build(read_terms(listed)[:2]), ready, [], date(2026, 1, 1))
    assert load_organisation(tmp_path / "o.toml").revision != before
    ready.unlink()
    with pytest.raises(ConfigError, match=r"t\.index cannot be read"):
        load_organisation(tmp_path / "o.toml")


def test_what_did_not_change_is_not_built_again(listed, ready, tmp_path):
    (tmp_path / "more.csv").write_text("term,weight\nHERON,0.4\n")
    (tmp_path / "o.toml").write_text(OWN.format('["more.csv", "t.index"]'))

    def built(previous=()):
        organisation = load_organisation(tmp_path / "o.toml")
        built = build_detectors(organisation, Settings(), {Stage.TERMS}, previous=previous)
        return next(detector for detector in built if isinstance(detector, TermDetector))

    first = built()
    second = built([first])
    assert second.own is first.own
    assert second.indexes[open_term_file(ready).revision] is first.indexes[open_term_file(ready).revision]
    (tmp_path / "more.csv").write_text("term,weight\nEGRET,0.4\n")
    third = built([second])
    assert third.own is not second.own
    assert next(iter(third.indexes.values())) is next(iter(first.indexes.values()))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigError, match="cannot be written"):
        save_index(TermIndex.build(()), tmp_path / "e.index", [], date(2026, 1, 1))
