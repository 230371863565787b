"""
Write the example messages and their envelopes; `--check` says whether they are fresh.

Everything in them is invented.  Each message is one situation that the
service exists for; `expect` is the action an officer would choose, and the
test suite holds the service to it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from documents import archive, docx, encrypted_zip, xlsx

FOLDER = Path(__file__).resolve().parent
MAREN = ("Maren Holloway", "maren.holloway@northhaven.example")
TOBIAS = ("Tobias Ashgrove", "tobias.ashgrove@northhaven.example")
WINIFRED = ("Winifred Okonjo", "winifred.okonjo@northhaven.example")
SIGNATURE = "\n\nMaren Holloway\nVisits and Protocol\nNorthhaven Ministry of Defence\n"


@dataclass(frozen=True)
class Example:
    """One message: its file name, what it shows, its envelope and content, and the action expected."""

    name: str
    shows: str
    expect: str
    subject: str
    text: str
    to: tuple[str, ...]
    sender: tuple[str, str] = MAREN
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    html: str = ""
    attachments: tuple[tuple[str, str, bytes], ...] = field(default=(), repr=False)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"

ROSTER = [
    ["Name", "Service number", "Cabin", "Clearance"],
    ["Isolde Ferncastle", "30419977", "B2", "DV"],
    ["Barnaby Quillfeather", "30551204", "B3", "DV"],
    ["Teodora Vashti-Lund", "30118846", "B4", "SC"],
    ["Lysander Moorcroft", "30660731", "B5", "SC"],
    ["Perpetua Skelding", "30227415", "B6", "DV"],
]

EXAMPLES = (
    Example(
        "01-leave-dates-to-ml",
        "A trivial mail to navy.ml instead of navy.mil: refused, with the address that was meant.",
        "BLOCK",
        "Leave dates",
        "Harriet,\n\nI am away from 19 to 30 October, Tobias has the pen." + SIGNATURE,
        ("harriet.l.osgood.civ@us.navy.ml",),
    ),
    Example(
        "02-project-team-to-ml",
        "The same slip with the people of a secret project in the body.",
        "BLOCK",
        "Names for the trial",
        "Harriet,\n\nThe GLASS HERON sea team will be Isolde Ferncastle, Barnaby Quillfeather and Lysander Moorcroft. "
        "They join the vessel at Slipway 4 on 3 November." + SIGNATURE,
        ("harriet.l.osgood.civ@us.navy.ml",),
    ),
    Example(
        "03-canteen-menu",
        "The canteen menu goes to everybody and nobody minds.",
        "ALLOW",
        "Canteen, week 47",
        "Monday: leek and potato soup. Tuesday: fish pie. Wednesday: curry. Thursday: roast. Friday: chips with everything.\n\n"
        "The kitchen closes at two on Friday.\n",
        (TOBIAS[1], WINIFRED[1], "desk@saltmarsh-inn.example"),
        sender=WINIFRED,
    ),
    Example(
        "04-visitor-list",
        "An unmarked visitor list names the people on a secret project, to an inn nobody has written to before.",
        "QUARANTINE",
        "Visitors on the 3rd",
        "Good morning,\n\nplease find our visitors for the GLASS HERON week attached. Rooms as last time." + SIGNATURE,
        ("bookings@harbourview-lodge.example",),
        attachments=(
            (
                "visitors.xlsx",
                XLSX,
                xlsx({"Arrivals": [["Date", "Party"], ["3 November", "five"]], "GLASS HERON": ROSTER}),
            ),
        ),
    ),
    Example(
        "05-marked-to-accredited-supplier",
        "An OFFICIAL-SENSITIVE mail to a supplier accredited for it.",
        "ALLOW",
        "OFFICIAL-SENSITIVE - COMMERCIAL: revised milestones",
        "OFFICIAL-SENSITIVE - COMMERCIAL\n\nThe second milestone moves to March. The price does not change."
        + SIGNATURE,
        ("contracts@kestrel-avionics.example",),
    ),
    Example(
        "06-marked-to-unfitting-supplier",
        "The same marking in a document's header, to a supplier accredited to OFFICIAL only.",
        "QUARANTINE",
        "Storage contract",
        "Please see attached." + SIGNATURE,
        ("dispatch@tidewater-logistics.example",),
        attachments=(
            (
                "storage.docx",
                DOCX,
                docx(
                    ["Storage of the second batch.", "Access is by escort only."],
                    header="OFFICIAL-SENSITIVE",
                    footer="Page 1",
                ),
            ),
        ),
    ),
    Example(
        "07-eyes-only-abroad",
        "UK EYES ONLY to an American officer, on a system that may not carry SECRET at all.",
        "QUARANTINE",
        "National line for Tuesday",
        "UK SECRET - UK EYES ONLY\n\nHarriet,\n\nwe say nothing on dates." + SIGNATURE,
        ("harriet.l.osgood.civ@us.navy.mil",),
    ),
    Example(
        "08-mail-about-markings",
        "A mail that discusses markings carries none.",
        "ALLOW",
        "Wording for the course",
        "Dear all,\n\nthe new guidance explains when a document should be marked OFFICIAL-SENSITIVE and who may see SECRET or "
        "TOP SECRET material. Nothing marked SECRET may be sent by this system, so please do not use real examples."
        + SIGNATURE,
        ("training@larchfield-college.example",),
    ),
    Example(
        "09-table-for-nine",
        "An ordinary booking with a known inn.",
        "ALLOW",
        "Table for nine",
        "Could we have the window table for nine on Thursday at seven? Two vegetarians." + SIGNATURE,
        ("desk@saltmarsh-inn.example",),
    ),
    Example(
        "10-strangers-in-cc",
        "Fifty-five applicants can read each other's addresses.",
        "QUARANTINE",
        "Your resettlement application",
        "Dear applicant,\n\nyour interview is in the week of 9 November. Bring your papers." + SIGNATURE,
        (WINIFRED[1],),
        cc=tuple(f"applicant{number:02}@family{number:02}.example" for number in range(1, 56)),
        sender=TOBIAS,
    ),
    Example(
        "11-embassy-exception",
        "An allowed mission under a suffix that is blocked.",
        "ALLOW",
        "Collection of clothes",
        "The boxes leave on Monday. Thank you for the help." + SIGNATURE,
        ("secretariat@embassy-northhaven.ml",),
    ),
    Example(
        "12-colleague-at-home",
        "A project term to a colleague's private mailbox.",
        "QUARANTINE",
        "GLASS HERON seating plan",
        "Winifred, here is the GLASS HERON seating so that you can print it at home." + SIGNATURE,
        ("winifred.okonjo81@gmail.com",),
    ),
    Example(
        "13-locked-archive",
        "A password-protected archive to a stranger cannot be read, and says so.",
        "WARN",
        "Data as discussed",
        "The password follows by telephone." + SIGNATURE,
        ("j.penhallow@cobaltine-actuaries.example",),
        attachments=(("data.zip", ZIP, encrypted_zip("data.csv", b"name,amount\n" * 40, b"example")),),
    ),
    Example(
        "14-misspelt-supplier",
        "A letter is missing from a supplier's domain.",
        "WARN",
        "Lunch on the 6th",
        "Sandwiches or the hot buffet?" + SIGNATURE,
        ("contracts@kestrel-avioncs.example",),
    ),
    Example(
        "15-old-papers",
        "A hidden sheet in an archive in an archive holds the roster.",
        "QUARANTINE",
        "Old papers",
        "One archive, for the store." + SIGNATURE,
        ("store@fenside-storage.example",),
        attachments=(
            (
                "old.zip",
                ZIP,
                archive(
                    {
                        "papers/2025.zip": archive(
                            {
                                "nights.xlsx": xlsx(
                                    {"Nights": [["Week", "Beds"], ["44", "5"]], "Copperline": ROSTER},
                                    hidden=("Copperline",),
                                )
                            }
                        )
                    }
                ),
            ),
        ),
    ),
    Example(
        "16-damaged-minutes",
        "A damaged document to a colleague: delivered, and the gap is named.",
        "ALLOW",
        "Minutes",
        "Minutes attached." + SIGNATURE,
        (TOBIAS[1],),
        attachments=(("minutes.docx", DOCX, docx(["Minutes of the meeting."])[:400]),),
    ),
)


def message(example: Example, number: int) -> bytes:
    """Return the RFC 5322 bytes of an example; nothing in them depends on the time or the machine."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"{example.sender[0]} <{example.sender[1]}>"
    mail["To"] = ", ".join(example.to)
    if example.cc:
        mail["Cc"] = ", ".join(example.cc)
    mail["Subject"] = example.subject
    mail["Date"] = f"Mon, 02 Nov 2026 09:{number:02}:00 +0000"
    mail["Message-ID"] = f"<{number:04}.example@northhaven.example>"
    mail["X-Note"] = "FICTIONAL EXAMPLE"
    mail.set_content(example.text)
    for name, kind, content in example.attachments:
        maintype, _, subtype = kind.partition("/")
        mail.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    if mail.is_multipart():
        mail.set_boundary(f"northhaven-{number:04}")
    return mail.as_bytes()


