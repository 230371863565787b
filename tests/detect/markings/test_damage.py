"""Every way in which markings get damaged, applied to markings of several schemes: level and caveats stay."""

import base64
import quopri
import re
import unicodedata

import pytest

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.markings import MarkingDetector
from dlp_service.detect.markings.schemes import shipped
from dlp_service.levels import load_levels
from dlp_service.values import PartText

MARKINGS = (
    "SECRET//NOFORN", "TOP SECRET//SI/TK//NOFORN", "OFFICIAL-SENSITIVE", "UK SECRET - UK EYES ONLY", "NATO SECRET", "NATO RESTRICTED", "UNCLASSIFIED//FOUO", "NOT PROTECTIVELY MARKED", "RESTREINT UE/EU RESTRICTED",
)  # fmt: skip
ACCENTED = ("VS-NUR FÜR DEN DIENSTGEBRAUCH", "TRÈS SECRET", "PROTÉGÉ B")
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DETECTOR = MarkingDetector("", {}, load_levels())


def read(text, where="body"):
    found = DETECTOR.detect((PartText("1", where, text),), Context(), Budget.unlimited())
    return [(f.marking.scheme, f.marking.level, f.marking.caveats) for f in found if not f.marking.is_mention]


def to(letters, source=CAPITALS):
    table = dict(zip(map(ord, source), letters, strict=True))
    return lambda text: text.translate(table)


def block(first):
    return to([chr(first + number) for number in range(26)])


def words(change, least=6):
    """Return a damage that does something to each longer word."""
    return lambda text: re.sub(rf"[A-ZÀ-Ü]{{{least},}}", lambda found: change(found[0]), text)


def spaced(gap, wide):
    return lambda text: wide.join(gap.join(word) for word in text.split(" "))


