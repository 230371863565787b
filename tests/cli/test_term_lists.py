"""`dlp lists check` and `dlp lists index` for terms."""

import json

OWN = '[organisation]\ndomains = ["own.example"]\naccredited_to = "OFFICIAL"\n[content]\nterms = ["t.csv"]\n'


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    return path


def test_all_mistakes_of_an_organisations_lists_are_named_at_once(dlp, tmp_path):
    path = write(tmp_path, "t.csv", "term,weight\nX,0.5\nGLASS HERON,0.5\n,1\nglass-heron,0.6\n")
    ran = dlp("lists", "check", "--organisation", write(tmp_path, "o.toml", OWN))
    assert ran.status == 2
    assert [line.split(": ")[:2] for line in ran.out.splitlines()[:3]] == [[f"{path}:2", "error"], [f"{path}:4", "error"], [f"{path}:5", "warning"]]  # fmt: skip
    assert ran.err == "dlp: 2 mistakes in lists of terms\n"


def test_lists_are_checked_without_an_organisation(dlp, tmp_path):
    path = write(tmp_path, "t.csv", "term,weight\nGLASS HERON,0.5\nglass-heron,0.6\n")
    ran = dlp("lists", "check", "--terms", path, "--json")
    assert ran.status == 0
    assert [(r["file"], r["line"], r["code"], r["value"]) for r in json.loads(ran.out)["remarks"]] == [
        (str(path), 3, "DUPLICATE_OTHER_WEIGHT", "")
    ]
    assert dlp("lists", "check", "--terms", path, "--strict").status == 2
    assert dlp("lists", "check", "--terms", tmp_path / "absent.csv").status == 2


def test_a_list_made_ready_is_used_like_the_list(dlp, tmp_path):
    path = write(tmp_path, "t.csv", "term,weight\nGLASS HERON,0.5\n")
    ran = dlp("lists", "index", path, "--out", tmp_path / "t.index")
    assert (ran.status, "1 terms from t.csv, revision" in ran.out) == (0, True)
    line = json.dumps({"id": 1, "text": "a g1ass-heron"}).encode()
    answers = [
        dlp("inspect", "--jsonl", "--only", "terms", "--terms", terms, stdin=line).out
        for terms in (path, tmp_path / "t.index")
    ]
    assert answers[0] == answers[1]
    assert '"PROJECT_TERM"' in answers[0]
    write(tmp_path, "o.toml", OWN.replace("t.csv", "t.index"))
    told = json.loads(dlp("lists", "check", "--organisation", tmp_path / "o.toml", "--json").out)
    assert [state["names"] for state in told["lists"] if state["list"] == "terms"] == [0, 1]
    path.write_text("term,weight\nGLASS HERON,0.6\n")
    ran = dlp("lists", "check", "--organisation", tmp_path / "o.toml")
    assert (ran.status, "t.index: error: terms: is stale, t.csv was changed since" in ran.out) == (2, True)


def test_a_list_cannot_be_made_ready_over_itself_or_empty(dlp, tmp_path):
    path = write(tmp_path, "t.csv", "term,weight\n")
    assert dlp("lists", "index", path, "--out", path).status == 2
    ran = dlp("lists", "index", path, "--out", tmp_path / "t.index")
    assert (ran.status, ran.err) == (2, "dlp: the lists hold no terms; nothing was written\n")
    assert not (tmp_path / "t.index").exists()
