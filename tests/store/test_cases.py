from datetime import timedelta

import pytest

from dlp_service.errors import Conflict, NotFound
from dlp_service.store import Request
from tests.review.made import NOW

REQUEST = Request("gateway-1", "id-1", "digest")


def test_case_comes_back_as_it_was_put(store):
    record = {"tier": 40, "text": "Grüße", "nested": [{"a": None}]}
    store.put_case("c1", record, received=NOW)
    assert store.get_case("c1") == record
    assert store.get_case("c2") is None


def test_putting_a_case_again_changes_nothing(store):
    store.put_case("c1", {"a": 1}, received=NOW)
    store.put_case("c1", {"a": 2}, received=NOW)
    assert store.get_case("c1") == {"a": 1}


def test_cases_are_listed_once_each_by_time_over_many_pages(store):
    with store.transaction():
        for number in range(1203):
            store.put_case(f"c{number:04}", {"n": number}, received=NOW + timedelta(seconds=number // 7))
    found = list(store.iter_cases(NOW))
    assert [record["n"] for _, _, record in found] == list(range(1203))
    assert [time for _, time, _ in found] == sorted(time for _, time, _ in found)
    assert len({case_id for case_id, _, _ in found}) == 1203


def test_cases_before_the_time_are_left_out(store):
    store.put_case("old", {}, received=NOW - timedelta(seconds=1))
    store.put_case("new", {}, received=NOW)
    assert [case_id for case_id, _, _ in store.iter_cases(NOW)] == ["new"]


def test_same_request_gets_the_same_answer(store):
    assert store.recall_response(REQUEST, NOW) is None
    assert store.remember_response(REQUEST, b"first", NOW) == b"first"
    assert store.remember_response(REQUEST, b"second", NOW) == b"first"
    assert store.recall_response(REQUEST, NOW) == b"first"


def test_request_ids_belong_to_their_caller(store):
    store.remember_response(REQUEST, b"first", NOW)
    assert store.recall_response(Request("gateway-2", "id-1", "digest"), NOW) is None
    assert store.recall_response(Request("gateway-1i", "d-1", "digest"), NOW) is None


def test_same_id_for_another_content_is_a_conflict(store):
    store.remember_response(REQUEST, b"first", NOW)
    other = Request("gateway-1", "id-1", "other digest")
    with pytest.raises(Conflict):
        store.recall_response(other, NOW)
    with pytest.raises(Conflict):
        store.remember_response(other, b"second", NOW)
    with pytest.raises(Conflict):
        store.record_decision("c1", {}, received=NOW, request=other, response=b"second")
    assert store.get_case("c1") is None


def test_request_id_is_free_again_after_its_hours(store):
    store.remember_response(REQUEST, b"first", NOW)
    later = NOW + timedelta(hours=24)
    assert store.recall_response(REQUEST, later) is None
    assert store.remember_response(Request("gateway-1", "id-1", "other"), b"second", later) == b"second"
    assert store.recall_response(Request("gateway-1", "id-1", "other"), later) == b"second"


def test_decision_that_lost_the_race_leaves_no_case(store):
    assert store.record_decision("c1", {"n": 1}, received=NOW, request=REQUEST, response=b"first") == b"first"
    assert store.record_decision("c2", {"n": 2}, received=NOW, request=REQUEST, response=b"second") == b"first"
    assert (store.get_case("c1"), store.get_case("c2")) == ({"n": 1}, None)


def test_decision_without_a_request_id_is_always_kept(store):
    for case_id in ("c1", "c2"):
        assert store.record_decision(case_id, {}, received=NOW, response=b"same") == b"same"
    assert store.get_case("c1") == store.get_case("c2") == {}


def test_transaction_is_all_or_nothing(store):
    def put_then_fail():
        with store.transaction():
            store.put_case("c1", {}, received=NOW)
            assert store.get_case("c1") == {}
            store.report_dispositions("none", [], NOW)

    with pytest.raises(NotFound):
        put_then_fail()
    assert store.get_case("c1") is None


def test_durable_work_inside_an_ordinary_transaction_is_a_programming_error(store):
    with pytest.raises(RuntimeError), store.transaction():
        store.set_switch("policy", "r2")
    with store.transaction(durable=True), store.transaction():
        store.set_switch("policy", "r3")
    assert store.switches()["policy"].value == "r3"
