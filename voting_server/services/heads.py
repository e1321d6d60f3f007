"""The signed state of a board as it grows, with the proof that it extends an earlier one (docs/protocol.md §7)."""

import asyncio
from typing import Any

from voting_protocol import canonical
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.tree import Tree, leaf_hash
from voting_server.ballot_box.port import BallotBox

BOARDS_KEPT = 4


class Heads:
    """Latest heads from the box, consistency proofs from the leaf hashes of its boards, each of which is hashed once."""

    def __init__(self, box: BallotBox) -> None:
        self._box = box
        self._leaves: dict[bytes, list[bytes]] = {}

    async def latest(self, opening: bytes, body: bytes, start: int) -> dict[str, Any]:
        """`{"head", "path"}`: the latest head of the board that begins with the opening act's `body`, and the proof that it extends
        that of `start` entries. `not-yet` before there is one of so many. Raises `BoxLost`.
        """
        heads = await self._box.heads(opening)
        head = canonical.decode_object(heads[-1]) if heads else {"size": -1}
        size = int(head["size"])
        if size < start:
            raise ProtocolError("not-yet")
        leaves = await self._upto(opening, body, size)
        path = await asyncio.to_thread(lambda: Tree(leaves[: size + 1]).consistency(start + 1))
        return {"head": head, "path": [b64u(step) for step in path]}

    async def _upto(self, opening: bytes, body: bytes, size: int) -> list[bytes]:
        """The hashes of the opening and of at least the first `size` entries."""
        if opening not in self._leaves:
            while len(self._leaves) >= BOARDS_KEPT:
                del self._leaves[next(iter(self._leaves))]
            self._leaves[opening] = [leaf_hash(body)]
        leaves = self._leaves[opening]
        if len(leaves) <= size:
            known = len(leaves) - 1
            entries = await self._box.entries(opening, known)
            leaves[known + 1 :] = map(leaf_hash, entries)
        return leaves
