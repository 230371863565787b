from hypothesis import given
from hypothesis import strategies as st

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context
from dlp_service.detect.names.detector import NameDetector
from dlp_service.detect.names.unwrapped import unwrapped
from dlp_service.values import PartText
from tests.detect.fakes import ListTagger

LINE = "Please ask Gideon Marchbanks whether the second crate has come back from the"


@given(st.text(alphabet="ab >|\n\t\u00a0é", max_size=60))
def test_every_character_that_is_kept_lies_where_it_came_from(text):
    page = unwrapped(text)
    for position, character in enumerate(page.text):
        start, end = page.span(position, position + 1)
        assert end == start + 1
        assert text[start] == character or (character == " " and (text[start].isspace() or text[start] in ">|"))


@given(st.lists(st.sampled_from(("alpha", "b", "Gamma", "d.")), min_size=1, max_size=12), st.data())
def test_wrapping_and_quoting_do_not_change_what_is_read(words, data):
    breaks = [data.draw(st.sampled_from((" ", "\n", "\n> ", "\n> > ", "  "))) for _ in words[1:]]
    wrapped = data.draw(st.sampled_from(("", "> ", ">> "))) + words[0]
    wrapped += "".join(gap + word for gap, word in zip(breaks, words[1:], strict=True))
    assert unwrapped(wrapped).text == " ".join(words)


def find(detector, text):
    return detector.detect((PartText("1", "body", text),), Context(), Budget.unlimited())


def test_a_quoted_paragraph_is_not_read_again_and_its_names_are_placed_where_they_stand():
    tagger = ListTagger()
    detector = NameDetector(tagger)
    find(detector, f"{LINE}\nquay.")
    assert tagger.calls == 1
    quoted = "> > " + f"{LINE} quay.".replace(" has ", " has\n> > ")
    (finding,) = find(detector, quoted)
    assert tagger.calls == 1
    assert quoted[finding.start : finding.end] == "Gideon Marchbanks"


def test_what_is_remembered_holds_no_text():
    detector = NameDetector(ListTagger())
    find(detector, LINE)
    remembered = detector._tagger._cache
    assert all(isinstance(key, bytes) and len(key) == 16 for key in remembered)
    assert not any(isinstance(value, str) for spans in remembered.values() for span in spans for value in (span.start, span.end, span.is_person, span.confidence))  # fmt: skip
