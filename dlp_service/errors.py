"""
What can go wrong, as a caller needs to tell it apart.

No error carries message text: each is safe to log and to send to a gateway.
`serve/status.py` maps the classes to gRPC codes in one table; the rooms never
see a gRPC name.  A part that cannot be read is no error at all: it is a
`Gap`, a value that reaches the policy.
"""

from __future__ import annotations


class DlpError(Exception):
    """
    The root of the taxonomy.

    `reason` is an UPPER_SNAKE constant for programs, the message is one line
    for people.
    """

    reason = "INTERNAL"


class InvalidMessage(DlpError):
    """
    The caller's envelope, options or request cannot be accepted as they are.

    `field` is the path of the offending request field, for example
    `envelope.recipients[2].address`.
    """

    reason = "INVALID_REQUEST"

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Overloaded(DlpError):
    """Too many calls at once; `retry_after_s` says when to come back."""

    reason = "OVERLOADED"

    def __init__(self, message: str, *, retry_after_s: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class ConfigError(DlpError):
    """
    Settings or an organisation file that cannot be used: refuse to start, or keep the old revision.

    `source` names the file, `line` its line (0 when unknown).
    """

    reason = "INVALID_CONFIGURATION"

    def __init__(self, message: str, *, source: str = "", line: int = 0) -> None:
        place = f"{source}:{line}: " if source and line else f"{source}: " if source else ""
        super().__init__(f"{place}{message}")
        self.source = source
        self.line = line


class PolicyError(ConfigError):
    """A policy document that cannot be loaded; every problem is one line of the message."""

    reason = "INVALID_POLICY"


class ManifestError(ConfigError):
    """A model bundle that is missing, incomplete, or whose digests do not match."""

    reason = "INVALID_MODEL_BUNDLE"


class NotReady(DlpError):
    """A model or the store is not available right now; nothing was held or lost."""

    reason = "NOT_READY"

    def __init__(self, message: str, *, retry_after_s: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class NotFound(DlpError):
    """No resource of that name."""

    reason = "NOT_FOUND"

    def __init__(self, message: str, *, resource: str = "") -> None:
        super().__init__(message)
        self.resource = resource


class Conflict(DlpError):
    """The resource changed since it was read (etag), or its state forbids the step."""

    reason = "CONFLICT"


class Cancelled(DlpError):
    """The caller went away; the work was stopped and nothing was recorded."""

    reason = "CANCELLED"


class OutOfTime(DlpError):
    """
    A stage ran past its deadline.

    Raised by `Budget.check` only; the walk turns it into a skipped stage or a
    `TIMED_OUT` gap, so it never leaves the pipeline.
    """

    reason = "DEADLINE"
