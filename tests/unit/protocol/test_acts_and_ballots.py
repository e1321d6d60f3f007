import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting_protocol import canonical
from voting_protocol.acts import Head, SignedAct, chain, make_act, timestamp, verified_body
from voting_protocol.ballots import (
    Ballot,
    ack_fields,
    ballot_id,
    decode_entry,
    encode_entry,
    sign_ballot,
    verify_ballot,
)
from voting_protocol.crypto import SigningKey, code_key, new_code
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice

KEY = SigningKey.from_seed(b"\7" * 32)
NOW = 1_741_700_000_123


def act(kind="check-in", cosigner=None, **fields) -> SignedAct:
    return make_act(KEY, "sitting.s", kind, Head(), NOW, fields, cosigner)


def test_an_act_survives_the_wire():
    signed = act(member="1", seat="1-1")
    again = SignedAct.from_json(signed.to_json())
    assert again == signed
    body = verified_body(again)
    assert body["actor"] == KEY.name
    assert body["time"] == "2025-03-11T13:33:20.123Z" == timestamp(NOW)


def test_a_changed_or_respelled_body_is_refused():
    signed = act(member="1", seat="1-1")
    changed = SignedAct(signed.body.replace(b'"1-1"', b'"1-2"'), signed.signature)
    with pytest.raises(ProtocolError, match="bad-signature"):
        verified_body(changed)
    respelled = signed.body.replace(b",", b", ", 1)
    with pytest.raises(ProtocolError, match="not-canonical"):
        verified_body(SignedAct(respelled, KEY.sign("act", respelled)))


def test_a_co_signature_is_asked_for_exactly_where_it_belongs():
    code = code_key(new_code())
    fields = {"code": code.name, "device": "d"}
    verified_body(act("enrol", code, **fields))
    with pytest.raises(ProtocolError, match="bad-signature"):
        verified_body(act("enrol", None, **fields))
    with pytest.raises(ProtocolError, match="bad-signature"):
        verified_body(act("enrol", code_key(new_code()), **fields))
    with pytest.raises(ProtocolError, match="bad-act"):
        verified_body(act("check-in", code, member="1", seat="1"))


@pytest.mark.parametrize("wire", [{}, {"b": "e30"}, {"b": "e30", "s": "AA"}, {"b": "e30", "s": "A" * 86, "x": ""}])
def test_malformed_wire_forms_are_refused(wire):
    with pytest.raises(ProtocolError):
        SignedAct.from_json(wire)


def test_the_chain_covers_number_act_signatures_and_time():
    signed = act(member="1", seat="1-1")
    base = chain(bytes(32), 0, signed, NOW)
    others = [
        chain(b"\1" * 32, 0, signed, NOW),
        chain(bytes(32), 1, signed, NOW),
        chain(bytes(32), 0, signed, NOW + 1),
        chain(bytes(32), 0, SignedAct(signed.body, bytes(64)), NOW),
        chain(bytes(32), 0, SignedAct(signed.body, signed.signature, bytes(64)), NOW),
    ]
    assert len({base, *others}) == 6


ballots = st.builds(
    Ballot,
    opening=st.binary(min_size=32, max_size=32),
    key=st.binary(min_size=32, max_size=32),
    seq=st.integers(1, 2**32 - 1),
    prev=st.binary(min_size=32, max_size=32),
    marks=st.tuples(st.sampled_from(Choice)),
)


@given(ballots)
def test_ballots_round_trip_in_their_fixed_size(ballot: Ballot):
    body = ballot.encode()
    assert len(body) == 104
    assert Ballot.decode(body) == ballot


@given(st.binary(max_size=140) | ballots.map(Ballot.encode))
def test_whatever_decodes_encodes_to_the_same_bytes(data: bytes):
    try:
        assert Ballot.decode(data).encode() == data
    except ProtocolError as problem:
        assert problem.code == "bad-ballot"


def test_bad_ballots_are_refused():
    good = Ballot(bytes(32), KEY.public, 1, bytes(32), (Choice.FOR,)).encode()
    zero_seq = good[:67] + bytes(4) + good[71:]
    for bad in (good[:-1], good + b"\0", b"HB2" + good[3:], good[:-1] + b"\3", zero_seq):
        with pytest.raises(ProtocolError, match="bad-ballot"):
            Ballot.decode(bad)


def test_an_entry_is_the_signed_ballot():
    body = Ballot(bytes(32), KEY.public, 1, bytes(32), (Choice.ABSTAIN,)).encode()
    signature = sign_ballot(KEY, body)
    entry = encode_entry(body, signature)
    assert len(entry) == 169
    assert decode_entry(entry) == (body, signature)
    assert verify_ballot(KEY.public, body, signature)
    assert not verify_ballot(KEY.public, body[:-1] + b"\0", signature)
    with pytest.raises(ProtocolError):
        decode_entry(b"\2" + entry[1:])


def test_acknowledgements_name_their_place():
    body = Ballot(bytes(32), KEY.public, 1, bytes(32), (Choice.FOR,)).encode()
    fields = ack_fields(bytes(32), 0, 7, KEY.public, 1, ballot_id(body))
    assert [len(item) for item in fields] == [32, 4, 8, 32, 4, 32]
    assert canonical.encode(Choice.FOR.word) == b'"for"'
