"""
The words by which people mark, and by which they talk about markings.

Data for `evidence`: each pattern is applied to a few hundred characters around a reading, never to a whole text.
"""

from __future__ import annotations

import re

from dlp_service.detect.markings import foreign
from dlp_service.detect.markings.assertion import ITEM
from dlp_service.detect.markings.quick import Quick, last_words, needs, needs_at_end, needs_part

_LEVEL = re.compile(
    r"\b(?:OFFICIAL(?:[ :-]+(?:SENSITIVE|Sensitive))?|TOP[ -]SECRET|SECRET|CONFIDENTIAL|RESTRICTED|UNCLASSIFIED|(?:PROTECTED|Protected|PROTEGE|Protege) [ABC]|PROTECT(?:ED)?|NOT PROTECTIVELY MARKED"
    r"|CUI|FOUO|COSMIC|TLP:[A-Z+]+|PUBLIC|INTERNAL|IN-CONFIDENCE|SENSITIVE|UNOFFICIAL|VS-N[A-Za-z]+|VS-VERTRAULICH|STRENG GEHEIM|GEHEIM|OFFEN)\b"
)
_LABEL = re.compile(
    r"""(?:^|[\s,;|(\["'<{*_>/-])
    (?:(?:document|doc\.?|security|overall|protective|prot\.?|message|e-?mail|file|content|information|data|highest|maximum|current|banner|attachment|report|page|source|gsc|hmg|nato|us|uk|eu|national
       |meeting|paper|item|record|folder|slide|section|annex|transmittal|package|briefing|original|proposed)[\s_-]*){0,3}
    (?:classification|classified(?:\ as)?|classif\.?|marking|markings|grading|classification[\s_-](?:level|marking)|(?:security|sensitivity|marking|protection)[\s_-](?:level|label)|securitylabel|class\.?|security(?:\s/\s[a-z]+)?
       |handling(?:[\s_-](?:instructions?|caveats?))?|sensitivity|protective[\s_-]?mark)
    (?:\ (?:of|for)\ [a-z]+(?:\ [a-z]+){0,2})?(?:\s*\([^()\n]{1,40}\))?(?:\ is)?
    \s*["'*_]*\s*(?:[:=\t|]|\.{3,}|[-=]>|\s-\s|\ {2,})\s*["'*_(\[]*\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
OF_OTHERS = re.compile(
    r"\b(?:tatigkeit|stelle|dienstposten|netz(?:e|werk)?|raum|gerat|ermachtigung|habilitation|poste|reseau|stilling|klarering|clearances?|cleared|vetting|network|system|systems|laptop|device|workstation|server|site|room|area|building|post|job|role|accredit\w+|approved|certifi\w+|film|required|needed|held|previous(?:ly)?|former(?:ly)?|old)\b[^:=|\t]{0,40}[:=|\t][\s\"'*_(\[]*$",
    re.IGNORECASE,
)
"""Labels whose value says what a person may read or a system may hold, or what once was."""
LABEL_LINE = re.compile(
    r"^\W*(?:(?:document|security|overall|protective|message|e-?mail|file)\s+){0,2}(?:classification|marking|grading|class|handling)(?:\s+level)?\s*:?\W*$",
    re.IGNORECASE,
)
CODE = re.compile(r"[A-Za-z0-9_$@/\\{.%=&?]$")
CODE_AFTER = re.compile(r"^(?:[_=@\\$%{]|-[a-z0-9_]|-[A-Z][a-z]|/[a-z0-9]|\.[a-z0-9]|'s\b|\(\)|\[|:[a-z0-9/])")
_NEGATION = re.compile(
    r"\b(?:not?|never|neither|nor|cannot|without|hardly|isn't|wasn't|aren't|weren't|doesn't|don't|didn't|won't|no longer|nothing|none|rather than|instead of"
    r"|non)\b(?:\W+\w+){0,6}\W*$|n't\b(?:\W+\w+){0,6}\W*$",
    re.IGNORECASE,
)
_COMPARES = re.compile(r"\b(?:below|above|less than|more than|over|under|beyond|up to)\W*$", re.IGNORECASE)
_LEFT_BEHIND = re.compile(
    r"\b(?:upon|on|after|when|once|if) (?:the )?(?:removal|removed|remov\w+|separat\w+|detach\w+|declassif\w+|downgrad\w+)|\bwithout (?:the |its |their )?(?:enclosures?|attachments?|annex(?:es)?)|\bbecomes?\b",
    re.IGNORECASE,
)
"""What remains of a document when something is taken from it, or what it becomes one day."""
CONDITION_AFTER = re.compile(
    r"^[\W_]*(?:(?:when|once|after|upon) (?:separated|detached|removed|removal|standing|the (?:attachment|enclosure|annex)|blank|downgrad\w+|declassif\w+)|without (?:the |its )?(?:attachment|enclosure|annex)"
    r"|unless|if\b|only (?:if|when)|where\b|whenever\b|as soon as)",
    re.IGNORECASE,
)
"""A condition right after a level: it holds one day, or for some messages."""
MODAL = re.compile(
    r"\b(?:if|unless|when|whenever|once|until|before|after|where|whether|should|shall|must|would|could|may|might|can|will|ought|need(?:s|ed)? to|have to|has to|had to|require[sd]?|suppose|assume|imagine"
    r"|example|e\.g|i\.e|for instance|such as|like|any(?:thing|one)?|every(?:thing)?|all|each|how|why|what|which|who|word|term|phrase|called|means?|meaning|defin\w+|write|type|use|using|used|say|says|said"
    r"|between|versus|vs(?!-)|guide|guidance|polic(?:y|ies)|rules?|training|course|levels?|tiers?|categor\w+|clear(?:ed|ance)|vett(?:ed|ing)|was|were|formerly|previously|used to be|originally|think|thought|believe|wonder|ask(?:ed)?|told|recommend\w*"
    r"|suggest\w*|consider\w*|propos\w*|documents|papers|files|letters|emails|messages|material|records|stamped|anything)\b",
    re.IGNORECASE,
)
HARD_MODAL = re.compile(
    r"\b(?:if|unless|whenever|whether|should|must|would|could|may|might|ought|need(?:s|ed)? to|have to|require[sd]?|suppose|assume|imagine|example|for instance|such as|how|why|formerly|previously|used to|originally|think|wonder|word|term|clear(?:ed|ance)"
    r"|was|were|will|had|until|template|sample|pretend|exercise|quiz|joke|joking|almost|nearly)\b",
    re.IGNORECASE,
)
NOUN_AFTER = re.compile(
    r"^\W{0,2}(?:documents|papers|files|letters|e?mails|messages|material|materials|information|data|records|level|levels|clearance|clearances|cleared|network|networks|system|systems|environment|markings?|label|labels|caveat|caveats|banner"
    r"|handling|guidance|guide|policy|training|course|classification|classifications|rules|rating|tier|work|laptops?|printers?|rooms?|areas?|sites?|facilit\w+|accreditation|vetting|briefing|means|mean|covers|applies|refers|is|are|was|were|must|should|may|can|"
    r"or|and above|and below|or above|or below|or higher|assets?|definitions?|explained|refresher|quiz|webinar|engineer|job|role|contract|contracts|bid|bids|only networks|program(?:me)?s?|projects?|portion|portions|paragraphs?|sauce|santa|ingredient|recipe|agent|garden|service)\b",
    re.IGNORECASE,
)
DEFINITION = re.compile(
    r"^[\W_]*(?:means?|meaning|is (?:for|used|the|a|an)\b|are\b|covers?|refers?|appl(?:y|ies)|denotes?|information (?:that|which|whose)|used (?:for|when)|the (?:lowest|highest|most|majority)|most (?:of|routine|government)|may (?:be|cause)|"
    r"could (?:cause|damage|lead)|would (?:cause|damage)|unauthori[sz]ed disclosure|should|must|exceptionally|(?:serious|grave|some|no) (?:damage|harm)|damage to)",
    re.IGNORECASE,
)
"""How a level is defined after its name."""
RULE = re.compile(
    r"^[\W_]*(?:disclosure|restricted to|recipients (?:may|can|must)|routine|very sensitive|serious|grave|damage|compromise|documents|e-?mails|papers|any |all |store|lock|never|do not|only )",
    re.IGNORECASE,
)
"""How a legend goes on after a level; on the first line it may be an instruction about the message instead."""
EXAMPLE = re.compile(
    r"(?<![.@\w-])(?i:examples?|samples?|specimen|muster|template|mock-?up|illustration|demo|dummy|placeholder|hypothetical|quiz)\b(?!['.-]?\s?[A-Z][a-z]|\.(?:com|org|net)|\s+(?i:result|analysis|data|size|collection|test))"
    r"|(?i:\b(?:for training (?:purposes|use)|training (?:only|purposes)|fictitious|fictional|not (?:actually |really )?classified|exercise exercise|not a real|lorem)\b)"
)
"""Words that turn a marking into a specimen; not where they begin a name."""
_LEADS_EXAMPLE = re.compile(
    r"(?:\be\.g\.|\bi\.e\.|\b(?:for instance|for example|such as|good|bad|right|wrong|correct(?:ly)?|incorrect|do|don't|yes|no|old|new|instead|not))\W*$",
    re.IGNORECASE,
)
FOR_INSTANCE = re.compile(
    r"\b(?:e\.g\.|i\.e\.|for (?:instance|example)|such as|z\. ?b\.|zum beispiel|beispielsweise|par exemple|p\. ?ex\.|for eksempel|f\. ?eks\.)\W*$",
    re.IGNORECASE,
)
"""What leads to an example among others, as in the prompt of a placeholder."""
INTRODUCES = re.compile(
    r"\b(?:examples?|samples?|specimens?|subject lines?|banners?|mark(?:ed|ing|ings)?|write|written|type|like this|as follows|following|format|should|must|levels?|reads?|read|labels?|heading|header|footer|options?|choose|drop-?down|select|syntax|stamp|stamped|words?|called|"
    r"such as|classifications?|tiers?|categories|appears?|looks?|use|one of|instead of|line|copy (?:this|the line|and paste)|paste|enter|insert|allowed|permitted|valid)\b[^:]{0,60}:\W*$",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    r"(?<![.@\w-])(?:should|must|reads?|like|as|marked|write|example|banner|says?|written|appears?|following|called|type|stamped)\W*$",
    re.IGNORECASE,
)
_LOWER_END = re.compile(r"(?:[a-z,(]|\b(?:a|the|of|as|is|are|be|or|and|to|at|for|marked))$")
DISCUSSING = re.compile(
    r"\b(?:guide|guidance|training|course|polic(?:y|ies)|how to|rules?|quiz|webinar|explained|explain|refresher|awareness|workshop|clear(?:ed|ance|ances)|vetting|vacanc(?:y|ies)|jobs?|hiring|recruit\w*|means?|meaning|defin\w+|versus|vs\b(?!-)\.?|levels?|tiers?|"
    r"question|faq|should|markings?|mark|marked|which|what|when|why|using|change|changes|replac\w+|scheme|network|system|systems|handling|laptops?|candidates?|engineer|analyst)\b",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\b(?:to|of|on|at|for|about|marked|is|are|as|not|than|versus|vs(?!-)|or|and|in|from|with|called|the|a|an|this|no|into|above|below|up to|be|becomes?|was|our|your|new)\W*$",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"\b(?:MOST|ULTRA|STRICTLY|PRIVATE AND|PRIVATE &|COMPANY|COMMERCIAL|PROPRIETARY|CLIENT|ATTORNEY|TRADE|BUSINESS|HIGHLY|VERY|IN|STAFF|MEDICAL|NON|SEMI|UN|THE|A|AN|MY|OUR|YOUR|HIS|HER|NO|TOP)[ &-]+$"
)
SEPARATES = re.compile(r"^\s*(?:[:|;\]\)>]|[-~]+[\s]|//?\s|,\s|\.\s|\.$|\t|\s{3,})")
SEPARATED = re.compile(r"(?:[:|;\[\(]|[\s][-~]+|\s//?|,|\t|\s{3,}|[.!])\s*$")
VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|should|must|may|can|could|do|does|did|please|need|needs|means|goes|go|keep|send|mark|write|use|put|read|say|says|sign|signed|ask|told)\b",
    re.IGNORECASE,
)
COPYRIGHT = re.compile(
    r"^\s*(?:\d{4}|copyright|by\b|\u00a9)|\b(?:copyright|all rights reserved|ltd|inc|corp|gmbh|llc|plc|foundation)\b",
    re.IGNORECASE,
)
BULLET_LEAD = re.compile(r"^\W*(?:\(?\d{1,3}(?:\.\d{1,3}){0,4}[.)]?|\(?[a-z][.)])?\W*$")
LIST_LETTER = re.compile(r"\([ABD-NQTV-Z]\)\s")
"""Bracketed capitals that are nobody's portion mark; O and P are Australia's."""
SALUTATION = re.compile(
    r"^(?:hi|hello|dear|all|team|colleagues|morning|afternoon|good \w+|sir|madam)\b[^.]{0,30}[,!]$", re.IGNORECASE
)
ITEM_AFTER = re.compile(rf"^\s*(?:{ITEM}|information|material|data)\b[\s.,;]", re.IGNORECASE)
LABEL_NAME = re.compile(
    r"classif|marking|security[ _-]?(?:label|level|designation)|sensitivity|caveat|\btlp\b", re.IGNORECASE
)
"""Names of headers and properties that hold a classification."""
TITLE_NAME = re.compile(
    r"title|subject|topic|headline|caption|keywords?|categor|comments?|doccomm|description|tags"
    r"|titel|titre|tittel|titolo|betreff|objet|emne|mots[ _-]?cl|stichw|schlagw|schlusselw|n.kkelord|kategori|kommentar|commentaire|beschreibung|thema",
    re.IGNORECASE,
)
"""Names of properties that people fill in themselves."""
ENDS_OR_ITEM = re.compile(
    rf"^\W{{0,2}}(?:$|[.,;:!)]|{ITEM}\b|(?:so|and|please|too|also|because|since|until|under|by|throughout|as (?:well|of))\b|-)",
    re.IGNORECASE,
)
EXPLAINED = re.compile(
    rf"^\W*(?:(?i:the|use(?: the)?) )?(?P<level>{_LEVEL.pattern}) "
    r"(?:is|means|covers|applies|denotes|should|must|level|classification|security|marking)\b"
)
"""A line about the level that the line before it names."""
LEGEND_LINE = re.compile(
    rf"^\W*(?:\(?\w{{1,2}}[.);:,|]\W*)?(?:(?:NATO|EU|UK|US)\s)?(?P<level>{_LEVEL.pattern})(?:\s\([^()\n]{{1,12}}\))?\s*(?:[:;|\t]|[-=]+>?|\.{{2,}}|\u2026)\s*\w"
)
"""A line that begins with a level and explains it."""
PORTION_BEFORE = re.compile(r"^\W{0,8}\((?://)?[A-Z]{1,4}(?:[/-][^()\n]{0,80})?\)\s.*[.!?:;][\"')\]]*\s*$")
"""A line that begins with a portion mark and whose sentence has ended: the next portion may begin on it."""
HANDLES_TAG = re.compile(
    r"\b(?:use|uses|using|used|add|adds|adding|apply|applying|remove|removing|missing|change|changing|why|called|the|an?|from|to|about|of|and|or|vs)\W*$",
    re.IGNORECASE,
)
"""What stands before a tag that a subject is about: `How to use [SEC=OFFICIAL] tags`."""
REGRADES = re.compile(
    r"\b(?:(?:down|re)grad(?:e|ed|es|ing)|declassif\w+|reclassif\w+|reduced|lowered|becomes?|herab(?:gestuft|stufung)|umgestuft|declasse\w*|nedgrader\w*)\b[\w\s,./-]{0,40}?(?:\b(?:to|as|into|auf|zu|als|a|au|en|til))?\W*$",
    re.IGNORECASE,
)
"""What a level becomes one day, before that level."""
REGRADE_AFTER = re.compile(
    r"^\s*\((?:[^()]{0,60}\W)?(?:(?:down|re)grad\w+|declassif\w+|until|bis|herab\w+|declasse\w*|jusqu\w*|nedgrader\w*|avgrader\w*)",
    re.IGNORECASE,
)
"""A remark in brackets, after a level, about what it becomes."""
NOT_NOW_AFTER = re.compile(
    r"\b(?:in|as|for|like) (?:an?|the|this|our|your) (?:\w+ )?(?:examples?|samples?|specimens?|templates?|illustrations?|mock-?ups?|exercise)\b|\bin the (?:old|previous|former|legacy|new) (?:scheme|system|policy|version|edition)\b"
    r"|^\W*when(?:ever)? (?:they|it|these|those|you|we|someone)\b",
    re.IGNORECASE,
)
"""How a sentence goes on that shows a specimen, speaks of another scheme, or says when the level holds."""
IS_MET = re.compile(
    r"\band\s(?:it|they|that|this|both|all)\s(?:is|are|has|have|did|was|were)\b(?!\s(?:not|yet|still))[^?]*\b(?:now|already|today|yesterday|meanwhile)\b[^?]*$",
    re.IGNORECASE,
)
"""How a sentence ends that says that its condition holds already."""
TAG_TALK = re.compile(
    r"\b(?:tags?|labels?|mark(?:ing|ings|ed)? (?:it|them|as|with)|markings?|subject lines?|bracket\w*|banners?|suffix\w*|examples?|syntax|add|append|insert|choose|pick|classif\w+|caveats?)\b",
    re.IGNORECASE,
)
"""What is said before a tag that stands there as a specimen."""
JOINS = re.compile(r"^(?:and|or|versus|vs(?!-)|to)\b", re.IGNORECASE)
HEADLINE_AFTER = re.compile(
    r"^,\s(?=[^a-z\n]*$)(?:THE|OUR|YOUR|LE|LA|LES|UNE?|NOTRE|VOTRE|DER|DIE|DAS|EINE?|DEN|DET|EL|IL)\s"
)
"""A comma, an article and more in capitals: an advertisement, not a marking."""
REMAINS = re.compile(
    r"^\W*(?:(?:upon|on|when|once|after)\s(?:removal|separat\w+|detach\w+|the\sremoval)|without\s(?:the\s)?(?:annex|attachment|enclosure|appendix))",
    re.IGNORECASE,
)
"""How a transmittal goes on after its level: what remains without the enclosure."""
WAS = re.compile(
    r"^\s*\(\s*(?:was|were|formerly|previously|ex|originally|until|from|since|as\sof|at\sthe\stime|provisional|draft|interim)\b",
    re.IGNORECASE,
)
"""A remark in brackets about an earlier level."""
EXCEPT_AFTER = re.compile(r"^[\W_]*(?:except|other than|apart from|save|but for|with the exception)\b", re.IGNORECASE)
"""A low level that holds of the rest only."""
DUTY = re.compile(
    r"\b(?:(?:could|would|can|will) (?:you|everyone|all)|should|must|shall|ha(?:s|ve) to|needs? to|ought to|is to|are to)\b",
    re.IGNORECASE,
)
"""What a reader is told to do with a message says its level: `must be treated as`."""
ASKS_ABOUT = Quick(
    re.compile(
        r"\b(?:wrong|right|correct\w*|missing|mark\w*|banners?|page|picture|labels?|levels?|classif\w+)\b[^?]*\?\W*$",
        re.IGNORECASE,
    ),
    needs_at_end(r"\W*?\?"),
)
"""A question that a specimen after it answers."""
LEVEL_LINE = re.compile(rf"^[\W\d]*({_LEVEL.pattern})(?:\s(?:USE|only|ONLY|Use))*[\W\d]*$")
"""A line with nothing but a level."""
TIED = re.compile(r"^//?[A-Z]{3,}(?:[ /-][A-Z]{2,}){0,3}\W*$")
"""A control no grammar knows, tied to the level by a slash, to the end of the line."""
ATTRIBUTION = Quick(
    re.compile(r"\b(?:wrote|writes|schrieb|[ae] [ée]crit|escribi[óo]|skrev|ha scritto)\s*:\W*$", re.IGNORECASE),
    needs_at_end(r"\W*?:"),
)
"""How a mail program introduces what it quotes."""
DOCUMENT_NUMBER = re.compile(
    r"^\W*(?:(?:ST|DS|CM|WK|PE|SN|MD|LT|COM|doc\.?|document|dok\.?|dokument)\W?\s?)?\d{3,5}(?:/\d{1,2})?/\d{2,4}(?:\s(?:INIT|(?:REV|ADD|COR|EXT|AMD|DCL)\s?\d*))*\s*$",
    re.IGNORECASE,
)
"""The number of a document of the Council, which its distribution marking follows."""
SPECIMEN_TITLE = re.compile(
    r"^\W*(?:(?:a|an|this is an?)\s)?(?:sample|specimen|example|exemplar|muster|template|dummy|mock-?up|illustration)s?(?:\s(?:only|page|document|text|\d{1,3}))?\W*$",
    re.IGNORECASE,
)
"""A line that calls what comes after it a specimen, even after a blank line."""
APPROVAL = re.compile(
    r"\b(?:approved|accredited|certified|authori[sz]ed|cleared|suitable|rated|licensed|assured|evaluated|good|fit|validated|qualified)\b(?:\W+\w+){0,6}?\W+(?:for|to|at|up)\b",
    re.IGNORECASE,
)
"""What a product, a room or a person may handle."""
HOW_TO_MARK = re.compile(
    r"^\W*(?:how|what|when|why|which|who|where)\b.*\b(?:labels?|marks?|marking|markings|classif\w+|caveats?|banners?|levels?|means?|meaning|use|apply)\b",
    re.IGNORECASE,
)
"""A question about levels after a level."""
ABOUT_LEVELS = re.compile(
    rf"^(?:[\w'-]+\W+){{0,1}}?(?:{DISCUSSING.pattern})",
    re.IGNORECASE,
)
"""The beginning of a title about levels."""
NUMBER_AFTER = re.compile(
    r"^(?:\W{1,3}|\W?(?:[Nn]r|[Nn]o)\b\.?\W{0,2})?(?:RO ?)?\d{3,}|^:\s?[A-Z]{1,2}\d+/\d|^\W{1,4}(?!(?i:controlled))C[\w-]+ [Uu][\w-]+ [Ii][\w-]+"
)
"""CUI is also the number of a company, and the beginning of many a part number."""
CLOSED_QUOTE = re.compile(r'"\s+[a-z]')
"""A quotation ends and its sentence goes on."""
TAG_VERB = re.compile(
    r"^(?:(?:is|are|was|were|does|do|did|has|have|gets?|appears?|disappears?|shows?|keeps?)\b|(?:missing|twice|added|removed|broken|not)\b(?!.*:))"
)
"""How a subject goes on that is about a tag: `[OFFICIAL] is added twice`."""
FINDS = re.compile(
    r"\b(?:detects?|finds?|reads?|recogni[sz]es?|matches|parses?|blocks?|misses|says?|shows?|catches|knows|supports?|strips?|drops?|adds?|inserts?)\W*$|\b(?:release notes|change ?log|new rules?)\b[^:]*:\W*$",
    re.IGNORECASE,
)
"""What a program does with the words after it."""
PASTIME = re.compile(
    r"\b(?:films?|movies?|cinema|screening|theatre|concert|musical|comedy|novels?|paperback|book club|board games?|escape rooms?|playlist|album|gig|box office|trailer|season \d|episode \d)(?: (?:night|club|review|tonight|today|of the \w+))?\s*[:,]\W*$|\b(?:crosswords?|jokes?|vacanc(?:y|ies))\b",
    re.IGNORECASE,
)
"""Where SECRET is the title of something."""
FIELD_OF_OTHERS = re.compile(
    r"(?:^|\s)(?:proposed|agreed|suggested|requested|expected|actual|matched(?: text| words?)?|match|input|output|found|finding|detected|pattern|regex|query|term|word|german|english|french|british|american|dutch|norwegian|clue|answer|solution|a|q|before|after|was|now|old|new|previous|wrong|right|correct|incorrect|original caption|text in question|(?:not )?like (?:so|this|that)|(?:evaluated|approved|certified|accredited|rated|cleared|assured|tested) (?:to|for|at|up to)|assurance|accreditation|approval|certification|rating)(?: (?:term|text|word|value|name|marking|label|level|banner|line|form|version|heading|wording|title))?\s*[:=]\W*$|\b(?:starts?|begins?|ends?) with\W*$",
    re.IGNORECASE,
)
"""Fields whose value is text about which something is said."""
LEADERS = re.compile(r"^\S{1,30}(?: \S{1,30}){0,4} ?(?:\.{2,}|\u2026) ?\S")
"""A row of a register whose columns leaders join; a form has them too."""
COLUMNS = (
    re.compile(r"^[^,\n]{1,40}(?:,(?! )[^,\n]{1,40}){1,12}$"),
    re.compile(r"^\S{1,8}(?:\t|\s{2,}|\s[-=\u2013]{1,2}\s)\S"),
)
"""Rows of tables in text: with commas, or a short code and what it stands for."""

# Each pattern knows the words of other languages too.
# Those asked of most sentences are asked only where they can match.
LEVEL_LETTERS = re.compile("[A-Z](?:[A-Z]|rote)")
"""What stands in every level that `LEVEL` finds."""
LEVEL = Quick(re.compile(f"(?:{foreign.LEVEL}|{_LEVEL.pattern})"), needs(LEVEL_LETTERS))
_LEFT_PARTS = needs_part(
    "remov", "separat", "detach", "declassif", "downgrad", "without", "become", "ohne", "nach ", "wegfall", "getrennt", "sans ", "apres ", "uten vedlegg", "etter fjerning",
)  # fmt: skip
LABEL = Quick(foreign.joined(_LABEL, foreign.LABEL), needs_at_end(r"[\s\"'*_(\[]*?(?:[:=|>.-]|\t|\s\s)"))
LABEL_LINE = foreign.joined(LABEL_LINE, foreign.LABEL_LINE)
LABEL_NAME = foreign.joined(LABEL_NAME, foreign.LABEL_NAME)
NEGATION = Quick(foreign.joined(_NEGATION, foreign.NEGATION), last_words(12))
COMPARES = Quick(foreign.joined(_COMPARES, foreign.COMPARES), last_words(6))
LEFT_BEHIND = Quick(foreign.joined(_LEFT_BEHIND, foreign.LEFT_BEHIND), _LEFT_PARTS)
CONDITION_AFTER = foreign.joined(CONDITION_AFTER, foreign.CONDITION_AFTER)
MODAL = foreign.joined(MODAL, foreign.MODAL)
HARD_MODAL = foreign.joined(HARD_MODAL, foreign.HARD_MODAL)
ENDS_OR_ITEM = foreign.joined(ENDS_OR_ITEM, foreign.ENDS_OR_ITEM)
NOUN_AFTER = foreign.joined(NOUN_AFTER, foreign.NOUN_AFTER)
DEFINITION = foreign.joined(DEFINITION, foreign.DEFINITION)
RULE = foreign.joined(RULE, foreign.RULE)
EXAMPLE = foreign.joined(EXAMPLE, foreign.EXAMPLE)
LEADS_EXAMPLE = Quick(foreign.joined(_LEADS_EXAMPLE, foreign.LEADS_EXAMPLE), last_words(5))
INTRODUCES = foreign.joined(INTRODUCES, foreign.INTRODUCES)
INTRODUCED = Quick(foreign.joined(_INTRODUCED, foreign.INTRODUCED), last_words(4))
LOWER_END = Quick(foreign.joined(_LOWER_END, foreign.LOWER_END), last_words(3))
DISCUSSING = foreign.joined(DISCUSSING, foreign.DISCUSSING)
PREPOSITION = Quick(foreign.joined(_PREPOSITION, foreign.PREPOSITION), last_words(4))
VERB = foreign.joined(VERB, foreign.VERB)
SALUTATION = foreign.joined(SALUTATION, foreign.SALUTATION)
JOINS = foreign.joined(JOINS, foreign.JOINS)
VERB_FINAL = re.compile(foreign.VERB_FINAL, re.IGNORECASE)
ITEM_AFTER = foreign.joined(ITEM_AFTER, rf"^\s*{foreign.ITEM}\b[\s.,;]")
LEGEND_LINE = re.compile(LEGEND_LINE.pattern.replace(_LEVEL.pattern, LEVEL.pattern), LEGEND_LINE.flags)
HISTORY = Quick(re.compile(f"{_HISTORY.pattern}|{foreign.HISTORY}"), last_words(4))
COLUMN_HEAD = re.compile(
    rf"^[\w /()-]{{0,40}}(?:{LABEL_NAME.pattern}|grading|clearance|\blevels?\b)[\w /()-]{{0,20}}:?$", re.IGNORECASE
)
"""The head of a column of levels."""
