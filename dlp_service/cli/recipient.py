"""`dlp recipients`: how likely each recipient is the wrong one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from dlp_service import recipients as room
from dlp_service.cli.addressed import Given, read_given
from dlp_service.cli.jsonl import BadLine, json_line, standard_input, stream, text_field, texts_field
from dlp_service.cli.risks import print_risks
from dlp_service.config import load_settings
from dlp_service.organisation import Organisation, load_organisation, read_contacts, read_domains
from dlp_service.recipients import RecipientView
from dlp_service.serve import convert
from dlp_service.values import Assessment, ContactHistory, Envelope, History, RecipientRisk, utc_now

_DOMAINS = 50_000
"""Answers kept: of the domains that mail goes to, few make up most of the lines."""

_FIELDS = ("to", "cc", "bcc")


def recipients(
    domains: list[str] = typer.Argument(None, metavar="[ADDRESS...]", help="Addresses or domains to judge."),
    jsonl: bool = typer.Option(False, "--jsonl", help="Read JSON lines from standard input."),
    as_json: bool = typer.Option(False, "--json", help="Print one RecipientRisk a line as JSON."),
    organisation: Path | None = typer.Option(None, "--organisation", help="The organisation file."),
    protected: Path | None = typer.Option(None, "--protected", help="Domains that are trusted and guarded."),
    watch: Path | None = typer.Option(None, "--watch", help="Domains that are guarded and not trusted."),
    known: Path | None = typer.Option(None, "--known", help="Known contacts, CSV with address,count."),
    config: Path | None = typer.Option(None, "--config", help="Settings that name the folder of refreshed lists."),
) -> None:
    """
    Say what each recipient is to us: a category, the reasons, and the address that was probably meant.

    Without arguments, or with "-", addresses are read from standard input: one a line, or the lines From, To, Cc and Bcc of a mail.

    \b
    Example:
      dlp recipients --organisation examples/organisation.toml j.smith@navy.ml
      dlp recipients --organisation examples/organisation.toml --json gmial.com
      echo 'To: Jo <j.smith@navy.ml>, f@gmial.com' | dlp recipients --organisation examples/organisation.toml
      echo '{"id": 1, "domain": "navy.ml"}' | dlp recipients --organisation examples/organisation.toml --jsonl
    """
    if jsonl and (domains or as_json):
        raise typer.BadParameter("reads lines and writes JSON; name no addresses beside it", param_hint="--jsonl")
    lists = load_organisation(organisation) if organisation else Organisation()
    if protected:
        lists = replace(lists, protected=lists.protected + read_domains(protected))
    if watch:
        lists = replace(lists, watch=lists.watch + read_domains(watch))
    if known:
        lists = replace(lists, contacts={**lists.contacts, **read_contacts(known)})
    view = room.build_view(lists, room.load_refreshed(load_settings(config).lists_folder))
    if jsonl:
        of_domain = lru_cache(maxsize=_DOMAINS)(partial(_domain, view))
        stream(lambda line: _answer(view, of_domain, line))
        return
    if not (given := _given(domains or [])):
        raise typer.BadParameter("name addresses, or read lines with --jsonl", param_hint="ADDRESS")
    risks = _judged(view, given)
    if as_json:
        sys.stdout.writelines(json_line(convert.risk_json(risk)) for risk in risks)
    else:
        print_risks(Console(), risks)


def _judged(view: RecipientView, given: Given) -> tuple[RecipientRisk, ...]:
    """Judge what stands alone one by one, and the recipients of a mail's fields together."""
    today = utc_now().date()
    alone = tuple(
        room.assess(Envelope.of("", (name,)), (), view, History(), today).recipients[0]
        if "@" in name
        else room.assess_domain(name, view, today)
        for name in given.alone
    )
    if not (given.visible or given.hidden):
        return alone
    envelope = Envelope.of(given.sender, (*given.visible, *given.hidden))
    return alone + room.assess(envelope, given.visible, view, History(), today).recipients


def _given(names: list[str]) -> Given:
    """Return what the arguments name, or standard input where there are none or one of them is `-`."""
    alone = tuple(name for name in names if name != "-")
    if names and len(alone) == len(names):
        return Given(alone)
    if sys.stdin is None or (not names and sys.stdin.isatty()):
        return Given(alone)
    read = read_given(standard_input().read().decode("utf-8-sig", "replace").splitlines())
    return replace(read, alone=alone + read.alone)


def _domain(view: RecipientView, domain: str, today: date) -> dict[str, Any]:
    risk = room.assess_domain(domain, view, today)
    return convert.assessment_json(Assessment((risk,), risk.flags))


def _answer(
    view: RecipientView, of_domain: Callable[[str, date], dict[str, Any]], line: dict[str, Any]
) -> dict[str, Any]:
    domain = line.get("recipient_domain") if line.get("domain") is None else line["domain"]
    if domain is not None and all(line.get(key) is None for key in _FIELDS):
        if not isinstance(domain, str):
            raise BadLine("domain must be a string")
        return of_domain(domain, utc_now().date())
    return convert.assessment_json(_group(view, line))


def _group(view: RecipientView, line: Mapping[str, Any]) -> Assessment:
    """Judge the recipients of one message as the line gives them."""
    fields = dict(line)
    to, cc, bcc = (texts_field(fields, key) for key in _FIELDS)
    if not (to or cc or bcc):
        raise BadLine("a line needs domain, or recipients in to, cc or bcc")
    sender = text_field(fields, "sender", "")
    contacts = _contacts(fields)
    local = view.with_people(contacts=contacts or {}, directory=_directory(fields))
    history = History(
        tuple((address, ContactHistory(deliveries=count)) for address, count in (contacts or {}).items()),
        # No contact at all is no history: otherwise every line of a sender without one would be a first message.
        is_supplied=bool(contacts),
    )
    envelope = Envelope.of(sender, (*to, *cc, *bcc))
    return room.assess(envelope, (*to, *cc), local, history, utc_now().date())


def _contacts(line: dict[str, Any]) -> dict[str, int] | None:
    """Return the known contacts of a line, None where it supplies no history."""
    value = line.get("known_contacts")
    if value is None:
        return None
    if not isinstance(value, dict) or not all(type(count) is int and count >= 0 for count in value.values()):
        raise BadLine("known_contacts must map addresses to whole numbers")
    return {address.casefold(): count for address, count in value.items()}


def _directory(line: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return (name, address) of own staff; a bare address gives the name its local part spells."""
    return tuple((_spelt(address), address.casefold()) for address in texts_field(line, "directory"))


def _spelt(address: str) -> str:
    """
    Return the name that a local part spells.

    >>> _spelt("john.smith2@mod.gov.uk")
    'john smith'
    """
    local = address.partition("@")[0]
    return " ".join("".join(c if c.isalpha() else " " for c in local).split())
