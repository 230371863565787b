"""
What is wrong with the block and allow entries of an organisation file, before somebody finds out by mail.

An entry can be valid and still do nothing, do what nobody wanted, or have run out.  Nothing here changes what
is decided; each remark says which entry, on which line, and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dlp_service.organisation import ListEntry, Organisation
from dlp_service.recipients.differences import differences
from dlp_service.recipients.domains import normalise, parents
from dlp_service.recipients.lists import Lists, entry_key
from dlp_service.recipients.slips import Slip
from dlp_service.recipients.view import CONTACT_EXEMPTION, RecipientView

SOON_DAYS = 30
RESERVED = frozenset({"example", "test", "invalid", "localhost", "local", "internal", "onion", "alt"})
"""Top-level domains set aside by RFC 6761 and its successors: none of them is on the Internet's name servers."""


@dataclass(frozen=True, slots=True)
class Remark:
    """
    One remark on an entry: `level` is warning or note, `code` an UPPER_SNAKE constant for programs.

    `list_name` is block, allow, or the key of the organisation file it is about; `line` is 0 where it has none.
    """

    level: str
    code: str
    list_name: str
    value: str
    text: str
    line: int = 0


def check_lists(organisation: Organisation, view: RecipientView, today: date) -> tuple[Remark, ...]:
    """
    Return the remarks on all block and allow entries, in the order of the file.

    `view` is the organisation's; its lists, countries and guarded names say what an entry would change.
    """
    checks = _Checks(organisation, view, today)
    found = [remark for name, entry in checks.entries for remark in checks.remarks(name, entry)]
    return tuple(sorted(found, key=lambda remark: (remark.line, remark.level, remark.code)))


class _Checks:
    """The entries of one organisation, with what is asked about each."""

    def __init__(self, organisation: Organisation, view: RecipientView, today: date) -> None:
        self.view = view
        self.today = today
        self.entries = [
            *(("block", entry) for entry in organisation.blocks),
            *(("allow", entry) for entry in organisation.allows),
        ]
        self.by_key: dict[str, list[tuple[str, ListEntry]]] = {}
        for name, entry in self.entries:
            self.by_key.setdefault(entry_key(entry), []).append((name, entry))
        self.blocks = Lists(organisation.blocks, ())
        self.blocked = self._blocked_standings()

    def _blocked_standings(self) -> dict[str, str]:
        """Return, for each block by its key, the first own or partner domain that it decides about."""
        found: dict[str, str] = {}
        for domain in self.view.standings:
            ruling = self.view.lists.ruling("", domain, self.today)
            if ruling and ruling.is_block:
                found.setdefault(entry_key(ruling.entry), domain)
        return found

    def remarks(self, name: str, entry: ListEntry) -> Iterator[Remark]:
        """Yield what is to be said about one entry; one that can match nothing has only that."""
        found = list(self._spelling(entry)) or [
            *self._time(entry),
            *self._equals(name, entry),
            *(self._block(entry) if name == "block" else self._allow(entry)),
            *self._signature(entry),
        ]
        return (Remark(level, code, name, entry.value, text, entry.line) for level, code, text in found)

    def _spelling(self, entry: ListEntry) -> Iterator[tuple[str, str, str]]:
        host = normalise(entry.value.rpartition("@")[2])
        if not host:
            yield "warning", "NO_DOMAIN", "is no domain name, so it matches nothing"
        elif not self.view.suffixes.exists(host):
            yield _unknown_suffix(host)

    def _time(self, entry: ListEntry) -> Iterator[tuple[str, str, str]]:
        if entry.until is None:
            return
        days = (entry.until - self.today).days
        day = entry.until.isoformat()
        if entry.created and entry.until < entry.created:
            yield "warning", "NEVER_LIVE", f"runs out on {day}, before it was created"
        elif days < 0:
            yield "warning", "EXPIRED", f"ran out on {day}, {_days(-days)} ago, and decides nothing"
        elif days <= SOON_DAYS:
            left = "today is its last day" if days == 0 else f"{_days(days)} left"
            yield "warning", "EXPIRES_SOON", f"runs out on {day}, {left}"

    def _equals(self, name: str, entry: ListEntry) -> Iterator[tuple[str, str, str]]:
        """Compare with entries that cover exactly the same recipients."""
        same = self.by_key[entry_key(entry)]
        twins = [other for other_name, other in same if other_name == name]
        first = next((other for other in twins if other.is_live(self.today)), twins[0])
        if entry is not first:
            yield "warning", "DUPLICATE", f"stands already{_at(first)}, and that one decides"
        if name == "allow":
            for other_name, other in same:
                if other_name == "block" and other.is_live(self.today):
                    yield "warning", "CONFLICT", f"the block of the same{_at(other)} wins, so it never decides"
                    return

    def _block(self, entry: ListEntry) -> Iterator[tuple[str, str, str]]:
        key = entry_key(entry)
        host = key.rpartition("@")[2]
        _, inside = self.view.standing(host)
        trusted = inside or self.blocked.get(key, "")
        if trusted and entry.is_live(self.today):
            trust = self.view.standings[trusted].trust
            what = "our own" if trust == "own" else "a partner's"
            yield "warning", f"BLOCKS_{trust.upper()}", f"blocks mail to {what} domain {trusted}"
        if entry.scope == "suffix" and not self.view.suffixes.is_suffix(host):
            yield "note", "NO_SUFFIX", "is a domain rather than a suffix; it works as one"
        if entry.scope == "domain" and self.view.suffixes.is_suffix(host):
            yield "note", "WHOLE_SUFFIX", f"is a whole suffix: every domain under .{host} is blocked"

    def _allow(self, entry: ListEntry) -> Iterator[tuple[str, str, str]]:
        key = entry_key(entry)
        local, _, host = key.rpartition("@")
        is_suffix = self.view.suffixes.is_suffix(host)
        slip = None if is_suffix else self._slip(host)
        if slip:
            edits = ", ".join(differences(host, self.view.suffixes.suffix(host), slip))
            yield "warning", "ALLOWS_LOOKALIKE", f"looks like {slip.guarded.host} ({edits}): make sure that it is meant"
        if is_suffix and not local:
            yield (
                "warning",
                "ALLOWS_SUFFIX",
                f"allows every domain under .{host}, also those that look like guarded ones",
            )
        country = self.view.tables.country(host)
        lifts_country = country is not None and country.code in self.view.countries_of_concern
        is_listed = any(parent in self.view.partner_suffixes for parent in parents(host))
        if (
            not (slip or is_suffix or lifts_country or is_listed)
            and self.blocks.ruling(local, host, self.today) is None
        ):
            yield "note", "LIFTS_NOTHING", "no block, no country of concern and no likeness that it could lift"

    def _slip(self, host: str) -> Slip | None:
        """Return what the host looks like; an entry that lists a partner's host speaks for itself."""
        return self.view.facts(host).slip

    @staticmethod
    def _signature(entry: ListEntry) -> Iterator[tuple[str, str, str]]:
        missing = [what for what, text in (("owner", entry.owner), ("reason", entry.reason)) if not text]
        if missing:
            yield "note", "UNSIGNED", f"names no {' and no '.join(missing)}"