def envelope(example: Example) -> dict[str, object]:
    """Return the envelope line of an example, as `dlp classify --envelopes` reads it."""
    return {
        "file": f"messages/{example.name}.eml",
        "mail_from": example.sender[1],
        "rcpt_to": [*example.to, *example.cc, *example.bcc],
        "expect": example.expect,
        "shows": example.shows,
    }


def main() -> None:
    """Write everything, or compare with `--check` and exit 1 when something is stale."""
    files = {
        FOLDER / "messages" / f"{example.name}.eml": message(example, number)
        for number, example in enumerate(EXAMPLES, 1)
    }
    lines = [json.dumps(envelope(example), ensure_ascii=False) for example in EXAMPLES]
    files[FOLDER / "envelopes.jsonl"] = ("\n".join(lines) + "\n").encode()
    if "--check" in sys.argv[1:]:
        stale = [path.name for path, content in files.items() if not path.exists() or path.read_bytes() != content]
        stale += [path.name for path in (FOLDER / "messages").glob("*") if path not in files]
        if stale:
            raise SystemExit(f"examples are stale, run `python examples/make_examples.py`: {', '.join(stale)}")
        return
    (FOLDER / "messages").mkdir(exist_ok=True)
    for path, content in files.items():
        path.write_bytes(content)


if __name__ == "__main__":
    main()
