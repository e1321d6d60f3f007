"""A corrupt scrutineer beside two honest devices: it is named, and neither spoils nor learns anything."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from terminal_client.headless.opening import Opening
from tests.attacks.hall import MEMBERS, Hall
from tests.support.scrutineers import Scrutineer
from voting_protocol.acts import Head, make_act
from voting_protocol.crypto import digest
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice
from voting_protocol.sealed.ceremony import Commits, Reveals
from voting_protocol.sealed.ceremony_messages import Parameters, Reveal
from voting_protocol.sealed.group import ZERO, Point, Scalar, base
from voting_protocol.sealed.secret.dealing import Party

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(900)]
FOR, AGAINST = Choice.FOR, Choice.AGAINST
VOTES = {f"m{n}": AGAINST if n == 0 else FOR for n in range(7)}
RESULT = {"for": 6, "against": 1, "abstain": 0, "not_pressed": MEMBERS - 7}


# -- the ceremony


class Rogue:
    """Scrutineer 3 in an attempt, saying what the test likes, when it is its turn."""

    def __init__(self, hand: Scrutineer) -> None:
        self.hand = hand

    async def begin(self) -> None:
        """Learn the attempt's parameters."""
        await self._read()
        start = self.hand.find("ceremony-start")[-1].body
        keys = tuple(unb64u(key, 32) for key in start["scrutineers"])
        self.parameters = Parameters(self.hand.sitting, start["k"], keys, start["attempt"])
        self.party = Party(self.parameters, 3)

    async def others(self, kind: str) -> dict[int, bytes]:
        """The messages of a round by index, once the honest ones are there."""
        async with asyncio.timeout(60):
            while len(found := self._messages(kind)) < 2:
                await asyncio.sleep(0.02)
                await self._read()
        return found

    async def say(self, kind: str, message: bytes) -> dict[int, bytes]:
        """Send a message; gives the round with it."""
        await self._read()
        fields = {"attempt": self.parameters.attempt, "index": 3, "message": b64u(message)}
        head = Head(self.hand.acts[-1].n, self.hand.digest)
        await self.hand.api.submit(self.hand.log, make_act(self.hand.key, self.hand.log, kind, head, 1, fields))
        await self._read()
        return self._messages(kind)

    async def commits(self, message: bytes) -> Commits:
        """Commit to something."""
        await self.others("ceremony-commit")
        return Commits.collect(self.parameters, await self.say("ceremony-commit", message))

    def _messages(self, kind: str) -> dict[int, bytes]:
        acts = self.hand.find(kind, attempt=self.parameters.attempt)
        return {act.body["index"]: unb64u(act.body["message"]) for act in acts}

    async def _read(self) -> None:
        await self.hand._read_on()


def cancelling(reveals: dict[int, bytes], k: int, secret: Scalar) -> Point:
    """The constant term that makes Y a key of the rogue's own: x·G less what the others bring."""
    return base(secret) - sum((Reveal.decode(message, k).coefficients[0] for message in reveals.values()), ZERO)


async def late_rogue_key(rogue: Rogue) -> None:
    """Commit honestly, and reveal a key made from the others' reveals."""
    commits = await rogue.commits(rogue.party.commit())
    honest = Reveal.decode(rogue.party.reveal(commits), 2)
    point = cancelling(await rogue.others("ceremony-reveal"), 2, Scalar.of(5))
    message = replace(honest, coefficients=(point, *honest.coefficients[1:])).encode()
    await rogue.say("ceremony-reveal", message)


async def unknown_key(rogue: Rogue) -> None:
    """Commit to a key whose logarithm the rogue does not know: another's, from the sitting's present keys, negated."""
    opening = rogue.party._opening
    foreign = ZERO - Point.from_hash(bytes(range(64)))
    lie = replace(opening, coefficients=(foreign, *opening.coefficients[1:]))
    commits = await rogue.commits(lie.commit(rogue.parameters, 3))
    await rogue.say("ceremony-reveal", replace(lie, commits=commits.digest).encode())


