"""What a decision costs: `python -m benchmarks.policy`."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from dlp_service.audit import case_record, keyed
from dlp_service.policy import decide, load_policy, parse_policy
from dlp_service.values import (
    Assessment,
    Case,
    Category,
    Envelope,
    Finding,
    Marking,
    Mode,
    OrganisationFacts,
    Recipient,
    RecipientRisk,
    Sensitivity,
    Submitter,
    Tier,
    utc_now,
)

EXTRA = '\n[[rule]]\nname = "extra-{0}"\nwhen = "counted_tier >= HIGH && risk > 0.{0} && !is_own && nation != \\"GBR\\""\naction = "WARN"\n'
SENDER = "ops@office.example"


def main() -> None:
    """Print microseconds of a decision by its size, with the shipped policy and with one of 30 rules."""
    shipped = load_policy()
    thirty = parse_policy(shipped.document + "".join(EXTRA.format(n) for n in range(10, 40 - len(shipped.rules) + 1)))
    crowd, classes = _case(_recipients(10_000, alike=True)), _case(_recipients(500, alike=False))
    single = _case(_recipients(1, alike=True))
    pseudonym = keyed(b"k" * 32)
    print(f"{'what':<52}{'p50 CPU us':>12}")
    for name, policy in ((f"{len(shipped.rules)} rules", shipped), (f"{len(thirty.rules)} rules", thirty)):
        _show(f"one recipient, {name}", 500, partial(decide, single, policy))
        _show(f"per class of 500 classes, {name}", 9, partial(decide, classes, policy), parts=500)
        _show(f"10,000 recipients of 6 classes, {name}", 5, partial(decide, crowd, policy))
    _show("case record of one recipient", 500, partial(case_record, single, pseudonym))
    _show("load the shipped policy", 20, load_policy)


def _show(name: str, rounds: int, call: Callable[[], object], parts: int = 1) -> None:
    times = []
    for _ in range(rounds):
        started = time.process_time()
        call()
        times.append(time.process_time() - started)
    print(f"{name:<52}{sorted(times)[rounds // 2] / parts * 1e6:>12.1f}")


def _recipients(count: int, *, alike: bool) -> tuple[RecipientRisk, ...]:
    categories = tuple(Category)
    base = RecipientRisk("", "", 0.5, Category.UNKNOWN, "unknown_external", explanation="not known to us")
    return tuple(
        replace(
            base,
            address=f"p{n}@d{n}.example",
            domain=f"d{n}.example",
            category=categories[n % 6],
            nation="" if alike else f"N{n}",
        )
        for n in range(count)
    )


def _case(risks: tuple[RecipientRisk, ...]) -> Case:
    envelope = Envelope(SENDER, tuple(Recipient(risk.address) for risk in risks), Submitter(SENDER, "SASL"))
    marking = Marking("uk", "OFFICIAL-SENSITIVE", 40, ("COMMERCIAL",))
    return Case(
        case_id="case",
        received=utc_now(),
        envelope=envelope,
        mode=Mode.ENFORCE,
        message_digest="",
        content_digest="",
        submission_key="",
        sensitivity=Sensitivity(0.45, Tier.MODERATE, 0.3),
        findings=(Finding("CLASSIFICATION_MARKING", "markings", 0.9, "1", "body", 0, 9, marking=marking),),
        assessment=Assessment(risks),
        gaps=(),
        organisation=OrganisationFacts("Office", "GBR", ("uk", "OFFICIAL-SENSITIVE"), "r", ("office.example",)),
    )


if __name__ == "__main__":
    main()
