from dlp_service.detect.names import word_facts as module
from dlp_service.detect.names.word_facts import FACTS, word_facts


def test_every_word_has_all_facts():
    for word in ("Lucian", "HMS", ".", "(", "7", "'s", "Gölcük", "e-mail", "𐍈"):
        facts = word_facts(word)
        assert facts.shape == (FACTS,)
        assert facts[13] == 1


def test_what_stands_before_ships_and_after_houses_is_known():
    assert word_facts("HMS")[14] == 1
    assert word_facts("Barracks")[15] == 1
    assert word_facts("Lucian")[14] == word_facts("Lucian")[15] == 0


def test_only_so_many_words_are_remembered(monkeypatch):
    monkeypatch.setattr(module, "KEPT", 3)
    monkeypatch.setattr(module, "_remembered", {})
    for number in range(10):
        word_facts(f"w{number}")
    assert len(module._remembered) <= 3
    assert all(isinstance(key, int) for key in module._remembered)
