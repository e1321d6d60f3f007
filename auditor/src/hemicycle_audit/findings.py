"""Failures found by the verifier: a code, a place, and a reason in Chinese and English."""

from dataclasses import dataclass, field

from hemicycle_audit.messages import MESSAGES


@dataclass(frozen=True)
class Failure:
    """One thing that does not hold; ``place`` is the same in every language."""

    code: str
    place: str
    zh: str
    en: str


@dataclass
class Findings:
    """What was found: failures, warnings, and the steps that were reached."""

    failures: list[Failure] = field(default_factory=list)
    warnings: list[Failure] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)

    def begin(self, step: str) -> None:
        """Note that a step of §10 has been reached."""
        self.steps.append(step)

    def fail(self, code: str, place: str, reason: str, /, **detail: object) -> None:
        """Add a failure; ``reason`` names its text in ``MESSAGES``."""
        self.failures.append(_made(code, place, reason, detail))

    def warn(self, code: str, place: str, reason: str, /, **detail: object) -> None:
        """Add a remark that does not refuse the bundle."""
        self.warnings.append(_made(code, place, reason, detail))

    def require(self, holds: bool, code: str, place: str, reason: str, /, **detail: object) -> bool:
        """Add a failure unless ``holds``; return ``holds``."""
        if not holds:
            self.fail(code, place, reason, **detail)
        return holds


def _made(code: str, place: str, reason: str, detail: dict[str, object]) -> Failure:
    zh, en = MESSAGES[reason]
    return Failure(code, place, zh.format(**detail), en.format(**detail))
