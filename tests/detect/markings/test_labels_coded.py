"""Labels in code: SIO-Label with its BER, security labels of S/MIME, STANAG 4774, IC-ISM."""

import base64

import pytest

from dlp_service.esslabel import Category, EssLabel, decode
from tests.detect.markings.read import findings, markings, mentions
from tests.extract.test_cms import der, name

NATO, NORWAY = name("2b1a01"), name("6084420102011c0001")


def coded(level: int, *more: bytes, policy: bytes = NATO) -> str:
    return base64.b64encode(der(0x31, der(0x02, bytes([level])), policy, *more)).decode()


def sio(parameters: str) -> str:
    return f"SIO-Label: {parameters}"


# --- RFC 7444 ------------------------------------------------------------------------------------


def test_the_displayed_marking_wins_and_an_agreeing_label_makes_it_sure():
    text = sio(f'marking="NATO SECRET"; fgcolor=red; type=":ess"; label="{coded(4)}"')
    (found,) = findings(text, "header")
    assert found.marking is not None
    assert (found.marking.level, found.confidence) == ("NATO SECRET", 0.95)
    assert text[found.start : found.end] == 'marking="NATO SECRET"'


def test_a_coded_label_that_says_otherwise_is_a_mention():
    text = sio(f'marking="NATO RESTRICTED"; type=":ess"; label="{coded(4)}"')
    assert [item[:2] for item in markings(text, "header")] == [("nato", "NATO RESTRICTED")]
    assert mentions(text, "header") == ["NATO SECRET"]
    assert findings(text, "header")[0].confidence == 0.8


@pytest.mark.parametrize("kind", [":ess", ":x411", ":ESS"])
def test_a_coded_label_alone_is_decoded(kind):
    text = sio(f'type="{kind}"; label*1="{coded(3)[6:]}"; label*0="{coded(3)[:6]}"')
    (found,) = markings(text, "header")
    assert found[:2] == ("nato", "NATO CONFIDENTIAL")


def test_a_coded_label_can_be_markup():
    xml = "<ConfidentialityInformation><PolicyIdentifier>NATO</PolicyIdentifier><Classification>SECRET</Classification></ConfidentialityInformation>"
    text = sio(f'type=":xml"; label="{base64.b64encode(xml.encode()).decode()}"')
    assert markings(text, "header")[0][:2] == ("nato", "NATO SECRET")


def test_percent_encoding_and_quoted_pairs_are_undone():
    assert markings(sio("marking*=UTF-8''NATO%20SECRET"), "header")[0][:2] == ("nato", "NATO SECRET")
    assert markings(sio("marking*0*=utf-8''NATO%20; marking*1=SECRET"), "header")[0][:2] == ("nato", "NATO SECRET")
    assert markings(sio(r'marking="A \"B\" C"'), "header")[0][:2] == ("label", 'A "B" C')


def test_the_history_is_a_label_too():
    text = 'SIO-Label-History: marking="SECRET"; replacement="OFFICIAL"'
    assert [item[1] for item in markings(text, "header")] == ["SECRET"]


def test_a_label_that_was_replaced_is_a_mention():
    current, past = (
        sio('marking="NATO RESTRICTED"'),
        'SIO-Label-History: marking="NATO SECRET"; new-marking="NATO RESTRICTED"',
    )
    assert [item[1] for item in markings(f"{current}\n{past}", "header")] == ["NATO RESTRICTED"]
    assert mentions(f"{current}\n{past}", "header") == ["NATO SECRET", "NATO RESTRICTED"]
    assert [item[1] for item in markings(past, "header")] == ["NATO RESTRICTED"]
    assert mentions(past, "header") == ["NATO SECRET"]


@pytest.mark.parametrize("label", ["!!!", "MQ4C", "AAAA", ""])
def test_a_label_that_cannot_be_decoded_costs_certainty_and_no_level(label):
    (found,) = findings(sio(f'marking="NATO SECRET"; label="{label}"'), "header")
    assert found.marking is not None
    assert found.marking.level == "NATO SECRET"


