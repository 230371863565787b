"""How names of styles and pages are spelt in OpenDocument files."""

from __future__ import annotations

import re

OF_PAGE = re.compile(r"-(?:outline\d|title|subtitle|notes|background|backgroundobjects)\Z")
"""Ends of the names of styles that a master page has: what is before them is its own name."""

ENCODED = re.compile(r"_([0-9a-f]{2,5})_")
"""A name that an identifier cannot hold is spelt in numbers of letters (ODF 1.3 part 3, section 19.502)."""


def spelt_out(name: str) -> str:
    """
    Return the name that a style is shown under where it has no other.

    >>> spelt_out("Heading_20_1"), spelt_out("Dark_ffffff_")
    ('Heading 1', 'Dark_ffffff_')
    """
    return ENCODED.sub(lambda found: chr(int(found[1], 16)), name) if "_" in name else name


def page_of(name: str) -> str:
    """
    Return a style's name without what a master page adds to its own.

    >>> page_of("Northern plan-outline3")
    'Northern plan'
    """
    return OF_PAGE.sub("", name)
