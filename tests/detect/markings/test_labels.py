import base64
import json

import pytest

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.markings import MarkingDetector
from dlp_service.levels import load_levels
from dlp_service.values import Finding, PartText, Role
from tests.detect.markings.read import findings, markings

GUID = "11111111-2222-3333-4444-555555555555"


def test_a_label_keeps_its_own_name():
    text = f"MSIP_Label_{GUID}_Name=Internal Only;"
    assert markings(text, "header") == [("label", "Internal Only", (), text[:-1])]


def test_a_declared_guid_is_the_level_it_was_declared_to_be():
    detector = MarkingDetector("", {GUID: ("uk", "OFFICIAL-SENSITIVE")}, load_levels())
    part = PartText("1", "property", f"MSIP_Label_{GUID}_Enabled=true")
    (found,) = detector.detect((part,), Context(), Budget.unlimited())
    assert found.marking is not None
    assert (found.marking.scheme, found.marking.level, found.marking.ordinal) == ("uk", "OFFICIAL-SENSITIVE", 40)


def test_what_a_label_shows_is_read_by_the_grammars():
    assert markings('SIO-Label: marking="NATO SECRET"; label="AA=="', "header") == [
        ("nato", "NATO SECRET", (), 'marking="NATO SECRET"')
    ]


@pytest.mark.parametrize(
    ("name", "scheme", "level"),
    [
        ("PROTÉGÉ B", "ca", "PROTECTED B"),
        ("Très Secret", "fr", "TRES SECRET"),
        ("VS-VERTRAULICH\u00a0", "de", "VS-VERTRAULICH"),
    ],
)
def test_the_words_of_a_label_are_made_plain_before_they_are_read(name, scheme, level):
    assert [found[:2] for found in markings(f"MSIP_Label_{GUID}_Name={name}", "property")] == [(scheme, level)]


def test_an_authority_block_counts_where_no_banner_names_the_level():
    block = "Classified By: A. Clerk\nReason: 1.4(c)\nDeclassify On: 20501231"
    assert markings(block)[0][:2] == ("us", "CLASSIFIED")
    assert [level for _, level, _, _ in markings(f"SECRET//NOFORN\n\n{block}")] == ["SECRET"]


def test_an_empty_authority_block_says_nothing():
    assert markings("Classified By:\nDerived From:\nDeclassify On:\n") == []


# --- Microsoft -----------------------------------------------------------------------------------


def msip(**attributes: str) -> str:
    return "msip_labels: " + "; ".join(f"MSIP_Label_{GUID}_{key}={value}" for key, value in attributes.items())


def parts(*texts: str, where: str = "property", path: str = "1/a.docx") -> tuple[PartText, ...]:
    return tuple(PartText(path, where, text) for text in texts)


def read(texts: tuple[PartText, ...], known: dict[str, tuple[str, str]] | None = None) -> tuple[Finding, ...]:
    return MarkingDetector("", known or {}, load_levels()).detect(texts, Context(), Budget.unlimited())


def levels(texts: tuple[PartText, ...]) -> list[tuple[str, str, bool]]:
    return [(f.marking.scheme, f.marking.level, f.marking.is_mention) for f in read(texts) if f.marking]


def test_labels_are_findings_of_their_own_type():
    assert [found.info_type for found in findings(msip(Name="SECRET"), "header")] == ["MACHINE_LABEL"]
    assert [found.info_type for found in findings("SECRET//NOFORN\n\nText.")] == ["CLASSIFICATION_MARKING"]


def test_one_guid_is_one_label_wherever_its_attributes_stand():
    texts = parts(
        f"MSIP_Label_{GUID}_Enabled=true", f"MSIP_Label_{GUID}_Name=NATO SECRET", f"MSIP_Label_{GUID}_Method=Standard"
    )
    assert levels(texts) == [("nato", "NATO SECRET", False)]


def test_a_guid_nobody_declared_is_a_finding():
    assert levels(parts(f"MSIP_Label_{GUID}_Enabled=true")) == [("label", f"GUID {GUID}", False)]


@pytest.mark.parametrize(
    ("attribute", "reason"),
    [("Enabled=false", "not enabled"), ("Enabled=0", "not enabled"), ("Removed=true", "removed")],
)
def test_a_label_that_does_not_hold_is_a_mention_with_a_reason(attribute, reason):
    (found,) = read(parts(f"MSIP_Label_{GUID}_{attribute}", f"MSIP_Label_{GUID}_Name=SECRET"))
    assert found.marking is not None
    assert found.marking.is_mention
    assert found.role is Role.CONTEXT
    assert reason in found.marking.reason


