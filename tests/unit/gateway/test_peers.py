"""What the hubs of one sitting tell one another: nobody who joined is forgotten because the box was away."""

from typing import Any, cast

import pytest

from voting_server.ballot_box.port import BoxUnavailable
from voting_server.gateway.peers import Peers


class Box:
    """A topic's stream; it is away while `away` says so, and then calls `meanwhile`."""

    def __init__(self) -> None:
        self.away = False
        self.events: list[bytes] = []
        self.meanwhile: Any = lambda: None

    async def publish(self, topic: str, event: bytes) -> str:
        if self.away:
            self.meanwhile()
            raise BoxUnavailable
        self.events.append(event)
        return topic


async def test_who_joined_while_the_box_was_away_is_told_when_it_is_back() -> None:
    box = Box()
    here, elsewhere = Peers("sitting.s1", cast(Any, box)), Peers("sitting.s1", cast(Any, box))
    await here.tell(b"\x00")
    here.joined("first", 1)
    here.joined("twice", 2)
    box.away, box.meanwhile = True, lambda: here.joined("twice", 3)
    with pytest.raises(BoxUnavailable):
        await here.tell(b"\x01")
    box.away = False
    await here.tell(b"\x01")
    assert elsewhere.hear(box.events[-1]) == {"first": 1, "twice": 3}
    assert elsewhere.online(b"\x00") == b"\x01"
    here.joined("last", 4)
    await here.tell(b"\x01")
    assert elsewhere.hear(box.events[-1]) == {"last": 4}, "what was told is not told again"
