"""
The words that a label shows, read by the grammars of the schemes.

Labels are set from menus, so that their words need no place or evidence.  But menus of companies have words in common
with those of nations: `Confidential` in small letters is the name of a label, `CONFIDENTIAL` is a level.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dlp_service.budget import Budget
from dlp_service.detect.markings.labels.interface import Says, printable
from dlp_service.detect.markings.normalise import normalise
from dlp_service.detect.markings.reading import Reading, Shape
from dlp_service.detect.markings.schemes import Grammars
from dlp_service.detect.markings.schemes.unknown import extended
from dlp_service.levels import LevelTable

LONGEST = 400
"""Characters of a label that are read; what is longer is no name."""
LONGEST_NAME = 120
CORPORATE = frozenset({"CONFIDENTIAL", "RESTRICTED", "PROTECTED", "SENSITIVE"})
"""Levels that are also names in the label menus of companies, where they are written in small letters."""
_COMMON = CORPORATE | {"OFFICIAL", "FOUO", "OUO"}
"""Words that names of companies' labels hold among others (`ACME OFFICIAL USE ONLY`)."""
_DENIED = re.compile(r"(?i)\b(?:not|non|no|un)\W*\Z")
POLICIES = {
    "NATO": "nato", "OTAN": "nato", "UK": "uk", "GB": "uk", "GBR": "uk", "UNITED KINGDOM": "uk", "US": "us", "USA": "us",
    "UNITED STATES": "us", "AU": "au", "AUS": "au", "AUSTRALIA": "au", "GOV.AU": "au", "NZ": "nz", "NZL": "nz", "NEW ZEALAND": "nz",
    "CA": "ca", "CAN": "ca", "CANADA": "ca", "DE": "de", "DEU": "de", "GERMANY": "de", "FR": "fr", "FRA": "fr", "FRANCE": "fr",
    "NO": "no", "NOR": "no", "NORWAY": "no", "EU": "eu", "EUROPEAN UNION": "eu", "TLP": "tlp",
}  # fmt: skip
"""Whose policy a policy name means, in the words of our schemes."""
PREFIXED = {"nato": "NATO", "eu": "EU", "tlp": "TLP:"}
"""Schemes whose levels carry the name of the policy, which a label writes in a field of its own."""
RENAMED = {
    ("nato", "TOP SECRET"): "COSMIC TOP SECRET",
    ("nato", "CTS"): "COSMIC TOP SECRET",
    ("nato", "NON CLASSIFIED"): "NATO UNCLASSIFIED",
}


class Words:
    """
    Reads the words of labels; `known` maps GUIDs in lower case to the (scheme, level) that the organisation declared.

    It also carries the budget of the reading, which every look at words checks.

    >>> from dlp_service.levels import load_levels
    >>> from dlp_service.detect.markings.schemes import shipped
    >>> words = Words({}, load_levels(), shipped(), Budget.unlimited())
    >>> says = words.says("OFFICIAL_SENSITIVE")
    >>> says.scheme, says.level, words.says("SECRET", policy="NATO").level, words.says("Confidential").scheme
    ('uk', 'OFFICIAL-SENSITIVE', 'NATO SECRET', 'label')
    """

    def __init__(
        self, known: Mapping[str, tuple[str, str]], levels: LevelTable, grammars: Grammars, budget: Budget
    ) -> None:
        self.budget = budget
        self._known = known
        self._levels = levels
        self._grammars = grammars

    def declared(self, guid: str) -> Says | None:
        """Return what the organisation declared a GUID to mean, or None."""
        found = self._known.get(guid.strip().strip("{}").lower())
        return Says(*found) if found else None

    def says(self, text: str, policy: str = "") -> Says:
        """Return what a label says, in the terms of `policy` where that is known; at least its own words."""
        plain = printable(text[:LONGEST])
        found = self._of_policy(plain, policy) if policy else None
        if found is None and policy:
            found = self.read(f"{policy} {plain}")
        return found or self.read(plain) or self._within(plain) or Says("label", plain[:LONGEST_NAME], is_read=False)

    def read(self, text: str) -> Says | None:
        """Return what a grammar reads at the start of a text, or None where none does."""
        plain = " ".join(normalise(text[:LONGEST]).text.replace("\\", " - ").split())
        found = self._parsed(plain)
        if found is None and "_" in plain:
            found = self._parsed(" ".join(plain.replace("_", " ").split()))
        return found

    def whole(self, text: str) -> Says | None:
        """Return what a grammar reads, or None where it leaves words over."""
        found = self.read(text)
        return found if found and found.is_whole and len(text) <= LONGEST else None

    def height(self, says: Says) -> int | None:
        """Return the height of a level, or None where it stands on no scale."""
        if self._levels.ordinal(says.scheme, says.level) is None:
            return None
        return self._levels.height(says.scheme, says.level)

    def _of_policy(self, plain: str, policy: str) -> Says | None:
        """Return the level of a known policy, or None where the policy or its word is unknown."""
        name = " ".join(policy.upper().split())
        # An organisation's own scheme goes by its own name.
        scheme = POLICIES.get(name, name.lower())
        word = plain.upper()
        prefix = PREFIXED.get(scheme, "")
        names = (RENAMED.get((scheme, word), word), f"{prefix} {word}", f"{prefix}{word}")
        levels = {level.upper(): level for owner, level in self._levels.ordinals if owner == scheme}
        level = next((levels[name] for name in names if name in levels), "")
        return Says(scheme, level) if level else None

    def _within(self, text: str) -> Says | None:
        """Return the level that stands behind other words, such as the name of the organisation."""
        plain = normalise(text).text
        if not self._grammars.candidates.has_any(plain, "header"):
            return None
        plain = normalise(plain).text
        tokens = self._grammars.tokens(plain)
        found = [
            reading
            for reading in self._grammars.readings(tokens, len(plain))
            if reading.is_caps
            and reading.level not in _COMMON
            and not _DENIED.search(plain[: tokens[reading.first].start])
        ]
        if len({reading.level for reading in found}) != 1 or found[0].is_portion:
            return None
        return Says(found[0].scheme, found[0].level, found[0].caveats, found[0].private, is_whole=False)

    def _parsed(self, plain: str) -> Says | None:
        self.budget.check()
        if not self._grammars.candidates.has_any(plain, "header"):
            return None
        tokens = self._grammars.tokens(plain)
        reading = next(iter(self._grammars.readings(tokens, len(plain))), None)
        if reading is None or reading.first != 0 or reading.is_weak:
            return None
        grown = extended(tokens, reading)
        if grown is not None:
            reading = grown.reading
        is_whole = reading.last >= len(tokens) - 1
        if not _is_marking(reading, is_whole=is_whole):
            return None
        return Says(reading.scheme, reading.level, reading.caveats, reading.private, is_whole=is_whole)


def _is_marking(reading: Reading, *, is_whole: bool) -> bool:
    """Say whether words of a label are a level and not a name that begins with one."""
    if reading.is_caps or reading.shape is not Shape.WORD:
        return True
    return is_whole and reading.level not in CORPORATE
