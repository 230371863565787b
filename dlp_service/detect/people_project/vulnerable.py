"""
VULNERABLE_PERSONS: lists of people whom being named endangers.

A word for them is not enough: court news, museums, statistics, training and job adverts have it too.  What counts is
where the word stands (in the title, the header, the rows, right beside the names), what else is told about the people, and
whether the text speaks of something public or past.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice

import re2

from dlp_service.detect.people_project.chances import list_finding, together, who
from dlp_service.detect.people_project.headings import Kind, header
from dlp_service.detect.people_project.rows import Entry, Rows
from dlp_service.detect.people_project.vocabulary import LEISURE, words_in
from dlp_service.detect.segments import Segment, Stretch
from dlp_service.textmap import pieces
from dlp_service.values import Finding

MIN_VULNERABLE = 3
MIN_SURE = 0.45
"""What is less sure is not reported: the score would still give it most of its floor."""
REACH = 300
"""A word of the text counts for the people within this many characters of it."""
MAX_WORDS = 200
"""So many words for people at risk are looked at in one segment."""
MAX_HEAD = 200
FOLLOWS = 600
"""The first three rows of a list begin within this many characters of the line that names it."""
DENSE = 100
"""Characters of prose a name, up to which it reads as a list of people."""
MOST_THIN = 2.5
LONG_TEXT = 3000
LONG_WEIGHT = 1.2
HEADING = 160
"""A line up to this long above a list says what it is a list of."""

_STRONG = (
    r"(?i)\b(?:asylum(?:.seekers?| applicants?| claimants?| cases?| applications?| claims?)?|refugees|resettle(?:d|ment|es)|relocation (?:cases?|scheme|list|applicants?|passengers?)"
    r"|(?:appl(?:y|ied|ying)|approved|eligible|waiting|asked) for (?:relocation|asylum|protection|evacuation|resettlement)|evacuees|detainees|internees|prisoners(?: of war)?|p\.?o\.?ws|hostages|inmates"
    r"|informants|informers|(?:human|covert|our|as) (?:sources|agents)|sources inside|source (?:list|register|names)|access agents|chis|arap|acrs|defectors|deserters|true names|cipher key|whistle.?blowers"
    r"|anonymity order|in.?patients|out.?patients|patients|(?:prisoner|detainee|patient|refugee|evacuee|casualty|inmate|interpreter|informant|hostage)s? (?:transfers?|moves?|movements?|lists?|rolls?|names|registers?|manifests?|numbers|ids)|sick (?:list|parade)|bedded down|casualties|casualty list|sectioned|suicidal|overdose|self.harm"
    r"|(?:protected|vulnerable|intimidated|anonymous) witness(?:es)?|special measures|witness(?:es| list| batting order| protection)|victims|survivors|complainants|(?:those|people|persons|personnel|individuals) at risk"
    r"|trafficked|trafficking|safeguarding|protection plans?|child protection|looked.after children|children in (?:care|need)|in (?:local authority )?care|foster (?:placements?|carers?|care|home|famil\w+)|care leavers"
    r"|unaccompanied (?:minors|children)|uasc|interpreters|local(?:ly)?.(?:employed|engaged) (?:staff|civilians?|interpreters?)|lec list"
    r"|(?:at|high) risk (?:register|list|persons|individuals)|protected persons|safe ?house|in hiding|human.rights defenders|women'?s refuge|marac|cse risk"
    r"|asylbewerber\w*|asylsuchende\w*|asylantr[aä]g\w*|schutzsuchende\w*|fl[üu]chtlinge\w*|gefl[üu]chtete\w*|ortskr[aä]fte\w*|dolmetscher\w*|sprachmittler\w*|h[aä]ftlinge\w*"
    r"|gefangene\w*|inhaftierte\w*|untersuchungshaft|schutzbed[üu]rftige\w*|gef[aä]hrdete\w*|zeugen|zeugenschutz|opfer|gesch[aä]digte\w*|patienten\w*|patientinnen|erkrankte"
    r"|vertrauenspersonen|v-leute|v-personen|gew[aä]hrspersonen|quellen|quellenliste|klarnamen?|pflegekinder|heimkinder|inobhutnahmen?|m[üu]ndel|kinder in obhut|verwundete\w*|evakuierung\w*"
    r"|demandeurs d.asile|demandes? d.asile|r[ée]fugi[ée]e?s|d[ée]tenue?s|prisonni[eè]re?s|interpr[eè]tes|pcrl|auxiliaires afghans|t[ée]moins(?: prot[ée]g[ée]s)?|victimes"
    r"|patientes|malades|bless[ée]s|informateurs|indicateurs|sources humaines|enfants plac[ée]s|mineurs isol[ée]s|mna|otages|personnes vuln[ée]rables|[àa] relocaliser|[àa] [ée]vacuer"
    r"|asielzoekers|asielaanvra\w+|vluchtelingen|tolken|gedetineerden|gevangenen|getuigen|beschermde getuigen|slachtoffers|pati[ëe]nten|informanten|bronnen|bronnenlijst"
    r"|pleegkinderen|uithuisgeplaatste|onder toezicht|kwetsbare personen|gewonden|gijzelaars|zieken"
    r"|testigos|solicitantes de asilo|refugiad[oa]s|detenid[oa]s|pres[oa]s|v[íi]ctimas|pacientes|int[ée]rpretes|informantes|confidentes|menores (?:tutelados|acogidos)"
    r"|testimoni|richiedenti asilo|rifugiati|detenuti|vittime|pazienti|interpreti|informatori|minori affidati|collaboratori di giustizia)\b"
)
STRONG = re2.compile(_STRONG)
"""Words for people at risk, many at a time."""

_IN_ROWS = re2.compile(
    r"(?i)\b(?:refugee|evacuee|detainee|internee|prisoner|hostage|inmate|informant|informer|defector|deserter|patient|witness|victim|survivor|claimant|asylum.seeker|trafficked|interpreter"
    r"|threat(?:ened)?|in hiding|remand|foster|neglect|placement|dolmetscher\w*|ortskraft|fl[üu]chtling|h[aä]ftling|zeug(?:e|in)|patient(?:in)?|interpr[èe]te|t[ée]moin|r[ée]fugi[ée]e?|d[ée]tenue?|tolk|getuige|gedetineerde|vluchteling)\b"
)
"""Words for one of them, as they stand in the rows of a list."""

_HEADINGS = (
    r"(?i)(?:^|[\t,;|]|\s{2,})\s*(?:source|patient|agent|applicant|detainee|claimant|evacuee|prisoner|inmate|interpreter|witness|victim|child|codename|code name|true name|real name"
    r"|case ref|case no|ho ref|home office ref|arap ref|isn|diagnosis|ward|antragsteller\w*|aktenzeichen|diagnose|klarname|deckname|decknaam|dossier)s?(?: name| id| no\.?| nr\.?)?\s*(?:[\t,;|]|\s{2,}|$)"
)
_COLUMNS = re2.compile(_HEADINGS)
"""Headings of columns that only lists of such people have."""
_TOLD = re2.compile(
    r"(?i)\b(?:family|famil(?:ie|le)|wife|husband|sons?|daughters?|children|boys|girls|sister|brother|cousin|aunt|uncle|mother|parents|arrest(?:ed)?|threat(?:s|ened)?|beaten|shot|tortured?|killed"
    r"|hiding|hides|refuge|shelter|safe|passage|smuggled|border|visas?|kabul|herat|kandahar|quetta|islamabad|taliban|c/o|new (?:name|identity|address)|moved to"
    r"|neglect|abuse|physical|emotional|placement|placed with|missing|risk|injection|depot|detox|hiv|hep(?:atitis)?|cancer|chemo\w*|oncology|depress\w*|anxiety|ptsd|self.harm|suicid\w*|overdose"
    r"|concuss\w*|fractur\w*|abscess|splints?|surgery|theatre list|post.?natal|ante.?natal|discharge[ds]?|admitted|referr(?:ed|al)|diagnos\w*|dcmh|light duties|excused|bedded|ward|bed \d|icu|consultant"
    r"|remand|escape|cell|custody|sentence[ds]?|cat(?:egory)? [abc]|acct|keep apart|extradit\w*|deport\w*|paid|pays|payment|handler|meets?|meeting place|dead drop|recruited|nervous|access to|reports on|codename|cover"
    r"|applied|application|pending|eligib\w*|rejected|granted|appeal|case ?(?:no|ref|worker|officer|file)?|interview|biometrics|evacuat\w*"
    r"|testify\w*|testifying|abduct\w*|escort|watch|psychiatrist|attempt|debts?|resentful|levers?|drinks|cell \w?\d|families|home address|verhaftet|bedroht|versteckt\w*|antrag|visum|frau und kinder|verwundet|station|befund|haft|zelle|gefoltert|ausreise"
    r"|arr[êe]t[ée]\w*|menac[ée]\w*|cach[ée]\w*|famille|enfants|cellule|garde [àa] vue|soign[ée]\w*|h[ôo]pital|bedreigd|ondergedoken|gezin|kinderen|cel|aanvraag|opgenomen|afdeling)\b"
)
"""What is told about such people and hardly about others."""

_SECRET = re2.compile(
    r"(?i)(?:do(?:es)? not (?:print|forward|share|copy|circulate|pass|disclose|tell|name|file|keep)|don.?t (?:print|forward|share|copy|tell)|not (?:be )?(?:known|disclosed|shared|forwarded)|no names? outside"
    r"|not for circulation|do not confirm|anonymity order|identidades reservadas|no names on|does not know|chain of command|must (?:not|stay|never)|burn (?:this|after)|delete (?:this|after)|destroy|nobody (?:outside|else)|tell nobody|in confidence|confidential\w*|need.to.know|eyes only|their names|off any list"
    r"|have not been told|not been told|knows? nothing|for your eyes|nicht (?:weitergeben|weiterleiten|drucken)|vertraulich|streng|ne pas (?:diffuser|transf[ée]rer|imprimer)|confidentiel\w*|niet (?:doorsturen|printen|verspreiden)|vertrouwelijk)"
)

_PUBLIC = re2.compile(
    r"(?i)\b(?:press (?:cutting|release|report)|news(?:paper|letter)?|courier|herald|gazette|times|guardian|bbc|journalists?|reporters?|article|front page|headline|told the jury|jury|open court|gave evidence|judge (?:said|told)"
    r"|publish(?:ed|es)|public meeting|website|in public|authors?|books?|novels?|preface|grammar|chapter|thesis|dissertation|stud(?:y|ies)|survey|sample|statistic\w*|per ?cent|percentage|figures show|research(?:ers?)?|professors?"
    r"|journal|issue of|paper by|museum|exhibition|gallery|portraits?|memorial|centenary|anniversary|history society|archives?|(?:18|19)[0-6]\d|world war|first world war|second world war"
    r"|films?|movies?|actors?|actress|cast|starring|directed by|role.?players?|plays the|rehears\w*|summer play|school play|scene|act (?:one|two|three|i)|opera|drama"
    r"|training (?:day|course|session)|course|workshop|trainers?|trainees?|refresher|e-learning|awareness|gdpr|policy|attended|certificates?|qualified|instructors?|lecture\w*|seminars?|presenters?"
    r"|vacanc(?:y|ies)|job advert|recruit(?:ing|ment) (?:panel|board)|salary|closing date|shortlist\w*|interview panel|candidates? for the (?:post|role|job)|apply by|agency rates?|booking|rates?"
    r"|championship|medal|scored|season|fans|album|band|tour|box office|review(?:ed|s)?|oversight|(?:public|government|expert) witness(?:es)?|public hearings?|council ?members?|councillors?|chairperson|amendment act|bill \d+|agenda|legislat\w+|parliament\w*|senators?|testif(?:y|ied) before|committee|crossword|winners?|magazine|lawyer|spokes\w+|prosecutors?|defendants?|according to|alleged\w*|newsletter|subscribe|unsubscribe|copyright|prize|award(?:s|ed)?|nominat\w*|fund.?rais\w*|charity|donat\w*|trustees?|patrons?|volunteers?|keynote|speakers?|panel"
    r"|zeitung|studie|ausstellung|buch|roman|schulung|lehrgang|fortbildung|stellenanzeige|vortrag|referent\w*|theater|film|journal|article|exposition|livre|roman|formation|[ée]tude|conf[ée]rence|krant|artikel|tentoonstelling|boek|cursus|opleiding|vacature|onderzoek)\b"
)
"""Where the same words are public, past or about work."""

_CONTACT = re.compile(r"\w@\w|www\.|https?://")
"""Addresses make contacts of people, and a signature of a list."""
_SEPARATED = re.compile(r"[\t,;|]|\s{2}")
_KEYS = r"(?m)^[ \t>*-]*(?:[A-Z][A-Z0-9'-]{2,}(?: [A-Z0-9]{1,12}){0,2}|[A-Z]{1,2}-?\d{1,3})\s*(?:=|:|–|-|—|→|\t|\bis\b)\s*(?:[A-ZÀ-Ž][\w'’.-]+ )+[A-ZÀ-Ž]"
_CODENAMES = re2.compile(_KEYS)
GATE = re2.compile(f"(?:{_STRONG})|(?:{_HEADINGS})|(?:{_KEYS})")
"""Finds any word for people at risk, heading for them, or code name beside a name."""
_AGES = re.compile(r"\w \((?:1?\d)\)|\baged? 1?\d\b|\b1?\d (?:yrs?|years?)\b")


def is_titled(title: str) -> bool:
    """Say whether a title names people at risk."""
    return bool(STRONG.search(title) or _COLUMNS.search(title.rpartition("\n")[2]))


def vulnerable(segment: Segment, rows: Rows) -> Iterator[Finding]:
    """Yield the finding on the people at risk that a segment lists."""
    chances = rows.chances()
    people = together(MIN_VULNERABLE, chances.values())
    if not people:
        return
    topic, why = _topic(segment, rows)
    if not topic:
        return
    support = _support(segment, rows)
    against = _against(segment)
    sure = 1 / (1 + math.exp(-(BASE + topic + support - against - _dilution(segment, rows, len(chances)))))
    if min(sure, people) >= MIN_SURE:
        detail = f"{len(chances)} people are listed as people at risk: {why}"
        yield list_finding(
            "VULNERABLE_PERSONS", rows.spans(), len(chances), min(sure, people, 0.97), detail, rows.quote(segment)
        )


TOPICS = {
    "the title says so": 0.9,
    "the lines above the names say so": 1.0,
    "a sentence above the names says so": 0.4,
    "a column is headed so": 1.2,
    "their rows say so": 1.0,
    "the text beside their names says so": 0.2,
    "names stand beside code names": -1.0,
}
BASE = -0.25
"""Before anything is known a list is rather not of people at risk: a word in running text needs something beside it."""
SECOND = 0.4
"""What each further place adds."""


def _topic(segment: Segment, rows: Rows) -> tuple[float, str]:
    """Return how much the place of the words says, and which place says most."""
    heads = set(_heads(segment, rows))
    places: dict[str, bool] = {
        "the title says so": is_titled(segment.title),
        "a column is headed so": _is_headed(segment),
        "the lines above the names say so": False in heads,
        "a sentence above the names says so": True in heads,
        "their rows say so": _in_rows(rows.entries),
        "the text beside their names says so": _beside(segment),
        "names stand beside code names": _has_codenames(segment),
    }
    held = [why for why, holds in places.items() if holds]
    if not held:
        return 0.0, ""
    best = max(held, key=lambda why: TOPICS[why])
    return 0.001 + TOPICS[best] + SECOND * (len(held) - 1), best


def _is_headed(segment: Segment) -> bool:
    """Say whether one of the first lines is a header with such a column: its first one, or one among other headings."""
    for line in segment.stretches[0].content[:1000].split("\n")[:4]:
        found = _COLUMNS.search(line) if len(line) <= HEADING and _SEPARATED.search(line) else None
        if found is not None and (not line[: found.start()].strip() or header(line)):
            return True
    return False


def _heads(segment: Segment, rows: Rows) -> Iterator[bool]:
    """Yield for each word that names a list of three rows or more, begun within some lines below, if it stands in a sentence."""
    starts = sorted((*entry.line.place, entry.line.start) for entry in rows.entries if entry.is_row)
    if len(starts) < MIN_VULNERABLE:
        return
    for stretch in segment.stretches:
        text = stretch.text.text
        for at in islice(_hits(stretch), MAX_WORDS):
            begin, end = text.rfind("\n", max(0, at - MAX_HEAD), at) + 1, text.find("\n", at, at + MAX_HEAD)
            first = bisect_left(starts, (*stretch.place, end))
            following = starts[first : first + MIN_VULNERABLE]
            is_list = len(following) == MIN_VULNERABLE and following[-1][:2] == stretch.place
            if end > 0 and begin + MAX_HEAD > at and is_list and following[-1][2] <= end + FOLLOWS:
                yield text[begin:end].rstrip().endswith(".")


def _hits(stretch: Stretch) -> Iterator[int]:
    """Yield where words for people at risk begin in a stretch."""
    for offset, piece in pieces(stretch.content):
        for found in STRONG.finditer(piece):
            yield stretch.start + offset + found.start()


def _in_rows(entries: Iterable[Entry]) -> bool:
    """Say whether two rows of their own, short enough for a list, have such a word."""
    rows = (entry.line.text for entry in entries if entry.is_row)
    return sum(1 for row in rows if _IN_ROWS.search(row) or STRONG.search(row)) >= 2


def _dilution(segment: Segment, rows: Rows, count: int) -> float:
    """
    Return what speaks against a list where names stand in sentences: how thinly they stand there, and how long the text is.

    Who writes of people at risk names them one after the other; the press tells a story.
    """
    if sum(entry.is_row for entry in rows.entries) >= MIN_VULNERABLE:
        return 0.0
    size = sum(stretch.end - stretch.start for stretch in segment.stretches)
    whole = max(len(stretch.text.text) for stretch in segment.stretches)
    thin = min(MOST_THIN, max(0.0, size / count - DENSE) / DENSE)
    return thin + (LONG_WEIGHT if whole > LONG_TEXT else 0.0)


def _beside(segment: Segment) -> bool:
    """Say whether three people stand within reach of one word."""
    for stretch in segment.stretches:
        people = [p for p in segment.people if (p.path, p.where) == stretch.place]
        for at in islice(_hits(stretch), MAX_WORDS):
            if len({who(p) for p in _near(people, at)}) >= MIN_VULNERABLE:
                return True
    return False


def _near(people: list[Finding], at: int) -> list[Finding]:
    low = bisect_left(people, at - REACH, key=lambda person: person.start)
    high = bisect_left(people, at + REACH, lo=low, key=lambda person: person.start)
    return people[low:high]


def _has_codenames(segment: Segment) -> bool:
    found = 0
    for stretch in segment.stretches:
        for _, piece in pieces(stretch.content):
            found += sum(1 for _ in _CODENAMES.finditer(piece))
    return found >= MIN_VULNERABLE


def _read(segment: Segment) -> str:
    """Return the beginning of a segment with its title: what it is about shows there."""
    return segment.title + "\n" + "\n".join(stretch.content[:4000] for stretch in segment.stretches)


def _support(segment: Segment, rows: Rows) -> float:
    """Return what else speaks for people at risk: what is told about them, secrecy, numbers of cases and dates of birth."""
    text = _read(segment)
    told = words_in(_TOLD, text)
    facts = rows.told()
    total = 0.45 * min(len(told), 4)
    total += 0.8 if _SECRET.search(text) else 0.0
    total += (
        0.8
        if any(
            facts[kind] >= MIN_VULNERABLE
            for kind in (Kind.BIRTH, Kind.CUSTODY, Kind.IDENTIFIER, Kind.NATION, Kind.NUMBER)
        )
        else 0.0
    )
    return total + (0.5 if len(_AGES.findall(text)) >= MIN_VULNERABLE else 0.0)


def _against(segment: Segment) -> float:
    """Return what speaks for something public, past, or of ordinary life."""
    text = _read(segment)
    public = words_in(_PUBLIC, text)
    leisure = words_in(LEISURE, text)
    is_contact = bool(_CONTACT.search(text))
    return 0.9 * min(len(public), 3) + 0.9 * min(len(leisure), 3) + (0.9 if is_contact else 0.0)
