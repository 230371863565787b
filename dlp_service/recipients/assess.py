"""
Judges each recipient of a message: what it is to us, and how likely it is the wrong one.

The category follows one order, and the first that applies holds: a live block
or allow entry, our own or a partner's domain, a lookalike of a guarded
one, a known contact, webmail or a country of concern, unknown.  Trust and
misdirection are kept apart, so a block on a lookalike still says what was
probably meant.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from dlp_service.budget import Budget
from dlp_service.organisation import ListEntry
from dlp_service.recipients import exposure
from dlp_service.recipients.differences import differences
from dlp_service.recipients.domains import Address, as_typed, normalise, parse_address
from dlp_service.recipients.explain import Told, explain, suggest
from dlp_service.recipients.lists import Ruling
from dlp_service.recipients.mailboxes import is_group, is_list_host, is_role
from dlp_service.recipients.namesakes import Namesakes
from dlp_service.recipients.people import canonical
from dlp_service.recipients.slips import STRONG, Slip
from dlp_service.recipients.view import DomainFacts, RecipientView
from dlp_service.values import Assessment, Category, ContactHistory, Disclose, Envelope, History, RecipientRisk

CHECK_EVERY = 256
_NO_HISTORY = ContactHistory()
_SCORES = {
    Category.TRUSTED: 0.0,
    Category.KNOWN: 0.1,
    Category.UNKNOWN: 0.3,
    Category.ELEVATED: 0.5,
    Category.SUSPECT: 0.8,
    Category.BLOCKED: 1.0,
}


@dataclass(frozen=True, slots=True)
class _Case:
    """One recipient with everything the category needs."""

    address: Address
    key: str
    facts: DomainFacts
    ruling: Ruling | None
    slip: Slip | None
    listed: int
    past: ContactHistory


@dataclass(slots=True)
class _Said:
    """What is said about one recipient while it is judged."""

    category: Category = Category.UNKNOWN
    kind: str = "unknown_external"
    trust: str = "none"
    reasons: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    explanation: str = ""
    suggestion: str = ""
    likeness: str = ""


def assess(
    envelope: Envelope,
    visible_recipients: tuple[str, ...],
    view: RecipientView,
    history: History,
    today: date,
    *,
    budget: Budget | None = None,
) -> Assessment:
    """
    Assess every recipient of an envelope, in its order.

    `visible_recipients` are the addresses of To and Cc; an envelope recipient missing there is a Bcc.  `today` decides
    which list entries are live.  Never raises for any address, however broken; with a `budget`, `OutOfTime` or
    `Cancelled` are noticed every few hundred recipients.
    """
    contacts = dict(history.contacts) if history.is_supplied else {}
    known = {_key(parse_address(address)): found for address, found in contacts.items()}
    facts: dict[str, DomainFacts] = {}
    cases = []
    for number, recipient in enumerate(envelope.recipients):
        if budget is not None and number % CHECK_EVERY == 0:
            budget.check()
        cases.append(_case(parse_address(recipient.address), view, known, history, today, facts))
    senders = tuple(text for text in (envelope.sender, envelope.mail_from, envelope.header_from) if "@" in text)
    group = _Group(cases, visible_recipients, view, facts, senders)
    risks = []
    for number, case in enumerate(cases):
        if budget is not None and number % CHECK_EVERY == 0:
            budget.check()
        risks.append(_risk(case, view, today, group, history))
    flags = tuple(sorted({flag for risk in risks for flag in risk.flags}))
    return Assessment(tuple(risks), flags, group.strangers)


def assess_domain(domain: str, view: RecipientView, today: date) -> RecipientRisk:
    """
    Assess a bare domain: lists, trust, lookalikes, webmail and country; the `address` of the result is empty.

    Never raises; a string that is no domain is ELEVATED with the reason INVALID_ADDRESS.
    """
    host = normalise(domain)
    address = Address("", "", host or as_typed(domain), "" if host else "INVALID_ADDRESS")
    case = _case(address, view, {}, History(), today, {})
    return _risk(case, view, today, _Group([], (), view, {}, ()), History())


class _Group:
    """What the recipients of one message are to each other and to its sender."""

    def __init__(
        self,
        cases: list[_Case],
        visible: tuple[str, ...],
        view: RecipientView,
        facts: dict[str, DomainFacts],
        senders: tuple[str, ...],
    ) -> None:
        self.least = view.thresholds.known_contact_count
        self.own = self._own_organisation(view, senders)
        members = {case.key: self._member(case.key, case.facts, case) for case in cases}
        self.visible = frozenset(_key(parse_address(address)) for address in visible)
        self.namesakes = Namesakes(view.people, senders, frozenset(members) - self.visible)
        seen = [
            members.get(key) or self._member(key, _facts(key.rpartition("@")[2], view, facts))
            for key in sorted(self.visible)
            if "@" in key
        ]
        self.exposed = exposure.exposed(seen, view.thresholds.exposed_outsiders)
        self.strangers = exposure.strangers(seen)
        self.odd = exposure.odd_one_out(list(members.values()), view.thresholds.odd_group_size)
        self.users = Counter(domain for case in cases for domain in {case.facts.host, case.facts.registrable})

    @staticmethod
    def _own_organisation(view: RecipientView, senders: tuple[str, ...]) -> str:
        """Return the sender's organisation where no own domains are configured, to tell colleagues from outsiders."""
        if not senders or view.has_own:
            return ""
        return view.facts(canonical(senders[0]).rpartition("@")[2]).organisation

    def _member(self, key: str, facts: DomainFacts, case: _Case | None = None) -> exposure.Member:
        organisation = "own" if self.own and facts.organisation == self.own else facts.organisation
        is_known = case is not None and _is_known(case, self.least)
        return exposure.Member(key, organisation, is_known)


