"""One server process with the real classifier, ended at once when it connects beyond this machine."""

from dlp_service.serve import app
from tests.wire import loopback_only

if __name__ == "__main__":
    loopback_only.install()
    app.exit_now(app.main())
