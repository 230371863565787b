"""
The personal numbers of each nation: beside its word, by itself, under a heading, and with a wrong check.

The numbers are the specimens of the authorities and of python-stdnum, or made up and ended by its `calc_check_digit`.
"""

import pytest

from dlp_service.budget import Budget
from dlp_service.detect.identifiers import IdentifierDetector
from dlp_service.detect.identifiers.cues import cues
from dlp_service.detect.identifiers.nation_words import KIND, KINDS, NEAR_ONLY
from dlp_service.detect.identifiers.nations import PATTERNS
from dlp_service.detect.interface import Context
from dlp_service.values import PartText

DETECTOR = IdentifierDetector("GBR")
FAINT, LIKELY, SURE = 0.3, 0.5, 0.8

NAMED = [
    ("DEU", "Steuer-ID: ", "86 095 742 719", "86 095 742 710"),
    ("DEU_PENSION", "Rentenversicherungsnummer ", "15 070649 C 103", "15 070649 C 104"),
    ("FRA", "numéro de sécurité sociale ", "185057800608491", "185057800608492"),
    ("FRA", "NIR : ", "2 95 10 2A 126 111 22", "2 95 10 2A 126 111 20"),
    ("FRA_TAX", "numéro fiscal ", "30 23 217 600 053", "30 23 217 600 054"),
    ("NLD", "BSN ", "111222333", "111222334"),
    ("NLD", "burgerservicenummer: ", "1112.22.333", "1112.22.334"),
    ("BEL", "Rijksregisternummer ", "85073003328", "85073003329"),
    ("LUX", "matricule nationale ", "1893120105732", "1893120105733"),
    ("ESP", "DNI ", "54.362.315-K", "54.362.315-L"),
    ("ESP", "NIE: ", "X-2482300W", "X-2482300A"),
    ("PRT", "NIF ", "123 456 789", "123 456 788"),
    ("PRT", "cartão de cidadão ", "00000000 0 ZZ4", "00000000 0 ZZ5"),
    ("ITA", "codice fiscale ", "rcc mnl 83s18 d969 h", "rcc mnl 83s18 d969 a"),
    ("POL", "nr PESEL ", "44051401359", "44051401358"),
    ("CZE", "rodné číslo ", "7103192745", "7103192746"),
    ("CZE", "RČ: ", "710319/2745", "711319/2745"),
    ("CZE", "Birth number ", "710319/2745", "710319/2746"),
    ("HUN", "TAJ szám ", "123 456 788", "123 456 789"),
    ("HUN", "adóazonosító jele: ", "8071592153", "8071592154"),
    ("HUN", "személyi szám ", "1-850730-1232", "1-850730-1230"),
    ("ROU", "CNP ", "1630615123457", "1630615123458"),
    ("BGR", "ЕГН ", "7523169263", "7523169264"),
    ("HRV", "OIB: ", "33392005961", "33392005962"),
    ("SVN", "EMŠO ", "0101006500006", "0101006500007"),
    ("EST", "isikukood ", "36805210072", "36805210073"),
    ("EST", "asmens kodas ", "33309240985", "33309240986"),
    ("LVA", "personas kods ", "328673-00679", "328673-00677"),
    ("FIN", "henkilötunnus ", "131052-308T", "131052-308U"),
    ("SWE", "personnummer ", "8803200016", "8803200017"),
    ("NOR", "Fødselsnummer ", "151086 95835", "151086 95836"),
    ("DNK", "CPR-nr. ", "211062-5629", "311162-5629"),
    ("GRC", "Α.Μ.Κ.Α. ", "01013099997", "01013099998"),
    ("TUR", "T.C. Kimlik No ", "17291060286", "17291060287"),
    ("IRL", "PPS No. ", "6433435 F", "6433435 E"),
    ("CAN", "SIN: ", "123 456 782", "123 456 783"),
    ("AUS", "TFN ", "123 456 782", "123 456 783"),
    ("AUS", "Medicare no. ", "2123 45670 1", "2123 45671 1"),
    ("NZL", "IRD number ", "49-091-850", "49-091-851"),
    ("NZL", "NHI ", "ZZZ0016", "ZZZ0017"),
    ("UKR", "РНОКПП ", "1759013776", "1759013777"),
    ("CHE", "AHV-Nr. ", "7569217076985", "7569217076986"),
    ("AUT", "Sozialversicherungsnummer ", "1237 010180", "1238 010180"),
    ("ISR", "תעודת זהות ", "39337423-6", "39337423-7"),
    ("ISR", "ת.ז. ", "393374236", "393374237"),
    ("KOR", "주민등록번호 ", "9710139019902", "9710329019902"),
    ("JPN", "マイナンバー ", "1234 5678 9018", "1234 5678 9017"),
]
DISTINCTIVE = [
    "15070649C103",
    "2 95 10 99 126 111 93",
    "295109912611193",
    "85.07.30-033.28",
    "1893120105732",
    "54362315K",
    "X2482300W",
    "RCCMNL83S18D969H",
    "1630615123457",
    "0101006500006",
    "131052-308T",
    "19880320-0016",
    "6433435OA",
    "756.9217.0769.85",
    "7569217076985",
    "971013-9019902",
]
FAINT_ALONE = ["710319/2745", "880320-0016", "161175-19997", "6433435F"]


