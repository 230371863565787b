from datetime import date

import pytest

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.masking import outline
from dlp_service.detect.protected.term_sightings import hash_terms, is_hashable_term
from dlp_service.detect.protected.terms_hashed import HashedTermDetector
from dlp_service.errors import ConfigError
from dlp_service.hashed_people import NameKey, read_hashed, write_hashed
from dlp_service.organisation import Term, load_organisation
from dlp_service.values import Disclose, PartText

KEY = NameKey(bytes(range(32)))
LISTED = (
    Term("CINDERPATH", 0.9, "dockyard", ("Ember Lane",), date(2026, 12, 31), Disclose.OWNER),
    Term("Quay Lantern", 0.4),
    Term("O/Lantern", 0.7),
    Term("Old Harbour Works Annex B", 0.6),
    Term("H9", 0.5),
    Term("Lantern", 0.2),
    Term("Янтарь", 0.8),
)
DETECTOR = HashedTermDetector(hash_terms(LISTED, KEY))


def detect(text, today=date(2026, 11, 26), detector=DETECTOR):
    return detector.detect((PartText("1", "body", text),), Context(today=today), Budget.unlimited())


def found(text):
    return [(text[f.start : f.end], f.weight, f.confidence) for f in detect(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the CINDERPATH boards", [("CINDERPATH", 0.9, 0.99)]),
        ("cinderpath's boards", [("cinderpath", 0.9, 0.99)]),
        ("the cinder-path boards", [("cinder-path", 0.9, 0.8)]),
        ("Cinder\nPath", [("Cinder\nPath", 0.9, 0.8)]),
        ("Ember Lane", [("Ember Lane", 0.9, 0.99)]),
        ("EMBERLANE", [("EMBERLANE", 0.9, 0.8)]),
        ("ember_lane", [("ember_lane", 0.9, 0.99)]),
        ("Quay Lantern", [("Quay Lantern", 0.4, 0.99)]),
        ("an O/Lantern", [("O/Lantern", 0.7, 0.99)]),
        ("old harbour works annex B", [("old harbour works annex B", 0.6, 0.99)]),
        ("in H9 now", [("H9", 0.5, 0.99)]),
        ("a lantern", [("lantern", 0.2, 0.99)]),
        ("c\u0456nderpath", [("c\u0456nderpath", 0.9, 0.99)]),
        ("проект ЯНТАРЬ", [("ЯНТАРЬ", 0.8, 0.99)]),
    ],
)
def test_a_term_is_found_however_it_is_written(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text", ["KH9", "H 9", "cinder, path", "cinder\n\npath", "cinder\tpath", "cinderpaths", "old harbour works", ""]
)
def test_what_is_no_term_is_not_found(text):
    assert found(text) == []


def test_what_is_kept_of_a_term_reaches_its_finding():
    finding = detect("cinder path")[0]
    assert (finding.owner, finding.disclose, finding.value, finding.detector) == (
        "dockyard",
        Disclose.OWNER,
        "cinderpath",
        "terms",
    )
    assert "inder" not in finding.detail + finding.masked_quote


def test_a_term_holds_through_its_last_day():
    assert detect("cinderpath", date(2026, 12, 31))
    assert not detect("cinderpath", date(2027, 1, 1))


def test_a_hashed_list_of_terms_is_read_as_written_and_shows_no_term():
    text = write_hashed("terms", hash_terms(LISTED, KEY))
    assert "inder" not in text.casefold()
    assert "dockyard" not in text
    assert detect("cinder path", detector=HashedTermDetector(read_hashed(text, KEY, "t"))) == detect("cinder path")


def test_two_lists_keep_their_own_weights():
    joined = hash_terms(LISTED[:2], KEY) | hash_terms(LISTED[2:], KEY)
    detector = HashedTermDetector(joined)
    text = "cinderpath, quay lantern, O/Lantern, H9"
    assert [f.weight for f in detect(text, detector=detector)] == [0.9, 0.4, 0.7, 0.5]


def test_a_late_walk_keeps_what_was_found():
    with pytest.raises(StageUnfinished):
        DETECTOR.detect((PartText("1", "body", "cinderpath"),), Context(), Budget.of(0))
    assert HashedTermDetector(None).detect((PartText("1", "body", "cinderpath"),), Context(), Budget.of(0)) == ()


@pytest.mark.parametrize(("term", "expected"), [("a b c d e f g h", True), ("a b c d e f g h i", False), ("&&", False)])
def test_what_has_no_words_or_too_many_is_not_hashed(term, expected):
    assert is_hashable_term(term) is expected


OWN = '[organisation]\ndomains = ["own.example"]\naccredited_to = "OFFICIAL"\n[content]\n'


