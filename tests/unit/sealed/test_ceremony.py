"""The key ceremony (docs/sealed.md §2). Numbers in names are lines of the checklist; a control shows which check refused."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.sealed.scrutiny import IDENTITIES, Attempt, finished, flipped, parameters, reveal_of, with_digest
from voting_protocol.crypto import SigningKey
from voting_protocol.errors import CODES, ProtocolError
from voting_protocol.sealed.ceremony import CeremonyFault, Commits, Deals, Reveals
from voting_protocol.sealed.ceremony_messages import Complaint, Knowledge, Link, Reveal, SealedShare
from voting_protocol.sealed.equality import Equality, EqualityProof
from voting_protocol.sealed.group import ZERO, Scalar, base, combine
from voting_protocol.sealed.secret.dealing import Dealt, Party, SecretShare
from voting_protocol.sealed.secret.equality import prove
from voting_protocol.sealed.shares import lagrange

LIAR = 2
THREE_OF_FIVE = finished(5, 3)


def fault(call, code, *culprits):
    """The call names these culprits for this."""
    with pytest.raises(CeremonyFault) as caught:
        call()
    assert (caught.value.code, caught.value.culprits) == (code, culprits)
    assert caught.value.code in CODES
    return caught.value


# --- what comes out


@pytest.mark.parametrize(("n", "k"), [(2, 2), (3, 2), (5, 3), (4, 4)])
def test_31_everybody_comes_to_one_digest_and_a_share_of_it(n, k):
    outcomes = Attempt(n, k).outcomes()
    digests = {outcome.keys.digest for outcome in outcomes.values()}
    assert len(digests) == 1
    for index, outcome in outcomes.items():
        assert outcome.share.index == index
        assert outcome.share.fits(outcome.keys.shares[index - 1])
        assert not outcome.share.fits(outcome.keys.shares[index % n])


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_any_k_shares_hold_the_key_and_fewer_do_not(data):
    keys, shares = THREE_OF_FIVE
    chosen = data.draw(st.lists(st.integers(1, 5), min_size=2, max_size=5, unique=True))
    weights = lagrange(chosen)
    secret = combine((weights[index], base(shares[index - 1].value)) for index in chosen)
    assert (secret == keys.public) == (len(chosen) >= 3)


def test_31_the_digest_covers_every_message():
    attempt = Attempt()
    whole = attempt.collected_deals().keys()
    attempt.parties[1]._deal = None  # so that it deals the same shares under other ephemeral keys
    again = attempt.collected_deals().keys()
    assert (again.public, again.shares) == (whole.public, whole.shares)
    assert again.digest != whole.digest


def test_31_the_seal_covers_server_and_chairs():
    keys, _ = THREE_OF_FIVE
    seals = {
        keys.seal(b"s" * 32, []),
        keys.seal(b"t" * 32, []),
        keys.seal(b"s" * 32, [b"c" * 32]),
        keys.seal(b"s" * 32, [b"d" * 32]),
    }
    assert len(seals) == 4


def test_a_step_asked_again_gives_the_same_bytes():
    attempt = Attempt()
    assert attempt.commits() == attempt.commits()
    assert attempt.reveals() == attempt.reveals()
    assert attempt.deals() == attempt.deals()


def test_attempts_are_fresh():
    first, second = Attempt(), Attempt(attempt=2)
    assert not set(first.commits().values()) & set(second.commits().values())


# --- parameters


@pytest.mark.parametrize(("n", "k", "options"), [(3, 1, {}), (3, 4, {}), (1, 2, {}), (0, 2, {}), (3, 2, {"attempt": 0})])
def test_32_impossible_parameters_are_refused(n, k, options):
    with pytest.raises(ProtocolError, match="ceremony-parameters"):
        parameters(n, k, **options)


def test_32_keys_are_distinct_and_real():
    with pytest.raises(ProtocolError, match="ceremony-parameters"):
        replace(parameters(), identities=(*IDENTITIES[:2], IDENTITIES[0]))
    with pytest.raises(ProtocolError, match="bad-key"):
        replace(parameters(), identities=(*IDENTITIES[:2], bytes(32)))
    with pytest.raises(ProtocolError, match="ceremony-parameters"):
        replace(parameters(), identities=(*IDENTITIES, SigningKey.generate().public))


@pytest.mark.parametrize("index", [0, 4, -1])
def test_32_indices_are_1_to_n(index):
    with pytest.raises(ProtocolError, match="ceremony-parameters"):
        Party(parameters(), index)


def test_32_the_threshold_and_all_else_lie_in_the_context():
    plain = parameters(5, 3)
    others = [
        replace(plain, k=2),
        replace(plain, attempt=2),
        replace(plain, sitting="s2"),
        replace(plain, identities=IDENTITIES[1:6]),
        replace(plain, identities=IDENTITIES[4::-1]),
    ]
    assert len({item.digest for item in (plain, *others)}) == 6


@pytest.mark.parametrize("step", ["commits", "reveals", "deals"])
def test_a_missing_message_names_who_did_not_send_it(step):
    attempt = Attempt()
    messages = getattr(attempt, step)()
    del messages[1], messages[3]
    collect = {
        "commits": lambda: Commits.collect(attempt.parameters, messages),
        "reveals": lambda: Reveals.collect(attempt.collected_commits(), messages),
        "deals": lambda: Deals.collect(attempt.collected_reveals(), messages),
    }
    assert fault(collect[step], "ceremony-incomplete", 1, 3).culprit == 0


# --- commit and reveal


def test_28_what_is_revealed_is_what_was_committed_to():
    attempt = Attempt()
    commits, messages = attempt.collected_commits(), attempt.reveals()
    messages[LIAR] = with_digest(reveal_of(attempt.parties[LIAR]), commits)
    assert fault(lambda: Reveals.collect(commits, messages), "ceremony-commit", LIAR).culprit == LIAR


def test_28_control_the_changed_reveal_is_otherwise_in_order(monkeypatch):
    attempt = Attempt()
    commits, messages = attempt.collected_commits(), attempt.reveals()
    messages[LIAR] = with_digest(reveal_of(attempt.parties[LIAR]), commits)
    monkeypatch.setattr(Reveal, "commit", lambda self, _parameters, index: commits.messages[index - 1])
    Reveals.collect(commits, messages)


def test_28_who_saw_other_commits_is_named():
    attempt = Attempt()
    commits = attempt.collected_commits()
    seen = Commits.collect(attempt.parameters, attempt.commits() | {3: bytes(32)})
    message = attempt.parties[LIAR].reveal(seen)
    fault(lambda: commits.check_reveal(LIAR, message), "ceremony-hash", LIAR)


def test_28_a_commit_has_32_bytes():
    attempt = Attempt()
    fault(lambda: Commits.collect(attempt.parameters, attempt.commits() | {3: bytes(31)}), "ceremony-message", 3)


def test_28_a_party_reveals_once():
    attempt = Attempt()
    party, commits = attempt.parties[1], attempt.collected_commits()
    party.reveal(commits)
    other = Commits.collect(attempt.parameters, attempt.commits() | {3: bytes(32)})
    fault(lambda: party.reveal(other), "ceremony-hash")


def test_every_flipped_byte_of_a_reveal_names_its_author():
    attempt = Attempt(2, 2)
    commits, message = attempt.collected_commits(), attempt.reveals()[LIAR]
    for position in range(len(message)):
        with pytest.raises(CeremonyFault) as caught:
            commits.check_reveal(LIAR, flipped(message, position))
        assert caught.value.culprits == (LIAR,)
    for wrong in (message[:-1], message + b"\0", b""):
        fault(lambda wrong=wrong: commits.check_reveal(LIAR, wrong), "ceremony-message", LIAR)


# --- proofs of knowledge


def committed(attempt, reveal):
    """Commits and reveals of all, the liar's being these."""
    commits = Commits.collect(attempt.parameters, attempt.commits() | {LIAR: reveal.commit(attempt.parameters, LIAR)})
    messages = {index: party.reveal(commits) for index, party in attempt.parties.items() if index != LIAR}
    return commits, messages | {LIAR: with_digest(reveal, commits)}


