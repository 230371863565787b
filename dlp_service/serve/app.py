"""
One server process: an event loop that moves bytes, threads that judge.

Started by the supervisor, never by fork: it is told its settings over the
control line, loads everything, binds the port only then (so that no call ever
reaches a process that is not ready), and says so.  It stops when it is told
to drain, or when the supervisor is gone: no new connections, calls in flight
are finished within `drain_s`, health says NOT_SERVING.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import grpc
import structlog
import uvloop
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from dlp_service.config import Settings
from dlp_service.errors import DlpError
from dlp_service.extract.isolation.remote import RemoteReader
from dlp_service.pb.dlp.v1 import classification_service_pb2 as classification_pb
from dlp_service.pb.dlp.v1 import classification_service_pb2_grpc as classification_grpc
from dlp_service.pb.dlp.v1 import model_service_pb2 as model_pb
from dlp_service.pb.dlp.v1 import model_service_pb2_grpc as model_grpc
from dlp_service.pb.dlp.v1 import policy_service_pb2 as policy_pb
from dlp_service.pb.dlp.v1 import policy_service_pb2_grpc as policy_grpc
from dlp_service.pb.dlp.v1 import review_service_pb2 as review_pb
from dlp_service.pb.dlp.v1 import review_service_pb2_grpc as review_grpc
from dlp_service.serve.boundary import Boundary
from dlp_service.serve.classification import ClassificationServicer
from dlp_service.serve.control import Line, Start, die_with, encode, receive_start
from dlp_service.serve.health import Health
from dlp_service.serve.interface import Judge
from dlp_service.serve.logs import configure_logs
from dlp_service.serve.metrics import Meters
from dlp_service.serve.model import ModelServicer
from dlp_service.serve.policy import PolicyServicer
from dlp_service.serve.review import ReviewServicer
from dlp_service.serve.status import where
from dlp_service.serve.walkers import Door, Walkers

SERVICES = tuple(
    descriptor.services_by_name[name].full_name
    for descriptor, name in (
        (classification_pb.DESCRIPTOR, "ClassificationService"),
        (review_pb.DESCRIPTOR, "ReviewService"),
        (policy_pb.DESCRIPTOR, "PolicyService"),
        (model_pb.DESCRIPTOR, "ModelService"),
    )
)
WATCH_S = 0.1
OVERDUE_S = 10.0
"""A walk that goes on for so long after its call was over will not end by itself."""
REFRESH_S = 0.4
"""Switches are taken up at least this often, so that all processes follow within a second."""
COLLECT_AT = (100_000, 50, 100)
"""Thresholds of the garbage collector's three generations; see `_settle`."""
SWITCH_INTERVAL_S = 0.001
"""How long a walking thread may keep the interpreter from the event loop (the default is 5 ms)."""
STREAMS_OF_LARGEST_SIZE = 4
"""Streamed messages that one process holds at a time, counted at the largest size."""
OVERHEAD_BYTES = 1024 * 1024
EXIT_CONFIG = 2

_PARTLY_IMPLEMENTED: tuple[Any, Any, Any] = (ReviewServicer, PolicyServicer, ModelServicer)
"""Abstract to a type checker; what they lack is answered from the list in `unimplemented`."""

Build = Callable[[Start], Judge]


def channel_options(settings: Settings) -> list[tuple[str, int]]:
    """
    Return the gRPC options of a server.

    Messages are received up to the size of the largest mail and more, so that a unary call
    that is too large is told about the stream instead of being cut off as if the server were busy.
    """
    largest = settings.limits.message_bytes + settings.service.max_unary_bytes + OVERHEAD_BYTES
    return [
        ("grpc.so_reuseport", 1),
        ("grpc.max_receive_message_length", largest),
        ("grpc.max_send_message_length", -1),
        ("grpc.keepalive_time_ms", 60_000),
        ("grpc.keepalive_timeout_ms", 20_000),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
        ("grpc.http2.max_ping_strikes", 5),
    ]