def test_a_name_folded_anywhere_is_the_same_name():
    text = msip(Enabled="true", SetDate="2026-01-01T10:00:00Z", Name="NATO SECRET", SiteId="x")
    for cut in range(len("msip_labels: "), text.index("=NATO")):
        if text[cut] not in " ;=":
            folded = f"{text[:cut]}\r\n {text[cut:]}"
            assert [item[:2] for item in markings(folded, "header")] == [("nato", "NATO SECRET")], cut


def test_the_newest_label_does_not_lower_an_older_one():
    other = GUID.replace("1", "2")
    texts = parts(
        f"MSIP_Label_{GUID}_Name=SECRET", f"MSIP_Label_{GUID}_SetDate=2025-01-01T00:00:00Z",
        f"MSIP_Label_{other}_Name=OFFICIAL", f"MSIP_Label_{other}_SetDate=2026-01-01T00:00:00Z",
    )  # fmt: skip
    found = {item.marking.level: item.marking.reason for item in read(texts) if item.marking}
    assert "set before another one" in found["SECRET"]
    assert "set before" not in found["OFFICIAL"]


def info(**attributes: str) -> str:
    own = " ".join(f'{key}="{value}"' for key, value in attributes.items())
    return f'labelList=<labelList><label id="{{{GUID}}}" {own}/></labelList>'


def test_label_info_decides_whether_a_label_holds():
    name = f"MSIP_Label_{GUID}_Name=NATO SECRET"
    on = f"MSIP_Label_{GUID}_Enabled=true"
    assert levels(parts(info(enabled="1", removed="0"), name)) == [("nato", "NATO SECRET", False)]
    assert levels(parts(info(enabled="1", removed="1"), on, name)) == [("nato", "NATO SECRET", True)]
    assert levels(parts(info(enabled="0"), on, name)) == [("nato", "NATO SECRET", True)]


def test_labels_of_different_documents_are_apart():
    texts = parts(f"MSIP_Label_{GUID}_Name=SECRET", path="1/a.docx") + parts(
        f"MSIP_Label_{GUID}_Enabled=false", path="2/b.docx"
    )
    assert [(item.path, item.marking.is_mention) for item in read(texts) if item.marking] == [
        ("1/a.docx", False),
        ("2/b.docx", True),
    ]


@pytest.mark.parametrize(
    "name", ["Confidential", "Restricted", "Secret Santa", "AMD Official Use Only", "Highly Confidential"]
)
def test_names_of_company_labels_are_no_levels(name):
    assert [item[0] for item in markings(msip(Name=name), "header")] == ["label"]


@pytest.mark.parametrize(
    ("name", "level"),
    [("Official-Sensitive", "OFFICIAL-SENSITIVE"), ("Secret", "SECRET"), ("OFFICIAL_SENSITIVE", "OFFICIAL-SENSITIVE")],
)
def test_names_that_are_levels_in_any_letters(name, level):
    assert [item[1] for item in markings(msip(Name=name), "header")] == [level]


def test_words_that_no_grammar_knows_are_said_in_the_reason():
    (found,) = findings(msip(Name="OFFICIAL-SENSITIVE for the board"), "header")
    assert found.marking is not None
    assert (found.marking.level, found.confidence) == ("OFFICIAL-SENSITIVE", 0.75)
    assert "words that no grammar knows" in found.marking.reason


def test_an_exchange_classification_that_is_off_is_a_mention():
    texts = parts("X-Microsoft-Classified: false", "X-Microsoft-Classification: NATO SECRET", where="header", path="")
    assert levels(texts) == [("nato", "NATO SECRET", True)]


def test_an_exchange_guid_is_looked_up():
    texts = parts("X-Microsoft-Classified: true", f"X-Microsoft-ClassID: {GUID}", where="header", path="")
    assert levels(texts) == [("label", f"GUID {GUID}", False)]
    (found,) = read(texts, {GUID: ("uk", "SECRET")})
    assert found.marking is not None
    assert found.marking.level == "SECRET"


# --- Titus and Boldon James ----------------------------------------------------------------------


