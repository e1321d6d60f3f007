"""One bare WebSocket to a server: frames as a test wants them, right or wrong, with a seat's real key."""

import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from terminal_client.headless.identity import DeviceIdentity
from voting_protocol import canonical
from voting_protocol.ballots import Ballot, ack_fields, ballot_id, refusal_fields, sign_ballot
from voting_protocol.crypto import require
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.marks import Choice

Frame = Mapping[str, Any]


class Wire:
    """A connection, its challenge received."""

    def __init__(self, link: ClientConnection, host: str, challenge: Frame) -> None:
        self.link = link
        self.host = host
        self.challenge = challenge
        self._number = 0

    async def send(self, frame: Frame | str | bytes) -> None:
        """Send a frame: JSON, or text or bytes as they are."""
        await self.link.send(json.dumps(frame) if isinstance(frame, Mapping) else frame)

    async def ask(self, frame: Frame) -> Frame:
        """Send a frame under a number of its own; gives its answer."""
        self._number += 1
        await self.send({**frame, "r": self._number})
        while (answer := await self.next()).get("r") != self._number:
            pass
        return answer

    async def next(self, kind: str = "") -> Frame:
        """The next frame (of a kind)."""
        while True:
            frame: Frame = json.loads(await self.link.recv())
            if kind in ("", frame["t"]):
                return frame

    async def closed(self) -> int | None:
        """Read up to the end; gives the close code."""
        try:
            while True:
                await self.link.recv()
        except ConnectionClosed:
            return self.link.close_code


@asynccontextmanager
async def wire(url: str, *, receive_buffer: int = 0, **options: Any) -> AsyncIterator[Wire]:
    """Connect and take the challenge. `receive_buffer` bounds what the kernel takes from the server, in bytes."""
    parts = urlsplit(url)
    sock = socket.socket()
    if receive_buffer:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    sock.connect((parts.hostname, parts.port))
    settings = {"compression": None, "proxy": None, "ping_interval": None, "close_timeout": 1, "max_size": None} | options
    async with connect(f"ws://{parts.netloc}/v1/ws", sock=sock, **settings) as link:
        yield Wire(link, parts.netloc, json.loads(await link.recv()))


def auth(one: Wire, identity: DeviceIdentity, sitting: str, **wrong: Any) -> Frame:
    """The answer to a connection's challenge, with members as `wrong` says."""
    body = {
        "v": 1,
        "type": "auth",
        "actor": identity.key.name,
        "server": one.challenge["server"],
        "nonce": one.challenge["nonce"],
        "body": identity.body,
        "sitting": sitting,
        "host": one.host,
    }
    encoded = canonical.encode(body | wrong)
    return {"t": "auth", "b": b64u(encoded), "s": b64u(identity.key.sign("auth", encoded))}


@asynccontextmanager
async def terminal(url: str, identity: DeviceIdentity, sitting: str, **options: Any) -> AsyncIterator[Wire]:
    """A connection that has authenticated as a seat's terminal and was told everything the server says first."""
    async with wire(url, **options) as one:
        await one.send(auth(one, identity, sitting))
        await one.next("attendance")
        yield one


def ballot(
    identity: DeviceIdentity, opening: bytes, seq: int = 1, prev: bytes | None = None, choice: Choice = Choice.FOR
) -> bytes:
    """A ballot's body; `prev` is the opening by default."""
    return Ballot(opening, identity.key.public, seq, prev or opening, (choice,)).encode()


def cast(identity: DeviceIdentity, body: bytes) -> Frame:
    """A `cast` frame without its number, the body signed by the seat's key."""
    return {"t": "cast", "b": b64u(body), "s": b64u(sign_ballot(identity.key, body))}


def position(answer: Frame, identity: DeviceIdentity, body: bytes) -> int:
    """Where an acknowledgement, whose signature holds, says that the ballot is."""
    assert answer["t"] == "ack", answer
    asked = Ballot.decode(body)
    fields = ack_fields(asked.opening, answer["epoch"], answer["pos"], asked.key, asked.seq, ballot_id(body))
    require(identity.server, unb64u(answer["s"], 64), "ack", *fields)
    at: int = answer["pos"]
    return at


def refusal(answer: Frame, identity: DeviceIdentity, body: bytes) -> str:
    """The code of a refusal whose signature holds."""
    assert answer["t"] == "refused", answer
    asked = Ballot.decode(body)
    fields = refusal_fields(asked.opening, asked.key, asked.seq, ballot_id(body), answer["code"])
    require(identity.server, unb64u(answer["s"], 64), "refuse", *fields)
    code: str = answer["code"]
    return code
