"""Sealed ballots through a real server: receipts, acknowledgements, refusals, verifiers killed, what each role is told (docs/sealed.md §5, §8, §9)."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio

from terminal_client.headless.console import Motion
from terminal_client.headless.identity import DeviceIdentity
from terminal_client.headless.opening import Opening
from tests.faults.wire import Frame, Wire, ballot, cast, terminal
from tests.support.chamber import WORDS, LiveChamber, live_chamber
from tests.support.scrutineers import HttpApi, Scrutineer, at_work, http_scrutineers
from tests.support.sealed_box import Seat
from tests.support.store import admin
from tests.support.witness import Witness, witness
from voting_protocol.ballots import ack_fields, opening_digest, receipt_fields, refusal_fields
from voting_protocol.crypto import SigningKey, require
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice
from voting_protocol.sealed.ballots import Question
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.group import Point
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.ballot_box.port import Cast

pytestmark = pytest.mark.asyncio(loop_scope="module")
STAFF = (("chair", "执行主席"), ("observer", "大屏幕"), ("operator", "值班员"), ("scrutineer", "第四监票人"))
FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
MEMBERS = 24


@dataclass
class Floor:
    """A running chamber whose sitting is sealed, its scrutineers at work."""

    live: LiveChamber
    scrutineers: Sequence[Scrutineer]

    @property
    def url(self) -> str:
        return self.live.server.url

    def seat(self, member: str) -> DeviceIdentity:
        return self.live.identity(member)

    async def open(self, division: str) -> "Vote":
        """A secret division, open and certified."""
        self.live.drafted += 1
        motion = Motion(division, self.live.drafted, WORDS, WORDS, WORDS, countdown_s=0, secrecy="secret")
        await self.live.chamber.prepare_division(motion)
        await self.live.chamber.chair.announce(self.live.sitting, division)
        opening = await self.live.chamber.chair.open_division(self.live.sitting, division)
        state = await self.live.chamber.chair.api.state(self.live.sitting)
        form = Form.of_json([{"type": 1, "c": 1, "min": 0, "max": 0, "w": 0}])
        digest = unb64u(state["open"]["open"], 32)
        return Vote(self, opening, Question(digest, form, Point.decode(unb64u(state["seal"]["public"], 32)), 100))

    @asynccontextmanager
    async def hand(self, vote: "Vote", member: str) -> AsyncIterator["Hand"]:
        """A deputy's terminal, connected."""
        me = self.seat(member)
        async with terminal(self.url, me, self.live.sitting) as one:
            yield Hand(one, me, Seat(vote.question, me.key))


@dataclass
class Vote:
    """An open secret division."""

    floor: Floor
    opening: Opening
    question: Question

    @property
    def division(self) -> str:
        return self.opening.division

    async def result(self) -> dict[str, Any]:
        """Close it, and wait for the count."""
        tallied = await self.floor.live.close(self.opening)
        result: dict[str, Any] = tallied["result"]
        return {name: result[name] for name in ("for", "against", "abstain", "not_pressed")}

    async def turnout(self, page: Witness, recorded: int) -> Frame:
        """The first turnout that tells of so many entries on the board."""

        def told(page: Witness) -> list[Frame]:
            mine = [frame for frame in page.of("turnout") if frame["open"] == b64u(self.question.opening)]
            return [frame for frame in mine if frame["verify"]["recorded"] >= recorded]

        await page.until(lambda page: bool(told(page)))
        return told(page)[0]


