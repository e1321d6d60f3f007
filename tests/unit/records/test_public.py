"""The public edition of a secret vote's bundle (docs/sealed.md §11)."""

import json
from functools import cache

import pytest

from tests.contract.records.making import acts_of
from voting_protocol import canonical
from voting_protocol.acts import SignedAct
from voting_protocol.ballots import Header, ballot_id, encode_entry, sign_ballot
from voting_protocol.crypto import SigningKey, digest, verify
from voting_protocol.encoding import u32, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.ballots import make_spoil
from voting_protocol.tree import leaf_hash
from voting_server.records.bundle import make_bundle
from voting_server.records.port import StoredAct
from voting_server.records.public import make_public

SERVER = SigningKey.from_seed(b"s" * 32)
SEATS = [SigningKey.from_seed(bytes((n,)) * 32) for n in (1, 2, 3)]
OPEN = digest("open", b"x")
NONCE = b"this marks a body"


def body(seat: SigningKey, seq: int = 1) -> bytes:
    return Header(OPEN, seat.public, seq, OPEN).encode() + NONCE


def entry(seat: SigningKey, seq: int = 1) -> bytes:
    return encode_entry(body(seat, seq), sign_ballot(seat, body(seat, seq)))


ENTRIES = [
    entry(SEATS[0]),
    entry(SEATS[1]),
    entry(SEATS[0], 2),
    make_spoil(SEATS[1], Header(OPEN, SEATS[1].public, 2, OPEN), OPEN).encode(),
]


@cache
def bundle(secrecy: str = "secret") -> bytes:
    acts = acts_of("sitting.s1", 2)
    draft = canonical.encode({"type": "division-draft", "division": "d1", "secrecy": secrecy})
    drafted = StoredAct(2, SignedAct(draft, bytes(64)), acts[-1].received_ms, bytes(32))
    return make_bundle(
        "b1", "s1", "d1", SERVER, acts_of("body.b1", 3), [*acts, drafted], ENTRIES if secrecy == "secret" else [], []
    )


def test_the_public_edition_has_leaf_hashes_and_what_counts_in_place_of_bodies() -> None:
    full, public = json.loads(bundle()), json.loads(make_public(bundle(), SERVER))
    assert {*public} == {*full} - {"ballots"} | {"leaves", "counted"}
    assert all(public[name] == full[name] for name in ("acts", "register", "heads", "server", "sitting", "division", "body"))
    assert public["format"] == "hemicycle-public/1"
    assert unb64u(public["leaves"]) == b"".join(map(leaf_hash, ENTRIES))
    counted = {SEATS[0].public: (2, body(SEATS[0], 2)), SEATS[1].public: (1, body(SEATS[1]))}
    rows = [key + u32(seq) + ballot_id(counts) for key, (seq, counts) in sorted(counted.items())]
    assert unb64u(public["counted"]) == b"".join(rows)


def test_the_public_edition_is_sealed_by_the_server() -> None:
    public = json.loads(make_public(bundle(), SERVER))
    seal = unb64u(public.pop("seal"), 64)
    assert verify(SERVER.public, seal, "bundle", digest("bundle-bytes", canonical.encode(public)))


def test_the_public_edition_holds_no_part_of_a_body() -> None:
    full, public = json.loads(bundle()), json.loads(make_public(bundle(), SERVER))
    assert all(NONCE in unb64u(text) or text == full["ballots"][-1] for text in full["ballots"])
    assert all(NONCE not in unb64u(public[name]) for name in ("leaves", "counted"))
    assert len(unb64u(public["leaves"])) == 32 * len(ENTRIES)


def test_a_named_vote_has_no_public_edition() -> None:
    with pytest.raises(ProtocolError, match="not-secret"):
        make_public(bundle("named"), SERVER)


def test_another_server_seals_no_public_edition() -> None:
    with pytest.raises(ProtocolError, match="wrong-server"):
        make_public(bundle(), SEATS[0])