@dataclass(slots=True)
class App:
    """The servicers, their threads and their counts, around one judge."""

    judge: Judge
    settings: Settings
    meters: Meters
    walkers: Walkers
    health: Health
    server: grpc.aio.Server

    @classmethod
    def of(cls, judge: Judge, settings: Settings) -> App:
        """Build the server without starting it; needs a running event loop."""
        meters = Meters()
        walkers = Walkers()
        server = grpc.aio.server(interceptors=[Boundary(meters)], options=channel_options(settings))
        app = cls(judge, settings, meters, walkers, Health(), server)
        app._add_servicers()
        return app

    def _add_servicers(self) -> None:
        door = Door(
            self.settings.service.max_concurrent,
            STREAMS_OF_LARGEST_SIZE * self.settings.limits.held_bytes,
            self.meters.in_flight,
            self.meters.shed,
        )
        classification = ClassificationServicer(self.judge, self.settings, self.walkers, door, self.meters)
        classification_grpc.add_ClassificationServiceServicer_to_server(classification, self.server)
        review_servicer, policy_servicer, model_servicer = _PARTLY_IMPLEMENTED
        review = review_servicer(self.judge, self.settings, self.walkers)
        review_grpc.add_ReviewServiceServicer_to_server(review, self.server)
        policy_grpc.add_PolicyServiceServicer_to_server(policy_servicer(self.judge, self.walkers), self.server)
        model_grpc.add_ModelServiceServicer_to_server(model_servicer(), self.server)
        health_pb2_grpc.add_HealthServicer_to_server(self.health, self.server)
        reflection.enable_server_reflection((*SERVICES, health.SERVICE_NAME, reflection.SERVICE_NAME), self.server)

    async def start(self, address: str) -> int:
        """
        Bind `address`, answer calls, and return the port.

        Raises:
            RuntimeError: the address cannot be bound.
        """
        port = self.server.add_insecure_port(address)
        await self.server.start()
        for name in ("", *SERVICES):
            await self.health.set(name, health_pb2.HealthCheckResponse.SERVING)
        return port

    async def drain(self) -> None:
        """Say NOT_SERVING, take no more calls, finish those in flight within `drain_s`."""
        await self.health.enter_graceful_shutdown()
        await self.server.stop(self.settings.service.drain_s)
        self.walkers.close()

    async def keep_fresh(self) -> None:
        """Take up switches for as long as the process lives; a reload that fails keeps what is loaded."""
        log = structlog.get_logger()
        while True:
            await asyncio.sleep(REFRESH_S)
            try:
                changed = await asyncio.to_thread(self.judge.refresh)
            except Exception as error:  # noqa: BLE001 - whatever fails here, the loaded revision goes on judging
                self.meters.reloads.labels("failed").inc()
                log.error("refresh failed", error=type(error).__name__, frames=where(error))  # noqa: TRY400 - no traceback text
            else:
                if changed:
                    self.meters.reloads.labels("changed").inc()
                    log.info("reloaded", **self.judge.revisions())

    async def keep_watch(self) -> None:
        """Measure how late the loop is, and return when half of the threads are lost to walks that do not end."""
        loop = asyncio.get_running_loop()
        while self.walkers.overdue(OVERDUE_S) * 2 < self.walkers.threads:
            expected = loop.time() + WATCH_S
            await asyncio.sleep(WATCH_S)
            self.meters.loop_lag.observe(max(0.0, loop.time() - expected))
            self.meters.overdue.set(self.walkers.overdue(OVERDUE_S))
        structlog.get_logger().error("walks do not end", overdue=self.walkers.overdue(OVERDUE_S))


def build_classifier(start: Start) -> Judge:
    """Build the real classifier, which reads attachments through the supervisor's workers where there are any."""
    from dlp_service.classifier import Classifier  # noqa: PLC0415 - a fake server must not load every model

    reader = RemoteReader(start.extract_socket, start.settings.limits) if start.extract_socket else None
    return Classifier.from_settings(start.settings, reader)


async def serve(start: Start, judge: Judge, sock: socket.socket) -> None:
    """Serve until told to drain, until the supervisor is gone, or until too many walks do not end."""
    log = structlog.get_logger()
    line = await Line.over(sock)
    app = App.of(judge, start.settings)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set if number == signal.SIGTERM else _ignore)
    await app.start(start.address)
    line.send({"event": "ready", "pid": os.getpid(), "revisions": judge.revisions()})
    watch = asyncio.create_task(app.keep_watch())
    watch.add_done_callback(lambda _: stop.set())
    tasks = [watch, asyncio.create_task(app.keep_fresh()), asyncio.create_task(_obey(line, app, stop))]
    if start.extract_socket:
        pool = RemoteReader(start.extract_socket, start.settings.limits)
        tasks.append(asyncio.create_task(app.health.keep_informed(pool)))
    await stop.wait()
    log.info("draining")
    await app.drain()
    for task in tasks:
        task.cancel()
    line.send({"event": "drained", "families": app.meters.snapshot()})
    await line.close()


def _ignore() -> None:
    """Do nothing: the supervisor acts on the hang-up, its processes follow through the store."""


async def _obey(line: Line, app: App, stop: asyncio.Event) -> None:
    while (order := await line.receive()) is not None and order["do"] != "drain":
        if order["do"] == "metrics":
            line.send({"event": "metrics", "families": app.meters.snapshot()})
    stop.set()


def main(arguments: Sequence[str] | None = None, build: Build = build_classifier) -> int:
    """
    Run one server process; `--control-fd` is this end of the control line.

    Returns 0 after a drain, 2 when the settings cannot be used.
    """
    parser = argparse.ArgumentParser(prog="python -m dlp_service.serve.app", description="One server process.")
    parser.add_argument("--control-fd", type=int, required=True)
    sock = socket.socket(fileno=parser.parse_args(arguments).control_fd)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start = receive_start(sock)
    die_with(start.supervisor)
    configure_logs(start.settings.service.log_level, process=os.getpid())
    try:
        judge = build(start)
    except DlpError as error:
        sock.sendall(encode({"event": "failed", "error": str(error)}))
        return EXIT_CONFIG
    _settle()
    try:
        uvloop.run(serve(start, judge, sock))
    finally:
        judge.close()
    return 0


def _settle() -> None:
    """
    Keep what was loaded out of every later garbage collection, and let the event loop interrupt walks sooner.

    A full collection while a large message is judged stops every thread for some 80 ms; walks leave few cycles, so
    full collections may be rare.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AT)
    sys.setswitchinterval(SWITCH_INTERVAL_S)


def exit_now(status: int) -> Any:  # noqa: ANN401 - never returns
    """End the process though a walk may still run: a thread that overstays the drain must not keep the port."""
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    exit_now(main())
