"""
Protected personnel: people of the organisation's own list, wherever their names stand.

A listed person is found given name first or last, with an initial, across table cells, by service number and by
e-mail address, without regard to case, accents or alphabet.  No tagger is needed, so this works in any language and
costs next to nothing.  Lists in plain words, hashed ones, and those that a matcher process holds are asked the same
questions and give the same answers; see `docs/detect/protected.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dlp_service.budget import Budget
from dlp_service.detect.courtesy import courtesy
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.masking import outline
from dlp_service.detect.names.people import read_name
from dlp_service.detect.protected.register import Register, clear_register
from dlp_service.detect.protected.sighting import CONFIDENCE, SURNAME_ALONE, Sighting
from dlp_service.detect.protected.sightings import sightings
from dlp_service.detect.protected.spellings import Listed
from dlp_service.detect.protected.tokens import Words, read_words
from dlp_service.detect.spans import Spans
from dlp_service.errors import OutOfTime
from dlp_service.organisation import Person
from dlp_service.textmap import fold, pieces
from dlp_service.values import Disclose, Finding, PartText, Role, Stage

FULL_NAME = 0.4
SURNAME = 0.25
PIECE_CHARS = 32 * 1024
OVERLAP = 512
"""Pieces of a long text overlap by this much, so that a name at a border is read whole by one of them."""
MOST_SIGHTINGS = 5000
"""More than a message may report: past it nobody gains by looking on."""
MOST_ANCHORS = 20_000
"""So many words of a message that are listed surnames are looked at closely, half a second's work."""
Ask = Callable[[Words, Budget], Sequence[Sighting]]
"""Who is seen in the words of a piece of text."""


class ProtectedPeopleDetector:
    """Finds protected personnel of a list in plain words."""

    name = "protected_people"
    stage = Stage.NAMES

    def __init__(self, personnel: Iterable[Person]) -> None:
        people = tuple(personnel)
        listed = Listed()
        for number, person in enumerate(people):
            listed.add(number, person)
        self._keys = tuple(read_name(person.name).key for person in people)
        self._register = clear_register(listed) if people else None

    def detect(self, texts: tuple[PartText, ...], context: Context, budget: Budget) -> tuple[Finding, ...]:
        """
        Return one finding per place; `weight` is `FULL_NAME` or `SURNAME`, `value` the person's key.

        Raises:
            StageUnfinished: with the findings of the texts read so far.
        """
        register = self._register
        if register is None:
            return ()
        return detect_people(texts, context, budget, asking(register), self._keys.__getitem__)


def asking(register: Register) -> Ask:
    """Return what asks a register in this process, for the texts of one message."""
    left = MOST_ANCHORS

    def ask(words: Words, budget: Budget) -> list[Sighting]:
        nonlocal left
        budget.check()
        sifting = register.sieve.sift(words)
        left -= len(sifting.anchors)
        if left < 0:
            raise OutOfTime(f"more than {MOST_ANCHORS} words are surnames of protected people")
        return sightings(words, register, sifting)

    return ask


@dataclass(frozen=True, slots=True)
class _Seen:
    text: PartText
    start: int
    end: int
    sighting: Sighting
    key: str


@dataclass(slots=True)
class _Message:
    """Who was seen so far in one message, and by what each is best known."""

    seen: list[_Seen] = field(default_factory=list)
    established: dict[int, str] = field(default_factory=dict)

    def read(self, text: PartText, ask: Ask, budget: Budget) -> None:
        reported = 0
        for offset, piece in pieces(text.text, size=PIECE_CHARS, overlap=OVERLAP):
            words = read_words(piece)
            is_last = offset + len(piece) == len(text.text)
            final = len(text.text) + 1 if is_last else offset + len(piece) - OVERLAP // 2
            for sighting in ask(words, budget):
                begin, stop = words.place(sighting.first, sighting.last)
                if reported <= offset + begin < final:
                    key = _key(piece, words, sighting)
                    self.seen.append(_Seen(text, offset + begin, offset + stop, sighting, key))
            reported = final
            if len(self.seen) > MOST_SIGHTINGS:
                raise OutOfTime(f"more than {MOST_SIGHTINGS} places name protected people")

    def establish(self) -> None:
        """Learn the fullest name that stands for each person; a bare surname then means who is named in full."""
        ranked = sorted(self.seen, key=lambda item: -CONFIDENCE[item.sighting.how])
        for item in ranked:
            if item.sighting.how in SURNAME_ALONE:
                continue
            for person in item.sighting.people[:1]:
                if person not in self.established or " " not in self.established[person]:
                    self.established[person] = item.key

    def person(self, sighting: Sighting) -> int:
        return next((person for person in sighting.people if person in self.established), sighting.people[0])


