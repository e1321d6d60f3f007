"""Secret divisions under random acts of scrutineers, chair and server: whatever is tried, what protects the secret holds."""

from contextlib import suppress
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.unit.domain.chamber import name32
from tests.unit.domain.secret import ROUNDS, SHARES, SecretChamber
from voting_server.domain.codes import RuleError
from voting_server.domain.sealed import Sealed

SIZE, N, K = 6, 4, 2
indices = st.integers(1, N)
divisions = st.sampled_from(["d1", "d1", "d2", "d3", "d4"])
sure = st.integers(0, 5)
said = st.sampled_from(
    ["open-ok", "open-ok", "open-refuse", "root-ok", "root-ok", "root-refuse", "release", "release", "void-ok"]
)


class SecretMachine(RuleBasedStateMachine):
    """Refusals are fine, broken invariants are not."""

    def __init__(self) -> None:
        super().__init__()
        self.chamber = SecretChamber(SIZE, n=N, k=K)
        self.chamber.open_sitting(SIZE)
        self.before: dict[str, Sealed] = {}

    def attempt(self, step: Any, *args: Any, **members: Any) -> None:
        length = self.chamber.sitting.chain.length
        try:
            step(*args, **members)
        except RuleError:
            assert self.chamber.sitting.chain.length == length

    @initialize(sealed=sure, opened=sure)
    def already_under_way(self, sealed: int, opened: int) -> None:
        if sealed:
            self.chamber.hold_ceremony()
            if opened:
                self.chamber.open_secret()

    @rule(kind=st.sampled_from(ROUNDS), index=indices, by=indices)
    def ceremony_message(self, kind: str, index: int, by: int) -> None:
        if self.chamber.attempt:
            self.attempt(self.chamber.act, f"sc{by}", f"ceremony-{kind}", **self.chamber.message(kind, index))

    @rule(sure=sure)
    def ceremony_starts(self, sure: int) -> None:
        if sure == 0:
            self.attempt(self.chamber.start)

    @precondition(lambda self: self.unsealed)
    @rule()
    def ceremony_goes_through(self) -> None:
        with suppress(RuleError):
            self.chamber.hold_ceremony()

    @property
    def unsealed(self) -> bool:
        ceremony = self.chamber.sitting.ceremony
        return ceremony is None or ceremony.phase != "ready"

    @rule(index=st.integers(0, N), by=st.sampled_from(["sc1", "sc2", "chair"]))
    def ceremony_ends(self, index: int, by: str) -> None:
        abort = {"attempt": self.chamber.attempt or 1, "index": index, "culprit": 0, "code": "late", "message": ""}
        self.attempt(self.chamber.act, by, "ceremony-abort", **abort)

    @rule(division=divisions)
    def opens(self, division: str) -> None:
        if division not in self.chamber.sitting.divisions:
            again = "d1" if division != "d1" and "d1" in self.chamber.sitting.divisions else ""
            self.attempt(self.chamber.draft, division, secrecy="secret", again_of=again)
        self.attempt(self.chamber.act, "chair", "division-approve", division=division)
        self.attempt(self.chamber.act, "chair", "division-announce", division=division)
        self.attempt(self.chamber.open, division)

    @rule(division=divisions)
    def closes(self, division: str) -> None:
        if self.opened(division):
            self.attempt(self.chamber.close, division)

    @rule(division=divisions, n=st.integers(0, SIZE))
    def freezes(self, division: str, n: int) -> None:
        if self.opened(division):
            self.attempt(self.chamber.freeze, division, n)

    @rule(division=divisions, kind=said, index=indices)
    def says(self, division: str, kind: str, index: int) -> None:
        if self.opened(division):
            freeze = {"freeze": self.chamber.frz(division)} if kind.startswith(("root", "release")) else {}
            words = {"code": "board-differs", "detail": ""} if kind.endswith("refuse") else {}
            frozen = self.chamber.sealed(division).freeze
            shares = {"shares": SHARES if frozen is None or frozen.n else ""} if kind == "release" else {}
            self.attempt(self.chamber.says, index, kind, division, **freeze, **words, **shares)

    @rule(
        division=divisions, certified=st.sampled_from([2, 3, 4, 4]), released=st.integers(0, N), n=st.sampled_from([0, 2, 3, 6])
    )
    def goes_on(self, division: str, certified: int, released: int, n: int) -> None:
        """The ordinary way as far as that; random acts alone seldom get past the freeze."""
        if self.opened(division):
            self.closes(division)
            self.freezes(division, n)
            for index in range(1, certified + 1):
                self.says(division, "root-ok", index)
            for index in range(1, released + 1):
                self.says(division, "release", index)

    @rule(division=divisions)
    def tallies(self, division: str) -> None:
        freeze = self.chamber.sealed(division).freeze if self.opened(division) else None
        if freeze is not None:
            self.attempt(self.chamber.tally_secret, division, freeze.n)

    @rule(division=divisions)
    def declares(self, division: str) -> None:
        subject = self.chamber.sitting.divisions.get(division)
        if subject and subject.result:
            self.attempt(self.chamber.declare, division)

    @rule(index=indices)
    def stands_down(self, index: int) -> None:
        self.attempt(self.chamber.act, "chair", "stand-down", index=index, reason="x")

    @rule(index=indices)
    def confirms_absence(self, index: int) -> None:
        ceremony = self.chamber.sitting.ceremony
        proposed = ceremony.stand_down.act if ceremony and ceremony.stand_down else name32("none")
        self.attempt(self.chamber.act, f"sc{index}", "stand-down-ok", stand_down=proposed)

    @rule(division=divisions, wait=st.sampled_from([0, 60_000]), sure=sure)
    def voids(self, division: str, wait: int, sure: int) -> None:
        self.chamber.now += wait
        subject = self.chamber.sitting.divisions.get(division)
        if subject is None or sure > 1:
            return
        if subject.void is None:
            self.attempt(self.chamber.act, "chair", "division-void", division=division, reason="x")
        else:
            self.attempt(self.chamber.confirm_void, division)

    def opened(self, division: str) -> bool:
        subject = self.chamber.sitting.divisions.get(division)
        return subject is not None and subject.sealed is not None

    @invariant()
    def nothing_is_released_that_should_not(self) -> None:
        for division in self.chamber.sitting.divisions.values():
            sealed = division.sealed
            if sealed is None or not sealed.releases:
                continue
            assert sealed.freeze is not None
            assert sealed.freeze.n == 0 or sealed.freeze.n >= 3
            # A stand-down after the releases only lowers what was needed.
            assert len(sealed.rooted & sealed.active) >= sealed.q or not sealed.rooted <= sealed.active
            assert not sealed.releases.keys() & sealed.void_ok

    @invariant()
    def a_tally_has_its_freeze_and_k_releases(self) -> None:
        for division in self.chamber.sitting.divisions.values():
            if division.sealed is not None and division.result is not None:
                assert division.sealed.freeze is not None
                assert len(division.sealed.releases) >= K
                assert division.result.counted_root == division.sealed.freeze.counted_root

    @invariant()
    def nobody_is_on_both_sides_and_k_remain(self) -> None:
        ceremony = self.chamber.sitting.ceremony
        assert ceremony is None or len(ceremony.active) >= K
        for division in self.chamber.sitting.divisions.values():
            if division.sealed is not None:
                refused = {each.index for each in division.sealed.refusals if each.act == "root"}
                assert not refused & division.sealed.rooted
                assert len(division.sealed.active) >= K

    @invariant()
    def what_was_said_stays_said(self) -> None:
        for name, division in self.chamber.sitting.divisions.items():
            if (sealed := division.sealed) is None:
                continue
            before = self.before.get(name, sealed)
            assert before.certified <= sealed.certified
            assert before.rooted <= sealed.rooted
            assert before.void_ok <= sealed.void_ok
            assert before.active >= sealed.active
            assert before.releases.items() <= sealed.releases.items()
            assert before.freeze in {None, sealed.freeze}
            assert before.keys == sealed.keys
            self.before[name] = sealed


SecretMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestSecretMachine = SecretMachine.TestCase
