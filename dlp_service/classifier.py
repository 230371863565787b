"""
The rooms put together: build them, walk a message through them, keep what must be kept.

A `Classifier` is what a server process, a notebook or the command line holds.
It is safe to call from several threads: the rooms are one frozen value, replaced
as a whole when a list or a policy is switched.  After the walk it does, in this
order, what must not be lost: hold the message, offer the confirmation, record
the decision.  If one of these fails there is no verdict, because a verdict
that nobody recorded cannot be explained.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from dlp_service import audit, detect, policy, recipients, review, score
from dlp_service.audit import AuditLog
from dlp_service.budget import Budget
from dlp_service.config import Settings, load_settings
from dlp_service.detect.fingerprints import FingerprintDetector
from dlp_service.errors import ConfigError, InvalidMessage
from dlp_service.extract import Reader
from dlp_service.extract.isolation.private import PrivateReader, own_reader
from dlp_service.inspection import Inspector
from dlp_service.lesson import lesson_of
from dlp_service.levels import LevelTable
from dlp_service.options import READING, Options
from dlp_service.organisation import Organisation, load_organisation
from dlp_service.pipeline import walk
from dlp_service.policy import Policy
from dlp_service.registering import is_same_register, load_fingerprints
from dlp_service.rooms import Memory, Rooms
from dlp_service.store import Request, Store, open_store
from dlp_service.values import (
    Action,
    Assessment,
    Envelope,
    Extraction,
    Finding,
    History,
    Mode,
    Outcome,
    Sensitivity,
    utc_now,
)


@dataclass(slots=True)
class _Keeper:
    """Where outcomes are kept: a store and a decision log; without a store nothing is."""

    store: Store | None
    log: AuditLog | None
    settings: Settings

    def memory(self) -> Memory:
        """Return the two questions that the walk may ask."""
        store = self.store
        if store is None:
            return Memory(history=lambda _: History(is_supplied=True))  # an empty store that forgets at once
        return Memory(
            history=lambda envelope: store.history([r.address for r in envelope.recipients], envelope.principal),
            confirmed=lambda envelope, digest: store.confirmed(
                envelope.sender, digest, [r.address for r in envelope.recipients], utc_now()
            ),
        )

    def enforce(self, outcome: Outcome, raw: bytes, *, is_whole: bool) -> Outcome:
        """
        Hold the message and offer the confirmation that the verdict asks for; return the outcome with their names.

        Raises:
            NotReady: something could not be committed; the caller must not get a verdict.
        """
        store = self.store
        if store is None or outcome.case.mode is not Mode.ENFORCE:
            return outcome
        # A spillage is kept for the security officer even when the gateway refuses the message.  What came only in
        # part is not taken into custody: without a review item the message is still the gateway's.
        if is_whole and (outcome.verdict.action is Action.QUARANTINE or outcome.verdict.is_sealed):
            outcome = replace(outcome, review_item=review.submit(outcome, raw, store))
        warned = [item.address for item in outcome.verdict.recipients if item.action is Action.WARN]
        # Without a digest of what was read, a confirmation would open the way for any other unreadable message.
        if outcome.verdict.action is Action.WARN and outcome.verdict.can_confirm and outcome.case.content_digest:
            confirmation = store.offer_confirmation(
                outcome.case.envelope.sender,
                warned,
                outcome.case.content_digest,
                outcome.case.received + timedelta(hours=self.settings.store.confirmation_hours),
            )
            outcome = replace(outcome, confirmation=confirmation)
        return outcome

    def record(self, outcome: Outcome, request: Request | None, response: bytes) -> bytes:
        """
        Keep the case, the answer and the line of the decision log; return the answer to give.

        Raises:
            Conflict: the request's name was used for a different request.
            NotReady: something could not be written; the caller must not get a verdict.
        """
        if outcome.case.mode is Mode.REPLAY:
            return response
        if self.store is not None:
            response = self._recorded(outcome, request, response, self.store)
        if self.log is not None:
            self.log.record(outcome)
        return response

    @staticmethod
    def _recorded(outcome: Outcome, request: Request | None, response: bytes, store: Store) -> bytes:
        """Keep the case and the answer in one commit, with what may be learnt from it once it is delivered."""
        case, lesson = outcome.case, lesson_of(outcome)
        return store.record_decision(
            case.case_id,
            audit.case_record(case, store.pseudonym),
            received=case.received,
            sender=lesson.sender,
            recipients=lesson.recipients,
            message_id=lesson.message_id,
            answers=lesson.answers,
            request=request,
            response=response,
        )


class Classifier:
    """
    Judges messages.

    >>> classifier = Classifier.from_config()  # doctest: +SKIP
    >>> outcome = classifier.classify(raw, mail_from="a@mod.uk", rcpt_to=["b@navy.ml"])  # doctest: +SKIP
    >>> outcome.verdict.action  # doctest: +SKIP
    <Action.BLOCK: 40>
    """

    def __init__(self, settings: Settings, rooms: Rooms, keeper: _Keeper) -> None:
        self._settings = settings
        self._rooms = rooms
        self._keeper = keeper
        self._seen = keeper.store.switch_revision() if keeper.store else 0

    @classmethod
    def from_config(cls, path: Path | str | None = None, organisation: Path | str | None = None) -> Classifier:
        """
        Return a classifier for this process from a settings file, `DLP_*` variables, and an organisation file.

        Raises:
            ConfigError: a file or setting that cannot be used.
        """
        settings = load_settings(Path(path) if path else None)
        if organisation:
            settings = replace(settings, service=replace(settings.service, organisation=str(organisation)))
        return cls.from_settings(settings)

    @classmethod
    def from_settings(
        cls, settings: Settings, reader: Reader | None = None, *, keeps_state: bool | None = None
    ) -> Classifier:
        """
        Return a classifier; state is kept where the settings name a store, unless `keeps_state` says otherwise.

        `reader` reads attachments, by default in processes that this one starts with the first of them.

        Raises:
            ConfigError: a file or setting that cannot be used.
        """
        keeps = bool(settings.store.path) if keeps_state is None else keeps_state
        rooms = _build_rooms(settings, _organisation(settings), reader or own_reader(settings))
        store = open_store(settings.store) if keeps else None
        log = AuditLog.open(settings.audit.path, store.pseudonym if store else None) if settings.audit.path else None
        return cls(settings, rooms, _Keeper(store, log, settings))

    def for_organisation(self, organisation: str) -> Classifier:
        """Return a classifier that shares this one's models and store and has other lists."""
        settings = replace(self._settings, service=replace(self._settings.service, organisation=organisation))
        return Classifier(settings, _with_lists(self._rooms, settings), self._keeper)

    def classify(
        self, raw: bytes, *, mail_from: str = "", rcpt_to: tuple[str, ...] | list[str] = (), mode: Mode = Mode.ENFORCE
    ) -> Outcome:
        """
        Judge one message with the default options, as `dlp classify` does: the sender is vouched for.

        Raises:
            InvalidMessage: there is no recipient, or one that is no text or empty.
            NotReady: what must be kept could not be.
        """
        budget = Budget.of(self._settings.service.deadline_s)
        envelope = Envelope.vouched(_address(mail_from, "mail_from"), _addresses(rcpt_to))
        return self.classify_message(raw, envelope, Options(mode=mode), budget)

    def classify_message(self, raw: bytes, envelope: Envelope, options: Options, budget: Budget) -> Outcome:
        """
        Judge one message, hold it and record the decision as `options.mode` says.

        Raises:
            InvalidMessage: there is no recipient.
            Cancelled: the caller went away.
            NotReady: what must be kept could not be.
        """
        outcome = self.judge(raw, envelope, options, budget)
        self.record(outcome)
        return outcome

    def judge(self, raw: bytes, envelope: Envelope, options: Options, budget: Budget) -> Outcome:
        """
        Judge one message and hold it as `options.mode` says; the verdict may be given once `record` returned.

        Raises as `classify_message` does.
        """
        outcome = walk(raw, envelope, self._rooms, self._keeper.memory(), options, utc_now(), budget)
        return self._keeper.enforce(outcome, raw, is_whole=options.is_whole)

    def record(self, outcome: Outcome, request: Request | None = None, response: bytes = b"") -> bytes:
        """
        Record a decision, together with the answer of a named request; return the answer to give.

        That is `response`, unless another call of the same name was faster.

        Raises:
            Conflict: the request's name was used for a different request.
            NotReady: the decision could not be recorded.
        """
        return self._keeper.record(outcome, request, response)

    def inspect(
        self, text: str, where: str, only: frozenset[str], budget: Budget
    ) -> tuple[tuple[Finding, ...], Sensitivity, Extraction]:
        """Return the findings of one text and the sensitivity of the stages run; `only` is empty for all."""
        rooms = self._rooms
        inspector = Inspector(
            rooms.organisation, rooms.detectors, rooms.allowed, rooms.model, rooms.floors, rooms.limits.findings
        )
        return inspector.inspect(text, where, only, budget)

    def assess(self, envelope: Envelope, visible_recipients: tuple[str, ...], budget: Budget) -> Assessment:
        """
        Judge recipients alone.

        Raises:
            OutOfTime: the `budget` is used up.
            Cancelled: the caller went away.
        """
        history = self._keeper.memory().history(envelope)
        today = utc_now().date()
        return recipients.assess(envelope, visible_recipients, self._rooms.view, history, today, budget=budget)

    @property
    def store(self) -> Store:
        """
        Return the store.

        Raises:
            ConfigError: this classifier keeps nothing.
        """
        if self._keeper.store is None:
            raise ConfigError("no store is configured")
        return self._keeper.store

    @property
    def policy(self) -> Policy:
        """Return the policy that decides now."""
        return self._rooms.policy

    def refresh(self) -> bool:
        """
        Read the lists and the policy again if a switch was thrown; return whether anything was taken up.

        Raises:
            ConfigError: what is there now cannot be used; the old rooms stay, and the switch counts as seen.
        """
        revision = self._keeper.store.switch_revision() if self._keeper.store else 0
        if revision == self._seen:
            return False
        self._seen = revision
        self._rooms = _with_lists(self._rooms, self._settings)
        return True

    def revisions(self) -> dict[str, str]:
        """
        Return what is loaded: the revisions of policy, organisation and refreshed lists, and the versions of the models.

        Where a registered folder holds what could not be taken, how much it is stands there too; `dlp lists check` names it.
        """
        rooms = self._rooms
        left_out = rooms.organisation.register.left_out
        return {
            "policy": rooms.policy.revision,
            "organisation": rooms.organisation.revision,
            **dict(rooms.model_versions),
            **({"lists": rooms.view.lists_revision} if rooms.view.lists_revision else {}),
            **({"documents_left_out": str(len(left_out))} if left_out else {}),
        }

    def close(self) -> None:
        """Let go of the store, a temporary one is deleted, and end the reading processes that belong to this one."""
        if isinstance(self._rooms.reader, PrivateReader):
            self._rooms.reader.close()
        if self._keeper.store is not None:
            self._keeper.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _address(address: object, field: str) -> str:
    if not isinstance(address, str):
        raise InvalidMessage("must be text", field=field)
    return address


