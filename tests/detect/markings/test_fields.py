"""Values of fields and forms, boxes to tick, and caveats in fields of their own."""

import pytest

from tests.detect.markings.read import markings

CASES = [
    ("body", "Security Marking: OFFICIAL-SENSITIVE\nAuthor: D. Poll\n", [("OFFICIAL-SENSITIVE", ())]),
    ("body", "Protective marking\nOFFICIAL-SENSITIVE\n\nTitle\nFlood defence plan", [("OFFICIAL-SENSITIVE", ())]),
    ("body", "| Title | Flood plan |\n| Classification | SECRET |\n| Owner | J. Hart |", [("SECRET", ())]),
    (
        "body",
        "---\ntitle: Pump list\nclassification: CONFIDENTIAL//NOFORN\ntags: [pumps]\n---\n\n# Pumps",
        [("CONFIDENTIAL", ("NOFORN",))],
    ),
    ("body", "# Trip report\n\n**Classification**: UK SECRET\n\nWe left at six.", [("SECRET", ("UK PREFIX",))]),
    ("body", "title=Pump list;classification=SECRET;owner=jh", [("SECRET", ())]),
    ("body", "Classification:\n\nSECRET//NOFORN\n\nDistribution: as listed", [("SECRET", ("NOFORN",))]),
    (
        "body",
        "Classification level (tick one):\n[ ] UNCLASSIFIED\n[ ] CONFIDENTIAL\n[x] SECRET\n[ ] TOP SECRET",
        [("SECRET", ())],
    ),
    ("body", "Marking:  [ ] OFFICIAL   [X] OFFICIAL-SENSITIVE   [ ] SECRET", [("OFFICIAL-SENSITIVE", ())]),
    ("body", "☐ OFFICIAL  ☒ OFFICIAL-SENSITIVE  ☐ SECRET\n\nFile: HR/22", [("OFFICIAL-SENSITIVE", ())]),
    ("body", "Classification: UNCLASSIFIED\nCaveats: NONE\n\nText", [("UNCLASSIFIED", ())]),
    ("body", "CLASSIFICATION: SECRET\nCAVEAT: REL TO USA, GBR\n\nText", [("SECRET", ("REL TO USA, GBR",))]),
    (
        "body",
        "Classification: SECRET\nHandling instructions: UK EYES ONLY\nDate: 4 May\n",
        [("SECRET", ("UK EYES ONLY",))],
    ),
    ("body", "<table><tr><td>Classification</td><td>NATO SECRET</td></tr></table>", [("NATO SECRET", ())]),
    ("body", "Highest classification of contents: CONFIDENTIAL\nNumber of items: 3", [("CONFIDENTIAL", ())]),
    ("body", "Classified: SECRET\nCopy 1 of 4", [("SECRET", ())]),
    ("body", "Doc. Class.: CONFIDENTIAL\nRef: 12/3", [("CONFIDENTIAL", ())]),
    ("body", "Handling: TLP:AMBER+STRICT\nIncident 44", [("TLP:AMBER+STRICT", ())]),
    (
        "body",
        "Protective Marking (if any): OFFICIAL-SENSITIVE - PERSONAL DATA",
        [("OFFICIAL-SENSITIVE", ("PERSONAL DATA",))],
    ),
    ("body", "Classification: [ ] OFFICIAL [ ] SECRET (delete as needed)", []),
    ("body", "Classification: OFFICIAL / OFFICIAL-SENSITIVE / SECRET (delete as applicable)", []),
    ("body", "Clearance level: SECRET\nStart date: 4 May", []),
    ("body", "Security clearance required: TOP SECRET\nSalary: to be agreed", []),
    ("body", "Classification: select one of UNCLASSIFIED, CONFIDENTIAL or SECRET", []),
    ("body", "Max classification of network: SECRET\nVLAN: 12", []),
    ("body", "Accreditation: NATO SECRET, valid to 2027", []),
    ("body", "Classification: <OFFICIAL-SENSITIVE if it holds personal data>", []),
    ("body", "Example header:\nClassification: SECRET\nCaveats: NOFORN", []),
    ("body", "Do you handle any of these? [x] OFFICIAL [x] SECRET [x] TOP SECRET", []),
]


@pytest.mark.parametrize(("where", "text", "expected"), CASES)
def test_a_field_marks_by_its_value(where, text, expected):
    assert sorted(found[1:3] for found in markings(text, where)) == sorted(expected)


def test_no_caveats_in_an_add_in_block_still_name_the_scheme():
    assert markings("Classification: UNCLASSIFIED\nCaveats: NONE\n\nText.") == [
        ("us", "UNCLASSIFIED", (), "UNCLASSIFIED")
    ]


def test_the_span_takes_in_the_caveats_below():
    text = "Classification: SECRET\nCaveats: REL TO USA, GBR\n\nText."
    assert markings(text) == [("us", "SECRET", ("REL TO USA, GBR",), "SECRET\nCaveats: REL TO USA, GBR")]
