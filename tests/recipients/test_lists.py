from dataclasses import replace
from datetime import date, timedelta

import idna
import pytest

from dlp_service.errors import ConfigError
from dlp_service.organisation import ListEntry, Partner, load_organisation
from dlp_service.recipients import build_view
from dlp_service.recipients.listcheck import check_contacts, check_domains, check_lists
from dlp_service.recipients.listfiles import read_list
from dlp_service.recipients.lists import Lists
from dlp_service.recipients.refreshed import KINDS, Refreshed, load_refreshed, read_stored, write_list
from dlp_service.values import Category, Disclose
from tests.recipients.fictional import ORGANISATION, TODAY, VIEW, check

SUFFIXES = VIEW.suffixes
OWN = '[organisation]\ndomains = ["harbourworks.gov.uk"]\naccredited_to = "OFFICIAL"\n'


def lists(*entries):
    """Return lists of (`block` or `allow`, scope, value) and perhaps the last day."""
    made = [(name, ListEntry(scope, value, until=until)) for name, scope, value, until in entries]
    return Lists((e for name, e in made if name == "block"), (e for name, e in made if name == "allow"))


def cited(found, address, today=TODAY):
    local, _, domain = address.rpartition("@")
    ruling = found.ruling(local, domain, today)
    return ruling.cite if ruling else ""


LAYERED = lists(
    ("block", "suffix", "ml", None),
    ("allow", "domain", "puits-clair.ml", None),
    ("block", "domain", "depot.puits-clair.ml", None),
    ("allow", "address", "ada@depot.puits-clair.ml", None),
    ("block", "address", "ada+news@depot.puits-clair.ml", None),
)


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("x@navy.ml", "block suffix ml"),
        ("x@ml", "block suffix ml"),
        ("x@puits-clair.ml", "allow domain puits-clair.ml"),
        ("x@www.puits-clair.ml", "allow domain puits-clair.ml"),
        ("x@notpuits-clair.ml", "block suffix ml"),
        ("x@depot.puits-clair.ml", "block domain depot.puits-clair.ml"),
        ("x@a.b.depot.puits-clair.ml", "block domain depot.puits-clair.ml"),
        ("ada@depot.puits-clair.ml", "allow address ada@depot.puits-clair.ml"),
        ("ADA@depot.puits-clair.ml", "allow address ada@depot.puits-clair.ml"),
        ('"ada"@depot.puits-clair.ml', "allow address ada@depot.puits-clair.ml"),
        ('"a\\da"@depot.puits-clair.ml', "allow address ada@depot.puits-clair.ml"),
        ("ada+x@depot.puits-clair.ml", "allow address ada@depot.puits-clair.ml"),
        ("ada+news@depot.puits-clair.ml", "block address ada+news@depot.puits-clair.ml"),
        ('"ada lovelace"@depot.puits-clair.ml', "block domain depot.puits-clair.ml"),
        ("ada@www.depot.puits-clair.ml", "block domain depot.puits-clair.ml"),
        ("x@ml.example", ""),
        ("x@mlx", ""),
    ],
)
def test_the_most_specific_entry_decides_and_is_cited(address, entry):
    assert cited(LAYERED, address) == entry


def test_a_block_wins_a_tie_whatever_the_order_and_the_scope():
    one = lists(("allow", "suffix", "ml", None), ("block", "domain", "ml", None))
    other = lists(("block", "suffix", "ml", None), ("allow", "domain", "ml", None))
    assert cited(one, "x@navy.ml") == "block domain ml"
    assert cited(other, "x@navy.ml") == "block suffix ml"


def test_an_entry_holds_through_its_last_day_and_not_after():
    last = date(2026, 11, 22)
    found = lists(("block", "suffix", "ml", None), ("allow", "domain", "puits-clair.ml", last))
    assert cited(found, "x@puits-clair.ml", last) == "allow domain puits-clair.ml"
    assert cited(found, "x@puits-clair.ml", last + timedelta(1)) == "block suffix ml"
    assert found.expired("x", "puits-clair.ml", last) is None
    assert found.expired("x", "puits-clair.ml", last + timedelta(1)).value == "puits-clair.ml"


