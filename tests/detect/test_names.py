import pytest

from dlp_service.budget import Budget
from dlp_service.detect.interface import Context, StageUnfinished
from dlp_service.detect.names.casing import title_cased
from dlp_service.detect.names.detector import MAX_LATE, MAX_TAGGED_CHARS, NameDetector
from dlp_service.detect.names.tagger import BATCH_CHARS
from dlp_service.values import PartText, Role
from tests.detect.fakes import ListTagger

CONTEXT = Context(
    sender="gideon.marchbanks@example.org",
    sender_name="Gideon Marchbanks",
    recipients=("ava.ferriby@example.com",),
    visible_names=("Brandt-Alvarez, Monica CIV",),
)


def found(text, where="body", context=CONTEXT):
    detector = NameDetector(ListTagger())
    findings = detector.detect((PartText("1", where, text),), context, Budget.unlimited())
    return [(text[f.start : f.end], f.value, f.role) for f in sorted(findings, key=lambda f: f.start)]


def evidence(text, where="body", context=CONTEXT):
    return [value for _, value, role in found(text, where, context) if role is Role.EVIDENCE]


def test_names_in_a_sentence_are_evidence():
    text = "Boards go to Lucian Garside, 4-6 to Amara Nwosu-Field."
    assert evidence(text) == ["lucian garside", "amara nwosufield"]


def test_sender_and_recipients_are_context_wherever_they_stand():
    assert evidence("Ask Gideon Marchbanks, Ava Ferriby or Monica E Brandt-Alvarez, says Ava.") == []


def test_a_signature_block_is_context_and_a_list_below_a_closing_is_not():
    block = "See you.\n\nGideon Marchbanks\nDeputy Head\nPA: Dilys Marrable\n\nLucian Garside is named below."
    assert evidence(block) == ["lucian garside"]
    assert evidence("Kind regards,\nDilys Marrable\nResettlement\n\nLucian Garside\n") == ["lucian garside"]


def test_quoted_header_lines_are_context_and_the_quoted_text_is_not():
    text = "-----Original Message-----\nFrom: Cdr Rhys Caradog <rc@example.org>\nTo: Casimir Dunlop\n\nTell Hollis Vandermeer."
    assert evidence(text) == ["hollis vandermeer"]
    assert found("From: Rhys Caradog <rc@example.org>", "header")[0][2] is Role.CONTEXT


@pytest.mark.parametrize(
    "text", ["Hello Priya,\n\nplease come", "Dear Priya and Lucian Garside,", "Hi Priya - all set"]
)
def test_a_greeting_is_context(text):
    assert evidence(text) == []


def test_an_opening_name_and_comma_is_a_greeting_only_for_someone_known():
    assert evidence("Monica, Lucian Garside comes too.") == ["lucian garside"]
    assert evidence("Lucian Garside, Amara Nwosu-Field: cabin 4") == ["lucian garside", "amara nwosufield"]


def test_ranks_and_titles_name_people_the_tagger_missed():
    text = "Lt Cdr J. P. van der Berg and Dr Okonkwo met Sgt O'Neill"
    assert evidence(text) == ["j vanderberg", "okonkwo", "oneill"]


def test_a_rank_and_a_service_are_nobody():
    assert found("R. Caradog\nCdr RN") == []


def test_people_enumerated_beside_a_known_one_are_people():
    text = "Lucian Garside, Kit Sandoval and Casimir Dunlop, with Petronella Yates"
    assert evidence(text) == ["lucian garside", "kit sandoval", "casimir dunlop", "petronella yates"]
    assert evidence("Lucian Garside, Cold Store and North Pier") == ["lucian garside"]


def test_name_columns_are_read_under_their_heading():
    sheet = "No\tDays\tName\tNI\n0\t1\tAbel Thackray\tAR\n1\t0\tOrr\tBS"
    assert evidence(sheet, "cell") == ["abel thackray", "orr"]


def test_surname_and_forename_columns_make_one_person():
    sheet = "Surname\tForename\tTeam\nThackray\tAbel\tA\nOrr\tBettina\tB"
    assert evidence(sheet, "hidden") == ["abel thackray", "bettina orr"]


def test_csv_rows_are_a_table_when_their_heading_says_so():
    rows = "Name,Was,Now in\nAyesha Arghand,interpreter,Quetta\nBilal Bakhtar,interpreter,Dushanbe"
    assert evidence(rows) == ["ayesha arghand", "bilal bakhtar"]


def test_a_column_without_heading_is_read_by_its_shape():
    sheet = "Lucas Thorne\t4\nBettina Orr\t5\nConrad Iwu\t6"
    assert evidence(sheet, "cell") == ["lucas thorne", "bettina orr", "conrad iwu"]
    assert evidence("Cold Store\t4\nNorth Pier\t5\nStaff Room\t6", "cell") == []


def test_plain_lists_and_roster_forms_are_read():
    text = "Team:\n1. Conrad Iwu\n2. Delphine Stark - lead\n3. Ezra O'Brien, diver\n\nTHACKRAY, Abel 26440182"
    assert evidence(text) == ["conrad iwu", "delphine stark", "ezra obrien", "abel thackray"]


