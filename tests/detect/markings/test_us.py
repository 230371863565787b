"""The American grammar, control by control; forms from the IC Markings System Register and Manual of 2016."""

import pytest

from tests.detect.markings.read import findings, markings, mentions

TEXT = "\n\nThe convoy leaves at six.\n"


def banner(line):
    """Return level and caveats of a line that heads a text, which must be one marking from end to end."""
    (found,) = markings(line + TEXT)
    assert found[3] == line
    return found[0], found[1], found[2]


def portion(mark):
    """Return level and caveats of a mark before a paragraph."""
    (found,) = markings(f"{mark} The convoy leaves at six.")
    assert found[3] == mark
    return found[1], found[2]


@pytest.mark.parametrize(
    ("control", "caveats"),
    [
        ("SI-G ABCD EFGH-XYZ", ("SI-G ABCD EFGH-XYZ",)),
        ("SI-GAMMA ABCD EFGH", ("SI-G ABCD EFGH",)),
        ("SI-ABC-EFG-G PXYZ", ("SI-ABC-EFG-G PXYZ",)),
        ("SI-ECRU", ("SI-EU",)),
        ("SI-NONBOOK", ("SI-NK",)),
        ("HCS-P JJJ-P DDDD", ("HCS-P JJJ-P DDDD",)),
        ("HCS-O-P ABCDEF", ("HCS-O-P ABCDEF",)),
        ("HCS-OPERATIONS", ("HCS-O",)),
        ("TK-IDIT-KAND ABCD", ("TK-IDIT-KAND ABCD",)),
        ("TALENT KEYHOLE-BLUEFISH 123456", ("TK-BLFH 123456",)),
        ("TK-BLFH ABCDEF-IDIT", ("TK-BLFH ABCDEF-IDIT",)),
        ("RSV-123-ABC", ("RSV-123-ABC",)),
        ("RESERVE-ABC", ("RSV-ABC",)),
        ("SI-GAMMA/TALENT KEYHOLE", ("SI-G", "TK")),
        ("ANB/SI/TK/XNB", ("ANB", "SI", "TK", "XNB")),
        ("COMINT", ("SI",)),
        ("KDK-BLUEFISH", ("KLONDIKE-BLFH",)),
        ("ENDSEAL/SI", ("ENDSEAL", "SI")),
    ],
)
def test_control_systems_keep_compartments_and_sub_compartments(control, caveats):
    assert banner(f"TOP SECRET//{control}//NOFORN") == ("us", "TOP SECRET", (*caveats, "NOFORN"))


@pytest.mark.parametrize(
    ("control", "caveats"),
    [
        ("SAR-BP-J12 J54-K15/CD-YYY 456 689/XR-XRA RB", ("SAR-BP-J12 J54-K15", "SAR-CD-YYY 456 689", "SAR-XR-XRA RB")),
        ("SAR-BUTTER POPCORN/SODA", ("SAR-BUTTER POPCORN", "SAR-SODA")),
        ("SAR-BP/SAR-CA", ("SAR-BP", "SAR-CA")),
        ("SPECIAL ACCESS REQUIRED-BUTTER POPCORN", ("SAR-BUTTER POPCORN",)),
        ("SPECIAL ACCESS REQUIRED-MULTIPLE PROGRAMS", ("SAR-MULTIPLE PROGRAMS",)),
        ("SAR-BP//WAIVED", ("SAR-BP", "WAIVED")),
        ("ACCM-FICTITIOUS EFFORT/ANOTHER NAME", ("ACCM-FICTITIOUS EFFORT", "ACCM-ANOTHER NAME")),
    ],
)
def test_every_named_program_is_a_caveat_of_its_own(control, caveats):
    assert banner(f"SECRET//{control}//NOFORN") == ("us", "SECRET", (*caveats, "NOFORN"))


def test_program_names_are_masked_outside_the_marking():
    assert findings("SECRET//SAR-BUTTER POPCORN/SODA//NOFORN" + TEXT)[0].masked_quote == "SECRET//***//***//NOFORN"


@pytest.mark.parametrize(
    ("control", "caveats"),
    [
        ("RESTRICTED DATA", ("RD",)),
        ("RD-CNWDI", ("RD-CNWDI",)),
        ("RESTRICTED DATA-CRITICAL NUCLEAR WEAPON DESIGN INFORMATION", ("RD-CNWDI",)),
        ("RESTRICTED DATA-SIGMA 14", ("RD-SIGMA 14",)),
        ("RD-SIGMA 14, 20", ("RD-SIGMA 14 20",)),
        ("RD-SIGMA14", ("RD-SIGMA 14",)),
        ("RD-CNWDI-SIGMA 14", ("RD-CNWDI", "RD-SIGMA 14")),
        ("FORMERLY RESTRICTED DATA-SIGMA 14 18", ("FRD-SIGMA 14 18",)),
        ("TRANSCLASSIFIED FOREIGN NUCLEAR INFORMATION", ("TFNI",)),
    ],
)
def test_atomic_energy_information_is_read_in_every_spelling(control, caveats):
    assert banner(f"SECRET//{control}//NOFORN") == ("us", "SECRET", (*caveats, "NOFORN"))


