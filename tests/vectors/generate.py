"""Writes protocol.json: `python -m tests.vectors.generate`. Made once; tests in Python and TypeScript read it."""

import json
from pathlib import Path
from typing import Any

from voting_protocol import canonical
from voting_protocol.ballots import Ballot, ack_fields, ballot_id, encode_entry, opening_digest, refusal_fields, sign_ballot
from voting_protocol.crypto import SigningKey, code_key, digest, digest64
from voting_protocol.encoding import b64u, receipt_code
from voting_protocol.marks import Choice
from voting_protocol.tree import Tree, counted_leaf, leaf_hash

FILE = Path(__file__).parent / "protocol.json"


def _votes(terminal: SigningKey, server: SigningKey, opening: bytes) -> list[dict[str, Any]]:
    votes, prev = [], opening
    for seq, choice in enumerate((Choice.FOR, Choice.ABSTAIN, Choice.AGAINST), 1):
        body = Ballot(opening, terminal.public, seq, prev, (choice,)).encode()
        signature, identity = sign_ballot(terminal, body), ballot_id(body)
        ack = server.sign("ack", *ack_fields(opening, 0, 40 + seq, terminal.public, seq, identity))
        refusal = server.sign("refuse", *refusal_fields(opening, terminal.public, seq, identity, "vote-closed"))
        votes.append(
            {
                "seq": seq,
                "prev": b64u(prev),
                "choice": choice.word,
                "body": b64u(body),
                "signature": b64u(signature),
                "entry": b64u(encode_entry(body, signature)),
                "id": b64u(identity),
                "receipt": receipt_code(identity),
                "position": 40 + seq,
                "ack": b64u(ack),
                "refusal": b64u(refusal),
            }
        )
        prev = identity
    return votes


def _counted(keys: list[SigningKey]) -> dict[str, Any]:
    leaves = [counted_leaf(key.public, seq, digest("vector", bytes([seq]))) for seq, key in enumerate(keys)]
    tree = Tree([leaf_hash(leaf) for leaf in leaves])
    proofs = [
        {"leaf": b64u(leaf), "index": index, "path": [b64u(step) for step in tree.path(index)]}
        for index, leaf in enumerate(leaves)
    ]
    return {"size": len(leaves), "root": b64u(tree.root), "proofs": proofs}


def vectors() -> dict[str, Any]:
    """All vectors, from fixed seeds."""
    terminal, server = SigningKey.from_seed(bytes(range(32))), SigningKey.from_seed(bytes(range(32, 64)))
    code = "7F3K92QDMX4T0ABC"
    document = {"b": 1, "a": [True, None, -7, "é\n\u2028“"], "Z": {"zh": "赞成", "en": "for"}}
    body = canonical.encode({"v": 1, "type": "depart", "log": "sitting.s", "actor": terminal.name, "member": "0012"})
    opening = opening_digest(body)
    return {
        "terminal": {"seed": b64u(terminal.seed), "key": terminal.name},
        "server": {"seed": b64u(server.seed), "key": server.name},
        "hash": {
            "tag": "vector",
            "fields": [b64u(b""), b64u(b"a"), b64u(bytes(33))],
            "h": b64u(digest64("vector", b"", b"a", bytes(33))),
        },
        "code": {"typed": "7f3k-92qd mx4t oabc", "code": code, "key": code_key(code).name},
        "canonical": {"value": document, "bytes": b64u(canonical.encode(document))},
        "act": {
            "body": b64u(body),
            "id": b64u(digest("act", body)),
            "signature": b64u(terminal.sign("act", body)),
            "open": b64u(opening),
        },
        "ballots": _votes(terminal, server, opening),
        "counted": _counted([SigningKey.from_seed(bytes([n]) * 32) for n in range(1, 8)]),
    }


def main() -> None:
    """Write the file."""
    FILE.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