@dataclass
class Hand:
    """A terminal by hand: frames out, checked answers in."""

    wire: Wire
    me: DeviceIdentity
    seat: Seat
    number: int = 0

    async def send(self, entry: Cast) -> int:
        self.number += 1
        spoil = entry.entry[0] == 2
        body = entry.entry[:-64] if spoil else entry.entry[1:-64]
        kind = "spoil" if spoil else "cast"
        await self.wire.send({"t": kind, "b": b64u(body), "s": b64u(entry.entry[-64:]), "r": self.number})
        return self.number

    async def answer(self, entry: Cast, number: int) -> str:
        """The next answer to a frame, its signature checked."""
        while (frame := await self.wire.next()).get("r") != number:
            pass
        if frame["t"] == "error":
            return f"error {frame['code']}"
        assert (frame["open"], frame["seq"], frame["id"]) == (b64u(entry.opening), entry.seq, b64u(entry.ballot))
        place, signature = (entry.key, entry.seq, entry.ballot), unb64u(frame["s"], 64)
        if frame["t"] == "refused":
            require(self.me.server, signature, "refuse", *refusal_fields(entry.opening, *place, frame["code"]))
            return str(frame["code"])
        if frame["t"] == "ack":
            require(self.me.server, signature, "ack", *ack_fields(entry.opening, frame["epoch"], frame["pos"], *place))
            return "ack"
        assert frame["t"] == "received"
        fields = receipt_fields(entry.opening, frame["epoch"], frame["arrival"], *place)
        require(self.me.server, signature, "receipt", *fields)
        return "received"

    async def cast(self, entry: Cast) -> str:
        """Send an entry; what becomes of it after its receipt."""
        number = await self.send(entry)
        first = await self.answer(entry, number)
        return await self.answer(entry, number) if first == "received" else first


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Floor]:
    async with (
        live_chamber(tmp_path_factory.mktemp("sealed"), MEMBERS, staff=STAFF) as live,
        http_scrutineers(live.chamber.secretariat, live.sitting) as scrutineers,
        at_work(scrutineers),
    ):
        yield Floor(live, scrutineers)


async def test_a_secret_vote_through_the_server(floor: Floor) -> None:
    vote = await floor.open("whole")
    async with AsyncExitStack() as stack:
        hands = [await stack.enter_async_context(floor.hand(vote, f"m{n}")) for n in range(8)]
        told = await asyncio.gather(*(hand.cast(hand.seat.cast(Choice(n % 3))) for n, hand in enumerate(hands)))
        assert told == ["ack"] * 8
        first = hands[0]
        assert await first.cast(first.seat.cast(ABSTAIN)) == "ack", "a change of mind"
        assert await first.cast(first.seat.spoil()) == "ack", "67: a spoil entry counts nothing"
    assert await vote.result() == {"for": 3, "against": 2, "abstain": 3, "not_pressed": MEMBERS - 8}


async def test_a_failing_proof_is_refused_while_the_vote_is_open_and_the_seat_votes_on(floor: Floor) -> None:
    vote = await floor.open("refusals")
    async with floor.hand(vote, "m0") as one, floor.hand(vote, "m1") as two:
        bad = one.seat.forged()
        assert await one.cast(bad) == "bad-proof"
        assert await one.cast(bad) == "bad-proof", "sent again it gets its refusal again"
        mine = await one.wire.ask({"t": "mine"})
        assert (mine["seq"], mine["pos"], mine["b"]) == (0, 0, "")
        one.seat.take_back(bad)
        good = one.seat.cast()
        assert await one.cast(good) == "ack"
        assert await two.cast(two.seat.transplanted(good)) == "bad-proof", "15: copied to another seat"
        mine = await one.wire.ask({"t": "mine"})
        assert (mine["seq"], mine["pos"], mine["id"]) == (1, 1, b64u(good.ballot))
        assert (mine["b"], mine["s"]) == (b64u(good.entry[1:-64]), b64u(good.entry[-64:]))
        spoilt = one.seat.spoil()
        assert await one.cast(spoilt) == "ack"
        mine = await one.wire.ask({"t": "mine"})
        assert (mine["seq"], mine["b"], mine["s"]) == (2, b64u(spoilt.entry[:-64]), b64u(spoilt.entry[-64:]))
    async with AsyncExitStack() as stack:
        others = [await stack.enter_async_context(floor.hand(vote, f"m{n}")) for n in range(2, 5)]
        assert [await hand.cast(hand.seat.cast(AGAINST)) for hand in others] == ["ack"] * 3
    assert (await vote.result())["against"] == 3