@pytest.mark.parametrize(
    ("mark", "level", "caveats"),
    [
        ("(S//RD-N)", "SECRET", ("RD-CNWDI",)),
        ("(S//FRD-SG 14 18//REL)", "SECRET", ("FRD-SIGMA 14 18", "REL")),
        ("(U//DCNI)", "UNCLASSIFIED", ("DOD UCNI",)),
        ("(U//UCNI)", "UNCLASSIFIED", ("DOE UCNI",)),
        ("(TS//SAR-BP-123/CA-XYZ YYY//NF)", "TOP SECRET", ("SAR-BP-123", "SAR-CA-XYZ YYY", "NOFORN")),
        ("(S//OC-USGOV/NF)", "SECRET", ("ORCON-USGOV", "NOFORN")),
        ("(S//NF/DSEN/FISA)", "SECRET", ("NOFORN", "DEA SENSITIVE", "FISA")),
        ("(U//SBU-NF)", "UNCLASSIFIED", ("SBU NOFORN",)),
        ("(U//NF//SSI)", "UNCLASSIFIED", ("NOFORN", "SSI")),
        ("(S//SI//EYES)", "SECRET", ("SI", "EYES ONLY")),
        ("(S//DISPLAY ONLY AFG, IRQ)", "SECRET", ("DISPLAY ONLY AFG, IRQ",)),
        ("(//CAN GBR S)", "SECRET", ("FGI CAN GBR",)),
        ("(//FGI S//NF)", "SECRET", ("FGI", "NOFORN")),
        ("(S//FGI AUS GBR)", "SECRET", ("FGI AUS GBR",)),
        ("(//JOINT S CAN GBR USA//REL)", "SECRET", ("JOINT CAN GBR USA", "REL")),
        ("(S-NF)", "SECRET", ("NOFORN",)),
        ("(S//NF//X1)", "SECRET", ("NOFORN",)),
    ],
)
def test_portion_forms_become_banner_forms(mark, level, caveats):
    assert portion(mark) == (level, caveats)


@pytest.mark.parametrize(
    ("line", "caveats"),
    [
        ("SECRET//FGI CAN DEU//REL TO USA, CAN, DEU", ("FGI CAN DEU", "REL TO USA, CAN, DEU")),
        ("SECRET//FOREIGN GOVERNMENT INFORMATION GBR//NOFORN", ("FGI GBR", "NOFORN")),
        ("//DEU SECRET//REL TO USA, DEU", ("FGI DEU", "REL TO USA, DEU")),
        ("//JOINT SECRET CAN GBR USA//REL TO USA, CAN, GBR", ("JOINT CAN GBR USA", "REL TO USA, CAN, GBR")),
        ("JOINT SECRET CAN GBR USA//REL TO USA, CAN, GBR", ("JOINT CAN GBR USA", "REL TO USA, CAN, GBR")),
        ("SECRET//AUTHORIZED FOR RELEASE TO USA, AUS, GBR", ("REL TO USA, AUS, GBR",)),
        ("SECRET//REL TO USA, AUS, CAN, and GBR", ("REL TO USA, AUS, CAN, GBR",)),
        ("SECRET//REL TO USA, AUS,\n CAN, GBR\n, NZL", ("REL TO USA, AUS, CAN, GBR, NZL",)),
        ("SECRET//SI//USA/AUS/CAN/GBR EYES ONLY", ("SI", "USA/AUS/CAN/GBR EYES ONLY")),
        ("SECRET//REL TO USA, GBR/DISPLAY ONLY AFG, IRQ", ("REL TO USA, GBR", "DISPLAY ONLY AFG, IRQ")),
    ],
)
def test_lists_of_nations(line, caveats):
    assert banner(line) == ("us", "SECRET", caveats)


def test_a_release_list_of_a_thousand_nations_keeps_the_level_and_ends_in_time():
    line = f"SECRET//REL TO USA, {', '.join(['AUS', 'GBR', 'NZL'] * 333)}"
    (found,) = markings(line + TEXT)
    assert found[1] == "SECRET"
    assert found[2][0].startswith("REL TO USA, AUS, GBR, NZL")


