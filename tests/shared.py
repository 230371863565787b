"""Where the evaluation data lies, and a mark for tests that need it."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("EVALUATION_DATA") or Path(__file__).resolve().parent.parent.parent / "shared")
needs_shared = pytest.mark.skipif(not (SHARED / "data").is_dir(), reason=f"the evaluation data is not at {SHARED}")
