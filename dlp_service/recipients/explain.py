"""The one sentence about a recipient that an officer understands, and the address probably meant."""

from __future__ import annotations

from dlp_service.recipients.domains import unicode_form
from dlp_service.recipients.slips import Slip
from dlp_service.recipients.view import DomainFacts


def slip_sentence(domain: str, slip: Slip, facts: DomainFacts, others: int) -> str:
    """
    Say what a lookalike looks like, why, where it lies and who can hold it.

    `others` is how many other recipients of the message use the domain that was meant.
    """
    seen = unicode_form(domain)
    shown = domain if seen == domain or not seen.isprintable() else f"{domain} (shown as {seen})"
    said = [f"{shown} looks like {slip.guarded.host}: {'; '.join(slip.edits)}"]
    said += _place(facts)
    if others:
        said.append(f"{others} other recipient{'s use' if others > 1 else ' uses'} {slip.guarded.host}")
    return "; ".join(said) + "."


def _place(facts: DomainFacts) -> list[str]:
    """Say what the suffix is, and who can register a name there."""
    last = facts.host.rpartition(".")[2]
    said = []
    if not facts.suffix_exists:
        return [f".{last} is no known top-level domain"]
    if facts.country and (last not in {"gov", "mil"}):
        said.append(f".{last} is {facts.country.name}")
    said.append("only a public body can register there" if facts.is_restricted else "anyone can register there")
    return said


def place_sentence(domain: str, facts: DomainFacts, what: str) -> str:
    """Say what a domain is, with the country of its suffix: `mail.ru is a webmail provider; .ru is Russia.`."""
    last = facts.host.rpartition(".")[2]
    where = f"; .{last} is {facts.country.name}" if facts.country else ""
    return f"{domain or 'the address'} {what}{where}."
