"""Letters of Latin type that look alike: `rnetoffice`, `metoff1ce`."""

from __future__ import annotations

from collections.abc import Iterator

from dlp_service.recipients.glyphs import loose_fold, strict_fold
from dlp_service.recipients.guarded import GuardedHosts
from dlp_service.recipients.slips import Guarded, Slip
from dlp_service.recipients.typed import Typed

# Names that read the same in ordinary type; three letters fold together by chance.
_SAME, _SAME_SHORT, _SHORT_LETTERS = 0.93, 0.7, 3
# Names of one outline, by letters: the shorter, the likelier by chance.
_OUTLINE = {4: 0.62, 5: 0.75}
_OUTLINE_LONG, _OUTLINE_LETTERS = 0.85, 4


def slips(typed: Typed, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield the guarded names that the registrable name looks like, under the same suffix."""
    name, names = typed.name, hosts.under.get(typed.suffix)
    if names is None:
        return
    found = names.strict.get(strict_fold(name))
    if found and found.head != name:
        yield _slip(found, typed, _SAME if len(name) > _SHORT_LETTERS else _SAME_SHORT)
    found = names.loose.get(loose_fold(name))
    if found and found.head != name and len(name) >= _OUTLINE_LETTERS:
        yield _slip(found, typed, _OUTLINE.get(len(name), _OUTLINE_LONG))


def _slip(found: Guarded, typed: Typed, weight: float) -> Slip:
    return Slip("lookalike", found, found.host, weight, "LOOKALIKE_LETTERS").behind(typed.left)
