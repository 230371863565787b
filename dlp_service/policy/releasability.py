"""
From the caveats of markings to the nations, communities and bodies that may read them.

A caveat such as REL TO USA, GBR or UK EYES ONLY is a *restriction*.  Restrictions add up: a recipient
must be admitted by every one of them, so that release lists intersect and NOFORN dominates.

Three rules for whoever edits this:

1. Only a list of names widens anything, and only to those it names: `RELEASABLE TO` on the markings of a
   community (NATO, EU), and a release list beside a caveat that keeps a marking at home until there is one.
2. A condition (RELIDO, an embargo, an originator who may agree) is reported in `notes` and lifts nothing.
3. A word nobody knows never admits anybody by itself.

What the words stand for is data, in `nations.toml`; `docs/markings/releasability.md` has the table for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dlp_service.errors import ConfigError
from dlp_service.levels import BASELINE_ORDINAL
from dlp_service.policy.nations import Names, plain
from dlp_service.toml_source import TomlDocument, read_toml
from dlp_service.values import Marking

DATA = Path(__file__).parent / "nations.toml"
CONTRACTOR = "CONTRACTOR"
"""The community that a partner is declared in who is no part of a government."""
LONGEST_SHOWN = 80
_RELEASE = re.compile(r"^(?:REL(?:EASABLE)?[ -]TO:?|REL|RELEASABLE|COMMUNICABLE A(?:UX?)?)(?:[ :-]+|$)(?P<list>.*)$")
_ONLY = re.compile(r"^(?P<list>.+?)(?P<eyes>[ -]EYES)?[ -]ONLY$")
_USE_ONLY = re.compile(r"^(?P<list>.+?)[ -]USE[ -]ONLY$")
_JOINT = re.compile(r"^JOINT (?P<list>.+)$")
_BODIES = re.compile(r"[,;/&+]| AND ")
_SHORT = re.compile(r"\b(?!UK\b|US\b|NZ\b|EU\b|UE\b)[A-Z]{2}\b")
_NOBODYS = frozenset({"any", "label", "tlp"})
"""Schemes whose markings say nothing about who made them; one that no table knows is our own organisation's."""
_SECTIONS = (
    "communities",
    "aliases",
    "owners",
    "named_owners",
    "members",
    "only",
    "home_unless_released",
    "no_contractors",
    "uses",
    "subjects",
)


@dataclass(frozen=True, slots=True)
class Restriction:
    """
    One caveat's readers: `nations` (ISO 3166 alpha-3) and named `communities`, without whoever belongs to `barred`.

    `caveat` is the wording as marked; it names nations, communities and bodies only, never a codeword.
    `is_open` admits every nation, so that only `barred` counts; `admits_own` admits our own organisation whatever
    its nation, for caveats that name a body and for lists of a scheme of our own.
    """

    caveat: str
    nations: frozenset[str] = frozenset()
    communities: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    is_open: bool = False
    admits_own: bool = False

    @property
    def shown(self) -> str:
        """Return the caveat at a length that fits into a sentence."""
        return self.caveat if len(self.caveat) <= LONGEST_SHOWN else f"{self.caveat[: LONGEST_SHOWN - 1].rstrip(' ,')}…"


