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
from dlp_service.detect.markings import candidates, evidence, resolve
from dlp_service.detect.markings.blocks import Block, blocks
from dlp_service.detect.markings.evidence import Judgement, Support, judge
from dlp_service.detect.markings.layout import Page, Place
from dlp_service.detect.markings.normalise import normalise
from dlp_service.detect.markings.reading import Reading, Shape
from dlp_service.detect.markings.schemes import TOKENISER, readings
from dlp_service.errors import OutOfTime
from dlp_service.levels import LevelTable
from dlp_service.values import Finding, Marking, PartText, Role, Stage

INFO_TYPE = "CLASSIFICATION_MARKING"
PIECE = 64 * 1024
"""Code points of one piece: at most 256 KB of UTF-8, what one call may hold the interpreter for."""
OVERLAP_LINES = 2
MAX_READINGS = 4_000
"""Distinct lines read in one part; a part with more is reported as unfinished."""
LONG_LINE = 1_200
_REACH = 300


@dataclass(frozen=True, slots=True)
class _Read:
    """A reading and where it stands in the original text; `place` is empty for blocks."""

    part: PartText
    reading: Reading
    start: int
    end: int
    place: Place | None


class MarkingDetector:
    """
    Finds protective markings and mentions of them.

    `nation` is the own organisation's (ISO 3166 alpha-3, empty when unknown), `labels` maps label GUIDs in
    lower case to (scheme, level).  Safe to call from several threads.

    >>> from dlp_service.levels import load_levels
    >>> found = MarkingDetector("", {}, load_levels()).detect(
    ...     (PartText("1", "body", "SECRET//NOFORN\\n\\nText."),), Context(), Budget.unlimited()
    ... )
    >>> found[0].marking.scheme, found[0].marking.level, found[0].marking.caveats, found[0].start, found[0].end
    ('us', 'SECRET', ('NOFORN',), 0, 14)
    """

    name = "markings"
    stage = Stage.MARKINGS

    def __init__(self, nation: str, labels: Mapping[str, tuple[str, str]], levels: LevelTable) -> None:
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
        stopped: OutOfTime | None = None
        try:
            for part in texts:
                has_letters = self._read_part(part, found, budget)
                letters = letters or has_letters
        except OutOfTime as error:
            stopped = error
        findings = self._findings(found, has_letters=letters)
        if stopped is not None:
            raise StageUnfinished(str(stopped), findings) from stopped
        return findings

    def _read_part(self, part: PartText, found: list[_Read], budget: Budget) -> bool:
        """Add the readings of a part; say whether bracketed capitals number its paragraphs."""
        has_letters = False
        seen: set[str] = set()
        for low, high, is_end in pieces(part.text):
            budget.check()
            text = part.text[low:high]
            if candidates.has_candidate(text, part.where):
                page = Page(normalise(text), part.where, is_start=low == 0, is_end=is_end)
                has_letters |= _read_page(page, part, low, found, seen)
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
            info_type=INFO_TYPE,
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


def _read_page(page: Page, part: PartText, offset: int, found: list[_Read], seen: set[str]) -> bool:
    """Add the readings of a page; say whether bracketed capitals number its paragraphs."""
    lines: list[int] = []
    done = -1
    last_line = -1
    for position in candidates.positions(page.text, page.where):
        line = page.line_of(position)
        if line != last_line:
            if not lines or lines[-1] != line:
                lines.append(line)
            last_line = line
        if position < done:
            continue
        start, end = _window(page, line, position)
        done = end
        key = page.text[start : page.end_of(line + OVERLAP_LINES)] if end - start < LONG_LINE else page.text[start:end]
        if key in seen:
            continue
        seen.add(key)
        if len(seen) > MAX_READINGS:
            break
        done = max(done, _read_window(page, part, offset, found, start, end))
    for block in blocks(page, sorted(set(lines) | {near for line in lines for near in range(line, line + 4)})):
        found.append(_block_read(page, part, offset, block))
    return any(evidence.is_list_letter(page.text, page.starts[line]) for line in _around(lines, page))


def _around(lines: list[int], page: Page) -> Iterator[int]:
    del lines
    return (
        line
        for line in range(len(page.starts))
        if page.text[page.starts[line] : page.starts[line] + 4].lstrip()[:1] == "("
    )


def _window(page: Page, line: int, position: int) -> tuple[int, int]:
    """Return the part of a line to read: all of it, or the surroundings of `position` in a very long one."""
    start, end = page.starts[line], page.end_of(line)
    if end - start > LONG_LINE:
        start, end = max(start, position - 40), min(end, position + _REACH)
    return start, end


def _read_window(page: Page, part: PartText, offset: int, found: list[_Read], start: int, end: int) -> int:
    """Add the readings that begin in the window; return the position up to which the text is consumed."""
    line = page.line_of(max(start, end - 1))
    stop = min(page.end_of(line + OVERLAP_LINES), end + _REACH)
    tokens = TOKENISER.tokens(page.text, start, stop)
    consumed = end
    for reading in readings(tokens, end):
        low, high = tokens[reading.first].start, tokens[(reading.span_last or reading.last) - 1].end
        left, right = page.normalised.original(low, high)
        found.append(_Read(part, reading, offset + left, offset + right, page.place(low, tokens[reading.last - 1].end)))
        consumed = max(consumed, tokens[reading.last - 1].end)
    return consumed


def _block_read(page: Page, part: PartText, offset: int, block: Block) -> _Read:
    left, right = page.normalised.original(block.start, block.end)
    reading = Reading(block.scheme, block.level, (), 0, 0, Shape.FORM)
    return _Read(part, reading, offset + left, offset + right, None)


_IN_BLOCK = Judgement(False, 0.85, "authority or designation block")


def _judged(found: list[_Read], *, has_letters: bool) -> list[tuple[_Read, Judgement]]:
    """Judge banners first: whether single letters are portion marks depends on them; blocks count where no banner does."""
    support = Support(has_letters=has_letters)
    judged = [
        (item, judge(item.reading, item.place, support)) for item in found if item.place and not item.reading.is_portion
    ]
    has_banner = any(not judgement.is_mention for _, judgement in judged)
    marks = [item for item in found if item.place and item.reading.is_portion and not item.place.before]
    support = Support(len(marks), has_banner, has_letters)
    judged.extend(
        (item, judge(item.reading, item.place, support)) for item in found if item.place and item.reading.is_portion
    )
    judged = [(item, judgement) for item, judgement in judged if not judgement.is_noise]
    for item in found:
        if item.place is None and not _is_covered(item, judged):
            judged.append((item, _IN_BLOCK))
    return judged


def _is_covered(block: _Read, judged: list[tuple[_Read, Judgement]]) -> bool:
    """Say whether a marking of the same part names the level the block leaves open."""
    return any(
        not judgement.is_mention
        and item.part is block.part
        and (item.reading.scheme == block.reading.scheme or item.reading.scheme == "any")
        for item, judgement in judged
    )
