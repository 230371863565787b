"""What was read in a file and what stayed dark, as a tree of its members, sheets, pages and slides."""

from __future__ import annotations

import re

from rich.text import Text
from rich.tree import Tree

from dlp_service.extract import Reading
from dlp_service.values import Gap, PartText

SHOWN = 80
STEP = re.compile(r"[/!]?[^/!]+|[/!]")


def reading_tree(name: str, reading: Reading) -> Tree:
    """
    Return a reading as a tree: a branch for each member (`/name`) and unit (`!Sheet2`), a leaf for each text and gap.

    A file name is not repeated as a text below its own branch.
    """
    branches = _Branches(Tree(Text(printable(name))))
    for text in reading.texts:
        if text.where == "file_name" and text.path.endswith(f"/{text.text}"):
            branches.at(text.path)
        else:
            branches.at(text.path).add(_shown(text))
    for gap in reading.gaps:
        branches.at(gap.path).add(_dark(gap))
    branches.root.add(_total(reading))
    return branches.root


def printable(text: str) -> str:
    """
    Return text that cannot steer a terminal or turn a line around: what is not printable becomes U+FFFD.

    >>> printable("roster" + chr(0x1B) + "[2J" + chr(0x202E) + "xslx")
    'roster\ufffd[2J\ufffdxslx'
    """
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


class _Branches:
    """The branches made so far, by path; a path is cut at its `/` and `!`."""

    def __init__(self, root: Tree) -> None:
        self.root = root
        self.known: dict[str, Tree] = {"": root}

    def at(self, path: str) -> Tree:
        branch, sofar = self.root, ""
        for step in STEP.findall(path):
            sofar += step
            if sofar not in self.known:
                self.known[sofar] = branch.add(Text(printable(step), style="bold"))
            branch = self.known[sofar]
        return branch


def _shown(text: PartText) -> Text:
    line = printable(" ".join(text.text[: 4 * SHOWN].split()))
    quote = line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
    return Text.assemble((f"{text.where} ", "cyan"), (f"{len(text.text):,} ", "dim"), quote)


def _dark(gap: Gap) -> Text:
    container = f" {gap.container}" if gap.container else ""
    weight = "" if gap.material else " (not material)"
    return Text.assemble((f"DARK {gap.reason.value}{container}", "red"), f"{weight} {printable(gap.detail)}")


def _total(reading: Reading) -> Text:
    if not reading.texts and not reading.gaps:
        return Text("nothing to read", style="dim")
    characters = sum(len(text.text) for text in reading.texts)
    dark = sum(gap.material for gap in reading.gaps)
    total = f"{len(reading.texts):,} texts, {characters:,} characters; {dark or 'nothing'} dark"
    minor = len(reading.gaps) - dark
    return Text(total + (f", {minor} dark and not material" if minor else ""), style="dim")
