"""
Which places of a text are courtesy, not content.

Names in mail header lines (also quoted ones), greetings, signature blocks and small print
say who writes to whom, which the envelope knows already.  The zones are kept small on
purpose: a list of people below "Kind regards" is content.

A text is walked once, line by line.  What a line is, its first word says nearly always, so that most lines cost one look-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise

from dlp_service.detect.names.letter_lines import MAX_FIELD, Line, Lines, first_word
from dlp_service.detect.names.letter_words import (
    ATTRIBUTION,
    ATTRIBUTION_START,
    CLOSINGS,
    DISCLAIMER,
    DOUBTFUL_FIELDS,
    GREETINGS,
    OTHER_FIELDS,
    PEOPLE_FIELDS,
    SEPARATOR,
    WEAK_GREETINGS,
)
from dlp_service.detect.names.people import Known, read_name
from dlp_service.textmap import PIECE_CHARS, fold

MAX_SIGNATURE_LINES = 7
MAX_SIGNATURE_LINE = 80
MAX_NAME_LINE = 40
MAX_GREETING = 60
MAX_ATTRIBUTION = 300
MIN_LIST = 2
"""Lines with a bullet or a number that make a list of what stands below a closing."""
MAX_SMALL_PRINT = 1500
LETTERS = frozenset({"body", "note", "comment"})
_FIELD = re.compile(r"\*?([^\W\d_][\w .\-à]{0,22}?)\*?\s?:\*?(?=\s|$|[<\"'“])")
_BULLET = re.compile(r"[•·‣◦–—*]\s|-\s|\(?\d{1,3}[.)]\s")
_GREETING_END = re.compile(r"[,:;!–—?\n]|(?<!\b[MD][rsx])(?<!\bMrs)(?<!\bProf)(?<!\b[A-Z])\.|\s-\s")
_NAME = r"[^\W\d_a-zß-ÿ][\w'’.\-]*"
_NAMES_ONLY = re.compile(
    rf"[ ,]*{_NAME}(?: {_NAME}){{0,3}}(?:(?:, ?| and | & | und | et | / |/){_NAME}(?: {_NAME}){{0,3}}){{0,8}}[ ,:!.\-–]*$"
)
_NAME_ALONE = re.compile(rf"{_NAME}(?: {_NAME}){{0,2}}\s?[,\-–:]")
_SIGNED = re.compile(rf"(?:{_NAME}|[a-z]{{2,3}}\.?)(?: (?:{_NAME}|v[ao]n|de[rn]?|al)){{0,4}}[.,]?")
_NOTES_FIELDS = frozenset({"to", "cc", "bcc", "an", "kopie", "from", "sent by"})
_MARK_LINES = frozenset({"--", "---", "__", "___"})
_PLAIN_WORDS = re.compile(r"[^\W\d_]+")
_HEAD_END = re.compile(r"[|,–(]| - ")
_SENTENCE = re.compile(r"[.!?…:)\]]['\"”’]?$")
_NOTES_ADDRESS = re.compile(rf"{_NAME}(?: {_NAME}){{0,3}}/[\w&/ .-]+(?:@[\w. -]+)?$")


_FIELDS = PEOPLE_FIELDS | OTHER_FIELDS
_FIRST_WORDS = frozenset(phrase.split()[0].rstrip(",") for phrase in GREETINGS | CLOSINGS)
_NOT_PROSE = _FIRST_WORDS | ATTRIBUTION_START | {"to", "cc", "bcc", "an", "kopie", "from", "sent", "begin", "forwarded"}
_RULES = frozenset("-_*=")
"""With two of these begin separators and marks."""
_AFTER_FIELD = frozenset("*<\"'“")
_ONLY_ATTRIBUTE = (
    ATTRIBUTION_START - _FIRST_WORDS - {"to", "cc", "bcc", "an", "kopie", "from", "sent", "begin", "forwarded"}
)
_ENDS = frozenset(".!?…:)]'\"”’,")
_WORDS = re.compile(r"[^\s,:;!–—]+(?:[.,](?=\s|$))?")


@dataclass(slots=True)
class Zones:
    """The courtesy spans of one text in order; `own` are those of the letter itself, not of quoted ones."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    own: list[tuple[int, int]] = field(default_factory=list)


def courtesy(text: str, where: str, known: Known, last: int | None = None) -> tuple[tuple[int, int], ...]:
    """Return the spans whose names are context, in order; `known` are the sender and the recipients, `last` as for `zones`."""
    return tuple(zones(text, where, known, last).spans)


