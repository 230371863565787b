"""
One person, one label: names, protected people, addresses and numbers of a message that belong to the same person.

It runs once on what all detectors found.  The label counts people in the order in which they first appear, `p1`, `p2`; it
holds nothing of the name, and starts anew in every message.

A name inside an address was dropped before (`resolve.py`): the address stays, and carries the person.  An address that spells a
name nobody else in the message has is a person of its own; one of a post or a team is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dlp_service.detect.names.mailboxes import Mailbox, Mailboxes, names_by_key, read_mailbox
from dlp_service.detect.names.public_people import PUBLIC
from dlp_service.detect.names.ties import Mark, ties
from dlp_service.detect.segments import SHEETS
from dlp_service.values import NATIONAL_IDENTIFIERS, Finding, PartText, Role

NAME, PROTECTED, ADDRESS, PHONE = "PERSON_NAME", "PROTECTED_PERSON", "EMAIL_ADDRESS", "PHONE_NUMBER"
OWNED = NATIONAL_IDENTIFIERS | {ADDRESS, PHONE, "DRIVING_LICENCE_NUMBER"}
"""Identifiers that belong to one person, as accounts, places and machines need not."""
DOUBT_LEFT = {ADDRESS: 0.15, PHONE: 0.5}
"""What an identifier of a kind leaves of the doubt in the name beside it; other kinds leave `OTHER_DOUBT_LEFT`."""
OTHER_DOUBT_LEFT = 0.4
SURE_IDENTIFIER = 0.5
NAMESAKE = "the name of a public person, with an address or a number of somebody's own"
Place = tuple[str, str]


def with_entities(findings: Sequence[Finding], texts: Iterable[PartText]) -> list[Finding]:
    """
    Return the findings in their order: people with their label, identifiers with that of their person, both surer together.

    >>> text = PartText("1", "body", "Lucian Garside (l.garside@example.org) and Ava")
    >>> found = [
    ...     Finding("PERSON_NAME", "names", 0.6, "1", "body", 0, 14, value="lucian garside"),
    ...     Finding("EMAIL_ADDRESS", "identifiers", 0.95, "1", "body", 16, 37, value="l.garside@example.org"),
    ...     Finding("PERSON_NAME", "names", 0.6, "1", "body", 43, 46, value="ava"),
    ... ]
    >>> [(f.entity, f.confidence) for f in with_entities(found, [text])]
    [('p1', 0.94), ('p1', 0.95), ('p2', 0.6)]
    """
    people = _people(findings)
    if not people and all(finding.info_type != ADDRESS for finding in findings):
        return list(findings)
    owners = _owners(findings, people, {(text.path, text.where): text.text for text in texts})
    doubts = _doubts(findings, owners)
    labels = _labels(findings, people, owners)
    return [_labelled(f, labels.get(people.get(n) or owners.get(n, ""), ""), doubts) for n, f in enumerate(findings)]


def _labelled(finding: Finding, label: str, doubts: dict[str, float]) -> Finding:
    if not label:
        return finding
    doubt = doubts.get(finding.value, 1.0) if finding.info_type == NAME else 1.0
    if doubt == 1.0:
        return replace(finding, entity=label)
    if finding.detail == PUBLIC:
        return replace(finding, entity=label, role=Role.EVIDENCE, detail=NAMESAKE)
    return replace(finding, entity=label, confidence=round(1 - doubt * (1 - finding.confidence), 3))


def _people(findings: Sequence[Finding]) -> dict[int, str]:
    """Return the key of the person of each name; a protected person takes that of the name at the same place."""
    people: dict[int, str] = {}
    here: dict[tuple[Place, int], str] = {}
    for number, finding in enumerate(findings):
        if finding.info_type == NAME and finding.value:
            people[number] = finding.value
            here.update(
                dict.fromkeys(
                    (((finding.path, finding.where), finding.start), ((finding.path, finding.where), -finding.end)),
                    finding.value,
                )
            )
    for number, finding in enumerate(findings):
        if finding.info_type == PROTECTED:
            place = (finding.path, finding.where)
            people[number] = here.get((place, finding.start)) or here.get((place, -finding.end)) or finding.value
    return people


def _owners(findings: Sequence[Finding], people: dict[int, str], texts: dict[Place, str]) -> dict[int, str]:
    """Return the key of the person of each identifier that has one."""
    names: dict[Place, list[Mark]] = {}
    for number, person in people.items():
        if person:
            finding = findings[number]
            names.setdefault((finding.path, finding.where), []).append(Mark(finding.start, finding.end, person=person))
    owners: dict[int, str] = {}
    for place, marks in _owned(findings, people).items():
        here = sorted(names.get(place, ()), key=lambda mark: mark.start)
        found = ties(texts.get(place, ""), here, list(marks), is_sheet=place[1] in SHEETS)
        owners.update({marks[mark]: person for mark, person in found.items()})
    return owners


def _owned(findings: Sequence[Finding], people: dict[int, str]) -> dict[Place, dict[Mark, int]]:
    """Return the identifiers of people by place in order of start, with the person where an address spells one."""
    every = sorted((f.start, f.end, n) for n, f in enumerate(findings) if f.info_type in OWNED)
    mailboxes = {f.value: read_mailbox(f.value) for f in findings if f.info_type == ADDRESS}
    written = names_by_key(people.values()) if mailboxes else {}
    spelt = Mailboxes(((name, key) for key, name in written.items()), mailboxes.values())
    found: dict[Place, dict[Mark, int]] = {}
    for start, end, number in every:
        finding = findings[number]
        mailbox = mailboxes[finding.value] if finding.info_type == ADDRESS else Mailbox()
        if not mailbox.is_post:
            mark = Mark(start, end, finding.info_type, _of_mailbox(mailbox, spelt))
            found.setdefault((finding.path, finding.where), {})[mark] = number
    return found


def _of_mailbox(mailbox: Mailbox, spelt: Mailboxes) -> str:
    return spelt.owner(mailbox) or (mailbox.name.key if mailbox.confidence else "")


def _doubts(findings: Sequence[Finding], owners: dict[int, str]) -> dict[str, float]:
    """Return what the sure identifiers of each person leave of the doubt in the name; the best one counts, once."""
    doubts: dict[str, float] = {}
    for number, person in owners.items():
        finding = findings[number]
        if finding.confidence >= SURE_IDENTIFIER:
            left = DOUBT_LEFT.get(finding.info_type, OTHER_DOUBT_LEFT)
            doubts[person] = min(left, doubts.get(person, 1.0))
    return doubts


def _labels(findings: Sequence[Finding], people: dict[int, str], owners: dict[int, str]) -> dict[str, str]:
    """Number the people by the first place of any of their findings."""
    everyone = {**people, **owners}
    order = sorted(everyone, key=lambda n: (findings[n].path, findings[n].where, findings[n].start))
    labels: dict[str, str] = {}
    for number in order:
        labels.setdefault(everyone[number], f"p{len(labels) + 1}")
    return labels