async def wrong_share(rogue: Rogue) -> None:
    """Deal device 1 a share that is not the one committed to."""
    commits = await rogue.commits(rogue.party.commit())
    revealed = await rogue.others("ceremony-reveal")
    revealed |= await rogue.say("ceremony-reveal", rogue.party.reveal(commits))
    dealt = rogue.party.deal(Reveals.collect(commits, revealed))
    await rogue.say("ceremony-deal", dealt[80:160] + dealt[80:])


async def withdraw(hall: Hall, division: str) -> None:
    """What could not be opened is taken off the agenda."""
    await hall.chamber.live.chamber.chair.withdraw(hall.chamber.sitting, division, "不举行")
    await hall.chamber.console.until_division(division, "withdrawn")


Crime = Callable[[Rogue], "asyncio._CoroutineLike[None]"]
CRIMES: list[tuple[Crime, str]] = [
    (late_rogue_key, "ceremony-commit"),
    (unknown_key, "ceremony-pok"),
    (wrong_share, "ceremony-share"),
]


@pytest.mark.parametrize(("crime", "code"), CRIMES)
async def test_28_29_30_who_cheats_in_the_ceremony_is_named_and_the_next_one_is_fresh(
    hall: Hall, crime: Crime, code: str
) -> None:
    chamber = hall.chamber
    before = chamber.console.state["seal"]["public"]
    await chamber.start_ceremony()
    rogue = Rogue(hall.corrupt)
    await rogue.begin()
    await crime(rogue)
    async with asyncio.timeout(60):
        with pytest.raises(ProtocolError, match="ceremony-aborted") as ended:
            await chamber.console.until_sealed()
    fault = ended.value.detail["fault"]
    assert (fault["culprit"], fault["code"]) == (3, code)
    assert fault["by"] in (1, 2)
    with pytest.raises(ProtocolError, match="not-sealed"):
        await chamber.open(f"unsealed-{code}")
    await withdraw(hall, f"unsealed-{code}")
    await chamber.start_ceremony()
    await chamber.until_sealed()
    assert chamber.console.state["seal"]["public"] != before


# -- releases


def flipped(shares: bytes, _others: bytes, _earlier: bytes) -> bytes:
    return shares[:-1] + bytes([shares[-1] ^ 1])


def foreign(_shares: bytes, others: bytes, _earlier: bytes) -> bytes:
    return others


def stale(_shares: bytes, _others: bytes, earlier: bytes) -> bytes:
    return earlier


async def released(hall: Hall, opening: Opening, index: int) -> bytes:
    """The shares of a scrutineer, once they are in the log."""
    hand = hall.corrupt
    async with asyncio.timeout(60):
        while True:
            await hand._read_on()
            for act in hand.find("release", division=opening.division):
                if act.body["actor"] == b64u(hall.chamber.scrutineers[index - 1]):
                    return unb64u(act.body["shares"])
            await asyncio.sleep(0.02)


async def frozen_vote(hall: Hall, name: str) -> Opening:
    """A vote in which the corrupt scrutineer certifies everything and releases nothing by itself."""
    chamber = hall.chamber
    opening = await chamber.open(name)
    await chamber.vote(opening, VOTES)
    hall.corrupt.mute = {"release"}
    await chamber.live.chamber.chair.close_division(chamber.sitting, opening)
    async with chamber.playing():
        await chamber.until(name, lambda sealed: sealed["rooted"] == [1, 2, 3])
    return opening


@asynccontextmanager
async def by_hand(hall: Hall, *indices: int) -> AsyncIterator[None]:
    """Devices of which every release waits for its person."""
    devices = [hall.chamber.devices[index - 1] for index in indices]
    for device in devices:
        await asyncio.to_thread(device.wish, "by-hand", value=True)
    try:
        yield
    finally:
        for device in devices:
            await asyncio.to_thread(device.wish, "by-hand", value=False)


async def allow(hall: Hall, index: int, opening: Opening) -> None:
    """The person at a device lets it release."""
    device = hall.chamber.devices[index - 1]
    await asyncio.to_thread(device.until, lambda view: view["vote"] and (view["vote"]["wait"] or {}).get("code") == "by-hand")
    assert (await asyncio.to_thread(device.wish, "release", division=opening.division)).status_code == 200


