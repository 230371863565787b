"""
Reads the weights of evidence from a data file, so that nobody has to edit code to change them.

The file is checked when it is read: a weight that would let content alone
block, or make more evidence count for less, is refused.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from dlp_service.toml_source import TomlDocument, read_toml

DATA = Path(__file__).parent / "floors.toml"
CONTENT_MOST = 0.55
"""Whatever a file says: the content model alone never reaches HIGH (0.6), so it cannot block."""
UNMARKED_LIMIT = 0.84
"""Whatever a file says: evidence without a marking never reaches CRITICAL (0.85)."""
KINDS = ("PERSONNEL_ON_PROJECT", "VULNERABLE_PERSONS", "NAMES_WITH_IDENTIFIERS", "DOCUMENT_FINGERPRINT", "ROSTER")


@dataclass(frozen=True, slots=True)
class Floors:
    """
    The weights of evidence, 0..1.

    `project_terms` are (least weight of the term, floor), heaviest first; `content_points` are
    (probability, score), both ascending.
    """

    kinds: Mapping[str, float]
    project_terms: tuple[tuple[float, float], ...]
    protected_full_name: float
    protected_surname: float
    name_each: float
    name_most: float
    content_points: tuple[tuple[float, float], ...]
    unmarked_most: float
    baseline_ordinal: int
    full_confidence: float

    def project_term(self, weight: float) -> float:
        """Return the floor of a listed term of this weight."""
        return next((floor for least, floor in self.project_terms if weight >= least), 0.0)

    def protected_person(self, weight: float) -> float:
        """Return the floor of a protected person found with this weight; 0 means the detector did not say."""
        return min(weight, self.protected_full_name) if weight > 0 else self.protected_full_name

    def content(self, probability: float) -> float:
        """
        Return the score that a probability of the content model stands for.

        >>> load_floors().content(1.0) <= 0.55
        True
        """
        points = self.content_points
        place = bisect_right(points, probability, key=lambda point: point[0])
        if place == 0:
            return points[0][1]
        if place == len(points):
            return points[-1][1]
        (low, start), (high, end) = points[place - 1], points[place]
        return min(max(start + (end - start) * (probability - low) / (high - low), start), end)

    def trusted(self, confidence: float) -> float:
        """
        Return the share of its floor that a finding of this confidence has.

        A floor is a floor: a finding more likely right than wrong has all of it.
        """
        return min(1.0, max(0.0, confidence) / self.full_confidence)


def load_floors(path: Path = DATA) -> Floors:
    """
    Read the weights; the shipped ones by default.

    Raises:
        ConfigError: an unknown or missing key, a weight outside 0..1, or a table that does not rise; with the line.
    """
    return _Loader(read_toml(path)).floors()


class _Loader:
    """Checks one parsed document; every error names the key's line."""

    def __init__(self, document: TomlDocument) -> None:
        self.document = document

    def floors(self) -> Floors:
        data = self.document.data
        scalars = ("unmarked_most", "baseline_ordinal", "full_confidence")
        tables = ("kinds", "project_term", "protected_person", "person_name", "content_model")
        self.document.refuse_unknown(data, (*scalars, *tables))
        kinds = self.table("kinds", KINDS)
        protected = self.table("protected_person", ("full_name", "surname"))
        names = self.table("person_name", ("each", "most"))
        return Floors(
            kinds={kind: self.number(kinds, kind, "kinds") for kind in KINDS},
            project_terms=self.project_terms(),
            protected_full_name=self.number(protected, "full_name", "protected_person"),
            protected_surname=self.number(protected, "surname", "protected_person"),
            name_each=self.number(names, "each", "person_name"),
            name_most=self.number(names, "most", "person_name"),
            content_points=self.points(),
            unmarked_most=self.number(data, "unmarked_most", most=UNMARKED_LIMIT),
            baseline_ordinal=self.ordinal(),
            full_confidence=self.number(data, "full_confidence", least=0.01),
        )

    def table(self, name: str, known: tuple[str, ...]) -> Mapping[str, Any]:
        table = self.document.data.get(name)
        if not isinstance(table, dict):
            raise self.document.error(f"[{name}] is missing", name)
        self.document.refuse_unknown(table, known, name)
        return table

    def number(
        self, table: Mapping[str, Any], key: str, prefix: str = "", *, least: float = 0.0, most: float = 1.0
    ) -> float:
        path = f"{prefix}.{key}" if prefix else key
        value = table.get(key)
        if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
            raise self.document.error(f"{path} must be a number from {least} to {most}", path)
        return float(value)

    def ordinal(self) -> int:
        value = self.document.data.get("baseline_ordinal")
        if type(value) is not int or not 0 <= value <= 100:
            raise self.document.error("baseline_ordinal must be a whole number from 0 to 100", "baseline_ordinal")
        return value

    def project_terms(self) -> tuple[tuple[float, float], ...]:
        rows = []
        listed = self.document.data.get("project_term", [])
        for number, table in enumerate(listed if isinstance(listed, list) else []):
            prefix = f"project_term[{number}]"
            self.document.refuse_unknown(table, ("weight", "floor"), prefix)
            rows.append((self.number(table, "weight", prefix), self.number(table, "floor", prefix)))
        falls = all(heavy[0] > light[0] and heavy[1] >= light[1] for heavy, light in pairwise(rows))
        if not rows or not falls or rows[-1][0] != 0:
            raise self.document.error(
                "[[project_term]] must run from the heaviest weight down to 0, floors not rising", "project_term[0]"
            )
        return tuple(rows)

    def points(self) -> tuple[tuple[float, float], ...]:
        table, path = self.table("content_model", ("points",)), "content_model.points"
        points = table.get("points")
        pairs = isinstance(points, list) and all(
            isinstance(p, list) and len(p) == 2 and all(type(n) in (int, float) and 0 <= n <= 1 for n in p)
            for p in points
        )
        if not pairs or not points:
            raise self.document.error("points must be pairs of numbers from 0 to 1", path)
        rises = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(points))
        if not rises or points[0][0] != 0 or points[-1][1] > CONTENT_MOST:
            raise self.document.error(f"points must start at 0, rise, and end at {CONTENT_MOST} or below", path)
        return tuple((float(probability), float(score)) for probability, score in points)
