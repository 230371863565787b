"""Model bundles over gRPC; every method is on the list of what this version has not."""

from __future__ import annotations

from dlp_service.pb.dlp.v1 import model_service_pb2_grpc as model_grpc


class ModelServicer(model_grpc.ModelServiceServicer):
    """Registers the service, so that its methods answer in words."""
