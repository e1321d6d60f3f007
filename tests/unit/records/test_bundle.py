"""The record bundle (docs/protocol.md §9)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.records.making import LOG, acts_of, division_record
from voting_protocol import canonical
from voting_protocol.acts import SignedAct
from voting_protocol.ballots import SIGNATURE_BYTES, Ballot, encode_entry
from voting_protocol.crypto import SigningKey, digest, verify
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice
from voting_server.records.bundle import bundle_name, make_bundle, read_bundle
from voting_server.records.port import StoredAct

SERVER = SigningKey.from_seed(b"s" * 32)
REGISTER, ACTS, RECORD = acts_of("body.b1", 3), acts_of(LOG, 4), division_record("d1", 5)
BUNDLE = make_bundle("b1", "s1", "d1", SERVER, REGISTER, ACTS, RECORD.entries, RECORD.heads)

ids32 = st.binary(min_size=32, max_size=32)
ballots = st.builds(Ballot, ids32, ids32, st.integers(1, 2**32 - 1), ids32, st.tuples(st.sampled_from(Choice)))


def sealed(content: dict[str, Any], key: SigningKey = SERVER) -> bytes:
    """A bundle with any content, sealed as §9 says."""
    seal = key.sign("bundle", digest("bundle-bytes", canonical.encode(content)))
    return canonical.encode({**content, "seal": b64u(seal)})


def content() -> dict[str, Any]:
    """The bundle's object without its seal, to be altered."""
    found: dict[str, Any] = json.loads(BUNDLE)
    del found["seal"]
    return found


def refused(data: bytes) -> str:
    """The code with which the reader refuses."""
    with pytest.raises(ProtocolError) as caught:
        read_bundle(data)
    return caught.value.code


def test_a_bundle_has_exactly_the_members_of_the_protocol() -> None:
    found = json.loads(BUNDLE)
    assert list(found) == ["acts", "ballots", "body", "division", "format", "heads", "register", "seal", "server", "sitting"]
    assert (found["format"], found["body"], found["sitting"], found["division"]) == ("hemicycle-record/1", "b1", "s1", "d1")
    assert found["server"] == b64u(SERVER.public)
    assert found["acts"][1] == {
        "n": 1,
        "received_ms": ACTS[1].received_ms,
        "b": b64u(ACTS[1].act.body),
        "s": b64u(ACTS[1].act.signature),
    }
    assert found["ballots"] == [b64u(entry) for entry in RECORD.entries]
    assert found["heads"] == [json.loads(head) for head in RECORD.heads]


def test_a_bundle_is_canonical_and_sealed() -> None:
    found = json.loads(BUNDLE)
    assert rfc8785.dumps(found) == BUNDLE
    seal = unb64u(found.pop("seal"), 64)
    assert verify(SERVER.public, seal, "bundle", digest("bundle-bytes", rfc8785.dumps(found)))


def test_a_bundle_is_read_back() -> None:
    bundle = read_bundle(BUNDLE)
    assert (bundle.body, bundle.sitting, bundle.division, bundle.server) == ("b1", "s1", "d1", SERVER.public)
    assert bundle.register == [json.loads(act.act.body) for act in REGISTER]
    assert bundle.acts == [json.loads(act.act.body) for act in ACTS]
    assert [encode_entry(ballot.encode(), bytes(SIGNATURE_BYTES)) for ballot in bundle.ballots] == RECORD.entries
    assert [canonical.encode(head) for head in bundle.heads] == RECORD.heads


def test_a_division_void_before_its_opening_has_no_ballots() -> None:
    bundle = read_bundle(make_bundle("b1", "s1", "d1", SERVER, REGISTER, ACTS, [], []))
    assert (bundle.ballots, bundle.heads) == ([], [])


def test_a_cosignature_travels_with_its_act() -> None:
    act = REGISTER[0].act
    cosigned = StoredAct(0, SignedAct(act.body, act.signature, b"c" * 64), 1, bytes(32))
    data = make_bundle("b1", "s1", "d1", SERVER, [cosigned], ACTS, [], [])
    assert json.loads(data)["register"] == [{"n": 0, "received_ms": 1, **cosigned.act.to_json()}]
    assert read_bundle(data).register == [json.loads(act.body)]


@given(st.lists(ballots, max_size=20), st.lists(st.binary(min_size=64, max_size=64), min_size=20, max_size=20))
def test_any_ballots_are_read_back_in_order(cast: list[Ballot], signatures: list[bytes]) -> None:
    entries = [encode_entry(ballot.encode(), signature) for ballot, signature in zip(cast, signatures, strict=False)]
    data = make_bundle("b1", "s1", "d1", SERVER, REGISTER, ACTS, entries, RECORD.heads)
    assert data == rfc8785.dumps(json.loads(data))
    assert read_bundle(data).ballots == cast


