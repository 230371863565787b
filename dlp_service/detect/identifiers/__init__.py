"""
Identifiers of people, accounts, places, machines, vehicles and keys, with their check digits.

One RE2 set says which forms occur at all; places are looked for only then.  A form that many things share (nine
digits, eight digits) needs a word beside it, or a column heading above, to be more than a guess; a word for another
kind of number makes it less.
"""

from dlp_service.detect.identifiers.detector import MAX_OF_KIND, IdentifierDetector
from dlp_service.detect.identifiers.pattern import Pattern
from dlp_service.detect.identifiers.tables import PATTERNS

__all__ = ["MAX_OF_KIND", "PATTERNS", "IdentifierDetector", "Pattern"]
