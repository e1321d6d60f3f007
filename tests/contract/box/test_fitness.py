"""`ping`: only a store that keeps its word may hold ballots."""

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support.store import Connect, admin, running_store
from voting_server.ballot_box.launcher import EmbeddedStore
from voting_server.ballot_box.port import BallotBox, BoxUnavailable
from voting_server.ballot_box.redis_fitness import check_info


async def test_the_embedded_store_is_fit(box: BallotBox):
    await box.ping()


@pytest.mark.parametrize(("setting", "value"), [("appendfsync", "everysec"), ("appendonly", "no")])
async def test_a_store_that_may_lose_ballots_is_refused(connect: Connect, binary: Path, tmp_path: Path, setting: str, value: str):
    with running_store(tmp_path, binary) as store, admin(store) as client:
        box = connect(store.url, trust_durability=True)
        client.config_set(setting, value)
        with pytest.raises(BoxUnavailable, match=f"`{setting}` is `{value}`"):
            await box.ping()


async def test_where_config_is_forbidden_somebody_must_vouch(connect: Connect, store: EmbeddedStore):
    with admin(store) as client:
        client.execute_command("ACL", "SETUSER", "managed", "on", ">secret", "~*", "&*", "+@all", "-config")
    url = f"unix://managed:secret@{quote(str(store.socket))}"
    strict, trusting = connect(url), connect(url, trust_durability=True)
    with pytest.raises(BoxUnavailable, match="trust_durability"):
        await strict.ping()
    await trusting.ping()


@pytest.mark.parametrize(
    "info",
    [
        {"redis_version": "7.0.15", "role": "master"},
        {"redis_version": "8.2.1", "role": "master"},
        {"redis_version": "7.2.4", "valkey_version": "7.2.5", "role": "master"},
        {"redis_version": "7.2.4", "valkey_version": "9.1.2", "role": "master"},
    ],
)
def test_versions_that_will_do(info: dict[str, str]):
    check_info(info)


@pytest.mark.parametrize(
    ("info", "reason"),
    [
        ({"redis_version": "6.2.14", "role": "master"}, "too old"),
        ({"redis_version": "7.2.4", "valkey_version": "7.1.9", "role": "master"}, "too old"),
        ({"role": "master"}, "too old"),
        ({"redis_version": "7.0.15", "role": "slave"}, "replica"),
    ],
)
def test_stores_that_will_not_do(info: dict[str, str], reason: str):
    with pytest.raises(BoxUnavailable, match=reason):
        check_info(info)
