"""A hyphen put into a long name, or a second one, and a slip besides: `bae-system.com`, `home-office.uk`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dlp_service.recipients.guarded import GuardedHosts
from dlp_service.recipients.slips import Slip
from dlp_service.recipients.typed import Typed
from dlp_service.recipients.under import LONG
from dlp_service.recipients.ways import edits, suffixes

# Who writes a name apart mistakes it easily; the slip besides is worth a little less than alone.
_LOSS = 0.1
# Under a suffix that nobody puts by mistake, words written apart are another name: `earth-quake.tk`.
_NEAR = 0.85


def slips(typed: Typed, hosts: GuardedHosts) -> Iterator[Slip]:
    """Yield guarded hosts one edit or another suffix away from the registrable name without its hyphens."""
    bare = typed.name.replace("-", "")
    if bare == typed.name or len(bare) < LONG:
        return
    plain = hosts.reader.read(f"{bare}.{typed.suffix}")
    swaps = (slip for slip in suffixes.slips(plain, hosts) if slip.weight >= _NEAR)
    for slip in (*edits.slips(plain, hosts), *swaps):
        yield replace(slip, weight=slip.weight - _LOSS).behind(typed.left)