def drafts(*secrecies: str) -> list[StoredAct]:
    """A log that drafts the divisions `d1`, `d2`, … with these secrecies ("" says nothing)."""
    bodies = [
        {"type": "division-draft", "division": f"d{number}"} | ({"secrecy": secrecy} if secrecy else {})
        for number, secrecy in enumerate(secrecies, 1)
    ]
    return [StoredAct(n, SignedAct(canonical.encode(body), bytes(64)), n, bytes(32)) for n, body in enumerate(bodies)]


SEALED_ENTRIES = [b"\x01" + bytes(551 + 64), b"\x02" + bytes(132 + 64)]


def test_sealed_ballots_stay_as_they_are() -> None:
    bundle = read_bundle(make_bundle("b1", "s1", "d2", SERVER, REGISTER, drafts("", "secret"), SEALED_ENTRIES, RECORD.heads))
    assert (bundle.entries, bundle.ballots) == (SEALED_ENTRIES, [])


@pytest.mark.parametrize("secrecy", ["", "named"])
def test_a_named_vote_beside_a_secret_one_is_read(secrecy: str) -> None:
    bundle = read_bundle(make_bundle("b1", "s1", "d1", SERVER, REGISTER, drafts(secrecy, "secret"), RECORD.entries, RECORD.heads))
    assert (bundle.entries, len(bundle.ballots)) == (RECORD.entries, 5)
    data = make_bundle("b1", "s1", "d1", SERVER, REGISTER, drafts(secrecy, "secret"), SEALED_ENTRIES, RECORD.heads)
    assert refused(data) == "bad-ballot"


@given(st.integers(0, len(BUNDLE) - 1), st.integers(1, 255))
def test_any_changed_byte_is_refused(place: int, change: int) -> None:
    altered = bytearray(BUNDLE)
    altered[place] ^= change
    refused(bytes(altered))


@given(st.binary(max_size=200))
def test_noise_is_refused(data: bytes) -> None:
    refused(data)


@pytest.mark.parametrize(
    "data", [BUNDLE + b"\n", b" " + BUNDLE, BUNDLE[:-1], BUNDLE.replace(b'":', b'": ', 1), b"", b"[]", b"null"]
)
def test_what_is_not_canonical_is_refused(data: bytes) -> None:
    assert refused(data) == "not-canonical"


def test_a_seal_of_another_key_is_refused() -> None:
    assert refused(sealed(content(), SigningKey.from_seed(b"x" * 32))) == "bad-signature"


def alter(member: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda found: found.update({member: value})


def alter_act(**members: Any) -> Callable[[dict[str, Any]], None]:
    return lambda found: found["acts"][1].update(members)


def alter_head(**members: Any) -> Callable[[dict[str, Any]], None]:
    return lambda found: found["heads"][0].update(members)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (alter("more", 1), "bundle-form"),
        (lambda found: found.pop("heads"), "bundle-form"),
        (alter("format", "hemicycle-record/2"), "bundle-form"),
        (alter("division", "../d1"), "bundle-form"),
        (alter("sitting", 1), "bundle-form"),
        (alter("body", ""), "bundle-form"),
        (alter("ballots", {}), "bundle-form"),
        (alter("heads", [1]), "bundle-form"),
        (alter("ballots", [b64u(RECORD.entries[0] + b"\0")]), "bad-ballot"),
        (alter("ballots", [1]), "bad-encoding"),
        (alter("ballots", [b64u(RECORD.entries[0]) + "="]), "bad-encoding"),
        (alter("server", b64u(bytes(32))), "bad-key"),
        (alter("acts", [1]), "bad-act"),
        (alter_act(n=0), "bad-act"),
        (alter_act(n=True), "bad-act"),
        (alter_act(received_ms="1"), "bad-act"),
        (alter_act(received_ms=-1), "bad-act"),
        (alter_act(more=1), "bad-act"),
        (alter_act(c=""), "bad-encoding"),
        (alter_act(b=b64u(b'{"a": 1}')), "not-canonical"),
        (lambda found: found["acts"][1].pop("s"), "bad-act"),
        (lambda found: found["acts"].pop(0), "bad-act"),
        (alter_head(size="1"), "bundle-form"),
        (alter_head(ms=-1), "bundle-form"),
        (alter_head(more=1), "bundle-form"),
        (alter_head(root="AA"), "bad-encoding"),
    ],
)
def test_a_sealed_bundle_of_another_form_is_refused(change: Callable[[dict[str, Any]], object], code: str) -> None:
    found = content()
    change(found)
    assert refused(sealed(found)) == code


def test_a_bundle_has_a_name() -> None:
    assert bundle_name("npc-2025", "V1") == "npc-2025@V1.hemicycle.json"


def test_ids_with_dots_never_share_a_name() -> None:
    assert bundle_name("a.b", "c") != bundle_name("a", "b.c")


@pytest.mark.parametrize(
    ("sitting", "division"), [("../s", "d"), ("s", "d/1"), ("", "d"), ("s", "d\n"), (".s", "d"), ("s", "d" * 65)]
)
def test_a_name_never_leaves_its_folder(sitting: str, division: str) -> None:
    with pytest.raises(ValueError, match="id"):
        bundle_name(sitting, division)
