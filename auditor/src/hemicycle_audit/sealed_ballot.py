"""A sealed ballot by itself: its parts, its signature and its proofs (docs/sealed.md §4, §5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from hemicycle_audit.crypto import ORDER, digest, hash_to_scalar, listed, u32, verify
from hemicycle_audit.group import ZERO, Point, add, combine, read_point, read_scalar, scalar_bytes, times, times_base
from hemicycle_audit.layout import CIPHERTEXT_BYTES, HEADER_BYTES, PART_BYTES, Layout, Terms

SIGNATURE_BYTES = 64
SPOIL_BYTES = 133


class Fault(NamedTuple):
    """What is wrong with an entry: a code of §10, the reason's name, and which ciphertext or proof it is."""

    code: str
    reason: str
    part: str = ""


class Ciphertext(NamedTuple):
    """(α, β) = (r·G, (r+m)·Y)."""

    alpha: Point
    beta: Point


def sum_of(ciphertexts: Sequence[Ciphertext], terms: Terms) -> Ciphertext:
    """Return the sum of some ciphertexts with weights; they add and scale componentwise."""
    weights = [weight for _, weight in terms]
    chosen = [ciphertexts[number] for number, _ in terms]
    return Ciphertext(combine(weights, (c.alpha for c in chosen)), combine(weights, (c.beta for c in chosen)))


@dataclass(frozen=True)
class Entry:
    """An entry of a secret division's board whose length and marks are right; ``position`` counts from 1."""

    position: int
    spoils: bool
    body: bytes
    signature: bytes
    layout: Layout

    @property
    def _fields(self) -> bytes:
        return self.body[1:] if self.spoils else self.body[3:]

    open = property(lambda self: self._fields[:32])
    key = property(lambda self: self._fields[32:64])
    seq = property(lambda self: int.from_bytes(self._fields[64:68], "big"))
    prev = property(lambda self: self._fields[68:100])

    @property
    def tag(self) -> str:
        """Return the tag of the entry's signature and id."""
        return "spoil" if self.spoils else "ballot"

    @property
    def id(self) -> bytes:
        """Return D("ballot"; body) or D("spoil"; spoil)."""
        return digest(self.tag, self.body)

    @cached_property
    def ciphertexts(self) -> list[Ciphertext | None]:
        """Return the ciphertexts, none of a spoil entry; None stands for one whose points are not acceptable."""
        starts = range(HEADER_BYTES, HEADER_BYTES if self.spoils else self.layout.proofs_at, CIPHERTEXT_BYTES)
        return [_ciphertext(self.body[at : at + CIPHERTEXT_BYTES]) for at in starts]


def _ciphertext(data: bytes) -> Ciphertext | None:
    alpha, beta = read_point(data[:32]), read_point(data[32:])
    return Ciphertext(alpha, beta) if alpha is not None and beta is not None else None


def read_entry(position: int, entry: bytes, layout: Layout) -> Entry | None:
    """Return an entry of the right length and marks for the form, or None."""
    if len(entry) == SPOIL_BYTES + SIGNATURE_BYTES and entry[:1] == b"\x02":
        return Entry(position, True, entry[:SPOIL_BYTES], entry[SPOIL_BYTES:], layout)
    if len(entry) == 1 + layout.body_bytes + SIGNATURE_BYTES and entry.startswith(b"\x01HB1"):
        return Entry(position, False, entry[1:-SIGNATURE_BYTES], entry[-SIGNATURE_BYTES:], layout)
    return None


def judge(entry: bytes, layout: Layout, public: Point | None) -> list[Fault]:
    """Return what is wrong with an entry by itself; without the public key ``public`` no proof is judged."""
    read = read_entry(0, entry, layout)
    if read is None:
        return [Fault("ballot-form", "ballot-form")]
    signed = verify(read.key, read.signature, read.tag, read.body)
    faults = [] if signed else [Fault("ballot-signature", "ballot-signature")]
    return faults if read.spoils else faults + _judge_ciphertexts(read, public)


def _judge_ciphertexts(entry: Entry, public: Point | None) -> list[Fault]:
    found = entry.ciphertexts
    good = [ciphertext for ciphertext in found if ciphertext is not None]
    if len(good) < len(found):
        return [Fault("ballot-form", "ballot-point", f" ciphertext={i}") for i, ct in enumerate(found) if ct is None]
    if public is None:
        return []
    listing = [alpha + beta for alpha, beta in good]
    head = digest("head", entry.open, entry.key, u32(entry.seq), entry.prev, listed(listing))
    faults, at = [], entry.layout.proofs_at
    for index, statement in enumerate(entry.layout.statements):
        end = at + PART_BYTES * len(statement.values)
        derived = sum_of(good, statement.terms)
        fault = _judge_proof(entry.body[at:end], head, index, derived, statement.values, public)
        faults += [fault] if fault else []
        at = end
    return faults


def _judge_proof(
    proof: bytes, head: bytes, index: int, ciphertext: Ciphertext, allowed: tuple[int, ...], public: Point
) -> Fault | None:
    """Return what is wrong with one proof Π(index, ciphertext, values): its form, or what it says."""
    parts = [proof[at : at + PART_BYTES] for at in range(0, len(proof), PART_BYTES)]
    scalars = [(read_scalar(part[64:96]), read_scalar(part[96:])) for part in parts]
    answers = [(c, z) for c, z in scalars if c is not None and z is not None]
    if len(answers) < len(parts):
        return Fault("ballot-form", "ballot-scalar", f" proof={index}")
    alpha, beta = ciphertext
    values = listed([scalar_bytes(value) for value in allowed])
    challenge = hash_to_scalar("set", head, u32(index), values, alpha, beta, listed([part[:64] for part in parts]))
    holds = sum(c for c, _ in answers) % ORDER == challenge
    for part, value, (c, z) in zip(parts, allowed, answers, strict=True):
        a = add(times_base(z), times(c, alpha))
        b = add(times(z - value * c, public), times(c, beta))
        # What arithmetic gives is canonical, so equal bytes are acceptable points, but for 0.
        holds = holds and part[:64] == a + b and ZERO not in (a, b)
    return None if holds else _why(parts, index)


def _why(parts: list[bytes], index: int) -> Fault:
    """Tell whether a proof that does not hold has commitments that are no points, or is merely wrong."""
    points = [read_point(part[at : at + 32]) for part in parts for at in (0, 32)]
    if None in points:
        return Fault("ballot-form", "ballot-commitment", f" proof={index}")
    return Fault("ballot-proof", "ballot-proof", f" proof={index}")
