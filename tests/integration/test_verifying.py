"""Intake and verifier on a real store: a receipt first, then an acknowledgement or a refusal (docs/sealed.md §5)."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.support.sealed_box import Seat, fresh_question, seats, spec
from tests.support.store import running_store
from voting_protocol.ballots import ack_fields, receipt_fields, refusal_fields
from voting_protocol.crypto import SigningKey, verify
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice
from voting_protocol.sealed.ballots import Ballot, Question, parse_entry
from voting_protocol.sealed.ballots import verify as verify_sealed
from voting_protocol.sealed.tally import RunningSums
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.ballot_box.port import Cast
from voting_server.ballot_box.redis_box import RedisBallotBox
from voting_server.services import verifying
from voting_server.services.casting import Casting, Outcome, Reply
from voting_server.services.tasks import end
from voting_server.services.verifying import Verifying

SERVER = SigningKey.from_seed(b"s" * 32)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    with running_store(tmp_path_factory.mktemp("store")) as running:
        yield running


@pytest.fixture
async def box(store: EmbeddedStore) -> AsyncIterator[RedisBallotBox]:
    box = RedisBallotBox(store.url)
    yield box
    await box.aclose()


@asynccontextmanager
async def verifier(store: EmbeddedStore, name: str = "one") -> AsyncIterator[asyncio.Task[None]]:
    """A verifier at work, with connections of its own."""
    box = RedisBallotBox(store.url)
    with ThreadPoolExecutor(2) as pool:
        task = asyncio.create_task(Verifying(box, pool, 2, name).run())
        try:
            yield task
        finally:
            await end([task])
            await box.aclose()


class Intake:
    """A worker's casting, with what it told each entry in order."""

    def __init__(self, box: RedisBallotBox) -> None:
        self.casting = Casting(box, SERVER)
        self.told: dict[bytes, asyncio.Queue[Outcome]] = {}

    def send(self, cast: Cast) -> None:
        queue = self.told.setdefault(cast.ballot, asyncio.Queue())
        body, signature = cast.entry[:-64], cast.entry[-64:]
        if cast.entry[0] == 2:
            self.casting.spoil(cast.key, body, signature, queue.put_nowait)
        else:
            self.casting.submit(cast.key, body[1:], signature, queue.put_nowait)

    async def answer(self, cast: Cast) -> str:
        """The next answer to an entry, its signature checked: `received`, `ack`, or a code."""
        outcome = await self.told[cast.ballot].get()
        if isinstance(outcome, ProtocolError):
            return f"error {outcome.code}"
        return checked(outcome)

    async def final(self, cast: Cast) -> str:
        """Its answer after a receipt."""
        assert await self.answer(cast) == "received"
        return await self.answer(cast)


def checked(reply: Reply) -> str:
    cast, answer = reply.cast, reply.answer
    place = cast.key, cast.seq, cast.ballot
    if answer.code:
        assert verify(SERVER.public, reply.signature, "refuse", *refusal_fields(cast.opening, *place, answer.code))
        return answer.code
    if answer.position:
        fields = ack_fields(cast.opening, answer.epoch, answer.position, *place)
        assert verify(SERVER.public, reply.signature, "ack", *fields)
        return "ack"
    fields = receipt_fields(cast.opening, answer.epoch, answer.arrival, *place)
    assert verify(SERVER.public, reply.signature, "receipt", *fields)
    return "received"


@asynccontextmanager
async def intake(box: RedisBallotBox) -> AsyncIterator[Intake]:
    taking = Intake(box)
    try:
        yield taking
    finally:
        await taking.casting.aclose()


async def opened(box: RedisBallotBox, number: int, max_seq: int = 5) -> tuple[Question, list[Seat]]:
    """A box for an opening of its own, with so many seats."""
    question = fresh_question(max_seq)
    chamber = seats(question, number)
    await box.prepare(spec(question, chamber))
    await box.activate(question.opening)
    return question, chamber