async def test_what_is_no_sealed_ballot_is_an_error_at_once(floor: Floor) -> None:
    vote = await floor.open("forms")
    opening = vote.question.opening
    async with floor.hand(vote, "m0") as one, floor.hand(vote, "m1") as two:
        answer = await one.wire.ask(cast(one.me, ballot(one.me, opening)))
        assert (answer["t"], answer["code"]) == ("error", "bad-ballot"), "a named ballot has no place in a secret vote"
        sound = one.seat.cast()
        body = sound.entry[1:-64]
        for wrong in (body[:-1], body + b"\0", body + bytes(128)):
            number = await one.send(one.seat.signed(wrong))
            assert await one.answer(sound, number) == "error bad-ballot"
        assert await two.cast(sound) == "error not-allowed"
        assert (await one.wire.ask({"t": "progress", "open": b64u(opening), "size": 1}))["code"] == "not-allowed"
        largest = {"t": "cast", "b": b64u(bytes(20_480)), "s": b64u(bytes(64))}
        assert (await one.wire.ask(largest))["code"] == "bad-ballot", "as large as a ballot may be, and none"
        assert await one.cast(sound) == "ack"
    elsewhere = SigningKey.generate()
    async with floor.hand(vote, "m2") as one:
        assert await one.cast(Seat(vote.question, elsewhere).cast()) == "error not-allowed"
    async with AsyncExitStack() as stack:
        others = [await stack.enter_async_context(floor.hand(vote, f"m{n}")) for n in range(1, 4)]
        assert [await hand.cast(hand.seat.cast()) for hand in others] == ["ack"] * 3
    assert (await vote.result())["for"] == 4


async def test_participation_and_verifiers_are_told_to_whom_they_concern(floor: Floor) -> None:
    vote = await floor.open("watched")
    live, scrutineer = floor.live, floor.scrutineers[1]
    assert isinstance(scrutineer.api, HttpApi)
    identity = scrutineer.api.client.identity
    assert identity is not None
    async with AsyncExitStack() as stack:
        pages = {
            role: await stack.enter_async_context(witness(floor.url, device, live.sitting))
            for role, device in {**live.chamber.staff, "mine": identity, "deputy": floor.seat("m9")}.items()
        }
        hands = [await stack.enter_async_context(floor.hand(vote, f"m{n}")) for n in range(3)]
        bad = hands[2].seat.forged()
        assert [await hands[0].cast(hands[0].seat.cast()), await hands[1].cast(hands[1].seat.spoil())] == ["ack", "ack"]
        assert await hands[2].cast(bad) == "bad-proof"
        frame = await vote.turnout(pages["chair"], 2)
        await pages["chair"].until(lambda page: page.of("turnout")[-1]["verify"]["received"] == 3)
        assert frame["pressed"] == 1
        await pages["mine"].send({"t": "progress", "open": b64u(vote.question.opening), "size": 2, "r": 1})
        assert (await pages["mine"].answer(1))["t"] == "pong"
        wanted = {"received": 3, "recorded": 2, "scrutineers": [[2, 2]]}
        for role in ("chair", "scrutineer", "mine"):
            await pages[role].until(lambda page: page.of("turnout")[-1].get("verify") == wanted)
        assert all("bits" in frame for frame in pages["operator"].of("turnout"))
        for role in ("operator", "observer", "deputy"):
            assert all("verify" not in frame for frame in pages[role].of("turnout")), role
        for n, (page, opening, code) in enumerate(
            [("mine", bytes(32), "vote-unknown"), ("scrutineer", vote.question.opening, "not-allowed")], 2
        ):
            await pages[page].send({"t": "progress", "open": b64u(opening), "size": 2, "r": n})
            assert (await pages[page].answer(n))["code"] == code
        more = [await stack.enter_async_context(floor.hand(vote, f"m{n}")) for n in range(3, 6)]
        assert [await hand.cast(hand.seat.cast()) for hand in more] == ["ack"] * 3
    assert (await vote.result())["for"] == 4


