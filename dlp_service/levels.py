"""
Levels of all schemes on one scale, and the height of each against a ceiling.

Two numbers per level: its *ordinal* (0..100, how sensitive) and its *height*
(the same scale, with levels that count as equal for accreditation brought to
the highest ordinal of their group).  Both come from `data/levels.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dlp_service.errors import ConfigError
from dlp_service.toml_source import read_toml

DATA = Path(__file__).parent / "data" / "levels.toml"
BASELINE_ORDINAL = 15
"""Up to OFFICIAL: what any domain may receive without declared accreditation."""


@dataclass(frozen=True)
class LevelTable:
    """`ordinals` and `heights` by (scheme, level in its canonical spelling)."""

    ordinals: Mapping[tuple[str, str], int]
    heights: Mapping[tuple[str, str], int]

    def ordinal(self, scheme: str, level: str) -> int | None:
        """
        Return the ordinal of a level, or None when nobody uses the word.

        Scheme `any` takes the lowest ordinal among the schemes that use the word.

        >>> table = load_levels()
        >>> table.ordinal("uk", "SECRET"), table.ordinal("any", "PROTECTED"), table.ordinal("uk", "COSMIC")
        (80, 55, None)
        """
        return self._look_up(self.ordinals, scheme, level)

    def height(self, scheme: str, level: str, ordinal: int = 0) -> int:
        """
        Return the height of a level for a comparison with a ceiling; unlisted levels stand at `ordinal`.

        >>> table = load_levels()
        >>> table.height("nato", "NATO RESTRICTED") == table.height("uk", "OFFICIAL-SENSITIVE")
        True
        >>> table.height("au", "PROTECTED") > table.height("au", "OFFICIAL: Sensitive")
        True
        """
        found = self._look_up(self.heights, scheme, level)
        return ordinal if found is None else found

    def marking_height(self, scheme: str, level: str, caveats: Iterable[str], ordinal: int = 0) -> int:
        """
        Return the height of a marking: that of its level, or of a level that stands among its caveats.

        UNCLASSIFIED//FOUO needs the system that FOUO needs, and UNCLASSIFIED//CUI that of CUI.

        >>> table = load_levels()
        >>> table.marking_height("us", "UNCLASSIFIED", ("FOUO",)), table.marking_height("us", "UNCLASSIFIED", ("CUI",))
        (30, 45)
        """
        heights = (self._look_up(self.heights, *named) for named in self.levels_among(scheme, caveats))
        return max(self.height(scheme, level, ordinal), *(found or 0 for found in heights), 0)

    def levels_among(self, scheme: str, caveats: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """
        Return (scheme, level) of every caveat that is a level of the scheme itself, or CUI beside an American one.

        >>> load_levels().levels_among("us", ("SBU NOFORN", "CUI", "ORCON"))
        (('us', 'SBU'), ('us-cui', 'CUI'))
        """
        schemes = (scheme, "us-cui") if scheme == "us" else (scheme,)
        names = [caveat.removesuffix(" NOFORN") for caveat in caveats]
        return tuple((known, name) for name in names for known in schemes if (known, name) in self.ordinals)

    def find(self, text: str) -> tuple[str, str] | None:
        """
        Return (scheme, level) for a level as people write it in settings, or None.

        `NATO SECRET` names its scheme itself; for a word that several schemes use the first
        scheme of the data file wins, so that `SECRET` is the UK's.

        >>> load_levels().find("official-sensitive")
        ('uk', 'OFFICIAL-SENSITIVE')
        """
        wanted = " ".join(text.split()).casefold()
        scheme, _, rest = wanted.partition("/")
        for known_scheme, level in self.ordinals:
            name = level.casefold()
            if name == wanted or (rest and scheme == known_scheme and name == rest):
                return known_scheme, level
        return None

    def with_scheme(self, scheme: str, ordinals: Mapping[str, int], equal: Mapping[str, str]) -> LevelTable:
        """
        Return a table that knows one more scheme; a level named in `equal` stands as high as the level it names there.

        >>> table = load_levels().with_scheme("acme", {"ACME INNER": 42}, {"ACME INNER": "uk/OFFICIAL-SENSITIVE"})
        >>> table.ordinal("acme", "ACME INNER"), table.height("acme", "ACME INNER") == table.height("uk", "RESTRICTED")
        (42, True)

        Raises:
            ValueError: the scheme is there already, or a level is said to equal one that nobody has.
        """
        if any(known == scheme for known, _ in self.ordinals):
            message = f"scheme {scheme!r} is there already"
            raise ValueError(message)
        heights = {(scheme, level): ordinal for level, ordinal in ordinals.items()}
        for level, other in equal.items():
            height = self.heights.get((other.partition("/")[0], other.partition("/")[2]))
            if height is None:
                message = f"{level} is said to equal {other!r}, which is no level"
                raise ValueError(message)
            heights[scheme, level] = height
        own = {(scheme, level): ordinal for level, ordinal in ordinals.items()}
        return LevelTable({**self.ordinals, **own}, {**self.heights, **heights})

    @staticmethod
    def _look_up(table: Mapping[tuple[str, str], int], scheme: str, level: str) -> int | None:
        if scheme != "any":
            return table.get((scheme, level))
        known = [value for (_, name), value in table.items() if name == level]
        return min(known, default=None)


@lru_cache(maxsize=8)
def load_levels(path: Path = DATA) -> LevelTable:
    """
    Read a table of levels; the shipped one by default.

    Raises:
        ConfigError: an ordinal outside 0..100, or a group that names an unknown level.
    """
    document = read_toml(path)
    document.refuse_unknown(document.data, ("levels", "equal"))
    ordinals: dict[tuple[str, str], int] = {}
    for scheme, levels in document.data.get("levels", {}).items():
        for level, ordinal in levels.items():
            if not isinstance(ordinal, int) or not 0 <= ordinal <= 100:
                raise document.error(f"the ordinal of {level!r} must be 0..100", f"levels.{scheme}.{level}")
            ordinals[scheme, level] = ordinal
    if not ordinals:
        raise ConfigError("names no levels", source=str(path))
    heights = dict(ordinals)
    for number, group in enumerate(document.data.get("equal", [])):
        members = [tuple(name.split("/", 1)) for name in group["levels"]]
        unknown = [member for member in members if member not in ordinals]
        if unknown:
            raise document.error(f"unknown level {'/'.join(unknown[0])!r}", f"equal[{number}]")
        top = max(ordinals[scheme, level] for scheme, level in members)
        heights |= dict.fromkeys(members, top)
    return LevelTable(ordinals, heights)
