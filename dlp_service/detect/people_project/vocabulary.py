"""
Words that say what a list is for, in English, German, French and Dutch.

The lists follow public forms: visit requests, nominal rolls, berthing and flight manifests, sick lists, joining
instructions, registers of asylum, custody and child protection.  Soft words are those that ordinary life has too.
"""

from __future__ import annotations

from typing import Protocol

import re2

LEISURE = re2.compile(
    r"(?i)\b(?:quiz\w*|bak(?:e|ing)|cakes?|raffle|tombola|bingo|lottery|sweepstake|football|soccer|rugby|cricket|hockey|netball|darts"
    r"|bowl(?:s|ing)|golf|tennis|badminton|squash|snooker|cycl(?:e|ing)|fun run|parkrun|10k|marathon|relay|swim(?:ming)?|gala|rowers?|regatta"
    r"|choir|concert|orchestra|theatre|cinema|panto(?:mime)?|carols?|part(?:y|ies)|dinner|lunch(?:es)?|supper|breakfast"
    r"|buffet|barbecue|bbq|picnic|drinks|curry|pizza|tea rota|washing.up|annual leave|leave (?:rota|chart|planner)|holidays?|birthdays?"
    r"|retirement|wedding|secret santa|charity|fund.?rais\w+|donors?|sponsor\w*|volunteers?|allotments?|garden\w*|knit\w+|crafts?|stalls?"
    r"|flowers?|museum|library|book club|loans?|car.?(?:pool|share|sharing)|lift share|parking|car park|permits?|fire wardens?|wardens?"
    r"|first.?aiders?|tickets?|coach|outing|minibus|day trip|pupils?|parents?|scouts?|guides|parish|election|candidates?|votes?|tournament"
    r"|league|fixtures?|shirts?|goalkeeper|keeper|midfield|striker|lanes?|handicap|hdcp|vegetarian|vegan|dish(?:es)?|menu|dessert|pudding"
    r"|sandwich(?:es)?|oven|portions?|locker|mugs?|keynote|speakers?|talks?|conference|webinar|training room|yoga|paintball|hen night"
    r"|kuchen|fu[sß]+ball|turnier|weihnacht\w*|grillen|grillfest|ausflug|urlaub\w*|geburtstag\w*|chor|parkpl[aä]tz\w*|kegel\w*|sommerfest|mannschaft"
    r"|p[ée]tanque|tournoi|repas|g[âa]teaux?|anniversaires?|cong[ée]s|sortie|f[êe]te|loto|kermesse|chorale|covoiturage"
    r"|borrel|toernooi|voetbal\w*|zaalvoetbal|taart\w*|verjaardag\w*|uitje|vakantie\w*|kerst\w*|rugnr|spelers\w*|koor)\b"
)
"""Ordinary life: beside these a room, a seat or a staff number says nothing."""

CONTACTS = re2.compile(
    r"(?i)\b(?:ext(?:ension|n)?\b\.?|desk|phone|tel|e-?mail|website|telefon|t[ée]l[ée]phone|telefoon)\b"
)
"""A list of contacts, as every office has one."""

ROLLS = re2.compile(
    r"(?i)\b(?:nominal rolls?|crew lists?|muster|watch ?bill|berthing|manifest|joining (?:instructions?|detail)|access (?:roster|list)"
    r"|movement order|order of battle|task ?org\w*|pax list|personnel (?:list|movement|on)|security clearances?|vetting|visit request"
    r"|request for visit|rfv|sick (?:list|parade)|blood groups?|embarkation|embarked forces|deployment (?:list|roster)|elenco nominativo|relaci[óo]n nominal"
    r"|mannschaftsliste|personalliste|stammrolle|besatzungsliste|belegung\w*|liste nominative|liste d.?[ée]quipage|personeelslijst|bemanningslijst)\b"
)
"""Names of the lists that services keep of their people."""

SUPPORT = re2.compile(
    r"(?i)\b(?:sites?|hangar|dock|range|base|facility|compound|laborator(?:y|ies)|lab|building|airfield|test (?:area|site)|trials? area"
    r"|nationals?|nationality|citizens?|foreign|passports?|visas?|travel(?:s|ling|ing)?|flights?|fly(?:ing)?|arriv(?:e|es|ing|al)|depart\w*"
    r"|clear(?:ed|ance|ances)|vetting|vetted|dv|sc|need.to.know|briefed|read in|indoctrinated|access list|embark\w*|deploy\w*|joining"
    r"|reise\w*|sicherheits\w*|[üu]berpr[üu]fung|staatsangeh[öo]rig\w*|habilit[ée]\w*|nationalit[ée]|voyage|gescreend|screening|reis|nationaliteit)\b"
)
"""Sites, nationalities, travel and clearance: they support that people stand with a project, alone they are nothing."""

SHIFT = re2.compile(
    r"(?i)(?:\bseparate(?:ly)?\s*[:,]|\bunrelated\b|\b(?:on a |a )?different (?:matter|subject|topic|note)\b|\bon another (?:note|matter|subject)\b"
    r"|\banother (?:thing|matter)\b|\bby the way\b|\bbtw\b|\bp\.?p?\.?s\.?\s*[:,]|\bchange of subject\b|\b(?:in other|other) news\b|\bmeanwhile\b|\b(?:lastly|finally|last but not least)\b\s*[,:]"
    r"|\bto change the subject\b|\bnothing to do with\b|\b(?:[üu]brigens|anderes thema|sinon|autre chose|ander onderwerp|trouwens|zum schluss|pour finir|enfin bref|tot slot|for [øo]vrigt|f[öo]r [öo]vrigt|forresten|a prop[óo]sito|por cierto|por otro lado|ali[áa]s|przy okazji|na koniec)\b)"
)
"""Where a writer turns to something else."""


class _Pattern(Protocol):
    def findall(self, text: str, /) -> list[str]: ...


def words_in(pattern: _Pattern, text: str) -> set[str]:
    """
    Return the different words of a pattern without groups in a text, folded.

    >>> sorted(words_in(LEISURE, "Quiz night and cake; the QUIZ starts at eight"))
    ['cake', 'quiz']
    """
    return {word.casefold() for word in pattern.findall(text)}
