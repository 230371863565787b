"""
The detector: texts in, findings out, in pieces and within the budget.

A piece is cut at a line end.  A piece in which nothing looks like a marking costs one automaton pass;
the others are normalised, read line by line and judged.  Paragraph marks are judged last, when the whole message
is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.markings import evidence, file_names, labels, portions, resolve
from dlp_service.detect.markings.blocks import Block, blocks
from dlp_service.detect.markings.candidates import has_block_label
from dlp_service.detect.markings.evidence import judge
from dlp_service.detect.markings.handling import with_handling
from dlp_service.detect.markings.judgement import Judgement, Support, marking
from dlp_service.detect.markings.layout import Page, Place
from dlp_service.detect.markings.mismatch import mismatches
from dlp_service.detect.markings.normalise import normalise
from dlp_service.detect.markings.reading import Reading, Shape, Tokens
from dlp_service.detect.markings.rules import takes_unknown
from dlp_service.detect.markings.schemes import Grammars, with_local
from dlp_service.detect.markings.schemes.unknown import extended
from dlp_service.errors import OutOfTime
from dlp_service.levels import LevelTable
from dlp_service.scheme_tables import SchemeTable
from dlp_service.values import Finding, Marking, PartText, Role, Stage

INFO_TYPE = "CLASSIFICATION_MARKING"
LABEL_TYPE = "MACHINE_LABEL"
PIECE = 64 * 1024
"""Code points of one piece: at most 256 KB of UTF-8, what one call may hold the interpreter for."""
OVERLAP_LINES = 2
MAX_READINGS = 8_000
CHECK_EVERY = 64
"""Distinct lines read in one part; a part with more is reported as unfinished."""
BEFORE, AROUND, MOST = 32, 120, 600
"""How far before a candidate a marking may begin, how far around it is read first, how long it may be."""

_LINES_BEFORE, _SHORT_LINE = 3, 16
"""How many short lines before a candidate may begin its marking."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A reading and where it stands in the original text; `place` is empty for blocks, `label` tells a label."""

    part: PartText
    reading: Reading
    start: int
    end: int
    place: Place | None
    label: labels.Label | None = None


