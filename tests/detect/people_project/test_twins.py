"""Messages side by side: one that matters, one of the same form that does not."""

import pytest

from tests.detect.people_project.marked import combine, marked, sure

SUBJECT = ("", "subject")

PROJECTS = {
    "a sentence with the project counts, the same sentence with a quiz does not": (
        ["The three for {CINDERPATH} are [Abel Thackray], [Bettina Orr] and [Conrad Iwu]."],
        ["The three for the quiz are [Abel Thackray], [Bettina Orr] and [Conrad Iwu]."],
    ),
    "an answer above its question counts, rowers far above an old invoice do not": (
        ["[Abel Thackray] and [Bettina Orr].\n\nOn 4 Oct 2026, Ezra Millward wrote:\n> Who is on {CINDERPATH} this week?\n"],
        [
            ("[Abel Thackray] and [Bettina Orr] row on Saturday. The drum is borrowed and the lake is cleared of weed.\n\n"
            "On 4 Oct 2026, Ezra Millward wrote:\n> Will you row?\n>\n> On 2 Aug 2026, Gaurav Menon wrote:\n> > Yes, if it is dry.\n> >\n"
            "> > On 1 Jul 2026, Ezra Millward wrote:\n> > > The {CINDERPATH} invoice has the wrong number.\n")
        ],
    ),
    "a subject counts for the people of a short body, and not for a lunch": (
        [(*SUBJECT, "{CINDERPATH} seating"), "[Abel Thackray] next to [Bettina Orr], please."],
        [(*SUBJECT, "{CINDERPATH} and the lunch"), "Lunch on Friday: [Abel Thackray] next to [Bettina Orr], please."],
    ),
    "a sheet with the project counts, another sheet of the file does not": (
        [("2/a.xlsx!People", "cell", "Who\tWhat\n[Abel Thackray]\t{CINDERPATH}\n[Bettina Orr]\t{CINDERPATH}")],
        [("2/a.xlsx!Rates", "cell", "Rate\t{CINDERPATH}\n410\t44-1"), ("2/a.xlsx!Santa", "cell", "[Abel Thackray]\tsocks\n[Bettina Orr]\ttea")],
    ),
    "a paragraph that turns to something else does not count": (
        ["{CINDERPATH} starts on Monday. [Abel Thackray] and [Bettina Orr] have keys."],
        ["{CINDERPATH} starts on Monday. Separately, the choir needs [Abel Thackray] and [Bettina Orr]."],
    ),
    "addresses of two people count as people, those of two offices do not": (
        ["Add to the {CINDERPATH} calendar: abel.thackray@example.net; b.orr@example.net"],
        ["Add to the {CINDERPATH} calendar: press.office@example.net; sales.team@example.net"],
    ),
}  # fmt: skip

ROSTERS = {
    "ranks and service numbers make a roster, shirts of a football team do not": (
        [("LH   [PARSLOE, Kieran]  26687493  3H12\nAB   [TREMLETT, Jodie]  30861715  3H14\nCPO  [OGUNLEYE, Dayo]   24687662  2F03\n"
         "CPO  [HARBOTTLE, Geoff]  29390934  2F01\nLt   [VANSITTART, Rose] 27126262  1C22")],
        [("GK  [PARSLOE, Kieran]  1  size 11\nRB  [TREMLETT, Jodie]  2  size 6\nCB  [OGUNLEYE, Dayo]  5  size 10\n"
         "CB  [HARBOTTLE, Geoff]  6  size 9\nLB  [VANSITTART, Rose]  3  size 5")],
    ),
    "berths and blood groups of a crew make a roster, rooms of fire wardens do not": (
        ["Name\tBerth\tBlood\n" + "\n".join(f"[{n}]\tB{i}\tO+" for i, n in enumerate(("Abel Thackray", "Bettina Orr", "Conrad Iwu", "Delphine Stark", "Ezra Millward")))],
        ["Fire wardens\nName\tRoom\tVest\n" + "\n".join(f"[{n}]\t10{i}\tyes" for i, n in enumerate(("Abel Thackray", "Bettina Orr", "Conrad Iwu", "Delphine Stark", "Ezra Millward")))],
    ),
    "clearances and birth in prose lines make a roster, birthdays without years do not": (
        [("- [Abel Thackray], DV, born 06/01/1982, plans\n- [Bettina Orr], SC, born 26/12/1979, vault\n- [Conrad Iwu], DV, born 06/09/1993, lab\n"
         "- [Delphine Stark], SC, born 03/02/1995, vault\n- [Ezra Millward], DV, born 25/10/1979, lab")],
        [("- [Abel Thackray], 6 January, coffee cake\n- [Bettina Orr], 26 December, none\n- [Conrad Iwu], 6 September, lemon\n"
         "- [Delphine Stark], 3 February, plum\n- [Ezra Millward], 25 October, cheese")],
    ),
    "a German roll with numbers of service makes a roster, one of a bowling evening does not": (
        [("Dienstgrad;Name;PK;Stube\nHptFw;[Kern, Lutz];120578-K-20311;12\nOGefr;[Brandt, Nele];030699-B-40412;14\nOLt;[Wirth, Jana];111190-W-10208;15\n"
         "StUffz;[Pohl, Timo];220295-P-30119;17\nFw;[Zink, Ralf];090488-Z-50623;18")],
        ["Anrede;Name;Bahn;Schuhe\nHerr;[Kern, Lutz];2;44\nFrau;[Brandt, Nele];2;39\nFrau;[Wirth, Jana];3;40\nHerr;[Pohl, Timo];3;43\nHerr;[Zink, Ralf];4;45\nKegelabend"],
    ),
    "permits and plates, contacts and seats make no roster": (
        ["Name, Nationality, Passport\n[Abel Thackray], GBR, 465253409\n[Bettina Orr], GBR, 214381840\n[Conrad Iwu], NGA, 491023854\n[Delphine Stark], GBR, 152214312\n[Ezra Millward], GBR, 131392778"],
        ["Name, Permit, Plate\n[Abel Thackray], 0412, WR21 KLD\n[Bettina Orr], 0413, AB12 CDE\n[Conrad Iwu], 0414, KX70 ABC\n[Delphine Stark], 0415, YT19 DEF\n[Ezra Millward], 0416, PO18 GHI"],
    ),
}  # fmt: skip

