"""Start the command line: `python -m dlp_service`, or `dlp` once installed."""

from __future__ import annotations

from dlp_service.cli.app import run


def main() -> None:
    """Run the command named on the command line and exit with its status."""
    raise SystemExit(run())


if __name__ == "__main__":
    main()
