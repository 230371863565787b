"""
The one sentence about a recipient that an officer understands, and the address probably meant.

It is written for the analyst and may reach the sender: it names no other recipient, and no list entry that is not for the
sender to know.  What was typed stands in it neutralised, so that nothing in an address turns the sentence about, and
shortened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dlp_service.organisation import ListEntry
from dlp_service.recipients.differences import is_readable, shortened
from dlp_service.recipients.domains import Address, unicode_form
from dlp_service.recipients.lists import Ruling
from dlp_service.recipients.slips import Slip
from dlp_service.recipients.tables import Country, Tables, Zone
from dlp_service.recipients.view import DomainFacts
from dlp_service.values import Category, Disclose

MAX_HOST = 80
MAX_REASON = 120
_PROBLEMS = {
    "INVALID_ADDRESS": "is no valid address",
    "ADDRESS_LITERAL": "names a machine by its number instead of a domain",
    "ROUTED_ADDRESS": "asks the receiving host to pass the mail on elsewhere",
    "NO_DOT": "has no dot and cannot be reached from outside",
}
_HOLDERS = {
    "government": "public bodies",
    "forces": "the armed forces",
    "parliament": "the parliament",
    "police": "the police",
    "justice": "the courts",
    "health": "health bodies",
    "school": "schools and universities",
    "international": "international bodies",
}
"""Who can hold a name in a zone of a kind, where the table names no holder."""
_SHORT_NAMES = {"GBR": "UK", "USA": "US"}
_SAY_NOTHING = frozenset({"gov", "mil", "edu"})
"""Top-level domains that everybody knows the country of."""


@dataclass(frozen=True, slots=True)
class Told:
    """
    What the sentence about one recipient is made from.

    `edits` say what differs from what the slip meant, `standing_domain` is the own or partner domain it lies in, `count` how many messages went there, `others` how many
    recipients of the message use the domain that was meant, `strangers` how many outsiders see each other; `likeness`
    is a finished clause about whose name it spells.
    """

    address: Address
    facts: DomainFacts
    category: Category
    reasons: frozenset[str]
    slip: Slip | None = None
    edits: tuple[str, ...] = ()
    ruling: Ruling | None = None
    expired: ListEntry | None = None
    standing_domain: str = ""
    count: int = 0
    others: int = 0
    strangers: int = 0
    likeness: str = ""

    @property
    def is_slip(self) -> bool:
        """Say whether it is taken for a slip, no entry allowing it."""
        return self.slip is not None and self.category in {Category.SUSPECT, Category.BLOCKED}


def suggest(told: Told) -> str:
    """
    Return the full address or host that was probably meant by a slip, the local part as it was typed.

    Empty where the address cannot be used anyway, or where two trusted hosts are equally likely.
    """
    slip = told.slip
    if slip is None or not told.is_slip or slip.rivals or told.address.problem:
        return ""
    return f"{told.address.local}@{slip.meant}" if told.address.local else slip.meant


def explain(told: Told, tables: Tables) -> str:
    """Return the sentence: what decided, what the recipient is, who can be there, and what else speaks for care."""
    clauses = [*_listed(told), *_identity(told, tables), *_message(told)]
    if told.likeness:
        clauses.append(told.likeness.partition(";")[0] if suggest(told) else told.likeness)
    sentence = "; ".join(clauses)
    return sentence if sentence.endswith("?") else f"{sentence}."


def _listed(told: Told) -> Iterator[str]:
    """Yield which entry decides, and which has run out, as far as the sender may know."""
    if told.ruling:
        entry, verb = told.ruling.entry, "blocked" if told.ruling.is_block else "allowed"
        if entry.disclose is Disclose.SENDER:
            until = f" until {entry.until.isoformat()}" if entry.until else ""
            reason = f" ({shortened(entry.reason, MAX_REASON)})" if entry.reason else ""
            yield f"{verb} by the entry for {shortened(entry.value, MAX_HOST)}{until}{reason}"
        else:
            yield f"{verb} by an entry of the lists"
    if told.expired and told.expired.until and told.expired.disclose is Disclose.SENDER:
        yield (
            f"the entry that allowed {shortened(told.expired.value, MAX_HOST)} ran out on {told.expired.until.isoformat()}"
        )


def _identity(told: Told, tables: Tables) -> Iterator[str]:
    """Yield what the recipient is, and where it lies."""
    facts, problem = told.facts, told.address.problem or ("NO_DOT" if "." not in told.facts.host else "")
    typed = shortened(told.address.text.strip() or facts.host, MAX_HOST) or "the address"
    if told.slip and told.is_slip:
        yield _likeness(facts.host, told.slip, told.edits)
        if facts.suffix_exists or not told.slip.guarded.host.endswith(f".{facts.suffix}"):
            yield from place(facts, tables, is_concern="COUNTRY_OF_CONCERN" in told.reasons)
        if told.others:
            yield f"{told.others} other recipient{'s use' if told.others > 1 else ' uses'} {told.slip.guarded.host}"
        if told.address.problem:
            yield f"the address itself {_PROBLEMS[problem]}"
    elif problem:
        yield f"{typed} {_PROBLEMS[problem]}"
    elif facts.standing:
        yield f"{_shown(facts.host)} {_standing(told)}"
    elif told.category is Category.KNOWN:
        yield f"{typed} is a known contact{f', written to {told.count} times' if told.count else ''}"
    else:
        yield f"{_shown(facts.host)} {_kind(facts)}"
        yield from _suffix(facts, tables, is_concern="COUNTRY_OF_CONCERN" in told.reasons)
        if told.slip:
            yield f"all the same it {_likeness('', told.slip, told.edits)}"


def _likeness(host: str, slip: Slip, differences: tuple[str, ...]) -> str:
    """Say what a host is like, and in what it differs; an empty host is left out."""
    seen = unicode_form(host)
    shown = f"{_shown(host)} " if host else ""
    meant = shortened(slip.meant, MAX_HOST)
    if slip.rivals:
        names = [meant, *(shortened(rival, MAX_HOST) for rival in slip.rivals[:2])]
        return f"{shown}looks as much like {' as like '.join(names)}"
    if slip.reason == "SUBDOMAIN_TRICK" and seen.startswith(f"{slip.meant}."):
        verb = "only begins like"
    else:
        verb = "uses the name of" if slip.reason in {"WORD_ADDED", "SUBDOMAIN_TRICK"} else "looks like"
        verb = "looks like" if slip.kind == "doppelganger" else verb
    how = f": {', '.join(differences)}" if differences else ""
    return f"{shown}{verb} {meant}{how}"


def _shown(host: str) -> str:
    """Return a host as it stands in a sentence, and as a reader sees it where the two differ."""
    seen = unicode_form(host)
    shown = shortened(host, MAX_HOST) or "the domain"
    return f"{shown} (shown as {shortened(seen, MAX_HOST)})" if seen != host and is_readable(seen) else shown


def _standing(told: Told) -> str:
    """Say whose domain a host is or lies in."""
    host, domain = told.facts.host, told.standing_domain
    if told.facts.standing and told.facts.standing.trust == "own":
        return "is our own domain" if host == domain else f"is part of our own domain {domain}"
    if "." not in domain:
        return f"belongs to a partner, who holds all of .{domain}"
    return "belongs to a partner" if host == domain else f"is part of a partner's domain {domain}"


def _kind(facts: DomainFacts) -> str:
    if facts.is_disposable:
        return "gives out throw-away addresses"
    if facts.is_freemail:
        return "is a webmail provider where anyone can hold a mailbox"
    return "is not known to us"


def place(facts: DomainFacts, tables: Tables, *, is_concern: bool = False) -> list[str]:
    """Say which country a host's suffix belongs to, and who can register a name there."""
    if "." not in facts.host:
        return [_PROBLEMS["NO_DOT"].replace("has", "it has", 1)]
    if not facts.suffix_exists:
        return [f".{shortened(facts.suffix)} is no known top-level domain"]
    said = _suffix(facts, tables, is_concern=is_concern)
    if facts.is_restricted:
        return said
    zone = tables.zone(facts.host)
    who, _, aside = (zone.holder if zone and zone.holder.startswith("anyone") else "anyone").partition(", ")
    where = "there" if said else f"under .{shortened(facts.suffix)}"
    return [*said, f"{who} can register {where}{f', {aside}' if aside else ''}"]