def _case(
    address: Address,
    view: RecipientView,
    known: dict[str, ContactHistory],
    history: History,
    today: date,
    facts: dict[str, DomainFacts],
) -> _Case:
    host = address.domain
    found = _facts(host, view, facts)
    key = _key(address)
    past = known.get(key, _NO_HISTORY)
    slip = found.slip
    if (
        slip
        and found.is_unlisted
        and (host in history.delivered_domains or found.registrable in history.delivered_domains)
    ):
        slip = None
    if slip is None and found.standing is None and view.partner_suffixes and host not in view.contact_domains:
        slip = view.suffix_slip(host, address.local)
    return _Case(
        address,
        key,
        found,
        view.lists.ruling(address.local, host, today),
        slip,
        view.people.contacts.get(key, 0),
        past if address.local else _NO_HISTORY,
    )


def _facts(host: str, view: RecipientView, facts: dict[str, DomainFacts]) -> DomainFacts:
    """Return what holds for a host of the message, looked up once; of what is no domain nothing is known."""
    if host not in facts:
        facts[host] = view.facts(host) if normalise(host) == host else DomainFacts(host, host, "", host)
    return facts[host]


def _key(address: Address) -> str:
    """Return what an address is known by: however it was written, with a name or in brackets, it is one recipient."""
    return f"{address.local.casefold()}@{address.domain}" if address.local else address.domain


def _count(case: _Case) -> int:
    """Return how many messages went there: what the list says, or what was learnt and has not faded."""
    return max(case.listed, case.past.deliveries)


def _is_known(case: _Case, least: int) -> bool:
    """
    Say whether somebody is known: listed, or learnt.

    Deliveries alone are no evidence: a wrong address that is written to every day has as many as the right one.  Nor is
    a reply where a learnt contact has the same name at another domain: the wrong one of the two may have answered.
    """
    if case.listed >= least:
        return True
    is_webmail = case.facts.is_freemail or case.facts.is_disposable
    is_doubtful = _has_namesake(case) and not case.past.is_lasting
    return case.past.is_learnt and not is_webmail and not is_doubtful


def _has_namesake(case: _Case) -> bool:
    """Say whether a learnt contact has this name at another domain; `customer.service` is no name."""
    return case.past.has_namesake and not is_role(case.address.local)