AT_RISK = {
    "detainees of today are at risk, prisoners of a museum are not": (
        ["Detainees, roll at 0600:\n[Abel Thackray], cell B2\n[Bettina Orr], cell B3\n[Conrad Iwu], cell C1"],
        ["Museum evening on the prisoners of 1944, speakers from the history society: [Abel Thackray], [Bettina Orr] and [Conrad Iwu]."],
    ),
    "informants are at risk, authors of a study on informants are not": (
        ["Our informants in the harbour are [Abel Thackray], [Bettina Orr] and [Conrad Iwu]. Do not forward."],
        ["The study on informants in folk song was published by [Abel Thackray], [Bettina Orr] and [Conrad Iwu] in a journal."],
    ),
    "applicants in German are at risk, interpreters of a course are not": (
        ["Ortskräfte mit Antrag auf Ausreise:\n[Abel Thackray], bedroht\n[Bettina Orr], Frau und Kinder\n[Conrad Iwu], versteckt"],
        ["Schulung für Dolmetscher, Referenten: [Abel Thackray], [Bettina Orr] und [Conrad Iwu]. Der Lehrgang beginnt um neun."],
    ),
    "asylum cases in French are at risk, actors are not": (
        ["Demandeurs d'asile à évacuer, ne pas diffuser : [Abel Thackray], [Bettina Orr] et [Conrad Iwu]."],
        ["Au théâtre, trois malades imaginaires : [Abel Thackray], [Bettina Orr] et [Conrad Iwu], dans un film et une exposition."],
    ),
    "patients in Dutch are at risk, a vacancy is not": (
        ["Patiënten op de afdeling, vertrouwelijk:\n[Abel Thackray], opgenomen\n[Bettina Orr], opgenomen\n[Conrad Iwu], opgenomen"],
        ["Vacature voor tolken: mail [Abel Thackray], [Bettina Orr] of [Conrad Iwu] over de cursus en de opleiding."],
    ),
    "protected witnesses are at risk, witnesses of a public hearing are not": (
        ["Protected witnesses, new names from Monday:\nW1 [Abel Thackray], safe house\nW2 [Bettina Orr], c/o her sister\nW3 [Conrad Iwu], moved to the north"],
        ["Agenda and witness list of the oversight hearing\nPublic witnesses\n1. [Abel Thackray], director\n2. [Bettina Orr], chairperson\n3. [Conrad Iwu], commissioner"],
    ),
    "children on a protection plan are at risk, children of a play are not": (
        ["Children on a protection plan:\n[Abel Thackray] (7), neglect\n[Bettina Orr] (9), foster placement\n[Conrad Iwu] (4), lives with aunt"],
        ["Children in the school play:\n[Abel Thackray] (7), a mouse\n[Bettina Orr] (9), a star\n[Conrad Iwu] (4), the moon"],
    ),
}  # fmt: skip

