"""FIRST Traffic Light Protocol 2.0: `TLP:` and a colour, never translated; 1.0 called CLEAR white."""

from __future__ import annotations

from dlp_service.detect.markings.reading import Reading, Scheme, Shape, Tokens, skip

_COLOURS = {"CLEAR": "TLP:CLEAR", "WHITE": "TLP:CLEAR", "GREEN": "TLP:GREEN", "AMBER": "TLP:AMBER", "RED": "TLP:RED"}


def parse(tokens: Tokens, at: int) -> Reading | None:
    """Read `TLP:AMBER+STRICT`; a space or hyphen for the colon is a slip that people make."""
    if not tokens[at].is_caps:
        return None
    colour = skip(tokens, at + 1, {":", "-", "_"}, 1)
    level = _COLOURS.get(tokens[colour].text)
    if level is None or not tokens[colour].is_caps:
        return None
    end = colour + 1
    if level == "TLP:AMBER" and tokens[end].kind in {"+", "-"} and tokens[end + 1].text == "STRICT":
        level, end = "TLP:AMBER+STRICT", end + 2
    return Reading("tlp", level, (), at, end, Shape.FORM)


_SIGNS = (r"\bTLP\b",)

SCHEME = Scheme(
    "tlp",
    frozenset({"TLP"}),
    parse,
    frozenset({"TLP", "AMBER", "GREEN", "CLEAR", "STRICT"}),
    signs=_SIGNS,
)
