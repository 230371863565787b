"""
The edge of every call: errors become statuses, calls are counted, nothing leaks.

One interceptor wraps each method of `dlp.v1` once, so that no servicer has to
think of status codes and none can forget to.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn, TypeAlias

import grpc
import structlog

from dlp_service.serve.metrics import Meters
from dlp_service.serve.status import Failure, failure_of, unimplemented, where
from dlp_service.serve.unimplemented import UNIMPLEMENTED

Context = grpc.aio.ServicerContext[Any, Any]
Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"
Behaviour = Callable[[Any, Context], Awaitable[Any]]
OURS = "/dlp.v1."


class Boundary(grpc.aio.ServerInterceptor):
    """Wraps the methods of this service; health and reflection pass through."""

    def __init__(self, meters: Meters) -> None:
        self._meters = meters
        self._wrapped: dict[str, Handler] = {}
        self._log = structlog.get_logger()

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Handler | None]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Handler | None:
        """Return the wrapped handler of the method, made on its first call."""
        method = str(handler_call_details.method)
        if not method.startswith(OURS):
            return await continuation(handler_call_details)
        if method not in self._wrapped:
            handler = await continuation(handler_call_details)
            if handler is None:  # an unknown method: gRPC itself answers, and nothing is kept for its name
                return handler
            self._wrapped[method] = self._wrap(method, handler)
        return self._wrapped[method]

    def _wrap(self, method: str, handler: Handler) -> Handler:
        streams = handler.request_streaming
        behaviour: Any = handler.stream_unary if streams else handler.unary_unary
        make: Any = grpc.stream_unary_rpc_method_handler if streams else grpc.unary_unary_rpc_method_handler
        called = self._refused(UNIMPLEMENTED[method]) if method in UNIMPLEMENTED else behaviour
        wrapped: Handler = make(
            self._guarded(method, called), handler.request_deserializer, handler.response_serializer
        )
        return wrapped

    def _refused(self, message: str) -> Behaviour:
        async def refuse(_request: object, context: Context) -> NoReturn:
            await _abort(context, unimplemented(message, secrets.token_hex(8)))

        return refuse

    def _guarded(self, method: str, behaviour: Behaviour) -> Behaviour:
        name = method.rpartition("/")[2]
        seconds = self._meters.call_seconds.labels(name)
        fine = self._meters.calls.labels(name, "OK")

        async def call(request: object, context: Context) -> object:
            started = time.perf_counter()
            try:
                answer = await behaviour(request, context)
            except grpc.aio.AbortError:
                self._meters.calls.labels(name, "UNIMPLEMENTED").inc()
                raise
            except asyncio.CancelledError:
                self._meters.calls.labels(name, "CANCELLED").inc()
                raise
            except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the caller gets a status
                await self._fail(name, error, context)
            finally:
                seconds.observe(time.perf_counter() - started)
            fine.inc()
            return answer

        return call

    async def _fail(self, method: str, error: Exception, context: Context) -> NoReturn:
        reference = secrets.token_hex(8)
        failure = failure_of(error, reference)
        self._meters.calls.labels(method, failure.code.name).inc()
        facts = {"method": method, "code": failure.code.name, "reference": reference, "error": type(error).__name__}
        if failure.code is grpc.StatusCode.INTERNAL:
            self._log.error("call failed", **facts, frames=where(error))
        else:
            self._log.info("call refused", **facts, reason=str(error))
        await _abort(context, failure)


async def _abort(context: Context, failure: Failure) -> NoReturn:
    await context.abort(failure.code, failure.message, failure.trailers)
    raise AssertionError  # abort always raises
