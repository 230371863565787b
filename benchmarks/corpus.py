"""
Mail to measure with: about 5 KB of fictional office prose, different every time.

Every message has its own names, numbers and word order, so that no cache can
answer for the work.
"""

from __future__ import annotations

import random
from email.message import EmailMessage
from email.policy import SMTP

SIZE = 5_000
GIVEN = [
    "Isolde",
    "Barnaby",
    "Teodora",
    "Lysander",
    "Perpetua",
    "Maren",
    "Tobias",
    "Winifred",
    "Caspian",
    "Harriet",
    "Oswin",
    "Cordelia",
    "Ambrose",
    "Linnet",
]
FAMILY = [
    "Ferncastle",
    "Quillfeather",
    "Moorcroft",
    "Skelding",
    "Holloway",
    "Ashgrove",
    "Okonjo",
    "Redmayne",
    "Osgood",
    "Penhallow",
    "Larkrise",
]
SENTENCES = (
    "The next meeting of the working group is on {day} at {hour}, in the long room.",
    "{name} has asked for the figures of the second quarter before the end of the month.",
    "The harbour crane is out of service until further notice and deliveries go through the south gate.",
    "Please let {name} and {name} know if you cannot come, so that the places can go to others.",
    "The contract with the caterers runs out in {month} and the tender will be published shortly.",
    "I have looked at the draft and my remarks are in the margin, most of them are about the wording.",
    "Visitors are met at the lodge by {name}, who also keeps the keys to the annex.",
    "The heating in building {number} will be switched on in the second week of {month}.",
    "We agreed that the minutes of {day} are correct apart from paragraph {number}.",
    "Parking is limited to {number} places and permits must be shown behind the windscreen.",
)
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
MONTHS = ["January", "March", "May", "September", "October", "November"]


def body(seed: int, size: int = SIZE) -> str:
    """Return about `size` characters of prose in paragraphs; the same seed gives the same text."""
    chance = random.Random(seed)  # noqa: S311 - prose, not secrets
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < size:
        paragraphs.append(" ".join(_sentence(chance) for _ in range(chance.randint(3, 6))))
    return "\n\n".join(paragraphs)[:size]


def message(seed: int, size: int = SIZE) -> bytes:
    """Return a message of that body."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "Maren Holloway <maren.holloway@northhaven.example>"
    mail["To"] = "bookings@harbourview-lodge.example"
    mail["Subject"] = f"Notes of the week, no. {seed}"
    mail["Message-ID"] = f"<bench-{seed}@northhaven.example>"
    mail.set_content(body(seed, size))
    return mail.as_bytes()


def _sentence(chance: random.Random) -> str:
    text = chance.choice(SENTENCES)
    while "{name}" in text:
        text = text.replace("{name}", f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}", 1)
    return text.format(
        day=chance.choice(DAYS),
        month=chance.choice(MONTHS),
        hour=f"{chance.randint(8, 17)}:{chance.choice(('00', '15', '30'))}",
        number=chance.randint(2, 90),
    )