DAMAGES = {
    "full width": lambda text: "".join(chr(0xFEE0 + ord(char)) if "!" <= char <= "~" else char for char in text),
    "mathematical": block(0x1D400),
    "circled": block(0x24B6),
    "squared": block(0x1F130),
    "dark squares": block(0x1F170),
    "regional": block(0x1F1E6),
    "small capitals": to("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "ABCDEFGHIJKLMNOPRSTUVWYZ"),
    "lisu": to("ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ", "ABCDEFGHIJKLMNOPRSTUVWXYZ"),
    "cyrillic": to("АВСЕНІКМОРЅТХУ", "ABCEHIKMOPSTXY"),
    "greek": to("ΑΒΕΗΙΚΜΝΟΡΤΧΥΖ", "ABEHIKMNOPTXYZ"),
    "zero width": "\u200b".join,
    "soft hyphens": words(lambda word: word[:4] + "\u00ad" + word[4:]),
    "reversed by an override": lambda text: f"\u202e{text[::-1]}\u202c",
    "underlined": lambda text: "".join(char + "\u0332" for char in text),
    "letters apart": spaced(" ", "   "),
    "letters far apart": spaced("  ", "      "),
    "letters apart in long words": words(" ".join),
    "dots between": words(".".join),
    "stars between": words("*".join),
    "underscores between": words("_".join),
    "dashes between": words("-".join),
    "zero": to("0", "O"),
    "one": to("1", "I"),
    "small L": to("l", "I"),
    "five": to("5", "S"),
    "three": to("3", "E"),
    "all digits": words(to("0l5", "OIS")),
    "bar": lambda text: re.sub("(?<=[A-Z])I(?=[A-Z])", "|", text),
    "bracket": words(lambda word: word[0] + word[1:].replace("C", "(", 1)),
    "strokes": lambda text: text.replace("T//", "T II "),
    "printed twice": lambda text: "".join(char * 2 for char in text),
    "letters thrice": lambda text: "".join(char * 3 if char.isalpha() else char for char in text),
    "one letter twice": words(lambda word: word[:4] + word[3:]),
    "last letter twice": words(lambda word: word + word[-1]),
    "first letter twice": words(lambda word: word[0] + word),
    "fifth letter lost": words(lambda word: word[:4] + word[5:]),
    "last letter lost": words(lambda word: word[:-1]),
    "first letter lost": words(lambda word: word[1:]),
    "letters swapped": words(lambda word: word[:3] + word[4] + word[3] + word[5:]),
    "one letter wrong": words(lambda word: word[:2] + "X" + word[3:]),
    "broken in two": words(lambda word: f"{word[:4]} {word[4:]}"),
    "broken in three": words(lambda word: f"{word[:3]} {word[3:5]} {word[5:]}"),
    "broken at a hyphen": words(lambda word: f"{word[:4]}-\n{word[4:]}"),
    "broken at a line end": words(lambda word: f"{word[:4]}\n{word[4:]}"),
    "wrapped after slashes": lambda text: text.replace("//", "//\n"),
    "quoted": lambda text: f">> {text}",
    "quoted with initials": lambda text: f"AB> {text}",
    "quoted printable": lambda text: text.replace("-", "=E2=80=91").replace(" ", "=C2=A0"),
    "soft breaks": words(lambda word: f"{word[:4]}=\n{word[4:]}"),
    "octets": lambda text: "".join(f"={ord(char):02X}" for char in text),
    "dashes as Windows-1252": lambda text: text.replace("-", "–").encode().decode("cp1252"),
    "dashes as Latin-1": lambda text: text.replace("-", "–").encode().decode("latin1"),
    "bold": lambda text: f"**{text}**",
    "bold words": words(lambda word: f"**{word}**"),
    "heading": lambda text: f"# {text}",
    "code": lambda text: f"`{text}`",
    "table row": lambda text: f"| {text} |",
    "box": lambda text: f"┌────┐\n│ {text} │\n└────┘",
    "rule": lambda text: f"===== {text} =====",
    "brackets": lambda text: f"[[ {text} ]]",
    "guillemets": lambda text: f"« {text} »",
    "squares": lambda text: f"■ {text} ■",
    "html": lambda text: f"<p class=MsoNormal style='{'x' * 500}'><b><span lang=EN-GB>{text}<o:p></o:p></span></b></p>",
    "html around each letter": lambda text: "".join(f"<i>{char}</i>" for char in text),
    "html around words": lambda text: re.sub(r"\w+", lambda found: f"<b>{found[0]}</b>", text),
    "numeric entities": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "entities escaped again": lambda text: text.replace(" ", "&amp;nbsp;").replace("-", "&amp;#8209;"),
    "rich text": lambda text: rf"{{\rtf1\ansi\pard\qc{{\b {text}}}\par ",
    "overstruck": lambda text: "".join(f"{char}\x08{char}" for char in text),
    "underlined by a typewriter": lambda text: "".join(f"_\x08{char}" for char in text),
    "exotic slashes": to("⁄—", "/-"),
    "parallel": lambda text: text.replace("//", "∥"),
    "backslashes": lambda text: text.replace("//", "\\\\"),
    "slashes apart": lambda text: text.replace("//", " / / "),
    "tabs": lambda text: text.replace(" ", "\t"),
    "ideographic spaces": lambda text: text.replace(" ", "\u3000"),
    "form feed": lambda text: f"\x0c{text}",
    "page number": lambda text: f"{text}      Page 3 of 9",
}
to_digits = str.maketrans("OS", "05")
LOSSES = {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "question marks": lambda text: re.sub("[À-Ü]", "?", text),
    "replacement characters": lambda text: re.sub("[À-Ü]", "\ufffd", text),
    "as Windows-1252": lambda text: text.encode().decode("cp1252"),
    "as Latin-1": lambda text: text.encode().decode("latin1"),
    "quoted printable": lambda text: quopri.encodestring(text.encode()).decode(),
    "Latin-1, quoted printable": lambda text: quopri.encodestring(text.encode("latin1")).decode(),
    "digits": lambda text: text.translate(to_digits),
    "entities": lambda text: text.encode("ascii", "xmlcharrefreplace").decode(),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("marking", MARKINGS)
def test_a_damaged_marking_is_read_like_a_whole_one(marking, damage):
    whole = read(f"{marking}\n\nThe text goes on here.")
    assert whole
    assert read(f"{DAMAGES[damage](marking)}\n\nThe text goes on here.") == whole


@pytest.mark.parametrize("damage", LOSSES)
@pytest.mark.parametrize("marking", ACCENTED)
def test_lost_accents_cost_no_marking(marking, damage):
    whole = read(f"{marking}\n\nThe text goes on here.")
    assert whole
    assert read(f"{LOSSES[damage](marking)}\n\nThe text goes on here.") == whole


@pytest.mark.parametrize("marking", [*MARKINGS[:8], ACCENTED[0]])
@pytest.mark.parametrize("encoding", ["q", "b"])
def test_an_encoded_word_in_a_subject_is_read(marking, encoding):
    octets = marking.encode()
    text = quopri.encodestring(octets, quotetabs=True, header=True) if encoding == "q" else base64.b64encode(octets)
    assert read(f"Subject: =?utf-8?{encoding}?{text.decode()}?=: plan", "header") == read(f"{marking}: plan", "subject")


@pytest.mark.parametrize(
    "text",
    [
        "DECLASSIFIED", "PROJECTED B", "COMIC RELIEF", "SECRETIONS", "REGRET", "SENSES", "CONFIDENCE", "O F F E R", "A B C D E F", "(A) (B) (C) (D)", "ABBA//OTTO", "AABBCC", "S T R E E T",
        "password=SECRET123", "a\\\\SECRET\\\\NOFORN", "S.E.C. FILING", "C:\\\\SECRET\\\\NOFORN.TXT", "SECURITY", "SECTOR", "TOPSECRETARY", "x = 'U0VDUkVU'", "OFFICE 365", "OFFAL", "PROTESTED B", "NATTO", "UNSECRETED",
    ],
)  # fmt: skip
def test_words_and_signs_of_their_own_are_not_repaired(text):
    assert read(f"{text}\n\nThe text goes on here.") == []


def test_the_automaton_stays_small():
    # RE2 gives up its fast engine when the states of a large program no longer fit its memory.
    assert shipped().candidates.program_size < 40_000
