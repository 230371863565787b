"""Texts with people in square brackets and terms in braces, and what the other detectors would find in them."""

import re

from dlp_service.budget import Budget
from dlp_service.detect import Context
from dlp_service.detect.identifiers import IdentifierDetector
from dlp_service.detect.names.people import read_name
from dlp_service.detect.people_project import PeopleProjectDetector
from dlp_service.detect.run import position
from dlp_service.values import Finding, PartText

IDENTIFIERS = IdentifierDetector()
PEOPLE_PROJECT = PeopleProjectDetector()
CONTEXT = Context(sender="gideon.marchbanks@example.org", sender_name="Gideon Marchbanks")
_MARK = re.compile(r"\[([^\]]+)\]|\{([^}]+)\}")


def marked(text, path="1", where="body", weight=0.9, confidence=0.9):
    """Return a text without its marks, and the findings that they stand for."""
    plain, findings, at = "", [], 0
    for match in _MARK.finditer(text):
        plain += text[at : match.start()]
        surface = match[1] or match[2]
        start, at = len(plain), match.end()
        plain += surface
        place = (path, where, start, len(plain))
        if match[1]:
            findings.append(Finding("PERSON_NAME", "names", confidence, *place, value=read_name(surface).key))
        else:
            findings.append(Finding("PROJECT_TERM", "terms", 0.99, *place, weight=weight, value=surface))
    return PartText(path, where, plain + text[at:]), findings


def combine(parts, *, extra=()):
    """Return the combined findings by kind, of marked texts; the identifiers are read by their own detector."""
    texts = tuple(text for text, _ in parts)
    findings = [finding for _, found in parts for finding in found]
    findings += IDENTIFIERS.detect(texts, CONTEXT, Budget.unlimited())
    ordered = tuple(sorted([*findings, *extra], key=position))
    return PEOPLE_PROJECT.combine(texts, ordered, CONTEXT, Budget.unlimited())


def sure(*texts):
    """Return what is found with a confidence of .5 or more in marked bodies or (path, where, text), by kind, with the count."""
    parts = [marked(text) if isinstance(text, str) else marked(text[2], text[0], text[1]) for text in texts]
    return {f.info_type: f.count for f in combine(parts) if f.confidence >= 0.5}
