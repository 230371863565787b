"""
Which names of a message are one person.

1. Full names are one where given name and surname are the same, in either order, unless their middle names differ; also where they
   differ in a Slavic case ending alone, or one is the other in Cyrillic or Greek.
2. A full name that is a form of exactly one other joins it: a short form of the given name, one half of a double surname,
   two names of somebody with three, in the nominative, where no middle names contradict each other.  Two full names are never
   one person through a third: they are one only where they would be without it.
3. An initial with a surname joins the only full name it fits; then a surname, a given name or a nickname alone joins the
   only person it fits.
4. What fits two people joins neither: counting a person twice costs little, joining two strangers hides one.
5. Names that the text itself calls one (`née`, `formerly`, `alias`) are one.

Every step is a look-up in an index of the names, so that a hundred thousand names cost as much each as ten.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice, pairwise, product

from dlp_service.detect.names.people import PersonName, agree
from dlp_service.detect.names.romanised import skeletons

MIN_STEM = 3
"""Letters that a short given name must have, and that the long one must have more, to be read as its form: Gwen, Gwendolyn."""
MAX_STEM = 6
MIN_HALF = 4
MAX_ALIKE = 100
"""So many people of one surname and initial are looked at: a name that may mean any of them means none."""
_FORMS = """
    abigail:abby albert:bert,bertie alexander:sandy,alec,sasha alexandra:sandra,sasha alfred:alf,fred andrew:andy,drew anthony:tony
    barbara:babs benjamin:benny catherine:cathy,kate,katie,kit,kitty charles:charlie,chuck christopher:kit,topher
    daniel:danny david:dave,davy deborah:debbie dorothy:dot,dottie edward:eddie,ned,ted,teddy eleanor:nell,nora elizabeth:beth,betty,liz,lizzie,libby
    florence:flo,flossie francis:frank frances:fran,fanny frederick:freddie geoffrey:jeff gerald:gerry gerard:gerry
    harold:harry henry:harry,hal hugh:hughie isabella:bella jacob:jake james:jim,jimmy,jamie jane:jenny janet:jan jeffrey:jeff
    joan:joanie john:jack,johnny jonathan:jon joseph:joe,joey josephine:josie judith:judy katherine:kathy,kate,katie,kit,kitty kathleen:kathy
    lawrence:larry leonard:len,lenny leslie:les lewis:lou louis:lou louise:lou lucinda:lucy,cindy malcolm:mal margaret:maggie,meg,peggy,rita
    martha:patty martin:marty mary:molly,polly matthew:matt,matty michael:mike,mick,mickey,micky nathaniel:nat,nate nicholas:nicky
    oliver:ollie pamela:pam patricia:pat,patty,trish,tricia patrick:pat,paddy,pat peter:pete philip:phil,pip rachel:rach
    rebecca:becky,becca reginald:reg,reggie richard:dick,rick,ricky,richie,rich robert:bob,bobby,rob,robbie,bert roger:rodge ronald:ron,ronnie
    rosemary:rosie samuel:sammy sarah:sally,sadie simon:si stanley:stan stephen:steve,stevie steven:steve,stevie
    susan:sue,suzy,susie terence:terry theodore:ted,teddy theresa:terry,tess thomas:tom,tommy timothy:tim,timmy
    valerie:val victoria:vicky,tori vincent:vince virginia:ginny walter:wally wilfred:wilf william:bill,billy,will,willy,liam
    zachary:zach,zack giovanni:gianni giuseppe:beppe,peppe francisco:paco,pancho jose:pepe aleksander:sasha aleksandr:sasha
    vladimir:volodya volodymyr:vova mikhail:misha dmitri:dima yekaterina:katya jan:janek johannes:hans joachim:jochen
    wolfgang:wolf jean-pierre:jp