async def figures(hall: Hall, opening: Opening) -> dict[str, int]:
    """What the chair is shown when it is counted."""
    async with asyncio.timeout(60):
        tallied = await hall.chamber.console.until_division(opening.division, "tallied")
    return {name: tallied["result"][name] for name in RESULT}


async def release(hall: Hall, opening: Opening, shares: bytes) -> None:
    """The corrupt scrutineer releases these."""
    hand = hall.corrupt
    await hand._read_on()
    freeze = digest("freeze", hand.find("division-freeze", division=opening.division)[-1].signed.body)
    about = {"division": opening.division, "open": b64u(opening.digest), "freeze": b64u(freeze)}
    head = Head(hand.acts[-1].n, hand.digest)
    await hand.api.submit(hand.log, make_act(hand.key, hand.log, "release", head, 1, about | {"shares": b64u(shares)}))
    hand.said.add(("release", b64u(opening.digest)))


async def own_shares(hall: Hall, opening: Opening) -> bytes:
    """What an honest scrutineer 3 would release."""
    hand = hall.corrupt
    act = hand.find("division-open", division=opening.division)[-1]
    freeze = hand.find("division-freeze", division=opening.division)[-1]
    return await hand._shares(act, digest("freeze", freeze.signed.body), b64u(opening.digest))


async def test_38_39_wrong_doubled_and_foreign_shares_are_named_and_the_others_finish(hall: Hall) -> None:
    chamber = hall.chamber
    earlier = bytes(128)
    for crime in (flipped, foreign, stale):
        async with by_hand(hall, 2):
            opening = await frozen_vote(hall, f"share-{crime.__name__}")
            others = await released(hall, opening, 1)
            shares = await own_shares(hall, opening)
            await release(hall, opening, crime(shares, others, earlier))
            sealed = await chamber.until(opening.division, lambda sealed: sealed["refusals"])
            assert [(item["index"], item["act"], item["code"]) for item in sealed["refusals"]] == [
                (3, "release", "share-invalid")
            ]
            assert chamber.console.division(opening.division)["state"] == "closed", "one valid share opens nothing"
            with pytest.raises(ProtocolError, match="already-sent"):
                await release(hall, opening, shares)
            await allow(hall, 2, opening)
            assert await figures(hall, opening) == RESULT
        await chamber.void(opening.division)
        earlier = shares


async def test_70_who_certifies_and_then_does_not_release_is_seen_and_the_others_finish(hall: Hall) -> None:
    opening = await frozen_vote(hall, "absent")
    assert await figures(hall, opening) == RESULT
    sealed = hall.chamber.console.division(opening.division)["sealed"]
    assert (sealed["rooted"], sealed["released"]) == ([1, 2, 3], [1, 2])


async def test_58_a_vote_is_not_voided_after_shares_were_released_to_try_again(hall: Hall) -> None:
    """Whoever dislikes what the corrupt scrutineer could read with the first share has to take the count first."""
    chamber = hall.chamber
    chair, secretariat = chamber.live.chamber.chair, chamber.live.chamber.secretariat
    late = chamber.live.identity("m10")
    await secretariat.depart(chamber.sitting, "m10")
    async with by_hand(hall, 1, 2):
        opening = await frozen_vote(hall, "disliked")
        await allow(hall, 1, opening)
        await chamber.until(opening.division, lambda sealed: sealed["released"] == [1])
        proposed = await chair.void(chamber.sitting, opening.division, "不喜欢")
        with pytest.raises(ProtocolError, match="release-under-way"):
            await secretariat.confirm_void(chamber.sitting, opening.division, proposed.id)
        await allow(hall, 2, opening)
        assert await figures(hall, opening) == {**RESULT, "not_pressed": MEMBERS - 8}
    await secretariat.confirm_void(chamber.sitting, opening.division, proposed.id)
    await chamber.console.until_division(opening.division, "void")
    assert chamber.console.division(opening.division)["count"] == "known"
    await secretariat.check_in(chamber.sitting, "m10", late.seat)
    with pytest.raises(ProtocolError, match="electorate-grew"):
        await chamber.open("disliked-again", again_of=opening.division)
    await withdraw(hall, "disliked-again")