async def test_a_ballot_sent_before_the_connection_broke_is_answered_after_it(floor: Floor) -> None:
    vote = await floor.open("reconnects")
    (verifier,) = floor.live.server.verifier_pids()
    os.kill(verifier, signal.SIGSTOP)
    try:
        async with floor.hand(vote, "m0") as one:
            entry = one.seat.cast()
            assert await one.answer(entry, await one.send(entry)) == "received"
            mine = await one.wire.ask({"t": "mine"})
            assert (mine["seq"], mine["pos"], mine["id"]) == (1, 0, b64u(entry.ballot)), "received, not on the board"
        for _ in range(4):  # each time at one worker or the other
            async with floor.hand(vote, "m0") as again:
                assert await again.answer(entry, await again.send(entry)) == "received"
        async with floor.hand(vote, "m0") as last:
            number = await last.send(entry)
            assert await last.answer(entry, number) == "received"
            os.kill(verifier, signal.SIGCONT)
            assert await last.answer(entry, number) == "ack"
            assert await last.cast(entry) == "ack"
    finally:
        os.kill(verifier, signal.SIGCONT)
    async with AsyncExitStack() as stack:
        others = [await stack.enter_async_context(floor.hand(vote, f"m{n}")) for n in range(1, 4)]
        assert [await hand.cast(hand.seat.cast()) for hand in others] == ["ack"] * 3
    assert (await vote.result())["for"] == 4


async def test_a_verifier_killed_at_any_instant_loses_and_doubles_nothing(floor: Floor) -> None:
    vote = await floor.open("kills")
    server = floor.live.server

    acknowledged = 0

    async def strike() -> None:
        """kill -9 a verifier as soon as it has done something, three times."""
        for number in range(3):
            while acknowledged < 5 + 20 * number:  # noqa: ASYNC110 - other tasks' state gives no event
                await asyncio.sleep(0.001)
            for pid in server.verifier_pids():
                os.kill(pid, signal.SIGKILL)

    async with AsyncExitStack() as stack, asyncio.timeout(90):
        hands = [await stack.enter_async_context(floor.hand(vote, f"m{n}")) for n in range(MEMBERS)]
        striking = asyncio.create_task(strike())

        async def press(hand: Hand, n: int) -> list[str]:
            nonlocal acknowledged
            told = []
            for choice in (AGAINST, ABSTAIN, Choice(n % 3)):
                told.append(await hand.cast(hand.seat.cast(choice)))
                acknowledged += 1
            return told

        told = await asyncio.gather(*(press(hand, n) for n, hand in enumerate(hands)))
        await striking
    assert told == [["ack"] * 3] * MEMBERS
    third = MEMBERS // 3
    assert await vote.result() == {"for": third, "against": third, "abstain": third, "not_pressed": 0}


async def test_57_what_was_received_before_the_close_is_verified_after_it_while_the_chair_looks_on(floor: Floor) -> None:
    vote = await floor.open("closing")
    live = floor.live
    async with AsyncExitStack() as stack:
        hands = [await stack.enter_async_context(floor.hand(vote, f"m{n}")) for n in range(6)]
        page = await stack.enter_async_context(witness(floor.url, live.chamber.staff["chair"], live.sitting))
        (verifier,) = live.server.verifier_pids()
        os.kill(verifier, signal.SIGSTOP)
        stack.callback(os.kill, verifier, signal.SIGCONT)
        entries = [hand.seat.cast() for hand in hands]
        numbers = [await hand.send(entry) for hand, entry in zip(hands, entries, strict=True)]
        for hand, entry, number in zip(hands, entries, numbers, strict=True):
            assert await hand.answer(entry, number) == "received"
        await live.chamber.chair.close_division(live.sitting, vote.opening)
        await page.until_division("closing", "closed")
        late = await stack.enter_async_context(floor.hand(vote, "m7"))
        assert await late.cast(late.seat.cast()) == "vote-closed"
        frame = await vote.turnout(page, 0)
        assert (frame["pressed"], frame["verify"]["recorded"]) == (0, 0)
        assert page.division("closing")["sealed"]["frozen"] == "", "nothing is frozen while something waits"
        os.kill(verifier, signal.SIGCONT)
        assert [await hand.answer(entry, n) for hand, entry, n in zip(hands, entries, numbers, strict=True)] == ["ack"] * 6
        result = (await live.tallied(vote.opening))["result"]
    assert (result["for"], result["not_pressed"]) == (6, MEMBERS - 6)


