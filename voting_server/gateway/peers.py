"""What the hubs of one sitting in several processes tell one another over its stream: who joined where, which seats are connected."""

import secrets
import time
from collections.abc import Mapping

import msgspec

from voting_server.ballot_box.port import BallotBox, BoxUnavailable

ONLINE_EVERY_S = 2.0
ONLINE_FORGOTTEN_S = 7.0


class Event(msgspec.Struct, omit_defaults=True):
    """An event of a sitting's stream; an empty one says that a log has grown.

    `keys` joined this hub at these times (ms); `online` has a bit for every seat connected to it, in the plan's order.
    """

    hub: str = ""
    keys: dict[str, int] = {}
    online: bytes | None = None


_decoder = msgspec.json.Decoder(Event)


class Peers:
    """One process's part: says what happens here, remembers what the others say."""

    def __init__(self, topic: str, box: BallotBox) -> None:
        self._topic = topic
        self._box = box
        self._name = secrets.token_hex(8)
        self._joined: dict[str, int] = {}
        self._others: dict[str, tuple[float, bytes]] = {}
        self._own = b""
        self._told = -ONLINE_EVERY_S

    def joined(self, key: str, at_ms: int) -> None:
        """A device joined here; whoever holds an older session of it lets it go."""
        self._joined[key] = at_ms

    async def wake(self) -> None:
        """A log has grown."""
        await self._box.publish(self._topic, b"")

    async def tell(self, online: bytes) -> None:
        """Publish who joined since the last time, and now and then which seats are connected here. Raises `BoxUnavailable`.

        Whoever could not be told of is told of the next time.
        """
        now = time.monotonic()
        due = online != self._own or now - self._told >= ONLINE_EVERY_S
        if not self._joined and not due:
            return
        keys, self._joined = self._joined, {}
        try:
            await self._box.publish(self._topic, msgspec.json.encode(Event(self._name, keys, online if due else None)))
        except BoxUnavailable:
            self._joined = keys | self._joined  # a session elsewhere that was not told `replaced` would stay for good
            raise
        if due:
            self._own, self._told = online, now

    def hear(self, data: bytes) -> Mapping[str, int] | None:
        """An event: None if a log has grown, else the keys that joined elsewhere with their times (ms)."""
        if not data:
            return None
        event = _decoder.decode(data)
        if event.hub == self._name:
            return {}
        if event.online is not None:
            self._others[event.hub] = (time.monotonic(), event.online)
        return event.keys

    def online(self, own: bytes) -> bytes:
        """The seats connected here or elsewhere, as far as was heard lately."""
        oldest = time.monotonic() - ONLINE_FORGOTTEN_S
        self._others = {hub: heard for hub, heard in self._others.items() if heard[0] >= oldest}
        union = int.from_bytes(own, "big")
        for _, bits in self._others.values():
            if len(bits) == len(own):
                union |= int.from_bytes(bits, "big")
        return union.to_bytes(len(own), "big")