def test_spellings_of_one_person_share_one_value():
    text = "Lucian Garside came. Capt Garside left. Dr L Garside and GARSIDE, Lucian agree."
    assert set(evidence(text)) == {"lucian garside"}


def test_two_people_of_one_surname_stay_apart():
    text = "Mr Lucian Garside, Mrs Maria Garside and Dr Garside"
    assert set(evidence(text)) == {"lucian garside", "maria garside", "garside"}


def test_capitals_are_lowered_for_the_tagger_at_equal_offsets():
    for text in ("FROM GARSIDE TO THE STRAẞE İZMIR", "ΜΑΡΊΑ ΠΑΠΑΔΟΠΟΎΛΟΥ"):
        assert len(title_cased(text)) == len(text)
    text = "SIGHTED LUCIAN GARSIDE AT LARKHANGER ON THE QUAY"
    assert found(text)[0][:2] == ("LUCIAN GARSIDE", "lucian garside")


def test_equal_paragraphs_are_read_once_and_nothing_of_them_is_kept():
    tagger = ListTagger()
    detector = NameDetector(tagger)
    texts = (
        PartText("1", "body", "Ask Lucian Garside.\n\nAsk Lucian Garside."),
        PartText("2", "body", "Ask Lucian Garside."),
    )
    for _ in range(2):
        assert len(detector.detect(texts, CONTEXT, Budget.unlimited())) == 3
    assert tagger.calls == 1
    assert "Garside" not in repr(vars(detector._tagger)["_cache"])


def test_past_the_cap_the_stage_is_unfinished_and_lists_are_still_read():
    long = "Please ask someone about it. " * (MAX_TAGGED_CHARS // 29 + 200)
    texts = (PartText("1", "body", long), PartText("2", "cell", "Name\tx\nBettina Orr\t1"))
    with pytest.raises(StageUnfinished) as caught:
        NameDetector(ListTagger()).detect(texts, CONTEXT, Budget.unlimited())
    assert [f.value for f in caught.value.findings] == ["bettina orr"]


def test_at_the_deadline_what_was_read_without_the_tagger_is_kept():
    ticks = iter([0.0, 0.0, 9.0])
    budget = Budget.of(5.0, clock=lambda: next(ticks, 9.0))
    with pytest.raises(StageUnfinished) as caught:
        NameDetector(ListTagger()).detect((PartText("1", "body", "Dr Okonkwo asks."),), CONTEXT, budget)
    assert [f.value for f in caught.value.findings] == ["okonkwo"]


def test_confidence_is_higher_for_a_titled_full_name_than_for_a_single_word():
    detector = NameDetector(ListTagger())
    text = "Cdr Rhys Caradog, Larkhanger\n\nthe people say Priya left"
    first, second = detector.detect((PartText("1", "body", text),), Context(), Budget.unlimited())
    assert first.confidence > 0.85 > second.confidence > 0.2


def test_the_quote_is_an_outline():
    text = "Ask Lucian Garside."
    (finding,) = NameDetector(ListTagger()).detect((PartText("1", "body", text),), Context(), Budget.unlimited())
    assert finding.masked_quote == "L***** G******"


def test_surnames_said_again_count_towards_the_cap():
    text = "Mr Hollis Vandermeer\n\n" + "said Vandermeer. " * 40_000
    with pytest.raises(StageUnfinished, match="more than 20000 names") as stopped:
        NameDetector(ListTagger()).detect((PartText("1", "body", text),), CONTEXT, Budget.unlimited())
    assert 20_000 <= len(stopped.value.findings) < 40_000


def test_past_the_deadline_only_the_first_names_are_worked_on():
    ticks = iter([0.0] * 40)
    budget = Budget.of(5.0, clock=lambda: next(ticks, 9.0))
    with pytest.raises(StageUnfinished) as stopped:
        NameDetector(ListTagger()).detect((PartText("1", "body", "Lucian Garside\n" * 4_000),), CONTEXT, budget)
    assert 0 < len(stopped.value.findings) <= MAX_LATE


def test_short_texts_read_ahead_are_read_together_and_give_the_same():
    texts = [PartText("", "body", f"Note {n}: Lucian Garside meets Priya.") for n in range(50)]
    plain, ahead = NameDetector(ListTagger()), NameDetector(tagger := ListTagger())
    ahead.read_ahead(tuple(texts), Budget.unlimited())
    assert tagger.calls == len(texts)
    for text in texts:
        assert ahead.detect((text,), CONTEXT, Budget.unlimited()) == plain.detect((text,), CONTEXT, Budget.unlimited())
    assert tagger.calls == len(texts)


def test_a_long_text_is_not_read_ahead():
    detector = NameDetector(tagger := ListTagger())
    detector.read_ahead((PartText("", "body", "Ask Priya.\n\n" * BATCH_CHARS),), Budget.unlimited())
    assert tagger.calls == 0
