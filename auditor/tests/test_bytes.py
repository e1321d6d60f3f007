"""Bytes flipped anywhere, with and without a new seal, and a strict form."""

from random import Random

import pytest
from crook import has
from world import b64, canon, seal, unb64

from hemicycle_audit.bundle import verify_bundle
from hemicycle_audit.crypto import from_b64u


@pytest.mark.parametrize("seed", range(8))
def test_a_flipped_bit_anywhere_is_refused(honest, seed):
    raw, rng = canon(honest.bundle()), Random(seed)
    print(f"seed {seed}")
    for _ in range(150):
        offset, bit = rng.randrange(len(raw)), rng.randrange(8)
        flipped = raw[:offset] + bytes([raw[offset] ^ 1 << bit]) + raw[offset + 1 :]
        verdict = verify_bundle(flipped)
        assert not verdict.ok, (seed, offset, bit)
        assert all(f.place and f.zh and f.en for f in verdict.findings.failures)


@pytest.mark.parametrize("seed", range(4))
def test_a_flipped_bit_under_a_new_seal_is_refused_at_its_place(audit, honest, seed):
    rng = Random(seed)
    print(f"seed {seed}")
    for _ in range(75):
        document = honest.bundle()
        part = rng.choice(["register", "acts", "ballots", "heads"])
        n = rng.randrange(len(document[part]))
        if part == "ballots":
            document[part][n] = flip(document[part][n], rng)
            place = f"position={n + 1}"
        else:
            field = rng.choice([name for name in ("b", "s", "c", "root") if name in document[part][n]])
            document[part][n][field] = flip(document[part][n][field], rng)
            place = f"head={n}" if part == "heads" else f"act={n}"
        verdict = audit(seal(document, honest.server))
        assert any(place in f.place.split() for f in verdict.findings.failures), (seed, part, n)


def flip(text, rng):
    data = bytearray(unb64(text))
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return b64(bytes(data))


def test_the_reader_is_strict_about_base64(audit, honest):
    document = honest.bundle()
    assert from_b64u(document["seal"]) is not None
    stray = document["seal"][:-1] + chr(ord(document["seal"][-1]) + 1)
    for seal_text in (
        document["seal"] + "==",
        document["seal"] + "\n",
        stray,
        document["seal"].replace("_", "/") + "+",
    ):
        assert has(audit({**document, "seal": seal_text}), "bundle-form", "member=seal")


def test_members_of_the_bundle(audit, honest):
    document = honest.bundle()
    assert has(audit({**document, "note": 1}), "bundle-form", "member=note")
    assert has(audit({k: v for k, v in document.items() if k != "heads"}), "bundle-form", "member=heads")
    assert has(audit({**document, "body": "TOWN"}), "bundle-form", "member=body")
    assert has(verify_bundle(b""), "bundle-form", "offset=0")
