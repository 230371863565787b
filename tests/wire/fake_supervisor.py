"""The supervisor with server processes that answer by rote or that its argument names, settings from the environment, errors as the CLI says them."""

import sys

from dlp_service.config import load_settings
from dlp_service.errors import DlpError
from dlp_service.serve import supervisor
from tests.wire import loopback_only

SERVER = sys.argv[1] if len(sys.argv) > 1 else "tests.wire.fake_server"

if __name__ == "__main__":
    loopback_only.install()
    try:
        sys.exit(supervisor.main(load_settings(), (sys.executable, "-m", SERVER)))
    except DlpError as error:
        sys.stderr.write(f"dlp: {error}\n")
        sys.exit(2)
