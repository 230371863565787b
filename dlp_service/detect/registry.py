"""
The detectors that ship, each by an import of its own: what is not here does not run.

They are imported when they are built.  The grammars of all of them take a second to make ready, and whoever asks for
one stage need not wait for the others.
"""
# ruff: noqa: PLC0415 - as said above

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from dlp_service.config import Settings
from dlp_service.detect.interface import AnyDetector
from dlp_service.organisation import Organisation
from dlp_service.values import Finding, Stage

if TYPE_CHECKING:
    from dlp_service.detect.fingerprints import FingerprintDetector

PROTECTED_PEOPLE = "protected_people"
"""The name of the detectors of listed people, which belong to the stage of names."""


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
    known = tuple(previous)
    builders: tuple[tuple[Stage, Callable[[], Iterator[AnyDetector]]], ...] = (
        (Stage.MARKINGS, lambda: _markings(organisation)),
        (Stage.TERMS, lambda: _terms(organisation, known)),
        (Stage.IDENTIFIERS, lambda: _identifiers(organisation)),
        (Stage.FINGERPRINTS, lambda: iter((fingerprints,) if fingerprints else ())),
        (Stage.NAMES, lambda: _names(organisation, settings, known)),
        (Stage.PEOPLE_PROJECT, _people_project),
    )
    asked = frozenset(stages)
    return tuple(detector for stage, build in builders if stage in asked for detector in build())


def _markings(organisation: Organisation) -> Iterator[AnyDetector]:
    from dlp_service.detect.markings import MarkingDetector

    yield MarkingDetector(organisation.nation, organisation.labels, organisation.levels, organisation.schemes)


def _terms(organisation: Organisation, previous: tuple[AnyDetector, ...]) -> Iterator[AnyDetector]:
    from dlp_service.detect.protected.matched import MatchedTermDetector
    from dlp_service.detect.protected.terms_hashed import HashedTermDetector
    from dlp_service.detect.terms.detector import TermDetector

    loaded = next((detector for detector in previous if isinstance(detector, TermDetector)), None)
    yield TermDetector(organisation.terms, organisation.term_files, loaded)
    yield HashedTermDetector(organisation.hashed_terms)
    yield MatchedTermDetector(organisation.matcher)


def _identifiers(organisation: Organisation) -> Iterator[AnyDetector]:
    from dlp_service.detect.identifiers import IdentifierDetector

    yield IdentifierDetector(organisation.nation)


def _names(organisation: Organisation, settings: Settings, previous: tuple[AnyDetector, ...]) -> Iterator[AnyDetector]:
    from dlp_service.detect.names.detector import NameDetector
    from dlp_service.detect.names.spacy_tagger import SpacyTagger
    from dlp_service.detect.protected.detector import ProtectedPeopleDetector
    from dlp_service.detect.protected.hashed import HashedPeopleDetector
    from dlp_service.detect.protected.matched import MatchedPeopleDetector

    loaded = next((detector for detector in previous if isinstance(detector, NameDetector)), None)
    yield ProtectedPeopleDetector(organisation.personnel)
    yield HashedPeopleDetector(organisation.hashed_personnel)
    yield MatchedPeopleDetector(organisation.matcher)
    yield loaded or NameDetector(SpacyTagger(settings.models.names))


def _people_project() -> Iterator[AnyDetector]:
    from dlp_service.detect.people_project import PeopleProjectDetector

    yield PeopleProjectDetector()


def stage_of(finding: Finding) -> Stage:
    """
    Return the stage whose detector made a finding.

    Raises:
        ValueError: no detector of this room has that name.
    """
    return Stage.NAMES if finding.detector == PROTECTED_PEOPLE else Stage(finding.detector)
