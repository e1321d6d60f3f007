"""Terminals, ballots and boxes to test with: real keys, real signatures."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from voting_protocol.ballots import Ballot, Choice, ballot_id, encode_entry, sign_ballot
from voting_protocol.crypto import SigningKey
from voting_server.ballot_box.port import BallotBox, BoxSpec, Cast


@dataclass(frozen=True)
class Terminal:
    """A seat's terminal."""

    signing: SigningKey

    @property
    def key(self) -> bytes:
        return self.signing.public

    def ballot(self, opening: bytes, seq: int = 1, prev: bytes | None = None, choice: Choice = Choice.FOR) -> Cast:
        """A signed ballot; `prev` is the opening by default."""
        prev = opening if prev is None else prev
        body = Ballot(opening, self.key, seq, prev, choice).encode()
        return Cast(opening, self.key, seq, prev, ballot_id(body), encode_entry(body, sign_ballot(self.signing, body)))

    def changes(self, opening: bytes, number: int) -> list[Cast]:
        """A chain of `number` ballots, each following the one before."""
        chain = [self.ballot(opening)]
        for seq in range(2, number + 1):
            chain.append(self.ballot(opening, seq, chain[-1].ballot, Choice(seq % 3)))
        return chain


def terminals(number: int) -> list[Terminal]:
    """The same terminals every time."""
    return [Terminal(SigningKey.from_seed(index.to_bytes(32, "big"))) for index in range(1, number + 1)]


async def opened(
    box: BallotBox, electorate: Sequence[Terminal], *, max_seq: int = 5, deadline_ms: int | None = None, epoch: int = 0
) -> bytes:
    """A fresh box that accepts ballots; gives its opening."""
    opening = secrets.token_bytes(32)
    await box.prepare(BoxSpec(opening, [terminal.key for terminal in electorate], max_seq, deadline_ms, epoch))
    await box.activate(opening)
    return opening


async def codes(box: BallotBox, *batch: Cast) -> list[str]:
    """The codes of the answers to a batch."""
    return [answer.code for answer in await box.cast(batch)]
