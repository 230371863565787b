"""One server process with the judge that answers by rote; what the supervisor starts in tests."""

from dlp_service.errors import ConfigError
from dlp_service.serve import app
from tests.wire import loopback_only
from tests.wire.fake_judge import FakeJudge


def build(start):
    if start.settings.service.organisation == "broken":
        raise ConfigError("unknown key 'broken'", source="organisation.toml", line=3)
    return FakeJudge(start.settings)


if __name__ == "__main__":
    loopback_only.install()
    app.exit_now(app.main(build=build))
