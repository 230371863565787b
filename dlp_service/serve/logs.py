"""
JSON lines on standard error, without a word of any message.

The service logs names, numbers and references.  Messages of foreign
exceptions are left out on purpose: they like to quote their input.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class _Foreign(logging.Handler):
    """Passes on that a library logged, where and how gravely, but not its text or traceback."""

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        structlog.get_logger().log(
            record.levelno, "library", library=record.name, line=f"{record.module}:{record.lineno}", error=kind
        )


def configure_logs(level: str, stream: TextIO | None = None, **facts: object) -> None:
    """Send structlog's events, and the fact that a library warned, as JSON lines with `facts` to `stream` (standard error)."""

    def with_facts(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {**facts, **event}

    threshold = LEVELS.get(level.lower(), logging.INFO)
    structlog.configure(
        processors=[
            with_facts,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_Foreign()], level=max(threshold, logging.WARNING), force=True)