@dataclass(frozen=True)
class NationTable:
    """
    What the words of release caveats stand for.

    `named_owners` are schemes whose release lists name their owner themselves.
    `members` gives the community whose markings (by scheme) only its members and named others may read;
    `subjects` are words, by scheme, that are a control elsewhere and none there.
    `uses` are words before USE ONLY that name no body; `noted` says of caveats what they leave open.
    """

    names: Names
    owners: Mapping[str, str]
    named_owners: frozenset[str]
    members: Mapping[str, str]
    only: Mapping[str, frozenset[str]]
    home_unless_released: Mapping[str, frozenset[str]]
    no_contractors: frozenset[str]
    uses: frozenset[str]
    subjects: Mapping[str, tuple[str, ...]]
    noted: Mapping[str, str]

    @property
    def communities(self) -> Mapping[str, frozenset[str]]:
        """Return the members of every community the table lists."""
        return self.names.communities

    def readers(self, text: str) -> tuple[frozenset[str], frozenset[str]]:
        """
        Return the nations and communities that a list names; a community's members are among the nations.

        A word that is neither is kept as the name of a community, so that it admits only who is declared
        a member of it.
        """
        return self.names.readers(text)

    def restrictions(self, marking: Marking) -> tuple[Restriction, ...]:
        """
        Return every restriction that a marking by itself puts on its readers.

        >>> table = load_nations()
        >>> [sorted(item.nations) for item in table.restrictions(Marking("us", "SECRET", 80, ("REL TO USA, GBR",)))]
        [['GBR', 'USA']]
        >>> table.restrictions(Marking("uk", "OFFICIAL-SENSITIVE", 40, ("RECIPIENTS ONLY", "COMMERCIAL")))
        ()
        """
        return self.all_restrictions((marking,))

    def all_restrictions(self, markings: Iterable[Marking]) -> tuple[Restriction, ...]:
        """
        Return every restriction that the markings of one message put on its readers, once each.

        `REL` without a list, as paragraph marks have it, means the list that another marking of the same
        nation spells out; where none does, only the owner of the scheme is known to be meant.

        >>> marks = [Marking("us", "SECRET", 80, caveats) for caveats in (("REL TO USA, GBR",), ("REL",))]
        >>> [item.caveat for item in load_nations().all_restrictions(marks)]
        ['REL TO USA, GBR']
        """
        carried = tuple(dict.fromkeys(markings))
        spelt = {self.owners.get(m.scheme, m.scheme) for m in carried for caveat in m.caveats if _listed(caveat)}
        found = (item for m in carried for item in self._of(m, has_list=self.owners.get(m.scheme, m.scheme) in spelt))
        return tuple(dict.fromkeys(found))

    def notes(self, markings: Iterable[Marking]) -> tuple[str, ...]:
        """
        Return what caveats leave open that restrict no nation and lift no restriction, each with its caveat.

        >>> load_nations().notes([Marking("us", "SECRET", 80, ("RELIDO",))])
        ('RELIDO: a disclosure officer may release it, nobody has yet',)
        """
        words = (word for m in dict.fromkeys(markings) for word in (m.level, *m.caveats))
        found = ((_plain(word), self._noted(_plain(word))) for word in words)
        return tuple(sorted({f"{caveat}: {text}" for caveat, text in found if text}))

    def admits(
        self, restriction: Restriction, nation: str, communities: Iterable[str], *, is_own: bool = False
    ) -> bool:
        """
        Say whether a recipient may read what carries `restriction`.

        A nation is a member of every community that the table lists it in.  A body without a nation is
        admitted when its community is named, or when all members of it are; an unknown recipient never is.

        >>> table = load_nations()
        >>> five_eyes = table.restrictions(Marking("uk", "SECRET", 80, ("FIVE EYES ONLY",)))[0]
        >>> table.admits(five_eyes, "CAN", ()), table.admits(five_eyes, "", ()), table.admits(five_eyes, "", ("FVEY",))
        (True, False, True)
        """
        return not self.excluding((restriction,), nation, communities, is_own=is_own)

    def excluding(
        self, restrictions: Iterable[Restriction], nation: str, communities: Iterable[str], *, is_own: bool = False
    ) -> tuple[Restriction, ...]:
        """Return the restrictions that do not admit a recipient; `is_own` says that it is one of our own people."""
        known = frozenset(map(self.names.canonical, communities))
        return tuple(item for item in restrictions if not self._is_met(item, nation, known, is_own=is_own))

    def _is_met(self, restriction: Restriction, nation: str, known: frozenset[str], *, is_own: bool) -> bool:
        if known & restriction.barred:
            return False
        if restriction.is_open or (is_own and restriction.admits_own) or (nation and nation in restriction.nations):
            return True
        return bool(known & restriction.communities) or any(
            members <= restriction.nations for name in known if (members := self.names.members(name))
        )

    def _of(self, marking: Marking, *, has_list: bool) -> Iterable[Restriction]:
        """Yield the restrictions of one marking; `has_list` says that the message spells out a release list."""
        subjects = self.subjects.get(marking.scheme, ())
        texts = [text for caveat in marking.caveats if (text := _plain(caveat)) not in subjects]
        bare = [text for text in texts if _is_bare(text)] if has_list else []
        released = self._released([text for text in texts if text not in bare], marking.scheme)
        found = [item for text in texts if (item := self._only(text))]
        community = self.members.get(marking.scheme, "")
        if community and (released or marking.ordinal > BASELINE_ORDINAL):
            yield self._of_members(community, released, found)
            released = []
        if not released and not bare:
            yield from (item for text in texts if (item := self._home(text)))
        yield from found
        yield from released
        yield from (
            Restriction(text, barred=frozenset({CONTRACTOR}), is_open=True)
            for text in texts
            if text in self.no_contractors and not self._only(text)
        )

    def _released(self, texts: Iterable[str], scheme: str) -> list[Restriction]:
        """
        Read the release lists among caveats.

        The owner of the scheme, or we where it is our own, are on them unnamed, but for schemes whose lists name the owner.
        """
        owner = self.owners.get(scheme, "")
        added = "" if scheme in self.named_owners else owner
        is_local = scheme not in {*self.owners, *self.members, *_NOBODYS}
        lists = [(text, found["list"]) for text in texts if (found := _RELEASE.match(text))]
        return [
            Restriction(text, *self.readers(f"{listed}, {added}" if listed.strip() else owner), admits_own=is_local)
            for text, listed in lists
        ]

    def _only(self, text: str) -> Restriction | None:
        """Read a caveat that admits nobody else: a fixed one, `<bodies> USE ONLY`, `<nations> EYES ONLY` or `<nations> ONLY`."""
        barred = frozenset({CONTRACTOR} if text in self.no_contractors else ())
        if word := self._fixed(text):
            return Restriction(word, self.only[word], barred=barred)
        if found := _USE_ONLY.match(text):
            return self._use_only(text, found["list"], barred)
        found = _ONLY.match(text)
        if not found:
            return None
        named = tuple(self.names.named(found["list"]))
        unknown = [name for name in named if not self.names.is_known(name)]
        if len(unknown) == len(named) or (not found["eyes"] and (unknown or _SHORT.search(found["list"]))):
            return None
        nations, communities = self.readers(found["list"])
        shown = f"{'/'.join('…' if name in unknown else name for name in named)} EYES ONLY" if unknown else text
        return Restriction(shown, nations, communities)

    def _fixed(self, text: str) -> str:
        """Return the caveat of the table that a text is or contains (SBU NOFORN), or whose compartment it names."""
        if text in self.only:
            return text
        if text.startswith("CODEWORD "):
            return ""
        parts = {*text.replace("-", " ").split()} & {"NOFORN", "NF"}
        whole = (word for word in self.only if "-" in word and _begins(text, word))
        return next(iter(parts & self.only.keys()), "") or next(whole, "")

    def _use_only(self, text: str, listed: str, barred: frozenset[str]) -> Restriction | None:
        """
        Read `<bodies> USE ONLY`: who is declared a member of one, and the nation of a body that has one.

        Whether we are the body ourselves cannot be told where its nation is unknown: our own people are admitted.
        """
        bodies = frozenset(self._body(body) for body in _BODIES.split(listed) if body.strip())
        if bodies & self.uses or not bodies:
            return None
        nations = frozenset(body for body in bodies if self.names.is_known(body) and body not in self.communities)
        members = nations.union(*(self.names.members(body) for body in bodies))
        return Restriction(text, members, bodies - nations, barred, admits_own=not members)

    def _body(self, name: str) -> str:
        """Return the name of a body; two letters are more often an office (IT, HR) than a nation's code."""
        return plain(name) if _SHORT.fullmatch(name.strip()) else self.names.canonical(name)

    def _home(self, text: str) -> Restriction | None:
        """Read a caveat that keeps a marking at home until a release list lets it out."""
        if joint := _JOINT.match(text):
            return Restriction(text, *self.readers(joint["list"]))
        for word, nations in self.home_unless_released.items():
            if _begins(text, word):
                return Restriction(word, nations)
        return None

    def _of_members(self, community: str, released: Iterable[Restriction], only: Iterable[Restriction]) -> Restriction:
        """
        Return the readers of a community's marking: its members, and whom a list names besides.

        `AUSTRALIA, NATO ONLY` is such a list; an ONLY that leaves the community out is a restriction of its own.
        """
        items = (*released, *(item for item in only if community in item.communities))
        nations = self.names.members(community).union(*(item.nations for item in items))
        communities = frozenset({community}).union(*(item.communities for item in items))
        return Restriction("; ".join((community, *(item.caveat for item in released))), nations, communities)

    def _noted(self, text: str) -> str:
        return next((note for word, note in self.noted.items() if _begins(text, word)), "")


