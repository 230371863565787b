"""
From a `Case` to the flat summary that conditions see.

The message's part is worked out once, a recipient's part once per class of equal
recipients: everything a condition may ask about a recipient is in its key,
so that ten thousand recipients of five classes are five decisions.
"""

from __future__ import annotations

from collections.abc import Mapping

from dlp_service.levels import BASELINE_ORDINAL
from dlp_service.policy.markings import MarkingDemand
from dlp_service.policy.releasable import Standing
from dlp_service.policy.variables import FLAGS, LOOKALIKE_KINDS, VARIABLES, Summary, Value
from dlp_service.values import NATIONAL_IDENTIFIERS, Case, Category, GapReason, Origin, RecipientRisk, Role, Stage, Tier

NAME_TYPES = frozenset(
    {
        "PERSON_NAME",
        "PROTECTED_PERSON",
        "PERSONNEL_ON_PROJECT",
        "ROSTER",
        "VULNERABLE_PERSONS",
        "NAMES_WITH_IDENTIFIERS",
    }
)
_COMBINED = {
    "has_protected_person": "PROTECTED_PERSON",
    "has_project_term": "PROJECT_TERM",
    "has_personnel_on_project": "PERSONNEL_ON_PROJECT",
    "has_roster": "ROSTER",
    "has_vulnerable_persons": "VULNERABLE_PERSONS",
    "has_fingerprint": "DOCUMENT_FINGERPRINT",
    "has_label_mismatch": "LABEL_MISMATCH",
    "is_under_marked": "UNDER_MARKING",
}
IDENTIFIER_TYPES = NATIONAL_IDENTIFIERS | {"IBAN", "CREDIT_CARD"}
SECRET_TYPES = frozenset({"ENCRYPTION_KEY", "AUTH_TOKEN"})
LIKELY = 0.4
"""An identifier less sure than this is a number that only has the form of one; it is shown, and no condition counts it."""


def empty_summary() -> Summary:
    """Return the summary of an unmarked, harmless message from a human to one UNKNOWN recipient."""
    zero: Mapping[str, Value] = {"bool": False, "int": 0, "double": 0.0, "string": ""}
    summary = {name: zero[item.kind] for name, item in VARIABLES.items()}
    return summary | {
        "tier": int(Tier.NONE),
        "tier_name": Tier.NONE.name,
        "estimated_tier": int(Tier.NONE),
        "counted_tier": int(Tier.NONE),
        "category": int(Category.UNKNOWN),
        "category_name": Category.UNKNOWN.name,
        "kind": "unknown_external",
        "trust": "none",
        "publicly_registrable": True,
        "is_releasable": True,
        "release_barrier": "none",
        "origin": Origin.HUMAN.value,
        "is_human": True,
        "is_authenticated": True,
        "mode": "ENFORCE",
        "direction": "outbound",
        "recipient_count": 1,
    }


def message_summary(case: Case, demand: MarkingDemand, recipient_count: int) -> Summary:
    """Return the part of the summary that all recipients share."""
    return {
        **_content(case),
        **_markings(demand),
        **_coverage(case),
        "origin": case.envelope.origin.value,
        "is_human": case.envelope.origin is Origin.HUMAN,
        "is_authenticated": is_authenticated(case),
        "is_external_sender": is_external(case),
        "mode": case.mode.value,
        "direction": case.envelope.direction.lower(),
        "recipient_count": recipient_count,
        "exposed_outsiders": case.assessment.exposed_outsiders,
        **{f"any_{flag}": flag in case.assessment.flags for flag in FLAGS},
    }


def recipient_summary(risk: RecipientRisk, standing: Standing, demand: MarkingDemand, *, confirmed: bool) -> Summary:
    """Return one recipient's part of the summary, without the counted tier."""
    return {
        "category": int(risk.category),
        "category_name": risk.category.name,
        "risk": round(float(risk.score), 2),
        "kind": risk.kind,
        "is_lookalike": is_lookalike(risk),
        "trust": risk.trust,
        "is_own": risk.trust == "own",
        "publicly_registrable": risk.publicly_registrable,
        "suffix_country": risk.suffix_country,
        "nation": standing.nation,
        "has_accreditation": standing.has_accreditation,
        "ceiling_height": standing.ceiling,
        "above_recipient_ceiling": standing.is_above,
        "excluded_by_caveat": bool(standing.excluding),
        "is_releasable": standing.is_releasable,
        "release_barrier": standing.barrier,
        "marking_is_cleared": (
            risk.category is Category.TRUSTED
            and (standing.has_accreditation or demand.height <= BASELINE_ORDINAL)
            and standing.is_releasable
        ),
        "is_exposed": risk.is_exposed,
        "is_bcc": risk.is_bcc,
        "is_confirmed": confirmed,
        **{flag: flag in risk.flags for flag in FLAGS},
    }


