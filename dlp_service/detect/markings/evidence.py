"""
Stage 3b: does the text carry the marking, or talk about it?

Theory of operation.  Rules are asked in order and the first that knows answers.  Place comes first, because
people put markings where nothing else stands: a field, a header, a line of its own, the head of a subject.
Inside a sentence the default is a mention, whatever the level; only a sentence that says that *this* message
is so marked turns it round, and negation, conditions, duties and questions turn it back.

Two rules for whoever edits this: a mention is still reported, so prefer mention to silence for anything that
has the form of a marking; and ordinary words (SECRET SALE) are not even mentions, so silence is right there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from dlp_service.detect.markings.layout import Place
from dlp_service.detect.markings.reading import Reading, Shape


@dataclass(frozen=True, slots=True)
class Judgement:
    """Marking or mention, how sure, and why; `is_noise` drops the reading altogether."""

    is_mention: bool
    confidence: float
    reason: str
    is_noise: bool = False


@dataclass(frozen=True, slots=True)
class Support:
    """
    What the rest of the message says.

    `portions` counts portion marks at paragraph starts, `has_banner` is true when a banner was accepted, `has_letters` when
    other bracketed capitals number the paragraphs.
    """

    portions: int = 0
    has_banner: bool = False
    has_letters: bool = False


def _marking(confidence: float, reason: str) -> Judgement:
    return Judgement(False, confidence, reason)


def _mention(reason: str, confidence: float = 0.3) -> Judgement:
    return Judgement(True, confidence, reason)


_NOISE = Judgement(True, 0.0, "ordinary words", is_noise=True)

_LEVEL = re.compile(
    r"\b(?:OFFICIAL(?:[ -]+SENSITIVE)?|TOP[ -]SECRET|SECRET|CONFIDENTIAL|RESTRICTED|UNCLASSIFIED|PROTECT(?:ED)?|NOT PROTECTIVELY MARKED"
    r"|CUI|FOUO|COSMIC|TLP:[A-Z+]+|PUBLIC|INTERNAL)\b"
)
_LABEL = re.compile(
    r"""(?:^|[\s,;|(\["'<{*_>-])
    (?:(?:document|doc|security|overall|protective|message|e-?mail|file|content|information|data|highest|current|banner|attachment|report|page|source|gsc|hmg|nato|us|uk)[\s_-]*){0,3}
    (?:classification|classified(?:\ as)?|marking|markings|grading|classification[\s_-]level|(?:security|sensitivity|marking)[\s_-](?:level|label)|securitylabel|class
       |handling(?:[\s_-](?:instructions?|caveats?))?|sensitivity|protective[\s_-]?mark)
    (?:\ of\ this\ [a-z]+)?(?:\ is)?
    \s*["'*_]*\s*(?:[:=\t]|\s-\s)\s*["'*_(\[]*\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_LABEL_LINE = re.compile(
    r"^\W*(?:(?:document|security|overall|protective|message|e-?mail|file)\s+){0,2}(?:classification|marking|grading|class|handling)(?:\s+level)?\s*:?\W*$",
    re.IGNORECASE,
)
_CODE = re.compile(r"[A-Za-z0-9_$@/\\{.%=&?]$")
_CODE_AFTER = re.compile(r"^(?:[_=@\\$%{]|-[a-z0-9_]|-[A-Z][a-z]|/[a-z0-9]|\.[a-z0-9]|'s\b|\(\)|\[|:[a-z0-9/])")
_NEGATION = re.compile(
    r"\b(?:not?|never|neither|nor|cannot|without|hardly|isn't|wasn't|aren't|weren't|doesn't|don't|didn't|won't|no longer|nothing|none|rather than|instead of"
    r"|non)\b(?:\W+\w+){0,6}\W*$|\b(?:below|above|less than|more than|over|under|beyond|up to)\W*$|n't\b(?:\W+\w+){0,6}\W*$",
    re.IGNORECASE,
)
_MODAL = re.compile(
    r"\b(?:if|unless|when|whenever|once|until|before|after|where|whether|should|shall|must|would|could|may|might|can|will|ought|need(?:s|ed)? to|have to|has to|had to|require[sd]?|suppose|assume|imagine"
    r"|example|e\.g|i\.e|for instance|such as|like|any(?:thing|one)?|every(?:thing)?|all|each|how|why|what|which|who|word|term|phrase|called|means?|meaning|defin\w+|write|type|use|using|used|say|says|said"
    r"|between|versus|vs|guide|guidance|polic(?:y|ies)|rules?|training|course|levels?|tiers?|categor\w+|clear(?:ed|ance)|vett(?:ed|ing)|was|were|formerly|previously|used to be|originally|think|thought|believe|wonder|ask(?:ed)?|told|recommend\w*"
    r"|suggest\w*|consider\w*|propos\w*|documents|papers|files|letters|emails|messages|material|records|stamped|anything)\b",
    re.IGNORECASE,
)
_HARD_MODAL = re.compile(
    r"\b(?:if|unless|whenever|whether|should|must|would|could|may|might|ought|need(?:s|ed)? to|have to|require[sd]?|suppose|assume|imagine|example|for instance|such as|how|why|formerly|previously|used to|originally|think|wonder|word|term|clear(?:ed|ance)"
    r"|was|were|will|had|until|template|sample|pretend|exercise|quiz|joke|joking|almost|nearly)\b",
    re.IGNORECASE,
)
_ITEM = (
    r"(?:e-?mails?|mails?|messages?|documents?|notes?|papers?|memo(?:randum)?|attachments?|attached(?: \w+)?|enclos(?:ed|ure)s?(?: \w+)?|files?|annex(?:es)?(?: \w)?|appendix|reports?|letters?|brief(?:ing)?s?|threads?|spreadsheets?"
    r"|slides?|decks?|presentations?|contents?|information|material|minutes|drafts?|submissions?|everything|data|details?|text|paragraphs?|sections?|tables?|figures|page|chain|correspondence|table|summary|record|conversation|call|invite|meeting|product|item|pack|transmission|cable|dispatch|version|assessment|plan|list|sheet|schedule|forwarded|below)"
)
_SELF = re.compile(
    r"(?:^|[\s,;:(\u2014-])(?:"
    r"(?:this|these|the (?:attached|enclosed|following|above|below)|the (?:entire |whole |full )?contents? of this|all(?: of)? th(?:is|e)(?: \w+)? ?(?:in|of) this|my|both|everything(?: (?:below|above|attached|enclosed|in this|here))?|attached|enclosed|the information (?:in|contained in) this)"
    r"(?:\W+[\w-]+){0,7}?\W+(?:is|are|has been|have been|remains?|stays?|carries|carry|bears?|contains?|was|being)(?: (?:now|all|both|hereby|currently|to be|being|still|therefore|overall|classified|marked|graded|rated|protectively marked|handled|treated|held|information|material|data|content|the marking|a marking of|up to|at|as|an?|and|the classification|designated|caveated|regarded))*"
    r"|(?:please )?(?:treat|handle|regard|consider|hold|keep|protect|store)(?: (?:this|these|the attached|the enclosed|it|them|attached|its contents|the contents|everything below))(?:\W+[\w-]+){0,5}?\W+(?:as|at|to be|under)"
    r"|(?:i am|i'm|we are|i have|i've|we have|we've) (?:sending|send|sent|treating|treated|handling|marking|marked|classifying|classified|sharing|shared|forwarding|grading|graded|issuing|issued)(?: (?:this|it|these|you this|the attached|the enclosed|them))(?:\W+[\w-]+){0,4}?(?:\W+(?:as|at|under))?"
    r"|(?:sent|shared|issued|circulated|released|provided|forwarded) (?:to you )?(?:as|at|under)"
    r"|th(?:is|ese) (?:is|are) (?:all )?(?:an? )?"
    r"|^(?:marked|classified|classification(?: is)?|graded|protectively marked|handle as|treat as)(?: as| at)?"
    r")\W*$",
    re.IGNORECASE,
)
_SELF_ITEM = re.compile(rf"\b{_ITEM}\b", re.IGNORECASE)
_THIS = re.compile(
    r"\b(?:this|these|attached|enclosed|it|them|i am|i'm|we are|i've|i have|sent|shared|issued|circulated|released|provided|forwarded|marked|classified|graded|classification|my|above|below|following)\b",
    re.IGNORECASE,
)
_NOUN_AFTER = re.compile(
    r"^\W{0,2}(?:documents|papers|files|letters|e?mails|messages|material|materials|information|data|records|level|levels|clearance|clearances|cleared|network|networks|system|systems|environment|markings?|label|labels|caveat|caveats|banner"
    r"|handling|guidance|guide|policy|training|course|classification|classifications|rules|rating|tier|work|laptops?|printers?|rooms?|areas?|sites?|facilit\w+|accreditation|vetting|briefing|means|mean|covers|applies|refers|is|are|was|were|must|should|may|can|"
    r"or|and above|and below|or above|or below|or higher|assets?|definitions?|explained|refresher|quiz|webinar|engineer|job|role|contract|contracts|bid|bids|only networks|program(?:me)?s?|projects?|portion|portions|paragraphs?|sauce|santa|ingredient|recipe|agent|garden|service)\b",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"^[\W_]*(?:means?|meaning|is (?:for|used|the|a|an)\b|are\b|covers?|refers?|appl(?:y|ies)|denotes?|information (?:that|which|whose)|used (?:for|when)|the (?:lowest|highest|most|majority)|most (?:of|routine|government)|may (?:be|cause)|could (?:cause|damage|lead)|"
    r"would (?:cause|damage)|unauthori[sz]ed disclosure|disclosure|should|must|restricted to|for (?:named )?recipients? only in|recipients (?:may|can|must)|routine|very sensitive|exceptionally|serious|damage|compromise|documents|e-?mails|papers|any |all |store|lock|never|do not|only )",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"\b(?:example|examples|sample|specimen|muster|template|mock-?up|illustration|for training (?:purposes|use)|training (?:only|purposes)|demo|dummy|placeholder|fictitious|fictional|not (?:actually |really )?classified|"
    r"exercise exercise|not a real|hypothetical|quiz|lorem)\b",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"\b(?:examples?|banners?|mark(?:ed|ing|ings)?|write|written|type|like this|as follows|following|format|should|must|levels?|reads?|read|labels?|heading|header|footer|options?|choose|drop-?down|select|syntax|stamp|stamped|words?|called|"
    r"such as|classifications?|tiers?|categories|appears?|looks?|use|one of|instead of|line)\b[^:]{0,60}:\W*$",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    r"\b(?:should|must|reads?|like|as|marked|write|example|banner|says?|written|appears?|following|called|type|stamped)\W*$", re.IGNORECASE
)
_LOWER_END = re.compile(r"(?:[a-z,(]|\b(?:a|the|of|as|is|are|be|or|and|to|at|for|marked))$")
_DISCUSSING = re.compile(
    r"\b(?:guide|guidance|training|course|polic(?:y|ies)|how to|rules?|quiz|webinar|explained|explain|refresher|awareness|workshop|clear(?:ed|ance|ances)|vetting|vacanc(?:y|ies)|jobs?|hiring|recruit\w*|means?|meaning|defin\w+|versus|vs\.?|levels?|tiers?|"
    r"question|faq|should|markings?|mark|marked|which|what|when|why|using|change|changes|replac\w+|scheme|network|system|systems|handling|laptops?|candidates?|engineer|analyst)\b",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\b(?:to|of|on|at|for|about|marked|is|are|as|not|than|versus|vs|or|and|in|from|with|called|the|a|an|this|no|into|above|below|up to|be|becomes?|was|our|your|new)\W*$",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"\b(?:MOST|ULTRA|STRICTLY|PRIVATE AND|PRIVATE &|COMPANY|COMMERCIAL|PROPRIETARY|CLIENT|ATTORNEY|TRADE|BUSINESS|HIGHLY|VERY|IN|STAFF|MEDICAL|NON|SEMI|UN|THE|A|AN|MY|OUR|YOUR|HIS|HER|NO|TOP)[ &-]+$"
)
_SEPARATES = re.compile(r"^\s*(?:[:|;\]\)>]|[-~]+[\s]|//?\s|,\s|\.\s|\.$|\t|\s{3,})")
_SEPARATED = re.compile(r"(?:[:|;\[\(]|[\s][-~]+|\s//?|,|\t|\s{3,}|[.!])\s*$")
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|should|must|may|can|could|do|does|did|please|need|needs|means|goes|go|keep|send|mark|write|use|put|read|say|says|sign|signed|ask|told)\b",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"^\s*(?:\d{4}|copyright|by\b|\u00a9)|\b(?:copyright|all rights reserved|ltd|inc|corp|gmbh|llc|plc|foundation)\b",
    re.IGNORECASE,
)
_BULLET_LEAD = re.compile(r"^\W*(?:\(?\d{1,3}(?:\.\d{1,3}){0,4}[.)]?|\(?[a-z][.)])?\W*$")
_TEMPLATE = re.compile(r"[<\[{](?:name|date|insert|source|yyyy\w*|tbd|xx+)|\bYYYYMMDD\b|\bXX+\b|\bTBD\b", re.IGNORECASE)

Rule = Callable[[Reading, Place], Judgement | None]


def judge(reading: Reading, place: Place, support: Support) -> Judgement:
    """Say whether a reading is a marking or a mention."""
    if reading.is_portion:
        return _portion(reading, place, support)
    for rule in _RULES:
        judgement = rule(reading, place)
        if judgement is not None:
            return judgement
    return _sentence(reading, place)


# --- portion marks -------------------------------------------------------------------------------


def _portion(reading: Reading, place: Place, support: Support) -> Judgement:
    at_start = not place.before or bool(_BULLET_LEAD.match(place.before))
    if reading.shape is Shape.WORD:
        if not at_start or place.is_alone or (reading.level == "CONFIDENTIAL" and _COPYRIGHT.search(place.after)):
            return _NOISE
        if support.has_letters or not place.raw_after[:1].isspace():
            return _NOISE
        if place.is_subject and reading.scheme == "us":
            return _marking(0.8, "portion mark at the start of the subject")
        if support.has_banner or support.portions >= 2:
            return _marking(0.92, "portion mark in a marked document")
        return _NOISE
    if at_start or place.is_alone:
        if _EXAMPLE.search(place.introduction) or _introduces(place):
            return _mention("portion mark given as an example")
        if _DEFINITION.match(place.after):
            return _mention("portion mark being explained")
        return _marking(0.95, "portion mark at the start of a paragraph")
    if place.is_subject or (support.has_banner and not _VERB.search(place.before)):
        return _marking(0.85, "portion mark in a heading")
    if (
        not place.after
        and not _PREPOSITION.search(place.before)
        and not _MODAL.search(place.lead)
        and reading.shape is Shape.FORM
    ):
        return _marking(0.7, "portion mark at the end of a line")
    return _mention("portion mark inside a sentence")


def is_list_letter(text: str, start: int) -> bool:
    """Say whether a bracketed capital that is no level opens the line at `start`."""
    return _LIST_LETTER.match(text, start) is not None


_LIST_LETTER = re.compile(r"[ \t]*\([ABD-QTV-Z]\)\s")


# --- banners -------------------------------------------------------------------------------------


def _compound(reading: Reading, place: Place) -> Judgement | None:
    """Drop level words that are part of a name, a path, a command or a longer phrase."""
    before, after = place.raw_before, place.raw_after
    if place.where in {"file_name", "property", "header"}:
        return None
    if reading.shape < Shape.FORM:
        if _CODE.search(before) and not _LABEL.search(before):
            return _NOISE
        if _CODE_AFTER.match(after) and not (after[0] == "[" and after[1:2].isupper()):
            return _NOISE
        if before.endswith("-") and before[-2:-1].isalnum():
            return _NOISE
        if _HISTORY.search(before):
            return _mention("part of a longer phrase", 0.2)
    elif before[-1:].isalnum():
        return _NOISE
    return None


def _field(reading: Reading, place: Place) -> Judgement | None:
    if not _LABEL.search(place.raw_before):
        return None
    if _is_choice(place.raw_after):
        return _mention("field that offers a choice")
    if "?" in place.trail[:60] and place.where == "body":
        return None
    if (
        _EXAMPLE.search(place.raw_before)
        or _EXAMPLE.search(place.raw_after)
        or re.search(r"clearance", place.raw_before, re.IGNORECASE)
    ):
        return _mention("field of an example")
    if place.after and not _SEPARATES.match(place.raw_after) and place.after[0].islower() and not reading.is_caps:
        return _mention("label with running text")
    return _marking(0.95, "value of a classification field")


def _is_choice(after: str) -> bool:
    return bool(re.match(r"^\W{0,3}(?:/|\||or\b|,)\W*", after, re.IGNORECASE) and _LEVEL.search(after[:60]))


def _property(reading: Reading, place: Place) -> Judgement | None:
    """Read `Name=value` of headers and document properties."""
    if place.where not in {"property", "header"} or place.is_subject:
        return None
    name, _, lead = place.raw_before.replace(":", "=", 1).partition("=")
    if not name.strip():
        return _edge_text(reading, place) if place.is_alone and _is_clear(reading) else _mention("word in a property")
    if _LABEL.search(place.raw_before) or re.search(
        r"classif|marking|securitylabel|sensitivity|caveat", name, re.IGNORECASE
    ):
        return _marking(0.93, "value of a classification property")
    titled = re.search(r"title|subject|keywords?|category|comments?|description|tags", name, re.IGNORECASE)
    if (
        titled
        and not lead.strip(" \"'[(")
        and (not place.after or (_SEPARATES.match(place.raw_after) and _is_clear(reading)))
    ):
        return _marking(0.8, "leads a document property") if _is_clear(reading) else None
    if titled and not place.after and _SEPARATED.search(lead) and _is_clear(reading):
        return _marking(0.75, "ends a document property")
    return _mention("word in a property") if reading.shape >= Shape.FORM else _NOISE


def _is_clear(reading: Reading) -> bool:
    """Say whether capitals or structure carry the reading."""
    return reading.is_caps or reading.shape is Shape.FORM


def _edge(reading: Reading, place: Place) -> Judgement | None:
    """Page headers and footers carry markings unless they hold a sentence about one."""
    if place.where not in {"footer", "page_header"}:
        return None
    return _edge_text(reading, place)


def _edge_text(reading: Reading, place: Place) -> Judgement | None:
    if _EXAMPLE.search(place.raw_before + place.raw_after):
        return _mention("page header of an example")
    if place.is_alone:
        return _marking(0.97, f"alone in the {place.where.replace('_', ' ')}")
    words = f"{place.before} {place.after}"
    apart = (not place.before or _SEPARATED.search(place.raw_before)) and (
        not place.after or _SEPARATES.match(place.raw_after)
    )
    if _is_clear(reading) and (
        apart or (reading.shape is Shape.FORM and not _VERB.search(words) and not _DISCUSSING.search(words))
    ):
        return _marking(0.9, f"stands apart in the {place.where.replace('_', ' ')}")
    return None


def _subject(reading: Reading, place: Place) -> Judgement | None:
    if not place.is_subject:
        return None
    if _is_list(place) and not (not place.before and _SEPARATES.match(place.raw_after)):
        return _mention("one of several levels")
    inside = _bracketed(reading, place)
    if not _is_clear(reading):
        return None
    if not place.raw_before.strip(" \"'*"):
        return _subject_start(reading, place, inside=inside)
    if not place.after:
        return _subject_end(reading, place, inside=inside)
    if inside == "[" and reading.shape > Shape.WORD:
        return _marking(0.85, "in brackets in the subject")
    return None


def _subject_start(reading: Reading, place: Place, *, inside: str) -> Judgement | None:
    if not place.after or inside:
        return (
            _mention("asked about in the subject")
            if "?" in place.raw_after[:2]
            else _marking(0.93, "at the start of the subject")
        )
    if _is_choice(place.raw_after):
        return _mention("one of several levels")
    if _SEPARATES.match(place.raw_after):
        return (
            _mention("being defined in the subject")
            if _DEFINITION.match(place.after) and _DISCUSSING.search(place.after)
            else _marking(0.93 if reading.shape is Shape.FORM else 0.85, "leads the subject")
        )
    if (
        (reading.shape is Shape.FORM or reading.level in {"UNCLASSIFIED", "CUI"})
        and not _NOUN_AFTER.match(place.raw_after)
        and not _DISCUSSING.search(place.after)
        and "?" not in place.after
        and not _is_phrase(reading, place)
    ):
        return _marking(0.85, "leads the subject")
    return None


def _is_phrase(reading: Reading, place: Place) -> bool:
    """Say whether only a prefix makes the form and a common noun goes on: `UK OFFICIAL statistics`, `EU SECRET summit`."""
    return (
        place.after[:1].islower()
        and reading.scheme in {"uk", "eu"}
        and reading.level not in {"OFFICIAL-SENSITIVE", "NOT PROTECTIVELY MARKED"}
        and set(reading.caveats) <= {"UK PREFIX"}
    )


def _subject_end(reading: Reading, place: Place, *, inside: str) -> Judgement | None:
    if "?" in place.raw_after:
        return _mention("asked about in the subject")
    if inside or _SEPARATED.search(place.raw_before):
        return _marking(0.9, "ends the subject")
    if reading.shape is Shape.FORM and not _PREPOSITION.search(place.before) and not _DISCUSSING.search(place.before):
        return _marking(0.8, "ends the subject")
    return None


def _bracketed(reading: Reading, place: Place) -> str:
    """Return the bracket that the reading took in, or an empty string."""
    del place
    return reading.bracket


def _alone(reading: Reading, place: Place) -> Judgement | None:
    if not place.is_alone or place.is_subject:
        return None
    if "?" in place.raw_after:
        return _mention("asked about")
    if _is_list(place):
        return _mention("one of several levels listed")
    if _EXAMPLE.search(place.previous) or _EXAMPLE.search(place.following) or _introduces(place):
        if not _LABEL_LINE.match(place.introduction):
            return _mention("given as an example")
    if _is_wrapped(place):
        return None
    if not _is_clear(reading):
        if _LABEL_LINE.match(place.introduction):
            return _marking(0.85, "under a classification heading")
        return _marking(0.6, "alone on the first line") if place.is_first and reading.level == "TOP SECRET" else _NOISE
    if place.is_first or place.is_last:
        return _marking(0.97, f"alone on the {'first' if place.is_first else 'last'} line")
    return _marking(0.93, "alone on a quoted line" if place.is_quoted else "alone on its line")


def _introduces(place: Place) -> bool:
    """Say whether the line before leads to an example: `Write it like this:`, `The header should read`."""
    return bool(_INTRODUCES.search(place.introduction) or _INTRODUCED.search(place.introduction))


def _is_wrapped(place: Place) -> bool:
    """Say whether the line is the middle of a sentence that was broken into lines."""
    if not place.previous or not _LOWER_END.search(place.previous) or _SALUTATION.match(place.previous):
        return False
    return bool(
        place.following[:1].islower()
        or place.raw_after.strip()[:1] in {".", ",", ";"}
        or _PREPOSITION.search(place.previous)
    )


_SALUTATION = re.compile(
    r"^(?:hi|hello|dear|all|team|colleagues|morning|afternoon|good \w+|sir|madam)\b[^.]{0,30}[,!]$", re.IGNORECASE
)


def _is_list(place: Place) -> bool:
    """Say whether three or more different levels stand together on the line or head the lines of the paragraph."""
    line = f"{place.raw_before} \x00 {place.raw_after}"
    here = {_level_name(found) for found in _LEVEL.findall(line)}
    if len(here) >= 2:
        return True
    heads: set[str] = set()
    for other in place.block:
        found = _LEVEL.search(other[:60])
        if found and "//" not in other:
            heads.add(_level_name(found[0]))
    return len(heads) >= 3


def _level_name(text: str) -> str:
    return " ".join(text.replace("-", " ").split())


def _leading(reading: Reading, place: Place) -> Judgement | None:
    """Judge a reading at the start of a line that goes on."""
    if place.before or not place.after or place.is_subject or not _is_clear(reading):
        return None
    if _is_list(place):
        return _mention("one of several levels listed")
    if _DEFINITION.match(place.after):
        return _mention("being defined")
    if _EXAMPLE.search(place.after) or _introduces(place):
        return _mention("given as an example")
    if _is_wrapped(place):
        return None
    separated = bool(_SEPARATES.match(place.raw_after)) or bool(reading.bracket)
    if reading.is_spaced:
        return _marking(0.9, "letters typed apart at the start of a line")
    if separated and reading.shape is Shape.FORM:
        return _marking(0.9, "leads its line")
    if separated and reading.shape is Shape.TERM:
        return _marking(0.85, "leads its line")
    if separated and (place.is_first or place.is_last):
        return _marking(0.8, "leads the first line")
    if separated and reading.bracket and not place.lead.rstrip("([").strip():
        return _marking(0.75, "in brackets at the start of a paragraph")
    if (
        reading.shape is Shape.FORM
        and place.is_first
        and not _NOUN_AFTER.match(place.raw_after)
        and not _VERB.match(place.after)
        and not _is_phrase(reading, place)
    ):
        return _marking(0.8, "leads the first line")
    return None


def _trailing(reading: Reading, place: Place) -> Judgement | None:
    """Judge a reading at the end of a line that begins with something else."""
    if not place.before or place.after or place.is_subject or not _is_clear(reading) or place.raw_after.strip():
        return None
    if not (_SEPARATED.search(place.raw_before) or reading.bracket) or _is_list(place):
        return None
    if (
        _EXAMPLE.search(place.before)
        or _VERB.search(place.before)
        or _DISCUSSING.search(place.before)
        or _INTRODUCES.search(place.raw_before)
    ):
        return None
    if place.where == "cell" and "\t" in place.raw_before:
        return None
    if reading.shape is Shape.FORM and len(place.before) < 90:
        return _marking(0.8, "ends a heading")
    if (place.is_first or place.is_last) and len(place.before) < 90 and not re.search(r":\s*$", place.raw_before):
        return _marking(0.75, "ends the first or last line")
    return None


def _file_name(reading: Reading, place: Place) -> Judgement | None:
    if place.where != "file_name":
        return None
    if reading.shape is Shape.WORD and not (reading.is_caps and re.match(r"^(?:[_ .-]|$)", place.raw_after)):
        return _NOISE
    if _DISCUSSING.search(place.raw_after.replace("_", " ")) or _DISCUSSING.search(place.raw_before.replace("_", " ")):
        return _mention("file name about markings")
    return _marking(0.6, "in the file name") if _is_clear(reading) else _NOISE


def _sentence(reading: Reading, place: Place) -> Judgement:
    """Judge a reading inside a sentence: a mention unless the sentence speaks of this very message."""
    if reading.shape is Shape.WORD and (not reading.is_caps or _is_shouted(place)):
        return _NOISE
    if not reading.is_caps and reading.shape is not Shape.FORM:
        return _NOISE
    lead, trail = place.lead, place.trail
    if "?" in trail[-3:] or _NEGATION.search(lead):
        return _mention("asked about" if "?" in trail[-3:] else "denied")
    own = _SELF.search(lead)
    if own and not _HARD_MODAL.search(lead) and not _is_list(place) and _speaks_of_item(own[0], trail):
        if not _NOUN_AFTER.match(place.raw_after) or _ITEM_AFTER.match(place.raw_after):
            return _marking(0.85, "the message says so of itself")
    return _mention("inside a sentence")


_ITEM_AFTER = re.compile(rf"^\s*(?:{_ITEM}|information|material|data)\b[\s.,;]", re.IGNORECASE)


def _speaks_of_item(lead: str, trail: str) -> bool:
    if re.search(r"\bthis (?:is|are)\W+(?:an?\W*)?$", lead, re.IGNORECASE):
        return bool(
            re.match(r"^\W{0,2}(?:$|[.,;!]|" + _ITEM + r"\b|so\b|and\b|please\b|-)", trail.strip(), re.IGNORECASE)
        )
    return bool(
        _SELF_ITEM.search(lead)
        or re.search(
            r"\b(?:this|these|it|them|sent|shared|issued|marked|classified|graded|attached|enclosed|my|circulated|released|provided|forwarded|classification|handle|treat)\b",
            lead,
            re.IGNORECASE,
        )
    )


def _is_shouted(place: Place) -> bool:
    """Say whether the words around are in capitals too, so that capitals mean nothing."""
    words = [word for word in re.findall(r"[A-Za-z]{2,}", f"{place.raw_before} {place.raw_after}") if len(word) > 1]
    upper = sum(word.isupper() for word in words)
    return bool(words) and upper * 2 > len(words)


_RULES: tuple[Rule, ...] = (_compound, _file_name, _field, _property, _edge, _subject, _alone, _leading, _trailing)
"""Asked in this order; a reading that none of them places is judged by its sentence."""
