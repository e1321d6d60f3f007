"""Whether a store may hold ballots: recent enough, a primary, and every write on disk before it is answered."""

from collections.abc import Mapping

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ResponseError

from voting_server.ballot_box.port import BoxUnavailable
from voting_server.ballot_box.redis_link import ask

_LEAST = {"redis_version": (7, 0), "valkey_version": (7, 2)}
_DURABLE = {"appendonly": "yes", "appendfsync": "always"}


async def examine(connection: AbstractConnection, *, trust_durability: bool) -> None:
    """Raise `BoxUnavailable` with the reason unless the store is fit; where CONFIG is forbidden, trust or refuse."""
    await ask(connection, "PING")  # INFO and CONFIG answer even while the data are still being loaded.
    check_info(parse_info(await ask(connection, "INFO", "server", "replication")))
    try:
        flat = [item.decode() for item in await ask(connection, "CONFIG", "GET", "append*")]
    except ResponseError:
        if not trust_durability:
            raise BoxUnavailable(
                "the store hides its CONFIG, so its durability is unknown; vouch for it by trust_durability"
            ) from None
        return
    check_config(dict(zip(flat[::2], flat[1::2], strict=True)))


def parse_info(text: bytes) -> dict[str, str]:
    """INFO's lines `name:value`."""
    return dict(line.split(":", 1) for line in text.decode().splitlines() if ":" in line)


def check_info(info: Mapping[str, str]) -> None:
    """Scripts that write after TIME, and several sections an INFO, need Redis 7; Valkey starts at 7.2; a replica takes no ballots."""
    name = "valkey_version" if "valkey_version" in info else "redis_version"
    version = info.get(name, "0")
    if tuple(int(part) for part in version.split(".")[:2]) < _LEAST[name]:
        raise BoxUnavailable(f"the store is too old ({name} {version}): Redis 7 or Valkey 7.2 is needed")
    if info.get("role") != "master":
        raise BoxUnavailable("the store is a replica and takes no ballots")


def check_config(config: Mapping[str, str]) -> None:
    """An acknowledgement is true only with the append-only file on and synced at every write."""
    for name, needed in _DURABLE.items():
        if config.get(name) != needed:
            raise BoxUnavailable(f"the store is not durable: `{name}` is `{config.get(name)}` and must be `{needed}`")
