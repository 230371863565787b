"""Labels nobody honest writes: any text is read without an error, with places inside it, at bounded cost."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.markings import MarkingDetector
from dlp_service.detect.markings import labels as machine
from dlp_service.detect.markings.schemes import shipped
from dlp_service.levels import load_levels
from dlp_service.values import PartText
from tests.detect.markings.read import findings

GUID = "11111111-2222-3333-4444-555555555555"
NAMES = (
    "X-Protective-Marking", "SIO-Label", "SIO-Label-History", "msip_labels", f"MSIP_Label_{GUID}_Name", f"MSIP_Label_{GUID}_Enabled", "labelList",
    "x-titus-metadata-40", "x-foo-classification", "X-Microsoft-Classified", "X-Microsoft-Classification", "X-Microsoft-ClassID", "Sensitivity",
    "Classification", "bjDocumentSecurityLabel", "bjDocumentLabelXML", "bjDocumentLabelXML-0", "docIndexRef", "Keywords", "ESSSecurityLabel",
    "classification", "ownerProducer", "ConfidentialityLabel", "ICISM",
)  # fmt: skip
BITS = (
    "VER=2024.1, ", "NS=gov.au, ", "SEC=", "DLM=", "CAVEAT=", "SECRET", "OFFICIAL", ":", ",", "\\", "\\,", "=", ";", '"', "marking=", "label*0=", "label*1*=", "type=", ":ess", "utf-8''", "%C3",
    "MQ4CAQIGCWCEQgECARwAAQ==", "MQ4C", "eyJNZXRhZGF0YSI6", "\r\n ", "\n", "\ud800", "\x00", " ", f"MSIP_Label_{GUID}_", "Name", "Enabled=false", GUID, "<", "</", ">", "/>", "<Classification>",
    "</Classification>", "<ConfidentialityInformation>", "</ConfidentialityInformation>", "<PolicyIdentifier>NATO</PolicyIdentifier>", "<label id='", "ownerProducer='USA' ",
    "classification='S'", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "\u00e9", "1.3.26.1 ", "; privacy mark=", "; category 1.2=",
)  # fmt: skip


def inside(text: str, where: str) -> None:
    for found in findings(text, where):
        assert 0 <= found.start < found.end <= len(text)
        assert 0 <= found.confidence <= 1
        assert found.detail


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(BITS), max_size=25).map("".join),
    st.sampled_from(["header", "property", "body"]),
)
def test_any_heap_of_syntax_gives_places_inside_the_text(name, value, where):
    inside(f"{name}{'=' if where == 'property' else ': '}{value}", where)


@pytest.mark.parametrize(
    "charset", ["\ud800utf-8", "\x00", "idna", "unicode_escape", "base64", "x-unknown", "x" * 10_000]
)
def test_a_charset_that_is_none_costs_no_label(charset):
    found = findings(f"SIO-Label: marking*={charset}''SECRET%20X", "header")
    assert [finding.marking.level for finding in found] == ["SECRET"]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(NAMES), st.text(alphabet=st.characters(codec=None), max_size=200))
def test_any_value_gives_places_inside_the_text(name, value):
    inside(f"{name}={value}", "property")


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["SIO-Label: type=:ess; label=", "SIO-Label: type=:xml; label=", "x-titus-metadata-40: "]),
    st.binary(max_size=120),
)
def test_any_code_gives_places_inside_the_text(head, data):
    inside(head + base64.b64encode(data).decode(), "header")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(NAMES), st.lists(st.sampled_from(BITS), max_size=6).map("".join)), max_size=12)
)
def test_the_fields_of_one_item_together(fields):
    parts = tuple(PartText("1/a.docx", "property", f"{name}={value}") for name, value in fields)
    texts = {part.text for part in parts}
    detector = MarkingDetector("GBR", {GUID: ("uk", "SECRET")}, load_levels())
    for found in detector.detect(parts, Context(), Budget.unlimited()):
        assert any(found.end <= len(text) for text in texts)


def test_a_label_beside_a_lone_surrogate_is_read():
    (found,) = findings("Classification=\ud800NATO SECRET", "property")
    assert found.info_type in {"MACHINE_LABEL", "CLASSIFICATION_MARKING"}
    (found,) = findings(f"msip_labels: a\udfff=1; MSIP_Label_{GUID}_Name=NATO SECRET", "header")
    assert found.marking is not None
    assert found.marking.level == "NATO SECRET"


class Count:
    """A clock that counts how often it is asked: once for each look at words."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self) -> float:
        self.number += 1
        return 0.0


LARGE = {
    "protective": "X-Protective-Marking: SEC=SECRET" + ", CAVEAT=RI:AUSTEO" * 500_000,
    "commas": "X-Protective-Marking: SEC=SECRET" + "," * 10_000_000,
    "sio": 'SIO-Label: marking="NATO SECRET"; label="' + "A" * 10_000_000,
    "pieces": 'SIO-Label: marking="NATO SECRET"' + "; label*0=AA" * 800_000,
    "msip": "msip_labels: " + f"MSIP_Label_{GUID}_Name=SECRET;" * 200_000,
    "no equals": "msip_labels: " + "MSIP_Label" * 1_000_000,
    "titus": "x-titus-metadata-40: " + "eyJN" * 2_500_000,
    "lines": "Classification=SECRET\n" + "\n" * 10_000_000,
    "markup": "ConfidentialityLabel=" + "<a>" * 3_300_000,
    "unclosed": "ConfidentialityInformation " + "<" * 10_000_000,
    "owners": "ownerProducer=" + "<x ownerProducer=" * 600_000,
    "keywords": "Keywords=" + "SECRET, " * 1_200_000,
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_ten_megabytes_are_read_in_a_bounded_number_of_looks(text):
    for where in ("property", "body"):
        found: list[machine.Label] = []
        checks = Count()
        words = machine.Words({}, load_levels(), shipped(), Budget(deadline=1e9, clock=checks))
        machine.read((PartText("1", where, text),), words, found)
        assert checks.number <= 100_000
        assert len(found) <= machine.MAX_LABELS
        assert all(label.end <= len(text) for label in found)


def test_more_labels_than_the_cap_are_reported_as_unfinished():
    texts = tuple(
        PartText("1/a.docx", "property", f"Classification=SECRET {number}") for number in range(machine.MAX_LABELS + 5)
    )
    with pytest.raises(StageUnfinished) as caught:
        MarkingDetector("", {}, load_levels()).detect(texts, Context(), Budget.unlimited())
    assert "MACHINE_LABEL" in {found.info_type for found in caught.value.findings}


def test_caveats_are_printable_and_few():
    text = "X-Protective-Marking: SEC=SECRET" + "".join(f", CAVEAT=RI:A{number}\x1b\ud800" for number in range(300))
    (found,) = findings(text + ", CAVEAT=C:" + "X" * 9_000, "header")
    assert found.marking is not None
    assert len(found.marking.caveats) == 64
    assert found.marking.caveats[0] == "RI:A0"
    (found,) = findings("X-Protective-Marking: SEC=SECRET, CAVEAT=C:" + "X" * 9_000, "header")
    assert found.marking is not None
    assert [len(caveat) for caveat in found.marking.caveats] == [200]
    assert "XX" not in found.masked_quote