def zones(text: str, where: str, known: Known, last: int | None = None) -> Zones:
    """
    Return the courtesy spans of a text, and which of them are the letter's own; those behind `last` may be left out.

    >>> text = "Hi Ava,\\n\\nLucian Garside comes.\\n\\nRegards,\\nPriya\\n\\nFrom: Ava\\nTo: Priya\\n\\nWho comes?"
    >>> found = zones(text, "body", Known())
    >>> [text[a:b] for a, b in found.spans], [text[a:b] for a, b in found.own]
    (['Hi Ava,', 'Priya', 'From: Ava', 'To: Priya'], ['Hi Ava,', 'Priya'])
    """
    if where == "header":
        name = _field_of(text)
        return Zones([(0, len(text))], [(0, len(text))]) if name in PEOPLE_FIELDS else Zones()
    if where == "footer":
        is_small = len(text) <= MAX_SMALL_PRINT
        return Zones([(0, len(text))]) if is_small else Zones()
    if where not in LETTERS:
        return Zones()
    if last is not None:
        # What is a letter's greeting or signature shows within this reach; the rest of ten megabytes says nothing about it.
        text = text[: last + PIECE_CHARS]
    return _Walk(text, known, len(text) if last is None else last).walked()


def _field_of(line: str) -> str:
    """Return the header field that a line begins with, in small letters."""
    found = _FIELD.match(line)
    return " ".join(found[1].lower().split()) if found else ""


def _phrases(line: Line) -> tuple[int, int]:
    """Return where in the line the longest closing ends with which it begins, and the longest greeting; 0 where there is none."""
    if line.word not in _FIRST_WORDS:
        return 0, 0
    words = list(islice(_WORDS.finditer(line.text, 0, 60), 5))
    said = [word[0].lower().strip("*_") for word in words]
    closing = greeting = 0
    for number in range(len(words), 0, -1):
        spelt = " ".join(said[:number])
        bare = spelt.rstrip(".,")
        if not closing and (spelt in CLOSINGS or bare in CLOSINGS):
            closing = words[number - 1].end()
        if not greeting and (spelt in GREETINGS or bare in GREETINGS):
            greeting = words[number - 1].end()
    return closing, greeting


def _may_be_head(text: str, colon: int) -> bool:
    """Say whether a line has the look of a header field, of a rule above a letter or of an address of Notes."""
    if colon < 0:
        first = text[0]
        return (first in _RULES and text[1:2] in _RULES) or ("/" in text and first.isalpha() and not first.islower())
    after = text[colon + 1 : colon + 2]
    is_field = colon < MAX_FIELD + 4 and (not after or after.isspace() or after in _AFTER_FIELD)
    return is_field or (text[0] in _RULES and text[1:2] in _RULES)


