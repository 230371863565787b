"""
Says what differs between a host as it was typed and the one that was meant, each difference a phrase of its own.

The ways of slipping say that and how likely; what is said to people is read off the two
hosts themselves, so that every phrase is true whichever way found the slip.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from dlp_service.recipients.alignment import Step, steps_between
from dlp_service.recipients.domains import unicode_form
from dlp_service.recipients.slips import Slip

MAX_COMPARED = 100
"""Of longer hosts no letters are compared."""
MAX_PHRASES = 3
MAX_QUOTED = 40
_WWW = re.compile(r"w{2,4}[.-]?(?=[^w])")
_WHOLE = frozenset({"DOT_MISSING", "DOT_MOVED", "DOT_ADDED", "DOT_REPLACED", "SUBDOMAIN_TRICK"})
"""Slips that move dots: there suffixes are no pieces of their own."""
_SUFFIX_SLIP = 2
"""So many letters apart, `vov.uk` is `gov.uk` misspelt and no name under `uk`."""
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
_LEFTWARD = frozenset({"R", "AL", "AN"})
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def differences(host: str, suffix: str, slip: Slip) -> tuple[str, ...]:
    """
    Return what differs, in words, from the left to the right; at most four phrases of bounded length.

    `host` is normalised, `suffix` its public suffix.
    """
    if "xn--" in host and host.replace("xn--", "") == slip.meant:
        return ("'xn--' put in front",)
    typed, meant = _pair(unicode_form(host), slip)
    if typed.startswith(f"{meant}."):
        return (f"'{shortened(typed[len(meant) :])}' added at the end",)
    if len(typed) > MAX_COMPARED or len(meant) > MAX_COMPARED:
        return (f"'{shortened(typed)}' instead of '{shortened(meant)}'",)
    said: tuple[str, ...] = ()
    www = _WWW.match(typed)
    if www and slip.reason == "DOT_MISSING" and not meant.startswith("ww"):
        said, typed = (f"'{www[0]}' put in front without its dot",), typed[www.end() :]
    pair = _Pair(meant, slip.guarded.suffix, typed, unicode_form(suffix))
    is_whole = meant.replace(".", "") in typed if said else slip.reason in _WHOLE
    return said + (pair.as_wholes() if is_whole else pair.in_pieces())


def shortened(text: str, most: int = MAX_QUOTED) -> str:
    """
    Return a text to be shown in a sentence: its middle left out if it is long, nothing in it invisible or turned about.

    >>> shortened("a" * 50, 10), shortened("na\\u202evy")
    ('aaaaa…aaaa', 'na\\ufffdvy')
    """
    if len(text) > most:
        text = f"{text[: most // 2]}…{text[len(text) - (most - most // 2 - 1) :]}"
    if text.isascii() and text.isprintable():
        return text
    return "".join("\ufffd" if unicodedata.category(c) in _HIDDEN and c != " " else c for c in text)


def is_readable(text: str) -> bool:
    """Say whether a text can stand in a sentence as it is: nothing in it is invisible or runs from right to left."""
    return text.isprintable() and not any(unicodedata.bidirectional(c) in _LEFTWARD for c in text)


def _pair(seen: str, slip: Slip) -> tuple[str, str]:
    """Return what was typed and meant without the sub-hosts that both begin with."""
    left = slip.meant[: -len(slip.guarded.host)] if slip.meant.endswith(slip.guarded.host) else ""
    if left and seen.startswith(left):
        return seen[len(left) :], slip.guarded.host
    return seen, slip.meant


class _Pair:
    """A host that was meant and one that was typed, compared as wholes or by name and suffix."""

    def __init__(self, meant: str, suffix: str, typed: str, typed_suffix: str) -> None:
        self._meant, self._typed = meant, typed
        self._head, self._suffix = meant.removesuffix(suffix).removesuffix("."), suffix
        near = ".".join(typed.split(".")[-1 - suffix.count(".") :])
        apart = sum(max(len(step.old), len(step.new)) for step in steps_between(suffix, near))
        if near.endswith(f".{typed_suffix}") and apart <= _SUFFIX_SLIP:
            typed_suffix = near
        self._typed_head, self._typed_suffix = typed.removesuffix(typed_suffix).removesuffix("."), typed_suffix

    def as_wholes(self) -> tuple[str, ...]:
        """Say how the hosts differ, dots and all."""
        at = self._typed.find(self._meant.replace(".", "-"))
        if at >= 0:
            hyphens = "hyphens instead of dots" if self._meant.count(".") > 1 else "a hyphen instead of the dot"
            return self._around(at, len(self._meant), (hyphens,))
        collapsed = self._meant.replace(".", "")
        at = self._typed.find(collapsed)
        if at >= 0:
            dots = ("its dots omitted",) if self._meant.count(".") > 1 else self._letters(self._meant, collapsed)
            return self._around(at, len(collapsed), dots)
        if self._typed.startswith(f"{self._head}."):
            return (f"'{shortened(self._typed[len(self._head) :])}' instead of '.{shortened(self._suffix)}'",)
        return self._letters(self._meant, self._typed)

    def in_pieces(self) -> tuple[str, ...]:
        """Say how the names differ, then the suffixes."""
        return *self._heads(), *self._suffixes()

    def _around(self, at: int, length: int, inside: tuple[str, ...]) -> tuple[str, ...]:
        """Return what was done inside the name that stands at `at`, between what was put around it."""
        before, behind = self._typed[:at], self._typed[at + length :]
        front = (f"'{shortened(before)}' put in front",) if before else ()
        end = (f"'{shortened(behind)}' added at the end",) if behind else ()
        return front + inside + end

    def _heads(self) -> tuple[str, ...]:
        head, typed = self._head, self._typed_head
        at = typed.find(head) if head and len(typed) > len(head) + 1 else -1
        if at >= 0:
            return tuple(
                f"'{shortened(word)}' added {where} '{shortened(label)}'"
                for word, where, label in (
                    (typed[:at], "in front of", head.partition(".")[0]),
                    (typed[at + len(head) :], "behind", head.rpartition(".")[2]),
                )
                if word
            )
        return self._letters(head, typed)

    def _suffixes(self) -> tuple[str, ...]:
        meant, typed = self._suffix, self._typed_suffix
        if meant == typed:
            return ()
        step, *others = steps_between(meant, typed)
        is_letter = step.is_swap or len(step.old + step.new) == 1 or (len(step.old) == len(step.new) == 1)
        # Of two countries' suffixes both are named, although they may be one letter apart.
        is_country = step.old and step.new and not step.is_swap and step.at > meant.rfind(".")
        if others or not is_letter or is_country or "." in step.old + step.new:
            return (f"'.{shortened(typed)}' instead of '.{shortened(meant)}'",)
        return (self._phrase(replace(step, at=step.at + len(self._head) + 1)),)

    def _letters(self, meant: str, typed: str) -> tuple[str, ...]:
        steps = steps_between(meant, typed)
        # Where hardly a letter was kept, the two words say more than the steps.
        changed = sum(0 if step.is_alike else max(len(step.old), len(step.new)) for step in steps)
        phrases = tuple(dict.fromkeys(self._phrase(step) for step in steps))
        if changed * 2 <= len(meant) + 1 and len(phrases) <= MAX_PHRASES:
            return phrases
        if all(step.is_alike and not step.new.isascii() for step in steps):
            return ("letters of another script in place of Latin ones",)
        return (f"'{shortened(typed)}' instead of '{shortened(meant)}'",)

    def _phrase(self, step: Step) -> str:
        where = self._where(step)
        if step.old == "." or step.new == "." or (step.is_swap and "." in step.old):
            return self._dot(step)
        if step.is_swap:
            one, other = (_letter(letter) for letter in step.old)
            return f"{one} and {other} swapped {where}"
        if step.old and step.new:
            return self._exchanged(step, where)
        if step.old:
            return self._omitted(step, where)
        return self._inserted(step, where)

    def _exchanged(self, step: Step, where: str) -> str:
        if not step.new.isascii():
            return f"{_foreign(step.new)} in place of {_letter(step.old)}"
        which = self._which(step)
        if step.is_alike:
            return f"{_letter(step.new)} looks like {which}{_letter(step.old)} {where}"
        return f"{which}{_letter(step.old)} became {_letter(step.new)} {where}"

    def _omitted(self, step: Step, where: str) -> str:
        beside = self._meant[step.at - 1 : step.at] == step.old or self._meant[step.at + 1 : step.at + 2] == step.old
        if beside and len(step.old) == 1:
            return f"only one of two {_letter(step.old)} {where}"
        return f"{self._which(step)}{_letter(step.old)} omitted {where}"

    def _inserted(self, step: Step, where: str) -> str:
        new, at, text = step.new, step.at, self._meant
        if not new.isascii():
            return f"{_foreign(new)} inserted {where}"
        if len(new) > 1:
            return f"{_letter(new)} inserted {where}"
        before, behind = text[max(0, at - 1) : at], text[at : at + 1]
        if new in {before, behind}:
            return f"{_letter(new)} doubled {where}"
        if behind in {"", "."}:
            return f"{_letter(new)} inserted at the end of {where.removeprefix('in ')}"
        if before in {"", "."}:
            return f"{_letter(new)} inserted at the beginning of {where.removeprefix('in ')}"
        return f"{_letter(new)} inserted between {_letter(before)} and {_letter(behind)} {where}"

    def _dot(self, step: Step) -> str:
        if step.is_swap:
            return f"the dot moved one letter to the {'right' if step.old[0] == '.' else 'left'}"
        if step.old and step.new:
            return (
                f"{_letter(step.new)} in place of the dot"
                if step.old == "."
                else f"a dot in place of {_letter(step.old)}"
            )
        text, at = (self._meant, step.at) if step.old else (self._typed, step.to)
        before, behind = text[:at].rpartition(".")[2], text[at + 1 :].partition(".")[0]
        how = "omitted" if step.old else "inserted"
        return f"dot {how} between '{shortened(before)}' and '{shortened(behind)}'"

    def _label(self, at: int) -> tuple[int, int]:
        """Return where the label, or the suffix, around a place of the meant host begins and ends."""
        if at > len(self._head):
            return len(self._head) + 1, len(self._meant)
        start = self._head.rfind(".", 0, at) + 1
        end = self._head.find(".", at)
        return start, end if end >= 0 else len(self._head)

    def _where(self, step: Step) -> str:
        start, end = self._label(step.at)
        if start > len(self._head):
            return "in the suffix"
        return "in the name" if end == len(self._head) else f"in '{shortened(self._meant[start:end])}'"

    def _which(self, step: Step) -> str:
        """Return which of several equal letters of a label it is, empty where there is one."""
        start, end = self._label(step.at)
        label, letter = self._meant[start:end], step.old
        if len(letter) > 1 or label.count(letter) < 2:
            return ""
        number = label[: step.at - start].count(letter)
        return f"the {_ORDINALS[number]} " if number < len(_ORDINALS) else ""


def _letter(text: str) -> str:
    """Return letters as they stand in a sentence; marks that would be overlooked in quotes are named."""
    return {"-": "a hyphen", ".": "a dot"}.get(text) or f"'{shortened(text)}'"


def _foreign(text: str) -> str:
    """
    Return letters of another script or look, with the script's name where it is not Latin.

    >>> _foreign("і"), _foreign("ì"), _foreign("ס")
    ("the Cyrillic letter 'і'", "'ì'", 'a Hebrew letter')
    """
    names = [unicodedata.name(c, "") for c in text if not c.isascii()]
    script, _, rest = names[0].partition(" ")
    if script in {"LATIN", "COMBINING", ""} or not rest:
        return f"'{shortened(text)}'" if is_readable(text) and names[0] else "an unreadable sign"
    kind = "letter" if "LETTER" in rest else "digit" if "DIGIT" in rest else "sign"
    said = f"{script.capitalize()} {kind}"
    article = "an" if said[0] in "AEIOU" else "a"
    return f"the {said} '{text}'" if is_readable(text) else f"{article} {said}"
