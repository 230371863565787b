"""
The names a condition may use: the fixed, flat vocabulary of a policy.

A condition sees numbers, words and booleans, never findings or text: a policy
stays readable, cannot quote a message, and can be checked in full when it is
loaded.  `docs/policy.md` prints this table for people.
"""

from __future__ import annotations

from dataclasses import dataclass

from dlp_service.values import Category, GapReason, Mode, Origin, Stage, Tier

Value = bool | int | float | str
Summary = dict[str, Value]

LOOKALIKE_KINDS = ("typo", "tld_swap", "lookalike", "doppelganger", "homograph", "subdomain_trick")
KINDS = ("legit", *LOOKALIKE_KINDS, "freemail", "disposable", "blocked", "unknown_external")
TRUSTS = ("own", "partner", "contact", "allowed", "none")
FLAGS = (
    "exposed_recipients",
    "lookalike_domain",
    "disposable_domain",
    "freemail",
    "freemail_of_colleague",
    "own_private_mailbox",
    "odd_domain_in_group",
    "first_time_recipient",
    "near_known_contact",
    "group_address",
)
BARRIERS = ("none", "own_ceiling", "recipient_ceiling", "nation", "unknown_nation", "body")
"""Why a message may not go to a recipient, in the order in which the first that holds is named."""
TIER_NAMES = tuple(tier.name for tier in Tier)
CATEGORY_NAMES = tuple(category.name for category in Category)
CONSTANTS: dict[str, int] = {item.name: int(item) for enum in (Tier, Category) for item in enum}
"""NONE..CRITICAL and TRUSTED..BLOCKED as numbers, so that a condition can say `tier >= MODERATE`."""


@dataclass(frozen=True, slots=True)
class Variable:
    """
    One name: its type (bool, int, double or string), whether it belongs to a recipient, and what it says.

    `words` are all values a string may have, empty when open; `scale` names the constants an int is compared with.
    """

    name: str
    kind: str
    meaning: str
    of_recipient: bool = False
    words: tuple[str, ...] = ()
    scale: tuple[str, ...] = ()


def _content() -> tuple[Variable, ...]:
    return (
        Variable("score", "double", "sensitivity 0..1, all evidence"),
        Variable("tier", "int", "its tier", scale=TIER_NAMES),
        Variable("tier_name", "string", "its tier as a word", words=TIER_NAMES),
        Variable("estimated", "double", "sensitivity 0..1 of the unmarked evidence alone"),
        Variable("estimated_tier", "int", "its tier", scale=TIER_NAMES),
        Variable("content_probability", "double", "the text model alone, 0..1"),
        Variable("is_calibrated", "bool", "the text model was evaluated on local labels"),
        Variable("has_names", "bool", "names of persons who are evidence"),
        Variable("name_count", "int", "how many such findings, combined ones by their members"),
        Variable("has_protected_person", "bool", "somebody on the list of protected personnel"),
        Variable("has_project_term", "bool", "a listed project term"),
        Variable("has_personnel_on_project", "bool", "named persons together with a project term"),
        Variable("has_roster", "bool", "a list of persons"),
        Variable("has_vulnerable_persons", "bool", "a list of persons at risk"),
        Variable("has_fingerprint", "bool", "an excerpt of a registered document"),
        Variable("has_identifiers", "bool", "national, bank or service numbers"),
        Variable("identifier_count", "int", "how many such findings"),
        Variable("has_secrets", "bool", "private keys or access tokens"),
        Variable("has_label_mismatch", "bool", "label and marking contradict each other"),
        Variable("is_under_marked", "bool", "reads more sensitive than it is marked"),
    )


def _markings() -> tuple[Variable, ...]:
    return (
        Variable("is_marked", "bool", "carries a marking or machine label"),
        Variable("marking_count", "int", "how many"),
        Variable("declared_scheme", "string", "scheme of the highest marking, empty when unmarked"),
        Variable("declared_level", "string", "its level in the canonical spelling"),
        Variable("declared_ordinal", "int", "its ordinal 0..100"),
        Variable("declared_height", "int", "its height 0..100 for comparisons with ceilings"),
        Variable("is_above_baseline", "bool", "marked above what any domain may receive (OFFICIAL)"),
        Variable("above_own_ceiling", "bool", "marked above what our own system may carry"),
        Variable("is_spillage", "bool", "the same, in a scheme that obliges us to seal it"),
        Variable("has_nation_caveat", "bool", "a caveat says who may read it"),
    )


