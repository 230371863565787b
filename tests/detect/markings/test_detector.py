import types

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.markings import MarkingDetector
from dlp_service.levels import load_levels
from dlp_service.values import PartText
from tests.detect.markings.read import markings, mentions


def test_a_banner_alone_on_the_first_line_is_a_marking():
    assert markings("OFFICIAL-SENSITIVE\n\nDear Ayo,\n") == [("uk", "OFFICIAL-SENSITIVE", (), "OFFICIAL-SENSITIVE")]


def test_a_level_inside_a_sentence_is_a_mention():
    text = "Parcels marked SECRET leave by the side door."
    assert markings(text) == []
    assert mentions(text) == ["SECRET"]


def test_ordinary_words_are_not_even_mentions():
    assert markings("SECRET GARDEN TOURS") == []
    assert mentions("SECRET GARDEN TOURS") == []


def test_no_word_of_a_message_is_kept_after_it():
    reader = MarkingDetector("", {}, load_levels())
    word = "QUARTZHERON"
    text = f"TOP SECRET//SI-{word}//NOFORN\n\n(TS//SI-{word}) Text about {word}.\n(S//SAR-{word}) Text.\n(S//{word}/NF) More text."
    found = reader.detect((PartText("1", "body", text),), Context(), Budget.unlimited())
    assert any(word in str(item.marking) for item in found)
    assert word not in _everything_in(reader)


def _everything_in(holder):
    """Return all the text that is reachable from an object by its attributes and the members of its collections."""
    found, waiting, seen = [], [holder], set()
    while waiting:
        item = waiting.pop()
        if id(item) in seen or isinstance(item, type | types.ModuleType | types.FunctionType):
            continue
        seen.add(id(item))
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, dict):
            waiting.extend([*item.keys(), *item.values()])
        elif isinstance(item, list | tuple | set | frozenset):
            waiting.extend(item)
        else:
            slots = [name for kind in type(item).__mro__ for name in getattr(kind, "__slots__", ())]
            waiting.extend([getattr(item, name, None) for name in slots])
            waiting.append(getattr(item, "__dict__", None))
    return " ".join(found)
