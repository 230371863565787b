"""
Judges how sensitive a message's content is: one number, its reasons, and the text model behind part of it.

>>> from dlp_service.budget import Budget
>>> from dlp_service.values import Extraction
>>> score(Extraction((), (), ""), (), None, load_floors(), Budget.unlimited()).tier.name
'NONE'
"""

from dlp_service.score.evidence import highest_marking
from dlp_service.score.floors import Floors, load_floors
from dlp_service.score.interface import ContentModel
from dlp_service.score.model import configured_model, load_model, shipped_model
from dlp_service.score.sensitivity import score
from dlp_service.score.under_marking import under_marking

__all__ = [
    "ContentModel",
    "Floors",
    "configured_model",
    "highest_marking",
    "load_floors",
    "load_model",
    "score",
    "shipped_model",
    "under_marking",
]