def rogue(attempt):
    """Keys of the liar that cancel the others', so that Y is a point of its choice; as if it knew their reveals."""
    wanted = Scalar.random()
    others = [party._opening.coefficients[0] for index, party in attempt.parties.items() if index != LIAR]
    first = base(wanted) - others[0] - others[1]
    _, *rest = attempt.parties[LIAR]._opening.points
    return wanted, reveal_of(attempt.parties[LIAR], [first, *rest])


def test_29_a_rogue_key_fails():
    attempt = Attempt()
    _, reveal = rogue(attempt)
    fault(lambda: Reveals.collect(*committed(attempt, reveal)), "ceremony-pok", LIAR)


def test_29_control_without_the_proofs_a_rogue_key_owns_the_sitting(monkeypatch):
    attempt = Attempt()
    wanted, reveal = rogue(attempt)
    monkeypatch.setattr(Knowledge, "holds", lambda *_: True)
    reveals = Reveals.collect(*committed(attempt, reveal))
    assert sum((item.coefficients[0] for item in reveals.reveals), ZERO) == base(wanted)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_29_every_coefficient_and_the_key_need_a_proof(place):
    attempt = Attempt()
    honest = attempt.parties[LIAR]._opening
    points = list(honest.points)
    points[place] = base(Scalar.random())
    reveal = replace(honest, coefficients=tuple(points[:-1]), key=points[-1])
    fault(lambda: Reveals.collect(*committed(attempt, reveal)), "ceremony-pok", LIAR)


