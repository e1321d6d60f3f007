"""Sealed ballots and spoil entries: bytes, and the only ways to verified ones (docs/sealed.md §4, §5).

An entry is parsed (`Ballot`, `Spoil`), then its envelope is checked (`Signed`), then its points, scalars and proofs
(`Verified`). Each step is another type, made by its check only. Electorate and sequence are the board's affair.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from voting_protocol import crypto
from voting_protocol.ballots import SIGNATURE_BYTES, Header, ballot_id, encode_entry, verify_ballot
from voting_protocol.crypto import SigningKey, digest
from voting_protocol.encoding import crockford, u32
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import CIPHERTEXT_BYTES, HEADER_BYTES
from voting_protocol.sealed.forms import Form, Proof
from voting_protocol.sealed.group import Point
from voting_protocol.sealed.made import made
from voting_protocol.sealed.statements import Check, Ciphertext, Equation, ReadPoint, checks

_SPOIL = struct.Struct(">B32s32sI32s32s")
_CAST, _SPOILT = 1, 2
SPOIL_BYTES = _SPOIL.size
_TRACKING_LENGTH = 24
_PIECE_BYTES = 12 * 1024  # the time that proofs take goes by their bytes: eighteen motions, two ballots of many names


@dataclass(frozen=True, slots=True)
class Question:
    """What ballots are cast under: the digest of the opening, its form, the key Y, the limit of `seq`."""

    opening: bytes
    form: Form
    public: Point
    max_seq: int


@dataclass(frozen=True, slots=True, init=False)
class Ballot:
    """A ballot of the right length, and nothing more: `body` and `signature` are not checked. Made by `parse_ballot` only."""

    header: Header
    body: bytes
    signature: bytes

    @property
    def id(self) -> bytes:
        """`D("ballot"; body)`."""
        return ballot_id(self.body)

    def encode(self) -> bytes:
        """The board entry `01‖body‖sig`."""
        return encode_entry(self.body, self.signature)

    def signature_holds(self) -> bool:
        """Whether `Sig(K, "ballot"; body)` holds."""
        return verify_ballot(self.header.key, self.body, self.signature)


@dataclass(frozen=True, slots=True)
class Spoil:
    """An entry that uses up a sequence number for a challenged encryption, `head` being the ballot's; not checked."""

    header: Header
    head: bytes
    signature: bytes

    @property
    def body(self) -> bytes:
        """The 133 signed bytes `02‖open‖K‖u32 seq‖prev‖head`."""
        header = self.header
        return _SPOIL.pack(_SPOILT, header.opening, header.key, header.seq, header.prev, self.head)

    @property
    def id(self) -> bytes:
        """`D("spoil"; body)`."""
        return digest("spoil", self.body)

    def encode(self) -> bytes:
        """The board entry `body‖sig`."""
        return self.body + self.signature

    def signature_holds(self) -> bool:
        """Whether `Sig(K, "spoil"; body)` holds."""
        return crypto.verify(self.header.key, self.signature, "spoil", self.body)


Entry = TypeVar("Entry", Ballot, Spoil)


@dataclass(frozen=True, slots=True, init=False)
class Signed(Generic[Entry]):
    """An entry of this question, signed by its key; made by `check_envelope` only. A spoil entry needs no more."""

    entry: Entry
    question: Question


@dataclass(frozen=True, slots=True, init=False)
class VerifiedBallot:
    """A ballot that holds one valid choice whatever it is; made by `verify` only.

    `ciphertexts` are those of the body, `cells` those to be added up, one for each of the form's cells.
    """

    ballot: Ballot
    head: bytes
    ciphertexts: tuple[Ciphertext, ...]
    cells: tuple[Ciphertext, ...]


Verdict = VerifiedBallot | Signed[Spoil] | ProtocolError
"""What can be said of an entry alone; its place in its key's sequence is another matter."""


def parse_ballot(body: bytes, signature: bytes, form: Form) -> Ballot:
    """The ballot of these bytes; `bad-ballot` unless both have the form's exact length, with magic and `seq` ≥ 1."""
    if len(body) != form.body_bytes or len(signature) != SIGNATURE_BYTES:
        raise ProtocolError("bad-ballot")
    return made(Ballot, header=Header.decode(body), body=bytes(body), signature=bytes(signature))


