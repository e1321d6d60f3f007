"""A sitting whose acts are kept, to set sheets from: every form of ballot, held through the real rules."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.unit.domain.chamber import member
from tests.unit.domain.secret import SecretChamber
from voting_protocol.ballots import Ballot
from voting_protocol.encoding import unb64u
from voting_protocol.forms import FormItem
from voting_protocol.marks import Choice
from voting_server.domain.items import ItemCounts, item_result
from voting_server.domain.log import Committed
from voting_server.domain.verdicts import House
from voting_server.sheets.facts import Facts, division_facts, sitting_facts
from voting_server.sheets.history import History, fold_history

NAMES = ("张伟", "买买提·艾合买提", "欧阳文静", "李娜", "王建国", "赵敏", "钱学礼", "孙悦")
RECORD = {"file": "s1@d1.hemicycle.json", "sha256": "0123456789abcdef" * 4}
TITLE = {"zh": "关于临湖区人民政府工作报告的决议（草案）", "en": "Resolution on the government's work report (draft)"}


def names(*labels: str) -> list[list[dict[str, str]]]:
    """The names on a ballot, Chinese only."""
    return [[{"zh": label, "en": ""} for label in labels]]


class Kept(SecretChamber):
    """All acts kept, and what sheets are made of from them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.people_acts: list[Committed] = []
        self.acts: list[Committed] = []
        super().__init__(*args, **options)

    def _commit_reg(self, body: dict[str, Any]) -> Committed:
        committed = super()._commit_reg(body)
        self.people_acts.append(committed)
        return committed

    def submit(self, body: dict[str, Any]) -> Committed:
        committed = super().submit(body)
        self.now += 4_100
        self.acts.append(committed)
        return committed

    @property
    def history(self) -> History:
        """All that happened so far."""
        return fold_history("district", "s1", self.people_acts, self.acts)

    def facts(self, division: str = "d1", ballots: Sequence[Ballot] = ()) -> Facts:
        """The facts of a division."""
        return division_facts(self.history, division, ballots, RECORD)

    def minutes(self, ballots: Mapping[str, Sequence[Ballot]] | None = None) -> Facts:
        """The facts of the sitting."""
        return sitting_facts(self.history, ballots or {}, self.now)


class Sitting(Kept):
    """`size` deputies with people's names."""

    def __init__(self, size: int = 8, **options: Any) -> None:
        super().__init__(size, **options)
        roster = [
            member(n, name=NAMES[(n - 1) % len(NAMES)], latin=f"Deputy {n}", delegation=f"第{n % 3 + 1}代表团")
            for n in range(1, size + 1)
        ]
        self.reg("secretariat", "roster-set", members=roster)

    def hold(self, division: str, counts: ItemCounts, voted: int, **draft: Any) -> None:
        """A named vote on many names, from the draft to the declaration; the counts are judged by the real rules."""
        self.announce(division, **draft)
        self.open(division)
        self.close(division)
        subject = self.sitting.divisions[division]
        item: FormItem = subject.draft.item
        house = House(subject.opened.n, subject.opened.p, voted, self.sitting.quorum)
        judged = item_result(item, subject.draft.rule, counts, house)
        base = self.result(division, voted, 0, 0)
        rest = {name: value for name, value in base.items() if name not in ("for", "against", "abstain", "carried")}
        rule = {"needed": house.members // 2 + 1 if subject.draft.rule in ("E6", "M1", "M4", "projects") else 0}
        result = {**rest, **rule, "voted": voted, "items": [judged]}
        self.act("server", "division-tally", division=division, open=subject.opened.open, close=subject.close, result=result)
        self.declare(division)

    def cast(self, division: str, *choices: tuple[str, Choice]) -> list[Ballot]:
        """Named ballots on a motion: by terminal (`t1`), as the box would have them."""
        opening = unb64u(self.opening(division), 32)
        return [Ballot(opening, unb64u(self.key(terminal), 32), 1, opening, (choice,)) for terminal, choice in choices]