def test_29_a_proof_is_bound_to_index_place_and_parameters():
    attempt = Attempt()
    opening, own = attempt.parties[1]._opening, attempt.parameters
    proof, point = opening.proofs[0], opening.points[0]
    assert proof.holds(own, 1, 0, point)
    assert not proof.holds(own, 2, 0, point)
    assert not proof.holds(own, 1, 1, point)
    for other in (replace(own, attempt=2), replace(own, sitting="s2"), replace(own, k=3)):
        assert not proof.holds(other, 1, 0, point)


def test_29_the_challenge_covers_the_key_and_the_commitment():
    own, points = parameters(), [base(Scalar.of(number)) for number in (5, 6)]
    challenges = {Knowledge.challenge(own, 1, 0, left, right) for left in points for right in points}
    assert len(challenges) == 4


def test_29_copying_anothers_keys_and_proofs_fails():
    attempt = Attempt()
    copied = attempt.parties[1]._opening
    fault(lambda: Reveals.collect(*committed(attempt, copied)), "ceremony-pok", LIAR)


# --- repeated and zero points


def with_secrets(party, **changed):
    party._secrets = replace(party._secrets, **changed)
    return reveal_of(party)


def test_a_point_twice_names_its_owner():
    attempt = Attempt()
    party = attempt.parties[LIAR]
    reveal = with_secrets(party, key=party._secrets.coefficients[1])
    fault(lambda: Reveals.collect(*committed(attempt, reveal)), "ceremony-duplicate-point", LIAR)


def test_a_point_of_two_scrutineers_names_both():
    attempt = Attempt()
    reveal = with_secrets(attempt.parties[LIAR], key=attempt.parties[1]._secrets.coefficients[0])
    found = fault(lambda: Reveals.collect(*committed(attempt, reveal)), "ceremony-duplicate-point", 1, LIAR)
    assert found.culprit == 0


@pytest.mark.parametrize("place", range(4))
def test_02_zero_is_no_key_and_no_commitment(place):
    attempt = Attempt()
    commits, message = attempt.collected_commits(), attempt.reveals()[LIAR]
    start = 32 + 32 * place
    zeroed = message[:start] + bytes(32) + message[start + 32 :]
    found = fault(lambda: commits.check_reveal(LIAR, zeroed), "ceremony-message", LIAR)
    assert found.detail["reason"] == "bad-point"


# --- deals and complaints


def misdealt(attempt, share, recipient=1):
    """All deals, the liar's holding this share (Scalar, or raw 80 bytes) for a recipient."""
    reveals, deals = attempt.collected_reveals(), attempt.deals()
    sealed = share
    if isinstance(share, Scalar):
        link, ephemeral = reveals.link(LIAR, recipient), Scalar.random()
        sealed = SealedShare.seal(link, base(ephemeral), ephemeral * link.key, share).encode()
    start = 80 * (recipient - 1)
    message = deals[LIAR][:start] + sealed + deals[LIAR][start + 80 :]
    attempt.parties[LIAR]._deal = message
    return Deals.collect(reveals, deals | {LIAR: message})


def test_30_a_wrong_share_is_complained_of_and_its_dealer_named():
    attempt = Attempt()
    deals = misdealt(attempt, Scalar.random())
    complaint = attempt.parties[1].receive(deals)
    assert isinstance(complaint, Complaint)
    assert complaint.accused == LIAR
    verdict = deals.judge(1, complaint.encode())
    assert (verdict.code, verdict.culprit) == ("ceremony-share", LIAR)
    assert isinstance(attempt.parties[3].receive(deals), Dealt)


