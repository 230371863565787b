"""
Protective markings: what a text declares about its own sensitivity.

Four stages, each testable alone: `normalise` (plain text with a way back), `schemes` (one grammar per
scheme over `tokens`), `evidence` with `rules` over `layout` (marking or mention), `resolve` (scheme and ordinal).
`labels` and `blocks` read what is no banner: machine labels and blocks of labelled lines.
A marking is the strongest evidence there is and its words are ordinary language: hence grammars for the form
and places for the meaning, instead of a list of words.
"""

from dlp_service.detect.markings.detector import MarkingDetector

__all__ = ["MarkingDetector"]
