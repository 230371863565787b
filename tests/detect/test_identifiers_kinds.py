"""What is found and what is not, kind by kind; the numbers are the specimens of the standards, or made up."""

import pytest

from dlp_service.budget import Budget
from dlp_service.detect.identifiers import PATTERNS, IdentifierDetector
from dlp_service.detect.interface import Context
from dlp_service.values import IDENTIFIERS, PartText

DETECTOR = IdentifierDetector("GBR")
SURE = 0.8
RSA = "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEowIBAAKCAQEAx7Kq0bVn3lW9cYpT2fRzH8uJ5dGsQ1eXvB6oNmAaLhKtCiZg\n" * 3
MRZ = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
CARD_MRZ = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJncm91cCA3In0.c2lnbmF0dXJlLW9mLXRoZS10ZXN0"
GITHUB = "ghp_" + "Ab3dEf6hIj9lMn2pQr5tUv8xYz1BcD" + "0kx5Ge"


def found(text, where="body", detector=DETECTOR):
    findings = detector.detect((PartText("1", where, text),), Context(), Budget.unlimited())
    return [(f.info_type, text[f.start : f.end], f.confidence) for f in findings]


def sure(text, where="body", least=SURE):
    return [(kind, surface) for kind, surface, confidence in found(text, where) if confidence >= least]


