"""
Stage 3d: what a sentence says of the very message it stands in.

`This email is classified SECRET` marks the message, `Letters marked SECRET go by courier` does not.  What tells
them apart is who the sentence speaks of: `ASSERTIONS` are small grammars of an own item (this message, its
attachments, its contents) and of a verb that gives it a level, read up to the level word.
What turns such a sentence round (negation, duty, condition, question) is decided in `sentences`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import re2

from dlp_service.detect.markings import foreign
from dlp_service.detect.markings.quick import loosened

ITEM = (
    r"(?:e-?mails?|mails?|messages?|documents?|notes?|papers?|memo(?:randum|s)?|attachments?|enclosures?|files?|annex(?:es)?(?: \w)?|appendix|appendices|reports?|letters?|brief(?:ing)?s?"
    r"|threads?|spreadsheets?|workbooks?|slides?|decks?|presentations?|contents?|information|material|minutes|drafts?|submissions?|data|details?|text|paragraphs?|paras?|sections?|tables?|figures?"
    r"|pages?|chain|correspondence|summary|records?|conversation|call|invite|invitation|meeting|product|items?|pack|transmission|transmittal|cable|dispatch|signal|version|assessment|plans?|lists?|sheets?"
    r"|schedules?|drawings?|maps?|photos?|images?|videos?|recordings?|zip|pdf|archive|forms?|orders?|exchange|traffic|reply|response|package|folder|copy|transcript|log|map|brief|addendum|extract|publication|advisor(?:y|ies)|bulletins?|alerts?|circulars?|statements?|rosters?|registers?|estimates?|agendas?|write-?ups?|screenshots?)"
)
PIECE = r"(?:cells?|columns?|rows?|tabs?|work\s?sheets?|slides?|charts?|graphs?|diagrams?|captions?|box(?:es)?|bullets?|sentences?)"
"""Pieces of a document that a remark beside them speaks of."""
_ADVERB = (
    r"(?:now|all|both|hereby|currently|still|therefore|thus|overall|provisionally|accordingly|formally|also|already|only|being|to\sbe|each|security|protectively|itself|again|strictly|deliberately|correctly"
    r"|at\s(?:present|the\smoment|this\spoint)|for\snow|as\sof\s(?:now|today))"
)
_VERB = r"(?:classified|marked|graded|rated|assessed|caveated|label+ed|designated|regarded|treated|handled|held|stamped|categori[sz]ed|considered|deemed|kept|tagged|(?:upgraded|raised|regraded|reclassified)(?:\s(?:to|as))?)"
_PASSED_ON = r"(?:sent|shared|issued|circulated|released|provided|forwarded|distributed|transmitted)"
_LINK = r"(?:as|at|up\sto(?:\sand\sincluding)?|to\sbe|an?|the|level|under|for|information|material|data|content|marking|with\sthe\smarking|(?:the\s)?(?:marking|classification|level|grading)(?:\sof)?)"
_AFTERWORD = (
    r"(?:[,\s]*\b(?:of|in|from|below|above|here|herein|hereto|hereafter|attached|enclosed|and|with|to|on|at|for|about|by|that|which|sent|we|i|dated|contained|including|plus|itself)\b"
    r"(?:[\s,]+[\w'./&-]+){0,8}?|\s(?:was|were|has\sbeen|will\sbe|comes|covers|gives|describes|replaces)\s[\w\s,'-]{1,60}?\sand)?"
)
_THIS = r"(?:this|these|the\s(?:attached|enclosed|following|present|whole|entire|full|above|below|forwarded|accompanying)|my|our\s(?:attached|enclosed)|attached|enclosed|accompanying)"
_OTHER = r"(?!(?:kind|sort|type|category|class|word|term|phrase|course|network|system|room|laptop|printer|site|job|role|post)s?\b)"
_OWN = rf"{_THIS}(?:\s{_OTHER}[\w'-]+){{0,3}}?\s(?:{ITEM}|{PIECE})\b{_AFTERWORD}"
_THINGS_SENT = rf"(?:the\s(?:\w+\s){{0,2}}?(?:(?!(?:documents|files|papers|letters|records|orders|folders|packages|reports|forms|maps|photos|images|videos|recordings|drawings|publications)\b){ITEM}\s(?:below|above|overleaf|(?:that|which)\sfollows?)|{ITEM}\s(?:attached|enclosed|herewith|hereto))|(?:the\s)?(?:attachments?|annex(?:es)?|enclosures?|appendix|appendices)|(?:the\s)?(?:attached|enclosed)\s\w+|the\s(?:zip|spreadsheet|workbook|slides|deck|pdf)|(?:the|what)\s?(?:\w+\s)?you(?:'re|\sare)\s(?:now\s)?(?:reading|holding|looking\sat|about\sto\s\w+)){_AFTERWORD}"
_CONTENT = (
    r"(?:(?:the\s)?(?:whole\s|entire\s|full\s)?contents?(?:\s(?:below|above|here(?:in)?|attached))?(?:\sof\s[\w'\s-]{1,40}?)?|everything\s(?:in|below|above|attached|enclosed|here)\b[\w'\s-]{0,40}?"
    r"|(?:the\s|all\s)?(?:information|material|data)\s(?:(?:contained|given|set\sout)\s)?(?:in\sthis\s\w+|herein|below|above|attached)"
    r"|all\s(?:of\s)?(?:this|it|the\sabove|the\sattached))"
)
_POINTER = r"(?:this\sone|this|these|both|the\s(?:above|below|attached|enclosed|following|foregoing)|attached|enclosed|all\sof\sthis)"
_IS = rf"(?:is|are|has\sbeen|have\sbeen|remains?|stays?|comes?|goes|go)(?:\s{_ADVERB})*"
_BY = r"(?:\sby\s(?:[\w'-]+\s?){1,3})?"
_GIVES = rf"{_IS}(?:\s(?:{_VERB}|{_PASSED_ON}))?(?:\sto\syou)?{_BY}(?:\s{_LINK})*"
_GIVES_PLAINLY = rf"{_IS}\s(?:{_VERB}|{_PASSED_ON})(?:\sto\syou)?{_BY}(?:\s{_LINK})*"
_BEARS = r"(?:carries|carry|bears?|(?:has|have)\s(?:the|a|an)\s(?:\w+\s)?(?:marking|classification|grading|banner|caveat))(?:\s(?:the|a|an|\w+ive|overall|security|marking|classification|grading|banner|caveat|label|of))*"
_CONTAINS = (
    r"(?:contains?|includes?|holds?)(?:\s(?:some|also|the|an?|sensitive|several|one))*"
    rf"(?:\s(?:information|material|data|content|details|paragraphs|figures)(?:\s(?:that|which))?(?:\s(?:is|are))?(?:\s{_VERB})?(?:\s{_LINK})*)?"
)
_OBJECT = rf"(?:you\s)?(?:{_THIS}(?:\s{_OTHER}[\w'-]+){{0,4}}?|it|them|its\scontents|the\scontents|everything(?:\s\w+)?|this\sone|{_CONTENT})(?:\s(?:below|above|of\s\w+|from\s\w+|here)){{0,2}}"
_TREAT = r"(?:treat|handle|regard|keep|hold|protect|store|hold\son\sto|file|class)"
_I = r"(?:i|we|the\soriginator|the\sauthor|the\sdesk)\s?(?:am|are|have|has|had\sto|'m|'re|'ve)?"
_MARKING_IT = r"(?:marking|marked|mark|classifying|classified|classify|grading|graded|grade|treating|treated|treat|handling|rating|rated|upgrading|upgraded|issuing|issued|sending|sent|send|sharing|shared|share|releasing|released|circulating|circulated|distributing|forwarding|forwarded|passing|putting)"
_TREATED = r"be\s(?:treated|handled|regarded|considered|protected|held|kept|stored|safeguarded)"
_POLITE = r"(?:(?:please|kindly|pls|pse)\s)?"


class Assertion(NamedTuple):
    """One way of saying it: a pattern that ends at the level word, and whether the sentence must end there too."""

    pattern: re.Pattern[str]
    reason: str
    ends_clause: bool = False
    takes_duty: bool = False
    about_contents: bool = False


def _ends(words: str) -> re.Pattern[str]:
    """Return the pattern of words that stand at the beginning of a clause and end at the level word."""
    return re.compile(rf"(?:^|[\s,;:(\"'*_\u2014-])(?:{words})[\W_]*$", re.IGNORECASE)


def _begins(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[.:;,(]\s*|\s-+\s)[\W_]*(?:{words})[\W_]*$", re.IGNORECASE)


def _opens(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[.:;(]\s*|\s-+\s)[\W_]*(?:{words})[\W_]*$", re.IGNORECASE)


ASSERTIONS = (
    Assertion(_ends(rf"(?:{_OWN}|{_THINGS_SENT})\s(?:{_GIVES}|{_BEARS})"), "The sentence says so of this very message or its attachment.", about_contents=True),
    Assertion(_ends(rf"(?:{_OWN}|{_THINGS_SENT}|{_CONTENT}|{_POINTER})\s(?:is\sto|are\sto|(?:must|should|shall|has\sto|have\sto|needs?\sto|ought\sto))\s{_TREATED}(?:\s{_ADVERB})*(?:\s{_LINK})*"), "The reader is told to treat this message so.", takes_duty=True),
    Assertion(_ends(rf"{_CONTENT}\s(?:{_GIVES}|{_BEARS}|{_CONTAINS})"), "The sentence says so of the contents of this message.", about_contents=True),
    Assertion(_ends(rf"(?:{_OWN}|{_THINGS_SENT}|this|attached)\s{_CONTAINS}"), "The sentence says that this message or its attachment holds such content.", about_contents=True),
    Assertion(_ends(rf"{_POINTER}\s(?:{_GIVES_PLAINLY}|{_BEARS})"), "The sentence says so of this message."),
    Assertion(_ends(rf"{_POINTER}\s{_GIVES}"), "The sentence calls this message so.", ends_clause=True),
    Assertion(_ends(rf"{_POLITE}{_TREAT}\s{_OBJECT}(?:\s{_ADVERB})*\s(?:as|at|to\sbe|under)(?:\s{_LINK})*"), "The reader is asked to treat this message so.", takes_duty=True),
    Assertion(_ends(rf"{_POLITE}(?:consider|regard)\s{_OBJECT}(?:\s(?:as|to\sbe|at))?(?:\s{_LINK})*"), "The reader is asked to treat this message so.", takes_duty=True),
    Assertion(_ends(rf"{_I}(?:\s{_ADVERB})*\s{_MARKING_IT}\s(?:{_OBJECT}|the\s(?:[\w'-]+\s)?{ITEM})(?:\s{_ADVERB})*(?:\s{_LINK})*"), "The author says that this message has been marked so."),
    Assertion(_ends(rf"(?:share|forward|pass|send|give|show|circulate|distribute|publish|keep|store|leave|print)\s{_OBJECT}(?:\s[\w'-]+){{0,6}},\s(?:as\s|because\s|since\s|for\s)?(?:it|this|they|these|both)(?:\sis|\sare|'s|'re)(?:\s{_ADVERB})*(?:\s{_VERB})?(?:\s{_LINK})*"), "The sentence says so of what it passes on.", ends_clause=True, takes_duty=True),
    Assertion(_begins(rf"(?:have\s|am\s|now\s)?{_MARKING_IT}\s{_OBJECT}(?:\s{_LINK})*"), "The author says that this message is marked so."),
    Assertion(_ends(rf"(?:{_PASSED_ON}|sharing|sending|receiving\sthis|getting\sthis|passing\sthis|passed)(?:\s(?:to|with)\s(?:you|all|everyone))?(?:\son|\sout)?\s(?:as|at|under)(?:\s{_LINK})*"), "The message is passed on under this level.", ends_clause=True),
    Assertion(_begins(r"(?:contents?|material|information|attachments?|text)\s(?:is\s|are\s)?(?:up\sto(?:\sand\sincluding)?|at)"), "The note gives the level of the contents.", about_contents=True),
    Assertion(_begins(rf"(?:the\s|our\s)?(?:(?:overall|highest|current|security|protective)\s)*(?:classification|marking|grading|level)(?:\slevel)?\s(?:of|for|on)\s{_OWN}(?:\s(?:is|remains|stays))?(?:\s{_LINK})*"), "The sentence gives the level of this message.", about_contents=True),
    Assertion(_opens(r"(?:this\s)?(?:e-?mail|message|document|memo|letter|attachment|report|note)\s(?:is\s)?(?:classified|marked|graded)(?:\s(?:as|at))?"), "The note gives the level of this message.", ends_clause=True),
    Assertion(_opens(r"(?:marked|classified|graded|protectively\smarked|handle\sas|treat\sas|classification(?:\sis)?)(?:\s(?:as|at))?"), "The note gives the level of this message.", ends_clause=True),
)  # fmt: skip
"""Asked in this order."""
ASIDE = (
    Assertion(_begins(rf"(?:(?:the|this|these|whole|entire|all)\s)*(?:{ITEM}|{PIECE}|quotes?|rates?|numbers?|values?|lines?|blocks?)(?:\s(?:[A-Z]|[A-Z]?\d{{1,4}}))?\s{_GIVES}"), "The remark says so of what it stands beside."),
    *(Assertion(_begins(words), "The remark says so of what it stands beside, in another language than English.") for words in foreign.ASIDE),
)  # fmt: skip
"""What a note on a slide or a comment may say without `this`: there is only one thing it can mean."""
ASIDES = frozenset({"comment", "note"})
FOREIGN = tuple(
    Assertion(_ends(words), "The sentence says so of this very message, in another language than English.", ends)
    for words, ends in foreign.ASSERTIONS
)

_REACH = 200
"""How far before a level an assertion may begin."""
_OWN_WORD = re.compile(
    r"\b(?:this|these|attach\w*|annex\w*|appendi\w+|enclos\w+|accompanying|above|below|following|contents?|everything|herein|my|our|it|them|i|we|zip|spreadsheet|workbook|slides|deck|pdf|all|both|whole"
    r"|sent|shar\w+|issued|circulated|released|provided|forward\w*|distributed|transmitted|receiving|getting|pass\w+|mark\w*|classif\w+|grad\w+|treat\w*|handle|e-?mail|message|document|memo|letter|report|note|material|information|text)\b",
    re.IGNORECASE,
)
"""One of these stands in every assertion; most sentences that only mention a level have none."""
ANAPHORA = re.compile(
    rf"(?:^|[\s,;:(])(?:they|it|both|all of (?:it|them)|these)\s(?:{_GIVES}|{_BEARS}|{_CONTAINS})[\W_]*$", re.IGNORECASE
)
"""A pronoun gets a level: it marks the message where the sentence before names what is sent."""
SENT_ALONG = re.compile(
    rf"\b(?:attached|enclosed|enclosing|attaching|attach|enclose|below|herewith|here (?:is|are)|i am sending|i'm sending|this (?:\w+ )?{ITEM})\b[^?]*$",
    re.IGNORECASE,
)
"""The sentence before it names what is sent along."""
ATTACHES = re.compile(
    r"(?:^|[\s,;:(])(?:(?:please\s)?find\s(?:attached|enclosed|below|herewith)|(?:attached|enclosed|herewith|below)(?:\s(?:please\sfind|is|are)|(?:\sfor\s[\w'-]+(?:\s[\w'-]+){0,3})?\s?:)|here(?:with)?\s(?:is|are)"
    r"|(?:i|we)(?:'m|'re|'ve|\sam|\sare|\shave)?\s(?:attach|attached|attaching|enclose|enclosed|enclosing|append)|attaching|enclosing)"
    r"(?:\s(?:is|are|please|find|herewith|here|you|for|the|an?|our|my|your|two|three|four|\d+|some|new|final|draft|latest|signed|revised|updated|first|second|last|both|copy|copies|of))*\s[\"'(*]*$",
    re.IGNORECASE,
)
"""`Please find attached the` before a level and its document."""
ATTACHES = foreign.joined(ATTACHES, foreign.ATTACHES)
ATTACHMENT_LINE = re.compile(r"^\W*(?:attach(?:ed|ments?)?|encl(?:osed|osures?|s)?\.?)\s*[:=-]", re.IGNORECASE)
"""A line that lists what is attached."""
ATTACHED_REMARK = re.compile(
    r"^\W*(?:attach(?:ed|ments?)?|encl(?:osed|osures?|s)?\.?|annex(?:es)?|anlagen?|anbei|beilagen?|ci-joint|piece\sjointe|vedlegg|vedlagt)(?:\s\w{1,3})?\W*$",
    re.IGNORECASE,
)
"""What stands before a level in brackets and a colon: `Annex A (SECRET): the list`."""
ATTACHED_ITEM = re.compile(rf"^[\"')*]*(?:\s[\w'-]+){{0,2}}?\s{ITEM}\b", re.IGNORECASE)
ATTACHED_ITEM = foreign.joined(ATTACHED_ITEM, foreign.ATTACHED_ITEM)
NOT_THE_ITEM = re.compile(
    r"^(?:\W+[\w'-]+){0,2}?\W+(?:guide|guidance|polic(?:y|ies)|training|templates?|course|stamps?|labels?|posters?|checklists?|definitions?|cover\s?sheets?|banners?|faq|rules|handling|markings?|clearance|certificate|instructions?)\b",
    re.IGNORECASE,
)
"""What is attached is about the level, not of it."""


_OPTIONS = re2.Options()
_OPTIONS.case_sensitive = False
_OPTIONS.max_mem = 32 << 20
_OPTIONS.never_capture = True
_ANY = re2.compile(
    "|".join(loosened(way.pattern.pattern.replace(r"\u2014", "")) for way in (*ASIDE, *ASSERTIONS, *FOREIGN)),
    _OPTIONS,
)
"""Matches whatever ASCII one of them does: one pass tells that most sentences only mention a level."""


def may_assert(plain: str) -> bool:
    """Say whether a lead may be an assertion; of letters beyond ASCII the engines disagree, so it may be one with any of those."""
    return not plain.isascii() or bool(_ANY.search(plain))


def assertion(lead: str, where: str = "body") -> tuple[Assertion, int] | None:
    """
    Return the way in which a lead gives its message a level, and where it begins; None where it does not.

    `where` is the kind of text: remarks speak of what they stand beside.

    >>> assertion("Please note that this email is classified ")[0].reason
    'The sentence says so of this very message or its attachment.'
    >>> assertion("Letters are marked ") is None
    True
    """
    plain = " ".join(lead.split())
    far = max(0, len(plain) - _REACH)
    if not may_assert(plain[far:]):
        return None
    for candidate in (
        *(ASIDE if where in ASIDES else ()),
        *(ASSERTIONS if _OWN_WORD.search(plain, far) else ()),
        *FOREIGN,
    ):
        found = candidate.pattern.search(plain, far)
        if found is not None:
            return candidate, found.start()
    return None
