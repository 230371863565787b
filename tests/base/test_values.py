import pytest

from dlp_service.budget import Budget
from dlp_service.errors import Cancelled, ConfigError, OutOfTime
from dlp_service.levels import load_levels
from dlp_service.values import Action, Category, Envelope, Submitter, Tier


@pytest.mark.parametrize(
    ("score", "tier"),
    [
        (0.0, Tier.NONE),
        (0.19994, Tier.NONE),
        (0.19996, Tier.LOW),
        (0.4, Tier.MODERATE),
        (0.6, Tier.HIGH),
        (0.84, Tier.HIGH),
        (0.85, Tier.CRITICAL),
        (1.0, Tier.CRITICAL),
    ],
)
def test_a_tier_is_taken_from_the_rounded_score(score, tier):
    assert Tier.of(score) is tier


def test_actions_and_categories_are_ordered():
    assert Action.ALLOW < Action.WARN < Action.QUARANTINE < Action.BLOCK
    assert (
        Category.TRUSTED < Category.KNOWN < Category.UNKNOWN < Category.ELEVATED < Category.SUSPECT < Category.BLOCKED
    )


def test_the_sender_is_the_principal_where_there_is_one():
    envelope = Envelope(mail_from="a@x", header_from="b@x", submitter=Submitter("c@x", "SASL"))
    assert envelope.sender == "c@x"
    assert Envelope(mail_from="a@x", header_from="b@x").sender == "a@x"
    assert Envelope(header_from="b@x").sender == "b@x"


def test_a_budget_ends_at_its_deadline_and_when_cancelled():
    now = [100.0]
    budget = Budget.of(5.0, clock=lambda: now[0])
    budget.check()
    piece = budget.at_most(60.0)
    assert piece.remaining() == 5.0
    now[0] = 105.0
    with pytest.raises(OutOfTime):
        piece.check()
    assert budget.remaining() == 0.0
    budget.cancelled.set()
    with pytest.raises(Cancelled):
        piece.check()


def test_levels_that_count_as_equal_stand_at_one_height():
    levels = load_levels()
    heights = {
        levels.height(*pair)
        for pair in (
            ("uk", "OFFICIAL-SENSITIVE"),
            ("nato", "NATO RESTRICTED"),
            ("eu", "EU RESTRICTED"),
            ("de", "VS-NfD"),
            ("au", "OFFICIAL: Sensitive"),
            ("us-cui", "CUI"),
            ("uk", "RESTRICTED"),
        )
    }
    assert len(heights) == 1
    assert levels.height("au", "PROTECTED") > heights.pop()
    assert levels.height("xx", "NOVEL", 33) == 33


def test_a_bare_word_takes_the_lowest_ordinal_of_the_schemes_that_use_it():
    levels = load_levels()
    assert levels.ordinal("any", "RESTRICTED") == 45
    assert levels.ordinal("any", "CONFIDENTIAL") == 60
    assert levels.find("NATO SECRET") == ("nato", "NATO SECRET")
    assert levels.find("us/secret") == ("us", "SECRET")
    assert levels.find("LOUD") is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "names no levels"),
        ("[levels.uk]\nSECRET = 101\n", ":2: the ordinal of 'SECRET' must be 0..100"),
        ('[levels.uk]\nSECRET = 80\n[[equal]]\nlevels = ["uk/LOUD"]\n', ":3: unknown level 'uk/LOUD'"),
    ],
)
def test_a_broken_table_of_levels_is_refused(tmp_path, text, complaint):
    path = tmp_path / "levels.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=complaint):
        load_levels(path)
