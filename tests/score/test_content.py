from dlp_service.budget import Budget
from dlp_service.score.content import MOST_CHARS, content_probability, readable
from dlp_service.values import PartText
from tests.score.values import FixedModel


def ask(model, *texts):
    return content_probability(texts, model, Budget.unlimited())


def test_the_highest_answer_counts_not_the_mean():
    model = FixedModel(dull=0.1, hot=0.8)
    parts = (PartText("1", "body", "dull " * 200), PartText("2", "body", "hot " * 200))
    assert ask(model, *parts) == 0.8


def test_only_what_a_person_wrote_to_be_read_is_judged():
    unread = ["subject", "header", "property", "file_name", "page_header", "footer"]
    assert ask(FixedModel(hot=0.9), *(PartText("1", where, "hot " * 50) for where in unread)) == 0.0
    assert ask(FixedModel(hot=0.9), PartText("1.2/a.xlsx!Sheet1", "cell", "hot\tb\n" * 50)) == 0.9


def test_short_slides_of_one_document_are_read_together():
    slides = [PartText(f"2/a.pptx!s{n}", "body", "word " * 50) for n in range(5)]
    other = PartText("3/b.pptx!s1", "body", "other " * 20)
    assert [len(text) for text in readable([*slides, other])] == [250, 501, 250, 501, 250, 120]


def test_a_long_text_is_read_by_itself_and_a_scrap_not_at_all():
    page = PartText("2/a.pdf!p1", "body", "x" * 900)
    assert list(readable([PartText("2/a.pdf!p0", "body", "title"), page])) == ["x" * 900]


def test_one_more_dull_slide_does_not_dilute_the_one_before():
    class Share(FixedModel):
        def probability(self, text, budget):
            return text.count("hot") / len(text.split())

    hot, dull = PartText("2/a!1", "body", "hot " * 40), PartText("2/a!2", "body", "dull " * 40)
    assert ask(Share(), hot, dull) == ask(Share(), hot) == 1.0


def test_reading_stops_at_the_most_a_message_gets():
    model = FixedModel(hot=0.9)
    filler = PartText("1", "body", "x" * MOST_CHARS)
    assert ask(model, filler, PartText("2", "body", "hot " * 300)) == 0.0
    assert sum(map(len, model.asked)) == MOST_CHARS


def test_an_answer_outside_its_range_is_cut():
    assert ask(FixedModel(hot=7.0), PartText("1", "body", "hot " * 50)) == 1.0
    assert ask(FixedModel(hot=-7.0), PartText("1", "body", "hot " * 50)) == 0.0
