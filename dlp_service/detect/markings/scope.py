"""
Stage 3f: how far an announcement reaches.

`EXAMPLE ONLY`, `Correct the errors in these banners:`, `Abbreviations` or `Values that the tool offers` turn whatever
stands below them into talk, and seldom stand right above it.  So these questions are asked last, and only of a reading that
would be a marking of the text.

Two reaches are told apart.  A *heading* governs the sample that follows it: lines that are indented, framed, numbered, in
columns or begin with a level, up to the next line of prose.  A *frame* such as `none of the markings here is real`, or a
fictitious letter that is announced, governs all that follows until the text says that it ends.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from typing import NamedTuple

import re2

from dlp_service.detect.markings import language as say
from dlp_service.detect.markings.layout import Place
from dlp_service.detect.markings.quick import loosened
from dlp_service.detect.markings.reading import Reading
from dlp_service.textmap import clean

_BODIES = frozenset({"body", "note", "comment", "hidden"})
_EDGES = frozenset({"footer", "page_header"})
_MOST_LINES = 16
"""How many lines a sample may have above the reading."""
_LONGEST_HEADING = 160
_MARKING_NOUNS = r"(?:banners?|(?:port?ion |paragraph )?mark(?:s|ings?)?|labels?|classifications?|caveats?|stamps?|levels?|headings?|subject lines?|codes?|categories|mentions|vermerke?n?|einstufungen)"
_HEADING = (
    # What a sample is called, at the head of its line.
    r"^[^\w\n]*(?:\d{1,2}[.)] )?(?:(?:more|some|three|two|four|worked|further|good|bad) )?(?:examples?|samples?|specimens?|exemplars?|illustrations?|beispiele?|muster|exemples?|exercises?:?(?: \d| below|[^\w\n]*$)|exercices?|ubung(?:en)?|aufgaben?|practice:?[^\w\n]*$|answers?\b(?: to\b| key\b|[^\w\n]*$)|solutions?\b(?: to\b|[^\w\n]*$)"
    r"|question \d{1,2}\b|q\d{1,2}(?:[.:)]|\s{2})|exam\b|quiz\b|test (?:cases?|patterns?|data|vectors?|strings?|inputs?)|puzzles?\b|word ?search|(?:rearrange|unscramble)\b"
    r"|fig(?:ure|\.)? ?\d|abb(?:ildung|\.)? ?\d|plate \d|exhibit \d|(?:the|this) (?:(?:box|picture|drawing|image|screenshot|stamp|mug|poster)s?|figure)\b"
    r"|legends?\b|(?:a |the |[a-z]+ )?keys?(?: to\b|:|[^\w\n]*$)|glossar(?:y|ies|e)|(?:list of )?(?:abbreviations?|acronyms?|abbreviated)|abkurzung\w*|abreviations?|symbols? used|(?:[a-z-]+ )?codes? (?:used|that|which)"
    r"|style ?guide|(?:security )?clearances?(?: levels?| needed| required)?\b|style sheet|release notes|change ?log|what's new|(?:\w+ ){0,2}rules? added|(?:\w+ )?codes?:|layout of (?:a|the)\b|[\[<{](?:marking|classification|address|name|date|title|level|security marking|your name)[\]>}]|(?:new|added|fixed) in|table of equivalents?|equivalen(?:ts?|ces?)|translations?[^\w\n]*$|how the\b|conversion table"
    r"|(?:\w+ )?templates? (?:for|of)\b|\w+ (?:corner|competition)\b.{0,20}(?:letters|words)|crossword|across[^\w\n]*$|down[^\w\n]*$|playlist|books? for sale|now showing|tonight at|(?:escape room|scrabble|pub quiz)\b)"
    # What is to be done with it.
    r"|^.{2,40}(?:\s{2,}|\s\|\s|\t)(?:meaning|explanation|definition|expected|results?|examples?|equivalents?|(?:\w+ )?terms?|description|before|after)\b"
    r"|(?:^|[.!?;:] )(?:take|consider|look at|imagine|suppose)[^\w\n]*$|\b(?:choose|pick|select|choisissez|tapez|wahlen sie)[^\w\n]*$"
    r"|\b(?:write|give|state|name|add|supply) (?:the|a) (?:portion mark|banner|marking|level|classification|label) (?:for|of) each\b"
    r"|\b(?:nicht|not|never|no longer|nie|ne plus)\b[^.\n]{0,20}\b(?:use|used|write|type|verwenden|schreiben|benutzen|utiliser)[^\w\n]*$"
    r"|\bone of (?:the following|these)\b|\bhow (?:other|different) (?:countries|nations)\b"
    r"|\b(?:portion marks?|markings|banners|labels|caveats)\b[^.!?\n]*:[^\w\n]*$"
    r"|\b(?:(?:made[ -]?up|invented|fictitious|fictional|imaginary|faulty|incorrect|wrong|correct|bad|good|sample|example|possible|typical|valid|invalid|allowed|permitted|accepted|supported|available|recogni[sz]ed|known|old|former) "
    + _MARKING_NOUNS
    + r"\b[^.\n]{0,40}[:.]?[^\w\n]*$"
    r"|(?:correct|find|spot|identify|fix|rewrite|mark|korrigieren|finden|corrigez|trouvez)\b[^.?!\n]{0,40}\b(?:errors?|mistakes?|faults?|fehler|suivante?s)(?:[^\w\n]*$|,| in (?:these|this|the following|each|it)\b)|(?:correct|rewrite|explain|discuss|mark up|mark|translate|decode) (?:each|all) of\b|(?:correct|rewrite|explain|discuss|mark up|mark|translate|decode|korrigieren|corrigez)\b[^.?!\n]{0,30}\b(?:the following|these|following|folgenden|suivante?s) (?:banners?|markings?|labels?|lines?|headings?|abbreviations?|codes?|levels?|mentions|vermerke)\b|(?:say|decide|work out|see) what (?:is|was) wrong\b|mark (?:this|the following) (?:letter|page|message|document|text)\b"
    r"|try it yourself|for the (?:pattern|regex|regular expression)s?|patterns?:[^\w\n]*$|what is wrong|how (?:to|not to) (?:write|mark|format|type|apply)\b|^format of\b"
    r"|(?:"
    + _MARKING_NOUNS
    + r"|values?|options?|choices?|entries|formats?|banner lines?|names) (?:that |which )?(?:(?:the|our|your|this) [\w -]{1,30} |we |it |you (?:can|may) )?(?:offers?|shows?|lists?|knows?|recogni[sz]es?|recogni[sz]e|supports?|support|accepts?|accept|detects?|detect|choose|pick|select|use)\b"
    r"|(?:supported|available|possible|valid|allowed|permitted|accepted|recogni[sz]ed|offered|known) (?:labels?|values?|options?|choices?|levels?|codes?|categories|markings?|formats?|caveats?|banners?)\b"
    r"|(?:drop-?down|pick ?list|combo ?box|auswahlliste|liste deroulante)\b[^.\n]{0,40}[^\w\n]*$|pick one|choose (?:one|from)\b|equivalen(?:ts?|ces?) of)"
)
"""A line that governs the sample after it."""
_LABEL_HEADING = re.compile(
    r"^\W*(?:good|bad|right|wrong|correct|incorrect|do|don't|not|yes|no|before|old|input|output|expected|actual|result|richtig|falsch|juste|faux|for instance|for example|instead of|e\.g|zum beispiel|par exemple|eksempel"
    r"|(?:what )?(?:i|we|you|it|users?|they) (?:should |would |now )?(?:see|get|got|expect|wanted?|shows?|says?))\W*$|^\s*(?:`{3}\w*|\"{3}|'{3})\s*$",
    re.IGNORECASE,
)
"""A word alone on the line above that judges what follows."""
_HISTORY_NOUN = re.compile(
    r"\b(?:quot\w+|reproduc\w+|facsimile|transcri\w+|reads?|headed|stamp\w*|print\w*|telegram|memo\w*|cable|letter|page|stempel|schreiben|tampon|chapter)\b",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"\b(?:1[5-9]\d\d|archives?|museums?|attic|historians?|wartime|novels?|films?|chapters?|books?|freedom of information|foia|declassified|archiv|struck through|shop)\b",
    re.IGNORECASE,
)
_SHELL = re.compile(r"^\w+\(.*\)$|^(?:\$|>>>|%|PS [A-Z]:.*>|[A-Z]:\\.*>|\w+@[\w-]+:.*[$#])\s\S")
"""A command whose output follows."""
_KEY = re.compile(r"^\s*(?:- )?[a-z][\w.-]*:\s*$")
"""A key of a configuration file."""
_PROMPTED = re.compile(r"^\W{0,2}(?:\d{1,2}:\d\d(?::\d\d)?|\d{4}-\d\d-\d\d[T ]\d|[\w./-]{1,60}\.\w{1,5}:\d{1,6}:)")
_SAID = re.compile(r"^\W{0,2}[A-Za-z][\w. -]{0,23}[ ,(\[]+\d{1,2}:\d\d(?::\d\d)?\W?(?: ?[AP]M\W?)?$")
_SPEAKER = re.compile(r"^\W{0,2}\w[\w .-]{0,20}: ")
"""The time at the head of a line of a log or of a conversation, and the name of a speaker."""
_SAMPLE_LINE = re.compile(
    rf"^(?:\s+\S|\s*[|+*#>=_~-]|\s*(?:\(?\w{{1,3}}[.):]|[-*\u2022])\s|\s*\([A-Z]{{1,4}}(?:[/-][^()\n]{{0,80}})?\)|.{{1,40}}?(?:\t|\s{{2,}}|\s[=-]{{1,2}}>?\s)\S|\W*(?:NATO |UK |EU )?{say.LEVEL.pattern})"
)
"""A line that belongs to a sample: indented, framed, numbered, in columns, or led by a level."""
_VERDICT = re.compile(
    r"^(?:\s{2,}|\t|\s*(?:[-=]+>|->|:|=|#)\s*)(?:(?:does|do|is|will) (?:not|match)\b|\d[\d.,%]*(?:\s{2,}|\t)\d[\d.,%]*\s|\d[\d.,%]*(?:\s{2,}|\t)\d[\d.,%]*$|doesn't\b|level=|(?:match(?:es)?|no match|(?:in)?valid|(?:not )?ok|(?:in)?correct|wrong|errors?|accept(?:s|ed)?|reject(?:s|ed)?|pass(?:es|ed)?|fail(?:s|ed)?|true|false|yes|no|hit|miss)(?=\W*$|\s(?:in|at|on|because|\()))",
    re.IGNORECASE,
)
"""What a test says of the text before it."""
_LIST_ITEM = re.compile(r"\s*- ")
_STACKED = 3
"""How many different markings upon each other make a list."""
_BARE_MARKING = re.compile(
    rf"^\W*(?:NATO |UK |EU |US )?{say.LEVEL.pattern}(?:[ /,:-]{{1,4}}[A-Z0-9][A-Z0-9,/ ():-]*+)?[\W_]*$"
)
_WORD = re.compile(r"\w+")
_LONGEST_ENTRY = 40
_PROSE = re.compile(r"[a-z]+ [a-z]+ [a-z]+|\bchapter\b")
_REST = re.compile(r"(?:and|or|und|et) (?:above|below|higher|lower|hoher|plus haut)\b")
_JOB = re.compile(
    r"\b(?:polygraph|salary|apply (?:by|now|online|at|before)|vacanc(?:y|ies)|we are hiring|job (?:title|id|ref))\b",
    re.IGNORECASE,
)
_SENDS = re.compile(r"\b(?:attach|enclos|forward|herewith|anbei|ci-joint)", re.IGNORECASE)
_LEVEL_HEAD = re.compile(rf"^\W*(?:[A-Z]{{2,6}} )?{say.LEVEL.pattern}")
_GOES_ON = re.compile(
    r"^(?:- )?(?:and|or|but|then|at|on|in|which|that|centred|centered|is|was|are|were|must|should|may|has|had|before|below|above|under|und|oder|liegt|ist|war|steht|aus|vom|aber|et|ou|est|doit|mais)\b"
)
_OPEN_END = re.compile(r"[a-z](?:[,:]| -)?$")
_COMMENT = re.compile(
    r"^(?:(?:this|that|cette|ce|diese[rs]?) (?:marking|banner|label|line|level|stamp|mention|timbre|vermerk|stempel)|(?:the|der) (?:marking|banner|stamp|vermerk|stempel)) (?:is|was|means|must|should|has|says|n'est|est|ist|war)\b"
    r"|^(?:(?:it|this|that) (?:is|was) (?:not )?(?:an?|the|no) (?:level|marking|stamp|banner|label|mistake|error)\b|note (?:the|that|how) )",
    re.IGNORECASE,
)
"""What a text says of the line above."""
_BULLET = re.compile(r"^\s*(?:\(?\w{1,2}[.)]|[-*+\u2022])\s+(?=\w)")
_OTHER_CODE = re.compile(r"\(([A-Z]{2,4})\) [a-z]")
_CODE = re.compile(r"^\W*\(([A-Z]{1,4})\)\s+\w")
_MARK = re.compile(r"^(?:TS|S|C|U|R|UU|CUI|FOUO|OUO|LOU|SBU|LES|(?:N[URCS]|CTS)(?:A|AT|B)?|UO|O|OS|P|P[ABCV]|IC|SEN)$")
"""The letters that are some nation's paragraph mark."""
_OPTIONS = re2.Options()
_OPTIONS.case_sensitive = False
_OPTIONS.max_mem = 64 << 20
_OPTIONS.never_capture = True
_SHOWN = r"(?:shown|used|given|seen|found|appearing|contained|on|in|of|here|below|above|this|these|it|the|them|page|document|leaflet|handout|slide|slides|text|course|lesson|booklet|exercise|examples?|guide)"
_SPECIMEN = r"(?:example|specimen|sample|muster|dummy|mock-?up)"
_DISOWNS = (
    rf"\b(?:all|any|the) (?:\w+ )?(?:markings?|classifications?|labels?|levels?|banners?|caveats?|portion marks?)(?: {_SHOWN}){{1,5}} (?:is|are) (?:only |purely |all |entirely )?(?:fictitious|fictional|invented|made[ -]?up|imaginary|examples?|samples?|specimens?|illustrative|notional|simulated|not real|for (?:illustration|training|instruction|demonstration|exercise|teaching))"
    r"|\b(?:none of (?:the )?(?:markings?|levels?|banners?|labels?|documents?)[^.\n]{0,40} (?:is|are) real|nothing (?:in|on|here|of)[^.\n]{0,30} is (?:real|classified)|(?:invented|made[ -]?up|fictitious|fictional) for (?:this|the) (?:course|lesson|training|exercise|class|handbook|guide|slides?)|(?:markings?|classifications?|banners?) (?:are |is |\w+ )?for (?:training|illustration|instructional|demonstration|teaching) (?:purposes )?only)\b"
    r"|\bthis (?:handout|leaflet|booklet|lesson|slide|poster|brochure|guide|article|manual|page)(?: itself)? (?:bears|carries|has|contains|holds) (?:no|neither|none)\b"
    rf"|\A\W*(?:(?:this is )?an? )?{_SPECIMEN}(?:\W{{1,3}}(?:only|for training|not a real|not real|do not|end|nur|kein)\b[^\n]*| (?:document|letter|page|message|memo|form) *[^a-z\n]*)\n"
)
"""What a text says of all its markings."""
_OPENS = (
    rf"\b(?:fictitious|fictional|imaginary|invented|made[ -]?up|fiktive[nrs]?|erfundene[nrs]?|fictifs?|fictives?)(?: [a-z-]+){{0,2}} (?:letters?|documents?|messages?|memos?|banners?|markings?|reports?|pages?|examples?|e-?mails?|signals?|minutes|schreiben|dokumente?|note|lettre)\b"
    rf"|\b{_SPECIMEN} only\b|\bnot a real (?:document|message|letter|memo|e-?mail|marking|page)\b|\bnur (?:ein )?(?:beispiel|muster)\b|\blorem ipsum\b|\badd (?:the )?(?:portion )?(?:marks?|markings?|banners?|labels?) to this\b|\brole[ -]?play\b|\b(?:pretend|imagine) (?:you are|that you)\b|\b(?:mock|pretend|dummy|sham) (?:signal|message|letter|memo|report|document|e-?mail)s?\b"
    r"|\b(?:lines?|page|letter|message|document|text|memo) (?:below|that follows?|overleaf) (?:shows?|illustrates?|demonstrates?|is an? (?:example|specimen|sample))"
    r"|\b(?:what is|what's|whats|say what is) wrong with (?:it|this|the)\b|\b(?:correct|find|spot|mark) the (?:errors?|mistakes?|faults?) in (?:this|these|the following|it)\b|\bmark this (?:letter|page|message|document|text)\b|\bfinden sie (?:den|die) fehler|\bcorrigez\b"
)
"""What announces an invented text, which begins after it."""
_CLOSES = re2.compile(
    r"\b(?:end of|ende des|ende der|fin de) (?:the )?(?:l')?(?:example|specimen|sample|exercise|exhibit|figure|beispiels?|musters?|ubung|exemple|exercice)|\bon [^\n]{5,60} wrote:|^-{2,}\s*(?:original message|forwarded)|^from: ",
    _OPTIONS,
)
_FARTHEST = sys.maxsize
_REACH = 1_500
"""How many characters an invented text may have."""


