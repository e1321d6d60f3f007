"""Following a board by its signed heads: each must extend the one before."""

from typing import Any

import pytest

from terminal_client.headless.heads import BoardHead, follow_head
from terminal_client.headless.opening import Opening
from voting_protocol.crypto import SigningKey
from voting_protocol.encoding import b64u, u32, u64
from voting_protocol.errors import ProtocolError
from voting_protocol.tree import Tree, leaf_hash

SERVER = SigningKey.generate()
OPENING = Opening("d1", bytes(32), 5)
LEAVES = [leaf_hash(bytes((number,))) for number in range(12)]
FIRST = BoardHead.first(b"\0")


def answer(leaves: list[bytes], start: int, ms: int = 5, epoch: int = 0, key: SigningKey = SERVER) -> dict[str, Any]:
    tree, size = Tree(leaves), len(leaves) - 1
    signature = key.sign("head", OPENING.digest, u32(epoch), u64(size), tree.root, u64(ms))
    head = {"size": size, "root": b64u(tree.root), "ms": ms, "s": b64u(signature)}
    return {"head": head, "path": [b64u(step) for step in tree.consistency(min(start + 1, len(leaves)))]}


def refused(before: BoardHead, told: dict[str, Any]) -> str:
    with pytest.raises(ProtocolError) as caught:
        follow_head(before, told, OPENING, SERVER.public)
    return caught.value.code


@pytest.mark.parametrize("epoch", [0, 2])
def test_24_heads_are_followed_from_the_opening_on(epoch: int) -> None:
    head = FIRST
    for size in (0, 1, 4, 4, 11):
        told = answer(LEAVES[: size + 1], head.size, 5 + size, epoch)
        head = follow_head(head, told, OPENING, SERVER.public)
        assert (head.size, head.root) == (size, Tree(LEAVES[: size + 1]).root)


def test_24_a_board_that_was_changed_does_not_extend_the_earlier_one() -> None:
    four = follow_head(FIRST, answer(LEAVES[:5], 0), OPENING, SERVER.public)
    for place in range(5):
        other = [*LEAVES[:place], bytes(32), *LEAVES[place + 1 :]]
        assert refused(four, answer(other, 4)) == "heads-differ"
    assert refused(four, answer(LEAVES[:4], 4)) == "heads-differ", "a shorter board"
    assert refused(four, answer([*LEAVES[1:2], *LEAVES], 4)) == "heads-differ", "another opening"
    assert refused(four, answer(LEAVES, 4, ms=4)) == "heads-differ", "an earlier time"


def test_24_a_head_is_the_servers() -> None:
    assert refused(FIRST, answer(LEAVES, 0, key=SigningKey.generate())) == "bad-signature"
    assert refused(FIRST, answer(LEAVES, 0, epoch=16)) == "bad-signature"
