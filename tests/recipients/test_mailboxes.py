"""What a local part is: a list, a function, or a person, in many languages."""

from importlib import resources

import pytest

from dlp_service.recipients.mailboxes import is_group, is_role
from dlp_service.recipients.name_tables import common_surnames, given_names, group_words, role_words, short_forms

LISTS = """
all all-staff allusers AllStaff everyone everyone.london dl-harbour DL_Harbour_All crew.list Team london-team nato-all-nations all-hq distribution.north
working-group-7 steeringgroup 3-wing class-of-2024 617squadron mailing-list newsletter-subscribers
alle alle-mitarbeiter verteiler_stab_berlin logistikverteiler rundmail-personal arbeitsgruppe-recht
tous tout-le-personnel toutlemonde liste-diffusion-recht groupe-travail todos todo-el-personal todoelpersonal toda-la-plantilla lista-distribucion
tutti.dipendenti tutto-il-personale gruppo-lavoro todos-funcionarios lista-de-distribuicao wszyscy lista-dystrybucyjna pracownicy
iedereen alle-medewerkers distributielijst alle-ansatte alle.medarbejdere alla-anstallda alla.medarbetare distributionslista kaikki koko-henkilosto
alle-forsvaret an-alle alle-i-forsvaret samtliga kaikille toute-la-base
všichni vsichni.zamestnanci vsetci.zamestnanci minden.dolgozo svi-zaposleni koik-tootajad visi.darbinieki toti.angajatii herkes всем.сотрудникам usi-spivrobitnyky
"""

NO_LISTS = """
allan.teamer allison stafford.crane teamer.john toussaint.louverel calliste.dubois dlamini.thandiwe todorov.ivan grupposi.anna allemeersch.dirk
wing.cheung cheung.wing pottery.class wing class joachim.list list.joachim h.list alla.petrova alla.petrova-lind franz.liszt evangelista.paolo
team-leader board.secretary group.captain squadron.leader list-request staff.nurse team.support group-bookings member.services price-list
reception info press support todo
"""

ROLES = """
info kontakt kontakt.wien biuro accueil bewerbung administracion secretaria.geral segreteria sekretariat.dyrektora poststelle buchhaltung recepcion
faktura postmottak myynti podatelna titkarsag birou racunovodstvo muhasebe standesamt kundenservice pressoffice salesdesk hr.team e.service
"""


@pytest.mark.parametrize("local", LISTS.split())
def test_lists_are_groups(local):
    assert is_group(local)
    assert is_role(local)


@pytest.mark.parametrize("local", NO_LISTS.split())
def test_persons_desks_and_things_are_no_groups(local):
    assert not is_group(local)


@pytest.mark.parametrize("local", ROLES.split())
def test_functions_are_roles(local):
    assert is_role(local)


@pytest.mark.parametrize("local", ["emily.post", "lars.press", "dean.quorral", "ada.lovelace", "quorral", "anna"])
def test_persons_are_no_roles(local):
    assert not is_role(local)


def test_a_tag_case_and_quotes_do_not_hide_a_list():
    assert is_group('"All.Staff"')
    assert is_group("ALL-STAFF+urgent")


@pytest.mark.parametrize("name", sorted(given_names())[::7])
def test_a_given_name_beside_a_surname_is_a_person(name):
    assert not is_role(f"{name}.quorral")
    assert not is_role(f"quorral.{name}")


def test_the_commonest_surnames_are_no_functions():
    assert [name for name in common_surnames() if is_role(f"quorra.{name}")] == []


def test_a_short_form_stands_for_what_stands_for_it():
    forms = short_forms()
    assert {"robert", "rob", "bobby"} <= forms["bob"]
    assert all(name in forms[other] for name, others in forms.items() for other in others)


def test_the_tables_are_plain_letters_and_small():
    words = {
        *given_names(),
        *common_surnames(),
        *role_words(),
        *(word for kind in group_words().values() for word in kind),
    }
    assert [word for word in words if not word.replace("-", "").isalpha() or not word.isascii()] == []
    folder = resources.files("dlp_service.recipients").joinpath("names")
    assert sum(len(item.read_bytes()) for item in folder.iterdir()) < 120_000