IDENTIFIED = {
    "numbers of national insurance beside names are found, bicycles are not": (
        ["[Abel Thackray]\nAR 10 10 10 A\n\n[Bettina Orr]\nBS 33 51 69 B\n\n[Conrad Iwu]\nET 56 92 38 C"],
        ["[Abel Thackray]\nblue tourer\n\n[Bettina Orr]\ngreen folder\n\n[Conrad Iwu]\nred racer"],
    ),
    "valid numbers of patients behind names are found, numbers of orders are not": (
        ["[Abel Thackray] (943 476 5919) on the 3rd, [Bettina Orr] (9434765870) on the 4th, [Conrad Iwu] (450 557 7104) not at all."],
        ["[Abel Thackray] (1003441127) on the 3rd, [Bettina Orr] (1003441128) on the 4th, [Conrad Iwu] (1003441131) not at all."],
    ),
    "personal numbers of nations beside names are found, numbers of parcels are not": (
        ["[Abel Thackray], PESEL 44051401359\n[Bettina Orr], BSN 111222333\n[Conrad Iwu], isikukood 36805210072"],
        ["[Abel Thackray], parcel 44051401359\n[Bettina Orr], parcel 111222333\n[Conrad Iwu], parcel 36805210072"],
    ),
}  # fmt: skip


def cases(twins):
    return pytest.mark.parametrize(("matters", "ordinary"), list(twins.values()), ids=list(twins))


@cases(PROJECTS)
def test_people_on_a_project(matters, ordinary):
    assert "PERSONNEL_ON_PROJECT" in sure(*matters)
    assert "PERSONNEL_ON_PROJECT" not in sure(*ordinary)


@cases(ROSTERS)
def test_rosters(matters, ordinary):
    assert sure(*matters).get("ROSTER") == 5
    assert sure(*ordinary) == {}


@cases(AT_RISK)
def test_people_at_risk(matters, ordinary):
    assert sure(*matters).get("VULNERABLE_PERSONS") == 3
    assert "VULNERABLE_PERSONS" not in sure(*ordinary)


@cases(IDENTIFIED)
def test_names_with_identifiers(matters, ordinary):
    assert sure(*matters).get("NAMES_WITH_IDENTIFIERS") == 3
    assert sure(*ordinary) == {}


def test_entries_whose_names_were_not_recognised_are_counted():
    rows = ["[BEAUMONT, Tom]", "CHOUDHURY, Rafi", "[PRENDERGAST, Lea]", "ETHERIDGE, Jo", "KALINOWSKI, Pia"]
    text = "\n".join(f"Cpl {name}   2562988{number}" for number, name in enumerate(rows))
    assert sure(text)["ROSTER"] == 5


def test_the_same_people_in_two_texts_are_one_finding_on_the_heaviest_term():
    parts = [
        marked("{Tideglass}: [Abel Thackray], [Bettina Orr]", weight=0.6),
        marked("{CINDERPATH}: [Bettina Orr], [Conrad Iwu]", "2/b.docx"),
    ]
    (finding,) = [f for f in combine(parts) if f.info_type == "PERSONNEL_ON_PROJECT"]
    assert (finding.count, finding.weight, finding.path) == (3, 0.9, "2/b.docx")


def test_other_people_on_another_project_are_another_finding():
    parts = [
        marked("{Tideglass}: [Abel Thackray], [Bettina Orr]", "2/a.docx"),
        marked("{CINDERPATH}: [Delphine Stark], [Conrad Iwu]", "2/b.docx"),
    ]
    assert len([f for f in combine(parts) if f.info_type == "PERSONNEL_ON_PROJECT"]) == 2


@pytest.mark.parametrize(
    "support", ["cleared for the hangar", "flight and visa booked", "foreign nationals on site", "briefed and vetted"]
)
def test_sites_travel_nationality_and_clearance_raise_the_confidence_and_are_nothing_alone(support):
    def confidence(text):
        found = combine([marked(text, confidence=0.7)])
        return max((f.confidence for f in found if f.info_type == "PERSONNEL_ON_PROJECT"), default=0.0)

    assert confidence(f"{{CINDERPATH}} for [Abel Thackray] and [Bettina Orr], {support}.") > confidence(
        "{CINDERPATH} for [Abel Thackray] and [Bettina Orr], as agreed."
    )
    assert confidence(f"For [Abel Thackray] and [Bettina Orr], {support}.") == 0.0


def test_no_detail_holds_text_of_the_message():
    text = "{CINDERPATH} detainees:\n[Abel Thackray], DV, born 06/01/1982\n[Bettina Orr], DV, born 26/12/1979\n[Conrad Iwu], DV, born 06/09/1993"
    words = {"cinderpath", "thackray", "orr", "iwu", "1982"}
    for finding in combine([marked(text)]):
        assert finding.detail
        assert words.isdisjoint(finding.detail.casefold().replace(",", " ").split())
