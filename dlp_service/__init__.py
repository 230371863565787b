"""
Reads outbound mail and says, per recipient, whether it may leave.

>>> from dlp_service import Classifier
>>> classifier = Classifier.from_config()  # doctest: +SKIP
>>> classifier.classify(raw, mail_from="a@mod.uk", rcpt_to=["b@navy.ml"])  # doctest: +SKIP

The package root imports nothing by itself, so that no room can reach the
whole program by importing its own package; `Classifier` is fetched on first
use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dlp_service.classifier import Classifier

__all__ = ["Classifier", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the module protocol of PEP 562
    if name == "Classifier":
        from dlp_service.classifier import Classifier  # noqa: PLC0415 - lazy on purpose, see above

        return Classifier
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
