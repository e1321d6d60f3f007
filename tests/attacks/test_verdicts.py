"""One verdict on every Ed25519 signature at the edge: server and devices, auditor, tablets with WebCrypto and without (docs/protocol.md §1)."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from hemicycle_audit import crypto as auditor

from tests.attacks.edwards import BASE, IDENTITY, ORDER, P, Place, Secret, challenge, torsion
from voting_protocol import crypto
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError

ROOT = Path(__file__).parents[2]
TAG = "act"
SEED = b"\x2a" * 32
TABLET = """
import { readFileSync } from "node:fs";
const { library, cases } = JSON.parse(readFileSync(0, "utf8"));
if (library) crypto.subtle.generateKey = () => Promise.reject(new Error("no Ed25519 here"));
const { verify, hasNativeEd25519 } = await import(process.argv[1] + "/terminal_client/kit/src/crypto.ts");
if ((await hasNativeEd25519()) === library) throw new Error("not the way that was asked for");
const bytes = (text) => Uint8Array.from(Buffer.from(text, "base64url"));
const verdicts = [];
for (const [key, signature, body] of cases) verdicts.push(await verify(bytes(key), bytes(signature), "act", bytes(body)));
process.stdout.write(JSON.stringify(verdicts));
"""


class Case(NamedTuple):
    """A key, a signature and what is signed under the tag."""

    key: bytes
    signature: bytes
    body: bytes


Cases = Mapping[str, Case]


def signed(secret: Secret, key: Place, nonce: int, r: bytes, number: int = 0) -> Case:
    """Whoever knows the secret makes S for any R and any form of the key."""
    body = number.to_bytes(4, "big")
    h = challenge(r, key.encode(), crypto.transcript(TAG, body))
    return Case(key.encode(), r + ((nonce + h * secret.scalar) % ORDER).to_bytes(32, "little"), body)


def cases() -> Iterator[tuple[str, Case]]:
    """By name; only the first two are good."""
    assert BASE is not None
    secret, eighth, nonce = Secret.of(SEED), torsion(), 77
    r = BASE.times(nonce)
    good = signed(secret, secret.public, nonce, r.encode())
    yield "good", good
    ours = crypto.SigningKey.from_seed(SEED)
    yield "as the library signs", Case(ours.public, ours.sign(TAG, b"body"), b"body")
    yield "another body", good._replace(body=b"other")
    s = int.from_bytes(good.signature[32:], "little")
    yield "S + l", good._replace(signature=good.signature[:32] + (s + ORDER).to_bytes(32, "little"))
    yield "S with its top bit set", good._replace(signature=good.signature[:-1] + bytes([good.signature[-1] | 128]))
    yield "short", good._replace(signature=good.signature[:-1])
    yield "R the identity", signed(secret, secret.public, 0, IDENTITY.encode())
    yield "R the identity, not canonical", signed(secret, secret.public, 0, (P + 1).to_bytes(32, "little"))
    yield "R the identity with a sign", signed(secret, secret.public, 0, (1 | 1 << 255).to_bytes(32, "little"))
    for order in range(1, 8):
        small = eighth.times(order)
        yield f"R of small order, {order}", signed(secret, secret.public, 0, small.encode())
        yield f"R of mixed order, {order}", signed(secret, secret.public, nonce, (r + small).encode())
        yield f"key of small order, {order}", Case(small.encode(), r.encode() + nonce.to_bytes(32, "little"), b"")
    yield from _mixed_keys(secret, eighth, nonce)
    yield "key the identity", Case(IDENTITY.encode(), r.encode() + nonce.to_bytes(32, "little"), b"")
    yield "key of zeros", Case(bytes(32), r.encode() + nonce.to_bytes(32, "little"), b"")
    yield "key not canonical", Case((P + 1).to_bytes(32, "little"), r.encode() + nonce.to_bytes(32, "little"), b"")
    yield "key not on the curve", Case(b"\2" + bytes(31), good.signature, good.body)
    yield "all zero", Case(bytes(32), bytes(64), b"")


def _mixed_keys(secret: Secret, eighth: Place, nonce: int) -> Iterator[tuple[str, Case]]:
    """Keys with a torsion part, with bodies sought for which even the equation without cofactor holds."""
    assert BASE is not None
    r = BASE.times(nonce).encode()
    for order in range(1, 8):
        part = eighth.times(order)
        key = secret.public + part
        for number in range(200):
            made = signed(secret, key, nonce, r, number)
            if part.times(challenge(r, made.key, crypto.transcript(TAG, made.body)) % 8) == IDENTITY:
                yield f"key of mixed order, {order}", made
                break
        else:
            raise AssertionError


GOOD = {"good", "as the library signs"}


def server(case: Case) -> bool:
    """A key is checked once, when it is enrolled."""
    try:
        key = crypto.check_public_key(case.key)
    except ProtocolError:
        return False
    return crypto.verify(key, case.signature, TAG, case.body)


def tablet(cases: Cases, *, library: bool) -> dict[str, bool]:
    """What a tablet says, with WebCrypto's Ed25519 or with the library."""
    environment = os.environ | {"PATH": f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"}
    task = {"library": library, "cases": [list(map(b64u, case)) for case in cases.values()]}
    command = ["node", "--experimental-transform-types", "--no-warnings", "--input-type=module", "-e", TABLET, str(ROOT)]
    ran = subprocess.run(
        command, check=False, cwd=ROOT, env=environment, input=json.dumps(task), capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    return dict(zip(cases, json.loads(ran.stdout), strict=True))


VERDICTS: dict[str, Callable[[Cases], dict[str, bool]]] = {
    "server": lambda cases: {name: server(case) for name, case in cases.items()},
    "auditor": lambda cases: {name: auditor.verify(case.key, case.signature, TAG, case.body) for name, case in cases.items()},
    "tablet": lambda cases: tablet(cases, library=False),
    "tablet without WebCrypto": lambda cases: tablet(cases, library=True),
}


@pytest.fixture(scope="module")
def edges() -> Cases:
    return dict(cases())


@pytest.mark.parametrize("who", VERDICTS)
def test_04_65_everybody_judges_signatures_at_the_edge_alike(edges: Cases, who: str) -> None:
    accepted = {name for name, verdict in VERDICTS[who](edges).items() if verdict}
    assert accepted == GOOD
