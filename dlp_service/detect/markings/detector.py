"""
The detector: texts in, findings out, in pieces and within the budget.

A piece is cut at a line end.  A piece in which nothing looks like a marking costs one automaton pass;
the others are normalised, read line by line and judged.  Paragraph marks are judged last, when the whole message
is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple, TypeVar

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.markings import evidence, file_names, labels, portions, resolve
from dlp_service.detect.markings.blocks import Block, blocks
from dlp_service.detect.markings.candidates import has_block_label
from dlp_service.detect.markings.evidence import judge
from dlp_service.detect.markings.extents import Extents
from dlp_service.detect.markings.judgement import Judgement, Support, marking
from dlp_service.detect.markings.layout import Page, Place
from dlp_service.detect.markings.mismatch import mismatches
from dlp_service.detect.markings.nations import Surroundings
from dlp_service.detect.markings.normalise import normalise
from dlp_service.detect.markings.reading import Reading, Shape
from dlp_service.detect.markings.schemes import Grammars, with_local
from dlp_service.detect.markings.windows import MAX_READINGS, Seen, readings
from dlp_service.errors import OutOfTime
from dlp_service.levels import LevelTable
from dlp_service.scheme_tables import SchemeTable
from dlp_service.values import Finding, Marking, PartText, Role, Stage

_Item = TypeVar("_Item")
INFO_TYPE = "CLASSIFICATION_MARKING"
LABEL_TYPE = "MACHINE_LABEL"
JUDGED_AT_ONCE = 32
"""Readings judged between two looks at the budget."""
PIECE = 64 * 1024
"""Code points of one piece: at most 256 KB of UTF-8, what one call may hold the interpreter for."""


class _Where(NamedTuple):
    """Where a mark stands: in the original text, and in its page."""

    start: int
    end: int
    low: int
    high: int


class _Read(NamedTuple):
    """
    A reading and where it stands in the original text.

    `low..high` is what the grammar consumed of the `page`, which is empty for blocks and for labels.  The place is
    worked out when asked for: of a paragraph mark that says nothing new it never is.  `is_first` says that a line begins
    with it; `again` is where further lines of the page begin with the very same paragraph mark.
    """

    part: PartText
    reading: Reading
    start: int
    end: int
    page: Page | None = None
    low: int = 0
    high: int = 0
    is_first: bool = False
    again: Sequence[_Where] = ()
    label: labels.Label | None = None

    @property
    def place(self) -> Place:
        """Return the surroundings; only what a grammar read has any."""
        assert self.page is not None
        return self.page.place(self.low, self.high)

    @property
    def leads(self) -> bool:
        """Say whether a text's reading begins its line."""
        return self.is_first or (self.page is not None and not self.place.before)


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
        findings, unjudged = self._findings(found, texts, budget, has_letters=letters)
        findings += mismatches(texts, findings, self._levels)
        stopped = stopped or unjudged
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
        seen = Seen()
        if part.where == "file_name" and len(part.text) <= file_names.LONGEST:
            _read_abbreviations(part, found, self._grammars)
        for low, high, is_end in pieces(part.text):
            budget.check()
            text = part.text[low:high]
            if part.where == "file_name":
                text = file_names.spelled_out(text)
            if self._grammars.candidates.has_any(text, part.where):
                page = Page(normalise(text, part.where, budget), part.where, is_start=low == 0, is_end=is_end)
                has_letters |= _read_page(page, part, low, found, seen, budget, self._grammars)
                if seen.windows > MAX_READINGS:
                    raise OutOfTime("too many lines look like markings")
        return has_letters

    def _findings(
        self, found: list[_Read], texts: tuple[PartText, ...], budget: Budget, *, has_letters: bool
    ) -> tuple[tuple[Finding, ...], OutOfTime | None]:
        """Return the findings, and what stopped the judging of readings if anything did."""
        around = Surroundings(texts)
        schemes = _schemes(item.reading for item in found)
        known_words = [
            item for item in found if not item.reading.is_weak or self._is_known(item.reading, schemes, around)
        ]
        judged, stopped = _judged(known_words, budget, has_letters=has_letters)
        held = [item.reading for item, judgement in judged if not judgement.is_mention]
        schemes = _schemes(held) | frozenset(reading.scheme for reading in held if reading.is_portion) - {"us"}
        banners = [reading for reading in held if not reading.is_portion]
        best: dict[tuple[object, ...], tuple[_Read, Judgement, tuple[str, str]]] = {}
        for item, judgement in judged:
            if not self._is_known(item.reading, schemes, around):
                continue
            reading = portions.listed(item.reading, banners)
            owner = self._owner(reading, schemes, around)
            is_label = item.label is not None
            key = (is_label, item.part.path, item.part.where, owner, reading.caveats, judgement.is_mention)
            known = best.get(key)
            if known is None or known[1].confidence < judgement.confidence - 0.1:
                best[key] = item._replace(reading=reading), judgement, owner
        return tuple(sorted((self._finding(*kept) for kept in best.values()), key=_order)), stopped

    def _is_known(self, reading: Reading, schemes: frozenset[str], around: Surroundings) -> bool:
        """Say whether a word that is a level only of some states is one of theirs here."""
        return not reading.is_weak or self._owner(reading, schemes, around)[0] != "any"

    def _owner(self, reading: Reading, schemes: frozenset[str], around: Surroundings) -> tuple[str, str]:
        """Return the scheme of a reading and its name of the level."""
        scheme = reading.scheme
        if reading.is_portion:
            scheme = portions.scheme_of(reading, schemes, self._nation, self._levels)
        if scheme != "any":
            return scheme, reading.level
        return resolve.scheme_of(reading.level, schemes, around, self._nation, self._levels, reading.claims)

    def _finding(self, item: _Read, judgement: Judgement, owner: tuple[str, str]) -> Finding:
        reading = item.reading
        scheme, level = owner
        marking = Marking(
            scheme=scheme,
            level=level,
            ordinal=resolve.ordinal(scheme, level, reading.caveats, self._levels),
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


def _schemes(readings: Iterable[Reading]) -> frozenset[str]:
    """Return the schemes that readings name by their structure."""
    return frozenset(reading.scheme for reading in readings if reading.shape is Shape.FORM and reading.scheme != "any")


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
    page: Page, part: PartText, offset: int, found: list[_Read], seen: Seen, budget: Budget, grammars: Grammars
) -> bool:
    """Add the readings of a page; say whether bracketed capitals number its paragraphs."""
    lines: set[int] | None = set() if has_block_label(page.text) else None
    already = len(found)
    text, original, is_as_given = page.text, page.normalised.original, page.normalised.is_as_given
    again: dict[int, list[_Where]] = {}
    for reading, start, end, consumed in readings(page, lines, seen, budget, grammars):
        left, right = (start, end) if is_as_given else original(start, end)
        is_first = start == 0 or text[start - 1] == "\n"
        if is_first and reading.is_portion:
            more = again.get(id(reading))
            if more is not None:
                more.append(_Where(offset + left, offset + right, start, consumed))
                continue
            more = again[id(reading)] = []
        else:
            more = []
        found.append(_Read(part, reading, offset + left, offset + right, page, start, consumed, is_first, more))
    if lines is not None:
        near = sorted({number for line in lines for number in range(max(0, line - 3), line + 4)})
        found.extend(_block_read(page, part, offset, block) for block in blocks(page, near, budget))
    return any(item.reading.is_portion for item in found[already:]) and evidence.has_list_letter(page.text)