_IS_TALK, _IS_HEADING, _IS_DISOWNED, _IS_OPENED = (
    re2.compile(f"(?m){pattern}", _OPTIONS)
    for pattern in (loosened(f"{_HEADING}|{_DISOWNS}|{_OPENS}"), _HEADING, _DISOWNS, _OPENS)
)


class _Talk(NamedTuple):
    """Where a text has headings that may govern a sample, and the extents that it says are invented."""

    headings: tuple[int, ...] = ()
    invented: tuple[tuple[int, int], ...] = ()

    def is_invented(self, at: int) -> bool:
        """Say whether a position lies in text that is invented."""
        number = bisect_right(self.invented, (at, _FARTHEST)) - 1
        return number >= 0 and at < self.invented[number][1]


def _talk(text: str) -> _Talk:
    """Return the talk of a text; one pass tells that most have none."""
    plain = clean(text)
    if not _IS_TALK.search(plain):
        return _Talk()
    headings = tuple(match.start() for match in _IS_HEADING.finditer(plain))
    if _IS_DISOWNED.search(plain):
        return _Talk(headings, ((0, len(text)),))
    invented: list[tuple[int, int]] = []
    for match in _IS_OPENED.finditer(plain):
        start = match.end()
        close = _CLOSES.search(plain[start : start + _REACH])
        end = start + (close.start() if close else _REACH)
        if invented and start <= invented[-1][1]:
            invented[-1] = invented[-1][0], max(end, invented[-1][1])
        else:
            invented.append((start, end))
    return _Talk(headings, tuple(invented))


