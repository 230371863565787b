"""Every cell of the default table, as the product states it; row one is the .ml incident."""

import pytest

from dlp_service.policy import decide, load_policy
from dlp_service.values import Action, Category, Tier

from .cases import BLOCKED, SCORES, case, recipient

POLICY = load_policy()
STATED = """
          TRUSTED     KNOWN       UNKNOWN     ELEVATED    SUSPECT     BLOCKED
NONE      ALLOW       ALLOW       ALLOW       ALLOW       WARN        BLOCK
LOW       ALLOW       ALLOW       ALLOW       WARN        WARN        BLOCK
MODERATE  ALLOW       ALLOW       WARN        QUARANTINE  QUARANTINE  BLOCK
HIGH      ALLOW       WARN        QUARANTINE  QUARANTINE  BLOCK       BLOCK
CRITICAL  QUARANTINE  QUARANTINE  BLOCK       BLOCK       BLOCK       BLOCK
"""
HEAD, *ROWS = [line.split() for line in STATED.strip().splitlines()]
CELLS = [(row[0], column, action) for row in ROWS for column, action in zip(HEAD, row[1:], strict=True)]


def test_leave_dates_to_the_blocked_slip_of_navy_mil_are_refused():
    verdict = decide(case(BLOCKED), POLICY)
    assert verdict.action is Action.BLOCK
    assert "table.NONE.BLOCKED" in verdict.rules
    assert "lee@navy.mil" in verdict.sender_notice


@pytest.mark.parametrize(("tier", "category", "action"), CELLS)
def test_the_table_is_the_one_stated(tier, category, action):
    verdict = decide(case(recipient(Category[category]), score=SCORES[Tier[tier]]), POLICY)
    assert verdict.action is Action[action]
    assert f"table.{tier}.{category}" in verdict.rules


def test_the_table_has_thirty_cells():
    assert len(CELLS) == 30
    assert POLICY.table == {(Tier[t], Category[c]): Action[a] for t, c, a in CELLS}
