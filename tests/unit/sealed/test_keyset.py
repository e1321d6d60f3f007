"""Under which keys a tablet encrypts: checklist lines 31 and 54, and the certificate of an opening (docs/sealed.md §2, §3)."""

import pytest

from tests.support.seals import SITTING, Sealed
from voting_protocol.crypto import SigningKey
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.group import G
from voting_protocol.sealed.keyset import certificates_needed, certified_by, check_opening_seal, pin_text, read_keyset

SERVER = SigningKey.generate().public


@pytest.fixture
def sealed() -> Sealed:
    return Sealed(SERVER)


def test_what_all_scrutineers_signed_is_believed(sealed: Sealed) -> None:
    keys = read_keyset(sealed.document(), SITTING, SERVER, sealed.pin)
    assert (keys.seal, keys.k, keys.n, keys.public) == (sealed.seal, 2, 3, sealed.public)
    assert keys.chairs == (sealed.chair.public,)
    assert len(keys.fingerprint) == 14
    assert len(pin_text(sealed.pin)) == 23


@pytest.mark.parametrize(
    ("member", "value"), [("public", b64u(G.data)), ("keys", b64u(bytes(32))), ("seal", b64u(bytes(32))), ("attempt", 2)]
)
def test_54_a_seal_that_differs_from_the_others_is_refused(sealed: Sealed, member: str, value: object) -> None:
    with pytest.raises(ProtocolError, match="bad-seal"):
        read_keyset(sealed.document(seal2={member: value}), SITTING, SERVER, sealed.pin)


def test_54_one_pinned_signature_is_lacking(sealed: Sealed) -> None:
    document = sealed.document()
    for seals in (document["seals"][:2], [*document["seals"][:2], document["seals"][1]], []):
        with pytest.raises(ProtocolError, match="bad-seal"):
            read_keyset({**document, "seals": seals}, SITTING, SERVER, sealed.pin)


def test_a_key_of_the_servers_own_is_refused(sealed: Sealed) -> None:
    """The server makes scrutineers of its own; only the pin tells."""
    fake = sealed.but(scrutineers=tuple(SigningKey.generate() for _ in range(3)))
    read_keyset(fake.document(), SITTING, SERVER)
    with pytest.raises(ProtocolError, match="bad-seal") as refused:
        read_keyset(fake.document(), SITTING, SERVER, sealed.pin)
    assert refused.value.detail == {"member": "pin"}


def test_a_signature_that_does_not_hold_is_refused(sealed: Sealed) -> None:
    document = sealed.document()
    document["seals"][2]["s"] = document["seals"][1]["s"]
    with pytest.raises(ProtocolError, match="bad-signature"):
        read_keyset(document, SITTING, SERVER, sealed.pin)


@pytest.mark.parametrize(
    "changes",
    [
        {"start": {"k": 3}},
        {"start": {"chairs": []}},
        {"start": {"k": "2"}},
        {"start": {"scrutineers": []}},
        {"seal1": {"shares": []}, "seal2": {"shares": []}, "seal3": {"shares": []}},
        {"seal1": {"index": 2}},
    ],
)
def test_31_parameters_that_the_seal_does_not_hash_to_are_refused(sealed: Sealed, changes: dict[str, object]) -> None:
    with pytest.raises(ProtocolError, match="bad-seal"):
        read_keyset(sealed.document(**changes), SITTING, SERVER, sealed.pin)


def test_another_sittings_seal_is_refused(sealed: Sealed) -> None:
    with pytest.raises(ProtocolError, match="bad-seal"):
        read_keyset(sealed.document(), "sitting-2", SERVER, sealed.pin)
    with pytest.raises(ProtocolError, match="bad-seal"):
        read_keyset(sealed.document(), SITTING, SigningKey.generate().public, sealed.pin)


def test_the_opening_names_this_seal_one_of_its_chairs_and_enough_scrutineers(sealed: Sealed) -> None:
    keys = read_keyset(sealed.document(), SITTING, SERVER, sealed.pin)
    check_opening_seal(keys, sealed.seal, sealed.chair.public, [1, 3])
    for seal, actor, active in (
        (bytes(32), sealed.chair.public, [1, 2, 3]),
        (sealed.seal, SigningKey.generate().public, [1, 2, 3]),
        (sealed.seal, sealed.chair.public, [1]),
        (sealed.seal, sealed.chair.public, [2, 1]),
        (sealed.seal, sealed.chair.public, [1, 1, 2]),
        (sealed.seal, sealed.chair.public, [1, 2, 4]),
    ):
        with pytest.raises(ProtocolError, match="bad-seal"):
            check_opening_seal(keys, seal, actor, active)


def test_26_only_active_scrutineers_on_this_opening_certify(sealed: Sealed) -> None:
    keys = read_keyset(sealed.document(), SITTING, SERVER, sealed.pin)
    opening, other = b"\1" * 32, b"\2" * 32
    foreign = sealed.act(SigningKey.generate(), "open-ok", {"division": "d1", "open": b64u(opening)})
    elsewhere = sealed.act(sealed.scrutineers[2], "open-ok", {"open": b64u(opening)}, log="sitting.other")
    broken = {**sealed.certificate(opening, 3)[0], "s": b64u(bytes(64))}
    acts = [
        *sealed.certificate(opening, 1, 1),
        *sealed.certificate(other, 2, 3),
        foreign,
        elsewhere,
        broken,
        *sealed.certificate(opening, 2),
    ]
    assert certified_by(acts, SITTING, b64u(opening), [1, 3], keys) == {1}
    assert certified_by(acts, SITTING, b64u(opening), [1, 2, 3], keys) == {1, 2}


@pytest.mark.parametrize(("active", "k", "needed"), [(5, 3, 4), (3, 2, 3), (4, 2, 3), (7, 3, 5), (2, 2, 2), (3, 3, 3)])
def test_26_as_many_certificates_as_exclude_two_boards(active: int, k: int, needed: int) -> None:
    assert certificates_needed(active, k) == needed
