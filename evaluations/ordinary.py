"""
What the whole product does to ordinary mail: the share that would be warned about, held or refused.

Every mail is sent to a recipient nobody knows, which is the strictest of the innocent cases: a sample of mails as their
body and subject stand, then real messages of an archive with all their attachments.
The budget is WARN <= 0.5 %, QUARANTINE <= 0.05 %, BLOCK <= 0.005 %.
"""

from __future__ import annotations

import argparse
import io
import json
from collections import Counter
from collections.abc import Iterable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import zstandard

from dlp_service.budget import Budget
from dlp_service.classifier import Classifier
from dlp_service.options import Options
from dlp_service.values import Action, Envelope, Mode
from evaluations.extract_mail import archived

ENVELOPE = Envelope.vouched("maren.holloway@northhaven.example", ["someone@nowhere-else.example"])
EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def mails(path: Path) -> list[dict[str, str]]:
    """Return the records of a compressed JSON lines file."""
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
        return [json.loads(line) for line in io.TextIOWrapper(stream, "utf-8")]


def message(record: dict[str, str]) -> bytes:
    """Return a record as a message of today's sender."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = ENVELOPE.mail_from
    mail["To"] = ENVELOPE.recipients[0].address
    mail["Subject"] = " ".join(str(record.get("title") or record.get("subject") or "").split())[:200]
    mail.set_content(str(record.get("text_raw") or record.get("text") or "").encode("utf-8", "replace").decode())
    return mail.as_bytes()


def main() -> None:
    """Print the shares, and with `--show` why."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sample", type=int, default=1000)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    path = options.shared / "data" / "mail" / "emails_ordinary.jsonl.zst"
    if not path.exists():
        print(f"skipped: no ordinary mail at {path}")
        return
    records = mails(path)
    step = max(1, len(records) // options.sample)
    with Classifier.from_config(organisation=EXAMPLES / "organisation.toml") as classifier:
        judge_all("ordinary mails, body and subject", map(message, records[::step]), classifier, show=options.show)
        judge_all("real messages with their attachments", archived(options.shared), classifier, show=options.show)


def judge_all(what: str, raws: Iterable[bytes], classifier: Classifier, *, show: bool) -> None:
    """Judge messages and print what share got each action."""
    actions: Counter[Action] = Counter()
    for raw in raws:
        outcome = classifier.classify_message(raw, ENVELOPE, Options(mode=Mode.REPLAY), Budget.unlimited())
        actions[outcome.verdict.action] += 1
        if show and outcome.verdict.action > Action.ALLOW:
            print(outcome.verdict.explanation)
            for gap in outcome.case.gaps:
                if gap.material:
                    print(f"    {gap.reason.value} {gap.path}: {gap.detail}")
    total = sum(actions.values())
    print(f"{total} {what}, to an unknown recipient")
    for action in Action:
        print(f"{action.name:11}{actions[action]:6}  {actions[action] / max(1, total):8.3%}")


if __name__ == "__main__":
    main()