def test_an_expired_entry_lifts_nothing_and_leaves_its_live_twin_in_force():
    past = TODAY - timedelta(1)
    found = lists(
        ("block", "domain", "x.com", past), ("block", "domain", "x.com", None), ("allow", "domain", "x.com", past)
    )
    ruling = found.ruling("a", "x.com", TODAY)
    assert ruling.is_block
    assert ruling.entry.until is None
    assert cited(lists(("block", "domain", "x.com", past)), "a@x.com") == ""


def test_entries_in_other_scripts_meet_either_spelling():
    view = build_view(replace(ORGANISATION, blocks=(ListEntry("domain", "bücher-straße.ml"),), allows=()))
    for address in (
        "x@bücher-straße.ml",
        "x@BÜCHER-STRASSE.ml".replace("STRASSE", "straße"),
        f"x@{idna.encode('bücher-straße.ml').decode()}.",
    ):
        risk = check(address, view=view).recipients[0]
        assert risk.list_entry == "block domain bücher-straße.ml", address
    assert check("x@bücher-strasse.ml", view=view).recipients[0].list_entry == ""


def test_ten_thousand_entries_are_asked_no_more_than_a_domain_has_parents():
    class Counted(dict):
        asked = 0

        def get(self, key, default=None):
            Counted.asked += 1
            return super().get(key, default)

    found = lists(*(("block", "domain", f"n{number}.example.ml", None) for number in range(10_000)))
    found._entries = Counted(found._entries)
    assert cited(found, "ada+x@a.b.n77.example.ml") == "block domain n77.example.ml"
    assert Counted.asked <= 5


def test_an_allow_lifts_the_country_and_the_likeness_but_no_block_of_the_same():
    allowed = build_view(replace(ORGANISATION, blocks=(), allows=(ListEntry("domain", "navy.ml"),)))
    risk = check("x@navy.ml", view=allowed).recipients[0]
    assert (risk.category, risk.list_entry) == (Category.UNKNOWN, "allow domain navy.ml")
    both = build_view(
        replace(ORGANISATION, blocks=(ListEntry("domain", "navy.ml"),), allows=(ListEntry("domain", "navy.ml"),))
    )
    assert check("x@navy.ml", view=both).recipients[0].category is Category.BLOCKED


@pytest.mark.parametrize("domain", ["почта.xn--p1ai", "x.su", "x.рф", "X.RU."])
def test_a_country_of_concern_is_known_by_all_its_domains(domain):
    risk = check(f"x@{domain}").recipients[0]
    assert (risk.suffix_country, risk.category) == ("RUS", Category.ELEVATED)


# --- as the organisation file has them ------------------------------------------------------------


def load(tmp_path, text):
    path = tmp_path / "o.toml"
    path.write_text(OWN + text, encoding="utf-8")
    return load_organisation(path)


@pytest.mark.parametrize(
    ("scope", "written", "value"),
    [
        ("suffix", "ml", "ml"),
        ("suffix", ".ml", "ml"),
        ("suffix", "*.ML.", "ml"),
        ("suffix", "gov.uk", "gov.uk"),
        ("domain", "*.navy.ml", "navy.ml"),
        ("domain", "Straße.example", "straße.example"),
        ("address", "Ada@Navy.ML.", "ada@navy.ml"),
        ("address", '"two words"@navy.ml', '"two words"@navy.ml'),
    ],
)
def test_spellings_of_an_entry_that_mean_one_thing(tmp_path, scope, written, value):
    organisation = load(tmp_path, f"[[block]]\n{scope} = '{written}'\n")
    assert [(entry.scope, entry.value, entry.line) for entry in organisation.blocks] == [(scope, value, 4)]