def test_a_marking_that_is_cut_off_says_so():
    (found,) = findings(sio('marking="NATO SECRET'), "header")
    assert found.marking is not None
    assert (found.marking.level, found.confidence) == ("NATO SECRET", 0.7)
    assert "cut off" in found.marking.reason


# --- RFC 2634 ------------------------------------------------------------------------------------


def test_a_label_of_all_parts_in_any_order():
    category = der(0x30, der(0x80, bytes.fromhex("2a03")), der(0xA1, der(0x0C, b"ATOMAL")))
    data = der(0x31, der(0x31, category), der(0x13, b"NATO SECRET"), NATO, der(0x02, b"\4"))
    assert decode(data) == EssLabel("1.3.26.1", 4, "NATO SECRET", (Category("1.2.3", ("ATOMAL",)),))


def test_an_indefinite_length_is_the_same_label():
    assert decode(b"\x31\x80" + der(0x02, b"\2") + NORWAY + b"\0\0") == EssLabel("2.16.578.1.2.1.28.0.1", 2)


@pytest.mark.parametrize(
    "data", [b"", b"\x31", b"\x31\x00", b"\x04\x01a", b"\x31\x80", b"\xff" * 40, b"\x31\x84" + b"\xff" * 4]
)
def test_what_is_no_label_is_none(data):
    assert decode(data) is None


def test_a_label_cut_anywhere_is_read_up_to_there_or_none():
    whole = base64.b64decode(coded(4, der(0x0C, b"NATO SECRET")))
    for cut in range(len(whole)):
        found = decode(whole[:cut])
        assert found is None or not found.is_whole


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1.3.26.1 SECRET", ("nato", "NATO SECRET", ())),
        ("2.16.840.1.101.2.1 TOP SECRET", ("us", "TOP SECRET", ())),
        ("2.16.578.1.2 RESTRICTED", ("any", "RESTRICTED", ())),
        ("1.2.3 CLASSIFICATION 17", ("label", "CLASSIFICATION 17", ())),
        ("1.2.3", ("label", "POLICY 1.2.3", ())),
        ("1.3.26.1 UNMARKED", ("label", "UNMARKED", ())),
        ("1.2.3 SECRET; privacy mark=UK SECRET - UK EYES ONLY", ("uk", "SECRET", ("UK PREFIX", "UK EYES ONLY"))),
        (
            "1.2.3 SECRET; privacy mark=for Ann, only; category 1.2.9=ATOMAL",
            ("any", "SECRET", ("FOR ANN, ONLY", "ATOMAL")),
        ),
    ],
)
def test_the_property_of_a_signature(line, expected):
    assert [item[:3] for item in markings(f"ESSSecurityLabel={line}", "property")] == [expected]


# --- STANAG 4774 and 4778 ------------------------------------------------------------------------


def label(policy: str, level: str, more: str = "", root: str = "ConfidentialityLabel") -> str:
    return (
        f"<{root}><ConfidentialityInformation><PolicyIdentifier>{policy}</PolicyIdentifier>"
        f"<Classification>{level}</Classification>{more}</ConfidentialityInformation></{root}>"
    )


def category(tag: str, *values: str, kind: str = "PERMISSIVE") -> str:
    inside = "".join(f"<GenericValue>{value}</GenericValue>" for value in values)
    return f'<Category TagName="{tag}" Type="{kind}">{inside}</Category>'


@pytest.mark.parametrize(
    ("policy", "level", "more", "expected"),
    [
        ("NATO", "TOP SECRET", "", ("nato", "COSMIC TOP SECRET", ())),
        ("NATO", "UNCLASSIFIED", category("Context", "NATO", kind="INFORMATIVE"), ("nato", "NATO UNCLASSIFIED", ())),
        ("NATO", "SECRET", category("Special Category Designators", "ATOMAL", kind="RESTRICTIVE"), ("nato", "NATO SECRET", ("ATOMAL",))),
        ("NATO", "SECRET", category("Releasable to", "SWE", "FIN"), ("nato", "NATO SECRET", ("RELEASABLE TO SWE, FIN",))),
        ("GBR", "OFFICIAL-SENSITIVE", "", ("uk", "OFFICIAL-SENSITIVE", ())),
        ("USA", "SECRET", category("Releasable to", "USA", "GBR"), ("us", "SECRET", ("REL TO USA, GBR",))),
        ("UK", "SECRET", category("Only", "GBR", "USA"), ("uk", "SECRET", ("GBR/USA EYES ONLY",))),
        ("Ruritania", "SECRET", "", ("any", "SECRET", ())),
        ("Ruritania", "TURQUOISE", "", ("label", "TURQUOISE", ())),
    ],
)  # fmt: skip
def test_policies_levels_and_categories(policy, level, more, expected):
    assert [item[:3] for item in markings(label(policy, level, more), "property")] == [expected]


