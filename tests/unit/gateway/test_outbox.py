import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from voting_server.gateway import outbox
from voting_server.gateway.outbox import MAX_BYTES, MAX_FRAMES, Outbox


class Client:
    """A client that reads, or not; as a WebSocket server shows it to an application."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.overflows = 0
        self.reads = asyncio.Event()
        self.reads.set()
        self.gone = False
        self.outbox = Outbox(self.send, self.overflow)

    async def send(self, message: MutableMapping[str, Any]) -> None:
        await self.reads.wait()
        if self.gone:
            raise OSError
        self.got.append(message["text"])

    def overflow(self) -> None:
        self.overflows += 1

    async def settled(self) -> None:
        while (task := self.outbox._task) is not None and not task.done():
            await asyncio.wait([task])


async def test_a_reading_client_gets_frames_at_once_and_without_a_task():
    client = Client()
    client.outbox.put("a")
    client.outbox.put("b")
    assert client.got == ["a", "b"]
    assert len(asyncio.all_tasks()) == 1


async def test_what_waits_keeps_its_order():
    client = Client()
    client.outbox.put("a")
    client.reads.clear()
    for frame in "bcd":
        client.outbox.put(frame)
    assert client.got == ["a"]
    client.reads.set()
    client.outbox.put("e")
    await client.outbox.flush()
    client.outbox.put("f")
    assert "".join(client.got) == "abcdef"


@pytest.mark.parametrize("frame", ["x", "x" * (MAX_BYTES // 4)])
async def test_a_client_that_does_not_read_is_reported_once_and_holds_little(frame):
    client = Client()
    client.reads.clear()
    for _ in range(2 * MAX_FRAMES):
        client.outbox.put(frame)
    assert client.overflows == 1
    client.reads.set()
    await client.settled()
    assert 1 < len(client.got) <= min(MAX_FRAMES, MAX_BYTES // len(frame)) + 1


async def test_a_client_that_is_stuck_is_reported(monkeypatch):
    monkeypatch.setattr(outbox, "SEND_SECONDS", 0.01)
    client = Client()
    client.reads.clear()
    client.outbox.put("a")
    await client.settled()
    assert (client.overflows, client.got) == (1, [])


@pytest.mark.parametrize("reading", [True, False])
async def test_a_client_that_is_gone_is_no_error(reading):
    client = Client()
    client.gone = True
    if not reading:
        client.reads.clear()
    client.outbox.put("a")
    client.reads.set()
    await client.settled()
    client.outbox.put("b")
    assert (client.overflows, client.got) == (0, [])


async def test_closing_ends_what_waits():
    client = Client()
    client.reads.clear()
    client.outbox.put("a")
    client.outbox.close()
    await client.settled()
    client.reads.set()
    client.outbox.put("b")
    assert client.got == []
    assert len(asyncio.all_tasks()) == 1
