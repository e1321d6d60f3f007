"""The way of a ballot through the server: verified, queued, one call to the box for many, answered with the server's signature."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from voting_protocol.ballots import Ballot, ack_fields, ballot_id, encode_entry, refusal_fields, verify_ballot
from voting_protocol.crypto import SigningKey, equal
from voting_protocol.errors import ProtocolError
from voting_server.ballot_box.port import Answer, BallotBox, BoxUnavailable, Cast

log = structlog.get_logger(__name__)

MAX_BATCH = 512
MAX_WAITING = 20_000


@dataclass(frozen=True, slots=True)
class Reply:
    """The signed answer to one ballot: an acknowledgement when `code` is "", else a refusal."""

    cast: Cast
    answer: Answer
    signature: bytes


Deliver = Callable[[Reply | ProtocolError], None]


class Casting:
    """Group commit: at most one batch is on its way to the box; what arrives meanwhile is the next batch."""

    def __init__(self, box: BallotBox, server: SigningKey, is_open: Callable[[bytes], bool] = lambda _: False) -> None:
        self._box = box
        self._server = server
        self._is_open = is_open
        self._waiting: list[tuple[Cast, Deliver]] = []
        self._task: asyncio.Task[None] | None = None
        self.accepted = 0
        self.refused = 0
        self.batches = 0

    def submit(self, key: bytes, body: bytes, signature: bytes, deliver: Deliver) -> None:
        """Check a ballot of the terminal `key` and queue it; `deliver` is called with the answer.

        Raises `bad-ballot`, `bad-signature`, `not-allowed` (another terminal's ballot), `store-unavailable` (too many waiting).
        """
        ballot = Ballot.decode(body)
        if not equal(ballot.key, key):
            raise ProtocolError("not-allowed")
        if not verify_ballot(key, body, signature):
            raise ProtocolError("bad-signature")
        if len(self._waiting) >= MAX_WAITING:
            raise ProtocolError("store-unavailable")
        cast = Cast(ballot.opening, key, ballot.seq, ballot.prev, ballot_id(body), encode_entry(body, signature))
        self._waiting.append((cast, deliver))
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._drain())

    async def aclose(self) -> None:
        """Wait until everything queued is answered."""
        if self._task is not None:
            await self._task

    async def _drain(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
                await self._commit(batch)
        finally:
            self._task = None

    async def _commit(self, batch: list[tuple[Cast, Deliver]]) -> None:
        self.batches += 1
        outcomes = await self._outcomes([cast for cast, _ in batch])
        for (_, deliver), outcome in zip(batch, outcomes, strict=True):
            try:
                deliver(outcome)
            except Exception:
                log.exception("answer-undelivered")  # the others' answers go out all the same

    async def _outcomes(self, casts: Sequence[Cast]) -> Sequence[Reply | ProtocolError]:
        """What each ballot is answered. Whatever goes wrong, every one is answered and the next batch has its turn."""
        try:
            answers = await self._box.cast(casts)
            return [self._reply(cast, answer) for cast, answer in zip(casts, answers, strict=True)]
        except BoxUnavailable:
            problem = ProtocolError("store-unavailable")
        except Exception:
            log.exception("batch-failed", ballots=len(casts))
            problem = ProtocolError("internal")
        return [problem] * len(casts)

    def _reply(self, cast: Cast, answer: Answer) -> Reply | ProtocolError:
        if answer.code == "vote-unknown" and self._is_open(cast.opening):
            # The log says that it is open: its box is not ready yet, or lost. Nothing final is signed; the terminal keeps its ballot.
            return ProtocolError("store-unavailable")
        if answer.code:
            self.refused += 1
            fields = refusal_fields(cast.opening, cast.key, cast.seq, cast.ballot, answer.code)
            return Reply(cast, answer, self._server.sign("refuse", *fields))
        self.accepted += 1
        fields = ack_fields(cast.opening, answer.epoch, answer.position, cast.key, cast.seq, cast.ballot)
        return Reply(cast, answer, self._server.sign("ack", *fields))