def _addresses(addresses: object) -> tuple[str, ...]:
    """Return the recipients; one text is refused, because its letters would become recipients."""
    if isinstance(addresses, str) or not isinstance(addresses, Iterable):
        raise InvalidMessage("must be a list of addresses", field="rcpt_to")
    found = tuple(_address(address, f"rcpt_to[{number}]") for number, address in enumerate(addresses))
    if not found or not all(found):
        raise InvalidMessage("names no recipient" if not found else "names an empty recipient", field="rcpt_to")
    return found


def _organisation(settings: Settings) -> Organisation:
    return load_organisation(Path(settings.service.organisation)) if settings.service.organisation else Organisation()


def _build_rooms(settings: Settings, organisation: Organisation, reader: Reader) -> Rooms:
    """Build everything a walk needs."""
    model = score.configured_model(settings.models.content)
    return Rooms(
        organisation=organisation,
        view=_view(settings, organisation),
        detectors=detect.build_detectors(
            organisation,
            settings,
            READING,
            fingerprints=load_fingerprints(organisation, settings, reader),
        ),
        allowed=detect.AllowList.of(organisation.allowed),
        model=model,
        floors=score.load_floors(),
        policy=_policy(settings, organisation.levels),
        levels=organisation.levels,
        reader=reader,
        limits=settings.limits,
        model_versions=(("content", model.version), ("names", settings.models.names)),
    )


