"""Terminals, ballots and boxes to test with: real keys, real signatures."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from voting_protocol.ballots import Ballot, ballot_id, encode_entry, sign_ballot
from voting_protocol.crypto import SigningKey, digest
from voting_protocol.encoding import u32
from voting_protocol.marks import Choice
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
        body = Ballot(opening, self.key, seq, prev, (choice,)).encode()
        return Cast(opening, self.key, seq, prev, ballot_id(body), encode_entry(body, sign_ballot(self.signing, body)))

    def sealed(self, opening: bytes, seq: int = 1, prev: bytes | None = None, *, spoil: bool = False, mark: str = "") -> Cast:
        """A sealed entry as the box sees it, whose contents are a verifier's affair; `mark` makes another one of the same number."""
        prev = opening if prev is None else prev
        entry = b"".join(
            [b"\2" if spoil else b"\1", opening, self.key, u32(seq), prev, mark.encode(), bytes(120 if spoil else 500)]
        )
        return Cast(opening, self.key, seq, prev, digest("spoil" if spoil else "ballot", entry), entry)

    def sealed_chain(self, opening: bytes, number: int, **kind: bool) -> list[Cast]:
        """A chain of `number` sealed entries."""
        chain = [self.sealed(opening, **kind)]
        for seq in range(2, number + 1):
            chain.append(self.sealed(opening, seq, chain[-1].ballot, **kind))
        return chain

    def changes(self, opening: bytes, number: int) -> list[Cast]:
        """A chain of `number` ballots, each following the one before."""
        chain = [self.ballot(opening)]
        for seq in range(2, number + 1):
            chain.append(self.ballot(opening, seq, chain[-1].ballot, Choice(seq % 3)))
        return chain


def terminals(number: int) -> list[Terminal]:
    """The same terminals every time."""
    return [Terminal(SigningKey.from_seed(index.to_bytes(32, "big"))) for index in range(1, number + 1)]


SEALED = b"Y and form"


async def opened(
    box: BallotBox,
    electorate: Sequence[Terminal],
    *,
    max_seq: int = 5,
    deadline_ms: int | None = None,
    epoch: int = 0,
    sealed: bytes = b"",
) -> bytes:
    """A fresh box that accepts ballots; gives its opening."""
    opening = secrets.token_bytes(32)
    await box.prepare(BoxSpec(opening, [terminal.key for terminal in electorate], max_seq, deadline_ms, epoch, sealed))
    await box.activate(opening)
    return opening


async def opened_sealed(box: BallotBox, electorate: Sequence[Terminal], **options: int) -> bytes:
    """A fresh box that receives sealed entries; gives its opening."""
    return await opened(box, electorate, sealed=SEALED, **options)


async def told(box: BallotBox, *batch: Cast) -> list[str | int]:
    """How a sealed batch is answered: the code of a refusal, or the position, 0 while it waits."""
    return [answer.code or answer.position for answer in await box.receive(batch)]


async def settle_all(box: BallotBox, opening: bytes, bad: Collection[Cast] = ()) -> int:
    """Settle all that waits, with `bad-proof` for the entries in `bad`; gives the size of the board."""
    waiting = await box.waiting(opening, 1000)
    verdicts = ["bad-proof" if entry in {cast.entry for cast in bad} else "" for entry in waiting.entries]
    size = await box.settle(opening, waiting.cursor, verdicts, 0, b"")
    assert size is not None
    return size


async def codes(box: BallotBox, *batch: Cast) -> list[str]:
    """The codes of the answers to a batch."""
    return [answer.code for answer in await box.cast(batch)]
