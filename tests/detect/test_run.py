import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dlp_service.budget import Budget
from dlp_service.config import Settings
from dlp_service.detect import Context, build_detectors, detect, stage_of, with_inputs
from dlp_service.detect.identifiers import IdentifierDetector
from dlp_service.detect.names.detector import NameDetector
from dlp_service.detect.people_project import PeopleProjectDetector
from dlp_service.detect.protected.detector import ProtectedPeopleDetector
from dlp_service.detect.run import strongest
from dlp_service.detect.terms.detector import TermDetector
from dlp_service.errors import Cancelled, OutOfTime
from dlp_service.organisation import Organisation, Person, Term
from dlp_service.textmap import clean
from dlp_service.values import Extraction, Finding, PartText, Role, Stage
from tests.detect.fakes import PEOPLE, ListTagger

DETECTORS = (
    TermDetector((Term("CINDERPATH", 0.9), Term("Lucian", 0.3))),
    IdentifierDetector(),
    ProtectedPeopleDetector((Person("Hollis Vandermeer", "26440182"),)),
    NameDetector(ListTagger()),
    PeopleProjectDetector(),
)
WORDS = st.sampled_from(
    [*PEOPLE, "CINDER", "PATH", "cinderpath", "\n", "\n\n", "\t", ", ", " and ", "Name", "Cdr ", "AR 10 10 10 A", "943 476 5919",
     "Kind regards,", "From: ", "> ", "-- \n", "é", "\u200b", "ﬁ", "26440182", "Vandermeer", "İ", "ẞ", "\r\n", "|", ";", "x@y.z", "Ltd", "\ud800", "\udfff", "\u0301", "\u202e", "\0", "\u2028", "山田", "محمد"]
)  # fmt: skip
TEXT = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=30).map("".join))
WHERE = st.sampled_from(["subject", "header", "body", "cell", "hidden", "file_name", "property", "note"])


def run(texts, stages=tuple(Stage), max_findings=5000, detectors=DETECTORS, budget=None):
    extraction = Extraction(tuple(texts), (), "")
    return detect(extraction, detectors, Context(), stages, budget or Budget.unlimited(), max_findings)


@settings(deadline=None)
@given(TEXT, WHERE)
def test_every_span_lies_inside_its_part(text, where):
    for finding in run([PartText("1", where, text)]).findings:
        spans = [(finding.start, finding.end), *((member.start, member.end) for member in finding.members)]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert 0 < finding.confidence <= 1


@settings(deadline=None)
@given(TEXT, TEXT, WHERE)
@example("GIEoN A`a,A BANMAMAN", "DNFQ BANMAMAN", "body")
def test_another_part_never_removes_findings_of_the_first(text, other, where):
    def places(detection):
        found = (f for f in detection.findings if not f.members)
        return {(f.info_type, f.start, f.end) for f in found if f.path == "1"}

    first = PartText("1", where, text)
    assert places(run([first])) <= places(run([first, PartText("2", "body", other)]))


@settings(deadline=None)
@given(st.lists(st.tuples(TEXT, WHERE), max_size=3))
def test_the_same_texts_give_the_same_findings_in_the_same_order(parts):
    texts = [PartText(str(number), where, text) for number, (text, where) in enumerate(parts)]
    assert run(texts).findings == run(texts).findings


@pytest.mark.parametrize("where", ["body", "cell", "file_name"])
def test_half_a_pair_of_surrogates_moves_nothing(where):
    found = run([PartText("1", where, "\udcff Lucian Garside \ud83d AR 10 10 10 A \ude00 CINDERPATH")]).findings
    spans = {f.info_type: (f.start, f.end) for f in found if not f.members}
    assert spans["UK_NATIONAL_INSURANCE_NUMBER"] == (19, 32)
    assert spans["PROJECT_TERM"] == (35, 45)


def test_only_the_stages_asked_for_run():
    texts = [PartText("1", "body", "CINDERPATH AR101010A Lucian Garside")]
    assert {f.info_type for f in run(texts, {Stage.TERMS}).findings} == {"PROJECT_TERM"}
    assert set(run(texts, {Stage.TERMS, Stage.NAMES}).timings_ms) == {Stage.TERMS, Stage.NAMES, "names_tagger"}


def test_a_combining_stage_names_its_inputs():
    assert with_inputs({Stage.PEOPLE_PROJECT}) == {Stage.PEOPLE_PROJECT, Stage.NAMES, Stage.TERMS, Stage.IDENTIFIERS}
    assert with_inputs({Stage.TERMS}) == {Stage.TERMS}


def test_every_finding_knows_its_stage():
    texts = [PartText("1", "body", "CINDERPATH: AR101010A, Lucian Garside, Hollis Vandermeer")]
    stages = {f.info_type: stage_of(f) for f in run(texts).findings}
    assert stages["PROTECTED_PERSON"] is stages["PERSON_NAME"] is Stage.NAMES
    assert stages["PERSONNEL_ON_PROJECT"] is Stage.PEOPLE_PROJECT


