"""Frames that are duplicated, reordered, truncated, oversized, malformed, stale or forged: each has its answer, and the box holds what was acknowledged."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from itertools import chain, count
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus

from terminal_client.headless.console import Motion
from terminal_client.headless.identity import DeviceIdentity
from terminal_client.headless.opening import Opening
from tests.faults.wire import Frame, Wire, auth, ballot, cast, position, refusal, terminal, wire
from tests.support.chamber import WORDS, LiveChamber, live_chamber
from tests.support.record import until
from voting_protocol.acts import Head, make_act, sitting_log
from voting_protocol.ballots import ballot_id
from voting_protocol.crypto import SigningKey
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.forms import HEADER_BYTES
from voting_protocol.marks import Choice
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.ballot_box.port import Counters
from voting_server.ballot_box.redis_box import RedisBallotBox

pytestmark = pytest.mark.asyncio(loop_scope="module")
MEMBERS = 20
LATE = f"m{MEMBERS - 1}"
"""A member who is not present."""

UNKNOWN = b"\x07" * 32


class Floor:
    """An open division, one that was closed before it, and the box beside the server."""

    def __init__(self, live: LiveChamber, closed: Opening, opening: Opening, box: RedisBallotBox) -> None:
        self.live = live
        self.closed = closed
        self.opening = opening
        self.box = box
        self.url = live.server.url
        self._seats = (f"m{n}" for n in range(MEMBERS - 1))

    def seat(self) -> DeviceIdentity:
        """A seat that no other test uses."""
        return self.live.identity(next(self._seats))

    def terminal(self, identity: DeviceIdentity, **options: Any) -> Any:
        """A connected terminal of a seat."""
        return terminal(self.url, identity, self.live.sitting, **options)

    async def counters(self) -> Counters:
        """The open box's counters."""
        return await self.box.counters(self.opening.digest)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Floor]:
    async with live_chamber(tmp_path_factory.mktemp("server"), MEMBERS, present=MEMBERS - 1) as live:
        closed = await live.open("closed")
        await live.declare(closed, await live.close(closed))
        box = RedisBallotBox(EmbeddedStore(live.server.data_dir / "store").url)
        yield Floor(live, closed, await live.open("open"), box)
        await box.aclose()


