"""A server that shows scrutineers other boards than it has, or has another one than it acknowledged: nothing is opened, and somebody can prove it."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hemicycle_audit.bundle import Anchors, verify_bundle

from terminal_client.headless.client import ApiClient
from terminal_client.headless.opening import Opening
from terminal_client.headless.terminal import check_counted
from tests.attacks.hall import Hall
from tests.attacks.hand import hand
from tests.attacks.insider import board, resealed, rewrite, server_key
from tests.attacks.relay import Answers, Json
from tests.support.sealed_box import Seat
from voting_protocol.acts import Head, make_act
from voting_protocol.ballots import ack_fields
from voting_protocol.canonical import decode_object
from voting_protocol.crypto import SigningKey, digest, require
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice
from voting_protocol.sealed.ballots import Question
from voting_protocol.tree import counted_leaf

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(900)]
FOR, AGAINST = Choice.FOR, Choice.AGAINST
Change = Callable[[Sequence[bytes]], Sequence[bytes]]


def shown(hall: Hall, opening: Opening, change: Change) -> Answers:
    """A server that shows a device the board as changed, and whatever else as it is."""

    def answers(path: str, answer: Json) -> Json:
        if f"/divisions/{opening.division}/board?" not in path:
            return answer
        entries = list(change(board(hall.chamber, opening.digest)))
        return {"size": len(entries), "entries": [b64u(entry) for entry in entries[int(path.rpartition("=")[2]) :]]}

    return answers


async def verified(hall: Hall, index: int, size: int) -> None:
    """Wait until device `index` has verified so many entries."""
    device = hall.chamber.devices[index - 1]
    await asyncio.to_thread(device.until, lambda view: view["vote"] and view["vote"]["verified"] == size)


async def waits(hall: Hall, index: int, code: str) -> None:
    """Wait until device `index` says that it waits for this."""
    device = hall.chamber.devices[index - 1]
    await asyncio.to_thread(device.until, lambda view: view["vote"] and (view["vote"]["wait"] or {}).get("code") == code)


async def close(hall: Hall, opening: Opening) -> None:
    await hall.chamber.live.chamber.chair.close_division(hall.chamber.sitting, opening)


async def release_by_force(hall: Hall, opening: Opening) -> str:
    """The corrupt scrutineer releases whatever it likes; gives the code with which the server refuses it."""
    hand = hall.corrupt
    freeze = hand.find("division-freeze", division=opening.division)[-1]
    about = {"division": opening.division, "open": b64u(opening.digest), "freeze": b64u(digest("freeze", freeze.signed.body))}
    act = make_act(hand.key, hand.log, "release", Head(hand.acts[-1].n, hand.digest), 1, about | {"shares": b64u(bytes(128))})
    with pytest.raises(ProtocolError) as refused:
        await hand.api.submit(hand.log, act)
    return refused.value.code


async def test_26_two_boards_and_one_corrupt_scrutineer_open_nothing(hall: Hall) -> None:
    """A seat conspires: the server shows device 1 its one ballot and device 2 its other; the corrupt scrutineer certifies whatever it is shown."""
    chamber = hall.chamber
    opening = await chamber.open("two-boards")
    async with hand(chamber, opening, "m0") as conspirator:
        one = conspirator.seat.cast(FOR)
        other = Seat(chamber.question(opening), conspirator.me.key).cast(AGAINST)
        hall.relays[2].answers = shown(
            hall, opening, lambda entries: [other.entry if entry == one.entry else entry for entry in entries]
        )
        assert await conspirator.cast(one) == "ack"
    await chamber.vote(opening, {f"m{n}": FOR for n in range(1, 6)})
    await verified(hall, 2, 6)
    await close(hall, opening)
    async with chamber.playing():
        await hall.until_refused(opening, (2, "root", "root-differs"))
        await chamber.until(opening.division, lambda sealed: sealed["rooted"] == [1, 3])
        await waits(hall, 1, "certificates")
    assert await release_by_force(hall, opening) == "too-few-certificates"
    assert chamber.console.division(opening.division)["sealed"]["released"] == []


def dropped(entries: Sequence[bytes], _forged: bytes) -> list[bytes]:
    return list(entries[:-1])


def added(entries: Sequence[bytes], forged: bytes) -> list[bytes]:
    return [*entries, forged]


def reordered(entries: Sequence[bytes], _forged: bytes) -> list[bytes]:
    return [entries[1], entries[0], *entries[2:]]


def altered(entries: Sequence[bytes], _forged: bytes) -> list[bytes]:
    other = bytearray(entries[1])
    other[104:168] = entries[2][104:168]
    return [entries[0], bytes(other), *entries[2:]]


TAMPERED = {
    "dropped": (dropped, "size-differs", "7 6"),
    "added": (added, "ballot-invalid", "8 bad-signature"),
    "reordered": (reordered, "root-differs", ""),
    "altered": (altered, "root-differs", ""),
}


async def changing_votes(hall: Hall, opening: Opening) -> bytes:
    """Six members vote, m0 changes its vote: seven entries. Gives a ballot of m10 that m10 did not sign."""
    await hall.chamber.vote(opening, {f"m{n}": Choice(n % 3) for n in range(6)})
    async with hall.chamber.terminal("m0") as terminal:
        await terminal.until(lambda session: session.ready and session.voting.ready)
        await terminal.press(AGAINST)
    ghost = Seat(hall.chamber.question(opening), hall.chamber.live.identity("m10").key).cast(FOR).entry
    return ghost[:-64] + server_key(hall.chamber).sign("ballot", ghost[1:-64])


@pytest.mark.parametrize("how", TAMPERED)
async def test_27_34_what_is_tampered_with_after_it_was_acknowledged_is_not_opened(hall: Hall, how: str) -> None:
    chamber = hall.chamber
    tamper, code, told = TAMPERED[how]
    opening = await chamber.open(f"tampered-{how}")
    forged = await changing_votes(hall, opening)
    await verified(hall, 1, 7)
    await verified(hall, 2, 7)
    rewrite(chamber, opening.digest, tamper(board(chamber, opening.digest), forged))
    await close(hall, opening)
    details = await hall.until_refused(opening, (1, "root", code), (2, "root", code))
    assert details[0] == details[1]
    assert told in details[0]
    assert chamber.console.division(opening.division)["sealed"]["released"] == []


async def test_23_27_the_auditor_names_what_was_tampered_with_after_the_declaration(hall: Hall) -> None:
    chamber = hall.chamber
    opening = await chamber.open("audited")
    forged = await changing_votes(hall, opening)
    await chamber.result(opening)
    data, bundle = await chamber.bundle(opening.division)
    anchors = Anchors(server=server_key(chamber).public, pin=b64u(chamber.pin))
    assert verify_bundle(data, anchors, jobs=1).findings.failures == []
    places = {"dropped": "position=7", "added": "position=8", "reordered": "position=1", "altered": "position=2"}
    for how, place in places.items():
        entries = TAMPERED[how][0](bundle.entries, forged)
        document = decode_object(data) | {"ballots": [b64u(entry) for entry in entries]}
        failures = verify_bundle(resealed(document, server_key(chamber)), anchors, jobs=1).findings.failures
        named = {failure.code for failure in failures if place in failure.place.split()}
        assert "board" in named, how
        assert ("ballot-signature" in named) == (how in ("added", "altered"))


async def test_23_27_the_public_edition_without_ballots_names_what_was_tampered_with_too(hall: Hall, tmp_path: Path) -> None:
    chamber = hall.chamber
    opening = await chamber.open("published")
    await chamber.vote(opening, {f"m{n}": Choice(n % 3) for n in range(6)})
    await chamber.result(opening)
    data, bundle = await chamber.bundle(opening.division)
    full, public = tmp_path / "full", tmp_path / "public"
    full.write_bytes(data)
    command = ["public", str(full), "-o", str(public), "--data", str(chamber.live.server.data_dir)]
    assert (await (await asyncio.create_subprocess_exec(sys.executable, "-m", "hemicycle", *command)).wait()) == 0
    anchors = Anchors(server=server_key(chamber).public, pin=b64u(chamber.pin))
    verdict = verify_bundle(public.read_bytes(), anchors, jobs=1)
    assert verdict.findings.failures == []
    assert (verdict.counted, verdict.state) == (verify_bundle(data, anchors, jobs=1).counted, "declared")
    document = decode_object(public.read_bytes())
    assert all(b64u(entry[104:168]) not in public.read_text() for entry in bundle.entries)
    leaves = unb64u(document["leaves"])
    for how, place in {leaves[32:]: "position=1", leaves + leaves[:32]: "position=7"}.items():
        forged = resealed(document | {"leaves": b64u(how)}, server_key(chamber))
        failures = verify_bundle(forged, anchors, jobs=1).findings.failures
        assert "board" in {failure.code for failure in failures if place in failure.place.split()}


def an_older_vote(_question: Question, _seat: Seat, entries: Sequence[bytes]) -> bytes:
    return entries[0]


def another_votes(question: Question, seat: Seat, _entries: Sequence[bytes]) -> bytes:
    return Seat(replace(question, opening=bytes(32)), seat.signing).cast().entry


def a_strangers(question: Question, _seat: Seat, _entries: Sequence[bytes]) -> bytes:
    return Seat(question, SigningKey.generate()).cast().entry


def anothers_proof(_question: Question, seat: Seat, entries: Sequence[bytes]) -> bytes:
    body = seat.cast().entry[1:168] + entries[0][168:-64]
    return b"\1" + body + seat.signing.sign("ballot", body)


Lie = Callable[[Question, Seat, Sequence[bytes]], bytes]
LIES: list[tuple[Lie, str]] = [
    (an_older_vote, "7 sequence-gap"),
    (another_votes, "7 vote-unknown"),
    (a_strangers, "7 not-in-electorate"),
    (anothers_proof, "7 bad-proof"),
]


@pytest.mark.parametrize(("lie", "place"), LIES)
async def test_15_19_34_an_entry_that_is_not_valid_is_refused_with_its_place(hall: Hall, lie: Lie, place: str) -> None:
    """The server shows device 2 one entry more, which has no place there."""
    chamber = hall.chamber
    opening = await chamber.open(lie.__name__.replace("_", "-"))
    question = chamber.question(opening)
    await chamber.vote(opening, {f"m{n}": FOR for n in range(6)})
    more = lie(question, Seat(question, chamber.live.identity("m10").key), board(chamber, opening.digest))
    hall.relays[2].answers = shown(hall, opening, lambda entries: [*entries, more])
    await asyncio.to_thread(chamber.devices[1].until, lambda view: view["vote"]["bad_entry"])
    await close(hall, opening)
    assert await hall.until_refused(opening, (2, "root", "ballot-invalid")) == [place]


async def test_24_56_an_acknowledged_ballot_that_is_not_counted_is_proven_misconduct(hall: Hall) -> None:
    """The server acknowledges changes and drops them before any scrutineer sees them: two tablets hold its signed words that contradict."""
    chamber = hall.chamber
    opening = await chamber.open("withheld")
    for relay in hall.relays.values():
        relay.answers = shown(hall, opening, lambda _: [])
    async with chamber.terminal("m0") as tablet, hand(chamber, opening, "m1") as other:
        await tablet.until(lambda session: session.ready and session.voting.ready)
        await tablet.press(FOR)
        first = other.seat.cast(FOR)
        assert await other.cast(first) == "ack"
        await chamber.vote(opening, {f"m{n}": FOR for n in range(2, 6)})
        assert (await tablet.press(AGAINST)).position == 7
        changed = other.seat.cast(AGAINST)
        assert await other.cast(changed) == "ack"
        rewrite(chamber, opening.digest, board(chamber, opening.digest)[:6])
        for relay in hall.relays.values():
            relay.answers = shown(hall, opening, list)
        assert (await chamber.tally(opening))["result"]["for"] == 6, "the scrutineers can't know"
        async with ApiClient(chamber.live.server.url, tablet.session.identity) as api:
            with pytest.raises(ProtocolError, match="box-mismatch"):
                await check_counted(api, tablet.session, opening.division)
    me, ack = other.me, other.ack
    async with ApiClient(chamber.live.server.url, me) as api:
        counted = await api.counted(chamber.sitting, opening.division)
    leaf = counted_leaf(me.key.public, first.seq, first.ballot)
    require(me.server, unb64u(counted["s"], 64), "counted", opening.digest, leaf)
    assert ack is not None
    later = ack_fields(opening.digest, ack["epoch"], ack["pos"], me.key.public, changed.seq, changed.ballot)
    require(me.server, unb64u(ack["s"], 64), "ack", *later)
    assert changed.seq > first.seq, "both are the server's word: it recorded a later ballot than it counts"


async def test_37_the_sum_of_one_or_two_ballots_is_not_opened(hall: Hall) -> None:
    chamber = hall.chamber
    opening = await chamber.open("few")
    await chamber.vote(opening, {"m0": FOR, "m1": AGAINST})
    await close(hall, opening)
    async with chamber.playing():
        await chamber.until(opening.division, lambda sealed: sealed["rooted"] == [1, 2, 3])
        await waits(hall, 1, "too-few-ballots")
        await waits(hall, 2, "too-few-ballots")
    assert await release_by_force(hall, opening) == "too-few-ballots"