def detect_people(
    texts: tuple[PartText, ...],
    context: Context,
    budget: Budget,
    ask: Ask,
    key_of: Callable[[int], str] | None = None,
) -> tuple[Finding, ...]:
    """
    Return one finding per place where `ask` sees someone; without `key_of` a person's key is what the text calls him.

    Raises:
        StageUnfinished: with the findings of the texts read so far.
    """
    message = _Message()
    try:
        for text in texts:
            message.read(text, ask, budget)
    except OutOfTime as error:
        raise StageUnfinished(str(error), tuple(_findings(message, context, ask, key_of))) from error
    return tuple(_findings(message, context, ask, key_of))


def _findings(message: _Message, context: Context, ask: Ask, key_of: Callable[[int], str] | None) -> Iterator[Finding]:
    if not message.seen:
        return
    message.establish()
    envelope = _envelope(context, ask)
    zones: dict[int, Spans] = {}
    last = {id(item.text): item.start for item in message.seen}
    for item in message.seen:
        if id(item.text) not in zones:
            zones[id(item.text)] = Spans(courtesy(item.text, context, last[id(item.text)]).spans)
        person = message.person(item.sighting)
        is_context = person in envelope or zones[id(item.text)].overlap(item.start, item.start + 1)
        key = key_of(person) if key_of else message.established.get(person) or item.key
        role = Role.CONTEXT if is_context else Role.EVIDENCE
        yield protected_finding(item.text, (item.start, item.end), item.sighting.how, key, role)


def _envelope(context: Context, ask: Ask) -> frozenset[int]:
    """Return the listed people who are the sender or a recipient, by name or address."""
    lines = "\n\n".join((context.sender_name, *context.visible_names, context.sender, *context.recipients))
    found: set[int] = set()
    for _, piece in pieces(lines, size=PIECE_CHARS):
        try:
            seen = ask(read_words(piece), Budget.unlimited())
        except OutOfTime:
            # Whoever cannot be told from a stranger counts as one.
            return frozenset(found)
        found.update(sighting.people[0] for sighting in seen if sighting.how not in SURNAME_ALONE)
    return frozenset(found)


def _key(text: str, words: Words, sighting: Sighting) -> str:
    """Return what a text calls a person, given name first, folded as names are compared; for a number or address that."""
    spans = [span for span in (sighting.given, sighting.surname) if span]
    return " ".join(plain_word(text[slice(*words.place(*span))]) for span in spans or [(sighting.first, sighting.last)])


def plain_word(word: str) -> str:
    """Return the letters and digits of a word, folded as names are compared."""
    return "".join(c for c in fold(word).text if c.isalnum())


def protected_finding(text: PartText, span: tuple[int, int], how: str, key: str, role: Role) -> Finding:
    """Return the finding of a protected person at `span`; `how` is a key of `CONFIDENCE`, `key` tells people apart."""
    start, end = span
    return Finding(
        info_type="PROTECTED_PERSON",
        detector=ProtectedPeopleDetector.name,
        confidence=CONFIDENCE[how],
        path=text.path,
        where=text.where,
        start=start,
        end=end,
        role=role,
        masked_quote=outline(text.text[start:end]),
        weight=SURNAME if how in SURNAME_ALONE else FULL_NAME,
        value=key,
        detail=f"someone on the list of protected personnel, by {how}",
        disclose=Disclose.ANALYST,
    )
