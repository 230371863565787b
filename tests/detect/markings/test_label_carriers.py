"""Every carrier of machine labels, from the bytes of a mail to the finding."""

import base64
import io
import json
import struct
import zipfile
from email.message import EmailMessage

import pytest

from dlp_service.budget import Budget
from dlp_service.config import Limits
from dlp_service.detect.interface import Context
from dlp_service.detect.markings import MarkingDetector
from dlp_service.extract import extract
from dlp_service.extract.local import LocalReader
from dlp_service.levels import load_levels
from dlp_service.mail import parse
from dlp_service.values import Extraction
from tests.extract.builders import docx, paragraph, pptx, shape, sheet, slide, xlsx, zipped
from tests.extract.compound_files import USER_DEFINED, compound, narrow, property_set
from tests.extract.pdfs import Pdf, show
from tests.extract.test_cms import DATA, SIGNED, der, info, name
from tests.extract.test_outlook import message

GUID, SITE = "11111111-2222-3333-4444-555555555555", "99999999-2222-3333-4444-555555555555"
NATO = (
    '<n:ConfidentialityLabel xmlns:n="urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"><n:ConfidentialityInformation>'
    "<n:PolicyIdentifier>NATO</n:PolicyIdentifier><n:Classification>SECRET</n:Classification>"
    '<n:Category TagName="Releasable to" Type="PERMISSIVE"><n:GenericValue>SWE</n:GenericValue><n:GenericValue>FIN</n:GenericValue></n:Category>'
    "</n:ConfidentialityInformation></n:ConfidentialityLabel>"
)
ATTRIBUTE = "2a864886f70d0109100202"


def read(raw: bytes) -> Extraction:
    message = parse(raw, Limits(), Budget.unlimited())
    return extract(message, LocalReader(Limits(), parse), Limits(), Budget.unlimited())


def found(raw: bytes) -> list[tuple[str, ...]]:
    """Return (path, where, scheme, level, caveats) of the machine labels in a mail."""
    detector = MarkingDetector("", {GUID: ("uk", "OFFICIAL-SENSITIVE")}, load_levels())
    findings = detector.detect(read(raw).texts, Context(), Budget.unlimited())
    return [
        (item.path, item.where, item.marking.scheme, item.marking.level, *item.marking.caveats)
        for item in findings
        if item.info_type == "MACHINE_LABEL" and item.marking and not item.marking.is_mention
    ]


def with_fields(*fields: str) -> bytes:
    return "\r\n".join(["From: a@example.org", *fields, "", "Text."]).encode()


def with_file(content: bytes, file_name: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = "a@example.org"
    mail.set_content("Text.")
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=file_name)
    return mail.as_bytes()


def signed(content: bytes, label: bytes) -> bytes:
    attributes = der(0xA0, der(0x30, name(ATTRIBUTE), der(0x31, label)))
    signer = der(0x30, der(0x02, b"\1"), der(0x30), der(0x30), attributes, der(0x30), der(0x04, b"x"))
    inside = name(DATA) + (der(0xA0, der(0x04, content)) if content else b"")
    return info(SIGNED, der(0x30, der(0x02, b"\1"), der(0x31), der(0x30, inside), der(0x31, signer)))


SECRET = der(0x31, der(0x02, b"\4"), name("2b1a01"), der(0x0C, b"ATOMAL ONLY NEEDED"))
TITUS = base64.b64encode(
    json.dumps(
        {"Metadata": {"ns": "n", "id": "i", "props": [{"n": "Classification", "vals": [{"value": "NATO RESTRICTED"}]}]}}
    ).encode()
).decode()

FIELDS = {
    "protective": (
        ["X-Protective-Marking: VER=2018.4, NS=gov.au, SEC=PROTECTED,", " CAVEAT=SH:CABINET, ORIGIN=a@example.gov.au"],
        ("au", "PROTECTED", "SH:CABINET"),
    ),
    "sio": (['SIO-Label: marking="NATO SECRET"; type=":ess";', ' label*0="MQgC"; label*1="AQQGAysaAQ=="'], ("nato", "NATO SECRET")),
    "msip": (
        [f"msip_labels: MSIP_Label_{SITE}_Enabled=true; MSIP_Label_{SITE}_", " Name=OFFICIAL-SENSITIVE"],
        ("uk", "OFFICIAL-SENSITIVE"),
    ),
    "titus": ([f"x-titus-metadata-40: {TITUS[:40]}", f" {TITUS[40:]}"], ("nato", "NATO RESTRICTED")),
    "x-ns": (["x-ctpclassification: CTP_NT"], ("label", "CTP_NT")),
    "exchange": (
        ["X-Microsoft-Classified: true", "X-Microsoft-Classification: Board", f"X-Microsoft-ClassID: {GUID}"],
        ("uk", "OFFICIAL-SENSITIVE"),
    ),
    "exchange without a name": (
        ["X-Microsoft-Classified: true", "X-Microsoft-ClassDesc: for the board only"],
        ("label", "for the board only"),
    ),
    "sensitivity": (["Sensitivity: Company-Confidential"], ("label", "Company-Confidential")),
    "keywords": (["Keywords: SECRET//NOFORN"], ("us", "SECRET", "NOFORN")),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "expected"), FIELDS.values(), ids=FIELDS)
