"""
From the caveats of a marking to the nations and communities that may read it.

A caveat such as REL TO USA, GBR or UK EYES ONLY is a *restriction*: a set of
nations and named communities.  Restrictions add up: a recipient must be
admitted by every one of them, so that release lists intersect and NOFORN dominates.
Handling caveats (RECIPIENTS ONLY, COMMERCIAL) and codewords name no nation
and restrict nobody here.  What the words stand for is data, in `nations.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dlp_service.errors import ConfigError
from dlp_service.levels import BASELINE_ORDINAL
from dlp_service.toml_source import read_toml
from dlp_service.values import Marking

DATA = Path(__file__).parent / "nations.toml"
_RELEASE = re.compile(r"^(?:REL(?:EASABLE)?[ -]TO:?|REL|RELEASABLE|COMMUNICABLE A)(?:[ :-]+|$)(?P<list>.*)$")
_ONLY = re.compile(r"^(?P<list>.+?)(?P<eyes>[ -]EYES)?[ -]ONLY$")
_JOINT = re.compile(r"^JOINT (?P<list>.+)$")
_SEPARATOR = re.compile(r"[,;/&+]|(?<=[A-Z]{3})-(?=[A-Z]{3}\b)")


@dataclass(frozen=True, slots=True)
class Restriction:
    """
    One caveat's readers: `nations` (ISO 3166 alpha-3) and named `communities`.

    `caveat` is the wording as marked; it names nations only, never a codeword.
    """

    caveat: str
    nations: frozenset[str]
    communities: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NationTable:
    """What the words of release caveats stand for."""

    communities: Mapping[str, frozenset[str]]
    words: Mapping[str, str]
    owners: Mapping[str, str]
    only: Mapping[str, frozenset[str]]
    home_unless_released: Mapping[str, frozenset[str]]

    def restrictions(self, marking: Marking) -> tuple[Restriction, ...]:
        """
        Return every restriction a marking puts on its readers.

        >>> table = load_nations()
        >>> [sorted(item.nations) for item in table.restrictions(Marking("us", "SECRET", 80, ("REL TO USA, GBR",)))]
        [['GBR', 'USA']]
        >>> table.restrictions(Marking("uk", "OFFICIAL-SENSITIVE", 40, ("RECIPIENTS ONLY", "COMMERCIAL")))
        ()
        """
        owner = self.owners.get(marking.scheme, "")
        released = [item for caveat in marking.caveats if (item := self._released(caveat, owner))]
        found = [item for caveat in marking.caveats if (item := self._only(caveat))]
        if marking.scheme == "nato" and marking.ordinal > BASELINE_ORDINAL:
            found.append(self._nato(released))
            released = [item for item in released if not item.caveat.startswith("RELEASABLE")]
        if not released:
            found += [item for caveat in marking.caveats if (item := self._home(caveat))]
        return tuple(dict.fromkeys((*found, *released)))

    def admits(self, restriction: Restriction, nation: str, communities: Iterable[str]) -> bool:
        """
        Say whether a recipient may read what carries `restriction`.

        A nation is a member of every community that the table lists it in.  A body without a nation is
        admitted when its community is named, or when all members of it are; an unknown recipient never is.

        >>> table = load_nations()
        >>> five_eyes = table.restrictions(Marking("uk", "SECRET", 80, ("FIVE EYES ONLY",)))[0]
        >>> table.admits(five_eyes, "CAN", ()), table.admits(five_eyes, "", ()), table.admits(five_eyes, "", ("FVEY",))
        (True, False, True)
        """
        if nation and nation in restriction.nations:
            return True
        for word in communities:
            community = self.words.get(word.upper(), word.upper())
            members = self.communities.get(community)
            if community in restriction.communities or (members and members <= restriction.nations):
                return True
        return False

    def readers(self, text: str) -> tuple[frozenset[str], frozenset[str]]:
        """
        Return the nations and communities that a list names; a community's members are among the nations.

        A word that is neither is kept as the name of a community, so that it admits only who is declared
        a member of it.

        >>> nations, communities = load_nations().readers("USA, New Zealand and ISAF")
        >>> sorted(nations), sorted(communities)
        (['NZL', 'USA'], ['ISAF'])
        """
        names = [name for piece in _SEPARATOR.split(text.upper()) for name in self._names(piece)]
        communities = frozenset(name for name in names if name in self.communities or name not in self.words)
        members = frozenset[str]().union(*(self.communities.get(name, frozenset()) for name in communities))
        return frozenset(names) - communities | members, communities

    def _names(self, piece: str) -> Iterable[str]:
        """Yield the canonical name of each longest run of words that the table knows, and other words as they are."""
        tokens = piece.replace(".", "").split()
        start = 0
        while start < len(tokens):
            for end in range(len(tokens), start, -1):
                known = self.words.get(" ".join(tokens[start:end]))
                if known and not (tokens[start:end] == ["AND"] and len(tokens) > 1):
                    yield known
                    start = end
                    break
            else:
                if tokens[start] not in {"AND", "THE", "ET"}:
                    yield tokens[start]
                start += 1

    def _released(self, caveat: str, owner: str) -> Restriction | None:
        """Read a release list; the owner of the scheme is always on it."""
        text = _plain(caveat)
        found = _RELEASE.match(text)
        if not found:
            return None
        return Restriction(text, *self.readers(f"{found['list']}, {owner}"))

    def _only(self, caveat: str) -> Restriction | None:
        """Read a caveat that admits nobody else: a fixed one, `<nations> EYES ONLY`, or `<nations> ONLY`."""
        text = _plain(caveat)
        for fixed in (text, *(word for word in re.split(r"[ -]", text) if word in {"NOFORN", "NF"})):
            if fixed in self.only:
                return Restriction(fixed, self.only[fixed])
        found = _ONLY.match(text)
        if not found:
            return None
        nations, communities = self.readers(found["list"])
        if not nations or not (found["eyes"] or communities <= self.communities.keys()):
            return None
        return Restriction(text, nations, communities)

    def _home(self, caveat: str) -> Restriction | None:
        text = _plain(caveat)
        if joint := _JOINT.match(text):
            return Restriction(text, *self.readers(joint["list"]))
        for word, nations in self.home_unless_released.items():
            if text == word or text.startswith((f"{word} ", f"{word}-")):
                return Restriction(word, nations)
        return None

    def _nato(self, released: Iterable[Restriction]) -> Restriction:
        """Return the readers of a NATO marking: the members, and whom it is released to besides."""
        items = tuple(released)
        nations = self.communities["NATO"].union(*(item.nations for item in items))
        communities = frozenset({"NATO"}).union(*(item.communities for item in items))
        return Restriction("; ".join(("NATO", *(item.caveat for item in items))), nations, communities)


@lru_cache(maxsize=4)
def load_nations(path: Path = DATA) -> NationTable:
    """
    Read a table of nations; the shipped one by default.

    Raises:
        ConfigError: an unknown key, or a community, owner or caveat that names an unknown nation.
    """
    document = read_toml(path)
    data = document.data
    document.refuse_unknown(data, ("communities", "aliases", "owners", "only", "home_unless_released", "nations"))
    nations = data.get("nations", {})
    communities = {name: frozenset(members) for name, members in data.get("communities", {}).items()}
    for section in ("communities", "only", "home_unless_released"):
        for name, members in data.get(section, {}).items():
            if unknown := sorted(set(members) - nations.keys()):
                raise document.error(f"{name}: unknown nation {unknown[0]!r}", f"{section}.{name}")
    if "NATO" not in communities or not nations:
        raise ConfigError("names no nations, or no community NATO", source=str(path))
    words = {word: code for code, others in nations.items() for word in (code, *others)}
    words |= {word: name for name in communities for word in (name, *data.get("aliases", {}).get(name, ()))}
    return NationTable(
        communities,
        words,
        data.get("owners", {}),
        {name: frozenset(members) for name, members in data.get("only", {}).items()},
        {name: frozenset(members) for name, members in data.get("home_unless_released", {}).items()},
    )


def _plain(caveat: str) -> str:
    """Return a caveat in capitals, single spaces, without the AU type prefix `RI:`."""
    return " ".join(caveat.upper().split()).removeprefix("RI:").strip()