def announced(reading: Reading, place: Place) -> str:
    """Return why the text above or around makes talk of a reading that would be a marking; empty where nothing does."""
    if place.where in _EDGES:
        return "The line announces an exercise or an example." if _IS_HEADING.search(clean(place.before)) else ""
    if place.where not in _BODIES:
        return ""
    talk = place.once(_talk)
    if why := _said_outright(reading, place, talk):
        return why
    if place.is_first or place.is_repeated:
        return ""
    return _above_mark(place, talk) if reading.is_portion else _around(place, talk)


def _said_outright(reading: Reading, place: Place, talk: _Talk) -> str:
    """Return what holds on the first and the last line too."""
    if talk.is_invented(place.start):
        return "The text says that it shows specimens."
    if _VERDICT.match(place.raw_after):
        return "The line says how a test of it ended."
    return "It is one of several codes in brackets, or explained." if _is_code(reading, place) else ""


def _above_mark(place: Place, talk: _Talk) -> str:
    """Judge a paragraph mark: in a text that opens with a level figures and answers have marks too."""
    if _is_logged(place):
        return _LOGGED
    return _GOVERNED if not _LEVEL_HEAD.match(place.first_line) and _is_governed(talk, place) else ""


def _around(place: Place, talk: _Talk) -> str:
    if place.is_like_first:
        return ""
    return _GOVERNED if _is_governed(talk, place) else next((why for holds, why in _QUESTIONS if holds(place)), "")


