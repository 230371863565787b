"""Which names in a document people gave, and which their program: those of objects, styles, pages, fields and controls."""

from __future__ import annotations

from functools import lru_cache

from dlp_service.extract.office.textml import KINDS, STYLES, WORD

OBJECTS = frozenset(
    """
    frame graphics ole formula labels marginalia watermark standard layout layouts background backgroundobjects controls measurelines section
    textfield field fields push pushbutton checkbox optionbutton radiobutton listbox combobox group groupbox date time numeric numerical currency
    pattern formatted file selection navigation bar scrollbar imagebutton imagecontrol tablecontrol custom show new sheet mp master objects obj
    illustration figure drawing index alphabetical user defined head variable separator polyline polygon curve bezier scene cube sphere
    rahmen tabelle bild grafik bereich objekt formular verzeichnis cadre tableau objet formulaire marco tabla imagen objeto formulario
    cornice tabella immagine sezione oggetto quadro tabela imagem ramka grafika sekcja obraz
    """.split()  # noqa: SIM905 - a paragraph reads better than a column
)
"""What office programs call what they insert, in the languages of several, with a number behind it."""

STYLE_WORDS = frozenset(
    """
    character characters complimentary close appendix start end cont numbering internet visited link anchor symbol symbols bullets
    drop caps rubies vertical main entry source example teletype quotation quotations citation horizontal addressee sender opening landscape
    portrait envelope result status error headline measure dimension lines filled outlined dashed shapes shadow fill without and with blue green
    red yellow orange gray grey turquoise lightblue seetang sun earth bw bg none objectwitharrow objectwithshadow objectwithoutfill textbody
    textbodyjustfied textbodyindent abc ivx ww num numst wwnum charlfo lfo lvl listlabel excel built builtin conditionalstyle untitled report
    footnotes endnotes legend indented justified comments local dot dotx dotm ott
    emailstyle
    """.split()  # noqa: SIM905
)
SHORT = 64
"""Every document has the same hundred names of styles; only short names are remembered, so that they fill no memory."""

GENERATED = KINDS | STYLES | OBJECTS | STYLE_WORDS


def is_given(name: str) -> bool:
    """
    Say whether a person gave a name: it has a word that no program uses for what it names.

    >>> is_given("Plan of the dock"), is_given("Frame12"), is_given("First line indent"), is_given("WW8Num3z1")
    (True, False, False, False)
    """
    return _is_given_short(name) if len(name) <= SHORT else _is_given(name)


def _is_given(name: str) -> bool:
    return not all(word in GENERATED or (len(word) == 1 and word.isascii()) for word in WORD.findall(name.lower()))


_is_given_short = lru_cache(maxsize=4096)(_is_given)