def _risk(case: _Case, view: RecipientView, today: date, group: _Group, history: History) -> RecipientRisk:
    said = _Said()
    _judge(case, view, said)
    _domain_flags(case, said)
    is_allowed = case.ruling is not None and not case.ruling.is_block
    expired = None if is_allowed else view.lists.expired(case.address.local, case.address.domain, today)
    if expired:
        said.reasons.append("ALLOW_EXPIRED")
    if case.address.local:
        _person_flags(case, view, said, group, history)
    edits = differences(case.facts.host, case.facts.suffix, case.slip) if case.slip else ()
    _explain(case, said, group, view, expired, edits)
    entry = case.ruling.entry if case.ruling else None
    standing = case.facts.standing
    slip = case.slip
    return RecipientRisk(
        address=case.address.text,
        domain=case.facts.host,
        score=_score(said.category, case),
        category=said.category,
        kind=said.kind,
        trust=said.trust,
        nearest_trusted=slip.guarded.host if slip else _nearest(case, view),
        edits=edits,
        suffix_country=case.facts.country.code if case.facts.country else "",
        publicly_registrable=not case.facts.is_restricted,
        reasons=tuple(dict.fromkeys(said.reasons)),
        explanation=said.explanation,
        suggestion=said.suggestion,
        nation=standing.nation if standing else "",
        communities=standing.communities if standing else (),
        accredited_to=standing.accredited_to if standing else None,
        is_exposed=case.key in group.exposed,
        is_bcc=bool(case.address.local) and case.key not in group.visible,
        list_entry=case.ruling.cite if case.ruling else "",
        disclose=entry.disclose if entry else Disclose.SENDER,
        flags=tuple(dict.fromkeys(said.flags)),
    )


def _judge(case: _Case, view: RecipientView, said: _Said) -> None:
    """Set category, kind and trust in the order of the module's docstring."""
    facts, ruling = case.facts, case.ruling
    is_allowed = ruling is not None and not ruling.is_block
    if facts.is_disposable or facts.is_freemail:
        said.kind = "disposable" if facts.is_disposable else "freemail"
    if ruling is not None:
        said.reasons.append("BLOCK_LISTED" if ruling.is_block else "ALLOW_LISTED")
    if case.slip:
        said.reasons.append(case.slip.reason)
    if case.address.problem or "." not in facts.host:
        said.reasons.append(case.address.problem or "NO_DOT")
    said.category = _category(case, view, said, is_allowed=is_allowed)
    if is_allowed and said.trust in {"none", "contact"}:
        said.trust = "allowed"
    if said.category is Category.BLOCKED:
        said.kind = "blocked"
    elif said.category is Category.SUSPECT and case.slip:
        said.kind = case.slip.kind
    elif said.category in {Category.TRUSTED, Category.KNOWN} and said.kind == "unknown_external":
        said.kind = "legit"


def _category(case: _Case, view: RecipientView, said: _Said, *, is_allowed: bool) -> Category:
    facts = case.facts
    if case.ruling is not None and case.ruling.is_block:
        return Category.BLOCKED
    has_problem = bool(case.address.problem) or "." not in facts.host
    if facts.standing and not has_problem and (is_allowed or case.slip is None):
        said.trust = facts.standing.trust
        said.reasons.append("OWN_DOMAIN" if said.trust == "own" else "PARTNER_DOMAIN")
        return Category.TRUSTED
    if case.slip and not is_allowed:
        return Category.SUSPECT
    if _is_known(case, view.thresholds.known_contact_count) and not has_problem:
        said.trust = "contact"
        said.reasons.append("KNOWN_CONTACT")
        return Category.KNOWN
    return _by_kind(case, view, said, has_problem=has_problem, is_allowed=is_allowed)