def flipped(encoded: str, bit: int = 0) -> str:
    data = bytearray(unb64u(encoded))
    data[bit // 8] ^= 1 << bit % 8
    return b64u(bytes(data))


def tampered(member: str, change: Callable[[str], str]) -> Callable[[Floor, DeviceIdentity], Frame]:
    """A good ballot's frame with one member changed."""

    def make(floor: Floor, me: DeviceIdentity) -> Frame:
        frame = dict(cast(me, ballot(me, floor.opening.digest)))
        return frame | {member: change(frame[member])}

    return make


def signed(change: Callable[[bytes], bytes]) -> Callable[[Floor, DeviceIdentity], Frame]:
    """A ballot whose body is changed and then signed by its terminal."""
    return lambda floor, me: cast(me, change(ballot(me, floor.opening.digest)))


def forged(floor: Floor, me: DeviceIdentity) -> Frame:
    """My ballot, signed with another seat's key."""
    body = ballot(me, floor.opening.digest)
    return cast(floor.live.identity(LATE), body)


def foreign(floor: Floor, me: DeviceIdentity) -> Frame:
    """Another seat's good ballot on my connection."""
    other = floor.live.identity(LATE)
    return cast(other, ballot(other, floor.opening.digest))


def another_purpose(floor: Floor, me: DeviceIdentity) -> Frame:
    """My signature, made for something else than a ballot."""
    body = ballot(me, floor.opening.digest)
    return {"t": "cast", "b": b64u(body), "s": b64u(me.key.sign("act", body))}


BAD_BALLOTS: dict[str, tuple[Callable[[Floor, DeviceIdentity], Frame], str]] = {
    "truncated": (signed(lambda body: body[:-1]), "bad-ballot"),
    "oversized": (signed(lambda body: body + b"\0"), "bad-ballot"),
    "empty": (signed(lambda _: b""), "bad-ballot"),
    "another format": (signed(lambda body: b"HB2" + body[3:]), "bad-ballot"),
    "no such choice": (signed(lambda body: body[:-1] + b"\x03"), "bad-ballot"),
    "sequence number 0": (signed(lambda body: body[:67] + bytes(4) + body[71:]), "bad-ballot"),
    "body altered": (tampered("b", lambda b: flipped(b, 8 * HEADER_BYTES)), "bad-signature"),
    "signature altered": (tampered("s", flipped), "bad-signature"),
    "signature of zeros": (tampered("s", lambda _: b64u(bytes(64))), "bad-signature"),
    "signature truncated": (tampered("s", lambda s: s[:-4]), "bad-encoding"),
    "padded": (tampered("b", lambda b: b + "="), "bad-encoding"),
    "foreign characters": (tampered("b", lambda b: "+/" + b[2:]), "bad-encoding"),
    "forged": (forged, "bad-signature"),
    "another seat's": (foreign, "not-allowed"),
    "another purpose": (another_purpose, "bad-signature"),
}


async def test_bad_ballots_are_told_why_and_change_nothing(floor: Floor) -> None:
    me, before = floor.seat(), await floor.counters()
    for name, (make, code) in BAD_BALLOTS.items():
        async with floor.terminal(me) as one:
            answer = await one.ask(make(floor, me))
        assert (answer["t"], answer.get("code")) == ("error", code), name
    assert await floor.counters() == before
    async with floor.terminal(me) as one:
        body = ballot(me, floor.opening.digest)
        assert position(await one.ask(cast(me, body)), me, body) == before.size + 1


async def test_ballots_of_another_vote_or_order_are_refused_with_a_signature(floor: Floor) -> None:
    me, opening = floor.seat(), floor.opening.digest
    first = ballot(me, opening)
    second = ballot(me, opening, 2, ballot_id(first), Choice.AGAINST)
    steps = [
        (ballot(me, UNKNOWN), "vote-unknown"),
        (ballot(me, floor.closed.digest), "vote-closed"),
        (second, "sequence-gap"),
        (first, ""),
        (second, ""),
        (ballot(me, opening, 1, opening, Choice.ABSTAIN), "sequence-conflict"),
        (ballot(me, opening, 3, ballot_id(first)), "sequence-conflict"),
        (ballot(me, opening, 3, floor.closed.digest), "sequence-conflict"),
        (ballot(me, opening, floor.opening.max_seq + 1, ballot_id(second)), "sequence-limit"),
    ]
    before = await floor.counters()
    async with floor.terminal(me) as one:
        for body, code in steps:
            answer = await one.ask(cast(me, body))
            if code:
                assert refusal(answer, me, body) == code
            else:
                position(answer, me, body)
    assert await floor.counters() == Counters(before.epoch, before.size + 2, before.turnout + 1)


async def test_a_ballot_sent_again_gets_its_first_answer(floor: Floor) -> None:
    me = floor.seat()
    first = ballot(me, floor.opening.digest)
    second = ballot(me, floor.opening.digest, 2, ballot_id(first), Choice.ABSTAIN)
    async with floor.terminal(me) as one, floor.terminal(floor.seat()) as _:
        frame = cast(me, first)
        for _ in range(3):  # at once, as a terminal that lost patience
            await one.send({**frame, "r": 7})
        answers = [await one.next("ack") for _ in range(3)]
        assert answers[0] == answers[1] == answers[2]
        at = position(answers[0], me, first)
        position(await one.ask(cast(me, second)), me, second)
        assert position(await one.ask(frame), me, first) == at
    async with floor.terminal(me) as later:
        assert position(await later.ask(frame), me, first) == at


async def test_a_deputy_who_is_not_present_can_not_vote(floor: Floor) -> None:
    me = floor.live.identity(LATE)
    async with floor.terminal(me) as one:
        body = ballot(me, floor.opening.digest)
        assert refusal(await one.ask(cast(me, body)), me, body) == "not-in-electorate"


async def test_a_revoked_terminal_is_cut_and_what_it_cast_stays(floor: Floor) -> None:
    me, before = floor.seat(), await floor.counters()
    async with floor.terminal(me) as one:
        body = ballot(me, floor.opening.digest)
        position(await one.ask(cast(me, body)), me, body)
        await floor.live.chamber.secretariat.revoke(me.key.public, "遗失")
        assert (await one.next("bye"))["code"] == "key-revoked"
        assert await one.closed() == 4403
    async with wire(floor.url) as one:
        await one.send(auth(one, me, floor.live.sitting))
        assert (await one.next())["code"] == "key-revoked"
        assert await one.closed() == 4403
    assert (await floor.counters()).size == before.size + 1


BAD_FRAMES: dict[str, str | bytes] = {
    "not JSON": "for",
    "half": '{"t":"ping","r":',
    "a list": "[]",
    "no type": '{"r":1}',
    "unknown type": '{"t":"vote","r":1}',
    "a member too many": '{"t":"ping","r":1,"x":1}',
    "a member missing": '{"t":"cast","b":"","r":1}',
    "another type of number": '{"t":"ping","r":"1"}',
    "bytes": b'{"t":"ping","r":1}',
    "deep": "[" * 2000,
    "authenticated already": '{"t":"auth","b":"","s":""}',
    "empty": "",
}


async def test_the_third_malformed_frame_closes(floor: Floor) -> None:
    me = floor.seat()
    names = list(BAD_FRAMES)
    for three in (names[n : n + 3] for n in range(0, len(names), 3)):
        async with floor.terminal(me) as one:
            for n, name in enumerate(three):
                await one.send(BAD_FRAMES[name])
                assert (await one.next("error"))["code"] == "bad-frame", name
                if n < 2:
                    assert (await one.ask({"t": "ping"}))["t"] == "pong"
            assert (await one.next("bye"))["code"] == "bad-frame"
            assert await one.closed() == 4400


@pytest.mark.parametrize("text", ["x" * 32_769, "票" * 11_000, " " * 70_000, '{"t":"mine","r":1}' + " " * 32_768])
async def test_a_frame_over_the_limit_closes(floor: Floor, text: str) -> None:
    me = floor.live.identity("m0")
    async with floor.terminal(me) as one:
        await one.send(text)
        assert await one.closed() == 1009


async def test_a_client_that_can_not_prove_itself_is_closed(floor: Floor) -> None:
    me, sitting = floor.seat(), floor.live.sitting
    stranger = DeviceIdentity(SigningKey.generate(), me.body, me.server, me.role, me.seat)
    async with wire(floor.url) as one, wire(floor.url) as another:
        replayed = auth(one, me, sitting)
        await another.send(replayed)
        assert ((await another.next())["code"], await another.closed()) == ("not-authenticated", 4401)
    good: Callable[[Wire], Frame] = lambda one: auth(one, me, sitting)  # noqa: E731
    cases: dict[str, tuple[Callable[[Wire], Frame | str], str, int]] = {
        "nonce": (lambda one: auth(one, me, sitting, nonce=b64u(bytes(32))), "not-authenticated", 4401),
        "server": (lambda one: auth(one, me, sitting, server=stranger.key.name), "not-authenticated", 4401),
        "host": (lambda one: auth(one, me, sitting, host="elsewhere:80"), "not-authenticated", 4401),
        "stranger": (lambda one: auth(one, stranger, sitting), "not-authenticated", 4401),
        "body": (lambda one: auth(one, me, sitting, body="no-such-body"), "not-authenticated", 4401),
        "forged": (lambda one: {**good(one), "s": auth(one, stranger, sitting)["s"]}, "bad-signature", 4401),
        "another first": (lambda _: '{"t":"ping","r":1}', "not-authenticated", 4401),
        "malformed": (lambda _: "hello", "bad-frame", 4400),
        "version": (lambda one: auth(one, me, sitting, v=2), "bad-frame", 4400),
        "not canonical": (lambda one: {**good(one), "b": b64u(unb64u(str(good(one)["b"])) + b" ")}, "not-canonical", 4401),
        "sitting": (lambda one: auth(one, me, "no-such-sitting"), "unknown-log", 4401),
        "too large": (lambda _: "x" * 33_000, "too-large", 1009),
    }
    for name, (make, code, close) in cases.items():
        async with wire(floor.url) as one:
            await one.send(make(one))
            assert ((await one.next("error"))["code"], await one.closed()) == (code, close), name


async def test_a_client_that_says_nothing_is_closed_in_time(floor: Floor) -> None:
    async with asyncio.timeout(60), wire(floor.url) as silent:
        assert await silent.closed() == 4401


async def test_a_page_from_elsewhere_is_refused_before_the_upgrade(floor: Floor) -> None:
    for origin in ("https://elsewhere.example", "null", floor.url.replace("http", "ftp")):
        with pytest.raises(InvalidStatus) as refused:
            async with wire(floor.url, origin=origin):
                pass
        assert refused.value.response.status_code == 403
    async with wire(floor.url, origin=floor.url):
        pass


async def test_acts_of_others_are_refused_to_a_terminal(floor: Floor) -> None:
    me, log = floor.seat(), sitting_log(floor.live.sitting)
    other = floor.live.identity(LATE)
    async with floor.terminal(me) as one:
        head = Head.from_json((await floor.live.chamber.chair.api.state(floor.live.sitting))["head"])
        fields = {"member": LATE, "seat": other.seat}
        mine = make_act(me.key, log, "check-in", head, 0, fields)
        theirs = make_act(other.key, log, "check-in", head, 0, fields)
        for act, code in ((mine, "not-seated-here"), (make_act(me.key, log, "sitting-close", head, 0, {}), "not-allowed")):
            answer = await one.ask({"t": "act", **act.to_json()})
            assert (answer["t"], answer["code"]) == ("error", code)
        answer = await one.ask({"t": "act", "b": b64u(theirs.body), "s": b64u(mine.signature)})
        assert answer["code"] == "bad-signature"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
TYPES = st.sampled_from(["auth", "cast", "act", "mine", "ping", "ack", ""])
ENCODED = st.binary(max_size=200).map(b64u) | st.text(max_size=40)
FRAMES = (
    st.text(max_size=200)
    | st.binary(max_size=200)
    | JSON.map(json.dumps)
    | st.fixed_dictionaries({"t": TYPES}, optional={"b": ENCODED, "s": ENCODED, "r": st.integers() | JSON, "x": JSON}).map(
        json.dumps
    )
)


async def test_random_frames_never_break_a_worker(floor: Floor) -> None:
    """Whatever is sent, before or after the challenge is answered, the worker lives and the connection ends only by the documented codes."""
    me = floor.live.identity("m1")
    workers = floor.live.server.worker_pids()
    log = floor.live.server.data_dir / "server.log"

    @settings(max_examples=60, deadline=None, derandomize=False, suppress_health_check=list(HealthCheck))
    @given(st.booleans(), st.lists(FRAMES, min_size=1, max_size=6))
    def throw(authenticated: bool, texts: list[str | bytes]) -> None:
        asyncio.run(thrown(floor, me if authenticated else None, texts))

    await asyncio.to_thread(throw)
    assert floor.live.server.worker_pids() == workers
    assert b"Traceback" not in log.read_bytes()


async def thrown(floor: Floor, me: DeviceIdentity | None, texts: list[str | bytes]) -> None:
    connection = floor.terminal(me) if me else wire(floor.url)
    async with asyncio.timeout(60), connection as one:
        for text in texts:
            await one.link.send(text)
        await one.link.send("{}")
        await one.link.send("{}")
        await one.link.send("{}")
        assert await one.closed() in {4400, 4401, 1009}


async def press(floor: Floor, me: DeviceIdentity, changes: int) -> list[float]:
    """Vote and change the vote so many times; gives the seconds each acknowledgement took."""
    took, prev = [], floor.opening.digest
    async with floor.terminal(me) as one:
        for seq in range(1, changes + 1):
            body = ballot(me, floor.opening.digest, seq, prev)
            begun = time.perf_counter()
            position(await one.ask(cast(me, body)), me, body)
            took.append(time.perf_counter() - begun)
            prev = ballot_id(body)
    return took


async def flood(floor: Floor, me: DeviceIdentity) -> tuple[int, int | None]:
    """Cast as fast as the socket takes it, until closed; gives the frames sent and the close code."""
    frame, sent = json.dumps({**cast(me, ballot(me, UNKNOWN)), "r": 1}), 0
    async with floor.terminal(me) as one:
        reading = asyncio.create_task(one.closed())
        with suppress(ConnectionClosed):
            while not reading.done():
                await one.link.send(frame)
                await asyncio.sleep(0)  # the others' turn, here
                sent += 1
        return sent, await reading


async def test_a_flood_from_one_seat_does_not_delay_the_others(floor: Floor) -> None:
    flooder, others = floor.seat(), [floor.seat() for _ in range(4)]

    async def again_and_again() -> list[tuple[int, int | None]]:
        floods = []
        while True:
            floods.append(await flood(floor, flooder))
            if all(task.done() for task in voting):
                return floods

    before = await floor.counters()
    voting = [asyncio.create_task(press(floor, other, 8)) for other in others]
    floods = await again_and_again()
    took = sorted(seconds for each in await asyncio.gather(*voting) for seconds in each)
    print(f"flood of {sum(sent for sent, _ in floods)} frames: others' acks p50 {took[16] * 1e3:.1f} p99 {took[-1] * 1e3:.1f} ms")
    assert {code for _, code in floods} == {4429}
    assert (await floor.counters()).size == before.size + 8 * len(others)


async def test_a_client_that_does_not_read_is_cut_and_nobody_waits_for_it(floor: Floor) -> None:
    slow, others = floor.seat(), [floor.seat() for _ in range(4)]
    log = floor.live.server.data_dir / "server.log"
    long = {"zh": "议" * 3500, "en": "a" * 3500}

    async def have_much_to_tell(cut: asyncio.Task[None]) -> None:
        """The agenda grows, and all are sent the whole of it each time."""
        for number in count(1):
            if cut.done():
                return
            await floor.live.chamber.secretariat.draft(floor.live.sitting, Motion(f"long-{number}", number, WORDS, WORDS, long))

    async def answers(other: DeviceIdentity, cut: asyncio.Task[None]) -> list[float]:
        took = []
        async with floor.terminal(other) as one:
            while not cut.done():
                begun = time.perf_counter()
                await one.ask({"t": "ping"})
                took.append(time.perf_counter() - begun)
                await asyncio.sleep(0.1)
        return took

    async with floor.terminal(slow, receive_buffer=4096, max_queue=1) as one:
        cut = asyncio.create_task(until(lambda: b'"slow-client"' in log.read_bytes()))
        telling = asyncio.create_task(have_much_to_tell(cut))
        took = sorted(chain.from_iterable(await asyncio.gather(*(answers(other, cut) for other in others))))
        await telling
        assert await one.closed() == 4408
    print(f"a client that does not read: others' answers p50 {took[len(took) // 2] * 1e3:.1f}, at most {took[-1] * 1e3:.1f} ms")
