"""A term in disguise, beside what only resembles it; the characters come from the standard library's Unicode data."""

import sys
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.lookalikes import ALIKE
from dlp_service.detect.terms.detector import TermDetector
from dlp_service.detect.terms.letters import Piece, look
from dlp_service.organisation import Term
from dlp_service.values import PartText

TERMS = (
    Term("CINDERPATH", 0.9),
    Term("ORCHID LANTERN", 0.85, variants=("O/LANTERN",)),
    Term("SILVER LINK", 0.9),
    Term("FAILSAFE RIDGE", 0.9),
    Term("Slipway 4", 0.9),
    Term("Tideglass", 0.5),
    Term("H9", 0.3),
    Term("C++", 0.3),
    Term("Москва-5", 0.9),
    Term("蓝灯", 0.6),
)
DETECTOR = TermDetector(TERMS)
LETTERS = "cinderpath"
WIDE = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in map(chr, range(0x21, 0x7F))})
INVISIBLE = sorted(c for c in map(chr, range(0x2000, 0x2100)) if unicodedata.category(c) == "Cf")
LOOKALIKES = {
    letter: sorted(c for c, plain in ALIKE.items() if plain.lower() == letter and unicodedata.category(c)[0] == "L")
    for letter in LETTERS
}


def findings(text, detector=DETECTOR, today=date(2026, 11, 1)):
    return detector.detect((PartText("1", "body", text),), Context(today=today), Budget.unlimited())


def found(text):
    return [(text[f.start : f.end], f.value) for f in findings(text)]


@pytest.mark.parametrize(
    ("written", "term", "how"),
    [
        ("CINDERPATH", "CINDERPATH", "exactly as listed"),
        ("C I N D E R P A T H", "CINDERPATH", "with separators between its letters"),
        ("C.I.N.D.E.R.P.A.T.H", "CINDERPATH", "with separators between its letters"),
        ("C. I. N. D. E. R. P. A. T. H", "CINDERPATH", "with separators between its letters"),
        ("C/I/N/D/E/R/P/A/T/H", "CINDERPATH", "with separators between its letters"),
        ("C, I, N, D, E, R, P, A, T, H", "CINDERPATH", "with separators between its letters"),
        ("c_i_n_d_e_r_p_a_t_h", "CINDERPATH", "with separators between its letters"),
        ("c-i-n-d-e-r   p-a-t-h", "CINDERPATH", "with separators between its letters"),
        ("O R C H I D  L A N T E R N", "ORCHID LANTERN", "with separators between its letters"),
        ("cin-der-path", "CINDERPATH", "with separators between its letters"),
        ("cinder-\npath", "CINDERPATH", "with separators between its letters"),
        ("Orchid\r\n>> > Lantern", "ORCHID LANTERN", "exactly as listed"),
        ("orchid_lantern", "ORCHID LANTERN", "exactly as listed"),
        ("orchid.lantern", "ORCHID LANTERN", "exactly as listed"),
        ("orchid%20lantern", "ORCHID LANTERN", "exactly as listed"),
        ("orchidlantern", "ORCHID LANTERN", "run together"),
        ("CINDERPATHS", "CINDERPATH", "in the plural"),
        ("Tideglasses", "Tideglass", "in the plural"),
        ("C1NDERPATH", "CINDERPATH", "with digits or signs for letters"),
        ("0RCHID L4NT3RN", "ORCHID LANTERN", "with digits or signs for letters"),
        ("C!NDERP@TH", "CINDERPATH", "with digits or signs for letters"),
        ("ClNDERPATH", "CINDERPATH", "with look-alike letters"),
        ("СІNDERРАТН", "CINDERPATH", "with look-alike letters"),
        ("ΟRCΗΙD LΑΝΤΕRΝ", "ORCHID LANTERN", "with look-alike letters"),
        ("CINDERPATH".translate(WIDE), "CINDERPATH", "with look-alike letters"),
        ("𝐂𝐈𝐍𝐃𝐄𝐑𝐏𝐀𝐓𝐇", "CINDERPATH", "with look-alike letters"),
        ("cin\u00adder\u200bpath", "CINDERPATH", "with invisible characters"),
        ("Cíndérpäth", "CINDERPATH", "exactly as listed"),
        (unicodedata.normalize("NFD", "Cíndérpäth"), "CINDERPATH", "exactly as listed"),
        ("CINDERPTH", "CINDERPATH", "with one letter missing"),
        ("CINDEERPATH", "CINDERPATH", "with one letter too many"),
        ("CINDREPATH", "CINDERPATH", "with two letters swapped"),
        ("CINDERPAZH", "CINDERPATH", "with one letter wrong"),
        ("orchid lantrn", "ORCHID LANTERN", "with one letter missing"),
        ("orhcid\n> lantern", "ORCHID LANTERN", "with two letters swapped"),
        ("slipwaay 4", "Slipway 4", "with one letter too many"),
        ("МОСКВА 5", "Москва-5", "exactly as listed"),
        ("москвы 5".replace("ы", "а"), "Москва-5", "exactly as listed"),
        ("蓝灯", "蓝灯", "exactly as listed"),
        ("C++", "C++", "exactly as listed"),
    ],
)
def test_a_disguise_is_seen_through_and_named(written, term, how):
    text = f"(see {written}, please)"
    (finding,) = findings(text)
    assert (finding.value, text[finding.start : finding.end].rstrip("sSeE+"), how in finding.detail) == (
        term,
        written.rstrip("sSeE+"),
        True,
    ), finding.detail