"""


@lru_cache(maxsize=1)
def short_forms() -> Mapping[str, frozenset[str]]:
    """Return the long forms of each usual short form of a given name (hand-picked; English and a few others)."""
    found: dict[str, set[str]] = {}
    for entry in _FORMS.split():
        long, _, shorts = entry.partition(":")
        for short in shorts.split(","):
            found.setdefault(short, set()).add(long)
    return {short: frozenset(longs) for short, longs in found.items()}


def resolve(
    names: Iterable[PersonName], links: Iterable[tuple[PersonName, PersonName]] = ()
) -> Mapping[PersonName, str]:
    """
    Give every name of one message the key of its person; `links` are names that the text calls one.

    >>> from dlp_service.detect.names.people import read_name
    >>> written = ("John Smith", "J Smith", "Mr Smith", "John", "SMITH, J A", "Johnny Smith")
    >>> set(resolve(read_name(n) for n in written).values())
    {'john smith'}
    >>> sorted(set(resolve(read_name(n) for n in ("John Smith", "Ann Smith", "Smith", "J Smith")).values()))
    ['ann smith', 'john smith', 'smith']
    """
    every = sorted(set(names))
    people = _People()
    full = [name for name in every if name.is_full]
    people.add_same(full)
    people.add_inflected(full)
    people.add_romanised(full)
    people.add_forms(full)
    for one, other in links:
        people.join(one, other)
    people.add_partial([name for name in every if name.is_named and not name.is_full])
    alone = [name for name in every if not name.is_named]
    people.add_inflected(alone)
    people.add_romanised(alone)
    people.add_partial([name for name in alone if people.root(name) == name])
    return people.keys(every)


class _People:
    """A forest: each name points to the name it was joined to."""

    def __init__(self) -> None:
        self.above: dict[PersonName, PersonName] = {}
        self.by_surname: dict[str, list[PersonName]] = {}
        self.by_initial: dict[tuple[str, str], list[PersonName]] = {}
        self.by_given: dict[str, list[PersonName]] = {}
        self.by_stem: dict[str, list[PersonName]] = {}
        # In most messages nobody is named by half: an index is made when it is first asked.
        self.waiting: list[PersonName] = []
        self.waiting_for_stems: list[PersonName] = []

    def root(self, name: PersonName) -> PersonName:
        """Return the name that stands for the person."""
        if name not in self.above:
            return name
        path = []
        while (above := self.above.get(name)) is not None:
            path.append(name)
            name = above
        for each in path:
            self.above[each] = name
        return name

    def join(self, one: PersonName, other: PersonName) -> None:
        """Make one person of two; the fuller name stands for it."""
        first, second = self.root(one), self.root(other)
        if first != second:
            kept = min(first, second, key=_fullness)
            self.above[second if kept == first else first] = kept

    def _put(self, name: PersonName, target: PersonName) -> None:
        """Make one person of two, the second of which stands for it."""
        first, second = self.root(name), self.root(target)
        if first != second:
            self.above[first] = second

    def add_same(self, names: Iterable[PersonName]) -> None:
        """Join full names of the same words whose middle names do not contradict each other."""
        groups: dict[tuple[str, ...], list[PersonName]] = {}
        for name in names:
            given, surname = name.given, name.surname
            groups.setdefault((given, surname) if given < surname else (surname, given), []).append(name)
        for group in groups.values():
            if len(group) > 1:
                self._join_agreeing(group)

    def _join_agreeing(self, group: Iterable[PersonName]) -> None:
        """Join names of the same words, apart from those whose middle names contradict each other."""
        initials = {middle[0] for name in group for middle in name.middle[:1]}
        spelt = {name.middle[0] for name in group if name.middle and len(name.middle[0]) > 1}
        is_one = len(initials) < 2 and len(spelt) < 2
        first: dict[str, PersonName] = {}
        for name in group:
            mark = "" if is_one or not name.middle else (name.middle[0] if len(spelt) > 1 else name.middle[0][0])
            self.join(first.setdefault(mark, name), name)

    def add_inflected(self, names: Iterable[PersonName]) -> None:
        """Join names that differ in their Slavic case endings alone: Kędzierskiemu and Kędzierski, but not Kędzierska."""
        groups: dict[tuple[str, str], list[PersonName]] = {}
        for name in names:
            if (stem := _nominative(name)) is not None:
                groups.setdefault(stem, []).append(name)
        for group in groups.values():
            self._join_agreeing(group)

    def add_romanised(self, names: Iterable[PersonName]) -> None:
        """Join a name from Cyrillic or Greek to the only one in our letters that a scheme makes of it."""
        every = list(names)
        foreign = [name for name in every if name.is_romanised]
        if not foreign:
            return
        index: dict[tuple[bytes, ...], list[PersonName]] = {}
        for name in every:
            for sound in _sounds(name) if not name.is_romanised else ():
                index.setdefault(sound, []).append(name)
        joined: dict[PersonName, set[PersonName]] = {}
        for name in foreign:
            alike = {self.root(other) for sound in _sounds(name) for other in index.get(sound, ())}
            if len(alike) == 1:
                joined.setdefault(alike.pop(), set()).add(self.root(name))
        for target, others in joined.items():
            if len(others) == 1:
                self._put(others.pop(), target)

    def add_forms(self, names: Iterable[PersonName]) -> None:
        """Join each full name to the only other of which it is a form; index all by surname and given name."""
        people: dict[PersonName, list[PersonName]] = {}
        for name in names:
            people.setdefault(self.root(name), []).append(name)
        roots = sorted(people)
        sharing = _sharing(roots)
        forms = _Forms(sharing)
        targets: dict[PersonName, PersonName] = {}
        for root in sharing:
            if len(longer := forms.longer(root)) == 1:
                targets[root] = longer.pop()
        asked = Counter(targets.values())
        for root, target in targets.items():
            # Through a third name two strangers would become one: two forms of it, or a form of it and what it is a form of.
            is_chained = targets.get(target, root) != root or asked[root] > (targets.get(target) == root)
            if asked[target] == 1 and not is_chained and _are_forms(people[root], people[target]):
                self._put(root, target)
        self.index(roots)

    def add_partial(self, names: Iterable[PersonName]) -> None:
        """Join each partial name to the only person it fits, and index those that fit nobody."""
        lonely, told = [], []
        for name in sorted(names, key=_fullness):
            if self.root(name) != name:
                told.append(name)  # the text itself says whose name it is
                continue
            fitting = {self.root(other) for other in self._fitting(name)}
            if len(fitting) == 1:
                # What the text calls one may make a name stand for that person already: nothing is put above itself.
                if (person := fitting.pop()) != name:
                    self.above[name] = person
            elif not fitting:
                lonely.append(name)
        self._join_initials(lonely)
        self.index(lonely + told)

    def _join_initials(self, names: Iterable[PersonName]) -> None:
        """Join `J Smith` and `J P Smith` where nobody is spelt out."""
        groups: dict[str, list[PersonName]] = {}
        for name in names:
            groups.setdefault(name.key, []).append(name)
        for group in groups.values():
            if len({middle[0] for name in group for middle in name.middle[:1]}) < 2:
                for name in group[1:]:
                    self.join(group[0], name)

    def index(self, names: Iterable[PersonName]) -> None:
        """Make the names findable by every word that may stand for them."""
        self.waiting += names

    def _enter_waiting(self) -> None:
        for name in self.waiting:
            if name.surname:
                for word in {name.surname, *name.parts}:
                    self.by_surname.setdefault(word, []).append(name)
                    self.by_initial.setdefault((word, name.given[:1]), []).append(name)
                for middle in name.middle:
                    if len(middle) >= MIN_HALF:
                        self.by_surname.setdefault(middle, []).append(name)
            for word in {name.given, name.nickname}:
                if len(word) > 1:
                    self.by_given.setdefault(word, []).append(name)
        self.waiting_for_stems += self.waiting
        self.waiting = []

    def _of_stem(self, given: str) -> list[PersonName]:
        """Return the people whose given name begins with one that may be its short form."""
        for name in self.waiting_for_stems:
            for stem in _stems(name.given):
                self.by_stem.setdefault(stem, []).append(name)
        self.waiting_for_stems = []
        return self.by_stem.get(given, [])

    def _fitting(self, name: PersonName) -> Iterable[PersonName]:
        self._enter_waiting()
        if name.is_named:
            alike = self.by_initial.get((name.surname, name.given[0]), ())
            return [other for other in alike[:MAX_ALIKE] if _agrees(name, other)]
        word = name.surname or name.given
        if name.surname:
            return self.by_surname.get(word, ()) or self.by_given.get(word, ())
        return self._called(word) or self.by_surname.get(word, ())

    def _called(self, given: str) -> list[PersonName]:
        """Return the people of a given name, or where nobody has it, of a name of which it is the short form."""
        exact = self.by_given.get(given)
        if exact:
            return exact
        longs = (other for long in sorted(short_forms().get(given, ())) for other in self.by_given.get(long, ()))
        return [*longs, *self._of_stem(given)]

    def keys(self, names: Iterable[PersonName]) -> Mapping[PersonName, str]:
        """Return the key of the person of each name; people with the same two names get their middle names too."""
        roots = {name: self.root(name) for name in names}
        same: dict[str, list[PersonName]] = {}
        for root in dict.fromkeys(roots.values()):
            same.setdefault(root.key, []).append(root)
        keys: dict[PersonName, str] = {}
        for key, people in same.items():
            for root in people:
                is_only = len(people) == 1
                keys[root] = key if is_only else " ".join((root.given, *root.middle, root.surname)).strip()
        return {name: keys[root] for name, root in roots.items()}


def _sharing(names: Sequence[PersonName]) -> list[PersonName]:
    """Return the names that share a word behind the given name with another: no other name is a form of one."""
    words = [{name.surname, (_nominative(name) or name)[1], *name.parts, *name.middle} for name in names]
    counts = Counter(chain.from_iterable(words))
    return [name for name, own in zip(names, words, strict=True) if any(counts[word] > 1 for word in own)]


class _Forms:
    """An index of full names by what shorter forms of them look like."""

    def __init__(self, names: Iterable[PersonName]) -> None:
        self._longer: dict[tuple[str, str], set[PersonName]] = {}
        for name in names:
            for form in _forms(name):
                self._longer.setdefault(form, set()).add(name)

    def longer(self, name: PersonName) -> set[PersonName]:
        """Return the names of which this one is a form."""
        found = {other for form in _short_of(name) for other in self._longer.get(form, ())}
        return {other for other in found if other != name and _agree_between(name, other)}


def _short_of(name: PersonName) -> Iterable[tuple[str, str]]:
    """Yield what the forms of a longer name must hold for this one to be a form of it."""
    given, surname = _nominative(name) or (name.given, name.surname)
    yield given, surname
    yield f"{given}-", surname
    for long in short_forms().get(given, ()):
        yield f"={long}", surname


def _are_forms(names: Iterable[PersonName], longer: Iterable[PersonName]) -> bool:
    """Say whether every name of one person is a form of every name of the other: were it of one alone, that one would bridge two strangers."""
    asked = [set(_short_of(name)) for name in islice(names, MAX_ALIKE)]
    held = [{*_forms(name), (name.given, name.surname), _nominative(name)} for name in islice(longer, MAX_ALIKE)]
    return all(not forms.isdisjoint(short) for short in asked for forms in held)


def _forms(name: PersonName) -> Iterable[tuple[str, str]]:
    """Yield (given name, surname) of what may be said for a full name."""
    given, surname = _nominative(name) or (name.given, name.surname)
    yield f"={given}", surname
    for stem in _stems(given):
        yield f"{stem}-", surname
    for part in name.parts:
        if len(part) >= MIN_HALF and part != name.surname:
            yield name.given, part
    words = [word for word in (name.given, *name.middle, name.surname) if len(word) > 1]
    if len(words) > 2:
        yield from pairwise(words)
        yield from ((name.given, word) for word in name.middle[1:] if len(word) > 1)
    if name.nickname:
        yield name.nickname, surname


def _agree_between(name: PersonName, other: PersonName) -> bool:
    """Say whether no middle name of one contradicts the other; a middle name may be the other's surname."""
    if not name.middle or not other.middle:
        return True
    return agree(name.middle[0], other.middle[0])