def _coverage() -> tuple[Variable, ...]:
    return (
        Variable("gap_count", "int", "parts that stayed dark"),
        Variable("material_gap", "bool", "at least one of them matters"),
        *(
            Variable(f"{reason.value.lower()}_gap", "bool", f"a material gap of reason {reason.value}")
            for reason in GapReason
        ),
        Variable("is_unfinished", "bool", "a stage ran out of time"),
        *(Variable(f"unfinished_{stage.value}", "bool", f"stage {stage.value} ran out of time") for stage in Stage),
        *(Variable(f"skipped_{stage.value}", "bool", f"stage {stage.value} was not asked for") for stage in Stage),
    )


def _message() -> tuple[Variable, ...]:
    return (
        Variable("origin", "string", "what kind of sender", words=tuple(origin.value for origin in Origin)),
        Variable("is_human", "bool", "origin is HUMAN"),
        Variable("is_authenticated", "bool", "the gateway vouches for the submitter"),
        Variable("is_external_sender", "bool", "MAIL FROM is empty or not one of our domains"),
        Variable("mode", "string", "how the verdict is used", words=tuple(mode.value for mode in Mode)),
        Variable("direction", "string", "as the gateway says it, lower case"),
        Variable("recipient_count", "int", "recipients in the envelope"),
        Variable("exposed_outsiders", "int", "strangers who see each other in To and Cc"),
        *(Variable(f"any_{flag}", "bool", f"flag {flag} on any recipient") for flag in FLAGS),
    )


def _recipient() -> tuple[Variable, ...]:
    return (
        Variable("category", "int", "what the recipient is to us", of_recipient=True, scale=CATEGORY_NAMES),
        Variable("category_name", "string", "the same as a word", of_recipient=True, words=CATEGORY_NAMES),
        Variable("risk", "double", "recipient risk 0..1, two places", of_recipient=True),
        Variable("kind", "string", "how it differs from who was meant", of_recipient=True, words=KINDS),
        Variable(
            "is_lookalike", "bool", "kind is one of the slips and tricks, and no list allows it", of_recipient=True
        ),
        Variable("trust", "string", "where trust comes from", of_recipient=True, words=TRUSTS),
        Variable("is_own", "bool", "inside our own organisation", of_recipient=True),
        Variable("publicly_registrable", "bool", "anyone can register under its suffix", of_recipient=True),
        Variable("suffix_country", "string", "ISO 3166 alpha-3 of a country suffix, or empty", of_recipient=True),
        Variable("nation", "string", "ISO 3166 alpha-3 of the recipient, empty when unknown", of_recipient=True),
        Variable("has_accreditation", "bool", "own, or the organisation file declares a ceiling", of_recipient=True),
        Variable("ceiling_height", "int", "height of its ceiling 0..100", of_recipient=True),
        Variable("above_recipient_ceiling", "bool", "marked above that ceiling", of_recipient=True),
        Variable("excluded_by_caveat", "bool", "a caveat does not admit it", of_recipient=True),
        Variable("is_releasable", "bool", "every caveat admits it, and it is within both ceilings", of_recipient=True),
        Variable("release_barrier", "string", "the first reason why not", of_recipient=True, words=BARRIERS),
        Variable("marking_is_cleared", "bool", "TRUSTED, within both ceilings, and admitted", of_recipient=True),
        Variable("is_exposed", "bool", "an outsider visible to strangers", of_recipient=True),
        Variable("is_bcc", "bool", "not visible in To or Cc", of_recipient=True),
        Variable("is_confirmed", "bool", "the sender confirmed this content for it", of_recipient=True),
        *(Variable(flag, "bool", f"flag {flag} on this recipient", of_recipient=True) for flag in FLAGS),
        Variable("counted_tier", "int", "the tier the table is entered with", of_recipient=True, scale=TIER_NAMES),
    )


VARIABLES: dict[str, Variable] = {
    item.name: item for item in (*_content(), *_markings(), *_coverage(), *_message(), *_recipient())
}