@pytest.mark.parametrize(
    "text",
    [
        "sendCinderPathNow", "xmlCINDERPATHReport", "my_cinderpath_v2", "2026cinderpath", "cinderpath's", "CINDERPATH’s", "#CinderPath",
        "https://h.example/a/cinderpath?x=1", "cinderpath@mail.example", "cinderpath.docx", "«CINDERPATH»", "a/CINDERPATH/b", "CINDERPATH—so",
    ],
)  # fmt: skip
def test_a_term_inside_names_of_programs_files_and_addresses_is_found(text):
    ((written, _),) = found(text)
    assert written.lower() == LETTERS


@pytest.mark.parametrize(
    "text",
    [
        "orchid. Lantern", "orchid! Lantern", "orchid? lantern", "an orchid; lantern light", "orchid\n\nlantern", "orchid\n> \n> lantern", "orchid\tlantern",
        "orchid | lantern", "lantern orchid", "the orchid and a lantern", "jack o lantern", "- orchid\n- lantern", "orchid (lantern)", "orchid, lantern",
        "silver line", "silver ring", "silver blink", "sliver link", "salver link", "falsafe", "fall safe ridge",
        "slipway 40", "slipway 4.5", "slipway a", "slipway 14", "KH9", "H90", "H 9", "C, C#", "c+ c", "xcinderpath", "cinderpathology", "precinderpath",
        "tideglaas", "Tide, glass", "cinder_", "1n", "a" * 50, "москва-6", "蓝 灯",
    ],
)  # fmt: skip
def test_what_only_resembles_a_term_is_none(text):
    assert found(text) == []


def test_the_letters_of_other_alphabets_are_found_one_by_one():
    missed = [c for letter, alike in LOOKALIKES.items() for c in alike if not found(LETTERS.replace(letter, c))]
    assert sum(map(len, LOOKALIKES.values())) > 300
    assert missed == []


def test_invisible_characters_hide_nothing():
    assert [c for c in INVISIBLE if not found(f"cin{c}der{c}path")] == []


def test_every_letter_of_a_critical_term_may_be_wrong_missing_doubled_or_swapped():
    for place in range(len(LETTERS)):
        letter, before, after = LETTERS[place], LETTERS[:place], LETTERS[place + 1 :]
        assert found(f"{before}q{after}") == [(f"{before}q{after}", "CINDERPATH")]
        assert found(before + after) == [(before + after, "CINDERPATH")]
        assert len(found(before + letter * 2 + after)) == 1
        if after and letter != after[0]:
            assert len(found(before + after[0] + letter + after[1:])) == 1
    assert found("qinderpaqh") == found("inderpat") == []


def test_near_spellings_are_switched_by_the_entry():
    quiet = TermDetector([Term("CINDERPATH", 0.9, near=False)])
    asked = TermDetector([Term("Tideglass", 0.2, near=True), Term("Mirk", 0.2, near=True)])
    assert findings("CINDERPTH", quiet) == ()
    assert [f.confidence for f in findings("tydeglass and mork", asked)] == [0.6]


def test_a_disguise_on_purpose_is_surer_than_a_slip():
    sure = [
        findings(text)[0].confidence
        for text in ("CINDERPATH", "C.I.N.D.E.R.P.A.T.H", "C1NDERPATH", "cinder path", "CINDERPTH")
    ]
    assert sure == sorted(sure, reverse=True)
    assert sure[-1] < sure[-2]


def test_what_is_spelt_out_is_not_spelt_out_again():
    (finding,) = findings("C.I.N.D.E.R.P.A.T.H")
    assert finding.masked_quote == "C.*.*.*.*.*.*.*.*.*"


def test_a_word_that_many_terms_share_is_not_corrected():
    terms = [Term(f"PROJECT {'abcdefghijklmnopqrst'[n]}ondel", 0.9) for n in range(20)]
    assert findings("projcet sondel", TermDetector(terms)) == ()
    assert len(findings("project sondelx", TermDetector(terms))) == 0
    assert len(findings("project sonndel", TermDetector(terms))) == 1


def test_an_ordinary_word_is_not_put_together_from_others():
    detector = TermDetector([Term("LONGTIME", 0.5), Term("GREYHOUND", 0.5)])
    assert findings("a long time, grey hound", detector) == ()
    assert [f.value for f in findings("l o n g t i m e, grey-hou-nd", detector)] == ["LONGTIME", "GREYHOUND"]


def test_the_heaviest_of_equal_entries_is_named():
    (finding,) = findings("cinder path", TermDetector([Term("Cinderpath", 0.3), Term("CINDER-PATH", 0.7)]))
    assert finding.weight == 0.7


