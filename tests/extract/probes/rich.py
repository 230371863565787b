"""RTF 1.9.1 and what stands in its destinations."""

from __future__ import annotations

from tests.extract.probes.compound import compound, ole10_native
from tests.extract.probes.values import Places, ProbeFile


def object_data(name: str, content: bytes) -> str:
    """Return an embedded file as an OLE 1.0 object in hexadecimal (MS-OLEDS 2.2.5)."""
    native = ole10_native(name, content)
    label = b"Package\0"
    data = (
        bytes.fromhex("0105000002000000")
        + len(label).to_bytes(4, "little")
        + label
        + bytes(8)
        + len(native).to_bytes(4, "little")
        + native
    )
    return data.hex()


def rtf() -> ProbeFile:
    p = Places("rtf")
    uni = "".join(f"\\u{ord(letter)}?" for letter in p("letters as numbers"))
    hexed = "".join(f"\\'{ord(letter):02x}" for letter in p("letters in hexadecimal"))
    cyrillic = p.spelt("letters of code page 1251", "Секретъ")
    old = "".join(f"\\'{byte:02x}" for byte in cyrillic.encode("cp1251"))
    apart = p("word split by groups")
    storage = compound({"\x01Ole10Native": ole10_native("b.txt", p("text of an object in a compound file").encode())})
    ole2 = (
        bytes.fromhex("0105000002000000")
        + (8).to_bytes(4, "little")
        + b"Package\0"
        + bytes(8)
        + len(storage).to_bytes(4, "little")
        + storage
    )
    text = "\n".join(
        [
            "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset204 Arial Cyr;}}{\\colortbl;\\red255\\green255\\blue255;}",
            f"{{\\stylesheet{{\\s1 {p('style name')};}}}}{{\\info{{\\title {p('property title')}}}{{\\author {p('property author')}}}{{\\keywords {p('property keywords')}}}{{\\doccomm {p('property comment')}}}{{\\*\\company {p('property company')}}}}}",
            f"{{\\*\\userprops{{\\propname {p('custom property name')}}}\\proptype30{{\\staticval {p('custom property value')}}}}}{{\\*\\docvar {{{p('document variable name')}}}{{{p('document variable')}}}}}",
            f"{{\\header {p('page header')}\\par}}{{\\headerf {p('first page header')}\\par}}{{\\footer {p('page footer')}\\par}}",
            f"\\pard {p('body')}\\par {uni}\\par {hexed}\\par {{\\f1 {old}}}\\par {apart[:4]}{{\\b {apart[4:8]}}}{apart[8:]}\\par",
            f"{{\\v {p('hidden text')}}}{{\\cf1 {p('white text')}}}{{\\deleted {p('tracked deletion')}}}{{\\revised {p('tracked insertion')}}}{{\\fs1 {p('tiny text')}}}",
            f"{{\\footnote {p('footnote')}}}{{\\footnote\\ftnalt {p('endnote')}}}{{\\*\\atnid x}}{{\\*\\atnauthor {p('comment author')}}}\\chatn{{\\*\\annotation {p('comment')}}}",
            f'{{\\field{{\\*\\fldinst HYPERLINK "https://{p("link target")}.example/" }}{{\\fldrslt {p("field result")}}}}}{{\\*\\bkmkstart {p("bookmark name")}}}{{\\*\\bkmkend x}}',
            f"{{\\*\\listtable{{\\list{{\\listname {p('list name')};}}}}}}{{\\*\\filetbl{{\\file\\fid0 {p('file of a table of files')}}}}}{{\\pict{{\\*\\picprop{{\\sp{{\\sn wzDescription}}{{\\sv {p('alternative text of a picture')}}}}}}}}}",
            f"{{\\shp{{\\*\\shpinst{{\\sp{{\\sn wzName}}{{\\sv {p('shape name')}}}}}{{\\sp{{\\sn wzDescription}}{{\\sv {p('alternative text')}}}}}{{\\shptxt {p('text box')}\\par}}}}}}",
            f"{{\\trowd\\cellx1000 {p('table cell')}\\cell\\row}}{{\\listtext {p('list text')}\\tab}}x\\par",
            f"{{\\object\\objemb{{\\*\\objclass Package}}{{\\*\\objdata {object_data(p('name of an embedded file') + '.txt', p('text of an embedded file').encode())}}}{{\\result {p('result of an object')}}}}}",
            f"{{\\object\\objemb{{\\*\\objdata {ole2.hex()}}}}}",
            f"{{\\field{{\\*\\fldinst FORMTEXT {{\\*\\formfield{{\\*\\ffdeftext {p('form default')}}}{{\\*\\ffhelptext {p('form help text')}}}}}}}{{\\fldrslt x}}}}",
            f"{{\\upr{{old}}{{\\*\\ud{{{p('Unicode destination')}}}}}}}{{\\*\\unheardof {p('unknown destination')}}}{{\\*\\template {p('template')}}}",
            f"}}{p('text behind the end')}",
        ]
    )  # fmt: skip
    return p.file("probe.rtf", text.encode("cp1252"))


FILES = (rtf,)
