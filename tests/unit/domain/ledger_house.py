"""A ledger for tests, driven through the real `decide` and `apply`, with divisions as sittings have them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from tests.unit.domain.chamber import Chamber, digest, name32
from voting_protocol.forms import FormItem
from voting_server.domain import ledger as ledgers
from voting_server.domain import ledger_rules
from voting_server.domain.acts import DivisionDraft
from voting_server.domain.division import Division, DivisionState
from voting_server.domain.items import ItemCounts, item_result
from voting_server.domain.ledger import Ledger
from voting_server.domain.ledger_acts import BankItem
from voting_server.domain.ledger_votes import LedgerContext
from voting_server.domain.log import Committed
from voting_server.domain.majority import MAJORITIES
from voting_server.domain.outcome import outcome
from voting_server.domain.quorum import QUORUMS
from voting_server.domain.shapes import Result
from voting_server.domain.sitting import Sitting
from voting_server.domain.verdicts import House

SITTING = "s1"
NOW = int(datetime(2026, 3, 20, 4, tzinfo=UTC).timestamp() * 1000)
"""Noon at UTC+8 on 20 March 2026."""


def zh(text: str) -> dict[str, str]:
    return {"zh": text, "en": ""}


class LedgerHouse:
    """The ledger of the chamber's body, with a sitting whose divisions a test declares."""

    def __init__(self, members: int = 66, present: int = 58) -> None:
        self.chamber = Chamber(5)
        self.house = House(members, present, present, QUORUMS["Q2"])
        self.ledger = Ledger.empty("district")
        self.sitting = replace(Sitting.empty(SITTING), id=SITTING, body="district")
        self.now = NOW
        self.drafts = 0

    def context(self) -> LedgerContext:
        return LedgerContext(self.now, self.chamber.register, {SITTING: self.sitting}.get)

    def act(self, kind: str, /, *, actor: str = "secretariat", **members: Any) -> Committed:
        body = self.chamber.body(self.ledger.chain, actor, kind, members)
        ledger_rules.decide(self.ledger, body, self.context())
        self.now += 1
        chain = self.ledger.chain
        committed = Committed(chain.length, digest("chain", chain.head, body), digest("act", body), self.now, body)
        ledgers.apply(self.ledger, committed)
        return committed

    def draft(self, division: str, template: str, rule: str, item: FormItem | None, names: Sequence[str] = ()) -> Division:
        """A division on the agenda; `item` None for a motion, whose title is the first name."""
        self.drafts += 1
        title = zh(names[0] if item is None else "表决")
        members: dict[str, Any] = {
            "division": division,
            "number": self.drafts,
            "title": title,
            "short": title,
            "text": {"zh": "", "en": ""},
            "template": template,
            "rule": rule,
            "countdown_s": 0,
            "again_of": "",
        }
        if item is not None:
            form = {name: getattr(item, name) for name in ("type", "c", "min", "max", "w")}
            members |= {"form": [form], "names": [[zh(name) for name in names]]}
        body = self.chamber.body(self.sitting.chain, "secretariat", "division-draft", members)
        made = Division(division, msgspec.convert(body, DivisionDraft))
        self.sitting.divisions[division] = made
        return made

    def state(self, division: str, state: DivisionState) -> None:
        self.sitting.divisions[division] = replace(self.sitting.divisions[division], state=state)

    def declare(self, division: str, counts: Sequence[Sequence[int]]) -> None:
        """Declare a division on these counts; verdicts are the rules' own."""
        subject = self.sitting.divisions[division]
        house = self.house
        common = {
            "epoch": 0,
            "size": 0,
            "root": name32("root"),
            "counted_root": name32("counted"),
            "entries": "",
            "counted": "",
            "members": house.members,
            "present": house.present,
            "rule": subject.draft.rule,
        }
        result = common | (_motion(counts[0], subject, house) if subject.draft.motion else _names(counts, subject, house))
        self.sitting.divisions[division] = replace(
            subject, state="declared", result=msgspec.convert(result, Result), declared_ms=self.now
        )


def _motion(counts: Sequence[int], subject: Division, house: House) -> Mapping[str, Any]:
    rule = MAJORITIES[subject.draft.rule]
    judged = outcome(*counts, house.members, house.present, rule, house.quorum)
    keys = dict(zip(("for", "against", "abstain"), counts, strict=True))
    return {**keys, "not_pressed": judged.not_pressed, "carried": judged.carried, "needed": judged.needed}


def _names(counts: Sequence[Sequence[int]], subject: Division, house: House) -> Mapping[str, Any]:
    item = item_result(subject.draft.item, subject.draft.rule, ItemCounts(counts), house)
    return {"voted": house.voted, "items": [item], "not_pressed": house.present - house.voted, "needed": 0}


def bank(size: int, *, label: str = "题") -> list[dict[str, Any]]:
    return [
        {"text": f"{label} {n}", "options": ["甲", "乙", "丙", "丁"], "answer": "ABCD"[n % 4] if n % 5 else "BD"}
        for n in range(size)
    ]


def answers(paper: Sequence[tuple[str, int, BankItem]], right: int) -> list[str]:
    """Answers of which the first `right` are right."""
    return [item.answer if n < right else "" for n, (_, _, item) in enumerate(paper)]
