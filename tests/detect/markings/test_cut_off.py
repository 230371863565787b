"""A marking cut off anywhere is read or left, and never breaks the reader."""

import json
from pathlib import Path

import pytest

from dlp_service.detect.markings.schemes import shipped
from evaluations.markings import OWN

_FORMS = (
    "(//N/KFOR S-A) UK SECRET - [MOD, NCA] USE ONLY - AUS/UK EYES ONLY - REL TO USA, GBR",
    "SECRET//SI-G ABCD EFGH-XYZ//SAR-BP-J12 J54/CD//RD-CNWDI-SIGMA 14, 20//FGI GBR//REL TO USA, AUS//25X1, 20501231//",
    "//JOINT SECRET CAN GBR//DISPLAY ONLY IRQ NATO/KFOR SECRET ATOMAL RELEASABLE TO A, B AND C / SECRET OTAN COMMUNICABLE A L'UE",
    "[Contains CUI//SP-CTI (SP-EXPT) - NOFORN WHEN ATTACHED TO ANNEX D, UNCLASSIFIED WHEN SEPARATED FROM IT]",
    "Classification: OFFICIAL (SENSITIVE)\nHandling instruction: EMBARGOED until 9 & LEGAL\nCaveats: N/A O-S-C (O-S:P)",
)


def _texts() -> list[str]:
    cases = [json.loads(line) for line in Path(OWN).read_text("utf-8").split("\n") if line]
    return [*_FORMS, *(found["span_text"] for case in cases for found in case["expect"])]


@pytest.mark.parametrize("lead", ["", "(", "//"])
def test_every_beginning_of_every_form_is_read_in_peace(lead):
    grammars = shipped()
    for text in _texts():
        for end in range(1, len(text) + 1):
            tokens = grammars.tokens(lead + text[:end])
            assert all(0 < reading.last < len(tokens) for reading in grammars.readings(tokens, len(text) + 9))
