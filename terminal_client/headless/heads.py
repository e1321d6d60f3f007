"""Following a board by its signed heads alone: each must extend the one before (docs/protocol.md §7, §11). No entry is needed for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from terminal_client.headless.opening import Opening
from voting_protocol.crypto import verify
from voting_protocol.encoding import u32, u64, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.tree import leaf_hash, verify_consistency

MAX_EPOCHS = 16
"""A head does not name its epoch; so many are tried."""


@dataclass(frozen=True, slots=True)
class BoardHead:
    """A board that was signed: so many entries, its root, the server's time."""

    size: int
    root: bytes
    ms: int = 0

    @staticmethod
    def first(opening_body: bytes) -> "BoardHead":
        """The empty board of an opening, which every head of it extends; `opening_body` is the act's body."""
        return BoardHead(0, leaf_hash(opening_body))


def follow_head(before: BoardHead, answer: Mapping[str, Any], opening: Opening, server: bytes) -> BoardHead:
    """The head of `GET …/head?from=<before.size>`, if the server signed it and it extends `before`.

    `bad-signature`; `heads-differ`, with which two signed heads prove misconduct.
    """
    head, path = answer["head"], [unb64u(step, 32) for step in answer["path"]]
    size, root, ms, signature = head["size"], unb64u(head["root"], 32), head["ms"], unb64u(head["s"], 64)
    fields = u64(size), root, u64(ms)
    if not any(verify(server, signature, "head", opening.digest, u32(epoch), *fields) for epoch in range(MAX_EPOCHS)):
        raise ProtocolError("bad-signature")
    if ms < before.ms or not verify_consistency(before.size + 1, size + 1, path, before.root, root):
        raise ProtocolError("heads-differ", before=before.size, size=size)
    return BoardHead(size, root, ms)
