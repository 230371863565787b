"""`dlp recipients` for people: readable at any width, from arguments and from standard input."""

import io
import json
import re
import sys

import pytest
from rich.cells import cell_len
from rich.console import Console

from dlp_service.cli import recipient
from dlp_service.cli.addressed import Given, read_given
from dlp_service.cli.risks import lines_of, print_risks
from dlp_service.values import Category, RecipientRisk
from tests.cli.conftest import EXAMPLES

ORGANISATION = EXAMPLES / "organisation.toml"
ASKED = ("j.smith@navy.ml", "a@navysafe.mil", "f@gmial.com", "maren@northhaven.example", "x@lantern-printers.co.uk")
LONG = f"{'l' * 64}@{'.'.join(['a' * 40] * 4)}.navy.ml"


@pytest.fixture(autouse=True)
def _no_columns(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)


def people(dlp, *addresses, stdin=b""):
    ran = dlp("recipients", "--organisation", ORGANISATION, *addresses, stdin=stdin)
    assert (ran.status, ran.err) == (0, "")
    return ran.out.splitlines()


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal_and_no_address_is_broken(dlp, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    lines = people(dlp, *ASKED)
    assert max(map(len, lines)) <= width
    text = "\n".join(lines)
    for address in (*ASKED, "j.smith@navy.mil", "a@navy.mil", "f@gmail.com"):
        assert address in text
    assert " ".join(text.split()).count("only the US Department of Defense can register under .mil.") == 1
    assert all(re.fullmatch(r"\S.*\S|  \S.*\S|", line) for line in lines)


def test_the_columns_stand_below_each_other(dlp, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    head, *lines = people(dlp, *ASKED)
    rows = [line for line in lines if not line.startswith(" ")]
    assert head.split("   ")[0] == "recipient"
    for at, words in (
        (head.index("what it is"), Category.__members__),
        (head.index("probably meant"), ("j.smith@", "a@", "f@")),
    ):
        assert all(row[at - 1] == " " and row[at:].startswith(tuple(words)) for row in rows if len(row) > at)


def test_columns_that_do_not_fit_are_stacked(dlp, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    lines = people(dlp, LONG, "f@gmial.com")
    assert lines[0] == LONG
    assert lines[1] == "  BLOCKED"
    assert lines[2] == f"  probably meant {LONG[:-2]}mil"
    assert lines[lines.index("") + 1 :][:3] == ["f@gmial.com", "  SUSPECT misspelt", "  probably meant f@gmail.com"]


def test_in_a_pipe_every_sentence_is_one_line_without_colour(dlp):
    lines = people(dlp, *ASKED)
    assert len(lines) == 1 + 2 * len(ASKED)
    assert lines[2].startswith(
        "  blocked by the entry for ml (country domain of Mali, mistaken for .mil); navy.ml looks like"
    )
    assert "\x1b" not in "".join(lines)


def test_a_terminal_gets_colour():
    sink = io.StringIO()
    risk = RecipientRisk("a@navy.ml", "navy.ml", 1.0, Category.BLOCKED, "blocked", explanation="why.")
    print_risks(Console(file=sink, force_terminal=True, width=80, color_system="standard", _environ={}), [risk])
    assert "\x1b[31mBLOCKED" in sink.getvalue()
    assert "\x1b[" not in sink.getvalue().split("why.")[1].strip("\n\x1b[0m")


def test_what_an_address_hides_reaches_no_terminal(dlp):
    text = "\n".join(people(dlp, "a\x1b[31m@navy.ml", "b\u202e@navy.ml", "[bold]c@navy.ml"))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[bold]c@navy.mil" in text


def test_wide_letters_are_counted_as_wide():
    risks = [
        RecipientRisk("山田太郎@x.jp", "x.jp", 0.3, Category.UNKNOWN, "unknown_external", explanation="why."),
        RecipientRisk("jo@x.jp", "x.jp", 0.3, Category.UNKNOWN, "unknown_external", explanation="why."),
    ]
    one, other = (line.plain.partition("UNKNOWN")[0] for line in lines_of(risks, 80) if "UNKNOWN" in line.plain)
    assert cell_len(one) == cell_len(other)
    assert len(one) != len(other)


def test_standard_input_is_read_line_by_line(dlp):
    lines = people(dlp, stdin=b"j.smith@navy.ml\r\n\n  gmial.com\nJo <f@gmial.com>\na@navysafe.mil, b@gmail.com\n")
    assert [line.split("   ")[0].strip() for line in lines[1::2]] == [
        "j.smith@navy.ml", "gmial.com", "Jo <f@gmial.com>", "a@navysafe.mil", "b@gmail.com",
    ]  # fmt: skip


def test_the_fields_of_a_mail_are_judged_together(dlp):
    mail = b'From: maren@northhaven.example\nSubject: to: nobody\nTo: A <a@navy.ml>,\n "B, C" <b@navy.mil>\nCc: c@navy.mil\nBcc: d@navy.mil\n'
    lines = people(dlp, stdin=mail)
    assert [line.split()[0] for line in lines[1::2]] == ["a@navy.ml", "b@navy.mil", "c@navy.mil", "d@navy.mil"]
    assert lines[2].endswith("3 other recipients use navy.mil.")


def test_a_dash_reads_standard_input_beside_arguments(dlp):
    lines = people(dlp, "gmail.com", "-", stdin=b"outlook.com\n")
    assert [line.split()[0] for line in lines[1::2]] == ["gmail.com", "outlook.com"]


def test_json_is_one_recipient_a_line(dlp):
    ran = dlp("recipients", "--organisation", ORGANISATION, "--json", *ASKED)
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert [item["address"] for item in found] == list(ASKED)
    assert found[0]["suggestion"] == "j.smith@navy.mil"
    streamed = dlp(
        "recipients", "--jsonl", "--organisation", ORGANISATION, stdin=json.dumps({"id": 1, "to": [ASKED[0]]}).encode()
    )
    (together,) = json.loads(streamed.out)["recipients"]
    assert found[0] == {**together}


@pytest.mark.parametrize("arguments", [("--jsonl", "a@b.example"), ("--jsonl", "--json")])
def test_lines_take_no_addresses_beside_them(dlp, arguments):
    ran = dlp("recipients", *arguments)
    assert ran.status == 2
    assert len(ran.err.splitlines()) == 1


def test_closed_standard_input_is_a_mistake_of_one_line(dlp, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert not recipient._given([])
    assert dlp("recipients", "-").status == 2


def test_help_shows_an_example_of_every_way(dlp):
    told = dlp("recipients", "--help").out.partition("Example:")[2]
    for part in ("j.smith@navy.ml", "--json ", "To: Jo <j.smith@navy.ml>", "--jsonl"):
        assert part in told


@pytest.mark.parametrize(
    ("lines", "given"),
    [
        (["to:a@x.example,", "\tb@y.example"], Given((), "", ("a@x.example", "b@y.example"))),
        (["CC : a@x.example", "Reply-To: no@z.example", "  <more@z.example>"], Given((), "", ("a@x.example",))),
        (["a@x.example", "  b@y.example"], Given(("a@x.example", "b@y.example"))),
        (['"odd @ name, x"@x.example'], Given(('"odd @ name, x"@x.example',))),
        (["To: undisclosed: a@x.example, b@y.example;"], Given((), "", ("a@x.example", "b@y.example"))),
        (["a@[IPv6:2001:db8::1]"], Given(("a@[IPv6:2001:db8::1]",))),
        (["@relay.example:a@x.example"], Given(("@relay.example:a@x.example",))),
        ([" ", ""], Given()),
    ],
)  # fmt: skip
def test_addresses_are_read_as_people_have_them(lines, given):
    assert read_given(lines) == given


def test_an_answer_for_a_domain_that_returns_is_the_same(dlp):
    asked = "\n".join(
        json.dumps({"id": number, "domain": domain})
        for number, domain in enumerate(["navy.ml", "gmail.com", "navy.ml"])
    )
    ran = dlp("recipients", "--jsonl", "--organisation", ORGANISATION, stdin=asked.encode())
    first, _, third = map(json.loads, ran.out.splitlines())
    assert {**first, "id": 2} == third


def test_a_line_with_recipients_is_about_them_whichever_field_they_stand_in(dlp):
    lines = [
        {"id": 1, "domain": "gmail.com", "cc": ["a@navy.ml"]},
        {"id": 2, "domain": "gmail.com", "to": None, "bcc": ["a@navy.ml"]},
        {"id": 3, "domain": "gmail.com", "to": None},
    ]
    asked = "\n".join(map(json.dumps, lines))
    ran = dlp("recipients", "--jsonl", "--organisation", ORGANISATION, stdin=asked.encode())
    found = [json.loads(line)["recipients"][0]["domain"] for line in ran.out.splitlines()]
    assert found == ["navy.ml", "navy.ml", "gmail.com"]
