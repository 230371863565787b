"""
What is kept about a decision so that it can be proven and replayed, without keeping what people wrote.

`AuditLog` writes one line a decision; `case_record` is the storable input of a
decision, from which `case_from_record` lets it be taken again under another policy.
"""

from dlp_service.audit.log import AuditLog, decision_line
from dlp_service.audit.masking import Pseudonym, keyed, mask_address, mask_case
from dlp_service.audit.record import VERSION, case_from_record, case_record

__all__ = [
    "VERSION",
    "AuditLog",
    "Pseudonym",
    "case_from_record",
    "case_record",
    "decision_line",
    "keyed",
    "mask_address",
    "mask_case",
]