def _with_lists(rooms: Rooms, settings: Settings) -> Rooms:
    """Return the rooms with the lists and the policy read again; the models stay as they are."""
    organisation = _organisation(settings)
    return replace(
        rooms,
        organisation=organisation,
        view=_view(settings, organisation),
        detectors=detect.build_detectors(
            organisation,
            settings,
            READING,
            previous=rooms.detectors,
            fingerprints=_fingerprints(rooms, organisation, settings),
        ),
        allowed=detect.AllowList.of(organisation.allowed),
        policy=_policy(settings, organisation.levels),
        levels=organisation.levels,
    )


def _fingerprints(rooms: Rooms, organisation: Organisation, settings: Settings) -> FingerprintDetector | None:
    """Return the detector of registered documents, the one that is there as long as the register is the same."""
    known = next((detector for detector in rooms.detectors if isinstance(detector, FingerprintDetector)), None)
    if known and is_same_register(rooms.organisation, organisation):
        return known
    return load_fingerprints(organisation, settings, rooms.reader)


def _view(settings: Settings, organisation: Organisation) -> recipients.RecipientView:
    return recipients.build_view(organisation, recipients.load_refreshed(settings.lists_folder))


def _policy(settings: Settings, levels: LevelTable) -> Policy:
    return policy.load_policy(Path(settings.service.policy) if settings.service.policy else None, levels)