@pytest.mark.parametrize("key", ["terms_key", "personnel_key"])
def test_an_organisation_names_hashed_terms_beside_plain_ones(tmp_path, key):
    (tmp_path / "k").write_text(KEY.secret.hex())
    (tmp_path / "h").write_text(write_hashed("terms", hash_terms(LISTED, KEY)))
    (tmp_path / "t.csv").write_text("term,weight\nGantry,0.5\n")
    (tmp_path / "o.toml").write_text(OWN + f'terms = ["h", "t.csv"]\n{key} = "k"\nmatcher = "unix:m.sock"\n')
    loaded = load_organisation(tmp_path / "o.toml")
    assert [term.term for term in loaded.terms] == ["Gantry"]
    assert loaded.hashed_terms.entries == len(LISTED)
    assert loaded.matcher == tmp_path / "m.sock"


@pytest.mark.parametrize("path", ["127.0.0.1:7", "unix:", "m.sock"])
def test_a_matcher_is_asked_on_this_machine_only(tmp_path, path):
    (tmp_path / "o.toml").write_text(OWN + f'matcher = "{path}"\n')
    with pytest.raises(ConfigError, match=r"o\.toml:5: matcher must be unix:PATH"):
        load_organisation(tmp_path / "o.toml")


@pytest.mark.parametrize(
    "text",
    ["C.I.N.D.E.R.P.A.T.H", "c\u200bi\u200bn\u200bd\u200be\u200br", "c\u0301i\u0301nder", "山 田 太 郎", "a@b.c"],
)
def test_an_outline_spells_nothing_out(text):
    letters = [c for c in outline(text) if c.isalpha()]
    assert len(letters) == 1


NEAR = (
    Term("CINDERPATH", 0.9),
    Term("ORCHID LANTERN", 0.85),
    Term("Thistlegate", 0.5),
    Term("Marram", 0.5, near=True),
    Term("Gorsefell", 0.9, near=False),
    Term("Heron", 0.9),
    Term("Old Harbour Annex", 0.9),
    Term("Kestrel42", 0.9),
    Term("Янтарный", 0.9),
)
NEAR_DETECTOR = HashedTermDetector(hash_terms(NEAR, KEY))


def found_near(text):
    return [(text[f.start : f.end], f.weight, f.confidence) for f in detect(text, detector=NEAR_DETECTOR)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the cinderpth boards", [("cinderpth", 0.9, 0.6)]),
        ("the CINDREPATH boards", [("CINDREPATH", 0.9, 0.6)]),
        ("the cinnderpath boards", [("cinnderpath", 0.9, 0.6)]),
        ("the xinderpath boards", [("xinderpath", 0.9, 0.6)]),
        ("the cinderpathh boards", [("cinderpathh", 0.9, 0.6)]),
        ("about orchid\nlanterm today", [("orchid\nlanterm", 0.85, 0.6)]),
        ("about orcid lantern today", [("orcid lantern", 0.85, 0.6)]),
        ("about orchidlanterm today", [("orchidlanterm", 0.85, 0.6)]),
        ("the maram boards", [("maram", 0.5, 0.6)]),
        ("cinderpath, cinderpth", [("cinderpath", 0.9, 0.99), ("cinderpth", 0.9, 0.6)]),
    ],
)
def test_one_letter_of_a_critical_term_may_be_wrong(text, expected):
    assert found_near(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "cinderpaths and acinderpath",
        "cindrepth",
        "cinder pth",
        "orchid, lanterm",
        "orchid\tlanterm",
        "orchard lantern",
        "thistlegat",
        "gorsfell",
        "haron",
        "old harbur annex",
        "kestrl42",
        "cinder2path",
    ],
)
def test_what_is_further_off_or_no_critical_term_is_none(text):
    assert found_near(text) == []


def test_a_real_word_is_no_misspelling():
    detector = HashedTermDetector(hash_terms((Term("LANTERNE", 0.9),), KEY))
    assert detect("a lantern", detector=detector) == ()
    assert [f.value for f in detect("a lantenne", detector=detector)] == ["lantenne"]


def test_where_a_letter_is_wrong_the_finding_says_so_and_shows_nothing():
    finding = detect("cinderpth", detector=NEAR_DETECTOR)[0]
    assert finding.detail == "a term of a hashed list, of weight 0.9, as listed but for one letter"
    assert "pth" not in finding.masked_quote


def test_a_list_with_misspellings_comes_back_from_its_file():
    again = read_hashed(write_hashed("terms", hash_terms(NEAR, KEY)), KEY, "terms.hashed")
    text = "cinderpth and orchid lanterm"
    assert detect(text, detector=HashedTermDetector(again)) == detect(text, detector=NEAR_DETECTOR)
