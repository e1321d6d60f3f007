"""A chamber that votes in secret: three scrutineers, two of whom open a sum. Keys, shares and digests are stand-ins; the domain does no mathematics."""

from typing import Any

from tests.unit.domain.chamber import Chamber, name32
from voting_server.domain.log import Committed
from voting_server.domain.sealed import Sealed
from voting_server.domain.shapes import b64u

N, K = 3, 2
ROUNDS = ("commit", "reveal", "deal", "seal")
CELLS = b64u(bytes(64))
SHARES = b64u(bytes(128))


class SecretChamber(Chamber):
    """`n` scrutineers `sc1`, `sc2`, … ; `k` of them open a sum."""

    def __init__(self, size: int = 5, *, n: int = N, k: int = K, **options: Any) -> None:
        super().__init__(size, **options)
        self.n, self.k = n, k
        for index in range(1, n + 1):
            self.enrol(f"sc{index}", "scrutineer", "", f"监票人{index}")

    @property
    def people(self) -> list[str]:
        """The scrutineers' keys in order."""
        return [self.key(f"sc{index}") for index in range(1, self.n + 1)]

    @property
    def attempt(self) -> int:
        """The number of the latest attempt."""
        return self.sitting.ceremony.attempt if self.sitting.ceremony else 0

    def start(self, actor: str = "secretariat", **changes: Any) -> Committed:
        """A new attempt."""
        members = {"attempt": self.attempt + 1, "k": self.k, "scrutineers": self.people, "chairs": [self.key("chair")]}
        return self.act(actor, "ceremony-start", **(members | changes))

    def message(self, kind: str, index: int) -> dict[str, Any]:
        """The members of a scrutineer's message in a round."""
        lengths = {"commit": 32, "reveal": 32 + 96 * (self.k + 1), "deal": 80 * self.n}
        members = {"attempt": self.attempt, "index": index}
        return members | ({"message": b64u(bytes(lengths[kind]))} if kind in lengths else self.outcome())

    def outcome(self) -> dict[str, Any]:
        """What the scrutineers sign at the end of an attempt."""
        shares = [name32("S", index) for index in range(1, self.n + 1)]
        return {"keys": name32("Z"), "public": name32("Y"), "shares": shares, "seal": name32("seal", self.attempt)}

    def send(self, kind: str, index: int, **changes: Any) -> Committed:
        """One message of a round."""
        return self.act(f"sc{index}", f"ceremony-{kind}", **(self.message(kind, index) | changes))

    def rounds(self, *kinds: str) -> None:
        """Whole rounds."""
        for kind in kinds:
            for index in range(1, self.n + 1):
                self.send(kind, index)

    def hold_ceremony(self) -> None:
        """A ceremony without trouble."""
        self.start()
        self.rounds(*ROUNDS)

    def sealed(self, division: str = "d1") -> Sealed:
        """What a secret division has from its opening on."""
        return self.sitting.divisions[division].secret

    def open_secret(self, division: str = "d1", /, **changes: Any) -> None:
        """A secret division up to its opening."""
        self.announce(division, secrecy="secret", **changes)
        self.open(division)

    def says(self, index: int, kind: str, division: str = "d1", /, **members: Any) -> Committed:
        """A scrutineer's act about a division."""
        about: dict[str, Any] = {"division": division, "open": self.opening(division)}
        return self.act(f"sc{index}", kind, **(about | members))

    def freeze(self, division: str = "d1", /, n: int = 3, **changes: Any) -> Committed:
        """The server's freeze with `n` ballots."""
        members = {
            "division": division,
            "open": self.opening(division),
            "close": self.sitting.divisions[division].close,
            "epoch": 0,
            "size": n,
            "root": name32("board", division),
            "counted_root": name32("counted", division),
            "n": n,
            "cells": CELLS,
        }
        return self.act("server", "division-freeze", **(members | changes))

    def frz(self, division: str = "d1") -> str:
        """The digest of a division's freeze."""
        freeze = self.sealed(division).freeze
        return freeze.digest if freeze else name32("none")

    def root(self, *indices: int, division: str = "d1") -> None:
        """These scrutineers certify the freeze."""
        for index in indices:
            self.says(index, "root-ok", division, freeze=self.frz(division))

    def release(self, *indices: int, division: str = "d1", shares: str = SHARES) -> None:
        """These scrutineers release."""
        for index in indices:
            self.says(index, "release", division, freeze=self.frz(division), shares=shares)

    def closed_secret(self, division: str = "d1", /, n: int = 3, **changes: Any) -> None:
        """A secret division up to its freeze."""
        self.open_secret(division, **changes)
        self.close(division)
        self.freeze(division, n)

    def tally_secret(self, division: str = "d1", for_: int = 3, against: int = 0, abstain: int = 0, **changes: Any) -> Committed:
        """The server's tally, naming the freeze."""
        subject = self.sitting.divisions[division]
        members = {
            "division": division,
            "open": subject.opened.open,
            "close": subject.close,
            "freeze": self.frz(division),
            "result": self.result(division, for_, against, abstain),
        }
        return self.act("server", "division-tally", **(members | changes))

    def void(self, division: str = "d1") -> None:
        """Two persons void a division."""
        self.act("chair", "division-void", division=division, reason="网络故障")
        self.confirm_void(division)

    def confirm_void(self, division: str = "d1") -> None:
        """The second person confirms."""
        proposed = self.sitting.divisions[division].void
        assert proposed is not None
        self.act("secretariat", "division-void-confirm", division=division, void=proposed.act)