@lru_cache(maxsize=4)
def load_nations(path: Path = DATA) -> NationTable:
    """
    Read a table of nations; the shipped one by default.

    Raises:
        ConfigError: an unknown key, or a community, owner or caveat that names an unknown nation.
    """
    document = read_toml(path)
    data = document.data
    document.refuse_unknown(data, (*_SECTIONS, "notes", "nations"))
    nations = data.get("nations", {})
    communities = {name: frozenset(members) for name, members in data.get("communities", {}).items()}
    _refuse_unknown_nations(document, nations.keys(), communities.keys())
    if "NATO" not in communities or not nations:
        raise ConfigError("names no nations, or no community NATO", source=str(path))
    words = {plain(word): code for code, others in nations.items() for word in (code, *others)}
    words |= {plain(word): name for name in communities for word in (name, *data.get("aliases", {}).get(name, ()))}
    return NationTable(
        Names(communities, words),
        data.get("owners", {}),
        frozenset(data.get("named_owners", {}).get("schemes", ())),
        data.get("members", {}),
        {name: frozenset(members) for name, members in data.get("only", {}).items()},
        {name: frozenset(members) for name, members in data.get("home_unless_released", {}).items()},
        frozenset(data.get("no_contractors", {}).get("caveats", ())),
        frozenset(data.get("uses", {}).get("words", ())),
        {scheme: tuple(words) for scheme, words in data.get("subjects", {}).items()},
        data.get("notes", {}),
    )


def _refuse_unknown_nations(document: TomlDocument, nations: Iterable[str], communities: Iterable[str]) -> None:
    for section in ("communities", "only", "home_unless_released"):
        for name, members in document.data.get(section, {}).items():
            if unknown := sorted(set(members) - set(nations)):
                raise document.error(f"{name}: unknown nation {unknown[0]!r}", f"{section}.{name}")
    known = {*nations, *communities}
    for section in ("owners", "members"):
        for scheme, name in document.data.get(section, {}).items():
            if name not in known:
                raise document.error(f"{scheme}: unknown nation or community {name!r}", f"{section}.{scheme}")


def _plain(caveat: str) -> str:
    """Return a caveat in capitals, single spaces, without the AU type prefix `RI:`."""
    return " ".join(caveat.upper().split()).removeprefix("RI:").strip()


def _begins(text: str, word: str) -> bool:
    return text == word or text.startswith((f"{word} ", f"{word}-"))


def _is_bare(text: str) -> bool:
    found = _RELEASE.match(text)
    return bool(found and not found["list"].strip())


def _listed(caveat: str) -> bool:
    found = _RELEASE.match(_plain(caveat))
    return bool(found and found["list"].strip())
