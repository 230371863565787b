"""A reading as people see it."""

from rich.console import Console

from dlp_service.cli.tree import reading_tree
from dlp_service.extract import Reading
from dlp_service.values import Gap, GapReason, PartText


def shown(reading):
    console = Console(width=120, color_system=None)
    with console.capture() as capture:
        console.print(reading_tree("mail.zip", reading))
    return capture.get()


def test_members_and_units_are_branches_and_texts_are_leaves():
    out = shown(
        Reading(
            (
                PartText("/roster.xlsx", "file_name", "roster.xlsx"),
                PartText("/roster.xlsx!Sheet2", "cell", "Ann\tOsgood"),
                PartText("/roster.xlsx!Sheet2", "hidden", "Bo Lindqvist"),
            )
        )
    )
    lines = [line.strip("│├└─ ") for line in out.splitlines()]
    assert lines == [
        "mail.zip",
        "/roster.xlsx",
        "!Sheet2",
        "cell 10 Ann Osgood",
        "hidden 12 Bo Lindqvist",
        "3 texts, 33 characters; nothing dark",
    ]


def test_what_stayed_dark_stands_where_it_lies():
    gaps = (
        Gap("/plan.pdf", GapReason.ENCRYPTED, "a PDF that wants a password", "PDF"),
        Gap("/logo.png", GapReason.UNSUPPORTED, "an image of 90x40 pixels", "", material=False),
    )
    out = shown(Reading((), gaps))
    assert "/plan.pdf\n" in out
    assert "DARK ENCRYPTED PDF a PDF that wants a password" in out
    assert "DARK UNSUPPORTED (not material) an image of 90x40 pixels" in out
    assert "0 texts, 0 characters; 1 dark, 1 dark and not material" in out


def test_markup_and_controls_in_names_are_text():
    out = shown(Reading((PartText("/[red]x\x1b[2J.txt", "body", "[bold]hello"),)))
    assert "[red]x" in out
    assert "[bold]hello" in out
    assert "\x1b" not in out


def test_an_empty_file_says_so():
    assert "nothing to read" in shown(Reading())
