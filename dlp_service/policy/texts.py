"""
What is said about a decision, to two of its three audiences.

The analyst reads why, with the recipient's own explanation and the heaviest
contributions.  The sender reads less: never a codeword, a protected
name or a list entry that is not theirs to know, never a blind-copied recipient,
and nothing but a reference where we do not know who reads it.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dlp_service.policy.markings import MarkingDemand
from dlp_service.policy.releasability import Restriction
from dlp_service.policy.releasable import Standing, exclusion_reason, release_reason
from dlp_service.policy.rules import Hit, Judgement
from dlp_service.policy.summary import IDENTIFIER_TYPES, is_authenticated, is_external, is_lookalike
from dlp_service.values import (
    Action,
    Case,
    Category,
    Disclose,
    Origin,
    RecipientRisk,
    RecipientVerdict,
    Role,
    Tier,
)

MAX_NOTICE_RECIPIENTS = 10
MAX_CLAUSES = 3
MAX_TEXT = 400
MISMATCH = "LABEL_MISMATCH"
ANALYST_FIELDS = frozenset(
    {"address", "domain", "suggestion", "nearest_trusted", "category", "trust", "kind", "nation", "ceiling", "caveat"}
    | {"recipient", "suffix_country", "tier", "counted_tier", "score", "content", "marking", "own_ceiling"}
    | {"exposed_outsiders", "gaps", "exclusion", "releasability", "mismatch"}
)
"""Placeholders of an `explanation`."""
SENDER_FIELDS = frozenset(
    {"address", "domain", "suggestion", "nearest_trusted", "ceiling", "caveat", "marking", "own_ceiling"}
    | {"exposed_outsiders", "reason"}
)
"""Placeholders of a `sender_text`: nothing that could confirm what a list holds."""

_TRUST = {
    Category.TRUSTED: "a trusted recipient",
    Category.KNOWN: "a known contact",
    Category.UNKNOWN: "an unknown recipient",
    Category.ELEVATED: "a recipient that asks for care",
    Category.SUSPECT: "a recipient that is probably wrong",
    Category.BLOCKED: "a blocked recipient",
}
_NOTES = ("unread-", "unfinished.", "failed.", "confirmed-", "cannot-", "note-")
_OPENINGS = {
    Action.WARN: "Please check this message before it goes out.",
    Action.QUARANTINE: "This message is held until the security team has looked at it.",
    Action.BLOCK: "This message was not sent.",
}
_TELLABLE: tuple[tuple[str, frozenset[str]], ...] = (
    ("it contains a list of people", frozenset({"ROSTER"})),
    ("it names people", frozenset({"PERSON_NAME"})),
    ("it contains personal numbers", IDENTIFIER_TYPES),
)
"""Evidence a sender may be told of: plain to anyone who reads the message, and on nobody's list."""


@dataclass(frozen=True, slots=True)
class MessageWords:
    """
    Placeholders that are the same for every recipient of a message.

    `tellable` are the restrictions a sender may be told of; `notes` stand beside a reason for the analyst.
    """

    analyst: Mapping[str, str]
    sender: Mapping[str, str]
    tellable: frozenset[Restriction] = frozenset()
    notes: tuple[str, ...] = ()


def placeholders(template: str) -> tuple[str, ...]:
    """
    Return the names of a template's placeholders.

    Raises:
        ValueError: a brace is left open, or a placeholder is more than a plain name.
    """
    names = []
    for _, name, form, conversion in string.Formatter().parse(template):
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise ValueError(f"placeholder {{{name}}} must be a plain name")
        names.append(name)
    return tuple(names)