def test_fields_of_a_mail(fields, expected):
    assert found(with_fields(*fields)) == [("", "header", *expected)]


def custom(**properties: str) -> bytes:
    items = "".join(
        f'<property name="{key.replace("__", "-")}"><vt:lpwstr xmlns:vt="v">{value.replace("<", "&lt;")}</vt:lpwstr></property>'
        for key, value in properties.items()
    )
    return docx(paragraph("Text."), docProps__custom_xml=f"<Properties>{items}</Properties>")


LABEL_INFO = (
    '<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata">'
    f'<clbl:label id="{{{GUID}}}" enabled="1" method="Privileged" siteId="{{{SITE}}}" contentBits="0" removed="0"/></clbl:labelList>'
)
CHOICE = '<sisl policy="p"><element uid="id_classification_secret" value=""/></sisl>'
FLAT = (
    '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0">'
    f'<office:meta><meta:user-defined meta:name="MSIP_Label_{SITE}_Name">NATO SECRET</meta:user-defined></office:meta></office:document-meta>'
)
XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:pdfx="urn:pdfx">
<pdfx:Classification>NATO CONFIDENTIAL</pdfx:Classification></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""
BOUND = f'<mb:BindingInformation xmlns:mb="urn:nato:stanag:4778:bindinginformation:1:0"><mb:MetadataBinding>{NATO}</mb:MetadataBinding></mb:BindingInformation>'
ISM = (
    '<doc xmlns:ism="urn:us:gov:ic:ism" ism:resourceElement="true" ism:classification="S" ism:ownerProducer="USA" ism:disseminationControls="NF">'
    '<p ism:classification="U" ism:ownerProducer="USA">words</p></doc>'
)


def pdf(trailer: str = "", *objects: str) -> bytes:
    made = Pdf(trailer=trailer)
    for item in objects:
        made.add(item)
    made.page(show("Text"))
    return made.build()


FILES = {
    "MSIP in custom.xml": (
        custom(**{f"MSIP_Label_{SITE}_Enabled": "true", f"MSIP_Label_{SITE}_Name": "OFFICIAL-SENSITIVE"}),
        [("uk", "OFFICIAL-SENSITIVE")],
    ),
    "protective marking in custom.xml": (
        custom(**{"X-Protective-Marking": "VER=2018.4, NS=gov.au, SEC=PROTECTED"}),
        [("au", "PROTECTED")],
    ),
    "Boldon James": (
        custom(bjDocumentSecurityLabel="SECRET", bjDocumentLabelXML=CHOICE, bjSaver="YWJj", docIndexRef=SITE),
        [("any", "SECRET")],
    ),
    "Boldon James in pieces": (
        custom(bjDocumentLabelXML=CHOICE[:30], bjDocumentLabelXML__0=CHOICE[30:]),
        [("any", "SECRET")],
    ),
    "Titus": (custom(TitusGUID=SITE, Classification="NATO RESTRICTED"), [("nato", "NATO RESTRICTED")]),
    "a declared Titus GUID": (custom(TitusGUID=GUID), [("uk", "OFFICIAL-SENSITIVE")]),
    "LabelInfo.xml": (docx(paragraph("Text."), docMetadata__LabelInfo_xml=LABEL_INFO), [("uk", "OFFICIAL-SENSITIVE")]),
    "STANAG 4774 in custom XML": (
        docx(paragraph("Text."), customXml__item1_xml=BOUND),
        [("nato", "NATO SECRET", "RELEASABLE TO SWE, FIN")],
    ),
    "IC-ISM in custom XML": (
        docx(paragraph("Text."), customXml__item1_xml=ISM),
        [("us", "SECRET", "NOFORN"), ("us", "UNCLASSIFIED")],
    ),
    "core properties": (
        docx(paragraph("Text."), docProps__core_xml="<c><keywords>boats; NATO RESTRICTED</keywords></c>"),
        [("nato", "NATO RESTRICTED")],
    ),
    "category": (
        docx(paragraph("Text."), docProps__core_xml="<c><category>OFFICIAL-SENSITIVE</category></c>"),
        [("uk", "OFFICIAL-SENSITIVE")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), FILES.values(), ids=FILES)
def test_documents_of_office(content, expected):
    assert [item[2:] for item in found(with_file(content, "plan.docx"))] == expected


def test_properties_of_open_documents():
    content = zipped({"mimetype": "application/vnd.oasis.opendocument.text", "meta.xml": FLAT, "content.xml": "<x/>"})
    assert found(with_file(content, "plan.odt")) == [("2/plan.odt", "property", "nato", "NATO SECRET")]


def test_the_information_dictionary_of_a_pdf():
    content = pdf("/Info 4 0 R", f"<</MSIP_Label_{SITE}_Enabled(true)/MSIP_Label_{SITE}_Name(NATO SECRET)>>")
    assert found(with_file(content, "plan.pdf")) == [("2/plan.pdf", "property", "nato", "NATO SECRET")]


@pytest.mark.parametrize(
    ("packet", "expected"),
    [
        (XMP, ("nato", "NATO CONFIDENTIAL")),
        (XMP.replace("NATO CONFIDENTIAL", NATO), ("nato", "NATO SECRET", "RELEASABLE TO SWE, FIN")),
    ],
    ids=["property", "4774"],
)
def test_metadata_packets_of_a_pdf(packet, expected):
    content = pdf("", f"<</Type/Metadata/Subtype/XML/Length {len(packet)}>>stream\n{packet}\nendstream")
    assert [item[2:] for item in found(with_file(content, "plan.pdf"))] == [expected]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (NATO, [("nato", "NATO SECRET", "RELEASABLE TO SWE, FIN")]),
        (ISM, [("us", "SECRET", "NOFORN"), ("us", "UNCLASSIFIED")]),
    ],
    ids=["4774", "ISM"],
)
def test_markup_of_its_own(content, expected):
    assert [item[2:] for item in found(with_file(content.encode(), "plan.xml"))] == expected


