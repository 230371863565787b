"""
What the organisation says is harmless: its hotline, its spokesman, the name of its building.

An entry names one info type and one value.  What it allows stays visible, as context, so that
the record still shows it and a combined finding no longer counts it; nothing is removed.
Markings, protected people and combined findings cannot be allowed away: they have no place in
`values.ALLOWABLE`, and the list is refused when it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from dlp_service.organisation import AllowedValue
from dlp_service.textmap import fold
from dlp_service.values import Finding, PartText, Role

NAME = "PERSON_NAME"


@dataclass(frozen=True, slots=True)
class AllowList:
    """
    The entries by (info type, value as it is compared); empty unless made by `of`.

    >>> allowed = AllowList.of([AllowedValue("PERSON_NAME", "Ada Lovelace", "in every brochure")])
    >>> text = PartText("1", "body", "LOVELACE, Ada; Priya")
    >>> found = [Finding("PERSON_NAME", "names", 0.9, "1", "body", 0, 13), Finding("PERSON_NAME", "names", 0.9, "1", "body", 15, 20)]
    >>> [(f.role.value, f.detail) for f in allowed.apply(found, (text,), date(2026, 1, 1))]
    [('context', 'allowed by a list: in every brochure'), ('evidence', '')]
    """

    entries: Mapping[tuple[str, str], AllowedValue] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()

    @classmethod
    def of(cls, values: Iterable[AllowedValue]) -> AllowList:
        """Index the entries; of two for one value the one that holds longer stays."""
        entries: dict[tuple[str, str], AllowedValue] = {}
        for value in sorted(values, key=lambda v: v.until or date.max):
            entries[value.info_type, compared(value.info_type, value.value)] = value
        return cls(entries, frozenset(kind for kind, _ in entries))

    def apply(self, findings: Iterable[Finding], texts: Iterable[PartText], today: date) -> list[Finding]:
        """
        Return the findings in their order, the allowed ones as context.

        A person allowed under one spelling is allowed under every spelling of this message that is known to be the same person's.
        """
        if not self.entries:
            return list(findings)
        every = list(findings)
        places = {(text.path, text.where): text.text for text in texts}
        reasons = [self._reason(finding, places, today) for finding in every]
        people = {
            f.value: reason
            for f, reason in zip(every, reasons, strict=True)
            if reason and f.info_type == NAME and f.value
        }
        found = zip(every, reasons, strict=True)
        return [
            _as_context(f, reason or (people.get(f.value, "") if f.info_type == NAME else "")) for f, reason in found
        ]

    def _reason(self, finding: Finding, places: Mapping[tuple[str, str], str], today: date) -> str:
        """Return why a finding is allowed, or nothing."""
        if finding.info_type not in self.kinds:
            return ""
        surface = places.get((finding.path, finding.where), "")[finding.start : finding.end]
        entry = self.entries.get((finding.info_type, compared(finding.info_type, surface)))
        if entry is None or (entry.until is not None and today > entry.until):
            return ""
        return f"allowed by a list: {entry.reason}"


def compared(info_type: str, surface: str) -> str:
    """
    Return what a value is compared as: letters and digits alone, the words of a name in any order.

    >>> compared("PERSON_NAME", "GARSIDE, Lucian"), compared("PHONE_NUMBER", "+44 20 7946-0000")
    ('garside lucian', '442079460000')
    """
    folded = fold(surface).text
    if info_type == NAME:
        return " ".join(sorted("".join(c if c.isalnum() else " " for c in folded).split()))
    return "".join(c for c in folded if c.isalnum())


def _as_context(finding: Finding, reason: str) -> Finding:
    return replace(finding, role=Role.CONTEXT, detail=reason) if reason else finding
