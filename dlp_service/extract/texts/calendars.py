"""
Calendars and cards as their programs show them: what people wrote stands in lines of its own, without the names of fields.

A marking is recognised by standing alone on its line, and in `SUMMARY:TOP SECRET` it does not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from dlp_service.extract.hypertext.datauri import data_uri, unbase64
from dlp_service.extract.hypertext.html import html_text
from dlp_service.extract.interface import Document
from dlp_service.extract.job import Job
from dlp_service.extract.texts.contentlines import ContentLine, content_lines
from dlp_service.values import GapReason

WRITTEN = frozenset(
    {
        "SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "RESOURCES", "NOTE", "FN", "N", "ORG", "TITLE", "ROLE",
        "NICKNAME", "ADR", "LABEL", "STYLED-DESCRIPTION", "X-WR-CALNAME", "X-WR-CALDESC", "NAME", "EXPERTISE", "HOBBY",
        "INTEREST", "LOCATION-NAME", "REQUEST-STATUS", "MAILER", "SOURCE",
    }
)  # fmt: skip
SAID = frozenset(
    {
        "DTSTART", "DTEND", "DUE", "COMPLETED", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "ATTENDEE", "ORGANIZER",
        "URL", "GEO", "TRIGGER", "TEL", "EMAIL", "BDAY", "ANNIVERSARY", "IMPP", "TZ", "MEMBER", "RELATED", "LANG", "KIND",
        "FREEBUSY", "REPEAT", "ACTION", "CONFERENCE", "X-SOCIALPROFILE", "X-AIM", "X-MS-TEL", "CALURI", "FBURL", "CALADRURI",
    }
)  # fmt: skip
LABELS = frozenset(
    {"CLASS", "CATEGORIES", "STATUS", "PRIORITY", "KEYWORDS", "X-MICROSOFT-CDO-SENSITIVITY", "SENSITIVITY"}
)
DULL = frozenset(
    {
        "BEGIN", "END", "VERSION", "CALSCALE", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "TRANSP", "METHOD", "TZID",
        "TZNAME", "TZOFFSETFROM", "TZOFFSETTO", "TZURL", "REV", "PROFILE", "PERCENT-COMPLETE", "X-LIC-LOCATION",
    }
)  # fmt: skip
"""What programs say to programs."""

FILES = frozenset({"ATTACH", "PHOTO", "LOGO", "SOUND", "KEY", "IMAGE", "X-MS-CARDPICTURE", "STRUCTURED-DATA"})
PERSONS = frozenset({"ATTENDEE", "ORGANIZER", "CONTACT"})
ZONES = frozenset({"VTIMEZONE", "STANDARD", "DAYLIGHT"})


@dataclass(slots=True)
class Card:
    """What a calendar or card holds: lines as shown, properties, what is not shown, files by name, and HTML."""

    lines: list[str] = field(default_factory=list)
    properties: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    files: list[tuple[str, str, bytes]] = field(default_factory=list)
    markup: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return the lines as one text."""
        return "\n".join(self.lines)


@dataclass(slots=True)
class _Component:
    """One event, alarm or card: a summary is read first wherever it stands."""

    name: str
    head: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def into(self, card: Card) -> None:
        card.lines += [*self.head, *self.written, *self.said]


def card_of(content: bytes, charset: str = "", check: Callable[[], None] | None = None) -> Card:
    """
    Read a calendar or card; `check` is called now and then, and may raise to give up.

    >>> card_of(b"BEGIN:VEVENT\\nDTSTART:20260102\\nSUMMARY:TOP SECRET\\nCLASS:PRIVATE\\nEND:VEVENT").lines
    ['TOP SECRET', 'DTSTART: 20260102']
    """
    card, opened = Card(), [_Component("")]
    for count, line in enumerate(content_lines(content, charset)):
        if check and count % 1000 == 0:
            check()
        if line.name == "BEGIN":
            opened[-1].into(card)
            opened[-1:] = [_Component(opened[-1].name), _Component(line.value.strip().upper())]
        elif line.name == "END" and len(opened) > 1:
            opened.pop().into(card)
        else:
            _take(line, opened[-1], card)
    for component in reversed(opened):
        component.into(card)
    return card


def _take(line: ContentLine, component: _Component, card: Card) -> None:
    name = line.name
    if "altrep" in line.parameters:
        card.hidden.append(line.parameters["altrep"])
    if line.is_base64() or name in FILES or line.value[:5].lower() == "data:":
        _file(line, card)
    elif line.parameters.get("fmttype", "").lower() == "text/html" or name == "X-ALT-DESC":
        card.markup.append(line.text())
    elif name in WRITTEN or not name:
        (component.head if name in {"SUMMARY", "FN"} else component.written).append(line.text())
    elif name in LABELS:
        card.properties.append(f"{name}={line.text()}")
    elif name in SAID and component.name not in ZONES:
        component.said.append(f"{name}: {_person(line) if name in PERSONS else line.text()}")
    elif name not in DULL and component.name not in ZONES:
        card.hidden.append(f"{name}={line.text()}")


def _person(line: ContentLine) -> str:
    address = line.text()
    address = address[7:] if address[:7].lower() == "mailto:" else address
    words = [
        line.parameters.get(key, "") for key in ("cn", "email", "sent-by", "member", "delegated-to", "delegated-from")
    ]
    return " ".join(dict.fromkeys(word for word in (words[0], address, *words[1:]) if word))


def _file(line: ContentLine, card: Card) -> None:
    """Take a file that stands in the line; one that stands elsewhere is a link."""
    found = data_uri(line.value)
    name = (
        line.parameters.get("filename")
        or line.parameters.get("x-filename")
        or line.parameters.get("x-apple-filename", "")
    )
    if found:
        content = found[1]
    elif line.is_base64() or line.parameters.get("value", "").upper() == "BINARY":
        content = unbase64(line.value)
    else:
        card.hidden.append(line.text())
        return
    card.files.append(
        (name or f"{line.name.lower()}{len(card.files) + 1}", line.parameters.get("fmttype", ""), content)
    )


def read_calendar(document: Document, job: Job) -> None:
    """Read a calendar or card file; pictures and attachments in it are documents of their own."""
    card = card_of(document.content, document.charset, job.budget.check)
    job.text(document.path, "body", card.text())
    add_rest(card, document.path, job)
    for name, kind, content in card.files:
        if job.entries >= job.limits.archive_entries:
            job.gap(document.path, GapReason.OVER_LIMIT, f"more than {job.limits.archive_entries} entries")
            return
        job.entries += 1
        job.decoded_bytes += len(content)
        job.text(f"{document.path}/{name}", "file_name", name)
        job.embedded(Document(f"{document.path}/{name}", content, kind, name))


def add_rest(card: Card, path: str, job: Job) -> None:
    """Add what is not in the lines: labels, the formatted description where it differs, and what is not shown."""
    for value in card.properties:
        job.text(path, "property", value)
    squeezed = "".join(card.text().split())
    for markup in card.markup:
        found = html_text(markup, job, path)
        if "".join(found.visible.split()) not in squeezed:
            job.text(path, "body", found.visible)
        job.text(path, "hidden", found.hidden)
        job.text(path, "comment", found.comments)
    job.text(path, "hidden", "\n".join(dict.fromkeys(card.hidden)))