def test_the_label_of_an_opaque_signature_belongs_to_the_message():
    data = signed(b"Content-Type: text/plain\r\n\r\nText.", SECRET)
    head = b"Content-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n"
    raw = head + base64.encodebytes(data)
    assert [text.text for text in read(raw).texts if text.where == "property"] == [
        "ESSSecurityLabel=1.3.26.1 SECRET; privacy mark=ATOMAL ONLY NEEDED"
    ]
    assert found(raw) == [("1", "property", "nato", "NATO SECRET", "ATOMAL ONLY NEEDED")]


def test_the_label_of_a_detached_signature_belongs_to_the_message():
    mail = (
        b"Content-Type: multipart/signed; boundary=b\n\n--b\nContent-Type: text/plain\n\nText.\n"
        b"--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(signed(b"", SECRET))
        + b"--b--\n"
    )
    assert found(mail) == [("2", "property", "nato", "NATO SECRET", "ATOMAL ONLY NEEDED")]


def test_the_label_of_a_signed_file_belongs_to_the_file():
    assert found(with_file(signed(b"Text.", SECRET), "plan.txt.p7m")) == [
        ("2/plan.txt.p7m", "property", "nato", "NATO SECRET", "ATOMAL ONLY NEEDED")
    ]


def test_a_signature_that_is_cut_anywhere_is_read_without_an_error():
    data = signed(b"Text.", SECRET)
    for cut in range(1, len(data), 3):
        assert isinstance(found(with_file(data[:cut], "plan.txt.p7m")), list)


CUSTOM = f'<Properties><property name="MSIP_Label_{SITE}_Name"><vt:lpwstr xmlns:vt="v">NATO SECRET</vt:lpwstr></property></Properties>'
PROPERTY = f"MSIP_Label_{SITE}_Name".encode()
OLD_WORD = compound(
    {
        "\x05DocumentSummaryInformation": property_set(
            USER_DEFINED,
            {0: (0, struct.pack("<III", 1, 2, len(PROPERTY) + 1) + PROPERTY + b"\0"), 2: narrow("NATO SECRET")},
        )
    }
)
RICH = rb"{\rtf1\ansi{\*\userprops{\propname Classification}\proptype30{\staticval NATO SECRET}}text}"
WEB = b"<html><head><meta name=classification content='NATO SECRET'></head><body>Text."
OUTLOOK = compound(
    message() | {"__substg1.0_007D001F": 'SIO-Label: marking="NATO\r\n SECRET"\r\n\r\n'.encode("utf-16-le")}
)


@pytest.mark.parametrize(
    ("content", "file_name", "where"),
    [
        (xlsx({"S": sheet("")}), "a.xlsx", ""),
        (pptx({"ppt/slides/slide1.xml": slide(shape("Text."))}), "a.pptx", ""),
        (OLD_WORD, "a.doc", "property"),
        (RICH, "a.rtf", "property"),
        (WEB, "a.html", "property"),
        (OUTLOOK, "a.msg", "header"),
    ],
    ids=["xlsx", "pptx", "doc", "rtf", "html", "msg"],
)
def test_other_documents(content, file_name, where):
    if not where:
        content = with_member(content, "docProps/custom.xml", CUSTOM)
    assert found(with_file(content, file_name)) == [(f"2/{file_name}", where or "property", "nato", "NATO SECRET")]


def with_member(content: bytes, member: str, text: str) -> bytes:
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(member, text)
    return buffer.getvalue()


def test_the_fields_of_a_mail_inside():
    inner = "Subject: inner\r\nX-Protective-Marking: VER=2024.1, NS=gov.au, SEC=PROTECTED\r\n\r\nText.\r\n"
    raw = (
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nText.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        f"{inner}--b--\r\n"
    )
    assert found(raw.encode()) == [("2", "header", "au", "PROTECTED")]


def test_a_field_of_the_mail_is_no_signature():
    assert found(with_fields("ESSSecurityLabel: 1.3.26.1 SECRET")) == []
