"""A real server on a free loopback port, around a judge that answers by rote."""

import asyncio
import threading
from dataclasses import dataclass, replace

import pytest

from dlp_service.config import Limits, ServiceSettings, Settings, StoreSettings
from dlp_service.serve.app import App
from dlp_service.serve.client import connect
from tests.wire.fake_judge import FakeJudge

START_S = 20


@dataclass
class Running:
    target: str
    app: App
    judge: FakeJudge
    loop: asyncio.AbstractEventLoop

    def on_loop(self, work):
        """Run a coroutine on the server's loop and return its result."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(START_S)


class ServerThread:
    """Runs one server on an event loop of its own."""

    def __init__(self, settings):
        self._settings = settings
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self.running = None

    def __enter__(self):
        self._thread.start()
        assert self._ready.wait(START_S)
        return self.running

    def __exit__(self, *_):
        self.running.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(START_S)
        assert not self._thread.is_alive()

    async def _serve(self):
        self._stop = asyncio.Event()
        judge = FakeJudge(self._settings)
        app = App.of(judge, self._settings)
        port = await app.start("127.0.0.1:0")
        fresh = asyncio.create_task(app.keep_fresh())
        self.running = Running(f"127.0.0.1:{port}", app, judge, asyncio.get_running_loop())
        self._ready.set()
        await self._stop.wait()
        fresh.cancel()
        await app.drain()
        judge.close()


def settings_for(folder, **service):
    """Return settings for tests: a store of their own, short drains, quotes allowed, small limits."""
    return Settings(
        service=replace(
            ServiceSettings(
                listen="127.0.0.1:0", processes=1, extract_workers=0, drain_s=2.0, deadline_s=10.0, allow_quotes=True
            ),
            **service,
        ),
        store=StoreSettings(path=str(folder / "store.sqlite")),
        limits=Limits(message_bytes=20 * 1024 * 1024, held_bytes=24 * 1024 * 1024, recipients=100, text_chars=100_000),
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Return a running server, shared by the tests of a module."""
    with ServerThread(settings_for(tmp_path_factory.mktemp("wire"))) as running:
        yield running


@pytest.fixture(scope="module")
def client(server):
    """Return a client of the shared server."""
    with connect(server.target, timeout_s=15) as connected:
        connected.wait_for_ready()
        yield connected


@pytest.fixture
def own_server(tmp_path):
    """Return a way to start servers with settings of the test's own."""
    started = []

    def start(**service):
        thread = ServerThread(settings_for(tmp_path, **service))
        started.append(thread)
        return thread.__enter__()

    yield start
    for thread in started:
        thread.__exit__()
