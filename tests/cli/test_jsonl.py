import io
import json
import os
import queue
import threading

import pytest

from dlp_service.cli.jsonl import BadLine, standard_input, stream, text_field, texts_field


def streamed(text, answer=lambda line: {"got": text_field(line, "text")}):
    sink = io.StringIO()
    bad = stream(answer, io.BytesIO(text), sink)
    return [json.loads(line) for line in sink.getvalue().splitlines()], bad


def test_an_id_is_echoed_with_its_json_type():
    lines, bad = streamed(b'{"id":7,"text":"a"}\n{"id":"7","text":"b"}\n{"id":[1],"text":"c"}\n')
    assert [line["id"] for line in lines] == [7, "7", [1]]
    assert bad == 0


def test_a_lone_surrogate_in_an_id_becomes_a_replacement_character():
    lines, bad = streamed(b'{"id":"\\ud800x","text":"a"}\n{"id":{"\\udfff":1},"text":"b"}\n')
    assert [line["id"] for line in lines] == ["\ufffdx", {"\ufffd": 1}]
    assert bad == 0


def test_an_unforeseen_failure_costs_one_line_and_quotes_nothing():
    def answer(line):
        return {"got": {}[line["text"]]}

    lines, bad = streamed(b'{"id":1,"text":"secret"}\n{"id":2,"text":"x"}\n', answer)
    assert [line["error"] for line in lines] == ["internal error (KeyError)"] * 2
    assert bad == 2


def test_a_byte_order_mark_is_no_part_of_a_line():
    lines, _ = streamed(b'\xef\xbb\xbf{"id":1,"text":"a"}\n')
    assert lines == [{"id": 1, "got": "a"}]


def test_closed_standard_input_is_empty(monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    assert standard_input().read() == b""


def test_an_absent_id_is_null_and_the_line_is_counted():
    lines, _ = streamed(b'\n{"text":"a"}\n')
    assert lines == [{"id": None, "line": 2, "got": "a"}]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"{", "not valid JSON"),
        (b"[1]", "a line must be a JSON object"),
        (b"\xff\xfe", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"id":NaN,"text":"a"}', "not valid JSON"),
        (b'{"id":-Infinity,"text":"a"}', "not valid JSON"),
        (b'{"id":1e999,"text":"a"}', "not valid JSON"),
        (b'{"id":1}', "text is missing"),
        (b'{"id":1,"text":5}', "text must be a string"),
    ],
)
def test_a_bad_line_is_answered_in_its_place_and_the_run_goes_on(line, error, capsys):
    lines, bad = streamed(line + b'\n{"id":2,"text":"b"}\n')
    assert lines[0]["error"] == error
    assert lines[1] == {"id": 2, "got": "b"}
    assert bad == 1
    assert "1 of 2 lines could not be used" in capsys.readouterr().err


def test_an_id_nested_too_deep_never_stops_the_run():
    """How deep is too deep differs between versions of Python."""
    lines, _ = streamed(b'{"id":' + b"[" * 990 + b"]" * 990 + b',"text":"a"}\n{"id":2,"text":"b"}\n')
    assert lines[0].get("error", "not valid JSON") == "not valid JSON"
    assert lines[1] == {"id": 2, "got": "b"}


def test_blank_lines_and_unknown_keys_are_nothing():
    lines, bad = streamed(b'\n  \n{"id":1,"text":"a","colour":"red"}\n')
    assert lines == [{"id": 1, "got": "a"}]
    assert bad == 0


def test_a_last_line_needs_no_newline():
    lines, _ = streamed(b'{"id":1,"text":"a"}')
    assert lines == [{"id": 1, "got": "a"}]


def test_lines_are_whole_however_they_arrive():
    long = "x" * 200_000
    text = "".join(
        json.dumps({"id": number, "text": f"{number}{long[: number * 50_000]}"}) + "\n" for number in range(5)
    )
    lines, bad = streamed(text.encode().rstrip(b"\n"))
    assert [line["got"] for line in lines] == [f"{number}{long[: number * 50_000]}" for number in range(5)]
    assert bad == 0


def test_lines_that_came_together_are_flushed_together():
    reading, writing = os.pipe()
    flushed = []

    class Sink(io.StringIO):
        def flush(self):
            flushed.append(self.getvalue().count("\n"))

    with os.fdopen(reading, "rb") as source, os.fdopen(writing, "wb", buffering=0) as writer:
        writer.write(b'{"id":1,"text":"a"}\n' * 1000)
        writer.close()
        stream(lambda line: {"got": line["text"]}, source, Sink())
    assert flushed[-1] == 1000
    assert len(flushed) <= 4


def test_null_is_as_good_as_absent_where_there_is_a_default():
    assert text_field({"where": None}, "where", "body") == "body"
    with pytest.raises(BadLine, match="text must be a string"):
        text_field({"text": None}, "text")


def test_lists_of_strings_are_checked():
    assert texts_field({"to": None}, "to") == ()
    with pytest.raises(BadLine, match="to must be a list of strings"):
        texts_field({"to": ["a", 1]}, "to")


def test_answers_come_while_the_writer_thinks():
    """A reader of our output must not wait for more input than there is."""
    reading, writing = os.pipe()
    answers = queue.Queue()

    class Sink(io.StringIO):
        def flush(self):
            answers.put(self.getvalue())

    with os.fdopen(reading, "rb") as source, os.fdopen(writing, "wb", buffering=0) as writer:
        writer.write(b'{"id":1,"text":"a"}\n')
        thread = threading.Thread(target=stream, args=(lambda line: {"got": line["text"]}, source, Sink()))
        thread.start()
        while '"got": "a"' not in answers.get(timeout=10):
            continue
        writer.write(b'{"id":2,"text":"b"}\n')
        writer.close()
        thread.join(10)
    assert '"got": "b"' in list(answers.queue)[-1]


def seen_ahead(text):
    seen = []
    stream(lambda line: {}, io.BytesIO(text), io.StringIO(), lambda lines: seen.append([line["id"] for line in lines]))
    return seen


def test_lines_that_came_together_are_shown_before_the_first_is_answered(capsys):
    assert seen_ahead(b'{"id":1}\n{\n\n{"id":2}\n{"id":3}') == [[1, 2]]
    assert "1 of 5 lines" in capsys.readouterr().err


def test_a_line_that_came_alone_is_answered_at_once():
    assert seen_ahead(b'{"id":1}\n') == []


def test_no_more_than_a_chunk_is_shown_ahead():
    line = b'{"id":1,"text":"%s"}\n' % (b"x" * 1000)
    shown = seen_ahead(line * 500)
    assert sum(map(len, shown)) >= 480
    assert max(map(len, shown)) * len(line) <= (1 << 16) + len(line)


def test_a_failure_ahead_is_said_without_its_text_and_costs_no_line(capsys):
    def fails(lines):
        raise KeyError("text of a message")

    sink = io.StringIO()
    assert stream(lambda line: {"got": line["id"]}, io.BytesIO(b'{"id":1}\n{"id":2}\n'), sink, fails) == 0
    assert [json.loads(line)["got"] for line in sink.getvalue().splitlines()] == [1, 2]
    said = capsys.readouterr().err
    assert "reading ahead" in said
    assert "text of a message" not in said