def message_words(case: Case, demand: MarkingDemand) -> MessageWords:
    """Work out the placeholders that all recipients share."""
    highest = demand.words
    shared = {
        "marking": highest if demand.is_tellable or not highest else "at a level not told here",
        "own_ceiling": case.organisation.accredited_to[1],
        "exposed_outsiders": str(case.assessment.exposed_outsiders),
    }
    gaps = dict.fromkeys(gap.reason.value for gap in case.gaps if gap.material)
    return MessageWords(
        {
            **shared,
            "marking": highest if demand.is_tellable else f"{highest} by the register of documents",
            "tier": case.sensitivity.tier.name,
            "score": f"{case.sensitivity.score:.2f}",
            "gaps": ", ".join(gaps),
            "mismatch": _mismatch(case),
        },
        shared,
        demand.tellable,
        demand.notes,
    )


def _mismatch(case: Case) -> str:
    """Return what the first label and text that disagree say, in the words of their finding."""
    details = (item.detail for item in case.findings if item.info_type == MISMATCH and item.role is Role.EVIDENCE)
    return next(filter(None, details), "label and text are marked differently")


def explain(case: Case, risk: RecipientRisk, standing: Standing, judgement: Judgement, words: MessageWords) -> str:
    """Return one sentence for the analyst: the action and everything that demanded it, then what else applies."""
    known = {
        **words.analyst,
        **_recipient_words(risk, standing),
        "exclusion": _with_notes(exclusion_reason(standing, risk), words.notes),
        "releasability": _with_notes(
            release_reason(standing, risk, words.analyst["marking"], words.analyst["own_ceiling"]), words.notes
        ),
        "category": risk.category.name,
        "trust": risk.trust,
        "kind": risk.kind,
        "nation": standing.nation or "nation unknown",
        "suffix_country": risk.suffix_country,
        "recipient": _recipient(risk),
        "counted_tier": judgement.counted_tier.name,
        "content": _content(case, judgement),
    }
    reasons = (hit.explanation.format_map(known) for hit in _spoken(judgement))
    return _sentence(f"{judgement.action.name}: {'; '.join(dict.fromkeys(filter(None, reasons)))}")


def sender_text(case: Case, risk: RecipientRisk, standing: Standing, judgement: Judgement, words: MessageWords) -> str:
    """Return what the sender may know about one recipient: why it was stopped, and who was probably meant."""
    if risk.disclose is not Disclose.SENDER:
        return "Mail to this recipient is not allowed."
    reason = _sender_reason(case, risk, words.sender["marking"])
    known = {**words.sender, **_recipient_words(risk, standing), "reason": reason}
    if standing.excluded_by and standing.excluded_by not in words.tellable:
        known["caveat"] = "a caveat not told here"
    texts = [hit.sender_text.format_map(known) for hit in judgement.hits if hit.action > Action.ALLOW]
    meant = f"Did you mean {risk.suggestion}?" if risk.suggestion and risk.category >= Category.SUSPECT else ""
    return " ".join(filter(None, (*dict.fromkeys(texts), meant)))


def notice(
    case: Case,
    judged: Sequence[tuple[RecipientRisk, Action]],
    text_of: Callable[[int], str],
    *,
    can_confirm: bool,
) -> str:
    """
    Return the sender's notice, empty when everything is delivered.

    `text_of` gives what is said of the recipient at an index; it is asked for visible recipients only.
    Recipients of whom the same is said share a line.
    """
    stopped = [index for index, (_, action) in enumerate(judged) if action > Action.ALLOW]
    if not stopped:
        return ""
    stopped.sort(key=lambda index: -judged[index][1])
    action = judged[stopped[0]][1]
    if not is_authenticated(case) or is_external(case) or case.envelope.origin is not Origin.HUMAN:
        return f"This message was not delivered to every recipient. Reference: {case.case_id}"
    named = [index for index in stopped if not judged[index][0].is_bcc][:MAX_NOTICE_RECIPIENTS]
    said: dict[str, list[str]] = {}
    for index in named:
        said.setdefault(text_of(index), []).append(judged[index][0].address)
    lines = [_OPENINGS[action], *(f"- {', '.join(addresses)}: {text}" for text, addresses in said.items())]
    if others := len(stopped) - len(named):
        lines.append(f"- and {others} further recipient{'s' if others > 1 else ''}")
    if can_confirm and action is Action.WARN:
        lines.append("Send it as it is, correct the address, or cancel.")
    return "\n".join((*lines, f"Reference: {case.case_id}"))


