"""Reads one text with the detector and gives plain tuples; shared by the tests of this folder."""

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.markings import MarkingDetector
from dlp_service.levels import load_levels
from dlp_service.values import Finding, PartText


def findings(text: str, where: str = "body", nation: str = "") -> tuple[Finding, ...]:
    """Return all findings in one text."""
    detector = MarkingDetector(nation, {}, load_levels())
    return detector.detect((PartText("1", where, text),), Context(), Budget.unlimited())


def markings(text: str, where: str = "body", nation: str = "") -> list[tuple[str, str, tuple[str, ...], str]]:
    """Return (scheme, level, caveats, span) of the markings, without mentions."""
    return [
        (found.marking.scheme, found.marking.level, found.marking.caveats, text[found.start : found.end])
        for found in findings(text, where, nation)
        if found.marking and not found.marking.is_mention
    ]


def mentions(text: str, where: str = "body") -> list[str]:
    """Return the levels that are only mentioned."""
    return [found.marking.level for found in findings(text, where) if found.marking and found.marking.is_mention]