def test_30_control_the_share_check_is_what_finds_it(monkeypatch):
    attempt = Attempt()
    deals = misdealt(attempt, Scalar.random())
    monkeypatch.setattr(Reveals, "accepts", lambda *_: True)
    with pytest.raises(CeremonyFault, match="ceremony-degenerate"):
        attempt.parties[1].receive(deals)


@pytest.mark.parametrize("share", [(2**252 + 27742317777372353535851937790883648493).to_bytes(32, "little"), b"\xff" * 32])
def test_30_a_share_that_is_no_scalar_names_its_dealer(share):
    attempt = Attempt()
    reveals = attempt.collected_reveals()
    link, ephemeral = reveals.link(LIAR, 1), Scalar.random()
    sealed = link.cipher(base(ephemeral), ephemeral * link.key).encrypt(bytes(12), share, link.aad)
    deals = misdealt(attempt, base(ephemeral).data + sealed)
    verdict = deals.judge(1, attempt.parties[1].receive(deals).encode())
    assert (verdict.code, verdict.culprit) == ("ceremony-share", LIAR)


def test_30_every_flipped_byte_of_a_deal_names_its_dealer():
    attempt = Attempt(2, 2)
    reveals, messages = attempt.collected_reveals(), attempt.deals()
    secrets = attempt.parties[1]._secrets
    for position in range(80):
        changed = messages | {LIAR: flipped(messages[LIAR], position)}
        try:
            deals = Deals.collect(reveals, changed)
        except CeremonyFault as found:
            assert (found.code, found.culprit) == ("ceremony-message", LIAR)
            continue
        attempt.parties[1]._secrets = secrets
        complaint = attempt.parties[1].receive(deals)
        assert deals.judge(1, complaint.encode()).culprits == (LIAR,)


def good_share_complaint(attempt, deals, accused=3, complainer=1):
    """A complaint with a true proof about a share that is good."""
    link, sealed = deals.reveals.link(accused, complainer), deals.sealed_share(accused, complainer)
    secret = attempt.parties[complainer]._secrets.key
    shared = secret * sealed.ephemeral
    return Complaint(accused, shared, prove(Complaint.statement(link, sealed.ephemeral, shared), secret))


def test_30_complaining_of_a_good_share_names_the_complainer():
    attempt = Attempt()
    deals = attempt.collected_deals()
    verdict = deals.judge(1, good_share_complaint(attempt, deals).encode())
    assert (verdict.code, verdict.culprit) == ("ceremony-complaint", 1)


def lying_complaint(attempt, deals):
    """Another X than p·E, so that a good share does not decrypt; the proof is the best that can be made."""
    true = good_share_complaint(attempt, deals)
    link, sealed = deals.reveals.link(3, 1), deals.sealed_share(3, 1)
    lie = true.shared + base(Scalar.of(1))
    return Complaint(3, lie, prove(Complaint.statement(link, sealed.ephemeral, lie), attempt.parties[1]._secrets.key))


def test_30_a_lie_about_the_shared_point_names_the_complainer():
    attempt = Attempt()
    deals = attempt.collected_deals()
    verdict = deals.judge(1, lying_complaint(attempt, deals).encode())
    assert (verdict.code, verdict.culprit) == ("ceremony-complaint", 1)


def test_30_control_the_proof_is_what_protects_an_honest_dealer(monkeypatch):
    attempt = Attempt()
    deals = attempt.collected_deals()
    complaint = lying_complaint(attempt, deals).encode()
    monkeypatch.setattr(Equality, "holds", lambda *_: True)
    assert deals.judge(1, complaint).culprit == 3


def test_30_a_malformed_complaint_names_its_author():
    attempt = Attempt()
    deals = attempt.collected_deals()
    message = good_share_complaint(attempt, deals).encode()
    for wrong in (b"", message[:-1], message + b"\0", message[:4] + bytes(32) + message[36:]):
        assert deals.judge(1, wrong).culprits == (1,)
    for accused in (0, 4, 2**32 - 1):
        assert deals.judge(1, accused.to_bytes(4, "big") + message[4:]).culprits == (1,)