class MarkingDetector:
    """
    Finds protective markings and mentions of them.

    `nation` is the own organisation's (ISO 3166 alpha-3, empty when unknown), `labels` maps label GUIDs in
    lower case to (scheme, level), `schemes` are the organisation's own, whose levels `levels` must hold.
    Safe to call from several threads.

    >>> from dlp_service.levels import load_levels
    >>> found = MarkingDetector("", {}, load_levels()).detect(
    ...     (PartText("1", "body", "SECRET//NOFORN\\n\\nText."),), Context(), Budget.unlimited()
    ... )
    >>> found[0].marking.scheme, found[0].marking.level, found[0].marking.caveats, found[0].start, found[0].end
    ('us', 'SECRET', ('NOFORN',), 0, 14)
    """

    name = "markings"
    stage = Stage.MARKINGS

    def __init__(
        self,
        nation: str,
        labels: Mapping[str, tuple[str, str]],
        levels: LevelTable,
        schemes: tuple[SchemeTable, ...] = (),
    ) -> None:
        self._grammars = with_local(schemes)
        self._nation = nation
        self._labels = dict(labels)
        self._levels = levels

    def detect(self, texts: tuple[PartText, ...], context: Context, budget: Budget) -> tuple[Finding, ...]:
        """
        Return markings, the most sensitive first, then mentions; one finding per distinct marking and part.

        Raises:
            StageUnfinished: the budget ran out, or a part has too many lines to read; with the findings so far.
        """
        del context
        found: list[_Read] = []
        letters = False
        stopped = self._read_labels(texts, found, budget)
        try:
            for part in texts:
                has_letters = self._read_part(part, found, budget)
                letters = letters or has_letters
        except OutOfTime as error:
            stopped = error
        findings = self._findings(found, has_letters=letters)
        findings += mismatches(texts, findings, self._levels)
        if stopped is not None:
            raise StageUnfinished(str(stopped), findings) from stopped
        return findings

    def _read_labels(self, texts: tuple[PartText, ...], found: list[_Read], budget: Budget) -> OutOfTime | None:
        """Add the machine labels; what stopped that does not keep the text from being read."""
        machine: list[labels.Label] = []
        try:
            labels.read(texts, labels.Words(self._labels, self._levels, self._grammars, budget), machine)
        except OutOfTime as error:
            return error
        finally:
            found.extend(_label_read(label) for label in machine)
        return None

    def _read_part(self, part: PartText, found: list[_Read], budget: Budget) -> bool:
        """Add the readings of a part; say whether bracketed capitals number its paragraphs."""
        has_letters = False
        seen: set[str] = set()
        for low, high, is_end in pieces(part.text):
            budget.check()
            text = part.text[low:high]
            if part.where == "file_name":
                _read_abbreviations(part, found, self._grammars)
                text = file_names.spelled_out(text)
            if self._grammars.candidates.has_any(text, part.where):
                page = Page(normalise(text, part.where), part.where, is_start=low == 0, is_end=is_end)
                has_letters |= _read_page(page, part, low, found, seen, budget, self._grammars)
                if len(seen) > MAX_READINGS:
                    raise OutOfTime("too many lines look like markings")
        return has_letters

    def _findings(self, found: list[_Read], *, has_letters: bool) -> tuple[Finding, ...]:
        judged = _judged(found, has_letters=has_letters)
        schemes = frozenset(
            item.reading.scheme
            for item, judgement in judged
            if not judgement.is_mention and item.reading.shape is Shape.FORM
        )
        markings: dict[tuple[object, ...], Finding] = {}
        for item, judgement in judged:
            finding = self._finding(item, judgement, schemes)
            assert finding.marking is not None
            key = (
                finding.info_type,
                finding.path,
                finding.where,
                finding.marking.scheme,
                finding.marking.level,
                finding.marking.caveats,
                finding.marking.is_mention,
            )
            known = markings.get(key)
            if known is None or known.confidence < finding.confidence - 0.1:
                markings[key] = finding
        return tuple(sorted(markings.values(), key=_order))

    def _finding(self, item: _Read, judgement: Judgement, schemes: frozenset[str]) -> Finding:
        reading = item.reading
        scheme = reading.scheme
        if reading.is_portion:
            scheme = portions.scheme_of(reading, schemes, self._nation, self._levels)
        if scheme == "any":
            scheme = resolve.scheme_of(reading.level, schemes, self._nation, self._levels)
        marking = Marking(
            scheme=scheme,
            level=reading.level,
            ordinal=resolve.ordinal(scheme, reading.level, reading.caveats, self._levels),
            caveats=reading.caveats,
            is_mention=judgement.is_mention,
            reason=judgement.reason,
        )
        return Finding(
            info_type=LABEL_TYPE if item.label else INFO_TYPE,
            detector=self.name,
            confidence=judgement.confidence,
            path=item.part.path,
            where=item.part.where,
            start=item.start,
            end=item.end,
            role=Role.CONTEXT if judgement.is_mention else Role.EVIDENCE,
            masked_quote=_masked(reading),
            marking=marking,
            detail=judgement.reason,
        )


def _order(finding: Finding) -> tuple[bool, int, str, str, int]:
    assert finding.marking is not None
    return (finding.marking.is_mention, -finding.marking.ordinal, finding.path, finding.where, finding.start)


def _masked(reading: Reading) -> str:
    """Return level and caveats with the words nobody else may see masked."""
    shown = ["***" if caveat in reading.private else caveat for caveat in reading.caveats]
    return "//".join([reading.level, *shown])


def pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    """
    Yield (start, end, is the last) of pieces of a text, cut at line ends where there are any.

    >>> list(pieces("a\\nb"))
    [(0, 3, True)]
    """
    low = 0
    size = len(text)
    while size - low > PIECE:
        high = text.rfind("\n", low + PIECE // 2, low + PIECE) + 1
        if not high:
            high = low + PIECE
        yield low, high, False
        low = high
    yield low, size, True


def _read_page(
    page: Page, part: PartText, offset: int, found: list[_Read], seen: set[str], budget: Budget, grammars: Grammars
) -> bool:
    """Add the readings of a page; say whether bracketed capitals number its paragraphs."""
    lines: set[int] = set()
    already = len(found)
    done = 0
    for low, high in grammars.candidates.spans(page.text, page.where):
        lines.add(page.line_of(low))
        if low < done:
            continue
        done = _word_end(page.text, high)
        before = max(0, low - AROUND)
        key = f"{low - before} {page.text[before : high + AROUND]}"
        if key in seen:
            continue
        seen.add(key)
        if len(seen) > MAX_READINGS:
            break
        if len(seen) % CHECK_EVERY == 0:
            budget.check()
        for reading, start, end, consumed in _read_window(page, low, high, grammars):
            left, right = page.normalised.original(start, end)
            found.append(_Read(part, reading, offset + left, offset + right, page.place(start, consumed)))
            done = max(done, consumed)
    if has_block_label(page.text):
        near = sorted({number for line in lines for number in range(max(0, line - 3), line + 4)})
        found.extend(_block_read(page, part, offset, block) for block in blocks(page, near))
    return any(item.reading.is_portion for item in found[already:]) and any(
        evidence.is_list_letter(page.text, start) for start in page.starts
    )


def _read_abbreviations(part: PartText, found: list[_Read], grammars: Grammars) -> None:
    """Add the short forms that only file names use."""
    page = Page(normalise(part.text), part.where, is_start=True, is_end=True)
    for reading, start, end in file_names.abbreviated(part.text, grammars):
        found.append(_Read(part, reading, start, end, page.place(start, end)))


def _word_end(text: str, at: int) -> int:
    while at < len(text) and text[at].isalnum():
        at += 1
    return at


def _read_window(page: Page, low: int, high: int, grammars: Grammars) -> list[tuple[Reading, int, int, int]]:
    """
    Return the readings at a candidate: start and end of the span, and the end of what the grammar consumed.

    A short stretch is enough for nearly all; a reading that reaches its end is read again in a longer one.
    """
    line = _first_line(page, page.line_of(low), low)
    start = max(page.starts[line], low - BEFORE)
    while page.starts[line] < start < low and page.text[start - 1].isalnum():
        start += 1
    most = min(page.end_of(page.line_of(high) + OVERLAP_LINES), high + MOST)
    stop = min(most, high + AROUND)
    while True:
        tokens = grammars.tokens(page.text, start, stop)
        found = [_with_unknown(page, tokens, reading) for reading in grammars.readings(tokens, high + BEFORE)]
        if stop == most or all(reading.last < len(tokens) - 3 for reading in found):
            break
        stop = most
    return [
        _with_fields(
            page,
            grammars,
            reading,
            tokens[reading.first].start,
            tokens[(reading.span_last or reading.last) - 1].end,
            tokens[reading.last - 1].end,
        )
        for reading in found
        if tokens[reading.last - 1].end > low
    ]


def _with_fields(
    page: Page, grammars: Grammars, reading: Reading, start: int, end: int, consumed: int
) -> tuple[Reading, int, int, int]:
    """Return the reading with the caveats that stand in fields of their own after it."""
    found = with_handling(page, grammars, reading, start, consumed)
    if found is None:
        return reading, start, end, consumed
    return found[0], start, found[1], max(found[1], consumed)


def _first_line(page: Page, line: int, low: int) -> int:
    """Return the line where a marking at `low` may have begun: lines before that hold a word or two in capitals are part of it."""
    for _ in range(_LINES_BEFORE):
        before = page.line(line - 1) if line else ""
        if not before.isupper() or len(before) > _SHORT_LINE or low - page.starts[line - 1] > BEFORE:
            break
        line -= 1
    return line


def _with_unknown(page: Page, tokens: Tokens, reading: Reading) -> Reading:
    """Return the reading with the unknown words after it where the place makes them caveats."""
    found = extended(tokens, reading)
    if found is None:
        return reading
    place = page.place(tokens[found.reading.first].start, tokens[found.reading.last - 1].end)
    return found.reading if takes_unknown(found, place) else reading


def _block_read(page: Page, part: PartText, offset: int, block: Block) -> _Read:
    left, right = page.normalised.original(block.start, block.end)
    reading = Reading(block.scheme, block.level, block.caveats, 0, 0, Shape.FORM)
    return _Read(part, reading, offset + left, offset + right, None)


def _label_read(label: labels.Label) -> _Read:
    says = label.says
    reading = Reading(says.scheme, says.level, says.caveats, 0, 1, Shape.FORM, private=says.private)
    return _Read(label.part, reading, label.start, label.end, None, label)


def _label_judgement(label: labels.Label) -> Judgement:
    return Judgement(label.is_mention, label.confidence, f"machine label: {label.reason}")


_IN_BLOCK = marking(0.85, "It is an authority or designation block.")


def _judged(found: list[_Read], *, has_letters: bool) -> list[tuple[_Read, Judgement]]:
    """Judge banners first: whether single letters are portion marks depends on them; blocks count where no banner does."""
    support = Support(has_letters=has_letters)
    judged = [
        (item, judge(item.reading, item.place, support)) for item in found if item.place and not item.reading.is_portion
    ]
    banners = frozenset(item.reading.scheme for item, judgement in judged if not judgement.is_mention)
    marks = _marks(found, banners)
    leading = [item for item in marks if item.place and not item.place.before]
    has_letters = has_letters or any(_is_letter(item) for item in found if item not in marks)
    support = Support(len(leading), bool(banners), has_letters)
    judged.extend((item, judge(item.reading, item.place, support)) for item in marks if item.place)
    judged = [(item, judgement) for item, judgement in judged if not judgement.is_noise]
    claimed = _claims(found)
    judged = [pair for pair in judged if not claimed or not _is_claimed(pair[0], claimed)]
    for item in found:
        if item.place is None and not item.label and not _is_covered(item, judged):
            judged.append((item, _IN_BLOCK))
    judged.extend((item, _label_judgement(item.label)) for item in found if item.label)
    return judged


_Claims = dict[int, list[tuple[int, int, bool]]]
"""By the text they stand in, the extents of the fields that labels are made of, and whether a grammar read them."""


def _claims(found: list[_Read]) -> _Claims:
    claimed: _Claims = {}
    for label in (item.label for item in found if item.label):
        for field in label.claims:
            claimed.setdefault(id(field.part), []).append((field.start, field.end, label.says.is_read))
    return claimed


def _is_claimed(item: _Read, claimed: _Claims) -> bool:
    """Say whether a label has said already what a reading says; level words in capitals are kept where it had words of its own."""
    return any(
        start <= item.start and item.end <= end and (is_read or not item.reading.is_caps)
        for start, end, is_read in claimed.get(id(item.part), ())
    )


def _is_letter(item: _Read) -> bool:
    """Say whether a mark of one letter that is none here numbers a paragraph."""
    is_mark = item.place is not None and item.reading.is_portion and not item.place.before
    return is_mark and item.end - item.start == len("(P)")


def _marks(found: list[_Read], banners: frozenset[str]) -> list[_Read]:
    """Return the paragraph marks, those left out that only a marking of their nation would make one."""
    marks = [item for item in found if item.place and item.reading.is_portion]
    readings = [item.reading for item in marks]
    return [item for item in marks if portions.is_supported(item.reading, banners, readings)]


def _is_covered(block: _Read, judged: list[tuple[_Read, Judgement]]) -> bool:
    """Say whether a marking of the same part names the level the block leaves open."""
    return any(
        not judgement.is_mention and item.part is block.part and item.reading.scheme in {block.reading.scheme, "any"}
        for item, judgement in judged
    )
