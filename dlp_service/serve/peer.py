"""Who is on the other end of a call."""

from __future__ import annotations

from typing import Any

import grpc


def certificate_name(context: grpc.aio.ServicerContext[Any, Any]) -> str:
    """Return the common name of the caller's certificate, empty when it showed none."""
    for name in context.auth_context().get("x509_common_name", ()):
        return name.decode("utf-8", "replace")
    return ""


def caller_of(context: grpc.aio.ServicerContext[Any, Any]) -> str:
    """Return who calls: the name in its certificate, else its address without the port."""
    return certificate_name(context) or str(context.peer()).partition(":")[2].rpartition(":")[0]
