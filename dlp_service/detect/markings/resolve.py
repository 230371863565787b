"""
Stage 4: one entry per distinct marking, its scheme and its ordinal.

The highest current marking governs, so it comes first.  A bare level word takes the scheme that the structure
around it names, then a state named in the letterhead, then the sender's nation, then the language, and stays `any`
otherwise.  Nothing lowers: an expired regrade or a
condition is reported beside the level, never instead of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from dlp_service.detect.markings.nations import Surroundings
from dlp_service.levels import LevelTable

NATION_SCHEMES = {
    "GBR": "uk", "USA": "us", "AUS": "au", "NZL": "nz", "CAN": "ca", "DEU": "de", "FRA": "fr", "AUT": "at", "CHE": "ch", "NOR": "no",
}  # fmt: skip
_NATIONAL = frozenset(NATION_SCHEMES.values())
_SAME_LANGUAGES = frozenset({"BEL", "LUX", "LIE", "NLD"})
"""States whose own words look like those of a neighbour: there the language settles nothing."""
_OTHER_NAMES = {"SECRET": {"ch": "GEHEIM"}}
"""Levels that a state spells so in one of its languages and that have another canonical name."""
_EYES = frozenset(
    {
        "NOFORN",
        "NZEO",
        "SBU NOFORN",
        "LES NOFORN",
        "SPECIAL FRANCE",
        "RI:AUSTEO",
        "AUSTEO",
        "RI:AGAO",
        "AGAO",
        "NUR DEUTSCHEN ZUR KENNTNIS",
        "KUN NORSKE",
    }
)
_NARROW = frozenset({"ORCON", "ORCON-USGOV", "EXDIS", "NODIS", "RECIPIENTS ONLY", "SH:ORCON"})
_COMPARTMENTS = frozenset(
    {"HCS", "SI", "TK", "RSV", "KLONDIKE", "ENDSEAL", "SCI", "BUR", "MVL", "SAR", "SAP", "STRAP", "CODEWORD", "UMBRA"}
)
"""First words of control systems, special access programmes and codewords, published or once published."""
_SPECIAL = frozenset({"ATOMAL", "BOHEMIA", "BALK", "CNWDI", "RD-CNWDI"})
_NUCLEAR = frozenset({"RD", "FRD", "TFNI"})
"""Restricted Data is classified by law whatever the line says: its notice names no level."""
_RELEASED = "FOR PUBLIC RELEASE"
COMPARTMENT_FLOOR = 80
CLASSIFIED_FLOOR = 60
SPECIFIED_CUI = 40


def scheme_of(
    level: str, around: Surroundings, nation: str, levels: LevelTable, claims: tuple[tuple[str, str], ...] = ()
) -> tuple[str, str]:
    """
    Return the scheme of a bare level word and the name of the level there.

    `claims` are the schemes whose word it may be, each with its own name of the level; without them every national
    scheme that has the level claims it.

    >>> from dlp_service.levels import load_levels
    >>> american = Surroundings(schemes=frozenset({"us"}))
    >>> scheme_of("SECRET", american, "GBR", load_levels()), scheme_of("SECRET", Surroundings(), "", load_levels())
    (('us', 'SECRET'), ('any', 'SECRET'))
    """
    names = dict(claims) or _claims(level, levels)
    schemes = around.schemes | ({"us"} if "us-cui" in around.schemes else frozenset())
    for known in (schemes & _NATIONAL, around.named):
        found = names.keys() & known
        if len(found) == 1:
            scheme = next(iter(found))
            return scheme, names[scheme]
        if len(found) > 1:
            names = {scheme: names[scheme] for scheme in found}
    if around.named and not names.keys() & around.named and not claims:
        return "any", level
    language = "" if nation.upper() in _SAME_LANGUAGES else around.language
    for scheme in (NATION_SCHEMES.get(nation.upper(), ""), language):
        if scheme in names:
            return scheme, names[scheme]
    return "any", level


def _claims(level: str, levels: LevelTable) -> Mapping[str, str]:
    own = {scheme: level for scheme in NATION_SCHEMES.values() if (scheme, level) in levels.ordinals}
    return own | _OTHER_NAMES.get(level, {})


def ordinal(scheme: str, level: str, caveats: tuple[str, ...], levels: LevelTable) -> int:
    """
    Return how sensitive a marking is, 0..100: its level's ordinal and what its caveats add.

    >>> from dlp_service.levels import load_levels
    >>> ordinal("us", "SECRET", ("NOFORN",), load_levels()), ordinal("uk", "OFFICIAL", ("FOR PUBLIC RELEASE",), load_levels())
    (85, 0)
    """
    if _is_released(level, caveats):
        return 0
    base = max(
        levels.ordinal(scheme, level) or 0,
        *(levels.ordinals[named] for named in levels.levels_among(scheme, caveats)),
        0,
    )
    if (scheme == "us-cui" or "CUI" in caveats) and any(caveat.startswith("SP-") for caveat in caveats):
        base = max(base, SPECIFIED_CUI)
    if any(caveat.split("-", 1)[0] in _NUCLEAR for caveat in caveats):
        base = max(base, CLASSIFIED_FLOOR)
    compartmented = any(caveat in _SPECIAL or _is_compartment(caveat) for caveat in caveats)
    added = 5 if any(caveat in _EYES or "EYES" in caveat for caveat in caveats) else 0
    added += 3 if any(caveat in _NARROW for caveat in caveats) else 0
    total = base + added + (5 if compartmented else 0)
    return min(100, max(total, COMPARTMENT_FLOOR) if compartmented else total)


def _is_released(level: str, caveats: tuple[str, ...]) -> bool:
    """Say whether OFFICIAL is released to the public; nothing above it can be, and no embargo is over by itself."""
    is_embargoed = any(caveat.startswith("EMBARGOED") for caveat in caveats)
    return level == "OFFICIAL" and _RELEASED in caveats and not is_embargoed


def _is_compartment(caveat: str) -> bool:
    name = caveat.split("-", 1)[0].split(" ", 1)[0]
    return name in _COMPARTMENTS or caveat.startswith("C:")
