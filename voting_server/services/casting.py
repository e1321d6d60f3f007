"""The way of a ballot through the server: verified, queued, one call to the box for many, answered with the server's signature.

A named ballot is answered once. A sealed one is answered when it is received, and again when a verifier has settled it
(docs/sealed.md §5): no proof is looked at here.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from voting_protocol.ballots import (
    SIGNATURE_BYTES,
    Header,
    ack_fields,
    ballot_id,
    encode_entry,
    receipt_fields,
    refusal_fields,
    verify_ballot,
)
from voting_protocol.crypto import SigningKey, equal
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import HEADER_BYTES, MAX_BODY_BYTES, FormItem, Paper
from voting_protocol.marks import decode_marks
from voting_protocol.sealed.ballots import parse_spoil
from voting_server.ballot_box.port import Answer, BallotBox, BoxLost, BoxUnavailable, Cast, Settled
from voting_server.services.following import Following

log = structlog.get_logger(__name__)

MAX_BATCH = 512
MAX_WAITING = 20_000
GATHER_SECONDS = 0.015  # sealed ballots that come within it cost one call to the box; their answer takes longer anyway
PAPERS_KEPT = 64
BALLOT_ENTRY = 1  # the first byte of a ballot on the board; a spoil entry's is another (docs/sealed.md §4)


@dataclass(frozen=True, slots=True)
class Reply:
    """A signed answer to one ballot: a refusal if it has a code, an acknowledgement if it has a position, else a receipt."""

    cast: Cast
    answer: Answer
    signature: bytes


Outcome = Reply | ProtocolError
Deliver = Callable[[Outcome], None]


class Casting:
    """Checks ballots, commits them in groups, signs the answers."""

    def __init__(self, box: BallotBox, server: SigningKey, is_open: Callable[[bytes], bool] = lambda _: False) -> None:
        self._box = box
        self._server = server
        self._is_open = is_open
        self._named = _Queue(self._cast)
        self._sealed = _Queue(self._receive, GATHER_SECONDS)
        self._unknown = _Queue(self._sort)
        self._following = Following(box)
        self._papers: dict[bytes, Paper] = {}
        self._sorting: Counter[bytes] = Counter()
        self.received = 0
        self.accepted = 0
        self.refused = 0

    @property
    def batches(self) -> int:
        """Calls to the ballot box."""
        return self._named.batches + self._sealed.batches + self._unknown.batches

    def submit(self, key: bytes, body: bytes, signature: bytes, deliver: Deliver) -> None:
        """Check a ballot of the terminal `key` and queue it; `deliver` is called with the answer, of a sealed one with both.

        Raises `bad-ballot`, `bad-signature`, `not-allowed` (another terminal's ballot), `store-unavailable` (too many waiting).
        """
        if len(body) > MAX_BODY_BYTES:
            raise ProtocolError("bad-ballot")
        header = Header.decode(body)
        _check_owner(header, key)
        if not verify_ballot(key, body, signature):
            raise ProtocolError("bad-signature")
        cast = Cast(header.opening, key, header.seq, header.prev, ballot_id(body), encode_entry(body, signature))
        self._put(cast, deliver)

    def spoil(self, key: bytes, body: bytes, signature: bytes, deliver: Deliver) -> None:
        """Check a spoil entry of the terminal `key` and queue it, as `submit`."""
        entry = parse_spoil(body, signature)
        _check_owner(entry.header, key)
        if not entry.signature_holds():
            raise ProtocolError("bad-signature")
        header = entry.header
        self._put(Cast(header.opening, key, header.seq, header.prev, entry.id, entry.encode()), deliver)

    def _put(self, cast: Cast, deliver: Deliver) -> None:
        """Queue an entry behind all of its vote: while the first ones are being sorted, the later ones wait with them."""
        if cast.opening in self._papers and cast.opening not in self._sorting:
            (self._named if self._in_clear(cast) else self._sealed).put(cast, deliver)
        else:
            self._unknown.put(cast, deliver)
            self._sorting[cast.opening] += 1

    def _in_clear(self, cast: Cast) -> bool:
        """Whether an entry is for the box's `cast`: a ballot of a named vote, or of one that has no box. A spoil entry never is."""
        paper = self._papers.get(cast.opening)
        return cast.entry[0] == BALLOT_ENTRY and (paper is None or paper.named)

    async def aclose(self) -> None:
        """Wait until everything queued is answered; what was received and is not settled yet is asked for again elsewhere."""
        await self._unknown.aclose()
        await self._named.aclose()
        await self._sealed.aclose()
        await self._following.aclose()

    async def _sort(self, batch: "Batch") -> list[Outcome]:
        """The first ballots of a vote that this process hears of: what is asked in it, its box tells."""
        try:
            for cast, _ in batch:
                await self._learn(cast.opening)
            in_clear = [self._in_clear(cast) for cast, _ in batch]
            named = [item for item, clear in zip(batch, in_clear, strict=True) if clear]
            sealed = [item for item, clear in zip(batch, in_clear, strict=True) if not clear]
            answers = {
                True: iter(await self._cast(named) if named else ()),
                False: iter(await self._receive(sealed) if sealed else ()),
            }
            return [next(answers[clear]) for clear in in_clear]
        finally:
            self._sorting -= Counter(cast.opening for cast, _ in batch)

    async def _cast(self, batch: "Batch") -> list[Outcome]:
        return await self._judge(batch, self._box.cast, lambda item, answer: self._reply(item[0], answer))

    async def _receive(self, batch: "Batch") -> list[Outcome]:
        return await self._judge(batch, self._box.receive, self._received)

    async def _judge(
        self,
        batch: "Batch",
        submit: Callable[[Sequence[Cast]], Awaitable[Sequence[Answer]]],
        outcome: Callable[["Item", Answer], Outcome],
    ) -> list[Outcome]:
        """Submit what has the form of its vote; nobody else's ballot waits for what has not."""
        fits = [self._fits(cast) for cast, _ in batch]
        casts = [cast for (cast, _), fit in zip(batch, fits, strict=True) if fit]
        answers = iter(await submit(casts) if casts else ())
        bad = ProtocolError("bad-ballot")
        return [outcome(item, next(answers)) if fit else bad for item, fit in zip(batch, fits, strict=True)]

    def _received(self, item: "Item", answer: Answer) -> Outcome:
        """The answer to a sealed entry; if it is not settled yet, the terminal is told later what becomes of it."""
        cast, deliver = item
        if not answer.code and not answer.position:
            self.received += 1

            def tell(settled: Settled) -> None:
                deliver(self._reply(cast, Answer(settled.code, settled.position, answer.epoch, settled.arrival)))

            self._following.await_outcome(cast.opening, answer.arrival, tell)
        return self._reply(cast, answer)

    async def _learn(self, opening: bytes) -> None:
        """What is asked in a vote, unless there is no box of it."""
        if opening not in self._papers:
            with contextlib.suppress(BoxLost):
                paper = Paper.decode(await self._box.paper(opening))
                while len(self._papers) >= PAPERS_KEPT:
                    del self._papers[next(iter(self._papers))]
                self._papers[opening] = paper

    def _fits(self, cast: Cast) -> bool:
        """Whether an entry has the length, and in clear the marks, of its vote's paper; the box answers for a vote it does not know."""
        paper = self._papers.get(cast.opening)
        if paper is None or cast.entry[0] != BALLOT_ENTRY:
            return True
        body = cast.entry[1:-SIGNATURE_BYTES]
        return len(body) == paper.body_bytes and (not paper.named or _in_order(body, paper.item))

    def _reply(self, cast: Cast, answer: Answer) -> Outcome:
        if answer.code == "vote-unknown" and self._is_open(cast.opening):
            # The log says that it is open: its box is not ready yet, or lost. Nothing final is signed; the terminal keeps its ballot.
            return ProtocolError("store-unavailable")
        if answer.code == "bad-ballot":
            return ProtocolError(answer.code)
        place = cast.key, cast.seq, cast.ballot
        if answer.code:
            self.refused += 1
            return Reply(cast, answer, self._server.sign("refuse", *refusal_fields(cast.opening, *place, answer.code)))
        if answer.position:
            self.accepted += 1
            fields = ack_fields(cast.opening, answer.epoch, answer.position, *place)
            return Reply(cast, answer, self._server.sign("ack", *fields))
        return Reply(
            cast, answer, self._server.sign("receipt", *receipt_fields(cast.opening, answer.epoch, answer.arrival, *place))
        )


Item = tuple[Cast, Deliver]
Batch = Sequence[Item]


class _Queue:
    """Group commit: at most one batch is on its way to the box; what arrives meanwhile is the next batch."""

    def __init__(self, commit: Callable[[Batch], Awaitable[Sequence[Outcome]]], gather_s: float = 0) -> None:
        self._commit = commit
        self._gather_s = gather_s
        self._waiting: list[Item] = []
        self._task: asyncio.Task[None] | None = None
        self.batches = 0

    def put(self, cast: Cast, deliver: Deliver) -> None:
        """Queue a checked ballot; `store-unavailable` if too many wait."""
        if len(self._waiting) >= MAX_WAITING:
            raise ProtocolError("store-unavailable")
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
                if self._gather_s:
                    await asyncio.sleep(self._gather_s)
                batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
                self.batches += 1
                for (_, deliver), outcome in zip(batch, await self._outcomes(batch), strict=True):
                    try:
                        deliver(outcome)
                    except Exception:
                        log.exception("answer-undelivered")  # the others' answers go out all the same
        finally:
            self._task = None

    async def _outcomes(self, batch: Batch) -> Sequence[Outcome]:
        """What each ballot is answered. Whatever goes wrong, every one is answered and the next batch has its turn."""
        try:
            return await self._commit(batch)
        except BoxUnavailable:
            problem = ProtocolError("store-unavailable")
        except Exception:
            log.exception("batch-failed", ballots=len(batch))
            problem = ProtocolError("internal")
        return [problem] * len(batch)


def _in_order(body: bytes, item: FormItem) -> bool:
    """Whether a named ballot's marks are valid ones."""
    try:
        decode_marks(item, body[HEADER_BYTES:])
    except ProtocolError:
        return False
    return True


def _check_owner(header: Header, key: bytes) -> None:
    if not equal(header.key, key):
        raise ProtocolError("not-allowed")
