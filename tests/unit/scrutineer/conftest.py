from pathlib import Path

import pytest

from tests.unit.scrutineer.elections import BALLOTS, FLAGS, voted
from tests.unit.scrutineer.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Three scrutineers, two of whom open a sum; no ceremony yet."""
    return World(tmp_path)


@pytest.fixture
def sealed(world: World) -> World:
    """The same with a sealed sitting."""
    world.hold_ceremony()
    return world


@pytest.fixture
def called(sealed: World) -> World:
    """An election in which five names were written in, and called for."""
    voted(sealed)
    sealed.call(FLAGS, len(BALLOTS))
    return sealed