def check_domains(organisation: Organisation, view: RecipientView) -> tuple[Remark, ...]:
    """Return the remarks on domains elsewhere in the file that can match nothing; `list_name` is their key's path."""
    partners = (
        (f"partner[{number}].domains", domain)
        for number, partner in enumerate(organisation.partners)
        for domain in partner.domains
    )
    named: Iterable[tuple[str, str]] = (
        *(("organisation.domains", domain) for domain in organisation.domains),
        *partners,
        *(("recipients.watch", domain) for domain in organisation.watch),
        *(("recipients.protected", domain) for domain in organisation.protected),
    )
    found = []
    for key, domain in named:
        host = normalise(domain)
        if not host:
            found.append(Remark("warning", "NO_DOMAIN", key, domain, "is no domain name, so it matches nothing"))
        elif not view.suffixes.exists(host):
            level, code, text = _unknown_suffix(host)
            found.append(Remark(level, code, key, domain, text))
    return tuple(found)


def check_contacts(organisation: Organisation, view: RecipientView, today: date) -> tuple[Remark, ...]:
    """Return the remarks on known contacts whose history may be that of a slip, or who cannot be written to."""
    found = []
    for address in sorted(organisation.contacts):
        local, _, domain = address.rpartition("@")
        host = normalise(domain)
        ruling = view.lists.ruling(local, host, today)
        slip = None if view.standing(host)[0] else view.index.find(host)
        if ruling and ruling.is_block:
            found.append(("CONTACT_BLOCKED", address, f"is blocked by {ruling.cite}"))
        elif slip and slip.weight >= CONTACT_EXEMPTION and not ruling:
            edits = ", ".join(differences(host, view.suffixes.suffix(host), slip))
            text = f"looks like {slip.guarded.host} ({edits}), so its history vouches for nothing"
            found.append(("CONTACT_LOOKALIKE", address, text))
    return tuple(Remark("warning", code, "recipients.known_contacts", address, text) for code, address, text in found)


def _unknown_suffix(host: str) -> tuple[str, str, str]:
    last = host.rpartition(".")[2]
    if last in RESERVED:
        return "note", "RESERVED_SUFFIX", f"lies under .{last}, which is reserved and not on the Internet"
    return "warning", "UNKNOWN_SUFFIX", f"there is no top-level domain .{last}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _at(entry: ListEntry) -> str:
    return f" on line {entry.line}" if entry.line else ""