def test_the_span_is_the_classification():
    text = "ConfidentialityLabel=" + label("NATÖ", "SECRET").replace("<Class", "\n <Class")
    assert markings(text, "property")[0][3] == "<Classification>SECRET</Classification>"


def test_an_alternative_label_is_reported_beside_the_first():
    text = f"<a>{label('NATO', 'SECRET')}<AlternativeConfidentialityLabels>{label('GBR', 'SECRET')}</AlternativeConfidentialityLabels></a>"
    found = {item.marking.scheme: item.marking.reason for item in findings(text, "property") if item.marking}
    assert found == {"nato": "machine label: STANAG 4774 label", "uk": "machine label: alternative STANAG 4774 label"}


def test_a_successor_lowers_nothing_and_demands_nothing_yet():
    text = f"<a>{label('NATO', 'SECRET')}{label('NATO', 'RESTRICTED', root='successorConfidentialityLabel')}</a>"
    assert [item[1] for item in markings(text, "property")] == ["NATO SECRET"]
    assert mentions(text, "property") == ["NATO RESTRICTED"]


def test_markup_that_is_cut_off_is_less_sure():
    text = label("NATO", "SECRET")
    (found,) = findings(text[: text.index("</ConfidentialityInformation")], "property")
    assert found.marking is not None
    assert (found.marking.level, found.confidence) == ("NATO SECRET", 0.6)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def test_markup_that_declares_entities_is_no_label():
    text = BOMB + label("NATO", "&b;")
    assert [item for item in findings(text, "property") if item.info_type == "MACHINE_LABEL"] == []


def test_markup_that_is_too_deep_is_read_up_to_there():
    text = "<x>" * 500 + label("NATO", "SECRET")
    assert [item for item in findings(f"confidentiality={text}", "property") if item.info_type == "MACHINE_LABEL"] == []
    text = label("NATO", "SECRET")[: -len("</ConfidentialityLabel>")] + "<x>" * 500
    assert [item[1] for item in markings(text, "property")] == ["NATO SECRET"]


# --- IC-ISM --------------------------------------------------------------------------------------


def test_attributes_become_a_banner():
    text = (
        '<doc ism:classification="TS" ism:ownerProducer="USA" ism:SCIcontrols="SI TK" ism:disseminationControls="OC REL" '
        'ism:releasableTo="USA AUS GBR"/>'
    )
    (found,) = markings(text, "property")
    assert found[:3] == ("us", "TOP SECRET", ("SI", "TK", "ORCON", "REL TO USA, AUS, GBR"))


def test_attributes_on_lines_belong_together_until_a_name_comes_again():
    text = "classification=U\nownerProducer=USA\nclassification=C\nownerProducer=USA\ndisseminationControls=NF"
    assert [item[:3] for item in markings(text, "property")] == [
        ("us", "CONFIDENTIAL", ("NOFORN",)),
        ("us", "UNCLASSIFIED", ()),
    ]


@pytest.mark.parametrize(
    ("owner", "expected"), [("NATO", ("nato", "NATO SECRET")), ("GBR", ("uk", "SECRET")), ("CAN GBR", ("us", "SECRET"))]
)
def test_other_owners(owner, expected):
    text = f'<p ism:classification="S" ism:ownerProducer="{owner}"/>'
    assert [item[:2] for item in markings(text, "property")] == [expected]


def test_a_class_without_an_owner_is_no_marking():
    assert markings("classification=S\ntype=x", "property") == []