def parse_spoil(body: bytes, signature: bytes) -> Spoil:
    """The spoil entry of these 133 and 64 bytes; `bad-ballot` otherwise."""
    if len(body) != SPOIL_BYTES or len(signature) != SIGNATURE_BYTES:
        raise ProtocolError("bad-ballot")
    kind, opening, key, seq, prev, head = _SPOIL.unpack(body)
    if kind != _SPOILT or seq < 1:
        raise ProtocolError("bad-ballot")
    return Spoil(Header(opening, key, seq, prev), head, bytes(signature))


def parse_entry(entry: bytes, form: Form) -> Ballot | Spoil:
    """The ballot or spoil entry of a board's leaf; `bad-ballot` otherwise."""
    if entry[:1] == bytes((_CAST,)):
        return parse_ballot(entry[1:-SIGNATURE_BYTES], entry[-SIGNATURE_BYTES:], form)
    return parse_spoil(entry[:-SIGNATURE_BYTES], entry[-SIGNATURE_BYTES:])


def check_envelope(entry: Entry, question: Question) -> Signed[Entry]:
    """The entry, if it is for this question, within its sequence numbers, and signed by its key.

    `vote-unknown`, `sequence-limit`, `bad-signature`, in this order. K must have passed `check_public_key` at enrolment.
    """
    if entry.header.opening != question.opening:
        raise ProtocolError("vote-unknown")
    if not 1 <= entry.header.seq <= question.max_seq:
        raise ProtocolError("sequence-limit")
    if not entry.signature_holds():
        raise ProtocolError("bad-signature")
    return made(Signed, entry=entry, question=question)


def verify(ballot: Ballot, question: Question) -> VerifiedBallot:
    """The ballot with all its checks, cheapest first: those of `check_envelope`, then those of `verify_proofs`."""
    return verify_proofs(check_envelope(ballot, question))


def verify_proofs(signed: Signed[Ballot]) -> VerifiedBallot:
    """The ballot, if all its points and scalars are in order and all its proofs hold (docs/sealed.md §4).

    `bad-point`, `bad-scalar`, then `bad-proof` with the index of the first proof that fails.
    """
    (verdict,) = verify_together([signed])
    if isinstance(verdict, ProtocolError):
        raise verdict
    return verdict


def verify_together(ballots: Iterable[Signed[Ballot]]) -> list[VerifiedBallot | ProtocolError]:
    """What `verify_proofs` says of each ballot; many together take less time than each alone (`checks`).

    A valid ballot passes whatever the others are. Of one that does not pass its single equations are the verdict.
    """
    signed = list(ballots)
    read = [_try(each) for each in signed]
    found = iter(checks(tried.equations for tried in read if tried is not None))
    return [
        _verified(each, tried.head, tried.ciphertexts) if tried is not None and _pass(next(found)) else _judge(each)
        for each, tried in zip(signed, read, strict=True)
    ]


def verify_entries(entries: Iterable[bytes], question: Question) -> list[Verdict]:
    """All that can be said of each of a board's leaves alone: form, opening, signature, points, scalars, proofs."""
    verdicts: dict[int, Verdict] = {}
    ballots: dict[int, Signed[Ballot]] = {}
    for place, entry in enumerate(entries):
        try:
            parsed = parse_entry(entry, question.form)
            if isinstance(parsed, Ballot):
                ballots[place] = check_envelope(parsed, question)
            else:
                verdicts[place] = check_envelope(parsed, question)
        except ProtocolError as problem:
            verdicts[place] = problem
    verdicts.update(zip(ballots, verify_together(ballots.values()), strict=True))
    return [verdicts[place] for place in range(len(verdicts))]


