"""A sealed ballot by itself: its parts, its signature, and whether its proofs hold (docs/sealed.md §4, §5)."""

from dataclasses import dataclass
from functools import cached_property

from hemicycle_audit.crypto import digest, listed, u32, verify
from hemicycle_audit.group import Point, read_point
from hemicycle_audit.layout import CIPHERTEXT_BYTES, HEADER_BYTES, Layout
from hemicycle_audit.proofs import Ciphertext, Fault, Proof, judge_proof

SIGNATURE_BYTES = 64
SPOIL_BYTES = 133


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
    for index, claim in enumerate(entry.layout.statements):
        proof = Proof(entry.body[at : at + claim.proof_bytes], head, index)
        fault = judge_proof(proof, claim, good, public)
        faults += [fault] if fault else []
        at += claim.proof_bytes
    return faults
