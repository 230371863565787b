"""What tags of HTML do, as far as it can be told from their spelling alone."""

from __future__ import annotations

from typing import NamedTuple

from dlp_service.extract.hypertext.htmllayout import CELL, ROW, ROW_END
from dlp_service.extract.hypertext.htmltoken import Tag

TABLE, TABLE_END = "table", "table end"
STEP_OF = {
    ("table", False): TABLE,
    ("table", True): TABLE_END,
    ("td", False): CELL,
    ("th", False): CELL,
    ("tr", False): ROW,
    ("tr", True): ROW_END,
    **{(name, is_end): ROW_END for name in ("tbody", "thead", "tfoot") for is_end in (False, True)},
}
"""What a tag without a say of its own does in a table, by name and whether it is an end tag."""

STEPS = {
    (CELL, True): (CELL, True),
    (CELL, False): (ROW + CELL, True),
    (ROW, True): (ROW_END + ROW, True),
    (ROW, False): (ROW, True),
    (ROW_END, True): (ROW_END, False),
    (ROW_END, False): ("", False),
}
"""The marks that each leaves, by whether a row is open, and whether one is open then."""


class Known(NamedTuple):
    """
    What a tag does, worked out once per spelling: the mark it leaves, what it says, and whether it hides or paints.

    `step` is what it does in a table when it does nothing else.  A tuple: pages of links make one a tag.
    """

    tag: Tag
    mark: str = ""
    says: tuple[str, ...] = ()
    hides: bool = False
    paints: bool = False
    is_special: bool = False
    is_table: bool = False
    step: str = ""