async def drained(box: RedisBallotBox, opening: bytes) -> None:
    async with asyncio.timeout(60):
        while (await box.counters(opening)).waiting or opening in await box.sealed_openings():  # noqa: ASYNC110 - the store's state
            await asyncio.sleep(0.01)


async def check_sums(box: RedisBallotBox, question: Question) -> None:
    """The kept sums are those of the board, as anybody who verifies it finds."""
    entries = await box.entries(question.opening)
    sums = RunningSums(question)
    for entry in entries:
        parsed = parse_entry(entry, question.form)
        if isinstance(parsed, Ballot):
            sums.add(verify_sealed(parsed, question))
    assert await box.sums(question.opening) == (len(entries), sums.sums().encode())


async def test_25_a_ballot_gets_a_signed_receipt_and_then_its_acknowledgement(box: RedisBallotBox, store: EmbeddedStore):
    question, (ann, *_) = await opened(box, 2)
    cast = ann.cast()
    async with intake(box) as taking, asyncio.timeout(60):
        taking.send(cast)
        assert await taking.answer(cast) == "received"
        assert await box.entries(question.opening) == [], "nothing unverified is on the board"
        taking.send(cast)
        assert await taking.answer(cast) == "received", "sent again it gets its receipt again"
        async with verifier(store):
            assert [await taking.answer(cast), await taking.answer(cast)] == ["ack", "ack"], "one for each sending"
        taking.send(cast)
        assert await taking.answer(cast) == "ack"
        assert (taking.casting.received, taking.casting.accepted) == (2, 3)
    assert await box.entries(question.opening) == [cast.entry]


async def test_a_ballot_whose_proof_fails_is_refused_while_the_vote_is_open(box: RedisBallotBox, store: EmbeddedStore):
    question, (ann, bo) = await opened(box, 2)
    bad, behind = ann.forged(), ann.cast()
    copied = bo.transplanted(bad)
    async with intake(box) as taking, verifier(store), asyncio.timeout(60):
        for cast in (bad, behind, copied):
            taking.send(cast)
        assert [await taking.final(cast) for cast in (bad, behind, copied)] == ["bad-proof", "sequence-gap", "bad-proof"]
        ann.take_back(bad)
        sound = ann.cast()
        taking.send(bad)
        assert await taking.answer(bad) == "bad-proof", "and stays so"
        taking.send(sound)
        assert await taking.final(sound) == "ack"
    assert await box.entries(question.opening) == [sound.entry]
    await check_sums(box, question)


async def test_67_a_spoil_entry_is_acknowledged_like_a_ballot(box: RedisBallotBox, store: EmbeddedStore):
    question, (ann,) = await opened(box, 1)
    casts = [ann.spoil(), ann.cast(), ann.spoil()]
    async with intake(box) as taking, verifier(store), asyncio.timeout(60):
        for cast in casts:
            taking.send(cast)
            assert await taking.final(cast) == "ack"
    assert (await box.turnout(question.opening)).keys == (ann.key,)
    await check_sums(box, question)


async def test_form_and_owner_are_judged_before_a_receipt(box: RedisBallotBox):
    question, (ann, bo) = await opened(box, 2)
    async with intake(box) as taking, asyncio.timeout(60):
        cast = ann.cast()
        body, signature = cast.entry[1:-64], cast.entry[-64:]
        for key, text, sig, code in (
            (bo.key, body, signature, "not-allowed"),
            (ann.key, body, bytes(64), "bad-signature"),
            (ann.key, body + bytes(20_480), signature, "bad-ballot"),
            (ann.key, body[:50], signature, "bad-ballot"),
        ):
            with pytest.raises(ProtocolError, match=code):
                taking.casting.submit(key, text, sig, lambda _: None)
        spoil = ann.spoil()
        for key, text, sig, code in (
            (bo.key, spoil.entry[:-64], spoil.entry[-64:], "not-allowed"),
            (ann.key, spoil.entry[:-64], bytes(64), "bad-signature"),
            (ann.key, spoil.entry[:-65], spoil.entry[-64:], "bad-ballot"),
        ):
            with pytest.raises(ProtocolError, match=code):
                taking.casting.spoil(key, text, sig, lambda _: None)
        for wrong in (ann.signed(body + bytes(128)), ann.signed(body[:-1])):
            taking.send(wrong)
            assert await taking.answer(wrong) == "error bad-ballot", "not of the form's length"
        assert (await box.counters(question.opening)).received == 0


