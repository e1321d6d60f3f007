"""Notes of processes and devices: the newest of each name, taken down by an empty one, kept apart by their boards."""

import asyncio

import pytest

from tests.support.store import admin
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.ballot_box.port import BallotBox

pytestmark = pytest.mark.asyncio


async def test_the_newest_note_of_each_name_hangs(box: BallotBox) -> None:
    assert await box.notes("hall") == {}
    await box.put_notes("hall", {"r1c1": b"first", "一排二座": b"\x00\xff"}, 60)
    await box.put_notes("hall", {"r1c1": b"second"}, 60)
    await box.put_notes("other", {"r1c1": b"elsewhere"}, 60)
    assert await box.notes("hall") == {"r1c1": b"second", "一排二座": b"\x00\xff"}
    await box.put_notes("hall", {"r1c1": b"", "r9c9": b""}, 60)
    assert await box.notes("hall") == {"一排二座": b"\x00\xff"}
    await box.put_notes("hall", {}, 60)
    assert await box.notes("other") == {"r1c1": b"elsewhere"}


async def test_a_board_where_nothing_is_pinned_up_is_forgotten(box: BallotBox, store: EmbeddedStore) -> None:
    await box.put_notes("brief", {"a": b"1"}, 60)
    assert 0 < seconds_left(store, "brief") <= 60
    await box.put_notes("brief", {"b": b"2"}, 600)
    assert seconds_left(store, "brief") > 60, "each note keeps the whole board"
    await box.put_notes("brief", {"c": b"3"}, 1)
    while await box.notes("brief"):  # noqa: ASYNC110 - the store's clock gives no event
        await asyncio.sleep(0.02)
    assert await box.notes("brief") == {}


def seconds_left(store: EmbeddedStore, board: str) -> int:
    """How long the store will keep a board."""
    with admin(store) as client:
        (key,) = client.scan_iter(match=f"*{board}*", count=10_000)
        return client.ttl(key)
