"""A chamber that counts by hand: two tellers, another teller's device of the first, two scrutineers (docs/channels.md)."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.unit.domain.chamber import commit, name32
from tests.unit.domain.secret import SecretChamber
from voting_server.domain.hand_count import HandCount
from voting_server.domain.hand_result import hand_result
from voting_server.domain.log import Committed
from voting_server.domain.views import state_view

TELLERS = ("teller", "teller2")


def names(*zh: str) -> list[list[dict[str, str]]]:
    return [[{"zh": name, "en": ""} for name in zh]]


def ballot(kind: int, *zh: str, least: int = 0, most: int = 0, w: int = 0) -> dict[str, Any]:
    """Form and names of a draft."""
    return {"form": [{"type": kind, "c": len(zh), "min": least, "max": most, "w": w}], "names": names(*zh)}


def ballots(
    valid: int, counts: Sequence[Sequence[int]], written: Mapping[str, int] | None = None, **invalid: int
) -> dict[str, Any]:
    """Figures of paper."""
    reasons = {
        reason: invalid.get(reason.replace("-", "_"), 0) for reason in ("too-many", "written", "unreadable", "foreign", "other")
    }
    more = {} if written is None else {"written": [{"name": name, "votes": written[name]} for name in sorted(written)]}
    return {"valid": valid, "invalid": reasons, "counts": [list(row) for row in counts], **more}


def sections(**figures: Sequence[int]) -> dict[str, Any]:
    """Figures of hands on a motion, section by section."""
    return {"sections": [{"name": name, "voted": sum(row), "counts": [list(row)]} for name, row in sorted(figures.items())]}


class CountChamber(SecretChamber):
    """`teller`, `teller2` and `teller-b`, the first teller's second device; `scrutineer` and `sc1`…"""

    def __init__(self, size: int = 6, *, present: int | None = None, video: int = 0, **options: Any) -> None:
        super().__init__(size, **options)
        self.enrol("teller2", "teller", "", "teller two")
        self.enrol("teller-b", "teller", "", "teller one")
        there = size if present is None else present
        self.act("chair", "sitting-open", register=self.register.chain.head)
        for number in range(1, there + 1):
            by = {"by": "video"} if number > there - video else {}
            self.act("secretariat", "check-in", member=f"m{number}", seat=f"1-{number}", **by)

    def put(self, division: str = "d1", /, **draft: Any) -> None:
        """A division up to its opening; on paper unless told."""
        on = draft.pop("channel", "paper")
        self.announce(division, channel=on, **({"secrecy": "secret"} if on == "paper" else {}) | draft)
        self.open(division)

    def says_count(self, actor: str, kind: str, division: str = "d1", /, **members: Any) -> Committed:
        """An act of the count."""
        return self.act(actor, kind, division=division, open=self.opening(division), **members)

    def boxes(self, division: str = "d1", /, issued: int = 6, returned: int = 6) -> None:
        """Ballots issued, ballot boxes closed, ballots returned."""
        self.says_count("teller", "paper-issue", division, issued=issued)
        self.close(division)
        self.says_count("teller", "paper-return", division, returned=returned)

    def count_of(self, division: str = "d1") -> HandCount:
        """Where the count stands."""
        return self.sitting.divisions[division].counted_by_hand

    def commits(self, actor: str, figures: Any, division: str = "d1", **changes: Any) -> Committed:
        """A teller commits in the running attempt."""
        attempt = self.count_of(division).attempt.number
        digest = commit(self.opening(division), attempt, self.key(actor), name32("salt", actor), figures)
        return self.says_count(actor, "count-commit", division, **({"attempt": attempt, "digest": digest} | changes))

    def reveals(self, actor: str, figures: Any, division: str = "d1", **changes: Any) -> Committed:
        """A teller reveals in the running attempt."""
        members = {"attempt": self.count_of(division).attempt.number, "salt": name32("salt", actor), "figures": figures}
        return self.says_count(actor, "count-reveal", division, **(members | changes))

    def counts(self, figures: Any, other: Any = None, division: str = "d1") -> None:
        """Both tellers count, the second perhaps differently."""
        both = (figures, figures if other is None else other)
        for actor, each in zip(TELLERS, both, strict=True):
            self.commits(actor, each, division)
        for actor, each in zip(TELLERS, both, strict=True):
            self.reveals(actor, each, division)

    def signs(self, actor: str = "scrutineer", division: str = "d1", **changes: Any) -> Committed:
        """A scrutineer signs the count that stands."""
        return self.says_count(actor, "count-sign", division, **({"count": self.count_of(division).stands} | changes))

    def hand_result(self, division: str = "d1") -> dict[str, Any]:
        """The true result of a paper or hands division."""
        roots = {"root": name32("board", division), "counted_root": name32("counted", division)}
        return hand_result(self.sitting.divisions[division], self.sitting.quorum) | roots

    def tally_hand(self, division: str = "d1", result: dict[str, Any] | None = None, **changes: Any) -> Committed:
        """The server's tally."""
        subject = self.sitting.divisions[division]
        true = (self.hand_result(division) if result is None else result) | changes
        return self.act("server", "division-tally", division=division, open=subject.opened.open, close=subject.close, result=true)

    def held(self, figures: Any, division: str = "d1", /, issued: int = 0, returned: int = 0, **draft: Any) -> dict[str, Any]:
        """A whole paper or hands division; its declared RESULT."""
        self.put(division, **draft)
        if draft.get("channel", "paper") == "paper":
            self.boxes(division, issued, returned)
        else:
            self.close(division)
        self.counts(figures, division=division)
        self.signs(division=division)
        self.tally_hand(division)
        self.declare(division)
        result: dict[str, Any] = self.seen("observer", division)["result"]
        return result

    def seen(self, role: str = "chair", division: str = "d1") -> dict[str, Any]:
        """A division as a role sees it."""
        views = state_view(self.sitting, self.register, role)["divisions"]
        return dict(next(view for view in views if view["id"] == division))


def verdicts(result: Mapping[str, Any]) -> list[str]:
    return [name["verdict"] for name in result["items"][0]["names"]]