async def test_every_worker_tells_the_chair_why_no_count_comes(floor: Floor) -> None:
    """One worker counts; ten connections land on both."""
    vote = await floor.open("short")
    live, chair = floor.live, floor.live.chamber.staff["chair"]
    async with AsyncExitStack() as stack:
        hands = [await stack.enter_async_context(floor.hand(vote, f"m{n}")) for n in range(3)]
        assert [await hand.cast(hand.seat.cast()) for hand in hands] == ["ack"] * 3
    entries = f"hc:{{{b64u(vote.question.opening)}}}:entries"
    with admin(EmbeddedStore(live.server.data_dir / "store")) as client:
        taken = client.rpop(entries)
        await live.chamber.chair.close_division(live.sitting, vote.opening)
        for _ in range(10):
            async with asyncio.timeout(60), witness(floor.url, chair, live.sitting) as page:
                await page.until(lambda page: _problems(page) == [("box-mismatch", "short")])
        client.rpush(entries, taken)
    async with asyncio.timeout(60), witness(floor.url, chair, live.sitting) as page:
        await page.until(lambda page: _problems(page) == [])
    assert (await live.tallied(vote.opening))["result"]["for"] == 3


def _problems(page: Witness) -> list[tuple[str, str]] | None:
    return [(each["code"], each["division"]) for each in page.state["problems"]] if page.of("state") else None


async def test_what_scrutineers_and_tablets_read_over_http(floor: Floor) -> None:
    vote = await floor.open("read")
    live = floor.live
    async with AsyncExitStack() as stack:
        hands = [await stack.enter_async_context(floor.hand(vote, f"m{n}")) for n in range(3)]
        entries = [hand.seat.cast() for hand in hands]
        assert [await hand.cast(entry) for hand, entry in zip(hands, entries, strict=True)] == ["ack"] * 3
    scrutineer, chair = floor.scrutineers[0].api, live.chamber.chair.api
    assert isinstance(scrutineer, HttpApi)
    path = f"/v1/sittings/{live.sitting}"
    board = await scrutineer.client.get(f"{path}/divisions/read/board?from=1")
    assert board == {"size": 3, "entries": [b64u(entry.entry) for entry in entries[1:]]}
    acts = await chair.get(f"/v1/logs/sitting.{live.sitting}/acts?from=2")
    assert [act["n"] for act in acts["acts"]] == list(range(2, acts["head"]["n"] + 1))
    for call, code in (
        (chair.get(f"{path}/divisions/read/board"), "not-allowed"),
        (scrutineer.client.get(f"{path}/divisions/nope/board"), "unknown-division"),
        (scrutineer.client.get(f"{path}/divisions/read/board?from=-1"), "bad-frame"),
        (scrutineer.client.get(f"{path}/divisions/read/board?from=x"), "bad-frame"),
        (chair.get("/v1/logs/sitting.nope/acts"), "unknown-log"),
        (chair.get("/v1/logs/nonsense/acts"), "unknown-log"),
    ):
        with pytest.raises(ProtocolError, match=code):
            await call
    async with httpx.AsyncClient(base_url=floor.url, trust_env=False) as web:
        assert len((await web.get(f"{path}/seal")).json()["seals"]) == 3
        told = (await web.get(f"{path}/openings/{b64u(vote.opening.digest)}")).json()
        assert opening_digest(unb64u(told["b"])) == vote.opening.digest
        assert (told["division"], len(told["certificate"])) == ("read", 3)
        assert (await web.get(f"{path}/openings/{b64u(bytes(32))}")).status_code == 404
        for url in (f"{path}/divisions/read/board", f"/v1/logs/sitting.{live.sitting}/acts"):
            assert (await web.get(url)).status_code == 401
        metrics = (await web.get("/metrics")).text
    figures = dict(line.split(" ") for line in metrics.splitlines() if not line.startswith("#"))
    assert float(figures["hemicycle_ballots_received_total"]) > 0
    assert (await vote.result())["for"] == 3
