"""What analysts do with held messages, over gRPC."""

from __future__ import annotations

from dlp_service.config import Settings
from dlp_service.pb.dlp.v1 import review_service_pb2_grpc as review_grpc
from dlp_service.serve.interface import Judge
from dlp_service.serve.walkers import Walkers


class ReviewServicer(review_grpc.ReviewServiceServicer):
    """The queue of held messages."""

    def __init__(self, judge: Judge, settings: Settings, walkers: Walkers) -> None:
        self._judge = judge
        self._settings = settings
        self._walkers = walkers