def test_a_name_inside_a_project_term_is_no_person():
    detectors = (TermDetector((Term("Lucian Garside", 0.9),)), NameDetector(ListTagger()))
    found = run([PartText("1", "body", "LUCIAN Lucian Garside Priya")], detectors=detectors).findings
    assert [f.value for f in found if f.info_type == "PERSON_NAME"] == ["priya"]


def test_without_time_every_stage_is_unfinished_and_nothing_breaks():
    detection = run([PartText("1", "body", "Dr Okonkwo CINDERPATH")], budget=Budget(deadline=0.0, clock=lambda: 1.0))
    assert set(detection.unfinished) == {Stage.TERMS, Stage.IDENTIFIERS, Stage.NAMES}
    assert detection.findings == ()


class Slow:
    name = "slow"
    stage = Stage.MARKINGS

    def detect(self, texts, context, budget):
        raise OutOfTime("slow")


class Broken(Slow):
    def detect(self, texts, context, budget):
        raise KeyError("a bug")


def test_one_slow_stage_costs_only_itself():
    detection = run([PartText("1", "body", "CINDERPATH")], detectors=(Slow(), *DETECTORS))
    assert detection.unfinished == (Stage.MARKINGS,)
    assert [f.info_type for f in detection.findings] == ["PROJECT_TERM"]


def test_a_bug_in_a_detector_is_not_swallowed():
    with pytest.raises(KeyError):
        run([PartText("1", "body", "x")], detectors=(Broken(),))


def test_a_cancelled_call_stops_at_once():
    budget = Budget.unlimited()
    budget.cancelled.set()
    with pytest.raises(Cancelled):
        run([PartText("1", "body", "x")], budget=budget)


def test_no_detectors_are_an_error_not_an_empty_answer():
    with pytest.raises(ValueError, match="no detectors"):
        run([PartText("1", "body", "x")], detectors=())


def test_truncation_keeps_the_strongest_in_order_of_place():
    text = "Priya Priya Priya\n\nCINDERPATH Lucian Garside Casimir Dunlop"
    detection = run([PartText("1", "body", text)], max_findings=2)
    assert [f.info_type for f in detection.findings] == ["PERSONNEL_ON_PROJECT", "PROJECT_TERM"]
    assert detection.findings_truncated
    assert not run([PartText("1", "body", text)]).findings_truncated


def test_context_is_the_first_to_go():
    context = Finding("A", "x", 0.9, "1", "body", 0, 1, role=Role.CONTEXT)
    evidence = Finding("A", "x", 0.2, "1", "body", 5, 6)
    assert strongest([context, evidence], 1) == [evidence]


def test_a_new_revision_keeps_the_loaded_names_model():
    names = DETECTORS[3]
    rebuilt = build_detectors(Organisation(), Settings(), previous=DETECTORS)
    assert names in rebuilt
    assert {d.stage for d in build_detectors(Organisation(), Settings(), {Stage.TERMS})} == {Stage.TERMS}


@pytest.mark.parametrize(
    "text", ["Aa" * 30_000, "A-" * 30_000, "A'a" * 20_000, "Aa Bb, " * 10_000, "Cdr " * 15_000, "\n \n" * 20_000, "(" * 60_000, "GB82 WEST " * 6_000, "Lucian Garside\n" * 4_000, "Mr " * 20_000]
)  # fmt: skip
def test_repetition_without_end_is_read_like_any_text(text):
    findings = run([PartText("1", "body", text), PartText("2", "cell", text)]).findings
    assert all(text[f.start : f.end].strip() for f in findings)


def test_a_list_of_thousands_is_read_whole():
    rows = "\n".join(f"Lucian G{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}rside\t{25_000_000 + n}" for n in range(3_000))
    kinds = {f.info_type: f for f in run([PartText("1", "cell", f"Name\tCabin\n{rows}")]).findings}
    assert kinds["ROSTER"].count >= 600


class _Noting:
    """Keeps the contexts it is called with."""

    name = "terms"
    stage = Stage.TERMS

    def __init__(self):
        self.contexts = []

    def detect(self, texts, context, budget):
        self.contexts.append(context)
        return ()


def test_each_pass_has_a_memory_of_its_own():
    noting, context = _Noting(), Context()
    for _ in range(2):
        detect(
            Extraction((PartText("1", "body", "Hi"),), (), ""),
            (noting, noting),
            context,
            tuple(Stage),
            Budget.unlimited(),
        )
    first, second, third, _fourth = (seen.memory for seen in noting.contexts)
    assert context.memory is None
    assert first is second
    assert first is not third


@settings(deadline=None)
@given(TEXT, TEXT, WHERE)
@example("Hi Ava,\n\nas said\n\nKind regards,\nHollis Vandermeer\nx@y.z", "Vandermeer, AR 10 10 10 A", "body")
def test_what_a_pass_remembers_changes_no_finding(one, other, where):
    texts = (PartText("1", where, clean(one)), PartText("2", "body", clean(other)))
    remembering = Context(memory={})
    for detector in DETECTORS[:-1]:
        alone = detector.detect(texts, Context(), Budget.unlimited())
        assert detector.detect(texts, remembering, Budget.unlimited()) == alone
