"""
Why a message may go, must wait or must not leave: the policy and its decisions.

`load_policy` reads one readable file, `decide` turns a `Case` into a `Verdict`
and nothing else, and `test_policy` runs a table of cases against a policy.
"""

from dlp_service.policy.decide import decide, explain_summary
from dlp_service.policy.document import Problem, check_document, check_policy, load_policy, parse_policy
from dlp_service.policy.releasable import Releasability, releasable_to
from dlp_service.policy.rules import Policy
from dlp_service.policy.tables import CaseResult, PolicyCase, test_policy

__all__ = [
    "CaseResult",
    "Policy",
    "PolicyCase",
    "Problem",
    "Releasability",
    "check_document",
    "check_policy",
    "decide",
    "explain_summary",
    "load_policy",
    "parse_policy",
    "releasable_to",
    "test_policy",
]
