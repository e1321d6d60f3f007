"""Whose shares of rows don't hold, every process names: the one that counts tells the others through the box (docs/sealed-names.md §10)."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any, cast

import pytest

from tests.contract.box.making import SEALED
from tests.support.store import running_store
from tests.unit.domain.chamber import name32
from tests.unit.domain.secret import SecretChamber
from tests.unit.domain.test_naming import CELLS, ELECTION, ROW_SHARES, call, mix, naming, released
from voting_protocol.acts import sitting_log
from voting_protocol.encoding import unb64u
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.ballot_box.port import BoxSpec
from voting_server.ballot_box.redis_box import RedisBallotBox
from voting_server.domain.division import Division
from voting_server.services.name_count import NameCount, Rooms, _Work


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    with running_store(tmp_path_factory.mktemp("store")) as running:
        yield running


@pytest.fixture
async def boxes(store: EmbeddedStore) -> AsyncIterator[tuple[RedisBallotBox, RedisBallotBox]]:
    one, two = RedisBallotBox(store.url), RedisBallotBox(store.url)
    yield one, two
    await one.aclose()
    await two.aclose()


class House:
    """What `NameCount` needs of a chamber: the box."""

    logs: Any = None

    def __init__(self, box: RedisBallotBox) -> None:
        self.box = box


def shared() -> Division:
    """A division whose rows two scrutineers have shared."""
    chamber = SecretChamber(5)
    chamber.open_sitting(4)
    chamber.hold_ceremony()
    chamber.announce("d1", secrecy="secret", **ELECTION)
    chamber.open()
    chamber.close()
    chamber.freeze("d1", 4, cells=CELLS)
    chamber.root(1, 2, 3)
    call(released(chamber))
    mix(chamber, 2)
    mix(chamber, 1, previous=naming(chamber).last)
    for index in (1, 3):
        chamber.says(index, "row-release", freeze=chamber.frz(), chain=name32("chain"), shares=ROW_SHARES)
    return chamber.sitting.divisions["d1"]


async def test_38_an_invalid_share_of_rows_is_named_by_processes_that_did_not_judge_it(
    boxes: tuple[RedisBallotBox, RedisBallotBox],
) -> None:
    division, (one, two) = shared(), boxes
    opening = unb64u(division.opened.open, 32)
    await one.prepare(BoxSpec(opening, [bytes(32)], 5, None, 0, SEALED))
    counting, other = NameCount(cast(Rooms, House(one))), NameCount(cast(Rooms, House(two)))
    await other.look(division)
    assert other.invalid(division) == set()
    counting._work[division.opened.open] = _Work(chain=cast(Any, None), shares={1: None})
    waiting = asyncio.create_task(two.listen(sitting_log("s1"), "0", 2000))
    await counting._tell(sitting_log("s1"), division, cast(Any, type("Opening", (), {"digest": opening})))
    assert [event for _, event in await waiting] == [b""], "the others are woken"
    await other.look(division)
    assert counting.invalid(division) == other.invalid(division) == {1}