def class_key(risk: RecipientRisk, *, confirmed: bool) -> tuple[object, ...]:
    """Return what tells classes of recipients apart: equal keys have equal summaries."""
    return (
        risk.category,
        risk.kind,
        risk.trust,
        risk.nation,
        risk.communities,
        risk.accredited_to,
        risk.suffix_country,
        risk.publicly_registrable,
        round(float(risk.score), 2),
        risk.is_exposed,
        risk.is_bcc,
        risk.flags,
        confirmed,
    )


def is_lookalike(risk: RecipientRisk) -> bool:
    """Say whether an address is a slip or a trick: a trusted or expressly allowed one is neither."""
    return risk.kind in LOOKALIKE_KINDS and risk.category is not Category.TRUSTED and risk.trust != "allowed"


def is_authenticated(case: Case) -> bool:
    """Say whether the gateway names a principal and how it knows it."""
    return bool(case.envelope.submitter.principal and case.envelope.submitter.method)


def is_external(case: Case) -> bool:
    """Say whether MAIL FROM is empty or outside our own domains; where those are not given only an empty one is."""
    domain = case.envelope.mail_from.rpartition("@")[2].strip(".>").casefold()
    own = case.organisation.domains
    if not domain or not own:
        return not domain
    return not any(domain == name or domain.endswith(f".{name}") for name in own)


def _content(case: Case) -> Summary:
    sensitivity = case.sensitivity
    evidence = [item for item in case.findings if item.role is Role.EVIDENCE]
    types = {item.info_type for item in evidence}
    names = [item for item in evidence if item.info_type in NAME_TYPES]
    identifiers = sum(item.info_type in IDENTIFIER_TYPES and item.confidence >= LIKELY for item in evidence)
    return {
        "score": float(sensitivity.score),
        "tier": int(sensitivity.tier),
        "tier_name": sensitivity.tier.name,
        "estimated": float(sensitivity.estimated),
        "estimated_tier": int(Tier.of(sensitivity.estimated)),
        "content_probability": float(sensitivity.content_probability),
        "is_calibrated": sensitivity.calibration == "LOCAL",
        "has_names": bool(names),
        "name_count": sum(item.count for item in names),
        "has_identifiers": identifiers > 0,
        "identifier_count": identifiers,
        "has_secrets": any(item.info_type in SECRET_TYPES for item in evidence),
        **{name: info_type in types for name, info_type in _COMBINED.items()},
    }


def _markings(demand: MarkingDemand) -> Summary:
    highest = demand.highest
    return {
        "is_marked": demand.count > 0,
        "marking_count": demand.count,
        "declared_scheme": highest.scheme if highest else "",
        "declared_level": highest.level if highest else "",
        "declared_ordinal": highest.ordinal if highest else 0,
        "declared_height": demand.height,
        "is_above_baseline": demand.count > 0 and demand.height > BASELINE_ORDINAL,
        "above_own_ceiling": demand.is_above_own,
        "is_spillage": demand.spillage is not None,
        "has_nation_caveat": bool(demand.restrictions),
    }


def _coverage(case: Case) -> Summary:
    material = {gap.reason for gap in case.gaps if gap.material}
    return {
        "gap_count": len(case.gaps),
        "material_gap": bool(material),
        **{f"{reason.value.lower()}_gap": reason in material for reason in GapReason},
        "is_unfinished": bool(case.unfinished_stages),
        **{f"unfinished_{stage.value}": stage in case.unfinished_stages for stage in Stage},
        **{f"skipped_{stage.value}": stage in case.skipped_stages for stage in Stage},
    }