def _read_abbreviations(part: PartText, found: list[_Read], grammars: Grammars) -> None:
    """Add the short forms that only file names use."""
    page = Page(normalise(part.text), part.where, is_start=True, is_end=True)
    for reading, start, end in file_names.abbreviated(part.text, grammars):
        found.append(_Read(part, reading, start, end, page, start, end))


def _block_read(page: Page, part: PartText, offset: int, block: Block) -> _Read:
    left, right = page.normalised.original(block.start, block.end)
    reading = Reading(block.scheme, block.level, block.caveats, 0, 0, Shape.FORM)
    return _Read(part, reading, offset + left, offset + right)


def _label_read(label: labels.Label) -> _Read:
    says = label.says
    reading = Reading(says.scheme, says.level, says.caveats, 0, 1, Shape.FORM, private=says.private)
    return _Read(label.part, reading, label.start, label.end, label=label)


def _label_judgement(label: labels.Label) -> Judgement:
    return Judgement(label.is_mention, label.confidence, f"machine label: {label.reason}")


_SURE = 0.9
_IN_BLOCK = marking(0.85, "It is an authority or designation block.")


def _judged(
    found: list[_Read], budget: Budget, *, has_letters: bool
) -> tuple[list[tuple[_Read, Judgement]], OutOfTime | None]:
    """
    Judge banners first: whether single letters are portion marks depends on them; blocks count where no banner does.

    What was judged when the budget ran out is returned with the error that says so.
    """
    judged: list[tuple[_Read, Judgement]] = []
    stopped = None
    try:
        _judge(found, judged, budget, has_letters=has_letters)
    except OutOfTime as error:
        stopped = error
    judged = [(item, judgement) for item, judgement in judged if not judgement.is_noise]
    if claimed := _claims(found):
        judged = [pair for pair in judged if not _is_claimed(pair[0], claimed)]
    covered = {(id(item.part), item.reading.scheme) for item, judgement in judged if not judgement.is_mention}
    for item in found:
        if item.page is None and not item.label and covered.isdisjoint(_schemes_of_block(item)):
            judged.append((item, _IN_BLOCK))
            covered.add((id(item.part), item.reading.scheme))
    judged.extend((item, _label_judgement(item.label)) for item in found if item.label)
    return judged, stopped