def pieces(entries: Sequence[bytes], workers: int) -> list[Sequence[bytes]]:
    """Entries in their order, cut for `verify_entries` by so many workers; as few pieces as keep them busy, for longer ones cost less."""
    count = max(1, min(workers, sum(map(len, entries)) // _PIECE_BYTES))
    size = max(1, -(-len(entries) // count))
    return [entries[start : start + size] for start in range(0, len(entries), size)]


def equations(signed: Signed[Ballot]) -> list[Equation]:
    """All that must hold for the proofs; errors as `verify_proofs`."""
    return _read(signed, Point.decode).equations


@dataclass(frozen=True, slots=True)
class _Read:
    """Head and ciphertexts of a ballot, and all equations of its proofs."""

    head: bytes
    ciphertexts: tuple[Ciphertext, ...]
    equations: list[Equation]


def _read(signed: Signed[Ballot], point: ReadPoint) -> _Read:
    head, ciphertexts, proofs = _decode(signed, point)
    public = signed.question.public
    found = [equation for idx, proof in enumerate(proofs) for equation in proof.equations(head, idx, ciphertexts, public)]
    return _Read(head, ciphertexts, found)


def _try(signed: Signed[Ballot]) -> _Read | None:
    """What is to be reckoned, None if something is wrong already."""
    try:
        return _read(signed, Point.claimed)
    except ProtocolError:
        return None


def _pass(found: Iterable[Check]) -> bool:
    try:
        return all(check.holds() for check in found)
    except ProtocolError:  # what was claimed to be a point is none
        return False


def _judge(signed: Signed[Ballot]) -> VerifiedBallot | ProtocolError:
    """The verdict on a ballot: what is wrong first, in the order of `verify_proofs`."""
    try:
        head, ciphertexts, proofs = _decode(signed, Point.decode)
        for idx, proof in enumerate(proofs):
            if not all(equation.holds() for equation in proof.equations(head, idx, ciphertexts, signed.question.public)):
                raise ProtocolError("bad-proof", proof=idx)
    except ProtocolError as problem:
        return problem
    return _verified(signed, head, ciphertexts)


def _verified(signed: Signed[Ballot], head: bytes, ciphertexts: tuple[Ciphertext, ...]) -> VerifiedBallot:
    cells = tuple(cell.sum.of(ciphertexts) for cell in signed.question.form.cells)
    return made(VerifiedBallot, ballot=signed.entry, head=head, ciphertexts=ciphertexts, cells=cells)


def ballot_head(header: Header, ciphertexts: bytes) -> bytes:
    """`D("head"; open, K, u32 seq, prev, list(ct))` of the ciphertexts' bytes, 64 each."""
    listed = u32(len(ciphertexts) // CIPHERTEXT_BYTES) + ciphertexts
    return digest("head", header.opening, header.key, u32(header.seq), header.prev, listed)


def tracking_code(head: bytes) -> str:
    """The first 24 Crockford characters of head, in groups of four."""
    text = crockford(head, _TRACKING_LENGTH)
    return " ".join(text[i : i + 4] for i in range(0, _TRACKING_LENGTH, 4))


def make_spoil(key: SigningKey, header: Header, head: bytes) -> Spoil:
    """The signed spoil entry of an encryption with this head; `header.key` must be the key's."""
    unsigned = Spoil(header, head, b"")
    return Spoil(header, head, key.sign("spoil", unsigned.body))


def _decode(signed: Signed[Ballot], point: ReadPoint) -> tuple[bytes, tuple[Ciphertext, ...], list[Proof]]:
    ballot, form = signed.entry, signed.question.form
    if len(ballot.body) != form.body_bytes:
        raise ProtocolError("bad-ballot")
    end = HEADER_BYTES + CIPHERTEXT_BYTES * form.ciphertexts
    data = ballot.body[HEADER_BYTES:end]
    # Not every point of a name or an order is in an equation, which would tell whether it is one.
    read = Point.decode if any(item.row_cells for item in form.items) else point
    parts = (data[i : i + CIPHERTEXT_BYTES] for i in range(0, len(data), CIPHERTEXT_BYTES))
    ciphertexts = tuple([Ciphertext.read(part, read) for part in parts])
    proofs = []
    for claim in form.claims:
        proofs.append(claim.decode(ballot.body[end : end + claim.length], point))
        end += claim.length
    return ballot_head(ballot.header, data), ciphertexts, proofs
