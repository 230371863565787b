"""
What is in a text, without envelope, policy or record; `dlp inspect` needs this much of the program and no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dlp_service import detect, score
from dlp_service.budget import Budget
from dlp_service.config import Settings
from dlp_service.detect import AllowList, AnyDetector, Context
from dlp_service.options import READING
from dlp_service.organisation import Organisation
from dlp_service.score import ContentModel, Floors
from dlp_service.textmap import clean
from dlp_service.values import Extraction, Finding, PartText, Sensitivity, Stage, utc_now

if TYPE_CHECKING:
    from dlp_service.detect.fingerprints import FingerprintDetector


@dataclass(frozen=True, slots=True)
class Inspector:
    """The detectors and models that read a text; safe to use from several threads."""

    organisation: Organisation
    detectors: tuple[AnyDetector, ...]
    allowed: AllowList
    model: ContentModel | None
    floors: Floors
    most_findings: int

    def inspect(
        self, text: str, where: str, only: frozenset[str], budget: Budget
    ) -> tuple[tuple[Finding, ...], Sensitivity, Extraction]:
        """Return the findings of one text and the sensitivity of the stages run; `only` is empty for all."""
        stages = _stages(only)
        extraction = Extraction((_part(text, where),), (), "")
        context = Context(
            nation=self.organisation.nation,
            today=utc_now().date(),
            domains=self.organisation.domains,
            allowed=self.allowed,
        )
        findings: tuple[Finding, ...] = ()
        if any(detector.stage in stages for detector in self.detectors):
            detection = detect.detect(
                extraction, self.detectors, context, detect.with_inputs(stages), budget, self.most_findings
            )
            findings = tuple(finding for finding in detection.findings if detect.stage_of(finding) in stages)
        model = self.model if Stage.CONTENT_MODEL in stages else None
        return findings, score.score(extraction, findings, model, self.floors, budget), extraction

    def read_ahead(self, texts: Iterable[tuple[str, str]], only: frozenset[str], budget: Budget) -> None:
        """
        Prepare for the inspection of many short texts, each with its `where`, what is quicker done for all of them at once.

        The answers are the same without it.
        """
        parts = tuple(_part(text, where) for text, where in texts)
        detect.read_ahead(parts, self.detectors, detect.with_inputs(_stages(only)), budget)


def open_inspector(settings: Settings, organisation: Organisation, stages: frozenset[Stage]) -> Inspector:
    """
    Return an inspector with the detectors of `stages`; nothing else is loaded.

    Raises:
        ConfigError: a file or setting that cannot be used.
    """
    return Inspector(
        organisation=organisation,
        detectors=detect.build_detectors(
            organisation,
            settings,
            detect.with_inputs(stages),
            fingerprints=_fingerprints(settings, organisation) if Stage.FINGERPRINTS in stages else None,
        ),
        allowed=AllowList.of(organisation.allowed),
        model=score.configured_model(settings.models.content) if Stage.CONTENT_MODEL in stages else None,
        floors=score.load_floors(),
        most_findings=settings.limits.findings,
    )


def _fingerprints(settings: Settings, organisation: Organisation) -> FingerprintDetector | None:
    """Return the detector of registered documents; the processes that read them end before the first text is inspected."""
    if not organisation.register.sources:
        return None
    # Half a second of imports, for which only a register is a reason.
    from dlp_service.extract.isolation.private import PrivateReader, own_reader  # noqa: PLC0415
    from dlp_service.registering import load_fingerprints  # noqa: PLC0415

    reader = own_reader(settings)
    try:
        return load_fingerprints(organisation, settings, reader)
    finally:
        if isinstance(reader, PrivateReader):
            reader.close()


def _stages(only: frozenset[str]) -> frozenset[Stage]:
    return frozenset(Stage(name) for name in only) or READING


def _part(text: str, where: str) -> PartText:
    return PartText("", where, clean(text))
