import re

import pytest

from dlp_service.detect.names.entities import with_entities
from dlp_service.detect.names.mailboxes import read_mailbox
from dlp_service.serve.convert import finding_to_pb
from dlp_service.values import Finding, PartText, Role

KINDS = {
    "EMAIL_ADDRESS": r"[\w.+-]+@[\w.-]+",
    "PHONE_NUMBER": r"(?:\+\d\d |\b0)\d[\d ]{7,}\d",
    "SERVICE_NUMBER": r"\b(?:[A-Z]\d{6}[A-Z]|\d{8}|\d{6})\b",
}


def read(text, people, where="body"):
    """Return the findings of a text: `people` by their words in it, identifiers by their shape."""
    found = [
        Finding("PERSON_NAME", "names", 0.6, "1", where, m.start(), m.end(), value=key)
        for words, key in people.items()
        for m in re.finditer(rf"\b{re.escape(words)}\b", text)
    ]
    taken = []
    for kind, pattern in KINDS.items():
        for m in re.finditer(pattern, text):
            if not any(m.start() < end and start < m.end() for start, end in taken):
                taken.append(m.span())
                found.append(Finding(kind, "identifiers", 0.9, "1", where, *m.span(), value=m[0]))
    inside = [f for f in found if f.info_type == "PERSON_NAME" and any(s <= f.start < e for s, e in taken)]
    return with_entities([f for f in found if f not in inside], [PartText("1", where, text)])


def tied(text, people, where="body"):
    """Return what each identifier is tied to: the words of the person, `itself` for a person of its own, or nothing."""
    found = read(text, people, where)
    names = {f.entity: f.value for f in found if f.info_type == "PERSON_NAME"}
    return [
        names.get(f.entity, "itself") if f.entity else ""
        for f in sorted(found, key=lambda f: f.start)
        if f.info_type in KINDS
    ]


TWO = {"Lucian Garside": "lucian garside", "Amara Nwosu": "amara nwosu"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lucian Garside (07700 900318) and Amara Nwosu (07700 900319)", ["lucian garside", "amara nwosu"]),
        ("30041287 Cpl Lucian Garside\n30041288 Pte Amara Nwosu", ["lucian garside", "amara nwosu"]),
        ("30041287 Lucian Garside, 30041288 Amara Nwosu", ["lucian garside", "amara nwosu"]),
        ("Lucian Garside keeps the duty mobile (07700 900318).", ["lucian garside"]),
        ("Lucian Garside never answers the desk phone 01632 960801", [""]),
        ("Lucian Garside +44 7700 900318; switchboard +44 1632 960000", ["lucian garside", ""]),
        ("Ask Lucian Garside. The yard is on 01632 960801", [""]),
        ("Lucian Garside\nDeputy Head\nTel: 01632 960801", ["lucian garside"]),
        ("Lucian Garside\n\nTel: 01632 960801", [""]),
        ("Ask for Lucian Garside at the gate and go in, it is the second\n01632 960801", [""]),
        ("- Lucian Garside, Tel. 01632 960801", ["lucian garside"]),
    ],
)
def test_a_number_is_tied_to_the_name_it_stands_with(text, expected):
    assert tied(text, TWO) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("lucian.garside@x.example", "lucian garside"),
        ("l.garside@x.example", "lucian garside"),
        ("garside.l@x.example", "lucian garside"),
        ("lgarside2@x.example", "lucian garside"),
        ("garside@x.example", "lucian garside"),
        ("lucian.q.garside.civ@x.example", "lucian garside"),
        ("m.garside@x.example", "itself"),
        ("duty.officer@x.example", ""),
        ("stores-returns@x.example", ""),
        ("xk7@x.example", ""),
    ],
)
def test_an_address_is_tied_to_the_name_it_spells_wherever_it_stands(address, expected):
    assert tied(f"Lucian Garside came.\n\nWrite to {address}", TWO) == [expected]


def test_an_address_that_spells_two_people_is_tied_to_neither():
    people = {"Lucian Garside": "lucian garside", "Lena Garside": "lena garside"}
    assert tied("Lucian Garside and Lena Garside\n\nlgarside@x.example", people) == [""]


def test_a_row_ties_to_the_name_before_and_a_number_before_to_the_name_behind():
    row = "Name\tNOK\tTel\nLucian Garside\tAmara Nwosu\tmother\t07700 900318"
    assert tied(row, TWO, "cell") == ["amara nwosu"]
    assert tied("No\tName\n30041287\tLucian Garside\n30041288\tAmara Nwosu", TWO, "cell") == [
        "lucian garside",
        "amara nwosu",
    ]


def test_a_number_goes_with_the_address_before_it():
    text = "Try p.moss@x.example or his mobile 07700 900650. Moss never answers the desk phone 01632 960801."
    assert tied(text, {"Moss": "moss"}) == ["moss", "moss", ""]


def test_labels_count_by_first_appearance_and_tell_nothing_of_the_name():
    found = read("Amara Nwosu, Lucian Garside, Amara Nwosu; a.pak@x.example", TWO)
    assert [f.entity for f in sorted(found, key=lambda f: f.start)] == ["p1", "p2", "p1", "p3"]
    assert {f.entity for f in found if f.value == "lucian garside"} == {"p2"}
    first = read("Lucian Garside", TWO)
    assert first[0].entity == "p1"


def test_a_protected_person_has_the_label_of_the_name_at_its_place():
    name = Finding("PERSON_NAME", "names", 0.9, "1", "body", 4, 18, value="lucian garside")
    listed = Finding("PROTECTED_PERSON", "protected_people", 0.9, "1", "body", 4, 18, value="hash")
    alone = Finding("PROTECTED_PERSON", "protected_people", 0.9, "1", "body", 30, 40, value="other hash")
    text = PartText("1", "body", "Ask Lucian Garside" + " " * 30)
    assert [f.entity for f in with_entities([name, listed, alone], [text])] == ["p1", "p1", "p2"]


def test_a_tie_makes_the_name_surer_and_never_less_sure():
    found = read("Lucian Garside (07700 900318), Amara Nwosu", TWO)
    sure = {f.value: f.confidence for f in found if f.info_type == "PERSON_NAME"}
    assert sure == {"lucian garside": 0.8, "amara nwosu": 0.6}


def test_nothing_without_people_or_addresses_is_touched():
    found = [Finding("SERVICE_NUMBER", "identifiers", 0.9, "1", "body", 0, 8)]
    assert with_entities(found, [PartText("1", "body", "30041287")]) == found


def test_the_label_leaves_with_the_finding_and_the_name_does_not():
    finding = Finding("PERSON_NAME", "names", 0.9, "1", "body", 0, 4, Role.CONTEXT, value="lucian garside", entity="p7")
    sent = finding_to_pb(finding)
    assert sent.entity == "p7"
    assert "garside" not in str(sent)


@pytest.mark.parametrize("local", ["info", "no-reply", "hr.casework.team.two.x", "main.gate", "ops", "training-desk"])
def test_a_mailbox_of_a_post_or_a_team_names_nobody(local):
    assert read_mailbox(f"{local}@x.example").name.key == ""


def test_many_numbers_on_one_line_without_end_cost_no_more_each():
    text = "07700 900318 " * 20_000
    marks = [Finding("PHONE_NUMBER", "identifiers", 0.9, "1", "body", n * 13, n * 13 + 12) for n in range(20_000)]
    name = Finding("PERSON_NAME", "names", 0.9, "1", "body", 0, 1, value="x")
    assert len(with_entities([name, *marks], [PartText("1", "body", text)])) == 20_001
