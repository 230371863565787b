"""What recipients of one message say about each other, and about the people behind the addresses."""

import pytest

from dlp_service.budget import Budget
from dlp_service.errors import OutOfTime
from dlp_service.organisation import Organisation
from dlp_service.recipients import assess, build_view
from dlp_service.values import Category, ContactHistory, Envelope, History
from tests.recipients.fictional import TODAY, VIEW, check, risk

STRANGERS = tuple(f"person{number}@firm{number}.example.com" for number in range(12))
WEBMAIL = tuple(f"applicant{number}@gmail.com" for number in range(12))
FIRM = tuple(f"person{number}@tidewater-legal.co.uk" for number in range(12))
COLLEAGUES = tuple(f"person{number}@harbourworks.gov.uk" for number in range(25))


def hosts(count):
    return tuple(f"a@firm{number}.co.uk" for number in range(count))


def test_webmail_users_in_to_are_exposed_to_each_other():
    found = check(*WEBMAIL)
    assert "exposed_recipients" in found.flags
    assert found.exposed_outsiders == 12
    assert all(item.is_exposed for item in found.recipients)


@pytest.mark.parametrize("written", ["Ada Person <{}>", "<{}>", " {} "])
def test_a_recipient_is_visible_however_the_field_writes_it(written):
    shown = tuple(written.format(address) for address in WEBMAIL)
    for recipients in (WEBMAIL, shown):
        found = check(*recipients, visible=shown)
        assert found.exposed_outsiders == 12
        assert all(item.is_exposed and not item.is_bcc for item in found.recipients)


def test_ten_outsiders_are_the_limit():
    assert "exposed_recipients" not in check(*hosts(9)).flags
    assert "exposed_recipients" in check(*hosts(10)).flags


@pytest.mark.parametrize("crowd", [COLLEAGUES, FIRM])
def test_people_of_one_organisation_are_no_strangers(crowd):
    found = check(*crowd)
    assert "exposed_recipients" not in found.flags
    assert found.exposed_outsiders == 0


def test_people_of_one_partner_with_several_domains_are_no_strangers():
    crowd = [f"p{n}@{'kelpline-systems.co.uk' if n % 2 else 'kelpline.example'}" for n in range(12)]
    assert "exposed_recipients" not in check(*crowd).flags


def test_bcc_is_fine():
    found = check(*WEBMAIL, visible=("someone@harbourworks.gov.uk",))
    assert "exposed_recipients" not in found.flags
    assert all(item.is_bcc and not item.is_exposed for item in found.recipients)


def test_only_the_visible_are_exposed_and_colleagues_are_not():
    found = check(
        *WEBMAIL, "boss@harbourworks.gov.uk", "hidden@gmail.com", visible=(*WEBMAIL, "boss@harbourworks.gov.uk")
    )
    by_address = {item.address: item for item in found.recipients}
    assert by_address[WEBMAIL[0]].is_exposed
    assert not by_address["boss@harbourworks.gov.uk"].is_exposed
    assert not by_address["hidden@gmail.com"].is_exposed
    assert by_address["hidden@gmail.com"].is_bcc


def test_the_same_address_twice_counts_once():
    assert check(*WEBMAIL[:9], *WEBMAIL[:9]).exposed_outsiders == 9


def test_visible_people_of_another_leg_count():
    found = check(WEBMAIL[0], visible=WEBMAIL)
    assert found.recipients[0].is_exposed
    assert found.exposed_outsiders == 12


def test_the_odd_one_in_a_group_is_flagged():
    found = check(*COLLEAGUES[:19], "stray@brightpaper-studio.com")
    assert found.flags == ("odd_domain_in_group",)
    assert found.recipients[-1].flags == ("odd_domain_in_group",)


@pytest.mark.parametrize(
    "recipients",
    [
        (*COLLEAGUES[:2], "stray@studio.example"),
        (*COLLEAGUES[:5], "one@studio.example", "two@other.example"),
        (*COLLEAGUES[:5], "desk@anchor-inn.co.uk"),
        (*WEBMAIL[:5], "stray@studio.example"),
        COLLEAGUES[:6],
    ],
)
def test_small_mixed_known_or_webmail_groups_have_no_odd_one(recipients):
    assert "odd_domain_in_group" not in check(*recipients).flags


def test_own_domains_are_one_organisation():
    found = check("a@harbourworks.gov.uk", "b@hwd.mod.uk", "c@harbourworks.gov.uk", "d@hwd.mod.uk", "e@studio.example")
    assert found.recipients[-1].flags == ("odd_domain_in_group",)