def _judge(found: list[_Read], judged: list[tuple[_Read, Judgement]], budget: Budget, *, has_letters: bool) -> None:
    """Add the judgements on all readings that stand in a text, paragraph marks after the others."""
    support = Support(has_letters=has_letters)
    banner_like = (item for item in found if item.page and not item.reading.is_portion)
    judged.extend((item, judge(item.reading, item.place, support)) for item in _paced(banner_like, budget))
    banners = frozenset(item.reading.scheme for item, judgement in judged if not judgement.is_mention)
    marks, others = _marks(found, banners)
    has_letters = has_letters or any(_is_letter(item) for item in others)
    leading = sum(1 + len(item.again) for item in marks if item.leads)
    support = Support(leading, bool(banners), has_letters)
    judged.extend(_judged_marks(marks, support, budget))


def _paced(items: Iterable[_Item], budget: Budget) -> Iterator[_Item]:
    """Yield readings to judge, and look at the budget every few dozen; the first are judged even when it has run out."""
    for number, item in enumerate(items, 1):
        if number % JUDGED_AT_ONCE == 0:
            budget.check()
        yield item


def _judged_marks(marks: list[_Read], support: Support, budget: Budget) -> Iterator[tuple[_Read, Judgement]]:
    """
    Judge paragraph marks in the order of the text; one that leads its line says nothing new once the same did so in that part.

    So the same mark on a further line waits until the one before it was judged and left that open.
    """
    sure: set[tuple[object, ...]] = set()
    pages: dict[int, int] = {}
    waiting = [
        (pages.setdefault(id(item.page), len(pages)), item.low, number, item, iter(item.again))
        for number, item in enumerate(marks)
    ]
    heapify(waiting)
    for page, _, number, item, again in _paced(_taken(waiting), budget):
        reading = item.reading
        key = (id(item.part), reading.scheme, reading.level, reading.caveats, reading.shape)
        if item.leads and key in sure:
            continue
        judgement = judge(reading, item.place, support)
        yield item, judgement
        if item.leads and not judgement.is_mention and judgement.confidence >= _SURE:
            sure.add(key)
        elif following := next(again, None):
            heappush(waiting, (page, following.low, number, item._replace(**following._asdict()), again))


def _taken(waiting: list[_Waiting]) -> Iterator[_Waiting]:
    while waiting:
        yield heappop(waiting)


_Waiting = tuple[int, int, int, _Read, Iterator[_Where]]
"""A paragraph mark by its page and its place there, and where the same mark stands again."""
_Claims = dict[tuple[int, bool], Extents]
"""By the text they stand in, the extents of the fields that labels are made of: all, and those a grammar read."""


def _claims(found: list[_Read]) -> _Claims:
    claimed: dict[tuple[int, bool], list[tuple[int, int]]] = {}
    for label in (item.label for item in found if item.label):
        for field in label.claims:
            for is_read in {False, label.says.is_read}:
                claimed.setdefault((id(field.part), is_read), []).append((field.start, field.end))
    return {key: Extents(extents) for key, extents in claimed.items()}


def _is_claimed(item: _Read, claimed: _Claims) -> bool:
    """Say whether a label has said already what a reading says; level words in capitals are kept where it had words of its own."""
    extents = claimed.get((id(item.part), item.reading.is_caps))
    return extents is not None and extents.hold(item.start, item.end)


def _is_letter(mark: _Read) -> bool:
    """Say whether a mark of one letter that is none here numbers a paragraph."""
    return mark.end - mark.start == len("(P)") and mark.leads


def _marks(found: list[_Read], banners: frozenset[str]) -> tuple[list[_Read], list[_Read]]:
    """Return the paragraph marks, and apart from them those that only a marking of their nation would make one."""
    marks = [item for item in found if item.reading.is_portion]
    several = {id(item.reading): item.reading for item in marks}  # marks of one text share their reading
    kinds = {_kind(mark): mark for mark in several.values()}
    supported = {kind for kind, mark in kinds.items() if portions.is_supported(mark, banners, kinds.values())}
    if len(supported) == len(kinds):
        return marks, []
    sides: tuple[list[_Read], list[_Read]] = [], []
    for item in marks:
        sides[_kind(item.reading) not in supported].append(item)
    return sides


def _kind(mark: Reading) -> tuple[str, str, Shape]:
    return mark.scheme, mark.level, mark.shape


def _schemes_of_block(block: _Read) -> set[tuple[int, str]]:
    """Return what a marking of the same part must be for the level the block leaves open to be named."""
    return {(id(block.part), block.reading.scheme), (id(block.part), "any")}