def _suffix(facts: DomainFacts, tables: Tables, *, is_concern: bool) -> list[str]:
    """Say the country of a suffix, and where not anyone can register, who can; the holder's country is said once."""
    last = facts.host.rpartition(".")[2]
    said = []
    country, holder = facts.country, ""
    if facts.is_restricted:
        zone = tables.zone(facts.host)
        holder = _holder(zone, country)
        said.append(f"only {holder} can register under .{shortened(zone.name if zone else facts.suffix)}")
    is_told = last in _SAY_NOTHING or (country is not None and _is_named(country, holder))
    if country and (is_concern or not is_told):
        seen = unicode_form(last)
        said.insert(
            0,
            f".{seen if is_readable(seen) else last} is {country.name}{', a country of concern' if is_concern else ''}",
        )
    return said


def _holder(zone: Zone | None, country: Country | None) -> str:
    """
    Return who can hold a name in a zone.

    >>> _holder(Zone("mod.uk", "forces", "GBR", "the Ministry of Defence"), Country("GBR", "the United Kingdom"))
    'the UK Ministry of Defence'
    >>> _holder(Zone("gov.au", "government", "AUS"), Country("AUS", "Australia"))
    'public bodies of Australia'
    """
    text = (zone.holder if zone else "") or _HOLDERS.get(zone.kind if zone else "government", "verified bodies")
    if country is None or text[0].isupper() or (zone and zone.country != country.code):
        return text
    short = _SHORT_NAMES.get(country.code)
    if short is None:
        return f"{text} of {country.name}"
    return f"the {short} {text[4:]}" if text.startswith("the ") else f"{short} {text}"


def _is_named(country: Country, holder: str) -> bool:
    return country.name in holder or _SHORT_NAMES.get(country.code, "\0") in holder.split()


def _message(told: Told) -> Iterator[str]:
    """Yield what the history and the other recipients say."""
    if "FIRST_TIME_RECIPIENT" in told.reasons:
        yield _earlier(told.count)
    if "GROUP_ADDRESS" in told.reasons:
        yield "it is probably the address of a group"
    if "ODD_DOMAIN_IN_GROUP" in told.reasons and not (told.is_slip and told.others):
        yield "all other recipients belong to one organisation"
    if "EXPOSED_RECIPIENTS" in told.reasons:
        yield f"it is one of {told.strangers} outsiders who see each other's addresses"
    if "NEAR_KNOWN_CONTACT" in told.reasons and not told.likeness:
        yield "a known contact elsewhere has the same name"


def _earlier(count: int) -> str:
    if not count:
        return "no earlier message to this address is known"
    return (
        f"only {count} earlier message{'s' if count > 1 else ''} to this address {'are' if count > 1 else 'is'} known"
    )
