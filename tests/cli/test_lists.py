"""`dlp lists` as a shell runs it."""

import json

import pytest

from dlp_service.recipients.refreshed import load_refreshed
from dlp_service.store import open_store
from tests.cli.conftest import EXAMPLES

OWN = """[organisation]
domains = ["harbourworks.gov.uk"]
accredited_to = "OFFICIAL"
[[block]]
suffix = "ml"
reason = "Mali"
owner = "soc"
[[allow]]
domain = "puits-clair.ml"
reason = "relief society"
owner = "soc"
until = 2020-01-31
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "lists"


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_registry_table_becomes_the_government_list(dlp, tmp_path, folder):
    table = write(tmp_path, "current-full.csv", "Domain name,Domain type\nHARBOUR.GOV,City\nwww.quay.gov,City\n")
    other = write(tmp_path, "uk.csv", "Domain Name,Owner\npier.gov.uk,x\n")
    ran = dlp("lists", "update", "--from", table, "--from", other, "--folder", folder)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("government: 3 names from current-full.csv, uk.csv, sha256:")
    assert "on SIGHUP" in ran.out
    assert load_refreshed(folder).names("government") == ("harbour.gov", "quay.gov", "pier.gov.uk")


def test_one_bad_line_is_named_and_nothing_is_written(dlp, tmp_path, folder):
    names = write(tmp_path, "n.txt", "a.example\nb.example\n\nno domain\n")
    ran = dlp("lists", "update", "--from", names, "--kind", "popular", "--folder", folder)
    assert ran.status == 2
    assert f"{names}:4: 'no domain' is no domain name" in ran.err
    assert not folder.exists()
    forced = dlp("lists", "update", "--from", names, "--kind", "popular", "--folder", folder, "--force")
    assert (forced.status, forced.err) == (0, "left out as no domain names: 1\n")
    assert load_refreshed(folder).names("popular") == ("a.example", "b.example")


def test_many_bad_lines_are_counted(dlp, tmp_path, folder):
    names = write(tmp_path, "n.txt", "no domain\n" * 50)
    ran = dlp("lists", "update", "--from", names, "--kind", "popular", "--folder", folder)
    assert ran.status == 2
    assert len(ran.err.splitlines()) == 21
    assert "50 lines are no domain names, 30 of them not shown" in ran.err


def test_a_list_neither_empties_nor_shrinks_by_half_without_force(dlp, tmp_path, folder):
    def update(text, *more):
        return dlp(
            "lists", "update", "--from", write(tmp_path, "n.txt", text), "--kind", "webmail", "--folder", folder, *more
        )

    assert "would be empty" in update("# nothing\n").err
    assert "would shrink from" in update("a.example\n").err
    assert not folder.exists()
    assert update("".join(f"n{number}.example\n" for number in range(5)), "--force").status == 0
    assert "(0 new, 2 gone)" in update("".join(f"n{number}.example\n" for number in range(3))).out
    assert "would shrink from 3 names to 1" in update("n1.example\n").err
    assert update("", "--force").status == 0
    assert load_refreshed(folder).names("webmail") == ()


def test_a_plain_list_must_be_told_what_it_is(dlp, tmp_path, folder):
    ran = dlp("lists", "update", "--from", write(tmp_path, "n.txt", "a.example\n"), "--folder", folder)
    assert (ran.status, "does not show what it is" in ran.err) == (2, True)


def test_a_toplist_is_cut_at_top(dlp, tmp_path, folder):
    ranks = write(tmp_path, "top.csv", "".join(f"{n},n{n}.example\n" for n in range(1, 30)))
    assert dlp("lists", "update", "--from", ranks, "--folder", folder, "--top", "10").status == 0
    assert len(load_refreshed(folder).names("popular")) == 10


@pytest.mark.parametrize("kind", ["government", "suffixes", "webmail", "disposable"])
def test_what_ships_goes_out_and_comes_back_the_same(dlp, tmp_path, folder, kind):
    out = tmp_path / "out.txt"
    assert dlp("lists", "export", "--kind", kind, "--out", out).status == 0
    assert dlp("lists", "update", "--from", out, "--folder", folder).status == 0
    again = dlp("lists", "export", "--kind", kind, "--folder", folder)
    assert set(out.read_text().splitlines()[5:]) == set(again.out.splitlines()[5:])


def test_a_damaged_list_is_refused_and_an_update_mends_it(dlp, tmp_path, folder):
    names = write(tmp_path, "n.txt", "a.example\n")
    assert dlp("lists", "update", "--from", names, "--kind", "popular", "--folder", folder).status == 0
    (folder / "popular.txt").write_text("b.example\n")
    assert "was changed since" in dlp("lists", "check", "--folder", folder).err
    assert dlp("lists", "update", "--from", names, "--kind", "popular", "--folder", folder).status == 0
    assert dlp("lists", "check", "--folder", folder).status == 0


def test_a_service_on_the_same_store_is_told(dlp, tmp_path):
    config = write(tmp_path, "dlp.toml", '[store]\npath = "store.sqlite"\n')
    names = write(tmp_path, "n.txt", "a.example\n")
    command = ("lists", "update", "--from", names, "--kind", "popular", "--config", config)
    assert "on SIGHUP" in dlp(*command).out  # no service has made a store yet
    from dlp_service.config import load_settings

    with open_store(load_settings(config).store) as store:
        before = store.switch_revision()
        assert "within a second" in dlp(*command).out
        assert store.switch_revision() != before
    assert load_refreshed(tmp_path / "lists").names("popular") == ("a.example",)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("update",), "--from"),
        (("update", "--from", "absent.txt", "--kind", "popular", "--folder", "x"), "absent.txt: cannot be read"),
        (("update", "--from", EXAMPLES / "contacts.csv", "--folder", "x"), "no column of domains"),
        (("update", "--from", EXAMPLES / "contacts.csv", "--kind", "popular", "--folder", "x"), "no column of domains"),
        (("update", "--from", EXAMPLES / "contacts.csv", "--kind", "popular"), "name a folder"),
        (("update", "--from", "x", "--kind", "nonsense"), "is none of government"),
        (("export", "--kind", "nonsense"), "is none of government"),
        (("check", "--organisation", "absent.toml"), "absent.toml: cannot be read"),
    ],
)
def test_a_mistake_is_one_line(dlp, arguments, complaint):
    ran = dlp("lists", *arguments)
    assert ran.status == 2
    assert complaint in ran.err
    assert len(ran.err.splitlines()) == 1


def test_check_names_file_and_line_and_exits_0(dlp, tmp_path):
    path = write(tmp_path, "o.toml", OWN)
    ran = dlp("lists", "check", "--organisation", path)
    assert ran.status == 0
    assert f"{path}:8: warning: allow puits-clair.ml: ran out on 2020-01-31, " in ran.out
    assert "1 warnings, 0 notes" in ran.out
    assert "disposable" in ran.out
    assert dlp("lists", "check", "--organisation", path, "--strict").status == 2


def test_check_for_machines(dlp, tmp_path, folder):
    path = write(tmp_path, "o.toml", OWN.replace("harbourworks.gov.uk", "harbourworks.quux"))
    dlp("lists", "update", "--from", write(tmp_path, "n.txt", "a.example\n"), "--kind", "popular", "--folder", folder)
    told = json.loads(dlp("lists", "check", "--organisation", path, "--folder", folder, "--json").out)
    assert [(item["code"], item["line"], item["value"]) for item in told["remarks"]] == [
        ("EXPIRED", 8, "puits-clair.ml"),
        ("UNKNOWN_SUFFIX", 2, "harbourworks.quux"),
    ]
    popular = next(item for item in told["lists"] if item["list"] == "popular")
    assert (popular["names"], popular["source"], popular["days"]) == (1, "n.txt", 0)


def test_the_example_has_no_warnings_but_for_its_embassy(dlp):
    told = json.loads(dlp("lists", "check", "--organisation", EXAMPLES / "organisation.toml", "--json").out)
    warned = {(item["value"], item["code"]) for item in told["remarks"] if item["level"] == "warning"}
    # An embassy is called like the ministry that sent it, and an allow for it asks to be looked at.
    assert warned <= {("embassy-northhaven.ml", "ALLOWS_LOOKALIKE")}


def test_personnel_are_hashed_and_found_again(dlp, tmp_path):
    people = write(tmp_path, "people.csv", "name,service_number\nCdr Isolde Ferncastle,30419977\nJ. Smith,12\n")
    key, out = tmp_path / "p.key", tmp_path / "h.csv"
    assert dlp("lists", "hash", people, "--key", key, "--new-key", "--out", out).status == 0
    text = out.read_text()
    assert "Ferncastle" not in text
    assert "30419977" not in text
    assert dlp("lists", "hash", people, "--key", key).out == text  # the same key, the same hashes
    organisation = write(tmp_path, "o.toml", OWN + '[content]\npersonnel = ["h.csv"]\npersonnel_key = "p.key"\n')
    line = json.dumps({"id": 1, "text": "Isolde Ferncastle will visit.", "where": "body"}).encode()
    ran = dlp("inspect", "--jsonl", "--only", "names", "--organisation", organisation, stdin=line)
    assert "PROTECTED_PERSON" in [finding["info_type"] for finding in json.loads(ran.out)["findings"]]


def test_terms_are_hashed_and_found_again(dlp, tmp_path):
    terms = write(tmp_path, "terms.csv", "term,weight,owner\nCINDERPATH,0.9,dockyard\n")
    key, out = tmp_path / "t.key", tmp_path / "t.hashed"
    assert dlp("lists", "hash", terms, "--key", key, "--new-key", "--out", out).status == 0
    assert "CINDERPATH" not in out.read_text()
    organisation = write(tmp_path, "o.toml", OWN + '[content]\nterms = ["t.hashed"]\nterms_key = "t.key"\n')
    line = json.dumps({"id": 1, "text": "The cinder-path boards.", "where": "body"}).encode()
    ran = dlp("inspect", "--jsonl", "--only", "terms", "--organisation", organisation, stdin=line)
    found = json.loads(ran.out)["findings"]
    assert [(finding["info_type"], finding["detector"]) for finding in found] == [("PROJECT_TERM", "terms")]
    told = json.loads(dlp("lists", "check", "--organisation", organisation, "--json").out)
    assert {item["list"]: item["names"] for item in told["lists"]}["hashed terms"] == 1


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("term,weight\n" + "a b c d e f g h i,0.5\n", "term 1 has more than 8 words"),
        ("term,weight\n\nx,0.5\n", "terms.csv:3: term 'x' is too short"),
    ],
)
def test_terms_that_cannot_be_hashed_make_no_key(dlp, tmp_path, text, complaint):
    ran = dlp("lists", "hash", write(tmp_path, "terms.csv", text), "--key", tmp_path / "t.key", "--new-key")
    assert ran.status == 2
    assert complaint in ran.err
    assert not (tmp_path / "t.key").exists()


def test_people_and_terms_are_hashed_apart(dlp, tmp_path):
    people = write(tmp_path, "people.csv", "name\nLucian Garside\n")
    terms = write(tmp_path, "terms.csv", "term,weight\nCINDERPATH,0.9\n")
    ran = dlp("lists", "hash", people, terms, "--key", tmp_path / "k", "--new-key")
    assert (ran.status, "hashed apart" in ran.err) == (2, True)


def test_check_names_the_line_of_a_person_who_cannot_be_read(dlp, tmp_path):
    write(tmp_path, "p.csv", "name\nLucian Garside\nX\n")
    organisation = write(tmp_path, "o.toml", OWN + '[content]\npersonnel = ["p.csv"]\n')
    ran = dlp("lists", "check", "--organisation", organisation)
    assert ran.status == 2
    assert "p.csv:3: the name is empty or one letter" in ran.err


def test_recipients_are_judged_by_refreshed_lists_too(dlp, tmp_path):
    config = write(tmp_path, "dlp.toml", '[service]\nlists = "refreshed"\n')
    names = write(tmp_path, "n.txt", "inbox-for-an-hour.example\n")
    assert dlp("lists", "update", "--from", names, "--kind", "disposable", "--config", config, "--force").status == 0
    line = b'{"id": 1, "domain": "inbox-for-an-hour.example"}'
    for options, kind in (((), "unknown_external"), (("--config", config), "disposable")):
        ran = dlp("recipients", "--jsonl", *options, stdin=line)
        assert json.loads(ran.out)["recipients"][0]["kind"] == kind


@pytest.mark.parametrize(
    ("text", "more", "complaint"),
    [
        ("name\nFerncastle\n", ("--new-key",), "person 1 lacks a given name or a surname"),
        ("name\nIsolde Ferncastle\n", (), "cannot be read"),
        ("person\nx\n", ("--new-key",), "unknown column 'person'"),
    ],
)
def test_what_cannot_be_hashed_makes_no_key_and_names_nobody(dlp, tmp_path, text, more, complaint):
    ran = dlp("lists", "hash", write(tmp_path, "people.csv", text), "--key", tmp_path / "p.key", *more)
    assert ran.status == 2
    assert complaint in ran.err
    assert "Ferncastle" not in ran.err
    assert not (tmp_path / "p.key").exists()


DOCUMENT = (
    "The relief arrives by van from the town, and for roughly a quarter of an hour either side of the change nobody "
    "watches the slipway. The harbour radar is switched off for maintenance on the first Sunday of each month, and "
    "the fishing quay is told so in advance. (An invented document.)"
)


def test_documents_are_fingerprinted_and_their_excerpts_found_without_them(dlp, tmp_path):
    folder = tmp_path / "registered"
    folder.mkdir()
    write(folder, "plan.txt", f"OFFICIAL-SENSITIVE\n\n{DOCUMENT}\n")
    key, index = tmp_path / "k", tmp_path / "r.fingerprints"
    ran = dlp("lists", "fingerprint", folder, "--key", key, "--new-key", "--out", index, "--json")
    assert ran.status == 0
    row = json.loads(ran.out)
    assert (row["document"], row["marking"], row["disclose"]) == ("plan.txt", "OFFICIAL-SENSITIVE", "analyst")
    assert "1 documents, " in ran.err
    assert key.stat().st_mode & 0o777 == 0o600
    own = write(
        tmp_path,
        "o.toml",
        '[organisation]\ndomains = ["a.example"]\naccredited_to = "OFFICIAL"\n'
        '[content]\nfingerprints = ["r.fingerprints"]\nfingerprints_key = "k"\n',
    )
    (folder / "plan.txt").unlink()
    asked = json.dumps({"id": 1, "text": DOCUMENT.upper(), "where": "body"}).encode()
    found = dlp("inspect", "--jsonl", "--organisation", own, "--only", "fingerprints", stdin=asked)
    (finding,) = json.loads(found.out)["findings"]
    assert (finding["info_type"], finding["marking"]["level"]) == ("DOCUMENT_FINGERPRINT", "OFFICIAL-SENSITIVE")
    assert row["reference"] in finding["detail"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("absent", "--key", "k", "--out", "x"), "absent: does not exist"),
        (("d", "--key", "k", "--out", "x"), "k: cannot be read"),
        (("d", "--key", "d/k", "--out", "x"), "d/k: the key must not lie among the documents"),
        (("d", "--key", "k", "--new-key", "--out", "x"), "d: there are no documents"),
    ],
)
def test_nothing_is_fingerprinted_without_documents_and_a_key(dlp, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d").mkdir()
    ran = dlp("lists", "fingerprint", *arguments)
    assert ran.status == 2
    assert message in ran.err
    assert not (tmp_path / "x").exists()


def test_what_a_registered_folder_cannot_give_is_named(dlp, tmp_path):
    folder = tmp_path / "registered"
    folder.mkdir()
    write(folder, "plan.txt", DOCUMENT)
    (folder / "old.txt").symlink_to(folder / "gone.txt")
    ran = dlp(
        "lists", "fingerprint", folder, "--key", tmp_path / "k", "--new-key", "--out", tmp_path / "x.fingerprints"
    )
    assert ran.status == 0
    assert f"{folder}/old.txt: left out: is a link to nothing" in ran.err
    own = write(
        tmp_path,
        "o.toml",
        '[organisation]\ndomains = ["a.example"]\naccredited_to = "OFFICIAL"\n[content]\nfingerprints = ["registered"]\n',
    )
    told = json.loads(dlp("lists", "check", "--organisation", own, "--json").out)["remarks"]
    assert [(item["level"], item["line"], item["value"]) for item in told if item["code"] == "LEFT_OUT"] == [
        ("warning", 5, f"{folder}/old.txt")
    ]


def test_check_warns_of_lists_that_hold_a_heading_and_nothing_else(dlp, tmp_path):
    for name, text in (
        ("t", "term,weight\n"),
        ("p", "name\n\n"),
        ("a", "info_type,value,reason\n,,\n"),
        ("c", "address,count"),
    ):
        write(tmp_path, f"{name}.csv", text)
    write(tmp_path, "d.csv", "name,address\nLucian Garside,l.garside@harbourworks.gov.uk\n")
    lists = '[content]\nterms = ["t.csv"]\npersonnel = ["p.csv"]\nallow = ["a.csv"]\n[recipients]\nknown_contacts = "c.csv"\ndirectory = "d.csv"\n'
    organisation = write(tmp_path, "o.toml", OWN + lists)
    told = json.loads(dlp("lists", "check", "--organisation", organisation, "--json").out)["remarks"]
    empty = {(item["list"], item["file"].rpartition("/")[2]) for item in told if item["code"] == "NO_ENTRY"}
    assert empty == {
        ("terms", "t.csv"),
        ("content.personnel", "p.csv"),
        ("content.allow", "a.csv"),
        ("recipients.known_contacts", "c.csv"),
    }
    assert dlp("lists", "check", "--organisation", organisation, "--strict").status == 2


@pytest.mark.parametrize("heading", ["name", "term,weight"])
def test_a_list_without_entries_is_not_hashed(dlp, tmp_path, heading):
    key = tmp_path / "k"
    ran = dlp("lists", "hash", write(tmp_path, "l.csv", heading + "\n"), "--key", key, "--new-key")
    assert (ran.status, ran.out, key.exists()) == (2, "", False)
    assert "hold no entries" in ran.err