VALID = [
    ("UK_NATIONAL_INSURANCE_NUMBER", "my NI number is ", "AB 12 34 56 C", "."),
    ("UK_NATIONAL_INSURANCE_NUMBER", "", "AB123456C", ""),
    ("UK_NATIONAL_INSURANCE_NUMBER", "National Insurance: ", "ab-12-34-56-c", ", thanks"),
    ("UK_NATIONAL_INSURANCE_NUMBER", "NINO ", "AB123456", ""),
    ("UK_NHS_NUMBER", "NHS no. ", "943 476 5919", ""),
    ("UK_NHS_NUMBER", "the patient ", "9434765919", " was seen"),
    ("PASSPORT_NUMBER", "passport no ", "925665416", ""),
    ("PASSPORT_NUMBER", "Reisepass-Nr.: ", "C01X00T47", ""),
    ("PASSPORT_NUMBER", "numéro de passeport ", "14AB12345", ""),
    ("PASSPORT_NUMBER", "paspoortnummer ", "NX1234567", ""),
    ("PASSPORT_NUMBER", "pasaporte ", "AAA123456", ""),
    ("PASSPORT_NUMBER", "passaporto ", "YA1234567", ""),
    ("PASSPORT_NUMBER", "numer paszportu ", "ZS1234567", ""),
    ("PASSPORT_NUMBER", "US passport ", "A12345678", ""),
    ("PASSPORT_NUMBER", "", MRZ, "\n"),
    ("PASSPORT_NUMBER", "scan:\n", CARD_MRZ, "\n"),
    ("DRIVING_LICENCE_NUMBER", "", "MORGA657054SM9IJ", ""),
    ("DRIVING_LICENCE_NUMBER", "driving licence ", "MORGA 657054 SM9IJ", ""),
    ("DRIVING_LICENCE_NUMBER", "driver's license (CA): ", "A1234567", ""),
    ("DRIVING_LICENCE_NUMBER", "Florida driver license ", "G544-061-73-925-0", ""),
    ("DRIVING_LICENCE_NUMBER", "Führerschein: ", "B072RRE2I55", ""),
    ("SERVICE_NUMBER", "service number ", "26440182", ""),
    ("SERVICE_NUMBER", "Army No: ", "24816543", ""),
    ("SERVICE_NUMBER", "RN no ", "D123456A", ""),
    ("SERVICE_NUMBER", "RAF number ", "A8012345", ""),
    ("SERVICE_NUMBER", "army number ", "543210", " (officer)"),
    ("SERVICE_NUMBER", "EDIPI ", "1234567890", ""),
    ("SERVICE_NUMBER", "DoD ID number: ", "1098765432", ""),
    ("SERVICE_NUMBER", "Personenkennziffer ", "010180-A-12345", ""),
    ("US_SOCIAL_SECURITY_NUMBER", "SSN ", "219-09-9999", ""),
    ("US_SOCIAL_SECURITY_NUMBER", "social security number ", "219099999", ""),
    ("NATIONAL_ID_NUMBER", "PESEL ", "44051401359", ""),
    ("IBAN", "", "GB82 WEST 1234 5698 7654 32", " by Friday"),
    ("IBAN", "", "DE89370400440532013000", ""),
    ("CREDIT_CARD", "card ", "4111 1111 1111 1111", ", expires 10/29"),
    ("CREDIT_CARD", "amex ", "3782-822463-10005", ""),
    ("MILITARY_GRID_REFERENCE", "grid ", "30U XC 85500 95500", ""),
    ("MILITARY_GRID_REFERENCE", "MGRS: ", "33TWN0012300456", ""),
    ("MILITARY_GRID_REFERENCE", "LZ at ", "30U XC 855 955", ""),
    ("OS_GRID_REFERENCE", "grid reference ", "SU 387 148", ""),
    ("OS_GRID_REFERENCE", "OS map ", "TQ 3000 8000", ""),
    ("LOCATION_COORDINATES", "position ", "51.50740, -0.12780", ""),
    ("LOCATION_COORDINATES", "", "51.5074N 0.1278W", ""),
    ("LOCATION_COORDINATES", "", "51°30'26\"N 0°7'39\"W", ""),
    ("LOCATION_COORDINATES", "", "51° 30.44' N, 000° 07.66' W", ""),
    ("LOCATION_COORDINATES", "", "513026N0000739W", ""),
    ("LOCATION_COORDINATES", "", "N51 30.440 W000 07.660", ""),
    ("LOCATION_COORDINATES", "Lat ", "51.4778 Long -0.0014", ""),
    ("LOCATION_COORDINATES", "wreck in ", "50-06.42N 005-31.90W", ""),
    ("AUTH_TOKEN", "api_key = ", "a8f5f167f44f4964e6c998dee827110c", ""),
    ("AUTH_TOKEN", "postgres://app:", "s3cretpw", "@db.example/plot"),
    ("MILITARY_GRID_REFERENCE", "GRID ", "33T XN 2241\n8873", ""),
    ("CREDIT_CARD", "card ", "4000 0566\n5566 5556", ""),
    ("PHONE_NUMBER", "call ", "020 7946 0958", ""),
    ("PHONE_NUMBER", "", "+44 20 7946 0958", ""),
    ("PHONE_NUMBER", "ring ", "020 7946 0958 ext. 4021", ""),
    ("PHONE_NUMBER", "DSN ", "(312) 225-3456", ""),
    ("PHONE_NUMBER", "DSN ", "312-555-1234", ""),
    ("PHONE_NUMBER", "Tel. ", "0261 / 400 12345", ""),
    ("PHONE_NUMBER", "", "+1 (202) 456-1111", ""),
    ("EMAIL_ADDRESS", "<", "lucian.garside@example.org", ">"),
    ("EMAIL_ADDRESS", "", "o'hara+list@sub.example.co.uk", "."),
    ("EMAIL_ADDRESS", "write to ", "lucian dot garside at navy dot mil", ""),
    ("EMAIL_ADDRESS", "", "garside [at] example [dot] org", ""),
    ("IP_ADDRESS", "host ", "10.4.17.22", ""),
    ("IP_ADDRESS", "", "192.0.2.146", ""),
    ("IP_ADDRESS", "", "2001:db8:85a3::8a2e:370:7334", ""),
    ("IP_ADDRESS", "route ", "198.51.100.0/24", ""),
    ("MAC_ADDRESS", "", "3c:8f:02:aa:71:c4", ""),
    ("MAC_ADDRESS", "MAC ", "3C8F02AA71C4", ""),
    ("MAC_ADDRESS", "", "3c8f.02aa.71c4", ""),
    ("VEHICLE_REGISTRATION", "the car, reg ", "AB12 CDE", ""),
    ("VEHICLE_REGISTRATION", "number plate ", "A123 BCD", ""),
    ("VEHICLE_REGISTRATION", "vehicle registration ", "12 AB 34", ""),
    ("VEHICLE_REGISTRATION", "Kennzeichen ", "B-AB 1234", ""),
    ("VEHICLE_REGISTRATION", "immatriculation ", "AB-123-CD", ""),
    ("ENCRYPTION_KEY", "", RSA + "-----END RSA PRIVATE KEY-----", "\n"),
    ("ENCRYPTION_KEY", "AES key ", "000102030405060708090a0b0c0d0e0f", ""),
    ("AUTH_TOKEN", "", JWT, ""),
    ("AUTH_TOKEN", "", "AKIA" + "IOSFODNN7EXAMPLE", ""),
    ("AUTH_TOKEN", "", "glpat-" + "a1B2c3D4e5F6g7H8i9J0", ""),
    ("AUTH_TOKEN", "", "xoxb-" + "123456789012-abcdefGHIJKL", ""),
    ("AUTH_TOKEN", "", "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q", ""),
    ("AUTH_TOKEN", "", "sk_live_" + "a1B2c3D4e5F6g7H8i9J0", ""),
    ("AUTH_TOKEN", "AccountKey=", "A" * 42 + "b" * 44 + "==", ";"),
]


