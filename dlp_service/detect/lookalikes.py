"""
Characters that a reader takes for others: data, and two tables for whoever looks for words in spite of them.

The rows are the part of Unicode's `confusables.txt` (UTS 39, version 15.1) whose prototype is one ASCII letter, digit or
sign, without wide characters and those that compatibility decomposition (NFKD) makes plain anyway.  That file folds I, l,
1 and | into one; here capitals stand under I, strokes under |, digits under 1.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_ROWS = """
( 2768 2772 FD3E
) 2769 2773 FD3F
- 2D7 2010 2011 2012 2013 2043 2212 2CBA
/ 1735 2041 2044 2215 2571 27CB 29F8 2CC6 1D23A
0 9E6 B66 114D0 118E0
1 6F1
2 1A7 3E8 14BF A644 A6EF A75A
3 1B7 21C 417 4E0 2CCC A76A A7AB 118CA 16F3B 1D206
4 13CE 118AF
5 1BC 118BB
6 431 13EE 2CD2 118D5
7 104D2 118C6 1D212
8 222 223 9EA A6A B03 1031A
9 9ED A67 B68 D6D 2CCA A76E 118AC 118CC 118D6
: 2D0 2F8 589 903 A83 16EC 1803 1809 205A 2236 A4FD A789
A 391 410 13AA 15C5 A4EE 102A0 16F40 1D6A8 1D6E2 1D71C 1D756 1D790
B 392 412 13F4 15F7 A4D0 A7B4 10282 102A1 10301 1D6A9 1D6E3 1D71D 1D757 1D791
C 3F9 421 13DF 2CA4 A4DA 102A2 10302 10415 1051C 118E9 118F2 1F74C
D 13A0 15DE 15EA A4D3
E 395 415 13AC 22FF 2D39 A4F0 10286 118A6 118AE 1D6AC 1D6E6 1D720 1D75A 1D794
F 3DC 15B4 A4DD A798 10287 102A5 10525 118A2 118C2 1D213 1D7CA
G 50C 13C0 13F3 A4D6
H 397 41D 13BB 157C 2C8E A4E7 102CF 1D6AE 1D6E8 1D722 1D75C 1D796
I 196 1C0 399 406 4C0 16C1 2C92 2D4F A4F2 1028A 10309 16F28 1D6B0 1D6EA 1D724 1D75E 1D798
J 37F 408 13AB 148D A4D9 A7B2
K 39A 41A 13E6 16D5 2C94 A4D7 10518 1D6B1 1D6EB 1D725 1D75F 1D799
L 13DE 14AA 2CD0 A4E1 1041B 10526 118A3 118B2 16F16 1D22A
M 39C 3FA 41C 13B7 15F0 16D6 2C98 A4DF 102B0 10311 1D6B3 1D6ED 1D727 1D761 1D79B
N 39D 2C9A A4E0 10513 1D6B4 1D6EE 1D728 1D762 1D79C
O 39F 41E 555 B20 12D0 2C9E 2D54 A4F3 10292 102AB 10404 104C2 10516 118B5 1D6B6 1D6F0 1D72A 1D764 1D79E
P 3A1 420 13E2 146D 2CA2 A4D1 10295 1D6B8 1D6F2 1D72C 1D766 1D7A0
Q 2D55
R 1A6 13A1 13D2 1587 A4E3 104B4 16F35 1D216
S 405 54F 13D5 13DA A4E2 10296 10420 16F3A
T 3A4 422 13A2 22A4 27D9 2CA6 A4D4 10297 102B1 10315 118BC 16F0A 1D6BB 1D6F5 1D72F 1D769 1D7A3 1F768
U 54D 1200 144C 222A 22C3 A4F4 104CE 118B8 16F42
V 474 6F7 13D9 142F 2D38 A4E6 A6DF 1051D 118A0 16F08 1D20D
W 51C 13B3 13D4 A4EA 118E6 118EF
X 3A7 425 166D 16B7 2573 2CAC 2D5D A4EB A7B3 10290 102B4 10317 10322 10527 118EC 1D6BE 1D6F8 1D732 1D76C 1D7A6
Y 3A5 3D2 423 4AE 13A9 13BD 2CA8 A4EC 102B2 118A4 16F43 1D6BC 1D6F6 1D730 1D76A 1D7A4
Z 396 13C3 A4DC 102F5 118A9 118E5 1D6AD 1D6E7 1D721 1D75B 1D795
a 251 3B1 430 237A 1D6C2 1D6FC 1D736 1D770 1D7AA
b 184 42C 13CF 1472 15AF
c 3F2 441 1D04 2CA5 ABAF 1043D
d 501 13E7 146F A4D2
e 435 4BD 212E AB32
f 584 1E9D A799 AB35
g 18D 261 581 1D83
h 4BB 570 13C2
i 131 269 26A 2DB 37A 3B9 456 4CF 13A5 1FBE 2373 A647 AB75 118C3 1D6A4 1D6CA 1D704 1D73E 1D778 1D7B2
j 3F3 458
l 10320
n 578 57C
o 3BF 3C3 43E 585 6F5 966 A66 AE6 BE6 C02 C66 C82 CE6 D02 D20 D66 D82 E50 ED0 101D 1040 10FF 1D0F 1D11 2C9F AB3D 1042C 104EA 118C8 118D7 1D6D0 1D6D4 1D70A 1D70E 1D744 1D748 1D77E 1D782 1D7B8 1D7BC
p 3C1 3F1 440 2374 2CA3 1D6D2 1D6E0 1D70C 1D71A 1D746 1D754 1D780 1D78E 1D7BA 1D7C8
q 51B 563 566
r 433 1D26 2C85 AB47 AB48 AB81
s 1BD 455 A731 ABAA 10448 118C1
u 28B 3C5 57D 1D1C A79F AB4E AB52 104F6 118D8 1D6D6 1D710 1D74A 1D784 1D7BE
v 3BD 475 1D20 2228 22C1 ABA9 11706 118C0 1D6CE 1D708 1D742 1D77C 1D7B6
w 26F 461 51D 561 1D21 AB83 1170A 1170E 1170F
x D7 445 1541 157D 166E 292B 292C 2A2F
y 263 28F 3B3 443 4AF 10E7 1D8C 1EFF 213D AB5A 118DC 1D6C4 1D6FE 1D738 1D772 1D7AC
z 1D22 AB93 118C4
| 2223 23FD FFE8
"""
"""What it looks like, then the code points."""
_BY_HAND = {
    "К": "K", "У": "Y", "у": "y", "х": "x", "ƒ": "f", "Ԁ": "D", "Г": "R", "Є": "E", "ϲ": "c", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "Ł": "L", "ł": "l", "Ħ": "H", "ħ": "h", "€": "E",
}  # fmt: skip
"""More that passes for a Latin letter in capitals, or is one with a stroke."""
_LONGER = {
    "ß": "ss",
    "ẞ": "SS",
    "Æ": "AE",
    "æ": "ae",
    "Œ": "OE",
    "œ": "oe",
    "\u2225": "//",
    "\u2016": "//",
    "\u2afd": "//",
}
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2500\u2501\u2550\ufe58\ufe63\uff0d\u2e17"
_CONTROLS = {"\x91": "'", "\x92": "'", "\x93": '"', "\x94": '"', "\x95": "*", "\x96": "-", "\x97": "-"}
"""Quotes, bullets and dashes of Windows-1252 that were read as Latin-1."""
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u2800\u3000\u3164"
SLASHES = "\u2044\u2215\u29f8\u2571\uff0f"
BARS = "\u2502\u2503\u2551\u2506\u2507\u250a\u250b\u23d0\u2758\u2759\u275a\uff5c\u00a6"
BREAKS = "\x0b\x0c\x85\u2028\u2029"
_QUOTES = dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u00b4\uff07", "'") | dict.fromkeys(
    "\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'
)
BULLETS = "\u2022\u2023\u2027\u25a0\u25a1\u25aa\u25ab\u25ac\u25ae\u25c6\u25c7\u25cf\u25cb\u25e6\u25b6\u25ba\u2605\u2606\u2666\u2731\u00b7\u2219"
_INVISIBLE = (
    (0xAD, 0xAE), (0x300, 0x370), (0x61C, 0x61D), (0x115F, 0x1161), (0x17B4, 0x17B6), (0x180B, 0x180F), (0x1AB0, 0x1B00), (0x1DC0, 0x1E00), (0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x2070), (0x20D0, 0x2100),
    (0xFE00, 0xFE10), (0xFE20, 0xFE30), (0xFEFF, 0xFF00), (0xE0000, 0xE0080), (0xE0100, 0xE01F0),
)  # fmt: skip
"""Soft hyphen, combining marks, joiners, direction controls, variation selectors, tags: from, to."""
_DECOMPOSED = (
    (0xC0, 0x250), (0x2B0, 0x2E5), (0x1D2C, 0x1DC0), (0x1E00, 0x1F00), (0x2070, 0x20A0), (0x2100, 0x2190), (0x2460, 0x2500), (0x2C7C, 0x2C7E), (0xA7F2, 0xA7F5), (0xFB00, 0xFB07), (0xFF01, 0xFF5F), (0x1D400, 0x1D800), (0x1F130, 0x1F150),
)  # fmt: skip
"""Accented, superscript, circled, wide and mathematical letters, and ligatures: what NFKD makes plain."""
_LETTER_SERIES = (0x1F150, 0x1F170, 0x1F1E6)
"""White letters in a dark circle or square, and regional indicators: A to Z each, unknown to NFKD."""
_SMALL_CAPITALS = (0x250, 0x2B0), (0x1D00, 0x1D2C), (0xA730, 0xA732), (0xA7AE, 0xA7B0)
_PREFIX = "LATIN LETTER SMALL CAPITAL "


def _decomposed() -> Iterator[tuple[str, str]]:
    for low, high in _DECOMPOSED:
        for code in range(low, high):
            plain = unicodedata.normalize("NFKD", chr(code)).encode("ascii", "ignore").decode()
            if plain and plain.isprintable() and " " not in plain and plain != chr(code):
                yield chr(code), plain


def _small_capitals() -> Iterator[tuple[str, str]]:
    for low, high in _SMALL_CAPITALS:
        for code in range(low, high):
            name = unicodedata.name(chr(code), "")
            if name.startswith(_PREFIX) and len(name) == len(_PREFIX) + 1:
                yield chr(code), name[-1]


def _series() -> Iterator[tuple[str, str]]:
    for first in _LETTER_SERIES:
        yield from ((chr(first + number), chr(ord("A") + number)) for number in range(26))


def _rows() -> Iterator[tuple[str, str]]:
    for row in _ROWS.split("\n"):
        plain, *codes = row.split() or ("",)
        yield from ((chr(int(code, 16)), plain) for code in codes)


ALIKE: dict[str, str] = (
    dict(_rows())
    | dict(_decomposed())
    | dict(_small_capitals())
    | dict(_series())
    | _BY_HAND
    | _LONGER
    | _QUOTES
    | _CONTROLS
    | dict.fromkeys(BULLETS, "*")
    | dict.fromkeys(DASHES, "-")
    | dict.fromkeys(SPACES, " ")
    | dict.fromkeys(SLASHES, "/")
    | dict.fromkeys(BARS, "|")
    | dict.fromkeys(BREAKS, "\n")
    | {chr(code): "" for low, high in _INVISIBLE for code in range(low, high)}
)
"""What every character with a plainer look is read as: none, one or several characters."""
