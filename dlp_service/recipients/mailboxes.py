"""
What a local part is: a list of people, a function, or a person.

Only a person can be confused with another person, and only a list hides how
many will read.  The words of many languages stand in `names/`; a word that
people bear as a name too (List, Post, Alla) counts as one beside a given name
or an initial.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dlp_service.recipients.letters import latin
from dlp_service.recipients.name_tables import given_names, group_words, role_endings, role_words

_SEPARATORS = re.compile(r"[^a-z0-9]+")
_HYPHENS = re.compile(r"[-_]")
_DIGITS = re.compile(r"[0-9]+")
_SURE_ENDINGS = (
    "verteiler",
    "verteilerliste",
    "mailingliste",
    "arbeitsgruppe",
    "projektgruppe",
    "werkgroep",
    "arbetsgrupp",
)
"""Heads of compound nouns that mean a list whatever stands before them."""
_SURE_BEGINNINGS = (
    "distributie",
    "distribution",
    "distribucion",
    "distribuicao",
    "distribuzion",
    "distribucn",
    "dystrybuc",
    "mailinglist",
)
MAX_LETTERS = 64
"""What is longer is no local part (RFC 5321, section 4.5.3.1.1), and is not looked into."""
LEAST_HEAD = 4
LEAST_COMPOUND = 8
"""The letters a compound noun has at least; shorter words that end like one are names (Amt, Adamt)."""
_ELECTRONIC = frozenset({"e", "i"})
"""Initials that are none: e-service, i-shop."""


def plain_local(local: str) -> str:
    """Return a local part without quotes, `+tag` and case (RFC 5233 calls the tag a detail)."""
    return local.strip('"').casefold().partition("+")[0]


_LIST_HOSTS = frozenset({"groups", "list", "lists", "listserv", "listserver", "mailinglists", "maillist", "mailman"})


def is_group(local: str) -> bool:
    """
    Say whether a local part looks like a list of people.

    >>> is_group("all-staff"), is_group("everyone"), is_group("logistikverteiler"), is_group("todo-el-personal")
    (True, True, True, True)
    >>> is_group("allan.wall"), is_group("joachim.list"), is_group("wing.cheung"), is_group("team.leader")
    (False, False, False, False)
    """
    return len(local) <= MAX_LETTERS and _is_group(plain_local(local))


def is_list_host(host: str) -> bool:
    """
    Say whether a host is called what hosts of mailing lists are called.

    >>> is_list_host("lists.example.org"), is_list_host("lists.example"), is_list_host("mail.example.org")
    (True, False, False)
    """
    return host.count(".") >= 2 and host.partition(".")[0] in _LIST_HOSTS


def is_role(local: str) -> bool:
    """
    Say whether a local part names a function or a list rather than a person.

    >>> is_role("info"), is_role("hr.team"), is_role("bewerbung"), is_role("ada.lovelace"), is_role("emily.post")
    (True, True, True, False, False)
    """
    return len(local) <= MAX_LETTERS and _is_role(plain_local(local))


def _words(plain: str) -> tuple[list[str], bool]:
    """Return the words of a local part without their digits, and whether a number stands alone among them."""
    pieces = [piece for piece in _SEPARATORS.split(latin(plain)) if piece]
    return [word for piece in pieces if (word := _DIGITS.sub("", piece))], any(piece.isdigit() for piece in pieces)


def _is_group(plain: str) -> bool:
    kinds = group_words()
    words, has_number = _words(plain)
    if not words or _is_named(words, kinds["name"]):
        return False
    said = set(words)
    if said <= kinds["numbered"]:
        return has_number and not said.isdisjoint(kinds["unit"])
    if len(words) == 1:
        return words[0] in kinds["alone"] or words[0] in kinds["group"] or _is_compound(words[0], kinds)
    if not said.isdisjoint(kinds["person"]):
        return False
    if "".join(words) in kinds["group"] or not said.isdisjoint(kinds["list"]):
        return True
    return _is_every(words, kinds) or _is_everybody_of(plain, kinds["alone"]) or _is_body(words, kinds)


def _is_everybody_of(plain: str, alone: frozenset[str]) -> bool:
    """Say whether a hyphen joins a word for everybody to another: alle-forsvaret, but not alla.berg-lind."""
    pieces = (set(_HYPHENS.split(latin(piece))) for piece in plain.split("."))
    return any(len(piece) > 1 and not piece.isdisjoint(alone) for piece in pieces)


def _is_every(words: list[str], kinds: Mapping[str, frozenset[str]]) -> bool:
    """Say whether words mean everybody of a kind: `all` beside any word, others beside an article or a word for people."""
    if "all" in words and "catch" not in words:
        return True
    if len(words) > 2 and words[0] in kinds["every"] and words[1] in kinds["link"]:
        return True
    has_people = any(word in kinds["people"] or word in kinds["body"] for word in words)
    return has_people and any(word in kinds["every"] for word in words)


def _is_body(words: list[str], kinds: Mapping[str, frozenset[str]]) -> bool:
    """Say whether words name a body of people and no desk of it; a desk stands after the body, or before a list."""
    bodies = [number for number, word in enumerate(words) if word in kinds["body"]]
    if not bodies:
        return False
    last = bodies[-1]
    is_desk_of_it = any(word in kinds["desk"] for word in words[last + 1 :])
    is_no_people = words[last] in {"list", "lists"} and words[last - 1] in kinds["desk"] - {
        "sales",
        "travel",
        "support",
    }
    return not (is_desk_of_it or (last > 0 and is_no_people))


def _is_compound(word: str, kinds: Mapping[str, frozenset[str]]) -> bool:
    """Say whether one word is glued of two or three that make a list: allusers, presseverteiler, toutlepersonnel."""
    if word.endswith(_SURE_ENDINGS) or word.startswith(_SURE_BEGINNINGS):
        return True
    groups, roles = kinds["group"], role_words()
    for at in range(2, len(word) - 2):
        head, tail = word[:at], word[at:]
        if head in kinds["every"] and _is_people(tail, kinds):
            return True
        if tail in groups and len(tail) >= LEAST_HEAD and (head in roles or head in kinds["leading"] or head in groups):
            return True
        if head in kinds["list"] and len(head) >= LEAST_HEAD and (tail in kinds["list"] or tail in kinds["people"]):
            return True
    return False


def _is_people(tail: str, kinds: Mapping[str, frozenset[str]]) -> bool:
    people = kinds["readers"]
    return tail in people or any(
        tail.startswith(link) and tail[len(link) :] in people for link in kinds["link"] if len(tail) - len(link) >= 4
    )


def _is_named(words: list[str], ambiguous: frozenset[str]) -> bool:
    """Say whether two words are a person: a given name or an initial beside a word that is a surname too."""
    if len(words) != 2:
        return False
    return any(
        word in ambiguous
        and (
            (other in given_names() and other not in group_words()["unit"])
            or (len(other) == 1 and other not in _ELECTRONIC)
        )
        for word, other in (tuple(words), tuple(reversed(words)))
    )


def _is_role(plain: str) -> bool:
    words, _ = _words(plain)
    roles = role_words()
    glued = "".join(words)
    if glued in roles or _is_group(plain):
        return True
    if len(words) == 1:
        is_compound = any(glued[:at] in roles and glued[at:] in roles for at in range(2, len(glued) - 1))
        return is_compound or (
            len(glued) >= LEAST_COMPOUND and glued.endswith(role_endings()) and glued not in given_names()
        )
    return any(word in roles and word not in given_names() for word in words) and not _is_named(words, roles)