@pytest.mark.parametrize(
    ("scope", "written", "complaint"),
    [
        ("suffix", "*", r"o\.toml:5: '\*' is not a suffix"),
        ("suffix", "*ml", r"o\.toml:5: '\*ml' is not a suffix"),
        ("suffix", "", r"o\.toml:5: '' is not a suffix"),
        ("domain", "a.*.ml", r"o\.toml:5: 'a\.\*\.ml' is not a domain"),
        ("domain", "https://navy.ml/", r"o\.toml:5: 'https://navy\.ml/' is not a domain"),
        ("domain", "two words", "is not a domain"),
        ("address", "*@navy.ml", r"'\*@navy\.ml' is not an address, write domain ="),
        ("address", "@navy.ml", "is not an address"),
        ("address", "a b@navy.ml", "is not an address"),
        ("address", "ada@", "is not an address"),
    ],
)
def test_an_entry_that_could_match_nothing_is_refused_with_its_line(tmp_path, scope, written, complaint):
    with pytest.raises(ConfigError, match=complaint):
        load(tmp_path, f"[[block]]\n{scope} = '{written}'\n")


def test_everything_an_entry_says_is_kept(tmp_path):
    organisation = load(
        tmp_path,
        '[[allow]]\ndomain = "x.ml"\nreason = "mission"\nowner = "soc"\ncreated = 2026-01-02\nuntil = 2027-01-02\n'
        'disclose = "owner"\n',
    )
    entry = organisation.allows[0]
    assert (entry.reason, entry.owner, entry.created, entry.until) == (
        "mission",
        "soc",
        date(2026, 1, 2),
        date(2027, 1, 2),
    )
    assert entry.disclose is Disclose.OWNER


# --- remarks --------------------------------------------------------------------------------------


def remarks(blocks=(), allows=(), **changes):
    organisation = replace(ORGANISATION, blocks=tuple(blocks), allows=tuple(allows), **changes)
    view = build_view(organisation)
    return [(item.code, item.level) for item in check_lists(organisation, view, TODAY) if item.code != "UNSIGNED"]


def entry(scope, value, **more):
    return ListEntry(scope, value, reason="r", owner="o", **more)


ML = entry("suffix", "ml")


@pytest.mark.parametrize(
    ("blocks", "allows", "expected"),
    [
        ((ML,), (entry("domain", "puits-clair.ml"),), []),
        ((ML,), (entry("domain", "puits-clair.ml", until=TODAY - timedelta(1)),), [("EXPIRED", "warning")]),
        ((entry("suffix", "ml", until=TODAY),), (), [("EXPIRES_SOON", "warning")]),
        ((entry("suffix", "ml", until=TODAY + timedelta(30)),), (), [("EXPIRES_SOON", "warning")]),
        ((entry("suffix", "ml", until=TODAY + timedelta(31)),), (), []),
        ((entry("suffix", "ml", created=TODAY, until=TODAY - timedelta(3)),), (), [("NEVER_LIVE", "warning")]),
        ((ML, entry("domain", "ml")), (), [("DUPLICATE", "warning"), ("WHOLE_SUFFIX", "note")]),
        (
            (entry("suffix", "ml", until=TODAY - timedelta(9)), ML),
            (),
            [("DUPLICATE", "warning"), ("EXPIRED", "warning")],
        ),
        ((entry("domain", "x.ml"),), (entry("domain", "x.ml"),), [("CONFLICT", "warning")]),
        ((entry("domain", "x.quux"),), (), [("UNKNOWN_SUFFIX", "warning")]),
        ((entry("domain", "x.example"),), (), [("RESERVED_SUFFIX", "note")]),
        ((entry("domain", "-x-.ml"),), (), [("NO_DOMAIN", "warning")]),
        ((entry("domain", "harbourworks.gov.uk"),), (), [("BLOCKS_OWN", "warning")]),
        ((entry("domain", "mail.harbourworks.gov.uk"),), (), [("BLOCKS_OWN", "warning")]),
        ((entry("address", "ada@harbourworks.gov.uk"),), (), [("BLOCKS_OWN", "warning")]),
        ((entry("suffix", "gov.uk"),), (), [("BLOCKS_OWN", "warning")]),
        ((entry("suffix", "gov.uk"),), (entry("domain", "harbourworks.gov.uk"),), []),
        ((entry("domain", "kelpline-systems.co.uk"),), (), [("BLOCKS_PARTNER", "warning")]),
        ((entry("suffix", "navy.ml"),), (), [("NO_SUFFIX", "note")]),
        ((), (entry("domain", "anchor-inn.co.uk"),), [("LIFTS_NOTHING", "note")]),
        ((), (entry("domain", "x.ru"),), []),
        ((), (entry("domain", "kelplime-systems.co.uk"),), [("ALLOWS_LOOKALIKE", "warning")]),
        ((ML,), (entry("domain", "navy.ml"),), [("ALLOWS_LOOKALIKE", "warning")]),
        ((ML,), (entry("suffix", "com.ml"),), [("ALLOWS_SUFFIX", "warning")]),
        ((), (entry("domain", "ndw.mil"),), []),
    ],
)
def test_what_is_remarked_on(blocks, allows, expected):
    assert sorted(remarks(blocks, allows)) == expected


