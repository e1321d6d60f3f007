"""Modified clients against a real server: whatever they send is refused with a signature, and the seat's next good ballot counts."""

import asyncio
from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from terminal_client.headless.client import ApiClient
from terminal_client.headless.opening import Opening
from terminal_client.headless.sealing import SealedKeys
from terminal_client.headless.terminal import Terminal
from tests.attacks.cheat import ALPHA, BETA, PROOF, beyond, spliced, with_nonce
from tests.attacks.hall import MEMBERS, Hall
from tests.attacks.hand import Hand, hand
from tests.attacks.insider import board, server_key
from tests.attacks.relay import Frames, Json, frank, honest, relays
from tests.support.record import until
from tests.support.sealed_box import Seat
from tests.support.seals import Sealed
from tests.support.secret import SecretChamber
from voting_protocol.ballots import Header, opening_digest
from voting_protocol.canonical import decode_object
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice
from voting_protocol.sealed.forms import M
from voting_protocol.sealed.group import ORDER, Scalar
from voting_server.ballot_box.port import Cast

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(900)]
FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN


def body_of(cast: Cast) -> bytes:
    return cast.entry[1:-64]


async def hands(stack: AsyncExitStack, chamber: SecretChamber, opening: Opening, number: int) -> list[Hand]:
    """The first members' connections."""
    return [await stack.enter_async_context(hand(chamber, opening, f"m{n}")) for n in range(number)]


async def finish(chamber: SecretChamber, opening: Opening, voted: Iterable[Choice]) -> None:
    """The members who have not voted yet abstain; the result is what everybody pressed."""
    choices = list(voted)
    await chamber.vote(opening, {f"m{n}": ABSTAIN for n in range(len(choices), MEMBERS)})
    choices += [ABSTAIN] * (MEMBERS - len(choices))
    figures = {choice.word: choices.count(choice) for choice in Choice}
    assert await chamber.result(opening) == {**figures, "not_pressed": 0}