def test_a_first_message_is_flagged_only_where_history_is_kept():
    assert "first_time_recipient" not in check("ann@studio.example").flags
    kept = History(is_supplied=True)
    assert check("ann@studio.example", history=kept).flags == ("first_time_recipient",)
    assert check("a@harbourworks.gov.uk", "desk@anchor-inn.co.uk", history=kept).flags == ()
    often = History((("Ann@Studio.example", ContactHistory(deliveries=3)),), is_supplied=True)
    assert check("ann@studio.example", history=often).flags == ()


@pytest.mark.parametrize(
    "local",
    ["tobiasokafor", "tobias.okafor", "okafor.tobias77", "t.okafor", "tokafor", "tobias_a_okafor", "Tobias.Okafor+hwd"],
)
def test_a_colleagues_webmail_is_recognised_by_name(local):
    found = risk(f"{local}@gmail.com")
    assert "freemail_of_colleague" in found.flags
    assert found.category is Category.ELEVATED
    assert found.suggestion == "tobias.okafor@hwd.mod.uk"


def test_accents_in_a_name_do_not_hide_it():
    assert "freemail_of_colleague" in risk("zoe.bhriain@outlook.com").flags


@pytest.mark.parametrize("local", ["okafor", "tobias", "t.o", "tobin.okaforth", "ann.miller"])
def test_half_a_name_names_nobody(local):
    assert "freemail_of_colleague" not in risk(f"{local}@gmail.com").flags


@pytest.mark.parametrize("local", ["edwina.marsh", "edwinamarsh61", "marsh.edwina", "emarsh"])
def test_the_senders_own_webmail_is_a_private_mailbox(local):
    assert risk(f"{local}@yahoo.co.uk").flags == ("freemail", "own_private_mailbox")


def test_a_sender_outside_the_directory_is_known_by_the_own_address():
    assert "own_private_mailbox" in risk("rolf.hansen5@gmail.com", sender="rolf.hansen@harbourworks.gov.uk").flags


def test_the_local_part_of_a_contact_at_another_domain_is_near_a_known_contact():
    found = risk("colm.brady@rossmore-solicitors.ie")
    assert found.flags == ("near_known_contact",)
    assert found.category is Category.UNKNOWN
    assert found.suggestion == "colm.brady@rossmore-law.ie"


def test_roles_are_near_nobody():
    assert risk("desk@river-inn.co.uk").flags == ()


@pytest.mark.parametrize("local", ["all-staff", "everyone", "dl-harbour", "crew.list", "Team"])
def test_group_addresses_are_flagged(local):
    assert "group_address" in risk(f"{local}@harbourworks.gov.uk").flags


def test_persons_and_roles_are_no_groups():
    assert check("allan.teamer@harbourworks.gov.uk", "reception@harbourworks.gov.uk").flags == ()


def test_without_own_domains_the_senders_organisation_is_ours():
    view = build_view(Organisation(protected=("harbourworks.gov.uk",)))
    crowd = [f"p{n}@harbourworks.gov.uk" for n in range(12)]
    assert "exposed_recipients" not in check(*crowd, view=view).flags
    assert check(*crowd[:5], "x@studio.example", view=view, sender="me@harbourworks.gov.uk").flags == (
        "odd_domain_in_group",
    )


def test_other_people_can_be_put_into_a_view_without_building_it_again():
    view = VIEW.with_people({"liv@fjordkraft.example.no": 7}, [("Ivo Brandl", "ivo.brandl@harbourworks.gov.uk")])
    assert check("liv@fjordkraft.example.no", view=view).recipients[0].category is Category.KNOWN
    assert check("ivobrandl@gmail.com", view=view).flags == ("freemail", "freemail_of_colleague")
    assert view.index is VIEW.index


def test_flags_of_the_message_are_the_union():
    found = check("jo@kelpline-sytems.co.uk", "ann@yahoo.co.uk")
    assert found.flags == ("freemail", "lookalike_domain")


def test_recipients_stay_in_envelope_order():
    addresses = ["b@studio.example", "a@gmail.com", "c@harbourworks.gov.uk"]
    assert [item.address for item in check(*addresses).recipients] == addresses


def test_a_budget_is_noticed():
    with pytest.raises(OutOfTime):
        assess(
            Envelope.of("a@b.example", hosts(600)),
            (),
            VIEW,
            History(),
            TODAY,
            budget=Budget(deadline=0.0, clock=lambda: 1.0),
        )


def test_an_empty_envelope_has_an_empty_assessment():
    found = check()
    assert (found.recipients, found.flags, found.exposed_outsiders) == ((), (), 0)
