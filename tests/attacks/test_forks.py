"""A server that tells devices different logs, with one corrupt scrutineer: two sums that differ by one ballot are never both opened.

The devices' engines on logs that the test forks: keys, shares, memory on disk are real; the server is a list of acts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from terminal_client.scrutineer.keeper import Keeper
from tests.unit.scrutineer.world import PASSPHRASE, SITTING_LOG, Device, Log, World
from voting_protocol.acts import SignedAct, make_act
from voting_protocol.ballots import ballot_id
from voting_protocol.canonical import decode_object
from voting_protocol.encoding import b64u
from voting_protocol.marks import Choice

CORRUPT = 2
"""The place of scrutineer 3, which says whatever helps the server."""


@dataclass
class Story:
    """What the server tells some devices: a log, and the board that its freeze is about."""

    log: Log
    entries: list[bytes]
    frozen: str = ""


class Fork:
    """A vote closed with m0's ballot and its change; `whole` counts the change, `short` does not."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.open()
        world.settle()
        self.backup = world.devices[1].keeper.backup()
        world.cast_all()
        change = world.ballot("d1", "A-0", Choice.FOR, 2, ballot_id(world.entries["d1"][0][1:-64]))
        world.entries["d1"].append(change.encode())
        self.close = world.close()
        self.whole = self.story(world.entries["d1"])
        self.short = self.story(world.entries["d1"][:-1])

    def story(self, entries: Sequence[bytes]) -> Story:
        """Another freeze after the same close, certified by the corrupt scrutineer."""
        world = self.world
        world.log = Log(list(world.log.entries), list(world.log.heads))
        self.rewind(world.log)
        world.entries["d1"] = list(entries)
        freeze = world.freeze("d1", self.close)
        found = Story(world.log, list(entries), b64u(world.frozen(freeze)))
        self.say(found, world.devices[CORRUPT], self.act(found, "root-ok", freeze=found.frozen))
        return found

    def rewind(self, log: Log) -> None:
        """Back to the close."""
        at = next(n for n, entry in enumerate(log.entries) if entry["b"] == b64u(self.close.body))
        log.entries, log.heads = log.entries[: at + 1], log.heads[: at + 1]

    def act(self, story: Story, kind: str, **members: str) -> SignedAct:
        """An act of the corrupt scrutineer in a story."""
        about = {"division": "d1", "open": self.world.name("d1")}
        return make_act(self.world.scrutineers[CORRUPT], SITTING_LOG, kind, story.log.head, self.world.now, about | members)

    def say(self, story: Story, _by: Device, *acts: SignedAct) -> None:
        for act in acts:
            self.world.now += 10
            story.log.append(act, self.world.now)

    def tell(self, story: Story, *devices: Device) -> list[str]:
        """Devices hear a story to its end and answer until nobody has anything to say; gives the types and codes of what they said."""
        said: list[str] = []
        self.world.log, self.world.entries["d1"] = story.log, story.entries
        while due := [(device, act) for device in devices for act in self.world.due(device)]:
            for device, act in due:
                self.say(story, device, act)
                body = decode_object(act.body)
                said.append(f"{body['type']} {body['code']}" if "code" in body else body["type"])
        return said

    def shares(self, story: Story) -> int:
        """How many scrutineers' shares of this freeze there are, the corrupt one's with them."""
        kinds = [decode_object(SignedAct.from_json({"b": entry["b"], "s": entry["s"]}).body) for entry in story.log.entries]
        return 1 + sum(body["type"] == "release" and body["freeze"] == story.frozen for body in kinds)


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.hold_ceremony()
    return world


def test_26_two_boards_of_equal_standing_are_impossible(world: World) -> None:
    """Device 1 is told of the whole board, device 2 of the short one: each certificate lacks one, and no sum is opened."""
    fork = Fork(world)
    first, second, _ = world.devices
    assert fork.tell(fork.whole, first) == ["root-ok"]
    assert fork.tell(fork.short, second) == ["root-ok"]
    assert first.waits == second.waits == {"d1": "certificates"}
    assert (fork.shares(fork.whole), fork.shares(fork.short)) == (1, 1), "fewer than k"


def test_36_37_two_sums_that_differ_by_one_ballot_are_not_both_opened(world: World) -> None:
    """Both devices open the whole board. Killed and started again, they are told that this never happened, and of a board with one ballot less."""
    fork = Fork(world)
    assert sorted(fork.tell(fork.whole, *world.devices[:2])) == ["release", "release", "root-ok", "root-ok"]
    again = [world.device(index) for index in (0, 1)]
    said = fork.tell(fork.short, *again)
    assert "release" not in said
    assert "root-ok" not in said
    assert fork.shares(fork.whole) == 3
    assert fork.shares(fork.short) == 1, "fewer than k"


def test_35_59_a_restored_device_does_not_open_a_second_sum(world: World) -> None:
    """The person at device 2 restores a backup from before the close, and a log that hides what it did since: one forgets, but q do not."""
    fork = Fork(world)
    fork.tell(fork.whole, *world.devices[:2])
    assert fork.shares(fork.whole) == 3
    spare = world.folder / "spare"
    Keeper.restore(spare, fork.backup, PASSPHRASE)
    forgetful = world.device(1, spare)
    said = fork.tell(fork.short, world.device(0), forgetful)
    assert "root-ok" in said, "it can't know"
    assert "release" not in said
    assert fork.shares(fork.short) == 1, "fewer than k"