def test_remarks_say_how_long_ago_and_where_the_other_entry_is(tmp_path):
    text = """
[[block]]
suffix = "ml"
reason = "Mali"
owner = "soc"
[[block]]
suffix = ".ML"
until = 2026-11-12
"""
    organisation = load(tmp_path, text)
    found = check_lists(organisation, build_view(organisation), TODAY)
    assert [(item.line, item.code, item.text) for item in found] == [
        (9, "UNSIGNED", "names no owner and no reason"),
        (9, "DUPLICATE", "stands already on line 5, and that one decides"),
        (9, "EXPIRED", "ran out on 2026-11-12, 10 days ago, and decides nothing"),
    ]


def test_domains_elsewhere_in_the_file_are_looked_at():
    organisation = replace(ORGANISATION, domains=("harbourworks.quux",), watch=("-bad-",))
    found = check_domains(organisation, build_view(organisation))
    assert [(item.code, item.list_name) for item in found if item.level == "warning"] == [
        ("UNKNOWN_SUFFIX", "organisation.domains"),
        ("NO_DOMAIN", "recipients.watch"),
    ]


def test_contacts_that_are_slips_or_blocked_are_looked_at():
    contacts = {
        "ada@us.navy.mil": 12,
        "ada@harbourwroks.gov.uk": 9,
        "x@leaky-post.com": 5,
        "piotr@stocznia.example.pl": 8,
    }
    organisation = replace(ORGANISATION, contacts=contacts)
    found = check_contacts(organisation, build_view(organisation), TODAY)
    assert [(item.code, item.value) for item in found] == [
        ("CONTACT_LOOKALIKE", "ada@harbourwroks.gov.uk"),
        ("CONTACT_BLOCKED", "x@leaky-post.com"),
    ]


# --- files that lists are published as ------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "kind", "names"),
    [
        ("cisa.csv", "Domain name,Domain type,Agency\nEXAMPLE.GOV,City,x\n", "government", ("example.gov",)),
        ("uk.csv", '\ufeffDomain Name,Owner\r\nwww.x.gov.uk,"A\nB"\r\n', "government", ("x.gov.uk",)),
        ("tranco.csv", "1,google.com\n2,a.b.blogspot.com\n3,google.com\n", "popular", ("google.com", "b.blogspot.com")),
        (
            "psl.dat",
            "// ===BEGIN ICANN DOMAINS===\nuk\n*.CK\n!www.ck\nмон.ck x\n",
            "suffixes",
            ("uk", "*.ck", "!www.ck", "xn--l1acc.ck"),
        ),
        (
            "list.txt",
            "# dlp list: webmail\n*.x.example. # note\n// y\n\nbücher.example\n",
            "webmail",
            ("x.example", "xn--bcher-kva.example"),
        ),
    ],
)
def test_a_file_shows_what_it_is(tmp_path, name, text, kind, names):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    found = read_list(path, "", SUFFIXES)
    assert (found.kind, found.names, found.problems) == (kind, names, ())


def test_what_is_no_domain_is_named_with_its_line(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text('domain,x\ngood.example,1\nnot one,2\n"two\nlines.example",3\n10.0.0.1,4\nlocalhost,5\n,6\n')
    found = read_list(path, "webmail", SUFFIXES)
    assert found.names == ("good.example",)
    assert [(item.line, item.text) for item in found.problems] == [
        (3, "not one"),
        (5, "two\nlines.example"),
        (6, "10.0.0.1"),
        (7, "localhost"),
        (8, ""),
    ]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"a,b\n1,2\n", "has no column of domains"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"domain,x\n" + b'"' + b"a" * 200_000 + b'"\n', "is no table"),
    ],
)
def test_a_file_that_cannot_be_a_list_is_refused(tmp_path, content, complaint):
    path = tmp_path / "l.csv"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=complaint):
        read_list(path, "webmail", SUFFIXES)