def found(text, where="body"):
    findings = DETECTOR.detect((PartText("1", where, text),), Context(), Budget.unlimited())
    return [f for f in findings if f.info_type == KIND]


@pytest.mark.parametrize(("nation", "word", "number", "wrong"), NAMED)
def test_a_number_beside_its_word_is_sure_and_one_with_a_wrong_check_is_nothing(nation, word, number, wrong):
    text = f"Her {word}{number}, thanks"
    (only,) = [f for f in found(text) if f.confidence >= SURE]
    assert text[only.start : only.end] == number
    assert any(only.detail.startswith(p.form) for p in PATTERNS if p.cue == f"{KIND}:{nation}")
    assert [f for f in found(f"Her {word}{wrong}, thanks") if f.confidence >= FAINT] == []


@pytest.mark.parametrize(("nation", "word", "number", "wrong"), NAMED)
def test_the_heading_of_a_column_names_the_numbers_below(nation, word, number, wrong):
    heading = word.strip(" :.")
    sheet = f"Name\t{heading}\tDays\nLucian Garside\t{number}\t4\nPetra Holm\t{wrong}\t5"
    assert [sheet[f.start : f.end] for f in found(sheet, "cell") if f.confidence >= SURE] == [number]


@pytest.mark.parametrize("number", DISTINCTIVE)
def test_a_distinctive_number_needs_no_word(number):
    (only,) = found(f"for Lucian Garside, {number}, on the list")
    assert only.confidence > LIKELY


@pytest.mark.parametrize("number", FAINT_ALONE)
def test_what_is_a_little_distinctive_is_no_more_than_likely(number):
    assert all(f.confidence < LIKELY for f in found(f"for Lucian Garside, {number}, on the list"))


@pytest.mark.parametrize("number", DISTINCTIVE)
def test_a_word_for_another_number_speaks_against_it(number):
    known_by_letters = {"RCCMNL83S18D969H", "756.9217.0769.85"}
    assert all(f.confidence < LIKELY for f in found(f"our order no. {number}") if number not in known_by_letters)


@pytest.mark.parametrize(("nation", "word", "number", "wrong"), NAMED)
def test_plain_digits_without_a_word_are_faint_at_most(nation, word, number, wrong):
    digits = "".join(filter(str.isdigit, number))
    if 9 <= len(digits) <= 11:
        assert all(f.confidence < FAINT for f in found(f"for Lucian Garside, {digits}, on the list"))


def test_a_word_of_one_country_is_no_word_for_the_number_of_another():
    assert found("her PESEL 33392005961") == []
    assert found("her BSN 123456782") != found("her SIN 123456782")
    assert [f.detail.split(",")[0] for f in found("her SIN 123456782")] == ["the Canadian social insurance number"]


def test_a_word_for_any_national_number_leads_to_each():
    assert [f.detail for f in found("National ID no: 44051401359")] == ["the Polish PESEL, named by a word beside it"]


def test_words_that_mean_much_else_name_a_number_only_directly_before_it():
    assert found("das war nie so, sagte er, und dann kam die Lieferung 123456782") == []
    assert found("without sin he called all of them about the long list 123456782") == []


def test_every_nation_has_its_words_and_its_rows():
    assert {pattern.cue for pattern in PATTERNS} == KINDS - {KIND}
    assert {nation for nation, *_ in NAMED} == {kind.partition(":")[2] for kind in KINDS - {KIND}}
    for word in NEAR_ONLY:
        assert [cue.kinds & KINDS for cue in cues(word)], word