def _is_governed(talk: _Talk, place: Place) -> bool:
    """Say whether the sample of a reading, or of a line before it that reads the same, stands under a heading that makes talk of it."""
    above = place.lines_above(_MOST_LINES)
    if _has_label(above, place):
        return True
    if not talk.headings or talk.headings[0] >= place.start:
        return False
    return _has_heading(above) or _has_heading(place.above_twin(_MOST_LINES))


def _has_label(lines: list[str], place: Place) -> bool:
    """Say whether one of the three lines above is a word that judges a sample, or the key of a list in a configuration file."""
    near = [line for line in lines[:3] if line.strip()]
    if near and _LABEL_HEADING.match(near[0]):
        return True
    is_item = _LIST_ITEM.match(place.line) is not None
    return is_item and any(_KEY.match(line) and not say.LABEL_LINE.match(line) for line in near)


def _has_heading(lines: list[str]) -> bool:
    for line in lines:
        plain = line.strip()
        if plain and len(plain) <= _LONGEST_HEADING and _IS_HEADING.search(clean(plain)):
            return True
        if plain and not _SAMPLE_LINE.match(line):
            return False
    return False


def _is_stacked(place: Place) -> bool:
    """Say whether three or more lines that differ begin with a level and stand one upon the other, with nothing else on them."""
    return place.is_alone and _stack(place) >= _STACKED


