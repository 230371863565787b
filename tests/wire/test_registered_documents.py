"""Registered documents in a running service: read through its workers, taken up anew on SIGHUP."""

import os
import signal
import time

import pytest

from dlp_service.errors import NotReady
from dlp_service.serve.client import connect
from dlp_service.serve.local import local_service
from tests.detect.fingerprints.documents import BATTERY, HARBOUR, ORDINARY

LIMIT_S = 30
OWN = """[organisation]
domains = ["own.example"]
accredited_to = "SECRET"
[content]
fingerprints = ["registered/"]
"""
ENVIRONMENT = {
    "DLP_SERVICE_PROCESSES": "2",
    "DLP_SERVICE_EXTRACT_WORKERS": "1",
    "DLP_SERVICE_EXTRACT_TIKA": "false",
    "DLP_SERVICE_EXTRACT_OCR": "false",
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "registered").mkdir()
    (tmp_path / "registered" / "plan.html").write_text(f"<h1>SECRET</h1><p>{HARBOUR}</p>")
    (tmp_path / "o.toml").write_text(OWN)
    return tmp_path


def test_documents_are_read_by_the_workers_and_again_when_the_folder_changed(folder):
    with local_service(folder / "o.toml", environment=ENVIRONMENT) as service, connect(service.target) as client:

        def levels(text):
            findings = client.inspect(text).findings
            return [item.marking.level for item in findings if item.info_type == "DOCUMENT_FINGERPRINT"]

        assert levels(HARBOUR.upper()) == ["SECRET"]
        assert levels(ORDINARY) == levels(BATTERY) == []
        (folder / "registered" / "inquiry.txt").write_text(f"OFFICIAL-SENSITIVE\n\n{BATTERY}")
        os.kill(service.pid, signal.SIGHUP)
        late = time.monotonic() + LIMIT_S
        while any(levels(BATTERY) != ["OFFICIAL-SENSITIVE"] for _ in range(4)):
            assert time.monotonic() < late
            time.sleep(0.05)
        assert levels(HARBOUR) == ["SECRET"]


def test_a_document_that_cannot_be_recognised_stops_the_start_with_its_name(folder):
    (folder / "registered" / "note.txt").write_text("too short")
    with (
        pytest.raises(NotReady, match=r"note\.txt: is too short to be recognised"),
        local_service(folder / "o.toml", environment={**ENVIRONMENT, "DLP_SERVICE_PROCESSES": "1"}),
    ):
        pass
