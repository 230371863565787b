"""The shipped tables of names and of words that are none, each read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from dlp_service.recipients.letters import key

_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "group": ("list", "body"),
    "leading": ("people", "before"),
    "readers": ("people", "body", "list"),
    "numbered": ("unit", "link"),
}


@lru_cache(maxsize=1)
def short_forms() -> Mapping[str, frozenset[str]]:
    """Return the given names that have short, familiar or otherwise spelt forms, each with what it may stand for."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in _lines("short_names.txt"):
        forms = line.replace(":", " ").split()
        for form in forms:
            found[form].update(forms)
    return {form: frozenset(others - {form}) for form, others in found.items()}


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Return the given names of many countries, in plain letters."""
    listed = (word.replace("-", "") for line in _lines("given_names.txt") for word in line.split())
    return frozenset(listed) | frozenset(short_forms())


@lru_cache(maxsize=1)
def common_surnames() -> frozenset[str]:
    """Return the keys of surnames that many unrelated people have."""
    return frozenset(key(word) for line in _lines("common_surnames.txt") for word in line.split())


@lru_cache(maxsize=1)
def role_words() -> frozenset[str]:
    """Return the words of mailboxes that are a function, a desk or a place."""
    return frozenset(word for line in _lines("role_words.txt") for word in line.split() if word[0] != "-")


@lru_cache(maxsize=1)
def role_endings() -> tuple[str, ...]:
    """Return the ends of compound nouns that are a function, a desk or a place: `amt` of standesamt."""
    return tuple(word[1:] for line in _lines("role_words.txt") for word in line.split() if word[0] == "-")


@lru_cache(maxsize=1)
def group_words() -> Mapping[str, frozenset[str]]:
    """Return the words of lists by kind, which the file explains, and under names of their own the kinds asked for together."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in _lines("group_words.txt"):
        kind, _, words = line.partition(":")
        found[kind].update(words.split())
    kinds = {kind: frozenset(words) for kind, words in found.items()}
    together = {name: frozenset().union(*(kinds[kind] for kind in parts)) for name, parts in _TOGETHER.items()}
    return kinds | together


def _lines(name: str) -> list[str]:
    text = resources.files("dlp_service.recipients").joinpath("names", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
