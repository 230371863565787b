"""What a sentence says of its own message, and the sentences that only look as if they did."""

import pytest

from tests.detect.markings.read import findings, markings, mentions

OWN = [
    ("This email is classified SECRET. Do not forward it.", "SECRET", ()),
    ("Hi Tom,\n\nThis message and its attachment are OFFICIAL-SENSITIVE.\n\nAnn", "OFFICIAL-SENSITIVE", ()),
    ("Please handle the enclosed drawings as SECRET//NOFORN until you hear from me.", "SECRET", ("NOFORN",)),
    ("I have marked this RESTRICTED because of the names in it.", "RESTRICTED", ()),
    ("Contents up to NATO SECRET.\n\nGrid follows.", "NATO SECRET", ()),
    ("Note: the attached file contains information up to and including NATO CONFIDENTIAL.", "NATO CONFIDENTIAL", ()),
    ("Before you open it: the zip is OFFICIAL-SENSITIVE, password by phone.", "OFFICIAL-SENSITIVE", ()),
    (
        "The spreadsheet is marked OFFICIAL-SENSITIVE - COMMERCIAL, so keep it off your phone.",
        "OFFICIAL-SENSITIVE",
        ("COMMERCIAL",),
    ),
    ("Classification of this email: OFFICIAL-SENSITIVE\n\nHello", "OFFICIAL-SENSITIVE", ()),
    ("We are treating this exchange as UK SECRET from now on.", "SECRET", ("UK PREFIX",)),
    ("Everything below the line is TLP:RED.\n-----\nThe host is 10.0.0.4", "TLP:RED", ()),
    ("You are receiving this at OFFICIAL-SENSITIVE. Acknowledge by Monday.", "OFFICIAL-SENSITIVE", ()),
    ("The overall classification of this briefing is SECRET//REL TO USA, GBR.", "SECRET", ("REL TO USA, GBR",)),
    ("As originator I have classified this report CONFIDENTIAL//NOFORN.", "CONFIDENTIAL", ("NOFORN",)),
    ("Kindly keep this at RESTRICTED and do not copy it to the contractor.", "RESTRICTED", ()),
    ("NB this thread is now SECRET. Move to the high side.", "SECRET", ()),
    ("The figures in this mail are OFFICIAL: Sensitive and may not leave the department.", "OFFICIAL: Sensitive", ()),
    ("Pse note the above is OFFICIAL-SENSITIVE.", "OFFICIAL-SENSITIVE", ()),
    ("Sharing at TLP:AMBER: three of our members were hit last night.", "TLP:AMBER", ()),
    ("This document contains CUI.\n\nTable 1 lists the pumps.", "CUI", ()),
    ("Warning: this attachment contains NATO SECRET information.", "NATO SECRET", ()),
    ("Consider this note NATO RESTRICTED until the staffs have agreed on the text.", "NATO RESTRICTED", ()),
    ("Handle as OFFICIAL-SENSITIVE.\n\nBids arrived from two firms.", "OFFICIAL-SENSITIVE", ()),
    ("Marking this one OFFICIAL-SENSITIVE as it has salary data in it.", "OFFICIAL-SENSITIVE", ()),
    ("Attached is the OFFICIAL-SENSITIVE version of the report, with the annexes.", "OFFICIAL-SENSITIVE", ()),
    ("I attach a SECRET//NOFORN annex. The passphrase follows.", "SECRET", ("NOFORN",)),
    ("Please find attached the NATO CONFIDENTIAL minutes of Tuesday.", "NATO CONFIDENTIAL", ()),
    ("(This mail is classified UK SECRET.)\n\nPete", "SECRET", ("UK PREFIX",)),
    ("THIS DOCUMENT IS CLASSIFIED SECRET. HANDLE ACCORDINGLY.", "SECRET", ()),
    ("This paper carries the marking SECRET//NOFORN and is numbered.", "SECRET", ("NOFORN",)),
    ("This slide is SECRET//NOFORN: skip it if the partners are in the room.", "SECRET", ("NOFORN",)),
    ("This paragraph is NATO SECRET, it should not be in the public annex.", "NATO SECRET", ()),
    (
        "The information contained herein is classified CONFIDENTIAL//REL TO USA, NZL.",
        "CONFIDENTIAL",
        ("REL TO USA, NZL",),
    ),
    ("Sent to you as OFFICIAL-SENSITIVE, please respect that.", "OFFICIAL-SENSITIVE", ()),
]


@pytest.mark.parametrize(("text", "level", "caveats"), OWN)
def test_a_sentence_about_its_own_message_marks_it(text, level, caveats):
    assert [found[1:3] for found in markings(text)] == [(level, caveats)]


TALK = [
    "If this email were SECRET you would not have got it here.",
    "This email would have been RESTRICTED in the old days.",
    "Nothing in this message is classified OFFICIAL-SENSITIVE.",
    "This is not a SECRET document.",
    "Is this thread OFFICIAL-SENSITIVE or can I copy in the press office?",
    "I have never marked this kind of thing OFFICIAL-SENSITIVE.",
    "This course is about SECRET//NOFORN material and how to store it.",
    "This network is accredited up to SECRET.",
    "This laptop may hold data up to OFFICIAL-SENSITIVE.",
    "I have asked that this be marked OFFICIAL-SENSITIVE in future.",
    "We have marked these crates SECRET SANTA so nobody opens them.",
    "This is the SECRET of good bread.",
    "The attached policy explains when OFFICIAL-SENSITIVE applies.",
    "The attached form must be marked PROTECTED A once it has been filled in.",
    "Please treat the word SECRET in these slides as a placeholder.",
    "Should I treat the attached as OFFICIAL-SENSITIVE?",
    "Let me know if this should be treated as OFFICIAL-SENSITIVE.",
    "This system is approved to process NATO SECRET.",
    "This room is cleared for UK SECRET discussions up to four people.",
    "My clearance is SECRET and it expires in May.",
    "The newspaper says this document was marked TOP SECRET//SI in 1987.",
    "This guide is for people who handle NATO RESTRICTED documents.",
    "This email contains no CUI.",
    "The attached no longer carries the marking RESTRICTED.",
    "All staff must treat documents of this kind as OFFICIAL-SENSITIVE.",
    "These products are certified for NATO RESTRICTED.",
    "You asked why this is OFFICIAL-SENSITIVE and not SECRET; the answer is in the policy.",
    "We will mark this OFFICIAL-SENSITIVE once the panel has met.",
    "Do not treat this as OFFICIAL-SENSITIVE; it is on the website already.",
    "I thought this was RESTRICTED, but it is open.",
]


@pytest.mark.parametrize("text", TALK)
def test_a_sentence_about_something_else_marks_nothing(text):
    assert markings(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "This email is OFFICIAL unless otherwise stated.",
        "This letter is UNCLASSIFIED when separated from its enclosures.",
    ],
)
def test_a_level_under_a_condition_is_a_mention(text):
    assert markings(text) == []
    assert mentions(text)


def test_the_reason_is_a_sentence():
    found = findings("This email is OFFICIAL-SENSITIVE.")[0]
    assert found.marking is not None
    assert found.marking.reason == "The sentence says so of this very message or its attachment."