def _stack(place: Place) -> int:
    stack = [place.line]
    for lines in (place.lines_above(_STACKED), place.lines_below(_STACKED)):
        for line in lines:
            if not _BARE_MARKING.match(line):
                break
            stack.append(line)
    return len({" ".join(_WORD.findall(line)) for line in stack})


def _interrupts(place: Place) -> bool:
    before = place.introduction
    is_open = place.is_alone and _OPEN_END.search(before) and not say.SALUTATION.match(before)
    below = next((line.strip() for line in place.lines_below(2) if line.strip()), "") if is_open else ""
    return _GOES_ON.match(below) is not None


def _is_commented(place: Place) -> bool:
    below = next((line.strip() for line in place.lines_below(2) if line.strip()), "") if place.is_alone else ""
    return _COMMENT.match(below) is not None


def _is_item(place: Place) -> bool:
    """Say whether a level fills an item of a list whose other items are none."""
    if not place.is_alone or not _BULLET.match(place.line) or place.raw_after.strip():
        return False
    items = [line for line in place.block if _BULLET.match(line)]
    return len(items) >= _STACKED and sum(say.LEVEL.search(line) is None for line in items) >= _STACKED - 1


def _is_answer(place: Place) -> bool:
    """Say whether a level stands right under a question about levels, or is one of two that answer a question."""
    if not place.is_alone:
        return False
    if place.previous.endswith("?") and say.LEVEL.search(place.previous):
        return True
    above = (line for line in place.lines_above(_STACKED + 1) if line.strip() and not _BARE_MARKING.match(line))
    return next(above, "").rstrip().endswith("?") and _stack(place) > 1