noise = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("aﬁßİ\u200b\u00ad\u0301é\u2011\u00a0\n Ｘ㎏ I1l.,-_>/\t%20")),
    max_size=60,
)


@given(
    noise,
    noise,
    st.sampled_from(["CINDERPATH", "c.i.n.d.e.r.p.a.t.h", "Orchid Lantern", "0RCHID LANTERN", "ＣＩＮＤＥＲＰＡＴＨ"]),
)
def test_a_span_shows_what_was_written_whatever_stands_around(before, after, written):
    text = f"{before} ; {written} ; {after}"
    assert written in [shown for shown, _ in found(text)]


@given(noise)
def test_readings_keep_their_places(text):
    piece = Piece(look(text))
    spelled = piece.spelled
    assert len(piece.words) == len(spelled) == len(piece.text)
    assert all(spelled.startswith(word, place) for word, places in piece.places.items() for place in places)
    assert sum(map(len, piece.places.values())) == len(spelled.split())
    assert len(piece.positions) == len(piece.skeleton)
    assert all(
        piece.text[at].isalnum() or piece.text[at] in "!@$" or ord(piece.text[at]) > 0xFFFF for at in piece.positions
    )
    assert all(0 <= f.start < f.end <= len(text) for f in findings(text))


@given(st.text(alphabet="CINDERPATHcinderpath .-_", max_size=40))
def test_ascii_and_wide_letters_read_alike(text):
    """A text written in full-width letters goes the way that is not ASCII's."""
    wide = "".join(c.translate(WIDE) if c.isalnum() else c for c in text)
    assert [(f.start, f.end) for f in findings(text)] == [(f.start, f.end) for f in findings(wide)]


class Work:
    """Counts the lines that ran in the room of the detectors."""

    def __init__(self):
        self.lines = 0

    def __enter__(self):
        self._before = sys.gettrace()
        sys.settrace(self._traced)
        return self

    def __exit__(self, *_):
        sys.settrace(self._before)

    def _traced(self, frame, event, _):
        if "dlp_service" not in frame.f_code.co_filename:
            return None
        self.lines += event == "line"
        return self._traced


NESTED = TermDetector([Term("a" * size, 0.9) for size in range(2, 60)] + list(TERMS))


@pytest.mark.parametrize(
    "unit",
    [
        "a", "A", "1", ".", " ", "- ", "C", "cinderpath", "CINDERPATH ", "cinderpth ", "orhcid lantrn ", "C.I.N.D.E.R.P.A.T.H ", "c i n d e r p a t ", "l1I!", "а", "ПУТЬ ", "\u200b",
        "שלום ", "مرحبا ", "\U0001f600", "蓝灯", "orchid\n", "%20", "orchid, lantern ", "\u0301", "mis spelld wordz ", "H9 ", "h9",
    ],
)  # fmt: skip
def test_twice_the_text_is_at_most_twice_the_work(unit):
    work = []
    for size in (2_000, 4_000, 8_000):
        text = unit * (size // len(unit))
        with Work() as done:
            NESTED.detect((PartText("1", "body", text),), Context(today=date(2026, 11, 1)), Budget.unlimited())
        work.append(done.lines)
    assert work[1] < 2.3 * work[0] + 500
    assert work[2] < 2.3 * work[1] + 500


def test_the_places_to_look_at_are_at_most_as_many_as_the_letters():
    text = "a" * 10_000
    assert len(list(NESTED.own.long.ends_in(text))) <= len(text)


@pytest.mark.parametrize(
    ("term", "written", "other"),
    [("$50", "for $50 each", "for 50 each"), ("A$AP", "the A$AP plan", "the A-AP plan"), ("9!", "say 9! now", "say 9 now"), ("@K9", "to @K9", "to K9")],
)  # fmt: skip
def test_signs_of_a_short_term_must_be_there(term, written, other):
    detector = TermDetector([Term(term, 0.5)])
    assert [finding.value for finding in findings(written, detector)] == [term]
    assert findings(other, detector) == ()


@pytest.mark.parametrize(
    ("term", "written"),
    [
        ("MARRAMFIELD", "rnarramfield"),
        ("MARRAMFIELD", "marrarnfield"),
        ("MARRAMFIELD", "rnarrarnfield"),
        ("CINDERPATH", "cinclerpath"),
        ("SILVERWATER", "silvervvater"),
        ("ORCHID LANTERN", "orchicl lantern"),
        ("TURNMEADOW", "turnrneaclow"),
    ],
)
def test_two_letters_that_look_like_one_are_read_as_it(term, written):
    detector = TermDetector([Term(term, 0.9)])
    (finding,) = findings(f"the {written} boards", detector)
    assert (finding.value, finding.confidence, finding.detail) == (
        term,
        0.6,
        "a listed term of weight 0.9, with two letters that look like one",
    )


@pytest.mark.parametrize("written", ["modern", "clarified", "rnarramfeld", "rnarnamfield"])
def test_what_is_no_term_when_read_so_is_none(written):
    detector = TermDetector([Term("MODEMIST", 0.9), Term("DARIFIED", 0.9), Term("MARRAMFIELD", 0.9)])
    assert findings(f"the {written} boards", detector) == ()
