"""Floors of the figures that `evaluations.groups` prints over the project's own labelled messages."""

import pytest

from evaluations import groups


@pytest.fixture(scope="module")
def figures():
    return groups.measure(groups.OWN_LINES.read_text(encoding="utf-8").splitlines(), groups.customer(None))


def test_the_flags_of_messages_are_found(figures):
    assert figures.lines >= 100
    assert figures.f1() >= 0.98, figures.differences
    assert figures.blocked == 0


@pytest.mark.parametrize(
    "flag",
    ["group_address", "near_known_contact", "freemail_of_colleague", "own_private_mailbox", "exposed_recipients"],
)
def test_every_flag_is_found(figures, flag):
    assert figures.f1(flag) >= 0.95, figures.differences


def test_who_was_meant_is_right(figures):
    assert sum(figures.suggestions) >= 0.97 * len(figures.suggestions), figures.differences


def test_the_table_is_printed(capsys):
    groups.main(["--show"])
    assert "messages exact" in capsys.readouterr().out
