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
    level: str,
    schemes: frozenset[str],
    around: Surroundings,
    nation: str,
    levels: LevelTable,
    claims: tuple[tuple[str, str], ...] = (),
) -> tuple[str, str]:
    """
    Return the scheme of a bare level word, among those the message names by structure, and the name of the level there.

    `claims` are the schemes whose word it may be, each with its own name of the level; without them every national
    scheme that has the level claims it.

    >>> from dlp_service.levels import load_levels
    >>> nobody, levels = Surroundings(), load_levels()
    >>> scheme_of("SECRET", frozenset({"us"}), nobody, "GBR", levels), scheme_of("SECRET", frozenset(), nobody, "", levels)
    (('us', 'SECRET'), ('any', 'SECRET'))
    """
    names = dict(claims) or _claims(level, levels)
    used = (schemes | ({"us"} if "us-cui" in schemes else frozenset())) & _NATIONAL
    names = _narrowed(names, used)
    named = frozenset() if len(names) == 1 and used & names.keys() else around.named
    names = _narrowed(names, named)
    if len(names) == 1 and (used | named) & names.keys():
        return next(iter(names.items()))
    own = NATION_SCHEMES.get(nation.upper(), "")
    if own not in names:
        # A neighbour's letterhead, or a state of several languages: then the language settles nothing.
        is_foreign = nation.upper() in _SAME_LANGUAGES or (named and not named & names.keys())
        own = "" if is_foreign else around.language
    return (own, names[own]) if own in names else ("any", level)


def _narrowed(names: Mapping[str, str], schemes: frozenset[str]) -> Mapping[str, str]:
    """Return the claims of the schemes that the message shows, or all where it shows none of them."""
    return {scheme: name for scheme, name in names.items() if scheme in schemes} or names


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
    if not caveats:
        return min(100, max(levels.ordinal(scheme, level) or 0, 0))
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
