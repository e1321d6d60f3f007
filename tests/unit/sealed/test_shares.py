"""Partial decryptions (docs/sealed.md §6). Numbers in names are lines of the checklist; a control shows which check refused."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import voting_protocol.sealed as package
from tests.unit.sealed.scrutiny import FREEZE, finished, flipped, packed, sums, zero_sums
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed import shares as public_side
from voting_protocol.sealed.counting import CountSearch, Packed
from voting_protocol.sealed.equality import Equality, EqualityProof
from voting_protocol.sealed.group import ORDER, ZERO, G, Point, Scalar, base
from voting_protocol.sealed.secret.equality import prove, respond
from voting_protocol.sealed.secret.release import release
from voting_protocol.sealed.shares import SHARE_BYTES, Frozen, VerifiedShare, combine_shares, lagrange, sort_shares, verify_share

KEYS, SECRETS = finished(5, 3)
OTHER_KEYS, OTHER_SECRETS = finished(5, 3)
SEARCH = CountSearch(KEYS.public, 40)
SUMS = sums(KEYS.public, 12, [packed(7, 2), packed(0, 12)])
FROZEN = Frozen(FREEZE, SUMS.cells, KEYS)
RELEASED = [(share.index, release(share, KEYS, FREEZE, SUMS)) for share in SECRETS]


def counted(released, frozen=FROZEN):
    """The counts these messages come to, and who is named."""
    found = sort_shares(frozen, released)
    totals = combine_shares(frozen, found.valid)
    return [SEARCH.pair(total, 12) for total in totals], [fault.detail["index"] for fault in found.faults]


EXPECTED = [Packed(7, 2), Packed(0, 12)]


# --- any k of n


@settings(max_examples=25, deadline=None)
@given(st.permutations(RELEASED), st.integers(3, 5))
def test_38_any_k_shares_in_any_order_give_the_counts(released, size):
    assert counted(released[:size]) == (EXPECTED, [])


@settings(max_examples=10, deadline=None)
@given(st.permutations(RELEASED), st.integers(0, 2))
def test_38_fewer_than_k_give_nothing(released, size):
    with pytest.raises(ProtocolError, match="too-few-shares"):
        counted(released[:size])


def test_38_control_interpolating_fewer_than_k_would_give_a_wrong_sum():
    valid = sort_shares(FROZEN, RELEASED[:2]).valid
    weights = lagrange([1, 2])
    total = SUMS.cells[0].beta - weights[1] * valid[0].factors[0] - weights[2] * valid[1].factors[0]
    with pytest.raises(ProtocolError, match="tally-out-of-range"):
        SEARCH.pair(total, 12)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 12), st.integers(0, 12), st.data())
def test_38_counts_of_random_sums_from_random_subsets(in_favour, abstain, data):
    abstain = min(abstain, 12 - in_favour)
    made = sums(KEYS.public, 12, [packed(in_favour, abstain)])
    chosen = data.draw(st.lists(st.sampled_from(SECRETS), min_size=3, max_size=5, unique_by=lambda share: share.index))
    frozen = Frozen(FREEZE, made.cells, KEYS)
    shares = [verify_share(frozen, share.index, release(share, KEYS, FREEZE, made)) for share in chosen]
    (total,) = combine_shares(frozen, shares)
    assert SEARCH.pair(total, 12) == (in_favour, abstain)


# --- wrong, doubled, foreign shares


def wrong_factor(cell=0):
    """Scrutineer 2 adds 1 to its factor: the count would shift. The proof is its best attempt."""
    index, message = RELEASED[1]
    start = SHARE_BYTES * cell
    factor = Point.decode(message[start : start + 32]) + base(Scalar.of(1))
    proof = prove(FROZEN.statement(2, cell, factor), SECRETS[1].value)
    return index, message[:start] + factor.data + proof.encode() + message[start + SHARE_BYTES :]


@pytest.mark.parametrize("cell", [0, 1])
def test_38_a_wrong_share_is_named_and_skipped(cell):
    released = [wrong_factor(cell), RELEASED[0], RELEASED[3], RELEASED[4]]
    assert counted(released) == (EXPECTED, [2])
    assert sort_shares(FROZEN, released).faults[0].detail["cell"] == cell


def test_38_control_without_the_proof_a_wrong_share_spoils_the_count(monkeypatch):
    monkeypatch.setattr(Equality, "holds", lambda *_: True)
    with pytest.raises(ProtocolError, match="tally-out-of-range"):
        counted([wrong_factor(), RELEASED[0], RELEASED[3]])


def test_38_a_wrong_share_leaves_too_few():
    with pytest.raises(ProtocolError, match="too-few-shares"):
        counted([wrong_factor(), RELEASED[0], RELEASED[3]])


def test_38_a_correct_share_counts_after_a_wrong_one_of_the_same_scrutineer():
    assert counted([wrong_factor(), RELEASED[1], RELEASED[0], RELEASED[3]]) == (EXPECTED, [2])


def test_38_every_flipped_byte_of_a_share_is_refused():
    index, message = RELEASED[0]
    for position in range(len(message)):
        with pytest.raises(ProtocolError, match="share-invalid") as caught:
            verify_share(FROZEN, index, flipped(message, position))
        assert caught.value.detail["index"] == index
        assert caught.value.detail["cell"] == position // SHARE_BYTES


@pytest.mark.parametrize("wrong", [b"", RELEASED[0][1][:-1], RELEASED[0][1] + b"\0", RELEASED[0][1][:SHARE_BYTES]])
def test_06_a_release_has_a_share_for_every_cell(wrong):
    with pytest.raises(ProtocolError, match="share-invalid"):
        verify_share(FROZEN, 1, wrong)


@pytest.mark.parametrize("index", [0, 6, -1, 2])
def test_38_a_share_is_of_its_own_scrutineer(index):
    with pytest.raises(ProtocolError, match="share-invalid"):
        verify_share(FROZEN, index, RELEASED[0][1])


def test_39_a_doubled_share_counts_once():
    again = (1, release(SECRETS[0], KEYS, FREEZE, SUMS))
    assert again != RELEASED[0]
    with pytest.raises(ProtocolError, match="too-few-shares"):
        counted([RELEASED[0], RELEASED[0], again, RELEASED[1]])
    assert counted([RELEASED[0], RELEASED[0], again, RELEASED[1], RELEASED[2]]) == (EXPECTED, [])


def test_39_control_combining_takes_one_share_of_each_index():
    share = verify_share(FROZEN, *RELEASED[0])
    with pytest.raises(ProtocolError, match="too-few-shares"):
        combine_shares(FROZEN, [share, share, share])


def test_38_a_share_of_another_freeze_is_refused():
    message = release(SECRETS[0], KEYS, b"g" * 32, SUMS)
    with pytest.raises(ProtocolError, match="share-invalid"):
        verify_share(FROZEN, 1, message)


def test_38_a_share_of_other_keys_is_refused():
    message = release(OTHER_SECRETS[0], OTHER_KEYS, FREEZE, SUMS)
    with pytest.raises(ProtocolError, match="share-invalid"):
        verify_share(FROZEN, 1, message)


def test_38_a_verified_share_of_another_freeze_is_not_combined():
    frozen = Frozen(b"g" * 32, SUMS.cells, KEYS)
    foreign = verify_share(frozen, 1, release(SECRETS[0], KEYS, b"g" * 32, SUMS))
    own = [verify_share(FROZEN, *released) for released in RELEASED[1:3]]
    with pytest.raises(ProtocolError, match="share-foreign"):
        combine_shares(FROZEN, [foreign, *own])


def test_38_cells_swapped_within_a_release_are_refused():
    message = RELEASED[0][1]
    with pytest.raises(ProtocolError, match="share-invalid"):
        verify_share(FROZEN, 1, message[SHARE_BYTES:] + message[:SHARE_BYTES])


def test_only_verified_shares_can_be_made():
    with pytest.raises(TypeError):
        VerifiedShare(FROZEN, 1, (G, G))


# --- what the proof covers


def test_10_the_challenge_covers_key_sums_factor_place_freeze_and_commitments():
    factor, a, b = base(Scalar.of(7)), base(Scalar.of(8)), base(Scalar.of(9))
    cell = FROZEN.cells[0]
    challenges = [
        FROZEN.statement(1, 0, factor).challenge(a, b),
        FROZEN.statement(2, 0, factor).challenge(a, b),
        FROZEN.statement(1, 1, factor).challenge(a, b),
        FROZEN.statement(1, 0, a).challenge(a, b),
        FROZEN.statement(1, 0, factor).challenge(b, a),
        FROZEN.statement(1, 0, factor).challenge(a, a),
        Frozen(b"g" * 32, FROZEN.cells, KEYS).statement(1, 0, factor).challenge(a, b),
        Frozen(FREEZE, FROZEN.cells, OTHER_KEYS).statement(1, 0, factor).challenge(a, b),
        Frozen(FREEZE, (replace(cell, alpha=G),), KEYS).statement(1, 0, factor).challenge(a, b),
        Frozen(FREEZE, (replace(cell, beta=G),), KEYS).statement(1, 0, factor).challenge(a, b),
    ]
    assert len(set(challenges)) == len(challenges)


def test_10_the_challenge_covers_index_and_cell_where_nothing_else_differs():
    class Same:
        k, shares = 2, (G, G)

    frozen = Frozen(FREEZE, SUMS.cells[:1] * 2, Same())
    assert len({frozen.statement(index, cell, G).challenge(G, G) for index in (1, 2) for cell in (0, 1)}) == 4


def test_11_a_complaint_is_no_share():
    statement = FROZEN.statement(1, 0, G)
    assert replace(statement, tag="complaint").challenge(G, G) != statement.challenge(G, G)


# --- sums that are zero


def test_02_a_share_is_zero_iff_the_sum_is():
    zeros = zero_sums(3)
    frozen = Frozen(FREEZE, zeros.cells, KEYS)
    message = release(SECRETS[0], KEYS, FREEZE, zeros)
    assert message[:32] == bytes(32)
    assert verify_share(frozen, 1, message).factors == (ZERO,)
    nonzero = G.data + prove(frozen.statement(1, 0, G), SECRETS[0].value).encode()
    with pytest.raises(ProtocolError, match="share-invalid"):
        verify_share(frozen, 1, nonzero)
    zero = bytes(32) + prove(FROZEN.statement(1, 0, ZERO), SECRETS[0].value).encode()
    with pytest.raises(ProtocolError, match="share-invalid"):
        verify_share(FROZEN, 1, zero + RELEASED[0][1][SHARE_BYTES:])


def test_07_an_all_zero_sum_is_counted():
    zeros = zero_sums(3)
    frozen = Frozen(FREEZE, zeros.cells, KEYS)
    shares = [verify_share(frozen, share.index, release(share, KEYS, FREEZE, zeros)) for share in SECRETS[2:]]
    assert [SEARCH.pair(total, 3) for total in combine_shares(frozen, shares)] == [(0, 0)]


def test_07_without_ballots_nothing_is_decrypted():
    assert release(SECRETS[0], KEYS, FREEZE, zero_sums(0)) == b""


# --- what a device refuses


@pytest.mark.parametrize("n", [1, 2])
def test_37_a_sum_of_so_few_ballots_is_not_opened(n):
    with pytest.raises(ProtocolError, match="too-few-ballots"):
        release(SECRETS[0], KEYS, FREEZE, sums(KEYS.public, n, [1]))


def test_37_control_three_ballots_are_opened():
    assert len(release(SECRETS[0], KEYS, FREEZE, sums(KEYS.public, 3, [1]))) == SHARE_BYTES


def test_33_a_share_is_not_used_under_other_keys():
    with pytest.raises(ProtocolError, match="share-foreign"):
        release(OTHER_SECRETS[0], KEYS, FREEZE, SUMS)
    with pytest.raises(ProtocolError, match="share-foreign"):
        release(replace(SECRETS[0], index=9), KEYS, FREEZE, SUMS)


def test_40_the_public_side_can_not_put_a_key_together():
    """Combining goes from points to points; secret shares are not even imported."""
    names = vars(public_side)
    assert not any(getattr(value, "__module__", "").startswith(f"{package.__name__}.secret") for value in names.values())
    share = verify_share(FROZEN, *RELEASED[0])
    assert all(isinstance(factor, Point) for factor in share.factors)


def test_47_no_two_proofs_of_a_share_use_one_nonce():
    proofs = [release(SECRETS[0], KEYS, FREEZE, SUMS) for _ in range(4)]
    nonces = {message[start + 32 : start + 64] for message in proofs for start in (0, SHARE_BYTES)}
    assert len(nonces) == 8


# --- RFC 9497


CONTEXT = b"OPRFV1-\x01-ristretto255-SHA512"
RFC9497 = {
    "sk": "e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909",
    "pk": "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e",
    "blinded": "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945",
    "evaluated": "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e",
    "proof": "ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd06"
    "6d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d",
    "nonce": "222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e",
}


def short(data):
    return len(data).to_bytes(2, "big") + data


def rfc_hash_to_scalar(message):
    """`expand_message_xmd` of RFC 9380 with SHA-512 to 64 bytes, modulo ℓ."""
    tag = b"HashToScalar-" + CONTEXT
    tail = tag + bytes([len(tag)])
    first = hashlib.sha512(bytes(128) + message + b"\0\x40\0" + tail).digest()
    return Scalar.of(int.from_bytes(hashlib.sha512(first + b"\x01" + tail).digest(), "little") % ORDER)


def test_the_equality_proof_is_that_of_rfc_9497():
    """Its VOPRF proof (A.1.2.1) is the same statement and response; only the challenge is hashed otherwise, which is done here."""
    values = {name: bytes.fromhex(text) for name, text in RFC9497.items()}
    secret, nonce = Scalar.decode(values["sk"]), Scalar.decode(values["nonce"])
    c, s = Scalar.decode(values["proof"][:32]), Scalar.decode(values["proof"][32:])
    seed = hashlib.sha512(short(values["pk"]) + short(b"Seed-" + CONTEXT)).digest()
    both = short(values["blinded"]) + short(values["evaluated"])
    weight = rfc_hash_to_scalar(short(seed) + b"\0\0" + both + b"Composite")
    left, right = (weight * Point.decode(values[name]) for name in ("blinded", "evaluated"))
    statement = Equality("", (), Point.decode(values["pk"]), left, right)
    a, b = statement.commitments(c, s)
    assert (a, b) == (base(nonce), nonce * left)
    hashed = b"".join(short(point.data) for point in (statement.key, left, right, a, b))
    assert rfc_hash_to_scalar(hashed + b"Challenge") == c
    assert respond(nonce, c, secret) == s


def test_a_proof_is_of_one_logarithm():
    secret, point = Scalar.random(), base(Scalar.random())
    statement = Equality("t", (b"x",), base(secret), point, secret * point)
    proof = prove(statement, secret)
    assert statement.holds(proof)
    for other in (
        replace(statement, tag="u"),
        replace(statement, fields=(b"y",)),
        replace(statement, key=G),
        replace(statement, base=G),
        replace(statement, image=G),
    ):
        assert not other.holds(proof)
    assert not statement.holds(replace(proof, z=proof.z + Scalar.of(1)))
    assert not statement.holds(EqualityProof(proof.b, proof.a, proof.z))
