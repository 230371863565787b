"""
Find evidence in the texts of a message: markings, people, terms, identifiers.

Detectors say what is there and how sure they are; what it weighs is the
business of `score`.  spaCy is imported in this room only.
"""

from dlp_service.detect.allowed import AllowList
from dlp_service.detect.interface import AnyDetector, CombiningDetector, Context, Detection, Detector, StageUnfinished
from dlp_service.detect.registry import build_detectors, stage_of
from dlp_service.detect.run import detect, read_ahead, with_inputs

__all__ = [
    "AllowList",
    "AnyDetector",
    "CombiningDetector",
    "Context",
    "Detection",
    "Detector",
    "StageUnfinished",
    "build_detectors",
    "detect",
    "read_ahead",
    "stage_of",
    "with_inputs",
]