async def test_received_before_the_close_is_acknowledged_after_it(box: RedisBallotBox, store: EmbeddedStore):
    question, (ann, bo) = await opened(box, 2)
    cast, late = ann.cast(), bo.cast()
    async with intake(box) as taking, asyncio.timeout(60):
        taking.send(cast)
        assert await taking.answer(cast) == "received"
        await box.close(question.opening)
        taking.send(late)
        assert await taking.answer(late) == "vote-closed"
        async with verifier(store):
            assert await taking.answer(cast) == "ack"
            await drained(box, question.opening)
    await check_sums(box, question)


async def test_two_verifiers_and_two_workers_settle_a_hall_once(box: RedisBallotBox, store: EmbeddedStore):
    question, chamber = await opened(box, 40)
    dice = random.Random(1)
    async with (
        intake(box) as one,
        intake(box) as two,
        verifier(store, "one"),
        verifier(store, "one"),  # the same holder: both have the lease at once
        asyncio.timeout(60),
    ):
        sent: list[tuple[Intake, Cast]] = []
        for choice in Choice:
            news = [
                ((one, two)[n % 2], seat.spoil() if dice.random() < 0.1 else seat.cast(choice)) for n, seat in enumerate(chamber)
            ]
            dice.shuffle(news)
            for taking, cast in news:
                taking.send(cast)
            sent += news
            await asyncio.sleep(0.02)
        finals = [await taking.final(cast) for taking, cast in sent]
        assert set(finals) == {"ack"}
        await box.close(question.opening)
        await drained(box, question.opening)
    assert sorted(await box.entries(question.opening)) == sorted(cast.entry for _, cast in sent)
    await check_sums(box, question)


async def test_a_verifier_that_ends_at_any_moment_is_followed_by_another(
    box: RedisBallotBox, store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(verifying, "LEASE_MS", 100)
    question, chamber = await opened(box, 30)
    casts = [cast for seat in chamber for cast in (seat.cast(), seat.cast(Choice.AGAINST))]
    async with intake(box) as taking, asyncio.timeout(60):
        for cast in casts:
            taking.send(cast)
        settled, dice = 0, random.Random(2)
        while settled < len(casts):
            async with verifier(store, f"verifier {settled}") as task:
                await asyncio.wait([task], timeout=dice.uniform(0.1, 0.4))
            settled = (await box.counters(question.opening)).size
        assert {await taking.final(cast) for cast in casts} == {"ack"}
        await box.close(question.opening)
        async with verifier(store, "last"):
            await drained(box, question.opening)
    await check_sums(box, question)


async def test_the_verifier_process_is_woken_at_once_and_ends_with_its_supervisor(
    box: RedisBallotBox, store: EmbeddedStore, tmp_path: Path
):
    question, chamber = await opened(box, 12)
    alive, supervisor = os.pipe()
    environment = os.environ | {"HEMICYCLE_STORE_URL": store.url, "HEMICYCLE_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "hemicycle.verifier", str(alive)]
    process = await asyncio.to_thread(subprocess.Popen, command, env=environment, pass_fds=(alive,))
    try:
        async with intake(box) as taking, asyncio.timeout(60):
            first = chamber[0].cast()
            taking.send(first)
            assert await taking.final(first) == "ack", "started"
            assert os.getpriority(os.PRIO_PROCESS, process.pid) == min(os.getpriority(os.PRIO_PROCESS, 0) + 10, 19)
            for seat in chamber[1:]:
                cast = seat.cast()
                taking.send(cast)
                assert await taking.final(cast) == "ack"
        os.close(supervisor)
        assert await asyncio.to_thread(process.wait, 60) == 0
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait()
        os.close(alive)
    await check_sums(box, question)
