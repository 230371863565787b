"""The shipped bundle, and what happens to a damaged one.  All texts are fictional."""

import hashlib
import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dlp_service.budget import Budget
from dlp_service.errors import Cancelled, ManifestError, OutOfTime
from dlp_service.score import load_floors, load_model, shipped_model
from dlp_service.score.model import newest_bundle

TELEGRAM = """
The Ambassador called on the Foreign Minister this morning and told him that our Government would not support the new
regime unless it gave assurances on the air base. The Minister replied that his President feared a military coup by
the opposition and that the army could not be trusted. He asked that the British be informed of the conversation but
not the French. We believe that the Communist party is prepared to take action before the elections and that the
defense forces will not oppose it. We should discuss with the Department whether military assistance should be
suspended, and whether the forces now stationed on the northern border should be withdrawn. The situation is grave.
"""
GERMAN = """
Gestern wurde beschlossen, die Brücke über den Fluss bis zum Ende des nächsten Jahres zu erneuern. Viele Anwohner fürchten
lange Umwege und haben sich bei der Gemeinde beschwert. Die Verwaltung verspricht, dass Fußgänger und Radfahrer die alte
Brücke weiter benutzen können, bis die neue fertig ist. Über die Kosten wird noch gestritten.
"""
ORDINARY = {
    "office": """
Hi all, just a reminder that the printer on the third floor is broken again, so please use the one next to the lift.
Someone from the support company is coming on Thursday to fix it. Also, if you have not yet signed up for the summer
lunch, the list is on the fridge in the kitchen. I think we are about twenty people so far. Let me know if you want the
vegetarian option. Thanks to everybody who helped with the move last week, it's looking much better now. Cheers, Sam
""",
    "procurement": """
Dear Ms Example, thank you for your quotation of last Tuesday for forty office chairs. Before we can place the order our
finance team needs a breakdown of the delivery cost and your terms of payment. Could you also confirm that the chairs
come with a five year warranty, and that the old ones can be taken away on the same day? We would like to have them by
the end of next month if that is possible. Please send the revised quotation to me and copy my colleague in accounts.
""",
    "training course": """
You have been booked on the course about writing clear letters. It starts at half past nine in the large meeting room and
will be finished by four. Bring a letter or a report that you have written in the last month and would like to improve.
There is no need to prepare anything else. Lunch is included, please tell us about any allergies. If you can no longer
come, let us know by Friday so that we can offer your place to somebody on the waiting list. See you there.
""",
}


@pytest.fixture(scope="module")
def model():
    return load_model(shipped_model())


@pytest.fixture
def bundle(tmp_path):
    return Path(shutil.copytree(shipped_model(), tmp_path / "1.0"))


def asked(model, text):
    return model.probability(text, Budget.unlimited())


def edit(bundle, **changes):
    path = bundle / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def replace(bundle, name, content):
    (bundle / name).write_bytes(content)
    manifest = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))
    edit(bundle, files=manifest["files"] | {name: hashlib.sha256(content).hexdigest()})


def test_the_shipped_model_says_what_it_is(model):
    assert model.version == shipped_model().name
    assert model.calibration == "SHIPPED"


def test_an_unmarked_telegram_is_moderate(model):
    assert load_floors().content(asked(model, TELEGRAM)) >= 0.4


def test_capitals_read_like_ordinary_letters(model):
    assert asked(model, TELEGRAM.upper()) == asked(model, TELEGRAM)


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_mail_stays_without_a_tier(model, name):
    assert load_floors().content(asked(model, ORDINARY[name])) < 0.2


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "The Ambassador told the Minister.",
        "x" * 300_000,
        "1234 5678 " * 500,
        GERMAN * 5,
        "\ud800 " * 90,
    ],
)
def test_too_few_known_words_give_no_opinion(model, text):
    assert asked(model, text) == 0.0


def test_a_telegram_inside_a_long_report_is_not_diluted(model):
    report = "\n".join([*ORDINARY.values()] * 8)
    assert asked(model, report + TELEGRAM * 6 + report) > asked(model, report) + 0.3


