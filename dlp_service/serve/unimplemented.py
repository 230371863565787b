"""
What the contract has and this version has not: one list, checked against the proto and the servicers by a test.

An RPC that is missing says so in words instead of failing obscurely; a client
can tell "not yet" from "no such method".
"""

from __future__ import annotations

from collections.abc import Mapping

UNIMPLEMENTED: Mapping[str, str] = {
    "/dlp.v1.ReviewService/RevealEvidence": "evidence cannot be revealed yet; GetReviewItem shows it masked",
    "/dlp.v1.ReviewService/LabelReviewItem": "labels can only be given with a decision, through DecideReviewItem",
    "/dlp.v1.ReviewService/AssignReviewItem": "items cannot be assigned yet",
    "/dlp.v1.ReviewService/CommentReviewItem": "items cannot be commented on yet",
    "/dlp.v1.PolicyService/ListPolicyRevisions": "only the active revision is kept; GetPolicyRevision returns it",
    "/dlp.v1.PolicyService/ActivatePolicyRevision": "the policy is the file named in the settings; change it and reload",
    "/dlp.v1.ModelService/ListModelVersions": "the model is the bundle named in the settings",
    "/dlp.v1.ModelService/GetModelVersion": "the model is the bundle named in the settings",
    "/dlp.v1.ModelService/ActivateModelVersion": "the model is the bundle named in the settings; change it and restart",
}
"""What to say, by full method name."""