_CASES = re.compile(r"(.{2,}[sc]k|.{2,}dzk)(?:(i|iego|iemu|im)|(a|iej|ą))")
_GIVEN_CASE = re.compile(r"(?<=.{3})(?:owi|em|iem|[aąęuy]|ie|ze)$")


def _nominative(name: PersonName) -> tuple[str, str] | None:
    """Return given name and surname without their case, where the surname is one of those that are declined like adjectives."""
    word = name.surname or name.given
    if "k" not in word:
        return None
    found = _CASES.fullmatch(word)
    if found is None:
        return None
    given = _GIVEN_CASE.sub("", name.given) if name.surname else ""
    return given, found[1] + ("i" if found[2] else "a")


def _sounds(name: PersonName) -> Iterable[tuple[bytes, ...]]:
    """Yield what the schemes of transliteration have in common for a name."""
    words = [word for word in (name.given, name.surname) if word]
    # The schemes are of our letters: a name with any other has no sound to compare.
    return product(*(sorted(skeletons(word)) for word in words)) if all(map(str.isascii, words)) else ()


def _stems(given: str) -> Iterable[str]:
    """Yield the beginnings of a given name that may be its short form."""
    return (given[:size] for size in range(MIN_STEM, min(MAX_STEM, len(given) - MIN_STEM) + 1))


def _agrees(name: PersonName, other: PersonName) -> bool:
    """Say whether initials and a surname fit another name of that surname."""
    if not other.given:
        return False
    is_next = not name.middle or not other.middle or agree(name.middle[0], other.middle[0])
    return agree(name.given, other.given) and is_next


def _fullness(name: PersonName) -> tuple[object, ...]:
    """Return a sort key: the fullest names first, and the same order however they were found."""
    return -len(name.given) if not name.is_full else -99, -len(name.middle), -len(name.parts), -len(name.given), name
