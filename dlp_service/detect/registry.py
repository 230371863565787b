"""The detectors that ship, by explicit import: what is not here does not run."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dlp_service.config import Settings
from dlp_service.detect.fingerprints import FingerprintDetector
from dlp_service.detect.identifiers import IdentifierDetector
from dlp_service.detect.interface import AnyDetector
from dlp_service.detect.markings import MarkingDetector
from dlp_service.detect.names.detector import NameDetector
from dlp_service.detect.names.spacy_tagger import SpacyTagger
from dlp_service.detect.people_project import PeopleProjectDetector
from dlp_service.detect.protected.detector import ProtectedPeopleDetector
from dlp_service.detect.protected.hashed import HashedPeopleDetector
from dlp_service.detect.protected.matched import MatchedPeopleDetector, MatchedTermDetector
from dlp_service.detect.protected.terms_hashed import HashedTermDetector
from dlp_service.detect.terms.detector import TermDetector
from dlp_service.organisation import Organisation
from dlp_service.values import Finding, Stage


def build_detectors(
    organisation: Organisation,
    settings: Settings,
    stages: Iterable[Stage] = tuple(Stage),
    *,
    previous: Iterable[AnyDetector] = (),
    fingerprints: FingerprintDetector | None = None,
) -> tuple[AnyDetector, ...]:
    """
    Build the detectors of `stages` for one revision of the organisation file.

    Cheap ones come first, so that a deadline costs only the slow reading of names.  `previous` are
    the detectors of the revision before: the names model and lists of terms that did not change are taken from them.
    `fingerprints` knows the registered documents, which only the reader of attachments can read.

    Raises:
        ConfigError: the names model of the settings is not installed, or an index of terms cannot be used.
    """
    loaded = next((detector for detector in previous if isinstance(detector, NameDetector)), None)
    terms = next((detector for detector in previous if isinstance(detector, TermDetector)), None)
    builders: tuple[tuple[Stage, Callable[[], AnyDetector]], ...] = (
        (Stage.MARKINGS, lambda: _markings(organisation)),
        (Stage.TERMS, lambda: TermDetector(organisation.terms, organisation.term_files, terms)),
        (Stage.TERMS, lambda: HashedTermDetector(organisation.hashed_terms)),
        (Stage.TERMS, lambda: MatchedTermDetector(organisation.matcher)),
        (Stage.IDENTIFIERS, lambda: IdentifierDetector(organisation.nation)),
        *(((Stage.FINGERPRINTS, lambda: fingerprints),) if fingerprints else ()),
        (Stage.NAMES, lambda: ProtectedPeopleDetector(organisation.personnel)),
        (Stage.NAMES, lambda: HashedPeopleDetector(organisation.hashed_personnel)),
        (Stage.NAMES, lambda: MatchedPeopleDetector(organisation.matcher)),
        (Stage.NAMES, lambda: loaded or NameDetector(SpacyTagger(settings.models.names))),
        (Stage.PEOPLE_PROJECT, PeopleProjectDetector),
    )
    asked = frozenset(stages)
    return tuple(build() for stage, build in builders if stage in asked)


def _markings(organisation: Organisation) -> MarkingDetector:
    return MarkingDetector(organisation.nation, organisation.labels, organisation.levels, organisation.schemes)


def stage_of(finding: Finding) -> Stage:
    """
    Return the stage whose detector made a finding.

    Raises:
        ValueError: no detector of this room has that name.
    """
    return Stage.NAMES if finding.detector == ProtectedPeopleDetector.name else Stage(finding.detector)
