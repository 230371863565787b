"""Where the evaluation data lies, a mark for tests that need it, and limits for tests that are not about time."""

import os
from pathlib import Path

import pytest

from dlp_service.config import Limits

SHARED = Path(os.environ.get("EVALUATION_DATA") or Path(__file__).resolve().parent.parent.parent / "shared")
needs_shared = pytest.mark.skipif(not (SHARED / "data").is_dir(), reason=f"the evaluation data is not at {SHARED}")
PATIENT = Limits(file_wall_s=60.0, message_wall_s=120.0, ocr_image_s=60.0, ocr_document_s=60.0, ocr_message_s=60.0)
"""What is read within these is read on any machine, however busy it is."""
