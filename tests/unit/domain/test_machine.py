"""A sitting under random acts: whatever is tried, its invariants hold."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.unit.domain.chamber import Chamber, member, name32
from voting_server.domain.codes import RuleError
from voting_server.domain.division import LIVE
from voting_server.domain.opening import opened_electors
from voting_server.domain.sitting import attendance

SIZE = 6
people = st.integers(1, SIZE)
divisions = st.sampled_from(["d1", "d2", "d3"])
actors = st.sampled_from(["chair", "chair", "chair", "secretariat", "scrutineer", "server", "operator", "t1"])
FINAL = {"archived", "void", "withdrawn", "deferred"}
AFTER = {
    "draft": {"approved", "withdrawn", "deferred"},
    "approved": {"announced", "withdrawn", "deferred"},
    "announced": {"open", "void", "withdrawn", "deferred"},
    "open": {"closed", "void"},
    "closed": {"tallied", "void"},
    "tallied": {"declared", "void"},
    "declared": {"published"},
    "published": {"archived"},
}


class SittingMachine(RuleBasedStateMachine):
    """Random acts by random actors; refusals are fine, broken invariants are not."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[str, str] = {}
        self.chamber = Chamber(SIZE, terminals=SIZE - 1)
        self.chamber.open_sitting(SIZE - 1)
        self.results: dict[str, Any] = {}
        self.electorates: dict[str, Any] = {}

    def attempt(self, step: Any, *args: Any, **members: Any) -> None:
        length = self.chamber.sitting.chain.length
        try:
            step(*args, **members)
        except RuleError:
            unchanged = self.chamber.sitting.chain.length == length
        else:
            unchanged = False
        assert unchanged or self.chamber.sitting.chain.length == length + 1
        self.follow_states()

    @initialize(steps=st.lists(st.integers(0, 8), min_size=3, max_size=3), for_=st.integers(0, SIZE))
    def already_under_way(self, steps: list[int], for_: int) -> None:
        """Random acts alone seldom get past the opening: begin somewhere on the way."""
        for division, count in zip(("d1", "d2", "d3"), steps, strict=True):
            self.proceeds(division, count, for_)

    @rule(number=people, by=st.sampled_from(["secretariat", "own", "t1"]))
    def arrives(self, number: int, by: str) -> None:
        self.attempt(self.chamber.check_in, number, f"t{number}" if by == "own" else by)

    @rule(number=people)
    def leaves(self, number: int) -> None:
        self.attempt(self.chamber.act, "secretariat", "depart", member=f"m{number}")

    @rule(number=people)
    def excused(self, number: int) -> None:
        self.attempt(self.chamber.act, "secretariat", "leave-grant", member=f"m{number}", reason="x")

    @rule(number=people, status=st.sampled_from(["in-office", "in-office", "suspended"]))
    def roster_changes(self, number: int, status: str) -> None:
        roster = [member(n, status=status if n == number else "in-office") for n in range(1, SIZE + 1)]
        self.chamber.reg("secretariat", "roster-set", members=roster)

    @rule(number=people)
    def terminal_lost(self, number: int) -> None:
        key = self.chamber.register.keys.get(self.chamber.key(f"t{number}"))
        if key and key.active:
            self.chamber.reg("operator", "key-revoke", key=key.key, reason="遗失")

    @rule(division=divisions, rule_id=st.sampled_from(["M1", "M2", "M7"]), countdown=st.sampled_from([0, 1]))
    def drafted(self, division: str, rule_id: str, countdown: int) -> None:
        self.attempt(self.chamber.draft, division, rule=rule_id, countdown_s=countdown)

    @rule(
        division=divisions,
        actor=actors,
        kind=st.sampled_from(
            ["division-approve", "division-approve", "division-announce", "division-announce", "division-publish"]
        ),
    )
    def moved(self, division: str, actor: str, kind: str) -> None:
        self.attempt(self.chamber.act, actor, kind, division=division)

    @rule(division=divisions, kind=st.sampled_from(["division-void", "division-withdraw", "division-defer"]), actor=actors)
    def stopped(self, division: str, kind: str, actor: str) -> None:
        self.attempt(self.chamber.act, actor, kind, division=division, reason="x")

    @rule(division=divisions, kind=st.sampled_from(["division-void-confirm", "division-void-cancel"]), actor=actors)
    def second_person(self, division: str, kind: str, actor: str) -> None:
        subject = self.chamber.sitting.divisions.get(division)
        if subject and subject.void:
            self.attempt(self.chamber.act, actor, kind, division=division, void=subject.void.act)

    @rule(division=divisions)
    def opened(self, division: str) -> None:
        self.attempt(self.chamber.open, division)

    @rule(division=divisions, by_server=st.booleans(), wait=st.sampled_from([0, 2000]))
    def closed(self, division: str, by_server: bool, wait: int) -> None:
        subject = self.chamber.sitting.divisions.get(division)
        self.chamber.now += wait
        if subject and subject.opening:
            actor, reason = ("server", "deadline") if by_server else ("chair", "chair")
            end = {"division": division, "open": subject.opening.open, "reason": reason}
            self.attempt(self.chamber.act, actor, "division-close", **end)

    @rule(division=divisions, data=st.data())
    def counted(self, division: str, data: st.DataObject) -> None:
        subject = self.chamber.sitting.divisions.get(division)
        if subject and subject.opening and subject.close:
            size = subject.opening.size
            for_ = data.draw(st.integers(0, size))
            against = data.draw(st.integers(0, size - for_))
            self.attempt(self.chamber.tally, division, for_, against, 0)

    @rule(division=divisions)
    def declared(self, division: str) -> None:
        subject = self.chamber.sitting.divisions.get(division)
        if subject and subject.result:
            self.attempt(self.chamber.declare, division)

    @rule(division=divisions, steps=st.integers(1, 5), for_=st.integers(0, SIZE))
    def goes_on(self, division: str, steps: int, for_: int) -> None:
        self.proceeds(division, steps, for_)

    def proceeds(self, division: str, steps: int, for_: int) -> None:
        """The ordinary next steps."""
        for _ in range(steps):
            subject = self.chamber.sitting.divisions.get(division)
            self.attempt(self.next_step(division, subject.state if subject else "", for_))

    def next_step(self, division: str, state: str, for_: int) -> Any:
        chamber = self.chamber
        match state:
            case "":
                return lambda: chamber.draft(division)
            case "draft":
                return lambda: chamber.act("secretariat", "division-approve", division=division)
            case "approved":
                return lambda: chamber.act("chair", "division-announce", division=division)
            case "announced":
                return lambda: chamber.open(division)
            case "open":
                return lambda: chamber.close(division)
            case "closed":
                size = chamber.sitting.divisions[division].opened.size
                return lambda: chamber.tally(division, min(for_, size))
            case "tallied":
                return lambda: chamber.declare(division)
            case "declared":
                return lambda: chamber.act("chair", "division-publish", division=division)
            case _:
                return lambda: chamber.act("server", "division-archive", division=division, bundle=name32("bundle"))

    @precondition(lambda self: len(self.seen) == 3)
    @rule(sure=st.integers(0, 4))
    def sitting_closed(self, sure: int) -> None:
        if sure == 0:
            self.attempt(self.chamber.act, "chair", "sitting-close")

    @invariant()
    def never_two_divisions_live(self) -> None:
        live = [each for each in self.chamber.sitting.divisions.values() if each.state in LIVE]
        assert len(live) <= 1
        assert not (live and self.chamber.sitting.state == "closed")

    @invariant()
    def everybody_is_counted_once(self) -> None:
        counts = attendance(self.chamber.sitting, self.chamber.register)
        assert counts.due == self.chamber.register.in_office
        votes = [name for name, each in self.chamber.register.members.items() if each.votes]
        if all(name in votes for name in self.chamber.sitting.present):
            assert counts.present + counts.leave + counts.absent == counts.due

    def follow_states(self) -> None:
        """Every act moves a division along the order of states or leaves it."""
        for name, division in self.chamber.sitting.divisions.items():
            before = self.seen.get(name, division.state)
            assert division.state == before or division.state in AFTER.get(before, set())
            self.seen[name] = division.state

    @invariant()
    def results_and_electorates_stay(self) -> None:
        for name, division in self.chamber.sitting.divisions.items():
            if division.result:
                assert self.results.setdefault(name, division.result) == division.result
            if division.opening:
                fixed = opened_electors(division.opening, self.chamber.register)
                assert self.electorates.setdefault(name, fixed) == fixed
                assert len(fixed) == division.opening.size <= division.opening.p <= division.opening.n

    @invariant()
    def a_void_is_proposed_only_before_the_declaration(self) -> None:
        for division in self.chamber.sitting.divisions.values():
            assert division.void is None or division.state in {"announced", "open", "closed", "tallied"}
            assert division.reason or division.state not in {"void", "withdrawn", "deferred"}


SittingMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestSittingMachine = SittingMachine.TestCase