def titus(**properties: str) -> str:
    items = [{"n": name, "vals": [{"value": value}]} for name, value in properties.items()]
    return json.dumps(
        {"Metadata": {"ns": "http://www.example.org/ns/x", "id": "i", "props": items}, "TMCVersion": "17"}
    )


def coded(text: str, charset: str = "utf-8") -> str:
    return "x-titus-metadata-40: " + base64.b64encode(text.encode(charset)).decode()


@pytest.mark.parametrize("charset", ["utf-8", "utf-16-le"])
def test_metadata_is_decoded(charset):
    text = coded(
        titus(Classification="SECRET", Caveats="UK EYES ONLY", ReleasableTo="GBR", Department="Estates"), charset
    )
    assert [item[:3] for item in markings(text, "header")] == [("any", "SECRET", ("UK EYES ONLY", "RELEASABLE TO GBR"))]


@pytest.mark.parametrize(
    "text",
    ["", "!", "e30=", "bnVsbA==", "W10=", base64.b64encode(b'{"Metadata":{"props":[{"n":1,"vals":{}}]}}').decode()],
)
def test_metadata_that_says_nothing_is_nothing(text):
    assert findings(f"x-titus-metadata-40: {text}", "header") == ()


def test_metadata_that_is_cut_off_is_less_sure():
    (found,) = findings(coded(titus(Classification="SECRET", Other="x" * 40))[:-60], "header")
    assert found.marking is not None
    assert (found.marking.level, found.confidence) == ("SECRET", 0.6)
    assert "cut off" in found.marking.reason


@pytest.mark.parametrize(
    "name", ["X-Spam-Classification", "X-MS-Exchange-Organization-Classification", "X-Virus-Marking"]
)
def test_fields_of_filters_are_no_labels(name):
    assert [item for item in findings(f"{name}: bulk", "header") if item.info_type == "MACHINE_LABEL"] == []


def test_a_document_has_one_boldon_james_label():
    texts = parts(
        "bjDocumentSecurityLabel=OFFICIAL-SENSITIVE",
        'bjDocumentLabelXML=<sisl><element uid="id_classification_secret" value=""/></sisl>',
    )
    assert levels(texts) == [("uk", "OFFICIAL-SENSITIVE", False)]


def test_a_guid_of_a_document_counts_only_where_it_is_declared():
    assert read(parts(f"docIndexRef={GUID}", f"TitusGUID={GUID}")) == ()
    assert [
        item.marking.level for item in read(parts(f"docIndexRef={GUID}"), {GUID: ("uk", "SECRET")}) if item.marking
    ] == ["SECRET"]


# --- fields of words -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "level"),
    [("Personal", "Personal"), ("private", "Private"), ("Company-Confidential", "Company-Confidential")],
)
def test_sensitivity_of_mail_is_a_label(value, level):
    assert [item[:2] for item in markings(f"Sensitivity: {value}", "header")] == [("label", level)]


@pytest.mark.parametrize(
    "text",
    [
        "Sensitivity: normal",
        "Sensitivity:",
        "Keywords: secret, santa",
        "Keywords=SECRET, OFFICIAL",
        "Category=Boats",
        "classification=mammal",
    ],
)
def test_fields_that_say_nothing(text):
    assert [item for item in findings(text, "header") if item.info_type == "MACHINE_LABEL"] == []


def test_one_keyword_is_a_level():
    assert [item[1:] for item in markings("Keywords=boats; OFFICIAL-SENSITIVE; dock", "property")] == [
        ("OFFICIAL-SENSITIVE", (), "OFFICIAL-SENSITIVE")
    ]


def test_a_label_is_read_once():
    text = "Classification=OFFICIAL-SENSITIVE"
    assert len(findings(text, "property")) == 1


def test_a_field_in_running_text_is_less_sure():
    text = "They wrote:\n> X-Protective-Marking: VER=2024.1, NS=gov.au,\n>  SEC=PROTECTED\n> Subject: x"
    (found,) = [item for item in findings(text) if item.info_type == "MACHINE_LABEL"]
    assert found.marking is not None
    assert (found.marking.level, found.confidence) == ("PROTECTED", 0.6)
    assert found.marking.reason.endswith("in the text")


# --- what programs and people make of it ---------------------------------------------------------


def test_a_level_behind_the_name_of_the_organisation_is_read():
    (found,) = findings("bjDocumentSecurityLabel=Example Borough Council OFFICIAL-SENSITIVE", "property")
    assert found.marking is not None
    assert (found.marking.scheme, found.marking.level, found.confidence) == ("uk", "OFFICIAL-SENSITIVE", 0.75)


