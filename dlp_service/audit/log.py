"""
The decision log: one JSON line for every decision, and nothing a person wrote.

A line is written by one `write` call to a file opened for appending, so that the
processes of a server can share it, and is on its way before the
gateway hears the verdict: a decision that cannot be recorded is not given.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from dlp_service.audit.masking import Pseudonym, keyed, mask_address
from dlp_service.errors import ConfigError, NotReady
from dlp_service.values import Case, Outcome, Verdict, utc_now


class AuditLog:
    """
    Writes decisions to a file or a text stream; safe to call from several threads.

    Addresses are written as pseudonyms.  Without a `pseudonym` function they are keyed with a random key that
    dies with this log: lines of one run can be told apart, and nothing can be traced later.
    """

    def __init__(
        self,
        sink: TextIO | Path,
        pseudonym: Pseudonym | None = None,
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """
        Open the log.

        Raises:
            ConfigError: the file cannot be opened for appending.
        """
        self._pseudonym = pseudonym or keyed(secrets.token_bytes(32))
        self._clock = clock
        self._lock = threading.Lock()
        self._sink: _FileSink | _StreamSink = _FileSink(sink) if isinstance(sink, Path) else _StreamSink(sink)

    @classmethod
    def open(cls, path: str, pseudonym: Pseudonym | None = None) -> AuditLog:
        """
        Open the log that a setting names: a file, or `-` for standard error.

        Raises:
            ConfigError: the file cannot be opened for appending.
        """
        return cls(sys.stderr if path == "-" else Path(path), pseudonym)

    def record(self, outcome: Outcome) -> None:
        """
        Write one line.

        Raises:
            NotReady: it could not be written whole.
        """
        line = json.dumps(decision_line(outcome, self._pseudonym, self._clock()), separators=(",", ":"))
        with self._lock:
            self._sink.write(f"{line}\n".encode("ascii"))

    def close(self) -> None:
        """Close the file; a stream stays open."""
        with self._lock:
            self._sink.close()


def decision_line(outcome: Outcome, pseudonym: Pseudonym, now: datetime) -> dict[str, Any]:
    """Return the content of one line: who is a pseudonym, what is a count."""
    case, verdict = outcome.case, outcome.verdict
    return {
        "time": now.astimezone(UTC).isoformat(timespec="milliseconds"),
        "event": "decision",
        "case_id": case.case_id,
        "received": case.received.astimezone(UTC).isoformat(timespec="milliseconds"),
        "mode": case.mode.value,
        "origin": case.envelope.origin.value,
        "sender": mask_address(case.envelope.sender, pseudonym),
        "action": verdict.action.name,
        "rules": list(verdict.rules),
        "obligations": list(verdict.obligations),
        "is_sealed": verdict.is_sealed,
        "recipients": _recipients(case, verdict, pseudonym),
        **_evidence(case),
        "findings_truncated": outcome.findings_truncated,
        "message_digest": case.message_digest,
        "content_digest": case.content_digest,
        "revisions": {"policy": verdict.policy_revision, "organisation": case.organisation.revision},
        "model_versions": dict(case.model_versions),
        "review_item": outcome.review_item,
        "confirmation_offered": outcome.confirmation is not None,
        "timings_ms": {name: round(value, 3) for name, value in outcome.timings_ms},
    }


def _recipients(case: Case, verdict: Verdict, pseudonym: Pseudonym) -> list[dict[str, Any]]:
    risks = {risk.address: risk for risk in case.recipients}
    lines = []
    for item in verdict.recipients:
        risk = risks.get(item.address)
        lines.append(
            {
                "address": mask_address(item.address, pseudonym),
                "action": item.action.name,
                "rules": list(item.rules),
                "category": risk.category.name if risk else "",
                "kind": risk.kind if risk else "",
            }
        )
    return lines


def _evidence(case: Case) -> dict[str, Any]:
    """Return tier, score and counts."""
    declared = case.sensitivity.declared
    return {
        "tier": case.sensitivity.tier.name,
        "score": round(case.sensitivity.score, 4),
        "declared": f"{declared.scheme}/{declared.level}" if declared else "",
        "findings": dict(sorted(Counter(item.info_type for item in case.findings).items())),
        "gaps": dict(sorted(Counter(gap.reason.value for gap in case.gaps).items())),
        "flags": list(case.assessment.flags),
        "scanned_parts": case.scanned_parts,
        "unfinished_stages": [stage.value for stage in case.unfinished_stages],
        "skipped_stages": [stage.value for stage in case.skipped_stages],
    }


class _FileSink:
    """A file opened for appending, opened again when it was rotated away."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.descriptor = self._open()
        except OSError as error:
            raise ConfigError(f"cannot be opened: {error.strerror}", source=str(path)) from None

    def write(self, line: bytes) -> None:
        try:
            if self._is_moved():
                os.close(self.descriptor)
                self.descriptor = self._open()
            written = os.write(self.descriptor, line)
        except OSError as error:
            raise NotReady(f"the decision log cannot be written: {error.strerror}") from None
        if written != len(line):
            raise NotReady("the decision log cannot be written: the disk is full")

    def close(self) -> None:
        os.close(self.descriptor)

    def _open(self) -> int:
        return os.open(self.path, os.O_APPEND | os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600)

    def _is_moved(self) -> bool:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return True
        opened = os.fstat(self.descriptor)
        return (found.st_dev, found.st_ino) != (opened.st_dev, opened.st_ino)


class _StreamSink:
    """A text stream that somebody else owns."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, line: bytes) -> None:
        try:
            self.stream.write(line.decode("ascii"))
            self.stream.flush()
        except (OSError, ValueError) as error:
            raise NotReady(f"the decision log cannot be written: {type(error).__name__}") from None

    def close(self) -> None:
        self.stream.flush()