# --- the folder of refreshed lists ----------------------------------------------------------------


def test_a_written_list_comes_back_with_its_source_and_day(tmp_path):
    written = write_list(tmp_path / "lists", "webmail", ["a.example", "b.example"], "from\nhere.csv", TODAY)
    assert load_refreshed(tmp_path / "lists").lists == {"webmail": written}
    assert (written.source, written.day) == ("from here.csv", TODAY)
    assert [item.name for item in (tmp_path / "lists").iterdir()] == ["webmail.txt"]


def test_an_empty_list_comes_back_empty(tmp_path):
    write_list(tmp_path, "disposable", [], "none.txt", TODAY)
    assert load_refreshed(tmp_path).names("disposable") == ()
    assert load_refreshed(tmp_path / "absent") == load_refreshed(None) == Refreshed()


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_that_was_changed_by_hand_is_refused(tmp_path, kind):
    write_list(tmp_path, kind, ["a.example"], "x", TODAY)
    path = tmp_path / f"{kind}.txt"
    path.write_text(path.read_text() + "evil.example\n")
    with pytest.raises(ConfigError, match="was changed since"):
        read_stored(tmp_path, kind)


def test_a_list_that_cannot_be_written_leaves_the_old_one(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ConfigError, match="cannot be written"):
        write_list(tmp_path / "file" / "below", "webmail", ["a.example"], "x", TODAY)


def test_refreshed_lists_stand_in_place_of_the_shipped_or_are_added(tmp_path):
    for kind, names in {
        "webmail": ["brightpaper.com"],
        "disposable": ["anchor-inn.co.uk"],
        "suffixes": ["com", "uk", "brightpaper.com", "mil", "ml"],
        "government": ["harbour.gov.uk"],
        "popular": ["croissant.com"],
    }.items():
        write_list(tmp_path, kind, names, "x", TODAY)
    view = build_view(ORGANISATION, load_refreshed(tmp_path))
    assert view.freemail == {"brightpaper.com"}
    assert view.disposable == {"anchor-inn.co.uk"}
    assert view.suffixes.suffix("a.brightpaper.com") == "brightpaper.com"
    assert VIEW.tables.in_use < view.tables.in_use
    assert view.lists_revision != VIEW.lists_revision == ""


def test_a_register_the_operator_brought_lists_the_hosts_of_a_partner_by_suffix(tmp_path):
    write_list(tmp_path, "government", ["harbour-lights.gov.au"], "x", TODAY)
    organisation = replace(ORGANISATION, partners=(Partner(("gov.au",), "AUS"),), domains=("hwd.mod.uk",))
    view = build_view(organisation, load_refreshed(tmp_path))
    listed, near, other = (
        check(f"a@{host}.gov.au", view=view).recipients[0]
        for host in ("harbour-lights", "harbuor-lights", "quay-house")
    )
    assert (listed.category, near.category, other.category) == (Category.TRUSTED, Category.SUSPECT, Category.TRUSTED)
    assert (near.suggestion, near.publicly_registrable) == ("a@harbour-lights.gov.au", False)
    without = check("a@harbuor-lights.gov.au", view=build_view(organisation)).recipients[0]
    assert without.category is Category.TRUSTED


def test_ten_thousand_blocks_are_checked_against_thousands_of_trusted_domains_one_by_one_each():
    organisation = replace(
        ORGANISATION,
        blocks=tuple(entry("domain", f"n{number}.example.ml") for number in range(10_000)),
        protected=tuple(f"p{number}.gov.uk" for number in range(2000)),
    )
    view = build_view(organisation)

    class Counted:
        asked = 0

        def ruling(self, *arguments):
            Counted.asked += 1
            return view.lists.ruling(*arguments)

    assert check_lists(organisation, replace(view, lists=Counted()), TODAY)
    assert Counted.asked <= len(view.standings)
