from training.names_texts import FOLDS, examined, fold_of, unmarked, written


def test_marks_come_off_and_leave_their_places():
    text, spans = unmarked("[[Ann]]\n[[Bo Lind]], Oslo")
    assert text == "Ann\nBo Lind, Oslo"
    assert [text[start:end] for start, end in spans] == ["Ann", "Bo Lind"]


def test_our_own_texts_are_marked_rightly():
    records = [*written(), *examined()]
    assert len(records) > 1000
    for record in records:
        assert "[[" not in record["text"]
        assert "]]" not in record["text"]
        for start, end in record["person_spans"]:
            name = record["text"][start:end]
            assert name == name.strip()
            assert any(map(str.isalpha, name))


def test_every_fold_has_its_share():
    counts = [0] * FOLDS
    for record in examined():
        counts[fold_of(record)] += 1
    assert min(counts) > 40
