"""Protected people and terms whose lists a matcher process holds; this process has neither list nor key."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.protected.detector import ProtectedPeopleDetector, detect_people
from dlp_service.detect.protected.sighting import Sighting
from dlp_service.detect.protected.term_sightings import TermSighting
from dlp_service.detect.protected.terms_hashed import detect_terms
from dlp_service.detect.protected.tokens import Words
from dlp_service.detect.protected.wire import (
    MAX_ANSWER,
    BadFrame,
    opened,
    people_answered,
    question,
    receive,
    terms_answered,
)
from dlp_service.detect.terms.detector import TermDetector
from dlp_service.errors import OutOfTime
from dlp_service.values import Finding, PartText, Stage

T = TypeVar("T")
PATIENCE_S = 2.0
"""How long one answer is waited for, within the time of the message; it takes a millisecond."""
KEPT = 8
"""Idle connections that are kept for the next message."""


class MatcherClient:
    """Asks a matcher process; safe to share between threads, and connects again when the process was restarted."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._idle: list[socket.socket] = []

    def people(self, words: Words, budget: Budget) -> list[Sighting]:
        """
        Return who is seen in some words.

        Raises:
            OutOfTime: there is no answer.
        """
        if not len(words):
            return []
        return self._found(question("personnel", words), budget, lambda answer: people_answered(answer, len(words)))

    def terms(self, words: Words, budget: Budget, context: Context) -> list[TermSighting]:
        """
        Return which terms stand in some words.

        Raises:
            OutOfTime: there is no answer.
        """
        if not len(words):
            return []
        frame = question("terms", words, today=context.today.isoformat())
        return self._found(frame, budget, lambda answer: terms_answered(answer, len(words)))

    def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            self._idle.pop().close()

    def _found(self, frame: bytes, budget: Budget, parse: Callable[[Any], list[T]]) -> list[T]:
        budget.check()
        try:
            header, _ = opened(self._asked(frame, budget))
            found = parse(header["found"]) if "found" in header else None
        except (OSError, BadFrame):
            # Why is the operator's business and stands in the matcher's own log.
            raise OutOfTime("the matcher process does not answer") from None
        if found is None:
            raise OutOfTime("the matcher process answers no more for now")
        return found

    def _asked(self, frame: bytes, budget: Budget) -> bytes:
        while self._idle:
            try:
                return self._over(self._idle.pop(), frame, budget)
            except (IndexError, TimeoutError):
                raise
            except OSError:
                # The process was restarted since: every connection from before is dead.
                continue
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(min(PATIENCE_S, budget.remaining()))
            connection.connect(self._path)
        except OSError:
            connection.close()
            raise
        return self._over(connection, frame, budget)

    def _over(self, connection: socket.socket, frame: bytes, budget: Budget) -> bytes:
        try:
            patience = max(0.001, min(PATIENCE_S, budget.remaining()))
            connection.settimeout(patience)
            connection.sendall(frame)
            answer = receive(connection, MAX_ANSWER, patience)
            if not answer:
                raise ConnectionResetError
        except (OSError, BadFrame):
            connection.close()
            raise
        if len(self._idle) < KEPT:
            self._idle.append(connection)
        else:
            connection.close()
        return answer


class MatchedPeopleDetector:
    """Finds the protected personnel of a matcher; without one it finds nobody."""

    name = ProtectedPeopleDetector.name
    stage = Stage.NAMES

    def __init__(self, path: Path | None) -> None:
        self._client = MatcherClient(path) if path else None

    def detect(self, texts: tuple[PartText, ...], context: Context, budget: Budget) -> tuple[Finding, ...]:
        """
        Return one finding per place, as for a hashed list.

        Raises:
            StageUnfinished: the process does not answer, or time ran out; with the findings so far.
        """
        return detect_people(texts, context, budget, self._client.people) if self._client else ()


class MatchedTermDetector:
    """Finds the terms of a matcher; without one it finds nothing."""

    name = TermDetector.name
    stage = Stage.TERMS

    def __init__(self, path: Path | None) -> None:
        self._client = MatcherClient(path) if path else None

    def detect(self, texts: tuple[PartText, ...], context: Context, budget: Budget) -> tuple[Finding, ...]:
        """
        Return one finding per place, as for a hashed list.

        Raises:
            StageUnfinished: the process does not answer, or time ran out; with the findings so far.
        """
        return detect_terms(texts, context, budget, self._client.terms) if self._client else ()
