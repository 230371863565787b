"""The supervisor with server processes that answer by rote, settings from the environment, errors as the CLI says them."""

import sys

from dlp_service.config import load_settings
from dlp_service.errors import DlpError
from dlp_service.serve import supervisor
from tests.wire import loopback_only

COMMAND = (sys.executable, "-m", "tests.wire.fake_server")

if __name__ == "__main__":
    loopback_only.install()
    try:
        sys.exit(supervisor.main(load_settings(), COMMAND))
    except DlpError as error:
        sys.stderr.write(f"dlp: {error}\n")
        sys.exit(2)
