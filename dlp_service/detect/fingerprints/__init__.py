"""
Recognise excerpts of registered documents (C8), though nothing in them is marked.

Documents are registered once, by whoever may see them; what the scoring host needs is an index of enciphered
shingles, and no document.  The walk of an excerpt: `letters` (text without its form), `words` (numbers), `shingles` (five words, enciphered),
`index` (which documents have them), `passages` (what follows what), `detector` (findings).
"""

from dlp_service.detect.fingerprints.detector import FingerprintDetector
from dlp_service.detect.fingerprints.index import LEAST_WORDS, FingerprintIndex, IndexBuilder, Registered
from dlp_service.detect.fingerprints.storage import REASON, SUFFIX, is_index, read_index, write_index
from dlp_service.detect.fingerprints.words import WordReader

__all__ = [
    "LEAST_WORDS",
    "REASON",
    "SUFFIX",
    "FingerprintDetector",
    "FingerprintIndex",
    "IndexBuilder",
    "Registered",
    "WordReader",
    "is_index",
    "read_index",
    "write_index",
]