def _by_kind(case: _Case, view: RecipientView, said: _Said, *, has_problem: bool, is_allowed: bool) -> Category:
    facts = case.facts
    concerns: list[str] = []
    if facts.is_disposable:
        concerns.append("DISPOSABLE_DOMAIN")
    elif facts.is_freemail:
        concerns.append("FREEMAIL")
    if facts.country and facts.country.code in view.countries_of_concern and not is_allowed:
        concerns.append("COUNTRY_OF_CONCERN")
    said.reasons += concerns
    if concerns or has_problem:
        return Category.ELEVATED
    if not is_allowed:
        said.reasons.append("UNKNOWN_DOMAIN")
    return Category.UNKNOWN


def _domain_flags(case: _Case, said: _Said) -> None:
    if case.slip and said.category in {Category.SUSPECT, Category.BLOCKED}:
        said.flags.append("lookalike_domain")
    if case.facts.is_disposable:
        said.flags.append("disposable_domain")
    elif case.facts.is_freemail:
        said.flags.append("freemail")


def _person_flags(case: _Case, view: RecipientView, said: _Said, group: _Group, history: History) -> None:
    """Add what the local part, the history and the other recipients say; none of it changes the category."""
    local, facts = case.address.local, case.facts
    is_own = facts.organisation == "own" or (bool(group.own) and facts.organisation == group.own)
    flags: list[str] = []
    if case.key in group.exposed:
        flags.append("exposed_recipients")
    if case.key == group.odd:
        flags.append("odd_domain_in_group")
    if history.is_supplied and not is_own and _count(case) < view.thresholds.known_contact_count:
        flags.append("first_time_recipient")
    if is_group(local) or is_list_host(case.facts.host):
        flags.append("group_address")
    if not is_own and not case.address.problem:
        flags += _namesake_flags(case, view, said, group)
    said.flags += flags
    said.reasons += [flag.upper() for flag in flags]


def _namesake_flags(case: _Case, view: RecipientView, said: _Said, group: _Group) -> list[str]:
    local, facts = case.address.local, case.facts
    found = group.namesakes.webmail(local, case.key) if facts.is_freemail or facts.is_disposable else None
    if found is None and not _is_known(case, view.thresholds.known_contact_count):
        found = group.namesakes.contact(local, facts.host, case.key)
    if found:
        said.suggestion, said.likeness = found.suggestion, found.clause
        return [found.flag]
    # The address of a learnt contact is known as a hash only, so there is none to suggest.
    is_near = _has_namesake(case) and said.category not in {Category.TRUSTED, Category.KNOWN}
    return ["near_known_contact"] if is_near else []


def _explain(
    case: _Case, said: _Said, group: _Group, view: RecipientView, expired: ListEntry | None, edits: tuple[str, ...]
) -> None:
    """Set the sentence and the suggestion; what a slip suggests comes before a name at another domain."""
    told = Told(
        address=case.address,
        facts=case.facts,
        category=said.category,
        reasons=frozenset(said.reasons),
        slip=case.slip,
        edits=edits,
        ruling=case.ruling,
        expired=expired,
        standing_domain=_nearest(case, view),
        count=_count(case),
        others=group.users[case.slip.guarded.host] if case.slip else 0,
        strangers=group.strangers,
        likeness=said.likeness,
    )
    said.suggestion = suggest(told) or said.suggestion
    if said.suggestion and canonical(said.suggestion) == case.key:
        said.suggestion = ""
    said.explanation = explain(told, view.tables)


def _nearest(case: _Case, view: RecipientView) -> str:
    """Return the own or partner domain that a trusted recipient belongs to."""
    return view.standing(case.facts.host)[1] if case.facts.standing else ""


def _score(category: Category, case: _Case) -> float:
    """Return 0..1; .9 and above (the strength of a block) needs a strong slip that anyone can register."""
    if category is Category.SUSPECT and case.slip:
        weight = case.slip.weight
        if case.facts.is_restricted or weight < STRONG:
            return round(min(weight, 0.89), 2)
        return round(min(weight, 0.99), 2)
    if category is Category.ELEVATED and case.facts.is_disposable:
        return 0.6
    return _SCORES[category]
