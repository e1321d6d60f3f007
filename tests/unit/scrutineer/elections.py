"""Elections with names written in, and what anybody makes of a log that mixed and opened them."""

from collections.abc import Mapping
from typing import Any

from tests.unit.scrutineer.world import Device, World
from voting_protocol.acts import SignedAct
from voting_protocol.encoding import unb64u
from voting_protocol.marks import Choice, Marks
from voting_protocol.sealed.ballots import parse_entry, verify
from voting_protocol.sealed.group import Point
from voting_protocol.sealed.rows import input_rows, open_rows, row_cells
from voting_protocol.sealed.shares import sort_shares
from voting_protocol.sealed.shuffle import MixedRows, Row, verify_chain

FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
SAID = {"mix", "row-release", "void-ok"}
CANDIDATES = [{"zh": "王芳", "en": "Wang Fang"}, {"zh": "赵刚", "en": "Zhao Gang"}]
ELECTION = {"form": [{"type": 4, "c": 2, "min": 0, "max": 2, "w": 2}], "names": [CANDIDATES], "basis": "本市规定"}
BALLOTS: Mapping[str, Marks] = {
    "A-0": (AGAINST, AGAINST, "张三", ""),
    "A-1": (FOR, FOR, "", ""),
    "A-2": (AGAINST, FOR, "张 三", ""),
    "A-3": (AGAINST, AGAINST, "李四", "张三"),
    "A-4": (ABSTAIN, FOR, "", ""),
    "A-5": (FOR, AGAINST, "李四", ""),
}
FLAGS = 5


def things(number: int) -> list[dict[str, str]]:
    return [{"zh": f"第{n}项", "en": ""} for n in range(number)]


def voted(world: World, asked: dict[str, Any] = ELECTION, ballots: Mapping[str, Marks] = BALLOTS, **freeze: Any) -> None:
    """A vote whose sums are released by everybody."""
    world.asked = asked
    world.open()
    world.settle()
    world.cast("d1", ballots)
    world.close_and_freeze(**freeze)
    world.settle()


def said(world: World) -> list[tuple[int, str]]:
    """Who said what about the names, in the log's order."""
    indices = {key.name: index for index, key in enumerate(world.scrutineers, 1)}
    bodies = [world.body(n) for n in range(len(world.log.entries))]
    return [(indices[body["actor"]], body["type"]) for body in bodies if body["type"] in SAID]


def of(acts: list[SignedAct], kind: str) -> list[SignedAct]:
    return [act for act in acts if f'"type":"{kind}"'.encode() in act.body]


def waits(world: World) -> list[str]:
    return [device.waits.get("d1", "") for device in world.devices]


def fault(device: Device) -> str:
    return device.roll.fault.code if device.roll.fault else ""


def inputs(world: World) -> tuple[Row, ...]:
    question = world.question("d1")
    ballots = {entry[35:67]: verify(parse_entry(entry, question.form), question) for entry in world.entries["d1"]}  # type: ignore[arg-type]
    return input_rows(question.form, 0, ballots.values()).rows


def mixed(world: World) -> MixedRows:
    """What anybody makes of the mixes in the log."""
    names = {key.name: index for index, key in enumerate(world.scrutineers, 1)}
    bodies = [world.body(n) for n in range(len(world.log.entries))]
    mixes = [(names[body["actor"]], unb64u(body["message"])) for body in bodies if body["type"] == "mix"]
    return verify_chain(world.question("d1").public, world.frz, inputs(world), mixes, world.k)


def opened(world: World) -> list[tuple[Point, ...]]:
    """The rows as the shares of the log open them; every share holds."""
    device = world.devices[0]
    assert device.roll.attempt is not None
    keys, rows = device.roll.sealed(device.roll.attempt).keys, mixed(world)
    names = {key.name: index for index, key in enumerate(world.scrutineers, 1)}
    bodies = [world.body(n) for n in range(len(world.log.entries))]
    released = [(names[body["actor"]], unb64u(body["shares"])) for body in bodies if body["type"] == "row-release"]
    shares = sort_shares(row_cells(rows, keys), released)
    assert not shares.faults
    return open_rows(rows, keys, shares.valid)
