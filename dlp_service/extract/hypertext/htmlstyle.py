"""
What styles do to text in HTML: which elements they hide, and where text is as white as what it stands on.

Style sheets are read for the rules that can be told without a layout: those of one class, identifier or element name.  Rules
for certain screens (`@media`) are left out, since another screen shows what they hide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|opacity\s*:\s*0(?![.\d]*[1-9])"
    r"|font-size\s*:\s*(?:0(?![.\d]*[1-9])|[01](?:\.\d+)?\s*p[xt])|(?<![a-z-])(?:max-)?(?:height|width)\s*:\s*0(?![.\d]*[1-9])"
    r"|(?:left|right|top|bottom|text-indent|margin-left|margin-top)\s*:\s*-(?:\d{4}|999)|clip\s*:\s*rect\(\s*[01]"
    r"|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)|scale\(\s*0\s*[,)]|(?<![a-z-])color\s*:\s*transparent",
    re.IGNORECASE,
)
WHITE_CODE = r"(?:#fff(?:fff)?\b|#fefefe\b|white\b|rgba?\(\s*255\s*,\s*255\s*,\s*255)"
WHITE_TEXT = re.compile(rf"(?<![a-z-])color\s*:\s*{WHITE_CODE}", re.IGNORECASE)
GROUND = re.compile(r"background(?:-color|-image)?\s*:\s*([^;]*)", re.IGNORECASE)
NO_GROUND = re.compile(rf"(?:\s*(?:{WHITE_CODE}|none|transparent|inherit|initial|!important))*\s*\Z", re.IGNORECASE)
CSS_NOISE = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
SIMPLE = re.compile(r"\s*(?:[a-z][a-z0-9]*)?[.#]([\w-]+)\s*\Z|\s*([a-z][a-z0-9]*)\s*\Z", re.IGNORECASE)
MAX_SHEET = 1_000_000


@dataclass(slots=True)
class Sheet:
    """Classes, identifiers and element names by what a document's style sheets do to them."""

    hiding: set[str] = field(default_factory=set)
    white: set[str] = field(default_factory=set)
    painted: set[str] = field(default_factory=set)

    def add(self, css: str) -> None:
        """Take the rules of a style sheet."""
        for selectors, declarations in _rules(CSS_NOISE.sub("", css[:MAX_SHEET])):
            places = [
                target
                for target, is_there in (
                    (self.hiding, HIDING.search(declarations)),
                    (self.white, WHITE_TEXT.search(declarations)),
                    (self.painted, is_painted(declarations)),
                )
                if is_there
            ]
            if places:
                for selector in selectors.split(","):
                    simple = SIMPLE.match(selector)
                    for place in places if simple else ():
                        place.add((simple[1] or f"<{simple[2].lower()}") if simple else "")

    def __bool__(self) -> bool:
        """Say whether any rule matters here."""
        return bool(self.hiding or self.white or self.painted)


def _rules(css: str) -> list[tuple[str, str]]:
    """Return selectors and declarations of the rules that hold on every screen."""
    found: list[tuple[str, str]] = []
    depth, start, selector = 0, 0, ""
    for mark in re.finditer(r"[{};]", css):
        at = mark.start()
        if mark[0] == "{":
            if depth == 0:
                selector = css[start:at].strip()
            depth += 1
            start = at + 1 if depth == 1 else start
        elif mark[0] == "}" and depth:
            depth -= 1
            if depth == 0:
                if not selector.startswith("@"):
                    found.append((selector, css[start:at]))
                start = at + 1
        elif depth == 0:
            start = at + 1
    return found


def is_painted(style: str) -> bool:
    """
    Say whether a style gives its element a ground that is not white.

    >>> is_painted("background: #003366"), is_painted("background-color:white"), is_painted("color:red")
    (True, False, False)
    """
    return any(not NO_GROUND.match(ground) for ground in GROUND.findall(style))
