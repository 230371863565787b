"""
The words of RTF 1.9.1 that matter for reading, as tables.

A control word that is in none of them formats and says nothing.
"""

from __future__ import annotations

import re

TOKEN = re.compile(
    rb"\\([A-Za-z]+)(-?\d{1,10})? ?"  # a control word with its parameter; one space belongs to it
    rb"|([^\\{}]+)"  # text
    rb"|([{}])"
    rb"|((?:\\'[0-9A-Fa-f]{2})+)"
    rb"|\\(\r\n|.)"  # a control symbol
    rb"|\\",
    re.DOTALL,
)

SYMBOLS = {
    "tab": "\t",
    "emdash": "\u2014",
    "endash": "\u2013",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "bullet": "\u2022",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
    "line": "\n",
    "lbr": "\n",
    "softline": "\n",
    "page": "\n",
    "column": "\n",
    "sect": "\n",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "ltrmark": "\u200e",
    "rtlmark": "\u200f",
}
ESCAPED = {
    b"\\": "\\",
    b"{": "{",
    b"}": "}",
    b"~": "\u00a0",
    b"_": "\u2011",
    b"-": "\u00ad",
    b"\n": "\n",
    b"\r": "\n",
    b"\r\n": "\n",
    b"\t": "\t",
}
"""Control symbols that are text; marks of an index are not."""

PAGES = {
    "header": "page_header",
    "headerl": "page_header",
    "headerr": "page_header",
    "headerf": "page_header",
    "footer": "footer",
    "footerl": "footer",
    "footerr": "footer",
    "footerf": "footer",
    "footnote": "note",
    "ftnsep": "note",
    "ftnsepc": "note",
    "ftncn": "note",
    "aftnsep": "note",
    "aftnsepc": "note",
    "aftncn": "note",
    "annotation": "comment",
    "atnauthor": "comment",
    "xe": "hidden",
    "tc": "hidden",
    "shprslt": "fallback",
    "nonesttables": "fallback",
}
"""Destinations whose text goes to another place than what stands around them."""

PROPERTIES = frozenset(
    [
        "title",
        "subject",
        "author",
        "manager",
        "company",
        "operator",
        "category",
        "keywords",
        "comment",
        "doccomm",
        "hlinkbase",
    ]
)
NAMED = frozenset({"propname", "staticval", "linkval", "sn", "sv", "docvar"})
HIDDEN_LINES = frozenset(
    {
        "bkmkstart", "fldinst", "ffdeftext", "ffl", "ffhelptext", "ffstattext", "ffname", "hlsrc", "hlloc", "hlfr",
        "objname", "template", "fldtitle", "windowcaption", "protusertbl", "mailmerge", "mmconnectstr", "mmquery",
        "mmdatasource", "mmheadersource", "mmodsoudl", "nextfile", "revtbl", "filetbl",
    }
)  # fmt: skip
"""Destinations that are a line of their own, seen only by who looks for it."""

GIVEN = frozenset({"stylesheet", "listname", "liststylename"})
"""Destinations of names, each ended by a semicolon: those that a program gives say nothing."""

DATA = frozenset({"pict", "objdata"})
SILENT = frozenset(
    {
        "keycode", "listoverridetable", "rsidtbl", "generator", "themedata", "colorschememapping",
        "falt", "latentstyles", "xmlnstbl", "mmathPr", "pgptbl", "listpicture", "wgrffmtfilter", "blipuid",
        "mhtmltag", "creatim", "revtim", "printim", "buptim", "panose", "fname", "fontemb", "atnid", "atndate",
        "atntime", "atnref", "atnicn", "atnparent", "atrfstart", "atrfend", "bkmkend", "pntxta", "pntxtb", "pnseclvl",
        "pn", "pgdsctbl", "passwordhash", "leveltext", "levelnumbers", "defchp", "defpap", "expandedcolortbl",
        "lsdlockedexcept", "nesttableprops", "tblstylepr", "objclass", "datafield", "xmlattrname",
        "oldcprops", "oldpprops", "oldtprops", "oldsprops", "fchars", "lchars",
    }
)  # fmt: skip
"""Destinations that hold no words."""

PASSING = frozenset(
    {
        "shpinst", "shpgrp", "do", "hl", "formfield", "moMath", "moMathPara", "background",
        "result", "field", "fldrslt", "shp", "object", "userprops", "info", "listtext", "pntext", "xmlopen",
        "ffformat", "factoidname",
    }
)  # fmt: skip
"""Destinations that only group what stands in them."""

BOXES = frozenset({"shptxt", "dptxbxtext"})
"""Text of boxes."""

SHAPE_WORDS = {
    "gtextUNICODE": "",
    "wzDescription": "hidden",
    "wzTooltip": "hidden",
    "pibName": "hidden",
    "wzName": "name",
}
"""Properties of shapes that are words: WordArt is read where it stands, descriptions are hidden, and names that people gave."""

FCHARSETS = {
    0: "cp1252",
    2: "cp1252",
    77: "mac_roman",
    78: "cp932",
    79: "cp949",
    80: "gb18030",
    81: "cp950",
    82: "cp950",
    83: "mac_hebrew",
    84: "mac_arabic",
    85: "mac_greek",
    86: "mac_turkish",
    88: "mac_latin2",
    89: "mac_cyrillic",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
NAME_ENDS = (
    (b" CE", "cp1250"),
    (b" Cyr", "cp1251"),
    (b" CYR", "cp1251"),
    (b" Greek", "cp1253"),
    (b" Tur", "cp1254"),
    (b" TUR", "cp1254"),
    (b" (Hebrew)", "cp1255"),
    (b" (Arabic)", "cp1256"),
    (b" Baltic", "cp1257"),
)
"""Fonts of old systems say their charset in their name."""
