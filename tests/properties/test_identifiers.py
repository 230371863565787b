"""Every valid number in a plain sentence is found at its place; a wrong check digit makes it less sure or nothing."""

import string

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stdnum import iban as ibans
from stdnum import luhn
from stdnum.gb import nhs

from dlp_service.budget import Budget
from dlp_service.detect.identifiers import IdentifierDetector
from dlp_service.detect.identifiers.plain import plain
from dlp_service.detect.identifiers.travel import check_digit
from dlp_service.detect.interface import Context
from dlp_service.values import PartText

DETECTOR = IdentifierDetector("GBR")
FEW = settings(max_examples=150, deadline=None)
digit = st.sampled_from(string.digits)


def numbers(length):
    return st.text(digit, min_size=length, max_size=length).filter(lambda text: len(set(text)) > 3)


def findings(text, where="body"):
    return DETECTOR.detect((PartText("1", where, text),), Context(), Budget.unlimited())


def confidence(text, kind, start, end):
    """Return how sure the kind is at exactly this place."""
    return max(
        (f.confidence for f in findings(text) if (f.info_type, f.start, f.end) == (kind, start, end)), default=0.0
    )


def in_sentence(words, number):
    text = f"For your records my {words} is {number}, as agreed."
    start = text.index(number, text.index(" is ") + 4)
    return text, start, start + len(number)


def other_digit(number):
    """Change the last digit, so that no check digit fits."""
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def spaced(number, sizes, separator):
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return separator.join(part for part in parts if part)


@FEW
@given(numbers(9), st.sampled_from(["", " ", "-", "\u00a0", "\u2013"]))
def test_nhs_numbers(body, separator):
    check = next((last for last in string.digits if nhs.is_valid(body + last)), "")
    assume(check)
    number = spaced(body + check, (3, 3, 4), separator)
    text, start, end = in_sentence("NHS number", number)
    assert confidence(text, "UK_NHS_NUMBER", start, end) >= 0.9
    wrong = spaced(other_digit(body + check), (3, 3, 4), separator)
    assert confidence(*_with_kind(in_sentence("NHS number", wrong), "UK_NHS_NUMBER")) == 0.0


def _with_kind(sentence, kind):
    text, start, end = sentence
    return text, kind, start, end


@FEW
@given(
    st.sampled_from("ABCEGHJKLMNPRSTWXYZ"),
    st.sampled_from("ABCEGHJKLMPRSTWXYZ"),
    numbers(6),
    st.sampled_from("ABCD"),
    st.sampled_from(["", " ", "-", "\u00a0"]),
)
def test_national_insurance_numbers(first, second, body, suffix, separator):
    if first + second in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}:
        return
    number = spaced(first + second + body + suffix, (2, 2, 2, 2, 1), separator)
    text, start, end = in_sentence("National Insurance number", number)
    assert confidence(text, "UK_NATIONAL_INSURANCE_NUMBER", start, end) >= 0.95


@FEW
@given(st.sampled_from(["4", "51", "55", "2221"]), numbers(15), st.sampled_from(["", " ", "-"]))
def test_card_numbers(beginning, body, separator):
    stem = (beginning + body)[:15]
    number = stem + luhn.calc_check_digit(stem)
    text, start, end = in_sentence("card number", spaced(number, (4, 4, 4, 4), separator))
    assert confidence(text, "CREDIT_CARD", start, end) >= 0.9
    wrong = in_sentence("card number", spaced(other_digit(number), (4, 4, 4, 4), separator))
    assert confidence(*_with_kind(wrong, "CREDIT_CARD")) == 0.0


@FEW
@given(numbers(18), st.booleans())
def test_ibans(account, is_grouped):
    stem = f"DE00{account}"
    number = f"DE{ibans.calc_check_digits(stem)}{account}"
    shown = spaced(number, (4, 4, 4, 4, 4, 2), " ") if is_grouped else number
    text, start, end = in_sentence("IBAN", shown)
    assert confidence(text, "IBAN", start, end) >= 0.9
    wrong = in_sentence(
        "IBAN", spaced(other_digit(number), (4, 4, 4, 4, 4, 2), " ") if is_grouped else other_digit(number)
    )
    assert confidence(*_with_kind(wrong, "IBAN")) == 0.0


@FEW
@given(st.integers(1, 665), st.integers(1, 99), st.integers(1, 9999))
def test_social_security_numbers(area, group, serial):
    number = f"{area:03}-{group:02}-{serial:04}"
    if len(set(number)) <= 2:
        return
    text, start, end = in_sentence("SSN", number)
    assert confidence(text, "US_SOCIAL_SECURITY_NUMBER", start, end) >= 0.9


@FEW
@given(
    st.text(st.sampled_from(string.ascii_uppercase + string.digits), min_size=9, max_size=9),
    st.integers(0, 99),
    st.integers(1, 12),
    st.integers(1, 28),
)
def test_machine_readable_zones(number, year, month, day):
    birth, expiry = f"{year:02}{month:02}{day:02}", f"{(year + 5) % 100:02}{month:02}{day:02}"
    fields = (
        f"{number}{check_digit(number)}UTO{birth}{check_digit(birth)}F{expiry}{check_digit(expiry)}" + "<" * 14 + "0"
    )
    line = fields + str(check_digit(fields[:10] + fields[13:20] + fields[21:]))
    zone = f"P<UTOGARSIDE<<LUCIAN{'<' * 24}\n{line}"
    assert confidence(f"scan\n{zone}\nend", "PASSPORT_NUMBER", 5, 5 + len(zone)) >= 0.95
    wrong = other_digit(zone)
    assert not any(f.info_type == "PASSPORT_NUMBER" and f.confidence > 0.9 for f in findings(f"scan\n{wrong}\nend"))


@FEW
@given(numbers(9).filter(lambda number: number[0] != "0"))
def test_passport_numbers_of_nine_digits(number):
    text, start, end = in_sentence("passport", number)
    assert confidence(text, "PASSPORT_NUMBER", start, end) >= 0.8
    assert not any(f.info_type == "PASSPORT_NUMBER" for f in findings(f"the count was {number} in all"))


@FEW
@given(
    st.text(st.sampled_from(string.ascii_lowercase), min_size=1, max_size=12),
    st.text(st.sampled_from(string.ascii_lowercase + string.digits), min_size=1, max_size=12),
    st.sampled_from(["example", "org", "mil", "co.uk"]),
)
def test_mail_addresses(local, host, suffix):
    text, start, end = in_sentence("account", f"{local}@{host}.{suffix}")
    assert confidence(text, "EMAIL_ADDRESS", start, end) >= 0.9


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.sampled_from("aZ09 .:-@/+()\n\t|,;<>='\"°NEé\u00a0\u200b１٣ passport"), max_size=120),
    st.sampled_from(["body", "cell", "header", "file_name"]),
)
def test_places_lie_in_the_text_and_do_not_partly_overlap(text, where):
    found = findings(text, where)
    for finding in found:
        assert 0 <= finding.start < finding.end <= len(text)
        assert 0 < finding.confidence <= 1
    for one in found:
        for other in found:
            is_apart = one.end <= other.start or other.end <= one.start
            assert is_apart or (one.start, one.end) == (other.start, other.end)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_plain_text_leads_back(text):
    made = plain(text)
    assert len(made.raw) == len(made.text)
    for place in range(len(made.text)):
        assert 0 <= made.map.start(place) < made.map.end(place + 1) <= len(text)