def test_the_budget_ends_the_reading_between_windows(model):
    ticks = iter(range(1000))
    with pytest.raises(OutOfTime):
        model.probability(TELEGRAM * 100, Budget(deadline=5, clock=lambda: next(ticks)))
    assert next(ticks) == 6
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(Cancelled):
        model.probability(TELEGRAM, Budget(cancelled=cancelled))


def test_threads_share_one_model(model):
    texts = [TELEGRAM, *ORDINARY.values()] * 10
    expected = [asked(model, text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: asked(model, text), texts)) == expected


@pytest.mark.parametrize("name", ["model.onnx", "vocabulary.tsv", "metrics.json", "CARD.md"])
def test_a_changed_or_missing_file_is_refused(bundle, name):
    path = bundle / name
    path.write_bytes(path.read_bytes()[:-1] + b"#")
    with pytest.raises(ManifestError, match=f"{name}: does not have the digest"):
        load_model(bundle)
    path.unlink()
    with pytest.raises(ManifestError, match=f"{name}: cannot be read"):
        load_model(bundle)


def test_no_bundle_at_all_is_refused(tmp_path):
    with pytest.raises(ManifestError, match="cannot be read"):
        load_model(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"format": 2}', b"\xff\xfe", b"[" * 100_000])
def test_a_manifest_that_is_none_is_refused(bundle, content):
    (bundle / "manifest.json").write_bytes(content)
    with pytest.raises(ManifestError, match=r"manifest\.json"):
        load_model(bundle)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"files": {}}, "does not name model.onnx"),
        ({"files": {"../model.onnx": "00"}}, "not a file of the bundle"),
        ({"files": None}, "wrong kind"),
        ({"calibration": "PERFECT"}, "neither SHIPPED nor LOCAL"),
        ({"features": {}}, "features must name exactly"),
        ({"probes": []}, "no probes"),
        ({"probes": [{"text": TELEGRAM, "probability": 0.01}]}, "answers probe 0 differently"),
    ],
)
def test_a_manifest_that_does_not_hold_together_is_refused(bundle, changes, message):
    edit(bundle, **changes)
    with pytest.raises(ManifestError, match=message):
        load_model(bundle)


@pytest.mark.parametrize(
    ("key", "value"), [("tokeniser", "words-0"), ("minimum_share", 7.0), ("window_chars", 0), ("longest_ngram", 3)]
)
def test_features_this_code_cannot_make_are_refused(bundle, key, value):
    features = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))["features"]
    edit(bundle, features=features | {key: value})
    with pytest.raises(ManifestError):
        load_model(bundle)


def test_a_well_digested_file_that_is_no_model_is_refused(bundle):
    replace(bundle, "model.onnx", b"not a graph")
    with pytest.raises(ManifestError, match="cannot be run"):
        load_model(bundle)


@pytest.mark.parametrize("content", [b"", b"no number\n", b"a\tb\n", b"a\t1.0\na\t1.0\n", b"\xff\t1.0\n"])
def test_a_well_digested_file_that_is_no_vocabulary_is_refused(bundle, content):
    replace(bundle, "vocabulary.tsv", content)
    with pytest.raises(ManifestError, match=r"vocabulary\.tsv"):
        load_model(bundle)


def test_a_vocabulary_longer_than_the_graph_is_refused(bundle):
    lines = (bundle / "vocabulary.tsv").read_bytes()
    replace(bundle, "vocabulary.tsv", b"zzz\t1.0\n" * 1 + lines)
    with pytest.raises(ManifestError, match="probe 0"):
        load_model(bundle)


def test_the_newest_version_is_by_number_and_other_folders_are_ignored(tmp_path):
    for name in ("2026.9.1", "2026.11.22", "2026.2.30", "candidate"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text("{}")
    (tmp_path / "2027.1").mkdir()
    assert newest_bundle(tmp_path) == tmp_path / "2026.11.22"
    assert newest_bundle(tmp_path / "none") is None
