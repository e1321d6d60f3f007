"""Encrypting write-in names and rankings, and proving what they claim (docs/sealed-names.md §3). Runs on the seat's own device only."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from voting_protocol.sealed.group import Point, Scalar, base
from voting_protocol.sealed.secret.equality import Draw, respond
from voting_protocol.sealed.statements import Ciphertext
from voting_protocol.sealed.writein import RankingProof, Slot, SlotBranch, SlotProof, ranking_challenge, slot_challenge

_VALUES = (Scalar.of(0), Scalar.of(1))


@dataclass(frozen=True, slots=True)
class PointSecret:
    """What opens one ciphertext of a name or a ranking: ρ and the block's point. Never shown by `repr`."""

    r: Scalar = field(repr=False)
    m: Point = field(repr=False)

    def encrypt(self, public: Point) -> Ciphertext:
        """`(ρ·G, ρ·Y + N)`."""
        return Ciphertext(base(self.r), self.r * public + self.m)


def prove_slot(
    head: bytes, idx: int, slot: Slot, written: bool, known: Sequence[Scalar], public: Point, draw: Draw = Scalar.random
) -> SlotProof:
    """The proof for a slot whose flag was encrypted with `known[0]` and whose blocks with the others; `written` is the flag.

    The same operations whether a name is written or not.
    """
    drawn = [(tuple(draw() for _ in known), draw()) for _ in _VALUES]
    commitments = [
        _commit(value, _VALUES[written] - value, slot, known, public, u, c) for value, (u, c) in zip(_VALUES, drawn, strict=True)
    ]
    rest = slot_challenge(head, idx, slot, *commitments) - drawn[0][1] - drawn[1][1]
    branches = []
    for value, points, (u, c) in zip((False, True), commitments, drawn, strict=True):
        # The true branch's challenge takes up the rest; its commitments do not depend on it.
        final = c + _VALUES[value == written] * rest
        z = tuple(respond(nonce, final, witness) for nonce, witness in zip(u, known, strict=True))
        branches.append(SlotBranch(points, final, z))
    return SlotProof(*branches)


def _commit(
    value: Scalar, off: Scalar, slot: Slot, known: Sequence[Scalar], public: Point, u: Sequence[Scalar], c: Scalar
) -> tuple[Point, ...]:
    """The commitments of a branch for response `u − c·known`; `off` is the flag less the branch's value, 0 in the true branch."""
    points = [base(u[0]), (u[0] + off * c) * public]
    for nonce, rho, ct in zip(u[1:], known[1:], slot.name, strict=True):
        points.append(base(nonce))
        if value.is_zero:
            points.append((nonce - c * rho) * public + c * ct.beta)
    return tuple(points)


def prove_ranking(head: bytes, idx: int, ct: Ciphertext, known: Scalar, draw: Draw = Scalar.random) -> RankingProof:
    """The proof for the ciphertext of a ranking that was encrypted with `known`."""
    nonce = draw()
    a = base(nonce)
    return RankingProof(a, respond(nonce, ranking_challenge(head, idx, ct, a), known))
