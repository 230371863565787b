"""Text in charsets old and new, tables, calendars (RFC 5545) and cards (RFC 6350)."""

from __future__ import annotations

import base64
from collections.abc import Callable

from tests.extract.probes.values import Places, ProbeFile

SAMPLES = (
    ("utf-8", "text", "naïve café Zoë"), ("utf-16", "text", "Müller straße"), ("utf-16-le", "unmarked text", "Distribution list of the working group"),
    ("utf-32", "text", "façade"), ("cp1252", "text", "Führung ist „geheim“ für die Bürger"), ("cp1251", "text", "Совершенно секретно, не для печати и распространения"),
    ("koi8-r", "text", "Совершенно секретно, не для печати и распространения"), ("shift_jis", "text", "これは極秘の文書であり、配布してはならない。こんにちは"),
    ("euc-jp", "text", "これは極秘の文書であり、配布してはならない。こんにちは"), ("iso2022_jp", "text", "これは極秘の文書であり"), ("gb18030", "text", "这是一份机密文件，请勿分发给任何人。"),
    ("big5", "text", "這是一份機密文件，請勿分發給任何人。"), ("euc_kr", "text", "이것은 비밀 문서이며 배포해서는 안 된다."), ("cp1256", "text", "هذه وثيقة سرية ولا يجوز توزيعها على أحد"),
    ("cp1253", "text", "Αυτό είναι ένα απόρρητο έγγραφο"), ("cp1250", "text", "Příliš žluťoučký kůň úpěl ďábelské ódy"), ("cp437", "text", "Die Führung überprüft die Maßnahmen"),
    ("mac_roman", "text", "Die Führung überprüft die Maßnahmen"), ("utf-7", "text", "Geheim für Zoë"), ("cp037", "text", "Distribution list of the working group"),
)  # fmt: skip
"""(charset, place, a sentence in it)."""


def charset(number: int) -> ProbeFile:
    """Return one text file in the charset of that number."""
    name, place, sentence = SAMPLES[number]
    p = Places(f"txt {name}")
    p.spelt(place, sentence)
    return p.file("probe.txt", (f"1. {sentence}\r\n" * 3).encode(name))


def text() -> ProbeFile:
    p = Places("txt")
    lines = [
        p("first line"),
        "x" * 70_000 + p("end of a long line"),
        p("line behind a zero byte") + "\0",
        p("line behind a form feed") + "\f",
        p("line ended by a bare return") + "\r",
        p("last line"),
    ]
    return p.file("probe.txt", "\n".join(lines).encode())


def csv() -> ProbeFile:
    p = Places("csv")
    lines = [
        f'"{p("quoted header")}";"a;b {p("cell with the delimiter")}"',
        f'"two\nlines {p("cell of two lines")}";"say ""{p("cell with quotes")}"""',
        f"x;{p('plain cell')};;{p('cell beyond the header')}",
    ]
    return p.file("probe.csv", "\r\n".join(lines).encode("cp1252"))


def ics() -> ProbeFile:
    p = Places("ics")
    folded = p("folded line")
    packed = base64.b64encode(p("attached text").encode()).decode()
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"X-WR-CALNAME:{p('calendar name')}", "BEGIN:VEVENT", f"SUMMARY:{p('summary')}", f"DESCRIPTION;LANGUAGE=en:{p('description')}\\n{p('second line of a description')}",
        f"LOCATION:{p('location')}", f'ATTENDEE;CN="{p("name of an attendee")}";ROLE=x:mailto:{p("address of an attendee")}@x.example', f"ORGANIZER;CN={p('name of an organizer')}:mailto:a@x.example", f"CATEGORIES:{p('category')},b",
        f"COMMENT:{folded[:5]}", f" {folded[5:]}", f'X-ALT-DESC;FMTTYPE=text/html:<p>{p("HTML description")}</p>', f"ATTACH;ENCODING=BASE64;VALUE=BINARY;FMTTYPE=text/plain;X-FILENAME={p('attachment name')}.txt:{packed}",
        f"CLASS:{p('class')}", "BEGIN:VALARM", f"DESCRIPTION:{p('alarm')}", "END:VALARM", "END:VEVENT", "BEGIN:VTODO", f"SUMMARY:{p('task')}", "END:VTODO", "END:VCALENDAR",
    ]  # fmt: skip
    return p.file("probe.ics", "\r\n".join(lines).encode())


def vcf() -> ProbeFile:
    p = Places("vcf")
    quoted = "".join(f"={byte:02X}" for byte in p("quoted-printable note").encode())
    folded = p("folded line")
    lines = [
        "BEGIN:VCARD", "VERSION:2.1", f"FN:{p('full name')}", f"N:{p('family name')};b;;;", f"ORG:{p('organisation')};{p('department')}", f"TITLE:{p('title')}", f"NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:{quoted}",
        f"ADR;TYPE=WORK:;;{p('street')};x;;;", f"EMAIL:{p('address')}@x.example", f"item1.X-ABLABEL:{p('label of a group')}", f"NICKNAME:{folded[:6]}", f" {folded[6:]}", f"X-OWN:{p('field of one program')}", "END:VCARD",
        "BEGIN:VCARD", f"FN:{p('second card')}", "END:VCARD",
    ]  # fmt: skip
    return p.file("probe.vcf", "\r\n".join(lines).encode())


def _charset_file(number: int) -> Callable[[], ProbeFile]:
    def make() -> ProbeFile:
        return charset(number)

    return make


FILES = (text, csv, ics, vcf, *map(_charset_file, range(len(SAMPLES))))
