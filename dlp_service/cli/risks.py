"""
Recipients for people: the address, what it is, the address that was meant, and the sentence.

Addresses are never cut and never broken, whatever the width, so that they can be copied.  Where the columns do not
fit they stand one below the other; where the output is no terminal, a sentence is one line.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from dlp_service.recipients.differences import shortened
from dlp_service.values import Category, RecipientRisk

MAX_ADDRESS = 320
"""Longer is no address (RFC 5321, section 4.5.3.1)."""
_HEADING = ("recipient", "what it is", "probably meant")
_INDENT, _GAP = "  ", "   "
_COLOURS = {
    Category.TRUSTED: "green",
    Category.KNOWN: "green",
    Category.ELEVATED: "yellow",
    Category.SUSPECT: "magenta",
    Category.BLOCKED: "red",
}
_KINDS = {
    "typo": "misspelt",
    "tld_swap": "another suffix",
    "lookalike": "lookalike",
    "doppelganger": "dots moved",
    "homograph": "foreign letters",
    "subdomain_trick": "borrowed name",
    "freemail": "webmail",
    "disposable": "throw-away",
}


def print_risks(console: Console, risks: Sequence[RecipientRisk]) -> None:
    """Print recipients in their order, as wide as the terminal or as COLUMNS says."""
    width = console.width if console.is_terminal or os.environ.get("COLUMNS") else 0
    for line in lines_of(risks, width):
        console.print(line, soft_wrap=True, highlight=False)


def lines_of(risks: Sequence[RecipientRisk], width: int) -> Iterator[Text]:
    """Yield the lines for a width in cells, or for none (0): then no sentence is broken."""
    rows = [(_shown(risk.address or risk.domain), _what(risk), _shown(risk.suggestion)) for risk in risks]
    widths = [max(map(cell_len, column)) for column in zip(_HEADING, *rows, strict=True)]
    is_table = not width or sum(widths) + len(_GAP) * (len(widths) - 1) <= width
    if is_table:
        yield Text(_GAP.join(map(_padded, _HEADING, widths)).rstrip(), style="bold")
    for number, (risk, (name, what, meant)) in enumerate(zip(risks, rows, strict=True)):
        category = (what, _COLOURS.get(risk.category, ""))
        if is_table:
            gaps = [" " * (most - cell_len(text)) + _GAP for text, most in zip((name, what), widths, strict=False)]
            line = Text.assemble(name, gaps[0], category, gaps[1], meant)
            line.rstrip()
            yield line
        else:
            if number:
                yield Text()
            yield Text(name)
            yield Text.assemble(_INDENT, category)
            if meant:
                yield Text(f"{_INDENT}{_HEADING[2]} {meant}")
        for told in _wrapped(risk.explanation, width):
            yield Text(_INDENT + told)


def _wrapped(sentence: str, width: int) -> list[str]:
    """Break a sentence at spaces only, so that the addresses and hosts in it stay whole."""
    if not width:
        return [sentence]
    return textwrap.wrap(sentence, width - len(_INDENT), break_long_words=False, break_on_hyphens=False)


def _what(risk: RecipientRisk) -> str:
    kind = _KINDS.get(risk.kind, "")
    return f"{risk.category.name} {kind}".rstrip()


def _shown(address: str) -> str:
    return shortened(address.strip(), MAX_ADDRESS)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))