def test_30_every_flipped_byte_of_a_true_complaint_is_the_complainers_fault():
    attempt = Attempt()
    deals = misdealt(attempt, Scalar.random())
    message = attempt.parties[1].receive(deals).encode()
    assert deals.judge(1, message).culprits == (LIAR,)
    for position in range(len(message)):
        assert deals.judge(1, flipped(message, position)).culprits == (1,)


def test_30_a_complaint_is_the_complainers_own():
    attempt = Attempt()
    deals = misdealt(attempt, Scalar.random())
    message = attempt.parties[1].receive(deals).encode()
    assert deals.judge(3, message).culprits == (3,)


# --- encryption of shares


def test_33_a_share_opens_for_its_recipient_dealer_and_sitting_only():
    sender, recipient, share = Scalar.random(), Scalar.random(), Scalar.random()
    link = Link(parameters(), 1, 2, base(recipient))
    sealed = SealedShare.seal(link, base(sender), sender * link.key, share)
    shared = recipient * sealed.ephemeral
    assert sealed.open(link, shared) == share
    others = [
        replace(link, dealer=3),
        replace(link, recipient=3),
        replace(link, parameters=replace(link.parameters, sitting="s2")),
        replace(link, parameters=replace(link.parameters, attempt=2)),
        replace(link, key=base(sender)),
    ]
    assert all(sealed.open(other, shared) is None for other in others)
    assert sealed.open(link, Scalar.random() * sealed.ephemeral) is None
    assert share.data not in sealed.encode()


def test_33_a_dealt_share_moved_to_another_place_names_who_moved_it():
    attempt = Attempt()
    reveals, messages = attempt.collected_reveals(), attempt.deals()
    copied = Deals.collect(reveals, messages | {LIAR: messages[3]})
    complaint = attempt.parties[1].receive(copied)
    assert copied.judge(1, complaint.encode()).culprits == (LIAR,)


def test_33_control_the_aad_alone_refuses_a_foreign_place(monkeypatch):
    sender, recipient, share = Scalar.random(), Scalar.random(), Scalar.random()
    link = Link(parameters(), 1, 2, base(recipient))
    sealed = SealedShare.seal(link, base(sender), sender * link.key, share)
    cipher = link.cipher(base(sender), sender * link.key)
    monkeypatch.setattr(Link, "cipher", lambda *_: cipher)
    assert sealed.open(replace(link, dealer=3), ZERO) is None
    monkeypatch.setattr(Link, "aad", link.aad)
    assert sealed.open(replace(link, dealer=3), ZERO) == share


# --- a party's own secrets


def test_a_partys_secrets_are_gone_after_its_last_step():
    attempt = Attempt()
    deals = attempt.collected_deals()
    party = attempt.parties[1]
    party.receive(deals)
    assert party._secrets is None
    for step in (lambda: party.deal(deals.reveals), lambda: party.receive(deals), lambda: party.reveal(deals.reveals.commits)):
        with pytest.raises(ProtocolError, match="ceremony-over"):
            step()


def test_40_a_complaint_erases_too_and_the_next_attempt_shares_nothing():
    attempt = Attempt()
    deals = misdealt(attempt, Scalar.random())
    attempt.parties[1].receive(deals)
    assert attempt.parties[1]._secrets is None
    assert Party(replace(attempt.parameters, attempt=2), 1).commit() != attempt.commits()[1]


@pytest.mark.parametrize("step", ["commits", "reveals", "deals"])
def test_a_message_in_ones_own_name_is_noticed(step):
    attempt, twin = Attempt(), Attempt()
    if step == "commits":
        forged = Commits.collect(attempt.parameters, attempt.commits() | {1: twin.commits()[1]})
        fault(lambda: attempt.parties[1].reveal(forged), "ceremony-own", 1)
    elif step == "reveals":
        reveals = attempt.collected_reveals()
        attempt.parties[1]._reveal = twin.reveals()[1]
        fault(lambda: attempt.parties[1].deal(reveals), "ceremony-own", 1)
    else:
        deals = attempt.collected_deals()
        attempt.parties[1]._deal = twin.deals()[1]
        fault(lambda: attempt.parties[1].receive(deals), "ceremony-own", 1)


def test_a_party_takes_part_in_its_own_attempt_only():
    attempt, other = Attempt(), Attempt(sitting="s2")
    fault(lambda: attempt.parties[1].reveal(other.collected_commits()), "ceremony-own", 1)