def summarise(verdicts: tuple[RecipientVerdict, ...], action: Action) -> str:
    """Return the message's explanation: that of its strictest recipient, and how many fared alike."""
    strictest = [item for item in verdicts if item.action is action]
    if len(verdicts) == 1:
        return strictest[0].explanation
    return f"{len(strictest)} of {len(verdicts)} recipients {strictest[0].explanation}"


def _spoken(judgement: Judgement) -> Iterator[Hit]:
    """
    Yield the hits worth a clause: what chose the action, and what was unread, failed, confirmed or only to be noted.

    A rule says more than the table, so that the table speaks last and only where few rules do.
    """
    told = [hit for hit in judgement.hits if not hit.name.startswith(_NOTES)]
    chosen = [hit for hit in told if hit.action is told[0].action] if told else []
    chosen.sort(key=lambda hit: hit.name.startswith("table."))
    yield from chosen[:MAX_CLAUSES]
    yield from (hit for hit in judgement.hits if hit.name.startswith(_NOTES))


def _recipient_words(risk: RecipientRisk, standing: Standing) -> dict[str, str]:
    ceiling = risk.accredited_to[1] if risk.accredited_to else "no accreditation declared"
    return {
        "address": risk.address,
        "domain": risk.domain,
        "suggestion": risk.suggestion,
        "nearest_trusted": risk.nearest_trusted or "a domain we know",
        "ceiling": ceiling,
        "caveat": standing.excluded_by.shown if standing.excluded_by else "",
    }


def _with_notes(reason: str, notes: tuple[str, ...]) -> str:
    """Return why the message may not go to a recipient, and what its caveats leave open."""
    return " ".join((reason or "nothing stands against it", *(f"({note})" for note in notes)))


def _recipient(risk: RecipientRisk) -> str:
    told = risk.explanation.strip().rstrip(".")
    return f"{_TRUST[risk.category]}, {risk.domain}" + (f" ({told})" if told else "")


def _content(case: Case, judgement: Judgement) -> str:
    """Return the counted tier in words, and the two heaviest contributions where they count."""
    heaviest = sorted(case.sensitivity.contributions, key=lambda item: -item.weight)[:2]
    told = ", ".join(item.detail or item.kind.replace("_", " ").lower() for item in heaviest if item.weight > 0)
    tier = judgement.counted_tier
    if tier is Tier.NONE:
        return "cleared content" if case.sensitivity.tier > tier else "nothing sensitive"
    if tier > case.sensitivity.tier:
        return f"content that counts as {tier.name}"
    return f"{tier.name} content" + (f" ({told})" if told else "")


def _sender_reason(case: Case, risk: RecipientRisk, marking: str) -> str:
    """Return the reason a sender may know: what is plain in the message, else only that it looks sensitive."""
    if risk.category is Category.BLOCKED:
        return "Mail to this address is not allowed."
    if is_lookalike(risk):
        return "The address is probably mistyped."
    types = {item.info_type for item in case.findings if item.role is Role.EVIDENCE}
    told = [text for text, kinds in _TELLABLE if kinds & types]
    if marking:
        told.insert(0, f"it is marked {marking}")
    if any(gap.material for gap in case.gaps):
        told.append("a part of it could not be read")
    if told:
        return f"The message should be checked: {', '.join(told)}."
    return "The content looks sensitive for this recipient."


def _sentence(text: str) -> str:
    """Return a text of bounded length that ends in one full stop."""
    text = " ".join(text.split())
    return f"{text[: MAX_TEXT - 1].rstrip('. ;')}{'…' if len(text) >= MAX_TEXT else '.'}"
