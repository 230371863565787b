"""Every command as a shell runs it: what it prints, how it ends, what it says of a user's mistake."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dlp_service.cli.app import COMMANDS, tree
from tests.cli.conftest import EXAMPLES

ORGANISATION = EXAMPLES / "organisation.toml"


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("serve",),
        ("health",),
        ("classify",),
        ("inspect",),
        ("extract",),
        ("recipients",),
        ("review",),
        ("review", "list"),
        ("review", "show"),
        ("review", "decide"),
        ("policy",),
        ("policy", "check"),
        ("policy", "test"),
        ("lists",),
        ("lists", "update"),
        ("lists", "export"),
        ("lists", "check"),
        ("lists", "hash"),
    ],
)
def test_every_command_explains_itself(dlp, command):
    ran = dlp(*command, "--help")
    assert ran.status == 0
    assert "Usage:" in ran.out
    is_group = command in {(), ("review",), ("policy",), ("lists",)}
    assert is_group or "Example:" in ran.out


def test_the_list_of_commands_imports_none_of_them():
    program = (
        "import sys\nfrom dlp_service.cli.app import run\nrun(['--help'])\n"
        "print(*(name for name in sys.modules if name.startswith('dlp_service.')), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert all(f"  {name} " in ran.stdout for name in COMMANDS)
    assert set(ran.stderr.split()) == {"dlp_service.cli", "dlp_service.cli.app", "dlp_service.errors"}


@pytest.mark.parametrize(
    ("stage", "others"),
    [("terms", ("markings", "identifiers", "people_project")), ("identifiers", ("markings", "terms", "protected"))],
)
def test_inspect_loads_the_stages_it_was_asked_for_and_no_other(stage, others):
    program = (
        f"import sys\nfrom dlp_service.cli.app import run\nrun(['inspect', '--jsonl', '--only', {stage!r}])\n"
        "print(*(name for name in sys.modules if name.startswith('dlp_service.')), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], input="", capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(ran.stderr.split())
    assert f"dlp_service.detect.{stage}" in loaded
    assert loaded.isdisjoint(f"dlp_service.detect.{other}" for other in others)
    assert loaded.isdisjoint(
        {"dlp_service.store", "dlp_service.policy", "dlp_service.extract", "dlp_service.classifier"}
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_listed_in_its_own_words(name):
    """The list of commands is the same whether the command itself says what it does or its summary does for it."""
    own, summary = (CliRunner().invoke(tree(chosen), ["--help"], terminal_width=400).output for chosen in (name, ""))
    assert sorted(own.splitlines()) == sorted(summary.splitlines())
    assert COMMANDS[name].summary in own


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("review",),
        ("nonsense",),
        ("health", "--server", "127.0.0.1:1", "--timeout", "0.2"),
        ("classify", "x" * 5000),
        ("extract", "x" * 5000),
        ("classify",),
        ("classify", "--nonsense", "x.eml"),
        ("classify", "--server", "127.0.0.1:1", "--organisation", ORGANISATION, "x.eml"),
        ("classify", "--organisation", "absent.toml", EXAMPLES / "messages" / "03-canteen-menu.eml"),
        ("classify", "--envelopes", "absent.jsonl", "x.eml"),
        ("inspect",),
        ("inspect", "--jsonl", "--only", "colours"),
        ("recipients",),
        ("recipients", "--protected", "absent.txt", "a@b.example"),
        ("policy", "check", "absent.toml"),
        ("serve", "--config", "absent.toml"),
    ],
)
def test_a_users_mistake_is_one_line_and_status_2(dlp, arguments):
    ran = dlp(*arguments)
    assert ran.status == 2
    assert len(ran.err.strip().splitlines()) == 1
    assert "Traceback" not in ran.err


def test_output_that_cannot_be_written_is_one_line():
    command = [sys.executable, "-m", "dlp_service", "recipients", "a@b.example"]
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert ran.returncode == 2
    assert ran.stderr == "dlp: No space left on device\n"


def test_an_unknown_setting_is_named(dlp, monkeypatch):
    monkeypatch.setenv("DLP_SERVICE_LISTN", "x")
    ran = dlp("classify", EXAMPLES / "messages" / "03-canteen-menu.eml")
    assert ran.status == 2
    assert "unknown setting DLP_SERVICE_LISTN" in ran.err


def test_inspect_streams_findings_in_input_order(dlp):
    texts = b'{"id":"a","text":"OFFICIAL-SENSITIVE\\n\\nHello","where":"body"}\n{"id":"b","text":"Hello"}\n'
    ran = dlp("inspect", "--jsonl", "--only", "markings", stdin=texts)
    first, second = lines(ran.out)
    assert first["id"] == "a"
    assert first["findings"][0]["marking"]["level"] == "OFFICIAL-SENSITIVE"
    assert first["findings"][0]["start"] == 0
    assert first["sensitivity"]["tier"] == "TIER_MODERATE"
    assert second == {**second, "id": "b", "findings": []}


def test_inspect_gives_the_same_for_lines_that_come_together_and_alone(dlp):
    lines = [
        b'{"id":1,"text":"Please ask Lucian Garside in London."}\n',
        b'{"id":2}\n',
        b'{"id":3,"text":"Susan Hall \\ud800 and Raj Patel will come.","where":"note"}\n',
        b'{"id":4,"text":"Raj Patel","where":"margin"}\n',
        b'{"id":5,"text":"Susan Hall\\twill come too","where":"cell"}\n',
    ]
    names = ("inspect", "--jsonl", "--only", "names")
    together = dlp(*names, stdin=b"".join(lines)).out
    assert together == "".join(dlp(*names, stdin=line).out for line in lines)
    assert together.count('"info_type": "PERSON_NAME"') == 3


def test_inspect_keeps_offsets_past_a_lone_surrogate(dlp):
    text = b'{"id":1,"text":"\\ud800\\n\\nGLASS HERON","where":"body"}\n'
    ran = dlp("inspect", "--jsonl", "--only", "terms", "--terms", EXAMPLES / "terms.csv", stdin=text)
    (finding,) = lines(ran.out)[0]["findings"]
    assert (finding["info_type"], finding["start"], finding["end"]) == ("PROJECT_TERM", 3, 14)


def test_inspect_refuses_a_place_that_does_not_exist(dlp):
    ran = dlp("inspect", "--jsonl", "--only", "markings", stdin=b'{"id":1,"text":"x","where":"margin"}\n')
    assert ran.status == 0
    assert "where 'margin' is none of" in lines(ran.out)[0]["error"]


def test_recipients_answers_domains_and_groups(dlp):
    asked = [
        {"id": 1, "domain": "us.navy.ml"},
        {"id": 2, "recipient_domain": "northhaven.example"},
        {
            "id": 3,
            "sender": "maren.holloway@northhaven.example",
            "to": ["winifred.okonjo81@gmail.com"],
            "cc": [],
            "bcc": [],
            "known_contacts": {"a@b.example": 4},
            "directory": ["winifred.okonjo@northhaven.example"],
        },
        {"id": 4, "domain": 5},
        {"id": 5},
    ]
    stdin = "\n".join(json.dumps(line) for line in asked).encode()
    ran = dlp("recipients", "--jsonl", "--organisation", ORGANISATION, stdin=stdin)
    blocked, own, group, bad, empty = lines(ran.out)
    assert blocked["recipients"][0]["category"] == "BLOCKED"
    assert blocked["recipients"][0]["nearest_trusted"].endswith("navy.mil")
    assert own["recipients"][0]["category"] == "TRUSTED"
    assert {"freemail", "freemail_of_colleague"} <= set(group["flags"])
    assert bad["error"] == "domain must be a string"
    assert "needs domain, or recipients" in empty["error"]


def test_recipients_prints_a_table_for_people(dlp):
    ran = dlp("recipients", "--organisation", ORGANISATION, "harriet.l.osgood.civ@us.navy.ml")
    assert "BLOCKED" in ran.out


def test_extract_prints_texts_and_gaps(dlp, tmp_path):
    note, archive = tmp_path / "note.txt", tmp_path / "x.rar"
    note.write_text("Café at nine")
    archive.write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(64))
    ran = dlp("extract", "--jsonl", note, archive)
    first, second = lines(ran.out)
    assert any("Café at nine" in text["text"] for text in first["texts"])
    assert second["gaps"][0]["reason"] == "GAP_REASON_DAMAGED"
    assert "DARK" in dlp("extract", archive).out


def test_extract_answers_for_a_file_that_is_not_there(dlp, tmp_path):
    ran = dlp("extract", "--jsonl", tmp_path / "absent.txt")
    assert ran.status == 2
    assert lines(ran.out)[0]["error"] == "No such file or directory"


def test_policy_check_accepts_the_shipped_policy_and_names_the_line_of_a_mistake(dlp, tmp_path):
    from dlp_service import policy

    shipped = tmp_path / "policy.toml"
    shipped.write_text(policy.load_policy().document)
    assert dlp("policy", "check", shipped).status == 0
    broken = shipped.read_text() + '\n[[rule]]\nname = "x"\nwhen = "nowhere > 3"\naction = "BLOCK"\n'
    shipped.write_text(broken)
    ran = dlp("policy", "check", shipped)
    assert ran.status == 2
    assert f"{shipped}:" in ran.err


class TestClassify:
    def test_the_examples_come_out_as_expected(self, dlp):
        messages = sorted((EXAMPLES / "messages").glob("*.eml"))
        envelopes = EXAMPLES / "envelopes.jsonl"
        ran = dlp("classify", "--json", "--organisation", ORGANISATION, "--envelopes", envelopes, *messages)
        assert ran.status == 0
        expected = {e["file"].rpartition("/")[2]: e["expect"] for e in lines(envelopes.read_text())}
        got = {
            line["file"].rpartition("/")[2]: line["verdict"]["action"].removeprefix("ACTION_")
            for line in lines(ran.out)
        }
        assert got == expected

    def test_the_table_asks_whether_navy_mil_was_meant(self, dlp):
        message = EXAMPLES / "messages" / "01-leave-dates-to-ml.eml"
        ran = dlp("classify", "--organisation", ORGANISATION, message)
        assert ran.status == 0
        assert "navy.mil" in "".join(ran.out.split())

    def test_a_file_that_is_not_there_fails_alone(self, dlp, tmp_path):
        good = EXAMPLES / "messages" / "09-table-for-nine.eml"
        ran = dlp("classify", "--json", "--organisation", ORGANISATION, tmp_path / "absent.eml", good)
        first, second = lines(ran.out)
        assert first["error"] == "No such file or directory"
        assert second["verdict"]["action"] == "ACTION_ALLOW"
        assert ran.status == 2

    def test_an_unusable_recipient_is_named_as_the_service_names_it(self, dlp, tmp_path):
        path = tmp_path / "x.eml"
        path.write_bytes(b"Subject: x\r\n\r\ny\r\n")
        ran = dlp("classify", "--json", "--to", "a@own.example", "--to", "", path)
        assert ran.status == 2
        assert lines(ran.out)[0]["error"] == "envelope.recipients[1].address: must not be empty"

    def test_what_is_no_mbox_is_not_an_empty_one(self, dlp, tmp_path):
        garbage, empty = tmp_path / "garbage.mbox", tmp_path / "empty.mbox"
        garbage.write_bytes(b"\x00\x01no mail at all\n")
        empty.write_bytes(b"")
        ran = dlp("classify", "--json", "--to", "a@own.example", garbage, empty)
        assert [line["error"] for line in lines(ran.out)] == ["is not an mbox file"]
        assert ran.status == 2

    def test_the_digest_is_that_of_the_whole_message_beyond_the_reading_limit(self, dlp, tmp_path, monkeypatch):
        monkeypatch.setenv("DLP_LIMITS_MESSAGE_BYTES", "1000")
        path = tmp_path / "x.eml"
        path.write_bytes(b"To: b@out.example\r\nSubject: x\r\n\r\n" + b"hello world\r\n" * 500)
        answer = lines(dlp("classify", "--json", "--from", "a@own.example", path).out)[0]
        assert answer["verdict"]["message_digest"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert [gap["reason"] for gap in answer["verdict"]["coverage"]["gaps"]] == ["GAP_REASON_OVER_LIMIT"]

    def test_a_message_without_recipients_is_an_error_line(self, dlp):
        ran = dlp("classify", "--json", "-", stdin=b"Subject: x\r\n\r\ny\r\n")
        assert "no recipients" in lines(ran.out)[0]["error"]
        assert ran.status == 2

    def test_mbox_and_maildir_items_are_numbered(self, dlp, tmp_path):
        mail = b"From: a@own.example\nTo: b@out.example\nSubject: x\n\nhello\n"
        box = tmp_path / "two.mbox"
        box.write_bytes(b"From a Thu Jan  1 00:00:00 2026\n" + mail + b"\nFrom a Thu Jan  1 00:00:00 2026\n" + mail)
        folder = tmp_path / "dir"
        for name in ("new", "cur", "tmp"):
            (folder / name).mkdir(parents=True)
        (folder / "cur" / "1").write_bytes(mail)
        ran = dlp("classify", "--json", box, folder)
        assert [line["file"] for line in lines(ran.out)] == [f"{box}#1", f"{box}#2", f"{folder}#1"]

    @pytest.mark.parametrize("raw", [b"", b"\x00\xff" * 500, b"Subject: x", b"To: \xff\xfe\r\n\r\n"])
    def test_any_bytes_get_a_verdict(self, dlp, raw, tmp_path):
        path = tmp_path / "x.eml"
        path.write_bytes(raw)
        ran = dlp("classify", "--json", "--from", "a@own.example", "--to", "b@out.example", path)
        assert ran.status == 0
        assert lines(ran.out)[0]["verdict"]["action"].startswith("ACTION_")

    def test_envelopes_may_name_another_organisation(self, dlp, tmp_path):
        message = EXAMPLES / "messages" / "01-leave-dates-to-ml.eml"
        other = tmp_path / "other.toml"
        other.write_text('[organisation]\ndomains = ["other.example"]\naccredited_to = "OFFICIAL"\n')
        envelopes = tmp_path / "e.jsonl"
        envelope = {"file": message.name, "mail_from": "a@other.example", "rcpt_to": ["b@navy.ml"]}
        envelopes.write_text(json.dumps({**envelope, "organisation": "other.toml"}))
        ran = dlp("classify", "--json", "--organisation", ORGANISATION, "--envelopes", envelopes, message)
        assert lines(ran.out)[0]["recipients"][0]["category"] != "BLOCKED"

    def test_an_envelope_is_found_by_the_longest_end_of_the_path(self, dlp, tmp_path):
        envelopes = tmp_path / "e.jsonl"
        entries = [{"file": f"{d}/m.eml", "mail_from": "", "rcpt_to": [f"{d}@out.example"]} for d in "ab"]
        envelopes.write_text("\n\n".join(map(json.dumps, entries)))
        for folder in "abc":
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "m.eml").write_bytes(b"To: header@out.example\r\n\r\nhello\r\n")
        files = [tmp_path / folder / "m.eml" for folder in "bac"]
        answers = lines(dlp("classify", "--json", "--envelopes", envelopes, *files).out)
        assert [a["recipients"][0]["address"] for a in answers] == ["b@out.example", "a@out.example", "a@out.example"]

    @pytest.mark.parametrize(
        "line",
        [
            "{",
            "[]",
            '{"file":5,"mail_from":"","rcpt_to":[]}',
            '{"file":"m.eml","mail_from":5,"rcpt_to":[]}',
            '{"file":"m.eml","mail_from":"","rcpt_to":"a@out.example"}',
            '{"file":"m.eml","mail_from":"","rcpt_to":[],"organisation":5}',
        ],
    )
    def test_a_malformed_envelope_is_named_by_its_line(self, dlp, tmp_path, line):
        envelopes = tmp_path / "e.jsonl"
        envelopes.write_text(f"\n{line}\n")
        ran = dlp("classify", "--envelopes", envelopes, "m.eml")
        assert ran.status == 2
        assert ran.err.startswith(f"dlp: {envelopes}:2: must be")

    def test_state_is_kept_only_on_request(self, dlp, tmp_path):
        message = EXAMPLES / "messages" / "12-colleague-at-home.eml"
        free = dlp("classify", "--json", "--organisation", ORGANISATION, message)
        assert lines(free.out)[0]["verdict"]["review_item"] == ""
        kept = dlp("classify", "--json", "--organisation", ORGANISATION, "--state", tmp_path / "state", message)
        assert lines(kept.out)[0]["verdict"]["review_item"].startswith("reviewItems/")
