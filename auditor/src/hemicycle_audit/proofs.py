"""The proofs of a sealed ballot (docs/sealed.md §4, docs/sealed-names.md §3)."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from hemicycle_audit.crypto import ORDER, hash_to_scalar, listed, u32
from hemicycle_audit.group import ZERO, Point, add, combine, read_point, read_scalar, scalar_bytes, times, times_base
from hemicycle_audit.layout import PART_BYTES, SLOT_PROOF_BYTES, Claim, Ranking, Slot, Statement, Terms

_SLOT_BRANCHES = (6, 4)
"""How many commitments each branch of a slot's proof has."""

_SCALARS = 4
"""The scalars of such a branch: c, z, z_1, z_2."""


class Fault(NamedTuple):
    """What is wrong with an entry: a code of §10, the reason's name, and which ciphertext or proof it is."""

    code: str
    reason: str
    part: str = ""


class Ciphertext(NamedTuple):
    """(α, β) = (r·G, (r+m)·Y), or of a name (γ, δ) = (ρ·G, ρ·Y + N)."""

    alpha: Point
    beta: Point


def sum_of(ciphertexts: Sequence[Ciphertext], terms: Terms) -> Ciphertext:
    """Return the sum of some ciphertexts with weights; they add and scale componentwise."""
    weights = [weight for _, weight in terms]
    chosen = [ciphertexts[number] for number, _ in terms]
    return Ciphertext(combine(weights, (c.alpha for c in chosen)), combine(weights, (c.beta for c in chosen)))


class Proof(NamedTuple):
    """A proof as a ballot has it: its bytes, the ballot's head, and its number among the ballot's proofs."""

    data: bytes
    head: bytes
    number: int


def judge_proof(proof: Proof, claim: Claim, ciphertexts: Sequence[Ciphertext], public: Point) -> Fault | None:
    """Return what is wrong with one proof: its form, or what it says of the ballot's ciphertexts under ``public``."""
    if isinstance(claim, Statement):
        return _judge_values(proof, sum_of(ciphertexts, claim.terms), claim.values, public)
    if isinstance(claim, Slot):
        return _judge_slot(proof, ciphertexts[claim.flag], [ciphertexts[number] for number in claim.name], public)
    return _judge_ranking(proof, claim, ciphertexts)


def _parts(data: bytes) -> list[bytes]:
    return [data[at : at + 32] for at in range(0, len(data), 32)]


def _scalars(parts: Iterable[bytes]) -> list[int] | None:
    found = [read_scalar(part) for part in parts]
    good = [value for value in found if value is not None]
    return good if len(good) == len(found) else None


def _fault(proof: Proof, reason: str) -> Fault:
    code = "ballot-proof" if reason == "ballot-proof" else "ballot-form"
    return Fault(code, reason, f" proof={proof.number}")


def _verdict(proof: Proof, holds: bool, commitments: Iterable[bytes]) -> Fault | None:
    """Return nothing if the proof holds; else whether its commitments are no points, or it is merely wrong.

    What arithmetic gives is canonical, so that commitments equal to it are acceptable points, but for 0.
    """
    if holds:
        return None
    no_points = None in [read_point(commitment) for commitment in commitments]
    return _fault(proof, "ballot-commitment" if no_points else "ballot-proof")


def _judge_values(proof: Proof, ciphertext: Ciphertext, allowed: tuple[int, ...], public: Point) -> Fault | None:
    """Judge Π(index, ciphertext, values)."""
    parts = [proof.data[at : at + PART_BYTES] for at in range(0, len(proof.data), PART_BYTES)]
    scalars = _scalars(scalar for part in parts for scalar in (part[64:96], part[96:]))
    if scalars is None:
        return _fault(proof, "ballot-scalar")
    answers = list(zip(scalars[::2], scalars[1::2], strict=True))
    alpha, beta = ciphertext
    values, commitments = listed([scalar_bytes(value) for value in allowed]), listed([part[:64] for part in parts])
    challenge = hash_to_scalar("set", proof.head, u32(proof.number), values, alpha, beta, commitments)
    holds = sum(c for c, _ in answers) % ORDER == challenge
    for part, value, (c, z) in zip(parts, allowed, answers, strict=True):
        a = add(times_base(z), times(c, alpha))
        b = add(times(z - value * c, public), times(c, beta))
        holds = holds and part[:64] == a + b and ZERO not in (a, b)
    return _verdict(proof, holds, (half for part in parts for half in (part[:32], part[32:64])))


def _judge_slot(proof: Proof, flag: Ciphertext, name: Sequence[Ciphertext], public: Point) -> Fault | None:
    """Judge "the flag is 0 and the name blank, or the flag is 1 and the name known"."""
    parts = _parts(proof.data)
    first, second = _SLOT_BRANCHES
    commitments = parts[:first], parts[first + _SCALARS : first + _SCALARS + second]
    answers = [_scalars(parts[first : first + _SCALARS]), _scalars(parts[first + _SCALARS + second :])]
    blank, written = answers
    if len(proof.data) != SLOT_PROOF_BYTES or blank is None or written is None:
        return _fault(proof, "ballot-scalar")
    names = listed([gamma + delta for gamma, delta in name])
    fields = (proof.head, u32(proof.number), flag.alpha + flag.beta, names, *map(listed, commitments))
    holds = (blank[0] + written[0]) % ORDER == hash_to_scalar("write-in", *fields)
    found = [_branch(scalars, value, flag, name, public) for value, scalars in enumerate((blank, written))]
    holds = holds and all(own == list(said) and ZERO not in own for own, said in zip(found, commitments, strict=True))
    return _verdict(proof, holds, (point for branch in commitments for point in branch))


def _branch(scalars: list[int], value: int, flag: Ciphertext, name: Sequence[Ciphertext], public: Point) -> list[Point]:
    """Return what the commitments of the branch for a flag of ``value`` must be."""
    c, z, *of_names = scalars
    commit: Callable[[int, Point], Point] = lambda answer, part: add(times_base(answer), times(c, part))  # noqa: E731
    points = [commit(z, flag.alpha), add(times(z - value * c, public), times(c, flag.beta))]
    for answer, (gamma, delta) in zip(of_names, name, strict=True):
        points.append(commit(answer, gamma))
        if value == 0:
            points.append(add(times(answer, public), times(c, delta)))
    return points


def _judge_ranking(proof: Proof, claim: Ranking, ciphertexts: Sequence[Ciphertext]) -> Fault | None:
    """Judge "the ranking is known"."""
    commitment, answer = _parts(proof.data)
    z, (gamma, delta) = read_scalar(answer), ciphertexts[claim.order]
    if z is None:
        return _fault(proof, "ballot-scalar")
    c = hash_to_scalar("ranking", proof.head, u32(proof.number), gamma + delta, commitment)
    own = add(times_base(z), times(c, gamma))
    return _verdict(proof, own == commitment and own != ZERO, [commitment])
