"""Writes tests/vectors/sealed-keys.json: `python -m scripts.sealed_vectors_keys`. Ceremony, shares and counts, with all secrets."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from voting_protocol.crypto import SigningKey, digest, digest64
from voting_protocol.encoding import b64u, u32
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import THREE_KEYS, FormItem
from voting_protocol.sealed.ceremony import CeremonyFault, CeremonyKeys, Commits, Deals, Reveals
from voting_protocol.sealed.ceremony_messages import Complaint, Parameters, SealedShare
from voting_protocol.sealed.counting import CountSearch
from voting_protocol.sealed.forms import Form, M
from voting_protocol.sealed.group import ORDER, Point, Scalar, base
from voting_protocol.sealed.keyset import scrutineers_pin, seal_fingerprint
from voting_protocol.sealed.made import made
from voting_protocol.sealed.secret.dealing import Dealt, Party, SecretShare
from voting_protocol.sealed.secret.equality import prove
from voting_protocol.sealed.secret.release import release
from voting_protocol.sealed.shares import SHARE_BYTES, Frozen, combine_shares, lagrange, verify_share
from voting_protocol.sealed.statements import NOTHING, Ciphertext
from voting_protocol.sealed.tally import Sums, count_cells

FILE = Path(__file__).parent.parent / "tests" / "vectors" / "sealed-keys.json"
Json = dict[str, Any]
_N, _K = 3, 2
_BALLOTS = 12
_COUNTS = ((7, 2), (0, 12), (0, 0))


class _Draws:
    """Scalars that look random and are the same at every run."""

    def __init__(self, name: str) -> None:
        self._name = name.encode()
        self._count = 0

    def __call__(self) -> Scalar:
        self._count += 1
        return Scalar.from_wide(digest64("vector-scalar", self._name, u32(self._count)))


def vectors() -> Json:
    """The content of the file."""
    identities = tuple(SigningKey.from_seed(digest("vector-identity", u32(index))).public for index in range(1, _N + 1))
    parameters = Parameters("congress-2026", _K, identities, 1)
    parties = {index: Party(parameters, index, _Draws(f"party {index}")) for index in parameters.indices}
    secrets = {index: party._secrets for index, party in parties.items()}
    commits = Commits.collect(parameters, {index: party.commit() for index, party in parties.items()})
    reveals = Reveals.collect(commits, {index: party.reveal(commits) for index, party in parties.items()})
    deals = Deals.collect(reveals, {index: party.deal(reveals) for index, party in parties.items()})
    complaints = _complaints(deals, {index: item.key for index, item in secrets.items() if item})
    dealt = [party.receive(deals) for party in parties.values()]
    outcomes = [outcome for outcome in dealt if isinstance(outcome, Dealt)]
    keys, shares = outcomes[0].keys, [outcome.share for outcome in outcomes]
    people = [
        {
            "index": index,
            "coefficients": [b64u(item.data) for item in own.coefficients],
            "key": b64u(own.key.data),
            "commit": b64u(commits.messages[index - 1]),
            "reveal": b64u(reveals.messages[index - 1]),
            "deal": b64u(deals.messages[index - 1]),
            "share": b64u(shares[index - 1].value.data),
        }
        for index, own in secrets.items()
        if own
    ]
    return {
        "ceremony": {
            "sitting": parameters.sitting,
            "n": parameters.n,
            "k": parameters.k,
            "attempt": parameters.attempt,
            "identities": [b64u(key) for key in identities],
            "cer": b64u(parameters.digest),
            "h1": b64u(commits.digest),
            "parties": people,
            "reveals_refused": _refused_reveals(commits, reveals),
            "complaints": complaints,
            **_outcome(keys),
        },
        **_opened(keys, shares),
    }


def _outcome(keys: CeremonyKeys) -> Json:
    server, chair = (SigningKey.from_seed(digest(name, b"")).public for name in ("vector-server", "vector-chair"))
    seal = keys.seal(server, [chair])
    return {
        "keys": b64u(keys.digest),
        "public": b64u(keys.public.data),
        "shares": [b64u(share.data) for share in keys.shares],
        "server": b64u(server),
        "chairs": [b64u(chair)],
        "seal": b64u(seal),
        "fingerprint": seal_fingerprint(seal),
        "pin": b64u(scrutineers_pin(keys.parameters.identities)),
    }


def _refused_reveals(commits: Commits, reveals: Reveals) -> list[Json]:
    message = reveals.messages[0]
    own = reveals.reveals[0]
    stranger = Commits.collect(commits.parameters, {index: bytes(32) for index in commits.parameters.indices})
    cases = {
        "another H1": stranger.digest + message[32:],
        "K_0 is zero": message[:32] + bytes(32) + message[64:],
        "z is the order": message[:-32] + ORDER.to_bytes(32, "little"),
        "K_0 and K_1 exchanged": message[:32] + own.points[1].data + own.points[0].data + message[96:],
        "one byte short": message[:-1],
        "one byte more": message + b"\0",
    }
    return [
        {"why": why, "index": 1, "reveal": b64u(data), **_fault(commits.check_reveal, 1, data)} for why, data in cases.items()
    ]


def _complaints(deals: Deals, secrets: dict[int, Scalar]) -> list[Json]:
    """1 complains of 2: of a wrong share, of a good one, and of a good one with another X."""
    link, draws = deals.reveals.link(2, 1), _Draws("complaints")
    ephemeral = draws()
    wrong = SealedShare.seal(link, base(ephemeral), ephemeral * link.key, draws()).encode() + deals.messages[1][80:]
    bad = Deals.collect(deals.reveals, {1: deals.messages[0], 2: wrong, 3: deals.messages[2]})
    cases = [("a wrong share", bad, Scalar.of(1)), ("a good share", deals, Scalar.of(1)), ("another X", deals, Scalar.of(2))]
    found = []
    for why, told, factor in cases:
        sealed = told.sealed_share(2, 1)
        shared = factor * (secrets[1] * sealed.ephemeral)
        message = _complaint(told, shared, secrets[1], draws)
        verdict = told.judge(1, message)
        names = {"code": verdict.code, "culprits": list(verdict.culprits)}
        found.append({"why": why, "by": 1, "deal_of_2": b64u(told.messages[1]), "complaint": b64u(message), **names})
    return found


def _complaint(deals: Deals, shared: Point, secret: Scalar, draw: Callable[[], Scalar]) -> bytes:
    link, sealed = deals.reveals.link(2, 1), deals.sealed_share(2, 1)
    return Complaint(2, shared, prove(Complaint.statement(link, sealed.ephemeral, shared), secret, draw)).encode()


def _opened(keys: CeremonyKeys, secrets: list[SecretShare]) -> Json:
    draws = _Draws("sums")
    cells = []
    for in_favour, abstain in _COUNTS[:-1]:
        nonce = draws()
        cells.append(Ciphertext(base(nonce), (nonce + Scalar.of(in_favour + M * abstain)) * keys.public))
    sums = made(Sums, n=_BALLOTS, cells=(*cells, NOTHING))
    freeze = digest("vector-freeze", b"")
    frozen = Frozen(freeze, sums.cells, keys)
    released = [release(share, keys, freeze, sums, draws) for share in secrets]
    verified = [verify_share(frozen, index, message) for index, message in enumerate(released, 1)]
    totals = combine_shares(frozen, verified)
    form = Form.of([FormItem(THREE_KEYS, len(_COUNTS))])
    search = CountSearch(keys.public, _BALLOTS)
    counts = count_cells(form, totals, _BALLOTS, search)
    subsets = [[1, 2], [1, 3], [2, 3], [1, 2, 3], [2, 5, 15]]
    refused = {"f + b above n": (7, 6), "no such number": (-1, 0)}
    return {
        "shares": {
            "freeze": b64u(freeze),
            "n": _BALLOTS,
            "cells": b64u(sums.encode()),
            "released": [b64u(message) for message in released],
            "refused": _refused_shares(frozen, released),
            "lagrange": [{"indices": item, "weights": {i: b64u(w.data) for i, w in lagrange(item).items()}} for item in subsets],
        },
        "tally": {
            "totals": [b64u(total.data) for total in totals],
            "counts": [{"for": count[0], "abstain": count[1]} for count in counts if not isinstance(count, int)],
            "refused": [
                {
                    "why": why,
                    "n": _BALLOTS,
                    "total": b64u((Scalar.of(f + M * b) * keys.public).data),
                    "code": "tally-out-of-range",
                }
                for why, (f, b) in refused.items()
            ],
        },
    }


def _refused_shares(frozen: Frozen, released: list[bytes]) -> list[Json]:
    first, second = released[0], released[1]
    cases = {
        "of scrutineer 2": second,
        "cells exchanged": first[SHARE_BYTES : 2 * SHARE_BYTES] + first[:SHARE_BYTES] + first[2 * SHARE_BYTES :],
        "M is zero": bytes(32) + first[32:],
        "a is zero": first[:32] + bytes(32) + first[64:],
        "M has bit 255 set": first[:31] + bytes([first[31] | 128]) + first[32:],
        "a cell is missing": first[:-SHARE_BYTES],
        "z plus 1": first[:96] + bytes([first[96] ^ 1]) + first[97:],
    }
    return [
        {"why": why, "index": 1, "release": b64u(data), **_fault(verify_share, frozen, 1, data)} for why, data in cases.items()
    ]


def _fault(call: Callable[..., object], *arguments: object) -> Json:
    try:
        call(*arguments)
    except CeremonyFault as problem:
        return {"code": problem.code, "culprits": list(problem.culprits)}
    except ProtocolError as problem:
        return {"code": problem.code}
    raise AssertionError("a vector that is to be refused was accepted")


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
