"""A modified client: one seat's connection in the test's hands, frames as it likes, every answer's signature checked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from terminal_client.headless.identity import DeviceIdentity
from terminal_client.headless.opening import Opening
from tests.faults.wire import Frame, Wire, terminal
from tests.support.sealed_box import Seat
from tests.support.secret import SecretChamber
from voting_protocol.ballots import ack_fields, receipt_fields, refusal_fields
from voting_protocol.crypto import require
from voting_protocol.encoding import b64u, unb64u
from voting_server.ballot_box.port import Cast


@dataclass
class Hand:
    """`seat` makes entries, good or bad; `position` is where the last acknowledged one lies."""

    wire: Wire
    me: DeviceIdentity
    seat: Seat
    number: int = 0
    ack: Frame | None = None

    async def send(self, entry: Cast) -> int:
        """Send an entry; gives the frame's number."""
        self.number += 1
        spoil = entry.entry[0] == 2
        body, signature = entry.entry[:-64] if spoil else entry.entry[1:-64], entry.entry[-64:]
        frame = {"t": "spoil" if spoil else "cast", "b": b64u(body), "s": b64u(signature), "r": self.number}
        await self.wire.send(frame)
        return self.number

    async def answer(self, entry: Cast, number: int) -> str:
        """The next answer to a frame: `received`, `ack`, the code of a signed refusal, or `error` and a code."""
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
            self.ack = frame
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

    async def refused(self, entry: Cast) -> str:
        """Cast an entry that is not to be accepted, and forget it; gives the code."""
        code = await self.cast(entry)
        assert code != "ack"
        self.seat.take_back(entry)
        return code


@asynccontextmanager
async def hand(chamber: SecretChamber, opening: Opening, member: str) -> AsyncIterator[Hand]:
    """Connect as a member's seat."""
    me = chamber.live.identity(member)
    async with terminal(chamber.live.server.url, me, chamber.sitting) as wire:
        yield Hand(wire, me, Seat(chamber.question(opening), me.key))
