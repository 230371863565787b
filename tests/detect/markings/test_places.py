"""Markings and mentions by the place where they stand, many kinds of text together."""

import pytest

from tests.detect.markings.read import markings

CASES = [
    ("body", "UNCLASSIFIED WHEN SEPARATED FROM CLASSIFIED ENCLOSURES\n\nMemo", [("UNCLASSIFIED", ("WHEN DETACHED",))]),
    (
        "body",
        "CONFIDENTIAL//NOFORN\n\nMemo.\n\nThis memorandum becomes UNCLASSIFIED upon removal of attachment A.",
        [("CONFIDENTIAL", ("NOFORN",))],
    ),
    (
        "body",
        "CONFIDENTIAL//NOFORN\n\nMemo.\n\nREGRADED UNCLASSIFIED WHEN SEPARATED FROM ENCLOSURE",
        [("CONFIDENTIAL", ("NOFORN",))],
    ),
    ("body", "OFFICIAL-SENSITIVE WHEN COMPLETED\n\nLeaving form\nName:", [("OFFICIAL-SENSITIVE", ("WHEN COMPLETED",))]),
    ("footer", "OFFICIAL-SENSITIVE (when completed)   Form 12", [("OFFICIAL-SENSITIVE", ("WHEN COMPLETED",))]),
    ("subject", "CONFIDENTIAL (with attachments) - survey of pier 4", [("CONFIDENTIAL", ("WHEN ATTACHED",))]),
    ("body", "SECRET\nDowngraded to CONFIDENTIAL on 1 January 2030\n\nText", [("SECRET", ())]),
    ("body", "SECRET until 1 June 2031\n\nText of the order.", [("SECRET", ("EXPIRES 1 June 2031",))]),
    ("body", "Minutes of 4 May\n\n1. The level of the file was lowered from SECRET to RESTRICTED last year.", []),
    ("body", "NATO RESTRICTED WITHOUT ATTACHMENT\n\nText", [("NATO RESTRICTED", ())]),
    ("body", "Declassified on 3 May 1999. Formerly SECRET.", []),
    (
        "body",
        "SECRET\n\n1. Text.\n\nThis document is to be downgraded to RESTRICTED after five years.\n\nSECRET",
        [("SECRET", ())],
    ),
    (
        "body",
        "Fine by me.\n\n-----Original Message-----\nFrom: A\nSent: Monday\nTo: B\nSubject: [OFFICIAL-SENSITIVE] bids\n\nHi",
        [("OFFICIAL-SENSITIVE", ())],
    ),
    (
        "body",
        "ok\n\n>> SECRET//NOFORN\n>>\n>> The 14th.\n> UNCLASSIFIED\n> fine",
        [("SECRET", ("NOFORN",)), ("UNCLASSIFIED", ())],
    ),
    (
        "body",
        "OFFICIAL\n\nSee below.\n\nFrom: Ann\nTo: Bob\nSubject: FW: OFFICIAL-SENSITIVE - COMMERCIAL - bids\n\nBids.",
        [("OFFICIAL", ()), ("OFFICIAL-SENSITIVE", ("COMMERCIAL",))],
    ),
    (
        "body",
        "UNCLASSIFIED\n\nSlide 1\n\nNATO RESTRICTED\n\nSlide 2\n\nUNCLASSIFIED",
        [("UNCLASSIFIED", ()), ("NATO RESTRICTED", ())],
    ),
    ("body", "Regards\nAnn\n\n--\nOFFICIAL-SENSITIVE", [("OFFICIAL-SENSITIVE", ())]),
    ("body", "Lunch?\n\n--\nAnn Poll\nDepartment of Pumps\nThis e-mail is OFFICIAL unless otherwise stated.", []),
    (
        "body",
        "Lunch?\n\nThe contents of this e-mail may be classified up to OFFICIAL-SENSITIVE. If you are not the addressee delete it.",
        [],
    ),
    ("cell", "Classification\tSECRET\tOwner\tJH", [("SECRET", ())]),
    ("cell", "SECRET//NOFORN", [("SECRET", ("NOFORN",))]),
    ("cell", "Row\tTitle\tMarking\n1\tPump list\tOFFICIAL-SENSITIVE\n2\tMenu\tOFFICIAL", []),
    ("cell", "Levels: OFFICIAL, SECRET, TOP SECRET", []),
    ("cell", "SECRET\tNATO SECRET\tTOP SECRET\tcleared from", []),
    (
        "note",
        "UK SECRET - UK EYES ONLY. Speak to this slide only in the vault.",
        [("SECRET", ("UK PREFIX", "UK EYES ONLY"))],
    ),
    ("note", "Explain why SECRET//NOFORN stands at the top of the page.", []),
    ("comment", "[OFFICIAL-SENSITIVE] Take the names out.", [("OFFICIAL-SENSITIVE", ())]),
    ("comment", "Is SECRET right here? I would say RESTRICTED.", []),
    ("comment", "Needs the banner OFFICIAL-SENSITIVE before it goes out.", []),
    ("comment", "Wrong marking! Should be NATO RESTRICTED.", []),
    ("footer", "NATO RESTRICTED | Annex A to 3000/12 | A-4", [("NATO RESTRICTED", ())]),
    ("page_header", "SECRET//NOFORN   Draft 3   12 May 2025", [("SECRET", ("NOFORN",))]),
    ("footer", "Approved for use up to OFFICIAL-SENSITIVE", []),
    ("page_header", "Lesson 4: how to mark SECRET//NOFORN documents", []),
    ("footer", "This document is OFFICIAL-SENSITIVE. Do not copy.", [("OFFICIAL-SENSITIVE", ())]),
    ("footer", "Secret Garden Ltd - Registered office: Official Road", []),
    ("footer", "Page 3 of 8 UK OFFICIAL-SENSITIVE Ref 12/3", [("OFFICIAL-SENSITIVE", ("UK PREFIX",))]),
    ("page_header", "Restricted circulation", []),
    ("body", "Options:\n- OFFICIAL\n- OFFICIAL-SENSITIVE\n- SECRET", []),
    (
        "body",
        "NATO RESTRICTED (NR) - compromise would be disadvantageous\nNATO CONFIDENTIAL (NC) - compromise would be damaging",
        [],
    ),
    ("body", "Store SECRET//NOFORN in the safe. UNCLASSIFIED may lie on the desk.", []),
    ("body", "AMD Official Use Only - Internal Distribution\n\nHi", []),
    ("body", "Subject lines look like this: OFFICIAL-SENSITIVE - bids for the pier", []),
    ("body", "Correct: SECRET//NOFORN\nWrong: SECRET - NOFORN", []),
    ("body", "SAMPLE\n\nSECRET//NOFORN\n\nThis page shows how a banner looks.", []),
    ("body", "The tapes were SECRET//NOFORN when they were made, in 1971.", []),
    ("body", "1. What does OFFICIAL-SENSITIVE mean?\n2. Who may read it?", []),
    (
        "body",
        "Our product is listed in the NATO catalogue for NATO RESTRICTED.\nIt is also approved for EU RESTRICTED.",
        [],
    ),
    ("body", "Anyone with a UK SECRET folder at home must bring it in by Friday.", []),
    ("subject", "OFFICIAL-SENSITIVE: how to use the new label", []),
    ("subject", "New template for NATO RESTRICTED", []),
    ("subject", "Workshop on SECRET//NOFORN handling, 4 May", []),
    ("subject", "Reminder - SECRET work only in room 4", []),
    ("subject", "Re: [EXTERNAL] SECRET//NOFORN: tanker plan", [("SECRET", ("NOFORN",))]),
    ("subject", "Tanker plan (UK SECRET)", [("SECRET", ("UK PREFIX",))]),
    ("subject", "(S//NF) Tanker plan", [("SECRET", ("NOFORN",))]),
    (
        "body",
        "UNCLASSIFIED\n\nThe course teaches how to write SECRET//NOFORN at the head of a page.\n\nUNCLASSIFIED",
        [("UNCLASSIFIED", ())],
    ),
    (
        "body",
        "OFFICIAL-SENSITIVE\n\nPolicy on levels:\n\nOFFICIAL: routine work\nSECRET: serious threats\nTOP SECRET: gravest threats",
        [("OFFICIAL-SENSITIVE", ())],
    ),
    ("body", "NATO SECRET\n\nThe list of users cleared to COSMIC TOP SECRET is at annex B.", [("NATO SECRET", ())]),
    (
        "body",
        "SECRET//NOFORN\n\nIf found, return. Not to be confused with the TOP SECRET//SI annex, which is kept apart.",
        [("SECRET", ("NOFORN",))],
    ),
]


@pytest.mark.parametrize(("where", "text", "expected"), CASES)
def test_the_place_tells_markings_from_mentions(where, text, expected):
    assert sorted(found[1:3] for found in markings(text, where)) == sorted(expected)