async def test_41_plaintexts_out_of_range_are_refused_and_the_sum_is_right(hall: Hall) -> None:
    """Two for one, minus one against, an abstention that counts twice, with the proofs of those who claim to have voted well."""
    opening = await hall.chamber.open("out-of-range")
    plains = (2, -1, M + 1, 2 * M, ORDER // 2)
    async with AsyncExitStack() as stack:
        connected = await hands(stack, hall.chamber, opening, len(plains))
        for one, plain in zip(connected, plains, strict=True):
            for claimed in (1, plain):
                entry = one.seat.signed(beyond(one.seat.question, one.seat.header, plain, claimed))
                assert await one.refused(entry) == "bad-proof"
            assert await one.cast(one.seat.cast(FOR)) == "ack"
    await finish(hall.chamber, opening, [FOR] * len(plains))


async def test_15_18_ballots_and_their_parts_are_of_no_use_elsewhere(hall: Hall) -> None:
    """To another seat, vote, sitting or number; ciphertexts and proofs swapped or transplanted."""
    chamber = hall.chamber
    first = await chamber.open("copied-from")
    async with hand(chamber, first, "m2") as one:
        earlier = one.seat.cast(FOR)
        assert await one.cast(earlier) == "ack"
        again = one.seat.cast(AGAINST)
    await chamber.void("copied-from")
    opening = await chamber.open("copied-to")
    question = chamber.question(opening)
    elsewhere = replace(question, opening=bytes(32))
    async with AsyncExitStack() as stack:
        sound, copier, voter, guest, mixer, counter = await hands(stack, chamber, opening, 6)
        good = sound.seat.cast(AGAINST)
        assert await sound.cast(good) == "ack"

        assert await copier.cast(good) == "error not-allowed", "another seat's entry as it is"
        assert await copier.refused(copier.seat.transplanted(good)) == "bad-proof", "under its own name"

        assert await voter.cast(again) == "vote-closed", "an entry of an earlier vote"
        assert await voter.refused(voter.seat.transplanted(earlier)) == "bad-proof"

        foreign = Seat(elsewhere, guest.me.key).cast(FOR)
        assert await guest.cast(foreign) == "vote-unknown", "an entry of another sitting"
        assert await guest.refused(guest.seat.transplanted(foreign)) == "bad-proof"

        one, other = (body_of(Seat(question, mixer.me.key).cast(choice)) for choice in (FOR, AGAINST))
        for part in (ALPHA, BETA, slice(ALPHA.start, BETA.stop), PROOF):
            assert await mixer.refused(mixer.seat.signed(spliced(one, other, part))) == "bad-proof"

        before = counter.seat.cast(FOR)
        assert await counter.cast(before) == "ack"
        assert await counter.refused(counter.seat.transplanted(before)) == "bad-proof", "under its next number"

        for each in (copier, voter, guest, mixer):
            assert await each.cast(each.seat.cast(FOR)) == "ack"
        tampered = sound.seat.cast(FOR)
        flipped = replace(tampered, entry=tampered.entry[:-100] + bytes([tampered.entry[-100] ^ 1]) + tampered.entry[-99:])
        assert await sound.cast(flipped) == "error bad-signature", "the signature covers the proofs"
    await finish(chamber, opening, [AGAINST, *[FOR] * 5])


async def test_19_an_older_ballot_is_not_brought_back(hall: Hall) -> None:
    opening = await hall.chamber.open("older")
    async with hand(hall.chamber, opening, "m0") as one:
        older, newer = one.seat.cast(FOR), one.seat.cast(AGAINST)
        assert await one.cast(older) == "ack"
        first = one.ack
        assert await one.cast(newer) == "ack"
        assert await one.cast(older) == "ack", "its first answer again"
        assert first is not None
        assert one.ack is not None
        assert one.ack["pos"] == first["pos"]
        again = Seat(one.seat.question, one.me.key)
        assert await one.cast(again.cast(FOR)) == "sequence-conflict", "its number is taken"
        for sent, code in (([older, newer, older], "sequence-conflict"), ([older, newer, newer], "sequence-gap")):
            again.sent = sent[:-1]
            follows = Header(opening.digest, one.me.key.public, 3 + (code == "sequence-gap"), sent[-1].ballot)
            body = with_nonce(again.question, follows, Scalar.random(), 1)
            assert await one.cast(again.signed(body)) == code
        assert len(board(hall.chamber, opening.digest)) == 2
    await finish(hall.chamber, opening, [AGAINST])


async def test_01_02_03_06_21_what_is_no_ballot_fails_cleanly(hall: Hall) -> None:
    opening = await hall.chamber.open("malformed")
    wrong = {
        "bad-point": [(ALPHA, bytes(32)), (BETA, bytes(32)), (slice(167, 199), bytes(32)), (ALPHA, b"\xff" * 32)],
        "bad-scalar": [(slice(231, 263), ORDER.to_bytes(32, "little")), (slice(263, 295), b"\xff" * 32)],
    }
    async with AsyncExitStack() as stack:
        connected = await hands(stack, hall.chamber, opening, 2)
        for one, (code, cases) in zip(connected, wrong.items(), strict=True):
            for part, data in cases:
                sound = body_of(Seat(one.seat.question, one.me.key).cast(FOR))
                assert await one.refused(one.seat.signed(spliced(sound, bytes(part.start) + data, part))) == code
            sound = body_of(Seat(one.seat.question, one.me.key).cast(FOR))
            for length in (sound[:-1], sound + bytes(128), sound[:103]):
                assert await one.refused(one.seat.signed(length)) == "error bad-ballot"
            assert await one.cast(one.seat.cast(FOR)) == "ack"
    await finish(hall.chamber, opening, [FOR, FOR])


async def test_16_a_repeated_alpha_is_told_on_the_devices(hall: Hall) -> None:
    """A client that uses one nonce twice is noticed, with both places; its ballots are valid all the same."""
    chamber = hall.chamber
    opening = await chamber.open("repeated-alpha")
    async with hand(chamber, opening, "m0") as one:
        r = Scalar.random()
        for plain in (1, 0):
            assert await one.cast(one.seat.signed(with_nonce(one.seat.question, one.seat.header, r, plain))) == "ack"
    told = [[1, 2]]
    for device in chamber.devices:
        await asyncio.to_thread(device.until, lambda view: view["vote"]["repeats"] == told)
    await finish(chamber, opening, [AGAINST])


async def test_20_57_a_ballot_before_the_opening_or_after_the_close_is_refused(hall: Hall) -> None:
    chamber = hall.chamber
    opening = await chamber.open("closed")
    async with hand(chamber, opening, "m0") as one, hand(chamber, opening, "m1") as two:
        never = Seat(replace(one.seat.question, opening=b"\7" * 32), one.me.key)
        assert await one.cast(never.cast()) == "vote-unknown"
        assert await one.cast(one.seat.cast(FOR)) == "ack"
        await chamber.live.chamber.chair.close_division(chamber.sitting, opening)
        await chamber.until(opening.division, lambda sealed: sealed["frozen"])
        assert await two.cast(two.seat.cast(FOR)) == "vote-closed"
        assert await one.cast(one.seat.cast(AGAINST)) == "vote-closed", "what was recorded stands"
    await until(lambda: len(board(chamber, opening.digest)) == 1)


async def pressing(terminal: Terminal, opening: Opening) -> None:
    await terminal.until(lambda session: session.ready and session.voting.opening == opening and session.voting.ready)


async def test_25_withheld_acknowledgements_are_no_recorded_votes(hall: Hall) -> None:
    """The server keeps a ballot and its word to itself: the tablet does not say recorded, sends the same again, and it counts once."""
    chamber = hall.chamber
    opening = await chamber.open("silent")
    async with relays() as start:
        relay = await start(chamber.live.server.url)
        me = chamber.live.identity("m0")
        async with Terminal(relay.url, me, chamber.sitting, sealed=chamber.sealed) as tablet:
            await pressing(tablet, opening)
            stands = await tablet.press(FOR)
            relay.frames = lambda frame: None if frame["t"] in ("ack", "received") else frame
            change = tablet.session.voting.press(AGAINST)
            await tablet.flush()
            await until(lambda: len(board(chamber, opening.digest)) == 2)
            later = tablet.session.voting.press(ABSTAIN)
            await tablet.flush()
            assert not change.answered
            assert tablet.session.voting.receipts == {opening.division: stands}, "the earlier vote stands, as far as it can tell"
            assert len(board(chamber, opening.digest)) == 2, "nothing goes out behind a ballot that is not answered"
            relay.frames = frank
            tablet.drop()
            assert (await tablet.answered(change)).position == 2
            assert (await tablet.answered(later)).position == 3
    await finish(chamber, opening, [ABSTAIN])


async def test_54_a_tablet_handed_a_key_of_the_servers_own_encrypts_nothing(hall: Hall) -> None:
    """The server invents scrutineers, seals the sitting with them, signs an opening and certifies it."""
    chamber = hall.chamber
    opening = await chamber.open("own-key")
    crook = Sealed(server_key(chamber).public, sitting=chamber.sitting)
    async with relays() as start:
        relay = await start(chamber.live.server.url)
        me = chamber.live.identity("m0")
        relay.answers = lambda path, answer: crook.document() if path.endswith("/seal") else honest(path, answer)
        async with Terminal(relay.url, me, chamber.sitting, sealed=chamber.sealed) as tablet:
            await pressing(tablet, opening)
            document = await _seal(relay.url, hall)
            with pytest.raises(ProtocolError, match="bad-seal") as refused:
                SealedKeys(chamber.sitting, me.server, chamber.pin).learn(document)
            assert refused.value.detail["member"] == "pin"
            true = chamber.console.state["seal"]["public"]
            changed = await chamber.live.chamber.chair.api.seal(chamber.sitting)
            with pytest.raises(ProtocolError, match="bad-signature"):
                SealedKeys(chamber.sitting, me.server, chamber.pin).learn(_another_public(changed, true, crook))
            relay.frames = _under(crook)
            tablet.drop()
            await tablet.until(lambda session: session.voting.opening is not None and session.voting.opening != opening)
            assert not tablet.session.voting.ready
            with pytest.raises(ProtocolError, match="not-certified"):
                tablet.session.voting.press(FOR)
    assert board(chamber, opening.digest) == []
    await finish(chamber, opening, [])


async def _seal(url: str, hall: Hall) -> Json:

    async with ApiClient(url, hall.chamber.live.chamber.chair.identity) as api:
        found: Json = await api.seal(hall.chamber.sitting)
        return found


def _another_public(document: Json, true: str, crook: Sealed) -> Json:
    """The true seals with the crook's key in the place of the true one."""
    seals = [
        {**seal, "b": b64u(unb64u(seal["b"]).replace(true.encode(), b64u(crook.public.data).encode()))}
        for seal in document["seals"]
    ]
    return {**document, "seals": seals}


def _under(crook: Sealed) -> Frames:
    """State frames whose opening is the crook's own."""

    def frames(frame: Json) -> Json:
        if frame["t"] != "state" or not frame["state"]["open"]:
            return frame
        shown = frame["state"]["open"]
        body = decode_object(unb64u(shown["b"]))
        members = {
            name: value for name, value in body.items() if name not in {"v", "type", "log", "actor", "after", "nonce", "time"}
        }
        act = crook.act(crook.chair, "division-open", members | {"seal": b64u(crook.seal)})
        digest = opening_digest(unb64u(act["b"]))
        certificate = crook.certificate(digest, 1, 2, 3)
        return {**frame, "state": {**frame["state"], "open": {**shown, **act, "open": b64u(digest), "certificate": certificate}}}

    return frames