def test_50_nothing_secret_is_shown():
    attempt = Attempt()
    party = attempt.parties[1]
    secrets = [secret.data for secret in (*party._secrets.coefficients, party._secrets.key)]
    share = party.receive(attempt.collected_deals()).share
    shown = repr(party) + repr(share) + repr(party.__dict__) + f"{share}"
    for secret in (*secrets, share.value.data):
        assert repr(secret)[2:-1] not in shown
        assert secret.hex() not in shown


def test_a_share_is_the_same_after_writing_and_nothing_else_is_read():
    share = THREE_OF_FIVE[1][2]
    data = share.to_bytes()
    assert SecretShare.from_bytes(data) == share
    for wrong in (data[:-1], data + b"\0", b"HS2" + data[3:], data[:-32] + b"\xff" * 32):
        with pytest.raises(ProtocolError):
            SecretShare.from_bytes(wrong)


def test_verified_stages_have_no_constructor():
    for stage in (Commits, Reveals, Deals):
        with pytest.raises(TypeError):
            stage(parameters(), ())


# --- bytes


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 5))
def test_messages_come_back_as_they_were(k):
    message = Attempt(k, k).reveals()[1]
    assert Reveal.decode(message, k).encode() == message
    assert len(message) == 32 + 32 * (k + 1) + 64 * (k + 1)


def test_a_complaint_comes_back_as_it_was():
    attempt = Attempt()
    complaint = good_share_complaint(attempt, attempt.collected_deals())
    assert Complaint.decode(complaint.encode()) == complaint
    assert len(complaint.encode()) == 4 + 32 + 96


def test_03_scalars_of_the_order_and_above_are_refused():
    attempt = Attempt()
    commits, message = attempt.collected_commits(), attempt.reveals()[LIAR]
    order = (2**252 + 27742317777372353535851937790883648493).to_bytes(32, "little")
    found = fault(lambda: commits.check_reveal(LIAR, message[:-32] + order), "ceremony-message", LIAR)
    assert found.detail["reason"] == "bad-scalar"


# --- RFC 9591

RFC9591 = {
    "secret": "1b25a55e463cfd15cf14a5d3acc3d15053f08da49c8afcf3ab265f2ebc4f970b",
    "public": "e2a62f39eede11269e3bd5a7d97554f5ca384f9f6d3dd9c3c0d05083c7254f57",
    "coefficient": "410f8b744b19325891d73736923525a4f596c805d060dfb9c98009d34e3fec02",
    "shares": (
        "5c3430d391552f6e60ecdc093ff9f6f4488756aa6cebdbad75a768010b8f830e",
        "b06fc5eac20b4f6e1b271d9df2343d843e1e1fb03c4cbb673f2872d459ce6f01",
        "f17e505f0e2581c6acfe54d3846a622834b5e7b50cad9a2109a97ba7a80d5c04",
    ),
}


def scalar(text):
    return Scalar.decode(bytes.fromhex(text))


def test_sharing_and_interpolation_are_those_of_rfc_9591():
    """RFC 9591 E.3 shares a secret with the same polynomial and weights: the vectors fit as they are."""
    party = Party(parameters(), 1)
    secrets = replace(party._secrets, coefficients=(scalar(RFC9591["secret"]), scalar(RFC9591["coefficient"])))
    shares = [scalar(text) for text in RFC9591["shares"]]
    assert [secrets.share(index) for index in (1, 2, 3)] == shares
    assert base(scalar(RFC9591["secret"])).data.hex() == RFC9591["public"]
    for chosen in ([1, 2], [1, 3], [2, 3]):
        weights = lagrange(chosen)
        total = weights[chosen[0]] * shares[chosen[0] - 1] + weights[chosen[1]] * shares[chosen[1] - 1]
        assert total == scalar(RFC9591["secret"])


def test_a_complaints_proof_decodes_strictly():
    proof = EqualityProof(base(Scalar.of(2)), base(Scalar.of(3)), Scalar.of(4))
    assert EqualityProof.decode(proof.encode()) == proof
    zero_b = proof.a.data + bytes(32) + proof.z.data
    with pytest.raises(ProtocolError, match="bad-point"):
        EqualityProof.decode(zero_b)
    assert EqualityProof.decode(zero_b, allow_zero=True).b == ZERO
    with pytest.raises(ProtocolError, match="bad-point"):
        EqualityProof.decode(bytes(32) + proof.encode()[32:], allow_zero=True)
