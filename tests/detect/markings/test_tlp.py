import pytest

from tests.detect.markings.read import markings

TEXT = "\n\nThe hashes are below.\n"


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("TLP:CLEAR", "TLP:CLEAR"),
        ("TLP:WHITE", "TLP:CLEAR"),
        ("TLP:GREEN", "TLP:GREEN"),
        ("TLP:AMBER", "TLP:AMBER"),
        ("TLP:AMBER+STRICT", "TLP:AMBER+STRICT"),
        ("TLP:RED", "TLP:RED"),
        ("TLP: GREEN", "TLP:GREEN"),
        ("TLP : RED", "TLP:RED"),
        ("TLP AMBER", "TLP:AMBER"),
        ("TLP-RED", "TLP:RED"),
        ("TLP=GREEN", "TLP:GREEN"),
        ("tlp:red", "TLP:RED"),
        ("TLP:Amber", "TLP:AMBER"),
        ("TLP:AMBER + STRICT", "TLP:AMBER+STRICT"),
        ("TLP:AMBER-STRICT", "TLP:AMBER+STRICT"),
        ("TLP:AMBER STRICT", "TLP:AMBER+STRICT"),
        ("TLP:ROUGE", "TLP:RED"),
        ("TLP:GELB", "TLP:AMBER"),
        ("Traffic Light Protocol: AMBER", "TLP:AMBER"),
        ("TLP level: RED", "TLP:RED"),
        ("TLP;AMBER", "TLP:AMBER"),
        ("TLP (AMBER)", "TLP:AMBER"),
        ('TLP: "AMBER"', "TLP:AMBER"),
        ("TLP:GREEEN", "TLP:GREEN"),
        ("TPL:AMBER", "TLP:AMBER"),
        ("T L P : R E D", "TLP:RED"),
        ("TLP:R3D", "TLP:RED"),
    ],
)
def test_labels_and_slips(line, level):
    assert markings(line + TEXT) == [("tlp", level, (), line)]


@pytest.mark.parametrize(
    ("text", "where", "level"),
    [
        ("re: [tlp:amber] print servers", "subject", "TLP:AMBER"),
        ("Alert TLP:RED", "subject", "TLP:RED"),
        ("[TLP-AMBER] indicators.csv", "file_name", "TLP:AMBER"),
        ("X-TLP=AMBER", "property", "TLP:AMBER"),
        ("Advisory 44 v1.2 | TLP:GREEN | 3", "footer", "TLP:GREEN"),
        ("TLP:RED (was TLP:AMBER until 3 Feb)", "cell", "TLP:RED"),
    ],
)
def test_places(text, where, level):
    assert [found[:2] for found in markings(text, where)] == [("tlp", level)]


def test_a_label_stands_beside_another_marking_and_in_a_heading():
    assert [found[1] for found in markings("VS-NfD / TLP:AMBER" + TEXT)] == ["VS-NfD", "TLP:AMBER"]
    assert markings("TLP:GREEN\n\nx\n\n== Appendix, TLP:AMBER+STRICT ==\nHosts.")[0][1] == "TLP:AMBER+STRICT"


@pytest.mark.parametrize(
    "text", ["TLP red means do not share.", "Please see TLP green items.", "TLP:CLEAR, TLP:GREEN and TLP:RED explained"]
)
def test_talk_is_no_label(text):
    assert markings(text, "subject") == []
