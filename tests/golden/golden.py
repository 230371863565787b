"""
The example messages and what the service says of them, in full sentences.

`python -m tests.golden.golden` writes the expected answers again; read the
difference before it is committed.
"""

import json
from pathlib import Path

from dlp_service.budget import Budget
from dlp_service.classifier import Classifier
from dlp_service.options import Options
from dlp_service.values import Envelope, Outcome

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
EXPECTED = Path(__file__).with_name("answers.json")


def envelopes():
    """Yield (file, envelope line) of every example."""
    for text in (EXAMPLES / "envelopes.jsonl").read_text().splitlines():
        line = json.loads(text)
        yield EXAMPLES / line["file"], line


def answers(classifier: Classifier) -> dict[str, dict]:
    """Return what is said of every example, by file name."""
    return {
        file.stem: summary(
            classifier.classify_message(
                file.read_bytes(), Envelope.vouched(line["mail_from"], line["rcpt_to"]), Options(), Budget.unlimited()
            )
        )
        for file, line in envelopes()
    }


def summary(outcome: Outcome) -> dict:
    """Return the parts of an outcome that a person would notice if they changed."""
    case, verdict = outcome.case, outcome.verdict
    first = {
        risk.domain: f"{decided.action.name} {risk.category.name} {risk.kind}"
        for risk, decided in zip(case.recipients, verdict.recipients, strict=True)
    }
    return {
        "action": verdict.action.name,
        "recipients": first if len(first) < 5 else dict(list(first.items())[:5]),
        "rules": list(verdict.rules),
        "explanation": verdict.explanation,
        "sender_notice": verdict.sender_notice.replace(case.case_id, "CASE"),
        "flags": list(case.assessment.flags),
        "tier": case.sensitivity.tier.name,
        "findings": sorted(
            {f"{f.info_type} {f.role.value} {f.path} {f.where} {f.masked_quote}" for f in case.findings}
        ),
        "gaps": [f"{gap.path} {gap.reason.value} {gap.container}" for gap in case.gaps],
    }


def main() -> None:
    """Write the answers of this version."""
    with Classifier.from_config(organisation=EXAMPLES / "organisation.toml") as classifier:
        EXPECTED.write_text(json.dumps(answers(classifier), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