@pytest.mark.parametrize(
    ("line", "caveats"),
    [
        ("SECRET//ORIGINATOR CONTROLLED-USGOV", ("ORCON-USGOV",)),
        ("SECRET//RISK SENSITIVE/CONTROLLED IMAGERY/NOFORN", ("RSEN", "IMCON", "NOFORN")),
        ("SECRET//NOFORN/CAUTION-PROPRIETARY INFORMATION INVOLVED", ("NOFORN", "PROPIN")),
        ("SECRET//RELEASABLE BY INFORMATION DISCLOSURE OFFICIAL", ("RELIDO",)),
        ("SECRET//NOT RELEASABLE TO FOREIGN NATIONALS", ("NOFORN",)),
        ("SECRET NO FOREIGN DISSEM", ("NOFORN",)),
        ("SECRET No Foreign Dissem", ("NOFORN",)),
        ("SECRET - NO FOREIGN DISSEM - CONTROLLED DISSEM", ("NOFORN", "CONTROLLED DISSEM")),
        ("SECRET//EXCLUSIVE DISTRIBUTION", ("EXDIS",)),
        ("SECRET WNINTEL NOFORN NOCONTRACT ORCON", ("WNINTEL", "NOFORN", "NOCONTRACT", "ORCON")),
        ("SECRET//NOFORN//NNPI", ("NOFORN", "NNPI")),
        ("SECRET//NAVAL NUCLEAR PROPULSION INFORMATION", ("NNPI",)),
    ],
)
def test_controls_spelt_out_and_of_former_years(line, caveats):
    assert banner(line) == ("us", "SECRET", caveats)


@pytest.mark.parametrize(
    "value",
    [
        "20291123", "MR", "OADR", "X1", "X1, X5", "25X1", "25X1-human", "25X1, 20501231", "50X1-HUM", "50X2-WMD", "75X4",
        "DNI ONLY", "DECL: 20291123", "MANUAL REVIEW",
    ],
)  # fmt: skip
def test_a_declassification_value_is_part_of_the_banner_and_no_caveat(value):
    assert banner(f"SECRET//NOFORN//{value}") == ("us", "SECRET", ("NOFORN",))


@pytest.mark.parametrize(
    ("line", "caveats"),
    [
        ("SECRET//XYZZY", ("XYZZY",)),
        ("SECRET//ONE TWO THREE FOUR FIVE SIX", ("ONE TWO THREE FOUR FIVE SIX",)),
        ("TOP SECRET//", ()),
        ("SECRET//NOFORN//", ("NOFORN",)),
        ("SECRET//REL TO NOBODY KNOWS//NOFORN", ("REL TO NOBODY KNOWS", "NOFORN")),
    ],
)
def test_nothing_after_a_double_slash_costs_the_level(line, caveats):
    assert banner(line)[2] == caveats


def test_a_message_text_goes_on_after_the_slashes_that_end_its_marking():
    text = "UNCLAS//FOUO//\nSUBJ/FERRY TIMES//\nRMKS/1. NONE.//\n"
    assert markings(text) == [("us", "UNCLASSIFIED", ("FOUO",), "UNCLAS//FOUO//")]


def test_a_banner_wrapped_after_its_slashes_goes_on():
    line = "TOP SECRET//SI//\nQXZ/TK//NOFORN"
    assert markings(line + TEXT) == [("us", "TOP SECRET", ("SI", "QXZ", "TK", "NOFORN"), line)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Classification: SECRET\nCaveats: NOFORN\n\nSir,", ("SECRET", ("NOFORN",), "SECRET\nCaveats: NOFORN")),
        ("CLASSIFICATION: UNCLASSIFIED\r\nCAVEATS: FOUO\r\n\r\nAll,", ("UNCLASSIFIED", ("FOUO",), "UNCLASSIFIED\r\nCAVEATS: FOUO")),
        ("Classification: UNCLASSIFIED\nCaveats: NONE\n\nAll,", ("UNCLASSIFIED", (), "UNCLASSIFIED")),
        ("Classification: UNCLASSIFIED\nCaveats: N/A\n\nAll,", ("UNCLASSIFIED", (), "UNCLASSIFIED")),
    ],
)  # fmt: skip
def test_the_caveats_line_under_a_classification_line_belongs_to_it(text, expected):
    assert markings(text) == [("us", *expected)]


@pytest.mark.parametrize(
    "line", ["SENSITIVE BUT UNCLASSIFIED when attached to the notes", "SENSITIVE BUT UNCLASSIFIED WHEN ATTACHED"]
)
def test_a_control_without_a_level_may_hold_under_a_condition(line):
    assert [found[:3] for found in markings(line + TEXT)] == [("us", "SBU", ("WHEN ATTACHED",))]


def test_what_remains_without_the_enclosure_is_no_marking_inside_a_sentence():
    text = "SECRET//NOFORN\n\nThis letter is UNCLASSIFIED when separated from its enclosures."
    assert [found[1] for found in markings(text)] == ["SECRET"]
    assert "UNCLASSIFIED" in mentions(text)


def test_a_portion_mark_may_follow_a_sentence_of_another_portion():
    text = "(U) Figure 3. (S//DISPLAY ONLY KEN) Patrol huts.\n(U) Source: survey."
    assert [found[1] for found in markings(text)] == ["SECRET", "UNCLASSIFIED"]


@pytest.mark.parametrize(
    "text",
    [
        "JOINT SECRET MEETING\n\nThe two councils met.",
        "Restricted data must be encrypted at rest.",
        "SECRET RESERVE LIST OF CAKES, by the bakers",
        "The CONFIDENTIAL Les Mills class is back.",
    ],
)
def test_ordinary_text_is_no_marking(text):
    assert markings(text) == []