def _opens_quotation(place: Place) -> bool:
    is_open = place.raw_before.strip() == '"' and '"' not in place.raw_after
    return is_open and any('"' in line for line in place.block[1:])


def _is_of_others(place: Place) -> bool:
    is_rest = _REST.match(place.following) is not None
    return place.is_alone and (is_rest or any(_JOB.search(line) for line in place.block))


def _is_logged(place: Place) -> bool:
    previous, line = place.previous, place.line
    if _SHELL.match(previous):
        return True
    if _PROMPTED.match(line):
        return _PROMPTED.match(previous) is not None or _PROMPTED.match(place.following) is not None
    if _SAID.match(previous):
        around = (*place.lines_above(3)[1:], *place.lines_below(3))
        return any(_SAID.match(line.strip()) for line in around)
    return previous.endswith("?") and _SPEAKER.match(previous) is not None and _SPEAKER.match(line) is not None


def _is_quoted_from_the_past(place: Place) -> bool:
    before = place.introduction
    words = (_HISTORY, _HISTORY_NOUN, _PROSE)
    return all(pattern.search(before) for pattern in words) and not _SENDS.search(before)


_LOGGED = "It stands in a log, a conversation or what a command wrote."
_GOVERNED = "A heading above announces examples, exercises, codes or choices."
_QUESTIONS = (
    (_is_stacked, "It is one of several markings in a list."),
    (_interrupts, "It interrupts a sentence about it."),
    (_is_commented, "The next line speaks of it."),
    (_is_item, "It is one item of a list of other things."),
    (_is_answer, "It answers a question about levels."),
    (_opens_quotation, "It begins a quotation."),
    (_is_of_others, "It is the level of a person, a post or a system."),
    (_is_logged, _LOGGED),
    (_is_quoted_from_the_past, "It belongs to a document of the past that the text quotes."),
)
"""Asked in this order of what is no paragraph mark."""


def _is_code(reading: Reading, place: Place) -> bool:
    """Say whether a paragraph mark is a code of weather or of a map beside others, or its own level explains it."""
    if not reading.is_portion:
        return False
    if place.raw_after.lstrip()[:1] == "=":
        return True
    name = reading.level.casefold()
    if place.after.casefold().startswith(name) and not place.after[len(name) :].strip(" .;,"):
        return True
    if place.raw_before.strip() or len(place.line) > _LONGEST_ENTRY:
        return False
    others = {found[1] for line in place.block if len(line) <= _LONGEST_ENTRY and (found := _CODE.match(line))}
    others.update(_OTHER_CODE.findall(place.raw_after))
    return any(len(code) > 1 and not _MARK.match(code) for code in others)
