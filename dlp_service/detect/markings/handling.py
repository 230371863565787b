"""
Caveats in a field of their own beside the level: `Classification: SECRET`, next line `Caveats: NOFORN`.

Forms and the add-ins of mail programs part what belongs together.  The two fields are read as the banner they stand
for, by the same grammars, so that the caveats name the scheme as they do in a banner.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dlp_service.detect.markings import language as say
from dlp_service.detect.markings.layout import Page, rest_of_line
from dlp_service.detect.markings.reading import Reading, Shape
from dlp_service.detect.markings.schemes import Grammars
from dlp_service.detect.markings.schemes.unknown import extended

_FIELD = re.compile(
    r"""^[\s,;|*_#>"'{<-]*(?:(?:additional|special|further|other|national|security)\s+)?
    (?P<label>caveats?(?:\s+and\s+handling)?|handling(?:\s+(?:instructions?|caveats?|restrictions?|controls?))?|dissem(?:ination)?(?:\s+(?:controls?|limits?|limitations?|restrictions?))?|restrictions?
      |descriptors?|endorsements?|releasab(?:le\s+to|ility)|code\s?words?|compartments?|mentions?(?:\s+compl[a-z]+)?|zusatz|zusatzvermerk|schutzwort|sperrvermerk)
    \s*["'*_]*\s*(?:[:=|\t]|\s-\s)[\s"'*_]*(?P<value>[^\n]{1,160}?)[\s"'*_,;|}]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_NOTHING = re.compile(r"^\W*(?:none|nil|n/?a|not applicable|no|-+|keine?|aucune?|n[ée]ant)?\W*$", re.IGNORECASE)
_LEADS = {"rel": ("REL TO ",), "cod": ("CODEWORD ", ""), "sch": ("CODEWORD ", "")}
"""What the label says already and the value leaves out, by the first letters of the label."""
_OPEN = ("cav", "han", "cod", "sch", "com")
"""Labels whose values may be words no grammar knows; the values of others are free text as often as caveats."""
_SEPARATORS = ("//", " - ")
_MOST_FIELDS = 3


def with_handling(page: Page, grammars: Grammars, reading: Reading, start: int, end: int) -> tuple[Reading, int] | None:
    """
    Return the reading of a field `start..end` with the caveats of the fields after it, and where they end.

    None where no such field follows, or the level is not itself the value of a field.
    """
    line = page.line_of(max(start, end - 1))
    if reading.is_portion or not say.LABEL.search(page.text[page.starts[page.line_of(start)] : start][-120:]):
        return None
    found: tuple[Reading, int] | None = None
    at = end
    for _ in range(_MOST_FIELDS):
        field = _next_field(page, line, at)
        if field is None:
            break
        line, low, match = field
        known = found[0] if found else reading
        result = _joined(grammars, known, page.text[start:end], match)
        if result is None:
            break
        joined, used = result
        at = low + match.end("value")
        is_more = joined.caveats != known.caveats
        found = joined, low + match.start("value") + used if is_more else (found[1] if found else end)
    return found


def _next_field(page: Page, line: int, at: int) -> tuple[int, int, re.Match[str]] | None:
    """Return the next field of caveats: on the rest of the line, or on one of the next two."""
    low = at
    rest = page.text[at : page.end_of(line)].rstrip("\n")
    if rest_of_line(rest):
        match = _FIELD.match(rest)
        return (line, low, match) if match else None
    for number in (line + 1, line + 2):
        text = page.line(number)
        if text.strip():
            match = _FIELD.match(text[:300])
            return (number, page.starts[number], match) if match else None
    return None


def _joined(grammars: Grammars, reading: Reading, level: str, field: re.Match[str]) -> tuple[Reading, int] | None:
    """Return the reading with the caveats of a field, and how much of its value they take."""
    value = field["value"]
    if _NOTHING.match(value):
        is_us = reading.scheme == "any" and field["label"].lower().startswith("caveat")
        return (replace(reading, scheme="us", shape=Shape.FORM) if is_us else reading), 0
    best: tuple[Reading, int] | None = None
    for lead in _LEADS.get(field["label"][:3].lower(), ("",)):
        for separator in _SEPARATORS:
            head = f"{level}{separator}{lead}"
            tokens = grammars.tokens(head + value)
            read = grammars.readings(tokens, 1)
            if not read or read[0].level != reading.level:
                continue
            longer = extended(tokens, read[0])
            whole = longer.reading if longer else read[0]
            used = tokens[(whole.span_last or whole.last) - 1].end - len(head)
            if used > 0 and (best is None or (used, -len(whole.private)) > (best[1], -len(best[0].private))):
                best = whole, used
    if best is None or (best[0].private and not field["label"].lower().startswith(_OPEN)):
        return None
    read_again, used = best
    caveats = (*reading.caveats, *(name for name in read_again.caveats if name not in reading.caveats))
    private = (*reading.private, *read_again.private)
    scheme = reading.scheme if read_again.scheme == "any" else read_again.scheme
    shape = max(reading.shape, read_again.shape)
    return replace(reading, scheme=scheme, caveats=caveats, private=private, shape=shape, span_last=0), used