class _Walk:
    """Walks the lines once, remembering whether it is in a signature, among header lines or at the top of a letter."""

    def __init__(self, text: str, known: Known, last: int) -> None:
        self.last = last
        self.text = text
        self.known = known
        self.known_words = known.words
        self.lines = Lines(text)
        self.count = len(self.lines)
        self.is_somebody_known = bool(known.names or known.locals or known.squeezed)
        self.zones = Zones()
        self.signature_left = 0
        self.signature: list[Line] = []
        self.is_marked = False
        self.is_opening = True
        self.is_quoted = False
        self.is_in_fields = False
        self.addressed: set[str] = set()

    def walked(self) -> Zones:
        """Return the zones of the text."""
        number = 0
        while number < self.count:
            number = self._past_prose(number)
            if number == self.count or (self.lines.starts[number] > self.last and not self.signature):
                break
            number += self._line(number)
        self._end_signature()
        self._small_print()
        self.zones.spans.sort()
        return self.zones

    def _past_prose(self, number: int) -> int:
        """Return the first line from `number` on of which more has to be asked than its first word: most mail is prose."""
        if self.is_opening or self.signature_left or self.signature:
            return number
        texts, gaps = self.lines.texts, self.lines.gaps
        longest = MAX_SIGNATURE_LINE if self.is_somebody_known else MAX_NAME_LINE
        for at in range(number, self.count):
            text = texts[at]
            # Of a line without any mark of a letter only this can be asked: whether it is short enough to be a name that signs.
            may_sign = len(text) <= longest and text[0].isupper() and (gaps[at] or texts[at - 1][-1] in _ENDS)
            is_bare = text[0].isalpha() and ":" not in text and "/" not in text and text[-1] != ">"
            if (may_sign or not is_bare or first_word(text) in _NOT_PROSE) and self._asks_more(at):
                return at
            self.is_in_fields = False
        return self.count

    def _asks_more(self, number: int) -> bool:
        """Say at little cost whether a line may be anything but prose: a field, an attribution, a greeting, a name that signs."""
        text = self.lines.texts[number]
        word = first_word(text)
        is_odd = word in _NOT_PROSE
        if is_odd and word not in _ONLY_ATTRIBUTE:
            return True
        colon = text.find(":")
        if colon < 0 and not is_odd and self._is_within_prose(number, text):
            return False
        may_begin = is_odd or text[0].isdigit()
        may_attribute = may_begin or colon >= 0 or text[-1] == ">"
        return (
            _may_be_head(text, colon)
            or (may_attribute and self.lines.is_said(number, 3 if may_begin else 1))
            or (text[0].isupper() and self._may_sign_alone(text, colon))
        )

    def _may_sign_alone(self, text: str, colon: int) -> bool:
        if self.is_somebody_known:
            return len(text) <= MAX_SIGNATURE_LINE
        return colon < 0 and len(text) <= MAX_NAME_LINE and _SIGNED.fullmatch(text) is not None

    def _is_within_prose(self, number: int, text: str) -> bool:
        """Say whether a line without a colon goes on with the sentence above, as most lines do."""
        if self.lines.gaps[number]:
            return False
        if text[0].islower() or len(text) > MAX_SIGNATURE_LINE:
            return True
        return text[0].isalpha() and "/" not in text and self.lines.texts[number - 1][-1] not in _ENDS

    def _add(self, start: int, end: int, line: Line) -> None:
        self.zones.spans.append((start, end))
        if not self.is_quoted and not line.depth:
            self.zones.own.append((start, end))

    def _line(self, number: int) -> int:
        """Read the line of a number, with those that belong to it; return how many they are."""
        line = self.lines[number]
        is_inert = self._is_inert(line)
        if not is_inert and (taken := self._head(number, line) or self._attribution(number, line)):
            return taken
        self.is_in_fields = False
        if not is_inert and self._is_mark(line):
            self._end_signature()
            self.signature_left, self.is_marked = MAX_SIGNATURE_LINES, True
            return 1
        if self.signature_left and self._goes_on(line):
            self.signature_left -= 1
            self.signature.append(line)
            return 1
        self._end_signature()
        closing, greeting = (0, 0) if is_inert else _phrases(line)
        if closing and self._closes(line, closing):
            self.signature_left, self.is_marked = MAX_SIGNATURE_LINES, False
        elif self._is_own_name(line) or self._is_last(number, line):
            self.signature_left, self.is_marked = MAX_SIGNATURE_LINES - 1, True
            self.signature.append(line)
        else:
            self._greeting(line, greeting)
        self.is_opening = False
        return 1

    def _is_inert(self, line: Line) -> bool:
        """Say at little cost whether a line can be nothing but prose or a name: no field, attribution, greeting or closing."""
        text = line.text
        is_bare = ":" not in text and "/" not in text and text[-1] != ">" and line.word not in _NOT_PROSE
        return is_bare and text[0] not in _RULES and not text[0].isdigit()

    # --- header lines ------------------------------------------------------------------------------

    def _head(self, number: int, line: Line) -> int:
        """Take a header line with those it is wrapped to, or the line above a forwarded letter."""
        if line.text[0] in "-_*=bBfF" and SEPARATOR.match(line.text):
            self._begin_letter()
            self.zones.spans.append((line.start, line.end))
            return 1
        if ":" not in line.text[: MAX_FIELD + 4]:
            return self._notes(number, line)
        name = _field_of(line.text)
        if name not in _FIELDS or (name in DOUBTFUL_FIELDS and not self._is_head(number)):
            return 0
        self._begin_letter()
        self.is_in_fields = True
        if name not in PEOPLE_FIELDS:
            return 1
        taken = 1
        while self._is_wrapped(number + taken):
            taken += 1
        end = self.lines[number + taken - 1].end
        self.zones.spans.append((line.start, end))
        if number == 0 or not (self.is_quoted or line.depth):
            self.zones.own.append((line.start, end))
        self.addressed.update(
            re.findall(r"[^\W\d_]{2,}", self.text[line.start : min(end, line.start + 2000)].casefold())
        )
        return taken

    def _begin_letter(self) -> None:
        self._end_signature()
        if not self.is_in_fields:
            self.addressed = set()
            # Header lines at the very top are the letter's own where no envelope says so; any others begin a quoted one.
            self.is_quoted = bool(self.zones.spans) or not self.is_opening or self.known.is_anyone
        self.is_opening = True

    def _is_head(self, number: int) -> bool:
        """Say whether a doubtful field stands beside another one, or names an address."""
        if self.is_in_fields or "@" in self.lines[number].text:
            return True
        following = self.lines[number + 1] if number + 1 < self.count else None
        return following is not None and not following.gap and _field_of(following.text) in _FIELDS

    def _is_wrapped(self, number: int) -> bool:
        """Say whether a line goes on with the header line above: indented, or that one ends with a separator."""
        if not 0 < number < self.count or self.lines[number].gap or _field_of(self.lines[number].text) in _FIELDS:
            return False
        above = self.lines[number - 1]
        indent = self.text[self.text.rfind("\n", 0, self.lines[number].start) + 1 : self.lines[number].start]
        return above.text[-1] in ",;<" or (
            bool(indent) and not indent.strip(" \t") and self.lines[number].depth == above.depth
        )

    def _notes(self, number: int, line: Line) -> int:
        """Take the header of a Notes client: `Name/Unit/Organisation` above a date, `To` and `cc` alone on their lines."""
        is_field = line.text.lower() in _NOTES_FIELDS
        following = self.lines[number + 1] if number + 1 < self.count and (is_field or "/" in line.text) else None
        if following is None:
            return 0
        if (
            is_field
            and not following.gap
            and (self.is_in_fields or _NOTES_ADDRESS.match(following.text) or "@" in following.text)
        ):
            self._begin_letter()
            self.is_in_fields = True
            self.zones.spans.append((following.start, following.end))
            return 2
        if "/" in line.text and _NOTES_ADDRESS.match(line.text) and re.search(r"\d", following.text[:30]):
            self._begin_letter()
            self.is_in_fields = True
            self.zones.spans.append((line.start, line.end))
            return 2
        return 0

    def _attribution(self, number: int, first: Line) -> int:
        """Take `On Tuesday Ava <...> wrote:`, also where it is wrapped over up to three lines."""
        may_begin = first.word in ATTRIBUTION_START or first.text[0].isdigit()
        if not may_begin and first.text[-1] not in ":>" and ":" not in first.text[-70:]:
            return 0
        for taken in (1, 2, 3):
            if number + taken > self.count or (taken > 1 and (not may_begin or self.lines[number + taken - 1].gap)):
                return 0
            last = self.lines[number + taken - 1]
            is_end = last.text[-1] in ":>" or ":" in last.text[-70:]
            if (
                is_end
                and self.lines.is_said(number, taken)
                and last.end - first.start <= MAX_ATTRIBUTION
                and self._attributes(number, taken, may_begin=may_begin)
            ):
                self._end_signature()
                self.is_quoted, self.is_opening, self.is_in_fields = True, True, False
                self.zones.spans.append((first.start, last.end))
                return taken
        return 0

    def _attributes(self, number: int, taken: int, *, may_begin: bool) -> bool:
        said = self.text[self.lines[number].start : self.lines[number + taken - 1].end]
        following = self.lines[number + taken] if number + taken < self.count else None
        is_followed = following is not None and following.depth > self.lines[number].depth
        if not ATTRIBUTION.search(said):
            return said.endswith(">:") and "@" in said and is_followed
        return is_followed or "@" in said or (may_begin and re.search(r"\d", said) is not None)

    # --- signatures --------------------------------------------------------------------------------

    def _is_mark(self, line: Line) -> bool:
        return line.text in _MARK_LINES or (line.word == "sent" and line.text[:13].lower() == "sent from my ")

    def _closes(self, line: Line, end: int) -> bool:
        """Say whether a closing ends the line, or goes on with the name of who signs: `Thanks, Kate`."""
        rest = line.text[end:].strip(" ,.!:–-*")
        if not rest:
            return True
        is_name = len(rest) <= 40 and _SIGNED.fullmatch(rest) is not None and line.text[end : end + 1] in " ,.!–-:"
        if is_name and not self.is_opening:
            self._add(line.end - len(line.text[end:]), line.end, line)
            return True
        return False

    def _goes_on(self, line: Line) -> bool:
        """Say whether a signature reaches over this line: short, and not past a blank line once it has begun."""
        if len(line.text) > MAX_SIGNATURE_LINE:
            return False
        has_begun = self.is_marked or bool(self.signature)
        return not (line.gap and has_begun)

    def _end_signature(self) -> None:
        """Give out the signature, unless it is a list of people."""
        self.signature_left = 0
        if not self.signature:
            return
        listed = [line for line in self.signature if _BULLET.match(line.text) or "\t" in line.text]
        if len(listed) < MIN_LIST:
            for line in self.signature:
                self._add(line.start, line.end, line)
        self.signature = []

    def _is_own_name(self, line: Line) -> bool:
        """Say whether a signature begins here: a short line that begins with the name of someone we know."""
        if not self.is_somebody_known or len(line.text) > MAX_SIGNATURE_LINE:
            return False
        if not line.text[0].isupper() or "\t" in line.text:
            return False
        head = _HEAD_END.split(line.text, maxsplit=1)[0].strip()
        if not 1 < head.count(" ") + 1 <= 5 or not (self.known.squeezed or self._has_known_word(head)):
            return False
        name = read_name(head)
        return name.is_named and self.known.knows(name)

    def _has_known_word(self, head: str) -> bool:
        folded = head.lower() if head.isascii() else fold(head).text
        return not self.known_words.isdisjoint(_PLAIN_WORDS.findall(folded)) or "-" in head

    def _is_last(self, number: int, line: Line) -> bool:
        """Say whether a name alone ends a letter: the end of the text or a quoted header follows, a sentence stands above."""
        if self.is_opening or len(line.text) > MAX_NAME_LINE or not line.text[0].isupper():
            return False
        if not _SIGNED.fullmatch(line.text):
            return False
        above = self.lines[number - 1] if number else None
        if above is None or not (line.gap or _SENTENCE.search(above.text)):
            return False
        if _SIGNED.fullmatch(above.text) and above.text[-1] not in ".,":  # another name: this is a list
            return False
        return self._is_end(number) and self._may_sign(line)

    def _is_end(self, number: int) -> bool:
        if number + 1 >= self.count:
            return True
        following = self.lines[number + 1]
        if following.depth != self.lines[number].depth:
            return True
        if not following.gap:
            return False
        if _field_of(following.text) in _FIELDS or SEPARATOR.match(following.text) is not None:
            return True
        return self.lines.is_said(number + 1, 1) and ATTRIBUTION.search(following.text) is not None

    def _may_sign(self, line: Line) -> bool:
        """Say whether the sender may have signed so: quoted letters and those without an envelope were written by anybody."""
        if self.is_quoted or line.depth or not self.known.is_anyone:
            return True
        name = read_name(line.text)
        if self.known.knows(name):
            return True
        word = name.given or name.surname
        return not name.is_named and any(word[:1] == other.given[:1] for other in self.known.names[:1])

    # --- greetings ---------------------------------------------------------------------------------

    def _greeting(self, line: Line, end: int) -> None:
        """Take the greeting at the start of a line: a word of greeting with what follows, or names and a comma."""
        if end and (self.is_opening or (line.gap and line.text[:end].lower() not in WEAK_GREETINGS)):
            reach = self._reach(line.text, end)
            if reach:
                self._add(line.start, line.start + reach, line)
                return
        if not self.is_opening or not line.text[0].isupper():
            return
        if (name := _NAME_ALONE.match(line.text)) is not None:
            words = name[0].rstrip(" ,-–:")
            is_alone = name.end() == len(line.text)
            is_addressed = any(word in self.addressed for word in re.findall(r"[^\W\d_]{2,}", words.casefold()))
            if is_alone or is_addressed or self.known.knows(read_name(words)):
                self._add(line.start, line.start + name.end(), line)

    def _reach(self, text: str, greeted: int) -> int:
        """Return where the people greeted end, or 0 where none are."""
        if len(text) <= 2 * MAX_GREETING and _NAMES_ONLY.match(text, greeted):
            return len(text)
        end = _GREETING_END.search(text, greeted + (text[greeted : greeted + 1] == "."))
        reach = end.start() if end else len(text)
        if reach > MAX_GREETING:
            return 0
        # Without a stop the greeting is one name: "hi tom can you ask priya".
        words = _WORDS.findall(text[greeted:reach])
        return reach if end or len(words) <= 3 else text.find(words[0], greeted) + len(words[0])

    # --- small print -------------------------------------------------------------------------------

    def _small_print(self) -> None:
        """Take the paragraphs that say what only small print says."""
        found = DISCLAIMER.search(self.text)
        if found is None:
            return
        first = found.start()
        for start, end in self._paragraphs():
            if start > self.last:
                return
            if end > first and end - start <= MAX_SMALL_PRINT and DISCLAIMER.search(self.text[start:end]):
                self.zones.spans.append((start, end))

    def _paragraphs(self) -> Iterator[tuple[int, int]]:
        starts, texts = self.lines.starts, self.lines.texts
        begins = [number for number, gap in enumerate(self.lines.gaps) if gap]
        for begin, stop in pairwise([*begins, len(texts)]):
            yield starts[begin], starts[stop - 1] + len(texts[stop - 1])
