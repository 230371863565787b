"""Findings, texts and a fake model for the tests of the score."""

from dlp_service.budget import Budget
from dlp_service.score import load_floors, score
from dlp_service.values import Extraction, Finding, Marking, PartText, Role, Sensitivity

FLOORS = load_floors()


class FixedModel:
    """A content model that looks its answers up, and remembers what it was asked."""

    version = "1.0"
    calibration = "LOCAL"

    def __init__(self, **answers: float) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def probability(self, text: str, budget: Budget) -> float:
        budget.check()
        self.asked.append(text)
        return max((value for word, value in self.answers.items() if word in text), default=0.0)


def finding(info_type: str, **fields) -> Finding:
    values = {"detector": "test", "confidence": 1.0, "path": "1", "where": "body", "start": 0, "end": 1} | fields
    return Finding(info_type, **values)


def marked(level: str, ordinal: int, **fields) -> Finding:
    info_type = fields.pop("info_type", "CLASSIFICATION_MARKING")
    is_mention = fields.pop("is_mention", False)
    return finding(info_type, marking=Marking("uk", level, ordinal, is_mention=is_mention), **fields)


def term(value: str, weight: float, **fields) -> Finding:
    return finding("PROJECT_TERM", value=value, weight=weight, **fields)


def person(value: str, **fields) -> Finding:
    return finding("PERSON_NAME", value=value, **fields)


def protected(value: str, weight: float = 0.4, **fields) -> Finding:
    return finding("PROTECTED_PERSON", value=value, weight=weight, **fields)


def extraction(*texts: PartText) -> Extraction:
    return Extraction(texts, (), "")


def judged(*findings: Finding, texts: tuple[PartText, ...] = (), model: FixedModel | None = None) -> Sensitivity:
    return score(extraction(*texts), findings, model, FLOORS, Budget.unlimited())


CONTEXT = Role.CONTEXT