@pytest.mark.parametrize(("kind", "before", "surface", "after"), VALID)
def test_a_valid_identifier_is_found_at_exactly_its_place(kind, before, surface, after):
    assert sure(before + surface + after) == [(kind, surface)]


def test_every_kind_has_a_case_and_a_row():
    assert {kind for kind, *_ in VALID} == IDENTIFIERS == {pattern.info_type for pattern in PATTERNS}


INVALID = [
    "GB123456A",
    "NI number AB 12 34 56 E",
    "NHS number 943 476 5918",
    "ssn 666-12-1234",
    "ssn 900-12-1234",
    "card 4111 1111 1111 1112",
    "order 4111 1111 1111 1111 1",
    "GB82 WEST 1234 5698 7654 33",
    "MORGA663054SM9IJ",
    "grid 61U XC 85500 95500",
    "grid 30U WB 855 95",
    "grid 30U AB 85500 95500",
    MRZ.replace("L898902C36", "L898902C37"),
    CARD_MRZ.replace("D231458907", "D231458906"),
    "position 95.50740, -0.12780",
    "51°75'26\"N 0°7'39\"W",
    "upgrade to version 10.4.17.22",
    "firmware 4.10.2.17",
    "300.1.2.3",
    "logo@2x.png",
    "image001.png@01D5C3AB.CDEF",
    "https://token@example.org/plot.git",
    "Message-ID: <20251104.4417@relay.example>",
    "look at the dot on the map",
    "std::vector, a::b",
    "at 12:30:45 on 2025-11-04",
    "SHA1 3D:8F:02:AA:71:C4:9B:5E:60:12:FD:38:B7:AC:19:E4:55:03:9D:2A",
    "AB12 3CD",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOry8rXFbuZnelF9PSxiMuE3ZwGBR4Cgjm",
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
    "-----BEGIN CERTIFICATE-----\nMIIEowIBAAKCAQEAx7Kq0bVn3lW9cYpT2fRzH8uJ5dGsQ1eXvB6oNmAaLhKtCiZg\n-----END CERTIFICATE-----",
    "eyJhbGciOi.eyJzdWIiOiJncm91cCA3In0.c2lnbmF0dXJl",
    "tokens that begin with ghp_ or AKIA",
    "NSN 5340-99-812-4471",
    "ISBN 978-0-306-40615-7",
    "invoice 925665416 and order 26440182",
    "tracking number 1234567890",
    "on 20251104 and 04112025",
    "FM 041200ZNOV25",
    "IN FY78 AND PHASING",
    "REF: STATE 111090 AND LA PAZ 2771",
    "from 05-01-78-05-31-78",
    "telephone conversations, 3/31/61-5/31/61",
    "part AB12 CDE/4",
    "please carry your passport. Booking 533401872.",
    "https://example.org/x?id=4111111111111111",
]


@pytest.mark.parametrize("text", INVALID)
def test_what_only_looks_like_one_is_not(text):
    assert sure(text, least=0.5) == []


def test_a_github_token_is_surer_with_its_checksum():
    form = "ghp_" + "A" * 36
    assert found(form)[0][2] < 0.9
    assert [kind for kind, _, _ in found(GITHUB)] == ["AUTH_TOKEN"]


def test_bare_digits_of_any_length_are_nothing():
    for length in range(1, 40):
        assert sure("7" + "0123456789"[: length % 10] * 4, least=0.5) == [], length


def test_home_numbers_need_no_country_code_and_strangers_do():
    german = IdentifierDetector("DEU")
    assert [kind for kind, _, _ in found("030 12345678", detector=german)] == ["PHONE_NUMBER"]
    assert [c for kind, _, c in found("(030) 123-456", detector=german) if c >= 0.9] == []
    assert found("020 7946 0958", detector=IdentifierDetector("ZZZ")) == []