@pytest.mark.parametrize("words", ["Not secret", "Acme Confidential", "from SECRET to TOP SECRET", "Some secret words"])
def test_words_around_a_level_are_a_label_of_its_own(words):
    assert ("label", words) in [item[:2] for item in markings(f"bjDocumentSecurityLabel={words}", "property")]


def test_a_label_in_words_of_its_own_hides_no_level_in_capitals():
    found = findings("bjDocumentSecurityLabel=from SECRET to TOP SECRET", "property")
    assert {item.info_type for item in found} == {"MACHINE_LABEL", "CLASSIFICATION_MARKING"}
    assert "TOP SECRET" in {item.marking.level for item in found if item.marking}
    (alone,) = findings("bjDocumentSecurityLabel=Acme Confidential", "property")
    assert alone.info_type == "MACHINE_LABEL"


def test_the_choice_in_a_menu_can_be_a_guid():
    choice = f'bjDocumentLabelXML=<sisl><element uid="{{{GUID.upper()}}}" value=""/></sisl>'
    assert levels(parts(choice)) == [("label", f"GUID {GUID}", False)]
    assert [item.marking.level for item in read(parts(choice), {GUID: ("uk", "SECRET")}) if item.marking] == ["SECRET"]


def test_caveats_in_fields_of_their_own_belong_to_the_level():
    texts = parts("Classification=SECRET", "Caveats=UK EYES ONLY", "Releasability=GBR", "Handling=None")
    assert [item.marking.caveats for item in read(texts) if item.marking] == [("UK EYES ONLY", "RELEASABLE TO GBR")]
    fields = parts("X-Example-Classification: SECRET", "X-Example-Caveats: uk_eyes_only", where="header", path="")
    assert [item.marking.caveats for item in read(fields) if item.marking] == [("UK EYES ONLY",)]


def test_the_field_of_old_gateways_is_a_label():
    assert [item[:2] for item in markings("X-X411: NATO RESTRICTED", "header")] == [("nato", "NATO RESTRICTED")]


def test_own_words_hold_no_control_characters():
    (found,) = findings("bjDocumentSecurityLabel=Board\x1b[31m only\x00", "property")
    assert found.marking is not None
    assert found.marking.level == "Board [31m only"


# --- the words and the markup of labels as they are written --------------------------------------


def test_accents_in_the_words_of_a_label_are_read():
    text = "SIO-Label: marking*=UTF-8''VS-NUR%20F%C3%9CR%20DEN%20DIENSTGEBRAUCH; type=\":x411\""
    assert markings(text, "header")[0][:2] == ("de", "VS-NfD")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("bjFooterBothDocProperty=UK OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"),
        ('bjCentreHeaderLabel=&"Arial,Bold"&12&K000000NATO UNCLASSIFIED', "NATO UNCLASSIFIED"),
        ("TitusQuayClassification=Amber Tier", "Amber Tier"),
    ],
)
def test_properties_that_label_programs_write_beside_the_label_are_read(text, level):
    (found,) = findings(text, "property")
    assert found.marking is not None
    assert (found.info_type, found.marking.level) == ("MACHINE_LABEL", level)
    assert text[found.start : found.end] == text[text.index(level.split()[0]) - 3 * ("UK " in text) :]


def test_what_boldon_james_prints_without_a_marking_is_no_label():
    assert findings('bjCentreHeaderLabel=&"Arial,Bold"&12&K000000Page &P', "property") == ()


def test_a_label_list_is_found_behind_a_long_declaration():
    text = (
        '<?xml version="1.0" encoding="utf-8" standalone="yes"?><clbl:labelList xmlns:clbl="http://x.example/"><clbl:label '
        f'id="{{{GUID}}}" enabled="1" removed="0" name="Quay Inner"/></clbl:labelList>'
    )
    (found,) = findings(text, "property")
    assert found.marking is not None
    assert found.marking.level == "Quay Inner"
    assert text[found.start : found.end] == text[text.index("<clbl:label ") : -len("</clbl:labelList>")]


def test_properties_in_the_markup_of_xmp_are_read():
    name = f"pdfx:MSIP_Label_{GUID}_Name"
    text = f"<rdf:Description><{name}>Audit Committee</{name}></rdf:Description>"
    assert [found.marking.level for found in findings(text, "property") if found.marking] == ["Audit Committee"]
